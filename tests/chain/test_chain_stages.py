"""The chain is the stages: the same supply and demand as a run with the same parameters writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from helseplan.demand import inputs as needed
from helseplan.demand.engine import Assumptions, People, Services, demand
from helseplan.params.sections import Demand
from tests.chain.changes import Opened

Open = Callable[..., Opened]
AARSVERK = 1e-6
"""How near two results must be; supply and demand are about 300 000."""
CHANGED = (
    "supply.change_from_year=2030",
    "supply.later_exit_years=1.5",
    "supply.participation_60_percent=4",
    "supply.participation_60_points=2",
    "supply.position_percent=3",
    "supply.sick_leave_reduction_percent=5",
    "supply.leaving_percent=-20",
    "supply.disability_percent=15",
    "supply.abroad_percent=25",
    "supply.graduates_percent=7",
    "supply.capacity_follows_population=true",
    "demand.healthier_ageing=0.6",
    "demand.standard_growth_percent=0.8",
    "demand.use_trend_under_67_percent=0.5",
    "demand.informal_care_follows_need=0.3",
    "demand.growth_periods=[{from_year: 2028, to_year: 2033, services: [home_care], productivity_growth_percent: 1.5}]",
)
"""A run of its own, with everything a little changed."""


@pytest.mark.parametrize("path", ["general.benchmark=true", "general.benchmark=false"])
@pytest.mark.parametrize(
    "sets", [(), CHANGED, ("demography.alternative=HHH",)], ids=["own", "changed", "HHH"]
)
def test_levers_that_change_nothing_give_what_the_stages_give(
    opened: Open, sets: tuple[str, ...], path: str
) -> None:
    given = opened(*sets, path)
    found = given.chain.evaluate(given.chain.neutral(3))
    assert given.chain.years[1] == 2025
    for draw in range(3):
        assert_allclose(found.supply[draw], given.column("supply_aarsverk"), rtol=0, atol=AARSVERK)
        assert_allclose(found.demand[draw], given.column("demand_aarsverk"), rtol=0, atol=AARSVERK)


def test_all_staff_is_every_service_and_narrow_the_publicly_financed(opened: Open) -> None:
    given = opened()
    grouped = given.run.artefact("demand", "demand")
    own = grouped[(grouped.alternative == "MMM") & (grouped.path == "benchmarked")]
    sums = own.groupby(["scope", "year"]).aarsverk.sum()
    found = given.chain.evaluate(given.chain.neutral(1))
    years = list(given.chain.years[1:])
    assert_allclose(found.all_staff[0], sums["wide"].loc[years], atol=AARSVERK)
    assert_allclose(found.narrow[0], sums["narrow"].loc[years], atol=AARSVERK)


def test_a_draw_of_a_population_is_a_run_with_that_population(opened: Open) -> None:
    given, other = opened(), opened("demography.alternative=HHH")
    place = given.chain.populations.index("HHH")
    drawn = given.chain.evaluate(replace(given.chain.neutral(1), population=np.array([place])))
    assert_allclose(drawn.demand[0], other.column("demand_aarsverk"), rtol=0, atol=AARSVERK)
    assert_allclose(drawn.supply[0], other.column("supply_aarsverk"), rtol=0, atol=AARSVERK)
    assert abs(drawn.demand[0] - given.column("demand_aarsverk"))[:, -1].sum() > 10_000


def engine_parts(given: Opened, params: Demand, alternative: str) -> tuple[Services, People, Assumptions]:
    """What the demand engine computes the run's demand from."""
    run, services = given.run, given.run.vintage.read("services")
    main = run.artefact("demography", "reference").assign(alternative="MMM")
    counted = needed.cube(main, "persons", "alternative", ["MMM"], given.chain.years[:1])[0, 0]
    made = needed.engine_services(services, run.vintage.read("use_profiles"), counted, params)
    population, expectancy = (run.artefact("demography", name) for name in ("population", "life_expectancy"))
    people = needed.people(population, expectancy, [alternative], params.health_follows, "MMM")
    return made, people, needed.assumptions(params, services)


