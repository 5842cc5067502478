"""What the end year depends on: each assumption alone, and the population alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.demand.checks import totals
from helseplan.demand.inputs import BASE_YEAR
from helseplan.demand.sensitivity import LABELS, MOVED, OWN_MORTALITY, POPULATION
from helseplan.demand.views.common import SCOPES, Frames, shown_marks, shown_years
from helseplan.formats import number, to_hundreds
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

MAIN, LOW, HIGH = "MMM", "LLL", "HHH"
SINGLE = {
    "LMM": (style.PURPLE, ":"),
    "HMM": (style.PURPLE, ":"),
    "MLM": (style.GREEN, "--"),
    "MHM": (style.GREEN, "--"),
    "MML": (style.OCHRE, "-."),
    "MMH": (style.OCHRE, "-."),
}
"""Alternatives where one component is low or high: colour and line of the component."""
VISIBLE = 50.0
"""Årsverk a bar must have to be named."""


def tornado(result: Frames, run: StageRun) -> Figure:
    """Bars: the end year's narrow demand when one assumption is moved at a time, the largest spread first."""
    end, rows = run.params.general.end_year, _cases(result)
    order = list(dict.fromkeys(rows.assumption))
    low, high = rows.change_aarsverk.min(), rows.change_aarsverk.max()
    words = "; ".join(_words(rows[rows.assumption == code]) for code in order[:3])
    return Figure(
        "demand-tornado",
        f"Én forutsetning om gangen: etterspørselen i {end} endres med {_between(low, high)} årsverk i spennene vi har "
        "valgt",
        (
            f"Liggende søyler viser hvor mye etterspørselen i {end} endres når én forutsetning endres om gangen, de "
            f"største utslagene først. Med spennene vi har valgt: {words}."
        ),
        lambda: _draw_tornado(rows, order),
        Table(
            "demand-tornado-table",
            f"Endring i etterspørselen i {end} når én forutsetning endres, rå bane, {SCOPES['narrow']}",
            (
                Column("name", "Forutsetning"),
                Column("label", "Verdi"),
                Column("change_aarsverk", "Endring i årsverk", 0),
                Column("aarsverk", f"Årsverk {end}", 0),
            ),
            rows,
            note="Null betyr at kjøringen allerede bruker verdien.",
        ),
        note=(
            f"Rå bane, {SCOPES['narrow']}, holdt mot hovedalternativet ({MAIN}) med kjøringens øvrige forutsetninger. "
            "θ\u00a0=\u00a00 betyr at de eldre ikke blir friskere. «Helsen følger med» betyr at helsen følger "
            "alternativets egen dødelighet. Delingen av institusjon flytter "
            f"{number(MOVED * 100)} prosent av årsverkene der. Utslagene kan ikke legges sammen. Spennene er valgt "
            "av oss, bortsett fra SSBs alternativer for befolkningen og de to anslagene for uformell omsorg; de "
            "er ikke sannsynlighetsintervaller, og rekkefølgen sier like mye om spennene som om forutsetningene."
        ),
        quality=("derived", "assumption"),
    )


def _cases(result: Frames) -> pd.DataFrame:
    """The cases of the narrow scope, the assumption with the largest spread first."""
    rows = result["sensitivity"].query("scope == 'narrow'")
    change = rows.change_aarsverk.groupby(rows.assumption)
    spread = change.transform("max").clip(lower=0) - change.transform("min").clip(upper=0)
    rows = rows.assign(spread=spread, name=rows.assumption.map(LABELS), low=rows.end == "low")
    return rows.sort_values(
        ["spread", "assumption", "low"], ascending=[False, True, False], ignore_index=True
    )


def _between(low: float, high: float) -> str:
    return f"mellom {number(to_hundreds(low), sign=True)} og {number(to_hundreds(high), sign=True)}"


def _words(case: pd.DataFrame) -> str:
    parts = [
        f"{row.label} {number(to_hundreds(row.change_aarsverk), sign=True)}" for row in case.itertuples()
    ]
    return f"{case.name.iloc[0]}: {', '.join(parts)}"


def _draw_tornado(rows: pd.DataFrame, order: list[str]) -> Drawing:
    figure, ax = style.new_figure(8.2)
    style.horizontal_bars(ax, [LABELS[code] for code in order], wrap=24)
    reach = rows.change_aarsverk.abs().max() / 1000
    for place, code in enumerate(order):
        _bars(ax, place, rows[rows.assumption == code])
    style.zero_line(ax, "x")
    ax.set_xlim(-reach * 1.25, reach * 1.25)
    style.number_axis(ax.xaxis, sign=True)
    ax.set_xlabel("Endring i tusen årsverk")
    return figure


