"""The knowledge base: size, age, alternatives and the flows of the population."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.demography.age_checks import persons_aged
from helseplan.demography.source import from_table
from helseplan.demography.views.common import BASE_YEAR, FLOWS, LAST_SHOWN, Frames, quality, shown_years
from helseplan.formats import growth_percent, number, to_hundreds
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

BANDS = (
    ("0–19 år", 0, 19),
    ("20–66 år", 20, 66),
    ("67–79 år", 67, 79),
    ("80–89 år", 80, 89),
    ("90 år og over", 90, 200),
)
FLOW_YEARS = (2022, 2023, 2024, 2025, 2030, 2040, 2050, 2060)
MAIN = ("HHH", "MMM", "LLL")
REGISTERED_NOTE = (
    "For 2022 og 2023 er døde, folketall og fødte i 2023 de registrerte; fødte i 2022 er beregnet. Nettoinnvandringen "
    "i de to årene er det som gjenstår når folketallet skal stemme."
)
COUNTED_NOTE = (
    "Fram til {counted} er folketallet det registrerte. Fødte og døde er de registrerte der årgangen har dem, ellers "
    "beregnet, og nettoinnvandringen er det som gjenstår når folketallet skal stemme."
)


def origin(result: Frames, run: StageRun) -> Text:
    """Where the population comes from: counts, an official table as far as it goes, and the engine."""
    first = int(result["components"].year.min())
    counted = int(run.vintage.read("population").year.max())
    projected = max(counted, BASE_YEAR)
    start = f"Framskrivingen starter i SSBs folketall etter alder og kjønn 1. januar {first}."
    if counted > first:
        known = f"Fram til 1. januar {counted} følger den tellingene etter alder og kjønn."
    else:
        known = (
            f"Fram til 1. januar {projected} er den tilpasset registrerte døde og folketall, og fødte i "
            f"{projected - 1}."
        )
    return Text(f"{start} {known} {_after(projected, run)}", quality=quality(run))


def _after(projected: int, run: StageRun) -> str:
    assumed = (
        "SSBs forutsetninger om fruktbarhet, levealder og nettoinnvandring, år for år, for menn og kvinner i ettårig "
        "alder."
    )
    if not from_table(run.params.demography.source, run.vintage):
        return f"Fra {projected} følger den {assumed}"
    table = run.vintage.read("projection_table")
    return (
        f"Deretter er befolkningen en offisiell framskrivingstabell for {table.year.min()}–{table.year.max()} i "
        f"alternativene {', '.join(sorted(table.alternative.unique()))}. Tabellen har ingen strømmer: fødte og døde er "
        "utledet med modellens dødelighet, og nettoinnvandringen er det som gjenstår. Alternativer som tabellen ikke "
        "har, skiller seg fra hovedalternativet som i modellens egen framskriving. År som tabellen ikke har, følger "
        f"{assumed}"
    )


def size(result: Frames, run: StageRun) -> Text:
    """How many inhabitants there are, and what the growth comes from."""
    end, chosen = run.params.general.end_year, run.params.demography.alternative
    flows = result["components"].query("alternative == @chosen").set_index("year")
    between = flows.loc[BASE_YEAR : end - 1]
    growth = growth_percent(flows.population[end], flows.population[BASE_YEAR])
    surplus, migrants = (between.births - between.deaths).sum(), between.net_migration.sum()
    return Text(
        f"I befolkningsalternativet {chosen} går folketallet fra {number(to_hundreds(flows.population[BASE_YEAR]))} "
        f"1. januar {BASE_YEAR} til **{number(to_hundreds(flows.population[end]))}** i {end}, "
        f"{number(growth, 1, sign=True)} prosent. Av endringen er {number(to_hundreds(surplus), sign=True)} "
        f"fødselsoverskudd og {number(to_hundreds(migrants), sign=True)} nettoinnvandring.",
        quality=FLOWS,
    )


def age_bands(result: Frames, run: StageRun) -> Table:
    """Inhabitants by broad age band and year."""
    chosen = run.params.demography.alternative
    bands = pd.DataFrame(
        {name: persons_aged(result["population"], chosen, low, high) for name, low, high in BANDS}
    )
    years = shown_years(bands.index, run.params.general.end_year)
    table = bands.loc[years].T.reset_index(names="band")
    table.columns = ["band", *map(str, years)]
    total = pd.DataFrame([{"band": "I alt", **table.drop(columns="band").sum()}])
    return Table(
        "demography-bands",
        "Befolkningen etter alder 1. januar, personer",
        (Column("band", "Alder"), *(Column(str(year), str(year), 0) for year in years)),
        pd.concat([table, total]),
        quality=quality(run),
    )


def alternatives(result: Frames, run: StageRun) -> Figure:
    """Lines: total population under each alternative, the main one in front."""
    flows = result["components"][result["components"].year.between(BASE_YEAR, LAST_SHOWN)]
    wide = flows.pivot(index="year", columns="alternative", values="population")
    end, last = run.params.general.end_year, wide.index[-1]
    spread = (wide.loc[end, "HHH"] - wide.loc[end, "LLL"]) / wide.loc[end, "MMM"] * 100
    names = labels("alternatives")
    return Figure(
        "demography-alternatives",
        f"Lavt og høyt alternativ skiller {number(spread)} prosent av folketallet i {end}",
        (
            f"Linjer for samlet folketall i {number(len(wide.columns))} alternativer fra {BASE_YEAR} til {last}. "
            f"I {last} er folketallet høyest i {names[wide.loc[last].idxmax()]}, "
            f"{number(wide.loc[last].max() / 1e6, 1)} millioner, og lavest i {names[wide.loc[last].idxmin()]}, "
            f"{number(wide.loc[last].min() / 1e6, 1)} millioner."
        ),
        lambda: _draw_alternatives(wide),
        _alternatives_table(wide, end),
        note="De grå linjene er alternativene der bare én komponent er lav eller høy.",
        quality=quality(run),
    )


def _draw_alternatives(wide: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(3.4)
    for code in wide.columns.difference(list(MAIN)):
        ax.plot(wide.index, wide[code] / 1e6, color=style.SPINE, linewidth=1.2)
    colours = dict(zip(MAIN, (style.ORANGE, style.BLUE, style.GREEN), strict=True))
    for code, colour in colours.items():
        ax.plot(wide.index, wide[code] / 1e6, color=colour)
    style.number_axis(ax.yaxis, 1)
    style.year_axis(ax.xaxis)
    style.unit_label(ax, "Millioner personer, 1. januar")
    names, last = labels("alternatives"), wide.index[-1]
    style.label_ends(
        ax,
        [(last, wide[c].iloc[-1] / 1e6, style.wrapped(names[c], 18), col) for c, col in colours.items()],
    )
    return figure


def _alternatives_table(wide: pd.DataFrame, end: int) -> Table:
    years = shown_years(wide.index, end)
    shown = wide.loc[years].T.reset_index()
    shown.columns = ["alternative", *map(str, years)]
    return Table(
        "demography-alternatives-table",
        "Folketall 1. januar etter alternativ, personer",
        (Column("alternative", "Alternativ"), *(Column(str(year), str(year), 0) for year in years)),
        shown.assign(alternative=shown.alternative.map(labels("alternatives"))),
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
        note=_flows_note(run),
        quality=FLOWS,
    )


def _flows_note(run: StageRun) -> str:
    counted = int(run.vintage.read("population").year.max())
    if counted > FLOW_YEARS[0]:
        return COUNTED_NOTE.format(counted=counted)
    return "" if from_table(run.params.demography.source, run.vintage) else REGISTERED_NOTE
