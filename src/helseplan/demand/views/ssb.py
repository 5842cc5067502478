"""The model on SSB's base year and assumptions of 2019, beside what SSB printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.demand.sensitivity import FORMULA_CASES
from helseplan.demand.ssb2019 import BASE_YEAR, FORMULA, REFERENCE, results
from helseplan.demand.ssb2019_checks import BLOCKS_2019, KINDS_2019, TITLES_2019, code_2019
from helseplan.demand.views.common import FORMULA_NAMES, SCOPES, Frames, above_or_below
from helseplan.formats import number, to_hundreds
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

INFORMAL = "proportional_informal_care"
NO_HEALTH = "no_health_improvement"
OTHER = next(formula for formula in FORMULA_NAMES if formula != FORMULA)
COLOURS = {FORMULA: (style.DEMAND, "-"), OTHER: (style.GREY, "--")}
COLUMN_NAMES = {formula: name.capitalize() for formula, name in FORMULA_NAMES.items()}


def ssb2019(result: Frames, run: StageRun) -> Figure:
    """Lines: total demand on SSB's path of 2019 with each formula of better health, with SSB's printed points."""
    frame = result["ssb2019"].query("scenario == 'reference' and block == 'all'")
    lines = frame.pivot(index="year", columns="formula", values="aarsverk")[[FORMULA, OTHER]]
    lines.columns = lines.columns.astype(str)
    printed = run.vintage.read("ssb2019_results").query(
        "scenario == 'reference' and item == 'all' and kind == 'level'"
    )
    lines["printed"] = printed.set_index("year").value.reindex(lines.index)
    points = lines.dropna()
    off = ((points[FORMULA] / points.printed - 1) * 100).loc[BASE_YEAR + 1 :]
    compared = " og ".join(
        f"{number(abs(value), 1)} prosent {above_or_below(value)} i {year}" for year, value in off.items()
    )
    words = ", ".join(
        f"{number(points.loc[year, FORMULA])} og {number(points.loc[year, OTHER])} mot "
        f"{number(points.printed[year])} i {year}"
        for year in points.index
    )
    return Figure(
        "demand-ssb2019",
        f"På SSBs forutsetninger fra 2019 ligger modellen med {FORMULA_NAMES[FORMULA]} {compared}",
        (
            f"To linjer viser modellens etterspørsel fra {BASE_YEAR} til {lines.index[-1]} på SSBs "
            f"forutsetninger fra 2019, med {FORMULA_NAMES[FORMULA]} og med {FORMULA_NAMES[OTHER]}. Punkter viser SSBs "
            f"trykte tall. De to formlene mot SSB: {words}."
        ),
        lambda: _draw(lines),
        Table(
            "demand-ssb2019-table",
            "Etterspørsel på SSBs forutsetninger fra 2019, årsverk",
            (
                Column("year", "År"),
                Column(FORMULA, COLUMN_NAMES[FORMULA], 0),
                Column(OTHER, COLUMN_NAMES[OTHER], 0),
                Column("printed", "SSB", 0),
            ),
            lines.loc[lines.index.isin([*points.index, 2025, 2030, 2040, 2050])].reset_index(),
            note="Strek betyr at SSBs tall for året ikke er gjengitt i den åpne kilden.",
        ),
        note=(
            "Banen har referansebanens forutsetninger, også når kjøringen har andre. Formelen for bedre helse og "
            "hvilken dødelighet helsen følger (demand.health_follows), er valgt på denne prøven, og ikke noe annet. "
            f"Årsverkene i {BASE_YEAR} er SSBs, etter område. Tallene er gjengitt i Rambøll og Menons rapport fra 2022."
            f"{_newer(run)}"
        ),
        quality=("derived", "assumption", "published"),
    )


def _newer(run: StageRun) -> str:
    """A reservation for a vintage with newer data than the plan's, after a space; nothing for the plan's own."""
    if run.vintage.anchors() is None:
        return ""
    return (
        " Årgangen har nyere tall enn planen. Er bruken etter alder eller årsverkene etter tjeneste blant dem, er "
        "denne banen også flyttet."
    )


def _draw(lines: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(3.4)
    for formula, (colour, line) in COLOURS.items():
        ax.plot(lines.index, lines[formula] / 1000, color=colour, linestyle=line)
    ax.plot(lines.index, lines.printed / 1000, "o", color=style.TEXT)
    for year, value in lines.printed.dropna().items():
        ax.annotate(
            f"SSB: {number(value / 1000)}",
            (year, value / 1000),
            (-7, -4) if year == lines.index[-1] else (0, -16),  # between the lines, or under them
            textcoords="offset points",
            ha="left" if year == BASE_YEAR else "right",
        )
    ax.set_ylim(0, lines.max(axis=None) / 1000 * 1.12)
    style.number_axis(ax.yaxis)
    style.year_axis(ax.xaxis)
    style.unit_label(ax, "Tusen årsverk")
    style.label_ends(
        ax,
        [
            (lines.index[-1], lines[formula].iloc[-1] / 1000, COLUMN_NAMES[formula], colour)
            for formula, (colour, _) in COLOURS.items()
        ],
    )
    return figure


def ssb2019_effects(result: Frames, run: StageRun) -> Table:
    """Every printed result of 2019 beside the model with each formula, with a reason for each deviation."""
    rows = _beside(result, run)
    reasons = [reason for reason in dict.fromkeys(rows.explanation) if reason]
    listed = "".join(f" ({place}) {reason}" for place, reason in enumerate(reasons, start=1))
    return Table(
        "demand-ssb2019-effects",
        "SSBs trykte resultater fra 2019 og modellen med to formler for bedre helse, årsverk",
        (
            Column("title", "Resultat", below="item"),
            Column("year", "År", below="kind_name"),
            Column("published", "SSB", 0),
            Column(FORMULA, COLUMN_NAMES[FORMULA], 0),
            Column(OTHER, COLUMN_NAMES[OTHER], 0),
            Column("deviation", "Avvik", 0),
            Column("verdict", "Vurdering"),
            Column("reason", "Note"),
        ),
        rows.assign(
            reason=[str(reasons.index(text) + 1) if text else "" for text in rows.explanation],
        ),
        note=(
            f"Avvik og vurdering gjelder {FORMULA_NAMES[FORMULA]}, formelen i referansebanen. Alle tallene er sett da "
            f"formelen ble valgt, så et treff er ingen prøve.{listed}{_newer(run)}"
        ),
        quality=("derived", "assumption", "published"),
    )


def _beside(result: Frames, run: StageRun) -> pd.DataFrame:
    """The printed results after the base year with each formula's value, and the verdict on the chosen formula."""
    printed = run.vintage.read("ssb2019_results")
    printed = printed[printed.year > BASE_YEAR]
    checks = result["checks"].set_index(["check", "year"])
    found = checks.loc[[(code_2019(row), row.year) for row in printed.itertuples()]]
    rows = printed.assign(
        published=printed.value,
        **{formula: results(result["ssb2019"], printed, formula) for formula in FORMULA_NAMES},
        verdict=found.verdict.to_numpy(),
        explanation=found.explanation.to_numpy(),
        title=[TITLES_2019[code][0].upper() + TITLES_2019[code][1:] for code in printed.scenario],
        kind_name=printed.kind.map(KINDS_2019),
        code=printed.item,
        item=printed.item.map(BLOCKS_2019),
    )
    return rows.assign(
        deviation=rows[FORMULA] - rows.published,
        order=[list(TITLES_2019).index(code) for code in rows.scenario],
    ).sort_values("order", kind="stable", ignore_index=True)


