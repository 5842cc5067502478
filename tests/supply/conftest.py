"""The supply engine on the embedded vintage, and one calibration, for all tests of supply."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from helseplan.calibrating import benchmarked_demand, recalibrate
from helseplan.params.supply import Supply
from helseplan.supply.calibrate import Calibration
from helseplan.supply.inputs import BASE_YEAR, YEARS, Base
from helseplan.supply.model import Model, Path
from helseplan.vintages import Vintage

GROWTH = 1.006
"""A population that grows: what the lever on capacity needs, whatever demography says."""


@pytest.fixture(scope="session")
def model(vintage: Vintage) -> Model:
    population = pd.Series(5.5e6 * GROWTH ** (YEARS - BASE_YEAR), index=YEARS)
    return Model.open(vintage, population, Supply())


@pytest.fixture(scope="session")
def base(model: Model) -> Base:
    return model.base


@pytest.fixture(scope="session")
def reference(model: Model) -> Path:
    return model.run(Supply())


@pytest.fixture(scope="session")
def demanded(vintage: Vintage) -> Callable[[pd.Series], pd.DataFrame]:
    """The demand engine, as calibration sees it."""
    return benchmarked_demand(vintage)


@pytest.fixture(scope="session")
def calibration() -> Calibration:
    """The embedded vintage calibrated anew."""
    return recalibrate("plan-2026")
