"""Rules about a whole series: what must be there, and what must fit together within the file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandera.pandas as pa

from helseplan.classifications import codes
from helseplan.contracts.columns import rule

NATIONAL = {
    "2006": (
        "cost_change_2002_2006",
        "cost_change_2002_2006_adjusted",
        "cost_per_drg_point",
        "cost_per_drg_point_change",
        "drg_points_all_stays",
        "drg_points_change_2002_2006",
        "fte_change_2002_2006",
    ),
    "2016": ("drg_points_change_2012_2016", "treatment_cost_real_change_2012_2016"),
    "2019": ("cost_per_drg_point_change",),
    "2023": (
        "cost_per_drg_point_change",
        "cost_per_drg_point_change_2019_2023",
        "cost_per_drg_point_change_uncorrected",
        "drg_points_change",
        "drg_points_change_uncorrected",
        "treatment_cost_real_change",
    ),
    "2024": (
        "cost_per_drg_point_change",
        "cost_per_drg_point_change_2017_2024",
        "drg_per_krone_index_diff_2024_2019",
        "drg_per_krone_index_diff_2024_2023",
        "drg_points_change",
        "drg_points_change_2019_2024",
        "fte_contracted_change_2019_2024",
        "treatment_cost_real_change",
    ),
}
"""Year → the national figures about productivity that are made something of."""
REGIONAL = {
    ("helse_midt_norge", "2024", item)
    for item in ("cost_per_drg_point_change", "drg_points_change", "treatment_cost_real_change")
} | {
    *((region, "2006", "cost_per_drg_point") for region in ("helse_nord", "helse_sor")),
    *(
        (region, "2016", "cost_per_drg_point_rel_to_nation" + adjusted)
        for region in ("helse_nord", "helse_vest")
        for adjusted in ("", "_structure_adj")
    ),
}
TRUST_ITEMS = (
    "aarsverk_nurses",
    "aarsverk_specialist_doctors",
    "aarsverk_specialist_nurses",
    "aarsverk_total",
    "beds_somatic",
    "beds_total",
    "discharges_somatic",
    "occupancy_somatic",
)
OUTSIDE = codes("groups", modelled="false")
MODELLED = codes("groups", modelled="true")
PLAN_ROWS = {
    *(("2.1", "demand", "", year) for year in (2024, 2040)),
    *(("2.1", row, "", 2040) for row in ("demand_wide", "demand_groups_14", "demand_outside")),
    *(("2.2", "gap", group, year) for group in MODELLED for year in (2025, 2030, 2035, 2040)),
    *(("2.2", "gap_printed_sum", "", year) for year in (2025, 2030, 2035, 2040)),
    *(("2.3", "demand_outside", group, year) for group in OUTSIDE for year in (2024, 2040)),
    *(
        ("2.4", row, group, 2024)
        for row in ("staff", "staff_share")
        for group in ("annen_helse", "uten_relevant")
    ),
    ("3.1", "printed_total", "", 2040),
    ("3.2", "productivity_07", "", 2040),
    *(("text", "supply_groups_14", "", year) for year in (2025, 2040)),
    *(("text", "demand_groups_14", "", year) for year in (2024, 2025)),
    ("text", "base_shortage", "", 2024),
}
"""Table, row, group and year of every printed figure that a stage builds on."""


def ages_covered(*by: str) -> pa.Check:
    """The age groups tile 0–105 within every combination of the columns."""

    def covered(frame: Any) -> bool:
        return all(_tiles(part) for _, part in frame.groupby(list(by)))

    return rule("aldersgruppene skal dekke 0–105 år uten hull eller overlapp", covered)


def both_sexes(frame: Any) -> bool:
    """Men and women are there in every year."""
    return all(set(part.sex) == {"1", "2"} for _, part in frame.groupby("year"))


def one_year(frame: Any) -> bool:
    """All rows are of one year."""
    return bool(frame.year.nunique() == 1)


COUNTS = {2020, 2022}


def counts_there(frame: Any) -> bool:
    """The count that the projection starts from, and the one that the path of 2019 is led back from."""
    return set(frame.year) >= COUNTS


OLDEST_DIE = (5_000, 80_000)
"""Deaths per 100 000 in the open age group: an assumption, wide enough for any population, but not for another unit."""


def rates_in_their_unit(frame: Any) -> bool:
    """The death rates are per 100 000: those of the oldest tell a wrong unit at once."""
    oldest = frame[frame.age_to == frame.age_to.max()].deaths_per_100000
    return _between(oldest, *OLDEST_DIE)


def movers_not_none(frame: Any) -> bool:
    """The age pattern of migration can be scaled: its sum is above zero."""
    return bool(frame.net_migration.sum() > 0)


def people_not_negative(frame: Any) -> bool:
    """Only net migration may be negative."""
    return bool((frame[frame.item != "net_migration"].persons >= 0).all())


def sexes_of_profiles(frame: Any) -> bool:
    """A profile is for both sexes together or for each of them."""
    return all(set(part.sex) in ({"0"}, {"1", "2"}) for _, part in frame.groupby("profile"))


def smooth_is_positive(frame: Any) -> bool:
    """Only a profile in steps may have a band without use."""
    return bool((frame[frame["shape"] == "smooth"].use > 0).all())


def one_shape_per_profile(frame: Any) -> bool:
    """All rows of a profile have one shape and one unit."""
    return bool((frame.groupby("profile")[["shape", "unit"]].nunique() == 1).all(axis=None))


TABLE_REACHES = 2040
"""The last year of the gap."""


def table_covers(frame: Any) -> bool:
    """A projection table has the main alternative, every year from its first to its last, and the last of the gap.

    The engine takes the alternatives and the years that it does not have.
    """
    years = set(frame.year)
    return (
        "MMM" in set(frame.alternative)
        and TABLE_REACHES in years
        and years == set(range(min(years), max(years) + 1))
    )


BLOCKS_2019 = ("care", "somatic", "municipal_health", "mental_health")


def history_complete(frame: Any) -> bool:
    """Each component has the main level and the step up to the high one, and older life expectancies are there."""
    have = set(zip(frame.component, frame.level, frame.sex, strict=True))
    sexes = {"fertility": "0", "net_migration": "0", "life_expectancy": "12"}
    return have == {
        (component, level, sex)
        for component, both in sexes.items()
        for sex in both
        for level in ("M", "H_minus_M")
    } | {("life_expectancy", level, sex) for level in ("M_2020", "M_2022") for sex in "12"}


def history_has_base(frame: Any) -> bool:
    """Årsverk in 2018 are there for the whole and for every block."""
    base = frame[(frame.scenario == "reference") & (frame.kind == "level") & (frame.year == 2018)]
    return set(base.item) >= {"all", *BLOCKS_2019}


KEY_YEARS = (2024, 2030, 2050)


def paths_complete(frame: Any) -> bool:
    """Every component has its three levels in SSB's key years, and life expectancy also the main path for each sex."""
    have = set(zip(frame.component, frame.level, frame.sex, frame.year, strict=True))
    components = ("fertility", "life_expectancy", "net_migration")
    levels = {
        (component, level, "0", year)
        for component in components
        for level in ("L", "M", "H")
        for year in KEY_YEARS
    }
    men, women = (
        set(frame[(frame.component == "life_expectancy") & (frame.level == "M") & (frame.sex == sex)].year)
        for sex in "12"
    )
    return levels <= have and bool(men & women)


