"""Reads what a comparison needs from one run folder, and refuses what is damaged or missing."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from helseplan.comparison.origin import Origin, read_origin
from helseplan.contracts.shared import MODELLED
from helseplan.errors import DataError, ParameterError
from helseplan.params import scenarios
from helseplan.params.freeze import FILE as PARAMS
from helseplan.runner.manifest import sha256

FIRST, LAST = 2025, 2040
"""The years of the gap; the plan's figures end in 2040."""

CHOSEN = "chosen"
GAP = ("supply_aarsverk", "demand_aarsverk", "gap_aarsverk")
TOTALS = ("shortage_aarsverk", "surplus_aarsverk", "net_aarsverk")
EFFECTS = ("joint_aarsverk", "gap_after_aarsverk")


@dataclass(frozen=True)
class Run:
    """One run, as a comparison sees it. All årsverk are on the path that the run itself shows.

    Attributes:
        label: Name on the page.
        scenario: Name of the scenario.
        vintage: Name of the data it read.
        parameters: ``section.name`` → value; nested ones with more dots.
        benchmarked: Whether the run shows the benchmarked path.
        groups: Columns year, group, supply_aarsverk, demand_aarsverk, gap_aarsverk.
        totals: By year: shortage_aarsverk (≤ 0), surplus_aarsverk, net_aarsverk.
        effects: joint_aarsverk and gap_after_aarsverk of the chosen measures in 2040; NaN when not known.
        origin: What the run was made of.
    """

    label: str
    scenario: str
    vintage: str
    parameters: Mapping[str, Any]
    benchmarked: bool
    groups: pd.DataFrame
    totals: pd.DataFrame
    effects: Mapping[str, float]
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
    source = _Source(folder, origin, _remake(folder, vintage, scenario))
    source.require_untouched(PARAMS)
    path = "benchmarked" if benchmarked else "raw"
    gap = source.read("gap", "gap", ("path", "year", "group", *GAP))
    totals = source.read("gap", "totals", ("path", "year", *TOTALS))
    groups = gap[gap["path"] == path].drop(columns="path").reset_index(drop=True)
    by_year = totals[totals["path"] == path].set_index("year")[list(TOTALS)].sort_index()
    source.require_whole(groups, by_year)
    return Run(label, scenario, vintage, flat, benchmarked, groups, by_year, _effects(source), origin)


def flattened(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the leaves of nested sections by dotted path."""
    flat: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, Mapping):
            flat |= flattened(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat


@dataclass(frozen=True)
class _Source:
    folder: Path
    origin: Origin
    remake: str

    def read(self, stage: str, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
        """Read the columns asked for; an older run may have others besides."""
        inside = f"artefacts/{stage}/{name}.parquet"
        file = self.folder / inside
        if not file.is_file():
            raise DataError(
                f"Kjøringen har ikke artefaktet {stage}/{name}, som sammenligningen trenger.",
                where=str(self.folder),
                found="trinnene " + (", ".join(self.origin.stages) or "er ukjente"),
                fix=self.remake.replace("helseplan run", f"helseplan run --stage {stage}"),
            )
        try:
            frame = pq.read_table(file).to_pandas()
        except (pa.ArrowException, OSError, ValueError) as error:
            raise DataError(
                "Artefaktet kan ikke leses.", where=str(file), found=str(error), fix=self.remake
            ) from None
        self.require_untouched(inside)
        if missing := [column for column in columns if column not in frame]:
            raise DataError(
                "Artefaktet er fra en annen versjon av programmet og mangler kolonner.",
                where=str(file),
                found="uten " + ", ".join(missing),
                fix=self.remake,
            )
        return frame[list(columns)]

    def has(self, stage: str, name: str) -> bool:
        """Say whether the run wrote an artefact."""
        return (self.folder / "artefacts" / stage / f"{name}.parquet").is_file()

    def require_whole(self, groups: pd.DataFrame, totals: pd.DataFrame) -> None:
        """Every modelled group and every year must be there, once, with a number."""
        wanted = {(year, group) for year in range(FIRST, LAST + 1) for group in MODELLED}
        found = list(zip(groups["year"], groups["group"], strict=True))
        whole = (
            set(found) >= wanted
            and len(set(found)) == len(found)
            and groups["gap_aarsverk"].notna().all()
            and set(totals.index) >= set(range(FIRST, LAST + 1))
            and totals.index.is_unique
        )
        if not whole:
            raise DataError(
                f"Gapet er ikke helt: år eller grupper mangler mellom {FIRST} og {LAST}.",
                where=str(self.folder / "artefacts" / "gap"),
                fix=self.remake,
            )

    def require_untouched(self, inside: str) -> None:
        """The file must be the one the manifest tells of."""
        digest = self.origin.files.get(inside)
        if digest and sha256(self.folder / inside) != digest:
            raise DataError(
                "Filen er endret etter kjøringen; tallene er ikke lenger de kjøringen ga.",
                where=str(self.folder / inside),
                fix=self.remake,
            )


def _effects(source: _Source) -> dict[str, float]:
    """The chosen measures in the last year; NaN where the run does not say."""
    unknown = dict.fromkeys(EFFECTS, float("nan"))
    if not source.has("measures", "totals"):
        return unknown
    totals = source.read("measures", "totals", ("scenario", "year", *EFFECTS))
    rows = totals[(totals["scenario"] == CHOSEN) & (totals["year"] == LAST)]
    return {name: float(rows[name].iloc[0]) for name in EFFECTS} if len(rows) == 1 else unknown


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
