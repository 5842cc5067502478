"""From parameters and data series to what the engine reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.classifications import codes, table
from helseplan.demand.inputs import assumptions, base_aarsverk, in_care
from helseplan.errors import ParameterError
from helseplan.params import load
from helseplan.params.sections import RESIDUAL, Demand

if TYPE_CHECKING:
    from helseplan.vintages import Vintage

NARROW = 343_500
STANDARD = "standard_growth_percent"
PRODUCTIVITY = "productivity_growth_percent"


@pytest.fixture(scope="module")
def services(vintage: Vintage) -> pd.DataFrame:
    return vintage.read("services")


def total(services: pd.DataFrame, aarsverk: np.ndarray) -> float:
    return float(aarsverk[(services.scope == "narrow").to_numpy()].sum())


def periods(*given: dict[str, Any]) -> Demand:
    return Demand.model_validate({"growth_periods": list(given)})


def test_there_are_17_services_in_9_areas(services: pd.DataFrame) -> None:
    assert list(services.service) == codes("services")
    assert len(services) == 17
    assert {row["area"] for row in table("services")} == set(codes("areas"))
    assert len(codes("areas")) == 9


def test_the_narrow_services_sum_to_the_plans_343_500(services: pd.DataFrame) -> None:
    assert total(services, base_aarsverk(services, {})) == pytest.approx(NARROW, abs=0.5)


@pytest.mark.parametrize("area", ["institution", "home_care", "somatic_ambulance"])
def test_an_areas_aarsverk_are_those_of_table_2_4(
    services: pd.DataFrame, vintage: Vintage, area: str
) -> None:
    """Staff of a group over its share: the two rounded figures leave an interval that the area must lie in."""
    plan = vintage.read("plan_tables").query("table == '2.4' and service == @area")
    printed = plan.pivot(index="group", columns="row", values="value")
    areas = services.service.map({row["code"]: row["area"] for row in table("services")})
    own = services[areas == area].aarsverk.sum()
    for group in ("annen_helse", "uten_relevant"):
        share = printed.staff_share[group]
        half = 0.5 if float(share).is_integer() else 0.05
        low, high = (printed.staff[group] / (share + side) * 100 for side in (half, -half))
        assert low <= own <= high, f"{area}, {group}: {own:.0f} mot {low:.0f}–{high:.0f}"


def test_informal_care_is_beside_institutions_home_care_and_day_activity_only(services: pd.DataFrame) -> None:
    assert set(services[in_care(services)].service) == {
        "institution_long",
        "institution_short",
        "home_care",
        "day_activity",
    }


@pytest.mark.parametrize("own", [{"dental": 3000.0}, {"dental": 4000.0, "home_care": 92_000.0}])
def test_own_aarsverk_keep_the_printed_total(services: pd.DataFrame, own: dict[str, float]) -> None:
    found = dict(zip(services.service, base_aarsverk(services, own), strict=True))
    before = dict(zip(services.service, services.aarsverk, strict=True))
    assert total(services, np.array(list(found.values()))) == pytest.approx(
        total(services, services.aarsverk.to_numpy())
    )
    assert {name: found[name] for name in own} == own
    assert {name for name in found if found[name] != before[name]} == {*own, RESIDUAL}


def test_own_aarsverk_outside_the_narrow_scope_take_nothing_from_the_residual(services: pd.DataFrame) -> None:
    found = base_aarsverk(services, {"other_wide": 40_000.0})
    assert_array_equal(found[:-1], services.aarsverk[:-1])
    assert found[-1] == 40_000


def test_more_than_the_residual_holds_is_refused(services: pd.DataFrame) -> None:
    with pytest.raises(ParameterError, match="større enn planens sum") as error:
        base_aarsverk(services, {"dental": 3552.0 + 3136})
    assert error.value.where == "demand.base_aarsverk"
    assert "3135" in error.value.expected
    assert "3136" in error.value.found
    assert error.value.fix


def test_growth_periods_by_hand(services: pd.DataFrame) -> None:
    """Dental care has 3 per cent in 2026–2027, all services 2 per cent in 2027: the later period wins."""
    params = periods(
        {"from_year": 2026, "to_year": 2027, "services": ["dental"], STANDARD: 3.0},
        {"from_year": 2027, "to_year": 2027, STANDARD: 2.0},
    )
    found = assumptions(params, services)
    dental = list(services.service).index("dental")
    assert_allclose(found.standard[dental, :5], np.cumprod([1, 1.01, 1.03, 1.02, 1.01]))
    assert_allclose(found.standard[0, :5], np.cumprod([1, 1.01, 1.01, 1.02, 1.01]))
    assert_allclose(found.productivity, np.broadcast_to(1.005 ** np.arange(37), (17, 37)))


def test_a_period_may_set_both_rates_and_an_earlier_one_yields(services: pd.DataFrame) -> None:
    params = periods(
        {"from_year": 2025, "to_year": 2060, STANDARD: 0.0, PRODUCTIVITY: 0.0},
        {"from_year": 2026, "to_year": 2026, "services": ["home_care"], PRODUCTIVITY: 1.0},
    )
    found = assumptions(params, services)
    home = list(services.service).index("home_care")
    assert_allclose(found.standard, 1)
    assert_allclose(found.productivity[home, 1:4], [1, 1.01, 1.01])
    assert_allclose(np.delete(found.productivity, home, axis=0), 1)


def test_a_period_can_be_given_on_the_command_line(services: pd.DataFrame) -> None:
    text = "demand.growth_periods=[{from_year: 2025, to_year: 2030, standard_growth_percent: 0}]"
    found = assumptions(load("referanse", [text]).demand, services)
    assert_allclose(found.standard[:, 6], 1)
    assert_allclose(found.standard[:, 7], 1.01)


def test_the_trend_under_67_holds_for_care_only(services: pd.DataFrame) -> None:
    found = assumptions(Demand(use_trend_under_67_percent=2.0), services).younger
    care = in_care(services)
    assert_allclose(found[care, 16], 1.02**16)
    assert_allclose(found[~care], 1)
