"""Calibrating a vintage: demand and supply brought together, and the result written as series of the vintage."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from helseplan.classifications import codes
from helseplan.demand import benchmark
from helseplan.errors import DataError
from helseplan.need import Draws, Need
from helseplan.params import Params
from helseplan.supply.calibrate import Calibration, calibrate
from helseplan.supply.inputs import BASE_YEAR, GROUPS, read
from helseplan.vintages import Vintage, open_vintage

SOURCE, QUALITY = "helseplan-kalibrering", "calibrated"
DIGITS = {"base_shortage": 1, "groups": 1}
"""Decimals of årsverk; parameters and targets keep ``SIGNIFICANT`` digits."""
SIGNIFICANT = 8
SERIES = ("supply_calibrated", "supply_targets", "base_shortage", "groups")
"""The series that calibration writes."""


def recalibrate(name: str) -> Calibration:
    """Calibrate supply to a vintage, from its counts, its demand and the plan's figures.

    Raises:
        DataError: A series is missing or breaks its contract, or the calibration did not come to rest.
    """
    vintage = open_vintage(name)
    try:
        base = read(vintage, Params().supply.small_group_persons)
        return calibrate(vintage, base, benchmarked_demand(vintage))
    except (ValueError, KeyError, ArithmeticError, IndexError) as error:
        raise DataError(
            "Kalibreringen lykkes ikke.",
            where=name,
            found=str(error),
            fix="Se om seriene personnel, inflow og career passer sammen.",
        ) from None


def benchmarked_demand(vintage: Vintage) -> Callable[[pd.Series], pd.DataFrame]:
    """Return demand by group on the benchmarked reference path, as a function of the base year's årsverk by group."""
    need = Need.from_vintage(vintage.name)
    raw = need.evaluate(Draws.reference(1))[0]
    services, staffing, plan = (vintage.read(name) for name in ("services", "staffing", "plan_tables"))

    def demand(levels: pd.Series) -> pd.DataFrame:
        groups = pd.DataFrame({"group": levels.index, "aarsverk": levels.to_numpy()})
        found = benchmark.build(raw, need.years, services, staffing, groups, plan)
        met = np.einsum("st,skt->kt", raw * found.factor, found.moving_mix)
        return pd.DataFrame(met, index=codes("groups"), columns=need.years).loc[GROUPS]

    return demand


def series(found: Calibration) -> dict[str, pd.DataFrame]:
    """Return what calibration found as the series of a vintage."""
    mark = {"source": SOURCE, "quality": QUALITY}
    frames = {
        "supply_calibrated": found.parameters,
        "supply_targets": found.targets,
        "base_shortage": found.shortage.rename_axis("group").rename("aarsverk").reset_index(),
        "groups": found.levels.rename_axis("group").rename("aarsverk").reset_index().assign(year=BASE_YEAR),
    }
    frames["groups"] = frames["groups"][["group", "year", "aarsverk"]]
    return {name: _rounded(frame, name).assign(**mark) for name, frame in frames.items()}


def write(name: str, found: Calibration) -> list[Path]:
    """Write the series into the vintage and register their checksums; each file is whole or as it was."""
    folder = open_vintage(name).folder
    paths = []
    for series_name, frame in series(found).items():
        path = folder / f"{series_name}.csv"
        _replace(path, frame.to_csv(index=False, lineterminator="\n"))
        paths.append(path)
    _register(folder, paths)
    return paths


def _rounded(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    if name in DIGITS:
        return frame.assign(aarsverk=frame.aarsverk.round(DIGITS[name]))
    numbers = frame.select_dtypes("float").map(lambda value: float(f"{value:.{SIGNIFICANT}g}"))
    return frame.assign(**{column: numbers[column] for column in numbers})


def _register(folder: Path, paths: list[Path]) -> None:
    sums = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    register = folder / "series.csv"
    with register.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = list(reader.fieldnames or ()), list(reader)
    for row in rows:
        row["sha256"] = sums.get(row["series"], row["sha256"])
    lines = [columns, *([row[column] for column in columns] for row in rows)]
    temporary = register.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)
    temporary.replace(register)


def _replace(path: Path, text: str) -> None:
    temporary = path.with_suffix(".tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
