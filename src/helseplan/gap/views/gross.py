"""Net against gross, and what each group's gap is put together of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number, to_hundreds
from helseplan.gap.checks import printed_sum
from helseplan.gap.plan import LAST
from helseplan.gap.views.common import MODELLED, Frames, shown
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun


def net_and_gross(result: Frames, run: StageRun) -> Figure:
    """Bars below and above zero: gross shortage and surplus, with the net as a line."""
    rows = shown(result, "totals", run)
    first, last = rows.iloc[0], rows.iloc[-1]
    hidden = to_hundreds(last.surplus_aarsverk)
    return Figure(
        "gap-net-gross",
        (
            f"Overskudd på {number(hidden)} årsverk i noen grupper gjør nettotallet for {LAST} mindre enn mangelen"
            if hidden
            else f"Ingen grupper har overskudd i {LAST}: netto er lik brutto"
        ),
        (
            f"Søyler for hvert år fra {first.year} til {last.year}: brutto underskudd under null, brutto overskudd "
            f"over null, og netto som linje. Brutto underskudd går fra {number(-first.shortage_aarsverk)} til "
            f"{number(-last.shortage_aarsverk)} årsverk, netto fra {number(first.net_aarsverk)} til "
            f"{number(last.net_aarsverk)}."
        ),
        lambda: _draw(rows),
        Table(
            "gap-net-gross-table",
            "Gapet, brutto og netto, årsverk",
            (
                Column("year", "År"),
                Column("shortage_aarsverk", "Brutto underskudd", 0),
                Column("surplus_aarsverk", "Brutto overskudd", 0),
                Column("net_aarsverk", "Netto", 0),
            ),
            rows,
        ),
        quality=run.shown_quality,
    )


def _draw(rows: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(3.4)
    ax.bar(rows.year, rows.shortage_aarsverk / 1000, color=style.SHORTAGE, label="Brutto underskudd")
    ax.bar(rows.year, rows.surplus_aarsverk / 1000, color=style.SURPLUS, label="Brutto overskudd")
    net = rows.net_aarsverk / 1000
    ax.plot(rows.year, net, "o-", color=style.TEXT, label="Netto", linewidth=1.4, markersize=3.5)
    style.zero_line(ax)
    style.number_axis(ax.yaxis)
    style.year_axis(ax.xaxis)
    ax.set_ylabel("Tusen årsverk")
    style.legend(ax)
    return figure


def composition(result: Frames, run: StageRun) -> Table:
    """How the gap in 2040 is put together, group by group."""
    gap = shown(result, "gap", run)
    rows = gap[gap.year == LAST].set_index("group").reindex(MODELLED).reset_index()
    parts = ["supply_aarsverk", "demand_aarsverk", "base_shortage_aarsverk", "adjustment_aarsverk"]
    columns = [*parts, "gap_aarsverk"]
    rows["base_shortage_sd"] = rows.group.map(_shortage_sd(run))
    total = {"group": "I alt", **rows[columns].sum()}
    total["demand_percent"] = total["gap_aarsverk"] / total["demand_aarsverk"] * 100
    named = rows.assign(group=rows.group.map(labels("groups")))
    return Table(
        "gap-composition",
        f"Slik er gapet i {LAST} satt sammen, årsverk",
        (
            Column("group", "Gruppe"),
            Column("supply_aarsverk", "Tilbud", 0),
            Column("demand_aarsverk", "Etterspørsel", 0),
            Column("base_shortage_aarsverk", "Mangel i 2024", 0),
            Column("base_shortage_sd", "±", 0),
            Column("adjustment_aarsverk", "Avstemmingsledd", 0),
            Column("gap_aarsverk", "Gap", 0),
            Column("demand_percent", "Gap", 1, unit="percent"),
        ),
        pd.concat([named, pd.DataFrame([total])]),
        note=(
            "Tilbud og etterspørsel er i vid avgrensning. Prosentene er av etterspørselen. "
            "Gap = tilbud − etterspørsel − mangel i 2024 + avstemmingsledd. En negativ mangel er et overskudd i 2024; "
            "planen har bare summen, og fordelingen er kalibrert. «±» er ett standardavvik for gruppens mangel i "
            f"2024 etter kalibreringen; summen er planens. {_adjustment(run)}; i rå "
            f"bane er det null. {printed_sum(run.vintage.read('plan_tables'))}"
        ),
        quality=("derived", "calibrated", "assumption"),
    )


def _adjustment(run: StageRun) -> str:
    """What the adjustment is; no full stop."""
    if kept := run.benchmark_from:
        return (
            f"Avstemmingsleddet er det som måtte til for at modellen skulle treffe planens tabell 2.2 på dataene i "
            f"«{kept}», og er beholdt"
        )
    return (
        "Avstemmingsleddet er det som må til for at modellen skal treffe planens tabell 2.2 i referansebanen"
    )


def _shortage_sd(run: StageRun) -> pd.Series:
    """One standard deviation of each group's base-year shortage, scaled as the shortage itself is; årsverk."""
    series = run.vintage.read("base_shortage").set_index("group")
    return series.sd * abs(run.params.gap.base_shortage_aarsverk / series.aarsverk.sum())
