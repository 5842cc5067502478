"""What the views of the measures stage share: names, rounding, and the last year of an artefact."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import codes, labels, plurals, table
from helseplan.formats import number, to_hundreds
from helseplan.report import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helseplan.session import StageRun

Frames = dict[str, pd.DataFrame]
LAST = 2040
ALL = "all"
MODELLED = codes("groups", modelled="true")
BALANCE = 50.0
"""A gap of fewer årsverk is balance: it is rounded to nought in the plan's table."""
QUALITY = ("published", "derived", "calibrated", "assumption")
COLOURS = {"supply": style.SUPPLY, "demand": style.DEMAND}
SIDES = {"supply": "Øker tilbudet", "demand": "Demper etterspørselen"}


def last_totals(result: Frames) -> pd.DataFrame:
    """Return the last year of the artefact ``totals``, by scenario."""
    totals = result["totals"]
    return totals[totals.year == LAST].set_index("scenario")


def last_gaps(result: Frames, column: str = "gap_after_aarsverk") -> pd.DataFrame:
    """Return a column of ``remaining`` in the last year, group × scenario."""
    rows = result["remaining"]
    return rows[rows.year == LAST].pivot(index="group", columns="scenario", values=column).reindex(MODELLED)


def last_effects(result: Frames, scenario: str) -> pd.DataFrame:
    """Return ``alone_aarsverk`` and ``shapley_aarsverk`` of a scenario in the last year, by measure, all groups."""
    rows = result["effects"]
    rows = rows[(rows.scenario == scenario) & (rows.year == LAST) & (rows.group == ALL)]
    return rows.set_index("measure")[["alone_aarsverk", "shapley_aarsverk"]]


def single(result: Frames, bound: str) -> pd.DataFrame:
    """Return the artefact ``singles`` at one end of the range, by measure."""
    rows = result["singles"]
    return rows[rows.bound == bound].set_index("measure")


def carries_out(result: Frames) -> bool:
    """Whether the run carries anything out."""
    return bool((result["effects"].scenario == "chosen").any())


def sides(run: StageRun) -> pd.Series:
    """Return measure → supply or demand."""
    return run.vintage.read("measures").set_index("measure").side


def measure_name(code: str, run: StageRun) -> str:
    """Return a measure's short name, or its title when it has none."""
    short = labels("measure_names").get(code)
    return short or str(run.vintage.read("measures").set_index("measure").title[code])


def scenario_name(code: str) -> str:
    """Return the Norwegian name of a scenario."""
    return labels("measure_scenarios")[code]


def level_words(level: float) -> str:
    """Say a place in the ranges of the measures: ``midt i spennet``."""
    named = {0.0: "nederst i spennet", 0.5: "midt i spennet", 1.0: "øverst i spennet"}
    return named.get(level) or f"{number(level * 100)} prosent av veien fra laveste til høyeste anslag"


def described(name: str, key: str) -> dict[str, str]:
    """Return code → another column of a classification."""
    return {row["code"]: row[key] for row in table(name)}


def about(value: float, *, sign: bool = False) -> str:
    """Write årsverk rounded to the nearest hundred."""
    return number(to_hundreds(value), sign=sign)


def span(low: float, high: float, *, decimals: int = 0, sign: bool = False) -> str:
    """Write a range: ``4 300–13 200``, with «til» between negative numbers, and one number when both look the same.

    The smaller number is first: in company, a measure may give less when all effects are at their highest.
    """
    first, second = (number(value, decimals, sign=sign) for value in sorted((low, high)))
    if first == second:
        return first
    return f"{first} til {second}" if min(low, high) < 0 else f"{first}–{second}"


def about_span(low: float, high: float, *, sign: bool = False) -> str:
    """Write a range rounded to the nearest hundred."""
    return span(to_hundreds(low), to_hundreds(high), sign=sign)


def listed(names: Iterable[str]) -> str:
    """Name things in running text; «ingen» when there are none."""
    every = list(names)
    if len(every) > 1:
        return f"{', '.join(every[:-1])} og {every[-1]}"
    return every[0] if every else "ingen"


def plural(group: str) -> str:
    """Return the plural of a group."""
    return plurals("groups")[group]


def lower(name: str) -> str:
    """Return a name as it stands inside a sentence; an abbreviation keeps its capitals."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def short_of(gaps: pd.Series) -> pd.Series:
    """Return the groups that lack people, the largest shortage first."""
    return gaps[gaps <= -BALANCE].sort_values(key=apart, kind="stable")


def spare_of(gaps: pd.Series) -> pd.Series:
    """Return the groups with a surplus, the largest first."""
    return gaps[gaps >= BALANCE].sort_values(ascending=False, key=apart, kind="stable")


def gaps_at_the_side(ax: Axes, gaps: pd.Series) -> None:
    """Finish a figure of horizontal rows around nought: each row's gap stands to its right, rounded."""
    style.zero_line(ax, "x")
    ax.set_ylim(len(gaps) - 0.5, -0.5)
    for place, value in enumerate(gaps):
        ax.annotate(
            about(value, sign=True),
            (1, place),
            (4, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            annotation_clip=False,
        )
    style.number_axis(ax.xaxis, bins=5)


def apart(gaps: pd.Series) -> pd.Series:
    """Gaps as far as they differ: two that the plan prints alike are alike but for the last bits, which vary."""
    return gaps.round(6)
