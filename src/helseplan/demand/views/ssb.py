"""The model on SSB's base year and assumptions of 2019, beside what SSB printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.demand.checks import TITLES_2019
from helseplan.demand.ssb2019 import BASE_YEAR, REFERENCE
from helseplan.demand.views.common import Frames, above_or_below
from helseplan.formats import number, to_hundreds
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

INFORMAL = "proportional_informal_care"
CHECK = "ssb2019_"


def ssb2019(result: Frames, run: StageRun) -> Figure:
    """Line: total demand on SSB's path of 2019, with SSB's printed points."""
    lines = (
        result["ssb2019"].query("scenario == 'reference' and block == 'all'").set_index("year")[["aarsverk"]]
    )
    printed = run.vintage.read("ssb2019_results").query(
        "scenario == 'reference' and item == 'all' and kind == 'level'"
    )
    lines["printed"] = printed.set_index("year").value.reindex(lines.index)
    points = lines.dropna()
    off = ((points.aarsverk / points.printed - 1) * 100).loc[BASE_YEAR + 1 :]
    compared = " og ".join(
        f"{number(abs(value), 1)} prosent {above_or_below(value)} i {year}" for year, value in off.items()
    )
    words = ", ".join(
        f"{number(row.aarsverk)} mot {number(row.printed)} i {row.Index}" for row in points.itertuples()
    )
    return Figure(
        "demand-ssb2019",
        f"På SSBs forutsetninger fra 2019 ligger modellen {compared}",
        (
            f"En linje viser modellens etterspørsel fra {BASE_YEAR} til {lines.index[-1]} på SSBs "
            f"forutsetninger fra 2019. Punkter viser SSBs trykte tall. Modellen mot SSB: {words}."
        ),
        lambda: _draw(lines),
        Table(
            "demand-ssb2019-table",
            "Etterspørsel på SSBs forutsetninger fra 2019, årsverk",
            (Column("year", "År"), Column("aarsverk", "Modellen", 0), Column("printed", "SSB", 0)),
            lines.loc[lines.index.isin([*points.index, 2025, 2030, 2040, 2050])].reset_index(),
            note="Strek betyr at SSBs tall for året ikke er gjengitt i den åpne kilden.",
        ),
        note=(
            f"Motoren og profilene er de samme som ellers. Årsverkene i {BASE_YEAR} er SSBs, etter område; "
            "formelen for bedre helse er valgt på denne prøven, ellers er ingenting tilpasset. SSBs tall er gjengitt i "
            "Rambøll og Menons rapport fra 2022."
        ),
        quality=("derived", "assumption", "published"),
    )


def _draw(lines: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(3.4)
    ax.plot(lines.index, lines.aarsverk / 1000, color=style.DEMAND)
    ax.plot(lines.index, lines.printed / 1000, "o", color=style.TEXT)
    for year, value in lines.printed.dropna().items():
        ax.annotate(
            f"SSB: {number(value / 1000)}",
            (year, value / 1000),
            (0, -16) if year == BASE_YEAR else (0, 8),
            textcoords="offset points",
            ha="left" if year == BASE_YEAR else "right",
        )
    ax.set_ylim(0, lines.max(axis=None) / 1000 * 1.12)
    style.number_axis(ax.yaxis)
    style.year_axis(ax.xaxis)
    style.unit_label(ax, "Tusen årsverk")
    style.label_ends(ax, [(lines.index[-1], lines.aarsverk.iloc[-1] / 1000, "Modellen", style.DEMAND)])
    return figure


def ssb2019_effects(result: Frames, run: StageRun) -> Table:
    """What each assumption does on SSB's path, beside what SSB printed, with a reason for each deviation."""
    checks = result["checks"]
    rows = checks[checks.check.str.startswith(CHECK) & checks.check.str.endswith("_effect")]
    reasons = [reason for reason in dict.fromkeys(rows.explanation) if reason]
    return Table(
        "demand-ssb2019-effects",
        "Virkning av én endret forutsetning mot referansebanen i 2019-framskrivingen, årsverk",
        (
            Column("scenario", "Endring", below="item"),
            Column("year", "År"),
            Column("raw", "Modellen", 0),
            Column("published", "SSB", 0),
            Column("deviation", "Avvik", 0),
            Column("verdict", "Vurdering"),
            Column("reason", "Note"),
        ),
        rows.assign(
            scenario=[_scenario(code) for code in rows.check],
            deviation=rows.raw - rows.published,
            reason=[str(reasons.index(text) + 1) if text else "" for text in rows.explanation],
        ),
        note=" ".join(f"({place}) {reason}" for place, reason in enumerate(reasons, start=1)),
        quality=("derived", "assumption", "published"),
    )


def _scenario(check: str) -> str:
    title = next(title for code, title in TITLES_2019.items() if check.startswith(f"{CHECK}{code}_"))
    return title[0].upper() + title[1:]


def informal_care(result: Frames, run: StageRun) -> Table:
    """What the growth of care implies when informal care follows need, beside what was printed and computed.

    With informal care I₀ beside formal care F₀ in the base year, care that follows need lowers formal care by
    I₀ / (F₀ + I₀) of its growth. The identity holds in the engine; in print it shows which growth SSB had.
    """
    printed = (
        run.vintage.read("ssb2019_results").set_index(["scenario", "item", "kind", "year"]).value.sort_index()
    )
    own = result["ssb2019"].set_index(["scenario", "block", "year"]).aarsverk
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
