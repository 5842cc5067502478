"""What the draws do with the measures: whose place in the range is drawn, whose is fixed, and what is carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.formats import number, percent
from helseplan.measures.views.common import (
    Frames,
    carries_out,
    last_effects,
    listed,
    lower,
    measure_name,
    single,
)
from helseplan.measures.views.reservations import EITHER_OR

if TYPE_CHECKING:
    from helseplan.session import StageRun


def about_measures(result: Frames, run: StageRun) -> str:
    """Say which measures are drawn, which are fixed, and how much of them is carried out; nothing without measures."""
    if not carries_out(result):
        return ""
    sobol = result["sobol"]
    drawn = [str(name) for name in sobol[(sobol.way == "chosen") & (sobol.kind == "measure")].input]
    fixed = [name for name in _with_a_range(result, run) if name not in drawn]
    sentences = []
    if drawn:
        sentences.append(
            f"Stedet i spennet trekkes for {_named(drawn, run)}, uansett hvilket nivå kjøringen ellers har valgt."
        )
    if fixed:
        sentences.append(f"Kjøringens eget nivå gjelder i alle trekninger for {_named(fixed, run)}.")
    return " ".join([*sentences, _carried_out(run)])


def _with_a_range(result: Frames, run: StageRun) -> list[str]:
    """The measures carried out whose published effect is a range, or two readings."""
    low, high = (single(result, bound).published_aarsverk for bound in ("low", "high"))
    kinds = run.vintage.read("measure_models").set_index("measure").transformation
    names = [str(name) for name in last_effects(result, "chosen").index]
    return [name for name in names if low[name] < high[name] or kinds[name] == EITHER_OR]


def _named(names: list[str], run: StageRun) -> str:
    return listed([lower(measure_name(name, run)) for name in names])


def _carried_out(run: StageRun) -> str:
    """How much of the run's own intensities the draws carry out."""
    least, most = run.params.uncertainty.implementation
    if least < most:
        return (
            f"Hvor mye av tiltakene som faktisk gjennomføres, trekkes mellom {number(least * 100)} og "
            f"{percent(most * 100, 0)} av kjøringens styrke, likt for alle tiltak."
        )
    how = "den styrken kjøringen har valgt" if most == 1 else f"{percent(most * 100, 0)} av kjøringens styrke"
    return f"Tiltakene gjennomføres alltid med {how}; at et tiltak kan mislykkes, er ikke med."
