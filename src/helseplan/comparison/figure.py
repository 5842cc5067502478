"""The net gap by year, one line per run."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.comparison import finding
from helseplan.comparison.reading import FIRST, LAST, Run
from helseplan.comparison.tables import quality
from helseplan.formats import number
from helseplan.report import html, style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

COLOURS = (*style.CYCLE, style.TEXT)
LINES = ("-", "--", "-.", ":")
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")
_NAMED_AT_ENDS = 3
"""With more runs than this a legend names them: it shows dashes and marks, and names at the ends would crowd."""
_END, _LEGEND = 20, 32
"""Characters of a run's name on one line, at the end of its line and in the legend."""


def net_gap(runs: Sequence[Run]) -> Figure:
    """Lines for the net gap of every run, told apart by colour, dashes, marks and names."""
    wide = pd.DataFrame({run.label: run.totals["net_aarsverk"] for run in runs}).loc[FIRST:LAST]
    paths = "; ".join(
        f"«{run.label}» fra {number(wide[run.label].iloc[0])} til {number(finding.net(run))} årsverk"
        for run in runs
    )
    data = wide.set_axis([f"run{place}" for place in range(len(runs))], axis=1).reset_index(names="year")
    return Figure(
        "sammenligning-nettogap",
        finding.title(runs),
        f"En linje for hver kjøring viser nettogapet hvert år fra {FIRST} til {LAST}: {paths}.",
        lambda: _draw(wide),
        Table(
            "sammenligning-nettogap-tabell",
            f"Nettogapet {FIRST}–{LAST}, årsverk",
            (
                Column("year", "År", html.PLAIN),
                *(Column(f"run{place}", run.label, 0) for place, run in enumerate(runs)),
            ),
            data,
        ),
        note="Under null mangler det personell. Hver kjøring er på den banen den selv viser.",
        quality=quality(runs),
    )


def _draw(wide: pd.DataFrame) -> Drawing:
    many = wide.shape[1] > _NAMED_AT_ENDS
    figure, ax = style.new_figure(4.0 + 0.24 * math.ceil(wide.shape[1] / 2) if many else 3.8)
    for place, name in enumerate(wide):
        ax.plot(
            wide.index,
            wide[name] / 1000,
            linestyle=LINES[place % len(LINES)],
            marker=MARKS[place],
            color=COLOURS[place],
            markevery=(place % 3, 3),
            label=f"«{broken(safe(str(name)), _LEGEND)}»",
        )
    ax.margins(y=0.1)
    style.zero_line(ax)
    style.number_axis(ax.yaxis)
    style.year_axis(ax.xaxis)
    if many:
        ax.set_ylabel("Tusen årsverk")
        style.legend(ax, 2)
    else:
        style.unit_label(ax, "Tusen årsverk")
        _name_ends(ax, wide)
    return figure


def _name_ends(ax: Axes, wide: pd.DataFrame) -> None:
    ends = [
        (LAST, wide[name].iloc[-1] / 1000, broken(safe(str(name)), _END), COLOURS[place])
        for place, name in enumerate(wide)
    ]
    style.label_ends(ax, ends)


def safe(name: str) -> str:
    """Keep ``$`` in a run's name from starting a formula."""
    return name.replace("$", r"\$")


def broken(name: str, width: int) -> str:
    """Break a run's name where a reader would, or inside a word that is longer than a line."""
    lines = [""]
    for part in re.findall(rf"[^_\-/. ]{{1,{width}}}[_\-/. ]?|[_\-/. ]", name):
        if lines[-1] and len(lines[-1] + part) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(line.strip(" ") for line in lines)
