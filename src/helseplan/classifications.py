"""Codes and their Norwegian labels, one table per dimension in ``data/classifications``."""

from __future__ import annotations

import csv
from functools import cache

from helseplan.paths import CLASSIFICATIONS


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a classification, in the file's order."""
    with (CLASSIFICATIONS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def forget() -> None:
    """Read the tables from disk again; a long-lived process may have older ones in mind."""
    for cached in (table, labels, plurals):
        cached.cache_clear()


@cache
def labels(name: str) -> dict[str, str]:
    """Return code → Norwegian label."""
    return {row["code"]: row["label"] for row in table(name)}


@cache
def plurals(name: str) -> dict[str, str]:
    """Return code → Norwegian plural in running text, for a classification that has it."""
    return {row["code"]: row["plural"] for row in table(name)}


def codes(name: str, **where: str) -> list[str]:
    """Return the codes of a classification, in order.

    Args:
        name: The classification.
        **where: Only rows whose column has this value, for example ``modelled="true"``.
    """
    return [row["code"] for row in table(name) if all(row[key] == value for key, value in where.items())]
