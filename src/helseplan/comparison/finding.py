"""What a comparison finds, in words."""

from __future__ import annotations

from collections.abc import Sequence

from helseplan.comparison.reading import LAST, Run
from helseplan.formats import number


def net(run: Run) -> float:
    """The net gap in 2040, årsverk."""
    return float(run.totals.loc[LAST, "net_aarsverk"])


def ends(runs: Sequence[Run]) -> tuple[Run, Run]:
    """Return the runs with the least net supply and the most; of equal ones the one named first."""
    return min(runs, key=net), max(runs, key=net)


def same(runs: Sequence[Run]) -> bool:
    """Whether the net gaps are the same when shown as whole årsverk."""
    return number(net(ends(runs)[0])) == number(net(ends(runs)[1]))


def sentence(runs: Sequence[Run]) -> str:
    """Say which run has the largest gap and which the smallest, and what separates them; plain text."""
    worst, best = ends(runs)
    if same(runs):
        return f"I {LAST} {lacks(net(worst))} årsverk i alle kjøringene: nettogapet er det samme."
    turns = net(worst) < 0 <= net(best)
    other = f", mens det er et overskudd på {number(net(best))}" if turns else f" og {number(abs(net(best)))}"
    return (
        f"I {LAST} {lacks(net(worst))} årsverk i kjøringen «{worst.label}»{other} i «{best.label}». "
        f"Det er {number(net(best) - net(worst))} årsverk mellom dem."
    )


def title(runs: Sequence[Run]) -> str:
    """The finding as the title of the figure."""
    worst, best = ends(runs)
    if same(runs):
        return f"Nettogapet i {LAST} er {number(net(worst))} årsverk i alle kjøringene"
    return (
        f"Nettogapet i {LAST} går fra {number(net(worst))} årsverk i «{worst.label}» til "
        f"{number(net(best))} i «{best.label}»"
    )


def lacks(value: float) -> str:
    """Say a net gap in words."""
    return f"mangler det {number(-value)}" if value < 0 else f"er det et overskudd på {number(value)}"
