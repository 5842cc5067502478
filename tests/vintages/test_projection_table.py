"""An official projection table in place of the engine, tried with the engine's own population."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.demography.table import read_table
from helseplan.errors import DataError, ParameterError
from helseplan.params import load
from helseplan.vintages import Vintage, open_vintage
from helseplan.vintages.check import check_vintage
from tests.conftest import stage_run
from tests.vintages.conftest import NAME

if TYPE_CHECKING:
    from tests.conftest import Chain, Frames
    from tests.vintages.conftest import Copy

Change = Callable[[pd.DataFrame], pd.DataFrame]
SERIES = "projection_table"
CELL = ["region", "alternative", "year", "sex", "age"]
DEMAND = ["alternative", "path", "scope", "year", "service"]
FIRST, LAST = 2024, 2060
TABLE = load("referanse", ["demography.source=table"])


def published(chain: Chain, first: int, last: int) -> pd.DataFrame:
    """The engine's own population, as a table that an office could have published."""
    population = chain["demography"]["population"]
    return population[population.year.between(first, last)].assign(source="tabell", quality="published")


def give(copy: Copy, table: pd.DataFrame) -> None:
    """Put the table into the vintage, with its row in the register and its source."""
    table.to_csv(copy.folder / f"{SERIES}.csv", index=False)
    for file, row in (
        ("series", {"series": SERIES, "title": "Tabell", "unit": "persons", "quality": "published"}),
        ("sources", {"source": "tabell", "series": SERIES}),
    ):
        path = copy.folder / f"{file}.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        more = frame.iloc[[0]].assign(**row)
        pd.concat([frame, more]).to_csv(path, index=False)
    copy.register("sources")
    copy.register(SERIES)


def first(column: str, value: object) -> Change:
    """Put a value into the first row."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        out = frame.reset_index(drop=True).astype({column: object})
        out.loc[0, column] = value
        return out

    return change


@dataclass(frozen=True)
class Run:
    """What the two stages made of the table."""

    frames: Frames
    demand: Frames
    first: int
    last: int


@pytest.fixture(scope="module", params=[(2022, 2100), (FIRST, LAST)], ids=["whole", "2024-2060"])
def made(request: pytest.FixtureRequest, chain: Chain, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Population and demand on a table of the engine's population: all years, or only those that demand needs."""
    folder: Path = tmp_path_factory.mktemp("tabell")
    for file in open_vintage(NAME).folder.glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    published(chain, *request.param).to_csv(folder / f"{SERIES}.csv", index=False)
    out, vintage = tmp_path_factory.mktemp("ut"), Vintage("tabell", folder)
    frames, demand = (stage_run(name, out, TABLE, vintage).compute() for name in ("demography", "demand"))
    return Run(frames, demand, *request.param)


def test_every_artefact_has_the_columns_it_has_from_the_engine(made: Run, chain: Chain) -> None:
    engine = chain["demography"]
    assert {name: list(frame) for name, frame in made.frames.items()} == {
        name: list(frame) for name, frame in engine.items()
    }


def test_the_population_is_that_of_the_table_and_the_engine_goes_on(made: Run, chain: Chain) -> None:
    """The table is the engine's own population, so all years are the engine's, also those the table does not have."""
    own = made.frames["population"].set_index(CELL).persons
    engine = chain["demography"]["population"].set_index(CELL).persons
    assert_allclose(own, engine.reindex(own.index), rtol=1e-9)
    assert len(own) == len(engine)


def test_the_account_of_every_year_closes(made: Run) -> None:
    flows = made.frames["components"]
    following = flows.population + flows.births - flows.deaths + flows.net_migration
    known = flows.year < flows.year.max()
    assert_allclose(following[known], flows.population.shift(-1)[known], rtol=1e-12)
    assert flows[["births", "deaths", "net_migration"]].notna().all(axis=None)


def test_an_alternative_that_the_table_lacks_differs_from_the_main_one_as_the_engines(
    chain: Chain, tmp_path: Path
) -> None:
    """Only MMM, a tenth larger than the engine's, from 2026 to 2050; the counts before stay."""
    for file in open_vintage(NAME).folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    table = published(chain, 2026, 2050).query("alternative == 'MMM'")
    table.assign(persons=table.persons * 1.1).to_csv(tmp_path / f"{SERIES}.csv", index=False)
    frames = stage_run("demography", tmp_path / "ut", TABLE, Vintage("tabell", tmp_path)).compute()
    keys = ["alternative", "year"]
    own, engine = (f["components"].set_index(keys).population for f in (frames, chain["demography"]))
    ratio = (own / engine).unstack("alternative")
    assert_allclose(ratio.loc[2022:2025], 1, rtol=1e-9)
    assert_allclose(ratio.loc[2026:2050], 1.1, rtol=1e-9)
    assert ratio.loc[2051:].stack().between(1.02, 1.12).all()


