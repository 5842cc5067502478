"""Who each trust is held against, and what its point on the frontier looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number
from helseplan.productivity.analysis.models import VARIABLES
from helseplan.productivity.views.common import Frames
from helseplan.productivity.views.efficiency_common import (
    QUALITY,
    UNIVERSITY_MARK,
    break_caveat,
    listed,
    main_rows,
    name,
    share,
)
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun

SLACK = 1e-6
"""Slack as a share of what the trust has, below which it is rounding."""


def peers(result: Frames, run: StageRun) -> Table | Text:
    """The trusts below the frontier with their peers and weights, and who is peer to most."""
    params, rows = run.params.productivity, main_rows(result, run)
    below = rows[~rows.efficient]
    if below.empty:
        return Text("Alle foretakene ligger på fronten i hovedmodellen, og ingen måles mot andre.", QUALITY)
    links = result["peers"]
    links = links[(links.model == params.model) & (links.year == params.year)]
    links = links[links.unit.isin(below.unit) & (links.unit != links.peer)]
    most = links.groupby("peer").unit.nunique().sort_index().sort_values(ascending=False, kind="stable")
    data = pd.DataFrame(
        {
            "unit": [name(unit) for unit in below.unit],
            "score": below.score.to_numpy(),
            "peers": [_with_weights(links[links.unit == unit]) for unit in below.unit],
        }
    )
    return Table(
        "productivity-peers",
        _most(most, len(below)),
        (Column("unit", "Helseforetak"), Column("score", "Målt", 3), Column("peers", "Måles mot (vekt)")),
        data,
        note=(
            "En målestokk er et foretak på fronten som inngår i blandingen et annet foretak måles mot. Vekten er hvor "
            "mye av den som inngår; der flere blandinger er like gode, er dette én av dem. Målestokkene trenger ikke "
            "ligne foretaket hver for seg, verken i størrelse, oppgaver, pasienter eller geografi. "
            f"{UNIVERSITY_MARK}{break_caveat(result, run)}"
        ),
        quality=QUALITY,
    )


def _most(counts: pd.Series, below: int) -> str:
    """Say who is peer to most, all of them when several are."""
    top = counts[counts == counts.iloc[0]]
    of = f"{number(int(top.iloc[0]))} av de {number(below)} foretakene under fronten"
    if below == 1:
        of = "det ene foretaket under fronten"
    names = listed([labels("units")[unit] for unit in sorted(top.index)])
    return f"{names} er målestokk for flest{', hvert for' if len(top) > 1 else ':'} {of}"


def _with_weights(links: pd.DataFrame) -> str:
    ordered = links.sort_values(["weight", "peer"], ascending=[False, True])
    return "; ".join(f"{labels('units')[row.peer]} ({number(row.weight, 2)})" for row in ordered.itertuples())


def targets(result: Frames, run: StageRun) -> Table | Text:
    """Slack left after the radial distance: trusts that could do with still less of one thing."""
    rows = result["targets"]
    left = rows[rows.slack > SLACK * rows.observed.clip(lower=1)]
    if left.empty:
        return Text("Ingen foretak har slakk igjen etter den felles avstanden til fronten.", QUALITY)
    data = left.assign(
        unit=left.unit.map(name),
        variable=[f"{VARIABLES[code][0]} ({VARIABLES[code][1]})" for code in left.variable],
        percent=left.slack / left.observed * 100,
    ).sort_values("percent", ascending=False, kind="stable")
    weak = left.unit.nunique()
    return Table(
        "productivity-targets",
        f"{share(weak, rows.unit.nunique())} foretak har slakk i én eller flere størrelser etter den felles "
        "avstanden",
        (
            Column("unit", "Helseforetak"),
            Column("variable", "Størrelse"),
            Column("observed", "Har", 0),
            Column("slack", "Slakk", 0),
            Column("target", "Punktet på fronten", 0),
        ),
        data,
        note=(
            "Det målte tallet sier hvor mye alt kan endres i samme forhold. Slakken er det som står igjen etterpå, "
            "i én størrelse om gangen. Punktet på fronten er en blanding av andre foretak og ikke et råd om "
            "bemanning: modellen vet ikke hvilke oppgaver foretaket har."
        ),
        quality=QUALITY,
    )
