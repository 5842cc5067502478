"""How measures act on the model's inputs: from doses to the chain's levers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from helseplan.chain import Chain, Levers
from helseplan.classifications import codes
from helseplan.measures.catalogue import Catalogue, Row
from helseplan.measures.packages import Doses

PERCENT = 100


@dataclass(frozen=True)
class Reference:
    """What numbers in årsverk are turned into shares of; found once, on the reference path.

    Attributes:
        saved: For measures that save or move work, the share of the work it touches that an årsverk is, measure.
        larger: For measures of positions that are given in årsverk, how much larger positions give the lowest and the
            highest effect, measure × 2.
        graduates: For education, graduates per graduate of the run's own, measure → year × group.
        on_shifts: Whether a group works on shifts, group.
    """

    saved: np.ndarray
    larger: np.ndarray
    graduates: dict[str, np.ndarray]
    on_shifts: np.ndarray


@dataclass(frozen=True)
class Options:
    """What the sources leave open, draw.

    Attributes:
        weekend_within: How much of weekend work lies in larger positions already.
        automated: How much of the work that leaves the 14 groups in hospitals needs nobody.
        to_first: How much of work moved to two groups goes to the first of them.
    """

    weekend_within: np.ndarray
    automated: np.ndarray
    to_first: np.ndarray


@dataclass(frozen=True)
class Transformer:
    """Turns doses into levers.

    Attributes:
        chain: The chain they are for.
        catalogue: The measures.
        reference: What årsverk are turned into shares of.
        pace: How much of each measure is there each year, measure × year.
    """

    chain: Chain
    catalogue: Catalogue
    reference: Reference
    pace: np.ndarray

    def levers(self, doses: Doses, options: Options) -> Levers:
        """Return what the doses change, one draw per dose; a dose of 0 changes nothing, to the bit."""
        out = self.chain.neutral(len(doses))
        strength = doses.intensity[:, :, None] * self.pace
        for place, row in enumerate(self.catalogue.rows):
            step = _STEPS.get(row.transformation)
            if step:
                out = step(self, out, row, strength[:, place], doses.level[:, place])
        out = self._positions(out, strength, doses.level, options)
        return self._moved(out, strength, doses.level, options)

    def _positions(self, out: Levers, strength: np.ndarray, level: np.ndarray, options: Options) -> Levers:
        """Larger positions, and weekend work as one way to them: together both, less what is the same."""
        size, weekend = np.zeros((2, *out.exit_years.shape))
        for place, row in enumerate(self.catalogue.rows):
            if row.transformation == "position_size":
                size = strength[:, place] * _between(row, level[:, place])[:, None] / PERCENT
            elif row.transformation == "weekend_work":
                low, high = self.reference.larger[place]
                weekend = strength[:, place] * (low + (high - low) * level[:, place])[:, None]
        common = options.weekend_within[:, None] * np.minimum(size, weekend)
        more = np.where(self.reference.on_shifts, (size + weekend - common)[..., None], size[..., None])
        return replace(out, position_factor=1 + more)

    def _moved(self, out: Levers, strength: np.ndarray, level: np.ndarray, options: Options) -> Levers:
        moved, landed = out.moved.copy(), out.landed.copy()
        for move, place in enumerate(self.catalogue.moves):
            row = self.catalogue.rows[place]
            share = self.reference.saved[place] * _between(row, level[:, place])
            moved[:, move] = strength[:, place] * share[:, None]
            landed[:, move] = self._receivers(row, options)
        return replace(out, moved=moved, landed=landed)

    def _receivers(self, row: Row, options: Options) -> np.ndarray:
        """What lands with each group of what a move takes, draw × group."""
        out = np.zeros((len(options.automated), len(self.chain.groups)))
        places = [self.chain.groups.index(group) for group in row.receivers]
        if len(places) == 1:
            in_hospitals = set(row.services) <= set(codes("services", sector="specialist"))
            automated = in_hospitals and places[0] >= self.chain.modelled
            out[:, places[0]] = 1 - options.automated if automated else 1
        else:
            out[:, places[0]] = options.to_first
            out[:, places[1:]] = ((1 - options.to_first) / (len(places) - 1))[:, None]
        return out


Step = Callable[[Transformer, Levers, Row, np.ndarray, np.ndarray], Levers]


def _between(row: Row, level: np.ndarray) -> np.ndarray:
    return np.asarray(row.low + (row.high - row.low) * level)


def _later_exit(_: Transformer, out: Levers, row: Row, strength: np.ndarray, level: np.ndarray) -> Levers:
    return replace(out, exit_years=strength * _between(row, level)[:, None])


def _participation(_: Transformer, out: Levers, row: Row, strength: np.ndarray, level: np.ndarray) -> Levers:
    """The two readings: relative to those at work at the low end, points of everybody at the high."""
    relative = strength * ((1 - level) * row.low)[:, None] / PERCENT
    return replace(
        out, participation_factor=1 + relative, participation_points=strength * (level * row.high)[:, None]
    )


def _sick_leave(_: Transformer, out: Levers, row: Row, strength: np.ndarray, level: np.ndarray) -> Levers:
    return replace(out, sick_leave_percent=strength * _between(row, level)[:, None])


def _education(self: Transformer, out: Levers, row: Row, strength: np.ndarray, level: np.ndarray) -> Levers:
    more = self.reference.graduates[row.measure] - 1
    scale = strength * _between(row, level)[:, None]
    return replace(out, graduates_factor=out.graduates_factor * (1 + scale[..., None] * more))


def _productivity(
    self: Transformer, out: Levers, row: Row, strength: np.ndarray, level: np.ndarray
) -> Levers:
    """Up to the target; a run that is there already gains nothing."""
    points = np.maximum(_between(row, level) - self.chain.demanded.productivity_percent, 0)
    return replace(out, productivity_points=strength * points[:, None])


def _saved_time(self: Transformer, out: Levers, row: Row, strength: np.ndarray, level: np.ndarray) -> Levers:
    share = self.reference.saved[self.catalogue.place(row.measure)] * _between(row, level)
    return _kept(self, out, row, strength * share[:, None])


def _less_activity(
    self: Transformer, out: Levers, row: Row, strength: np.ndarray, level: np.ndarray
) -> Levers:
    return _kept(self, out, row, strength * _between(row, level)[:, None] / PERCENT)


def _kept(self: Transformer, out: Levers, row: Row, saved: np.ndarray) -> Levers:
    kept = out.kept.copy()
    kept[:, touched(self.chain, row)] *= 1 - saved[:, None, :]
    return replace(out, kept=kept)


def touched(chain: Chain, row: Row) -> np.ndarray:
    """Return the places of the services a measure touches; all when it names none."""
    names = row.services or chain.services
    return np.array([chain.services.index(service) for service in names])


_STEPS: dict[str, Step] = {
    "later_exit": _later_exit,
    "participation_60": _participation,
    "sick_leave": _sick_leave,
    "education_population": _education,
    "education_more": _education,
    "productivity": _productivity,
    "saved_time": _saved_time,
    "less_activity": _less_activity,
}
