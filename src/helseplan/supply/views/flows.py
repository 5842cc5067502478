"""Who enters and who leaves, cause by cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import changes, growth_percent, number, to_hundreds
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table
from helseplan.supply.engine import CAUSES
from helseplan.supply.views.common import FIRST, GROUPS, LAST_YEAR, Frames, with_sum

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

ENTERING = ("graduates", "abroad")
LEAVING = (*CAUSES, "age_limit")
BREAKS = {
    "graduates": "Ny\u00adutdannede",
    "abroad": "Fra utlandet",
    "further_education": "Videre\u00adutdanning",
    "leaving": "Sluttet",
    "age_limit": "Alders\u00adgrensen",
}
"""Narrow headings; the others stand as in the classification."""
UNCHANGED = 0.5
"""Per cent a flow must change to be said to change."""
COLOURS = {
    "graduates": style.BLUE,
    "abroad": style.SKY,
    "retirement": style.ORANGE,
    "disability": style.OCHRE,
    "leaving": style.PURPLE,
    "emigration": style.GREEN,
    "death": style.GREY,
    "age_limit": style.TEXT,
}


def flows(result: Frames, run: StageRun) -> Figure:
    """Stacked bars: persons who enter and leave each year, all groups, and the net."""
    wide = yearly(result)
    out = -wide[list(LEAVING)].sum(axis=1)
    into = wide[list(ENTERING)].sum(axis=1)
    largest = wide[list(LEAVING)].sum().idxmin()
    return Figure(
        "supply-flows",
        (
            f"Avgangen {_change(out)} fra {FIRST} til {LAST_YEAR}, "
            f"til {number(to_hundreds(out[LAST_YEAR]))} personer i året; tilgangen "
            f"{_change(into)}"
        ),
        (
            f"Stablede søyler for hvert år {FIRST}–{LAST_YEAR}: tilgang over null, avgang under, og en linje for "
            f"netto. Tilgangen er {number(into[FIRST])} personer i {FIRST} og {number(into[LAST_YEAR])} i "
            f"{LAST_YEAR}; avgangen er {number(out[FIRST])} og {number(out[LAST_YEAR])}. Den største årsaken til "
            f"avgang er «{labels('drivers')[str(largest)].lower()}», {number(-wide[largest].sum())} personer i alt."
        ),
        lambda: _draw(wide),
        _behind(wide),
        note=(
            "Personer i arbeidsstyrken med utdanningen, rå bane; noen av dem arbeider utenfor helse og omsorg. "
            "«Aldersgrensen» er de som fyller 75 år. Sykepleiere som videreutdanner seg til jordmor eller "
            "helsesykepleier, er trukket fra de nyutdannede, for de var her fra før."
        ),
        quality=("derived", "calibrated", "assumption"),
    )


def _change(yearly: pd.Series) -> str:
    """Say how a flow changes from the first year to the last."""
    percent = growth_percent(yearly[LAST_YEAR], yearly[FIRST])
    return "er uendret" if abs(percent) < UNCHANGED else changes(percent)


def yearly(result: Frames) -> pd.DataFrame:
    """Persons by year and flow for all groups together; who goes from one group to another is no graduate here."""
    sums = result["flows"].groupby(["year", "flow"]).persons.sum().unstack()
    sums["graduates"] += sums["further_education"]
    wide = sums[[*ENTERING, *LEAVING]].copy()
    wide.columns = wide.columns.astype(str)
    return wide


def flow_table(result: Frames, run: StageRun) -> Table:
    """Persons by group and flow, summed from the first year to the last."""
    sums = result["flows"].pivot_table(index="group", columns="flow", values="persons", aggfunc="sum")
    names = [*ENTERING, "further_education", *LEAVING]
    table = sums.reindex(GROUPS)[names]
    table.columns = table.columns.astype(str)
    rows = with_sum(table.assign(net=table.sum(axis=1)))
    return Table(
        "supply-flow-groups",
        f"Tilgang og avgang etter gruppe, personer i alt {FIRST}–{LAST_YEAR}",
        (
            Column("label", "Gruppe"),
            *(Column(name, BREAKS.get(name, labels("drivers")[name]), 0) for name in names),
            Column("net", "Netto", 0),
        ),
        rows,
        note=(
            "Rå bane. Avgang har minustegn. Videreutdanning er sykepleiere som blir jordmødre og helsesykepleiere; "
            "de står som nyutdannede i sin nye gruppe. Netto er endringen i arbeidsstyrken med utdanningen."
        ),
        quality=("derived", "calibrated", "assumption"),
    )


def _draw(wide: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(4.8)
    for names in (ENTERING, tuple(name for name in COLOURS if name in LEAVING)):
        foot = np.zeros(len(wide))
        for name in names:
            height = wide[name].to_numpy() / 1000
            ax.bar(wide.index, height, bottom=foot, color=COLOURS[name], label=labels("drivers")[name])
            foot = foot + height
    ax.plot(wide.index, wide.sum(axis=1) / 1000, "o-", color=style.TEXT, linewidth=1.4, label="Netto")
    style.zero_line(ax)
    style.number_axis(ax.yaxis)
    style.year_axis(ax.xaxis)
    style.unit_label(ax, "Tusen personer")
    style.legend(ax)
    return figure


def _behind(wide: pd.DataFrame) -> Table:
    return Table(
        "supply-flows-table",
        "Tilgang og avgang i året, de 14 gruppene, personer",
        (
            Column("year", "År", -1),
            *(Column(name, labels("drivers")[name], 0) for name in wide.columns),
            Column("net", "Netto", 0),
        ),
        wide.assign(net=wide.sum(axis=1)).reset_index(),
    )
