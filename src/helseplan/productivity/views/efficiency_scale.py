"""Size: which trusts are measured as smaller or larger than the most productive size, and whether it can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import number
from helseplan.productivity.analysis.trusts import trusts_wide
from helseplan.productivity.views.common import Frames
from helseplan.productivity.views.efficiency_common import (
    QUALITY,
    UNIVERSITY_MARK,
    capital,
    count,
    main_rows,
    name,
    share,
)
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

SIZES = {
    "irs": "Mindre enn mest produktive størrelse",
    "crs": "Mest produktive størrelse",
    "drs": "Større enn mest produktive størrelse",
}
SHORT = {"irs": "Mindre enn beste", "crs": "Beste størrelse", "drs": "Større enn beste"}
COLOURS = {"irs": style.GREEN, "crs": style.BLUE, "drs": style.ORANGE}
MARKS = {"irs": "^", "crs": "o", "drs": "s"}
NAMED = 4
"""How many of the lowest the figure names."""


def scale(result: Frames, run: StageRun) -> Figure:
    """Points: scale efficiency against the size of the trust."""
    params = run.params.productivity
    rows = main_rows(result, run)
    size = trusts_wide(run.vintage.read("hospital_trusts"), params.year).aarsverk_total
    rows["aarsverk"] = size.reindex(rows.unit).to_numpy()
    rows = rows.sort_values(["scale_efficiency", "unit"]).reset_index(drop=True)
    kinds = rows.returns_to_scale.value_counts()
    large, small = int(kinds.get("drs", 0)), int(kinds.get("irs", 0))
    near = int((rows.scale_efficiency > 0.95).sum())
    return Figure(
        "productivity-scale",
        f"{capital(count(small))} foretak måles som mindre enn den mest produktive størrelsen og {count(large)} som "
        f"større, men {share(near, len(rows))} er nær den",
        (
            f"Hvert punkt er et helseforetak i {params.year}: årsverk i alt fra {number(rows.aarsverk.min())} til "
            f"{number(rows.aarsverk.max())} og skalaeffektivitet fra {number(rows.scale_efficiency.min(), 2)} til "
            f"{number(rows.scale_efficiency.max(), 2)}. {share(near, len(rows))} har over 0,95."
        ),
        lambda: _draw(rows),
        Table(
            "productivity-scale-table",
            f"Skalaeffektivitet i hovedmodellen, {params.year}",
            (
                Column("unit", "Helseforetak"),
                Column("aarsverk", "Årsverk i alt", 0),
                Column("scale_efficiency", "Skalaeffektivitet", 3),
                Column("size", "Måles som"),
            ),
            rows.assign(unit=rows.unit.map(name), size=rows.returns_to_scale.map(SIZES)),
        ),
        note=(
            "Nær er skalaeffektivitet over 0,95. Skalaeffektiviteten er forskjellen mellom målet under konstant og "
            "under variabelt skalautbytte. De største og de minste foretakene har få å sammenlignes med, og store "
            "foretak har de tyngste oppgavene. Figuren sier derfor ikke at et sykehus bør deles eller slås sammen "
            f"med et annet. {UNIVERSITY_MARK}"
        ),
        quality=QUALITY,
    )


def _draw(rows: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(3.8)
    for kind, part in rows.groupby("returns_to_scale"):
        code = str(kind)
        ax.plot(
            part.aarsverk,
            part.scale_efficiency,
            MARKS[code],
            color=COLOURS[code],
            markersize=7,
            label=SHORT[code],
        )
    for row in rows.head(NAMED).itertuples():
        left = row.aarsverk > rows.aarsverk.max() / 2
        ax.annotate(
            name(str(row.unit)),
            (row.aarsverk, row.scale_efficiency),
            (-8 if left else 8, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            color=style.MUTED,
        )
    ax.set_xlim(left=0)
    style.number_axis(ax.xaxis)
    style.number_axis(ax.yaxis, 2)
    ax.set_xlabel("Årsverk i alt")
    ax.set_ylabel("Skalaeffektivitet")
    style.legend(ax, 3)
    return figure


def scale_test(result: Frames, run: StageRun) -> Text:
    """What the test of returns to scale says, and what it cannot."""
    tests = result["scale_test"].set_index("null")
    if "crs" not in tests.index:
        return Text(
            "Alle foretakene måles likt under konstant skalautbytte, så det er ingenting å teste.", QUALITY
        )
    constant = tests.loc["crs"]
    level = number(constant.alpha * 100, 1).removesuffix(",0")
    outcome = (
        "**forkastes** konstant skalautbytte"
        if constant.rejected
        else "kan konstant skalautbytte **ikke forkastes**"
    )
    parts = [
        f"Testen til Simar og Wilson (2002) holder konstant skalautbytte opp mot variabelt. Med {level} prosents "
        f"nivå {outcome}: gjennomsnittlig skalaeffektivitet er {number(constant.statistic, 3)}, og verdier på "
        f"{number(constant.critical, 3)} eller lavere forkaster (p = {number(constant.p_value, 2)}, "
        f"{number(constant.draws)} trekninger)."
    ]
    if constant.rejected and "nirs" in tests.index:
        other = tests.loc["nirs"]
        verdict = "forkastes også" if other.rejected else "forkastes ikke"
        parts.append(
            f"Ikke-økende skalautbytte {verdict} (p = {number(other.p_value, 2)}); da "
            + (
                "tyder testen på at noen også er mindre enn den mest produktive størrelsen."
                if other.rejected
                else "er det de store foretakene testen skiller ut."
            )
        )
    parts.append(
        "Med så få foretak har testen liten styrke. At noe ikke forkastes, betyr ikke at det er vist."
    )
    return Text(" ".join(parts), quality=QUALITY)
