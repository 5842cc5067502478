"""Growth accounting: activity and input behind a change in productivity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number
from helseplan.productivity.growth import ACCOUNTS
from helseplan.productivity.views.common import Frames, account, fell_or_rose, span
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

MAIN = "aarsverk_2019_2024"
INPUTS = {"aarsverk": "årsverk", "krone": "krone"}
REMARKS = {
    "krone_2019_2024_plan": "kostnaden følger av planens indekspoeng",
    "krone_2019_2024_samdata": "kostnaden følger av SAMDATAs endringer",
    "krone_2022_2023": "2022 korrigert for pandemien",
    "krone_2022_2023_uncorrected": "uten korreksjon",
    "krone_2002_2006": "kilden skriver «mer penger» og sier ikke om prisene er faste",
    "krone_2002_2006_adjusted": "kostnaden korrigert av kilden for nye oppgaver og omlagt arbeidsgiveravgift",
}
SHOWN = {
    "output_change": "Endring i DRG-poeng",
    "input_change": "Endring i årsverk",
    "share_output": "Bidrag fra aktiviteten",
    "share_input": "Bidrag fra personellet",
    "productivity_change": "Endring i DRG-poeng per årsverk",
    "productivity_per_year": "Det samme per år",
}


def decomposition(result: Frames) -> Figure:
    """Bars: what activity and staff contributed to the change in DRG points per årsverk, in per cent."""
    rows = account(result, MAIN)
    change, up, down = (rows.value[name] for name in ("productivity_change", "share_output", "share_input"))
    data = rows.loc[list(SHOWN)].assign(label=list(SHOWN.values())).reset_index()
    data["span"] = [span(row.low, row.high, 2) for row in data.itertuples()]
    return Figure(
        "productivity-decomposition",
        (
            f"DRG-poeng per årsverk {fell_or_rose(change)} {number(abs(change), 2)} prosent fra 2019 til 2024: "
            f"aktiviteten bidro med {number(up, 2, sign=True)} og personellet med {number(down, 2, sign=True)} "
            "prosentpoeng"
        ),
        (
            f"Tre søyler. Aktiviteten bidrar med {number(up, 2, sign=True)} prosentpoeng, personellet med "
            f"{number(down, 2, sign=True)} prosentpoeng, og summen er endringen i DRG-poeng per årsverk, "
            f"{number(change, 2, sign=True)} prosent."
        ),
        lambda: _draw(rows),
        Table(
            "productivity-decomposition-table",
            "Vekstregnskap for DRG-poeng per årsverk 2019–2024, prosent",
            (
                Column("label", "Størrelse"),
                Column("value", "Prosent", 2),
                Column("span", "Avrunding tillater"),
            ),
            data,
        ),
        note=(
            "Bidragene er eksakte Shapley-verdier: gjennomsnittet av å endre aktiviteten først og sist. De summerer "
            "til hele endringen, og avviker derfor fra veksten i hver. Et bidrag er i prosentpoeng av endringen, det "
            "vil si prosent av nivået i 2019. Ingenting er i indekspoeng. "
            "Planens figur begynner i 2017, men endringen i årsverk er bare trykt fra 2019; indeksen er derfor ikke "
            "ført tilbake til 2017."
        ),
        quality=("published", "derived"),
        narrow=True,
    )


def accounts(result: Frames) -> Table:
    """Every period with printed changes in both output and input."""
    growth = result["growth"].pivot(index="account", columns="measure", values=["value", "low", "high"])
    growth = growth.loc[[item.code for item in ACCOUNTS]]
    rows = growth["value"].reset_index()
    ends = zip(growth["low"].productivity_change, growth["high"].productivity_change, strict=True)
    rows["span"] = [span(low, high, 1) for low, high in ends]
    since = [item.code for item in ACCOUNTS if (item.start, item.end) == (2019, 2024)]
    worse = int((growth["value"].productivity_change[since] < 0).sum())
    rows["label"] = [
        f"{item.start}–{item.end}, per {INPUTS[item.input]}"
        + (f", {labels('regions')[item.region]}" if item.region != "0" else "")
        for item in ACCOUNTS
    ]
    rows["remark"] = [REMARKS.get(item.code, "") for item in ACCOUNTS]
    return Table(
        "productivity-accounts",
        (
            f"Vekstregnskap, prosent: i {number(worse)} av {number(len(since))} regnskap for 2019–2024 vokste "
            "innsatsen mer enn DRG-poengene"
        ),
        (
            Column("label", "Periode og mål", below="remark"),
            Column("output_change", "DRG-poeng", 1),
            Column("input_change", "Innsats", 1),
            Column("productivity_change", "Produktivitet", 1),
            Column("span", "Avrunding tillater"),
            Column("productivity_per_year", "Per år", 2),
        ),
        rows,
        note=(
            "Innsatsen er årsverk i «per årsverk» og kostnad i «per krone», i faste priser der ikke annet står. Der "
            "tallene er trykt i hele prosent, er spennet bredt. Periodene har ulike vekter og grupperinger av "
            "DRG og skal ikke kjedes sammen."
        ),
        quality=("published", "derived"),
    )


def about_accounts(result: Frames) -> Text:
    """Årsverk against krone since 2019, and what the comparison does not say."""
    staff = account(result, MAIN).value["productivity_change"]
    cost = sorted(
        account(result, f"krone_2019_2024_{route}").value["productivity_change"]
        for route in ("plan", "samdata")
    )
    return Text(
        f"Fra 2019 til 2024 ble DRG-poeng per årsverk endret med {number(staff, 1)} prosent, og DRG-poeng per krone "
        f"med {number(cost[0], 1)} eller {number(cost[1], 1)} prosent. De to målene er ulike: kostnaden "
        "omfatter også innleie, varer, legemidler og bygg, og prisjusteringen er en annen. Ingen av målene viser "
        "kvalitet, forskning, undervisning eller hvor syke pasientene er ut over det DRG-vektene fanger. Personell i "
        "psykisk helsevern og rus er med i årsverkene, men ikke i poengene.",
        quality=("derived",),
    )


def _draw(rows: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(2.4)
    figure.set_figwidth(style.NARROW)
    names = {
        "share_output": "Aktivitet",
        "share_input": "Personell",
        "productivity_change": "DRG-poeng per årsverk",
    }
    style.horizontal_bars(ax, list(names.values()))
    values = rows.value[list(names)]
    colours = [style.NEUTRAL if name == "productivity_change" else _colour(values[name]) for name in names]
    ax.barh(range(len(names)), values, color=colours, height=0.6)
    for place, value in enumerate(values):
        ax.annotate(
            number(value, 2, sign=True),
            (value, place),
            (5 if value >= 0 else -5, 0),
            textcoords="offset points",
            va="center",
            ha="left" if value >= 0 else "right",
        )
    style.zero_line(ax, "x")
    reach = values.abs().max() * 1.5
    ax.set_xlim(-reach, reach)
    style.number_axis(ax.xaxis, sign=True)
    ax.set_xlabel("Prosent av nivået i 2019")
    return figure


def _colour(value: float) -> str:
    return style.BLUE if value >= 0 else style.ORANGE
