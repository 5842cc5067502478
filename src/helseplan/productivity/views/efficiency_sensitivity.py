"""How far a trust moves when the analyst chooses otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import number
from helseplan.productivity.analysis.models import MODELS
from helseplan.productivity.views.common import Frames
from helseplan.productivity.views.efficiency_common import (
    NOT_SHOWN,
    QUALITY,
    RETURNS,
    UNIVERSITY_MARK,
    capital,
    count,
    listed,
    name,
    share,
    short,
)
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

NAMED = 3
"""How many that are always best are named."""
CHOICE = ["model", "returns_to_scale", "frontier"]


def ranges(result: Frames) -> pd.DataFrame:
    """Return one row per trust: its rank and score in the main choice, and the best and worst over all choices."""
    rows = result["sensitivity"]
    main = rows[rows.main].set_index("unit")
    spread = rows.groupby("unit").agg(
        best=("rank", "min"), worst=("rank", "max"), lowest=("score", "min"), highest=("score", "max")
    )
    out = spread.assign(rank=main["rank"], score=main.score)
    ordered = out.assign(middle=out.best + out.worst).reset_index().sort_values(["rank", "middle", "unit"])
    return ordered.drop(columns="middle").reset_index(drop=True)


def sensitivity(result: Frames, run: StageRun) -> Figure:
    """Range of every trust's rank over the choices, the main choice marked."""
    rows, table = result["sensitivity"], ranges(result)
    choices = rows[CHOICE].drop_duplicates()
    half = len(table) // 2
    moved = int((table.worst - table.best >= half).sum())
    always = list(table.unit[table.worst == 1])
    year = run.params.productivity.year
    return Figure(
        "productivity-sensitivity",
        f"{share(moved, len(table))} foretak flytter seg {number(half)} plasser eller mer når modellen velges "
        "annerledes",
        (
            f"Plasseringen til hvert av {number(len(table))} helseforetak i {year} etter {number(len(choices))} valg "
            f"av innsats, produksjon, skalautbytte og front. {_always(always)} Største spenn er "
            f"{number((table.worst - table.best).max())} plasser."
        ),
        lambda: _draw(rows, table),
        Table(
            "productivity-sensitivity-table",
            f"Plassering og tall i hovedmodellen, og spennet over {number(len(choices))} valg, {year}",
            (
                Column("unit", "Helseforetak"),
                Column("rank", "Plass", 0),
                Column("best", "Beste plass", 0),
                Column("worst", "Dårligste plass", 0),
                Column("score", "Målt", 3),
                Column("lowest", "Laveste", 3),
                Column("highest", "Høyeste", 3),
            ),
            table.assign(unit=table.unit.map(name)),
        ),
        note=_note(choices, run, always, rows),
        quality=QUALITY,
        narrow=True,
    )


def _always(units: list[str]) -> str:
    """Who is best in every choice it is part of."""
    if not units:
        return "Ingen er best i alle valg."
    if len(units) > NAMED:
        return f"{capital(count(len(units)))} foretak er best i alle valg de er med i."
    who = "det" if len(units) == 1 else "de"
    return f"{listed([name(unit) for unit in units])} er best i alle valg {who} er med i."


def _flagged(rows: pd.DataFrame) -> str:
    """Those that have no place without the outliers: their ranges rest on fewer choices."""
    units = list(rows.unit[rows["rank"].isna()].drop_duplicates())
    if not units:
        return "Ingen er merket som utliggere, så det valget er det samme som hovedmodellen."
    one = len(units) == 1
    return (
        f"{listed([name(unit) for unit in units])} er merket som {'utligger' if one else 'utliggere'} og har ingen "
        f"plass i det valget: spennet for {'det' if one else 'dem'} bygger på færre valg. Da er det også færre å "
        "rangere."
    )


def _note(choices: pd.DataFrame, run: StageRun, always: list[str], rows: pd.DataFrame) -> str:
    own = choices[choices.frontier == "all"]
    scales = [RETURNS[code] for code in own.returns_to_scale.unique()]
    return (
        "Plass 1 er best; de som ligger på fronten, deler den, og et foretak som faller fra fronten, faller forbi alle "
        f"som er igjen der. Valgene er {number(own.model.nunique())} modeller "
        f"({', '.join(MODELS[code].label.lower() for code in own.model.unique())}) med {' og '.join(scales)}, og "
        "hovedmodellen uten utliggere og med spesialsykehuset på fronten. "
        f"{_flagged(rows)} "
        "Konstant skalautbytte måler også størrelsen, og svarer derfor på et annet spørsmål enn variabelt. "
        f"{_always(always)} Alle valgene mangler det samme: "
        f"{NOT_SHOWN[0].lower()}{NOT_SHOWN[1:]} {UNIVERSITY_MARK}"
    )


def _draw(rows: pd.DataFrame, table: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(7.5)
    figure.set_figwidth(style.NARROW)
    style.horizontal_bars(ax, [short(unit) for unit in table.unit], wrap=24)
    place = {unit: i for i, unit in enumerate(table.unit)}
    ax.hlines(range(len(table)), table.best, table.worst, color=style.SPINE, linewidth=2, zorder=1)
    others = rows[~rows.main & rows["rank"].notna()]
    ax.plot(
        others["rank"],
        others.unit.map(place),
        "o",
        markerfacecolor="white",
        markeredgecolor=style.MUTED,
        markersize=5,
        label="Andre valg",
    )
    ax.plot(table["rank"], range(len(table)), "o", color=style.BLUE, markersize=7.5, label="Hovedmodellen")
    style.number_axis(ax.xaxis, bins=10)
    ax.set(xlabel="Plassering (1 er best)", ylabel="")
    style.legend(ax, 1)
    return figure
