"""The index of DRG points per krone, by two sources that do not agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan.formats import number
from helseplan.productivity.drg import PER_KRONE, PLAN, SAMDATA
from helseplan.productivity.views.common import Frames, account, fell_or_rose, span
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

ROUTES = {
    PLAN: ("planens indekspoeng", style.BLUE, "o"),
    SAMDATA: ("SAMDATAs endringer", style.ORANGE, "D"),
}
"""Route → its name, colour and mark."""
TOLD = 2019
"""The year where the two are told apart by name."""
OFFSET: dict[str, Any] = {"textcoords": "offset points"}


def finding(result: Frames) -> Text:
    """What growth accounting says about hospitals since 2019."""
    rows = account(result, "aarsverk_2019_2024")
    points, staff = rows.value["output_change"], rows.value["input_change"]
    change, yearly = rows.loc["productivity_change"], rows.value["productivity_per_year"]
    return Text(
        f"Fra 2019 til 2024 økte DRG-poengene med {number(points, 1)} prosent og årsverkene med {number(staff, 1)} "
        f"prosent. DRG-poeng per årsverk **{fell_or_rose(change.value)} dermed {number(abs(change.value), 2)} "
        f"prosent**, {number(abs(yearly), 2)} prosent i året. Tallene er trykt med én desimal, og endringen kan ligge "
        f"fra {span(change.low, change.high, 2)} prosent. Årsverkene gjelder hele spesialisthelsetjenesten, mens "
        "DRG-poengene bare gjelder somatikk. Målet sier ikke noe om kvalitet, forskning eller undervisning.",
        quality=("published", "derived"),
    )


def index(result: Frames) -> Figure:
    """Points by source: DRG points per krone, the years that printed figures determine; gaps are gaps."""
    rows = _wide(result)
    falls = {route: rows[f"{route}_value"][2024] - rows[f"{route}_value"][2019] for route in (PLAN, SAMDATA)}
    small, large = sorted(falls.values(), key=abs)
    return Figure(
        "productivity-index",
        (
            f"DRG-poeng per krone {fell_or_rose(large)} {number(abs(small), 1)} eller {number(abs(large), 1)} "
            "indekspoeng fra 2019 til 2024: kildene er ikke enige"
        ),
        (
            "To sett punkter med 2017 = 100. "
            + " ".join(f"Etter {ROUTES[route][0]}: {_words(rows, route)}." for route in (PLAN, SAMDATA))
        ),
        lambda: _draw(rows),
        Table(
            "productivity-index-table",
            "DRG-poeng per krone, faste priser, indeks med 2017 = 100",
            (
                Column("year", "År"),
                Column("plan_value", "Planens indekspoeng", 1),
                Column("plan_span", "Avrunding tillater"),
                Column("samdata_value", "SAMDATAs endringer", 1),
                Column("samdata_span", "Avrunding tillater "),
            ),
            rows.reset_index(),
            note="Strek betyr at kilden ikke har trykt et tall for året.",
        ),
        note=(
            "Planen viser indeksen som en figur uten tall. Nivået i 2024 er SAMDATAs endring fra 2017 for begge. "
            "Planens punkter for 2019 og 2023 er avstanden i indekspoeng, som planen kaller prosentpoeng. SAMDATAs "
            "punkter er endringer i prosent, fra utgavene for 2023 og 2024, som ikke trenger å passe sammen; 2022 er "
            "korrigert for pandemien. Årene uten punkt er ikke trykt som tall. Indekspoeng er ikke prosent. Aksen "
            "begynner ikke på null."
        ),
        quality=("derived",),
        narrow=True,
    )


def about_editions(run_figures: pd.DataFrame) -> Text:
    """Why the two sources cannot both be right, with the third edition beside them."""
    national = run_figures[run_figures.region == "0"].set_index(["item", "year"]).value
    before = national["cost_per_drg_point_change", "2019"]
    since = national["cost_per_drg_point_change_2019_2023", "2023"]
    raw, corrected = (
        national[f"cost_per_drg_point_change{edition}", "2023"] for edition in ("_uncorrected", "")
    )
    return Text(
        "Planen sier at produktiviteten økte fra 2017 til 2019. Helsedirektoratet skrev i 2020 at kostnadsnivået økte "
        f"fra 2017 til 2019, og med {number(before, 1)} prosent fra 2018 til 2019; det er lavere produktivitet. Senere "
        f"utgaver gir en realvekst i kostnad per DRG-poeng på {number(since, 1)} prosent fra 2019 til 2023. Vekter, "
        "grupperinger og prisjustering endres mellom utgavene. Vi velger ikke mellom dem: begge veier er vist, og "
        "begge peker ned fra 2019.\n\n"
        "SAMDATA for 2024 sier også at produktiviteten har økt hvert år etter 2020. Punktene i figuren går ikke den "
        "veien fra 2022 til 2023: de bygger på utgaven for 2023, der 2022 er korrigert for pandemien og kostnaden per "
        f"DRG-poeng endret seg med {number(corrected, 1, sign=True)} prosent. Uten korreksjonen var endringen "
        f"{number(raw, 1, sign=True)} prosent, altså høyere produktivitet. Utgaven for 2024 har ikke trykt endringen "
        "fra 2022 til 2023 på nytt.",
        quality=("published",),
    )


def _wide(result: Frames) -> pd.DataFrame:
    rows = result["indices"][result["indices"]["item"] == PER_KRONE]
    wide = rows.pivot(index="year", columns="route", values=["value", "low", "high"])
    wide.columns = [f"{route}_{measure}" for measure, route in wide.columns]
    for route in (PLAN, SAMDATA):
        wide[f"{route}_span"] = [
            "" if pd.isna(low) or high - low < 1e-9 else span(low, high, 1)
            for low, high in zip(wide[f"{route}_low"], wide[f"{route}_high"], strict=True)
        ]
    return wide


def _words(rows: pd.DataFrame, route: str) -> str:
    values = rows[f"{route}_value"].dropna()
    return ", ".join(f"{number(value, 1)} i {year}" for year, value in values.items())


def _draw(rows: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(3.4)
    figure.set_figwidth(style.NARROW)
    columns = [f"{route}_value" for route in ROUTES]
    ax.axhline(100, color=style.SPINE, linewidth=1)
    for route, column in zip(ROUTES, columns, strict=True):
        _draw_route(ax, rows[columns], column, *ROUTES[route])
    ax.set_ylim(rows[columns].min(axis=None) - 2.5, rows[columns].max(axis=None) + 2)
    ax.set_xlim(2016.4, 2024.8)
    style.year_axis(ax.xaxis)
    style.number_axis(ax.yaxis)
    style.unit_label(ax, "Indeks, 2017 = 100")
    return figure


def _draw_route(ax: Axes, rows: pd.DataFrame, column: str, name: str, colour: str, marker: str) -> None:
    """Join neighbouring years only: a line across years without a number would show what nobody has printed."""
    values = rows[column]
    every = values.reindex(range(values.index.min(), values.index.max() + 1))
    ax.plot(every.index, every, marker=marker, color=colour, markersize=8)
    for year, value in values.dropna().items():
        others = rows.loc[year].drop(column).dropna()
        same = bool((others.round(6) == round(value, 6)).any())
        above = bool((others <= value).all()) and len(others) > 0
        if same and column != rows.columns[0]:
            continue
        text = number(value, 1)
        if year == TOLD:
            ax.annotate(f"{text} {name}", (year, value), (9, 0), **OFFSET, va="center", color=colour)
        else:
            lift = 9 if above else -18
            ax.annotate(
                text, (year, value), (0, lift), **OFFSET, ha="center", color=style.TEXT if same else colour
            )
