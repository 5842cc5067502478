"""SØF's model of municipal care: the result, or what is missing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from helseplan.formats import number
from helseplan.productivity.analysis.municipal import MODEL
from helseplan.productivity.views.common import Frames
from helseplan.productivity.views.efficiency_common import QUALITY, RETURNS, between, cover
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

SHOWN = 12
"""How many of the municipalities that are left out are named."""


def municipal(result: Frames, run: StageRun) -> Figure | Text:
    """The distribution over municipalities, or one box that says what is missing."""
    status = result["municipal_status"].iloc[0]
    if status.status == "missing":
        return _missing()
    if status.status == "too_few":
        return _too_few(status)
    rows = result["municipal_care"].sort_values(["score", "municipality"], ascending=[False, True])
    rts = RETURNS[run.params.productivity.municipal_returns_to_scale]
    return Figure(
        "productivity-municipal",
        f"Samme målte omsorgstjenester med {_less(status)}, om alle kommuner var som de beste i målingen",
        (
            f"Antall kommuner etter målt effektivitet i {status.year}: {number(len(rows))} kommuner fra "
            f"{number(rows.score.min(), 2)} til {number(rows.score.max(), 2)}, median "
            f"{number(rows.score.median(), 2)}. {on_the_frontier(rows)}"
        ),
        lambda: _draw(rows),
        Table(
            "productivity-municipal-table",
            f"Kommunale omsorgstjenester i {status.year}, {rts}",
            (
                Column("municipality", "Kommune"),
                Column("score", "Målt", 3),
                Column("corrected", "Korrigert", 3),
                Column("lower", "Nedre grense", 3),
                Column("upper", "Øvre grense", 3),
                Column("bias_corrected", "Målt minus skjevhet", 3),
                Column("scale_efficiency", "Skalaeffektivitet", 3),
            ),
            rows,
        ),
        note=_note(status, rts, run),
        quality=QUALITY,
    )


def _note(status: pd.Series, rts: str, run: StageRun) -> str:
    return (
        f"{number(status.analysed)} av {number(status.municipalities)} kommuner har alle tallene; "
        f"{_left_out(status)}Modellen er den planen beskriver, med {rts}: én innsats (brutto driftsutgifter uten "
        f"arbeidsgiveravgift og pensjon{_divided(status)}) og fem produkter. {_unadjusted(status)}Planen oppgir "
        f"verken år, skalautbytte eller hvordan utgiftene er justert. {_corrected(status, run)}Kvalitet og brukernes "
        "behov utover de fem målene er ikke med; tallet kan ikke gjøres om til årsverk."
    )


def _divided(status: pd.Series) -> str:
    return ", delt på en faktor for bosettingsmønster" if status.settlement_adjusted else ""


def _unadjusted(status: pd.Series) -> str:
    """Say what it means that the expenditure is not adjusted for the settlement pattern."""
    if status.settlement_adjusted:
        return ""
    return (
        "Planens modell justerer utgiftene for bosettingsmønster. Faktoren er ikke i KOSTRA og mangler i årgangen, så "
        "den er satt til 1 for alle (forutsetning): kommuner med lange avstander måles dårligere enn i planens modell. "
    )


def _less(status: pd.Series) -> str:
    """How much less would do: corrected with the interval when it is used, and the raw number."""
    raw = number(status.raw_percent, 1)
    if math.isnan(status.lower_percent):
        return f"{raw} prosent mindre ressurser (målt)"
    interval = f"intervall {number(status.lower_percent, 1)}–{number(status.upper_percent, 1)}"
    if status.correction_used:
        return f"{number(status.corrected_percent, 1)} prosent mindre ressurser ({interval}; målt {raw})"
    return f"{raw} prosent mindre ressurser (målt; {interval})"


def on_the_frontier(rows: pd.DataFrame) -> str:
    """How many municipalities are on the frontier, why, and how low they may lie."""
    best = rows[rows.efficient]
    ends = f" Nedre grense for dem er {between(best.lower, 2)}." if best.lower.notna().all() else ""
    return (
        f"{number(len(best))} av {number(len(rows))} kommuner ligger på fronten, og noen av dem kan ligge der bare "
        "fordi "
        f"få andre har samme størrelse og samme blanding av tjenester.{ends}"
    )


def _corrected(status: pd.Series, run: StageRun) -> str:
    if math.isnan(status.lower_percent):
        return "Alle kommunene måles likt, så det er ingenting å trekke intervaller av. "
    if status.correction_used:
        return f"Korrigert er rettet for at den målte fronten ligger for lavt. {cover(run)} "
    return (
        "Korreksjonen for at den målte fronten ligger for lavt, brukes ikke for summen, så tallet er det målte. Det "
        f"ligger under den nedre grensen. {cover(run)} "
    )


def _left_out(status: pd.Series) -> str:
    names = [code for code in str(status.left_out).split(";") if code]
    if not names:
        return "ingen er utelatt. "
    more = f" og {number(len(names) - SHOWN)} til" if len(names) > SHOWN else ""
    return f"utelatt er {', '.join(names[:SHOWN])}{more}. "


def _too_few(status: pd.Series) -> Text:
    whole = status.municipalities - len([code for code in str(status.left_out).split(";") if code])
    return Text(
        f"> **Modellen for kommunale omsorgstjenester er ikke kjørt.** Serien har {number(status.municipalities)} "
        f"kommuner i {status.year}, og {number(whole)} av dem har alle tallene. Det er færre enn de "
        f"{number(MODEL.needed_units)} som {number(len(MODEL.inputs))} innsatsfaktor og {number(len(MODEL.outputs))} "
        "produkter krever.",
        quality=("not_quantified",),
    )


def _missing() -> Text:
    return Text(
        "> **Modellen for kommunale omsorgstjenester er ikke kjørt: årgangen mangler dataene.**\n>\n"
        "> Modellen kjøres når årgangen har serien `municipal_care`. Kommandoen `helseplan fetch` lager en årgang med "
        "den, av disse tabellene fra SSB:\n>\n"
        "> - 12367: brutto driftsutgifter til omsorg, arbeidsgiveravgift og pensjon\n"
        "> - 12292: liggedøgn i institusjon og beboere med omfattende bistandsbehov\n"
        "> - 11933: enerom\n"
        "> - 11643: timer hjemmesykepleie og praktisk bistand\n>\n"
        "> Hvor mye bosettingsmønsteret alene gjør tjenestene dyrere, er ikke i tabellene og må legges inn for hånd "
        "(kilden er utgiftsutjevningen i inntektssystemet). Uten det regnes modellen med ujusterte utgifter. Her står "
        "ingen tall.",
        quality=("not_quantified",),
    )


def _draw(rows: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(3.2)
    ax.hist(rows.score, bins=[i / 20 for i in range(21)], color=style.BLUE)
    style.number_axis(ax.xaxis, 1)
    style.number_axis(ax.yaxis)
    ax.set_xlim(max(0.0, float(rows.score.min()) // 0.05 * 0.05 - 0.05), 1.0)
    ax.set_xlabel("Målt effektivitet (1 er beste målte praksis)")
    style.unit_label(ax, "Kommuner")
    return figure
