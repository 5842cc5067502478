"""Why the gap of two runs is not the same: data, parameters and code."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import helseplan.paths
import helseplan.vintages
from helseplan.comparison.compare import compare
from helseplan.comparison.reading import read_run
from helseplan.comparison.why import between, views
from helseplan.comparison.why.mixing import Mixer
from helseplan.comparison.why.parts import CODE, DATA, NEED, PARAMETERS, SUPPLY, part_of
from helseplan.comparison.why.split import Split
from helseplan.errors import DataError
from helseplan.params import frozen, load
from helseplan.runner.manifest import sha256
from helseplan.vintages import Vintage
from tests.comparison.altered import altered, times
from tests.comparison.conftest import UNTIL_GAP, Make, publish
from tests.conftest import stage_run
from tests.report.htmlcheck import page_problems, parse

LATER = "supply.later_exit_years=1"


def split(*folders: Path) -> Split:
    first, other = (read_run(folder, folder.name) for folder in folders)
    return between.runs(first, other, folders, lambda text: None)


def digests(vintage: Vintage) -> dict[str, str]:
    return {name: sha256(vintage.path(name)) if vintage.has(name) else "mangler" for name in part_of()}


def test_only_parameters_take_the_whole_change_and_nothing_is_computed(
    copied: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(between, "Engine", None)
    found = split(copied("a"), copied("b", "referanse", LATER))
    assert list(found.shares) == [PARAMETERS]
    np.testing.assert_array_equal(found.shares[PARAMETERS], found.change)
    assert found.net() > 1000


def test_runs_of_the_same_have_nothing_to_share(copied: Make) -> None:
    found = split(copied("a"), copied("b"))
    assert found.shares == {}
    assert found.unknown == ""
    assert not found.change.any()


def test_only_code_takes_the_whole_change(copied: Make) -> None:
    first, second = copied("a"), copied("b", "referanse", LATER)
    (second / "params.yml").write_bytes((first / "params.yml").read_bytes())
    publish(second, UNTIL_GAP, code={"gap/compute.py": "b2"})
    found = split(first, second)
    assert list(found.shares) == [CODE]


def test_when_the_data_of_a_run_are_gone_only_the_change_is_told(copied: Make, tmp_path: Path) -> None:
    first, second = copied("a"), copied("b", "referanse", LATER)
    publish(second, UNTIL_GAP, data={"population": "a2", "services": "s2"})
    found = split(first, second)
    assert found.shares == {}
    assert "finnes ikke lenger" in found.unknown
    assert found.net() > 1000
    page = compare([str(first), str(second)], tmp_path / "side.html")
    assert "Endringen kan ikke deles på årsaker" in page.read_text(encoding="utf-8")
    assert page_problems(parse(page)) == ["<style> in the page"]


def test_a_vintage_that_is_gone_is_no_error(copied: Make) -> None:
    first, second = copied("a"), copied("b", "referanse", LATER)
    text = (second / "params.yml").read_text(encoding="utf-8").replace("plan-2026", "borte-2020")
    (second / "params.yml").write_text(text, encoding="utf-8")
    publish(second, UNTIL_GAP, "borte-2020", data={"services": "s2"})
    publish(first, UNTIL_GAP, data={"services": "s1"})
    assert "finnes" in split(first, second).unknown


def test_a_run_without_the_stages_is_no_error(copied: Make) -> None:
    first, second = copied("a"), copied("b")
    publish(second, ["gap"])
    assert "manifestet" in split(first, second).unknown


def test_data_and_parameters_are_split_exactly_and_code_is_nought(
    vintage: Vintage, copied: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "vintages"
    kept = altered(vintage, folder / "plan-2026")
    newer = altered(kept, folder / "ny-2027", services=times("aarsverk", 1.03, service="home_care"))
    monkeypatch.setattr(helseplan.paths, "VINTAGES", folder)
    monkeypatch.setattr(helseplan.vintages, "VINTAGES", folder)
    first, second, params = copied("ref"), tmp_path / "ny", load("referanse", [LATER])
    publish(first, UNTIL_GAP, data=digests(kept))
    second.mkdir()
    for name in UNTIL_GAP:
        stage_run(name, second, params, newer).compute()
    (second / "params.yml").write_text(frozen("ny-2027", "referanse", params), encoding="utf-8")
    publish(second, UNTIL_GAP, "ny-2027", data=digests(newer))
    found = split(first, second)
    assert found.unknown == ""
    assert set(found.shares) == {"need/services", PARAMETERS}
    np.testing.assert_allclose(sum(found.shares.values()), found.change, rtol=0, atol=1e-7)
    assert found.net("need/services") < -100
    assert found.net(PARAMETERS) > 1000
    monkeypatch.setattr(between, "runs", lambda *given: found)
    page = compare([str(first), str(second)], tmp_path / "side.html")
    rows = pd.read_csv(page.with_suffix(".csv"), sep=";", decimal=",", encoding="utf-8-sig")
    why = rows[rows["størrelse"].str.startswith("endring i gap") & (rows["gruppe"] == "alle 14 grupper")]
    assert why["verdi"].tolist() == pytest.approx(
        [found.net(), found.net("need/services"), found.net(PARAMETERS)], abs=1e-3
    )
    assert page_problems(parse(page)) == ["<style> in the page"]


def test_when_a_mixture_cannot_be_computed_the_data_are_one(
    vintage: Vintage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Given:
        scratch = tmp_path

        def gap(self, vintage: Vintage, params: object, paths: tuple[str, ...]) -> np.ndarray:
            return np.full((len(paths), 14), 5.0 if vintage.name == "ny" else 2.0)

    def refuse(self: Mixer, chosen: frozenset[str]) -> Vintage:
        raise DataError("Tilbudets kalibrering er eldre enn dataene.")

    monkeypatch.setattr(Mixer, "changed", {NEED: ("services",), SUPPLY: ("inflow",)})
    monkeypatch.setattr(Mixer, "_make", refuse)
    found = between.vintages(vintage, Vintage("ny", tmp_path), Given())
    assert list(found.shares) == [DATA]
    assert found.net(DATA) == found.net() == 14 * 3
    said = " ".join(views.sentences(found, "a", "b"))
    assert "kan ikke deles videre, for en blanding kan ikke regnes: tilbudets kalibrering er eldre" in said
