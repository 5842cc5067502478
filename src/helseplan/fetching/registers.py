"""``series.csv`` and ``sources.csv`` of a new vintage: checksums, quality marks, and where each figure comes from."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helseplan import classifications
from helseplan.fetching.files import csv_bytes, digest, read_rows, write_whole
from helseplan.fetching.origin import Fetch
from helseplan.vintages.reading import read_text
from helseplan.vintages.series import SERIES

if TYPE_CHECKING:
    from helseplan.fetching.registry import Row

STRENGTH = ("published", "derived", "calibrated", "assumption", "not_quantified")
"""Qualities from the firmest to the weakest."""
SERIES_COLUMNS = ("series", "title", "unit", "quality", "sha256", "note")
SOURCE_COLUMNS = (
    "source", "series", "title", "producer", "table_id", "address", "query", "period", "unit", "licence",
    "retrieved", "updated", "quality", "note",
)  # fmt: skip
PRODUCERS = {"ssb": "Statistisk sentralbyrå", "dbh": "Database for statistikk om høyere utdanning (DBH)"}
NEW = {
    "anchors": ("Avstemmingsfaktorer fra en eldre årgang", "mixed"),
    "graduates": ("Ferdige kandidater etter personellgruppe og år", "persons"),
    "projection_table": ("Framskrevet folketall etter alder og kjønn", "persons"),
    "municipal_care": ("Kommunenes omsorgstjenester: utgifter, liggedøgn, beboere, enerom og timer", "mixed"),
    "students": ("Studenter etter personellgruppe: møtt til studiestart og registrert om høsten", "persons"),
    "indicator_values": ("Planens indikatorer: nyere verdier", "mixed"),
}
"""Title and unit of the series that a vintage may do without, for when it gets one."""
NOT_GIVEN = "ikke oppgitt"
LONGEST_NOTE = 400
_YEARS = re.compile(r",? \d{4}(?: (?:og|til) \d{4}|–\d{4})?$")
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Read:
    """A table that has been read: its registry row, its place in the vintage, and what the answer says of itself.

    Attributes:
        row: The registry row.
        fetch: What the origin says of it.
        periods: First and last period in the answer.
        notes: The answer's notes.
    """

    row: Row
    fetch: Fetch
    periods: tuple[str, ...]
    notes: tuple[str, ...]


def day(moment: str) -> str:
    """Return the date of an ISO moment; any other text says nothing and gives nothing."""
    found = _DATE.match(moment)
    return found[0] if found else ""


def plain(text: str) -> str:
    """Return a text without HTML, line breaks and what cannot be printed, at most ``LONGEST_NOTE`` characters."""
    bare = _TAG.sub(" ", html.unescape(text))
    flat = " ".join("".join(sign if sign.isprintable() else " " for sign in bare).split())
    return flat if len(flat) <= LONGEST_NOTE else f"{flat[: LONGEST_NOTE - 1].rstrip()}…"


def write_series(folder: Path, read: Sequence[Read]) -> None:
    """Bring ``series.csv`` in step with the files: checksums, quality = the weakest of the rows, years in titles."""
    path = folder / "series.csv"
    old = {row["series"]: row for row in read_rows(path)}
    first = {series: table.row for table in reversed(read) for series in table.fetch.series}
    there = [
        name for name in (*old, *(n for n in SERIES if n not in old)) if (folder / f"{name}.csv").is_file()
    ]
    rows = []
    for name in there:
        content = (folder / f"{name}.csv").read_bytes()
        row = _named(old.get(name) or _new_row(name, first.get(name)))
        if digest(content) != row["sha256"]:
            row = {**row, **_marks(folder, name, row), "sha256": digest(content)}
        rows.append(row)
    write_whole(path, csv_bytes(SERIES_COLUMNS, rows))


def _new_row(name: str, row: Row | None) -> dict[str, str]:
    title, unit = NEW.get(name) or ((row.title, row.unit) if row else (name, "mixed"))
    return {"series": name, "title": title, "unit": unit, "quality": "", "sha256": "", "note": ""}


def _named(row: dict[str, str]) -> dict[str, str]:
    """Give a series that a vintage may do without its title and unit, whichever table fed it last."""
    title, unit = NEW.get(row["series"]) or (row["title"], row["unit"])
    return {**row, "title": title, "unit": unit}


def _marks(folder: Path, name: str, row: Mapping[str, str]) -> dict[str, str]:
    frame = read_text(folder / f"{name}.csv")
    quality = max(set(frame["quality"]), key=STRENGTH.index) if "quality" in frame else row["quality"]
    title = row["title"]
    if _YEARS.search(title) and "year" in frame:
        title = f"{_YEARS.sub('', title)} {_span(frame['year'])}"
    marks = {"quality": quality, "title": title}
    if name == "anchors":
        marks["note"] = f"Funnet på årgangen {frame['found_on'].iloc[0]} og beholdt."
    return marks


def _span(years: Iterable[str]) -> str:
    found = sorted({int(year) for year in years if year.strip()})
    if len(found) == 1:
        return str(found[0])
    return f"{found[0]} {'og' if len(found) == 2 else 'til'} {found[-1]}"


def write_sources(folder: Path, read: Sequence[Read]) -> None:
    """Bring ``sources.csv`` in step with the series: rows for what was fetched, none for what is no longer used."""
    path = folder / "sources.csv"
    new = {table.fetch.source: table for table in read}
    used, silent = _used(folder)
    marks = _qualities(folder)
    rows = []
    for row in read_rows(path):
        if row["source"] in new:
            continue
        named = row["series"].split(";")
        kept = [s for s in named if s in silent or s in used.get(row["source"], ())]
        added = [s for s in used.get(row["source"], ()) if s not in kept]
        if kept or added:
            rows.append({**row, "series": ";".join([*kept, *added])})
    rows += [
        _source(table, used[source], _said(marks[source])) for source, table in new.items() if source in used
    ]
    write_whole(path, csv_bytes(SOURCE_COLUMNS, rows))


def _used(folder: Path) -> tuple[dict[str, list[str]], set[str]]:
    """Return source → series that use it, and the series whose rows do not say their source."""
    used: dict[str, list[str]] = {}
    silent = set()
    for name in SERIES:
        path = folder / f"{name}.csv"
        if not path.is_file():
            continue
        frame: pd.DataFrame = read_text(path)
        if "source" not in frame:
            silent.add(name)
            continue
        for source in frame["source"].unique():
            used.setdefault(str(source), []).append(name)
    return used, silent


def _qualities(folder: Path) -> dict[str, dict[str, set[str]]]:
    """Return source → series → the qualities of its rows."""
    marks: dict[str, dict[str, set[str]]] = {}
    for name in SERIES:
        path = folder / f"{name}.csv"
        frame = read_text(path) if path.is_file() else pd.DataFrame()
        if {"source", "quality"} <= set(frame):
            for source, quality in frame[["source", "quality"]].drop_duplicates().itertuples(index=False):
                marks.setdefault(str(source), {}).setdefault(name, set()).add(str(quality))
    return marks


def _said(marks: Mapping[str, set[str]]) -> str:
    """Say which series have no published row from the source, and what the rows are instead."""
    labels = {row["code"]: row["label"] for row in classifications.table("qualities")}
    told = []
    for name, found in marks.items():
        if "published" not in found:
            words = " og ".join(labels[quality] for quality in sorted(found, key=STRENGTH.index))
            told.append(f"Tabellen er publisert, men radene i serien {name} er merket «{words}».")
    return " ".join(told)


def _source(table: Read, series: Sequence[str], marked: str) -> dict[str, str]:
    row, fetch = table.row, table.fetch
    return {
        "source": fetch.source,
        "series": ";".join(series),
        "title": row.title,
        "producer": PRODUCERS.get(row.source, row.source),
        "table_id": row.table,
        "address": row.address,
        "query": row.selection,
        "period": "–".join(dict.fromkeys((table.periods[0], table.periods[-1]))) if table.periods else "",
        "unit": row.unit,
        "licence": row.licence,
        "retrieved": day(fetch.retrieved),
        "updated": day(fetch.updated) or NOT_GIVEN,
        "quality": "published",
        "note": " ".join(filter(None, [marked, plain(" ".join(table.notes))])),
    }
