"""How the gap is spread over the draws, and what a share of draws is and is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels, table
from helseplan.formats import number
from helseplan.measures.views.common import (
    ALL,
    LAST,
    MODELLED,
    QUALITY,
    Frames,
    about,
    carries_out,
    last_totals,
    listed,
    lower,
    plural,
)
from helseplan.measures.views.drawn import about_measures
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

WAYS = {"none": "uten tiltak", "chosen": "med tiltak"}
HIDDEN = 0.0005
"""Share of draws under which a bar at either end is left out of the drawing, never of the table."""


def whole(result: Frames) -> pd.DataFrame:
    """Return the distribution of the net gap, by way."""
    rows = result["distribution"]
    return rows[rows.group == ALL].set_index("way")


def spread(result: Frames, run: StageRun) -> Figure:
    """Histogram: the net gap of every draw, without and with the run's measures."""
    rows = whole(result)
    none, chosen = rows.loc["none"], rows.loc["chosen"]
    return Figure(
        "measures-spread",
        (
            f"Nettogapet er lukket i {percent_of(chosen.closes_share)} av trekningene med kjøringens tiltak og i "
            f"{percent_of(none.closes_share)} uten"
            if carries_out(result)
            else f"Nettogapet er lukket i {percent_of(none.closes_share)} av trekningene; kjøringen har ingen tiltak"
        ),
        (
            f"Fordelingen av nettogapet i {LAST} over {number(none.draws)} trekninger. Uten tiltak er midten "
            f"{number(none.p50_aarsverk)} årsverk, og 90 prosent av trekningene ligger mellom "
            f"{number(none.p05_aarsverk)} og {number(none.p95_aarsverk)}.{_with_measures(result, chosen)}"
        ),
        lambda: _draw(result["histogram"], rows, list(ways(result))),
        _bars(result["histogram"]),
        note=(
            ("Samme trekning av forutsetningene med og uten tiltak. " if carries_out(result) else "")
            + "Prikket strek er medianen. En andel av trekningene er ikke en sannsynlighet."
        ),
        quality=(*QUALITY, *run.shown_quality),
        narrow=True,
    )


def ways(result: Frames) -> dict[str, str]:
    """Return the ways that differ: only the one without measures when the run carries nothing out."""
    return WAYS if carries_out(result) else {"none": WAYS["none"]}


def _with_measures(result: Frames, chosen: pd.Series) -> str:
    if not carries_out(result):
        return ""
    return (
        f" Med kjøringens tiltak er midten {number(chosen.p50_aarsverk)}, og 90 prosent ligger mellom "
        f"{number(chosen.p05_aarsverk)} og {number(chosen.p95_aarsverk)}."
    )


def percent_of(share: float) -> str:
    """Write a share of draws: a whole per cent, or «under 1» and «over 99» near the ends."""
    if 0 < share < 0.005:
        return "under 1 prosent"
    if 0.995 < share < 1:
        return "over 99 prosent"
    return f"{number(share * 100)} prosent"


def _draw(histogram: pd.DataFrame, rows: pd.DataFrame, shown: list[str]) -> Drawing:
    figure, ax = style.new_figure(4.0)
    figure.set_figwidth(style.NARROW)
    for way, colour in zip(shown, (style.ORANGE, style.BLUE), strict=False):
        bars = histogram[histogram.way == way]
        edges = [*bars.from_aarsverk, bars.to_aarsverk.iloc[-1]]
        ax.stairs(
            bars.share * 100,
            [edge / 1000 for edge in edges],
            color=colour,
            fill=True,
            alpha=0.45,
            label=WAYS[way].capitalize(),
        )
        ax.axvline(rows.p50_aarsverk[way] / 1000, color=colour, linestyle=":", linewidth=1.8)
    seen = histogram[histogram.share >= HIDDEN]
    ax.set_xlim(seen.from_aarsverk.min() / 1000, seen.to_aarsverk.max() / 1000)
    style.zero_line(ax, "x")
    style.number_axis(ax.xaxis)
    style.number_axis(ax.yaxis)
    ax.set_xlabel(f"Nettogapet i {LAST}, tusen årsverk")
    ax.set_ylabel("Prosent av trekningene")
    style.legend(ax, 2)
    return figure


