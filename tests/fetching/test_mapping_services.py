"""Årsverk per service from tables of the right form and made-up figures: shares, sums, the rest, and wrong layouts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helseplan.errors import DataError
from helseplan.fetching.mapping import residual, services_health_stations
from helseplan.fetching.mapping.given import Given
from helseplan.fetching.mapping.services_care import SHARED
from helseplan.vintages import OPTIONAL
from helseplan.vintages.pxweb.layout import LayoutError
from helseplan.vintages.rules import across_series
from helseplan.vintages.series import SERIES
from tests.fetching.mapping_doubles import SOURCE, Frames, given, mapped, read, selected
from tests.pxtable import px_table

KOSTRA = "KOKkommuneregion0000"
PLAN = 343_500


def care(total: Any = 170_000, year: str = "2024", status: dict[int, str] | None = None) -> dict[str, Any]:
    dimensions = {
        KOSTRA: ["EAK"],
        "KOKyrker0000": ["TOT"],
        "ContentsCode": ["KOSARBAARSVERKST0000"],
        "Tid": [year],
    }
    return px_table("14533", dimensions, [total], geo=KOSTRA, status=status)


def doctors(scale: float = 1.0) -> dict[str, Any]:
    by_function = {"120": 100, "232": 500, "233": 200, "241": 5500, "253": 700, "256": 0}
    dimensions = {
        KOSTRA: ["EAK"],
        "KOKavtaleform0000": ["sum"],
        "KOKfunksjon0000": list(by_function),
        "ContentsCode": ["KOSlegeaarsverk0000"],
        "Tid": ["2024"],
    }
    return px_table("11996", dimensions, [scale * value for value in by_function.values()], geo=KOSTRA)


def specialist(total: float = 140_000, common: float = 8_000) -> dict[str, Any]:
    areas = {
        "TOT": total,
        "SOM": 98_000,
        "AMB": 5_000,
        "VOP": 20_000,
        "BUP": 4_000,
        "TSB": 5_000,
        "AOS": common,
    }
    dimensions = {
        "HelseReg": ["H00"],
        "HelseTjenomr": list(areas),
        "Utdanning": ["TOT"],
        "ContentsCode": ["Arsverk"],
        "Tid": ["2024"],
    }
    return px_table("13954", dimensions, list(areas.values()), geo="HelseReg")


def levels(frames: Frames) -> pd.Series:
    return frames["services"].set_index("service").aarsverk


def narrow(frames: Frames) -> float:
    services = frames["services"]
    return float(services[services.scope == "narrow"].aarsverk.sum())


def old() -> pd.DataFrame:
    return given("ssb-14533").series("services").set_index("service")


def test_care_keeps_its_shares_and_adds_up_to_the_table() -> None:
    frames = mapped("ssb-14533", care(162_000))
    new, before = levels(frames)[list(SHARED)], old().aarsverk[list(SHARED)]
    assert new.sum() == pytest.approx(162_000)
    assert (new / new.sum()).to_dict() == pytest.approx((before / before.sum()).to_dict(), rel=1e-4)
    assert levels(frames).round(1).tolist() == levels(frames).tolist()
    assert narrow(frames) == PLAN


def test_a_share_that_was_assumed_is_still_assumed_and_one_that_was_derived_is_derived() -> None:
    rows = mapped("ssb-14533", care(162_000))["services"].set_index("service")
    assert rows.quality[list(SHARED)].to_dict() == old().quality[list(SHARED)].to_dict()
    assert set(rows.source[list(SHARED)]) == {SOURCE}
    assert "162 000" in rows.note["home_care"].replace("\u00a0", " ").replace("\u202f", " ")


def test_the_same_total_as_before_changes_no_figure() -> None:
    same = mapped("ssb-14533", care(float(old().aarsverk[list(SHARED)].sum())))
    pd.testing.assert_series_equal(levels(same), old().aarsverk, check_exact=False, rtol=1e-12)


@pytest.mark.parametrize(
    ("row", "table"), [("ssb-14533", care(161_500)), ("ssb-11996", doctors()), ("ssb-13954", specialist())]
)
def test_the_services_always_add_up_to_the_plan(row: str, table: dict[str, Any]) -> None:
    frames = mapped(row, table)
    assert narrow(frames) == pytest.approx(PLAN, abs=1e-6)
    assert [where for _, where in across_series(whole(given(row), frames)) if where == "services.csv"] == []


def whole(there: Given, frames: Frames) -> Frames:
    """Every series of the vintage, the mapped ones in their place."""
    return {
        name: frames[name] if name in frames else there.series(name)
        for name in SERIES
        if name not in OPTIONAL
    }


@pytest.mark.parametrize(
    ("row", "document"), [("ssb-14533", care(161_500)), ("ssb-11996", doctors()), ("ssb-13954", specialist())]
)
def test_the_registrys_selection_gives_what_the_mapping_needs(row: str, document: dict[str, Any]) -> None:
    pd.testing.assert_series_equal(
        levels(mapped(row, selected(row, document))), levels(mapped(row, document))
    )


def test_more_than_the_plan_has_is_refused_and_what_grew_is_named() -> None:
    with pytest.raises(DataError, match="mer enn planens samlede tall") as error:
        mapped("ssb-14533", care(170_000))
    assert "home_care +" in error.value.found
    assert "ssb-14533" in error.value.where
    assert "--partial" in error.value.fix


def test_the_rest_takes_what_is_left() -> None:
    services = given("ssb-14533").series("services")
    less = services.assign(aarsverk=services.aarsverk.where(services.service != "dental", 1_000))
    out = residual.settle(less, given("ssb-14533")).set_index("service")
    assert out.aarsverk[residual.REST] == pytest.approx(old().aarsverk[residual.REST] + 3_552 - 1_000)
    assert out.quality[residual.REST] == "derived"


def test_doctors_in_every_function_are_shared_by_consultations_as_before() -> None:
    new = levels(mapped("ssb-11996", doctors()))
    ours = ["general_practice", "emergency_primary_care"]
    assert new[ours].sum() == pytest.approx(7_000)
    assert new[ours[0]] / new[ours[1]] == pytest.approx(
        old().aarsverk[ours[0]] / old().aarsverk[ours[1]], rel=1e-3
    )


def test_physiotherapists_follow_the_population_at_the_end_of_the_year() -> None:
    dimensions = {KOSTRA: ["EAK"], "ContentsCode": ["KOSfysioprtitus0001"], "Tid": ["2024"]}
    frames = mapped("ssb-12209", px_table("12209", dimensions, [9.5], geo=KOSTRA))
    assert levels(frames).physiotherapy == pytest.approx(9.5 * 5_594_340 / 10_000, abs=0.05)
    assert frames["services"].set_index("service").quality.physiotherapy == "derived"


def test_specialist_services_take_the_tables_areas() -> None:
    frames = mapped("ssb-13954", specialist())
    new, rows = levels(frames), frames["services"].set_index("service")
    assert new.somatic_ambulance == 103_000
    assert new[["mental_health_adults", "mental_health_children", "substance_treatment"]].tolist() == [
        20_000,
        4_000,
        5_000,
    ]
    assert rows.quality.somatic_ambulance == "derived"
    assert rows.quality.substance_treatment == "published"
    assert set(rows.year[["specialist_common", "substance_treatment"]]) == {2024}


def test_a_new_service_area_that_nobody_counts_is_found_out() -> None:
    with pytest.raises(LayoutError, match="summerer ikke") as error:
        mapped("ssb-13954", specialist(common=5_000))
    assert "ssb-13954" in error.value.where


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (care(year="2025"), "2024"),
        (care(total=None, status={0: ".."}), "ikke noe tall"),
        (care(total=None, status={0: ":"}), "ikke noe tall"),
        (px_table("14533", {"Region": ["0"], "ContentsCode": ["X"], "Tid": ["2024"]}, [1]), KOSTRA),
    ],
)
def test_another_layout_stops_and_names_the_registry_row(document: dict[str, Any], says: str) -> None:
    with pytest.raises(LayoutError) as error:
        mapped("ssb-14533", document)
    assert "data/tables.csv" in str(error.value)
    assert "ssb-14533" in str(error.value)
    assert says in str(error.value)


def test_a_renamed_code_says_what_was_expected_and_what_came() -> None:
    document = care()
    category = document["dimension"]["KOKyrker0000"]["category"]
    category["index"], category["label"] = {"ALLE": 0}, {"ALLE": "Alle yrker"}
    with pytest.raises(LayoutError) as error:
        mapped("ssb-14533", document)
    assert error.value.expected == "TOT"
    assert "ALLE" in error.value.found


def test_health_stations_are_found_by_their_texts() -> None:
    dimensions = {
        KOSTRA: ["EAK"],
        "Utdanning": {"00": "Helsestasjons- og skolehelsetjenesten i alt", "01": "Helsesykepleier"},
        "ContentsCode": {
            "A": "Avtalte årsverk (årsverk)",
            "B": "Avtalte årsverk per 10 000 innbyggere 0-20 år (årsverk)",
        },
        "Tid": ["2024"],
    }
    cube = read(px_table("11994", dimensions, [7_100, 53.0, 4_000, 30.0], geo=KOSTRA))
    frames = services_health_stations.to_series(cube, given("ssb-11994"))
    assert levels(frames).health_stations == 7_100
    assert narrow(frames) == pytest.approx(PLAN, abs=1e-6)
