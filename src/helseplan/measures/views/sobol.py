"""What the variance of the net gap comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import percent
from helseplan.measures.views.common import (
    LAST,
    QUALITY,
    Frames,
    carries_out,
    listed,
    lower,
    measure_name,
    span,
)
from helseplan.measures.views.unknown import WAYS
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

NAMED = 3
"""Inputs that the title names."""
WORDS = {1: "en", 2: "to", 3: "tre"}
KINDS = {"assumption": "forutsetning", "measure": "sted i tiltakets spenn"}


def _rows(result: Frames, run: StageRun) -> pd.DataFrame:
    """Every input with its indices both ways in per cent, the largest total with measures first."""
    names = labels("draw_inputs")
    rows = result["sobol"].copy()
    shares = ["first_order", "first_low", "first_high", "total", "total_low", "total_high"]
    rows[shares] = rows[shares] * 100
    wide = rows.pivot(index=["input", "kind"], columns="way", values=shares)
    wide.columns = [f"{way}_{share}" for share, way in wide.columns]
    wide = wide.reset_index().sort_values("chosen_total", ascending=False, ignore_index=True)
    return wide.assign(
        name=[names.get(code) or f"{measure_name(code, run)}, spennet" for code in wide.input],
        kind=wide.kind.map(KINDS),
    )


def sobol(result: Frames, run: StageRun) -> Figure:
    """Marks with intervals: first-order and total Sobol indices, without and with measures."""
    both = carries_out(result)
    way = "chosen" if both else "none"
    rows = _rows(result, run).sort_values(f"{way}_total", ascending=False, ignore_index=True)
    return Figure(
        "measures-sobol",
        _title(rows, way),
        _alt(rows, way),
        lambda: _draw(rows, both),
        _table(rows),
        note=(
            "Sobol-indekser. «Alene» er delen av variansen som forsvinner om størrelsen var kjent. «I alt», den totale "
            "indeksen, har også med samspillet med de andre; derfor kan summen bli mer enn 100 prosent. "
            f"{_ranges_note(rows)}Strekene er 95 prosents usikkerhet i selve anslaget. {_overlapping(rows, way)}"
            "Rekkefølgen sier like mye om spennene vi har valgt, som om størrelsene."
        ),
        quality=(*QUALITY, *run.shown_quality),
        narrow=True,
    )


def _title(rows: pd.DataFrame, way: str) -> str:
    """Name the largest by letter, not by size: their intervals may overlap."""
    top = rows.head(NAMED)
    shares = top[f"{way}_total"]
    return (
        f"De {WORDS[len(top)]} største anslagene for total indeks er {listed(sorted(map(lower, top['name'])))}: "
        f"{span(shares.min(), shares.max())} prosent av variansen i nettogapet hver"
    )


def _alt(rows: pd.DataFrame, way: str) -> str:
    shares = [
        f"{lower(row['name'])} {percent(row[f'{way}_total'], 0)}"
        for _, row in rows.head(NAMED + 2).iterrows()
    ]
    ranges = rows[rows.kind == KINDS["measure"]][f"{way}_first_order"].clip(lower=0)
    said = (
        f" Stedet i tiltakenes spenn forklarer {percent(ranges.sum(), 0)} alene, til sammen."
        if len(ranges)
        else ""
    )
    return (
        "Merker med intervaller for hver usikker størrelse viser hvor mange prosent av variansen i nettogapet i "
        f"{LAST} den forklarer alene og i alt. Størst total indeks {WAYS[way]}: {'; '.join(shares)}.{said}"
    )


def _ranges_note(rows: pd.DataFrame) -> str:
    measured = (rows.kind == KINDS["measure"]).any()
    return "«Spennet» er hvor i tiltakets spenn trekningen ligger. " if measured else ""


def _overlapping(rows: pd.DataFrame, way: str) -> str:
    """Say that the order of the largest is not known, when their intervals overlap; ``rows`` the largest first."""
    low, high = rows[f"{way}_total_low"], rows[f"{way}_total_high"]
    if not any(high[place + 1] >= low[place] for place in range(min(NAMED, len(rows) - 1))):
        return ""
    return "Intervallene til noen av de største overlapper, så rekkefølgen mellom dem er usikker. "


def _draw(rows: pd.DataFrame, both: bool) -> Drawing:
    ways = WAYS if both else {"none": WAYS["none"]}
    seen = rows[rows[[f"{way}_total" for way in ways]].max(axis=1) > 0]
    figure, axes = style.new_figure(
        0.42 * len(seen) + 1.6, cols=len(ways), sharey=True, sharex=True, squeeze=False
    )
    figure.set_figwidth(style.NARROW)
    style.horizontal_bars(axes[0, 0], list(seen.name), wrap=20)
    for ax, (way, name) in zip(axes[0], ways.items(), strict=True):
        _panel(ax, seen, way)
        ax.set_title(name.capitalize())
    axes[0, 0].set_ylim(len(seen) - 0.5, -0.5)
    handles, names = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside upper left", ncols=2, handlelength=1.4)
    figure.supxlabel("Prosent av variansen", color=style.MUTED, fontsize=style.FONT_SIZE)
    return figure


def _panel(ax: Axes, rows: pd.DataFrame, way: str) -> None:
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    ax.spines["left"].set_visible(False)
    for share, interval, shift, mark, colour, name in (
        ("first_order", "first", -0.17, "o", style.SKY, "Alene"),
        ("total", "total", 0.17, "D", style.BLUE, "I alt"),
    ):
        places = np.arange(len(rows)) + shift
        ax.hlines(
            places, rows[f"{way}_{interval}_low"], rows[f"{way}_{interval}_high"], color=colour, linewidth=1.6
        )
        ax.plot(rows[f"{way}_{share}"], places, mark, color=colour, label=name)
    style.zero_line(ax, "x")
    style.number_axis(ax.xaxis, bins=4)


def _table(rows: pd.DataFrame) -> Table:
    columns = [
        Column(f"{way}_{key}", f"{name.capitalize()}: {said}", 1, unit="percent")
        for way, name in WAYS.items()
        for key, said in (
            ("first_order", "alene"),
            ("first_low", "alene, nedre"),
            ("first_high", "alene, øvre"),
            ("total", "i alt (total indeks)"),
            ("total_low", "i alt, nedre"),
            ("total_high", "i alt, øvre"),
        )
    ]
    return Table(
        "measures-sobol-table",
        f"Hvor variansen i nettogapet i {LAST} kommer fra, prosent",
        (Column("name", "Størrelse"), Column("kind", "Slag"), *columns),
        rows,
        note="Anslagene er tilfeldige, og en størrelse uten betydning kan få en liten negativ verdi.",
    )
