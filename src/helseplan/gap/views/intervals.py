"""How far each group's gap moves when the assumptions do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import number, to_hundreds
from helseplan.gap.plan import LAST
from helseplan.gap.turning import BALANCE, states
from helseplan.gap.uncertainty import ALL, independent
from helseplan.gap.views.common import Frames, assumption_name, group_name, path_name, shown
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

SIDES = {"demand": "Etterspørsel", "supply": "Tilbud"}
ENDS = ("low", "high")


def intervals(result: Frames, run: StageRun) -> Figure:
    """Lines: each group's gap in 2040 in per cent of demand, with the range when the assumptions are moved."""
    rows = _rows(result, run)
    groups = rows[rows.code != ALL]
    low, high = states(groups.low_aarsverk), states(groups.high_aarsverk)
    sure = int(((low == high) & (low != 0)).sum())
    total = rows[rows.code == ALL].iloc[0]
    return Figure(
        "gap-intervals",
        (
            f"I {number(sure)} av {number(len(groups))} grupper har gapet i {LAST} samme fortegn uansett hvilken "
            "enkelt forutsetning vi endrer"
        ),
        (
            f"Linjer viser gapet i {LAST} i prosent av etterspørselen og hvor langt det flytter seg. For de 14 "
            f"gruppene samlet er gapet {number(total.gap_aarsverk)} årsverk. Én forutsetning om gangen gir mellom "
            f"{number(total.low_aarsverk)} og {number(total.high_aarsverk)}, alle samlet mellom "
            f"{number(total.combined_low_aarsverk)} og {number(total.combined_high_aarsverk)}."
        ),
        lambda: _draw(rows),
        _table(rows),
        note=_note(result, run),
        quality=("derived", "calibrated", "assumption"),
    )


def _rows(result: Frames, run: StageRun) -> pd.DataFrame:
    """All 14 first, then the groups by their gap, with names and each end in per cent of demand."""
    found = result["intervals"]
    gap = shown(result, "gap", run)
    demand = gap[gap.year == LAST].set_index("group").demand_aarsverk
    demand[ALL] = demand.sum()
    share = 100 / found.group.map(demand)
    ends = [name for name in found if name.endswith("_aarsverk")]
    rows = found.assign(
        code=found.group,
        group=found.group.map(group_name),
        low_name=found.low_assumption.map(assumption_name),
        high_name=found.high_assumption.map(assumption_name),
        first=found.group != ALL,
        **{name.replace("_aarsverk", "_percent"): found[name] * share for name in ends},
    )
    return rows.sort_values(["first", "gap_percent"], ignore_index=True)


def _draw(rows: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(5.6)
    style.horizontal_bars(ax, list(rows.group), wrap=28)
    ax.hlines(
        rows.index,
        rows.combined_low_percent,
        rows.combined_high_percent,
        color=style.SKY,
        linewidth=2,
        label="Alle forutsetningene samlet",
    )
    ax.hlines(
        rows.index,
        rows.low_percent,
        rows.high_percent,
        color=style.BLUE,
        linewidth=7,
        label="Største utslag av én forutsetning",
    )
    ax.plot(rows.gap_percent, rows.index, "D", color=style.TEXT, label="Gapet")
    style.zero_line(ax, "x")
    style.number_axis(ax.xaxis)
    ax.set_xlabel("Prosent av etterspørselen")
    style.legend(ax, columns=2)
    return figure


def _table(rows: pd.DataFrame) -> Table:
    return Table(
        "gap-intervals-table",
        f"Gapet i {LAST} og hvor langt det flytter seg, årsverk",
        (
            Column("group", "Gruppe"),
            Column("gap_aarsverk", "Gap", 0),
            Column("low_aarsverk", "Lavest, én endret", 0),
            Column("low_name", "Forutsetning"),
            Column("high_aarsverk", "Høyest, én endret", 0),
            Column("high_name", "Forutsetning"),
            Column("combined_low_aarsverk", "Lavest, samlet", 0),
            Column("combined_high_aarsverk", "Høyest, samlet", 0),
        ),
        rows,
    )


def _note(result: Frames, run: StageRun) -> str:
    every = result["uncertainty"]
    counted = independent(every, run.params.demand.health_follows)
    left_out = every[~every.assumption.isin(counted.assumption)].assumption.drop_duplicates()
    return (
        f"Gapet er i {path_name(run)}; utslagene er regnet i rå bane. Et intervall viser hvor langt gapet flytter seg "
        "i spennene vi har valgt for hver forutsetning. Det er ikke et sannsynlighetsintervall, og det sier ikke noe "
        "om det vi ikke har endret. Det ytre intervallet er kvadratroten av summen av kvadrerte utslag, ett for hver "
        "forutsetning i hver retning. Det forutsetter at forutsetningene er uavhengige av hverandre. Utelatt i "
        "intervallene fordi de overlapper andre: "
        f"{'; '.join(assumption_name(code).lower() for code in left_out)}. Befolkningen er regnet med som SSBs lav- og "
        "høyalternativ, der alle delene endres samtidig. Et gap på under "
        f"{number(BALANCE)} årsverk regnes som balanse og har ikke fortegn."
    )


def cases(result: Frames, run: StageRun) -> Table:
    """Every case for the 14 groups together, the largest range first."""
    every = result["uncertainty"].query("group == @ALL")
    wide = every.pivot(index=["side", "assumption"], columns="end", values=["change_aarsverk", "label"])
    rows = pd.DataFrame(index=wide.index)
    for end in ENDS:
        rows[f"{end}_change"] = wide["change_aarsverk", end].astype(float)
        rows[f"{end}_label"] = wide["label", end].fillna("")
    reach = rows[[f"{end}_change" for end in ENDS]].abs().max(axis=1)
    rows = rows.assign(reach=reach).sort_values("reach", ascending=False).reset_index()
    largest = rows.iloc[0]
    return Table(
        "gap-cases",
        f"Endring i gapet for de 14 gruppene i {LAST} når én forutsetning endres, årsverk, rå bane",
        (
            Column("name", "Forutsetning", below="side"),
            Column("low_label", "Lav verdi"),
            Column("low_change", "Endring", 0),
            Column("high_label", "Høy verdi"),
            Column("high_change", "Endring", 0),
        ),
        rows.assign(name=rows.assumption.map(assumption_name), side=rows.side.map(SIDES)),
        note=(
            f"Positive tall gjør mangelen mindre. Størst utslag har {assumption_name(largest.assumption).lower()}: "
            f"inntil {number(to_hundreds(largest.reach))} årsverk. Rekkefølgen sier like mye om spennene vi har valgt, "
            "som om forutsetningene. Utslagene kan ikke legges sammen."
        ),
        quality=("derived", "assumption"),
    )
