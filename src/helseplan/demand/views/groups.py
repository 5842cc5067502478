"""Demand by personnel group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import codes, labels
from helseplan.demand.inputs import BASE_YEAR
from helseplan.demand.views.common import Frames
from helseplan.formats import changes, growth_percent, number
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

SUM_14, SUM_OUTSIDE, SUM_ALL = "De 14 gruppene", "Utenfor de 14 gruppene", "Alle"
PRINTED: dict[str, tuple[str, ...]] = {
    SUM_14: ("demand_groups_14",),
    SUM_OUTSIDE: ("demand_outside_total", "demand_outside"),
    SUM_ALL: ("demand_wide",),
}
"""Rows of the plan's tables that hold a sum; the table of 2040 and the text name one of them differently."""


def by_group(result: Frames, run: StageRun) -> Figure:
    """Bars: demand by personnel group, raw and benchmarked, with the plan's printed numbers."""
    end, rows = run.params.general.end_year, _rows(result, run)
    sums = rows[rows.kind == "sum"].set_index("label")
    groups = rows[rows.kind == "group"].sort_values("met", ascending=False)
    inside, outside = (growth_percent(sums.met[name], sums.start[name]) for name in (SUM_14, SUM_OUTSIDE))
    largest = groups.iloc[:3]
    return Figure(
        "demand-groups",
        f"Etterspørselen etter de 14 gruppene {changes(inside)} til {end}; etterspørselen etter "
        f"annet personell {changes(outside)}",
        (
            f"Liggende søyler viser etterspurte årsverk i {end} etter personellgruppe, rå og avstemt bane, med "
            f"planens trykte tall som punkter. Størst er "
            + ", ".join(f"{row.label.lower()} ({number(row.met)} avstemt)" for row in largest.itertuples())
            + f". De 14 gruppene er til sammen {number(sums.raw[SUM_14])} i rå og {number(sums.met[SUM_14])} i "
            "avstemt bane."
        ),
        lambda: _draw(groups, end),
        _table(rows, end),
        note=(
            "Vid avgrensning, som i planens tabeller 2.1 og 2.3. Prosentene i tittelen gjelder avstemt bane. Planen "
            f"trykker tall for summene og for gruppene utenfor de 14, ikke for hver av de 14. {_mix(run)}"
        ),
        quality=("derived", "assumption", "calibrated", "published"),
    )


def _mix(run: StageRun) -> str:
    """How the mix of groups moves on the raw path."""
    if run.params.demand.staffing_trend_percent:
        return f"I rå bane endrer bemanningen seg fra {BASE_YEAR} etter kjøringens egne trender."
    return f"I rå bane er bemanningen i hver tjeneste fast som i {BASE_YEAR}."


def _rows(result: Frames, run: StageRun) -> pd.DataFrame:
    """Groups and sums: start, raw, met (benchmarked), and what the plan prints; ``kind`` is group or sum."""
    end = run.params.general.end_year
    frame = result["demand_by_group"].query("scope == 'wide'")
    cells = frame.groupby(["path", "year", "group"], observed=True).aarsverk.sum()
    own = pd.DataFrame(
        {"start": cells["raw", BASE_YEAR], "raw": cells["raw", end], "met": cells["benchmarked", end]}
    ).reindex(codes("groups"))
    plan = run.vintage.read("plan_tables").query("unit == 'aarsverk' and table in ['2.1', '2.3', 'text']")
    modelled = codes("groups", modelled="true")
    parts = []
    for title, members in ((SUM_14, modelled), (SUM_OUTSIDE, codes("groups", modelled="false"))):
        inside = own.loc[members].sort_values("met", ascending=False)
        printed = [_printed(plan, ("demand_outside",), end, group) for group in inside.index]
        names = [labels("groups")[group] for group in inside.index]
        parts.append(inside.assign(label=names, kind="group", **_columns(printed)))
        parts.append(_sum(own.loc[members], title, plan, end))
    return pd.concat([*parts, _sum(own, SUM_ALL, plan, end)], ignore_index=True)


def _sum(own: pd.DataFrame, title: str, plan: pd.DataFrame, end: int) -> pd.DataFrame:
    printed = _printed(plan, PRINTED[title], end)
    return pd.DataFrame([own.sum()]).assign(label=title, kind="sum", **_columns([printed]))


def _columns(printed: list[tuple[float, float]]) -> dict[str, list[float]]:
    return {"plan_start": [pair[0] for pair in printed], "plan_end": [pair[1] for pair in printed]}


def _printed(plan: pd.DataFrame, rows: tuple[str, ...], end: int, group: str = "") -> tuple[float, float]:
    """What the plan prints for the base year and the end year; NaN where it prints nothing."""
    hits = plan[plan.row.isin(rows) & (plan.group.fillna("") == group) & (plan.quality == "published")]
    values = hits.groupby("year").value.first()
    return float(values.get(BASE_YEAR, float("nan"))), float(values.get(end, float("nan")))


def _draw(groups: pd.DataFrame, end: int) -> Drawing:
    figure, ax = style.new_figure(6.8)
    style.horizontal_bars(ax, list(groups.label), wrap=28)
    places = range(len(groups))
    for column, shift, colour, name in (
        ("raw", -0.2, style.SKY, f"Rå bane {end} (øverst)"),
        ("met", 0.2, style.DEMAND, f"Avstemt bane {end} (nederst)"),
    ):
        ax.barh(
            [place + shift for place in places], groups[column] / 1000, height=0.38, color=colour, label=name
        )
    if groups.plan_end.notna().any():
        ax.plot(groups.plan_end / 1000, places, "D", color=style.TEXT, label=f"Planen {end}")
    ax.set(xlabel="Tusen årsverk", ylim=(len(groups) - 0.4, -0.6))
    style.number_axis(ax.xaxis)
    ax.legend(loc="lower right")
    return figure


def _table(rows: pd.DataFrame, end: int) -> Table:
    return Table(
        "demand-groups-table",
        f"Etterspørsel etter personellgruppe, vid avgrensning, årsverk i {BASE_YEAR} og {end}",
        (
            Column("label", "Gruppe"),
            Column("start", str(BASE_YEAR), 0),
            Column("plan_start", f"Planen {BASE_YEAR}", 0),
            Column("raw", f"Rå {end}", 0),
            Column("met", f"Avstemt {end}", 0),
            Column("plan_end", f"Planen {end}", 0),
        ),
        rows,
        note="Strek betyr at planen ikke oppgir tallet.",
    )
