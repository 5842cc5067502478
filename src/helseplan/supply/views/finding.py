"""Supply in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from helseplan.formats import growth_percent, number, to_hundreds
from helseplan.report.display import Text
from helseplan.supply.views.common import (
    BASE_YEAR,
    FIRST,
    LAST_YEAR,
    OLD,
    Frames,
    by_age,
    by_year,
    listed,
    share_from,
)
from helseplan.supply.views.growth import said_ends

if TYPE_CHECKING:
    from helseplan.session import StageRun

ENDS = 2
"""How many groups are named at each end."""


def finding(result: Frames, run: StageRun) -> Text:
    """How supply grows, in which groups most and least, and how old those at work are."""
    supply = by_year(result, run)
    first, last = supply[FIRST].sum(), supply[LAST_YEAR].sum()
    growth = (supply[LAST_YEAR] / supply[FIRST] - 1).sort_values()
    before, after = (
        share_from(by_age(result, run, year).sum().to_frame().T, OLD).iloc[0]
        for year in (BASE_YEAR, LAST_YEAR)
    )
    strongest, weakest = said_ends()
    return Text(
        f"Tilbudet fra de 14 gruppene går fra **{number(to_hundreds(first))}** årsverk i {FIRST} til "
        f"**{number(to_hundreds(last))}** i {LAST_YEAR}, {number(growth_percent(last, first), 1, sign=True)} prosent. "
        f"Veksten er størst for {_end(growth.index[::-1][:ENDS], strongest)} og minst for "
        f"{_end(growth.index[:ENDS], weakest)}. "
        f"De som er {OLD} år og eldre, står for {number(before, 1)} prosent av årsverkene i {BASE_YEAR} og "
        f"{number(after, 1)} prosent i {LAST_YEAR}. {_both_paths(result)}",
        quality=(*run.shown_quality, "derived", "assumption"),
    )


def _end(groups: Iterable[str], said: list[str]) -> str:
    """The groups at one end of the growth, and those the words put there when they are others."""
    own = list(groups)
    return listed(own) if set(own) == set(said) else f"{listed(own)} (i planens og SSBs ord: {listed(said)})"


def _both_paths(result: Frames) -> str:
    """How far the raw path is from the benchmarked one in the last year."""
    totals = result["supply"].query("year == @LAST_YEAR").groupby("path").aarsverk.sum()
    return (
        f"Rå bane ender på {number(totals['raw'])} årsverk og avstemt bane på {number(totals['benchmarked'])}. "
        "Forskjellen er liten fordi kalibreringen allerede sikter mot planens samlede tall."
    )
