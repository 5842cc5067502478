"""For whom: what each group lacks before and after, and when the total is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number
from helseplan.measures.views.common import (
    LAST,
    MODELLED,
    QUALITY,
    Frames,
    about,
    apart,
    carries_out,
    gaps_at_the_side,
    last_gaps,
    listed,
    plural,
    scenario_name,
    short_of,
    spare_of,
)
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

CLOSED = "closed"
SHOWN = ("reference", "plan_low", "plan_high", "chosen", CLOSED)
WHOLE = "package"
"""The mix of all that is carried out, in the artefact ``goals``."""


def _demand(run: StageRun) -> pd.Series:
    """Each group's demand without measures in the last year, årsverk."""
    gap = run.artefact("gap", "gap")
    rows = gap[(gap.path == run.shown_path) & (gap.year == LAST)]
    return rows.set_index("group").demand_aarsverk.reindex(MODELLED)


def groups(result: Frames, run: StageRun) -> Figure:
    """Dumbbells: each group's gap in 2040 before and after the run's measures, in per cent of demand."""
    scenario = "chosen" if carries_out(result) else "plan_high"
    gaps = last_gaps(result)
    rows = pd.DataFrame({"before": gaps.reference, "after": gaps[scenario], "demand": _demand(run)})
    rows = rows.sort_values("after", key=apart, kind="stable").assign(
        group=lambda found: found.index.map(labels("groups"))
    )
    for end in ("before", "after"):
        rows[f"{end}_percent"] = rows[end] / rows.demand * 100
    short = short_of(rows.after)
    return Figure(
        "measures-groups",
        _title(short, len(rows), scenario),
        (
            f"Linjer fra gapet uten tiltak til gapet med tiltakene i {LAST}, for hver gruppe i prosent av "
            "etterspørselen uten tiltak. I årsverk: "
            + "; ".join(
                f"{row.group.lower()} {number(row.before)} til {number(row.after, sign=True)}"
                for row in rows.itertuples()
            )
            + "."
        ),
        lambda: _draw(rows),
        _table(rows, scenario),
        note=(
            f"Scenarioet er «{scenario_name(scenario)}». Tallene til høyre er gapet i årsverk med tiltakene, avrundet "
            "til hundre. Prosentene er av gruppens etterspørsel uten tiltak."
        ),
        quality=(*QUALITY, *run.shown_quality),
        narrow=True,
    )


def _table(rows: pd.DataFrame, scenario: str) -> Table:
    return Table(
        "measures-groups-table",
        f"Gapet i {LAST} uten og med tiltak, {scenario_name(scenario).lower()}",
        (
            Column("group", "Gruppe"),
            Column("before", "Uten tiltak", 0, unit="aarsverk"),
            Column("after", "Med tiltak", 0, unit="aarsverk"),
            Column("before_percent", "Uten tiltak", 1, unit="percent"),
            Column("after_percent", "Med tiltak", 1, unit="percent"),
        ),
        rows,
    )


def _title(short: pd.Series, count: int, scenario: str) -> str:
    who = "kjøringens tiltak" if scenario == "chosen" else "planens høyeste anslag"
    if short.empty:
        return f"Med {who} mangler ingen av de {count} gruppene folk i {LAST}"
    return (
        f"Med {who} mangler {len(short)} av {count} grupper folk i {LAST}, mest {plural(str(short.index[0]))}: "
        f"{about(-short.iloc[0])} årsverk"
    )


def _draw(rows: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(0.38 * len(rows) + 1.3)
    figure.set_figwidth(style.NARROW)
    style.horizontal_bars(ax, list(rows.group))
    places = np.arange(len(rows))
    ax.hlines(places, rows.before_percent, rows.after_percent, color=style.GRID, linewidth=4)
    ax.plot(rows.before_percent, places, "o", color=style.GREY, label="Uten tiltak", markersize=6)
    for short, colour, name in (
        (True, style.SHORTAGE, "Mangel med tiltak"),
        (False, style.SURPLUS, "Overskudd med tiltak"),
    ):
        chosen = (rows.after < 0).to_numpy() == short
        ax.plot(rows.after_percent[chosen], places[chosen], "D", color=colour, label=name, markersize=7)
    gaps_at_the_side(ax, rows.after)
    ax.set_xlabel("Prosent av etterspørselen")
    figure.legend(loc="outside upper left", ncols=2, handlelength=1.0)
    return figure


def by_group(result: Frames, run: StageRun) -> Table:
    """Each group's gap without measures, with the plan's, with the run's own, and when the total is closed."""
    gaps = last_gaps(result).reindex(columns=list(SHOWN))
    used = [
        name
        for name in SHOWN
        if gaps[name].notna().any() and not (name == CLOSED and gaps.reference.sum() >= 0)
    ]
    total = pd.concat([gaps[used], _sums(gaps[used])])
    total.insert(0, "name", [labels("groups").get(code, code) for code in total.index])
    return Table(
        "measures-by-group",
        f"Gapet i {LAST} etter gruppe, årsverk",
        (Column("name", "Gruppe"), *(Column(name, scenario_name(name), 0) for name in used)),
        total,
        note=(
            "Minus er underskudd. "
            + (
                "«Nettogapet i null» er kjøringens tiltak med lavere styrke, slik at summen akkurat er null."
                if CLOSED in used
                else ""
            )
        ),
        quality=(*QUALITY, *run.shown_quality),
    )


def _sums(gaps: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Netto": gaps.sum(),
            "Brutto underskudd": gaps.clip(upper=0).sum(),
            "Brutto overskudd": gaps.clip(lower=0).sum(),
        }
    ).T


def when_closed(result: Frames, run: StageRun) -> Text:
    """Which shortages remain and which surpluses grow when the net gap is exactly closed."""
    gaps = last_gaps(result)
    quality = (*QUALITY, *run.shown_quality)
    if gaps.reference.sum() >= 0:
        return Text("Nettogapet er lukket også uten tiltak.", quality)
    if not carries_out(result):
        return Text("Kjøringen gjennomfører ingen tiltak, så nettogapet står åpent.", quality)
    if CLOSED not in gaps:
        return Text(
            "Kjøringens tiltak lukker ikke nettogapet, heller ikke med full styrke. Det finnes derfor ikke noe punkt "
            "der summen er null.",
            quality,
        )
    short, spare = short_of(gaps.closed), spare_of(gaps.closed)
    grown = spare[gaps.closed[spare.index] > gaps.reference[spare.index]]
    words = [
        f"{plural(str(group))} (fra {about(gaps.reference[group], sign=True)} til {about(value, sign=True)})"
        for group, value in grown.iloc[:3].items()
    ]
    left = [f"{about(-value)} årsverk {plural(str(group))}" for group, value in short.iloc[:3].items()]
    return Text(
        f"Settes styrken til {_factor(result)} av kjøringens, er nettogapet akkurat null. "
        + (
            f"Da mangler {len(short)} av {len(gaps)} grupper fortsatt folk, mest {listed(left)}. "
            if len(short)
            else "Da mangler ingen gruppe folk. "
        )
        + (f"Størst er disse overskuddene, som også har vokst: {listed(words)}. " if words else "")
        + ("Null i sum er altså ikke balanse for hver gruppe." if len(short) else ""),
        quality,
    )


def _factor(result: Frames) -> str:
    goals = result["goals"]
    row = goals[(goals.mix == WHOLE) & (goals.target == "all")]
    return f"**{number(float(row.intensity.iloc[0]) * 100)} prosent**"