def levels_in_order(frame: Any) -> bool:
    """The low path never lies above the main one, nor the main one above the high one."""
    both = _credible(frame[(frame.sex == "0") & frame.level.isin(["L", "M", "H"])])
    wide = both.pivot_table(index=["component", "year"], columns="level", values="value").dropna()
    return bool(((wide.L <= wide.M) & (wide.M <= wide.H)).all())


def women_live_longer(frame: Any) -> bool:
    """Women's life expectancy is above men's, by at most ten years, where both are given."""
    apart = _credible(frame[(frame.component == "life_expectancy") & frame.sex.isin(["1", "2"])])
    wide = apart.pivot_table(index=["level", "year"], columns="sex", values="value")
    more = (wide["2"] - wide["1"]).dropna() if {"1", "2"} <= set(wide.columns) else wide.iloc[:0, 0]
    return bool(((more > 0) & (more <= 10)).all())


def women_live_longer_in_levels(frame: Any) -> bool:
    """The same, leaving out the step up to the high path."""
    return women_live_longer(frame[frame.level != "H_minus_M"])


RISING_FROM = 35


def rates_rise(frame: Any) -> bool:
    """Death rates rise with age from 35 on; healthier ageing looks ages up by them."""
    old = frame[frame.age_from >= RISING_FROM].sort_values(["sex", "age_from"])
    return bool((old.groupby(["year", "sex"]).deaths_per_100000.diff().dropna() > 0).all())


