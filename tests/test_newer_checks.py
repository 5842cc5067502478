"""Printed figures beside newer data: what the model still starts from, and what is only shown."""

from __future__ import annotations

import pandas as pd
import pytest

from helseplan.demand.checks import checks as demand_checks
from helseplan.demography.checks import checks as demography_checks
from helseplan.params import load
from helseplan.vintages import Vintage
from tests.conftest import Chain, stage_run
from tests.newer import USED_IN, newer_vintage

MAKE = {"demography": demography_checks, "demand": demand_checks}
STARTS = {
    "demography": {("population", 2024), ("persons_90plus_registered", 2022)},
    "demand": {("demand", 2024), ("demand_outside", 2024), ("employment_share", 2024), ("ssb2019", 2018)},
}
"""What a run on newer data still starts from."""


@pytest.fixture(scope="module")
def newer(vintage: Vintage, tmp_path_factory: pytest.TempPathFactory) -> Vintage:
    return newer_vintage(vintage, tmp_path_factory.mktemp("arganger"))


def made(stage: str, chain: Chain, vintage: Vintage) -> pd.DataFrame:
    return MAKE[stage](chain[stage], stage_run(stage, chain.folder, load(), vintage))


@pytest.mark.parametrize("stage", MAKE)
def test_only_what_newer_data_start_from_is_met_by_construction_and_the_rest_is_shown(
    stage: str, chain: Chain, newer: Vintage
) -> None:
    found = made(stage, chain, newer)
    assert set(found.verdict) == {"constructed", "shown"}
    rows = found[found.verdict == "constructed"]
    names = rows.check.replace({r"^population_.*": "population", r"^ssb2019_.*": "ssb2019"}, regex=True)
    assert set(zip(names, rows.year, strict=True)) == STARTS[stage]


@pytest.mark.parametrize("stage", MAKE)
def test_the_plans_own_vintage_is_tested_as_before(stage: str, chain: Chain, vintage: Vintage) -> None:
    found = made(stage, chain, vintage)
    pd.testing.assert_frame_equal(found, chain[stage]["checks"])
    assert "within" in set(found.verdict)


def test_reasons_name_the_years_of_the_vintages_own_use_by_age(
    chain: Chain, vintage: Vintage, newer: Vintage
) -> None:
    for data, last in ((vintage, 2023), (newer, USED_IN)):
        said = made("demand", chain, data).explanation
        years = said.str.extract(r"[Bb]ruken etter alder er fra (\S+?)[ ,]")[0].dropna()
        assert len(years) > 2
        assert set(years) == {f"2010–{last}"}
