"""When each group turns, and when its gap is deepest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.classifications import labels
from helseplan.formats import number
from helseplan.gap.plan import ANCHORS, LAST
from helseplan.gap.turning import BALANCE
from helseplan.gap.turning import turning as described
from helseplan.gap.views.common import MODELLED, Frames, path_name, shown
from helseplan.report.display import Column, Table

if TYPE_CHECKING:
    from helseplan.session import StageRun


def turning(result: Frames, run: StageRun) -> Table:
    """Each group's gap in the first and the last year, in per cent of demand, and the year it turns."""
    rows = described(shown(result, "gap", run)).reindex(MODELLED).reset_index()
    return Table(
        "gap-turning",
        f"Når gapet skifter fortegn, {path_name(run)}",
        (
            Column("group", "Gruppe"),
            Column("first", f"Gap {ANCHORS[0]}", 0, unit="aarsverk"),
            Column("last", f"Gap {LAST}", 0, unit="aarsverk"),
            Column("percent", f"Av etterspørselen {LAST}", 1, unit="percent"),
            Column("turn", "Fortegn"),
            Column("deepest", "Lavest gap"),
        ),
        rows.assign(group=rows.group.map(labels("groups"))),
        note=(
            f"Et gap på under {number(BALANCE)} årsverk regnes som balanse, fordi det avrundes til null i planens "
            "tabell. «Lavest gap» er året gapet er på sitt laveste; strek betyr at gruppen aldri har underskudd."
        ),
        quality=run.shown_quality,
    )
