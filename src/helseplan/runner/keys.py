"""Stage keys: everything a result depends on, as components that can be compared and named."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

from helseplan.errors import DataError
from helseplan.runner.manifest import Components, Record, sha256
from helseplan.runner.project import Job, Project
from helseplan.stages import Stage
from helseplan.vintages import OPTIONAL

DISTRIBUTION = "helseplan"
NOT_IN_KEYS = (
    *("runner", "cli.py", "cli_fetching.py", "cli_norwegian.py", "comparison", "fetching"),
    *("vintages/dbh", "vintages/pxweb", "vintages/web"),
)
"""Code that decides when a stage runs, compares finished runs or fetches data, not what a stage finds."""


def digest(components: Components) -> str:
    """Return the key of a set of components."""
    return hashlib.sha256(json.dumps(components, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Keys:
    """Computes the components of the stages and of the report in one run."""

    project: Project
    job: Job

    def stage(self, name: str, done: Mapping[str, Record]) -> Components:
        """Return what a stage's result depends on.

        Args:
            name: The stage.
            done: Records of the stages it needs, and of those they need.
        """
        stage = self.project.stages[name]
        notebook = self.project.notebooks / stage.notebook
        return {
            "parameters": dict(_flat({s: self.job.parameters[s] for s in ("general", *stage.sections)})),
            "data": {series: self._data(series) for series in stage.series} | self.classifications,
            "upstream": {
                need: _result(done[need], "artefacts/") for need in all_needs(self.project.stages, name)
            },
            "notebook": {stage.notebook: notebook_digest(notebook)},
            "code": self._code(name),
            "environment": self.environment,
        }

    def report(self, done: Mapping[str, Record]) -> Components:
        """Return what the rendered report depends on."""
        return {
            "parameters": dict(_flat(self.job.parameters))
            | {name: getattr(self.job, name) for name in ("scenario", "description", "vintage")},
            "data": _digests([self.job.data]) | self.classifications,
            "upstream": {name: _result(record) for name, record in done.items()},
            "template": _digests(self.project.report_sources),
            "code": self._code(None),
            "environment": self.environment,
        }

    @cached_property
    def classifications(self) -> dict[str, str]:
        """Digests of the code lists."""
        return _digests([self.project.classifications])

    @cached_property
    def environment(self) -> dict[str, str]:
        """Versions of Python and of the packages the project depends on directly, extras left out."""
        needed = (line for line in requires(DISTRIBUTION) or () if "extra ==" not in line)
        names = sorted({re.split(r"[^A-Za-z0-9._-]", line)[0] for line in needed})
        return {"python": platform.python_version()} | {name: version(name) for name in names}

    @cached_property
    def sources(self) -> dict[str, bytes]:
        """Source files of the package, by path within it."""
        files = sorted(self.project.code.rglob("*.py"))
        named = {path.relative_to(self.project.code).as_posix(): path for path in files}
        return {
            name: path.read_bytes()
            for name, path in named.items()
            if not any(f"{name}/".startswith(f"{part}/") for part in NOT_IN_KEYS)
        }

    def _code(self, stage: str | None) -> dict[str, str]:
        """Digests of the shared code, the stage's own, and that of every stage whose code it imports."""
        own = self._imported({stage}) if stage else set()
        others = set(self.project.stages) - own
        return {
            name: hashlib.sha256(text).hexdigest()
            for name, text in self.sources.items()
            if name.split("/")[0] not in others
        }

    def _imported(self, stages: set[str]) -> set[str]:
        more = {name for name in self.project.stages if any(self._imports(stage, name) for stage in stages)}
        return stages if more <= stages else self._imported(stages | more)

    def _imports(self, stage: str, other: str) -> bool:
        pattern = re.compile(rb"\bhelseplan(\.|\s+import\s+)" + other.encode() + rb"\b")
        return any(pattern.search(text) for name, text in self.sources.items() if name.split("/")[0] == stage)

    def _data(self, series: str) -> str:
        path = self.job.series(series)
        if not path.is_file() and series in OPTIONAL:
            return "mangler"
        if not path.is_file():
            raise DataError(
                f"Årgangen «{self.job.vintage}» mangler serien «{series}».",
                where=str(path),
                fix=f"Kjør «helseplan check --vintage {self.job.vintage}».",
            )
        return sha256(path)


def notebook_digest(path: Path) -> str:
    """Digest a notebook's source: cell types, text and tags, but not its stored outputs.

    Raises:
        DataError: The file is missing or is not a notebook.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        source = [
            (cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", [])) for cell in cells
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError("Notatboken kan ikke leses.", where=str(path), found=str(error)) from None
    return hashlib.sha256(json.dumps(source).encode()).hexdigest()


def differences(old: Components, new: Components, titles: Mapping[str, str]) -> str:
    """Say in Norwegian what separates two sets of components.

    Args:
        old: Components of the result at hand.
        new: Components now.
        titles: Stage → Norwegian title.
    """
    parts = []
    for kind, say in _SAY.items():
        before, now = old.get(kind, {}), new.get(kind, {})
        changed = [item for item in {**before, **now} if before.get(item) != now.get(item)]
        if changed:
            parts.append(say(changed, titles))
    return "; ".join(parts)


_SAY = {
    "parameters": lambda items, _: "parametre endret: " + _few(items),
    "data": lambda items, _: "nye data: " + _few(items),
    "upstream": lambda items, titles: "endret resultat fra " + _few([f"«{titles[name]}»" for name in items]),
    "notebook": lambda items, _: "endret notatbok: " + _few(items),
    "template": lambda items, _: "endret mal eller dokument: " + _few(items),
    "code": lambda items, _: "ny kode: " + _few(items),
    "environment": lambda items, _: "nye pakker: " + _few(items),
}


def _few(items: Sequence[str], limit: int = 3) -> str:
    shown = ", ".join(items[:limit])
    return f"{shown} og {len(items) - limit} til" if len(items) > limit else shown


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _digests(places: Sequence[Path]) -> dict[str, str]:
    """Digests of files and of everything in folders, named from the place's own name on."""
    return {
        path.relative_to(place.parent).as_posix(): sha256(path)
        for place in places
        for path in ([place] if place.is_file() else sorted(place.rglob("*")))
        if path.is_file()
    }


def _result(record: Record, prefix: str = "") -> str:
    files = {name: checksum for name, checksum in record.files.items() if name.startswith(prefix)}
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()


def all_needs(stages: Mapping[str, Stage], name: str) -> list[str]:
    """Return the stages a stage needs, directly or not, in running order."""
    direct = stages[name].needs
    wanted = {*direct, *(further for upstream in direct for further in all_needs(stages, upstream))}
    return [stage for stage in stages if stage in wanted]
