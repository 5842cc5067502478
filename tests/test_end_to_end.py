"""The installed command on the embedded vintage: a whole report, the same every time."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest

from helseplan import contracts
from helseplan.stages import STAGES
from tests.command import helseplan
from tests.report import htmlcheck

# No group stands in for another by default, and the embedded vintage has no data on municipalities.
EMPTY = (("gap", "substitution"), ("productivity", "municipal_care"))


def checksums(folder: Path) -> dict[str, str]:
    """Every file's checksum but the manifest's, which holds the times."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_page_is_valid_whole_and_asks_nothing_of_the_network(report: Path):
    assert htmlcheck.problems(report) == []


def test_pages_carry_the_plans_numbers_and_names(report: Path):
    headings = [
        re.search(r"<h1>(.*?)</h1>", page.read_text(encoding="utf-8"), re.S)
        for page in report.glob("kapittel-*.html")
    ]
    texts = {re.sub(r"<[^>]+>|\s+", " ", match[1]).strip() for match in headings if match}
    assert any("Bemanningsbehovet" in text and "2" in text for text in texts)
    assert len(texts) == 10


def test_front_page_shows_every_headline_with_its_quality(report: Path):
    page = (report / "index.html").read_text(encoding="utf-8")
    for stage in STAGES:
        for row in contracts.read(report, stage, "headlines").itertuples():
            assert row.title in page
            assert f"badge-{row.quality}" in page


def test_every_artefact_keeps_its_contract(report: Path):
    for stage in STAGES.values():
        for name in stage.artefacts:
            empty = (stage.name, name) in EMPTY
            assert (len(contracts.read(report, stage.name, name)) == 0) == empty


def test_another_folder_gives_the_same_bytes(report: Path, tmp_path: Path):
    again = tmp_path / "igjen"
    assert helseplan("run", "--out", str(again)).returncode == 0
    assert checksums(again) == checksums(report)


def test_an_unchanged_run_touches_nothing(report: Path):
    before = {path: path.stat().st_mtime_ns for path in report.rglob("*")}
    done = helseplan("run", "--out", str(report))
    assert done.returncode == 0
    assert "Ingenting er endret" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in report.rglob("*")} == before


def test_a_measure_changes_the_measures_and_nothing_upstream(report: Path, tmp_path: Path):
    before = checksums(report)
    report = shutil.copytree(report, tmp_path / "kopi")
    done = helseplan("run", "--out", str(report), "--set", "measures.each.position_size.intensity=0.5")
    assert done.returncode == 0, done.stderr
    after = checksums(report)
    changed = {name for name in before if name.startswith("artefacts") and before[name] != after[name]}
    names = (
        "effects",
        "totals",
        "remaining",
        "interactions",
        "distribution",
        "histogram",
        "sobol",
        "goals",
        "checks",
    )
    assert changed == {f"artefacts/measures/{name}.parquet" for name in names}
    effects = contracts.read(report, "measures", "effects").query("group == 'all' and year == 2040")
    alone = effects.set_index(["scenario", "measure"]).alone_aarsverk
    half, full = alone["chosen", "position_size"], alone["plan_high", "position_size"]
    assert 0.5 * full < half < 0.6 * full  # the cap takes less of smaller steps
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    assert "measures.each" in json.dumps(manifest["stages"]["measures"], ensure_ascii=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--vintage", "plan-2027"], "plan-2026"),
        (["--scenario", "referans"], "Mente du «referanse»"),
        (["--set", "demand.standard_growth_percent=99"], "høyst 4"),
        (["--set", "demand.nonsense=1"], "finnes ikke"),
        (["--stage", "demands"], "Mente du «demand»"),
        (["--set", "measures.each.sick_leav.intensity=0.5"], "Mente du «sick_leave»"),
    ],
)
def test_bad_usage_is_one_message_and_leaves_nothing(arguments: list[str], said: str, tmp_path: Path):
    done = helseplan("run", "--out", str(tmp_path / "ut"), *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
