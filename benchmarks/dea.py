"""Times the efficiency core against dealib, Pyfrontier and HiGHS: ``python benchmarks/dea.py``.

All on the same data in the same run; ratios, not seconds. Compilation is not timed. The scores must equal those of an
independent linear programme solved by HiGHS to 1e-9, or the benchmark fails whatever the times are. Two kinds of data:
``spread``, inputs and outputs drawn independently, so that few units carry the frontier; and ``close``, units a little
inside a smooth frontier, so that a quarter to a half of them carry it. The target is held against the worst of both,
under constant and variable returns.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
from scipy.optimize import linprog
from timing import Target, fastest, finish

from helseplan.productivity.dea import bootstrap, radial_efficiency
from helseplan.productivity.dea.draws import score_draws

sys.path.append(str(Path(sys.prefix) / "peers"))
try:
    from dealib.dea import dea
    from Pyfrontier.frontier_model import EnvelopDEA
except ImportError:
    sys.exit("Sammenligningspakkene mangler. Kjør `make bench`, som legger dem i .venv/peers.")

EQUAL = 1e-9
SAMPLE = 100
"""Units the slow solvers score, out of all; their cost per problem does not depend on how many."""
SIZES = (100, 300, 1_000, 3_000, 10_000)
UNITS, DRAWS = 358, 2_000
Data = tuple[np.ndarray, np.ndarray]


def make(kind: str, n: int, inputs: int, outputs: int) -> Data:
    """Units × inputs and units × outputs."""
    rng = np.random.default_rng(n + inputs)
    x = rng.lognormal(0, 0.5, (n, inputs))
    if kind == "spread":
        return x, rng.lognormal(0, 0.5, (n, outputs))
    mix = rng.dirichlet(np.full(outputs, 4.0), n)
    mix /= np.linalg.norm(mix, axis=1, keepdims=True)
    level = np.exp(0.9 * np.log(x).mean(axis=1) - rng.exponential(0.1, n))
    return x, level[:, None] * mix


def by_highs(x: np.ndarray, y: np.ndarray, own: Data, rts: str, sense: float = 1.0) -> float:
    """Score of one unit (own inputs and outputs) against x and y, from the envelopment form as textbooks write it.

    The least share of the inputs (sense 1.0) or the largest multiple of the outputs (−1.0).
    """
    n, (x_own, y_own) = len(x), own
    nothing_x, nothing_y = np.zeros_like(x_own), np.zeros_like(y_own)
    score, right = (
        ((-x_own, nothing_y), (nothing_x, -y_own)) if sense > 0 else ((nothing_x, y_own), (x_own, nothing_y))
    )
    left = np.column_stack([np.concatenate(score), np.vstack([x.T, -y.T])])
    equal = {"A_eq": [[0.0, *np.ones(n)]], "b_eq": [1.0]} if rts == "vrs" else {}
    tight = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
    result = linprog(
        [sense, *np.zeros(n)], left, np.concatenate(right), **equal, method="highs", options=tight
    )
    return float(result.x[0])


def against(kind: str, n: int, inputs: int, outputs: int) -> tuple[float, float]:
    """Print the cost per problem of each solver; the least ratio to dealib and the largest difference to HiGHS."""
    x, y = make(kind, n, inputs, outputs)
    chosen = np.linspace(0, n - 1, SAMPLE).astype(int)
    ratios, differences = [], []
    for rts in ("crs", "vrs"):
        radial_efficiency(x[:20], y[:20], rts=rts)
        ours = fastest(lambda rts=rts: radial_efficiency(x, y, rts=rts), 5) / n
        result = radial_efficiency(x, y, rts=rts)
        peer = fastest(lambda rts=rts: dea(x[chosen], y[chosen], rts=rts, xref=x, yref=y), 2) / SAMPLE
        start = time.perf_counter()
        exact = np.array([by_highs(x, y, (x[unit], y[unit]), rts) for unit in chosen])
        highs = (time.perf_counter() - start) / SAMPLE
        outward = radial_efficiency(x, y, rts=rts, orientation="output").scores[chosen]
        exact_outward = [by_highs(x, y, (x[unit], y[unit]), rts, -1.0) for unit in chosen]
        differences.append(
            float(max(np.abs(result.scores[chosen] - exact).max(), off(outward, exact_outward)))
        )
        ratios.append(peer / ours)
        print(
            f"{kind:7}{n:6} {inputs}+{outputs} {rts}: {ours * 1e6:7.2f} µs a problem; dealib {peer / ours:7.0f} ×, "
            f"HiGHS {highs / ours:7.0f} ×; frontier {int((result.scores > 1 - EQUAL).sum()):4}; "
            f"difference {differences[-1]:.0e}; uncertified {len(result.fallbacks)}"
        )
    return min(ratios), max(differences)


def off(scores: np.ndarray, exact: list[float]) -> float:
    """The largest relative difference."""
    return float(np.abs(scores / np.array(exact) - 1.0).max())


def drawn(kind: str) -> float:
    """The largest difference to HiGHS in drawn reference sets, as the bootstrap scores them."""
    x, y = make(kind, UNITS, 1, 5)
    factors = np.random.default_rng(1).uniform(1.0, 1.5, (4, UNITS))
    differences = []
    for rts in ("crs", "vrs"):
        found = score_draws(x, y, factors, rts=rts, orientation="input").scores
        for draw, factor in enumerate(factors):
            exact = [
                by_highs(x * factor[:, None], y, (x[unit], y[unit]), rts) for unit in range(0, UNITS, 20)
            ]
            differences.append(off(found[draw, ::20], exact))
    return max(differences)


def pyfrontier(n: int = 100) -> None:
    """Print the ratio to Pyfrontier, which starts a program per problem; information, no target."""
    x, y = make("spread", n, 2, 2)
    start = time.perf_counter()
    model = EnvelopDEA("VRS", "in")
    model.fit(x, y)
    theirs = time.perf_counter() - start
    ours = fastest(lambda: radial_efficiency(x, y, rts="vrs"), 5)
    print(f"Pyfrontier, {n} units, 2+2 vrs: {theirs / ours:.0f} ×")


def resampling(kind: str) -> tuple[float, float]:
    """Print the bootstrap's cost per problem; ratio to dealib's, and two cores against one."""
    x, y = make(kind, UNITS, 1, 5)
    ratios, doubled = [], []
    for rts in ("crs", "vrs"):
        bootstrap(x, y, rts=rts, draws=100, seed=1)
        one = fastest(lambda rts=rts: bootstrap(x, y, rts=rts, draws=DRAWS, seed=1), 2)
        two = fastest(lambda rts=rts: bootstrap(x, y, rts=rts, draws=DRAWS, seed=1, workers=2), 2)
        result = bootstrap(x, y, rts=rts, draws=DRAWS, seed=1)
        peer = fastest(lambda rts=rts: dea(x[:SAMPLE], y[:SAMPLE], rts=rts, xref=x, yref=y), 2) / SAMPLE
        ours = one / (UNITS * DRAWS)
        ratios.append(peer / ours)
        doubled.append(one / two)
        print(
            f"bootstrap {kind:7}{rts}: {ours * 1e6:6.2f} µs a problem, {one:.1f} s in all; dealib "
            f"{peer / ours:5.0f} ×; two cores {one / two:.2f} ×; uncertified {result.fallbacks}"
        )
    return min(ratios), min(doubled)


def growth(kind: str) -> None:
    """Print how the whole time grows with the number of units: the slope on log scales."""
    for inputs, outputs in ((2, 2), (1, 5)):
        seconds = []
        for n in SIZES:
            x, y = make(kind, n, inputs, outputs)
            seconds.append(fastest(lambda x=x, y=y: radial_efficiency(x, y, rts="vrs"), 3))
        slope = np.polyfit(np.log(SIZES), np.log(seconds), 1)[0]
        each = ", ".join(f"{n:,}: {s / n * 1e6:.1f} µs" for n, s in zip(SIZES, seconds, strict=True))
        print(f"growth {kind} {inputs}+{outputs} vrs: slope {slope:.2f} ({each})")


def main() -> None:
    """Run all and hold the ratios against the targets."""
    small, wide = [], []
    for kind in ("spread", "close"):
        small.append(against(kind, 1_000, 2, 2))
        wide.append(against(kind, 1_000, 1, 5))
    pyfrontier()
    sampled = [resampling(kind) for kind in ("spread", "close")]
    for kind in ("spread", "close"):
        growth(kind)
    differences = [difference for _, difference in (*small, *wide)]
    differences += [drawn(kind) for kind in ("spread", "close")]
    targets: list[Target] = [
        (f"largest difference to HiGHS, times {EQUAL:g}", max(differences) / EQUAL, max(differences) <= EQUAL)
    ]
    for name, value, least in (
        ("times faster than dealib, 1 000 units, 2+2 (at least 300)", min(r for r, _ in small), 300),
        ("times faster than dealib, 1 000 units, 1+5 (at least 200)", min(r for r, _ in wide), 200),
        ("bootstrap 358 × 6 × 2 000 against dealib (at least 300)", min(r for r, _ in sampled), 300),
        ("bootstrap, two cores against one (at least 1.8)", min(t for _, t in sampled), 1.8),
    ):
        targets.append((name, value, value >= least))
    finish(targets)


if __name__ == "__main__":
    main()
