"""SSB's demand projection of 2019, rebuilt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from numpy.testing import assert_allclose
from pandas.testing import assert_frame_equal

from helseplan.demand.checks import NEAR_EFFECT, NEAR_LEVEL
from helseplan.demand.ssb2019 import SCENARIOS, rebuilt

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain

BLOCKS = {"care": 141_000, "somatic": 96_800, "municipal_health": 48_900, "mental_health": 21_300}
DISPUTED = {"ssb2019_no_health_improvement_all_effect"}
"""The source contradicts itself: its parts sum to 72 500 in 2035, its total is printed as 48 000."""


@pytest.fixture(scope="module")
def own(chain: Chain) -> pd.Series:
    return chain["demand"]["ssb2019"].set_index(["scenario", "block", "year"]).aarsverk.sort_index()


@pytest.fixture(scope="module")
def checked(chain: Chain) -> pd.DataFrame:
    checks = chain["demand"]["checks"]
    return checks[checks.check.str.startswith("ssb2019_")]


def test_every_scenario_has_every_block_and_year(chain: Chain) -> None:
    frame = chain["demand"]["ssb2019"]
    assert set(frame.scenario) == set(SCENARIOS)
    assert set(frame.block) == {"all", *BLOCKS}
    assert (frame.year.min(), frame.year.max()) == (2018, 2060)
    assert len(frame) == len(SCENARIOS) * 5 * 43


def test_2018_is_the_reports_308_000_in_every_scenario(own: pd.Series) -> None:
    base = own.xs(2018, level="year").unstack("block")
    assert_allclose(base["all"], 308_000)
    for block, aarsverk in BLOCKS.items():
        assert_allclose(base[block], aarsverk)
    assert sum(BLOCKS.values()) == 308_000


def test_the_blocks_sum_to_the_whole(own: pd.Series) -> None:
    table = own.unstack("block")
    assert_allclose(table[list(BLOCKS)].sum(axis=1), table["all"])


@pytest.mark.parametrize(
    ("scenario", "sign"),
    [
        ("high_population", 1),
        ("no_health_improvement", 1),
        ("no_standard_growth", -1),
        ("proportional_informal_care", -1),
        ("reference_age_shift", 1),
    ],
)
def test_a_scenario_moves_demand_the_way_it_should(own: pd.Series, scenario: str, sign: int) -> None:
    for year in (2035, 2060):
        assert sign * (own[scenario, "all", year] - own["reference", "all", year]) > 0


def test_without_standard_growth_the_rest_of_the_path_is_the_same(own: pd.Series) -> None:
    """Outside care there is no informal care: the ratio is the compound growth of 17 years."""
    ratio = own["reference", "somatic", 2035] / own["no_standard_growth", "somatic", 2035]
    assert ratio == pytest.approx(1.01**17)


def test_what_informal_care_takes_is_its_share_of_the_rise_in_care(own: pd.Series) -> None:
    """90/(141 + 90) of the rise in formal care, see the identity in test_health.py."""
    rise = own["reference", "care", 2035] - own["reference", "care", 2018]
    effect = own["proportional_informal_care", "care", 2035] - own["reference", "care", 2035]
    assert effect == pytest.approx(-90 / 231 * rise)


def test_nothing_is_fitted_to_a_printed_result_after_2018(chain: Chain, vintage: Vintage) -> None:
    printed = vintage.read("ssb2019_results")
    changed = printed.assign(value=printed.value.where(printed.year == 2018, printed.value * 3 + 1))
    series = (vintage.read("services"), vintage.read("use_profiles"))
    found = rebuilt(chain["demography"]["history"], *series, changed)
    assert_frame_equal(found, chain["demand"]["ssb2019"])


def test_every_printed_figure_is_checked_with_its_tolerance(checked: pd.DataFrame, vintage: Vintage) -> None:
    assert len(checked) == len(vintage.read("ssb2019_results"))
    level = checked.check.str.endswith("_level")
    assert_allclose(checked[level].tolerance, NEAR_LEVEL * checked[level].published)
    assert (checked[~level].tolerance == NEAR_EFFECT).all()


def test_everything_in_2035_is_within_but_what_the_source_disputes_itself(checked: pd.DataFrame) -> None:
    rows = checked[checked.year == 2035]
    assert set(rows[rows.verdict != "within"].check) == DISPUTED
    parts = rows[rows.check == "ssb2019_no_health_improvement_parts_effect"]
    assert list(parts.verdict) == ["within"]


def test_what_is_off_in_2060_is_said_to_be_off(checked: pd.DataFrame) -> None:
    rows = checked[checked.year == 2060]
    off = (rows.raw - rows.published).abs()
    assert len(rows) == 4
    assert (rows.explanation != "").all()
    for limit, verdicts in ((1, {"within"}), (3, {"within", "explained"})):
        assert set(rows[off <= limit * rows.tolerance].verdict) <= verdicts
    assert (rows[off > 3 * rows.tolerance].verdict == "outside").all()
    assert set(rows[rows.verdict == "outside"].check) == DISPUTED
