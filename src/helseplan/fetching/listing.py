"""What ``vintages`` and a dry run show: vintages with age and content, and which tables have newer data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from helseplan import paths
from helseplan.fetching import origin
from helseplan.fetching.files import read_rows
from helseplan.fetching.registers import day
from helseplan.fetching.registry import shown
from helseplan.fetching.store import Store
from helseplan.formats import MISSING, number
from helseplan.vintages import names, open_vintage

if TYPE_CHECKING:
    from helseplan.fetching.plan import Item

Table = list[tuple[str, ...]]
HEAD = ("årgang", "laget fra", "laget", "alder", "serier", "rader", "hentede tabeller", "nyeste tall")
UNREADABLE = f"({origin.FILE} kan ikke leses)"
PLAN_HEAD = ("tabell", "tittel", "hos kilden", "i årgangen", "celler", "kall", "bekreftet", "hentes")


def table(today: dt.date) -> Table:
    """Return the vintages, one row each behind a heading; no network."""
    return [HEAD, *(_row(name, today) for name in names())]


def _row(name: str, today: dt.date) -> tuple[str, ...]:
    folder, made = open_vintage(name).folder, origin.read(name)
    series = [row["series"] for row in read_rows(folder / "series.csv")]
    lines = sum(len(read_rows(folder / f"{one}.csv")) for one in series)
    count = (str(len(series)), number(lines))
    if made is None:
        parent = UNREADABLE if origin.there(name) else MISSING
        return (name, parent, MISSING, MISSING, *count, MISSING, MISSING)
    created = day(made.created)
    newest = max((day(fetched.updated) for fetched in made.tables), default="")
    age = _age((today - dt.date.fromisoformat(created)).days) if created else MISSING
    return (
        name,
        made.parent,
        created,
        age,
        *count,
        str(sum(bool(fetched.series) for fetched in made.tables)),
        newest or MISSING,
    )


def _age(days: int) -> str:
    if days <= 0:
        return "i dag"
    return "1 dag" if days == 1 else f"{number(days)} dager"


def newer(store: Store) -> list[str]:
    """Return, per fetched vintage, a line about the tables that had newer data when they were last looked at."""
    seen = {(row["row"], row["base_url"].rstrip("/")): row for row in store.seen()}
    lines = []
    for name in names():
        made = origin.read(name)
        if made is None:
            continue
        found = [text for fetched in made.tables if (text := _newer(fetched, seen))]
        looked = max((row["looked"] for row in seen.values()), default="")
        when = f" da det sist ble sett etter, {day(looked)}" if looked else ""
        lines.append(
            f"{name}: {'; '.join(found)}" if found else f"{name}: ingen tabeller hadde nyere tall{when}"
        )
    return lines


def _newer(fetched: origin.Fetch, seen: dict[tuple[str, str], dict[str, str]]) -> str:
    services = [fetched.base_url.rstrip("/")] if fetched.base_url else _registered(fetched.row)
    for service in services:
        row = seen.get((fetched.row, service))
        if row and fetched.updated and row["updated"] > fetched.updated:
            return (
                f"{fetched.table} {fetched.title} er oppdatert {day(row['updated'])} "
                f"(årgangen har {day(fetched.updated)}; sett {day(row['looked'])})"
            )
    return ""


def _registered(key: str) -> list[str]:
    registered = read_rows(paths.DATA / "tables.csv")
    return [row["base_url"].rstrip("/") for row in registered if row["row"] == key]


def plan_table(items: Sequence[Item], confirmed: Collection[str] = ()) -> Table:
    """Return what each service has against what the parent has, one row per table behind a heading.

    Args:
        items: The tables.
        confirmed: Registry rows that a fetch has read; so is one whose answer was seen when the row was written.
    """
    return [PLAN_HEAD, *(_plan_row(item, item.row.row in confirmed) for item in items)]


def _plan_row(item: Item, confirmed: bool) -> tuple[str, ...]:
    offer, had = item.offer, item.had
    here = _version(had.updated or had.retrieved, had.last_period) if had else MISSING
    return (
        shown(offer.row),
        offer.row.title,
        _version(offer.updated, offer.selected_period or offer.last_period),
        here,
        number(offer.cells) if offer.cells else MISSING,
        number(item.calls),
        "ja" if confirmed or offer.row.verified == "stored_answer" else "nei",
        _verdict(item),
    )


def _verdict(item: Item) -> str:
    if item.same:
        return "nei, uendret"
    if not item.calls:
        return "nei, ligger her fra før"
    return "ja" if item.offer.updated else "ja, kilden sier ikke om noe er nytt"


def _version(updated: str, period: str) -> str:
    parts = [day(updated), f"til {period}" if period else ""]
    return ", ".join(part for part in parts if part) or MISSING
