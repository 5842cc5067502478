"""Finds the run folders a user names, and gives each run a name of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from helseplan.errors import ParameterError
from helseplan.paths import REPORTS
from helseplan.runner import manifest

MOST = 8
"""Runs that colours, line styles and an A4 page have room for."""


def find(names: Sequence[str]) -> list[Path]:
    """Return the run folders named.

    Args:
        names: Paths of run folders, or names of folders under ``reports/``.

    Returns:
        The folders, resolved, in the order given.

    Raises:
        ParameterError: Too few or too many, one that is not a run, or the same one twice.
    """
    if not 2 <= len(names) <= MOST:
        raise ParameterError(
            "En sammenligning trenger minst to kjøringer."
            if len(names) < 2
            else "Det er for mange kjøringer å sammenligne på én side.",
            expected=f"fra 2 til {MOST} mapper",
            found=", ".join(names) or "ingen",
            fix="Skriv mappene etter hverandre, for eksempel «helseplan compare referanse senere_avgang».",
        )
    found = [_find(name) for name in names]
    for place, folder in enumerate(found):
        if folder in found[:place]:
            raise ParameterError(
                "Den samme kjøringen er nevnt to ganger.",
                where=str(folder),
                found=f"{names[found.index(folder)]} og {names[place]}",
                fix="Nevn hver kjøring én gang.",
            )
    return found


def is_run(folder: Path) -> bool:
    """Say whether a folder was published by ``helseplan run``."""
    try:
        return f'"program": "{manifest.PROGRAM}"' in (folder / manifest.FILE).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False


def labels(folders: Sequence[Path]) -> list[str]:
    """Name each folder by its last part, and by as many parents as it takes to tell equal names apart."""
    depths = [1] * len(folders)
    while True:
        names = ["/".join(folder.parts[-depth:]) for folder, depth in zip(folders, depths, strict=True)]
        counts = Counter(names)
        shared = [
            place
            for place, name in enumerate(names)
            if counts[name] > 1 and depths[place] < len(folders[place].parts)
        ]
        if not shared:
            return [_printable(name) for name in names]
        for place in shared:
            depths[place] += 1


def _find(name: str) -> Path:
    places = [Path(name), REPORTS / name] if name.strip() else []
    for place in places:
        if is_run(place):
            return place.resolve()
    there = next((place for place in places if _exists(place)), None)
    if there is None:
        raise ParameterError(f"Kjøringen «{name}» finnes ikke.", fix=_suggestion(name))
    raise ParameterError(
        "Dette er ingen kjøring fra helseplan." if there.is_dir() else "Dette er en fil, ikke en kjøring.",
        where=str(there.resolve()),
        expected="en mappe med manifest.json, slik «helseplan run» skriver den",
        fix=_suggestion(name),
    )


def _exists(place: Path) -> bool:
    try:
        return place.exists()
    except OSError:  # a name longer than the file system has room for
        return False


def _suggestion(name: str) -> str:
    known = {folder.name: folder.name for folder in _runs_in(REPORTS)}
    beside = {folder.name: str(folder) for folder in _runs_in(Path(name).parent)} if "/" in name else {}
    close = get_close_matches(Path(name).name, [*beside, *known], n=3, cutoff=0.5)
    if close:
        return (
            "Mente du " + " eller ".join(f"«{(known | beside)[item]}»" for item in dict.fromkeys(close)) + "?"
        )
    if known:
        return "Under reports ligger " + ", ".join(known) + "."
    return "Lag kjøringer med «helseplan run»."


def _runs_in(folder: Path) -> list[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return []
    return [path for path in inside if not path.name.startswith(".") and is_run(path)]


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "\ufffd" for character in name)
