"""What the command says beside the table: how many, how efficient, how much the sector could do without."""

from __future__ import annotations

import numpy as np

from helseplan.formats import number
from helseplan.productivity.dea import sector_potential
from helseplan.productivity.dea.validation import FloatArray
from helseplan.productivity.table.choices import Choices
from helseplan.productivity.table.columns import Columns
from helseplan.productivity.table.growth import Growth
from helseplan.productivity.table.scores import Scored
from helseplan.productivity.table.units import Units

EFFICIENT = 1e-9
"""How far from 1 a score may be and still be called efficient."""
SCALE = {
    "crs": "konstant skalautbytte",
    "vrs": "variabelt skalautbytte",
    "nirs": "ikke-økende skalautbytte",
    "ndrs": "ikke-avtagende skalautbytte",
    "fdh": "fri avhending (fdh)",
}
DIRECTION = {"input": "rettet mot innsats", "output": "rettet mot produksjon"}


def score_lines(scored: Scored, columns: Columns, choices: Choices, own: bool) -> list[str]:
    """Say what a table of scores amounts to.

    Args:
        scored: From `scores.score`.
        columns: Which column plays which part.
        choices: Settings used.
        own: Whether the units span their own frontier; only then is there a sector potential.
    """
    model = f"{SCALE[choices.rts]}, {DIRECTION[choices.orientation]}"
    size = _count(len(columns.inputs), "innsatsfaktor", "innsatsfaktorer")
    size += f" og {_count(len(columns.outputs), 'produkt', 'produkter')}"
    lines = [f"{_count(len(scored.table), 'rad', 'rader')}, {size}; {model}."]
    for period, units, rows in scored.units.by_period():
        scores = scored.table["score"].to_numpy()[rows]
        start = "" if period is None else f"{period}: "
        lines.append(start + _scores(scores, choices.orientation, own))
        if own and choices.orientation == "input" and not np.isnan(scores).any():
            lines.append(start + _potential(scores, units, columns))
    if choices.draws is not None:
        lines += _few(scored, columns)
        lines.append(
            f"Bootstrap med {number(choices.draws)} trekninger, frø {choices.seed}: skåren er korrigert for "
            f"{scored.corrections} av {_count(len(scored.table), 'rad', 'rader')}. For resten ville korreksjonen "
            "gitt mer støy enn den fjernet."
        )
    lines.append(_fallbacks(scored.fallbacks, scored.problems))
    return lines


def growth_lines(grown: Growth, choices: Choices) -> list[str]:
    """Say what a table of Malmquist indices amounts to, one line per pair of periods."""
    model = f"{SCALE[choices.rts]}, {DIRECTION[choices.orientation]}"
    lines = [f"Malmquist-indeks, {model}. Over 1 er framgang. Gjennomsnittene er geometriske."]
    if choices.rts != "crs":
        lines.append("Bare med konstant skalautbytte måler indeksen samlet produktivitet.")
    for (first, last), part in grown.table.groupby(["from", "to"], sort=False):
        found = part["index"].dropna()
        text = f"{first}–{last}: {_count(len(part), 'enhet', 'enheter')}"
        if len(found):
            text += f", snitt {number(float(np.exp(np.log(found).mean())), 3)}"
            text += f", {int((found > 1).sum())} med framgang"
        if len(found) < len(part):
            text += f", {len(part) - len(found)} uten indeks"
        lines.append(f"{text}.")
    if grown.fallbacks:
        lines.append(
            f"Reserveløseren (HiGHS) ble brukt på {_count(grown.fallbacks, 'problem', 'problemer')}."
        )
    if grown.left_out:
        lines.append(
            f"{number(grown.left_out)} overganger er utelatt fordi enheten mangler i den ene perioden."
        )
    return lines


def _few(scored: Scored, columns: Columns) -> list[str]:
    """Warn of periods with fewer units than the rule of thumb asks for: max(m·s, 3(m + s))."""
    inputs, outputs = len(columns.inputs), len(columns.outputs)
    least = max(inputs * outputs, 3 * (inputs + outputs))
    return [
        f"Advarsel: {'' if period is None else f'{period}: '}{_count(units.x.shape[0], 'enhet', 'enheter')} er færre "
        f"enn tommelfingerregelens {number(least)} for {_count(inputs, 'innsatsfaktor', 'innsatsfaktorer')} og "
        f"{_count(outputs, 'produkt', 'produkter')}. Skårene skiller dårlig, og intervallene er for smale."
        for period, units, _ in scored.units.by_period()
        if units.x.shape[0] < least
    ]


def _scores(scores: FloatArray, orientation: str, own: bool) -> str:
    found = scores[~np.isnan(scores)]
    if not len(found):
        return "Ingen enheter har en skår: referansen kan ikke måles mot noen av dem."
    worst = found.min() if orientation == "input" else found.max()
    name = "laveste" if orientation == "input" else "høyeste"
    gone = len(scores) - len(found)
    best = found >= 1 - EFFICIENT if orientation == "input" else found <= 1 + EFFICIENT
    text = f"Skår: snitt {number(found.mean(), 3)}, {name} {number(worst, 3)}. "
    text += f"{'Effektive' if own else 'På eller utenfor fronten'}: {number(int(best.sum()))} av {number(len(scores))}."
    return f"{text} Uten løsning: {number(gone)}." if gone else text


def _potential(scores: FloatArray, units: Units, columns: Columns) -> str:
    """The share of each input that best practice everywhere would free."""
    shares = [
        f"{name} {number(100 * sector_potential(scores, units.x[:, i]), 1)} prosent"
        for i, name in enumerate(columns.inputs)
        if units.x[:, i].any()
    ]
    return f"Sektorens potensial, 1 − Σθx/Σx: {', '.join(shares)}."


def _fallbacks(fallbacks: int, problems: int) -> str:
    if not fallbacks:
        return f"Reserveløseren (HiGHS) ble ikke brukt ({_count(problems, 'problem', 'problemer')})."
    return f"Reserveløseren (HiGHS) ble brukt på {number(fallbacks)} av {_count(problems, 'problem', 'problemer')}."


def _count(n: int, one: str, many: str) -> str:
    return f"{number(n)} {one if n == 1 else many}"
