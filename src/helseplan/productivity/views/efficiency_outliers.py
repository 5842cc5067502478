"""Trusts that the others' scores hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.formats import number
from helseplan.productivity.views.common import Frames
from helseplan.productivity.views.efficiency_common import (
    QUALITY,
    UNIVERSITY_MARK,
    capital,
    count,
    main_rows,
    name,
    outward,
    share,
)
from helseplan.report.display import Column, Table

if TYPE_CHECKING:
    from typing import Any

    from helseplan.session import StageRun


def outliers(result: Frames, run: StageRun) -> Table:
    """The trusts on the frontier: super-efficiency, how many are held against them, and what leaving them out does."""
    params = run.params.productivity
    frame = result["outliers"]
    scores = main_rows(result, run)
    rows = frame[frame.unit.isin(scores.unit[scores.efficient]) | frame.outlier]
    rows = rows.sort_values(["peer_of", "unit"], ascending=[False, True])
    found = int(frame.outlier.sum())
    limit = 1 / params.outlier_limit if outward(run) else params.outlier_limit
    side = "under" if outward(run) else "over"
    return Table(
        "productivity-outliers",
        f"{share(found, len(frame))} foretak passerer en grense for utliggere og bør ses nærmere på"
        if found
        else f"Ingen av de {number(len(frame))} foretakene passerer en grense for utliggere",
        (
            Column("unit", "Helseforetak"),
            Column("super_score", "Mål mot alle andre", 3),
            Column("peer_of", "Målestokk for", 0),
            Column("effect", "Endring i de andres snitt uten det", 3),
            Column("largest_change", "Største endring for ett foretak", 3),
            Column("why", "Merknad"),
        ),
        rows.assign(unit=rows.unit.map(name), why=[_why(row) for row in rows.itertuples()]),
        note=(
            f"Tabellen viser alle på fronten. Grensen er {number(limit, 2)} for målet mot alle andre ({side} den er "
            "foretaket langt fra resten) og "
            f"{number(params.outlier_peer_share * 100)} prosent av dem som måles mot andre. "
            f"{_open_ended(int(frame.infeasible.sum()))}En utligger kan være best, annerledes "
            "eller feilregistrert; tallene skiller ikke mellom dem. Ingen er tatt ut av hovedmodellen. "
            f"{UNIVERSITY_MARK}"
        ),
        quality=QUALITY,
    )


def _open_ended(n: int) -> str:
    if not n:
        return ""
    who = "Foretaket" if n == 1 else "De"
    return (
        "En strek betyr at målet ikke finnes, fordi ingen blanding av de andre er sammenlignbar; det gjelder "
        f"{count(n)} "
        f"foretak. {who} er ytterst i dataene, og {'er' if n == 1 else 'de er'} verken frikjent eller mistenkt. "
    )


def _why(row: Any) -> str:
    reasons = [
        text
        for holds, text in (
            (row.by_super, "langt foran de andre"),
            (row.by_peers, "målestokk for svært mange"),
            (row.infeasible, "ytterst i dataene"),
        )
        if holds
    ]
    return capital(", ".join(reasons))
