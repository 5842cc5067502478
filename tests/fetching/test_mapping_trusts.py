"""Hospital trusts from 13942, 13953 and 14022: the embedded figures come back, new years come in, strangers stop it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import helseplan.paths
from helseplan.classifications import table
from helseplan.contracts.validate import faults
from helseplan.errors import DataError
from helseplan.fetching import build
from helseplan.fetching.mapping import mapping_of, trusts_activity, trusts_staff
from helseplan.productivity.analysis.trusts import trusts_wide
from helseplan.session import DEFAULT_VINTAGE
from helseplan.vintages import open_vintage
from helseplan.vintages.pxweb.layout import LayoutError
from helseplan.vintages.series import SERIES
from tests.fetching.mapping_doubles import SOURCE, given, mapped, read, selected
from tests.pxtable import px_table

NUMBERS = {unit["organisation"]: unit["label"] for unit in table("units")}
UNIT = {unit["organisation"]: unit["code"] for unit in table("units")}
OTHERS = {
    "H00": "Hele landet",
    "H03": "Helseregion Sør-Øst (2007-)",
    "883658752": "Helse Nord RHF",
    "H05_AV": "Avtalespesialister i Helseregion Nord",
    "984027737": "Haraldsplass diakonale sykehus AS",
}
YEARS = ("2024", "2025")
KEY = ["unit", "year", "item"]


@cache
def printed() -> dict[tuple[str, int, str], float]:
    rows = given("ssb-13942").series("hospital_trusts")
    return {(row.unit, row.year, row.item): row.value for row in rows.itertuples()}


def value(unit: str, year: str, item: str | None) -> float | None:
    """The embedded figure; a later year has one per cent more than 2025."""
    found = printed().get((unit, min(int(year), 2025), item or ""))
    return None if found is None else found * 1.01 ** max(0, int(year) - 2025)


def activity(
    years: Sequence[str] = YEARS, extra: Mapping[str, str] | None = None, drop: Sequence[str] = ()
) -> dict[str, Any]:
    regions = {
        code: name for code, name in {**OTHERS, **NUMBERS, **(extra or {})}.items() if code not in drop
    }

    def cell(region: str, area: str, metric: str, year: str) -> float | None:
        if region in UNIT:
            return value(UNIT[region], year, trusts_activity.ITEMS.get((metric, area)))
        return 50_000.0

    dimensions = {
        "HelseReg": regions,
        "HelseTjenomr": ["TOT", "SOM", "VOP", "BUP", "TSB"],
        "ContentsCode": ["Dognplass", "Utskriv", "BeleggSsb"],
        "Tid": list(years),
    }
    cells = [
        cell(region, area, metric, year)
        for region in regions
        for area in dimensions["HelseTjenomr"]
        for metric in dimensions["ContentsCode"]
        for year in years
    ]
    return px_table("13942", dimensions, cells, geo="HelseReg")


def staff(
    years: Sequence[str] = YEARS, extra: Mapping[str, Mapping[str, float]] | None = None
) -> dict[str, Any]:
    strangers = extra or {}
    regions = {**OTHERS, **NUMBERS, **{code: f"Ukjent {code} HF" for code in strangers}}

    def cell(region: str, occupation: str, year: str) -> float | None:
        if region in UNIT:
            return value(UNIT[region], year, trusts_staff.ITEMS[occupation])
        return strangers[region][occupation] if region in strangers else 900.0

    occupations = list(trusts_staff.ITEMS)
    dimensions = {
        "HelseReg": regions,
        "Yrke": occupations,
        "HelseTjenomr": ["TOT"],
        "ContentsCode": ["Arsverk"],
        "Tid": list(years),
    }
    cells = [
        cell(region, occupation, year) for region in regions for occupation in occupations for year in years
    ]
    return px_table("13953", dimensions, cells, geo="HelseReg")


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(KEY, ignore_index=True)[[*KEY, "value", "measurement"]]


@pytest.mark.parametrize(("row", "document"), [("ssb-13942", activity()), ("ssb-13953", staff())])
def test_the_embedded_figures_come_back_from_a_table_of_the_same_figures(
    row: str, document: dict[str, Any]
) -> None:
    new = mapped(row, document)["hospital_trusts"]
    pd.testing.assert_frame_equal(ordered(new), ordered(given(row).series("hospital_trusts")))
    assert SOURCE in set(new.source)
    assert set(new.quality) == {"published"}


@pytest.mark.parametrize(("row", "document"), [("ssb-13942", activity()), ("ssb-13953", staff())])
def test_the_registrys_selection_gives_what_the_mapping_needs(row: str, document: dict[str, Any]) -> None:
    chosen = mapped(row, selected(row, document))["hospital_trusts"]
    pd.testing.assert_frame_equal(ordered(chosen), ordered(mapped(row, document)["hospital_trusts"]))


def test_figures_of_the_other_table_keep_their_source() -> None:
    new = mapped("ssb-13942", activity())["hospital_trusts"]
    staffed = new[new["item"].str.startswith("aarsverk")]
    assert set(staffed.source) == {"ssb-13953"}


def test_a_new_year_comes_in_when_both_tables_have_it() -> None:
    years = ("2024", "2025", "2026")
    first = mapped("ssb-13953", staff(years))
    both = mapped("ssb-13942", activity(years), first)["hospital_trusts"]
    assert faults(first["hospital_trusts"], SERIES["hospital_trusts"]) != []
    assert faults(both, SERIES["hospital_trusts"]) == []
    wide = trusts_wide(both, 2026)
    assert wide.notna().all(axis=None) or wide[["aarsverk_total", "discharges_somatic"]].notna().all(
        axis=None
    )
    ratio = wide.discharges_somatic / trusts_wide(both, 2025).discharges_somatic
    assert ratio.tolist() == pytest.approx([1.01] * len(ratio))


def test_a_vintage_under_way_takes_the_first_table_before_the_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checks of the whole series wait until every table that feeds it has been read."""
    monkeypatch.setattr(helseplan.paths, "VINTAGES", tmp_path)
    work, years = build.Work("ny", open_vintage(DEFAULT_VINTAGE)), ("2024", "2025", "2026")
    for row, document in (("ssb-13953", staff(years)), ("ssb-13942", activity(years))):
        there = work.given(given(row).row, SOURCE)
        work.write(mapping_of(there.row)(read(document), there), row)
    assert faults(work.series("hospital_trusts"), SERIES["hospital_trusts"]) == []
    with pytest.raises(DataError, match="minst 0"):
        work.write({"hospital_trusts": work.series("hospital_trusts").assign(value=-1.0)}, "prøve")


