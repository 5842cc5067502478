"""The command ``fetch`` under faults: what it says, and that everything made before is as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from helseplan import cli
from helseplan.fetching.files import read_rows
from helseplan.vintages.web import Limits, Session
from tests.fetching.project import Clock, Project

HARD_SPACE = "\u00a0"
LIMITS = Limits(attempts=3, timeout_seconds=0.25, largest_bytes=1 << 20)


@dataclass
class Said:
    """What a command said."""

    code: object
    out: str
    err: str


@dataclass
class Command:
    """The command on a project; waits are not real ones."""

    project: Project
    capsys: pytest.CaptureFixture[str]
    clock: Clock = field(default_factory=Clock)

    def fetch(self, *arguments: str, base_url: str | None = None) -> Said:
        """Fetch, from the project's server unless told otherwise."""
        return self.run("fetch", "--base-url", base_url or self.project.server.url, *arguments)

    def run(self, *arguments: str) -> Said:
        """Run any command."""
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            cli.main(list(arguments))
        told = self.capsys.readouterr()
        return Said(caught.value.code, *(text.replace(HARD_SPACE, " ") for text in (told.out, told.err)))


@pytest.fixture
def command(project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command with a clock that moves when somebody waits, few tries, and a small limit of size."""
    made = Command(project, capsys)

    def session(hosts: set[str], *, told: Callable[[str, float], None]) -> Session:
        return Session(hosts, told=told, clock=made.clock, limits=LIMITS, seed=1)

    monkeypatch.setattr("helseplan.fetching.line.Session", session)
    return made


def content(folder: Path) -> dict[str, str]:
    """Every file below a folder → its checksum; locks are nobody's content."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (".fetch.lock", ".lock")
    }


@contextmanager
def untouched(project: Project) -> Iterator[None]:
    """Whatever happens inside: no vintage is made, changed or half-made, and only whole answers are kept."""
    names, before = project.names(), content(project.vintages)
    yield
    assert project.names() == names
    assert content(project.vintages) == before
    only_whole_answers(project)


def only_whole_answers(project: Project) -> None:
    """Every file in the store is a whole answer, named by its bytes and in the index; no half-written one is there."""
    raw = project.root / "raw"
    for path in raw.rglob("*") if raw.is_dir() else ():
        assert not path.name.endswith(".part"), path
        if path.suffix == ".json":
            data = path.read_bytes()
            assert json.loads(data.decode("utf-8"))["class"] == "dataset"
            assert path.stem == hashlib.sha256(data).hexdigest()[:16]
            assert path.name in {row["file"] for row in read_rows(path.with_name("index.csv"))}


def one_message(said: Said) -> str:
    """What went wrong: one message, with the way out, and no traceback."""
    assert said.out == ""
    assert said.err.count("Feil: ") == 1, said.err
    assert "Traceback" not in said.err
    text = said.err[said.err.index("Feil: ") :]
    assert any(way in text for way in ("Slik retter du det", "Prøv igjen", "hentes ikke en gang til")), text
    return text