def test_the_derived_flows_are_near_the_engines_own(made: Run, chain: Chain) -> None:
    """Migration within the year is not in a table; births and deaths then come out a little differently."""
    keys = ["alternative", "year"]
    own = made.frames["components"].query("year >= 2024").dropna().set_index(keys)
    engine = chain["demography"]["components"].set_index(keys).reindex(own.index)
    assert_allclose(own.births, engine.births, rtol=0.02)
    assert_allclose(own.deaths, engine.deaths, rtol=0.02)


def test_life_expectancy_is_still_the_engines(made: Run, chain: Chain) -> None:
    keys = ["alternative", "year", "sex", "age"]
    own = made.frames["life_expectancy"].set_index(keys).remaining_years
    engine = chain["demography"]["life_expectancy"].set_index(keys).remaining_years
    assert_allclose(own, engine.reindex(own.index), rtol=1e-9)


def test_the_same_population_gives_the_same_demand(made: Run, chain: Chain) -> None:
    own, engine = (frames["demand"].set_index(DEMAND) for frames in (made.demand, chain["demand"]))
    assert_allclose(own.aarsverk, engine.aarsverk.reindex(own.index), rtol=1e-9)
    assert len(own) == len(engine)


def test_a_vintage_with_a_table_is_whole(copy: Copy, chain: Chain) -> None:
    give(copy, published(chain, FIRST, LAST))
    assert check_vintage(NAME) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda frame: frame.iloc[1:], "kombinasjoner mangler i region, alternative, year, sex, age"),
        (lambda frame: frame[frame.age != 50], "kombinasjoner mangler"),
        (lambda frame: frame[frame.sex == "1"], "kombinasjoner mangler"),
        (lambda frame: frame[frame.alternative != "MMM"], "tabellen skal ha hovedalternativet MMM"),
        (lambda frame: frame[frame.year < 2040], "alle år fram til minst 2040"),
        (first("persons", -1), "rad 1, kolonne persons: -1.0 skal være minst 0"),
        (first("persons", "inf"), "rad 1, kolonne persons: inf er ikke et endelig tall"),
        (first("persons", "nan"), "«nan»"),
        (first("persons", ""), "rad 1, kolonne persons: verdien mangler"),
        (first("persons", "1 000"), "«1 000»"),
        (lambda frame: frame.drop(columns="persons"), "kolonnen persons mangler"),
    ],
)
def test_a_spoiled_table_gives_one_message(copy: Copy, chain: Chain, change: Change, says: str) -> None:
    give(copy, change(published(chain, FIRST, LAST)))
    (problem,) = check_vintage(NAME)
    assert says in str(problem)
    assert f"{SERIES}.csv" in problem.where
    assert problem.fix


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (first("alternative", "MMMM"), "rad 1, kolonne alternative: ukjent kode «MMMM»"),
        (first("region", "Norge"), "rad 1, kolonne region: ukjent kode «Norge»"),
        (first("sex", "3"), "rad 1, kolonne sex: ukjent kode «3»"),
        (lambda frame: pd.concat([frame.iloc[:1], frame]), "rad 1: nøkkelen finnes flere ganger"),
    ],
)
def test_an_unknown_code_or_a_duplicate_is_named_by_its_row(
    copy: Copy, chain: Chain, change: Change, says: str
) -> None:
    """An unknown code also leaves its right cell empty, and a duplicate has two rows; nothing else is said."""
    give(copy, change(published(chain, FIRST, LAST)))
    problems = check_vintage(NAME)
    assert says in "\n".join(map(str, problems))
    assert all(f"{SERIES}.csv" in problem.where and problem.fix for problem in problems)
    assert len(problems) <= 3, [problem.what for problem in problems]


def test_a_table_without_the_country_is_refused_when_it_is_read(chain: Chain, tmp_path: Path) -> None:
    published(chain, FIRST, LAST).assign(region="helse_vest").to_csv(tmp_path / f"{SERIES}.csv", index=False)
    with pytest.raises(DataError, match="ingen tall for hele landet") as error:
        read_table(Vintage("tabell", tmp_path), ["MMM"], np.arange(FIRST, LAST + 1))
    assert error.value.where == f"tabell/{SERIES}.csv"
    assert error.value.fix


def test_without_a_table_the_choice_is_refused_with_a_way_out(vintage: Vintage, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="har ingen framskrivingstabell") as error:
        stage_run("demography", tmp_path, TABLE, vintage).compute()
    assert error.value.where == "demography.source"
    assert "demography.source=auto" in error.value.fix
    assert list(tmp_path.rglob("*.parquet")) == []


def test_a_table_is_used_by_itself_and_the_engine_only_when_asked_for(chain: Chain, tmp_path: Path) -> None:
    for file in open_vintage(NAME).folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    table = published(chain, FIRST, LAST)
    table.assign(persons=table.persons * 1.004).to_csv(tmp_path / f"{SERIES}.csv", index=False)
    vintage = Vintage("tabell", tmp_path)
    people = {
        source: stage_run("demography", tmp_path, load("referanse", [f"demography.source={source}"]), vintage)
        .compute()["components"]
        .set_index(["alternative", "year"])
        .population["MMM", 2040]
        for source in ("auto", "table", "engine")
    }
    assert people["auto"] == people["table"]
    assert people["auto"] / people["engine"] == pytest.approx(1.004, rel=1e-9)
