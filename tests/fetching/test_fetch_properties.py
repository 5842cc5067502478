"""Whatever the service does, a fetch makes the vintage it would have made without faults, or none."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helseplan.fetching import mapped
from helseplan.fetching.faults import FetchFailedError
from helseplan.fetching.mapping.given import Given
from helseplan.vintages.pxweb.cube import Cube
from tests.fetching.faulty import content, only_whole_answers
from tests.fetching.project import CARE, PARENT, PEOPLE, Project, opened
from tests.pxtable import px_table
from tests.standin import Fault

FINE = Fault("kind", to="application/json")
"""No fault: the right media type."""
KINDS = ["half", "html", "closed", "cut", "empty", "cells", "updated", "table", "latin1", "order", "sparse"]
HARD = [Fault(kind) for kind in KINDS]
HARD += [Fault("status", status=status) for status in (400, 403, 404, 429, 500)]
HARD += [Fault("missing", variable="Alder", code="105+"), Fault("renamed", variable="Tid", to="Aar")]
FAULTS = st.lists(st.one_of(st.just(FINE), st.just(FINE), st.sampled_from(HARD)), max_size=30)
CODES = st.lists(st.sampled_from(["000", "001", "002", "105+"]), min_size=1, max_size=4, unique=True)
CELLS = st.lists(st.one_of(st.none(), st.integers(1, 50)), min_size=16, max_size=16)


def table(number: str, ages: list[str], years: int, cells: list[int | None]) -> dict[str, Any]:
    """A small table whose first cell has a value."""
    dimensions = {"Alder": ages, "Tid": [str(2020 + year) for year in range(years)]}
    values = [1, *cells][: len(ages) * years]
    return px_table(number, dimensions, values)


def mark(cube: Cube) -> float:
    """A number that tells every cell apart, in whatever order the codes come."""
    names = [dimension.code for dimension in cube.dimensions]
    cells = cube.frame.astype(dict.fromkeys(names, str)).sort_values(names)["value"].fillna(0)
    return 1 + sum(place * value for place, value in enumerate(cells, start=1)) / 1000


def add_people(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Every row of the population gets the mark."""
    frame = given.series("population")
    return {"population": frame.assign(persons=frame.persons + mark(cube), source=given.source)}


def scale_care(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Use is scaled by the mark."""
    frame = given.series("use_profiles")
    return {"use_profiles": frame.assign(use=frame.use * mark(cube), source=given.source)}


MAPPINGS = {"people": add_people, "care": scale_care}


def figures(project: Project, vintage: str) -> dict[str, str]:
    """A vintage's files but for the origin, which says when."""
    return {name: sha for name, sha in content(project.vintages / vintage).items() if name != "origin.json"}


@settings(max_examples=12, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(ages=CODES, years=st.integers(1, 4), cells=CELLS, limit=st.integers(1, 20), faults=FAULTS)
def test_a_fetch_under_faults_makes_the_same_vintage_or_none(
    ages: list[str], years: int, cells: list[int | None], limit: int, faults: list[Fault]
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
        opened(Path(folder) / "data", patch) as project,
    ):
        patch.setattr(mapped, "mapping_of", lambda row: MAPPINGS[row.mapping])
        project.server.config["maxDataCells"] = limit
        project.server.tables = {number: table(number, ages, years, cells) for number in (PEOPLE, CARE)}
        project.register(t12003={"selection": "Alder=*;Tid=*"})
        project.fetch("uten")
        (project.root / "raw").rename(project.root / "gammel")
        project.server.faults = list(faults)
        before = content(project.vintages)
        try:
            project.fetch("med", parent=PARENT)
        except FetchFailedError:
            assert content(project.vintages) == before
            assert project.names() == [PARENT, "uten"]
        else:
            assert figures(project, "med") == figures(project, "uten")
        only_whole_answers(project)
        project.server.faults = []
        project.fetch("etter", parent=PARENT)
        assert figures(project, "etter") == figures(project, "uten"), "what was kept is whole"
