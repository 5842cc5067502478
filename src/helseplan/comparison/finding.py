"""What a comparison finds, in words: what is left after each run's own measures, beside what lacks without them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from helseplan.classifications import plurals
from helseplan.comparison.reading import LAST, Run
from helseplan.formats import number

Measure = Callable[[Run], float]


def before(run: Run) -> float:
    """The net gap in 2040 without measures, årsverk."""
    return float(run.totals.loc[LAST, "net_aarsverk"])


def net(run: Run) -> float:
    """The net gap in 2040 after the run's own measures, årsverk; without them where the run has not worked them out."""
    return float(run.measured.totals.loc[LAST, "gap_after_aarsverk"]) if run.measured.known else before(run)


def shortage(run: Run) -> float:
    """The gross shortage in 2040 behind ``net``, årsverk, ≤ 0; NaN when not known."""
    if run.measured.known:
        return float(run.measured.totals.loc[LAST, "shortage_after_aarsverk"])
    return float(run.totals.loc[LAST, "shortage_aarsverk"])


def largest(run: Run) -> tuple[str, float] | None:
    """Return the group with the largest shortage in 2040 behind ``net``, and its gap; None when there is none."""
    gaps = group_gaps(run)
    if gaps.isna().all() or number(gaps.min()) == number(0) or gaps.min() > 0:
        return None
    return str(gaps.idxmin()), float(gaps.min())


def group_gaps(run: Run) -> pd.Series:
    """Return the gap of each group in 2040 behind ``net``, årsverk."""
    if run.measured.known:
        return run.measured.groups[LAST]
    return run.groups[run.groups["year"] == LAST].set_index("group")["gap_aarsverk"]


def ends(runs: Sequence[Run], measure: Measure = net) -> tuple[Run, Run]:
    """Return the runs with the least net supply and the most; of equal ones the one named first."""
    return min(runs, key=measure), max(runs, key=measure)


def same(runs: Sequence[Run], measure: Measure = net) -> bool:
    """Whether a number is the same in all runs when shown as whole årsverk."""
    return len({number(measure(run)) for run in runs}) == 1


def any_measures(runs: Sequence[Run]) -> bool:
    """Whether a run carries out measures."""
    return any(run.measured.carried_out for run in runs)


def sentence(runs: Sequence[Run]) -> str:
    """Say what is left in each end, what lacks without measures, and the shortage behind; plain text."""
    told = [_net(runs), *([_without(runs)] if any_measures(runs) else []), _gross(runs), _not_known(runs)]
    return " ".join(part for part in told if part)


def title(runs: Sequence[Run]) -> str:
    """The finding as the title of the figure."""
    worst, best = ends(runs)
    after = "etter kjøringenes egne tiltak" if any_measures(runs) else "uten tiltak"
    if same(runs):
        found = f"Nettogapet i {LAST} er {number(net(worst))} årsverk {after} i alle kjøringene"
    else:
        found = (
            f"Nettogapet i {LAST} {after} går fra {number(net(worst))} årsverk i {named(runs, worst)} til "
            f"{number(net(best))} i {named(runs, best)}"
        )
    if not any_measures(runs):
        return found
    low, high = (number(before(run)) for run in ends(runs, before))
    return f"{found}; uten tiltak " + (
        f"er det {low} i alle kjøringene" if low == high else f"går det fra {low} til {high}"
    )


def named(runs: Sequence[Run], run: Run) -> str:
    """A run's name in quotation marks, with a word when it has no measures and others have."""
    bare = any_measures(runs) and not run.measured.carried_out
    return f"«{run.label}»{' (uten tiltak)' if bare else ''}"


def lacks(value: float) -> str:
    """Say a net gap in words."""
    return f"mangler det {number(-value)}" if value < 0 else f"er det et overskudd på {number(value)}"


def listed(names: Sequence[str]) -> str:
    """Name runs in running text, in quotation marks."""
    return plainly([f"«{name}»" for name in names])


def plainly(names: Sequence[str]) -> str:
    """Name things in running text."""
    return " og ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _net(runs: Sequence[Run]) -> str:
    worst, best = ends(runs)
    if same(runs):
        return f"I {LAST} {lacks(net(worst))} årsverk netto {_everywhere(runs)}."
    turns = net(worst) < 0 <= net(best)
    other = f", mens det er et overskudd på {number(net(best))}" if turns else f" og {number(abs(net(best)))}"
    return (
        f"I {LAST} {lacks(net(worst))} årsverk netto {_where(runs, worst)}{other} {_where(runs, best)}. "
        f"Det er {number(net(best) - net(worst))} årsverk mellom dem."
    )


def _everywhere(runs: Sequence[Run]) -> str:
    if not any_measures(runs):
        return "uten tiltak i alle kjøringene: nettogapet er det samme"
    if all(run.measured.carried_out for run in runs):
        return "etter tiltakene i alle kjøringene: nettogapet etter tiltak er det samme"
    return "i alle kjøringene, enten de har tiltak eller ikke"


def _where(runs: Sequence[Run], one: Run) -> str:
    """Name the runs that have the same net gap as one of them, and say whether it is after measures."""
    equal = [run for run in runs if number(net(run)) == number(net(one))]
    kinds = {run.measured.carried_out for run in equal}
    how = {True: "etter tiltakene i ", False: "uten tiltak i "}[kinds.pop()] if len(kinds) == 1 else "i "
    return how + listed([run.label for run in equal])


def _without(runs: Sequence[Run]) -> str:
    worst, best = ends(runs, before)
    if same(runs, before):
        return f"Uten tiltak {lacks(before(worst))} i alle kjøringene: det gapet er det samme."
    turns = before(worst) < 0 <= before(best)
    other = (
        f", mens det er et overskudd på {number(before(best))}"
        if turns
        else f" og {number(abs(before(best)))}"
    )
    return f"Uten tiltak {lacks(before(worst))} i {_equal(runs, worst)}{other} i {_equal(runs, best)}."


def _equal(runs: Sequence[Run], one: Run) -> str:
    return listed([run.label for run in runs if number(before(run)) == number(before(one))])


def _gross(runs: Sequence[Run]) -> str:
    """The gross shortage behind the net gap of the two ends, or of all when they are equal, and where it is largest."""
    told = list(runs) if same(runs) else list(ends(runs)[::-1])
    if any(pd.isna(shortage(run)) for run in told):
        return ""
    said = [f"{number(-shortage(run))} årsverk" for run in told]
    most = [_most(run) for run in told]
    if len(set(said)) == len(set(most)) == 1 and len(told) == len(runs):
        return f"Bak nettotallet ligger et brutto underskudd på {said[0]} i alle kjøringene{most[0]}."
    each = [f"på {size} i «{run.label}»{group}" for run, size, group in zip(told, said, most, strict=True)]
    return f"Bak nettotallet ligger et brutto underskudd {', og '.join(each)}."


def _most(run: Run) -> str:
    found = largest(run)
    return f", der det mangler flest {plurals('groups')[found[0]]} ({number(-found[1])})" if found else ""


def _not_known(runs: Sequence[Run]) -> str:
    unknown = [run.label for run in runs if not run.measured.known]
    if not unknown:
        return ""
    if len(unknown) == len(runs):
        return "Ingen av kjøringene har regnet ut hva tiltak gir; alle tallene er uten tiltak."
    return f"Hva tiltak gir, er ikke regnet ut i {listed(unknown)}; der er tallet uten tiltak."
