"""«Hva vi ikke vet om tilbudet»: every input, how firm it is, and what it weighs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import codes, labels, table
from helseplan.formats import MISSING, number
from helseplan.report.display import Column, Table
from helseplan.supply.views.common import GROUPS, LAST_YEAR, Frames

if TYPE_CHECKING:
    from helseplan.session import StageRun

SERIES = {
    "personnel": "item",
    "authorised_by_age": "",
    "group_traits": "item",
    "inflow": "item",
    "career": "item",
    "mortality": "",
    "supply_calibrated": "parameter",
}
"""Series that are inputs of the engine → the column that names what each row is."""


def unknown(result: Frames, run: StageRun) -> Table:
    """One row for each input: groups, quality, year, what stands in for it, and what moving it does to supply."""
    weights = _weights(result)
    rows = pd.DataFrame([_row(code, part, weights) for code, part in inputs(run)])
    weight = rows[["low", "high"]].abs().max(axis=1)
    place = {code: at for at, code in enumerate(codes("supply_inputs"))}
    rows = rows.assign(weight=weight.fillna(-1), place=rows.code.map(place).fillna(len(place)))
    return Table(
        "supply-unknown",
        "Inndataene bak tilbudet: hvor sikre de er, hva som står i stedet, og hva de betyr",
        (
            Column("label", "Inndata og hva som brukes", below="stands_in"),
            Column("marks", "Rader etter kvalitet", below="groups"),
            Column("years", "År"),
            Column("moved", "Flyttet"),
            Column("low", f"Lav: tilbudet i {LAST_YEAR}", 0, "aarsverk"),
            Column("high", f"Høy: tilbudet i {LAST_YEAR}", 0, "aarsverk"),
        ),
        rows.sort_values(["weight", "place"], ascending=[False, True]),
        note=(
            "Radene er talt i datafilene. «Felles for gruppene» betyr at det samme tallet brukes for alle. De to siste "
            "kolonnene er endringen i rå bane når forutsetningen flyttes, den samme som i figuren over følsomheten; "
            "flere inndata kan høre til samme forutsetning. Strek betyr at inndataene ikke er flyttet, ikke at de "
            "er uten betydning. Inndata med størst utslag står først."
        ),
        quality=("published", "derived", "calibrated", "assumption"),
    )


def inputs(run: StageRun) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield (code of the input, its rows) for every input of the engine."""
    for series, column in SERIES.items():
        frame = run.vintage.read(series)
        if not column:
            yield series, frame
            continue
        for item, part in frame.groupby(column, sort=False):
            yield f"{series}.{item}", part


def _weights(result: Frames) -> pd.DataFrame:
    """Change in the last year's supply by assumption: low and high, and the values in words."""
    rows = result["sensitivity"]
    sums = rows.groupby(["assumption", "end"]).change_aarsverk.sum().unstack()
    words = rows.drop_duplicates(["assumption", "end"]).pivot(
        index="assumption", columns="end", values="label"
    )
    return sums.assign(moved=words["low"] + " / " + words["high"])


def _row(code: str, part: pd.DataFrame, weights: pd.DataFrame) -> dict[str, object]:
    typed = {row["code"]: row for row in table("supply_inputs")}.get(code, {})
    assumption = typed.get("assumption", "")
    known = assumption in weights.index
    return {
        "code": code,
        "label": typed.get("label", code),
        "groups": _groups(part),
        "marks": _marks(part),
        "years": _years(part),
        "stands_in": typed.get("stands_in", ""),
        "moved": weights.moved[assumption] if known else "",
        "low": weights.low[assumption] if known else float("nan"),
        "high": weights.high[assumption] if known else float("nan"),
    }


def _groups(part: pd.DataFrame) -> str:
    """How many of the modelled groups the rows are about."""
    own = part.group[part.group.isin(GROUPS)].nunique() if "group" in part else 0
    return f"{number(own)} av {number(len(GROUPS))} grupper" if own else "felles for gruppene"


def _marks(part: pd.DataFrame) -> str:
    """Count rows by quality, the firmest first."""
    counts = part.quality.value_counts()
    return ", ".join(
        f"{number(counts[code])} {labels('qualities')[code]}"
        for code in codes("qualities")
        if code in counts.index
    )


def _years(part: pd.DataFrame) -> str:
    if "year" not in part:
        return MISSING
    first, last = part.year.min(), part.year.max()
    return f"{first}" if first == last else f"{first}–{last}"
