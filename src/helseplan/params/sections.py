"""The parameters, one model per section. The field descriptions are what the report shows."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from helseplan.params.fields import PLAN, Section, parameter

OWN = "Valgt av prosjektet, se beslutningsloggen"
SSB_2019 = "SSB Rapporter 2019/12 (referansebanen), gjengitt i Rambøll/Menon 2022"

Alternative = Literal["MMM", "LLL", "HHH", "LMM", "HMM", "MLM", "MHM", "MML", "MMH"]


class General(Section):
    """What holds for every stage."""

    end_year: int = parameter(
        2040,
        "Året befolkning, etterspørsel og drivere vises for. Tilbud, gap og tiltak går til "
        "2040, der planens tall slutter.",
        unit="år",
        source=PLAN,
        quality="published",
        ge=2030,
        le=2060,
    )
    benchmark: bool = parameter(
        True,
        "Vis avstemt bane i hovedfigurene: modellens bane skalert til de publiserte ankertallene. "
        "Den rå banen vises alltid ved siden av på avstemmingssiden.",
        unit="",
        source=OWN,
        quality="assumption",
    )


class Demography(Section):
    """The population projection."""

    alternative: Alternative = parameter(
        "MMM",
        "Befolkningsalternativ i SSBs navneskikk: fruktbarhet, levealder, nettoinnvandring (L, M, H).",
        unit="",
        source=PLAN + ", boks 1.1 (MMM-24)",
        quality="published",
    )
    mean_age_at_birth: float = parameter(
        31.5,
        "Gjennomsnittsalder for mødre ved fødsel; styrer aldersprofilen for fruktbarhet (normalkurve).",
        unit="years",
        source=OWN + ": ingen nyere åpen aldersfordeling i kildene",
        quality="assumption",
        ge=25,
        le=38,
    )
    spread_age_at_birth: float = parameter(
        5.2,
        "Standardavvik for mødres alder ved fødsel.",
        unit="years",
        source=OWN,
        quality="assumption",
        ge=2,
        le=9,
    )
    boys_per_girl: float = parameter(
        1.056,
        "Nyfødte gutter per nyfødt jente.",
        unit="ratio",
        source="Avledet av SSB tabell 07459: 0–4 år 1. januar 2022 (143 787 gutter, 136 253 jenter)",
        quality="derived",
        ge=1,
        le=1.1,
    )


class Demand(Section):
    """Demand for årsverk."""

    standard_growth_percent: float = parameter(
        1.0,
        "Standardvekst: årlig vekst i årsverk per bruker som følge av høyere standard.",
        unit="percent",
        source=SSB_2019 + "; planen sier bare «moderat»",
        quality="assumption",
        ge=-2,
        le=4,
    )
    productivity_growth_percent: float = parameter(
        0.5,
        "Produktivitetsvekst: årlig nedgang i årsverk per bruker ved uendret standard.",
        unit="percent",
        source=PLAN + ", tabell 3.2 note 1, og " + SSB_2019,
        quality="published",
        ge=-2,
        le=4,
    )
    healthier_ageing: float = parameter(
        1.0,
        (
            "Bedre helse (θ): andelen av de vunne leveårene som er friske. 0 gir dagens bruk per alder, "
            "1 forskyver bruken fullt ut."
        ),
        unit="ratio",
        source=PLAN + ", boks 1.1 (bedre helse over 55 år); formelen er prosjektets",
        quality="assumption",
        ge=0,
        le=1,
    )
    healthier_from_age: int = parameter(
        55,
        "Alderen bedre helse regnes fra.",
        unit="years",
        source=PLAN + ", boks 1.1",
        quality="published",
        ge=40,
        le=80,
    )
    scope: Literal["narrow", "wide"] = parameter(
        "narrow",
        (
            "Avgrensningen hovedfigurene viser: smal (offentlig finansierte tjenester) eller vid (også "
            "øvrige tjenester)."
        ),
        unit="",
        source=PLAN + ", tabell 2.1",
        quality="published",
    )


class Supply(Section):
    """Supply of årsverk from the 14 groups."""

    extra_growth_percent: float = parameter(
        0.0,
        "Tillegg til den årlige veksten i tilbudet for alle 14 grupper, til egne regneeksempler.",
        unit="percent",
        source=OWN,
        quality="assumption",
        ge=-3,
        le=3,
    )


class Gap(Section):
    """The gap between supply and demand."""

    base_shortage_aarsverk: float = parameter(
        8600,
        "Mangelen som finnes på 2024-nivå. Den legges til som en konstant i alle år.",
        unit="aarsverk",
        source=PLAN + ", figurteksten «Nøkkeltall» i kapittel 2.3",
        quality="published",
        ge=0,
        le=50000,
    )


class Measures(Section):
    """The plan's measures."""

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
        "Året tiltakene begynner å virke.",
        unit="år",
        source=OWN + ": planen ble lagt fram 12. juni 2026",
        quality="assumption",
        ge=2024,
        le=2040,
    )
    full_effect_year: int = parameter(
        2040,
        "Året tiltakene har full virkning. Effekten trappes opp lineært fra startåret.",
        unit="år",
        source=PLAN + ", tabell 3.1 (effekt i 2040); opptrappingen er prosjektets",
        quality="assumption",
        ge=2027,
        le=2060,
    )
    intensity: dict[str, float] = parameter(
        dict,
        "Styrken på hvert tiltak, 0 (ikke gjennomført) til 1 (fullt ut). Tiltak som ikke er nevnt, har 1.",
        unit="ratio",
        source=OWN,
        quality="assumption",
    )

    @field_validator("intensity")
    @classmethod
    def _within_bounds(cls, value: dict[str, float]) -> dict[str, float]:
        wrong = {name: share for name, share in value.items() if not 0 <= share <= 1}
        if wrong:
            raise ValueError(f"styrken skal ligge mellom 0 og 1: {wrong}")
        return value

    @model_validator(mode="after")
    def _start_before_end(self) -> Self:
        if self.start_year >= self.full_effect_year:
            raise ValueError("start_year skal ligge før full_effect_year")
        return self


