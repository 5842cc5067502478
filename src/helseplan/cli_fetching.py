"""The command ``fetch``, and what ``vintages`` and ``check`` show of fetched data."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from helseplan.vintages.check import Problem

INTERRUPTED = 130


def fetch(
    vintage: Annotated[
        str | None,
        typer.Option(metavar="NAVN", help="Navnet på den nye årgangen; ellers ssb- og dagens dato."),
    ] = None,
    table: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Hent bare denne tabellen. Kan gjentas."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Vis hva som ville blitt hentet, og lag ingen årgang.")
    ] = False,
    partial: Annotated[
        bool,
        typer.Option(
            "--partial", help="Lag årgangen selv om noen tabeller mangler; de beholder tallene fra før."
        ),
    ] = False,
    parent: Annotated[
        str | None,
        typer.Option(metavar="NAVN", help="Årgangen den nye lages fra; ellers den som sist ble hentet."),
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(
            metavar="ADRESSE",
            help="Hent herfra i stedet for fra tjenestene i registeret. Også DBH og KLASS spørres her.",
        ),
    ] = None,
) -> None:
    """Hent nye tall fra SSB og DBH, og lag en ny årgang av dem.

    Bare det som er endret, hentes. Årgangen lages hel eller ikke i det hele tatt. Dette er den eneste kommandoen som
    bruker nettet.
    """
    from helseplan import paths  # noqa: PLC0415
    from helseplan.fetching import listing, progress, said  # noqa: PLC0415 - loads pandas
    from helseplan.fetching.fetch import fetch as fetch_vintage  # noqa: PLC0415
    from helseplan.fetching.store import Store  # noqa: PLC0415

    try:
        result = fetch_vintage(
            vintage,
            table or (),
            dry_run=dry_run,
            base_url=base_url,
            parent=parent,
            partial=partial,
            told=progress.shown(sys.stderr),
        )
    except KeyboardInterrupt:
        typer.echo(
            "\nAvbrutt. Ingen ny årgang er laget; det som er hentet, hentes ikke en gang til.", err=True
        )
        raise typer.Exit(INTERRUPTED) from None
    if dry_run:
        confirmed = Store(paths.DATA / "raw").verified_by_fetch()
        show_table(listing.plan_table(result.items, confirmed))
    for line in said.looked(result) if dry_run else said.done(result):
        typer.echo(line)
    for fault in result.faults:
        typer.echo(f"\n{fault}", err=True)
    if result.vintage is None and result.exit_code:
        raise typer.Exit(result.exit_code)


def show_vintages() -> None:
    """Write the table of vintages, and which tables had newer data when they were last looked at."""
    from helseplan import paths  # noqa: PLC0415
    from helseplan.fetching import listing  # noqa: PLC0415 - loads pandas
    from helseplan.fetching.store import Store  # noqa: PLC0415

    show_table(listing.table(dt.datetime.now(dt.UTC).date()))
    lines = listing.newer(Store(paths.DATA / "raw"))
    for line in ["", *lines] if lines else []:
        typer.echo(line)


def raw_problems(vintage: str) -> list[Problem]:
    """Return what is wrong with the raw answers a fetched vintage is made of."""
    from helseplan import paths  # noqa: PLC0415
    from helseplan.fetching import origin  # noqa: PLC0415 - loads pandas
    from helseplan.fetching.store import Store  # noqa: PLC0415

    return origin.problems(vintage, Store(paths.DATA / "raw"))


def show_table(rows: list[tuple[str, ...]]) -> None:
    """Write rows in columns, the first row as heading."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
