"""Sick leave from SSB becomes values of the plan's indicators: which industry, which quarter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from helseplan.contracts.validate import faults
from helseplan.vintages.pxweb.layout import LayoutError
from helseplan.vintages.series import SERIES
from tests.fetching.mapping_doubles import given, mapped, selected
from tests.pxtable import px_table

QUARTERS = ["2025K3", "2025K4"]


def sick_leave(industries: Mapping[str, str], last: Any = 9.4) -> dict[str, Any]:
    dimensions = {
        "NACE2007": industries,
        "Kjonn": ["0"],
        "Justering": ["S"],
        "ContentsCode": ["SykefravProsent"],
        "Tid": QUARTERS,
    }
    cells = [
        last if period == "2025K4" and code == "Q" else 6.5 for code in industries for period in QUARTERS
    ]
    return px_table("13935", dimensions, cells, status={} if last is not None else {1: "."})


def test_sick_leave_becomes_a_series_of_its_own() -> None:
    document = sick_leave({"Q": "Helse- og sosialtjenester", "A-U": "Alle næringer", "C": "Industri"})
    values = mapped("ssb-13935", selected("ssb-13935", document))["indicator_values"]
    found = values.set_index(["indicator", "period"]).value
    assert found["sick_leave_health_social", "2025K4"] == 9.4
    assert set(values.indicator) == {"sick_leave_health_social", "sick_leave_all_industries"}
    assert set(values.indicator) <= set(given("ssb-13935").series("indicators").indicator)
    assert faults(values, SERIES["indicator_values"]) == []


def test_a_quarter_that_is_not_there_is_left_out() -> None:
    values = mapped("ssb-13935", sick_leave({"Q": "Helse- og sosialtjenester"}, None))["indicator_values"]
    assert values.period.tolist() == ["2025K3"]


def test_older_values_stay_when_new_ones_come() -> None:
    document = sick_leave({"Q": "Helse- og sosialtjenester"})
    first = mapped("ssb-13935", document)["indicator_values"]
    older = first.assign(period=["2020K1", "2020K2"])
    both = mapped("ssb-13935", document, {"indicator_values": older})["indicator_values"]
    assert both.period.tolist() == ["2020K1", "2020K2", *QUARTERS]


def test_another_classification_of_industries_stops() -> None:
    with pytest.raises(LayoutError, match="helse- og sosialtjenester"):
        mapped("ssb-13935", sick_leave({"86-88": "Helse- og sosialtjenester"}))


@pytest.mark.parametrize(("column", "wrong"), [("value", 109.4), ("period", "4. kvartal 2025")])
def test_a_spoiled_series_of_indicator_values_is_refused(column: str, wrong: object) -> None:
    values = mapped("ssb-13935", sick_leave({"Q": "Helse- og sosialtjenester"}))["indicator_values"]
    assert faults(values.assign(**{column: wrong}).iloc[:1], SERIES["indicator_values"]) != []