def _bars(ax: Axes, place: int, case: pd.DataFrame) -> None:
    """Draw the bars of an assumption; those on the same side of nought share a label at the end of the longest."""
    for positive in (False, True):
        side = case[(case.change_aarsverk > 0) == positive]
        side = side[side.change_aarsverk.abs() >= VISIBLE].sort_values(
            "change_aarsverk", key=abs, ascending=False
        )
        if side.empty:
            continue
        colour = style.DEMAND if positive else style.SURPLUS
        for share, row in zip((0.35, 0.9), side.itertuples(), strict=False):
            ax.barh(
                place,
                row.change_aarsverk / 1000,
                height=0.7,
                color=colour,
                alpha=share if len(side) > 1 else 1,
            )
        ax.annotate(
            " / ".join(f"{row.label}" for row in side.itertuples()),
            (side.change_aarsverk.iloc[0] / 1000, place),
            (4 if positive else -4, 0),
            textcoords="offset points",
            va="center",
            ha="left" if positive else "right",
            fontsize=style.FONT_SIZE - 1,
        )


def fan(result: Frames, run: StageRun) -> Figure:
    """Lines: demand under each population alternative; the low and the high one as a band."""
    end, scope, names = run.params.general.end_year, run.params.demand.scope, labels("alternatives")
    wide = pd.DataFrame(
        {code: totals(result["demand"], code, run.shown_path, scope) for code in (MAIN, LOW, HIGH, *SINGLE)}
    )
    low, high = wide.loc[end, LOW], wide.loc[end, HIGH]
    single = wide.loc[end, list(SINGLE)] - wide.loc[end, MAIN]
    return Figure(
        "demand-fan",
        f"Befolkningen alene gir fra {number(to_hundreds(low))} til {number(to_hundreds(high))} årsverk i {end}",
        (
            f"En vifte av linjer fra {BASE_YEAR} til {wide.index[-1]}. I {end} gir lav vekst {number(low)} årsverk, "
            f"hovedalternativet {number(wide.loc[end, MAIN])} og høy vekst {number(high)}. Av alternativene med "
            f"én endret komponent skiller {names[single.abs().idxmax()].lower()} seg mest fra hovedalternativet, "
            f"{number(single[single.abs().idxmax()], sign=True)} årsverk."
        ),
        lambda: _draw_fan(wide),
        _fan_table(wide, end, scope),
        note=(
            f"{SCOPES[scope].capitalize()}, {'avstemt' if run.params.general.benchmark else 'rå'} bane. Feltet "
            "går fra lav til høy vekst. Helsen følger "
            + ("hovedalternativets" if run.params.demand.health_follows == "main" else "alternativets egen")
            + f" dødelighet. {_health_note(result, run)}"
        ),
        quality=shown_marks(run),
    )


def _health_note(result: Frames, run: StageRun) -> str:
    """What the span of low and high growth is under each assumption of which mortality health follows."""
    rows = result["sensitivity"][result["sensitivity"].scope == run.params.demand.scope]
    main, own = (
        sorted(to_hundreds(value) for value in rows[rows.assumption == code].aarsverk)
        for code in (POPULATION, OWN_MORTALITY)
    )
    return (
        f"I rå bane i {run.params.general.end_year} går lav og høy vekst fra {number(main[0])} til {number(main[-1])} "
        f"årsverk når helsen følger hovedalternativets dødelighet, og fra {number(own[0])} til {number(own[-1])} når "
        "den følger hvert alternativs egen."
    )


def _draw_fan(wide: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(4.8)
    ax.fill_between(wide.index, wide[LOW] / 1000, wide[HIGH] / 1000, color=style.SKY, alpha=0.18, linewidth=0)
    lines = {MAIN: (style.DEMAND, "-"), LOW: (style.BLUE, "-"), HIGH: (style.BLUE, "-"), **SINGLE}
    for code, (colour, line) in reversed(lines.items()):
        width = 2.2 if code == MAIN else 1.4
        ax.plot(wide.index, wide[code] / 1000, color=colour, linestyle=line, linewidth=width)
    style.number_axis(ax.yaxis)
    style.year_axis(ax.xaxis)
    style.unit_label(ax, "Tusen årsverk")
    names, last = labels("alternatives"), wide.index[-1]
    style.label_ends(
        ax, [(last, wide[code].iloc[-1] / 1000, names[code], colour) for code, (colour, _) in lines.items()]
    )
    return figure


def _fan_table(wide: pd.DataFrame, end: int, scope: str) -> Table:
    years = shown_years(end)
    rows = wide.loc[years].T.reset_index(names="alternative")
    rows.columns = ["alternative", *map(str, years)]
    return Table(
        "demand-fan-table",
        f"Etterspørsel etter befolkningsalternativ, {SCOPES[scope]}, årsverk",
        (Column("alternative", "Alternativ"), *(Column(str(year), str(year), 0) for year in years)),
        rows.assign(alternative=rows.alternative.map(labels("alternatives"))),
    )
