"""Decides whether a result at hand can be kept, and says why when it cannot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from helseplan.runner.keys import differences, digest
from helseplan.runner.manifest import Components, Record, damaged, digests
from helseplan.runner.project import Status

FIRST = "første kjøring"
FORCED = "--force"


@dataclass(frozen=True)
class Shelf:
    """Results of earlier runs.

    Attributes:
        folder: The folder they lie in.
        records: What each was made of.
        status: What a result kept from here is called.
    """

    folder: Path
    records: Mapping[str, Record]
    status: Status


@dataclass(frozen=True)
class Verdict:
    """What is to be done with a stage.

    Attributes:
        status: ``run``, or how the kept result is called.
        reason: Why it must run, in Norwegian.
        components: What the result depends on now.
        record: The kept result.
        folder: Where the kept result lies.
    """

    status: Status
    reason: str
    components: Components
    record: Record | None = None
    folder: Path = Path()

    def record_of(self, folder: Path, files: Iterable[Path], seconds: float) -> Record:
        """Return the record of a result made after this verdict."""
        return Record(
            digest(self.components), self.components, digests(folder, files), round(seconds, 2), self.reason
        )


def judge(
    name: str, components: Components, shelves: list[Shelf], titles: Mapping[str, str], *, force: bool = False
) -> Verdict:
    """Look for a result with the same key and intact files; the first shelf is looked at first.

    Args:
        name: The stage, or the report.
        components: What its result depends on now.
        shelves: Where results of earlier runs lie.
        titles: Stage → Norwegian title, for the reason.
        force: Keep nothing.
    """
    if force:
        return Verdict("run", FORCED, components)
    key, reasons = digest(components), []
    for shelf in shelves:
        if not (record := shelf.records.get(name)):
            continue
        if record.key != key:
            reasons.append(differences(record.components, components, titles))
        elif broken := damaged(shelf.folder, record):
            reasons.append("filer mangler eller er endret: " + ", ".join(broken[:3]))
        else:
            return Verdict(shelf.status, "", components, record, shelf.folder)
    return Verdict("run", reasons[0] if reasons else FIRST, components)