def only_the_country(frame: Any) -> bool:
    """The projection is national."""
    return set(frame.region) == {"0"}


def services_complete(frame: Any) -> bool:
    """Every service is there, and no other."""
    return set(frame.service) == set(codes("services"))


def profiles_used(frame: Any) -> bool:
    """Every profile has use at some age."""
    return bool((frame.groupby("profile").use.max() > 0).all())


ROUNDED = 1_000
"""What SSB's own correction of the population account may be."""


def account_closes(frame: Any) -> bool:
    """Where a year has all four, population + births − deaths + net migration is next year's population."""
    wide = frame.pivot_table(index="year", columns="item", values="persons")
    if (frame[frame.item != "net_migration"].persons < 0).any():
        return True  # said by people_not_negative
    if not {"population_1jan", "births", "deaths", "net_migration"} <= set(wide.columns):
        return True
    expected = wide.population_1jan + wide.births - wide.deaths + wide.net_migration
    off = (wide.population_1jan.shift(-1) - expected).dropna()
    return bool((off.abs() <= ROUNDED).all())


RESULTS_2019 = {
    *(
        (scenario, "all", year, "effect")
        for scenario in ("high_population", "no_health_improvement")
        for year in (2035, 2060)
    ),
    *(("reference", "all", year, "level") for year in (2035, 2060)),
    ("no_standard_growth", "all", 2035, "effect"),
    *(("proportional_informal_care", "all", year, "effect") for year in (2035, 2060)),
    ("reference", "care", 2035, "change"),
}


def history_printed(frame: Any) -> bool:
    """The printed results that the report sets beside its own."""
    return set(zip(frame.scenario, frame.item, frame.year, frame.kind, strict=True)) >= RESULTS_2019


def history_sums(frame: Any) -> bool:
    """The årsverk of 2018 by block sum to the whole, and none is nothing."""
    base = frame[(frame.scenario == "reference") & (frame.kind == "level") & (frame.year == 2018)]
    values = base.set_index("item").value
    if not {"all", *BLOCKS_2019} <= set(values.index):
        return True  # said by history_has_base
    blocks = values[list(BLOCKS_2019)]
    return bool((blocks > 0).all() and abs(blocks.sum() - values["all"]) <= ROUNDED)


REGISTERED = {
    ("population_1jan", 2023),
    ("population_1jan", 2024),
    ("deaths", 2022),
    ("deaths", 2023),
    ("births", 2023),
}
UNITS = {"fertility": "children_per_woman", "life_expectancy": "years", "net_migration": "persons"}


PLAUSIBLE = {
    ("fertility", False): (0.5, 4, "fruktbarheten skal være mellom 0,5 og 4 barn per kvinne"),
    ("fertility", True): (0, 1, "fruktbarheten i H_minus_M skal være mellom 0 og 1 barn per kvinne"),
    ("life_expectancy", False): (70, 105, "levealderen skal være mellom 70 og 105 år"),
    ("life_expectancy", True): (0, 10, "levealderen i H_minus_M skal være mellom 0 og 10 år"),
    ("net_migration", False): (-200_000, 300_000, "nettoinnvandringen skal være mellom −200 000 og 300 000"),
    ("net_migration", True): (0, 200_000, "nettoinnvandringen i H_minus_M skal være mellom 0 og 200 000"),
}
"""Component and whether it is a step up from the main level → bounds and what is said. The bounds are an assumption:
far outside every published path for Norway, so that only slips and wrong units are caught."""


def _credible(frame: Any) -> Any:
    """The rows whose values are within bounds; the others have a message of their own."""
    low = frame.component.map(
        {component: low for (component, step), (low, _, _) in PLAUSIBLE.items() if not step}
    )
    high = frame.component.map(
        {component: high for (component, step), (_, high, _) in PLAUSIBLE.items() if not step}
    )
    return frame[(frame.value >= low) & (frame.value <= high)]


