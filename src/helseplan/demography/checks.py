"""The projection held against published figures, and its headlines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan.checking import check, checks_frame, headline, headlines_frame
from helseplan.formats import number, to_hundreds

if TYPE_CHECKING:
    from helseplan.session import StageRun

PAGE = "kapittel-1"
FIRST_PROJECTED = 2024
POPULATION_TOLERANCE = 0.005
"""Half a per cent of the population: what a national engine without SSB's internal tables should keep to 2050."""
WHY_TOTAL = (
    "Motoren kjenner SSBs forutsetninger bare i nøkkelårene 2024, 2030, 2050 og 2075 og trekker "
    "rette linjer mellom dem. "
    "SSBs nettoinnvandring faller etter et annet forløp."
)


def checks(frames: dict[str, pd.DataFrame], run: StageRun) -> pd.DataFrame:
    """Set every published result that the engine also computes beside the engine's own."""
    results, registered = run.vintage.read("projection_results"), run.vintage.read("population_totals")
    flows = frames["components"]
    return checks_frame(
        [
            *_totals(flows, results),
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
        quality="assumption",
        comment=(
            f"{number(growth * 100)} prosent flere enn i 2024. De eldste bruker mest av omsorgstjenestene."
        ),
    )
    return headlines_frame([row])


def persons_aged(population: pd.DataFrame, alternative: str, from_age: int, to_age: int = 200) -> pd.Series:
    """Return persons in an age range by year, for one alternative."""
    chosen = population[(population.alternative == alternative) & population.age.between(from_age, to_age)]
    return chosen.groupby("year").persons.sum()


def _totals(components: pd.DataFrame, results: pd.DataFrame) -> Iterator[dict[str, Any]]:
    own = components.set_index(["alternative", "year"]).population
    for row in results[results.item == "population_1jan"].itertuples():
        if (row.alternative, row.year) in own.index:
            yield check(
                f"population_{row.alternative.lower()}",
                f"Folketall 1. januar, {row.alternative}",
                row.value,
                raw=own[row.alternative, row.year],
                tolerance=POPULATION_TOLERANCE * row.value,
                constructed=row.year == FIRST_PROJECTED,
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
    population = frames["population"]
    old67, old75 = persons_aged(population, "MMM", 67), persons_aged(population, "MMM", 75)
    total, young = persons_aged(population, "MMM", 0), persons_aged(population, "MMM", 0, 18)
    own = {
        "change_0_18_2025_2035": (
            young[2035] - young[2025],
            "persons",
            "Endring i antall innbyggere på 0–18 år, 2025–2035",
            10_000,
        ),
        "growth_total_2025_2035": (
            (total[2035] / total[2025] - 1) * 100,
            "percent",
            "Vekst i folketallet, 2025–2035",
            0.5,
        ),
        "change_67plus_2025_2035": (
            old67[2035] - old67[2025],
            "persons",
            "Vekst i antall innbyggere på 67 år og over, 2025–2035",
            20_000,
        ),
        "growth_75plus_2025_2035": (
            (old75[2035] / old75[2025] - 1) * 100,
            "percent",
            "Vekst blant innbyggere på 75 år og over, 2025–2035",
            1.5,
        ),
    }
    for row in results[results.item.isin(own)].itertuples():
        value, unit, title, tolerance = own[row.item]
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
            explanation=(
                "Femårsgruppene for 2022 er delt på ettårig alder med en glatt kurve, og "
                "levealder og innvandring følger "
                "rette linjer mellom SSBs nøkkelår. Nav avrunder."
            ),
        )


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
