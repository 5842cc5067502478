"""The ages of those at work, now and in the last year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.formats import number
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table
from helseplan.supply.inputs import START_YEAR
from helseplan.supply.views.common import (
    BASE_YEAR,
    LAST_YEAR,
    OLD,
    SUM,
    Frames,
    by_age,
    group_names,
    listed,
    path_name,
    share_from,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

ALL = "all"
SENIOR = 55
YEARS = (BASE_YEAR, LAST_YEAR)
SEAM = tuple(age + LAST_YEAR - START_YEAR for age in (22, 30))
"""The ages in the last year of those who were at the ages of entry in the start year."""


def ages(result: Frames, run: StageRun) -> Figure:
    """Small multiples: årsverk by age in the base year and the last, one for each group and one for all."""
    curves = _curves(result, run)
    shares = pd.DataFrame({year: share_from(curves[year], OLD) for year in YEARS})
    change = (shares[LAST_YEAR] - shares[BASE_YEAR]).drop(ALL)
    before, after = shares.loc[ALL]
    return Figure(
        "supply-ages",
        (
            f"Andelen årsverk fra {OLD} år og oppover går fra {number(before, 1)} prosent i {BASE_YEAR} til "
            f"{number(after, 1)} prosent i {LAST_YEAR}"
        ),
        (
            f"Femten små diagrammer viser årsverk etter alder i {BASE_YEAR} og {LAST_YEAR}, ett for alle og ett for "
            f"hver gruppe. Endringen i andelen fra {OLD} år går fra {number(change.min(), 1, sign=True)} prosentpoeng "
            f"for {listed([change.idxmin()])} til {number(change.max(), 1, sign=True)} for {listed([change.idxmax()])}."
        ),
        lambda: _draw(curves),
        _behind(curves),
        note=(
            f"Årsverk per ettårig alder, {path_name(run)}. Grå flate er {BASE_YEAR}, blå linje {LAST_YEAR}. Hvert "
            f"diagram har sin egen skala. Alderen i {BASE_YEAR} er selv modellens: siste åpne telling etter gruppe "
            f"og alder er fra {START_YEAR}, i fire brede aldersgrupper. Hakkene mellom {SEAM[0]} og {SEAM[1]} år i "
            f"{LAST_YEAR} er skjøten mellom dem som ble telt da, og dem modellen har lagt til siden."
        ),
        quality=(*run.shown_quality, "derived", "assumption"),
    )


def age_table(result: Frames, run: StageRun) -> Table:
    """Shares of the årsverk from 55 and from 60 years, and mean age, by group."""
    curves = _curves(result, run)
    rows = pd.DataFrame(index=curves[BASE_YEAR].index)
    for year, aarsverk in curves.items():
        for age in (SENIOR, OLD):
            rows[f"from_{age}_{year}"] = share_from(aarsverk, age)
        rows[f"mean_{year}"] = aarsverk @ aarsverk.columns.to_numpy() / aarsverk.sum(axis=1) + 0.5
    rows.insert(0, "label", [SUM, *group_names(rows.index[1:])])
    return Table(
        "supply-age-shares",
        f"Alderen på årsverkene i {BASE_YEAR} og {LAST_YEAR}",
        (
            Column("label", "Gruppe"),
            *(
                Column(f"from_{age}_{year}", f"Fra {age} år, {year}", 1, "percent")
                for age in (SENIOR, OLD)
                for year in YEARS
            ),
            *(Column(f"mean_{year}", f"Gjennom\u00adsnittsalder {year}", 1) for year in YEARS),
        ),
        rows,
        note="Andelene er av årsverkene i gruppen; «fra 60 år» er de som har fylt 60. Gjennomsnittsalderen er "
        "veid med årsverk.",
        quality=("derived", "calibrated", "assumption"),
    )


def _curves(result: Frames, run: StageRun) -> dict[int, pd.DataFrame]:
    """Year → årsverk, all and each group (by size) × age."""
    size = by_age(result, run, BASE_YEAR).sum(axis=1).sort_values(ascending=False)
    out = {}
    for year in YEARS:
        curves = by_age(result, run, year).loc[size.index]
        out[year] = pd.concat([curves.sum().to_frame(ALL).T, curves])
    return out


def _behind(curves: dict[int, pd.DataFrame]) -> Table:
    """The figure's numbers in bands of five years, for all groups together and each group."""
    bands = (np.arange(20, 75) // 5) * 5
    parts = []
    for year, aarsverk in curves.items():
        wide = aarsverk.T.groupby(bands).sum().T
        wide.columns = [str(band) for band in wide.columns]
        wide.insert(0, "label", [SUM, *group_names(aarsverk.index[1:])])
        parts.append(wide.assign(year=year))
    rows = pd.concat(parts, ignore_index=True)
    names = [name for name in rows.columns if name.isdigit()]
    return Table(
        "supply-ages-table",
        "Årsverk etter alder i femårsgrupper",
        (
            Column("label", "Gruppe"),
            Column("year", "År", -1),
            *(Column(name, f"{name}–{int(name) + 4} år", 0) for name in names),
        ),
        rows,
        note="Siste kolonne går til 74 år, den høyeste alderen i modellen.",
    )


def _draw(curves: dict[int, pd.DataFrame]) -> Drawing:
    figure, axes = style.new_figure(8.4, rows=5, cols=3, sharex=True)
    names = ["Alle", *group_names(curves[BASE_YEAR].index[1:])]
    for ax, group, name in zip(axes.flat, curves[BASE_YEAR].index, names, strict=True):
        _one(ax, curves[BASE_YEAR].loc[group], curves[LAST_YEAR].loc[group])
        ax.set_title(name)
    _named(axes.flat[0])
    for ax in axes[-1]:
        ax.set_xlabel("Alder")
    return figure


def _one(ax: Axes, now: pd.Series, then: pd.Series) -> None:
    ax.fill_between(now.index, now, color=style.GREY, alpha=0.35, linewidth=0)
    ax.plot(then.index, then, color=style.SUPPLY, linewidth=1.6)
    ax.axvline(OLD, color=style.SPINE, linewidth=0.8, linestyle=":")
    ax.set_ylim(0, max(now.max(), then.max()) * 1.15)
    ax.set_xticks([20, 40, OLD])
    style.number_axis(ax.yaxis, bins=3)


def _named(ax: Axes) -> None:
    """Name the area and the line in the first diagram."""
    for text, place, colour in ((str(BASE_YEAR), 0.62, style.TEXT), (str(LAST_YEAR), 0.8, style.SUPPLY)):
        ax.annotate(text, (0.98, place), xycoords="axes fraction", ha="right", color=colour)
