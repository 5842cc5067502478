"""The commands ``fetch``, ``vintages`` and ``check`` as a user meets them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helseplan import cli
from helseplan.fetching import progress
from helseplan.fetching.events import Event
from tests.fetching.project import CARE, PARENT, PEOPLE, Project, opened

HARD_SPACE = "\u00a0"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    with opened(tmp_path / "data", monkeypatch) as found:
        yield found


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as caught:
        cli.main(list(arguments))
    told = capsys.readouterr()
    return caught.value.code, told.out.replace(HARD_SPACE, " "), told.err.replace(HARD_SPACE, " ")


def fetch(project: Project, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[object, str, str]:
    return said(capsys, "fetch", "--base-url", project.server.url, *more)


def test_a_fetch_tells_what_it_does_and_what_it_made(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = fetch(project, capsys, "--vintage", "ny")
    assert code == 0
    lines = err.splitlines()
    assert lines[:2] == [
        "[1/2] 07459 Tabell 07459 … sett etter, 9 celler hos kilden",
        "[2/2] 12003 Tabell 12003 … sett etter, 6 celler hos kilden",
    ]
    assert lines[2].startswith("[1/2] 07459 Tabell 07459 … 9 celler, ")
    assert lines[2].endswith(" hentet")
    assert "\x1b" not in err
    assert out.splitlines()[0].startswith(
        "Årgangen ny er laget fra plan-2026, kontrollert og regnet gjennom."
    )
    assert "«helseplan compare plan-2026 ny»" in out
    code, out, _ = said(capsys, "vintages")
    assert code == 0
    assert out.splitlines()[0].split()[:3] == ["årgang", "laget", "fra"]
    assert "ny: ingen tabeller hadde nyere tall" in out


def test_nothing_new_is_no_fault(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    fetch(project, capsys)
    code, out, _ = fetch(project, capsys)
    assert (code, out.startswith("Ingenting er nytt: ")) == (0, True)


def test_a_dry_run_shows_a_table_and_makes_nothing(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = fetch(project, capsys, "--dry-run", "--table", PEOPLE)
    assert code == 0
    assert out.splitlines()[0].split()[:2] == ["tabell", "tittel"]
    assert "1 tabell ville blitt hentet: 9 celler i 1 kall." in out
    assert CARE not in out
    assert project.names() == [PARENT]


def test_a_dry_run_shows_the_rest_when_a_table_is_wrong(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    del project.server.tables[CARE]
    code, out, err = fetch(project, capsys, "--dry-run")
    assert code == 2
    assert PEOPLE in out
    assert CARE in err


def test_a_fault_is_one_message_with_the_way_out(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    del project.server.tables[CARE]
    code, out, err = fetch(project, capsys)
    assert (code, out) == (2, "")
    assert err.count("Feil: ") == 1
    assert "Traceback" not in err
    assert "--partial" in err
    code, out, err = fetch(project, capsys, "--partial", "--vintage", "delvis")
    assert code == 0
    assert "ikke hentet, tallene er de samme som i plan-2026: ssb-12003" in out
    assert CARE in err


def test_an_unknown_table_is_refused_with_a_suggestion(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = fetch(project, capsys, "--table", "07549")
    assert code == 2
    assert "07459" in err
    assert project.server.requests == []


@pytest.mark.parametrize("url", ["http://data.example.org/v2", "ftp://127.0.0.1/x", "tull"])
def test_only_https_or_this_machine_is_asked(
    project: Project, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    code, out, err = said(capsys, "fetch", "--base-url", url)
    assert code in (1, 2)
    assert (out, err.count("Feil: "), "Traceback" in err) == ("", 1, False)


def test_ctrl_c_says_that_nothing_is_lost(
    project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("helseplan.fetching.fetch.mapped", stop)
    code, _, err = fetch(project, capsys)
    assert code == 130
    assert "Avbrutt. Ingen ny årgang er laget" in err
    assert project.names() == [PARENT]


def test_check_finds_a_raw_answer_that_is_gone(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    fetch(project, capsys, "--vintage", "ny")
    for raw in (project.root / "raw").rglob("*.json"):
        raw.unlink()
    code, _, err = said(capsys, "check", "--vintage", "ny")
    assert code == 2
    assert "Et råsvar fra tabell 07459 mangler." in err
    assert "4 feil i årgangen ny." in err  # figures and descriptions of two tables


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (Event("wait", "for mange kall", seconds=12.0), "      venter 12 s: for mange kall"),
        (Event("wait", "for mange kall", seconds=0.2), ""),
        (Event("part", "x", 2, 5, 800_000, 3_200_000), "      del 2 av 5: 800 000 celler, 3,2 MB hentet"),
        (Event("part", "x", 1, 1, 9, 9), ""),
        (Event("table", "07459 Folk", 1, 3, 9, 0), "[1/3] 07459 Folk … 9 celler, lå her fra før"),
        (Event("table", "x", 1, 3, 9, 2_500, 61.0), "[1/3] x … 9 celler, 2 kB hentet, ventet 61 s"),
    ],
)
def test_progress_lines(event: Event, line: str) -> None:
    assert progress.line(event).replace(HARD_SPACE, " ") == line
