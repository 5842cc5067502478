"""An official projection table in place of the engine, for the alternatives and years it has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from helseplan.ages import AGES
from helseplan.demography.mortality import survival
from helseplan.demography.project import Projection, a_year_older
from helseplan.demography.source import SERIES, require_source
from helseplan.errors import DataError
from helseplan.vintages import Vintage

FIX = "Hent tabellen på nytt, eller sett demography.source=engine."


def read_table(vintage: Vintage, alternatives: list[str], years: np.ndarray) -> dict[int, np.ndarray]:
    """Read the population from a table.

    Args:
        vintage: The data; its series ``projection_table`` has region, alternative, year, sex, age and persons.
        alternatives: The alternatives wanted.
        years: The years wanted.

    Returns:
        Index of a year that the table has → persons, alternative × sex × age; NaN for alternatives it does not have.

    Raises:
        ParameterError: The vintage has no table.
        DataError: The table lacks a cell of a year and an alternative that it has.
    """
    require_source("table", vintage)
    table = vintage.read("projection_table")
    national = table[table.region == "0"]
    have = [name for name in alternatives if name in set(national.alternative)]
    covered = [int(year) for year in years if year in set(national.year)]
    if not have or not covered:
        raise DataError(
            "Framskrivingstabellen har ingen tall for hele landet i alternativene som trengs.",
            where=f"{vintage.name}/{SERIES}.csv",
            expected=f"region 0 og et av alternativene {', '.join(alternatives)}",
            fix=FIX,
        )
    cells = _cells(national, vintage.name, have, covered)
    found = np.full((len(alternatives), *cells.shape[1:]), np.nan)
    found[[alternatives.index(name) for name in have]] = cells
    return {int(year - years[0]): found[:, place] for place, year in enumerate(covered)}


def completed(table: dict[int, np.ndarray], engine: np.ndarray, main: int) -> dict[int, np.ndarray]:
    """Give every alternative a population: one that the table lacks differs from the main one as in the engine.

    Args:
        table: What :func:`read_table` returns; the main alternative is there.
        engine: The engine's own population, alternative × year × sex × age.
        main: Place of the main alternative.
    """
    out = {}
    for year, cells in table.items():
        own = engine[:, year]
        ratio = np.divide(own, own[main], out=np.ones_like(own), where=own[main] > 0)
        out[year] = np.where(np.isnan(cells), cells[main] * ratio, cells)
    return out


def with_flows(found: Projection, table: dict[int, np.ndarray], rates: np.ndarray) -> Projection:
    """Derive the flows into the table's years, which the table does not have, so that every year's account closes.

    Births are those who are 0 at the year's end, brought back to birth; deaths follow the engine's mortality; net
    migration is what remains.

    Args:
        found: The projection.
        table: What :func:`completed` returns.
        rates: Death rates, alternative × year × sex × age.
    """
    births, died, net = found.births.copy(), found.deaths.copy(), found.net_migration.copy()
    for after in sorted(set(table) - {0}):
        year = after - 1
        before, then = found.population[:, year], found.population[:, after]
        alive, newborn_alive = survival(rates[:, year])
        born = then[..., 0] / newborn_alive
        deaths = a_year_older(before * (1 - alive))
        deaths[..., 0] = born - then[..., 0]
        births[:, year], died[:, year] = born.sum(axis=-1), deaths.sum(axis=(-1, -2))
        net[:, year] = then.sum(axis=(-1, -2)) - before.sum(axis=(-1, -2)) - births[:, year] + died[:, year]
    return replace(found, births=births, deaths=died, net_migration=net)


def _cells(table: pd.DataFrame, vintage: str, alternatives: list[str], years: list[int]) -> np.ndarray:
    wanted = pd.MultiIndex.from_product([alternatives, years, ["1", "2"], AGES])
    have = table.set_index(["alternative", "year", "sex", "age"]).persons
    missing = wanted.difference(have.index)
    if len(missing):
        alternative, year, sex, age = missing[0]
        raise DataError(
            f"Framskrivingstabellen mangler {len(missing)} celler.",
            where=f"{vintage}/{SERIES}.csv",
            expected=f"begge kjønn og alder 0–105 for hvert alternativ i {years[0]}–{years[-1]}",
            found=f"ikke {alternative}, {year}, kjønn {sex}, {age} år",
            fix=FIX,
        )
    return have.reindex(wanted).to_numpy(dtype=float).reshape(len(alternatives), len(years), 2, len(AGES))
