"""Ageing: how fast the oldest grow in number, and how many there are to support them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.demography.views.common import BASE_YEAR, LAST_SHOWN, Frames, quality, shown_years
from helseplan.formats import changes, growth_percent, number, to_hundreds
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

AGES = {67: "67 år og over", 80: "80 år og over", 90: "90 år og over"}


def finding(result: Frames, run: StageRun) -> Text:
    """What ageing amounts to: the oldest, and those of working age."""
    end, own = run.params.general.end_year, _own(result, run)
    old, ratio = own.persons_80plus, own.support_ratio
    return Text(
        f"Innbyggerne på 80 år og over blir **{number(growth_percent(old[end], old[BASE_YEAR]))} prosent** flere fra "
        f"{BASE_YEAR} til {end}: fra {number(to_hundreds(old[BASE_YEAR]))} til {number(to_hundreds(old[end]))}. "
        f"Innbyggerne i yrkesaktiv alder ({_working_age(run)}) "
        f"{changes(_growth(own, 'persons_working_age', end), 1)}. For hver innbygger på 67 år og "
        f"over er det {number(ratio[BASE_YEAR], 1)} i yrkesaktiv alder i {BASE_YEAR} og **{number(ratio[end], 1)}** "
        f"i {end}.",
        quality=quality(run),
    )


def _own(result: Frames, run: StageRun) -> pd.DataFrame:
    frame = result["indicators"]
    chosen = frame[frame.alternative == run.params.demography.alternative].set_index("year")
    return chosen.loc[BASE_YEAR:LAST_SHOWN]


def _growth(own: pd.DataFrame, column: str, end: int) -> float:
    return growth_percent(own[column][end], own[column][BASE_YEAR])


def _working_age(run: StageRun) -> str:
    params = run.params.demography
    return f"{params.working_age_from}–{params.working_age_to} år"


def oldest(result: Frames, run: StageRun) -> Figure:
    """Lines: inhabitants 67+, 80+ and 90+ as an index of the base year."""
    end, own = run.params.general.end_year, _own(result, run)
    counts = pd.DataFrame({name: own[f"persons_{age}plus"] for age, name in AGES.items()})
    index = counts / counts.loc[BASE_YEAR] * 100
    fastest = index.loc[end].idxmax()
    words = ", ".join(
        f"{name} {number(value - 100, sign=True)} prosent" for name, value in index.loc[end].items()
    )
    return Figure(
        "demography-oldest",
        f"Innbyggerne på {fastest} øker mest: {number(index.loc[end, fastest] - 100)} prosent fra {BASE_YEAR} "
        f"til {end}",
        (
            f"Tre linjer viser antall innbyggere på 67, 80 og 90 år og over fra {BASE_YEAR} til "
            f"{index.index[-1]}, med {BASE_YEAR} lik 100. Endring til {end}: {words}."
        ),
        lambda: _draw_oldest(index),
        _oldest_table(counts, end),
        note=f"Befolkningsalternativ {run.params.demography.alternative}. De tre gruppene overlapper.",
        quality=quality(run),
    )


def _draw_oldest(index: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure()
    colours = dict(zip(index.columns, style.CYCLE, strict=False))
    for name, colour in colours.items():
        ax.plot(index.index, index[name], color=colour)
    style.number_axis(ax.yaxis)
    style.year_axis(ax.xaxis)
    ax.set_ylim(bottom=0)
    style.unit_label(ax, f"Antall personer 1. januar, {BASE_YEAR} = 100")
    last = index.index[-1]
    style.label_ends(ax, [(last, index[name].iloc[-1], name, colour) for name, colour in colours.items()])
    return figure


def _oldest_table(counts: pd.DataFrame, end: int) -> Table:
    years = shown_years(counts.index, end)
    rows = counts.loc[years].T.reset_index(names="age")
    rows.columns = ["age", *map(str, years)]
    rows["growth"] = (rows[str(end)] / rows[str(BASE_YEAR)] - 1) * 100
    return Table(
        "demography-oldest-table",
        "Eldre innbyggere 1. januar, personer",
        (
            Column("age", "Alder"),
            *(Column(str(year), str(year), 0) for year in years),
            Column("growth", f"Vekst til {end}", 0, unit="percent"),
        ),
        rows,
    )


def support_ratio(result: Frames, run: StageRun) -> Figure:
    """Line: persons of working age per person aged 67 and over, with the spread of the alternatives."""
    end, chosen = run.params.general.end_year, run.params.demography.alternative
    frame = result["indicators"][result["indicators"].year.between(BASE_YEAR, LAST_SHOWN)]
    wide = frame.pivot(index="year", columns="alternative", values="support_ratio")
    first, last = wide.loc[BASE_YEAR, chosen], wide.loc[end, chosen]
    lowest, highest = wide.loc[end].idxmin(), wide.loc[end].idxmax()
    names = labels("alternatives")
    return Figure(
        "demography-support",
        f"Fra {number(first, 1)} til {number(last, 1)} innbyggere i yrkesaktiv alder per innbygger på 67 år og "
        f"over fra {BASE_YEAR} til {end}",
        (
            f"En linje viser innbyggere på {_working_age(run)} per innbygger på 67 år og over i {names[chosen]}: "
            f"{number(first, 2)} i {BASE_YEAR} og {number(last, 2)} i {end}. Et felt viser alle alternativene; "
            f"i {end} går det fra {number(wide.loc[end].min(), 2)} ({names[lowest]}) til "
            f"{number(wide.loc[end].max(), 2)} ({names[highest]})."
        ),
        lambda: _draw_support(wide, chosen),
        _support_table(wide, end),
        note=f"Yrkesaktiv alder er {_working_age(run)}. Feltet er spennet mellom SSBs alternativer.",
        quality=quality(run),
    )


def _draw_support(wide: pd.DataFrame, chosen: str) -> Drawing:
    figure, ax = style.new_figure(3.2)
    ax.fill_between(wide.index, wide.min(axis=1), wide.max(axis=1), color=style.SKY, alpha=0.2, linewidth=0)
    ax.plot(wide.index, wide[chosen], color=style.BLUE)
    style.number_axis(ax.yaxis, 1)
    style.year_axis(ax.xaxis)
    ax.set_ylim(0, wide.max(axis=None) * 1.08)
    style.unit_label(ax, "I yrkesaktiv alder per innbygger på 67 år og over")
    name = style.wrapped(labels("alternatives")[chosen], 18)
    style.label_ends(ax, [(wide.index[-1], wide[chosen].iloc[-1], name, style.BLUE)])
    return figure


def _support_table(wide: pd.DataFrame, end: int) -> Table:
    years = shown_years(wide.index, end)
    rows = wide.loc[years].T.reset_index()
    rows.columns = ["alternative", *map(str, years)]
    return Table(
        "demography-support-table",
        "Innbyggere i yrkesaktiv alder per innbygger på 67 år og over",
        (Column("alternative", "Alternativ"), *(Column(str(year), str(year), 2) for year in years)),
        rows.assign(alternative=rows.alternative.map(labels("alternatives"))),
    )
