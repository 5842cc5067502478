"""The step from the demand projection of 2019 to today's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from numpy.testing import assert_allclose

from helseplan.demand import views
from helseplan.demand.views.step import step
from helseplan.params import load
from helseplan.vintages import Vintage
from tests.conftest import Chain, stage_run

if TYPE_CHECKING:
    from tests.conftest import Frames


@pytest.fixture
def rows(chain: Chain, vintage: Vintage):
    run = stage_run("demand", chain.folder, load(), vintage)
    return views.since_2019(chain["demand"], run).data.set_index("block")


def test_level_and_growth_add_up_exactly_in_every_block(rows) -> None:
    assert_allclose(rows.old + rows.level + rows.growth, rows.new, rtol=1e-12)
    assert_allclose(
        rows.drop("all")[["old", "level", "growth", "new"]].sum(),
        rows.loc["all", ["old", "level", "growth", "new"]].astype(float),
        rtol=1e-12,
    )


def test_the_ends_are_the_two_projections(rows, chain: Chain) -> None:
    """SSB printed 415 000 in 2035; today's has everything in the narrow scope but what no source divides."""
    assert rows.old["all"] == pytest.approx(415_000, rel=0.01)
    demand = chain["demand"]["demand"].query(
        "alternative == 'MMM' and path == 'raw' and scope == 'narrow' and year == 2035"
    )
    whole = demand.set_index("service").aarsverk
    assert rows.new["all"] == pytest.approx(whole.sum() - whole["unallocated"], rel=1e-12)


def test_the_printed_total_stands_beside_the_rebuilt(rows, chain: Chain, vintage: Vintage) -> None:
    """SSB printed only the sum for 2035; the distance to the rebuilt is then in the table itself."""
    assert rows.printed["all"] == 415_000
    assert rows.printed.drop("all").isna().all()
    run = stage_run("demand", chain.folder, load(), vintage)
    made = views.since_2019(chain["demand"], run)
    assert [column.key for column in made.columns][1:3] == ["printed", "old"]
    assert "ingen prøve på den gamle framskrivingen" in made.note


def test_the_same_growth_leaves_only_the_level(chain: Chain) -> None:
    rebuilt = chain["demand"]["ssb2019"]
    own = rebuilt[(rebuilt.formula == "mortality_equivalent") & (rebuilt.scenario == "reference")]
    today = own.pivot(index="block", columns="year", values="aarsverk") * 1.1
    found = step(rebuilt, today)
    assert_allclose(found.growth, 0, atol=1e-6)
    assert_allclose(found.level, found.old * 0.1, rtol=1e-9)


def test_less_standard_growth_is_growth_and_not_level(
    rows, rerun: Callable[..., Frames], chain: Chain, vintage: Vintage, tmp_path: Path
) -> None:
    sets = ("demand.standard_growth_percent=0.5",)
    run = stage_run("demand", chain.folder, load("referanse", list(sets)), vintage)
    lower = views.since_2019(rerun("demand", *sets), run).data.set_index("block")
    assert lower.growth["all"] < rows.growth["all"] - 10_000
    assert lower.old["all"] == pytest.approx(rows.old["all"], rel=1e-12)
