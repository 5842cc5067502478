"""Opening a vintage and reading its series."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from helseplan.errors import DataError
from helseplan.vintages import OPTIONAL, Vintage, names, open_vintage
from helseplan.vintages.check import counts
from helseplan.vintages.series import SERIES

if TYPE_CHECKING:
    from tests.vintages.conftest import Copy

ALWAYS = [series for series in SERIES if series not in OPTIONAL]


def test_the_embedded_vintage_is_listed() -> None:
    assert "plan-2026" in names()


def test_an_unknown_vintage_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(DataError, match="plan-2062") as error:
        open_vintage("plan-2062")
    assert error.value.fix == "Mente du «plan-2026»?"
    assert error.value.exit_code == 2


@pytest.mark.parametrize("name", ["", "..", "../vintages/plan-2026", "plan-2026/"])
def test_a_path_is_not_a_vintage(name: str) -> None:
    with pytest.raises(DataError):
        open_vintage(name)


@pytest.mark.parametrize("series", ALWAYS)
def test_every_number_has_a_source_and_a_quality(vintage: Vintage, series: str) -> None:
    frame = vintage.read(series)
    assert len(frame) > 0
    assert (frame.source != "").all()
    assert (frame.quality != "").all()


def test_what_is_read_belongs_to_the_reader(vintage: Vintage) -> None:
    own = vintage.read("services")
    own["aarsverk"] = 0
    assert vintage.read("services").aarsverk.sum() > 0


def test_counts_every_series_and_row(vintage: Vintage) -> None:
    assert counts("plan-2026") == (len(ALWAYS), sum(len(vintage.read(series)) for series in ALWAYS))


def test_a_broken_series_is_refused_on_read(copy: Copy) -> None:
    copy.cell("population", 4, "persons", "mange")
    with pytest.raises(DataError, match=r"population\.csv, rad 4, kolonne persons"):
        open_vintage("plan-2026").read("population")


def test_a_missing_series_is_refused_on_read(copy: Copy) -> None:
    (copy.folder / "services.csv").unlink()
    with pytest.raises(DataError, match="Filen mangler") as error:
        open_vintage("plan-2026").read("services")
    assert "services.csv" in error.value.where


def test_the_projection_table_may_be_missing_and_the_vintage_says_so(vintage: Vintage) -> None:
    assert set(OPTIONAL) == {
        "anchors",
        "graduates",
        "indicator_values",
        "municipal_care",
        "projection_table",
        "students",
    }
    assert not vintage.has("projection_table")
    assert all(vintage.has(series) for series in ALWAYS)
    with pytest.raises(DataError, match="Filen mangler"):
        vintage.read("projection_table")


def test_a_stage_reads_only_the_series_it_declares(vintage: Vintage) -> None:
    with pytest.raises(KeyError, match="services"):
        replace(vintage, declared=("population",)).read("services")
