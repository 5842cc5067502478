"""Figures that are possible one by one, but cannot be true together, are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.vintages.faults import Change, only, put, without

if TYPE_CHECKING:
    from tests.vintages.conftest import Copy


def swapped(column: str, first: str, second: str, **where: str) -> Change:
    """Let two codes change places."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        touched = (frame[list(where)] == pd.Series(where)).all(axis=1) if where else frame[column] != ""
        moved = frame[column].where(~touched, frame[column].replace({first: second, second: first}))
        return frame.assign(**{column: moved})

    return change


@pytest.mark.parametrize(
    ("series", "change", "says"),
    [
        ("population", put("region", "helse_vest", year="2022"), "hele landet"),
        ("population_totals", put("persons", "43.803", item="deaths", year="2023"), "på 1 000 nær"),
        ("population_totals", put("persons", "0", item="births", year="2023"), "på 1 000 nær"),
        ("mortality", put("deaths_per_100000", "1200", sex="2", age_from="80"), "stige med alderen"),
        ("projection_assumptions", swapped("level", "L", "H", component="net_migration"), "L, M, H"),
        (
            "projection_assumptions",
            swapped("level", "L", "H", component="life_expectancy", sex="0"),
            "L, M, H",
        ),
        ("projection_assumptions", put("value", "98", level="M", sex="1", year="2050"), "leve lenger"),
        (
            "projection_assumptions",
            without(component="net_migration", level="M", year="2030"),
            "2024, 2030 og 2050",
        ),
        ("services", without(service="dental"), "alle tjenestene"),
        ("use_profiles", put("use", "0", profile="children"), "minst én alder"),
        (
            "ssb2019_results",
            put("value", "14100", scenario="reference", item="care", year="2018"),
            "summere til det hele",
        ),
        ("ssb2019_results", without(scenario="proportional_informal_care"), "rapporten viser"),
    ],
)
def test_what_cannot_be_true_together_is_one_broken_rule(
    copy: Copy, series: str, change: Change, says: str
) -> None:
    assert says in str(only(copy.frame(series, change), series))
