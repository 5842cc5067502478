"""The projection held against published figures, and its headlines."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan.checking import check, checks_frame, headline, headlines_frame
from helseplan.formats import number, to_hundreds

if TYPE_CHECKING:
    from helseplan.session import StageRun

PAGE = "kapittel-1"
FIRST_PROJECTED = 2024
TOLERANCES = {2030: 0.005, 2050: 0.01, 2075: 0.015, 2100: 0.02}
"""Share of the population by year: errors in migration and births add up over time."""
CALIBRATED = ("MMM", 2030)
"""The half-life of the fall in net migration is chosen so that this total is met."""
WHY_TOTAL = (
    "SSB trykker forutsetningene bare for 2024, 2030, 2050, 2075 og 2100; mellom dem er det rette linjer her. "
    "Aldersmønstrene for fødsler og flytting er de samme i alle alternativer og år."
)
WHY_OLD = (
    "Det trykte tallet er fra en eldre framskriving, med andre forutsetninger om levealder enn MMM i 2024."
)
WHY_NAV = (
    "Femårsgruppene for 2022 er delt på ettårig alder med en glatt kurve. Nav avrunder, og aldersgrensene er avledet: "
    "delene i Navs tall summerer ikke til veksten i alt."
)


def checks(frames: dict[str, pd.DataFrame], run: StageRun) -> pd.DataFrame:
    """Set every published result that the engine also computes beside the engine's own."""
    results, registered = run.vintage.read("projection_results"), run.vintage.read("population_totals")
    flows = frames["components"]
    return checks_frame(
        [
            *_totals(flows, results, engine=run.params.demography.source == "engine"),
            *_years(frames, results),
            *_ages(frames, results),
            *_registered(flows, registered),
        ]
    )


def headlines(frames: dict[str, pd.DataFrame], run: StageRun) -> pd.DataFrame:
    """The front page's number: how many more are 80 and over."""
    end = run.params.general.end_year
    old = persons_aged(frames["population"], run.params.demography.alternative, 80)
    growth = old[end] / old[2024] - 1
    row = headline(
        "population_80plus",
        10,
        f"Innbyggere på 80 år og over i {end}",
        to_hundreds(old[end]),
        page=PAGE,
        unit="persons",
        quality="derived",
        comment=(
            f"{number(growth * 100)} prosent flere enn i 2024. De eldste bruker mest av omsorgstjenestene."
        ),
    )
    return headlines_frame([row])


def persons_aged(population: pd.DataFrame, alternative: str, from_age: int, to_age: int = 200) -> pd.Series:
    """Return persons in an age range by year, for one alternative."""
    chosen = population[(population.alternative == alternative) & population.age.between(from_age, to_age)]
    return chosen.groupby("year").persons.sum()


def _totals(components: pd.DataFrame, results: pd.DataFrame, *, engine: bool) -> Iterator[dict[str, Any]]:
    own = components.set_index(["alternative", "year"]).population
    for row in results[results.item == "population_1jan"].itertuples():
        if (row.alternative, row.year) in own.index:
            yield check(
                f"population_{row.alternative.lower()}",
                f"Folketall 1. januar, {row.alternative}",
                row.value,
                raw=own[row.alternative, row.year],
                tolerance=TOLERANCES.get(row.year, 0) * row.value,
                constructed=engine
                and (row.year == FIRST_PROJECTED or (row.alternative, row.year) == CALIBRATED),
                year=row.year,
                page=PAGE,
                unit="persons",
                source=row.source,
                explanation=WHY_TOTAL,
            )


def _years(frames: dict[str, pd.DataFrame], results: pd.DataFrame) -> Iterator[dict[str, Any]]:
    flows = frames["components"].query("alternative == 'MMM'")
    last = int(flows[flows.births > flows.deaths].year.max())
    old = persons_aged(frames["population"], "MMM", 65)
    young = persons_aged(frames["population"], "MMM", 0, 19)
    first = int((old > young).idxmax())
    for item, title, own in (
        ("births_exceed_deaths_last_year", "Siste år med flere fødte enn døde, MMM", last),
        ("first_year_65plus_exceed_0_19", "Første år med flere på 65 år og over enn på 0–19 år, MMM", first),
    ):
        for row in results[results.item == item].itertuples():
            yield check(
                item,
                title,
                row.value,
                raw=own,
                tolerance=1,
                page=PAGE,
                unit="year",
                source=row.source,
                explanation=WHY_TOTAL,
            )


