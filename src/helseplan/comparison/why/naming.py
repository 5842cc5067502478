"""What a cause is called: a part by what has changed in it, a series by its title."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence

from helseplan.comparison.why.parts import CODE, DATA, NEED, PARAMETERS, PLAN, POPULATION, SUPPLY, part_of
from helseplan.vintages import Vintage

_FIRST = {POPULATION: "Befolkning", NEED: "Behov", SUPPLY: "Tilbud", PLAN: "Planens tall"}
_DEFINITE = {
    "Befolkning": "befolkning",
    "Tilbud": "tilbudet",
    "kalibrering": "kalibreringen",
    "avstemming": "avstemmingen",
}
"""Words of a label as they are inside a sentence, where that is not the same word with a small letter."""
_SECOND = {
    POPULATION: (
        "framskriving",
        ("projection_assumptions", "projection_results", "projection_table", "ssb2019_assumptions"),
    ),
    NEED: ("årsverk", ("services", "staffing", "ssb2019_results")),
    SUPPLY: ("kalibrering", ("supply_calibrated", "supply_targets", "base_shortage")),
    PLAN: ("avstemming", ("anchors",)),
}
"""Part → the second word of its label, and the series that it is about; the first word is about the others."""
_OTHERS = {
    DATA: ("Data i alt", "dataene"),
    PARAMETERS: ("Parametre", "parametrene"),
    CODE: ("Programkode, pakker og kodelister", "programkode, pakker og kodelister"),
}


def label(player: str, changed: Iterable[str], titles: Mapping[str, str]) -> str:
    """Return what a cause is called in a table.

    Args:
        player: A part, ``part/series``, or ``DATA``, ``PARAMETERS`` or ``CODE``.
        changed: The changed series of its part; all words of the part when none are known.
        titles: Series → title.
    """
    if player in _OTHERS:
        return _OTHERS[player][0]
    if "/" in player:
        return title(player.partition("/")[2], titles)
    said = " og ".join(_words(player, changed))
    return said[:1].upper() + said[1:]


def plain(player: str, changed: Iterable[str], titles: Mapping[str, str]) -> str:
    """Return what a cause is called inside a sentence; the arguments are those of ``label``."""
    if player in _OTHERS:
        return _OTHERS[player][1]
    if "/" in player:
        return f"«{title(player.partition('/')[2], titles)}»"
    words = [_DEFINITE.get(word, word[:1].lower() + word[1:]) for word in _words(player, changed)]
    return ("" if player == PLAN else "data om ") + " og ".join(words)


def title(series: str, titles: Mapping[str, str]) -> str:
    """Return a series' title; its name in «» when none is known."""
    return titles.get(series) or f"«{series}»"


def titles(vintages: Sequence[Vintage]) -> dict[str, str]:
    """Series → Norwegian title in the register, the second's where both have one."""
    found: dict[str, str] = {}
    for vintage in vintages:
        register = vintage.folder / "series.csv"
        if register.is_file():
            with register.open(encoding="utf-8", newline="") as file:
                found |= {row["series"]: row["title"] for row in csv.DictReader(file)}
    return found


def _words(part: str, changed: Iterable[str]) -> list[str]:
    own = [series for series in changed if part_of().get(series) == part]
    second, about = _SECOND[part]
    first = not own or any(series not in about for series in own)
    last = not own or any(series in about for series in own)
    return [*([_FIRST[part]] if first else []), *([second] if last else [])]
