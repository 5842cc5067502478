"""Demand by service, grouped by area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.demand.inputs import BASE_YEAR
from helseplan.demand.views.common import (
    DOCTORS_ONLY,
    SCOPES,
    Frames,
    ordered_services,
    service_names,
    shown_marks,
)
from helseplan.formats import growth_percent, number
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

LARGE = 10_000


def by_service(result: Frames, run: StageRun) -> Figure:
    """Bars: demand by service in the base year and the end year, grouped by area."""
    end, rows = run.params.general.end_year, _rows(result, run)
    services = rows[rows.kind == "service"]
    large = services[services.start > LARGE]
    fastest = large.loc[large.growth.idxmax()]
    largest = services.nlargest(3, "end")
    return Figure(
        "demand-services",
        f"{fastest.label} vokser mest av de store tjenestene: {number(fastest.growth)} prosent til {end}",
        (
            f"Liggende søyler viser årsverk per tjeneste i {BASE_YEAR} og {end}, etter område. Størst i {end} er "
            + ", ".join(f"{row.label.lower()} ({number(row.end)})" for row in largest.itertuples())
            + "."
        ),
        lambda: _draw(rows[rows.kind != "total"], end),
        _table(rows, end),
        note=(
            f"Store tjenester har mer enn {number(LARGE)} årsverk i {BASE_YEAR}. Tjenestene utenfor offentlig "
            f"finansiering og det de åpne kildene ikke fordeler, står for seg. {DOCTORS_ONLY}"
        ),
        quality=shown_marks(run),
    )


def _rows(result: Frames, run: StageRun) -> pd.DataFrame:
    """One row per service, one for each area of several services, and one for each scope; see ``kind``.

    ``heads`` tells which rows stand for an area: its own row, or its only service.
    """
    services = ordered_services(result, run)
    quality = run.vintage.read("services").set_index("service").quality
    services = services.assign(
        label=service_names(services.index), quality=quality.reindex(services.index), kind="service"
    )
    parts: list[pd.DataFrame] = []
    for (_, area), inside in services.groupby(["scope", "area"], sort=False):
        if len(inside) > 1:
            parts.append(_sum(inside, f"{labels('areas')[str(area)]} i alt", "area"))
        parts.append(inside.assign(heads=len(inside) == 1))
    narrow = services[services.scope == "narrow"]
    sums = [
        _sum(narrow, f"Sum, {SCOPES['narrow']}", "total"),
        _sum(services, f"Sum, {SCOPES['wide']}", "total"),
    ]
    rows = pd.concat([*parts, *sums], ignore_index=True)
    return rows.assign(growth=growth_percent(rows.end, rows.start))


def _sum(services: pd.DataFrame, label: str, kind: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "label": label,
                "kind": kind,
                "heads": kind == "area",
                "quality": "",
                "start": services.start.sum(),
                "end": services.end.sum(),
            }
        ]
    )


def _draw(rows: pd.DataFrame, end: int) -> Drawing:
    figure, ax = style.new_figure(8.6)
    style.horizontal_bars(ax, [label.removesuffix(" i alt") for label in rows.label], wrap=34)
    services = rows.reset_index(drop=True).query("kind == 'service'")
    for column, shift, colour in (("start", -0.2, style.SKY), ("end", 0.2, style.DEMAND)):
        ax.barh(services.index + shift, services[column] / 1000, height=0.38, color=colour)
    for label, heads in zip(ax.get_yticklabels(), rows.heads, strict=True):
        label.set_fontweight("bold" if heads else "normal")
    for place, row in services.iterrows():
        text = number(row.growth, sign=True) + "\u00a0%"
        ax.annotate(
            text, (max(row.start, row.end) / 1000, place), (4, 0), textcoords="offset points", va="center"
        )
    ax.set(xlabel="Tusen årsverk", ylim=(len(rows) - 0.4, -0.6))
    ax.set_xlim(right=services[["start", "end"]].max(axis=None) / 1000 * 1.12)
    style.number_axis(ax.xaxis)
    handles = ax.containers
    ax.legend(handles, [f"{BASE_YEAR} (øverst)", f"{end} (nederst)"], loc="lower right")
    return figure


def _table(rows: pd.DataFrame, end: int) -> Table:
    return Table(
        "demand-services-table",
        f"Etterspørsel etter tjeneste, årsverk i {BASE_YEAR} og {end}",
        (
            Column("label", "Tjeneste"),
            Column("start", str(BASE_YEAR), 0),
            Column("end", str(end), 0),
            Column("growth", "Vekst", 1, unit="percent"),
            Column("quality", "Basisåret"),
        ),
        rows,
    )
