"""The plan's indicators with newer figures beside the baselines."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from helseplan.measures.views import indicators
from helseplan.params import Params
from helseplan.vintages import Vintage
from tests.conftest import stage_run


def values() -> pd.DataFrame:
    rows = [("2025K3", 8.9), ("2026K2", 8.3), ("2025K4", 9.4)]
    frame = pd.DataFrame(rows, columns=["period", "value"])
    return frame.assign(
        indicator="sick_leave_health_social", unit="percent", source="ssb-13935", quality="published"
    )


def test_the_newest_figure_stands_beside_the_baseline(vintage: Vintage, tmp_path: Path) -> None:
    folder = tmp_path / "nyere"
    shutil.copytree(vintage.folder, folder)
    values().to_csv(folder / "indicator_values.csv", index=False)
    made = indicators(stage_run("measures", tmp_path, Params(), Vintage("nyere", folder)))
    row = made.data.set_index("indicator").loc["sick_leave_health_social"]
    assert (row.newest, row.when) == ("8,3 prosent", "2. kvartal 2026")
    assert "Siste tall" in [column.label for column in made.columns]
    assert made.data.set_index("indicator").newest.drop("sick_leave_health_social").isna().all()


def test_a_vintage_without_newer_figures_has_no_such_column(vintage: Vintage, tmp_path: Path) -> None:
    made = indicators(stage_run("measures", tmp_path, Params(), vintage))
    assert "Siste tall" not in [column.label for column in made.columns]
