"""How measures act on each other, two and two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap, TwoSlopeNorm

from helseplan.formats import number
from helseplan.measures.views.common import (
    BALANCE,
    LAST,
    QUALITY,
    Frames,
    about,
    lower,
    measure_name,
    scenario_name,
    sides,
)
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

SAID_WHOLE = 7
"""With more measures than this, numbers are in thousands, so that they fit their cells."""
OLDER = {"later_exit", "participation_60plus"}
"""The pair that the plan says concerns partly the same people."""
WEEKENDS = {"weekend_work", "position_size"}
"""The pair where one is a way to the other."""


def pairs(result: Frames, run: StageRun) -> pd.DataFrame:
    """Return every pair of the run's own choice or, when it has none, of the plan's highest effects.

    Columns: scenario, measure, other, interaction_aarsverk, and whether the two are on the same ``side``.
    """
    found, side = result["interactions"], sides(run)
    found = found.assign(side=found.measure.map(side) == found.other.map(side))
    own = found[found.scenario == "chosen"]
    return own if own.side.any() else found[found.scenario == "plan_high"]


def interactions(result: Frames, run: StageRun) -> Figure | Text:
    """Heat map: what two measures give together beyond what each gives alone."""
    every = pairs(result, run)
    found = every[every.side]
    if not found.interaction_aarsverk.any():
        return Text("Ingen av tiltakene virker på hverandre i denne kjøringen.", QUALITY)
    side = sides(run)
    names = sorted(dict.fromkeys([*every.measure, *every.other]), key=lambda code: side[code] != "supply")
    named = found.assign(
        measure=[measure_name(code, run) for code in found.measure],
        other=[measure_name(code, run) for code in found.other],
    )
    return Figure(
        "measures-interactions",
        _title(named),
        _alt(named),
        lambda: _draw(found, names, run),
        _table(named),
        note=_note(str(found.scenario.iloc[0]), len(names) > SAID_WHOLE, not every.side.all()),
        quality=(*QUALITY, *run.shown_quality),
        narrow=len(names) <= SAID_WHOLE,
    )


def _title(named: pd.DataFrame) -> str:
    low = named.loc[named.interaction_aarsverk.idxmin()]
    if low.interaction_aarsverk <= -BALANCE:
        return (
            f"{low.measure} og {lower(low.other)} overlapper mest: {about(-low.interaction_aarsverk)} årsverk"
        )
    return f"Ingen av de {number(len(named))} parene av tiltak overlapper nevneverdig"


def _alt(named: pd.DataFrame) -> str:
    said = [
        f"{row.measure} og {lower(row.other)} {number(row.interaction_aarsverk, sign=True)}"
        for row in named.itertuples()
        if abs(row.interaction_aarsverk) >= 1
    ]
    return (
        f"Rutenett med to og to tiltak i {LAST}. Minus betyr at de gir mindre sammen enn hver for seg, pluss at de gir "
        f"mer. {'; '.join(said)}."
    )


def _note(scenario: str, thousands: bool, across: bool) -> str:
    why = (
        " Et tiltak på tilbudssiden og ett på etterspørselssiden virker aldri på hverandre i modellen, fordi gapet er "
        "tilbud minus etterspørsel; de rutene er grå og uten tall."
    )
    return (
        f"Scenarioet er «{scenario_name(scenario)}». Tall i {'tusen ' if thousands else ''}årsverk."
        f"{why if across else ''}"
    )


def _matrix(found: pd.DataFrame, names: list[str]) -> np.ndarray:
    """Lower triangle, NaN where two measures never meet."""
    out = np.full((len(names), len(names)), np.nan)
    for row in found.itertuples():
        one, other = sorted((names.index(str(row.measure)), names.index(str(row.other))))
        out[other, one] = row.interaction_aarsverk
    return out


def _draw(found: pd.DataFrame, names: list[str], run: StageRun) -> Drawing:
    values = _matrix(found, names)[1:, :-1]
    count = len(names) - 1
    figure, ax = style.new_figure(max(0.42 * count + 2.0, 3.0))
    if len(names) <= SAID_WHOLE:
        figure.set_figwidth(style.NARROW)
    shades = np.sign(values) * np.sqrt(np.abs(values))
    reach = max(float(np.nanmax(np.abs(shades))), 1.0) * 1.2
    met = np.where(np.tril(np.ones_like(values)), 0.0, np.nan)
    ax.imshow(met, cmap=ListedColormap([style.GRID]), aspect="auto")
    ax.imshow(shades, cmap="PuOr", norm=TwoSlopeNorm(0, -reach, reach), aspect="auto")
    labels = [measure_name(code, run) for code in names]
    ax.set_yticks(range(count), [style.wrapped(label, 17) for label in labels[1:]])
    ax.set_xticks(range(count), [style.wrapped(label, 17) for label in labels[:-1]], rotation=90)
    ax.grid(visible=False)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    _numbers(ax, values, thousands=len(names) > SAID_WHOLE)
    return figure


def _numbers(ax: Axes, values: np.ndarray, *, thousands: bool) -> None:
    reach = max(float(np.nanmax(np.abs(values))), 1.0)
    for (row, column), value in np.ndenumerate(values):
        if np.isnan(value):
            continue
        text = number(value / 1000, 1, sign=True) if thousands else number(value, sign=True)
        dark = abs(value) > 0.75 * reach
        ax.text(column, row, text, ha="center", va="center", color="white" if dark else style.TEXT)


def _table(named: pd.DataFrame) -> Table:
    return Table(
        "measures-interactions-table",
        f"Hva to tiltak gir sammen ut over hvert for seg i {LAST}, årsverk",
        (Column("measure", "Tiltak"), Column("other", "Og"), Column("interaction_aarsverk", "Samspill", 0)),
        named[named.interaction_aarsverk != 0].sort_values("interaction_aarsverk"),
    )


def about_pairs(result: Frames, run: StageRun) -> Text:
    """The largest overlap and the largest reinforcement, and what the plan says of them."""
    every = pairs(result, run)
    found = every[every.side]
    sentences = [_overlap(found, run), _reinforced(found, run), _older(found)]
    text = " ".join(sentence for sentence in sentences if sentence)
    return Text(
        text or "Ingen par av tiltak virker på hverandre i denne kjøringen.",
        quality=(*QUALITY, *run.shown_quality),
    )


def _names(row: pd.Series, run: StageRun) -> str:
    return f"{lower(measure_name(row.measure, run))} og {lower(measure_name(row.other, run))}"


def _overlap(found: pd.DataFrame, run: StageRun) -> str:
    if found.empty or found.interaction_aarsverk.min() > -BALANCE:
        return ""
    low = found.loc[found.interaction_aarsverk.idxmin()]
    text = f"Det største overlappet er mellom {_names(low, run)}: **{about(-low.interaction_aarsverk)}** årsverk."
    share = run.params.measures.weekend_within_positions * 100
    if {low.measure, low.other} != WEEKENDS or not share:
        return text
    return (
        f"{text} Flere helger er en måte å få større stillinger på, og kjøringen regner {number(share)} prosent av "
        "virkningen som del av de større stillingene. Det er vår forutsetning; planen omtaler helgearbeid som et "
        "vilkår."
    )


def _reinforced(found: pd.DataFrame, run: StageRun) -> str:
    if found.empty or found.interaction_aarsverk.max() < BALANCE:
        return ""
    high = found.loc[found.interaction_aarsverk.idxmax()]
    return f"Mest forsterker {_names(high, run)} hverandre: **{about(high.interaction_aarsverk)}** årsverk."


def _older(found: pd.DataFrame) -> str:
    """What the plan says of the two measures for older staff, and what the model finds."""
    row = found[[{one, other} == OLDER for one, other in zip(found.measure, found.other, strict=True)]]
    if row.empty:
        return ""
    value = float(row.interaction_aarsverk.iloc[0])
    plan = (
        "Planen sier at senere avgang og høyere deltakelse etter 60 år til dels gjelder de samme menneskene."
    )
    if abs(value) < BALANCE:
        return f"{plan} I modellen virker de nesten ikke på hverandre."
    if value < 0:
        return f"{plan} Modellen finner også et overlapp: {about(-value)} årsverk."
    return (
        f"{plan} I modellen forsterker de likevel hverandre litt, med {about(value)} årsverk: går folk senere av, er "
        "det flere over 60 år som deltakelsen kan økes for. Om de samme menneskene ville nøyd seg med det ene, vet "
        "modellen ikke."
    )
