"""SØF's model of municipal care: one input, five outputs, every municipality that has all of them.

Source: the plan's box 3.1, which names the input and the outputs. It does not say which year, returns to scale,
    weights or bias correction lie behind its result, so returns to scale and year are parameters here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.params.productivity import Productivity
from helseplan.productivity.analysis.efficiency import ON_FRONTIER
from helseplan.productivity.analysis.intervals import Potential, drawn_scores, interval_columns, sector
from helseplan.productivity.analysis.models import Model
from helseplan.productivity.dea import radial_efficiency, scale_efficiency

if TYPE_CHECKING:
    from helseplan.session import StageRun

SERIES = "municipal_care"
COST_ITEMS = ("gross_operating_expenditure", "employer_contribution", "pension")
FACTOR = "settlement_factor"
OUTPUTS = (
    "institution_bed_days",
    "institution_residents_extensive_needs",
    "institution_single_rooms",
    "home_nursing_hours",
    "practical_assistance_hours",
)
INPUT = "adjusted_expenditure"
MODEL = Model("municipal_care", "Kommunale omsorgstjenester", (INPUT,), OUTPUTS)
SCORES = {
    "year": "int64",
    "municipality": "str",
    "adjusted_expenditure": "float64",
    "score": "float64",
    "corrected": "float64",
    "bias_corrected": "float64",
    "lower": "float64",
    "upper": "float64",
    "correction_used": "bool",
    "scale_efficiency": "float64",
    "returns_to_scale": "str",
    "efficient": "bool",
    "peers": "str",
}
STATUS = {
    "status": "str",
    "year": "int64",
    "municipalities": "int64",
    "analysed": "int64",
    "left_out": "str",
    "raw_percent": "float64",
    "corrected_percent": "float64",
    "lower_percent": "float64",
    "upper_percent": "float64",
    "correction_used": "bool",
    "settlement_adjusted": "bool",
}


@dataclass(frozen=True)
class Municipalities:
    """What a vintage has for one year.

    Attributes:
        year: The year.
        whole: Index municipality; columns `INPUT` and the five outputs, only municipalities that have everything.
        left_out: Municipality → the items it lacks.
        adjusted: Whether the expenditure is adjusted for the settlement pattern.
    """

    year: int
    whole: pd.DataFrame
    left_out: dict[str, tuple[str, ...]]
    adjusted: bool


def municipal(run: StageRun) -> dict[str, pd.DataFrame]:
    """Run the model on the series ``municipal_care`` when the vintage has it.

    Returns:
        ``municipal_care`` (year, municipality, adjusted_expenditure, scores as in ``efficiency``; empty without
        data) and ``municipal_status`` (one row: status ``run``, ``missing`` or ``too_few``, year, how many
        municipalities the year has, how many are analysed, which are left out, potential in per cent of the input:
        raw, corrected and bounds, whether the correction is used, and whether the expenditure is adjusted for the
        settlement pattern).
    """
    params = run.params.productivity
    if not run.vintage.has(SERIES):
        return _nothing("missing", 0)
    found = municipalities(run.vintage.read("municipal_care"), params.municipal_year)
    if len(found.whole) < MODEL.needed_units:
        return _nothing("too_few", found.year, found)
    scores, potential = measure(found, params)
    return {
        "municipal_care": scores,
        "municipal_status": _status("run", found.year, found, len(scores), potential),
    }


def municipalities(series: pd.DataFrame, year: int) -> Municipalities:
    """Return the municipalities of a year (0: the last in the series), those with a missing item apart.

    The input is (gross operating expenditure − employer's contribution − pension) / settlement factor, where the
    factor is the cost level that the settlement pattern alone gives, the country being 1. The plan says that the
    expenditure is adjusted and not how; dividing by such a factor is our reading. KOSTRA has no such factor: when no
    municipality of the year has one, it is 1 for all, an assumption, and the expenditure is not adjusted.
    """
    chosen = year or int(series.year.max())
    rows = series[series.year == chosen]
    wide = rows.pivot(index="region", columns="item", values="value")
    adjusted = FACTOR in wide
    needed = [*COST_ITEMS, *([FACTOR] if adjusted else []), *OUTPUTS]
    wide = wide.reindex(columns=needed)
    cost = wide.gross_operating_expenditure - wide.employer_contribution - wide.pension
    wide[INPUT] = cost / wide[FACTOR] if adjusted else cost
    lacking = {
        str(region): tuple(row.index[row.isna()])
        for region, row in wide[needed].iterrows()
        if row.isna().any()
    }
    return Municipalities(chosen, wide.loc[~wide.index.isin(lacking), [INPUT, *OUTPUTS]], lacking, adjusted)


def measure(found: Municipalities, params: Productivity) -> tuple[pd.DataFrame, Potential]:
    """Score every whole municipality, input oriented as in the plan; columns as in `SCORES`, and what it adds up to."""
    rts = params.municipal_returns_to_scale
    x, y = MODEL.data(found.whole)
    result = radial_efficiency(x, y, rts=rts, orientation="input")
    drawn = drawn_scores(x, y, params, rts, "input")
    scale = scale_efficiency(x, y, orientation="input")
    units = found.whole.index.to_numpy()
    frame = pd.DataFrame(
        {
            "year": found.year,
            "municipality": units,
            "adjusted_expenditure": x[:, 0],
            "score": result.scores,
            **interval_columns(drawn, len(x)),
            "scale_efficiency": scale.scale,
            "returns_to_scale": list(scale.returns),
            "efficient": np.abs(result.scores - 1) < ON_FRONTIER,
            "peers": [";".join(units[chosen]) for chosen in result.peers()],
        }
    )
    return frame[list(SCORES)].astype(SCORES), sector(result.scores, x[:, 0], drawn, inward=True)


def _nothing(status: str, year: int, found: Municipalities | None = None) -> dict[str, pd.DataFrame]:
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in SCORES.items()})
    return {"municipal_care": empty, "municipal_status": _status(status, year, found)}


def _status(
    status: str,
    year: int,
    found: Municipalities | None,
    analysed: int = 0,
    potential: Potential | None = None,
) -> pd.DataFrame:
    left_out = found.left_out if found else {}
    row = {
        "status": status,
        "year": year,
        "municipalities": len(found.whole) + len(left_out) if found else 0,
        "analysed": analysed,
        "left_out": ";".join(sorted(left_out)),
        "raw_percent": potential.raw if potential else np.nan,
        "corrected_percent": potential.corrected if potential else np.nan,
        "lower_percent": potential.lower if potential else np.nan,
        "upper_percent": potential.upper if potential else np.nan,
        "correction_used": potential.used if potential else False,
        "settlement_adjusted": found.adjusted if found else False,
    }
    return pd.DataFrame([row]).astype(STATUS)
