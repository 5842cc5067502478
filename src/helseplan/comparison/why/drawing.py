"""Bars for what each cause adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from helseplan.formats import number
from helseplan.report import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing


def bars(rows: Sequence[tuple[str, float]]) -> Drawing:
    """Draw one bar per cause, its årsverk at the end.

    Args:
        rows: Norwegian label and årsverk.
    """
    figure, ax = style.new_figure(1.2 + 0.5 * len(rows))
    figure.set_figwidth(style.NARROW)
    values = [value for _, value in rows]
    colours = [style.SHORTAGE if value < 0 else style.SURPLUS for value in values]
    places = range(len(rows))
    ax.barh(places, values, color=colours, height=0.6)
    for place, value in zip(places, values, strict=True):
        ax.annotate(
            number(value, sign=True),
            (value, place),
            xytext=(4 if value >= 0 else -4, 0),
            textcoords="offset points",
            va="center",
            ha="left" if value >= 0 else "right",
        )
    ax.margins(x=0.3)
    style.horizontal_bars(ax, [label for label, _ in rows], wrap=18)
    style.zero_line(ax, "x")
    style.number_axis(ax.xaxis, sign=True, bins=3)
    ax.set_xlabel("Årsverk")
    return figure
