"""What the views of efficiency share: names, the rows of the main model, and what every score leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number
from helseplan.productivity.analysis.models import MODELS, Model
from helseplan.productivity.analysis.trusts import UNIVERSITY
from helseplan.productivity.views.common import Frames

if TYPE_CHECKING:
    from collections.abc import Sequence

    from helseplan.session import StageRun

QUALITY = ("derived", "assumption")
RETURNS = {
    "crs": "konstant skalautbytte",
    "vrs": "variabelt skalautbytte",
    "nirs": "ikke-økende skalautbytte",
    "ndrs": "ikke-avtakende skalautbytte",
}
NOT_SHOWN = (
    "Kvalitet, forskning, undervisning, poliklinikk og hvor syke pasientene er, er ikke med. Avstand fra 1 er "
    "derfor ikke bevis for sløsing, og 1 er ikke bevis for god drift."
)
UNIVERSITY_MARK = "(U) er universitetssykehus."
SIMULATED_LEVEL, SIMULATED_COVER = 95, (67, 93)
"""Per cent: level of the intervals in our simulations, and how often they held the truth, least with most dimensions.

Source: the docstring of `helseplan.productivity.dea.bootstrap.bootstrap`; tests/productivity/test_dea_coverage.py."""
OUTPUT_ITEMS = {"discharges_somatic": "discharges_somatic", "bed_days_somatic": "beds_somatic"}
"""Output of a model → the series it is made from that is tried for breaks."""
FEW = ("ingen", "ett", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv")


def name(unit: str) -> str:
    """Return a trust's name, with (U) after a university hospital."""
    return labels("units")[unit] + " (U)" * (unit in UNIVERSITY)


def short(unit: str) -> str:
    """Return the name for an axis: without HF, which they all are."""
    return name(unit).replace(" HF", "")


def main_model(run: StageRun) -> Model:
    """Return the main model of the run."""
    return MODELS[run.params.productivity.model]


def outward(run: StageRun) -> bool:
    """Whether scores say how much more could be produced (1 and up) and not how much less would do (1 and down)."""
    return run.params.productivity.orientation == "output"


def main_rows(result: Frames, run: StageRun, year: int | None = None) -> pd.DataFrame:
    """Return the main model's rows in a year (the analysis' own), the best corrected score first.

    Scores that are equal stand in the order of the raw score and then of the code.
    """
    params = run.params.productivity
    rows = result["efficiency"]
    rows = rows[(rows.model == params.model) & (rows.year == (year or params.year))].copy()
    rows["shown"] = rows.corrected.fillna(rows.score)
    keys = rows.assign(a=rows.shown.round(9), b=rows.score.round(9))
    order = keys.sort_values(["a", "b", "unit"], ascending=[outward(run), outward(run), True]).index
    return rows.loc[order].reset_index(drop=True)


def count(n: int) -> str:
    """Return a count of trusts in words up to twelve, as it stands before «foretak»."""
    return FEW[n] if n < len(FEW) else number(n)


def share(n: int, whole: int) -> str:
    """Return a count out of a whole, in digits: ``17 av 19``."""
    return f"{number(n)} av {number(whole)}"


def listed(parts: Sequence[str]) -> str:
    """Join names with commas and «og»."""
    return " og ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else list(parts))


def level(alpha: float) -> str:
    """Return the coverage of an interval in per cent, with a decimal only where it has one."""
    return number((1 - alpha) * 100, 1).removesuffix(",0")


def capital(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]


def axis_label(run: StageRun) -> str:
    """Return what a score says, for an axis."""
    meaning = "over 1: kunne gitt mer" if outward(run) else "under 1: kunne klart seg med mindre"
    return f"1 er beste målte praksis, {meaning}"


def between(values: pd.Series, decimals: int) -> str:
    """Return the range of some numbers: ``5,4–9,5``, or the one number when they print alike."""
    low, high = number(values.min(), decimals), number(values.max(), decimals)
    return low if low == high else f"{low}–{high}"


def output_breaks(result: Frames, run: StageRun) -> pd.DataFrame:
    """Return the breaks found in the series behind the main model's outputs."""
    found = result["breaks"]
    items = {OUTPUT_ITEMS[variable] for variable in main_model(run).outputs}
    return found[found.broken & found["item"].isin(items)]


def break_caveat(result: Frames, run: StageRun) -> str:
    """Say that the outputs break in the year of the analysis, with a space before; nothing when they do not."""
    year = run.params.productivity.year
    rows = output_breaks(result, run)
    rows = rows[rows.year == year]
    if rows.empty:
        return ""
    return (
        f" Produksjonstallene har et brudd fra {int(rows.from_year.iloc[0])} til {year}. Tallene for {year} kan derfor "
        "ikke holdes opp mot tidligere år, og vi vet ikke om bruddet rammer alle foretakene likt."
    )


def cover(run: StageRun) -> str:
    """Say at which level the intervals are made, and how often such intervals held the truth in simulations."""
    low, high = SIMULATED_COVER
    return (
        f"Intervallene er regnet med {level(run.params.productivity.bootstrap_alpha)} prosent nivå. I våre "
        f"simuleringer med {number(SIMULATED_LEVEL)} prosent nivå dekket de sannheten i {low}–{high} prosent av "
        "tilfellene, minst med flest mål: de er for smale."
    )
