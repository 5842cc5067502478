"""What lies behind the change in the gap: demand drivers and supply flows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import codes, labels
from helseplan.formats import number, to_hundreds
from helseplan.gap.attribution import FIRST, LAST
from helseplan.gap.views.common import MODELLED, Frames, path_name, shown
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing
    from matplotlib.text import Annotation

    from helseplan.session import StageRun

VISIBLE = 50.0
"""Årsverk a line must have for the 14 groups together to be shown."""
SIDES = {"demand": "Etterspørsel", "supply": "Tilbud", "benchmark": "Avstemming"}
REST = "Annet"
MAIN = {
    "Befolkning": ("population_size", "age_structure"),
    "Bedre helse": ("health",),
    "Standard og produktivitet": ("standard", "productivity"),
    "Uformell omsorg": ("informal_care",),
    "Nyutdannede": ("graduates",),
    "Utlandet og videre\u00adutdanning": ("abroad", "further_education"),
    "Pensjon og alders\u00adgrense": ("retirement", "age_limit"),
    "Annen avgang": ("death", "emigration", "disability", "leaving"),
    "Løpet i yrket": ("career",),
    "Avstemming": ("benchmark",),
}
"""Column of the table → drivers and flows in it; what is in none of them stands under the rest."""
EXPLAINED = {
    "Løpet i yrket": (
        "«Løpet i yrket» er endret yrkesdeltakelse og stillingsstørrelse når de ansatte blir eldre."
    ),
    REST: f"«{REST}» er resten av driverne og strømmene.",
}
"""Columns whose heading needs a sentence."""
SHORT = {
    "informal_care": "Uformell omsorg",
    "career": "Løpet i yrket",
    "leaving": "Sluttet",
    "abroad": "Fra utlandet",
    "benchmark": "Avstemming",
    "change": "Endrede forutsetninger",
}
"""Narrow names beside the bars; the others stand as in the classification."""
ROOM = 0.14
"""Share of the axis kept free at each end for the numbers."""
CLEAR = 2.0
"""Pixels a number must be from the zero line."""


def attribution(result: Frames, run: StageRun) -> Figure:
    """Waterfall: from the gap in 2025 to the gap in 2040 for the 14 groups together."""
    rows, start = _rows(result, run), _net(result, run, FIRST)
    end = start + rows.aarsverk.sum()
    sides = rows.groupby("side").aarsverk.sum().reindex(list(SIDES), fill_value=0.0)
    seen = rows[rows.aarsverk.abs() >= VISIBLE]
    return Figure(
        "gap-attribution",
        (
            f"Gapet går fra {number(to_hundreds(start))} til {number(to_hundreds(end))} årsverk: etterspørselen øker "
            f"med {number(to_hundreds(-sides['demand']))}, tilbudet med {number(to_hundreds(sides['supply']))}"
            + _benchmark(sides["benchmark"])
        ),
        (
            f"Fossefall fra gapet i {FIRST}, {number(start)} årsverk, til gapet i {LAST}, {number(end)}, for de 14 "
            "gruppene samlet. Bidrag i årsverk: "
            + ", ".join(f"{row.label.lower()} {number(row.aarsverk, sign=True)}" for row in seen.itertuples())
            + "."
        ),
        lambda: _draw(seen, start, end),
        _table(rows, start, end),
        note=(
            f"{path_name(run).capitalize()}. Negative bidrag gjør mangelen større. Driverne i etterspørselen er "
            "Shapley-verdier i rå bane og uavhengige av rekkefølgen. Strømmene i tilbudet er årsverkene som kom til "
            f"og gikk ut fra {FIRST + 1} til og med {LAST}. Avstemmingen er det den avstemte banen legger til den rå. "
            "Bidragene summerer til hele endringen. «Løpet i yrket» er endret yrkesdeltakelse og "
            f"stillingsstørrelse når de ansatte blir eldre. Bidrag under {number(VISIBLE)} årsverk er utelatt i "
            "figuren, der prikkede linjer skiller etterspørsel, tilbud og avstemming."
        ),
        quality=("derived", "calibrated", "assumption"),
        narrow=True,
    )


def _benchmark(value: float) -> str:
    """What the benchmark adds, when it adds anything, so that the title's numbers sum."""
    rounded = to_hundreds(value)
    return f"; avstemmingen gir {number(rounded, sign=True)}" if rounded else ""


def _rows(result: Frames, run: StageRun) -> pd.DataFrame:
    """Every driver and flow of the shown path, summed over the groups: side, driver, label, aarsverk."""
    names = labels("drivers")
    summed = shown(result, "attribution", run).groupby(["side", "driver"], as_index=False).aarsverk.sum()
    place = {code: number for number, code in enumerate(codes("drivers"))}
    summed["order"] = summed.side.map(list(SIDES).index) * 1000 + summed.driver.map(place).fillna(999)
    rows = summed.sort_values("order", ignore_index=True)
    return rows.assign(label=[names.get(code, code) for code in rows.driver])


