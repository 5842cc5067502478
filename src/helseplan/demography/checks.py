"""The projection held against published figures, and its headlines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan.checking import check, checks_frame, headline, headlines_frame
from helseplan.demography.age_checks import age_checks, persons_aged
from helseplan.demography.inputs import ASSUMED_FROM
from helseplan.demography.source import from_table
from helseplan.formats import number, to_hundreds

if TYPE_CHECKING:
    from helseplan.session import StageRun

PAGE = "kapittel-1"
TOLERANCES = {2030: 0.005, 2050: 0.01, 2075: 0.015, 2100: 0.02}
"""Share of the population by year: errors in migration and births add up over time."""
SPREAD_YEARS = (2030, 2050, 2075)
CALIBRATED = ("MMM", 2030)
"""The half-life of the fall in net migration is chosen so that this total is met."""
WHY_TOTAL = (
    "SSB trykker forutsetningene bare for 2024, 2030, 2050, 2075 og 2100; mellom dem er det rette linjer her. "
    "Aldersmønstrene for fødsler og flytting er de samme i alle alternativer og år."
)


def checks(frames: dict[str, pd.DataFrame], run: StageRun) -> pd.DataFrame:
    """Set every published result that the engine also computes beside the engine's own."""
    results, registered = run.vintage.read("projection_results"), run.vintage.read("population_totals")
    flows, newer = frames["components"], run.vintage.anchors() is not None
    engine = not from_table(run.params.demography.source, run.vintage)
    return checks_frame(
        [
            *_totals(flows, results, engine=engine, newer=newer),
            *_years(frames, results, newer=newer),
            *age_checks(frames["population"], frames["history"], results, PAGE, newer=newer),
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


def _totals(
    components: pd.DataFrame, results: pd.DataFrame, *, engine: bool, newer: bool
) -> Iterator[dict[str, Any]]:
    """Totals and their spread. With newer counts the calibrated total is no longer met by construction."""
    own = components.set_index(["alternative", "year"]).population
    for row in results[results.item == "population_1jan"].itertuples():
        if (row.alternative, row.year) in own.index:
            yield check(
                f"population_{row.alternative.lower()}",
                f"Folketall 1. januar, {row.alternative}",
                row.value,
                raw=own[row.alternative, row.year],
                tolerance=TOLERANCES.get(row.year, 0) * row.value,
                tested=not newer,
                constructed=engine
                and (row.year == ASSUMED_FROM or (not newer and (row.alternative, row.year) == CALIBRATED)),
                year=row.year,
                page=PAGE,
                unit="persons",
                source=row.source,
                explanation=WHY_TOTAL,
            )
    printed = results[results.item == "population_1jan"].set_index(["alternative", "year"])
    for year in sorted(set(SPREAD_YEARS) & set(components.year)):
        spread = printed.value["HHH", year] - printed.value["LLL", year]
        yield check(
            "population_spread",
            "Avstanden mellom høyt og lavt alternativ (HHH − LLL)",
            spread,
            raw=own["HHH", year] - own["LLL", year],
            tolerance=0.1 * spread,
            year=year,
            page=PAGE,
            unit="persons",
            source=printed.source["HHH", year],
            explanation=WHY_TOTAL,
            tested=not newer,
        )


def _years(
    frames: dict[str, pd.DataFrame], results: pd.DataFrame, *, newer: bool
) -> Iterator[dict[str, Any]]:
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
                tested=not newer,
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
    for row in registered[registered.year >= ASSUMED_FROM].itertuples():
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
