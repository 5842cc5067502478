"""Use of the services by age."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.demand.inputs import BASE_YEAR
from helseplan.demand.patterns import pattern_years
from helseplan.demand.views.common import (
    DOCTORS_ONLY,
    SCOPES,
    Frames,
    in_scope,
    ordered_services,
    service_names,
)
from helseplan.formats import number
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

AGES = (5, 20, 40, 60, 70, 80, 85, 90, 95)
OLD, GROWN = 85, 50
LAST_AGE = 100
COLUMNS = 3
COARSE = 8
"""From this size the ticks are whole numbers."""
SEXES = {"1": ("menn", style.BLUE, "-"), "2": ("kvinner", style.ORANGE, "--")}


def use_by_age(result: Frames, run: StageRun) -> Figure:
    """Small multiples: årsverk per 1 000 inhabitants by age, one panel per service, each on its own scale."""
    curves = _curves(result, run)
    years = pattern_years(run.vintage.read("use_profiles"))
    scope = run.params.demand.scope
    inside = [service for service in curves.columns.unique("service") if service in in_scope(result, scope)]
    total = curves[inside].T.groupby("sex").sum().T.mean(axis=1)
    steepest = max(inside, key=lambda service: curves.loc[OLD, service].mean())
    name = service_names([steepest])[0]
    return Figure(
        "demand-use",
        f"En innbygger på {OLD} år bruker {number(total[OLD] / total[GROWN], 1)} ganger så mange årsverk som en på "
        f"{GROWN} år",
        (
            f"Ett felt per tjeneste viser årsverk per 1 000 innbyggere etter alder i {BASE_YEAR}. Alle tjenester i "
            f"{SCOPES[scope]} til sammen: {number(total[GROWN])} ved {GROWN} år og {number(total[OLD])} ved {OLD} år. "
            f"Ved {OLD} år er bruken størst av {name[0].lower() + name[1:]}, "
            f"{number(curves.loc[OLD, steepest].mean())} årsverk per 1 000."
        ),
        lambda: _draw(curves),
        _table(curves),
        note=(
            "Hvert felt har sin egen skala. Der kilden skiller mellom menn og kvinner, er menn heltrukket og kvinner "
            "stiplet. Tittelen bruker snittet av kjønnene. Nivået er årsverkene i basisåret, mønsteret er fra "
            f"{years} og glattet fra brede aldersgrupper. Små bølger mellom gruppene kommer av glattingen. "
            f"{DOCTORS_ONLY}"
        ),
        quality=("derived", "assumption"),
    )


def _curves(result: Frames, run: StageRun) -> pd.DataFrame:
    """Årsverk per 1 000 by age; columns (service, sex), in the order services are shown."""
    frame = result["profiles"][result["profiles"].age <= LAST_AGE]
    wide = frame.pivot(index="age", columns=["service", "sex"], values="aarsverk_per_1000")
    return wide[list(ordered_services(result, run).index)]


def _same(curve: pd.DataFrame) -> bool:
    return bool(np.allclose(curve["1"], curve["2"]))


def _draw(curves: pd.DataFrame) -> Drawing:
    services = list(curves.columns.unique("service"))
    rows = -(-len(services) // COLUMNS)
    figure, axes = style.new_figure(1.75 * rows, rows=rows, cols=COLUMNS, sharex=True)
    for ax, service, name in zip(axes.flat, services, service_names(services), strict=False):
        _panel(ax, curves[service], name)
    for ax in list(axes.flat)[len(services) :]:
        ax.set_visible(False)
    for ax in axes[-1]:
        ax.set_xlabel("Alder")
    for ax in axes[-2, COLUMNS - (rows * COLUMNS - len(services)) :]:
        ax.set_xlabel("Alder")
        ax.tick_params(labelbottom=True)
    return figure


def _panel(ax: Axes, curve: pd.DataFrame, name: str) -> None:
    if _same(curve):
        ax.plot(curve.index, curve["1"], color=style.TEXT, linewidth=1.6)
    else:
        for sex, (label, colour, line) in SEXES.items():
            ax.plot(
                curve.index, curve[sex], color=colour, linestyle=line, linewidth=1.6, label=label.capitalize()
            )
        ax.legend(loc="upper left", handlelength=1.8, borderaxespad=0.1)
    ax.set_title(style.wrapped(name, 22), fontsize=style.FONT_SIZE - 1.3)
    ax.set_ylim(0, curve.max(axis=None) * 1.08)
    style.number_axis(ax.yaxis, 0 if curve.max(axis=None) >= COARSE else 1, bins=3)
    ax.set_xticks([0, 25, 50, 75, 100])


def _table(curves: pd.DataFrame) -> Table:
    rows = []
    for service in curves.columns.unique("service"):
        name, curve = service_names([service])[0], curves[service].loc[list(AGES)]
        if _same(curves[service]):
            rows.append((name, *curve["1"]))
        else:
            rows.extend((f"{name}, {label}", *curve[sex]) for sex, (label, _, _) in SEXES.items())
    return Table(
        "demand-use-table",
        f"Årsverk per 1 000 innbyggere etter alder, {BASE_YEAR}",
        (Column("label", "Tjeneste"), *(Column(f"age{age}", f"{age} år", 1) for age in AGES)),
        pd.DataFrame(rows, columns=["label", *(f"age{age}" for age in AGES)]),
    )
