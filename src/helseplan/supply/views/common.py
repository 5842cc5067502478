"""What the views of the supply stage share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels, plurals
from helseplan.supply.checks import FIRST
from helseplan.supply.compute import inhabitants
from helseplan.supply.inputs import BASE_YEAR, GROUPS, LAST_YEAR
from helseplan.supply.model import Model

if TYPE_CHECKING:
    from helseplan.session import StageRun

__all__ = ["BASE_YEAR", "FIRST", "GROUPS", "LAST_YEAR"]
Frames = dict[str, pd.DataFrame]
SUM = "De 14 gruppene"
OLD = 60
"""«60 år og over»: from this age."""


def by_year(result: Frames, run: StageRun, column: str = "aarsverk") -> pd.DataFrame:
    """Return supply on the shown path, group × year.

    Args:
        result: The stage's artefacts.
        run: The run.
        column: ``aarsverk`` or ``persons``.
    """
    frame = result["supply"]
    chosen = frame[frame.path == run.shown_path]
    return chosen.pivot(index="group", columns="year", values=column).reindex(GROUPS)


def by_age(result: Frames, run: StageRun, year: int) -> pd.DataFrame:
    """Return the årsverk of a year on the shown path, group × age.

    The artefact ``stock`` is raw; the benchmark lifts all groups and ages alike.
    """
    frame = result["stock"]
    raw = frame[frame.year == year].pivot_table(
        index="group", columns="age", values="aarsverk", aggfunc="sum"
    )
    return raw.reindex(GROUPS) * by_year(result, run)[year].sum() / raw.to_numpy().sum()


def share_from(aarsverk: pd.DataFrame, age: int) -> pd.Series:
    """Return the per cent of a group's årsverk at an age or above.

    Args:
        aarsverk: Årsverk, group × age.
        age: The age.
    """
    return aarsverk.loc[:, age:].sum(axis=1) / aarsverk.sum(axis=1) * 100


def opened(run: StageRun) -> Model:
    """Open the engine as the stage does, for what the artefacts do not hold."""
    population = inhabitants(run, run.params.demography.alternative)
    return Model.open(run.vintage, population, run.params.supply)


def path_name(run: StageRun) -> str:
    """Name the shown path."""
    return "avstemt bane" if run.params.general.benchmark else "rå bane"


def group_names(groups: Iterable[str]) -> list[str]:
    """Return the Norwegian names of groups."""
    return [labels("groups")[group] for group in groups]


def listed(groups: Iterable[str]) -> str:
    """Name groups in running text, in the plural."""
    return joined(plurals("groups")[group] for group in groups)


def joined(words: Iterable[str]) -> str:
    """Join words as in a sentence: ``a, b og c``."""
    all_words = list(words)
    if len(all_words) > 1:
        return f"{', '.join(all_words[:-1])} og {all_words[-1]}"
    return all_words[0] if all_words else "ingen"


def lower_first(text: str) -> str:
    """Return a heading as it stands inside a sentence; names in it keep their capitals."""
    return text[:1].lower() + text[1:]


def with_sum(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows by group with a label in front and their sum at the end."""
    total = rows.sum(numeric_only=True).to_frame().T
    out = pd.concat([rows, total], ignore_index=True)
    out.insert(0, "label", [*group_names(rows.index), SUM])
    return out
