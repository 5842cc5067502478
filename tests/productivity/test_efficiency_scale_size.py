"""How often the test of returns to scale rejects a truth, with as few units as there are trusts."""

from __future__ import annotations

import numpy as np
import pytest

from helseplan.productivity.dea.scale_test import returns_to_scale_test
from helseplan.productivity.views.efficiency_scale import SIMULATED_SIZE


def rejected(inputs: int, problems: int) -> float:
    """Per cent of problems with constant returns where the test says otherwise; one output, half-normal waste."""
    n, level = SIMULATED_SIZE["units"], SIMULATED_SIZE["level"] / 100
    found = []
    for seed in range(problems):
        random = np.random.default_rng([seed, inputs, n])
        y = random.uniform(1, 10, n)
        mix = random.uniform(0.5, 1.5, (n, inputs))
        mix /= np.exp(np.log(mix).mean(axis=1, keepdims=True))
        x = mix * (y * np.exp(np.abs(random.normal(0, 0.2, n))))[:, None]
        found.append(returns_to_scale_test(x, y[:, None], draws=199, seed=seed, alpha=level).rejected)
    return float(np.mean(found) * 100)


@pytest.mark.parametrize("inputs", [1, 3])
def test_the_share_wrongly_rejected_is_what_the_page_says(inputs: int) -> None:
    """120 problems: the standard error is about 2 and 3.5 points."""
    assert rejected(inputs, 120) == pytest.approx(SIMULATED_SIZE[inputs], abs=8 if inputs == 3 else 4)
