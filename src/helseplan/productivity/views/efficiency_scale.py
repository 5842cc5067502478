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
    count,
    main_rows,
    name,
    share,
)
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from typing import Any

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
NEAR = 0.95
"""Scale efficiency above this is near the most productive size, and which side a trust is on uncertain."""
SIMULATED_SIZE = {"units": 19, "level": 5, 1: 4, 3: 18}
"""Units, level in per cent, and number of inputs → how often the test rejected constant returns that were true.

250 problems with one output and half-normal inefficiency; tests/productivity/test_efficiency_scale_test.py."""
NAMED = 4
"""How many of the lowest the figure names."""


def scale(result: Frames, run: StageRun) -> Figure:
    """Points: scale efficiency against the size of the trust."""
    params = run.params.productivity
    rows = main_rows(result, run)
    size = trusts_wide(run.vintage.read("hospital_trusts"), params.year).aarsverk_total
    rows["aarsverk"] = size.reindex(rows.unit).to_numpy()
    rows = rows.sort_values(["scale_efficiency", "unit"]).reset_index(drop=True)
    rows["near"] = rows.scale_efficiency > NEAR
    near, kinds = int(rows.near.sum()), rows[~rows.near].returns_to_scale.value_counts()
    return Figure(
        "productivity-scale",
        f"{share(near, len(rows))} foretak måles nær den mest produktive størrelsen; av de andre er "
        f"{count(int(kinds.get('irs', 0)))} mindre og {count(int(kinds.get('drs', 0)))} større"
        if near < len(rows)
        else f"Alle de {number(near)} foretakene måles nær den mest produktive størrelsen",
        (
            f"Hvert punkt er et helseforetak i {params.year}: årsverk i alt fra {number(rows.aarsverk.min())} til "
            f"{number(rows.aarsverk.max())} og skalaeffektivitet fra {number(rows.scale_efficiency.min(), 2)} til "
            f"{number(rows.scale_efficiency.max(), 2)}. {share(near, len(rows))} har over {number(NEAR, 2)}."
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
            rows.assign(unit=rows.unit.map(name), size=[_size(row) for row in rows.itertuples()]),
        ),
        note=(
            f"Nær er skalaeffektivitet over {number(NEAR, 2)}. Skalaeffektiviteten er forholdet mellom målet under "
            "konstant og under variabelt skalautbytte. For dem som er nær, kan små forskjeller i tallene avgjøre om "
            "foretaket måles som for lite eller for stort; den inndelingen er usikker. De største og de minste "
            "foretakene har få å sammenlignes med, og store "
            "foretak har de tyngste oppgavene. Figuren sier derfor ikke at et sykehus bør deles eller slås sammen "
            f"med et annet. {UNIVERSITY_MARK}"
        ),
        quality=QUALITY,
    )


def _size(row: Any) -> str:
    doubt = row.near and row.returns_to_scale != "crs"
    return SIZES[str(row.returns_to_scale)] + " (usikkert)" * bool(doubt)


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
    everything, year = result["scale_test"], run.params.productivity.year
    tests = everything[everything.year == year].set_index("null")
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
        f"Testen til Simar og Wilson (2002) holder konstant skalautbytte opp mot variabelt. For {year} og med "
        f"{level} prosents "
        f"nivå {outcome}: gjennomsnittlig skalaeffektivitet er {number(constant.statistic, 3)}, og verdier på "
        f"{number(constant.critical, 3)} eller lavere forkaster (p = {number(constant.p_value, 3)}, "
        f"{number(constant.draws)} trekninger)."
    ]
    if constant.rejected and "nirs" in tests.index:
        other = tests.loc["nirs"]
        verdict = "forkastes også" if other.rejected else "forkastes ikke"
        parts.append(
            f"Ikke-økende skalautbytte {verdict} (p = {number(other.p_value, 3)}); da "
            + (
                "tyder testen på at noen også er mindre enn den mest produktive størrelsen."
                if other.rejected
                else "er det de store foretakene testen skiller ut."
            )
        )
    others = everything[(everything.year != year) & (everything.null == "crs")]
    parts += [_other_year(row) for row in others.itertuples()]
    parts.append(_caveats({bool(constant.rejected), *others.rejected}))
    return Text(" ".join(parts), quality=QUALITY)


def _other_year(row: Any) -> str:
    outcome = "forkastes" if row.rejected else "forkastes ikke"
    return f"I {row.year} {outcome} konstant skalautbytte (p = {number(row.p_value, 3)})."


def _caveats(outcomes: set[bool]) -> str:
    """What a rejection and what no rejection is worth with few units."""
    parts = []
    if len(outcomes) > 1:
        parts.append("Utfallet er altså ikke det samme i de to årene.")
    if True in outcomes:
        parts.append(
            "Med få foretak og flere mål forkaster testen for ofte. I våre simuleringer med "
            f"{SIMULATED_SIZE['units']} enheter, {SIMULATED_SIZE['level']} prosents nivå og konstant skalautbytte som "
            f"fasit forkastet den i om lag {SIMULATED_SIZE[3]} prosent av tilfellene med tre innsatsfaktorer, og i "
            f"{SIMULATED_SIZE[1]} prosent med én."
        )
    if False in outcomes:
        parts.append(
            "Med så få foretak har testen liten styrke mot små avvik. At noe ikke forkastes, betyr ikke at det er vist."
        )
    return " ".join(parts)
