"""Growth accounting: a change in productivity split between what was produced and what was put in.

Productivity is output over input, so its change is not a sum. It is split exactly with Shapley values: each part is
the average of what it does when it changes first and when it changes last. All changes are in per cent, never in
index points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helseplan.productivity.drg import ratio_change
from helseplan.productivity.printed import Figures, Printed, sources, spread
from helseplan.shapley import shapley


@dataclass(frozen=True)
class Account:
    """One period with printed changes in what was produced and what was put in.

    Attributes:
        code: Code of the account.
        input: What is put in: ``aarsverk`` or ``krone`` (real cost).
        region: Region code.
        start: First year.
        end: Last year.
        figures: Item and year of the printed figures; the first is the change in DRG points.
        resources: The change in what was put in, per cent, from the values of all the figures.
        quality: Whether the change in what was put in is printed or derived.
    """

    code: str
    input: str
    region: str
    start: int
    end: int
    figures: tuple[tuple[str, int], ...]
    resources: Callable[..., float] = lambda _, change: change
    quality: str = "published"


def _cost_by_plan(points: float, cost: float, diff: float) -> float:
    """Real cost 2019–2024 that the plan's index implies: points × cost per point."""
    last = 100 / (1 + cost / 100)
    return ((1 + points / 100) * (last - diff) / last - 1) * 100


def _cost_by_samdata(points: float, since: float, last: float) -> float:
    """Real cost 2019–2024 that SAMDATA's changes in cost per point imply."""
    return ((1 + points / 100) * (1 + since / 100) * (1 + last / 100) - 1) * 100


_SINCE_2019 = ("drg_points_change_2019_2024", 2024)
_2024 = (("drg_points_change", 2024), ("treatment_cost_real_change", 2024))
ACCOUNTS = (
    Account(
        *("aarsverk_2019_2024", "aarsverk", "0", 2019, 2024),
        (_SINCE_2019, ("fte_contracted_change_2019_2024", 2024)),
    ),
    Account(
        *("krone_2019_2024_plan", "krone", "0", 2019, 2024),
        (
            _SINCE_2019,
            ("cost_per_drg_point_change_2017_2024", 2024),
            ("drg_per_krone_index_diff_2024_2019", 2024),
        ),
        _cost_by_plan,
        "derived",
    ),
    Account(
        *("krone_2019_2024_samdata", "krone", "0", 2019, 2024),
        (
            _SINCE_2019,
            ("cost_per_drg_point_change_2019_2023", 2023),
            ("cost_per_drg_point_change", 2024),
        ),
        _cost_by_samdata,
        "derived",
    ),
    Account("krone_2023_2024", "krone", "0", 2023, 2024, _2024),
    Account("krone_2023_2024_midt", "krone", "helse_midt_norge", 2023, 2024, _2024),
    Account(
        *("krone_2022_2023", "krone", "0", 2022, 2023),
        (("drg_points_change", 2023), ("treatment_cost_real_change", 2023)),
    ),
    Account(
        *("krone_2022_2023_uncorrected", "krone", "0", 2022, 2023),
        (("drg_points_change_uncorrected", 2023), ("treatment_cost_real_change", 2023)),
    ),
    Account(
        *("krone_2012_2016", "krone", "0", 2012, 2016),
        (("drg_points_change_2012_2016", 2016), ("treatment_cost_real_change_2012_2016", 2016)),
    ),
    Account(
        *("krone_2002_2006", "krone", "0", 2002, 2006),
        (("drg_points_change_2002_2006", 2006), ("cost_change_2002_2006", 2006)),
    ),
    Account(
        *("krone_2002_2006_adjusted", "krone", "0", 2002, 2006),
        (("drg_points_change_2002_2006", 2006), ("cost_change_2002_2006_adjusted", 2006)),
    ),
    Account(
        *("aarsverk_2002_2006", "aarsverk", "0", 2002, 2006),
        (("drg_points_change_2002_2006", 2006), ("fte_change_2002_2006", 2006)),
    ),
)


def shares(output_percent: float, input_percent: float) -> tuple[float, float]:
    """Split the change in productivity between output and input, in per cent; the two sum to the change."""

    def change(on: frozenset[str]) -> np.ndarray:
        return np.array(
            ratio_change(output_percent if "output" in on else 0, input_percent if "input" in on else 0)
        )

    found = shapley(("output", "input"), change)
    return float(found["output"]), float(found["input"])


def per_year(change_percent: float, years: int) -> float:
    """Return the yearly rate, per cent, that compounds to a change, per cent."""
    return ((1 + change_percent / 100) ** (1 / years) - 1) * 100


def accounts(figures: Figures) -> pd.DataFrame:
    """Compute every account.

    Returns:
        Columns account, input, region, from_year, year, measure, value, low, high (what rounding allows), unit
        (percent, or percent_per_year for ``productivity_per_year``), quality, source. ``share_output`` and
        ``share_input`` sum to ``productivity_change``.
    """
    rows = [row for account in ACCOUNTS for row in _rows(account, figures)]
    return pd.DataFrame(rows)


def _rows(account: Account, figures: Figures) -> list[dict[str, object]]:
    used = [figures(item, year, account.region) for item, year in account.figures]
    return [
        {
            "account": account.code,
            "input": account.input,
            "region": account.region,
            "from_year": account.start,
            "year": account.end,
            "measure": measure,
            **vars(spread(formula, *used)),
            "unit": "percent_per_year" if measure == "productivity_per_year" else "percent",
            "quality": _quality(measure, account, used),
            "source": sources(*used),
        }
        for measure, formula in _formulas(account).items()
    ]


def _formulas(account: Account) -> dict[str, Callable[..., float]]:
    def productivity(*values: float) -> float:
        return ratio_change(values[0], account.resources(*values))

    return {
        "output_change": lambda *values: values[0],
        "input_change": account.resources,
        "productivity_change": productivity,
        "productivity_per_year": lambda *values: per_year(productivity(*values), account.end - account.start),
        "share_output": lambda *values: shares(values[0], account.resources(*values))[0],
        "share_input": lambda *values: shares(values[0], account.resources(*values))[1],
    }


def _quality(measure: str, account: Account, used: list[Printed]) -> str:
    if measure == "output_change":
        return used[0].quality
    return account.quality if measure == "input_change" else "derived"
