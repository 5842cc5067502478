"""The parameters that are not the same in every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from helseplan.comparison.reading import Run
from helseplan.params import rows
from helseplan.report import html
from helseplan.report.display import Column, Table

ABSENT = object()
"""A run of another version, or with another shape of a nested parameter, may lack a parameter."""


def differing(runs: Sequence[Run]) -> dict[str, list[Any]]:
    """Return parameter → its value in each run, for those that differ; ``ABSENT`` where a run has none."""
    names = dict.fromkeys(name for run in runs for name in run.parameters)
    values = {name: [run.parameters.get(name, ABSENT) for run in runs] for name in names}
    return {name: found for name, found in values.items() if any(item != found[0] for item in found)}


def parameters_table(runs: Sequence[Run], found: Mapping[str, list[Any]]) -> Table:
    """One row per parameter that differs, one column per run.

    Args:
        runs: The runs.
        found: What ``differing`` returned; not empty.
    """
    described = {f"{row['section']}.{row['name']}": row for row in rows()}
    data = []
    for name, values in found.items():
        row = described.get(".".join(name.split(".")[:2]), {})
        unit = html.unit_name(row.get("unit", ""))
        data.append(
            {
                "parameter": name,
                "description": row.get("description", "Finnes ikke i denne versjonen av programmet.")
                + (f" Enhet: {unit}." if unit else ""),
                **{f"run{place}": shown(item) for place, item in enumerate(values)},
            }
        )
    return Table(
        "sammenligning-parametre",
        "Parametre som er ulike mellom kjøringene",
        (
            Column("parameter", "Parameter", below="description"),
            *(Column(f"run{place}", run.label, 0) for place, run in enumerate(runs)),
        ),
        pd.DataFrame(data),
        note=(
            "Strek: parameteren er ikke satt i kjøringen."
            if any(item is ABSENT for values in found.values() for item in values)
            else ""
        ),
    )


def shown(value: Any) -> str:
    """Return a parameter's value as text for a reader."""
    if value is ABSENT:
        return html.cell_text(None, None)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {shown(item)}" for name, item in value.items())
    if isinstance(value, list):
        return "; ".join(shown(item) for item in value) or "ingen"
    return html.cell_text(value, None)
