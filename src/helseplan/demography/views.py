"""Figures, tables and findings of the demography stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.demography.checks import persons_aged
from helseplan.formats import number, to_hundreds
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

Frames = dict[str, pd.DataFrame]
BANDS = (
    ("0–19 år", 0, 19),
    ("20–66 år", 20, 66),
    ("67–79 år", 67, 79),
    ("80–89 år", 80, 89),
    ("90 år og over", 90, 200),
)
FLOW_YEARS = (2022, 2023, 2024, 2025, 2030, 2040, 2050, 2060)
QUALITY = ("derived", "assumption")
YEARS = (2024, 2030, 2035, 2040, 2050, 2060)


def finding(result: Frames, run: StageRun) -> Text:
    """What the projection says, in three sentences."""
    end, chosen = run.params.general.end_year, run.params.demography.alternative
    population, flows = result["population"], result["components"]
    old, adults = persons_aged(population, chosen, 80), persons_aged(population, chosen, 20, 66)
    size = flows[flows.alternative == chosen].set_index("year").population
    growth = (size[end] / size[2024] - 1) * 100
    return Text(
        f"I befolkningsalternativet {chosen} endres folketallet med "
        f"**{number(growth, 1, sign=True)} prosent** fra 2024 til "
        f"{end}. Innbyggerne på 80 år og over blir **{number((old[end] / old[2024] - 1) * 100)} prosent** flere, fra "
        f"{number(to_hundreds(old[2024]))} til {number(to_hundreds(old[end]))}. "
        f"For hver av dem er det {number(adults[2024] / old[2024], 1)} innbyggere på 20–66 år i 2024 og "
        f"{number(adults[end] / old[end], 1)} i {end}.",
        quality=QUALITY,
    )


def oldest(result: Frames, run: StageRun) -> Figure:
    """Lines: inhabitants 67+, 80+ and 90+ by year."""
    chosen, end = run.params.demography.alternative, run.params.general.end_year
    ages = {"67 år og over": 67, "80 år og over": 80, "90 år og over": 90}
    lines = pd.DataFrame(
        {name: persons_aged(result["population"], chosen, age) for name, age in ages.items()}
    )
    lines = lines.loc[2024:].reset_index()
    times = lines.iloc[:, 2][lines.year == end].iloc[0] / lines.iloc[0, 2]

    def draw() -> Drawing:
        figure, ax = style.new_figure()
        for name, colour in zip(ages, style.CYCLE, strict=False):
            ax.plot(lines.year, lines[name] / 1000, color=colour)
        style.number_axis(ax.yaxis)
        style.year_axis(ax.xaxis)
        ax.set_ylim(bottom=0)
        style.unit_label(ax, "Tusen personer, 1. januar")
        ends = [
            (2060, lines[name].iloc[-1] / 1000, name, colour)
            for name, colour in zip(ages, style.CYCLE, strict=False)
        ]
        style.label_ends(ax, ends)
        return figure

    shown = lines[lines.year.isin(YEARS)]
    table = Table(
        "demography-oldest-table",
        "Eldre innbyggere 1. januar, personer",
        (Column("year", "År"), *(Column(name, name, 0) for name in ages)),
        shown,
    )
    return Figure(
        "demography-oldest",
        f"Innbyggerne på 80 år og over blir {number(times, 1)} ganger så mange fra 2024 til {end}",
        (
            "Tre linjer viser antall innbyggere på 67, 80 og 90 år og over fra 2024 til 2060. Alle stiger, og de "
            "eldste vokser mest i forhold."
        ),
        draw,
        table,
        note=f"Befolkningsalternativ {chosen}.",
        quality=QUALITY,
    )


def age_bands(result: Frames, run: StageRun) -> Table:
    """Inhabitants by broad age band and year."""
    chosen = run.params.demography.alternative
    bands = pd.DataFrame(
        {name: persons_aged(result["population"], chosen, low, high) for name, low, high in BANDS}
    )
    table = bands.loc[list(YEARS)].T.reset_index(names="band")
    table.columns = ["band", *map(str, YEARS)]
    total = pd.DataFrame([{"band": "I alt", **table.drop(columns="band").sum()}])
    return Table(
        "demography-bands",
        "Befolkningen etter alder 1. januar, personer",
        (Column("band", "Alder"), *(Column(str(year), str(year), 0) for year in YEARS)),
        pd.concat([table, total]),
        quality=QUALITY,
    )


def alternatives(result: Frames, run: StageRun) -> Figure:
    """Lines: total population under each alternative, the main one in front."""
    flows = result["components"][result["components"].year >= 2024]
    wide = flows.pivot(index="year", columns="alternative", values="population")
    main = ("HHH", "MMM", "LLL")

    def draw() -> Drawing:
        figure, ax = style.new_figure(3.4)
        for code in wide.columns.difference(list(main)):
            ax.plot(wide.index, wide[code] / 1e6, color=style.SPINE, linewidth=1.2)
        colours = dict(zip(main, (style.ORANGE, style.BLUE, style.GREEN), strict=True))
        for code, colour in colours.items():
            ax.plot(wide.index, wide[code] / 1e6, color=colour)
        style.number_axis(ax.yaxis, 1)
        style.year_axis(ax.xaxis)
        style.unit_label(ax, "Millioner personer, 1. januar")
        names = labels("alternatives")
        style.label_ends(
            ax,
            [(2060, wide[c].iloc[-1] / 1e6, style.wrapped(names[c], 18), col) for c, col in colours.items()],
        )
        return figure

    shown = wide.loc[list(YEARS)].T.reset_index()
    shown.columns = ["alternative", *map(str, YEARS)]
    shown["alternative"] = shown.alternative.map(labels("alternatives"))
    spread = (wide.loc[2040, "HHH"] - wide.loc[2040, "LLL"]) / wide.loc[2040, "MMM"] * 100
    return Figure(
        "demography-alternatives",
        f"Lavt og høyt alternativ skiller {number(spread)} prosent av folketallet i 2040",
        (
            f"Linjer for samlet folketall i ni alternativer fra 2024 til 2060. I 2060 er folketallet høyest i "
            f"{wide.loc[2060].idxmax()} og lavest i {wide.loc[2060].idxmin()}."
        ),
        draw,
        Table(
            "demography-alternatives-table",
            "Folketall 1. januar etter alternativ, personer",
            (Column("alternative", "Alternativ"), *(Column(str(year), str(year), 0) for year in YEARS)),
            shown,
        ),
        note="De grå linjene er alternativene der bare én komponent er lav eller høy.",
        quality=QUALITY,
    )


def components(result: Frames, run: StageRun) -> Table:
    """Births, deaths and net migration by year for the chosen alternative."""
    flows = result["components"]
    rows = flows[(flows.alternative == run.params.demography.alternative) & flows.year.isin(FLOW_YEARS)]
    return Table(
        "demography-components",
        "Fødte, døde og nettoinnvandring, personer",
        (
            Column("year", "År"),
            Column("population", "Folketall 1. januar", 0),
            Column("births", "Fødte", 0),
            Column("deaths", "Døde", 0),
            Column("net_migration", "Nettoinnvandring", 0),
        ),
        rows,
        note=(
            "For 2022 og 2023 er døde, folketall og fødte i 2023 de registrerte; fødte i 2022 "
            "er beregnet. Nettoinnvandringen i de to årene er det som "
            "gjenstår når folketallet skal stemme."
        ),
        quality=QUALITY,
    )
