"""The section ``measures``: what is carried out, and how fast."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from helseplan.params.codes import ModelledGroupOrAll
from helseplan.params.fields import OWN, PLAN, Section, parameter

FIRST_YEAR, LAST_YEAR = 2025, 2060


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
        "Hvor mye av arbeidet som flyttes ut av de 14 gruppene i sykehus, som overtas av teknologi og ikke av annet "
        "personell.",
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
        "Et eget utvalg av tiltak i regnestykket «hva skal til», ved siden av alle i kjøringen, tilbudssiden og hvert "
        "tiltak alene.",
        unit="",
        source=OWN,
        quality="assumption",
    )
    goal_group: ModelledGroupOrAll = parameter(
        "all",
        "En personellgruppe som alltid er med i regnestykket «hva skal til», ved siden av nettogapet og gruppene som "
        "mangler mest. all: ingen.",
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
