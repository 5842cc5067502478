"""Tells the names of vintages from those of runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from helseplan import paths
from helseplan.comparison.folders import is_run
from helseplan.errors import ParameterError
from helseplan.vintages import Vintage, open_vintage
from helseplan.vintages import names as known


def vintages_named(names: Sequence[str]) -> tuple[Vintage, Vintage] | None:
    """Return the two vintages named; None when the names are to be taken for runs.

    Names are runs when all of them are; else they are vintages when all are. A vintage can always be named by its
    folder, ``data/vintages/NAME``, which is never a run.

    Raises:
        ParameterError: Not two vintages, the same one twice, or a mixture of vintages and runs.
        DataError: One is a vintage, and the other is nothing.
    """
    found = [_vintage(name) for name in names]
    if not any(found) or all(_is_run(name) for name in names):
        return None
    there = [name for name in found if name]
    if len(there) < len(names):
        odd = next(name for name, vintage in zip(names, found, strict=True) if not vintage)
        if not _is_run(odd):
            if all(_is_run(name) for name, vintage in zip(names, found, strict=True) if vintage):
                return None
            open_vintage(odd)
        raise ParameterError(
            "Kjøringer og årganger kan ikke blandes i en sammenligning.",
            found=", ".join(
                f"{name} ({'årgang' if vintage else 'kjøring'})"
                for name, vintage in zip(names, found, strict=True)
            ),
            fix="Nevn to årganger, eller to til åtte kjøringer.",
        )
    if len(there) != len({*there}) or len(there) != 2:
        raise ParameterError(
            "Årganger sammenlignes to og to.",
            expected="to ulike årganger",
            found=", ".join(names),
            fix="Nevn den gamle først og den nye sist, for eksempel «helseplan compare plan-2026 ssb-2027».",
        )
    first, other = (open_vintage(name) for name in there)
    return first, other


def _vintage(name: str) -> str:
    """The vintage that a name or a folder stands for; empty when none."""
    if name in known():
        return name
    path = Path(name)
    places = (path.parent, paths.VINTAGES.parents[1] / path.parent)
    inside = path.parent.name == "vintages" and any(_same(place, paths.VINTAGES) for place in places)
    return path.name if inside and path.name in known() else ""


def _same(one: Path, other: Path) -> bool:
    try:
        return one.resolve() == other.resolve()
    except OSError:
        return False


def _is_run(name: str) -> bool:
    return bool(name.strip()) and any(is_run(place) for place in (Path(name), paths.REPORTS / name))
