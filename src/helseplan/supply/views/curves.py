"""The curves over age behind supply: participation, position size and exits, after calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table
from helseplan.supply import parameters
from helseplan.supply.curves import AGES
from helseplan.supply.engine import CAUSES
from helseplan.supply.inputs import SEXES
from helseplan.supply.model import Model
from helseplan.supply.views.common import BASE_YEAR, GROUPS, Frames, by_year, group_names, listed, opened
from helseplan.supply.views.late import late_exit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

FEW = 4
"""How many groups are drawn: those with most årsverk."""
COLOURS = (style.BLUE, style.ORANGE, style.GREEN, style.PURPLE)
LINES = ("-", "--", "-.", ":")
MIDDLE, SENIOR = 40, 65
LEVELS = (
    "Formen på kurvene er forutsatt. Nivået for uførhet, overgang ut av yrket og utvandring er kalibrert, det for død "
    "er befolkningens. Nivået for pensjon er forutsatt, og bare hver gruppes forskyvning er kalibrert."
)
"""What is known of the curves of exit."""
LATE = 55
"""Exits are drawn from this age; before it they are few."""
CAUSE_COLOURS = dict(
    zip(CAUSES, (style.GREY, style.GREEN, style.OCHRE, style.PURPLE, style.ORANGE), strict=True)
)


def career(result: Frames, run: StageRun) -> Figure:
    """Lines: participation and position size by age in the largest groups."""
    groups = _largest(result, run)
    model = opened(run)
    found = parameters.career(model.base, model.found)
    weights = model.base.available
    participation, position = (_one_year(part, weights) for part in (found.participation, found.position))
    parts = {
        "participation": _mean(participation, weights, groups),
        "position": _mean(position, weights * participation, groups),
    }
    early, late = (parts["position"].loc[age] * 100 for age in (MIDDLE, SENIOR))
    return Figure(
        "supply-career",
        (
            f"Stillingen er {_span(early)} prosent ved {MIDDLE} år og {_span(late)} prosent ved {SENIOR} år i de "
            "største gruppene"
        ),
        (
            f"To diagrammer med kurver etter alder for {listed(groups)}. Det ene viser andelen av arbeidsstyrken med "
            f"utdanningen som arbeider i helse og omsorg, det andre stillingsstørrelsen. Ved {MIDDLE} og {SENIOR} år "
            "er stillingen "
            + ", ".join(
                f"{number(early[group])} og {number(late[group])} prosent for {listed([group])}"
                for group in groups
            )
            + "."
        ),
        lambda: _draw_career(parts, groups),
        _behind_career(parts, groups),
        note=(
            "Formen på kurvene er forutsatt; nivået er gruppens eget. Kvinner og menn er slått sammen her og har "
            f"hver sin kurve i modellen. {_small(model, run)} Figuren viser referansebanen; kjøringens egne "
            "endringer kommer i tillegg."
        ),
        quality=("assumption", "calibrated"),
    )


def exits(result: Frames, run: StageRun) -> Figure:
    """Lines: yearly exit by age and cause for all groups, and in all in the largest groups."""
    groups = _largest(result, run)
    model = opened(run)
    rates = parameters.rates(model.base, model.found)
    weights = model.base.available
    struck = {name: _one_year(share, weights) for name, share in rates.struck().items()}
    causes = pd.DataFrame(
        {
            name: (share * weights).sum(axis=(0, 1)) / weights.sum(axis=(0, 1))
            for name, share in struck.items()
        },
        index=AGES,
    )
    own = _mean(_one_year(1 - rates.staying(), weights), weights, groups)
    half = pd.Series({group: _half_left(own[group]) for group in groups})
    return Figure(
        "supply-exits",
        (
            f"Av dem som er {LATE} år, er halvparten igjen i arbeidsstyrken ved {_span(half)} år i de største gruppene"
        ),
        (
            f"To diagrammer med årlig avgang i prosent etter alder fra {LATE} år: for alle gruppene etter årsak, og "
            f"i alt for {listed(groups)}. Ved 62 år er avgangen "
            + ", ".join(
                f"{number(own[group][62] * 100, 1)} prosent for {listed([group])}" for group in groups
            )
            + ". Pensjon er "
            + f"{number(causes.retirement[67] * 100)} prosent ved 67 år i gruppene samlet."
        ),
        lambda: _draw_exits(causes, own, groups),
        _behind_exits(causes, own, groups),
        note=(
            "Årlig sannsynlighet etter kalibrering. Alderen der halvparten er igjen, er regnet med alle årsaker. "
            f"{LEVELS} {late_exit(rates.staying(), weights, run)} Figuren viser referansebanen; kjøringens egne "
            "endringer kommer i tillegg."
        ),
        quality=("assumption", "calibrated"),
    )


def _one_year(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The reference's values, alike in every year, as group × sex × age."""
    return np.broadcast_to(values, (1, *weights.shape))[0]


