"""Which measures a run may name, and which it may not carry out together; read without pandas, before a run starts."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path

from helseplan.errors import ParameterError
from helseplan.params.measures import Measures

SUPPLY_KINDS = (
    "later_exit",
    "participation_60",
    "sick_leave",
    "position_size",
    "weekend_work",
    "education_population",
    "education_more",
)
"""Transformations of supply; the others are of demand."""


def in_package(package: str, listed: str, transformation: str) -> bool:
    """Tell whether a named package has a measure.

    Args:
        package: The named package, see the parameter ``measures.package``.
        listed: Which list the measure is on: plan, bottom_up or alternative.
        transformation: What the measure changes.
    """
    supply = transformation in SUPPLY_KINDS
    return {
        "plan": listed == "plan",
        "supply_only": listed == "plan" and supply,
        "demand_only": listed == "plan" and not supply,
        "bottom_up": (listed == "plan" and supply) or listed == "bottom_up",
        "none": False,
    }[package]


def require_possible(params: Measures, models: Path) -> None:
    """Refuse a choice of measures that the vintage cannot run.

    Args:
        params: The section ``measures``.
        models: The vintage's ``measure_models.csv``.

    Raises:
        ParameterError: A measure is unknown or has no effect to run, or two that exclude each other are both chosen.
    """
    with models.open(encoding="utf-8", newline="") as file:
        rows = {row["measure"]: row for row in csv.DictReader(file)}
    for where, name in _mentioned(params):
        if name not in rows:
            raise _unknown(name, where, list(rows))
    for one, other in _excluding(_carried_out(params, rows), rows):
        raise ParameterError(
            f"Tiltakene «{one}» og «{other}» gjelder det samme og kan ikke gjennomføres sammen.",
            where="measures.each og measures.package",
            expected="høyst ett av dem med styrke over null",
            found="begge",
            fix=f"Sett measures.each.{one}.intensity=0 eller measures.each.{other}.intensity=0.",
        )
    if len(set(params.goal_measures)) < len(params.goal_measures):
        raise ParameterError(
            "Et tiltak står to ganger.", where="measures.goal_measures", fix="La hvert tiltak stå én gang."
        )
    for one, other in _excluding(params.goal_measures, rows):
        raise ParameterError(
            f"Tiltakene «{one}» og «{other}» gjelder det samme og kan ikke trappes opp sammen.",
            where="measures.goal_measures",
            expected="høyst ett av dem",
            found="begge",
            fix="Ta ut ett av dem.",
        )


def _excluding(names: Sequence[str], rows: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Pairs of measures that cannot stand beside each other."""
    for one, other in combinations(names, 2):
        if other in rows[one]["excludes"].split() or one in rows[other]["excludes"].split():
            yield one, other


def _mentioned(params: Measures) -> Iterator[tuple[str, str]]:
    yield from (("measures.each", name) for name in params.each)
    yield from (("measures.goal_measures", name) for name in params.goal_measures)


def _carried_out(params: Measures, rows: Mapping[str, Mapping[str, str]]) -> list[str]:
    out = []
    for name, row in rows.items():
        said = params.each[name].intensity if name in params.each else None
        inside = in_package(params.package, row["package"], row["transformation"])
        if inside if said is None else said > 0:
            out.append(name)
    return out


def _unknown(name: str, where: str, known: list[str]) -> ParameterError:
    close = get_close_matches(name, known, n=1)
    return ParameterError(
        f"Tiltaket «{name}» kan ikke regnes i denne årgangen.",
        where=where,
        expected="en av " + ", ".join(known),
        fix=f"Mente du «{close[0]}»?" if close else "Se measure_models.csv i årgangen.",
    )
