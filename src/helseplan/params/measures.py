"""The sections ``measures`` and ``uncertainty``: what is carried out, how fast, and what is not known."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from helseplan.params.codes import ModelledGroupOrAll
from helseplan.params.fields import OWN, PLAN, Section, parameter

FIRST_YEAR, LAST_YEAR = 2025, 2060
SHARED = "SSB har ikke gitt framskrivingsalternativene sannsynligheter"
AS_TESTED = OWN + ": samme spenn som i følsomhetsanalysen"


def _in_order(value: int | None, last: int | None) -> None:
    if value is not None and last is not None and last < value:
        raise ValueError(f"full_effect_year ({last}) skal ikke ligge før start_year ({value})")


class MeasureUse(Section):
    """How one measure is carried out; what is not said follows the general choice."""

    intensity: float | None = Field(default=None, ge=0, le=1)
    level: float | None = Field(default=None, ge=0, le=1)
    start_year: int | None = Field(default=None, ge=FIRST_YEAR, le=2040)
    full_effect_year: int | None = Field(default=None, ge=FIRST_YEAR, le=LAST_YEAR)

    @model_validator(mode="after")
    def _start_before_end(self) -> Self:
        _in_order(self.start_year, self.full_effect_year)
        return self


class Measures(Section):
    """The plan's measures."""

    package: Literal["plan", "supply_only", "demand_only", "bottom_up", "none"] = parameter(
        "plan",
        "Hvilke tiltak kjøringen tar med: planens tabell 3.1 og 3.2 (plan), bare tilbudssiden (supply_only), bare "
        "høyere produktivitet (demand_only), tilbudssiden sammen med anslagene nedenfra i stedet for høyere "
        "produktivitet (bottom_up), eller ingen (none).",
        unit="",
        source=PLAN + ", tabell 3.1 og 3.2",
        quality="assumption",
    )
    level: float = parameter(
        0.5,
        "Hvor i effektspennet et tiltak ligger: 0 er planens laveste anslag, 1 det høyeste.",
        unit="ratio",
        source=OWN + ": midt i spennet",
        quality="assumption",
        ge=0,
        le=1,
    )
    start_year: int = parameter(
        2026,
        "Det første året tiltakene virker.",
        unit="år",
        source=OWN + ": planen ble lagt fram 12. juni 2026",
        quality="assumption",
        ge=FIRST_YEAR,
        le=2040,
    )
    full_effect_year: int = parameter(
        2035,
        "Det første året tiltakene virker fullt ut; fram dit trappes de opp lineært. Tiltak som kilden gir et eget "
        "forløp, følger det.",
        unit="år",
        source=OWN
        + ": planen gir effekten i 2040, og tiltak som virker gjennom hvem som er i yrket, trenger noen "
        "år på å virke fullt ut",
        quality="assumption",
        ge=FIRST_YEAR,
        le=LAST_YEAR,
    )
    each: dict[str, MeasureUse] = parameter(
        dict,
        "Valg for enkelttiltak: intensity (styrke, 0–1), level (sted i effektspennet, 0–1), start_year og "
        "full_effect_year. Et tiltak som ikke er med i pakken, tas med når det får en styrke.",
        unit="",
        source=OWN,
        quality="assumption",
    )
    weekend_within_positions: float = parameter(
        1.0,
        "Hvor stor del av helgearbeidets virkning som alt ligger i større stillinger når begge gjennomføres: 1 er "
        "hele, 0 er ingenting.",
        unit="ratio",
        source=OWN + ": planen omtaler mer helgearbeid som et vilkår for større stillinger (kapittel 4.8)",
        quality="assumption",
        ge=0,
        le=1,
    )
    task_automated_percent: float = parameter(
        0.0,
        "Hvor mye av arbeidet som flyttes ut av sykepleier- og jordmorgruppen i sykehus, som overtas av teknologi og "
        "ikke av annet personell.",
        unit="percent",
        source=OWN + ": kilden oppgir ikke delingen; null er det forsiktigste",
        quality="assumption",
        ge=0,
        le=100,
    )
    task_to_secretaries_percent: float = parameter(
        50.0,
        "Hvor mye av arbeidet som flyttes fra sykepleiere til andre grupper i sykehus, som går til helsesekretærer. "
        "Resten går til helsefagarbeidere.",
        unit="percent",
        source=OWN + ": kilden oppgir ikke delingen",
        quality="assumption",
        ge=0,
        le=100,
    )
    digital_interaction_reading: Literal["level", "cumulative"] = parameter(
        "level",
        "Lesemåten av 300 årsverk til 2030 og 2 000 til 2040 for digital samhandling: nivå i året (level) eller sum "
        "over årene (cumulative).",
        unit="",
        source=OWN + ": planen sier ikke hvilken",
        quality="assumption",
    )
    municipalities: int = parameter(
        357,
        "Antall kommuner, for anslag per kommune.",
        unit="kommuner",
        source="Kommuneinndelingen fra 1. januar 2024 (SSB, klassifikasjon 131)",
        quality="published",
        ge=1,
        le=500,
    )
    goal_measures: list[str] = parameter(
        list,
        "Hvilke tiltak som trappes opp i regnestykket «hva skal til». Tom: alle i pakken.",
        unit="",
        source=OWN,
        quality="assumption",
    )
    goal_group: ModelledGroupOrAll = parameter(
        "all",
        "Hvilket gap som skal lukkes i regnestykket «hva skal til»: all (nettogapet) eller en personellgruppe.",
        unit="",
        source=OWN,
        quality="assumption",
    )
    share_ceiling_percent: float = parameter(
        12.9,
        "Den største andelen av alle årsverk i landet som helse- og omsorgstjenestene kan ha, i regnestykket for hvor "
        "høy produktivitetsveksten må være.",
        unit="percent",
        source="NOU 2023: 4: andelen bør holdes om lag uendret; nivået i 2024 er planens",
        quality="published",
        ge=5,
        le=50,
    )

    @model_validator(mode="after")
    def _start_before_end(self) -> Self:
        _in_order(self.start_year, self.full_effect_year)
        for name, use in self.each.items():
            start = self.start_year if use.start_year is None else use.start_year
            last = self.full_effect_year if use.full_effect_year is None else use.full_effect_year
            if (use.start_year, use.full_effect_year) != (None, None) and last < start:
                raise ValueError(
                    f"{name}: full_effect_year ({last}) skal ikke ligge før start_year ({start})"
                )
        return self


