"""The named scenarios side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.formats import number
from helseplan.measures.scenarios import LOW_STANDARD
from helseplan.measures.views.common import (
    BALANCE,
    LAST,
    QUALITY,
    Frames,
    about,
    described,
    gaps_at_the_side,
    last_totals,
    scenario_name,
)
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun


def _rows(result: Frames, run: StageRun) -> pd.DataFrame:
    """Every scenario in the last year, with its name and the sector's share of the country's årsverk."""
    rows = last_totals(result)
    employment = run.artefact("demand", "employment")
    own = employment[(employment.path == run.shown_path) & (employment.year == LAST)].iloc[0]
    return rows.assign(
        name=rows.index.map(scenario_name),
        description=rows.index.map(described("measure_scenarios", "description")),
        share_percent=rows.narrow_aarsverk / own.aarsverk * own.share_percent,
    )


def scenarios(result: Frames, run: StageRun) -> Figure:
    """Bars: gross shortage and surplus of every scenario, with the net gap as a mark."""
    rows = _rows(result, run)
    net = rows.gap_after_aarsverk
    least = -rows.shortage_after_aarsverk.max()
    return Figure(
        "measures-scenarios",
        (
            f"Nettogapet i {LAST} går fra {about(net.min(), sign=True)} til {about(net.max(), sign=True)} årsverk, men "
            f"i alle {len(rows)} scenarioer er brutto mangel minst {about(least)}"
            if least >= BALANCE
            else f"Nettogapet i {LAST} går fra {about(net.min(), sign=True)} til {about(net.max(), sign=True)} årsverk"
        ),
        (
            f"Søyler for {len(rows)} scenarioer i {LAST}: brutto mangel til venstre, brutto overskudd til høyre, og "
            "netto som et merke. Netto i årsverk: "
            + "; ".join(
                f"«{name}» {number(value, sign=True)}" for name, value in zip(rows["name"], net, strict=True)
            )
            + "."
        ),
        lambda: _draw(rows),
        replace(scenario_table(result, run), id="measures-scenarios-table"),
        quality=(*QUALITY, *run.shown_quality),
        narrow=True,
    )


def _draw(rows: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(0.5 * len(rows) + 1.5)
    figure.set_figwidth(style.NARROW)
    style.horizontal_bars(ax, list(rows["name"]), wrap=17)
    places = np.arange(len(rows))
    ax.barh(
        places, rows.shortage_after_aarsverk / 1000, color=style.SHORTAGE, label="Brutto mangel", height=0.65
    )
    ax.barh(
        places, rows.surplus_after_aarsverk / 1000, color=style.SURPLUS, label="Brutto overskudd", height=0.65
    )
    net = rows.gap_after_aarsverk / 1000
    ax.plot(net, places, "D", color=style.TEXT, label="Netto", markersize=6, markeredgecolor="white")
    gaps_at_the_side(ax, rows.gap_after_aarsverk)
    ax.set_xlabel("Tusen årsverk; tallene til høyre er netto")
    figure.legend(loc="outside upper left", ncols=2, handlelength=1.2)
    return figure


def scenario_table(result: Frames, run: StageRun) -> Table:
    """Demand, supply, gap, gross shortage and surplus, and what it means for employment, by scenario."""
    points = number(LOW_STANDARD, 1)
    return Table(
        "measures-scenario-table",
        f"Scenarioene i {LAST}, årsverk",
        (
            Column("name", "Scenario", below="description"),
            Column("demand_aarsverk", "Etterspørsel", 0),
            Column("supply_aarsverk", "Tilbud", 0),
            Column("gap_after_aarsverk", "Netto gap", 0),
            Column("shortage_after_aarsverk", "Brutto mangel", 0),
            Column("surplus_after_aarsverk", "Brutto overskudd", 0),
            Column("narrow_aarsverk", "Alt personell, smal", 0),
            Column("share_percent", "Andel av landets årsverk", 1, unit="percent"),
        ),
        _rows(result, run),
        note=(
            "De fem første tallene gjelder de 14 gruppene, de to siste alt personell i offentlig finansierte "
            "tjenester: så mange måtte arbeide der for å dekke etterspørselen. Tiltak på tilbudssiden endrer ikke det "
            f"tallet. Lavere standardvekst er {points} prosentpoeng under kjøringens. Mangelen i basisåret er med i "
            "gapet, men ikke i etterspørselen."
        ),
        quality=(*QUALITY, *run.shown_quality),
    )
