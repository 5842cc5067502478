"""What ``fetch`` says when it is done."""

from __future__ import annotations

from collections.abc import Sequence

from helseplan.fetching.fetch import Fetched
from helseplan.fetching.mapping.given import BASE_YEAR
from helseplan.fetching.progress import seconds, size
from helseplan.fetching.registry import shown
from helseplan.formats import number


def looked(result: Fetched) -> list[str]:
    """Return the lines after a dry run's table."""
    needed = [item for item in result.items if item.calls and not item.same]
    calls, cells = sum(item.calls for item in needed), sum(item.offer.cells for item in needed)
    nothing = "Ingenting er hentet, og ingen årgang er laget."
    if needed:
        first = f"{_tables(len(needed))} ville blitt hentet: {_cells(cells)}{number(calls)} kall. {nothing}"
    elif not result.items:
        first = f"Ingen tabeller kunne ses etter. {nothing}"
    elif all(item.same for item in result.items):
        first = f"Ingenting ville blitt hentet; årgangen {result.parent} har de nyeste tallene."
    else:
        first = (
            f"Ingenting ville blitt hentet; råsvarene ligger her fra før, men ikke alle er i {result.parent}."
        )
    return [first, *_unread(result), *_ended(result)]


def done(result: Fetched) -> list[str]:
    """Return the lines after a fetch."""
    traffic = (
        f"{size(result.received)} hentet i {number(result.calls)} kall, ventet {seconds(result.waited)}."
    )
    if result.vintage is None:
        count = f"{_tables(len(result.items))} er sett etter"
        lines = [
            f"Ingenting er nytt: {count}, og årgangen {result.parent} har de samme tallene. "
            "Ingen ny årgang er laget."
        ]
    else:
        lines = [
            f"Årgangen {result.vintage} er laget fra {result.parent}, kontrollert og regnet gjennom. {traffic}",
            f"  nye tall: {_listed(result.changed)}"
            if result.changed
            else f"  ingen nye tall hos kildene, men måten tabellene leses på, er endret siden {result.parent}",
        ]
        if result.kept:
            lines.append(f"  ikke hentet, tallene er de samme som i {result.parent}: {_listed(result.kept)}")
        lines += [
            f"Lag rapporten med «helseplan run --vintage {result.vintage}», og se hva som er endret, med "
            f"«helseplan compare {result.parent} {result.vintage}»."
        ]
    return [*lines, *result.notes, *_unread(result), *_ended(result)]


def _unread(result: Fetched) -> list[str]:
    """Say which newer periods the source has that the registry does not select."""
    offers = [item.offer for item in result.items]
    return [
        f"Tabell {shown(offer.row)}: {offer.last_period} finnes hos kilden, men leses ikke: "
        + (
            f"basisåret er {BASE_YEAR}."
            if offer.selected_period == str(BASE_YEAR)
            else f"utvalget i registeret går til {offer.selected_period}."
        )
        for offer in offers
        if offer.selected_period and offer.last_period > offer.selected_period
    ]


def _ended(result: Fetched) -> list[str]:
    return [
        f"Tabell {table} er avsluttet hos kilden og får ikke flere tall."
        + (
            f" Den er avløst av {after}."
            if after
            else " Registeret sier ikke hvilken tabell som har avløst den."
        )
        for table, after in result.ended
    ]


def _cells(count: int) -> str:
    return f"{number(count)} celler i " if count else ""


def _tables(count: int) -> str:
    return "1 tabell" if count == 1 else f"{number(count)} tabeller"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "ingen"
