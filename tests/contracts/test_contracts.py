"""Artefacts are written and read only when they keep their contract."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from helseplan import contracts
from helseplan.contracts.artefacts import SCHEMAS
from helseplan.errors import DataError
from helseplan.stages import STAGES

if TYPE_CHECKING:
    from tests.conftest import Chain

ARTEFACTS = [(stage.name, name) for stage in STAGES.values() for name in stage.artefacts]


def first(column: str, value: object) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Put a value into the first row."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        out = frame.copy()
        out.loc[0, column] = value
        return out

    return change


def plus(column: str, amount: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Add to the first row's value."""
    return lambda frame: first(column, frame[column].iloc[0] + amount)(frame)


BROKEN = [
    ("demography", "population", lambda frame: frame.drop(columns="persons"), "kolonnen persons mangler"),
    ("demography", "population", lambda frame: frame.assign(note="x"), "kolonnen note er ukjent"),
    (
        "demography",
        "population",
        lambda frame: pd.concat([frame, frame.iloc[[0]]]),
        "nøkkelen finnes flere ganger",
    ),
    ("demography", "population", lambda frame: frame.iloc[1:], "kombinasjoner mangler"),
    ("demography", "population", lambda frame: frame[frame.sex == "1"].iloc[1:], "kombinasjoner mangler"),
    ("demography", "population", first("persons", np.nan), "rad 1, kolonne persons: verdien mangler"),
    ("demography", "population", first("persons", np.inf), "ikke et endelig tall"),
    ("demography", "population", first("persons", -1.0), "skal være minst 0"),
    ("demography", "population", first("age", 106), "skal være høyst 105"),
    ("demography", "population", first("sex", "3"), "«3»"),
    ("demography", "population", first("alternative", "M"), "ukjent kode «M»"),
    (
        "demography",
        "population",
        lambda frame: frame.assign(year=frame.year.astype(float)),
        "year: feil type",
    ),
    ("demography", "components", plus("births", 2), "skal gi neste års folketall"),
    ("demography", "components", plus("deaths", 2), "skal gi neste års folketall"),
    ("demography", "components", plus("net_migration", -2), "skal gi neste års folketall"),
    ("demand", "demand", first("service", "sykehjem"), "ukjent kode «sykehjem»"),
    ("demand", "demand", first("scope", "smal"), "«smal»"),
    ("demand", "demand_by_group", first("aarsverk", -1.0), "skal være minst 0"),
    ("demand", "drivers", lambda frame: frame.iloc[1:], "kombinasjoner mangler"),
    ("demography", "indicators", first("support_ratio", -1.0), "skal være minst 0"),
    ("demography", "history", first("path", "lav"), "«lav»"),
    ("demand", "employment", first("share_percent", -1.0), "skal være minst 0"),
    ("demand", "sensitivity", first("end", "middle"), "«middle»"),
    ("demand", "ssb2019", first("block", "parts"), "«parts»"),
    ("supply", "supply", first("group", "annen"), "ukjent kode «annen»"),
    ("gap", "gap", plus("gap_aarsverk", 1), "tilbud − etterspørsel − mangel i basisåret"),
    ("gap", "gap", plus("supply_aarsverk", 1), "tilbud − etterspørsel − mangel i basisåret"),
    ("gap", "gap", plus("base_shortage_aarsverk", 1), "tilbud − etterspørsel − mangel i basisåret"),
    ("gap", "totals", plus("net_aarsverk", 1), "brutto underskudd pluss brutto overskudd"),
    ("gap", "totals", first("shortage_aarsverk", 1.0), "skal være høyst 0"),
    ("measures", "effects", first("alone_aarsverk", np.nan), "verdien mangler"),
    ("measures", "totals", first("scenario", "ukjent"), "«ukjent»"),
    ("productivity", "efficiency", first("scale_efficiency", 1.1), "skal være høyst"),
    ("productivity", "efficiency", first("unit", "aker"), "ukjent kode «aker»"),
    ("gap", "checks", first("verdict", "ok"), "ukjent kode «ok»"),
    ("gap", "headlines", first("comment", ""), "teksten er tom"),
]
SMALL = [row for row in BROKEN if row[1] != "population"]
"""The population is large; one broken file of it is enough on the way in."""


@pytest.mark.parametrize(("stage", "name"), ARTEFACTS)
def test_the_same_content_gives_the_same_bytes_and_is_read_back(
    chain: Chain, tmp_path: Path, stage: str, name: str
) -> None:
    frame = chain[stage][name].reset_index(drop=True)
    again = contracts.write(tmp_path, stage, name, frame.set_axis(frame.index + 7))
    assert again.read_bytes() == contracts.path(chain.folder, stage, name).read_bytes()
    assert_frame_equal(contracts.read(chain.folder, stage, name), frame)


