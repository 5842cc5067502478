"""What the measured distance to best practice adds up to, in per cent, and what 20 per cent does not mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import number
from helseplan.productivity.analysis.models import MODELS, VARIABLES
from helseplan.productivity.views.common import Frames
from helseplan.productivity.views.efficiency_common import (
    QUALITY,
    RETURNS,
    between,
    break_caveat,
    count,
    cover,
    outward,
    share,
)
from helseplan.productivity.views.efficiency_municipal import on_the_frontier
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun


def split(result: Frames, run: StageRun) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the potential under the returns to scale of the analysis, and under the other."""
    rows = result["potential"]
    own = rows.returns_to_scale == run.params.productivity.returns_to_scale
    return rows[own], rows[~own]


def summed(rows: pd.DataFrame) -> str:
    """Say the range of the potential: corrected with its intervals first, and the raw beside.

    Where the correction is not used in every row, what is corrected is the raw number in the others, and it is said.
    """
    raw = f"{between(rows.raw_percent, 1)} prosent målt"
    if rows.lower_percent.isna().any():
        return raw
    ends = pd.concat([rows.lower_percent, rows.upper_percent])
    used, n = int(rows.correction_used.sum()), len(rows)
    limits = f"intervall{'er' if n > 1 else ''} {between(ends, 1)}"
    if not used:
        return f"{raw} ({limits}; korreksjonen brukes ikke)"
    where = "" if used == n else f"; korreksjonen brukes for {share(used, n)} tall, de andre er målt"
    corrected = f"{between(rows.corrected_percent, 1)} prosent korrigert"
    return f"{corrected} ({limits}{where}), {between(rows.raw_percent, 1)} målt"


def potential(result: Frames, run: StageRun) -> Table:
    """Sector potential by model, returns to scale and variable: corrected with bounds, and raw."""
    own, _ = split(result, run)
    rows = result["potential"].assign(second=~result["potential"].index.isin(own.index))
    rows = rows.sort_values("second", kind="stable")
    what = "mer produksjon" if outward(run) else "mindre innsats"
    formula = "Σφy / Σy − 1" if outward(run) else "1 − Σθx / Σx"
    return Table(
        "productivity-potential",
        f"Avstanden til beste praksis tilsvarer {what} på {summed(own)}, etter modell",
        (
            Column("model", "Modell", below="returns"),
            Column("variable", "Størrelse"),
            Column("corrected_percent", "Korrigert", 1, unit="prosent"),
            Column("lower_percent", "Nedre grense", 1, unit="prosent"),
            Column("upper_percent", "Øvre grense", 1, unit="prosent"),
            Column("raw_percent", "Målt", 1, unit="prosent"),
            Column("correction_used", "Korreksjon brukt"),
        ),
        rows.assign(
            model=[MODELS[code].label for code in rows.model],
            returns=rows.returns_to_scale.map(RETURNS),
            variable=[VARIABLES[code][0] for code in rows.variable],
        ),
        note=(
            f"{formula}, der store foretak teller mest. Tittelen gjelder "
            f"{RETURNS[run.params.productivity.returns_to_scale]}. "
            f"{_other(result, run)} Det målte er for lavt, for fronten er trukket gjennom de beste av få foretak. "
            "Korreksjonen er vurdert for summen. Der den ikke er brukt, er «Korrigert» det målte tallet, og det ligger "
            f"under den nedre grensen. {cover(run)} Prosentene kan ikke gjøres om til årsverk: alt modellen ikke ser, "
            "pasientenes sykelighet, kvalitet, forskning og undervisning, teller som avstand."
            f"{break_caveat(result, run)}"
        ),
        quality=QUALITY,
    )


def _other(result: Frames, run: StageRun) -> str:
    """The potential under the other returns to scale, which counts size otherwise."""
    _, rows = split(result, run)
    code = str(rows.returns_to_scale.iloc[0])
    size = (
        "teller også at foretak ikke har den mest produktive størrelsen"
        if code == "crs"
        else ("måler foretakene bare mot blandinger av noenlunde deres egen størrelse")
    )
    return f"Med {RETURNS[code]} er tallet {summed(rows)}; det {size}."


def twenty_per_cent(result: Frames, run: StageRun) -> Text:
    """What the plan's 20 per cent for municipal care means, what it does not, and our own distribution beside."""
    studies = run.vintage.read("productivity_literature").set_index("study")
    printed = number(studies.value_high["sof-plan"])
    return Text(
        f"**Hva om lag {printed} prosent betyr.** Planen gjengir en analyse fra Senter for økonomisk forskning "
        f"(SØF): kommunene samlet kunne gitt de samme målte omsorgstjenestene med om lag {printed} prosent mindre "
        "ressurser, om alle var som de beste i målingen. Det er et mål på forskjeller mellom kommuner på ett "
        "tidspunkt.\n\n"
        "**Hva det ikke betyr**\n\n"
        "- Det er ikke en prognose for hva som kan spares. Planen tar selv forbehold om at hele potensialet aldri "
        "kan hentes ut.\n"
        f"- Det er ikke {printed} prosent færre årsverk. Målet gjelder utgifter, og noen av forskjellene er priser, "
        "avstander og behov som modellen ikke ser.\n"
        "- Kvalitet er lite målt. En kommune kan ligge på fronten fordi tjenesten er dårlig.\n"
        "- Det kommer ikke i tillegg til produktivitetsveksten eller tiltakene i resten av planen. De forskjellene "
        "som kan utjevnes, er en av veiene til veksten der.\n"
        "- De beste er alltid bedre enn gjennomsnittet. Et potensial over null finnes så lenge kommunene er ulike, "
        "også om ingen sløser.\n"
        "- Nivået avhenger av modellen: samme fagmiljø har tidligere beregnet "
        f"{number(studies.value_high['borge-2009'])} prosent for samme tjeneste.\n\n"
        f"{_beside(result, run)}",
        quality=("published", *QUALITY),
    )


def _beside(result: Frames, run: StageRun) -> str:
    """Our own distribution: of the municipalities when there are data, else of the trusts, which is another thing."""
    status = result["municipal_status"].iloc[0]
    if status.status == "run":
        rows = result["municipal_care"]
        low, middle = rows.score.quantile([0.1, 0.5])
        return (
            f"**Vår egen fordeling** for {number(status.analysed)} kommuner i {status.year}: samlet "
            f"{summed(status.to_frame().T)}. Mediankommunen har målt effektivitet {number(middle, 2)}, og den tidelen "
            f"som ligger lavest, har {number(low, 2)} eller mindre. {on_the_frontier(rows)}{_unadjusted(status)}"
        )
    own, _ = split(result, run)
    kind = "mulig økning i produksjonen" if outward(run) else "avstanden"
    return (
        f"**Ved siden av**: for helseforetakene er {kind} {summed(own)}, etter hvilken av de "
        f"{count(own.model.nunique())} modellene som brukes, med {RETURNS[run.params.productivity.returns_to_scale]}. "
        f"{_other(result, run)} Tallene gjelder andre enheter, andre mål og langt færre enheter, og kan ikke holdes "
        "opp "
        f"mot SØFs.{break_caveat(result, run)}"
    )


def _unadjusted(status: pd.Series) -> str:
    """Say that the municipalities' expenditure is not adjusted for the settlement pattern, when it is not."""
    return (
        ""
        if status.settlement_adjusted
        else " Utgiftene er ikke justert for bosettingsmønster, slik de er i SØFs."
    )
