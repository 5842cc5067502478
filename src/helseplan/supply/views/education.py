"""Education and recruitment from abroad: from new students to those who enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number
from helseplan.report.display import Column, Table
from helseplan.supply.views.common import GROUPS, LAST_YEAR, Frames, group_names, opened

if TYPE_CHECKING:
    from helseplan.session import StageRun


def education(result: Frames, run: StageRun) -> Table:
    """New students, completion and graduates by group, with the source's figures and those used after calibration."""
    rows = _rows(result, run)
    return Table(
        "supply-education",
        "Fra nye studenter til tilgang, personer i året",
        (
            Column("label", "Gruppe"),
            Column("capacity", "Nye studenter", 0),
            Column("completion", "Full\u00adfører", 0, "percent"),
            Column("graduates", "Kandidater, kilden", 0, below="graduates_mark"),
            Column("factor", "Kalibrert faktor", 2),
            Column("graduates_used", "Kandidater, brukt", 0),
            Column("graduates_last", f"Kandidater {LAST_YEAR}", 0),
            Column("abroad", "Fra utlandet, kilden", 0, below="abroad_mark"),
            Column("abroad_used", "Fra utlandet, brukt", 0),
            Column("abroad_last", f"Fra utlandet {LAST_YEAR}", 0),
        ),
        rows,
        note=(
            "Nye studenter er kandidatene i kilden delt på andelen som fullfører, ikke et tall på studieplasser. "
            "«Brukt» er kilden ganget med den kalibrerte faktoren; for dem fra utlandet også med andelen som blir i "
            f"Norge, {number(rows.stay_percent.iloc[0])} prosent. Kolonnene for {LAST_YEAR} er det kjøringen "
            "regner med. Kandidater til jordmor og helsesykepleier er sykepleiere som videreutdanner seg."
        ),
        quality=("published", "derived", "calibrated", "assumption"),
    )


def _rows(result: Frames, run: StageRun) -> pd.DataFrame:
    """What the sources say, what is used after calibration, and what the run has in the last year."""
    model = opened(run)
    base, found = model.base, model.found
    flows = result["flows"]
    last = flows[flows.year == LAST_YEAR].groupby(["group", "flow"], observed=True).persons.sum().unstack()
    last = last.reindex(GROUPS)
    marks = run.vintage.read("inflow").pivot(index="group", columns="item", values="quality").reindex(GROUPS)
    return pd.DataFrame(
        {
            "label": group_names(GROUPS),
            "capacity": base.capacity,
            "completion": base.completion * 100,
            "graduates": base.graduates,
            "graduates_mark": _words(marks.graduates),
            "factor": found.inflow,
            "graduates_used": base.graduates * found.inflow,
            "graduates_last": last.graduates.to_numpy(),
            "abroad": base.abroad,
            "abroad_mark": _words(marks.abroad),
            "abroad_used": base.abroad * found.inflow * found.stay_share,
            "stay_percent": float(found.stay_share) * 100,
            "abroad_last": last.abroad.to_numpy(),
        }
    )


def _words(marks: pd.Series) -> list[str]:
    """The quality of each row in words."""
    return [labels("qualities")[code] for code in marks]
