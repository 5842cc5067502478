"""The gap in words, and group by group over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import lacking, number, to_hundreds
from helseplan.gap.plan import ANCHORS, LAST
from helseplan.gap.turning import BALANCE
from helseplan.gap.views.common import Frames, listed, shown
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

COLUMNS = 2
"""Side by side in the small multiple: as many as a telephone has room for."""


def finding(result: Frames, run: StageRun) -> Text:
    """The gap in three numbers: gross shortage, gross surplus, net; who lacks most, and the base-year shortage."""
    totals = shown(result, "totals", run).set_index("year")
    first, last = totals.loc[ANCHORS[0]], totals.loc[LAST]
    constant = run.params.gap.base_shortage_aarsverk
    return Text(
        f"I {LAST} {lacking(to_hundreds(last.net_aarsverk))} årsverk netto i de 14 gruppene; i {ANCHORS[0]} "
        f"{lacking(to_hundreds(first.net_aarsverk))}. Bak nettotallet for {LAST} ligger et brutto underskudd på "
        f"**{number(to_hundreds(-last.shortage_aarsverk))}** og et overskudd på "
        f"{number(to_hundreds(last.surplus_aarsverk))} årsverk. Overskudd i én gruppe fyller ikke en mangel i en "
        f"annen. {_most(result, run)}Mangelen i basisåret er {number(constant)} årsverk og inngår i alle år.",
        quality=run.shown_quality,
    )


def _most(result: Frames, run: StageRun) -> str:
    """Who lacks most årsverk, and who lacks most for their size."""
    gap = shown(result, "gap", run).query("year == @LAST").set_index("group")
    short = gap[gap.gap_aarsverk < -BALANCE].sort_values("gap_aarsverk", key=_apart, kind="stable")
    if short.empty:
        return ""
    top = short.index[:2]
    share = short.gap_aarsverk[top].sum() / short.gap_aarsverk.sum() * 100
    dearest = short.demand_percent.idxmin()
    return (
        f"Det mangler mest {listed(top)}: {number(share)} prosent av det brutto underskuddet. Målt mot "
        f"etterspørselen er mangelen størst for {listed([dearest])}, "
        f"{number(-short.demand_percent[dearest])} prosent. "
    )


def by_group(result: Frames, run: StageRun) -> Figure:
    """Small multiples: the gap of each group by year, each on its own scale."""
    wide = shown(result, "gap", run).pivot(index="year", columns="group", values="gap_aarsverk")
    order = list(wide.loc[LAST].sort_values(key=_apart, kind="stable").index)
    short = [group for group in order if wide.loc[LAST, group] <= -BALANCE]
    spare = [group for group in order if wide.loc[LAST, group] >= BALANCE]
    rows = wide.loc[list(ANCHORS), order].T.reset_index()
    rows.columns = ["group", *map(str, ANCHORS)]
    rows["group"] = rows.group.map(labels("groups"))
    return Figure(
        "gap-groups",
        f"{number(len(short))} av {number(len(order))} grupper har underskudd i {LAST}",
        (
            f"Små diagrammer, ett per personellgruppe, viser gapet fra {ANCHORS[0]} til {LAST} i tusen årsverk. "
            f"Underskudd i {LAST}, størst først: {listed(short)}. Overskudd: {listed(spare[::-1])}. Størst gap: "
            f"{number(wide.loc[LAST].min())} årsverk."
        ),
        lambda: _draw(wide, order),
        Table(
            "gap-groups-table",
            "Gap etter gruppe, årsverk (negativt er underskudd)",
            (Column("group", "Gruppe"), *(Column(str(year), str(year), 0) for year in ANCHORS)),
            rows,
        ),
        note=(
            f"Tusen årsverk; tallet i hvert diagram er gapet i {LAST} i årsverk, avrundet til hundre. Oransje er "
            "underskudd, grønt er overskudd. Hvert diagram har sin egen skala; gruppene er ordnet etter underskuddet "
            f"i {LAST}."
        ),
        quality=run.shown_quality,
        narrow=True,
    )


def _draw(wide: pd.DataFrame, order: list[str]) -> Drawing:
    figure, axes = style.new_figure(8.2, rows=-(-len(order) // COLUMNS), cols=COLUMNS, sharex=True)
    figure.set_figwidth(style.NARROW)
    for ax, group in zip(axes.flat, order, strict=False):
        _one(ax, wide[group] / 1000)
        ax.set_title(labels("groups")[group])
    for ax in list(axes.flat)[len(order) :]:
        ax.set_visible(False)
    return figure


def _end(ax: Axes, aarsverk: float) -> None:
    """Write the last year's gap in the corner the curve leaves free: below a shortage, above a surplus."""
    below = aarsverk < 0
    ax.annotate(
        f"{LAST}: {number(aarsverk)}",
        (0.03, 0.05 if below else 0.97),
        xycoords="axes fraction",
        va="bottom" if below else "top",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.7},
    )


def _tick(value: float, _: object) -> str:
    """A tick with the decimals it needs, none when it is whole."""
    decimals = next((count for count in (0, 1) if np.isclose(value, round(value, count))), 2)
    return number(value, decimals)


def _one(ax: Axes, values: pd.Series) -> None:
    years = np.asarray(values.index)
    for sign, colour in ((values < 0, style.SHORTAGE), (values >= 0, style.SURPLUS)):
        ax.fill_between(years, values, 0, where=sign, interpolate=True, color=colour, alpha=0.3, linewidth=0)
    ax.plot(years, values, color=style.TEXT, linewidth=1.4)
    style.zero_line(ax)
    reach = max(abs(values).max() * 1.15, 0.5)
    lacks, spares = values.min() < -BALANCE / 1000, values.max() > BALANCE / 1000
    ax.set_ylim(-reach if lacks or not spares else -reach * 0.15, reach * 1.2 if spares else reach * 0.15)
    style.number_axis(ax.yaxis, bins=3)
    ax.yaxis.set_major_formatter(_tick)
    ax.set_xticks([ANCHORS[0], LAST], [str(ANCHORS[0]), str(LAST)])
    _end(ax, to_hundreds(values.iloc[-1] * 1000))


def _apart(gaps: pd.Series) -> pd.Series:
    """Gaps as far as they differ: two that the plan prints alike are alike but for the last bits, which vary."""
    return gaps.round(6)
