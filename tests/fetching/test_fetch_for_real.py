"""One fetch with nothing replaced: the real mapping, benchmark, rules and computation of every stage."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helseplan.trial import compute_vintage
from helseplan.vintages.check import check_vintage
from tests.fetching.project import EMBEDDED, PEOPLE, opened
from tests.pxtable import px_table

AGES = [*(f"{age:03d}" for age in range(105)), "105+"]
SELECTION = "Region=0;Kjonn=1,2;Alder=???,105+;ContentsCode=Personer1;Tid=from(2020)"


def single_ages() -> dict[str, object]:
    """Table 07459 as the embedded counts would be by single age: each group shared evenly."""
    bands = pd.read_csv(EMBEDDED / "population.csv", dtype={"sex": str})
    cells = {
        (row.sex, f"{age:03d}" if age < 105 else "105+", str(row.year)): row.persons
        / (row.age_to - row.age_from + 1)
        for row in bands.itertuples()
        for age in range(row.age_from, row.age_to + 1)
    }
    years = sorted({year for *_, year in cells})
    dimensions = {
        "Region": ["0"],
        "Kjonn": ["2", "1"],
        "Alder": AGES,
        "ContentsCode": ["Personer1"],
        "Tid": years,
    }
    return px_table(PEOPLE, dimensions, lambda region, sex, age, what, year: cells[sex, age, year])


def test_a_new_vintage_passes_every_rule_and_every_stage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "data", monkeypatch, checked=True) as project:
        project.server.tables = {PEOPLE: single_ages()}
        row = {"series": "population;population_totals", "mapping": "population", "selection": SELECTION}
        project.register(t07459=row)
        result = project.fetch("ny", PEOPLE)
        assert (result.vintage, result.changed) == ("ny", ("ssb-07459",))
        assert check_vintage("ny") == []
        assert compute_vintage("ny") == []
        new, old = (pd.read_csv(folder / "population.csv") for folder in (project.vintages / "ny", EMBEDDED))
        assert new.groupby("year").persons.sum().to_numpy() == pytest.approx(
            old.groupby("year").persons.sum().to_numpy()
        )
        assert len(new) == 2 * 106 * old.year.nunique()
        assert (project.vintages / "ny" / "anchors.csv").is_file()
