"""What the variance of the net gap comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number
from helseplan.measures.views.common import LAST, QUALITY, Frames, carries_out, lower, measure_name
from helseplan.measures.views.unknown import WAYS
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

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
    rows = _rows(result, run)
    first, second = rows.iloc[0], rows.iloc[1]
    ranges = rows[rows.kind == KINDS["measure"]].chosen_first_order.clip(lower=0).sum()
    return Figure(
        "measures-sobol",
        (
            f"Mest av variasjonen i nettogapet kommer fra {lower(first['name'])} ({number(first.chosen_total)} "
            f"prosent) og {lower(second['name'])} ({number(second.chosen_total)} prosent)"
        ),
        (
            "Merker med intervaller for hver usikker størrelse viser hvor stor del av variasjonen i nettogapet i "
            f"{LAST} den forklarer alene og i alt. Størst i alt, med tiltak: "
            + "; ".join(
                f"{lower(row['name'])} {number(row.chosen_total)} prosent"
                for _, row in rows.head(5).iterrows()
            )
            + f". Stedet i tiltakenes spenn forklarer {number(ranges)} prosent til sammen."
        ),
        lambda: _draw(rows, carries_out(result)),
        _table(rows),
        note=(
            "Sobol-indekser. «Alene» er delen av variansen som forsvinner om størrelsen var kjent; «i alt» har også "
            "med samspillet med de andre. «Spennet» er hvor i tiltakets spenn trekningen ligger. Strekene er 95 "
            "prosents usikkerhet i selve anslaget. Rekkefølgen sier like mye om spennene vi har valgt, som om "
            "størrelsene."
        ),
        quality=(*QUALITY, *run.shown_quality),
        narrow=True,
    )


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
        Column(f"{way}_{key}", f"{name.capitalize()}: {said}", 1)
        for way, name in WAYS.items()
        for key, said in (
            ("first_order", "alene"),
            ("first_low", "alene, nedre"),
            ("first_high", "alene, øvre"),
            ("total", "i alt"),
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
