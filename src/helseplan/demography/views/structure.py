"""The population pyramid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.demography.views.common import BASE_YEAR, Frames, quality
from helseplan.formats import number
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

MEN, WOMEN = "1", "2"
OLD = 80
BAND = 5
TOP = 100
"""All who are this old or older stand together."""


def pyramid(result: Frames, run: StageRun) -> Figure:
    """Men to the left and women to the right by single age: the base year filled, the end year as an outline."""
    end, chosen = run.params.general.end_year, run.params.demography.alternative
    persons = _by_age(result["population"], chosen, [BASE_YEAR, end])
    share = {
        year: persons.loc[OLD:, year].sum().sum() / persons[year].sum().sum() * 100
        for year in (BASE_YEAR, end)
    }
    bands = _bands(persons, end)
    now, later = (
        bands.loc[bands[f"men_{y}"].add(bands[f"women_{y}"]).idxmax(), "band"] for y in ("now", "end")
    )
    return Figure(
        "demography-pyramid",
        f"Innbyggerne på {OLD} år og over går fra {number(share[BASE_YEAR], 1)} til {number(share[end], 1)} "
        f"prosent av befolkningen fra {BASE_YEAR} til {end}",
        (
            f"Befolkningspyramide med ettårig alder, menn til venstre og kvinner til høyre. Fylte flater er "
            f"{BASE_YEAR}, streken er {end}. Det største femårskullet er {now} i {BASE_YEAR} og {later} i {end}. "
            f"{OLD} år og over er {number(share[BASE_YEAR], 1)} prosent av befolkningen i {BASE_YEAR} og "
            f"{number(share[end], 1)} prosent i {end}."
        ),
        lambda: _draw(persons, end),
        Table(
            "demography-pyramid-table",
            f"Befolkningen etter kjønn og alder 1. januar {BASE_YEAR} og {end}, personer",
            (
                Column("band", "Alder"),
                Column("men_now", f"Menn {BASE_YEAR}", 0),
                Column("men_end", f"Menn {end}", 0),
                Column("women_now", f"Kvinner {BASE_YEAR}", 0),
                Column("women_end", f"Kvinner {end}", 0),
            ),
            bands,
        ),
        note=f"Befolkningsalternativ {chosen}. Øverst står alle på {TOP} år og over.",
        quality=quality(run),
    )


def _by_age(population: pd.DataFrame, alternative: str, years: list[int]) -> pd.DataFrame:
    """Persons by age; columns (year, sex)."""
    chosen = population[(population.alternative == alternative) & population.year.isin(years)]
    chosen = chosen.assign(age=chosen.age.clip(upper=TOP))
    return chosen.pivot_table(
        index="age", columns=["year", "sex"], values="persons", aggfunc="sum", observed=True
    )


def _bands(persons: pd.DataFrame, end: int) -> pd.DataFrame:
    summed = persons.groupby(persons.index // BAND * BAND).sum()
    names = [f"{age}–{age + BAND - 1} år" if age < TOP else f"{TOP} år og over" for age in summed.index]
    columns = {
        f"{who}_{when}": summed[year, sex].to_numpy()
        for who, sex in (("men", MEN), ("women", WOMEN))
        for when, year in (("now", BASE_YEAR), ("end", end))
    }
    return pd.DataFrame({"band": names, **columns})


def _draw(persons: pd.DataFrame, end: int) -> Drawing:
    figure, ax = style.new_figure(5.4)
    edges = np.append(persons.index, TOP + 1) - 0.5
    for sex, side, colour in ((MEN, -1, style.BLUE), (WOMEN, 1, style.ORANGE)):
        values = {year: side * persons[year, sex].to_numpy() / 1000 for year in (BASE_YEAR, end)}
        ax.stairs(values[BASE_YEAR], edges, orientation="horizontal", fill=True, color=colour, alpha=0.45)
        ax.stairs(values[end], edges, orientation="horizontal", color=style.TEXT, linewidth=1.4)
    reach = persons.max(axis=None) / 1000 * 1.12
    ax.set(xlim=(-reach, reach), ylim=(-0.5, TOP + 8))
    ax.set_yticks(range(0, TOP + 1, 10))
    style.number_axis(ax.xaxis)
    ticks = ax.get_xticks()
    ax.set_xticks(ticks, [number(abs(tick)) for tick in ticks])
    ax.set(xlim=(-reach, reach), xlabel="Tusen personer per ettårig alder, 1. januar")
    style.unit_label(ax, "Alder, år")
    style.zero_line(ax, "x")
    _name(ax, reach, end)
    return figure


def _name(ax: Axes, reach: float, end: int) -> None:
    top = TOP + 2
    ax.text(-reach * 0.97, top, "Menn", color=style.BLUE, weight="bold")
    ax.text(reach * 0.97, top, "Kvinner", color=style.ORANGE, weight="bold", ha="right")
    ax.text(reach * 0.97, 90, f"Fylt: {BASE_YEAR}\nStrek: {end}", ha="right", va="top")
