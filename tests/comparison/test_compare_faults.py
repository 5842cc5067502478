"""What cannot be compared: one message in Norwegian, an exit code, and nothing written."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from helseplan import cli, paths
from helseplan.comparison import writing
from helseplan.comparison.compare import compare
from helseplan.errors import HelseplanError
from tests.comparison.conftest import UNTIL_GAP, Make, add_measures, publish


@pytest.fixture
def pair(copied: Make) -> list[Path]:
    return [copied("ref"), copied("sen", "senere_avgang")]


def refused(tmp_path: Path, *runs: Path | str, out: str = "side.html") -> str:
    """The message; and nothing is written or changed anywhere."""
    before = {path: path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))}
    with pytest.raises(HelseplanError) as caught:
        compare([str(run) for run in runs], tmp_path / out)
    assert {path: path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))} == before
    assert caught.value.exit_code > 0
    assert caught.value.fix
    return str(caught.value)


@pytest.mark.parametrize("count", [0, 1, 9])
def test_too_few_and_too_many(count: int, tmp_path: Path) -> None:
    assert "fra 2 til 8 mapper" in refused(tmp_path, *(f"r{n}" for n in range(count)))


def test_an_unknown_run_gets_a_suggestion(pair: list[Path], tmp_path: Path) -> None:
    said = refused(tmp_path, pair[0], tmp_path / "senn")
    assert "finnes ikke" in said
    assert f"Mente du «{tmp_path / 'sen'}»?" in said


def test_a_name_is_looked_for_under_reports(pair: list[Path], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("helseplan.comparison.folders.REPORTS", tmp_path)
    monkeypatch.setattr(paths, "REPORTS", tmp_path)
    assert compare(["ref", "sen"]) == tmp_path / "sammenligning.html"
    assert "Mente du «ref»?" in refused(tmp_path, "reff", "sen")
    assert "Under reports ligger ref, sen." in refused(tmp_path, "", "sen")


def test_the_same_run_twice(pair: list[Path], tmp_path: Path) -> None:
    assert "to ganger" in refused(tmp_path, pair[0], pair[0] / ".." / "ref")
    (tmp_path / "lenke").symlink_to(pair[0])
    assert "to ganger" in refused(tmp_path, pair[0], tmp_path / "lenke")


def test_something_that_is_no_run(pair: list[Path], tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()
    assert "ingen kjøring" in refused(tmp_path, pair[0], tmp_path / "tom")
    assert "en fil, ikke en kjøring" in refused(tmp_path, pair[0], pair[1] / "params.yml")
    assert "finnes ikke" in refused(tmp_path, pair[0], "x" * 5000)


def test_a_run_without_a_gap_is_told_how_to_get_one(pair: list[Path], tmp_path: Path) -> None:
    shutil.rmtree(pair[1] / "artefacts" / "gap")
    publish(pair[1], ("demography", "demand"))
    said = refused(tmp_path, *pair)
    assert "gap/gap" in said
    assert "trinnene demography, demand" in said
    assert f"helseplan run --stage gap --vintage plan-2026 --scenario senere_avgang --out {pair[1]}" in said


@pytest.mark.parametrize("file", ["gap/gap", "gap/totals", "measures/totals"])
def test_a_damaged_parquet_file(file: str, pair: list[Path], tmp_path: Path) -> None:
    add_measures(pair[1], 1.0, -1.0)
    path = pair[1] / "artefacts" / f"{file}.parquet"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    said = refused(tmp_path, *pair)
    assert "kan ikke leses" in said
    assert str(path) in said


def test_a_number_changed_after_the_run(pair: list[Path], tmp_path: Path) -> None:
    path = pair[1] / "artefacts" / "gap" / "totals.parquet"
    pd.read_parquet(path).assign(net_aarsverk=0.0).to_parquet(path)
    assert "endret etter kjøringen" in refused(tmp_path, *pair)


def test_parameters_changed_after_the_run(pair: list[Path], tmp_path: Path) -> None:
    path = pair[1] / "params.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("1.0", "2.0"), encoding="utf-8")
    assert "endret etter kjøringen" in refused(tmp_path, *pair)


@pytest.mark.parametrize("change", ["column", "group", "year", "missing"])
def test_a_gap_that_is_not_whole(change: str, pair: list[Path], tmp_path: Path) -> None:
    path = pair[1] / "artefacts" / "gap" / "gap.parquet"
    frame = pd.read_parquet(path)
    changed = {
        "column": frame.drop(columns="supply_aarsverk"),
        "group": frame[frame["group"] != "lege"],
        "year": frame[frame["year"] < 2040],
        "missing": frame.assign(gap_aarsverk=frame["gap_aarsverk"].where(frame["group"] != "lege")),
    }
    changed[change].to_parquet(path)
    publish(pair[1], UNTIL_GAP)
    said = refused(tmp_path, *pair)
    assert ("mangler kolonner" if change == "column" else "Gapet er ikke helt") in said


@pytest.mark.parametrize(
    "text", [None, "", "[1, 2]", "a: {", "vintage: x\nscenario: y\nparameters: 3\n", b"\xff"]
)
def test_unreadable_parameters(text: str | bytes | None, pair: list[Path], tmp_path: Path) -> None:
    path = pair[1] / "params.yml"
    path.unlink()
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert "ingen lesbare kjøringsparametre" in refused(tmp_path, *pair)


@pytest.mark.parametrize("spoil", [lambda text: text[:-40], lambda text: text.replace('"key"', '"kei"')])
def test_a_damaged_manifest(spoil, pair: list[Path], tmp_path: Path) -> None:
    path = pair[1] / "manifest.json"
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert "Manifestet kan ikke leses" in refused(tmp_path, *pair)


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("finnes/ikke/side.html", "Mappen finnes ikke."),
        ("ref", "dette er en mappe"),
        ("side.txt", "skal slutte på .html"),
        ("ref/side.html", "mappen er en kjøring"),
        ("ref/artefacts/side.html", "mappen er en kjøring"),
    ],
)
def test_a_place_it_cannot_write_to(out: str, said: str, pair: list[Path], tmp_path: Path) -> None:
    assert said in refused(tmp_path, *pair, out=out)


def test_the_projects_own_folders_are_left_alone(pair: list[Path], tmp_path: Path) -> None:
    said = refused(tmp_path, *pair, out=str(paths.DOCS / "side.html"))
    assert "hører til prosjektet" in said
    assert not (paths.DOCS / "side.html").exists()


@pytest.mark.parametrize("name", ["side.html", "side.csv"])
@pytest.mark.parametrize("content", ["", "noe annet; ikke vårt\n"])
def test_a_file_of_someone_elses_is_left_alone(
    name: str, content: str, pair: list[Path], tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert "Den røres ikke" in refused(tmp_path, *pair)
    assert (tmp_path / name).read_text(encoding="utf-8") == content


def test_a_report_page_is_left_alone(pair: list[Path], tmp_path: Path) -> None:
    template = (paths.TEMPLATE / "base.html.j2").read_text(encoding="utf-8")
    (tmp_path / "side.html").write_text(template, encoding="utf-8")
    assert "Den røres ikke" in refused(tmp_path, *pair)


@pytest.mark.parametrize("fails", ["write_bytes", "replace"])
def test_a_full_disk_leaves_nothing_half_written(
    fails: str, pair: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare([str(run) for run in pair], tmp_path / "side.html")

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28), str(tmp_path))

    monkeypatch.setattr(writing.Path, fails, full)
    assert "kunne ikke skrives" in refused_but_folder_times(tmp_path, pair)


def refused_but_folder_times(tmp_path: Path, pair: list[Path]) -> str:
    files = {path: path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()}
    with pytest.raises(HelseplanError) as caught:
        compare([str(run) for run in reversed(pair)], tmp_path / "side.html")
    assert {path: path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()} == files
    return str(caught.value)


def test_the_command_says_it_in_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["compare", "referanse"])
    said = capsys.readouterr().err
    assert caught.value.code == 2
    assert said.startswith("Feil: En sammenligning trenger minst to kjøringer.")
    assert "Traceback" not in said


def test_the_command_tells_where_the_page_is(
    pair: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "side.html"
    with pytest.raises(SystemExit) as caught:
        cli.main(["compare", *map(str, pair), "--out", str(out)])
    assert caught.value.code == 0
    assert capsys.readouterr().out.strip() == out.as_uri()
