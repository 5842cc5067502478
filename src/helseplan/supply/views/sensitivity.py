"""What supply in the last year depends on: each assumption alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number, to_hundreds
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table
from helseplan.supply.views.common import LAST_YEAR, SUM, Frames, lower_first

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun


def tornado(result: Frames, run: StageRun) -> Figure:
    """Bars: the last year's supply when one assumption is moved at a time, the largest spread first."""
    rows = _cases(result)
    order = list(dict.fromkeys(rows.assumption))
    top = rows[rows.assumption == order[0]]
    return Figure(
        "supply-tornado",
        (
            f"Én forutsetning om gangen: {lower_first(top.name_no.iloc[0])} betyr mest i spennene vi har valgt, fra "
            f"{_change(top.change_aarsverk.min())} til {_change(top.change_aarsverk.max())} årsverk i {LAST_YEAR}"
        ),
        (
            f"Liggende søyler viser hvor mye tilbudet i {LAST_YEAR} endres når én forutsetning endres om gangen, "
            "de største "
            "utslagene først: " + "; ".join(_words(rows[rows.assumption == code]) for code in order) + "."
        ),
        lambda: _draw(rows, order),
        Table(
            "supply-tornado-table",
            f"Endring i tilbudet i {LAST_YEAR} når én forutsetning endres, {lower_first(SUM)}, rå bane",
            (
                Column("name_no", "Forutsetning"),
                Column("label", "Verdi"),
                Column("change_aarsverk", "Endring i årsverk", 0),
            ),
            rows,
        ),
        note=(
            "Rå bane med kjøringens øvrige forutsetninger. Utslagene kan ikke legges sammen. Spennene er valgt av "
            "oss og er ikke sannsynlighetsintervaller; rekkefølgen sier like mye om spennene som om forutsetningene."
        ),
        quality=("derived", "assumption"),
    )


def _cases(result: Frames) -> pd.DataFrame:
    """The cases summed over the groups, the assumption with the largest spread first."""
    sums = (
        result["sensitivity"]
        .groupby(["assumption", "end", "label"], as_index=False, observed=True)
        .change_aarsverk.sum()
    )
    change = sums.groupby("assumption").change_aarsverk
    spread = change.transform("max").clip(lower=0) - change.transform("min").clip(upper=0)
    rows = sums.assign(
        spread=spread, name_no=sums.assumption.map(labels("assumptions")), low=sums.end == "low"
    )
    return rows.sort_values(
        ["spread", "assumption", "low"], ascending=[False, True, False], ignore_index=True
    )


def _change(aarsverk: float) -> str:
    return number(to_hundreds(aarsverk), sign=True)


def _words(case: pd.DataFrame) -> str:
    parts = [f"{row.label} {_change(row.change_aarsverk)}" for row in case.itertuples()]
    return f"{case.name_no.iloc[0]}: {', '.join(parts)}"


def _draw(rows: pd.DataFrame, order: list[str]) -> Drawing:
    figure, ax = style.new_figure(3.6)
    names = labels("assumptions")
    style.horizontal_bars(ax, [names[code] for code in order], wrap=24)
    reach = rows.change_aarsverk.abs().max() / 1000
    for row in rows.itertuples():
        up = row.change_aarsverk > 0
        place = order.index(row.assumption)
        ax.barh(place, row.change_aarsverk / 1000, height=0.7, color=style.SUPPLY if up else style.ORANGE)
        ax.annotate(
            row.label,
            (row.change_aarsverk / 1000, place),
            (4 if up else -4, 0),
            textcoords="offset points",
            va="center",
            ha="left" if up else "right",
            fontsize=style.FONT_SIZE - 1,
        )
    style.zero_line(ax, "x")
    ax.set_xlim(-reach * 1.6, reach * 1.6)
    style.number_axis(ax.xaxis, sign=True)
    ax.set_xlabel("Endring i tusen årsverk")
    return figure
