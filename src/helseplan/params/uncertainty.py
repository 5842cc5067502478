"""The section ``uncertainty``: what is not known, and how it is drawn."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, model_validator

from helseplan.params.fields import OWN, Section, parameter

SHARED = "SSB har ikke gitt framskrivingsalternativene sannsynligheter"
AS_TESTED = OWN + ": samme spenn som i følsomhetsanalysen"


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


def _span(
    low: float,
    high: float,
    description: str,
    unit: str,
    bounds: tuple[float, float],
    source: str = AS_TESTED,
) -> list[float]:
    def both() -> list[float]:
        return [low, high]

    return parameter(
        both,
        f"{description} Mellom {bounds[0]:g} og {bounds[1]:g}.",
        unit=unit,
        source=source,
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
    "implementation": (0, 1),
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
        512,
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
        "Fordelingen av forutsetningene: triangulær med kjøringens egen verdi som den mest sannsynlige, eller jevn. "
        "Ligger kjøringens verdi utenfor et spenn, utvides spennet dit.",
        unit="",
        source=OWN,
        quality="assumption",
    )
    measure_distribution: Literal["uniform", "ends", "fixed"] = parameter(
        "uniform",
        "Fordelingen av et tiltaks virkning i spennet: jevn (uniform), laveste eller høyeste med like stor "
        "sannsynlighet (ends), eller alltid kjøringens eget sted (fixed). De to lesemåtene av deltakelsen over 60 år "
        "trekkes som ends i stedet for uniform. Et tiltak med level i measures.each trekkes ikke.",
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

    implementation: Span = _span(
        1.0,
        1.0,
        "Hvor mye av tiltakenes styrke som faktisk blir gjennomført, felles for alle og jevnt fordelt. [1, 1] er alt.",
        "ratio",
        BOUNDS["implementation"],
        source=OWN + ": kildene sier ikke hvor sannsynlig gjennomføringen er",
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
