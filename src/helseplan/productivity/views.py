"""Figures and tables of the productivity stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import seaborn

from helseplan.classifications import labels, table
from helseplan.formats import number
from helseplan.productivity import drg
from helseplan.productivity.compute import STEPS, national, specialist_aarsverk
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text
from helseplan.vintages.rules import plan_value

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

Frames = dict[str, pd.DataFrame]
MODELS = {"staff_groups": "Tre personellgrupper", "staff_total": "Årsverk i alt"}
FORMULAS = {
    "ratio": "Forholdet mellom de to nivåene",
    "difference": "Differansen mellom vekstfaktorene",
    "compound": "Vekst lik differansen mellom de to",
}


def finding(result: Frames, run: StageRun) -> Text:
    """What growth accounting says about hospitals since 2019."""
    printed = national(run.vintage.read("productivity"))
    points, staff = printed["drg_points_change_2019_2024"], printed["fte_contracted_change_2019_2024"]
    change = drg.labour_productivity_change(points, staff)
    return Text(
        f"Fra 2019 til 2024 økte DRG-poengene med {number(points, 1)} prosent og årsverkene med "
        f"{number(staff, 1)} prosent. "
        f"DRG-poeng per årsverk **{'falt' if change < 0 else 'steg'} dermed {number(abs(change), 1)} "
        "prosent**. "
        "Årsverkene gjelder hele spesialisthelsetjenesten, mens DRG-poengene bare gjelder somatikk. "
        "Målet sier ikke noe om "
        "kvalitet, forskning eller undervisning.",
        quality=("published", "derived"),
    )


def index(result: Frames) -> Figure:
    """Points and lines: DRG points per krone, the years that printed figures determine."""
    rows = result["indices"].query("item == 'drg_per_krone'")
    fall = rows.value.iloc[-1] - rows.set_index("year").value[2019]

    def draw() -> Drawing:
        figure, ax = style.new_figure(3.0)
        ax.plot(rows.year, rows.value, color=style.SPINE, linestyle="--", linewidth=1.2)
        ax.plot(rows.year, rows.value, "o", color=style.BLUE, markersize=8)
        for row in rows.itertuples():
            ax.annotate(
                number(row.value, 1), (row.year, row.value), (0, 10), textcoords="offset points", ha="center"
            )
        ax.set_ylim(95, 105)
        ax.set_xlim(2016.5, 2024.7)
        style.year_axis(ax.xaxis)
        style.number_axis(ax.yaxis)
        style.unit_label(ax, "Indeks, 2017 = 100 (aksen begynner ikke på null)")
        return figure

    return Figure(
        "productivity-index",
        f"DRG-poeng per krone er {number(-fall, 1)} indekspoeng lavere i 2024 enn i 2019",
        (
            "Fire punkter for indeksen DRG-poeng per krone: 2017, 2019, 2023 og 2024. Indeksen er "
            "høyest i 2019 og ligger under 100 i 2023 og 2024."
        ),
        draw,
        Table(
            "productivity-index-table",
            "DRG-poeng per krone, faste priser, 2017 = 100",
            (Column("year", "År"), Column("value", "Indeks", 1), Column("quality", "Merke")),
            rows,
        ),
        note=(
            "Bare endringene er trykt, ikke indeksen. Årene mellom er ikke publisert som tall og vises "
            "ikke; linjen binder punktene sammen for øyet. Indekspoeng er ikke prosent. Nivået "
            "i 2024 er SAMDATAs, avstanden til 2019 og 2023 er planens; de to kildene passer ikke helt sammen."
        ),
        quality=("derived",),
    )


def raised_growth(run: StageRun) -> Table:
    """What 0.7 instead of 0.5 per cent a year may mean, formula by base."""
    params, plan = run.params.productivity, run.vintage.read("plan_tables")
    low, high = number(params.counterfactual_growth_percent, 1), number(params.raised_growth_percent, 1)
    note = (
        " Formlene her holder uformell omsorg utenfor, og da gir ingen av dem det tallet med 16 år; to lesninger med "
        "17 år runder av til det. Regnes uformell omsorg med og holdes konstant, gir modellens referansebane planens "
        "tall på 16 år, for alt personell i smal avgrensning: se «Hvem tallene gjelder» i kapittel 3."
        if (low, high) == ("0,5", "0,7")
        else " Satsene i denne kjøringen er ikke planens."
    )
    printed = plan_value(plan, "3.2", "productivity_07", 2040)
    bases = {
        "Vid avgrensning 2040": plan_value(plan, "2.1", "demand_wide", 2040),
        "Smal avgrensning 2040": plan_value(plan, "2.1", "demand", 2040),
        "De 14 gruppene 2040": plan_value(plan, "2.1", "demand_groups_14", 2040),
    }
    rows = [
        {
            "formula": f"{FORMULAS[formula]}, {steps} år",
            **{
                name: drg.raised_growth_effect(
                    base, params.counterfactual_growth_percent, params.raised_growth_percent, steps
                )[formula]
                for name, base in bases.items()
            },
        }
        for formula in FORMULAS
        for steps in (STEPS, STEPS + 1)
    ]
    return Table(
        "productivity-raised",
        f"Spart bemanning i 2040 når produktiviteten vokser {high} i stedet for {low} prosent i året, årsverk",
        (Column("formula", "Lesning"), *(Column(name, name, 0) for name in bases)),
        pd.DataFrame(rows),
        note=f"Planen skriver {number(printed)}.{note} Av de enkle formlene bruker vi forholdstallet over 16 år.",
        quality=("derived",),
    )


def counterfactual(run: StageRun) -> Table:
    """How many årsverk a steady growth since 2019 would have saved, by the base it is counted in."""
    printed = national(run.vintage.read("productivity"))
    change = drg.labour_productivity_change(
        printed["drg_points_change_2019_2024"], printed["fte_contracted_change_2019_2024"]
    )
    growth = run.params.productivity.counterfactual_growth_percent
    saved = drg.saved_share(change, growth, 5)
    printed_saving = plan_value(run.vintage.read("plan_tables"), "text", "saved_2019_2024", 2024)
    specialist = specialist_aarsverk(run)
    rows = pd.DataFrame(
        [
            {
                "base": "Årsverk i spesialisthelsetjenesten 2024 (SSB)",
                "level": specialist,
                "saved": saved * specialist,
            },
            {"base": "Nivået som gir planens tall", "level": printed_saving / saved, "saved": printed_saving},
        ]
    )
    return Table(
        "productivity-counterfactual",
        f"Hva {number(growth, 1)} prosent produktivitetsvekst i året siden 2019 ville svart til i 2024",
        (Column("base", "Grunnlag"), Column("level", "Årsverk", 0), Column("saved", "Færre årsverk", 0)),
        rows,
        note=(
            f"Andelen er {number(saved * 100, 2)} prosent av årsverkene i 2024. Planen skriver «nærmere "
            "5 000» og oppgir ikke grunnlaget."
        ),
        quality=("derived",),
    )


def efficiency(result: Frames, run: StageRun) -> Figure:
    """Dots: score of every trust under two choices of inputs, sorted by the first."""
    year = run.params.productivity.year
    outward = run.params.productivity.orientation == "output"
    rows = _efficiency_rows(result, outward=outward)
    best = int(rows.efficient.sum())
    meaning = "over 1 er rom for mer produksjon" if outward else "under 1 er rom for mindre innsats"
    return Figure(
        "productivity-efficiency",
        (
            f"{number(best)} av {number(len(rows))} foretak ligger på fronten når innsatsen deles i "
            "tre personellgrupper"
        ),
        (
            f"Punkter viser effektiviteten til hvert helseforetak i {year} etter to modeller, sortert "
            "etter den første. Resultatet avhenger av hvilke innsatsfaktorer som velges."
        ),
        lambda: _draw_efficiency(rows, f"Effektivitet (1 er beste målte praksis, {meaning})"),
        Table(
            "productivity-efficiency-table",
            f"Effektivitet i {year}, helseforetak med somatikk",
            (
                Column("unit", "Helseforetak"),
                Column("groups", MODELS["staff_groups"], 3),
                Column("scale", "Skalaeffektivitet", 3),
                Column("total", MODELS["staff_total"], 3),
            ),
            rows,
        ),
        note=(
            "(U) er universitetssykehus. Sunnaas er et spesialsykehus og er ikke med. Utskrivninger er "
            "ikke vektet for hvor syke pasientene er, og poliklinikk, forskning og undervisning er ikke "
            "med. Avstand fra 1 er derfor ikke bevis for sløsing. Årsverkene gjelder også psykisk "
            "helsevern og rus."
        ),
        quality=("derived",),
    )


def _efficiency_rows(result: Frames, *, outward: bool) -> pd.DataFrame:
    wide = result["efficiency"].pivot(
        index="unit", columns="model", values=["score", "scale_efficiency", "efficient"]
    )
    wide = wide.sort_values(("score", "staff_groups"), ascending=outward)
    kinds = {row["code"]: row["kind"] for row in table("units")}
    return pd.DataFrame(
        {
            "unit": [labels("units")[unit] + " (U)" * (kinds[unit] == "university") for unit in wide.index],
            "groups": wide["score", "staff_groups"].to_numpy(),
            "scale": wide["scale_efficiency", "staff_groups"].to_numpy(),
            "total": wide["score", "staff_total"].to_numpy(),
            "efficient": wide["efficient", "staff_groups"].to_numpy(),
        }
    )


def _draw_efficiency(rows: pd.DataFrame, label: str) -> Drawing:
    figure, ax = style.new_figure(6.0)
    style.horizontal_bars(ax, list(rows.unit), wrap=40)
    places = list(range(len(rows)))
    both = rows[["groups", "total"]]
    ax.hlines(places, both.min(axis=1), both.max(axis=1), color=style.SPINE, linewidth=1, zorder=1)
    marks = (
        ("groups", "staff_groups", style.BLUE, "o"),
        ("total", "staff_total", style.ORANGE, "D"),
    )
    for column, model, colour, marker in marks:
        seaborn.scatterplot(
            x=rows[column], y=places, color=colour, marker=marker, s=45, label=MODELS[model], ax=ax
        )
    style.number_axis(ax.xaxis, 1)
    ax.set(xlabel=label, ylabel="")
    style.legend(ax, 2)
    return figure


def break_warning(run: StageRun) -> Text:
    """A warning when the discharges jump between the two years of data."""
    trusts = run.vintage.read("hospital_trusts")
    sums = trusts.groupby(["item", "year"]).value.sum().unstack()
    discharges = trusts[trusts.item == "discharges_somatic"].pivot(
        index="unit", columns="year", values="value"
    )
    first, last = sums.columns[0], sums.columns[-1]
    growth = (sums[last] / sums[first] - 1) * 100
    jump, staff = growth["discharges_somatic"], growth["aarsverk_total"]
    if not drg.break_in_series(discharges[first], discharges[last]):
        return Text(
            f"Utskrivningene endrer seg {number(jump, 1)} prosent fra {first} til {last}.",
            quality=("derived",),
        )
    return Text(
        f"**Brudd i serien:** utskrivningene øker {number(jump, 1)} prosent fra {first} til {last}, mens "
        f"årsverkene øker {number(staff, 1)} prosent. Det er trolig en endring i registreringen, ikke i "
        "produktiviteten. De to årene sammenlignes derfor ikke.",
        quality=("derived",),
    )
