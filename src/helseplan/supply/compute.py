"""The supply stage: stocks, flows and årsverk of the 14 groups, raw and benchmarked, and what is not known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.errors import DataError
from helseplan.params import Params
from helseplan.params.supply import Supply
from helseplan.supply.cases import ASSUMPTIONS, PUBLISHED
from helseplan.supply.checks import checks, headlines
from helseplan.supply.curves import AGES
from helseplan.supply.inputs import BASE_YEAR, GROUPS, LAST_YEAR, SEXES, YEARS
from helseplan.supply.model import Model, Path, since
from helseplan.vintages.anchor_series import SUPPLY as ANCHORED
from helseplan.vintages.anchor_series import anchor
from helseplan.vintages.rules import plan_value

if TYPE_CHECKING:
    from helseplan.session import StageRun

PATHS = ("raw", "benchmarked")
FIRST = 2025
"""The first year the plan prints supply for."""
BANDS = ((15, 39), (40, 54), (55, 66), (67, 105))
"""SSB's age bands."""
CALIBRATED_WITHIN = 1e-3
SHOWN = YEARS[since(BASE_YEAR) :]


def compute(run: StageRun) -> dict[str, pd.DataFrame]:
    """Run the stocks forward from the last open count, and collect what the plan says beside it.

    The benchmark is found on the reference path, so that a scenario moves the benchmarked path as it moves the raw.

    Returns:
        ``supply``, ``reference``, ``stock``, ``flows``, ``scenarios``, ``sensitivity``, ``history``, ``checks`` and
        ``headlines``.
    """
    params = run.params.supply
    model = Model.open(run.vintage, inhabitants(run, run.params.demography.alternative), params)
    reference = _reference(run, model)
    require_calibrated(reference, run)
    own = model.run(params)
    factor = benchmark(reference.supply(), run.vintage.read("plan_tables"), run.vintage.anchors())
    frames = {
        "supply": _supply(own, factor),
        "reference": _long(reference.supply()[since(BASE_YEAR) :], ["year", "group"], [SHOWN, GROUPS]),
        "stock": _stock(own),
        "flows": _flows(own),
        "scenarios": _scenarios(model, params),
        "sensitivity": _sensitivity(model, params),
        "history": _history(own),
    }
    return {**frames, "checks": checks(frames, run), "headlines": headlines(frames, run)}


def require_calibrated(reference: Path, run: StageRun) -> None:
    """Refuse a vintage whose data have changed since it was calibrated.

    Raises:
        DataError: The base year's årsverk are not those that calibration wrote to the series ``groups``.
    """
    written = run.vintage.read("groups").set_index("group").aarsverk.reindex(GROUPS).to_numpy()
    own = reference.supply()[since(BASE_YEAR)]
    off = np.abs(own / written - 1)
    if off.max() > CALIBRATED_WITHIN:
        worst = GROUPS[int(off.argmax())]
        raise DataError(
            "Tilbudets kalibrering er eldre enn dataene.",
            where=f"{run.vintage.name}/groups.csv, {worst}",
            expected=f"{own[int(off.argmax())]:.0f} årsverk i {BASE_YEAR}",
            found=f"{written[int(off.argmax())]:.0f}",
            fix=f"Kjør «helseplan calibrate --vintage {run.vintage.name} --write».",
        )


def benchmark(reference: np.ndarray, plan: pd.DataFrame, anchors: pd.DataFrame | None = None) -> np.ndarray:
    """Return what the reference path must be multiplied with to meet the plan's two totals, by year from the base year.

    Args:
        reference: Årsverk, year × group from ``START_YEAR`` on.
        plan: The series ``plan_tables``.
        anchors: The series ``anchors``: what the path was multiplied with on older data, and still is.
    """
    ends = (FIRST, LAST_YEAR)
    if anchors is not None:
        met = [anchor(anchors, ANCHORED, "", year) for year in ends]
    else:
        printed = [plan_value(plan, "text", "supply_groups_14", year) for year in ends]
        met = [value / reference[since(year)].sum() for value, year in zip(printed, ends, strict=True)]
    share = np.clip((SHOWN - FIRST) / (LAST_YEAR - FIRST), 0, 1)
    return np.asarray(met[0] ** (1 - share) * met[1] ** share)