def ssb2019_formulas(result: Frames, run: StageRun) -> Text:
    """Which formula is nearer which of SSB's printed figures, and what each gives for the end year of the run."""
    rows = _beside(result, run).query("code == 'all'")
    path = rows[(rows.scenario == "reference") & (rows.kind == "level")]
    effect = rows[(rows.scenario == NO_HEALTH) & (rows.kind == "effect")]
    cases = result["sensitivity"].query("assumption == 'health_formula' and scope == 'narrow'")
    end = cases.set_index(cases.end.map(FORMULA_CASES)).aarsverk
    return Text(
        f"Nærmest SSBs trykte referansebane er {_nearest(path)}. Nærmest den trykte virkningen av ingen bedre helse er "
        f"{_nearest(effect)}. I denne kjøringens rå bane for {run.params.general.end_year} ({SCOPES['narrow']}) gir "
        + " og ".join(
            f"{name} {number(to_hundreds(end[code]))} årsverk" for code, name in FORMULA_NAMES.items()
        )
        + ".",
        quality=("derived", "assumption"),
    )


def _nearest(rows: pd.DataFrame) -> str:
    """Say which formula is nearest the printed figure, year by year, with the figures."""
    off = rows[list(FORMULA_NAMES)].sub(rows.published, axis=0).abs()
    said = []
    for formula, part in rows.groupby(off.idxmin(axis=1), sort=False):
        other = next(code for code in FORMULA_NAMES if code != formula)
        figures = "; ".join(
            f"i {row.year}: {number(to_hundreds(row[formula]))} mot trykte {number(row.published)}, "
            f"{FORMULA_NAMES[other]} {number(to_hundreds(row[other]))}"
            for _, row in part.iterrows()
        )
        said.append(f"{FORMULA_NAMES[str(formula)]} ({figures})")
    return " og ".join(said)