def test_regions_private_hospitals_and_regional_trusts_are_not_trusts() -> None:
    new = mapped("ssb-13942", activity())["hospital_trusts"]
    assert set(new.unit) == set(UNIT.values())


@pytest.mark.parametrize(
    ("row", "document"),
    [
        ("ssb-13942", activity(extra={"999999999": "Helse Nyfjord HF (2026-)"})),
        ("ssb-13953", staff(extra={"999999999": {"TOT": 900, "05": 90, "02": 300, "01": 100}})),
    ],
)
def test_a_trust_nobody_knows_stops_and_says_where_to_add_it(row: str, document: dict[str, Any]) -> None:
    with pytest.raises(LayoutError, match=r"units\.csv") as error:
        mapped(row, document)
    assert "999999999" in error.value.found


def test_pharmacies_and_shared_services_are_trusts_without_a_hospital_and_are_passed_over() -> None:
    pharmacies = {"999999998": {"TOT": 900.0, "05": 0.0, "02": 0.0, "01": 0.0}}
    assert "999999998" not in set(mapped("ssb-13953", staff(extra=pharmacies))["hospital_trusts"].unit)


def test_a_trust_that_is_gone_stops() -> None:
    gone = next(iter(NUMBERS))
    with pytest.raises(LayoutError) as error:
        mapped("ssb-13942", activity(drop=[gone]))
    assert gone in error.value.expected


def test_costs_come_in_as_a_new_item_and_the_country_stays_out() -> None:
    regions = {**OTHERS, **NUMBERS}
    dimensions = {
        "HelseReg": regions,
        "HelseTjenomr": ["TOT"],
        "InntektKostnad": ["K00"],
        "ContentsCode": ["LopendePriser"],
        "Tid": list(YEARS),
    }
    values = [float(100 * place) for place in range(2 * len(regions))]
    new = mapped("ssb-14022", px_table("14022", dimensions, values, geo="HelseReg"))["hospital_trusts"]
    costs = new[new["item"] == "operating_costs"]
    assert len(costs) == 2 * len(UNIT)
    assert set(costs.measurement) == {"nok_million"}
    assert faults(new, SERIES["hospital_trusts"]) == []


def test_costs_for_the_country_alone_stop() -> None:
    dimensions = {
        "HelseReg": ["H00"],
        "HelseTjenomr": ["TOT"],
        "InntektKostnad": ["K00"],
        "ContentsCode": ["LopendePriser"],
        "Tid": ["2024"],
    }
    with pytest.raises(LayoutError, match="HelseReg"):
        mapped("ssb-14022", px_table("14022", dimensions, [200_000], geo="HelseReg"))


def test_organisation_numbers_are_valid() -> None:
    """The last digit of a Norwegian organisation number is a check digit (modulo 11)."""
    for number in NUMBERS:
        total = sum(
            int(digit) * weight for digit, weight in zip(number[:8], (3, 2, 7, 6, 5, 4, 3, 2), strict=True)
        )
        assert (-total) % 11 == int(number[8])
