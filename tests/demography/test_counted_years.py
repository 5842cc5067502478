"""Counts by age and sex that are newer than the one the projection starts from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.demography.views import knowledge
from helseplan.need import Draws, Need
from helseplan.params import Params
from helseplan.vintages import Vintage, open_vintage
from tests.conftest import stage_run

if TYPE_CHECKING:
    from tests.conftest import Chain, Frames

LAST = 2026
MORE = 1.01
KEYS = ["alternative", "year"]


def counts(chain: Chain) -> pd.DataFrame:
    """Counts of 2023–2026 in single ages: one per cent more of everybody than the engine has."""
    own = chain["demography"]["population"].query("alternative == 'MMM' and 2023 <= year <= @LAST")
    ages = own.assign(age_from=own.age, age_to=own.age, persons=(own.persons * MORE).round())
    return ages.assign(source="ssb-07459", quality="published")


@pytest.fixture(scope="module")
def newer(chain: Chain, tmp_path_factory: pytest.TempPathFactory) -> Vintage:
    folder: Path = tmp_path_factory.mktemp("vintages") / "tellinger"
    folder.mkdir()
    for file in open_vintage("plan-2026").folder.glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    embedded = pd.read_csv(folder / "population.csv", dtype={"region": str, "sex": str})
    more = counts(chain)[embedded.columns]
    pd.concat([embedded, more]).to_csv(folder / "population.csv", index=False)
    return Vintage("tellinger", folder)


@pytest.fixture(scope="module")
def made(newer: Vintage, tmp_path_factory: pytest.TempPathFactory) -> Frames:
    return stage_run("demography", tmp_path_factory.mktemp("ut"), Params(), newer).compute()


def test_every_counted_year_is_the_count_in_every_alternative(made: Frames, chain: Chain) -> None:
    own = made["population"].query("2023 <= year <= @LAST").set_index(["year", "sex", "age", "alternative"])
    wide = own.persons.unstack("alternative")
    counted = counts(chain).set_index(["year", "sex", "age"]).persons
    for alternative in wide:
        assert_allclose(wide[alternative], counted.reindex(wide.index), atol=1e-6)


def test_the_alternatives_part_only_after_the_last_count(made: Frames) -> None:
    wide = made["components"].set_index(KEYS).population.unstack("alternative")
    spread = wide.max(axis=1) - wide.min(axis=1)
    assert spread.loc[:LAST].max() < 1e-3
    assert spread.loc[LAST + 1] > 1_000


def test_the_account_closes_in_every_year(made: Frames) -> None:
    flows = made["components"]
    following = flows.population + flows.births - flows.deaths + flows.net_migration
    known = flows.year < flows.year.max()
    assert_allclose(following[known], flows.population.shift(-1)[known], rtol=1e-9)


def test_the_projection_goes_on_from_the_last_count(made: Frames, chain: Chain) -> None:
    own, before = (
        frames["components"].set_index(KEYS).population["MMM"] for frames in (made, chain["demography"])
    )
    ratio = own / before
    assert abs(ratio[LAST] / MORE - 1) < 1e-5
    assert (ratio[LAST + 1 : 2040] > 1.008).all()


def test_need_meets_the_same_counts(made: Frames, newer: Vintage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine for many draws gives what the stages give, also when newer counts are met on the way."""
    monkeypatch.setattr("helseplan.vintages.VINTAGES", newer.folder.parent)
    need = Need.from_vintage(newer.name)
    persons = need._projected(Draws.reference(1), need.start, None)[0][0].sum(axis=(-1, -2))
    stage = made["components"].set_index(KEYS).population["MMM"].reindex(need.years)
    assert_allclose(persons, stage, rtol=1e-9)
    assert np.isfinite(need.evaluate(Draws.reference(1))).all()


def test_the_report_says_how_far_the_counts_go(made: Frames, newer: Vintage, tmp_path: Path) -> None:
    run = stage_run("demography", tmp_path, Params(), newer)
    assert f"Fram til 1. januar {LAST} følger den tellingene" in knowledge.origin(made, run).markdown
    assert f"Fram til {LAST} er folketallet det registrerte" in knowledge.components(made, run).note