def inhabitants(run: StageRun, alternative: str) -> pd.Series:
    """Return the population by year under an alternative, persons."""
    components = run.artefact("demography", "components")
    return components[components.alternative == alternative].set_index("year").population


def _reference(run: StageRun, model: Model) -> Path:
    """The path under default parameters."""
    default = Params()
    if run.params.supply.small_group_persons != default.supply.small_group_persons:
        population = inhabitants(run, default.demography.alternative)
        model = Model.open(run.vintage, population, default.supply)
    return model.run(default.supply)


def _long(values: np.ndarray, names: list[str], levels: list, column: str = "aarsverk") -> pd.DataFrame:
    index = pd.MultiIndex.from_product(levels, names=names)
    return pd.DataFrame({column: values.ravel()}, index=index).reset_index()


def _supply(path: Path, factor: np.ndarray) -> pd.DataFrame:
    years = slice(since(BASE_YEAR), None)
    aarsverk = path.supply()[years]
    persons = path.working.sum(axis=(-1, -2))[years]
    frame = _long(
        np.stack([aarsverk, aarsverk * factor[:, None]]), ["path", "year", "group"], [PATHS, SHOWN, GROUPS]
    )
    frame["persons"] = np.concatenate([persons.ravel(), (persons * factor[:, None]).ravel()])
    return frame[["path", "year", "group", "persons", "aarsverk"]]


def _stock(path: Path) -> pd.DataFrame:
    years = slice(since(BASE_YEAR), None)
    columns = {
        "available": path.available,
        "working": path.working,
        "aarsverk": path.aarsverk,
        "withdrawn": path.withdrawn,
    }
    index = pd.MultiIndex.from_product([SHOWN, GROUPS, SEXES, AGES], names=["year", "group", "sex", "age"])
    values = {
        name: np.broadcast_to(part, path.available.shape)[years].ravel() for name, part in columns.items()
    }
    return pd.DataFrame(values, index=index).reset_index()


def _flows(path: Path) -> pd.DataFrame:
    """Flows by sex and age band from the year after the base year on."""
    found = path.flows()
    years, inside = slice(since(BASE_YEAR), None), _in_bands()
    names = ["flow", "year", "group", "sex", "age_from"]
    levels = [list(found), SHOWN[1:], GROUPS, SEXES, [first for first, _ in BANDS]]
    persons, aarsverk = (
        np.stack([np.einsum("tksa,ba->tksb", flow[part][years], inside) for flow in found.values()])
        for part in (0, 1)
    )
    frame = _long(aarsverk, names, levels)
    frame["persons"] = persons.ravel()
    return frame[["year", "group", "sex", "age_from", "flow", "persons", "aarsverk"]]


def _in_bands() -> np.ndarray:
    """1 where an age lies in a band, band × age."""
    return np.stack([(first <= AGES) & (last >= AGES) for first, last in BANDS]).astype(float)


def _effect(model: Model, base: np.ndarray, params: Supply) -> np.ndarray:
    return np.asarray(model.run(params).supply()[-1] - base)


def _scenarios(model: Model, params: Supply) -> pd.DataFrame:
    """The effect in the last year of what SSB has published, by group."""
    own = model.run(params).supply()[-1]
    effects = np.stack([_effect(model, own, case.apply(params)) for case in PUBLISHED])
    return _long(effects, ["scenario", "group"], [[case.code for case in PUBLISHED], GROUPS])


def _sensitivity(model: Model, params: Supply) -> pd.DataFrame:
    """Every assumption moved one at a time: the change in raw supply in the last year, by group."""
    own = model.run(params).supply()[-1]
    parts = []
    for case in ASSUMPTIONS:
        change = _effect(model, own, case.apply(params))
        columns = {"assumption": case.assumption, "end": case.end, "label": case.label, "group": GROUPS}
        parts.append(pd.DataFrame({**columns, "change_aarsverk": change}))
    return pd.concat(parts, ignore_index=True)


def _history(path: Path) -> pd.DataFrame:
    """Persons at work by group and age band from the start year to the base year."""
    years = slice(0, since(BASE_YEAR) + 1)
    persons = np.einsum("tksa,ba->tkb", path.working[years], _in_bands())
    return _long(
        persons,
        ["year", "group", "age_from"],
        [YEARS[years], GROUPS, [first for first, _ in BANDS]],
        "persons",
    )