def informal_care(result: Frames, run: StageRun) -> Table:
    """What the growth of care implies when informal care follows need, beside what was printed and computed.

    With informal care I₀ beside formal care F₀ in the base year, care that follows need lowers formal care by
    I₀ / (F₀ + I₀) of its growth. The identity holds in the engine; in print it shows which growth SSB had.
    """
    printed = (
        run.vintage.read("ssb2019_results").set_index(["scenario", "item", "kind", "year"]).value.sort_index()
    )
    own = result["ssb2019"].query("formula == @FORMULA").set_index(["scenario", "block", "year"]).aarsverk
    base = printed["reference", "care", "level", BASE_YEAR]
    lowered = -REFERENCE.informal_care_aarsverk / (base + REFERENCE.informal_care_aarsverk)
    near, last = sorted(printed[INFORMAL, "all", "effect"].index)
    cases = [
        ("SSB", near, printed["reference", "care", "change", near], printed[INFORMAL, "all", "effect", near])
    ]
    for year in (near, last):
        growth = own["reference", "care", year] - base
        cases.append(("Modellen", year, growth, own[INFORMAL, "all", year] - own["reference", "all", year]))
    rows = pd.DataFrame(cases, columns=["whose", "year", "growth", "effect"])
    needed = printed[INFORMAL, "all", "effect", last] / lowered
    return Table(
        "demand-informal-care",
        "Uformell omsorg som følger behovet: virkning på de kommunale tjenestene, årsverk",
        (
            Column("whose", "Kilde"),
            Column("year", "År"),
            Column("growth", f"Vekst i kommunal omsorg fra {BASE_YEAR}", 0),
            Column("identity", "Virkning etter formelen", 0),
            Column("effect", "Virkning, trykt eller beregnet", 0),
        ),
        rows.assign(identity=lowered * rows.growth),
        note=(
            "Formelen er −I₀ / (F₀ + I₀) ganger veksten i de formelle tjenestene, med "
            f"{number(REFERENCE.informal_care_aarsverk)} uformelle (I₀) og {number(base)} formelle årsverk (F₀) i "
            f"basisåret. SSBs vekst, som er avrundet i kilden, gir "
            f"{number(to_hundreds(lowered * rows.growth[0]))} mot trykte {number(rows.effect[0])}. SSBs trykte "
            f"virkning i {last}, {number(printed[INFORMAL, 'all', 'effect', last])}, svarer til en vekst på "
            f"{number(to_hundreds(needed))} årsverk; modellens er {number(to_hundreds(rows.growth.iloc[-1]))}."
        ),
        quality=("published", "derived"),
    )
