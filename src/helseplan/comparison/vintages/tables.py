"""The tables of two vintages side by side: headline numbers, where the figures are from, and what has changed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from helseplan import formats
from helseplan.classifications import labels
from helseplan.comparison.rows import BELOW, Row, columns, difference, texts
from helseplan.comparison.source import LAST
from helseplan.comparison.vintages import headlines as h
from helseplan.comparison.vintages.series import CLASSES, COLUMN_NAMES, LARGE, SMALL, WEIGHTY, Change
from helseplan.comparison.vintages.words import untold
from helseplan.comparison.why.naming import titles
from helseplan.contracts.shared import MODELLED
from helseplan.fetching.origin import Fetch, Origin
from helseplan.formats import number
from helseplan.report.display import Column, Table
from helseplan.vintages import Vintage

SHOWN = 8
"""Changed cells shown for each series; the CSV has all."""
_PERCENT = 100
_FEW = 100
"""Persons or årsverk: fewer than this are told with a decimal."""
AMOUNTS = (COLUMN_NAMES["persons"], COLUMN_NAMES["aarsverk"])
_RAW = " (rå bane)"


def numbers(vintages: Sequence[Vintage], found: Sequence[h.Headlines]) -> Table:
    """What the reference run gives on each, on both paths."""
    rows = [_values(said.capitalize(), found, said) for said in h.POPULATION.values()]
    for path, said in (("benchmarked", ""), ("raw", _RAW)):
        rows += [
            _values(f"{quantity.capitalize()}{said}", found, quantity, path)
            for quantity in (h.NARROW, h.WIDE, h.SUPPLY, h.DEMAND, h.NET, h.SHORTAGE, h.SURPLUS)
        ]
    return Table(
        "arganger-tall",
        f"Referansekjøringen på hver årgang: personer og årsverk i {LAST}",
        columns("Størrelse", [vintage.name for vintage in vintages]),
        pd.DataFrame(rows),
        note=(
            f"{BELOW.format(first=f'«{vintages[0].name}»')} Begge er regnet nå, med dagens program og "
            "standardparametrene, uten tiltak. Tall uten merke er på den avstemte banen. Nettogapet er tilbud minus "
            "etterspørsel, minus mangelen i basisåret; et negativt gap betyr at det mangler personell."
        ),
        quality=("calibrated", "derived"),
    )


def groups(vintages: Sequence[Vintage], found: Sequence[h.Headlines]) -> Table:
    """The gap of each group on each."""
    names = labels("groups")
    rows = [_values(names[group], found, h.GAP, "benchmarked", names[group]) for group in MODELLED]
    return Table(
        "arganger-grupper",
        f"Gapet i {LAST} for hver gruppe uten tiltak, årsverk",
        columns("Gruppe", [vintage.name for vintage in vintages]),
        pd.DataFrame([*rows, _values("I alt, netto", found, h.NET)]),
        note=f"{BELOW.format(first=f'«{vintages[0].name}»')} Tallene er på den avstemte banen.",
        quality=("calibrated",),
    )


def series(changes: Sequence[Change], vintages: Sequence[Vintage], one_percent: float) -> Table:
    """One row per changed series.

    Args:
        changes: The changed series; at least one.
        vintages: The two.
        one_percent: What a per cent of demand is in 2040, årsverk.
    """
    names = titles(vintages)
    rows = [
        {
            "series": names.get(change.series, change.series),
            "code": change.series,
            "size": CLASSES[change.size],
            "most": _most(change),
            "cells": len(change.cells),
            "texts": f"{number(change.texts)} i tekst" if change.texts else "",
            "added": change.added,
            "removed": f"{number(change.removed)} borte" if change.removed else "",
        }
        for change in changes
    ]
    return Table(
        "arganger-serier",
        "Serier som er endret",
        (
            Column("series", "Serie", below="code"),
            Column("size", "Endring", below="most"),
            Column("cells", "Tall endret", 0, below="texts"),
            Column("added", "Nye rader", 0, below="removed"),
        ),
        pd.DataFrame(rows),
        note=(
            f"Liten: under {number(SMALL * _PERCENT)} prosent. Stor: fra {number(LARGE * _PERCENT)} prosent. Med liten "
            "skrift står den største endringen i ett tall, i prosent av det største av før og etter; andelen nye og "
            "borte rader teller på samme måte. Tall som er mindre enn "
            f"{number(WEIGHTY * _PERCENT)} prosent av det største av sitt slag, teller ikke med i klassen. Grensene er "
            f"valgt etter hva som betyr noe for gapet: 1 prosent av etterspørselen i de {len(MODELLED)} gruppene er "
            f"{number(one_percent)} årsverk i {LAST}. Ny inndeling: færre enn halvparten av radene er felles; da vises "
            "endringen i det som kan sammenlignes, og tall uten samme inndeling i begge er utelatt. Ny eller borte: "
            "bare den ene årgangen har serien. Restledd teller ikke med i klassen. Tekst er kilder, merknader og "
            "kvalitetsmerker."
        ),
    )


def _most(change: Change) -> str:
    if len(change.cells):
        return f"{number(change.counted * _PERCENT, 1)} %"
    return "" if change.size != "regrouped" else "likt" if change.compared else "ikke sammenlignbar"


def cells(change: Change, vintages: Sequence[Vintage]) -> Table:
    """The largest changes in a series.

    Args:
        change: A series with changed numbers.
        vintages: The two.
    """
    largest = change.cells.head(SHOWN)
    rows = [
        texts(
            row["nøkkel"],
            shown(row["før"], row["etter"], row["kolonne"]),
            ["", _moved(row["før"], row["etter"])],
        )
        | {"column": row["kolonne"]}
        for row in largest.to_dict("records")
    ]
    left = len(change.cells) - len(largest)
    return Table(
        f"arganger-serie-{change.series.replace('_', '-')}",
        f"{titles(vintages).get(change.series, change.series)}: de største endringene",
        (
            Column("label", "Rad", below="column"),
            *(Column(f"run{i}", vintage.name, 0, below=f"below{i}") for i, vintage in enumerate(vintages)),
        ),
        pd.DataFrame(rows),
        note=" ".join(
            [
                f"Med liten skrift: endringen i prosent av tallet i «{vintages[0].name}».",
                *(["Navn i «» er koder i datafilen."] if largest["nøkkel"].map(untold).any() else []),
                *([change.compared] if change.compared else []),
                *([f"{number(left)} tall til er endret; de står i CSV-filen."] if left else []),
            ]
        ),
    )


def shown(before: float, after: float, column: str) -> list[str]:
    """Return two numbers as precise as their series needs.

    Persons and årsverk are whole, with a decimal when they are few; other numbers have three significant digits, and
    as many more as it takes to tell the two apart.
    """
    size = max((abs(value) for value in (before, after) if not math.isnan(value)), default=0.0)
    least = (0 if size >= _FEW else 1) if column in AMOUNTS else max(0, 2 - _digits(size))
    whole = all(math.isnan(value) or value == round(value) for value in (before, after))
    for decimals in (0,) if whole else range(least, least + 3):
        said = [number(value, decimals) for value in (before, after)]
        if said[0] != said[1]:
            break
    return said


def _digits(size: float) -> int:
    """The power of ten of the first digit."""
    return math.floor(math.log10(size)) if size > 0 else 0


def _moved(before: float, after: float) -> str:
    """A change in per cent of what was before; in its own unit where that was nought."""
    if math.isnan(before) or math.isnan(after):
        return ""
    if before == 0:
        return number(after, 1, sign=True)
    return f"{number((after - before) / abs(before) * _PERCENT, 1, sign=True)} %"


def origins(vintages: Sequence[Vintage], found: Sequence[Origin | None]) -> Table:
    """How each came about."""
    rows: list[Row] = [
        texts("Laget fra", [origin.parent if origin else "følger med programmet" for origin in found]),
        texts("Laget", [formats.moment(origin.created) if origin else "" for origin in found]),
        texts("Programversjon", [origin.version if origin else "" for origin in found]),
        texts(
            "Tabeller hentet",
            [str(sum(bool(each.series) for each in origin.tables)) if origin else "0" for origin in found],
        ),
        texts("Ikke hentet", [", ".join(origin.kept) if origin and origin.kept else "" for origin in found]),
    ]
    return Table(
        "arganger-opphav",
        "Hvordan årgangene er blitt til",
        columns("Opphav", [vintage.name for vintage in vintages], None),
        pd.DataFrame(
            [
                {**row, **{key: row[key] or formats.MISSING for key in row if key.startswith("run")}}
                for row in rows
            ]
        ),
    )


def fetched(found: Sequence[Origin | None], vintages: Sequence[Vintage]) -> Table:
    """Every table that one of them has fetched, side by side.

    Args:
        found: Their origins; at least one has tables.
        vintages: The two.
    """
    keys = dict.fromkeys(table.row for origin in found if origin for table in origin.tables)
    names = titles(vintages)
    rows = []
    for key in keys:
        each = [origin.table(key) if origin else None for origin in found]
        known = next(table for table in reversed(each) if table)
        rows.append(
            texts(known.title, [_updated(table) for table in each], [_details(table) for table in each])
            | {"about": f"{key}, til {_into(known, names)}"}
        )
    return Table(
        "arganger-tabeller",
        "Tabeller som er hentet",
        (
            Column("label", "Tabell", below="about"),
            *(Column(f"run{i}", vintage.name, below=f"below{i}") for i, vintage in enumerate(vintages)),
        ),
        pd.DataFrame(rows),
        note=(
            "Tidspunktet er når kilden sist oppdaterte tabellen. Med liten skrift: når svaret ble hentet, antall "
            "celler, og de første tolv tegnene av SHA-256 over råsvarene. Strek: ikke hentet i den årgangen."
        ),
    )


def _values(
    label: str, found: Sequence[h.Headlines], quantity: str, path: str = "benchmarked", group: str = ""
) -> Row:
    values = [each.value(quantity, path, group) for each in found]
    below = ["", *(difference(value - values[0]) for value in values[1:])]
    return texts(label, [number(value) for value in values], below)


def _into(table: Fetch, names: dict[str, str]) -> str:
    return "; ".join(names.get(series, series) for series in table.series) or "gyldige koder"


def _updated(table: Fetch | None) -> str:
    if table is None:
        return formats.MISSING
    return formats.moment(table.updated) if table.updated else "ikke oppgitt"


def counted(count: int, one: str, many: str) -> str:
    """Return a number and its noun: ``1 celle``, ``2 celler``."""
    return f"{number(count)} {one if count == 1 else many}"


def _details(table: Fetch | None) -> str:
    if table is None:
        return ""
    marks = ", ".join(raw.sha256[:12] for raw in table.files)
    size = counted(table.cells, "celle", "celler")
    return f"hentet {formats.moment(table.retrieved)}; {size}; {marks}"