def _net(result: Frames, run: StageRun, year: int) -> float:
    totals = shown(result, "totals", run).set_index("year")
    return float(totals.net_aarsverk[year])


def _draw(rows: pd.DataFrame, start: float, end: float) -> Drawing:
    figure, ax = style.new_figure(7.6)
    figure.set_figwidth(style.NARROW)
    names = [SHORT.get(row.driver, row.label) for row in rows.itertuples()]
    style.horizontal_bars(ax, [f"Gapet {FIRST}", *names, f"Gapet {LAST}"], wrap=20)
    foot = start + rows.aarsverk.cumsum().shift(fill_value=0.0)
    last = len(rows) + 1
    ax.barh([0, last], [start / 1000, end / 1000], color=style.NEUTRAL)
    colours = [style.SURPLUS if value > 0 else style.SHORTAGE for value in rows.aarsverk]
    ax.barh(range(1, last), rows.aarsverk / 1000, left=foot / 1000, color=colours)
    changes = rows.side.ne(rows.side.shift())
    for place in rows.index.get_indexer(rows.index[changes]):
        ax.axhline(place + 0.5, color=style.SPINE, linewidth=0.8, linestyle=":")
    style.zero_line(ax, "x")
    low, high = ax.get_xlim()
    ax.set_ylim(last + 0.6, -0.6)
    ax.set_xlim(low - (high - low) * ROOM, high + (high - low) * ROOM)
    style.number_axis(ax.xaxis)
    ax.set_xlabel("Tusen årsverk")
    bars = [(0.0, start), *zip(foot, foot + rows.aarsverk, strict=True), (0.0, end)]
    texts = [number(value / 1000, 1, sign=True) for value in rows.aarsverk]
    _mark(ax, bars, [number(start / 1000, 1), *texts, number(end / 1000, 1)])
    return figure


def _mark(ax: Axes, bars: Sequence[tuple[float, float]], texts: Sequence[str]) -> None:
    """Write each bar's number to the right of it, or to the left where the zero line would go through it."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    zero = ax.transData.transform((0.0, 0.0))[0]
    for place, (ends, text) in enumerate(zip(bars, texts, strict=True)):
        mark = _text(ax, max(ends), place, text, left=False)
        box = mark.get_window_extent()
        if box.x0 - CLEAR < zero < box.x1 + CLEAR and max(ends) < 0:
            mark.remove()
            _text(ax, min(ends), place, text, left=True)


def _text(ax: Axes, x: float, place: int, text: str, *, left: bool) -> Annotation:
    return ax.annotate(
        text,
        (x / 1000, place),
        (-4 if left else 4, 0),
        textcoords="offset points",
        va="center",
        ha="right" if left else "left",
    )


def _table(rows: pd.DataFrame, start: float, end: float) -> Table:
    first = {"name": "", "label": f"Gapet {FIRST}", "aarsverk": start}
    last = {"name": "", "label": f"Gapet {LAST}", "aarsverk": end}
    named = rows.assign(name=rows.side.map(SIDES))
    return Table(
        "gap-attribution-table",
        f"Endringen i gapet {FIRST}–{LAST} for de 14 gruppene, årsverk",
        (Column("label", "Ledd"), Column("name", "Side"), Column("aarsverk", "Årsverk", 0)),
        pd.concat([pd.DataFrame([first]), named, pd.DataFrame([last])]),
    )


def attribution_by_group(result: Frames, run: StageRun) -> Table:
    """Each group's gap in the two years and the main drivers and flows between them."""
    gap = shown(result, "gap", run).pivot(index="group", columns="year", values="gap_aarsverk")
    parts = shown(result, "attribution", run).pivot_table(
        index="group", columns="driver", values="aarsverk", aggfunc="sum"
    )
    table = pd.DataFrame({"first": gap[FIRST]}).reindex(MODELLED)
    for name, drivers in MAIN.items():
        table[name] = parts.reindex(columns=list(drivers), fill_value=0.0).sum(axis=1)
    table[REST] = parts.sum(axis=1) - table[list(MAIN)].sum(axis=1)
    table["last"] = gap[LAST]
    rows = pd.concat([table, table.sum().to_frame("all").T])
    rows.insert(0, "group", [*(labels("groups")[code] for code in MODELLED), "I alt"])
    used = [name for name in (*MAIN, REST) if rows[name].abs().max() >= 0.5]
    return Table(
        "gap-attribution-groups",
        f"Endringen i gapet {FIRST}–{LAST} etter gruppe, årsverk, {path_name(run)}",
        (
            Column("group", "Gruppe"),
            Column("first", f"Gap {FIRST}", 0),
            *(Column(name, name, 0) for name in used),
            Column("last", f"Gap {LAST}", 0),
        ),
        rows,
        note=" ".join(
            [
                "Negative tall gjør mangelen større.",
                *(text for name, text in EXPLAINED.items() if name in used),
                *(["Kolonner uten utslag er utelatt."] if len(used) <= len(MAIN) else []),
            ]
        ),
        quality=("derived", "calibrated", "assumption"),
    )
