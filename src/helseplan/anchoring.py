"""Newer data on an older benchmark: what a vintage with new figures keeps, and what it must work out anew."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd

from helseplan.calibrating import DIGITS, QUALITY, SOURCE
from helseplan.executor.blas import one_thread_at_a_time
from helseplan.params import Params, frozen
from helseplan.session import StageRun
from helseplan.stages import STAGES, with_upstream
from helseplan.supply.compute import inhabitants
from helseplan.supply.inputs import BASE_YEAR, GROUPS
from helseplan.supply.model import Model, since
from helseplan.vintages import Vintage
from helseplan.vintages.anchor_series import CELLS, DEMAND, GAP, NARROW, SUPPLY

ANCHORS = "anchors"
REFERENCE = "referanse"


def anchors(vintage: Vintage) -> pd.DataFrame:
    """Return the benchmark that a vintage gives to those made from it.

    Args:
        vintage: One with the series ``anchors``, which is passed on as it is, or one that is benchmarked on its own
            reference path, which is then computed.

    Returns:
        The series ``anchors``: item, key, year, value, unit, found_on, source, quality.
    """
    if (kept := vintage.anchors()) is not None:
        return kept
    with tempfile.TemporaryDirectory(prefix="helseplan-") as scratch:
        frames = _reference(vintage, Path(scratch), "gap")
    found = {
        **_demand_factors(frames["demand"]["demand"]),
        **_supply_factors(frames["supply"]["supply"]),
        **_adjustments(frames["gap"]["gap"]),
    }
    rows = [(*cell, found[cell], unit, vintage.name, SOURCE, QUALITY) for cell, unit in CELLS.items()]
    return pd.DataFrame(
        rows, columns=["item", "key", "year", "value", "unit", "found_on", "source", "quality"]
    )


def settled(vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Return the series that follow from the others when a vintage's data are changed and its calibration kept.

    The calibrated parameters say how people enter, work and leave; new counts move what they give. The base year's
    årsverk by group is what the supply model now gives with them.

    Returns:
        ``groups``: group, year, aarsverk, source, quality.

    Raises:
        DataError: The supply model cannot be computed on the data.
    """
    with tempfile.TemporaryDirectory(prefix="helseplan-") as scratch:
        folder = Path(scratch)
        _reference(vintage, folder, "demography")
        run = _open(vintage, folder, "supply")
        default = Params()
        model = Model.open(run.vintage, inhabitants(run, default.demography.alternative), default.supply)
        aarsverk = model.run(default.supply).supply()[since(BASE_YEAR)]
    frame = pd.DataFrame({"group": GROUPS, "year": BASE_YEAR, "aarsverk": aarsverk})
    return {"groups": frame.round(DIGITS["groups"]).assign(source=SOURCE, quality=QUALITY)}


def settle(vintage: Vintage, parent: Vintage) -> None:
    """Write into a vintage under way what it keeps of its parent's benchmark and what follows from its own data.

    Args:
        vintage: The vintage under way; its folder is written in.
        parent: The vintage it began as a copy of.

    Raises:
        DataError: A stage cannot be computed on the data.
    """
    with one_thread_at_a_time()():
        frames = {ANCHORS: anchors(parent), **settled(vintage)}
    for name, frame in frames.items():
        frame.to_csv(vintage.path(name), index=False, lineterminator="\n")


def _reference(vintage: Vintage, folder: Path, until: str) -> dict[str, dict[str, pd.DataFrame]]:
    """Compute the stages up to one with default parameters."""
    (folder / "params.yml").write_text(frozen(vintage.name, REFERENCE, Params()), encoding="utf-8")
    return {name: _open(vintage, folder, name).compute() for name in with_upstream([until])}


def _open(vintage: Vintage, folder: Path, name: str) -> StageRun:
    stage = STAGES[name]
    return StageRun(stage, folder, Params(), replace(vintage, declared=stage.series))


def _demand_factors(demand: pd.DataFrame) -> dict[tuple[str, str, int], float]:
    main = demand[(demand.alternative == Params().demography.alternative) & (demand.scope == "wide")]
    wide = main.pivot(index=["service", "year"], columns="path", values="aarsverk")
    factor = (wide.benchmarked / wide.raw).unstack("year")
    narrow = factor.index.isin(demand[demand.scope == NARROW].service)
    cells = [cell for cell in CELLS if cell[0] == DEMAND]
    return {
        cell: float(factor.loc[narrow if cell[1] == NARROW else ~narrow, cell[2]].iloc[0]) for cell in cells
    }


def _supply_factors(supply: pd.DataFrame) -> dict[tuple[str, str, int], float]:
    sums = supply.pivot_table(index="year", columns="path", values="aarsverk", aggfunc="sum")
    ratio = sums.benchmarked / sums.raw
    return {cell: float(ratio[cell[2]]) for cell in CELLS if cell[0] == SUPPLY}


def _adjustments(gap: pd.DataFrame) -> dict[tuple[str, str, int], float]:
    met = gap[gap.path == "benchmarked"].set_index(["group", "year"]).adjustment_aarsverk
    return {cell: float(met[cell[1], cell[2]]) for cell in CELLS if cell[0] == GAP}