def plausible(*, steps: bool = False) -> list[pa.Check]:
    """One rule per component: its values lie within bounds that no path for Norway comes near.

    Args:
        steps: The rules for the level H_minus_M instead of for the levels themselves.
    """
    return [
        _within_bounds(component, low, high, text, steps=steps)
        for (component, is_step), (low, high, text) in PLAUSIBLE.items()
        if is_step == steps
    ]


def _within_bounds(component: str, low: float, high: float, text: str, *, steps: bool) -> pa.Check:
    def within_bounds(frame: Any) -> bool:
        chosen = (frame.component == component) & ((frame.level == "H_minus_M") == steps)
        return _between(frame[chosen].value, low, high)

    return rule(text, within_bounds)


def _between(values: Any, low: float, high: float) -> bool:
    """Whether all numbers lie within bounds; what is no number has its own message."""
    return bool(values[np.isfinite(values)].between(low, high).all())


def totals_complete(frame: Any) -> bool:
    """The registered figures that the projection is fitted to are there."""
    return set(zip(frame.item, frame.year, strict=True)) >= REGISTERED


def units_of_components(frame: Any) -> bool:
    """Each component has its own unit."""
    return bool((frame.component.map(UNITS) == frame.unit).all())


def units_of_plan(frame: Any) -> bool:
    """Shares are in per cent, everything else in årsverk."""
    shares = frame.row.isin(["staff_share", "employment_share", "education_share"])
    return bool((shares == (frame.unit == "percent")).all())


def groups_complete(frame: Any) -> bool:
    """The 14 modelled groups and no other."""
    return set(frame.group) == set(MODELLED)


def weight_or_aarsverk(frame: Any) -> bool:
    """Each row has one of the two."""
    return bool((frame.weight.isna() ^ frame.aarsverk.isna()).all())


def plan_complete(frame: Any) -> bool:
    """Every printed figure that a stage builds on is there."""
    return set(zip(frame.table, frame.row, frame.group, frame.year, strict=True)) >= PLAN_ROWS


def national_complete(frame: Any) -> bool:
    """The national figures that indices and growth accounts are made from are there, each in its year."""
    have = frame[frame.region == "0"]
    return all(_has(have[have.year == year]["item"], items) for year, items in NATIONAL.items())


def regional_complete(frame: Any) -> bool:
    """The regional figures that are made something of are there, and every relative cost has its cost."""
    have = set(zip(frame.region, frame.year, frame["item"], strict=True))
    relative = {(region, year) for region, year, item in have if item == "cost_per_drg_point_ratio_to_nation"}
    return have >= REGIONAL and all((*pair, "cost_per_drg_point") in have for pair in relative)


def both_subjects(frame: Any) -> bool:
    """There are studies of hospitals and of care."""
    return _has(frame.subject, ("hospitals", "care"))


def results_have_unit(frame: Any) -> bool:
    """A study has a unit when, and only when, it has a number."""
    has_number = frame[["value_low", "value_high"]].notna().any(axis=1)
    return bool((has_number == (frame.unit != "")).all())


def both_columns(frame: Any) -> bool:
    """Every sector has both printed columns; hospitals and care are among the sectors."""
    return _has(frame.sector, ("hospitals", "municipal_care")) and bool(
        (frame.groupby("sector").column.nunique() == 2).all()
    )


def trusts_complete(frame: Any) -> bool:
    """Every trust has every item that the efficiency analysis reads, in every year, and there are two years."""
    years = frame.year.nunique()
    have = frame[frame.item.isin(TRUST_ITEMS)].groupby("unit").size()
    return years > 1 and bool((have == years * len(TRUST_ITEMS)).all()) and _has(frame.unit, codes("units"))


def _has(values: Any, needed: Iterable[str]) -> bool:
    return set(needed) <= set(values)


def _tiles(frame: Any) -> bool:
    # a row that is there twice has its own message
    ordered = frame.sort_values("age_from").drop_duplicates(["age_from", "age_to"])
    starts, ends = ordered.age_from.tolist(), ordered.age_to.tolist()
    return starts[0] == 0 and ends[-1] == 105 and starts[1:] == [end + 1 for end in ends[:-1]]
