"""Growth by group beside the plan's words for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels, table
from helseplan.formats import growth_percent, number
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table
from helseplan.supply.views.common import FIRST, LAST_YEAR, Frames, by_year, group_names, listed, path_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun


def growth(result: Frames, run: StageRun) -> Figure:
    """Bars: growth in årsverk by group, the largest first."""
    supply = by_year(result, run)
    percent = growth_percent_of(supply).sort_values(ascending=False)
    rows = _rows(supply, percent)
    total = growth_percent(supply[LAST_YEAR].sum(), supply[FIRST].sum())
    top, bottom = rows.iloc[0], rows.iloc[-1]
    return Figure(
        "supply-growth",
        (
            f"Tilbudet vokser mest for {listed(percent.index[:1])} ({number(top.growth, 1, sign=True)} prosent) og "
            f"minst for {listed(percent.index[-1:])} ({number(bottom.growth, 1, sign=True)} prosent) til {LAST_YEAR}"
        ),
        (
            f"Liggende søyler viser endringen i årsverk fra {FIRST} til {LAST_YEAR} i prosent, en søyle for hver "
            "gruppe. "
            + ", ".join(f"{row.label} {number(row.growth, 1, sign=True)}" for row in rows.itertuples())
            + f". En strek viser de 14 gruppene samlet, {number(total, 1, sign=True)} prosent."
        ),
        lambda: _draw(rows, total),
        Table(
            "supply-growth-table",
            f"Endring i tilbudet {FIRST}–{LAST_YEAR} etter gruppe, {path_name(run)}",
            (
                Column("label", "Gruppe"),
                Column("growth", "Endring", 1, "percent"),
                Column("change", "Endring", 0, "aarsverk"),
                Column("word", "Planens ord"),
            ),
            rows,
            note=(
                "Planens ord står i planens kapittel 2.2; for vernepleiere og jordmødre er de SSBs (rapport 2026/18). "
                "Strek betyr at ingen av dem sier noe om gruppen."
            ),
        ),
        note=_note(percent),
        quality=(*run.shown_quality, "published"),
    )


def _rows(supply: pd.DataFrame, percent: pd.Series) -> pd.DataFrame:
    """Group, growth in per cent and årsverk, and the plan's word."""
    return pd.DataFrame(
        {
            "label": group_names(percent.index),
            "growth": percent.to_numpy(),
            "change": (supply[LAST_YEAR] - supply[FIRST]).reindex(percent.index).to_numpy(),
            "word": [labels("growth_words").get(group, "") for group in percent.index],
        }
    )


def growth_percent_of(supply: pd.DataFrame) -> pd.Series:
    """Growth from the first to the last year by group, per cent."""
    return (supply[LAST_YEAR] / supply[FIRST] - 1) * 100


def breaches(percent: pd.Series) -> list[str]:
    """Say where the order of growth is not the one in the plan's words.

    Args:
        percent: Growth by group, per cent.

    Returns:
        One phrase for each group that others, said to grow less, outgrow; and those that do not grow.
    """
    found = [f"{listed(others)} vokser mer enn {listed([group])}" for group, others in _outgrown(percent)]
    falling = percent[percent.round(1) < 0].index
    return [*found, f"tilbudet av {listed(falling)} går ned"] if len(falling) else found


def said_ends() -> tuple[list[str], list[str]]:
    """Return the groups the plan and SSB say grow most, and those they say grow least."""
    ranks = {row["code"]: int(row["rank"]) for row in table("growth_words")}
    ends = (min(ranks.values()), max(ranks.values()))
    most, least = ([code for code, rank in ranks.items() if rank == end] for end in ends)
    return most, least


def _outgrown(percent: pd.Series) -> Iterator[tuple[str, list[str]]]:
    """Groups with a word, and those the words say grow less but that grow more in the model.

    A group without a word is held to grow less than the strongest and more than the weakest.
    """
    ranks = {row["code"]: int(row["rank"]) for row in table("growth_words")}
    middle = (min(ranks.values()) + max(ranks.values())) / 2
    pairs = [
        (high, low)
        for high in percent.index
        for low in percent.index
        if _says(ranks, high, low, middle) and percent[high] < percent[low]
    ]
    for high, group in groupby(pairs, key=lambda pair: pair[0]):
        yield str(high), [str(low) for _, low in group]


def _says(ranks: dict[str, int], high: str, low: str, middle: float) -> bool:
    """Whether the words say that one group grows more than another."""
    if high not in ranks and low not in ranks:
        return False
    ends = (min(ranks.values()), max(ranks.values()))
    if (high in ranks) != (low in ranks) and (ranks.get(high) or ranks.get(low)) not in ends:
        return False
    return ranks.get(high, middle) < ranks.get(low, middle)


def _note(percent: pd.Series) -> str:
    wrong = breaches(percent)
    if not wrong:
        return "Rekkefølgen er den planen og SSB beskriver med ord, og ingen grupper går ned."
    return f"Planen og SSB beskriver rekkefølgen med ord. Den holder ikke overalt: {'; '.join(wrong)}."


def _draw(rows: pd.DataFrame, total: float) -> Drawing:
    figure, ax = style.new_figure(5.0)
    style.horizontal_bars(ax, list(rows.label))
    ax.barh(
        range(len(rows)),
        rows.growth,
        color=[style.SUPPLY if value > 0 else style.ORANGE for value in rows.growth],
    )
    for place, row in enumerate(rows.itertuples()):
        text = number(row.growth, 1, sign=True) + (f" «{row.word}»" if row.word else "")
        ax.annotate(
            text,
            (max(row.growth, 0), place),
            (4, 0),
            textcoords="offset points",
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
        )
    ax.axvline(total, color=style.TEXT, linewidth=1.0, linestyle="--", zorder=0)
    ax.annotate(
        f"samlet {number(total, sign=True)}", (total, len(rows) - 0.6), (4, -2), textcoords="offset points"
    )
    style.zero_line(ax, "x")
    low, high = min(rows.growth.min(), 0), max(rows.growth.max(), 0)
    ax.set(
        xlim=(low * 1.1, high * 1.25 + 1),
        ylim=(len(rows) - 0.1, -0.6),
        xlabel=f"Endring {FIRST}–{LAST_YEAR} i prosent; planens ord i anførselstegn",
    )
    style.number_axis(ax.xaxis)
    return figure
