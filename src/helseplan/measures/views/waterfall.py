"""From the gap without measures to what is left: jointly, and beside it as the plan adds its own numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from helseplan.formats import number
from helseplan.measures.views.common import (
    COLOURS,
    LAST,
    QUALITY,
    SIDES,
    Frames,
    about,
    about_span,
    carries_out,
    last_effects,
    last_totals,
    measure_name,
    sides,
    single,
)
from helseplan.measures.views.reservations import blend, dagger, upper_note
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

LEVELS = {"low": "Laveste anslag", "high": "Høyeste anslag"}
WAYS = {"joint": "sammen", "printed": "planens sum"}
ROOM = 0.17
"""Share of the axis kept free at each end for the numbers."""


def waterfall(result: Frames, run: StageRun) -> Figure:
    """Four panels: lowest and highest effects, each as Shapley shares of the joint effect and as the plan's numbers."""
    rows, start = _plan(result, run), _before(result)
    low, high = (last_totals(result).loc[f"plan_{bound}"] for bound in LEVELS)
    printed = about_span(rows.printed_low.sum(), rows.printed_high.sum())
    together = about_span(low.joint_aarsverk, high.joint_aarsverk)
    return Figure(
        "measures-waterfall",
        f"Sammen gir planens tiltak {together} årsverk, mens planens egne tall summerer til {printed}",
        (
            f"Fire fossefall fra gapet uten tiltak i {LAST}, {number(start)} årsverk, gjennom hvert tiltak til det som "
            f"er igjen. Regnet sammen blir det {about(low.gap_after_aarsverk, sign=True)} med de laveste anslagene og "
            f"{about(high.gap_after_aarsverk, sign=True)} med de høyeste. Legges planens tall sammen, blir det "
            f"{about(start + rows.printed_low.sum(), sign=True)} og "
            f"{about(start + rows.printed_high.sum(), sign=True)}."
        ),
        lambda: _draw(rows, start),
        _table(rows, start),
        note=(
            "«Sammen» er modellens felles effekt delt på tiltakene med Shapley-verdier: gjennomsnittet av hva hvert "
            "tiltak legger til over alle rekkefølger. Delene summerer til den felles effekten og gjelder de 14 "
            "gruppene. «Planens sum» er tallene i planens tabell 3.1 og 3.2 lagt sammen. Tall i tusen årsverk. "
            f"Nettogapet sier ikke hvem som mangler. {upper_note(rows.index, run)}"
        ),
        quality=(*QUALITY, *run.shown_quality),
        narrow=True,
    )


def _before(result: Frames) -> float:
    return float(last_totals(result).loc["reference"].gap_before_aarsverk)


def _plan(result: Frames, run: StageRun) -> pd.DataFrame:
    """The plan's measures, the largest share first: label, side, joint_low, printed_low, joint_high, printed_high."""
    parts = {}
    for bound in LEVELS:
        parts[f"joint_{bound}"] = last_effects(result, f"plan_{bound}").shapley_aarsverk
        parts[f"printed_{bound}"] = single(result, bound).published_aarsverk
    rows = pd.DataFrame(parts).reindex(last_effects(result, "plan_high").index)
    rows = rows.assign(
        label=[measure_name(code, run) + dagger(code, run) for code in rows.index], side=sides(run)
    )
    return rows.sort_values("joint_high", ascending=False)


def _draw(rows: pd.DataFrame, start: float) -> Drawing:
    figure, axes = style.new_figure(8.6, rows=2, cols=2, sharex=True, sharey=True)
    figure.set_figwidth(style.NARROW)
    for line, (bound, level) in zip(axes, LEVELS.items(), strict=True):
        for ax, (way, said) in zip(line, WAYS.items(), strict=True):
            _panel(ax, rows.label, rows.side, rows[f"{way}_{bound}"], start)
            ax.set_title(f"{level},\n{said}")
    for ax in axes[1]:
        ax.set_xlabel("Tusen årsverk")
    _finish(axes[0, 0], len(rows) + 2)
    _explain(figure)
    return figure


def _explain(figure: Drawing) -> None:
    """Name the colours above the panels."""
    handles = [Patch(color=COLOURS[side], label=name) for side, name in SIDES.items()]
    figure.legend(handles=handles, loc="outside upper left", ncols=2, handlelength=1.4)