def _bars(histogram: pd.DataFrame) -> Table:
    wide = histogram.assign(share=histogram.share * 100).pivot(
        index=["from_aarsverk", "to_aarsverk"], columns="way", values="share"
    )
    return Table(
        "measures-spread-table",
        f"Trekningene etter nettogapet i {LAST}, prosent",
        (
            Column("from_aarsverk", "Fra", 0, unit="aarsverk"),
            Column("to_aarsverk", "Til", 0, unit="aarsverk"),
            *(Column(way, name.capitalize(), 2, unit="percent") for way, name in WAYS.items()),
        ),
        wide.reset_index(),
    )


def quantiles(result: Frames, run: StageRun) -> Table:
    """The middle and the ends of the distribution, and how often the gap closes, in total and by group."""
    rows = result["distribution"].set_index(["way", "group"])
    found = pd.DataFrame({"name": [*(labels("groups")[code] for code in MODELLED), "Netto, de 14 gruppene"]})
    order = [*MODELLED, ALL]
    for way in ways(result):
        part = rows.loc[way].reindex(order)
        for key in ("p05", "p50", "p95"):
            found[f"{way}_{key}"] = part[f"{key}_aarsverk"].to_numpy()
        found[f"{way}_closes"] = part.closes_share.to_numpy() * 100
    names = {"p05": "5-prosentil", "p50": "median", "p95": "95-prosentil"}
    return Table(
        "measures-quantiles",
        f"Gapet i {LAST} over trekningene, årsverk",
        (
            Column("name", "Gruppe"),
            *(
                column
                for way, said in ways(result).items()
                for column in (
                    *(
                        Column(f"{way}_{key}", f"{said.capitalize()}, {name}", 0)
                        for key, name in names.items()
                    ),
                    Column(f"{way}_closes", f"{said.capitalize()}, lukket", 1, unit="prosent av trekningene"),
                )
            ),
        ),
        found,
        note=(
            "Fem prosent av trekningene ligger under 5-prosentilen, og fem over 95-prosentilen. Prosentilene i "
            "gruppene summerer ikke til nettogapets. En gruppe regnes som lukket når den har null eller overskudd."
        ),
        quality=(*QUALITY, *run.shown_quality),
    )


def what_it_is(result: Frames, run: StageRun) -> Text:
    """What a share of draws says and does not say, and why the median is where it is."""
    params, rows = run.params.uncertainty, whole(result)
    way, said = ("chosen", "med kjøringens tiltak") if carries_out(result) else ("none", "uten tiltak")
    groups = result["distribution"].query("group != @ALL")
    least = groups[groups.way == way].set_index("group").closes_share
    worst = str(least.idxmin())
    return Text(
        f"Hver av de {number(params.draws)} trekningene velger en verdi for hver forutsetning og regner hele modellen "
        "på nytt. En andel av trekningene er **ikke en sannsynlighet** for hva som skjer. Den sier hvor ofte gapet "
        "lukkes innenfor fordelingene vi har valgt. Spennene er våre, og forutsetningene trekkes uavhengig av "
        f"hverandre. {about_measures(result, run)}".strip()
        + f"\n\n{_median(result, rows)} I gruppene er bildet mer ulikt enn i summen: det er nok "
        f"{plural(worst)} i {percent_of(float(least.min()))} av trekningene {said}.",
        quality=(*QUALITY, *run.shown_quality),
    )


def _median(result: Frames, rows: pd.DataFrame) -> str:
    """The median without measures beside the gap on the path shown, and the ranges that lie on one side of it."""
    shown, median = last_totals(result).loc["reference"].gap_before_aarsverk, rows.p50_aarsverk["none"]
    text = (
        f"Medianen uten tiltak er **{about(median, sign=True)}** årsverk, mens gapet på banen vi viser er "
        f"{about(shown, sign=True)}."
    )
    good = [lower(name) for name in one_sided(result["sobol"])]
    if median >= shown or not good:
        return text
    return (
        f"{text} Medianen er lavere blant annet fordi kjøringens egne verdier ligger i den gunstige enden av noen av "
        f"spennene: {listed(good)}. Der kan trekningene bare gjøre gapet større."
    )


def one_sided(sobol: pd.DataFrame) -> list[str]:
    """Return the assumptions whose most likely value is the end of the range that gives the smallest gap."""
    best = {row["code"]: (row["label"], row["favourable"]) for row in table("draw_inputs")}
    rows = sobol[(sobol.way == "none") & (sobol.kind == "assumption") & (sobol.low < sobol.high)]
    return [
        best[row.input][0]
        for row in rows.itertuples()
        if row.input in best and best[row.input][1] and row.mode == getattr(row, best[row.input][1])
    ]