class Productivity(Section):
    """Productivity indices and efficiency analysis."""

    year: int = parameter(
        2024,
        "Året effektivitetsanalysen av helseforetakene gjelder.",
        unit="år",
        source=OWN + ": utskrivningene har et brudd på om lag 12 prosent i 2025",
        quality="assumption",
        ge=2024,
        le=2025,
    )
    returns_to_scale: Literal["crs", "vrs", "nirs", "ndrs"] = parameter(
        "vrs",
        (
            "Skalautbytte i hovedmodellen: konstant (crs), variabelt (vrs), ikke-økende (nirs) eller "
            "ikke-avtakende (ndrs)."
        ),
        unit="",
        source=OWN,
        quality="assumption",
    )
    orientation: Literal["input", "output"] = parameter(
        "input",
        "Retning: innsatsfaktorer (input) eller produksjon (output).",
        unit="",
        source="Frisch-/SINTEF-tradisjonen, se metodesiden",
        quality="assumption",
    )
    counterfactual_growth_percent: float = parameter(
        0.5,
        "Årlig produktivitetsvekst i det kontrafaktiske regnestykket for spesialisthelsetjenesten.",
        unit="percent",
        source=PLAN + ", boks 3.1",
        quality="published",
        ge=0,
        le=3,
    )
    raised_growth_percent: float = parameter(
        0.7,
        "Produktivitetsveksten planen vil løfte til.",
        unit="percent",
        source=PLAN + ", tabell 3.2 note 1",
        quality="published",
        ge=0,
        le=3,
    )


class Report(Section):
    """How the report is shown."""

    title: str = parameter(
        "Har Norge helsepersonellet landet trenger i 2040?",
        "Tittelen på rapporten.",
        unit="",
        source=OWN,
        quality="assumption",
    )


class Params(Section):
    """All parameters of a run."""

    general: General = Field(default_factory=General)
    demography: Demography = Field(default_factory=Demography)
    demand: Demand = Field(default_factory=Demand)
    supply: Supply = Field(default_factory=Supply)
    gap: Gap = Field(default_factory=Gap)
    measures: Measures = Field(default_factory=Measures)
    productivity: Productivity = Field(default_factory=Productivity)
    report: Report = Field(default_factory=Report)