def _panel(ax: Axes, names: pd.Series, side: pd.Series, values: pd.Series, start: float) -> None:
    style.horizontal_bars(ax, ["Uten tiltak", *names, "Igjen"], wrap=17)
    foot = start + np.concatenate([[0.0], np.cumsum(values)[:-1]]) if len(values) else np.array([])
    end, last = start + float(values.sum()), len(values) + 1
    ax.barh([0, last], [start / 1000, end / 1000], color=style.NEUTRAL)
    ax.barh(range(1, last), values / 1000, left=foot / 1000, color=[COLOURS[each] for each in side])
    style.zero_line(ax, "x")
    tops = [max(start, 0.0), *np.maximum(foot, foot + values), max(end, 0.0)]
    texts = [number(start / 1000, 1), *(number(value / 1000, 1, sign=True) for value in values)]
    texts.append(number(end / 1000, 1, sign=True))
    for place, (top, text) in enumerate(zip(tops, texts, strict=True)):
        ax.annotate(
            text,
            (top / 1000, place),
            (3, 0),
            textcoords="offset points",
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )


def _finish(ax: Axes, count: int) -> None:
    low, high = ax.get_xlim()
    ax.set_xlim(low - (high - low) * 0.02, high + (high - low) * ROOM)
    ax.set_ylim(count - 0.4, -0.6)
    style.number_axis(ax.xaxis, bins=4)


def _table(rows: pd.DataFrame, start: float) -> Table:
    names = [f"{way}_{bound}" for bound in LEVELS for way in WAYS]
    first = {"label": "Gapet uten tiltak", **dict.fromkeys(names, start)}
    end = {"label": "Igjen", **{name: start + rows[name].sum() for name in names}}
    columns = [
        Column(f"{way}_{bound}", f"{level.split()[0]}: {said}", 0)
        for bound, level in LEVELS.items()
        for way, said in WAYS.items()
    ]
    return Table(
        "measures-waterfall-table",
        f"Fra gapet uten tiltak til det som er igjen i {LAST}, årsverk",
        (Column("label", "Ledd"), *columns),
        pd.concat([pd.DataFrame([first]), rows[["label", *names]], pd.DataFrame([end])]),
    )


def waterfall_chosen(result: Frames, run: StageRun) -> Figure | Text:
    """The same for the run's own choice; a sentence when it carries nothing out."""
    if not carries_out(result):
        return Text("Denne kjøringen gjennomfører ingen tiltak, så gapet er det samme før og etter.", QUALITY)
    found = last_effects(result, "chosen").shapley_aarsverk.sort_values(ascending=False)
    chosen, start = last_totals(result).loc["chosen"], _before(result)
    rows = pd.DataFrame(
        {
            "label": [measure_name(code, run) + dagger(code, run) for code in found.index],
            "side": sides(run)[found.index].to_numpy(),
        }
    ).assign(aarsverk=found.to_numpy())
    ends = pd.DataFrame(
        {"label": ["Gapet uten tiltak", "Igjen"], "aarsverk": [start, chosen.gap_after_aarsverk]}
    )
    return Figure(
        "measures-waterfall-chosen",
        (
            f"Kjøringens tiltak gir {about(chosen.joint_aarsverk)} årsverk sammen: nettogapet går fra {about(start)} "
            f"til {about(chosen.gap_after_aarsverk, sign=True)}"
        ),
        (
            f"Fossefall fra gapet uten tiltak i {LAST}, {number(start)} årsverk, til "
            f"{number(chosen.gap_after_aarsverk)} med kjøringens tiltak. Bidrag: "
            + ", ".join(f"{row.label.lower()} {number(row.aarsverk, sign=True)}" for row in rows.itertuples())
            + "."
        ),
        lambda: _draw_one(rows, start),
        Table(
            "measures-waterfall-chosen-table",
            f"Kjøringens tiltak i {LAST}, Shapley-andeler av den felles effekten, årsverk",
            (Column("label", "Ledd"), Column("aarsverk", "Årsverk", 0)),
            pd.concat([ends[:1], rows, ends[1:]]),
        ),
        note=f"{_chosen_note(run)} {blend(found.index, run)} {upper_note(found.index, run)}".strip(),
        quality=(*QUALITY, *run.shown_quality),
        narrow=True,
    )


def _chosen_note(run: StageRun) -> str:
    params = run.params.measures
    return (
        f"Kjøringen legger tiltakene på {number(params.level * 100)} prosent av veien fra laveste til høyeste anslag "
        f"når ikke annet er valgt for det enkelte, fra {params.start_year} og med full virkning i "
        f"{params.full_effect_year}."
    )


def _draw_one(rows: pd.DataFrame, start: float) -> Drawing:
    figure, ax = style.new_figure(0.42 * (len(rows) + 2) + 1.0)
    figure.set_figwidth(style.NARROW)
    _panel(ax, rows.label, rows.side, rows.aarsverk, start)
    ax.set_xlabel("Tusen årsverk")
    _finish(ax, len(rows) + 2)
    _explain(figure)
    return figure
