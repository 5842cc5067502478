"""Figures, tables and findings of the demand stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import seaborn

from helseplan.classifications import labels
from helseplan.demand.checks import driver_sums, totals
from helseplan.demand.engine import DRIVERS
from helseplan.formats import number, to_hundreds
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

Frames = dict[str, pd.DataFrame]
DRIVER_NAMES = {
    "population_size": "Flere innbyggere",
    "age_structure": "Eldre befolkning",
    "health": "Bedre helse",
    "standard": "Standardvekst",
    "productivity": "Produktivitet",
}

HUNDRED = 100
SCOPES = {"narrow": "smal avgrensning", "wide": "vid avgrensning"}


def finding(result: Frames, run: StageRun) -> Text:
    """How demand grows, and what drives it."""
    end, scope = run.params.general.end_year, run.params.demand.scope
    total = totals(result["demand"], run.params.demography.alternative, run.shown_path, scope)
    drivers = driver_sums(result, scope).rename(DRIVER_NAMES)
    up, down = (
        drivers[drivers >= HUNDRED].sort_values(ascending=False),
        drivers[drivers <= -HUNDRED].sort_values(),
    )
    return Text(
        f"Etterspørselen i {SCOPES[scope]} går fra **{number(total[2024])}** årsverk i 2024 til "
        f"**{number(total[end])}** i {end}, {number((total[end] / total[2024] - 1) * 100, 1, sign=True)} prosent. "
        f"I modellens rå bane trekker dette opp: {_listed(up)}. Dette trekker ned: {_listed(down)}.",
        quality=(*run.shown_quality, "derived", "assumption"),
    )


def _listed(drivers: pd.Series) -> str:
    rounded = [f"{str(name).lower()} ({number(to_hundreds(abs(value)))})" for name, value in drivers.items()]
    return ", ".join(rounded) or "ingen ting"


def by_service(result: Frames, run: StageRun) -> Figure:
    """Bars: demand by service in the base year and the end year."""
    end = run.params.general.end_year
    table_ = service_table(result, run)
    rows = table_.data

    def draw() -> Drawing:
        figure, ax = style.new_figure(6.4)
        long = rows.melt(id_vars="label", value_vars=["start", "end"]).assign(
            value=lambda frame: frame.value / 1000
        )
        colours = {"start": style.SKY, "end": style.DEMAND}
        seaborn.barplot(
            long, y="label", x="value", hue="variable", palette=colours, saturation=1, width=0.7, ax=ax
        )
        style.horizontal_bars(ax, list(rows.label))
        ax.set(xlabel="Tusen årsverk", ylabel="", ylim=(len(rows) - 0.4, -0.6))
        style.number_axis(ax.xaxis)
        handles = ax.get_legend_handles_labels()[0]
        ax.legend(handles, ["2024", str(end)], loc="lower right")
        return figure

    large = rows[rows["start"] > 10_000]
    fastest = large.loc[large.growth.idxmax()]
    return Figure(
        "demand-services",
        f"{fastest.label} vokser mest av de store tjenestene: {number(fastest.growth)} prosent til {end}",
        (
            f"Liggende søyler viser årsverk per tjeneste i 2024 og {end}, ordnet etter {end}. Størst er "
            f"{', '.join(rows.label.str.lower().head(3))}."
        ),
        draw,
        table_,
        note="Tjenestene utenfor offentlig finansiering og det de åpne kildene ikke fordeler, står for seg.",
        quality=run.shown_quality,
    )


def service_table(result: Frames, run: StageRun) -> Table:
    """Demand by service: base year, end year, growth, and how firm the base-year figure is."""
    end = run.params.general.end_year
    frame = result["demand"]
    chosen = frame[(frame.alternative == run.params.demography.alternative) & (frame.scope == "wide")]
    shown = chosen[chosen.path == run.shown_path].pivot(index="service", columns="year", values="aarsverk")
    base = run.vintage.read("services").set_index("service")
    base = base.assign(size=shown[end]).sort_values(["scope", "size"], ascending=[True, False])
    rows = pd.DataFrame(
        {
            "label": [labels("services")[code] for code in base.index],
            "start": shown[2024].reindex(base.index).to_numpy(),
            "end": shown[end].reindex(base.index).to_numpy(),
            "quality": base.quality.to_numpy(),
        }
    ).assign(growth=lambda frame: (frame.end / frame.start - 1) * 100)
    return Table(
        "demand-services-table",
        f"Etterspørsel etter tjeneste, årsverk i 2024 og {end}",
        (
            Column("label", "Tjeneste"),
            Column("start", "2024", 0),
            Column("end", str(end), 0),
            Column("growth", "Vekst", 1, unit="percent"),
            Column("quality", "Basisåret"),
        ),
        rows,
    )


def paths(result: Frames, run: StageRun) -> Figure:
    """Lines: narrow scope, raw and benchmarked, with the plan's printed points."""
    chosen = run.params.demography.alternative
    lines = pd.DataFrame(
        {
            "raw": totals(result["demand"], chosen, "raw", "narrow"),
            "benchmarked": totals(result["demand"], chosen, "benchmarked", "narrow"),
        }
    ).loc[2024:2040]
    printed = run.vintage.read("plan_tables").query("table == '2.1' and row == 'demand'")
    lines["printed"] = printed.set_index("year").value.reindex(lines.index)
    lines = lines.reset_index()
    off = (lines.raw.iloc[-1] / lines.printed.iloc[-1] - 1) * 100

    def draw() -> Drawing:
        figure, ax = style.new_figure(3.4)
        ax.plot(lines.year, lines.raw / 1000, color=style.GREY, linestyle="--")
        ax.plot(lines.year, lines.benchmarked / 1000, color=style.DEMAND)
        ax.plot(lines.year, lines.printed / 1000, "o", color=style.TEXT)
        style.number_axis(ax.yaxis)
        style.year_axis(ax.xaxis)
        style.unit_label(ax, "Tusen årsverk")
        ends = [
            (2040, lines.raw.iloc[-1] / 1000, "Rå", style.GREY),
            (2040, lines.benchmarked.iloc[-1] / 1000, "Avstemt", style.DEMAND),
        ]
        style.label_ends(ax, ends)
        return figure

    return Figure(
        "demand-paths",
        (
            f"Den rå banen ender {number(abs(off), 1)} prosent {'under' if off < 0 else 'over'} planens "
            "tall for 2040"
        ),
        (
            "To linjer for samlet etterspørsel i smal avgrensning fra 2024 til 2040: modellens rå bane "
            "og den avstemte. Punkter viser planens to trykte tall."
        ),
        draw,
        Table(
            "demand-paths-table",
            "Etterspørsel, smal avgrensning, årsverk",
            (
                Column("year", "År"),
                Column("raw", "Rå", 0),
                Column("benchmarked", "Avstemt", 0),
                Column("printed", "Planen", 0),
            ),
            lines,
            note="Strek betyr at planen ikke oppgir tall for året.",
        ),
        quality=("derived", "calibrated", "published"),
    )


