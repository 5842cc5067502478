"""The table of tests against published population figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.demography.views.common import Frames
from helseplan.report import html
from helseplan.report.display import Column, Table

if TYPE_CHECKING:
    from helseplan.session import StageRun

DECIMALS = {"percent": 1, "ratio": 2, "year": html.PLAIN}


def tests(result: Frames, run: StageRun) -> Table:
    """Published figures beside the model's own; what the model starts from or is fitted to is left out."""
    rows = result["checks"].query("verdict != 'constructed'")
    rows = rows.assign(
        decimals=[DECIMALS.get(unit, 0) for unit in rows.unit],
        when=[
            str(row.year) if row.year and str(row.year) not in row.title else "" for row in rows.itertuples()
        ],
        deviation=rows.raw - rows.published,
    )
    return Table(
        "demography-tests",
        "Publiserte befolkningstall og modellens egne",
        (
            Column("title", "Tall", below="when"),
            Column("unit", "Enhet"),
            Column("published", "Publisert", decimals_from="decimals"),
            Column("raw", "Modellen", decimals_from="decimals"),
            Column("deviation", "Avvik", decimals_from="decimals"),
            Column("verdict", "Vurdering"),
        ),
        rows,
        note=(
            "Tall modellen starter fra eller er tilpasset, er utelatt her. Toleranser, kilder og forklaringer "
            "på avvik står på siden Avstemming."
        ),
        quality=("published", "derived"),
    )