def _ages(frames: dict[str, pd.DataFrame], results: pd.DataFrame) -> Iterator[dict[str, Any]]:
    own = _own_ages(frames["population"])
    for row in results[results.item.isin(own)].itertuples():
        value, unit, title, tolerance, explanation = own[row.item]
        yield check(
            row.item,
            title,
            row.value,
            raw=value,
            tolerance=tolerance,
            year=row.year,
            page=PAGE,
            unit=unit,
            source=row.source,
            constructed=row.item == "persons_90plus_registered" and not math.isnan(value),
            explanation=explanation,
        )


def _own_ages(population: pd.DataFrame) -> dict[str, tuple[float, str, str, float, str]]:
    """Item → the engine's own value, unit, title, tolerance, and why it may be off."""
    old = {age: persons_aged(population, "MMM", age) for age in (67, 75, 80, 90)}
    total, young = persons_aged(population, "MMM", 0), persons_aged(population, "MMM", 0, 18)
    adult = persons_aged(population, "MMM", 19, 66)

    def percent(counts: pd.Series, first: int, last: int) -> float:
        return float((counts[last] / counts.get(first, math.nan) - 1) * 100)

    def change(counts: pd.Series) -> float:
        return float(counts[2035] - counts[2025])

    ages = "personer på {} år og over"
    return {
        "change_0_18_2025_2035": (
            change(young),
            "persons",
            "Endring i antall innbyggere på 0–18 år, 2025–2035",
            10_000,
            WHY_NAV,
        ),
        "change_19_66_2025_2035": (
            change(adult),
            "persons",
            "Endring i antall innbyggere på 19–66 år, 2025–2035",
            20_000,
            WHY_NAV,
        ),
        "growth_19_66_2025_2035": (
            percent(adult, 2025, 2035),
            "percent",
            "Vekst blant innbyggere på 19–66 år, 2025–2035",
            0.5,
            WHY_NAV,
        ),
        "growth_total_2025_2035": (
            percent(total, 2025, 2035),
            "percent",
            "Vekst i folketallet, 2025–2035",
            0.5,
            WHY_NAV,
        ),
        "change_67plus_2025_2035": (
            change(old[67]),
            "persons",
            "Vekst i antall " + ages.format(67) + ", 2025–2035",
            20_000,
            WHY_NAV,
        ),
        "growth_75plus_2025_2035": (
            percent(old[75], 2025, 2035),
            "percent",
            "Vekst blant " + ages.format(75) + ", 2025–2035",
            1.5,
            WHY_NAV,
        ),
        "times_67plus_from_2024": (
            old[67][2060] / old[67][2024],
            "ratio",
            ages.format(67).capitalize() + " i 2060, mot 2024",
            0.25,
            WHY_NAV,
        ),
        "persons_80plus_least": (
            old[80][2040],
            "persons",
            ages.format(80).capitalize() + " i 2040 (nedre grense i kilden)",
            15_000,
            WHY_OLD,
        ),
        "growth_80plus_from_2021_2020_projection": (
            # the base population is that of 2022; a year earlier the growth is a little larger
            percent(old[80], 2022, 2041),
            "percent",
            "Vekst blant " + ages.format(80) + ", 2021–2041 (modellen fra 2022; framskrivingen fra 2020)",
            6,
            WHY_OLD,
        ),
        "persons_90plus_registered": (
            float(old[90].get(2022, math.nan)),  # a table may begin in 2024
            "persons",
            ages.format(90).capitalize() + " i 2022",
            5,
            "",
        ),
        "persons_90plus_2022_projection": (
            old[90][2040],
            "persons",
            ages.format(90).capitalize() + " i 2040 (framskrivingen fra 2022)",
            5_000,
            WHY_OLD,
        ),
        "persons_90plus_2020_projection": (
            old[90][2060],
            "persons",
            ages.format(90).capitalize() + " i 2060 (framskrivingen fra 2020)",
            10_000,
            WHY_OLD,
        ),
    }


def _registered(components: pd.DataFrame, registered: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """What has been registered since SSB's projection was made, beside what the projection assumes."""
    names = {
        "population_1jan": ("population", "Registrert folketall 1. januar"),
        "births": ("births", "Registrerte fødte"),
        "deaths": ("deaths", "Registrerte døde"),
        "net_migration": ("net_migration", "Registrert nettoinnvandring"),
    }
    own = components[components.alternative == "MMM"].set_index("year")
    for row in registered[registered.year >= FIRST_PROJECTED].itertuples():
        column, title = names[row.item]
        yield check(
            f"registered_{row.item}",
            f"{title}, mot MMM",
            row.persons,
            raw=own[column][row.year],
            year=row.year,
            page=PAGE,
            unit="persons",
            source=row.source,
            tested=False,
        )
