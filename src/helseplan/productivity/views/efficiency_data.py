"""What the analysis of the trusts builds on: models, who is left out, and what the data lack."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number
from helseplan.productivity.analysis.models import MODELS, VARIABLES, Model
from helseplan.productivity.analysis.trusts import DAYS, SPECIAL, trusts_wide
from helseplan.productivity.views.common import Frames
from helseplan.productivity.views.efficiency_common import (
    QUALITY,
    between,
    capital,
    listed,
    main_rows,
    outward,
    share,
)
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun


def _words(variables: tuple[str, ...]) -> str:
    return capital(listed([VARIABLES[variable][0].lower() for variable in variables]))


def models(result: Frames, run: StageRun) -> Table:
    """The declared models: inputs, outputs, units needed, trusts on the frontier, mean score."""
    params = run.params.productivity
    rows = result["efficiency"]
    rows = rows[rows.year == params.year]
    data = pd.DataFrame(
        [
            {
                "model": model.label + " (hovedmodell)" * (code == params.model),
                "inputs": _words(model.inputs),
                "outputs": _words(model.outputs),
                "needed": model.needed_units,
                "efficient": int(part.efficient.sum()),
                "mean": part.score.mean(),
            }
            for code, model in MODELS.items()
            for part in [rows[rows.model == code]]
        ]
    )
    units = number(rows.unit.nunique())
    return Table(
        "productivity-models",
        f"{between(data.efficient, 0)} av {units} foretak ligger på fronten i {params.year}, etter modell"
        if data.efficient.nunique() > 1
        else f"{between(data.efficient, 0)} av {units} foretak ligger på fronten i {params.year}, i alle modellene",
        (
            Column("model", "Modell"),
            Column("inputs", "Innsats"),
            Column("outputs", "Produksjon"),
            Column("needed", "Minste antall enheter", 0),
            Column("efficient", "På fronten", 0),
            Column("mean", "Gjennomsnitt", 3),
        ),
        data,
        note=(
            "Minste antall er tommelfingerregelen til Cooper, Seiford og Tone: det største av m · s og 3 · (m + s). "
            f"Liggedøgn er regnet ut som senger × beleggsprosent × {number(DAYS)}. Flere liggedøgn kan bety sykere "
            "pasienter, og det kan bety at pasientene ligger for lenge; modellen ser ikke forskjellen."
        ),
        quality=QUALITY,
    )


def about_trusts(result: Frames, run: StageRun) -> Text:
    """What the data lack: case mix, and a personnel count for somatic care alone."""
    year = run.params.productivity.year
    wide = trusts_wide(run.vintage.read("hospital_trusts"), year)
    rows = main_rows(result, run).set_index("unit")
    somatic = wide.somatic_beds_percent
    closeness = 1 / rows.score if outward(run) else rows.score
    relation = rank_correlation(closeness.reindex(somatic.index), somatic)
    return Text(
        "Tallene sier ingenting om hvor syke pasientene er. En utskrivning etter en hjertetransplantasjon og en "
        "etter én natt til observasjon teller likt. Universitetssykehusene, som får de tyngste pasientene, forsker "
        "og underviser, kan derfor komme dårligere ut enn de skal.\n\n"
        "Årsverkene gjelder hele foretaket, også psykisk helsevern og rus, mens utskrivningene bare er somatiske. "
        f"Andelen somatiske senger går fra {number(somatic.min())} til {number(somatic.max())} prosent av sengene. "
        f"{_relation(relation)}Vi viser det som opplysning og "
        "korrigerer ikke: sengene sier ikke hvordan årsverkene er fordelt.",
        quality=QUALITY,
    )


def _relation(relation: float) -> str:
    if math.isnan(relation):
        return ""
    return f"Rangkorrelasjonen mellom den og målt effektivitet er {number(relation, 2)}. "


def about_special(result: Frames, run: StageRun) -> Text:
    """Why special hospitals are left out, and what it would mean to have them in."""
    year = run.params.productivity.year
    wide = trusts_wide(run.vintage.read("hospital_trusts"), year, special=True)
    stay = wide.bed_days_somatic / wide.discharges_somatic
    own, others = stay[list(SPECIAL)].mean(), stay.drop(list(SPECIAL)).median()
    rows = result["sensitivity"]
    main = rows[rows.main].set_index("unit").score
    model, rts = run.params.productivity.model, run.params.productivity.returns_to_scale
    with_them = rows[
        (rows.frontier == "with_special") & (rows.model == model) & (rows.returns_to_scale == rts)
    ].set_index("unit")
    changed = int(((with_them.score - main).abs() > 1e-9).sum())
    effect = (
        "Tatt med ville det ikke endret tallet til noen av de andre."
        if changed == 0
        else f"Tatt med ville det endret tallet til {share(changed, len(main))} andre."
    )
    return Text(
        f"{listed([labels('units')[unit] for unit in SPECIAL])} er et spesialsykehus for rehabilitering og er ikke "
        f"med på fronten. Et opphold der varer om lag {number(own)} døgn, mot {number(others, 1)} i medianforetaket; "
        "utskrivninger per årsverk måler da noe annet. Vi gir det heller ikke et eget tall mot de andres front. "
        f"{effect}",
        quality=QUALITY,
    )


def about_regional_front(run: StageRun) -> Text:
    """Why there is no frontier of the regional health authorities."""
    rows = run.vintage.read("productivity")
    regions = rows[rows.region != "0"]
    levels = regions[regions.unit == "drg_points"]
    most = int(levels.groupby("year").region.nunique().max()) if len(levels) else 0
    needed = Model("", "", ("",), ("",)).needed_units
    return Text(
        "DRG-poeng etter region og år kunne vært holdt mot kostnader eller årsverk på samme måte. Med én "
        f"innsatsfaktor og ett produkt trengs minst {number(needed)} enheter for hvert år. Årgangen har DRG-poeng i "
        f"nivå for høyst {number(most)} regioner i samme år ({listed(sorted(levels.year.unique()))}), og bare "
        "endringer i prosent for senere år. En front av så få punkter ville plassert de fleste på fronten uansett, "
        "så vi regner den ikke ut.",
        quality=("published",),
    )


def rank_correlation(a: pd.Series, b: pd.Series) -> float:
    """Return Spearman's rank correlation; NaN where one of them has no spread."""
    ranks = np.array([a.round(9).rank(), b.round(9).rank()])
    if (np.ptp(ranks, axis=1) == 0).any():
        return float("nan")
    return float(np.corrcoef(ranks)[0, 1])
