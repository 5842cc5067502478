"""The page about the data: what is new in a fetched vintage, the sources, and the series made from them."""

from __future__ import annotations

from html import escape

import pandas as pd

from helseplan import formats
from helseplan.errors import HelseplanError
from helseplan.fetching import origin, registry
from helseplan.fetching.origin import Fetch, Origin
from helseplan.fetching.registers import day
from helseplan.report.display import Column, Table
from helseplan.report.pages import Content
from helseplan.report.vintage import benchmark_from, register

NEWS = "Hva er nytt i årgangen"


def sources(vintage: str, content: Content) -> list[Table]:
    """Fill the page about the data: what is new, the sources, and the series made from them.

    Args:
        vintage: Name of the vintage.
        content: The page.

    Returns:
        The tables shown: sources and series, and those about what is new where the vintage was fetched.
    """
    content.add(
        f"<p>Kjøringen leser datagrunnlaget «{vintage}», som ligger i mappen "
        f"<code>data/vintages/{vintage}</code>. "
        "Hver serie har sitt kvalitetsmerke, som følger tallene til figurer og tabeller.</p>"
    )
    data, series = register(vintage, "sources"), register(vintage, "series")
    made = origin.read(vintage)
    news = _news(vintage, made, series, content) if made else []
    tables = [_sources(data), _series(series, data)]
    for heading, table in zip(("Kilder", "Dataserier"), tables, strict=True):
        content.heading(heading)
        content.add(table._repr_html_())
    return [*tables, *news]


def _sources(data: pd.DataFrame) -> Table:
    return Table(
        "datakilder-kilder",
        "Kilder i datagrunnlaget",
        (
            Column("title", "Kilde", below="producer"),
            Column("table_id", "Tabell", below="address"),
            Column("query", "Utvalg", below="note"),
            Column("period", "Periode", below="licence"),
            Column("updated", "Oppdatert (hentet)", below="retrieved"),
            Column("quality", "Kvalitet"),
        ),
        data,
    )


def _series(series: pd.DataFrame, data: pd.DataFrame) -> Table:
    return Table(
        "datakilder-serier",
        "Dataserier i datagrunnlaget",
        (
            Column("title", "Serie", below="series"),
            Column("unit", "Enhet"),
            Column("sources", "Kilder", below="note"),
            Column("quality", "Kvalitet"),
        ),
        series.assign(sources=[_feeding(data, name) for name in series["series"]]),
    )


def _feeding(sources: pd.DataFrame, series: str) -> str:
    return "; ".join(row.title for row in sources.itertuples() if series in str(row.series).split(";"))


def _news(vintage: str, made: Origin, series: pd.DataFrame, content: Content) -> list[Table]:
    """Add the section about what was fetched; return its tables."""
    titles = dict(zip(series["series"], series["title"], strict=True))
    before = origin.read(made.parent)
    tables = [_fetched(made, before, titles)] if made.tables else []
    if made.kept:
        tables.append(_kept(made))
    content.heading(NEWS)
    content.add(f"<p>{escape(_how(made, before, settled=bool(benchmark_from(vintage))))}</p>")
    for table in tables:
        content.add(table._repr_html_())
    content.add(_benchmark(vintage, made.parent))
    return tables


def _how(made: Origin, before: Origin | None, *, settled: bool) -> str:
    """From which vintage and when, how much is new, and what is reckoned from it."""
    new = [table for table in made.tables if _is_new(table, before)]
    old = len(made.tables) - len(new)
    count = f"{formats.number(len(new))} {'tabell' if len(new) == 1 else 'tabeller'}"
    return (
        f"Årgangen er laget {formats.moment(made.created)} med helseplan {made.version}, fra årgangen «{made.parent}» "
        f"og {count} med nye tall."
        + (f" {formats.number(old)} av tabellene under er som i «{made.parent}»." if old else "")
        + f" Tall som ingen av tabellene gir, er de samme som i «{made.parent}»"
        + (", bortsett fra årsverkene etter gruppe i basisåret, som er regnet på nytt." if settled else ".")
    )


def _is_new(table: Fetch, before: Origin | None) -> bool:
    """Whether a table was read for this vintage, and not for the one it was made from."""
    earlier = before.table(table.row) if before else None
    return earlier is None or earlier.files != table.files


def _fetched(made: Origin, before: Origin | None, titles: dict[str, str]) -> Table:
    rows = [
        {
            "title": table.title,
            "about": f"{table.row.partition('-')[0].upper()}, tabell {table.table}",
            "updated": day(table.updated) or "ikke oppgitt",
            "retrieved": day(table.retrieved),
            "new": _is_new(table, before),
            "cells": table.cells,
            "series": "; ".join(titles.get(name, name) for name in table.series)
            or "ingen; sier hvilke koder som gjelder",
        }
        for table in made.tables
    ]
    elsewhere = sorted({table.base_url for table in made.tables if table.base_url})
    return Table(
        "datakilder-hentet",
        "Tabeller som er hentet til årgangen",
        (
            Column("title", "Tabell", below="about"),
            Column("updated", "Oppdatert (hentet)", below="retrieved"),
            *([] if all(row["new"] for row in rows) else [Column("new", f"Ny siden {made.parent}")]),
            Column("cells", "Celler", 0),
            Column("series", "Gir tall til"),
        ),
        pd.DataFrame(rows),
        note=(
            "Råsvarene ligger urørt i mappen data/raw, med sjekksummer i årgangens origin.json."
            + (
                f" Noen av tabellene er hentet fra en annen adresse enn registerets: {', '.join(elsewhere)}."
                if elsewhere
                else ""
            )
        ),
    )


def _kept(made: Origin) -> Table:
    rows = [{"title": _title(row), "row": row, "why": why} for row, why in made.kept.items()]
    return Table(
        "datakilder-ikke-hentet",
        "Tabeller som ikke kunne hentes",
        (Column("title", "Tabell", below="row"), Column("why", "Grunn")),
        pd.DataFrame(rows),
        note=f"Seriene deres er de samme som i «{made.parent}».",
    )


def _title(row: str) -> str:
    """Return a table's title in the register as it is now; its key when it is no longer there."""
    try:
        return registry.find([row])[0].title
    except HelseplanError:
        return row


def _benchmark(vintage: str, parent: str) -> str:
    """What it means that the benchmark is kept, and how to see what the new figures did."""
    kept = benchmark_from(vintage)
    means = (
        f"<p>Avstemmingen er beholdt fra «{escape(kept)}»: faktorene og leddene som ble funnet der, brukes uendret. De "
        "ble funnet slik at planens tall treffes på planens egne data. Ble de funnet på nytt, ville alt det nye "
        "blitt borte. Den avstemte banen treffer derfor ikke planens tall lenger, og avstanden er det de nye "
        "tallene gjør.</p>"
        if kept
        else ""
    )
    commands = [f"helseplan compare {name} {vintage}" for name in dict.fromkeys((kept, parent)) if name]
    shown = " og ".join(f"<code>{escape(command)}</code>" for command in commands)
    return f"{means}<p>Hva de nye tallene har gjort med gapet, viser {shown}.</p>"
