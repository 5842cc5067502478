"""``manifest.json``: what a run folder was made of, and the only place where times stand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = "manifest.json"
SCHEMA = 1
PROGRAM = "helseplan"
UNFINISHED = ".stages"

Components = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Record:
    """A stage that is done.

    Attributes:
        key: Digest of the components.
        components: Everything the result depends on: kind → item → value or sha256.
        files: The files it wrote, relative to the run folder → sha256.
        seconds: Time it took.
        reason: Why it ran, in Norwegian.
    """

    key: str
    components: Components
    files: dict[str, str]
    seconds: float
    reason: str


def sha256(path: Path) -> str:
    """Return the digest of a file; a file read before and untouched since is not read again."""
    status = path.stat()
    return _sha256(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4096)
def _sha256(path: Path, mtime: int, size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests(folder: Path, files: Iterable[Path]) -> dict[str, str]:
    """Map each file, named relative to the folder, to its digest."""
    return {path.relative_to(folder).as_posix(): sha256(path) for path in sorted(files)}


def damaged(folder: Path, record: Record) -> list[str]:
    """Return the files of a record that are missing or no longer what was written."""
    return [
        name
        for name, digest in record.files.items()
        if not (folder / name).is_file() or sha256(folder / name) != digest
    ]


def write(folder: Path, head: Mapping[str, Any], records: Mapping[str, Record]) -> None:
    """Write the manifest of a whole run folder."""
    content = {
        "program": PROGRAM,
        "schema": SCHEMA,
        **head,
        "stages": {k: asdict(v) for k, v in records.items()},
    }
    _write_json(folder / FILE, content)


def read(folder: Path) -> dict[str, Record] | None:
    """Read the records of a run folder; None if it has no manifest of this program and schema."""
    content = _read_json(folder / FILE)
    if content.get("program") != PROGRAM:
        return None
    if content.get("schema") != SCHEMA:
        return {}
    return {name: Record(**record) for name, record in content["stages"].items()}


def write_unfinished(folder: Path, name: str, record: Record) -> None:
    """Note in a work folder that a stage is done, so that a later run can go on from there."""
    (folder / UNFINISHED).mkdir(exist_ok=True)
    _write_json(folder / UNFINISHED / f"{name}.json", asdict(record))


def read_unfinished(folder: Path) -> dict[str, Record]:
    """Read what a broken-off run got done."""
    found = {path.stem: _read_json(path) for path in sorted((folder / UNFINISHED).glob("*.json"))}
    return {name: Record(**content) for name, content in found.items() if content}


def _write_json(path: Path, content: Any) -> None:
    part = path.with_suffix(".part")
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
