"""The net gap by year: what is left in each run after its measures, and dashed without them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.comparison import finding, without
from helseplan.comparison import numbers as n
from helseplan.comparison.reading import FIRST, LAST, Run
from helseplan.comparison.rows import quality
from helseplan.formats import number
from helseplan.report import html, style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

COLOURS = (*style.CYCLE, style.TEXT)
DASHES = ("--", ":", "-.")
MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")
_NAMED_AT_ENDS = 3
"""With more runs than this a legend names them: it shows the marks, and names at the ends would crowd."""
_END, _LEGEND = 20, 32
"""Characters of a run's name on one line, at the end of its line and in the legend."""


def net_gap(runs: Sequence[Run]) -> Figure:
    """A line for what is left in every run, and a dashed one without measures; one for all when they are equal."""
    frame = paths(runs)
    ways = ", heltrukket etter tiltak og stiplet uten" if finding.any_measures(runs) else " uten tiltak"
    said = "; ".join(
        f"{name} fra {number(column.dropna().iloc[0])} til {number(column.iloc[-1])} årsverk"
        for name, column in zip(_headings(runs), frame.to_dict("series").values(), strict=True)
        if column.notna().any()
    )
    return Figure(
        "sammenligning-nettogap",
        finding.title(runs),
        f"Linjer for nettogapet hvert år fra {FIRST} til {LAST}{ways}: {said}.",
        lambda: _draw(runs, frame),
        Table(
            "sammenligning-nettogap-tabell",
            f"Nettogapet {FIRST}–{LAST}, årsverk",
            (
                Column("year", "År", html.PLAIN),
                *(
                    Column(str(name), heading, 0)
                    for name, heading in zip(frame, _headings(runs), strict=True)
                ),
            ),
            frame.reset_index(names="year"),
        ),
        note=_note(runs),
        quality=quality(runs),
    )


def paths(runs: Sequence[Run]) -> pd.DataFrame:
    """Return the net gap by year, årsverk.

    Returns:
        ``run0``, ``run1`` … what is left after each run's own measures (without them where it has none or has not
        worked them out), and ``before0`` … without measures, one for those that are equal, by the first of them.
    """
    left = {
        f"run{place}": run.measured.totals["gap_after_aarsverk"]
        if run.measured.known
        else run.totals["net_aarsverk"].loc[FIRST:LAST]
        for place, run in enumerate(runs)
    }
    beside = {f"before{runs.index(alike[0])}": alike[0].totals["net_aarsverk"] for alike in _beside(runs)}
    return pd.DataFrame({**left, **beside}, index=list(range(FIRST, LAST + 1)))


def _beside(runs: Sequence[Run]) -> list[list[Run]]:
    return without.sets(runs, without.by_year, lambda run: not run.measured.carried_out)


def _headings(runs: Sequence[Run]) -> list[str]:
    """Name the columns of ``paths``."""
    way = {True: n.WAYS["chosen"], False: n.WAYS["none"]}
    left = [f"{run.label}, {way[run.measured.carried_out]}" for run in runs]
    return [*left, *(without.name(alike, runs) for alike in _beside(runs))]


def _note(runs: Sequence[Run]) -> str:
    told = ["Under null mangler det personell. Hver kjøring er på den banen den selv viser."]
    sizes = [len(alike) for alike in _beside(runs)]
    if len(runs) in sizes:
        told.append("Stiplet: uten tiltak, som er likt i alle kjøringene.")
    elif sizes:
        told.append(
            "Stiplet: uten tiltak" + (", i kjøringens farge og med åpne merker." if 1 in sizes else ".")
        )
    if sizes and not all(run.measured.carried_out for run in runs):
        told.append("En kjøring uten tiltak har bare en heltrukket linje.")
    return " ".join(told)


def _draw(runs: Sequence[Run], frame: pd.DataFrame) -> Drawing:
    many = len(runs) > _NAMED_AT_ENDS
    figure, ax = style.new_figure(4.0 + 0.24 * math.ceil((len(runs) + 2) / 2) if many else 3.8)
    ends = _draw_without(ax, runs, frame)
    for place, run in enumerate(runs):
        name = finding.named(runs, run)
        _line(ax, frame[f"run{place}"], place, broken(safe(name), _LEGEND))
        plain = name.replace("«", "").replace("»", "")
        ends.append((LAST, frame[f"run{place}"].iloc[-1] / 1000, broken(safe(plain), _END), COLOURS[place]))
    ax.margins(y=0.1)
    style.zero_line(ax)
    style.number_axis(ax.yaxis)
    style.year_axis(ax.xaxis)
    if many:
        ax.set_ylabel("Tusen årsverk")
        style.legend(ax, 2)
    else:
        style.unit_label(ax, "Tusen årsverk")
        style.label_ends(ax, ends)
    return figure


def _draw_without(ax: Axes, runs: Sequence[Run], frame: pd.DataFrame) -> list[tuple[float, float, str, str]]:
    """Draw the dashed lines, and return the names of those that stand for more than one run."""
    ends: list[tuple[float, float, str, str]] = []
    for alike in _beside(runs):
        place = runs.index(alike[0])
        path = frame[f"before{place}"]
        if len(alike) == 1:
            _line(ax, path, place, "", dashed=True)
            continue
        name = "uten tiltak" if len(alike) == len(runs) else without.name(alike, runs)
        dashes = DASHES[len(ends) % len(DASHES)]
        label = broken(safe(name), _LEGEND)
        ax.plot(path.index, path / 1000, color=style.GREY, linestyle=dashes, linewidth=1.4, label=label)
        ends.append((float(LAST), path.iloc[-1] / 1000, broken(safe(name), _END), style.MUTED))
    return ends


def _line(ax: Axes, path: pd.Series, place: int, label: str, *, dashed: bool = False) -> None:
    ax.plot(
        path.index,
        path / 1000,
        linestyle="--" if dashed else "-",
        linewidth=1.2 if dashed else 2.0,
        alpha=0.7 if dashed else 1.0,
        marker=MARKS[place],
        markerfacecolor="white" if dashed else COLOURS[place],
        markeredgecolor=COLOURS[place],
        color=COLOURS[place],
        markevery=(place % 3, 3),
        label=label or None,
    )


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
