"""From results to the artefacts' frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from helseplan.measures.packages import pace
from helseplan.measures.register import SUPPLY_KINDS
from helseplan.measures.scenarios import Result
from helseplan.measures.study import Study

ALL = "all"


def long(values: np.ndarray, levels: Mapping[str, Iterable[object]], name: str) -> pd.DataFrame:
    """Return an array as a long frame, one column per dimension."""
    index = pd.MultiIndex.from_product(list(levels.values()), names=list(levels))
    return pd.DataFrame({name: np.asarray(values).ravel()}, index=index).reset_index()


def effects(study: Study, results: Sequence[Result]) -> pd.DataFrame:
    """The artefact ``effects``."""
    groups = study.chain.groups[: study.chain.modelled]
    parts = []
    for result in results:
        names = list(result.joint.alone)
        if not names:
            continue
        levels: dict[str, Iterable[object]] = {"measure": names, "group": [*groups, ALL], "year": study.years}
        alone, shares = (
            _with_all(np.stack([found[name] for name in names]))
            for found in (result.joint.alone, result.joint.shares)
        )
        frame = long(alone, levels, "alone_aarsverk").assign(
            shapley_aarsverk=shares.ravel(), scenario=result.scenario.code
        )
        parts.append(frame)
    columns = ["scenario", "measure", "year", "group", "alone_aarsverk", "shapley_aarsverk"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else _empty(columns)


def _empty(columns: list[str]) -> pd.DataFrame:
    kinds = {"scenario": "str", "measure": "str", "year": "int64", "group": "str"}
    return pd.DataFrame(columns=columns).astype({name: kinds.get(name, "float64") for name in columns})


def _with_all(values: np.ndarray) -> np.ndarray:
    """Add the sum of the groups as the last, measure × group × year."""
    return np.concatenate([values, values.sum(axis=1, keepdims=True)], axis=1)


def totals(
    study: Study, results: Sequence[Result], gap: pd.DataFrame, published: pd.DataFrame
) -> pd.DataFrame:
    """The artefact ``totals``.

    Args:
        study: The run.
        results: The scenarios.
        gap: The gap without measures, group × year.
        published: Each measure's published effect, see :func:`helseplan.measures.scenarios.published`.
    """
    return pd.concat([_total(study, result, gap, published) for result in results], ignore_index=True)


def _total(study: Study, result: Result, gap: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    supply, demand = _printed(study, result, published)
    alone = sum((found.sum(axis=0) for found in result.joint.alone.values()), np.zeros(len(study.years)))
    joint, change = result.joint.total.sum(axis=0), result.change.sum(axis=0)
    after = gap.to_numpy() + result.change
    return pd.DataFrame(
        {
            "scenario": result.scenario.code,
            "year": study.years,
            "supply_sum_aarsverk": supply,
            "demand_sum_aarsverk": demand,
            "simple_sum_aarsverk": supply + demand,
            "alone_sum_aarsverk": alone,
            "joint_aarsverk": joint,
            "overlap_aarsverk": alone - joint,
            "assumptions_aarsverk": change - joint if result.scenario.standard_points else 0.0,
            "gap_before_aarsverk": gap.sum(axis=0).to_numpy(),
            "gap_after_aarsverk": after.sum(axis=0),
            "shortage_after_aarsverk": np.minimum(after, 0).sum(axis=0),
            "surplus_after_aarsverk": np.maximum(after, 0).sum(axis=0),
            "supply_aarsverk": result.outcome.supply[0].sum(axis=0),
            "demand_aarsverk": result.outcome.demand[0].sum(axis=0),
            "all_staff_aarsverk": result.outcome.all_staff[0],
            "narrow_aarsverk": result.outcome.narrow[0],
        }
    )


def _printed(study: Study, result: Result, published: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The published effects summed as the plan sums them, on the side of supply and of demand, by year."""
    doses = result.scenario.doses
    low, high = published.low.to_numpy(), published.high.to_numpy()
    full = (low + (high - low) * doses.level[0]) * doses.intensity[0]
    yearly = np.nan_to_num(full)[:, None] * pace(study.catalogue, study.params, study.chain.years)[:, 1:]
    supply = np.array([row.transformation in SUPPLY_KINDS for row in study.catalogue.rows])
    return yearly[supply].sum(axis=0), yearly[~supply].sum(axis=0)


def remaining(study: Study, results: Sequence[Result], gap: pd.DataFrame) -> pd.DataFrame:
    """The artefact ``remaining``."""
    groups = study.chain.groups[: study.chain.modelled]
    levels: dict[str, Iterable[object]] = {"group": groups, "year": study.years}
    parts = []
    for result in results:
        frame = long(result.change, levels, "change_aarsverk")
        frame["gap_before_aarsverk"] = gap.to_numpy().ravel()
        parts.append(frame.assign(scenario=result.scenario.code))
    out = pd.concat(parts, ignore_index=True)
    out["gap_after_aarsverk"] = out.gap_before_aarsverk + out.change_aarsverk
    columns = ["scenario", "year", "group", "gap_before_aarsverk", "change_aarsverk", "gap_after_aarsverk"]
    return out[columns]


def interactions(results: Sequence[Result]) -> pd.DataFrame:
    """The artefact ``interactions``, last year, all groups."""
    rows = [
        (result.scenario.code, one, other, float(found[:, -1].sum()))
        for result in results
        for (one, other), found in result.joint.pairs.items()
    ]
    columns = ["scenario", "measure", "other", "interaction_aarsverk"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(
        {"scenario": "str", "measure": "str", "other": "str", "interaction_aarsverk": "float64"}
    )
