"""Why the gap of two runs, or of two vintages, is not the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from helseplan.comparison.origin import Origin, components
from helseplan.comparison.reading import LAST, Run
from helseplan.comparison.why import parts
from helseplan.comparison.why.engine import Engine
from helseplan.comparison.why.mixing import Mixer
from helseplan.comparison.why.naming import titles
from helseplan.comparison.why.split import Gap, Split, share_out
from helseplan.contracts.shared import MODELLED
from helseplan.errors import DataError, HelseplanError
from helseplan.params import Params, read_frozen
from helseplan.runner.manifest import sha256
from helseplan.stages import STAGES
from helseplan.vintages import Vintage, open_vintage

BOTH = ("benchmarked", "raw")
OWN = "own"
"""Stands for the path when the two runs do not show the same one."""
Told = Callable[[str], None]
_SECTIONS = ("general", *STAGES["gap"].sections)
SERIES_MOST = 4
"""So many changed series are split one by one. Every one doubles the number of mixtures, of two or three seconds each;
with more, the parts are split."""
_WRONG = (HelseplanError, ValueError, KeyError, ArithmeticError, IndexError)
"""What a stage raises on data that do not fit together."""


@dataclass(frozen=True)
class Side:
    """One of the two: its data, its parameters and the paths wanted."""

    vintage: Vintage
    params: Params
    paths: tuple[str, ...]


def vintages(first: Vintage, other: Vintage, engine: Engine) -> Split:
    """Split the change in the reference run's gap between the parts of the data.

    Raises:
        HelseplanError: The reference cannot be computed on one of the two.
    """
    sides = [Side(vintage, Params(), BOTH) for vintage in (first, other)]
    before, after = (engine.gap(side.vintage, side.params, side.paths) for side in sides)
    return _computed(sides, engine, before, after, parameters=False, code=False)


def runs(first: Run, other: Run, folders: Sequence[Path], told: Told) -> Split:
    """Split the change in the gap between two runs; never an error.

    What alone differs, takes the whole change, and nothing is computed. Else the stages up to the gap are computed
    with today's code, which takes some seconds for each combination.

    Args:
        first: The run that stands first.
        other: The other.
        folders: Their folders.
        told: Told in Norwegian before something that takes time.
    """
    before, after = (_stored(run) for run in (first, other))
    own = {_path(run) for run in (first, other)}
    paths = (own.pop() if len(own) == 1 else OWN,)
    whole = Split(paths, before, after)
    lacking = [
        name for name in parts.UNTIL_GAP if any(name not in run.origin.records for run in (first, other))
    ]
    if lacking:
        return _unknown(whole, "manifestet til en av kjøringene sier ikke hva alle trinnene er laget av")
    changed = parts.unlike(_data(first.origin), _data(other.origin))
    whole = replace(whole, changed=changed, titles=titles(_known(first, other)))
    data = parts.units(changed)
    parameters, code = _relevant(first) != _relevant(other), _code(first.origin) != _code(other.origin)
    differs = [*data, *([parts.PARAMETERS] if parameters else []), *([parts.CODE] if code else [])]
    alone = _alone(whole, differs) if len(differs) <= 1 else None
    if alone and (not data or "anchors" in _present(first.origin)):
        return alone
    try:
        sides = [_side(run, folder) for run, folder in zip((first, other), folders, strict=True)]
        told("Regner ut hva som har endret gapet. Det kan ta et minutt eller to.")
        with tempfile.TemporaryDirectory(prefix="helseplan-") as scratch:
            return _computed(sides, Engine(Path(scratch)), before, after, parameters=parameters, code=code)
    except HelseplanError as error:
        return alone or _unknown(whole, _inside(error.what))
    except _WRONG:
        return alone or _unknown(
            whole, "dagens program kan ikke regne på en av kjøringenes data og parametre"
        )


def _computed(
    sides: Sequence[Side],
    engine: Engine,
    before: np.ndarray,
    after: np.ndarray,
    *,
    parameters: bool,
    code: bool,
) -> Split:
    first, other = sides
    mixer = Mixer(first.vintage, other.vintage, engine.scratch)
    units = parts.units(mixer.changed)
    data = units if len(units) <= SERIES_MOST else mixer.differing

    def gap(on: frozenset[str], second: bool) -> np.ndarray:
        side = other if second else first
        return engine.gap(mixer.mixed(on), side.params, side.paths)

    why_whole, alone = "", dict[str, np.ndarray]()
    try:
        shares = share_out(gap, data, parameters, before, after, code=code)
        if data != units:
            alone = {unit: _alone_effect(gap, unit) for unit in units}
    except _WRONG as error:
        if len(data) < 2:
            raise
        why_whole = _inside(error.what) if isinstance(error, HelseplanError) else "tallene passer ikke sammen"
        shares = share_out(gap, [parts.DATA], parameters, before, after, code=code)
    named = titles((first.vintage, other.vintage))
    return Split(
        first.paths,
        before,
        after,
        shares,
        whole_data=why_whole,
        changed=mixer.changed,
        titles=named,
        alone=alone,
    )


def _alone_effect(gap: Gap, unit: str) -> np.ndarray:
    """What one series changes when it alone is from the second; NaN when the others do not fit it."""
    none = gap(frozenset(), False)
    try:
        return gap(frozenset([unit]), False) - none
    except _WRONG:
        return np.full_like(none, np.nan)


def _side(run: Run, folder: Path) -> Side:
    """Open a run's own data and parameters.

    Raises:
        DataError: The data are gone or have changed since the run.
        ParameterError: Today's program has no such parameters.
    """
    vintage = open_vintage(run.vintage)
    changed = [
        series
        for series, expected in _data(run.origin).items()
        if (sha256(vintage.path(series)) if vintage.has(series) else parts.ABSENT) != expected
    ]
    if changed:
        raise DataError(
            f"Dataene til «{run.label}» finnes ikke lenger: årgangen {run.vintage} er endret etter kjøringen "
            f"({', '.join(changed[:3])}{' og flere' if len(changed) > 3 else ''})."
        )
    return Side(vintage, read_frozen(folder)[1], (_path(run),))


def _known(*runs: Run) -> list[Vintage]:
    """The vintages of the runs that are still there, for their titles."""
    found = []
    for run in runs:
        with suppress(HelseplanError):
            found.append(open_vintage(run.vintage))
    return found


def _path(run: Run) -> str:
    return "benchmarked" if run.benchmarked else "raw"


def _stored(run: Run) -> np.ndarray:
    """The gap in 2040 as the run has it, on the path it shows, 1 × group."""
    last = run.groups[run.groups["year"] == LAST].set_index("group")["gap_aarsverk"]
    return last[list(MODELLED)].to_numpy()[None, :]


def _data(origin: Origin) -> dict[str, str]:
    """Series → checksum, for those that the stages up to the gap read."""
    found = components(origin, "data", parts.UNTIL_GAP)
    return {series: value for series, value in found.items() if series in parts.part_of()}


def _code(origin: Origin) -> dict[str, str]:
    """Code, packages and code lists → checksum or version."""
    lists = components(origin, "data", parts.UNTIL_GAP)
    return {
        **components(origin, "code", parts.UNTIL_GAP),
        **components(origin, "environment", parts.UNTIL_GAP),
        **{name: value for name, value in lists.items() if name not in parts.part_of()},
    }


def _present(origin: Origin) -> set[str]:
    return {series for series, value in _data(origin).items() if value != parts.ABSENT}


def _alone(whole: Split, differs: Sequence[str]) -> Split:
    """Give the whole change to what alone differs."""
    only = (differs or [parts.CODE])[0]
    shares = {only: whole.change} if differs or whole.moved else {}
    return replace(whole, shares=shares)


def _relevant(run: Run) -> Mapping[str, object]:
    return {name: value for name, value in run.parameters.items() if name.split(".")[0] in _SECTIONS}


def _unknown(whole: Split, reason: str) -> Split:
    return replace(whole, unknown=reason)


def _inside(sentence: str) -> str:
    """Put an error's first sentence inside another: no full stop, small first letter."""
    text = sentence.splitlines()[0].rstrip(".:")
    return text[:1].lower() + text[1:]