def _largest(result: Frames, run: StageRun) -> list[str]:
    return list(by_year(result, run)[BASE_YEAR].nlargest(FEW).index)


def _name(group: object) -> str:
    return group_names([str(group)])[0]


def _mean(values: np.ndarray, weights: np.ndarray, groups: list[str]) -> pd.DataFrame:
    """Mean over the sexes by age, weighted with the persons of the start year; empty where there are none.

    Returns:
        Age × group.
    """
    persons = weights.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(persons > 0, (values * weights).sum(axis=1) / persons, np.nan)
    return pd.DataFrame(means.T, index=AGES, columns=GROUPS)[groups]


def _span(values: pd.Series) -> str:
    """Say the lowest and the highest: ``67–68``, or ``67`` when they are the same."""
    low, high = number(values.min()), number(values.max())
    return low if low == high else f"{low}–{high}"


def _half_left(rates: pd.Series) -> int:
    """The age at which half of those at ``LATE`` are left."""
    kept = (1 - rates.loc[LATE:]).cumprod()
    gone = kept[kept <= 0.5]
    return int(gone.index[0]) + 1 if len(gone) else int(AGES[-1]) + 1


def _small(model: Model, run: StageRun) -> str:
    """Which groups have means of two age bands instead of curves, for at least one of the sexes."""
    few = model.base.working.sum(axis=2) < run.params.supply.small_group_persons
    named = [group for group, row in zip(GROUPS, few, strict=True) if row.any()]
    if not named:
        return f"Alle gruppene har kurver for {number(len(SEXES))} kjønn."
    return f"For det ene eller begge kjønn har {listed(named)} i stedet snitt for 20–61 og 62–74 år, fordi de er få."


def _draw_career(parts: dict[str, pd.DataFrame], groups: list[str]) -> Drawing:
    figure, axes = style.new_figure(3.8, cols=2, sharey=True)
    titles = {"participation": "I helse og omsorg", "position": "Stillingsstørrelse"}
    for ax, (name, curves) in zip(axes, parts.items(), strict=True):
        _lines(ax, curves * 100, groups)
        ax.set_title(titles[name])
        ax.set_xlabel("Alder")
        ax.set_ylim(0, 105)
    style.number_axis(axes[0].yaxis)
    axes[0].set_ylabel("Prosent")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper left", ncols=2)
    return figure


def _draw_exits(causes: pd.DataFrame, own: pd.DataFrame, groups: list[str]) -> Drawing:
    figure, axes = style.new_figure(4.4, cols=2, sharey=True)
    late = causes.loc[LATE:] * 100
    axes[0].stackplot(
        late.index,
        *(late[name] for name in late.columns),
        labels=[labels("drivers")[name] for name in late.columns],
        colors=[CAUSE_COLOURS[name] for name in late.columns],
    )
    axes[0].set_title("Alle gruppene, etter årsak")
    _lines(axes[1], own.loc[LATE:] * 100, groups)
    axes[1].set_title("De største gruppene, i alt")
    for ax in axes:
        ax.set_xlabel("Alder")
        ax.legend(loc="upper left", fontsize=style.FONT_SIZE - 1.5)
    style.number_axis(axes[0].yaxis)
    axes[0].set_ylabel("Prosent i året")
    return figure


def _lines(ax: Axes, curves: pd.DataFrame, groups: list[str]) -> None:
    for group, colour, line in zip(groups, COLOURS, LINES, strict=True):
        ax.plot(curves.index, curves[group], color=colour, linestyle=line, label=_name(group))


def _behind_career(parts: dict[str, pd.DataFrame], groups: list[str]) -> Table:
    heads = {"participation": "i helse og omsorg", "position": "stilling"}
    table = pd.concat(
        {name: curves * 100 for name, curves in parts.items()}, axis=1, names=["part", "group"]
    ).rename_axis("age")
    table.columns = [f"{name}_{group}" for name, group in table.columns]
    return Table(
        "supply-career-table",
        "Andel i helse og omsorg og stillingsstørrelse etter alder, prosent",
        (
            Column("age", "Alder", -1),
            *(
                Column(f"{part}_{group}", f"{_name(group)}, {heads[part]}", 1)
                for part in parts
                for group in groups
            ),
        ),
        table.reset_index(),
        note="Strek betyr at gruppen ikke har noen i alderen.",
    )


def _behind_exits(causes: pd.DataFrame, own: pd.DataFrame, groups: list[str]) -> Table:
    table = pd.concat([causes, own], axis=1).mul(100).rename_axis("age").reset_index()
    return Table(
        "supply-exits-table",
        "Årlig avgang etter alder, prosent",
        (
            Column("age", "Alder", -1),
            *(Column(name, f"Alle: {labels('drivers')[name].lower()}", 2) for name in causes.columns),
            *(Column(group, f"{_name(group)}, i alt", 2) for group in groups),
        ),
        table,
        note="Strek betyr at gruppen ikke har noen i alderen.",
    )
