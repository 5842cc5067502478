"""Why the printed sum is not what is left: from the plan's numbers added up to the joint effect, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import number
from helseplan.measures.views.common import (
    LAST,
    QUALITY,
    Frames,
    last_effects,
    last_totals,
    single,
)
from helseplan.report.display import Column, Table

if TYPE_CHECKING:
    from helseplan.session import StageRun

STEPS = {
    "printed": "Planens tall lagt sammen",
    "scope": "Bare de 14 gruppene, ikke alt personell",
    "model": "Modellens virkning av hvert tiltak er en annen",
    "pace": "Tiltakene trappes opp og får kortere tid",
    "overlap": "Tiltak som gjelder det samme, talt bare én gang",
    "reinforcement": "Tiltak som forsterker hverandre",
    "joint": "Felles effekt",
    "before": "Gapet uten tiltak",
    "after": "Igjen",
}
"""Rows of the bridge; the first is a sum, the five next are changes, and the joint effect is what they come to."""


def steps(result: Frames, bound: str) -> dict[str, float]:
    """Return the bridge at one end of the range, årsverk in the last year.

    ``printed`` and the five changes after it sum to ``joint``; ``joint`` and ``before`` to ``after``.
    """
    effects, total = last_effects(result, f"plan_{bound}"), last_totals(result).loc[f"plan_{bound}"]
    own = single(result, bound).reindex(effects.index)
    pairs = result["interactions"].query("scenario == @name", local_dict={"name": f"plan_{bound}"})
    alone, joint = effects.alone_aarsverk.sum(), total.joint_aarsverk
    overlap = pairs.interaction_aarsverk.clip(upper=0).sum()
    return {
        "printed": own.published_aarsverk.sum(),
        "scope": (own.groups_14_aarsverk - own.model_aarsverk).sum(),
        "model": own.difference_aarsverk.sum(),
        "pace": alone - own.groups_14_aarsverk.sum(),
        "overlap": overlap,
        "reinforcement": joint - alone - overlap,
        "joint": joint,
        "before": total.gap_before_aarsverk,
        "after": total.gap_after_aarsverk,
    }


def bridge(result: Frames, run: StageRun) -> Table:
    """From the plan's simple sum to what is left, at both ends of the range."""
    low, high = steps(result, "low"), steps(result, "high")
    rows = pd.DataFrame({"label": STEPS, "low": low, "high": high}).reindex(list(STEPS))
    return Table(
        "measures-bridge",
        f"Fra planens enkle sum til det som er igjen i {LAST}, årsverk",
        (Column("label", "Ledd"), Column("low", "Laveste anslag", 0), Column("high", "Høyeste anslag", 0)),
        rows,
        note=(
            "Planens tall lagt sammen og de fem leddene under summerer til den felles effekten. Forsterkningen er alt "
            "som er igjen når overlappet mellom to og to tiltak er trukket fra, også samspill mellom flere enn to. "
            f"{_printed(run)}"
        ),
        quality=(*QUALITY, *run.shown_quality),
    )


def _printed(run: StageRun) -> str:
    """How the plan's own printed sum of table 3.1 differs from its rows."""
    plan = run.vintage.read("plan_tables")
    row = plan[(plan.row == "printed_total") & (plan.bound == "low") & (plan.table == "3.1")]
    supply = plan[(plan.table == "3.1") & (plan.bound == "low") & (plan.row != "printed_total")].value.sum()
    off = float(row.value.iloc[0]) - supply
    if not off:
        return ""
    return (
        f"Planen trykker {number(row.value.iloc[0])} som laveste sum på tilbudssiden; radene summerer til "
        f"{number(supply)}."
    )
