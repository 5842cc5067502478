"""Calibrating a vintage: demand and supply brought together, and the result written as series of the vintage."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from helseplan.classifications import codes
from helseplan.contracts.validate import require
from helseplan.demand import benchmark
from helseplan.errors import DataError
from helseplan.need import Draws, Need
from helseplan.params import Params
from helseplan.supply.calibrate import Calibration, calibrate
from helseplan.supply.inputs import BASE_YEAR, GROUPS, read
from helseplan.vintages import Vintage, open_vintage
from helseplan.vintages.series import SERIES as CONTRACTS
from helseplan.vintages.within_supply import BOUNDS

SOURCE, QUALITY = "helseplan-kalibrering", "calibrated"
DIGITS = {"base_shortage": 1, "groups": 1}
"""Decimals of årsverk; parameters and targets keep ``SIGNIFICANT`` digits."""
SIGNIFICANT = 6
SAME = 1e-3
"""How far a stored figure may be from a new calibration, as a share; one calibration is the same on all machines to
1e-6."""
INPUTS = "Se etter tall langt utenfor det rimelige i seriene personnel, inflow, group_traits og career."
SERIES = ("supply_calibrated", "supply_targets", "base_shortage", "groups")
"""The series that calibration writes."""


def recalibrate(name: str) -> Calibration:
    """Calibrate supply to a vintage, from its counts, its demand and the plan's figures.

    Raises:
        DataError: A series is missing or breaks its contract, the vintage keeps an older benchmark, or the calibration
            did not come to rest.
    """
    vintage = open_vintage(name)
    require_own_benchmark(vintage)
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


def require_own_benchmark(vintage: Vintage) -> None:
    """Refuse to calibrate a vintage that keeps an older benchmark: the plan's totals do not belong to its data.

    Raises:
        DataError: The vintage has the series ``anchors``.
    """
    if (kept := vintage.anchors()) is not None:
        raise DataError(
            f"Årgangen «{vintage.name}» beholder avstemmingen fra {kept.found_on.iloc[0]} og kalibreres ikke på nytt.",
            where=f"{vintage.name}/anchors.csv",
            expected="en årgang som planens tall hører til",
            fix=(
                "Kalibrer bare når det finnes nye tall fra Helsemod i serien plan_tables. Fjern da anchors.csv, raden "
                "for serien i series.csv og navnet i sources.csv, og kjør på nytt."
            ),
        )


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
        "base_shortage": found.shortage.rename_axis("group").reset_index(),
        "groups": found.levels.rename_axis("group").rename("aarsverk").reset_index().assign(year=BASE_YEAR),
    }
    frames["groups"] = frames["groups"][["group", "year", "aarsverk"]]
    return {name: _rounded(frame, name).assign(**mark) for name, frame in frames.items()}


def write(name: str, found: Calibration) -> list[Path]:
    """Write the series into the vintage and register their checksums: every file is ready before one is replaced.

    Raises:
        DataError: What was found has no meaning, or the files cannot be written; the vintage is as it was.
    """
    require_meaning(found.parameters)
    folder = open_vintage(name).folder
    texts = {}
    for series_name, frame in series(found).items():
        require(frame, CONTRACTS[series_name], where=f"kalibreringen, {series_name}", fix=INPUTS)
        texts[f"{series_name}.csv"] = frame.to_csv(index=False, lineterminator="\n")
    texts["series.csv"] = _register(folder / "series.csv", texts)
    _replace_all(folder, texts)
    return [folder / f"{series_name}.csv" for series_name in SERIES]


def require_meaning(parameters: pd.DataFrame) -> None:
    """Refuse a calibration that has gone outside what its parameters can be.

    Raises:
        DataError: A parameter is outside its bounds.
    """
    for row in parameters.itertuples():
        low, high = BOUNDS[row.parameter]
        if not low <= row.value <= high:
            raise DataError(
                "Kalibreringen gir en parameter uten mening; ingenting er skrevet.",
                where=f"{row.parameter} {row.group}".strip(),
                expected=f"mellom {low} og {high}",
                found=f"{row.value:.3g}",
                fix=INPUTS,
            )


def stale(name: str) -> DataError | None:
    """Return what is wrong when a vintage's calibrated series are not what its data give; None when they are.

    Args:
        name: The vintage.
    """
    vintage = open_vintage(name)
    for series_name, frame in series(recalibrate(name)).items():
        keys = [key for key in ("parameter", "target", "group", "year") if key in frame]
        columns = [column for column in ("value", "aarsverk", "after") if column in frame]
        own, stored = (part.set_index(keys)[columns[0]] for part in (frame, vintage.read(series_name)))
        off = (own - stored.reindex(own.index)).abs() / np.maximum(own.abs(), 1)
        if len(own) != len(stored) or not (off <= SAME).all():
            return DataError(
                "Kalibreringen er ikke den dataene gir.",
                where=f"{name}/{series_name}.csv",
                fix=f"Kjør «helseplan calibrate --vintage {name} --write».",
            )
    return None


def _rounded(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    if name in DIGITS:
        return frame.round(DIGITS[name])
    numbers = frame.select_dtypes("float").map(lambda value: float(f"{value:.{SIGNIFICANT}g}"))
    return frame.assign(**{column: numbers[column] for column in numbers})


def _register(register: Path, texts: dict[str, str]) -> str:
    """The register with the checksums of the files to be written."""
    sums = {Path(name).stem: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
    with register.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = list(reader.fieldnames or ()), list(reader)
    for row in rows:
        row["sha256"] = sums.get(row["series"], row["sha256"])
    out = io.StringIO()
    lines = [columns, *([row[column] for column in columns] for row in rows)]
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()


def _replace_all(folder: Path, texts: dict[str, str]) -> None:
    temporary = {folder / f"{name}.tmp": folder / name for name in texts}
    try:
        for path, text in zip(temporary, texts.values(), strict=True):
            path.write_text(text, encoding="utf-8")
        for path, target in temporary.items():
            path.replace(target)
    except OSError as error:
        raise DataError(
            "Kalibreringen kan ikke skrives.",
            where=str(folder),
            found=error.strerror or str(error),
            fix="Se om disken er full, og om du har lov til å skrive i mappen.",
        ) from None
    finally:
        for path in temporary:
            path.unlink(missing_ok=True)
