"""Figures and tables of the gap stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import codes, labels, plurals
from helseplan.formats import lacking, number
from helseplan.gap.checks import ROUNDING
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

Frames = dict[str, pd.DataFrame]
ANCHORS = (2025, 2030, 2035, 2040)


def finding(result: Frames, run: StageRun) -> Text:
    """The gap in three numbers: gross shortage, gross surplus, net; and the base-year shortage in it."""
    totals = result["totals"][result["totals"].path == run.shown_path].set_index("year")
    first, last = totals.loc[2025], totals.loc[2040]
    constant = run.params.gap.base_shortage_aarsverk
    return Text(
        f"I 2040 {lacking(last.net_aarsverk)} årsverk netto i de 14 gruppene; i 2025 {lacking(first.net_aarsverk)}. "
        f"Bak nettotallet for 2040 ligger et brutto underskudd på **{number(-last.shortage_aarsverk)}** og et "
        f"overskudd på {number(last.surplus_aarsverk)} årsverk. Overskudd i én gruppe fyller ikke en mangel i en "
        f"annen. Mangelen i basisåret er {number(constant)} årsverk og inngår i alle år.",
        quality=run.shown_quality,
    )


def by_group(result: Frames, run: StageRun) -> Figure:
    """Small multiples: the gap of each group by year, each on its own scale."""
    shown = result["gap"][result["gap"].path == run.shown_path].pivot(
        index="year", columns="group", values="gap_aarsverk"
    )
    order = list(shown.loc[2040].sort_values().index)
    short = [group for group in order if shown.loc[2040, group] <= -ROUNDING / 2]
    spare = [group for group in order if shown.loc[2040, group] >= ROUNDING / 2]

    def draw() -> Drawing:
        figure, axes = style.new_figure(7.6, rows=5, cols=3, sharex=True)
        for ax, group in zip(axes.flat, order, strict=False):
            values = shown[group] / 1000
            for sign, colour in ((values < 0, style.SHORTAGE), (values >= 0, style.SURPLUS)):
                ax.fill_between(
                    shown.index, values, 0, where=sign, interpolate=True, color=colour, alpha=0.3, linewidth=0
                )
            ax.plot(shown.index, values, color=style.TEXT, linewidth=1.4)
            style.zero_line(ax)
            ax.set_title(labels("groups")[group])
            reach = max(abs(values).max() * 1.15, 0.5)
            ax.set_ylim(-reach, reach if values.max() > 0.05 else reach * 0.15)
            style.number_axis(ax.yaxis, 1, bins=3)
            ax.set_xticks([2025, 2040], ["2025", "2040"])
        for ax in list(axes.flat)[len(order) :]:
            ax.set_visible(False)
        return figure

    rows = shown.loc[list(ANCHORS), order].T.reset_index()
    rows.columns = ["group", *map(str, ANCHORS)]
    rows["group"] = rows.group.map(labels("groups"))
    return Figure(
        "gap-groups",
        f"{number(len(short))} av 14 grupper har underskudd i 2040",
        _in_words(short, spare),
        draw,
        Table(
            "gap-groups-table",
            "Gap etter gruppe, årsverk (negativt er underskudd)",
            (Column("group", "Gruppe"), *(Column(str(year), str(year), 0) for year in ANCHORS)),
            rows,
        ),
        note=(
            "Tusen årsverk. Oransje er underskudd, grønt er overskudd. Hvert diagram har sin egen "
            "skala; gruppene er ordnet etter underskuddet i 2040."
        ),
        quality=run.shown_quality,
    )


def net_and_gross(result: Frames, run: StageRun) -> Figure:
    """Bars below and above zero: gross shortage and surplus, with the net as a line."""
    rows = result["totals"][result["totals"].path == run.shown_path]

    def draw() -> Drawing:
        figure, ax = style.new_figure(3.4)
        ax.bar(rows.year, rows.shortage_aarsverk / 1000, color=style.SHORTAGE, label="Brutto underskudd")
        ax.bar(rows.year, rows.surplus_aarsverk / 1000, color=style.SURPLUS, label="Brutto overskudd")
        ax.plot(
            rows.year,
            rows.net_aarsverk / 1000,
            "o-",
            color=style.TEXT,
            label="Netto",
            linewidth=1.4,
            markersize=3.5,
        )
        style.zero_line(ax)
        style.number_axis(ax.yaxis)
        style.year_axis(ax.xaxis)
        ax.set_ylabel("Tusen årsverk")
        style.legend(ax)
        return figure

    return Figure(
        "gap-net-gross",
        "Nettotallet skjuler at overskudd i noen grupper ikke kan brukes i andre",
        (
            "Søyler for hvert år fra 2025 til 2040: brutto underskudd under null, brutto overskudd over "
            f"null, og netto som linje. Brutto underskudd er {number(-rows.shortage_aarsverk.iloc[-1])} årsverk i 2040."
        ),
        draw,
        Table(
            "gap-net-gross-table",
            "Gapet, brutto og netto, årsverk",
            (
                Column("year", "År"),
                Column("shortage_aarsverk", "Brutto underskudd", 0),
                Column("surplus_aarsverk", "Brutto overskudd", 0),
                Column("net_aarsverk", "Netto", 0),
            ),
            rows,
        ),
        quality=run.shown_quality,
    )


def composition(result: Frames, run: StageRun) -> Table:
    """How the gap in 2040 is put together, group by group."""
    gap = result["gap"]
    rows = gap[(gap.path == run.shown_path) & (gap.year == 2040)].set_index("group")
    rows = rows.reindex(codes("groups", modelled="true")).reset_index()
    columns = [
        "supply_aarsverk",
        "demand_aarsverk",
        "base_shortage_aarsverk",
        "adjustment_aarsverk",
        "gap_aarsverk",
    ]
    total = pd.DataFrame([{"group": "I alt", **rows[columns].sum()}])
    shown = pd.concat([rows.assign(group=rows.group.map(labels("groups"))), total])
    return Table(
        "gap-composition",
        "Slik er gapet i 2040 satt sammen, årsverk",
        (
            Column("group", "Gruppe"),
            Column("supply_aarsverk", "Tilbud", 0),
            Column("demand_aarsverk", "Etterspørsel", 0),
            Column("base_shortage_aarsverk", "Mangel i 2024", 0),
            Column("adjustment_aarsverk", "Avstemmingsledd", 0),
            Column("gap_aarsverk", "Gap", 0),
        ),
        shown,
        note=(
            "Tilbud og etterspørsel er i vid avgrensning. "
            "Gap = tilbud − etterspørsel − mangel i 2024 + avstemmingsledd. Avstemmingsleddet er det "
            "som må til for at modellen skal treffe planens tabell 2.2 i referansebanen; i rå "
            "bane er det null. Summen av gapene er −42 300 "
            "i referansebanen; planen trykker −42 400, fordi hver gruppe er avrundet."
        ),
        quality=("derived", "calibrated", "assumption"),
    )


def table_2_2(result: Frames) -> Table:
    """The plan's table 2.2 beside the raw model, for the first and last printed year."""
    rows = result["checks"].query("check == 'table_2_2'")
    wide = rows.pivot(index="item", columns="year", values=["published", "raw"])
    order = [labels("groups")[code] for code in codes("groups", modelled="true")]
    table = pd.DataFrame({"group": order})
    for year in ANCHORS:
        table[f"published_{year}"] = wide["published", year].reindex(order).to_numpy()
        table[f"raw_{year}"] = wide["raw", year].reindex(order).to_numpy()
    total = pd.DataFrame([{"group": "Sum av radene", **table.drop(columns="group").sum()}])
    columns = [Column("group", "Gruppe")]
    for year in ANCHORS:
        columns += [Column(f"published_{year}", f"Planen {year}", 0), Column(f"raw_{year}", f"Rå {year}", 0)]
    return Table(
        "gap-table-2-2",
        "Planens tabell 2.2 ved siden av modellens rå gap, årsverk",
        tuple(columns),
        pd.concat([table, total]),
        note=(
            "Planen trykker summene −9 900, −23 200, −31 400 og −42 400; radene summerer til 100 mer "
            "eller mindre fordi hver rad er avrundet."
        ),
        quality=("published", "derived", "assumption"),
    )


