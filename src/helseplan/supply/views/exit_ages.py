"""At what age those who leave, leave: cause by cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number
from helseplan.report.display import Column, Table
from helseplan.supply.curves import LAST_AGE
from helseplan.supply.inputs import PERCENT, SEXES
from helseplan.supply.views.common import FIRST, LAST_YEAR, Frames
from helseplan.supply.views.flows import LEAVING

if TYPE_CHECKING:
    from helseplan.session import StageRun

TOTAL = "all"
ALL = "I alt"


def exit_ages(result: Frames, run: StageRun) -> Table:
    """Persons who leave from the first year to the last, by cause and age band, then in all and by sex."""
    rows = _rows(result)
    bands = [name for name in rows.columns if name.isdigit()]
    total = rows.set_index("code").loc[TOTAL]
    share = {name: total[name] / total[TOTAL] * PERCENT for name in bands}
    return Table(
        "supply-exit-ages",
        f"Avgang etter årsak og alder, de 14 gruppene, personer i alt {FIRST}–{LAST_YEAR}",
        (
            Column("label", "Årsak"),
            *(Column(name, _span(name, bands), 0) for name in bands),
            Column(TOTAL, ALL, 0),
        ),
        rows,
        note=(
            f"Rå bane. Alderen er den personen hadde året før. {number(share[bands[-1]])} prosent er {bands[-1]} år "
            f"eller eldre, {number(share[bands[-2]])} prosent {bands[-2]}–{int(bands[-1]) - 1} år. De som fyller "
            f"{LAST_AGE + 1} år, står under «Aldersgrensen». Sykepleiere som videreutdanner seg, er ikke med."
        ),
        quality=("derived", "calibrated", "assumption"),
    )


def _rows(result: Frames) -> pd.DataFrame:
    """Code, label, one column for each band (named by its first age) and their sum; exits counted positive."""
    flows = result["flows"]
    out = flows[flows.flow.isin(LEAVING)].assign(persons=lambda frame: -frame.persons)
    by_cause = _wide(out, "flow").reindex(list(LEAVING))
    by_sex = _wide(out, "sex").reindex(list(SEXES))
    total = by_cause.sum().to_frame(TOTAL).T
    rows = pd.concat([by_cause, total, by_sex])
    names = {**labels("drivers"), TOTAL: ALL, **labels("sexes")}
    rows.insert(0, "label", [names[code] for code in rows.index])
    return rows.rename_axis("code").reset_index()


def _wide(out: pd.DataFrame, by: str) -> pd.DataFrame:
    wide = out.assign(key=out[by].astype(str)).groupby(["key", "age_from"]).persons.sum().unstack()
    wide.columns = [str(age) for age in wide.columns]
    return wide.assign(**{TOTAL: wide.sum(axis=1)})


def _span(name: str, bands: list[str]) -> str:
    place = bands.index(name)
    if place == 0:
        return f"Under {bands[1]} år"
    return f"{name}–{int(bands[place + 1]) - 1} år" if place + 1 < len(bands) else f"Fra {name} år"
