"""An official projection table in place of the engine."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helseplan.ages import AGES
from helseplan.demography.mortality import survival
from helseplan.demography.project import Projection, a_year_older
from helseplan.demography.source import SERIES, require_source
from helseplan.errors import DataError
from helseplan.vintages import Vintage


def from_table(
    vintage: Vintage, alternatives: list[str], years: np.ndarray, rates: np.ndarray
) -> tuple[Projection, np.ndarray]:
    """Read the population from a table, and derive the flows that fit it.

    The table has no flows. Births are those who are 0 at the year's end, brought back to birth; deaths follow the
    engine's mortality; net migration is what remains, so the account of every year closes. The flows of the last year
    are not known.

    Args:
        vintage: The data; its series ``projection_table`` has region, alternative, year, sex, age and persons.
        alternatives: The alternatives wanted.
        years: The years that death rates are given for.
        rates: Death rates, alternative × year × sex × age.

    Returns:
        The projection and its years: those of ``years`` that the table has. The flows of the last are NaN.

    Raises:
        ParameterError: The vintage has no table.
        DataError: The table lacks a cell.
    """
    require_source("table", vintage)
    table = vintage.read("projection_table")
    covered = years[(years >= table.year.min()) & (years <= table.year.max())]
    population = _cube(table, vintage.name, alternatives, covered)
    alive, newborn_alive = survival(rates[:, np.isin(years, covered)][:, :-1])
    before, after = population[:, :-1], population[:, 1:]
    born = after[..., 0] / newborn_alive
    deaths = a_year_older(before * (1 - alive))
    deaths[..., 0] = born - after[..., 0]
    births, died = born.sum(axis=-1), deaths.sum(axis=(-1, -2))
    net = after.sum(axis=(-1, -2)) - before.sum(axis=(-1, -2)) - births + died
    unknown = np.full((len(alternatives), 1), np.nan)
    flows = [np.concatenate([values, unknown], axis=1) for values in (births, died, net)]
    return Projection(population, *flows), covered


def _cube(table: pd.DataFrame, vintage: str, alternatives: list[str], years: np.ndarray) -> np.ndarray:
    wanted = pd.MultiIndex.from_product([alternatives, years, ["1", "2"], AGES])
    have = table[table.region == "0"].set_index(["alternative", "year", "sex", "age"]).persons
    missing = wanted.difference(have.index)
    if len(missing):
        alternative, year, sex, age = missing[0]
        raise DataError(
            f"Framskrivingstabellen mangler {len(missing)} celler.",
            where=f"{vintage}/{SERIES}.csv",
            expected=f"alle alternativer, begge kjønn og alder 0–105 for {years[0]}–{years[-1]}",
            found=f"ikke {alternative}, {year}, kjønn {sex}, {age} år",
            fix="Hent tabellen på nytt, eller sett demography.source=engine.",
        )
    shape = (len(alternatives), len(years), 2, len(AGES))
    return np.asarray(have.reindex(wanted).to_numpy(dtype=float).reshape(shape))