def drivers(result: Frames, run: StageRun, *, id: str = "demand-drivers") -> Figure:
    """Waterfall: what each driver adds to raw demand from the base year to the end year."""
    end = run.params.general.end_year
    scope = run.params.demand.scope
    shares = driver_sums(result, scope)
    start = totals(result["demand"], run.params.demography.alternative, "raw", scope)[2024]
    rows = pd.DataFrame({"label": [DRIVER_NAMES[name] for name in DRIVERS], "aarsverk": shares.to_numpy()})
    largest = rows.loc[rows.aarsverk.idxmax()]

    def draw() -> Drawing:
        figure, ax = style.new_figure(3.8)
        names = ["2024", *rows.label, str(end)]
        style.horizontal_bars(ax, names)
        foot = start + rows.aarsverk.cumsum().shift(fill_value=0.0)
        ax.barh([0, len(rows) + 1], [start / 1000, (start + rows.aarsverk.sum()) / 1000], color=style.NEUTRAL)
        colours = [style.DEMAND if value > 0 else style.SURPLUS for value in rows.aarsverk]
        ax.barh(range(1, len(rows) + 1), rows.aarsverk / 1000, left=foot / 1000, color=colours)
        for place, (value, left) in enumerate(zip(rows.aarsverk, foot, strict=True), start=1):
            ax.annotate(
                number(value / 1000, 1, sign=True),
                (max(left, left + value) / 1000, place),
                (4, 0),
                textcoords="offset points",
                va="center",
            )
        ax.set_xlim(left=start / 1000 * 0.85)
        style.number_axis(ax.xaxis)
        ax.set_xlabel("Tusen årsverk (aksen begynner ikke på null)")
        return figure

    rows_with_total = pd.concat(
        [rows, pd.DataFrame([{"label": "Samlet endring", "aarsverk": rows.aarsverk.sum()}])]
    )
    return Figure(
        id,
        f"{largest.label} er den største driveren: {number(to_hundreds(largest.aarsverk))} årsverk til {end}",
        (
            f"Fossefall fra etterspørselen i 2024 til {end} i rå bane, {SCOPES[scope]}. Bidrag i årsverk: "
            + ", ".join(f"{row.label.lower()} {number(row.aarsverk, sign=True)}" for row in rows.itertuples())
            + "."
        ),
        draw,
        Table(
            f"{id}-table",
            f"Drivere bak endringen 2024–{end}, rå bane, {SCOPES[scope]}",
            (Column("label", "Driver"), Column("aarsverk", "Årsverk", 0)),
            rows_with_total,
        ),
        note=(
            f"Rå bane, {SCOPES[scope]}: modellens egen, uten skalering mot planens tall. Bidragene er Shapley-verdier; "
            "de summerer til hele endringen og avhenger ikke av rekkefølgen."
        ),
        quality=("derived", "assumption"),
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
        rows.loc[[2024, 2030, 2035, 2040, 2050]].reset_index(),
        note=(
            "Faktorene er funnet på referansebanen og er de samme i alle scenarioer. De går jevnt fra 1 i 2024 til "
            "verdien i 2040 og holdes der."
        ),
        quality=("calibrated",),
    )
