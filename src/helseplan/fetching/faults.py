"""The faults of a fetch: every table is tried, and then all that went wrong is said in one message."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from helseplan.errors import DataError, HelseplanError, StageError
from helseplan.fetching import registry
from helseplan.vintages.web.faults import plain

if TYPE_CHECKING:
    from helseplan.fetching.registry import Row

NOTHING_MADE = "Ingen ny årgang er laget. Det som er hentet, er tatt vare på og hentes ikke en gang til."
PARTIAL = "Rett feilene, eller bruk --partial: da beholder tabellene som mangler, tallene fra årgangen før."


STOPPED = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, IndexError, RecursionError)
"""What reading can stop with when an answer is not as expected; a message is better than a traceback."""


class FetchFailedError(HelseplanError):
    """One or more tables could not be fetched or read, so no vintage was made."""

    def __init__(self, message: str, exit_code: int):
        super().__init__(message)
        self.exit_code = exit_code


class NotTriedError(HelseplanError):
    """A table that was not asked for, because its service had stopped answering."""

    exit_code = 1


class Faults:
    """Collects what goes wrong, by registry row; the first fault of a row is kept."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[Row, HelseplanError]] = {}

    def add(self, row: Row, error: HelseplanError) -> None:
        """Note that a table could not be fetched or read."""
        self.found.setdefault(row.row, (row, error))

    def __contains__(self, row: Row) -> bool:
        return row.row in self.found

    def __len__(self) -> int:
        return len(self.found)

    @property
    def why(self) -> dict[str, str]:
        """Row → the first sentence of what went wrong."""
        return {key: error.what for key, (_, error) in self.found.items()}

    @property
    def exit_code(self) -> int:
        """1 when a service failed, else 2 when something must be mended here; 0 without faults."""
        codes = {error.exit_code for _, error in self.found.values()}
        return 1 if 1 in codes else max(codes, default=0)

    @property
    def rows(self) -> list[Row]:
        """The rows that have a fault."""
        return [row for row, _ in self.found.values()]

    def error(self, tables: int, *, may_go_on: bool = True) -> HelseplanError:
        """Return one message with every fault, each said once.

        Args:
            tables: How many tables were asked for.
            may_go_on: Whether ``--partial`` would have helped.
        """
        count = f"{len(self)} av {tables} tabeller" if tables > 1 else "Tabellen"
        end = f"{NOTHING_MADE} {PARTIAL}" if may_go_on and len(self) < tables else NOTHING_MADE
        return FetchFailedError(
            "\n\n".join([f"{count} kunne ikke hentes eller leses.", *self.lines(), end]), self.exit_code
        )

    def lines(self) -> list[str]:
        """Return one text per fault: which tables, what, where, and how it is mended."""
        same: dict[str, list[Row]] = {}
        for row, error in self.found.values():
            same.setdefault(str(error), []).append(row)
        return [f"{_after(rows)}{named(rows)}: {text}" for text, rows in same.items()]


def named(rows: Sequence[Row]) -> str:
    """Return the tables' numbers, with a word about those that no fetch has confirmed."""
    doubt = [row.row for row in rows if row.verified == "no"]
    text = ", ".join(dict.fromkeys(registry.shown(row) for row in rows))
    return f"{text} (tabellnummeret er ikke bekreftet)" if doubt and len(doubt) == len(rows) else text


def _after(rows: Sequence[Row]) -> str:
    """Return a line about the tables that, as the registry says, have taken over from those that have a fault."""
    pairs = [(row.table, after.table) for row in rows if (after := registry.successor(row))]
    told = ", ".join(f"{old} er avløst av {new}" for old, new in pairs)
    return f"I registeret: {told}.\n" if told else ""


def unexpected(row: Row, error: Exception) -> DataError:
    """Return the error of a table whose answer stopped us in a way nobody had thought of."""
    return DataError(
        f"Svaret for tabell {row.table} lar seg ikke lese.",
        where=row.where,
        found=plain(f"{type(error).__name__}: {error}", 120),
        fix="Prøv igjen senere. Kommer samme melding igjen, har tjenesten endret svarene sine.",
    )


@contextmanager
def clear_disk_errors(folder: Path) -> Iterator[None]:
    """Turn a full disk, and a folder or file that cannot be used, into messages; the vintages are as they were."""
    try:
        yield
    except OSError as error:
        where = str(error.filename or folder)
        match error.errno:
            case errno.EPIPE:  # whoever listened to us has gone
                raise
            case errno.ENOSPC | errno.EDQUOT:
                fix = f"Frigjør plass og hent på nytt. {NOTHING_MADE}"
                raise StageError("Disken er full.", where=where, fix=fix) from None
            case errno.EFBIG:
                fix = f"Hev grensen for filstørrelse (ulimit -f), og hent på nytt. {NOTHING_MADE}"
                raise StageError("Filen er større enn maskinen tillater.", where=where, fix=fix) from None
            case errno.EMFILE | errno.ENFILE:
                fix = f"Lukk andre programmer, eller hev grensen (ulimit -n), og hent på nytt. {NOTHING_MADE}"
                raise StageError("For mange filer er åpne på en gang.", where=where, fix=fix) from None
            case errno.EACCES | errno.EPERM | errno.EROFS:
                raise DataError(
                    "Mappen kan ikke skrives til.",
                    where=where,
                    found=os.strerror(error.errno),
                    fix="Endre rettighetene til mappen data, og hent på nytt.",
                ) from None
        raise StageError(
            "Disken eller mappen svarer ikke som den skal.",
            where=where,
            found=plain(error.strerror or str(error) or type(error).__name__, 120),
            fix=f"Se om disken er hel og mappen på plass, og hent på nytt. {NOTHING_MADE}",
        ) from None


def refused(total: int, shown: Sequence[str]) -> HelseplanError:
    """Return the message about a new vintage that did not pass its own check, with some of its ``total`` faults."""
    more = [f"… og {total - len(shown)} til."] if total > len(shown) else []
    head = f"Den nye årgangen har {total} feil og er ikke laget."
    return FetchFailedError("\n\n".join([head, *shown, *more, NOTHING_MADE]), DataError.exit_code)
