"""The services in the base year: årsverk, what drives them, and how firm the figures are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.demand.inputs import BASE_YEAR
from helseplan.demand.views.common import DOCTORS_ONLY, Frames, ordered_services, service_names
from helseplan.report.display import Column, Table

if TYPE_CHECKING:
    from helseplan.session import StageRun

SCOPE_WORDS = {"narrow": "smal", "wide": "bare vid"}


def base_year(result: Frames, run: StageRun) -> Table:
    """Each service's årsverk, scope, driver, årsverk per 1 000 units of the driver, and quality marks."""
    order = ordered_services(result, run).index
    services = run.vintage.read("services").set_index("service").reindex(order)
    drivers = run.vintage.read("use_profiles").drop_duplicates("profile").set_index("profile")
    sums = result["profiles"].groupby("service")[["use", "aarsverk_per_1000"]].sum().reindex(order)
    raw = result["demand"].query("path == 'raw' and year == @BASE_YEAR and scope == 'wide'")
    base = raw[raw.alternative == run.params.demography.alternative].set_index("service").aarsverk
    rows = pd.DataFrame(
        {
            "label": service_names(order),
            "aarsverk": base.reindex(order).to_numpy(),
            "quality": services.quality.to_numpy(),
            "scope": services.scope.map(SCOPE_WORDS).to_numpy(),
            "unit": services.profile.map(drivers.unit).to_numpy(),
            "year": services.profile.map(drivers.year).to_numpy(),
            "use_quality": services.profile.map(drivers.quality).map(labels("qualities")).to_numpy(),
            "per_user": (sums.aarsverk_per_1000 / sums.use).to_numpy(),
        }
    )
    return Table(
        "demand-base",
        f"Tjenestene i basisåret {BASE_YEAR}",
        (
            Column("label", "Tjeneste"),
            Column("aarsverk", "Årsverk", 0, below="quality"),
            Column("scope", "Avgrensning"),
            Column("unit", "Bruk måles i", below="use_quality"),
            Column("year", "Bruken er fra", -1),
            Column("per_user", "Årsverk per tusen enheter", 2),
        ),
        rows,
        note=(
            "Relativ utgift er 1 for snittet av innbyggerne i kildens år. Fysioterapi låner fastlegenes bruk, og "
            f"rusbehandling psykisk helsevern for voksne. {DOCTORS_ONLY} Årsverkene er begrunnet rad for rad "
            "i datafilen services.csv; egne tall settes med demand.base_aarsverk."
        ),
        quality=("derived", "assumption"),
    )
