"""``fetch()``: from the registry to a new vintage, whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

from helseplan import paths
from helseplan.errors import HelseplanError
from helseplan.fetching import build, meaning, municipalities, origin, plan, registers, registry
from helseplan.fetching.collect import Held, collect
from helseplan.fetching.events import Event, Told, nobody
from helseplan.fetching.faults import STOPPED, Faults, clear_disk_errors, unexpected
from helseplan.fetching.files import sweep
from helseplan.fetching.line import Connect, Line, connect
from helseplan.fetching.mapped import mapped
from helseplan.fetching.services import Offer
from helseplan.fetching.store import Store
from helseplan.runner.signals import interruptible
from helseplan.vintages import Vintage, open_vintage
from helseplan.vintages.web import addresses

EMBEDDED = "plan-2026"
"""The vintage that comes with the program, parent of the first fetched one."""


@dataclass(frozen=True)
class Fetched:
    """What a fetch did.

    Attributes:
        vintage: The new vintage; None when none was made, because nothing was new or only a look was asked for.
        parent: The vintage it is compared with and begins as.
        items: What each service has, against what the parent has.
        faults: One text per fault, for tables that could not be fetched.
        kept: Registry rows whose series are the parent's, because the table could not be fetched.
        changed: Registry rows whose figures are new.
        notes: What else the user should know, one Norwegian text each.
        ended: Rows whose table gets no new figures at the source, with the number of the table that took over.
        exit_code: 0, or that of the gravest fault.
    """

    vintage: str | None
    parent: str
    items: tuple[plan.Item, ...]
    faults: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    ended: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    received: int = 0
    waited: float = 0.0
    calls: int = 0
    exit_code: int = 0


@dataclass(frozen=True)
class Asked:
    """What a fetch was asked to do; see ``fetch``."""

    vintage: str | None
    rows: tuple[registry.Row, ...]
    parent: Vintage
    before: origin.Origin | None
    partial: bool
    now: Callable[[], dt.datetime]

    def when(self) -> str:
        """Now, ISO 8601 to the second, in UTC."""
        return self.now().astimezone(dt.UTC).isoformat(timespec="seconds")

    def name(self) -> str:
        """The new vintage's name: the one asked for, else after today's date."""
        if self.vintage:
            return self.vintage
        name = first = f"ssb-{self.now().date().isoformat()}"
        number = 1
        while build.taken(name):
            number += 1
            name = f"{first}-{number}"
        return name


def fetch(
    vintage: str | None = None,
    tables: Sequence[str] = (),
    *,
    dry_run: bool = False,
    base_url: str | None = None,
    parent: str | None = None,
    partial: bool = False,
    told: Told = nobody,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    connect: Connect = connect,
    raw: Store | None = None,
) -> Fetched:
    """Fetch new figures and make a new vintage of them.

    Args:
        vintage: Its name; ``ssb-`` and the date by default.
        tables: Registry keys or table numbers; every table that is read automatically by default.
        dry_run: Only look at what the services have.
        base_url: Asked instead of the registry's services, for a mirror or a test server.
        parent: The vintage it begins as; the one fetched last by default, else the embedded one.
        partial: Make the vintage even if some tables failed; they keep the parent's figures.
        told: Hears how it goes.
        now: The clock.
        connect: Opens a session.
        raw: Where raw answers are kept; ``data/raw`` by default.

    Raises:
        HelseplanError: What was asked for cannot be done, a table failed, or the vintage is not whole. No vintage is
            made then; raw answers that came are kept.
    """
    registry.forget()
    if base_url is not None:
        addresses.check_named(base_url)
    asked = _asked(vintage, tables, dry_run, parent, partial, now)
    store = raw or Store(paths.DATA / "raw")
    with clear_disk_errors(paths.DATA), interruptible(), Line(base_url, told, connect) as line:
        if dry_run:
            return _looked(asked, line, store, told)
        with build.alone():
            sweep(store.folder)
            return _fetched(asked, line, store, told)


def _asked(
    vintage: str | None,
    tables: Sequence[str],
    any_row: bool,
    parent: str | None,
    partial: bool,
    now: Callable[[], dt.datetime],
) -> Asked:
    if vintage is not None:
        build.require_free(vintage)
    rows = plan.chosen(tables, any_row=any_row)
    opened = open_vintage(parent or build.last_fetched() or EMBEDDED)
    return Asked(vintage, tuple(rows), opened, origin.require(opened.name), partial, now)


def _looked(asked: Asked, line: Line, store: Store, told: Told) -> Fetched:
    faults = Faults()
    for row in asked.rows:
        if not row.mapping:
            told(Event("step", plan.not_read(row)))
    items = plan.look(asked.rows, asked.before, line, store, faults, told, asked.when())
    return _result(asked, line, items, faults)


def _fetched(asked: Asked, line: Line, store: Store, told: Told) -> Fetched:
    faults = Faults()
    items = plan.look(asked.rows, asked.before, line, store, faults, told, asked.when())
    same_code = asked.before is not None and asked.before.mapping == origin.mapping_digest()
    lacking = municipalities.lacking(items, asked.before)
    if same_code and not lacking and all(item.same for item in items):
        return _nothing_new(asked, line, items, faults)
    held = _collected(asked, items, line, store, faults, told)
    known = municipalities.known(held, line, store, asked.when)
    if same_code and not (lacking and known.fetch) and all(table.same for table in held):
        return _nothing_new(asked, line, items, faults)
    told_of = meaning.compared(held, line, store, faults)
    held = [table for table in held if table.item.row not in faults]
    work = build.Work(asked.name(), asked.parent)
    read = [found for table in held if (found := mapped(table, work, line, faults, known.periods))]
    if faults and (not asked.partial or not read):
        raise faults.error(len(asked.rows), may_go_on=not asked.partial)
    build.finish(work, read, lambda: _origin(asked, read, faults, known), told)
    if line.base_url is None:
        for table in read:
            store.verify(table.row.row, table.row.table, table.fetch.updated, asked.when())
    changed = tuple(table.item.row.row for table in held if not table.same and table.item.row not in faults)
    notes = (*told_of, *([known.said] if known.said else []))
    return replace(_result(asked, line, items, faults), vintage=work.name, changed=changed, notes=notes)


def _nothing_new(asked: Asked, line: Line, items: Sequence[plan.Item], faults: Faults) -> Fetched:
    if faults and not (asked.partial and items):
        raise faults.error(len(asked.rows), may_go_on=False)
    return _result(asked, line, items, faults)


def _collected(
    asked: Asked, items: Sequence[plan.Item], line: Line, store: Store, faults: Faults, told: Told
) -> list[Held]:
    held = []
    for number, item in enumerate(items, start=1):
        try:
            held.append(collect(item, line, store, told, asked.when, (number, len(items))))
        except HelseplanError as error:
            faults.add(item.row, error)
        except STOPPED as error:
            faults.add(item.row, unexpected(item.row, error))
    return held


def _origin(
    asked: Asked, read: Sequence[registers.Read], faults: Faults, known: municipalities.Known
) -> origin.Origin:
    """The new vintage's origin; tables fetched for the parent and not now are still what it stands on."""
    fetched = [*(table.fetch for table in read), *([known.fetch] if known.fetch else [])]
    new = {table.row: table for table in fetched}
    old = {table.row: table for table in asked.before.tables} if asked.before else {}
    return origin.Origin(
        parent=asked.parent.name,
        created=asked.when(),
        version=version("helseplan"),
        mapping=origin.mapping_digest(),
        tables=tuple({**old, **new}.values()),
        kept=faults.why,
    )


def _result(asked: Asked, line: Line, items: Sequence[plan.Item], faults: Faults) -> Fetched:
    return Fetched(
        vintage=None,
        parent=asked.parent.name,
        items=tuple(items),
        faults=tuple(faults.lines()),
        kept=tuple(row.row for row in faults.rows),
        ended=tuple(_ended(item.offer) for item in items if item.offer.discontinued),
        received=line.received,
        waited=line.waited,
        calls=line.calls,
        exit_code=faults.exit_code,
    )


def _ended(offer: Offer) -> tuple[str, str]:
    after = registry.successor(offer.row)
    return offer.row.table, after.table if after else ""
