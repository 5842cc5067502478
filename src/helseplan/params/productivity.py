"""The section ``productivity``: indices, counterfactuals and efficiency analysis."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from helseplan.params.fields import OWN, PLAN, Section, parameter


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
    model: Literal["staff_groups", "staff_total", "staff_beds", "staff_bed_days"] = parameter(
        "staff_groups",
        (
            "Hovedmodellen for helseforetakene: tre personellgrupper (staff_groups), årsverk i alt (staff_total), "
            "årsverk og senger (staff_beds), eller årsverk mot både utskrivninger og liggedøgn (staff_bed_days)."
        ),
        unit="",
        source=OWN,
        quality="assumption",
    )
    bootstrap_draws: int = parameter(
        2000,
        "Antall trekninger bak korrigerte mål, intervaller og testen av skalautbytte.",
        unit="trekninger",
        source="Simar og Wilson (1998): minst 2 000",
        quality="assumption",
        ge=100,
        le=20_000,
    )
    bootstrap_seed: int = parameter(
        2040,
        "Frøet til trekningene. Samme frø gir samme tall.",
        unit="",
        source=OWN,
        quality="assumption",
        ge=0,
        le=2**32 - 1,
    )
    bootstrap_alpha: float = parameter(
        0.05,
        "Sannsynligheten for å falle utenfor intervallet; 0,05 gir 95 prosent intervaller.",
        unit="andel",
        source=OWN,
        quality="assumption",
        ge=0.001,
        le=0.5,
    )
    outlier_limit: float = parameter(
        1.2,
        (
            "Hvor mye bedre enn de andres beste praksis et foretak kan være før det prøves som utligger "
            "(forholdstall, supereffektivitet)."
        ),
        unit="ratio",
        source=OWN + ": litteraturen overlater grensen til den som analyserer",
        quality="assumption",
        ge=1.01,
        le=5,
    )
    outlier_peer_share: float = parameter(
        0.5,
        "Hvor stor andel av dem som måles mot andre, et foretak kan være målestokk for før det prøves som utligger.",
        unit="andel",
        source=OWN,
        quality="assumption",
        ge=0.05,
        le=1,
    )
    municipal_returns_to_scale: Literal["crs", "vrs", "nirs", "ndrs"] = parameter(
        "vrs",
        "Skalautbytte i modellen for kommunale omsorgstjenester. Planen oppgir ikke hva SØF brukte.",
        unit="",
        source=OWN,
        quality="assumption",
    )
    municipal_year: int = parameter(
        0,
        "Året modellen for kommunale omsorgstjenester gjelder; 0 er siste år i serien.",
        unit="år",
        source=OWN,
        quality="assumption",
        ge=0,
        le=2110,
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
    raised_from_percent: float = parameter(
        0.5,
        "Produktivitetsveksten planen vil løfte fra.",
        unit="percent",
        source=PLAN + ", tabell 3.2 note 1",
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
    break_limit_percent: float = parameter(
        8.0,
        "Hvor stort hopp fra ett år til det neste som meldes som brudd i en serie, ut over trenden og innsatsen.",
        unit="percent",
        source=OWN + ": aktiviteten i sykehusene har ellers endret seg langt mindre på ett år",
        quality="assumption",
        ge=0.5,
        le=100,
    )
    break_same_way_percent: float = parameter(
        75.0,
        "Hvor stor andel av enhetene som må hoppe samme vei før det meldes som brudd.",
        unit="percent",
        source=OWN,
        quality="assumption",
        ge=50,
        le=100,
    )

    @model_validator(mode="after")
    def _raised(self) -> Self:
        if self.raised_growth_percent <= self.raised_from_percent:
            raise ValueError(
                f"raised_growth_percent ({self.raised_growth_percent}) skal være høyere enn raised_from_percent "
                f"({self.raised_from_percent}): et løft i veksten må gå oppover"
            )
        return self
