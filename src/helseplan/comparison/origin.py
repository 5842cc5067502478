"""What the runs were made of, from their manifests, and what that says about comparing them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helseplan.comparison.why.parts import ABSENT
from helseplan.errors import DataError
from helseplan.runner import manifest
from helseplan.runner.keys import digest
from helseplan.runner.manifest import Record
from helseplan.stages import STAGES, with_upstream


@dataclass(frozen=True)
class Origin:
    """What a manifest says.

    Attributes:
        finished: When the run was done, ISO 8601; empty when not known.
        records: Stage → what its result was made of.
        files: Every file of the run → its sha256.
        packages: Python and packages → version.
    """

    finished: str
    records: Mapping[str, Record]
    files: Mapping[str, str]
    packages: Mapping[str, str]

    @property
    def stages(self) -> list[str]:
        """The stages of the run."""
        return [name for name in STAGES if name in self.records]


def read_origin(folder: Path) -> Origin:
    """Read a run's manifest.

    Raises:
        DataError: It is damaged.
    """
    try:
        head: dict[str, Any] = json.loads((folder / manifest.FILE).read_text(encoding="utf-8"))
        records = manifest.read(folder) or {}
        files = {name: sha for record in records.values() for name, sha in record.files.items()}
        return Origin(str(head.get("finished", "")), records, files, dict(head.get("packages", {})))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            "Manifestet kan ikke leses.",
            where=str(folder / manifest.FILE),
            found=str(error),
            fix="Kjør «helseplan run» på nytt til en ny mappe.",
        ) from None


def shared_stages(origins: Sequence[Origin]) -> list[str]:
    """Return the stages behind the comparison that every run has."""
    return [name for name in with_upstream(["measures"]) if all(name in o.records for o in origins)]


def components(origin: Origin, kind: str, stages: Sequence[str]) -> dict[str, str]:
    """Return item → checksum of one kind, ``data`` or ``code``, over some stages."""
    return {
        item: value
        for stage in stages
        for item, value in sorted(origin.records[stage].components.get(kind, {}).items())
    }


def keeps_benchmark(origin: Origin) -> bool:
    """Whether the run's data keep the benchmark of an older vintage."""
    found = components(origin, "data", list(origin.records))
    return found.get("anchors", ABSENT) != ABSENT


def mark(items: Mapping[str, str]) -> str:
    """Return a short digest of a set of checksums; empty when there are none."""
    return digest({"items": dict(items)})[:12] if items else ""


def unlike(first: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Return the items that are not the same in both, in order."""
    return sorted(item for item in {**first, **other} if first.get(item) != other.get(item))
