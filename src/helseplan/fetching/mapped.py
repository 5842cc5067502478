"""Turning a table that is in hand into series of the vintage under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.errors import DataError, HelseplanError
from helseplan.fetching import build, origin, registers
from helseplan.fetching.collect import Held
from helseplan.fetching.faults import STOPPED, Faults
from helseplan.fetching.line import Line
from helseplan.fetching.mapping import mapping_of
from helseplan.fetching.store import Stored

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.municipalities import Periods
    from helseplan.fetching.registry import Row
    from helseplan.vintages.pxweb.cube import Cube


def mapped(
    held: Held, work: build.Work, line: Line, faults: Faults, periods: Periods | None = None
) -> registers.Read | None:
    """Read a table's answers into series of the vintage under way; None, and a fault, when that fails.

    Args:
        held: The table.
        work: The vintage under way.
        line: The services.
        faults: Gets the fault.
        periods: Years that each municipality's code was valid, from KLASS.
    """
    row = held.item.row
    source = f"{row.row}-{registers.day(held.item.offer.updated) or registers.day(held.retrieved)}"
    try:
        cube = line.service(row).read(row, held.contents(), periods)
        frames = mapping_of(row)(cube, work.given(row, source))
        _require_named(frames, row)
        work.write(frames, row.where)
    except HelseplanError as error:
        faults.add(row, error)
        return None
    except STOPPED as error:
        what = f"Mappingen «{row.mapping}» stoppet: {type(error).__name__}: {error}"
        fix = f"Rett src/helseplan/fetching/mapping/{row.mapping}.py."
        faults.add(row, DataError(what, where=row.where, fix=fix))
        return None
    times = [dimension.codes for dimension in cube.dimensions if dimension.role == "time"]
    span = tuple(sorted(times[0])) if times else ()
    return registers.Read(row, _fetch(held, cube, source, tuple(frames), span), span, cube.notes)


def _require_named(frames: dict[str, pd.DataFrame], row: Row) -> None:
    if strange := [name for name in frames if name not in row.series]:
        raise DataError(
            "Mappingen gir en serie som ikke står i registeret.",
            where=f"{row.where}, kolonnen series",
            expected=", ".join(row.series),
            found=", ".join(strange),
            fix="Legg serien til i raden, eller rett mappingen.",
        )


def _fetch(
    held: Held, cube: Cube, source: str, series: tuple[str, ...], periods: tuple[str, ...]
) -> origin.Fetch:
    row, offer = held.item.row, held.item.offer
    return origin.Fetch(
        row=row.row,
        table=row.table,
        title=row.title,
        source=source,
        updated=offer.updated,
        retrieved=held.retrieved,
        selection=row.selection,
        cells=len(cube.frame),
        last_period=periods[-1] if periods else offer.selected_period,
        files=tuple(map(_raw, held.files)),
        series=series,
        base_url=held.item.base_url,
        description=_raw(held.description) if held.description else None,
    )


def _raw(file: Stored) -> origin.RawFile:
    return origin.RawFile(file.name, file.sha256, file.bytes, file.url)
