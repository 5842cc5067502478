"""Reads what a comparison needs from one run folder, and refuses what is damaged or missing."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from helseplan.comparison.measured import Measured, read_measured
from helseplan.comparison.origin import Origin, read_origin
from helseplan.comparison.source import FIRST, LAST, Source
from helseplan.errors import ParameterError
from helseplan.params import scenarios
from helseplan.params.freeze import FILE as PARAMS

__all__ = ["FIRST", "GAP", "LAST", "TOTALS", "Run", "flattened", "read_run"]

GAP = ("supply_aarsverk", "demand_aarsverk", "gap_aarsverk")
TOTALS = ("shortage_aarsverk", "surplus_aarsverk", "net_aarsverk")


@dataclass(frozen=True)
class Run:
    """One run, as a comparison sees it. All årsverk are on the path that the run itself shows.

    Attributes:
        label: Name on the page.
        scenario: Name of the scenario.
        vintage: Name of the data it read.
        parameters: ``section.name`` → value; nested ones with more dots.
        benchmarked: Whether the run shows the benchmarked path.
        groups: Before measures: columns year, group, supply_aarsverk, demand_aarsverk, gap_aarsverk.
        totals: Before measures, by year: shortage_aarsverk (≤ 0), surplus_aarsverk, net_aarsverk.
        measured: What the run's own choice of measures does; NaN where the run does not say.
        origin: What the run was made of.
    """

    label: str
    scenario: str
    vintage: str
    parameters: Mapping[str, Any]
    benchmarked: bool
    groups: pd.DataFrame
    totals: pd.DataFrame
    measured: Measured
    origin: Origin


def read_run(folder: Path, label: str) -> Run:
    """Read a run.

    Args:
        folder: The run folder.
        label: Its name on the page.

    Raises:
        ParameterError: ``params.yml`` cannot be read.
        DataError: The run has no gap, or a file is damaged or no longer what the run wrote.
    """
    origin = read_origin(folder)
    vintage, scenario, tree = _parameters(folder)
    flat = flattened(tree)
    benchmarked = bool(flat.get("general.benchmark", True))
    source = Source(folder, origin, _remake(folder, vintage, scenario))
    source.require_untouched(PARAMS)
    path = "benchmarked" if benchmarked else "raw"
    gap = source.read("gap", "gap", ("path", "year", "group", *GAP))
    totals = source.read("gap", "totals", ("path", "year", *TOTALS))
    groups = gap[gap["path"] == path].drop(columns="path").reset_index(drop=True)
    by_year = totals[totals["path"] == path].set_index("year")[list(TOTALS)].sort_index()
    source.require_whole(groups, by_year)
    return Run(label, scenario, vintage, flat, benchmarked, groups, by_year, read_measured(source), origin)


def flattened(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the leaves of nested sections by dotted path."""
    flat: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, Mapping):
            flat |= flattened(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def _parameters(folder: Path) -> tuple[str, str, dict[str, Any]]:
    """Read vintage, scenario and parameters; a run of an older version may have others than today's."""
    path = folder / PARAMS
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        vintage, scenario, tree = content["vintage"], content["scenario"], content["parameters"]
        if not isinstance(tree, dict) or not all(isinstance(section, dict) for section in tree.values()):
            raise TypeError("parameters")
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError):
        raise ParameterError(
            "Mappen har ingen lesbare kjøringsparametre.",
            where=str(path),
            expected="vintage, scenario og parameters, slik «helseplan run» skriver dem",
            fix=f"Kjør «helseplan run --out {shlex.quote(str(folder))}» på nytt med det samme scenarioet.",
        ) from None
    return str(vintage), str(scenario), tree


def _remake(folder: Path, vintage: str, scenario: str) -> str:
    named = scenario if scenario in scenarios() else f"{scenario}.yml"
    return (
        f"Kjør «helseplan run --vintage {vintage} --scenario {named} --out {shlex.quote(str(folder))}», "
        "med de samme --set om det var noen."
    )
