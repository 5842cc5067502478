"""Notes that say what the benchmarked path meets: on the plan's data it meets the plan, on newer data it does not.

The gap's views are held to it here, and those of demand and supply, which say the same of their factors.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from helseplan.demand import views as demand
from helseplan.gap import views as gap
from helseplan.params import load
from helseplan.report.display import Text
from helseplan.session import StageRun
from helseplan.supply import views as supply
from helseplan.vintages import Vintage
from tests.conftest import Chain, stage_run
from tests.newer import USED_IN, newer_vintage

Run = Callable[[str, Vintage], StageRun]


@pytest.fixture(scope="module")
def newer(vintage: Vintage, tmp_path_factory: pytest.TempPathFactory) -> Vintage:
    """The embedded data with a benchmark kept from another vintage."""
    return newer_vintage(vintage, tmp_path_factory.mktemp("arganger"))


@pytest.fixture(scope="module")
def run(chain: Chain) -> Run:
    return lambda stage, vintage: stage_run(stage, chain.folder, load(), vintage)


NOTES = [
    ("gap", gap.turning, "referansebanen treffer planen i", "på dataene i «eldre-2025» traff planen i"),
    ("gap", gap.composition, "må til for at modellen skal treffe", "måtte til for at modellen skulle treffe"),
    ("demand", demand.benchmark, "referansebanen og er", "referansebanen med dataene i «eldre-2025» og er"),
]
YEARS = [
    (demand.use_by_age, "mønsteret er fra 2010–{last}"),
    (demand.since_2019, "årgangens egen bruk etter alder, fra 2010–{last}"),
]


@pytest.mark.parametrize(
    ("stage", "view", "plans", "newers"), NOTES, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_note_on_the_benchmark_depends_on_where_it_was_found(
    stage: str,
    view: Callable,
    plans: str,
    newers: str,
    chain: Chain,
    run: Run,
    vintage: Vintage,
    newer: Vintage,
) -> None:
    own, kept = (view(chain[stage], run(stage, data)).note for data in (vintage, newer))
    assert plans in own
    assert newers in kept
    assert plans not in kept
    assert "eldre-2025" in kept


def test_table_2_2_is_not_set_beside_newer_data(chain: Chain, run: Run, newer: Vintage) -> None:
    for view in (gap.table_2_2, gap.table_2_2_last, gap.sums):
        shown = view(chain["gap"], run("gap", newer))
        assert isinstance(shown, Text)
        assert "nyere data enn planen" in shown.markdown
        assert "egne forutsetninger" not in shown.markdown


def test_the_calibration_is_said_to_be_kept(chain: Chain, run: Run, vintage: Vintage, newer: Vintage) -> None:
    own, kept = (supply.targets(run("supply", data)).note for data in (vintage, newer))
    assert "eldre-2025" not in own
    assert "gjort på dataene i «eldre-2025» og beholdt" in kept
    words = supply.effects_in_words(chain["supply"], run("supply", newer)).markdown
    assert "nyere data enn SSBs referansebane" in words


@pytest.mark.parametrize(("view", "words"), YEARS, ids=lambda value: getattr(value, "__name__", ""))
def test_the_years_of_use_by_age_are_the_vintages_own(
    view: Callable, words: str, chain: Chain, run: Run, vintage: Vintage, newer: Vintage
) -> None:
    for data, last in ((vintage, 2023), (newer, USED_IN)):
        assert words.format(last=last) in view(chain["demand"], run("demand", data)).note


@pytest.mark.parametrize("view", [demand.ssb2019, demand.ssb2019_effects], ids=lambda view: view.__name__)
def test_the_path_of_2019_is_said_to_move_with_newer_use(
    view: Callable, chain: Chain, run: Run, vintage: Vintage, newer: Vintage
) -> None:
    own, moved = (view(chain["demand"], run("demand", data)).note for data in (vintage, newer))
    assert moved.startswith(own)
    assert moved.endswith("årsverkene etter tjeneste blant dem, er denne banen også flyttet.")
