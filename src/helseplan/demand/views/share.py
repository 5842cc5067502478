"""The sector's share of employment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.demand.employment import SHARE
from helseplan.demand.inputs import BASE_YEAR
from helseplan.demand.views.common import Frames, shown_years
from helseplan.formats import number
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

PATHS = {"raw": "Rå", "benchmarked": "Avstemt"}


def share(result: Frames, run: StageRun) -> Figure:
    """Lines: the sector's share of employment, raw and benchmarked, with the plan's printed shares."""
    end = run.params.general.end_year
    lines = result["employment"].pivot(index="year", columns="path", values="share_percent")
    lines.columns = lines.columns.astype(str)
    printed = run.vintage.read("plan_tables")
    printed = printed[printed.row == SHARE].set_index("year").value
    lines["printed"] = printed.reindex(lines.index)
    own = lines[run.shown_path]
    points = " og ".join(f"{number(value, 1)} prosent i {year}" for year, value in printed.items())
    beside = f"; planen sier {number(printed[end], 1)}" if end in printed.index else ""
    return Figure(
        "demand-employment",
        f"Sektorens andel av sysselsettingen går fra {number(own[BASE_YEAR], 1)} til {number(own[end], 1)} prosent "
        f"fra {BASE_YEAR} til {end}{beside}",
        (
            f"To linjer viser offentlig finansiert helse og omsorg som andel av sysselsettingen fra {BASE_YEAR} til "
            f"{lines.index[-1]}. Rå bane er {number(lines.raw[end], 1)} prosent i {end}, avstemt bane "
            f"{number(lines.benchmarked[end], 1)}. Punkter viser planens trykte andeler: {points}."
        ),
        lambda: _draw(lines),
        _table(result, lines, end),
        note=(
            f"Planens andel i {BASE_YEAR} føres fram med etterspørselen (smal avgrensning) og antallet i yrkesaktiv "
            "alder. Sysselsettingen utenfor sektoren er ikke modellert: yrkesdeltakelse og arbeidstid er som i "
            f"{BASE_YEAR}."
        ),
        quality=("derived", "assumption", "published"),
    )


def _draw(lines: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(3.4)
    ax.plot(lines.index, lines.raw, color=style.GREY, linestyle="--")
    ax.plot(lines.index, lines.benchmarked, color=style.DEMAND)
    ax.plot(lines.index, lines.printed, "o", color=style.TEXT)
    for year, value in lines.printed.dropna().items():
        ax.annotate(
            f"Planen: {number(value, 1)}",
            (year, value),
            (0, -16) if year == BASE_YEAR else (0, 9),
            textcoords="offset points",
            ha="left" if year == BASE_YEAR else "right",
        )
    ax.set_ylim(bottom=0)
    style.number_axis(ax.yaxis)
    style.year_axis(ax.xaxis)
    style.unit_label(ax, "Prosent av sysselsettingen")
    last, colours = lines.index[-1], {"raw": style.GREY, "benchmarked": style.DEMAND}
    style.label_ends(
        ax, [(last, lines[path].iloc[-1], PATHS[path], colour) for path, colour in colours.items()]
    )
    return figure


def _table(result: Frames, lines: pd.DataFrame, end: int) -> Table:
    workers = result["employment"].query("path == 'raw'").set_index("year").persons_working_age
    rows = lines.assign(workers=workers).loc[shown_years(end)].reset_index()
    return Table(
        "demand-employment-table",
        "Offentlig finansiert helse og omsorg, prosent av sysselsettingen",
        (
            Column("year", "År"),
            Column("raw", "Rå", 1),
            Column("benchmarked", "Avstemt", 1),
            Column("printed", "Planen", 1),
            Column("workers", "I yrkesaktiv alder", 0, unit="persons"),
        ),
        rows,
        note="Strek betyr at planen ikke oppgir tall for året.",
    )
