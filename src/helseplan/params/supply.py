"""The section ``supply``: what a run may assume about education, exits, participation and position size."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from helseplan.params.codes import ModelledGroup
from helseplan.params.fields import OWN, PLAN, Section, parameter

SSB = "SSB 2026/18, gjengitt i planen"
NONE = OWN + ": ingen endring i referansebanen"


class EducationChange(Section):
    """More or fewer graduates from Norway in some groups."""

    from_year: int = Field(ge=2026, le=2040)
    groups: list[ModelledGroup] = Field(default_factory=list)
    graduates_percent: float | None = Field(default=None, ge=-100, le=300)
    graduates_per_year: float | None = Field(default=None, ge=0, le=50_000)

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.graduates_percent is None) == (self.graduates_per_year is None):
            raise ValueError("endringen skal ha enten graduates_percent eller graduates_per_year")
        if self.graduates_per_year is not None and len(self.groups) != 1:
            raise ValueError("graduates_per_year gjelder én gruppe om gangen")
        return self


class Supply(Section):
    """Supply of årsverk from the 14 groups."""

    change_from_year: int = parameter(
        2026,
        "Første år endringene i denne delen virker. Året før er likt i alle kjøringer.",
        unit="år",
        source=OWN + ": planen ble lagt fram i 2026",
        quality="assumption",
        ge=2025,
        le=2040,
    )
    education_changes: list[EducationChange] = parameter(
        list,
        "Endringer i antallet kandidater fra Norge. Hver har from_year (første år med endret antall), eventuelt groups "
        "(tom: alle), og enten graduates_percent eller graduates_per_year. En endring fra et senere år går foran "
        "en fra et tidligere.",
        unit="",
        source=NONE,
        quality="assumption",
    )
    graduates_percent: float = parameter(
        0.0,
        "Endring i antallet kandidater fra Norge i alle grupper, på toppen av endringene over.",
        unit="percent",
        source=NONE,
        quality="assumption",
        ge=-100,
        le=200,
    )
    capacity_follows_population: bool = parameter(
        False,
        "La utdanningskapasiteten følge veksten i folketallet fra 2024. Kandidatene kommer i samme takt: planens "
        "scenario heter «tilgang følger befolkningsveksten».",
        unit="",
        source=SSB,
        quality="assumption",
    )
    capacity_lag: bool = parameter(
        False,
        "La økt kapasitet vente på studietiden før den gir kandidater.",
        unit="",
        source=OWN + ": SSBs scenario er etter ordlyden uten ventetid",
        quality="assumption",
    )
    completion_points: float = parameter(
        0.0,
        "Endring i andelen nye studenter som fullfører.",
        unit="percentage_points",
        source=NONE,
        quality="assumption",
        ge=-40,
        le=15,
    )
    abroad_percent: float = parameter(
        0.0,
        "Endring i antallet som kommer med utdanning fra utlandet.",
        unit="percent",
        source=NONE,
        quality="assumption",
        ge=-100,
        le=200,
    )
    leaving_percent: float = parameter(
        0.0,
        "Endring i andelen som varig forlater yrket før pensjon.",
        unit="percent",
        source=NONE,
        quality="assumption",
        ge=-100,
        le=300,
    )
    disability_percent: float = parameter(
        0.0,
        "Endring i andelen som blir uføre.",
        unit="percent",
        source=NONE,
        quality="assumption",
        ge=-100,
        le=300,
    )
    later_exit_years: float = parameter(
        0.0,
        "Senere avgang: hvor mange år yrkesløpet etter fylte 62 år forskyves, både avgangen, deltakelsen og "
        "stillingsstørrelsen.",
        unit="years",
        source=PLAN + ", kapittel 4.16",
        quality="assumption",
        ge=-3,
        le=5,
    )
    participation_60_percent: float = parameter(
        0.0,
        "Endring i andelen over 60 år som arbeider i tjenestene, i prosent av andelen.",
        unit="percent",
        source=PLAN + ", kapittel 4.16",
        quality="assumption",
        ge=-50,
        le=100,
    )
    participation_60_points: float = parameter(
        0.0,
        "Flere av alle over 60 år med utdanningen, også de som har gått av, arbeider i tjenestene.",
        unit="percentage_points",
        source=PLAN + ", kapittel 4.16",
        quality="assumption",
        ge=0,
        le=50,
    )
    position_percent: float = parameter(
        0.0,
        "Endring i stillingsstørrelsen i alle grupper og aldre; gjennomsnittet i en gruppe og alder kan ikke bli "
        "over full stilling.",
        unit="percent",
        source=PLAN + ", kapittel 4.8",
        quality="assumption",
        ge=-50,
        le=50,
    )
    sick_leave_reduction_percent: float = parameter(
        0.0,
        "Nedgang i sykefraværet. Årsverkene er avtalte; nedgangen regnes som årsverk i tillegg.",
        unit="percent",
        source=PLAN + ", kapittel 4.5",
        quality="assumption",
        ge=0,
        le=100,
    )
    sick_leave_percent: float = parameter(
        9.4,
        "Sykefraværet i helse- og sosialtjenester, sesongjustert, 4. kvartal 2025.",
        unit="percent",
        source=PLAN + ", kapittel 4.5",
        quality="published",
        ge=0,
        le=30,
    )
    small_group_persons: int = parameter(
        500,
        "En gruppe og et kjønn med færre sysselsatte enn dette har gjennomsnitt for to aldersgrupper (20–61 og 62–74 "
        "år) i stedet for kurver for deltakelse og stillingsstørrelse. Et annet tall endrer også basisåret og krever "
        "ny kalibrering.",
        unit="persons",
        source=SSB + " (gjengitt av lesere av rapporten)",
        quality="assumption",
        ge=0,
        le=100_000,
    )

    @model_validator(mode="after")
    def _lag_needs_growth(self) -> Self:
        if self.capacity_lag and not self.capacity_follows_population:
            raise ValueError("capacity_lag gjelder bare når capacity_follows_population er sann")
        return self