def _ordered(value: list[float]) -> list[float]:
    if len(value) != 2:
        raise ValueError("et spenn skal ha to tall: [laveste, høyeste]")
    low, high = value
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("et spenn skal ha endelige tall")
    if low > high:
        raise ValueError(f"spennet er snudd: laveste er {low} og høyeste {high}")
    return value


Span = Annotated[list[float], AfterValidator(_ordered)]


def _span(low: float, high: float, description: str, unit: str, bounds: tuple[float, float]) -> list[float]:
    def both() -> list[float]:
        return [low, high]

    return parameter(
        both,
        f"{description} Mellom {bounds[0]:g} og {bounds[1]:g}.",
        unit=unit,
        source=AS_TESTED,
        quality="assumption",
    )


BOUNDS = {
    "standard_growth_percent": (-5, 5),
    "productivity_growth_percent": (-5, 5),
    "healthier_ageing": (0, 1),
    "informal_care_aarsverk": (0, 1_000_000),
    "use_trend_under_67_percent": (-5, 5),
    "graduates_percent": (-100, 200),
    "abroad_percent": (-100, 200),
    "leaving_percent": (-100, 300),
    "disability_percent": (-100, 300),
    "later_exit_years": (-3, 3),
    "position_percent": (-50, 50),
    "weekend_within_positions": (0, 1),
}
"""What a draw may hold; outside it the formulas have no meaning."""


