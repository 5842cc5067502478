"""What the registry asks for is what the mappings read: row → metadata → extract → answer → series."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from helseplan.fetching import registry
from helseplan.fetching.mapping import mapping_of
from helseplan.paths import DOCS
from helseplan.vintages.pxweb import jsonstat, metadata, selection
from helseplan.vintages.pxweb.metadata import Codelist
from tests.fetching.tables import AGES, SEXES, given, kept, population
from tests.fetching.test_mapping_care import AGES as CARE_AGES
from tests.fetching.test_mapping_care import HOME, SERVICES
from tests.fetching.test_mapping_projection import REGIONAL
from tests.pxtable import cut, metadata_of, px_table

REGIONS = {"0": "Hele landet", "3101": "Halden"}
BOTH = {"0": "Begge kjønn", **SEXES}
TOTALS = {"Ialt": "I alt", **CARE_AGES, "Uoppgitt": "Uoppgitt alder"}
YEARS = [str(year) for year in range(2018, 2027)]
TABLES: dict[str, tuple[dict[str, Any], str]] = {
    "ssb-07459": (
        {
            "Region": REGIONS,
            "Kjonn": SEXES,
            "Alder": {**AGES, "999A": "Alle aldre"},
            "ContentsCode": {"Personer1": "Personer"},
            "Tid": YEARS,
        },
        "population",
    ),
    "ssb-07902": (
        {
            "Kjonn": BOTH,
            "AlderX": {f"{age:03d}": f"{age} år" for age in range(107)},
            "ContentsCode": {"Dode": "Døde", "Dodssannsynlighet": "Dødssannsynlighet"},
            "Tid": YEARS,
        },
        "mortality",
    ),
    "ssb-14746": (
        {
            "Region": REGIONS,
            "Kjonn": SEXES,
            "Alder": AGES,
            "ContentsCode": REGIONAL,
            "Tid": ["2026", "2027"],
        },
        "",
    ),
    "ssb-14282": (
        {
            "Kjonn": SEXES,
            "Alder": AGES,
            "InnvandrLandbakgr": {"999": "Hele befolkningen"},
            "Framskriv": {"MMM": "Hovedalternativet (MMM)", "HHH": "Høy vekst (HHH)"},
            "ContentsCode": {"Folkemengde": "Folkemengde"},
            "Tid": ["2024", "2025"],
        },
        "",
    ),
    "ssb-11645": (
        {
            "Region": REGIONS,
            "Alder": TOTALS,
            "TenesteType": {"00": "Alle tenester", **SERVICES},
            "ContentsCode": {"Brukere1": "Brukarar", "Per1000": "Per 1 000"},
            "Tid": YEARS,
        },
        "use_profiles",
    ),
    "ssb-11643": (
        {
            "Region": REGIONS,
            "Alder": TOTALS,
            "TenesteType": {"00": "Alle tenester", **HOME},
            "ContentsCode": {"Timeforbruk": "Timar"},
            "Tid": YEARS,
        },
        "use_profiles",
    ),
}
"""Row → a table with more codes than are asked for, and the series whose contract it must keep."""


def no_codelist(name: str) -> Codelist:
    raise AssertionError(name)


def extract(document: dict[str, Any], row: registry.Row) -> bytes:
    """What the server answers to the row's selection."""
    about = metadata.read(json.dumps(metadata_of(document)).encode(), row.table, "test")
    asked = selection.resolve(about, row.selection, row.row, no_codelist)
    chosen = {choice.variable: choice.codes for choice in asked.choices}
    return json.dumps(cut(document, chosen)).encode()


def table(row: registry.Row, dimensions: Mapping[str, Any]) -> dict[str, Any]:
    names = list(dimensions)

    def value(*codes: str) -> float:
        cell = dict(zip(names, codes, strict=True))
        if "AlderX" in cell:
            return 0.05 * 2 ** (int(cell["AlderX"]) / 8)
        return 1e7 if cell.get("Region") == "3101" else 1000.0

    away = ["InnvandrLandbakgr"] if "InnvandrLandbakgr" in names else []
    return px_table(row.table, dimensions, value, eliminated=away)


@pytest.mark.parametrize("name", TABLES)
def test_the_selection_gives_what_the_mapping_reads(name: str) -> None:
    row = next(item for item in registry.registry() if item.row == name)
    dimensions, series = TABLES[name]
    answer = jsonstat.read(extract(table(row, dimensions), row))
    counted = {} if series == "population" else {"population": population(tuple(range(2020, 2027)))}
    made = mapping_of(row)(answer, given(name, **counted))
    assert set(made) <= set(row.series)
    frame = next(iter(made.values()))
    assert not (frame.select_dtypes("number") >= 1e6).any(axis=None), "a municipality was read as the country"
    if series:
        assert kept(series, made[series]) == []


def test_every_selection_of_ssb_can_be_read() -> None:
    for row in registry.registry():
        if row.source == "ssb" and row.selection:
            assert selection.read(row.selection, row.table, row.row), row.row


def blocks(language: str) -> list[str]:
    text = (DOCS / "nye_data.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_guides_example_is_a_whole_table_from_scratch(tmp_path: Any) -> None:
    """The row and the mapping in the guide, put in place as they stand there, read a table nobody has seen."""
    path = tmp_path / "tables.csv"
    path.write_text(registry.PATH.read_text(encoding="utf-8") + blocks("csv")[0], encoding="utf-8")
    row = registry.load(path)[-1]
    module = ModuleType(row.mapping)
    code = blocks("python")[0]
    exec(compile(code, row.mapping, "exec"), module.__dict__)
    contents = {"Dode": "Døde", "Fodte": "Fødte"}
    dimensions = {"Region": REGIONS, "Kjonn": SEXES, "ContentsCode": contents, "Tid": YEARS}
    answer = extract(px_table(row.table, dimensions, lambda *codes: int(codes[1]) * 11_000), row)
    ask = given("ssb-06913")
    made = module.to_series(jsonstat.read(answer), type(ask)(row, "ssb-99999-test", ask.series, ask.has))
    deaths = made["population_totals"].set_index(["item", "year"])
    assert deaths.persons["deaths", 2026] == 33_000 and deaths.source["deaths", 2026] == "ssb-99999-test"
    assert deaths.source["deaths", 2022] != "ssb-99999-test"
    assert code.count("\n") <= 30


def test_the_guide_names_every_column_of_the_registry() -> None:
    text = (DOCS / "nye_data.md").read_text(encoding="utf-8")
    assert [name for name in pd.read_csv(registry.PATH, nrows=1).columns if f"`{name}`" not in text] == []