def by_engine(given: Opened, params: Demand, alternative: str) -> np.ndarray:
    """The demand engine's own answer on the run's path, group × year."""
    raw = demand(*engine_parts(given, params, alternative))[0][:, : len(given.chain.years)]
    modelled = given.chain.demanded.weights[:, : given.chain.modelled]
    return np.einsum("st,sgt->gt", raw, modelled)[:, 1:]


CASES = [
    ({"standard_points": 0.7}, {"standard_growth_percent": 0.7}),
    ({"standard_points": -0.7}, {"standard_growth_percent": -0.7}),
    ({"healthier": -0.35}, {"healthier_ageing": -0.35}),
    ({"healthier": -1.0}, {"healthier_ageing": -1.0}),
    ({"trend_points": 1.3}, {"use_trend_under_67_percent": 1.3}),
    ({"trend_points": -0.4}, {"use_trend_under_67_percent": -0.4}),
    ({"informal_factor": 0.0}, {"informal_care_aarsverk": -90_000.0}),
    ({"informal_factor": 1.5}, {"informal_care_aarsverk": 45_000.0}),
    ({"productivity_points": 0.2}, {"productivity_growth_percent": 0.2}),
    ({"productivity_points": -0.5}, {"productivity_growth_percent": -0.5}),
    (
        {"healthier": -0.2, "trend_points": 0.9, "standard_points": 0.3, "productivity_points": 0.4},
        {
            "healthier_ageing": -0.2,
            "use_trend_under_67_percent": 0.9,
            "standard_growth_percent": 0.3,
            "productivity_growth_percent": 0.4,
        },
    ),
]


@pytest.mark.parametrize("sets", [(), ("demand.informal_care_follows_need=0.4",)], ids=["own", "follows"])
@pytest.mark.parametrize("alternative", ["MMM", "LLL", "HHH"])
@pytest.mark.parametrize(("moved", "more"), CASES, ids="+".join)
def test_every_lever_of_demand_is_the_engines_parameter(
    on_reference: Open,
    alternative: str,
    sets: tuple[str, ...],
    moved: dict[str, float],
    more: dict[str, float],
) -> None:
    given = on_reference(*sets)
    chain, own = given.chain, given.run.params.demand
    neutral = chain.neutral(1)
    later = (chain.years > chain.years[0])[None]
    values = {name: np.array([value]) for name, value in moved.items()}
    if "productivity_points" in values:
        values["productivity_points"] = later * values["productivity_points"][:, None]
    place = np.array([chain.populations.index(alternative)])
    found = chain.evaluate(replace(neutral, population=place, **values)).demand[0]
    params = own.model_copy(update={name: getattr(own, name) + value for name, value in more.items()})
    assert_allclose(found, by_engine(given, params, alternative), rtol=0, atol=AARSVERK)
    assert abs(found - given.column("demand_aarsverk"))[:, -1].sum() > 100


def test_work_saved_comes_off_the_service_it_is_saved_in(opened: Open) -> None:
    given = opened()
    chain, weights = given.chain, given.chain.demanded.weights
    kept = np.ones((1, len(chain.services), len(chain.years)))
    place = chain.services.index("home_care")
    kept[0, place, 5:] = 0.9
    less = chain.evaluate(replace(chain.neutral(1), kept=kept))
    whole = chain.evaluate(chain.neutral(1))
    artefact = given.run.artefact("demand", "demand_by_group").query(
        "path == 'benchmarked' and scope == 'wide'"
    )
    home = artefact[artefact.service == "home_care"].pivot(index="group", columns="year", values="aarsverk")
    home = home.reindex(list(chain.groups), fill_value=0.0)[list(chain.years[1:])].to_numpy()
    wanted = np.where(chain.years[1:] >= chain.years[5], 0.1 * home, 0)
    assert_allclose(whole.demand[0] - less.demand[0], wanted[: chain.modelled], atol=AARSVERK)
    assert_allclose(whole.all_staff[0] - less.all_staff[0], wanted.sum(axis=0), atol=AARSVERK)
    assert weights.shape[:2] == (len(chain.services), len(chain.groups))