class Uncertainty(Section):
    """Draws of what is not known, for the distribution of the gap."""

    draws: int = parameter(
        10_000,
        "Antall trekninger.",
        unit="",
        source=OWN,
        quality="assumption",
        ge=100,
        le=10_000_000,
    )
    seed: int = parameter(
        2040,
        "Frøet til trekningene: samme frø gir samme trekninger.",
        unit="",
        source=OWN,
        quality="assumption",
        ge=0,
        le=4_294_967_295,
    )
    sobol_base: int = parameter(
        256,
        "Grunnlaget for Sobol-indeksene, en potens av 2. Antallet kjøringer er grunnlaget ganget med antall usikre "
        "størrelser pluss to.",
        unit="",
        source=OWN,
        quality="assumption",
        ge=16,
        le=65_536,
    )
    assumption_distribution: Literal["triangular", "uniform"] = parameter(
        "triangular",
        "Fordelingen av forutsetningene: triangulær med kjøringens egen verdi som den mest sannsynlige, eller jevn.",
        unit="",
        source=OWN,
        quality="assumption",
    )
    measure_distribution: Literal["uniform", "ends"] = parameter(
        "uniform",
        "Fordelingen av et tiltaks virkning i spennet: jevn (uniform), eller laveste eller høyeste med like stor "
        "sannsynlighet (ends). Planens to lesemåter av deltakelsen over 60 år trekkes alltid som ends.",
        unit="",
        source=OWN + ": kildene sier ikke hva som er mest sannsynlig i spennet",
        quality="assumption",
    )
    population_probability: float = parameter(
        0.5,
        "Sannsynligheten for kjøringens eget befolkningsalternativ. Resten deles likt mellom LLL og HHH.",
        unit="ratio",
        source=OWN + ": " + SHARED,
        quality="assumption",
        ge=0,
        le=1,
    )
    standard_growth_percent: Span = _span(
        0.5, 1.5, "Årlig vekst i standard.", "percent", BOUNDS["standard_growth_percent"]
    )
    productivity_growth_percent: Span = _span(
        0.0, 1.0, "Årlig vekst i produktivitet uten tiltak.", "percent", BOUNDS["productivity_growth_percent"]
    )
    healthier_ageing: Span = _span(
        0.0, 1.0, "θ: hvor stor del av de vunne leveårene som er friske.", "ratio", BOUNDS["healthier_ageing"]
    )
    informal_care_aarsverk: Span = _span(
        0.0, 136_000.0, "Uformell omsorg i basisåret.", "aarsverk", BOUNDS["informal_care_aarsverk"]
    )
    use_trend_under_67_percent: Span = _span(
        0.0,
        2.0,
        "Årlig vekst i bruken av omsorg under 67 år.",
        "percent",
        BOUNDS["use_trend_under_67_percent"],
    )
    graduates_percent: Span = _span(
        -10.0, 10.0, "Endring i antallet kandidater fra Norge.", "percent", BOUNDS["graduates_percent"]
    )
    abroad_percent: Span = _span(
        -50.0,
        50.0,
        "Endring i antallet som kommer med utdanning fra utlandet.",
        "percent",
        BOUNDS["abroad_percent"],
    )
    leaving_percent: Span = _span(
        -100.0,
        100.0,
        "Endring i andelen som varig forlater yrket før pensjon.",
        "percent",
        BOUNDS["leaving_percent"],
    )
    disability_percent: Span = _span(
        -50.0, 50.0, "Endring i andelen som blir uføre.", "percent", BOUNDS["disability_percent"]
    )
    later_exit_years: Span = _span(
        -1.0, 1.0, "Hvor mange år avgangen etter 62 år forskyves.", "years", BOUNDS["later_exit_years"]
    )
    position_percent: Span = _span(
        -2.0, 2.0, "Endring i stillingsstørrelsen.", "percent", BOUNDS["position_percent"]
    )
    weekend_within_positions: Span = _span(
        0.0,
        1.0,
        "Hvor stor del av helgearbeidets virkning som alt ligger i større stillinger.",
        "ratio",
        BOUNDS["weekend_within_positions"],
    )

    @model_validator(mode="after")
    def _within_bounds(self) -> Self:
        for name, (lowest, highest) in BOUNDS.items():
            low, high = getattr(self, name)
            if low < lowest or high > highest:
                raise ValueError(
                    f"{name} skal ligge mellom {lowest:g} og {highest:g}, ikke [{low:g}, {high:g}]"
                )
        if self.sobol_base & (self.sobol_base - 1):
            raise ValueError(f"sobol_base skal være en potens av 2, ikke {self.sobol_base}")
        return self
