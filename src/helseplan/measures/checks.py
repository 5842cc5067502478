"""The plan's sums of effects, recomputed, and the front page's number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from helseplan.checking import check, checks_frame, headline, headlines_frame
from helseplan.formats import number
from helseplan.vintages.rules import plan_value

PAGE = "kapittel-3"
PLAN = "helsepersonellplan-2040"


def checks(measures: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Recompute the sums of table 3.1 and the shares behind its effects."""
    return checks_frame([*_sums(measures, plan), *_shares(measures, plan)])


def headlines(totals: pd.DataFrame) -> pd.DataFrame:
    """The front page's number: what the plan's simple sum would amount to."""
    last = totals[totals.year == totals.year.max()].set_index("scenario").simple_sum_aarsverk
    row = headline(
        "measures_simple_sum",
        50,
        "Planens enkle sum av tiltakene, laveste anslag",
        last["plan_low"],
        page=PAGE,
        unit="aarsverk",
        quality="derived",
        comment=(
            f"Høyeste anslag er {number(last['plan_high'])}. Summen er ikke en effekt: tiltakene overlapper, de er "
            "ennå ikke kjørt sammen gjennom modellen, og 17 300 av dem gjelder trolig alt personell."
        ),
    )
    return headlines_frame([row])


def _sums(measures: pd.DataFrame, plan: pd.DataFrame) -> Iterator[dict[str, Any]]:
    supply = measures[measures.in_plan_sum & (measures.side == "supply")]
    for bound, column, title in (("low", "effect_low", "laveste"), ("high", "effect_high", "høyeste")):
        yield check(
            f"table_3_1_{bound}",
            f"Sum av tabell 3.1, {title} anslag",
            plan_value(plan, "3.1", "printed_total", 2040, bound=bound),
            raw=float(supply[column].sum()),
            tolerance=100,
            constructed=True,
            year=2040,
            page=PAGE,
            unit="aarsverk",
            source=PLAN,
            place="tegn 49612",
            explanation="Radene i planen summerer til 41 700 i laveste anslag; den trykte summen er 41 800.",
        )


def _shares(measures: pd.DataFrame, plan: pd.DataFrame) -> Iterator[dict[str, Any]]:
    supply = plan_value(plan, "text", "supply_groups_14", 2040)
    effect = measures.set_index("measure").effect_high
    printed = plan[plan.row == "education_share"].set_index("bound")
    for measure, title, bound in (
        ("education_capacity", "Utdanningskapasitet i takt med befolkningen, del av tilbudet i 2040", "low"),
        ("education_plus10", "Ti prosent flere ferdigutdannede, del av tilbudet i 2040", "high"),
    ):
        yield check(
            f"share_{measure}",
            title,
            float(printed.value[bound]),
            raw=effect[measure] / supply * 100,
            tolerance=0.05,
            year=2040,
            page="kapittel-5",
            unit="percent",
            source=PLAN,
            place=str(printed.place[bound]),
            explanation="12 500 er trolig avrundet til nærmeste 500: 4,3 prosent av 295 300 er 12 700.",
        )
