"""The raw path, the benchmarked path and the published figures they are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.demand.benchmark import ANCHOR_YEAR
from helseplan.demand.checks import totals
from helseplan.demand.inputs import BASE_YEAR
from helseplan.demand.views.common import Frames, above_or_below
from helseplan.formats import growth_percent, number
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

DECIMALS = {"percent": 1}


def paths(result: Frames, run: StageRun) -> Figure:
    """Lines: narrow scope, raw and benchmarked, with the plan's printed points."""
    chosen = run.params.demography.alternative
    lines = pd.DataFrame(
        {path: totals(result["demand"], chosen, path, "narrow") for path in ("raw", "benchmarked")}
    ).loc[BASE_YEAR:ANCHOR_YEAR]
    printed = run.vintage.read("plan_tables").query("table == '2.1' and row == 'demand'")
    lines["printed"] = printed.set_index("year").value.reindex(lines.index)
    last = lines.loc[ANCHOR_YEAR]
    off = growth_percent(last.raw, last.printed)
    return Figure(
        "demand-paths",
        f"Den rå banen ender {number(abs(off), 1)} prosent {above_or_below(off)} planens tall for {ANCHOR_YEAR}",
        (
            f"To linjer for samlet etterspørsel i smal avgrensning fra {BASE_YEAR} til {ANCHOR_YEAR}: modellens "
            f"rå bane, som ender på {number(last.raw)} årsverk, og den avstemte, som ender på "
            f"{number(last.benchmarked)}. Punkter viser planens trykte tall, {number(last.printed)} i {ANCHOR_YEAR}."
        ),
        lambda: _draw(lines),
        Table(
            "demand-paths-table",
            "Etterspørsel, smal avgrensning, årsverk",
            (
                Column("year", "År"),
                Column("raw", "Rå", 0),
                Column("benchmarked", "Avstemt", 0),
                Column("printed", "Planen", 0),
            ),
            lines.reset_index(),
            note="Strek betyr at planen ikke oppgir tall for året.",
        ),
        quality=("derived", "calibrated", "published"),
    )


def _draw(lines: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(3.4)
    ax.plot(lines.index, lines.raw / 1000, color=style.GREY, linestyle="--")
    ax.plot(lines.index, lines.benchmarked / 1000, color=style.DEMAND)
    ax.plot(lines.index, lines.printed / 1000, "o", color=style.TEXT)
    style.number_axis(ax.yaxis)
    style.year_axis(ax.xaxis)
    style.unit_label(ax, "Tusen årsverk; punkter er planens tall")
    ends = (("raw", "Rå", style.GREY), ("benchmarked", "Avstemt", style.DEMAND))
    style.label_ends(
        ax, [(ANCHOR_YEAR, lines[path].iloc[-1] / 1000, name, colour) for path, name, colour in ends]
    )
    return figure


def tests(result: Frames, run: StageRun) -> Table:
    """Published figures beside the model's own; those of 2019 have a table of their own."""
    rows = result["checks"].query("verdict != 'constructed'")
    rows = rows[~rows.check.str.startswith("ssb2019_")]
    rows = rows.assign(
        decimals=[DECIMALS.get(unit, 0) for unit in rows.unit],
        label=[f"{row.title}: {row.item}" if row.item else row.title for row in rows.itertuples()],
        deviation=rows.raw - rows.published,
    )
    return Table(
        "demand-tests",
        "Publiserte tall for etterspørselen og modellens egne",
        (
            Column("label", "Tall", below="year"),
            Column("unit", "Enhet"),
            Column("published", "Publisert", decimals_from="decimals"),
            Column("raw", "Rå", decimals_from="decimals"),
            Column("deviation", "Avvik, rå", decimals_from="decimals"),
            Column("benchmarked", "Avstemt", decimals_from="decimals"),
            Column("verdict", "Vurdering"),
        ),
        rows,
        note=(
            "Vurderingen gjelder rå bane. Tall modellen starter fra, er utelatt her, og SSBs tall fra 2019 står i egen "
            "tabell. Toleranser, kilder og "
            "forklaringer på avvik står på siden Avstemming."
        ),
        quality=("published", "derived", "calibrated"),
    )


def benchmark(result: Frames, run: StageRun) -> Table:
    """The benchmark's factors: benchmarked over raw demand, by year and part of the services."""
    demand = result["demand"][result["demand"].alternative == run.params.demography.alternative]
    sums = demand.groupby(["scope", "path", "year"]).aarsverk.sum()
    rest = sums["wide"] - sums["narrow"]
    rows = pd.DataFrame(
        {
            "narrow": sums["narrow", "benchmarked"] / sums["narrow", "raw"],
            "rest": rest["benchmarked"] / rest["raw"],
        }
    )
    return Table(
        "demand-benchmark",
        "Faktorene som skalerer rå bane til avstemt bane",
        (
            Column("year", "År"),
            Column("narrow", "Smal avgrensning", 4),
            Column("rest", "Øvrige tjenester", 4),
        ),
        rows.loc[[BASE_YEAR, 2030, 2035, ANCHOR_YEAR, 2050]].reset_index(),
        note=(
            f"Faktorene er funnet på referansebanen{_where(run)} og er de samme i alle scenarioer. De går jevnt fra "
            f"1 i {BASE_YEAR} til verdien i {ANCHOR_YEAR} og holdes der."
        ),
        quality=("calibrated",),
    )


def _where(run: StageRun) -> str:
    """Say on which data the factors were found, when they are not the run's own."""
    kept = run.benchmark_from
    return f" med dataene i «{kept}»" if kept else ""
