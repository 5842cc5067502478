"""What the measured distance to best practice adds up to, in per cent, and what 20 per cent does not mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.formats import number
from helseplan.productivity.analysis.models import MODELS, VARIABLES
from helseplan.productivity.views.common import Frames
from helseplan.productivity.views.efficiency_common import QUALITY, count, level, outward, share
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun


def potential(result: Frames, run: StageRun) -> Table:
    """Sector potential by model and variable: raw, corrected, and bounds."""
    rows = result["potential"]
    low, high = rows.raw_percent.min(), rows.raw_percent.max()
    what = "mer produksjon" if outward(run) else "mindre innsats"
    formula = "Σφy / Σy − 1" if outward(run) else "1 − Σθx / Σx"
    used = int(rows.correction_used.sum())
    return Table(
        "productivity-potential",
        f"Målt avstand til beste praksis tilsvarer fra {number(low, 1)} til {number(high, 1)} prosent {what}, etter "
        "modell",
        (
            Column("model", "Modell"),
            Column("variable", "Størrelse"),
            Column("raw_percent", "Målt", 1, unit="prosent"),
            Column("corrected_percent", "Korrigert", 1, unit="prosent"),
            Column("lower_percent", "Nedre grense", 1, unit="prosent"),
            Column("upper_percent", "Øvre grense", 1, unit="prosent"),
        ),
        rows.assign(
            model=[MODELS[code].label for code in rows.model],
            variable=[VARIABLES[code][0] for code in rows.variable],
        ),
        note=(
            f"{formula}, der store foretak teller mest. Det målte er for lavt, for fronten er trukket gjennom de "
            f"beste av få foretak. Korreksjonen er vurdert for summen og brukt i {share(used, len(rows))} rader. "
            f"Intervallet dekker {level(run.params.productivity.bootstrap_alpha)} prosent. Prosentene kan ikke "
            "gjøres om til årsverk: alt modellen ikke ser, pasientenes sykelighet, kvalitet, forskning og "
            "undervisning, teller som avstand."
        ),
        quality=QUALITY,
    )


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
        scores = result["municipal_care"].score
        low, middle, high = scores.quantile([0.1, 0.5, 0.9])
        return (
            f"**Vår egen fordeling** for {number(status.analysed)} kommuner i {status.year}: samlet "
            f"{number(status.raw_percent, 1)} prosent målt og {number(status.corrected_percent, 1)} korrigert. "
            f"Mediankommunen har {number(middle, 2)}, en tidel har under {number(low, 2)}, og en tidel har over "
            f"{number(high, 2)}."
        )
    rows = result["potential"]
    low, high = rows.raw_percent.min(), rows.raw_percent.max()
    return (
        f"**Ved siden av**: for helseforetakene er den tilsvarende målte avstanden fra {number(low, 1)} til "
        f"{number(high, 1)} prosent, alt etter hvilken av de {count(rows.model.nunique())} modellene som brukes. "
        "Tallet gjelder andre enheter, andre mål og langt færre enheter, og kan ikke holdes opp mot SØFs."
    )
