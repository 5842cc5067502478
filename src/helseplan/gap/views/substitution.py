"""What substitution between the groups would fill: a what-if beside the gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import plurals
from helseplan.formats import number
from helseplan.gap.plan import ANCHORS, LAST
from helseplan.gap.substitution import after
from helseplan.gap.views.common import Frames, path_name, shown
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun

NAMES = {"shortage": "Underskudd", "surplus": "Overskudd", "net": "Netto"}


def substitution(result: Frames, run: StageRun) -> Table | Text:
    """Gross shortage, gross surplus and net before and after; or that no substitution is assumed."""
    if not run.params.gap.substitution:
        return Text(
            "I denne kjøringen kan ingen gruppe gjøre arbeidet til en annen. Hvem som kan erstatte hvem, og hvor "
            "mye, settes med parameteren `gap.substitution`.",
            quality=("assumption",),
        )
    before, moves = shown(result, "totals", run), shown(result, "substitution", run)
    rows = _rows(before, moves)
    return Table(
        "gap-substitution",
        f"Regneeksempel: gapet før og etter at overskudd er flyttet mellom grupper, årsverk, {path_name(run)}",
        (
            Column("year", "År"),
            *(
                Column(f"{key}_{when}", f"{name} {word}", 0)
                for key, name in NAMES.items()
                for when, word in (("before", "før"), ("after", "etter"))
            ),
        ),
        rows,
        note=(
            f"{_moves(moves)} Bare overskudd kan flyttes, og ikke mer enn mangelen fylles. Når raten er under 1, "
            "fyller et flyttet årsverk mindre enn ett årsverk, og netto blir lavere selv om mangelen blir mindre. "
            "Ratene er valgt av oss; kildene har ingen. Regneeksempelet endrer ingen andre tall i rapporten."
        ),
        quality=("assumption",),
    )


def _rows(before: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    years = list(ANCHORS)
    first = before.set_index("year").loc[years]
    then = after(before, moves).set_index("year").loc[years]
    columns = {}
    for key in NAMES:
        columns[f"{key}_before"] = first[f"{key}_aarsverk"]
        columns[f"{key}_after"] = then[f"{key}_aarsverk"]
    return pd.DataFrame(columns).reset_index()


def _moves(moves: pd.DataFrame) -> str:
    """Who moves where in the last year."""
    names = plurals("groups")
    last = moves[(moves.year == LAST) & (moves.moved_aarsverk >= 1)]
    if last.empty:
        return f"I {LAST} er det ikke noe overskudd å flytte mellom de valgte gruppene."
    said = [
        f"{number(row.moved_aarsverk)} årsverk {names[row.from_group]} fyller {number(row.filled_aarsverk)} årsverk "
        f"{names[row.to_group]}"
        for row in last.itertuples()
    ]
    return f"I {LAST}: {'; '.join(said)}."
