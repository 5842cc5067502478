"""How demand grows, and what drives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.demand.checks import driver_sums, totals
from helseplan.demand.engine import DRIVERS
from helseplan.demand.inputs import BASE_YEAR
from helseplan.demand.views.common import SCOPES, Frames, in_scope, ordered_services, service_names
from helseplan.formats import growth_percent, number, to_hundreds
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

DRIVER_NAMES = {
    "population_size": "Flere innbyggere",
    "age_structure": "Eldre befolkning",
    "health": "Bedre helse",
    "younger_users": "Flere yngre brukere",
    "standard": "Standardvekst",
    "productivity": "Produktivitet",
    "informal_care": "Uformell omsorg følger ikke behovet",
}
SHORT_NAMES = {**DRIVER_NAMES, "informal_care": "Uformell omsorg"}
"""For lists and headings, which have little room."""
BREAKS = {"Standardvekst": "Standard\u00advekst", "Produktivitet": "Produk\u00adtivitet"}
"""Where a long heading may be broken."""
HUNDRED = 100
NOTHING = 1e-6
"""Årsverk under which a driver is nought; the sum over orders leaves rounding errors."""


def finding(result: Frames, run: StageRun) -> Text:
    """How demand grows, and what drives it."""
    end, scope = run.params.general.end_year, run.params.demand.scope
    total = totals(result["demand"], run.params.demography.alternative, run.shown_path, scope)
    drivers = driver_sums(result, scope).rename(SHORT_NAMES)
    up, down = (
        drivers[drivers >= HUNDRED].sort_values(ascending=False),
        drivers[drivers <= -HUNDRED].sort_values(),
    )
    return Text(
        f"Etterspørselen i {SCOPES[scope]} går fra **{number(to_hundreds(total[BASE_YEAR]))}** årsverk "
        f"i {BASE_YEAR} til "
        f"**{number(to_hundreds(total[end]))}** i {end}, "
        f"{number(growth_percent(total[end], total[BASE_YEAR]), 1, sign=True)} "
        f"prosent. {_raw(result, run)}"
        f"I modellens rå bane trekker dette opp: {_listed(up)}. Dette trekker ned: {_listed(down)}.",
        quality=(*run.shown_quality, "derived", "assumption"),
    )


def _raw(result: Frames, run: StageRun) -> str:
    """Where the raw path ends, when it is the benchmarked one that is shown."""
    if not run.params.general.benchmark:
        return ""
    end = run.params.general.end_year
    raw = totals(result["demand"], run.params.demography.alternative, "raw", run.params.demand.scope)
    return f"Uten avstemming mot planens tall ender modellen på {number(to_hundreds(raw[end]))}. "


def _listed(drivers: pd.Series) -> str:
    rounded = [f"{str(name).lower()} ({number(to_hundreds(abs(value)))})" for name, value in drivers.items()]
    return ", ".join(rounded) or "ingen ting"


def drivers(result: Frames, run: StageRun, *, id: str = "demand-drivers") -> Figure:
    """Waterfall: what each driver adds to raw demand from the base year to the end year."""
    end, scope = run.params.general.end_year, run.params.demand.scope
    shares = driver_sums(result, scope)
    start = totals(result["demand"], run.params.demography.alternative, "raw", scope)[BASE_YEAR]
    at_work = shares[shares.abs() > NOTHING]
    rows = pd.DataFrame({"label": at_work.index.map(DRIVER_NAMES), "aarsverk": at_work.to_numpy()})
    largest = rows.loc[rows.aarsverk.abs().idxmax()]
    return Figure(
        id,
        f"{largest.label} er den største driveren: {number(to_hundreds(largest.aarsverk), sign=True)} årsverk "
        f"til {end}",
        (
            f"Fossefall fra etterspørselen i {BASE_YEAR}, {number(start)} årsverk, til "
            f"{number(start + shares.sum())} i {end}, i rå bane og {SCOPES[scope]}. Bidrag i årsverk: "
            + ", ".join(f"{row.label.lower()} {number(row.aarsverk, sign=True)}" for row in rows.itertuples())
            + "."
        ),
        lambda: _waterfall(rows, start, end),
        _drivers_table(id, rows, end, scope),
        note=_drivers_note(shares, scope),
        quality=("derived", "assumption"),
    )


def _waterfall(rows: pd.DataFrame, start: float, end: int) -> Drawing:
    figure, ax = style.new_figure(3.8)
    style.horizontal_bars(ax, [str(BASE_YEAR), *rows.label, str(end)], wrap=22)
    foot = start + rows.aarsverk.cumsum().shift(fill_value=0.0)
    final = start + rows.aarsverk.sum()
    ax.barh([0, len(rows) + 1], [start / 1000, final / 1000], color=style.NEUTRAL)
    colours = [style.DEMAND if value > 0 else style.SURPLUS for value in rows.aarsverk]
    ax.barh(range(1, len(rows) + 1), rows.aarsverk / 1000, left=foot / 1000, color=colours)
    marks = [
        (start, number(start / 1000, 1)),
        *(
            (max(left, left + value), number(value / 1000, 1, sign=True))
            for value, left in zip(rows.aarsverk, foot, strict=True)
        ),
        (final, number(final / 1000, 1)),
    ]
    for place, (right, text) in enumerate(marks):
        ax.annotate(text, (right / 1000, place), (4, 0), textcoords="offset points", va="center")
    reach = max(right for right, _ in marks) / 1000
    low = min(start, final, foot.min(), (foot + rows.aarsverk).min()) / 1000 * 0.85
    ax.set_xlim(low, reach + (reach - low) * 0.12)
    style.number_axis(ax.xaxis)
    ax.set_xlabel("Tusen årsverk (aksen begynner ikke på null)")
    return figure


def _drivers_table(id: str, rows: pd.DataFrame, end: int, scope: str) -> Table:
    total = pd.DataFrame([{"label": "Samlet endring", "aarsverk": rows.aarsverk.sum()}])
    return Table(
        f"{id}-table",
        f"Drivere bak endringen {BASE_YEAR}–{end}, rå bane, {SCOPES[scope]}",
        (Column("label", "Driver"), Column("aarsverk", "Årsverk", 0)),
        pd.concat([rows, total]),
    )


def _drivers_note(shares: pd.Series, scope: str) -> str:
    idle = [DRIVER_NAMES[str(name)].lower() for name, value in shares.items() if abs(value) <= NOTHING]
    left_out = f" Utelatt fordi bidraget er null i denne kjøringen: {', '.join(idle)}." if idle else ""
    return (
        f"Rå bane, {SCOPES[scope]}: modellens egen, uten skalering mot planens tall. Bidragene er Shapley-verdier; "
        "de summerer til hele endringen og avhenger ikke av rekkefølgen. Uformell omsorg er en driver fordi den "
        "holdes fast i årsverk: det behovet den ikke følger, faller på de kommunale tjenestene." + left_out
    )


def driver_table(result: Frames, run: StageRun) -> Table:
    """The drivers of each service, with the sum of a scope."""
    end, scope = run.params.general.end_year, run.params.demand.scope
    wide = result["drivers"].pivot(index="service", columns="driver", values="aarsverk")
    wide.columns = wide.columns.astype(str)
    kept = [name for name in ordered_services(result, run).index if name in set(in_scope(result, scope))]
    used = [name for name in DRIVERS if wide.loc[kept, name].abs().max() > NOTHING]
    rows = wide.loc[kept, used].assign(total=wide.loc[kept, used].sum(axis=1))
    rows.insert(0, "label", service_names(rows.index))
    total = pd.DataFrame([{"label": f"Sum, {SCOPES[scope]}", **rows.drop(columns="label").sum()}])
    return Table(
        "demand-driver-services",
        f"Drivere etter tjeneste, rå bane, endring i årsverk {BASE_YEAR}–{end}",
        (
            Column("label", "Tjeneste"),
            *(Column(name, BREAKS.get(SHORT_NAMES[name], SHORT_NAMES[name]), 0) for name in used),
            Column("total", "I alt", 0),
        ),
        pd.concat([rows, total]),
        note="Uformell omsorg gjelder bare de kommunale omsorgstjenestene.",
        quality=("derived", "assumption"),
    )
