"""What a run refuses before it starts, so that nothing true is overwritten by something less true."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helseplan import paths, trial
from helseplan.errors import DataError, ParameterError
from helseplan.runner.folder import check_out
from helseplan.runner.run import job
from helseplan.vintages import Vintage, open_vintage
from helseplan.vintages.checksums import require_unchanged


def test_an_edited_file_is_not_run_under_its_old_mark(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(open_vintage("plan-2026").folder, tmp_path / "plan-2026"))
    require_unchanged(Vintage("plan-2026", folder))
    file = folder / "plan_tables.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("343500", "343600", 1), encoding="utf-8")
    with pytest.raises(DataError, match=r"plan_tables\.csv"):
        require_unchanged(Vintage("plan-2026", folder))


def test_an_own_scenario_does_not_take_a_shipped_ones_folder(tmp_path: Path) -> None:
    own = tmp_path / "referanse.yml"
    own.write_text("description: Min egen.\nparameters: {}\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="samme navn"):
        job("plan-2026", str(own))
    assert job("plan-2026", str(own), out=tmp_path / "ut").out == tmp_path / "ut"


def test_a_link_is_written_through_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert job("plan-2026", "referanse", out=tmp_path / "link").out == tmp_path / "real"


def test_a_file_of_ones_own_in_a_report_is_not_deleted(report: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(report, tmp_path / "kopi"))
    check_out(copy, ())
    (copy / "notater.md").write_text("mine", encoding="utf-8")
    with pytest.raises(ParameterError, match=r"notater\.md"):
        check_out(copy, ())


def test_a_vintage_that_keeps_every_rule_but_cannot_be_computed_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(paths.VINTAGES / "plan-2026", tmp_path / "plan-2026"))
    groups = folder / "groups.csv"
    lines = groups.read_text(encoding="utf-8").splitlines()
    cells = [line.split(",") for line in lines]
    groups.write_text(
        "\n".join(",".join([*row[:2], "0" if n else row[2], *row[3:]]) for n, row in enumerate(cells)) + "\n"
    )
    monkeypatch.setattr("helseplan.vintages.VINTAGES", tmp_path)
    (problem,) = trial.compute_vintage("plan-2026")
    assert problem.fix
