"""The net gap year by year as the measures are stepped up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import number
from helseplan.measures.views.common import LAST, QUALITY, Frames, about, carries_out
from helseplan.report import html, style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

LINES = {
    "reference": "Uten tiltak",
    "plan_low": "Planen, laveste",
    "plan_high": "Planen, høyeste",
    "chosen": "Kjøringens valg",
}


def by_year(result: Frames, run: StageRun) -> Figure:
    """Lines: the net gap without measures, with the run's own, and the band between the plan's lowest and highest."""
    wide = result["totals"].pivot(index="year", columns="scenario", values="gap_after_aarsverk")[list(LINES)]
    last = wide.loc[LAST]
    return Figure(
        "measures-years",
        _title(wide, carries_out(result)),
        (
            f"Linjer viser nettogapet fra {wide.index[0]} til {LAST}. I {LAST} er det {number(last.reference)} årsverk "
            f"uten tiltak, {number(last.chosen, sign=True)} med kjøringens valg, og mellom "
            f"{number(last.plan_low, sign=True)} og {number(last.plan_high, sign=True)} med planens laveste og høyeste "
            "anslag."
        ),
        lambda: _draw(wide),
        Table(
            "measures-years-table",
            "Nettogapet etter år, årsverk",
            (
                Column("year", "År", html.PLAIN),
                *(Column(code, name, 0) for code, name in LINES.items()),
            ),
            wide.reset_index(),
        ),
        note=(
            f"Tiltakene virker fra {run.params.measures.start_year} og fullt ut fra "
            f"{run.params.measures.full_effect_year} når kilden ikke har et eget forløp. Utdanning virker gjennom dem "
            "som blir ferdige hvert år. Under null mangler det personell."
        ),
        quality=(*QUALITY, *run.shown_quality),
        narrow=True,
    )


def closes_from(gaps: pd.Series) -> int | None:
    """Return the first year from which a gap stays closed, or None when it is open in the last year."""
    open_years = gaps.index[gaps < 0]
    if len(open_years) and open_years[-1] == gaps.index[-1]:
        return None
    return int(gaps.index[0] if not len(open_years) else open_years[-1] + 1)


def _title(wide: pd.DataFrame, carried_out: bool) -> str:
    scenario, who = ("chosen", "kjøringens valg") if carried_out else ("plan_high", "planens høyeste anslag")
    year, left = closes_from(wide[scenario]), wide[scenario].iloc[-1]
    if year is None:
        return f"Med {who} er nettogapet fortsatt {about(left)} årsverk i {LAST}"
    return f"Med {who} er nettogapet lukket fra {year}, og {about(left, sign=True)} årsverk i {LAST}"


def _draw(wide: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(4.2)
    figure.set_figwidth(style.NARROW)
    values = wide / 1000
    ax.fill_between(
        wide.index,
        values.plan_low,
        values.plan_high,
        color=style.SKY,
        alpha=0.25,
        linewidth=0,
        label="Planens tiltak, laveste til høyeste",
    )
    ax.plot(values.chosen, color=style.BLUE, label="Kjøringens valg")
    ax.plot(values.reference, color=style.ORANGE, linestyle="--", label="Uten tiltak")
    style.zero_line(ax)
    style.number_axis(ax.yaxis)
    style.year_axis(ax.xaxis, bins=5)
    ax.set_ylabel("Tusen årsverk")
    style.legend(ax, 1)
    return figure
