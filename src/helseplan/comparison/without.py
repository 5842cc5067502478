"""Which runs are the same without measures, so that what is equal is shown once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from helseplan.comparison.finding import plainly
from helseplan.comparison.reading import FIRST, LAST, Run
from helseplan.contracts.shared import MODELLED
from helseplan.formats import number

Shown = tuple[str, ...]


def by_group(run: Run) -> Shown:
    """Each group's gap without measures in 2040, as shown."""
    gaps = run.groups[run.groups["year"] == LAST].set_index("group")["gap_aarsverk"]
    return _shown(gaps[list(MODELLED)])


def by_year(run: Run) -> Shown:
    """The net gap without measures each year, as shown."""
    return _shown(run.totals["net_aarsverk"].loc[FIRST:LAST])


def sets(runs: Sequence[Run], what: Callable[[Run], Shown], shown: Callable[[Run], bool]) -> list[list[Run]]:
    """Return the runs in sets that look the same without measures.

    Args:
        runs: The runs.
        what: How they look.
        shown: Whether what is left in a run already shows it without measures; a set of only such is left out.
    """
    found: dict[Shown, list[Run]] = {}
    for run in runs:
        found.setdefault(what(run), []).append(run)
    return [alike for alike in found.values() if not all(map(shown, alike))]


def name(alike: Sequence[Run], runs: Sequence[Run]) -> str:
    """Name a set in a heading."""
    if len(alike) == len(runs):
        return "uten tiltak, alle kjøringene"
    return f"{plainly([run.label for run in alike])}, uten tiltak"


def _shown(values: Iterable[float]) -> Shown:
    return tuple(number(value) for value in values)