def outside(run: StageRun) -> Table:
    """Demand for the three groups without a supply projection."""
    demand = run.artefact("demand", "demand_by_group")
    groups = codes("groups", modelled="false")
    chosen = demand[(demand.scope == "wide") & (demand.path == run.shown_path) & demand.group.isin(groups)]
    wide = chosen.groupby(["group", "year"]).aarsverk.sum().unstack()
    rows = pd.DataFrame(
        {
            "label": [labels("groups")[code] for code in groups],
            "first": wide[2024].reindex(groups).to_numpy(),
            "last": wide[2040].reindex(groups).to_numpy(),
        }
    )
    total = pd.DataFrame([{"label": "I alt", "first": rows["first"].sum(), "last": rows["last"].sum()}])
    shown = pd.concat([rows, total]).assign(growth=lambda frame: (frame["last"] / frame["first"] - 1) * 100)
    return Table(
        "gap-outside",
        "Etterspørsel utenfor de 14 gruppene, årsverk i vid avgrensning",
        (
            Column("label", "Gruppe"),
            Column("first", "2024", 0),
            Column("last", "2040", 0),
            Column("growth", "Vekst", 1, unit="percent"),
        ),
        shown,
        note="Ingen framskriving av tilbudet finnes for disse gruppene. Gapet er ukjent, ikke null.",
        quality=("published", *run.shown_quality),
    )


def _in_words(short: list[str], spare: list[str]) -> str:
    """The small multiples in words: who lacks most, who has some to spare."""
    names = plurals("groups")

    def listed(groups: list[str]) -> str:
        return ", ".join(names[group] for group in groups) or "ingen"

    return (
        "Små diagrammer, ett per personellgruppe, viser gapet fra 2025 til 2040 i tusen årsverk. "
        f"Underskudd i 2040, størst først: {listed(short)}. Overskudd: {listed(spare[::-1])}."
    )