@pytest.mark.parametrize(("stage", "name", "change", "says"), BROKEN)
def test_a_broken_frame_is_refused_on_write_and_leaves_nothing(
    chain: Chain, tmp_path: Path, stage: str, name: str, change: Callable, says: str
) -> None:
    with pytest.raises(DataError) as error:
        contracts.write(tmp_path, stage, name, change(chain[stage][name].reset_index(drop=True)))
    assert says in str(error.value)
    assert error.value.where == f"{stage}/{name}"
    assert error.value.fix
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(("stage", "name", "change", "says"), [BROKEN[0], *SMALL])
def test_a_broken_file_is_refused_on_read(
    chain: Chain, tmp_path: Path, stage: str, name: str, change: Callable, says: str
) -> None:
    file = contracts.path(tmp_path, stage, name)
    file.parent.mkdir(parents=True)
    change(chain[stage][name].reset_index(drop=True)).to_parquet(file, index=False)
    with pytest.raises(DataError) as error:
        contracts.read(tmp_path, stage, name)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("stage", "name", "column", "value"),
    [
        ("demography", "population", "sex", "2"),
        ("demography", "population", "age", 50),
        ("demography", "population", "year", 2030),
        ("demography", "population", "alternative", "MMM"),
        ("demography", "life_expectancy", "age", 0),
        ("demand", "demand", "path", "raw"),
        ("demography", "indicators", "alternative", "MMM"),
        ("demography", "history", "age", 50),
        ("demography", "reference", "sex", "1"),
        ("demand", "demand", "service", "institution_long"),
        ("demand", "profiles", "service", "institution_long"),
        ("demand", "employment", "path", "raw"),
        ("demand", "ssb2019", "scenario", "reference"),
        ("demand", "demand_by_group", "group", "lege"),
        ("demand", "reference", "group", "lege"),
        ("supply", "supply", "group", "lege"),
        ("gap", "gap", "group", "lege"),
        ("gap", "gap", "year", 2030),
        ("productivity", "efficiency", "model", "staff_total"),
    ],
)
def test_a_whole_code_or_year_may_not_be_missing(
    chain: Chain, tmp_path: Path, stage: str, name: str, column: str, value: object
) -> None:
    frame = chain[stage][name]
    with pytest.raises(DataError):
        contracts.write(tmp_path, stage, name, frame[frame[column] != value])


def test_a_broken_frame_leaves_the_last_good_file(chain: Chain, tmp_path: Path) -> None:
    frame = chain["supply"]["reference"]
    file = contracts.write(tmp_path, "supply", "reference", frame)
    before = file.read_bytes()
    with pytest.raises(DataError):
        contracts.write(tmp_path, "supply", "reference", frame.iloc[1:])
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"",
        lambda content: content[:-40],
        lambda content: content[: len(content) // 2],
        lambda _: b"a,b\n1,2\n",
    ],
    ids=["empty", "no footer", "half", "csv"],
)
def test_a_spoiled_file_is_refused(chain: Chain, tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    file = contracts.write(tmp_path, "supply", "reference", chain["supply"]["reference"])
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(DataError, match="kan ikke leses") as error:
        contracts.read(tmp_path, "supply", "reference")
    assert "reference.parquet" in error.value.where
    assert error.value.fix


def test_flipped_bytes_are_refused(chain: Chain, tmp_path: Path) -> None:
    file = contracts.write(tmp_path, "demography", "population", chain["demography"]["population"])
    content = bytearray(file.read_bytes())
    for place in range(2000, 4000):
        content[place] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(DataError):
        contracts.read(tmp_path, "demography", "population")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="Artefaktet mangler") as error:
        contracts.read(tmp_path, "gap", "gap")
    assert error.value.where == "gap/gap"
    assert error.value.fix


def test_a_folder_name_adds_no_column(chain: Chain, tmp_path: Path) -> None:
    folder = tmp_path / "scenario=lav"
    contracts.write(folder, "supply", "reference", chain["supply"]["reference"])
    assert list(contracts.read(folder, "supply", "reference")) == ["year", "group", "aarsverk"]


def test_every_artefact_has_a_contract_and_every_contract_an_artefact() -> None:
    own = {(stage, name) for stage, name in ARTEFACTS if name not in ("checks", "headlines")}
    assert own == set(SCHEMAS)


@pytest.mark.parametrize(
    ("artefact", "columns"),
    [
        ("demography/population", "region alternative year sex age persons"),
        ("demand/demand", "region alternative path scope year service aarsverk"),
        ("demand/demand_by_group", "region alternative path scope year service group aarsverk"),
        ("supply/supply", "path year group persons aarsverk"),
        ("gap/gap", "path year group supply_aarsverk demand_aarsverk base_shortage_aarsverk gap_aarsverk"),
        ("measures/effects", "scenario measure year group alone_aarsverk shapley_aarsverk"),
        (
            "measures/totals",
            "scenario year simple_sum_aarsverk joint_aarsverk overlap_aarsverk gap_before_aarsverk gap_after_aarsverk",
        ),
        ("productivity/efficiency", "model year unit score corrected lower upper scale_efficiency"),
    ],
)
def test_the_columns_others_rely_on_are_there(chain: Chain, artefact: str, columns: str) -> None:
    stage, name = artefact.split("/")
    assert set(columns.split()) <= set(chain[stage][name])
