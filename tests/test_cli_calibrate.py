"""The command ``calibrate``: says what it found, writes only when asked, and leaves a vintage whole."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import helseplan.paths
import helseplan.vintages
from helseplan import calibrating, cli
from helseplan.calibration_summary import largest_change
from helseplan.supply.calibrate import Calibration
from helseplan.vintages.check import check_vintage

NAME = "plan-2026"
HARD_SPACE = "\u00a0"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the embedded vintage, the only one the command knows."""
    shutil.copytree(helseplan.paths.VINTAGES / NAME, tmp_path / NAME)
    monkeypatch.setattr(helseplan.paths, "VINTAGES", tmp_path)
    monkeypatch.setattr(helseplan.vintages, "VINTAGES", tmp_path)
    return tmp_path / NAME


@pytest.fixture(scope="module")
def found() -> Calibration:
    return calibrating.recalibrate(NAME)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch, found: Calibration) -> None:
    """The calibration is not computed once more."""
    monkeypatch.setattr(calibrating, "recalibrate", lambda name: found)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as caught:
        cli.main(["calibrate", *arguments])
    told = capsys.readouterr()
    return caught.value.code, told.out.replace(HARD_SPACE, " "), told.err.replace(HARD_SPACE, " ")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_without_write_it_says_what_it_found_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(folder)
    code, out, err = said(capsys)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("Årgangen plan-2026 er kalibrert med 1 ")
    assert "tilbud i 2025: 251 " in out
    assert "tilbud i 2040: 295 " in out
    assert "planen har 251 000" in out
    assert "planen har 295 300" in out
    assert "største avvik i gapet blant målene: " in out
    assert "gapet i 2030 og 2035, som er holdt utenfor: " in out
    assert "største endring fra parametrene i årgangen: 0,00 prosent" in out
    assert lines[-1].startswith("Ingenting er skrevet. Med --write skrives supply_calibrated, ")
    assert contents(folder) == before


@pytest.mark.usefixtures("known")
def test_with_write_the_four_series_are_new_and_the_vintage_is_whole(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stored = pd.read_csv(folder / "supply_calibrated.csv")
    for name in calibrating.SERIES:
        (folder / f"{name}.csv").write_text("gammelt\n", encoding="utf-8")
    before = contents(folder)
    code, out, _ = said(capsys, "--write")
    assert code == 0
    assert "ingen brukbare kalibrerte parametere fra før" in out
    written = "Skrevet inn i årgangen plan-2026: supply_calibrated, supply_targets, base_shortage, groups."
    assert out.splitlines()[-1] == written
    after = contents(folder)
    changed = {name for name in after if after[name] != before.get(name)}
    assert {f"{name}.csv" for name in calibrating.SERIES} <= changed
    assert changed <= {"series.csv", *(f"{name}.csv" for name in calibrating.SERIES)}
    assert check_vintage(NAME) == []
    own = pd.read_csv(folder / "supply_calibrated.csv")
    assert list(own.columns) == list(stored.columns)
    assert own.value.to_numpy() == pytest.approx(stored.value.to_numpy(), rel=1e-4, abs=1e-4)


@pytest.mark.usefixtures("known")
def test_writing_twice_changes_nothing_more(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "--write")
    once = contents(folder)
    said(capsys, "--write")
    assert contents(folder) == once


def test_the_largest_change_is_named(found: Calibration) -> None:
    own = found.parameters
    stored = own.assign(value=own.value.where(own.parameter != "stay_share", own.value * 1.5))
    change = largest_change(own, stored)
    assert change.name == ("stay_share", "")
    assert change.change == pytest.approx(1 / 3)
    assert largest_change(own, own).change == 0


def test_an_unknown_vintage_is_the_usual_message(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "--vintage", "plan-2025")
    assert (code, out) == (2, "")
    assert err.startswith("Feil: Årgangen «plan-2025» finnes ikke.")


@pytest.mark.parametrize("write", [(), ("--write",)])
@pytest.mark.parametrize(
    ("series", "old", "new", "says"),
    [
        ("personnel", "", None, "Filen mangler."),
        ("career", "retirement,0,67,0.38", "retirement,0,67,0.9", "høyst 0,6"),
        ("inflow", "sykepleier,graduates,2023,4180", "sykepleier,graduates,2023,-1", "skal være minst 0"),
        ("plan_tables", "supply_groups_14", "supply_groups", "plan_tables.csv"),
    ],
)
def test_what_is_broken_is_one_message_and_nothing_is_written(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    write: tuple[str, ...],
    series: str,
    old: str,
    new: str | None,
    says: str,
) -> None:
    file = folder / f"{series}.csv"
    if new is None:
        file.unlink()
    else:
        content = file.read_text(encoding="utf-8")
        assert old in content
        file.write_text(content.replace(old, new), encoding="utf-8")
    before = contents(folder)
    code, out, err = said(capsys, *write)
    assert (code, out) == (2, "")
    assert err.count("Feil: ") == 1
    assert says in err
    assert "Traceback" not in err
    assert contents(folder) == before


@pytest.mark.usefixtures("folder")
def test_a_calibration_that_does_not_come_to_rest_is_one_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("kalibreringen kom ikke til ro")

    monkeypatch.setattr(calibrating, "calibrate", fail)
    code, out, err = said(capsys, "--write")
    assert (code, out) == (2, "")
    assert err.startswith("Feil: Kalibreringen lykkes ikke.")
    assert "kom ikke til ro" in err


@pytest.mark.usefixtures("known")
def test_a_full_disk_is_one_message_and_leaves_the_vintage_as_it_was(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third file cannot be written: the two before it have not replaced anything."""
    before, write, written = contents(folder), Path.write_text, []

    def full(path: Path, *args: object, **kwargs: object) -> int:
        written.append(path)
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        return write(path, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", full)
    code, _, err = said(capsys, "--write")
    assert code == 2
    assert err.startswith("Feil: Kalibreringen kan ikke skrives.")
    assert "No space left on device" in err
    assert contents(folder) == before


def test_a_parameter_without_meaning_is_named_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, found: Calibration
) -> None:
    wild = found.parameters.copy()
    wild.loc[(wild.parameter == "inflow") & (wild.group == "jordmor"), "value"] = 40.0
    monkeypatch.setattr(calibrating, "recalibrate", lambda _: replace(found, parameters=wild))
    before = contents(folder)
    code, _, err = said(capsys, "--write")
    assert code == 2
    assert "Kalibreringen gir en parameter uten mening" in err
    assert "inflow jordmor" in err
    assert contents(folder) == before


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("series", "column"),
    [("supply_calibrated", "value"), ("supply_targets", "after"), ("base_shortage", "aarsverk")],
)
def test_a_calibrated_figure_changed_by_hand_is_seen(folder: Path, series: str, column: str) -> None:
    file = folder / f"{series}.csv"
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    frame.loc[0, column] = str(float(frame.loc[0, column]) * 1.01)
    frame.to_csv(file, index=False)
    error = calibrating.stale(NAME)
    assert error is not None
    assert error.where == f"{NAME}/{series}.csv"
    assert "calibrate --vintage plan-2026 --write" in error.fix


@pytest.mark.usefixtures("folder", "known")
def test_the_embedded_calibration_is_what_its_data_give() -> None:
    assert calibrating.stale(NAME) is None
