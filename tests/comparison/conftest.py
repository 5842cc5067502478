"""Small real run folders: the stages up to the gap, computed once, with params.yml and manifest as a run has them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helseplan import contracts
from helseplan.params import frozen, load
from helseplan.runner import manifest
from helseplan.runner.manifest import Record, digests
from helseplan.session import DEFAULT_VINTAGE
from helseplan.stages import STAGES
from helseplan.vintages import Vintage
from tests.conftest import Chain, stage_run

UNTIL_GAP = ("demography", "demand", "supply", "gap")
Make = Callable[..., Path]


def publish(folder: Path, stages: Iterable[str], vintage: str = DEFAULT_VINTAGE, **components: Any) -> None:
    """Write the manifest of a run folder, with every artefact's checksum, as the runner does."""
    made_of = {"data": {"population": "a1"}, "code": {"gap/compute.py": "b1"}, **components}
    records = {
        name: Record("key", made_of, digests(folder, (folder / "artefacts" / name).glob("*")), 1.0, "")
        for name in stages
    }
    records["report"] = Record("key", {}, digests(folder, [folder / "params.yml"]), 1.0, "")
    head = {"vintage": vintage, "packages": {"python": "3.11"}, "finished": "2026-01-02T03:04:05+00:00"}
    manifest.write(folder, head, records)


def add_measures(folder: Path, joint: float, left: float) -> None:
    """Write the columns of measures/totals that a comparison reads; a later publish makes them part of the run."""
    rows = {"scenario": ["chosen"], "year": [2040], "joint_aarsverk": [joint], "gap_after_aarsverk": [left]}
    (folder / "artefacts" / "measures").mkdir(exist_ok=True)
    pd.DataFrame(rows).to_parquet(folder / "artefacts" / "measures" / "totals.parquet")


def carry_out(folder: Path, shares: dict[str, float], overlap: float = 0.0) -> None:
    """Write the artefacts of measures as the stage does: all the effect goes to the nurses, in full from 2026.

    Args:
        folder: The run; it gets a manifest that knows of measures.
        shares: Measure → its share in 2040; empty for a run without measures.
        overlap: How much more the measures give one by one.
    """
    gap = contracts.read(folder, "gap", "gap")
    gap = gap[gap["path"] == "benchmarked"].rename(columns={"gap_aarsverk": "gap_before_aarsverk"})
    joint = sum(shares.values())
    acts = (gap["group"] == "sykepleier") & (gap["year"] > 2025)
    remaining = gap[["year", "group", "gap_before_aarsverk"]].assign(
        scenario="chosen", gap_after_aarsverk=gap["gap_before_aarsverk"] + acts * joint
    )
    totals = remaining.assign(
        shortage_after_aarsverk=remaining["gap_after_aarsverk"].clip(upper=0),
        surplus_after_aarsverk=remaining["gap_after_aarsverk"].clip(lower=0),
        joint_aarsverk=acts * joint,
        overlap_aarsverk=acts * overlap,
    )
    effects = {"measure": list(shares), "shapley_aarsverk": list(shares.values())}
    spread = {
        "way": ["none", "chosen"],
        "group": "all",
        "p05_aarsverk": [-90000.0, -90000.0 + joint],
        "p50_aarsverk": [-50000.0, -50000.0 + joint],
        "p95_aarsverk": [-10000.0, -10000.0 + joint],
        "closes_share": [0.01, 0.255],
    }
    frames = {
        "remaining": remaining,
        "totals": totals.groupby(["scenario", "year"], as_index=False).sum(numeric_only=True),
        "effects": pd.DataFrame({"scenario": "chosen", "year": 2040, "group": "all", **effects}),
        "distribution": pd.DataFrame(spread),
    }
    (folder / "artefacts" / "measures").mkdir()
    for name, frame in frames.items():
        frame.to_parquet(folder / "artefacts" / "measures" / f"{name}.parquet")
    publish(folder, [*UNTIL_GAP, "measures"])


@pytest.fixture(scope="session")
def computed(
    tmp_path_factory: pytest.TempPathFactory, compute: Callable[..., Chain], vintage: Vintage
) -> Make:
    """A run folder per scenario and overrides of supply, gap or general; demography and demand are shared."""
    reference, made = compute("gap"), {}

    def make(scenario: str = "referanse", *sets: str) -> Path:
        key = (scenario, *sets)
        if key not in made:
            folder, params = tmp_path_factory.mktemp("grunnlag") / scenario, load(scenario, sets)
            shutil.copytree(reference.folder / "artefacts", folder / "artefacts")
            if params != load():
                for name in ("supply", "gap"):
                    stage_run(name, folder, params, vintage).compute()
            text = frozen(DEFAULT_VINTAGE, scenario, params)
            (folder / "params.yml").write_text(text, encoding="utf-8")
            publish(folder, UNTIL_GAP)
            made[key] = folder
        return made[key]

    assert load("senere_avgang").demand == load().demand
    assert set(UNTIL_GAP) < set(STAGES)
    return make


@pytest.fixture
def copied(computed: Make, tmp_path: Path) -> Make:
    """A run folder of one's own, which a test may spoil: scenario, overrides, and where it is to lie."""

    def copy(place: str, scenario: str = "referanse", *sets: str) -> Path:
        target = tmp_path / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(computed(scenario, *sets), target)
        return target

    return copy
