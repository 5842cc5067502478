"""The plan's sums and published effects beside the model's own, and the front page's numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan.checking import check, checks_frame, headline, headlines_frame
from helseplan.classifications import labels
from helseplan.formats import number, to_hundreds
from helseplan.vintages.rules import plan_value

if TYPE_CHECKING:
    from helseplan.session import StageRun

PAGE = "kapittel-3"
PLAN = "helsepersonellplan-2040"
LAST = 2040
Frames = dict[str, pd.DataFrame]


def checks(frames: Frames, run: StageRun) -> pd.DataFrame:
    """Recompute the sums of table 3.1, the shares behind its effects, and the effect of less activity."""
    measures, plan = run.vintage.read("measures"), run.vintage.read("plan_tables")
    return checks_frame([*_sums(measures, plan), *_shares(measures, plan), *_activity(frames, run)])


def headlines(frames: Frames, run: StageRun) -> pd.DataFrame:
    """The front page's numbers: what the plan's measures give together, and for whom it is not enough."""
    totals = frames["totals"]
    last = totals[totals.year == LAST].set_index("scenario")
    low, high = last.loc["plan_low"], last.loc["plan_high"]
    together = headline(
        "measures_joint",
        50,
        "Planens tiltak gjennomført sammen, laveste anslag",
        to_hundreds(float(low.joint_aarsverk)),
        page=PAGE,
        unit="aarsverk",
        quality="assumption",
        comment=(
            f"Høyeste anslag er {number(to_hundreds(high.joint_aarsverk))}. Planens egne tall summerer til "
            f"{number(low.simple_sum_aarsverk)}–{number(high.simple_sum_aarsverk)}, men produktiviteten gjelder der "
            "alt personell, ikke bare de 14 gruppene, og tiltakene er regnet hver for seg."
        ),
    )
    return headlines_frame([together, _worst(frames["remaining"])])


def _worst(remaining: pd.DataFrame) -> dict[str, Any]:
    """The group that lacks most when the plan's measures are carried out with their highest effect."""
    after = remaining[(remaining.scenario == "plan_high") & (remaining.year == LAST)]
    worst = after.loc[after.gap_after_aarsverk.idxmin()]
    return headline(
        "measures_worst",
        51,
        f"{labels('groups')[str(worst.group)]}: gapet i {LAST} med alle planens tiltak, høyeste anslag",
        to_hundreds(float(worst.gap_after_aarsverk)),
        page=PAGE,
        unit="aarsverk",
        quality="assumption",
        comment=(
            f"Uten tiltak er det {number(worst.gap_before_aarsverk, sign=True)}. Minus er underskudd. Et overskudd i "
            "én gruppe fyller ikke mangelen i en annen."
        ),
    )


def _sums(measures: pd.DataFrame, plan: pd.DataFrame) -> Iterator[dict[str, Any]]:
    supply = measures[measures.in_plan_sum & (measures.side == "supply")]
    for bound, column, title in (("low", "effect_low", "laveste"), ("high", "effect_high", "høyeste")):
        yield check(
            f"table_3_1_{bound}",
            f"Sum av tabell 3.1, {title} anslag",
            plan_value(plan, "3.1", "printed_total", LAST, bound=bound),
            raw=float(supply[column].sum()),
            tolerance=100,
            constructed=True,
            year=LAST,
            page=PAGE,
            unit="aarsverk",
            source=PLAN,
            place="tegn 49612",
            explanation="Radene i planen summerer til 41 700 i laveste anslag; den trykte summen er 41 800.",
        )


def _shares(measures: pd.DataFrame, plan: pd.DataFrame) -> Iterator[dict[str, Any]]:
    supply = plan_value(plan, "text", "supply_groups_14", LAST)
    effect = measures.set_index("measure").effect_high
    printed = plan[plan.row == "education_share"].set_index("bound")
    for measure, title, bound in (
        (
            "education_capacity",
            "Planens 6 500 for utdanningskapasitet som del av planens tilbud i 2040",
            "low",
        ),
        (
            "education_plus10",
            "Planens 12 500 for ti prosent flere kandidater som del av planens tilbud i 2040",
            "high",
        ),
    ):
        yield check(
            f"share_{measure}",
            title,
            float(printed.value[bound]),
            raw=effect[measure] / supply * 100,
            tolerance=0.05,
            constructed=True,
            year=LAST,
            page="kapittel-5",
            unit="percent",
            source=PLAN,
            place=str(printed.place[bound]),
            explanation="12 500 er trolig avrundet til nærmeste 500: 4,3 prosent av 295 300 er 12 700.",
        )


def _activity(frames: Frames, run: StageRun) -> Iterator[dict[str, Any]]:
    """One per cent less activity in specialist care: a published effect the model did not start from."""
    rows = frames["singles"].set_index(["measure", "bound"])
    if ("overtreatment", "high") not in rows.index:
        return
    found = rows.loc["overtreatment", "high"]
    own = float(found.model_aarsverk)
    yield check(
        "less_activity",
        "Én prosent mindre aktivitet i spesialisthelsetjenesten, årsverk",
        float(found.published_aarsverk),
        tolerance=50,
        tested=run.is_reference,
        year=LAST,
        page="kapittel-8",
        unit="aarsverk",
        source=PLAN,
        place="tegn 299860",
        raw=own if run.shown_path == "raw" else math.nan,
        benchmarked=own if run.shown_path == "benchmarked" else math.nan,
    )
