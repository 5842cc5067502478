"""What a steady growth in productivity since 2019 would have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.formats import number, to_hundreds
from helseplan.productivity import counterfactual as core
from helseplan.productivity.printed import Figures
from helseplan.productivity.views.common import Frames, plans, span
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun

BASES = {
    "specialist_ssb": "Årsverk i spesialisthelsetjenesten i 2024 (SSB)",
    "implied": "Grunnlaget som gir planens runde tall",
    "implied_low": "Grunnlaget om «nærmere» betyr litt under",
}


def about_counterfactual(result: Frames, run: StageRun) -> Text:
    """The saved share, its range, and the base the plan must have used."""
    growth = run.params.productivity.counterfactual_growth_percent
    part = core.share(Figures(run.vintage.read("productivity")), growth)
    rows = result["counterfactual"].set_index("base")
    own, implied = rows.loc["specialist_ssb"], rows.loc[["implied_low", "implied"]]
    text = (
        f"Hadde DRG-poeng per årsverk i stedet økt med {number(growth, 1)} prosent i året siden 2019, ville de samme "
        f"DRG-poengene i 2024 svart til **{number(part.value * 100, 2)} prosent færre årsverk** "
        f"({span(part.low * 100, part.high * 100, 2)} med avrundingen i tallene). Av SSBs "
        f"{number(own.aarsverk)} årsverk er det {number(to_hundreds(own.saved))} "
        f"({span(to_hundreds(own.saved_low), to_hundreds(own.saved_high))}). "
    )
    if growth == plans(run).counterfactual_growth_percent and implied.aarsverk.notna().all():
        text += (
            f"Planen skriver «nærmere {number(implied.saved['implied'])}» og oppgir ikke grunnlaget. Tallet svarer til "
            f"{span(to_hundreds(implied.aarsverk.min()), to_hundreds(implied.aarsverk.max()))} årsverk, "
            f"eller {span(to_hundreds(implied.aarsverk_low.min()), to_hundreds(implied.aarsverk_high.max()))} når "
            "avrundingen regnes med. "
        )
    return Text(
        text + "Regnestykket sier hva veksten hadde svart til, ikke at årsverkene kunne vært spart: det "
        "forutsetter at pandemien, kvaliteten og alt annet var likt.",
        quality=("derived", "assumption"),
    )


def counterfactual(result: Frames, run: StageRun) -> Table:
    """How many årsverk a steady growth since 2019 would have saved, by the base it is counted in."""
    growth = number(run.params.productivity.counterfactual_growth_percent, 1)
    rows = result["counterfactual"]
    known = rows.aarsverk.notna()
    rows = rows.assign(
        label=rows.base.map(BASES),
        level=[
            span(to_hundreds(row.aarsverk_low), to_hundreds(row.aarsverk_high)) if there else ""
            for row, there in zip(rows.itertuples(), known, strict=True)
        ],
        spread=[span(row.saved_low, row.saved_high) for row in rows.itertuples()],
    )
    given = rows.base == "specialist_ssb"
    rows.loc[given, "level"], rows.loc[~given, "spread"] = "", ""
    return Table(
        "productivity-counterfactual",
        f"Hva {growth} prosent produktivitetsvekst i året siden 2019 ville svart til i 2024, årsverk",
        (
            Column("label", "Grunnlag"),
            Column("aarsverk", "Grunnlag i årsverk", 0),
            Column("level", "Avrunding tillater"),
            Column("saved", "Færre årsverk", 0),
            Column("spread", "Avrunding tillater "),
            Column("quality", "Merke"),
        ),
        rows,
        note=(
            "Strek i kolonnen for grunnlaget betyr at det er gitt, og i kolonnen for færre årsverk at de er gitt. At "
            f"«nærmere» kan bety inntil {number(core.NEARLY)} under det runde tallet, er vår lesning."
        ),
        quality=("derived", "assumption"),
    )
