"""The look of every figure, in one place: colours, fonts, sizes, axes with Norwegian numbers.

All colours reach a contrast of 3:1 against white and keep apart under the common forms of colour blindness;
the text colours reach 4.5:1. Lines are told apart by their label as well, never by colour alone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from helseplan import formats

TEXT, MUTED, GRID, SPINE = "#1d2733", "#4b5663", "#dfe3e8", "#8a94a0"
BLUE, ORANGE, GREEN, PURPLE, OCHRE, SKY, GREY = (
    "#0b4f8a",
    "#c4501b",
    "#1f7a5c",
    "#8c4a8e",
    "#8f6a00",
    "#2b78ac",
    "#6b7682",
)
CYCLE = (BLUE, ORANGE, GREEN, PURPLE, OCHRE, SKY, GREY)
DEMAND, SUPPLY, SHORTAGE, SURPLUS, NEUTRAL = ORANGE, BLUE, ORANGE, GREEN, GREY

WIDTH = 7.0
"""Width of a figure in inches; the report scales it to the column."""

NARROW = 4.9
"""Width in inches of a figure that a telephone shows whole; see ``Figure.narrow``."""

FONT_SIZE = 10.5
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
"""What the reader's browser uses. matplotlib measures with its own bundled font, the same on all machines."""

_RC: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": FONT_SIZE,
    "text.color": TEXT,
    "axes.labelcolor": MUTED,
    "axes.labelsize": FONT_SIZE,
    "axes.titlesize": FONT_SIZE,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10.0,
    "axes.edgecolor": SPINE,
    "axes.facecolor": "none",
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.unicode_minus": True,
    "axes.prop_cycle": cycler(color=CYCLE),
    "axes.xmargin": 0.02,
    "figure.facecolor": "white",
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    "legend.fontsize": FONT_SIZE,
    "lines.linewidth": 2.0,
    "lines.markersize": 5.0,
    "patch.edgecolor": "white",
    "patch.linewidth": 0.5,
    "xtick.color": SPINE,
    "xtick.labelcolor": MUTED,
    "ytick.color": SPINE,
    "ytick.labelcolor": MUTED,
    "ytick.major.size": 0.0,
    "xtick.major.size": 3.5,
    "svg.fonttype": "none",
}
_KEEP = {"backend", "backend_fallback", "interactive", "toolbar", "timezone", "date.epoch"}


@contextmanager
def style(salt: str = "helseplan") -> Iterator[None]:
    """Draw with the report's style whatever matplotlibrc or notebook settings are in force.

    Args:
        salt: Seeds the ids that matplotlib makes up, so that the same figure gives the same bytes.
    """
    defaults: Any = {key: value for key, value in mpl.rcParamsDefault.items() if key not in _KEEP}
    settings: Any = {**defaults, **_RC, "svg.hashsalt": salt}
    with mpl.rc_context(settings):
        yield


def new_figure(height: float = 3.8, *, rows: int = 1, cols: int = 1, **kwargs: Any) -> tuple[Figure, Any]:
    """Return an empty figure of the report's width, and its axes.

    Args:
        height: Height in inches.
        rows: Rows of axes.
        cols: Columns of axes.
        **kwargs: Passed to ``Figure.subplots``, for example ``sharey=True``.

    Returns:
        The figure, and one ``Axes`` or an array of them.
    """
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    return figure, figure.subplots(rows, cols, **kwargs)


def number_axis(axis: Axis, decimals: int = 0, *, sign: bool = False, bins: int = 6) -> None:
    """Write an axis' numbers the Norwegian way, for example ``number_axis(ax.yaxis)``."""
    axis.set_major_locator(MaxNLocator(nbins=bins, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: formats.number(value, decimals, sign=sign)))


def year_axis(axis: Axis, bins: int = 9) -> None:
    """Write whole years without a thousands separator."""
    axis.set_major_locator(MaxNLocator(nbins=bins, integer=True))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))


def unit_label(ax: Axes, text: str) -> None:
    """Say above the y axis what it measures; easier to read than text on its side."""
    ax.annotate(
        text,
        (0, 1),
        xytext=(0, 8),
        xycoords="axes fraction",
        textcoords="offset points",
        color=MUTED,
        ha="left",
    )


def zero_line(ax: Axes, axis: str = "y") -> None:
    """Mark zero, where the sign of a number is what matters."""
    draw = ax.axhline if axis == "y" else ax.axvline
    draw(0, color=TEXT, linewidth=1.0, zorder=1.5)


def horizontal_bars(ax: Axes, labels: Sequence[str], wrap: int = 30) -> None:
    """Set an axes up for horizontal bars at 0, 1, 2 … from the top, one label each."""
    ax.set_yticks(range(len(labels)), [wrapped(label, wrap) for label in labels])
    ax.invert_yaxis()
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    ax.spines["left"].set_visible(False)


def wrapped(text: str, width: int = 30) -> str:
    """Break a long label into lines of at most ``width`` characters, never inside a word."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False))


def label_ends(ax: Axes, labels: Sequence[tuple[float, float, str, str]]) -> None:
    """Name each line at its end instead of in a legend, moved apart where they would collide.

    Call it last, when the limits of the axes are what they will be.

    Args:
        ax: The axes.
        labels: For each line the x and y of its last point, its name and its colour.
    """
    low, high = ax.get_ylim()
    figure = ax.get_figure(root=True)
    assert figure is not None
    place_in_figure = ax.get_subplotspec()
    rows = place_in_figure.get_gridspec().nrows if place_in_figure else 1
    points = (high - low) / (figure.get_figheight() / rows * 72 * 0.8)
    ordered = sorted(labels, key=lambda item: item[1])
    gaps = [FONT_SIZE * 1.25 * (text.count("\n") + 1) for _, _, text, _ in ordered]
    places = _spread([y / points for _, y, _, _ in ordered], gaps)
    for (x, y, text, colour), place in zip(ordered, places, strict=True):
        ax.annotate(
            text,
            (x, y),
            xytext=(7, place - y / points),
            textcoords="offset points",
            color=colour,
            va="center",
            annotation_clip=False,
        )


def _spread(places: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Move sorted places apart until neighbours are half the sum of their gaps from each other."""
    result = list(places)
    for _ in range(200):
        moved = False
        for i in range(len(result) - 1):
            lack = (gaps[i] + gaps[i + 1]) / 2 - (result[i + 1] - result[i])
            if lack > 0.01:
                result[i] -= lack / 2
                result[i + 1] += lack / 2
                moved = True
        if not moved:
            break
    return result


def legend(ax: Axes, columns: int = 3) -> None:
    """Put the legend above the plot, where it hides nothing."""
    ax.legend(
        loc="lower left", bbox_to_anchor=(-0.01, 1.07), ncols=columns, borderaxespad=0, handlelength=1.6
    )
