"""When each group turns, and when its gap is deepest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number
from helseplan.gap.plan import ANCHORS, LAST
from helseplan.gap.turning import BALANCE
from helseplan.gap.turning import turning as described
from helseplan.gap.views.common import MODELLED, Frames
from helseplan.report.display import Column, Table

if TYPE_CHECKING:
    from helseplan.session import StageRun

PATHS = {"benchmarked": "Avstemt", "raw": "Rå"}


def turning(result: Frames, run: StageRun) -> Table:
    """Each group's gap on both paths in the first and the last year, the year it turns, and when it is lowest."""
    gap = result["gap"]
    parts = {path: described(gap[gap.path == path]).reindex(MODELLED) for path in PATHS}
    rows = pd.concat([part.add_prefix(f"{path}_") for path, part in parts.items()], axis=1)
    rows.insert(0, "group", [labels("groups")[code] for code in rows.index])
    return Table(
        "gap-turning",
        "Når gapet skifter fortegn, i avstemt og rå bane, årsverk",
        (
            Column("group", "Gruppe"),
            *(column for path, name in PATHS.items() for column in _columns(path, name)),
        ),
        rows,
        note=(
            f"Et gap på under {number(BALANCE)} årsverk regnes som balanse, fordi det avrundes til null i planens "
            "tabell. «Lavest» er året gapet er på sitt laveste; strek betyr at gruppen aldri har underskudd. Avstemt "
            f"bane er modellens pluss en justering, funnet slik at {_met(run)} planen i "
            f"{_anchors()}. Mellom de årene går justeringen i rett linje, så et år der er vårt og ikke planens."
        ),
        quality=("derived", "calibrated"),
    )


def _columns(path: str, name: str) -> tuple[Column, ...]:
    return (
        Column(f"{path}_first", f"{name}: gap {ANCHORS[0]}", 0),
        Column(f"{path}_last", f"{name}: gap {LAST}", 0),
        Column(f"{path}_turn", f"{name}: fortegn"),
        Column(f"{path}_deepest", f"{name}: lavest"),
    )


def _met(run: StageRun) -> str:
    """What met the plan when the adjustment was found."""
    kept = run.benchmark_from
    return f"referansebanen på dataene i «{kept}» traff" if kept else "referansebanen treffer"


def _anchors() -> str:
    return f"{', '.join(map(str, ANCHORS[:-1]))} og {ANCHORS[-1]}"
