"""What calibration settled: each parameter before and after, and what the figures leave open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import codes, labels, table
from helseplan.formats import number
from helseplan.report.display import Column, Table, Text
from helseplan.supply.views.common import GROUPS, listed

if TYPE_CHECKING:
    from helseplan.session import StageRun

OPEN = 0.10
"""A parameter of which less than this is learned, is not determined by the figures."""
MARKS = ("calibrated", "assumption")
_NOTE = (
    "Før er prosjektets forutsetning, etter er det kalibreringen fant. Usikkerheten er ett standardavvik. «Lært» er "
    "hvor mye av usikkerheten før som er borte etter: 0 prosent betyr at tallene kalibreringen sikter mot, ikke "
    "sier noe, og 100 at de bestemmer parameteren helt. «Henger sammen med» er parameteren som kan gjøre mest av "
    "det samme, med korrelasjonen."
)


def common(run: StageRun) -> Table:
    """The parameters that hold for all groups."""
    rows = _rows(run)
    return Table(
        "supply-parameters",
        "Kalibrerte parametre som er felles for gruppene",
        (Column("label", "Parameter", below="unit"), *_columns()),
        rows[rows.group == ""],
        note=_NOTE,
        quality=MARKS,
    )


def by_group(run: StageRun) -> Table:
    """The parameters each group has its own of."""
    rows = _rows(run)
    order = codes("supply_parameters")
    place = {(name, group): at for at, (group, name) in enumerate((g, n) for g in GROUPS for n in order)}
    chosen = rows[rows.group != ""].copy()
    chosen["place"] = [place[key] for key in zip(chosen.parameter, chosen.group, strict=True)]
    chosen["name"] = chosen.group.map(labels("groups"))
    return Table(
        "supply-parameters-groups",
        "Kalibrerte parametre for hver gruppe",
        (Column("name", "Gruppe"), Column("label", "Parameter", below="unit"), *_columns()),
        chosen.sort_values("place"),
        note=(
            "Faktoren på tilgangen ganges med både kandidatene fra Norge og dem fra utlandet. Forskyvningen flytter "
            "hele avgangskurven. Mangelen i basisåret er gruppens del av planens sum; en negativ mangel er et "
            "overskudd. Ordene er forklart under tabellen over de felles parametrene."
        ),
        quality=MARKS,
    )


def identified(run: StageRun) -> Text:
    """Which parameters the figures do not determine, and which stand for one another."""
    rows = run.vintage.read("supply_calibrated")
    weak = rows[rows.learned < OPEN]
    names = [name for name in codes("supply_parameters") if (weak.parameter == name).any()]
    parts = [_together(name, weak[weak.parameter == name].group) for name in names]
    tied = rows.loc[rows.correlation.abs().idxmax()]
    closest = _named(str(tied.closest))
    return Text(
        f"Tallene sier noe om {number(len(rows) - len(weak))} av {number(len(rows))} parametre. "
        f"{_undetermined(parts)}Sterkest bundet til hverandre er {_short(str(tied.parameter), str(tied.group))} og "
        f"{closest} (korrelasjon {number(tied.correlation, 2)}): tallene sier noe om de to samlet, men lite om "
        "hver av dem.",
        quality=MARKS,
    )


def _undetermined(parts: list[str]) -> str:
    if not parts:
        return ""
    return (
        f"De sier nesten ingenting (lært under {number(OPEN * 100)} prosent) om {'; '.join(parts)}. Verdiene der "
        "hviler på forutsetningene. "
    )


def _rows(run: StageRun) -> pd.DataFrame:
    """The calibrated parameters with Norwegian names; ``learned`` in per cent."""
    rows = run.vintage.read("supply_calibrated")
    units = {row["code"]: row["unit"] for row in table("supply_parameters")}
    return rows.assign(
        label=rows.parameter.map(labels("supply_parameters")),
        unit=rows.parameter.map(units),
        decimals=rows.parameter.map(
            {row["code"]: int(row["decimals"]) for row in table("supply_parameters")}
        ),
        learned=rows.learned * 100,
        tied=[_named(closest) for closest in rows.closest],
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("prior", "Før", decimals_from="decimals"),
        Column("prior_sd", "± før", decimals_from="decimals"),
        Column("value", "Etter", decimals_from="decimals"),
        Column("posterior_sd", "± etter", decimals_from="decimals"),
        Column("learned", "Lært", 0, "percent"),
        Column("tied", "Henger sammen med"),
        Column("correlation", "Korrelasjon", 2),
    )


def _named(closest: str) -> str:
    """Name ``inflow lege`` or ``disability`` in Norwegian."""
    parameter, _, group = closest.partition(" ")
    return _short(parameter, group)


def _short(parameter: str, group: str) -> str:
    return _together(parameter, [group] if group else [])


def _together(parameter: str, groups: Iterable[str]) -> str:
    """Name a parameter in running text, with the groups it is about when they have their own of it."""
    short = {row["code"]: row["short"] for row in table("supply_parameters")}[parameter]
    own = [group for group in groups if group]
    return f"{short} for {listed(own)}" if own else short
