"""What must hold between the series of a vintage."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from helseplan.classifications import table
from helseplan.vintages.printed import plan_value
from helseplan.vintages.rules_measures import across_measures

__all__ = ["across_series", "plan_value"]

ROUNDING = 0.5
GROUPS_ROUNDED = 700
"""Fourteen groups, each rounded to the nearest hundred."""


def across_series(frames: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str]]:
    """Yield (what is wrong, where) for every broken relation between series."""
    yield from _population_total(frames["population"], frames["population_totals"])
    if "projection_table" in frames:
        yield from _table_starts_right(frames["projection_table"], frames["population_totals"])
    yield from _services_sum(frames["services"], frames["plan_tables"])
    yield from _profiles_exist(frames["services"], frames["use_profiles"])
    yield from _staffed(frames["services"], frames["staffing"])
    yield from _table_2_4(frames["plan_tables"], frames["staffing"])
    yield from _table_2_2(frames["plan_tables"])
    yield from across_measures(frames)


def _population_total(population: pd.DataFrame, totals: pd.DataFrame) -> Iterator[tuple[str, str]]:
    printed = totals[totals.item == "population_1jan"].set_index("year").persons
    for year, persons in population.groupby("year").persons.sum().items():
        if year in printed.index and abs(persons - printed[year]) > ROUNDING:
            yield (
                (
                    f"Aldersgruppene i {year} summerer til {persons:.0f}, men folketallet er "
                    f"{printed[year]:.0f}."
                ),
                "population.csv",
            )


NEAR = 0.005


def _table_starts_right(projected: pd.DataFrame, totals: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """The first year that is both projected and registered: the alternatives have hardly parted yet."""
    printed = totals[totals.item == "population_1jan"].set_index("year").persons
    common = sorted(set(printed.index) & set(projected.year))
    year = common[0] if common else None
    for alternative, part in projected[projected.year == year].groupby("alternative"):
        persons = part.persons.sum()
        if abs(persons / printed[year] - 1) > NEAR:
            yield (
                f"Framskrivingstabellen har {persons:.0f} personer i {year} i {alternative}, men folketallet er "
                f"{printed[year]:.0f}.",
                "projection_table.csv",
            )


def _services_sum(services: pd.DataFrame, plan: pd.DataFrame) -> Iterator[tuple[str, str]]:
    total = services[services.scope == "narrow"].aarsverk.sum()
    printed = plan_value(plan, "2.1", "demand", 2024)
    if abs(total - printed) > ROUNDING:
        yield f"Tjenestene summerer til {total:.0f} årsverk, men planen har {printed:.0f}.", "services.csv"


def _profiles_exist(services: pd.DataFrame, profiles: pd.DataFrame) -> Iterator[tuple[str, str]]:
    for profile in sorted(set(services.profile) - set(profiles.profile)):
        yield f"Aldersprofilen «{profile}» mangler.", "use_profiles.csv"


def _staffed(services: pd.DataFrame, staffing: pd.DataFrame) -> Iterator[tuple[str, str]]:
    for service in sorted(set(services.service) - set(staffing.service)):
        yield f"Tjenesten «{service}» har ingen bemanning.", "staffing.csv"


def _table_2_4(plan: pd.DataFrame, staffing: pd.DataFrame) -> Iterator[tuple[str, str]]:
    printed = plan[(plan.table == "2.4") & (plan.row == "staff")].set_index(["service", "group"]).value
    areas = {row["code"]: row["area"] for row in table("services")}
    by_area = staffing.dropna(subset="aarsverk").assign(area=staffing.service.map(areas))
    locked = by_area.groupby(["area", "group"]).aarsverk.sum()
    for key, value in printed.items():
        if abs(locked.get(key, 0) - value) > ROUNDING:
            yield f"{' og '.join(key)} skal ha planens {value:.0f} årsverk (tabell 2.4).", "staffing.csv"


def _table_2_2(plan: pd.DataFrame) -> Iterator[tuple[str, str]]:
    sums = plan[(plan.table == "2.2") & (plan.row == "gap")].groupby("year").value.sum()
    for year, total in sums.items():
        printed = plan_value(plan, "2.2", "gap_printed_sum", int(str(year)))
        if abs(total - printed) > GROUPS_ROUNDED:
            yield (
                f"Radene i tabell 2.2 summerer til {total:.0f} i {year}, men planen trykker {printed:.0f}.",
                "plan_tables.csv",
            )
