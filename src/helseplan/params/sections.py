"""The parameters, one model per section. The field descriptions are what the report shows."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from helseplan.params.codes import Group, ModelledGroup, Service
from helseplan.params.fields import OWN, PLAN, Section, parameter
from helseplan.params.measures import Measures
from helseplan.params.productivity import Productivity
from helseplan.params.supply import Supply
from helseplan.params.uncertainty import Uncertainty

SSB_2019 = "SSB Rapporter 2019/12 (referansebanen), gjengitt i Rambøll/Menon 2022"

RESIDUAL = "unallocated"
"""The service that takes what the others leave of the printed total."""

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

    source: Literal["auto", "engine", "table"] = parameter(
        "auto",
        "Hvor befolkningen kommer fra: modellens egen framskriving (engine), en offisiell tabell i årgangen (table, "
        "serien projection_table), eller tabellen når årgangen har en og ellers modellens egen (auto).",
        unit="",
        source=OWN + ": de åpne kildene har ikke SSBs tabell etter alder og kjønn",
        quality="assumption",
    )
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
    mortality_fades_from_age: int = parameter(
        75,
        "Alderen der nedgangen i dødeligheten begynner å tone ut.",
        unit="years",
        source=OWN + ": mønsteret i FNs framskriving for Norge (WPP 2024), der nedgangen er jevn til 75 år",
        quality="assumption",
        ge=60,
        le=95,
    )
    mortality_fall_at_100: float = parameter(
        0.2,
        "Hvor mye av nedgangen i dødeligheten som er igjen ved 100 år, mot aldrene før den toner ut. 1 er ingen "
        "uttoning.",
        unit="ratio",
        source=OWN
        + ": FNs framskriving for Norge har 0,1–0,2; en høyere verdi gir flere på 90 år og over enn SSB",
        quality="assumption",
        ge=0,
        le=1,
    )
    migration_half_life_years: float = parameter(
        0.6,
        "Hvor fort nettoinnvandringen faller fra nivået i 2024 til nivået i 2030: årene det tar å halvere "
        "avstanden. Et stort tall gir en rett linje.",
        unit="years",
        source="Kalibrert på folketallet i MMM i 2030; LLL, HHH og senere år er prøver",
        quality="calibrated",
        ge=0.2,
        le=100,
    )
    working_age_from: int = parameter(
        20,
        "Første år i yrkesaktiv alder, for forsørgerbrøk og andel av sysselsettingen.",
        unit="years",
        source=OWN + ": 20–66 år er vanlig i norske framskrivinger",
        quality="assumption",
        ge=15,
        le=30,
    )
    working_age_to: int = parameter(
        66,
        "Siste år i yrkesaktiv alder.",
        unit="years",
        source=OWN,
        quality="assumption",
        ge=59,
        le=79,
    )


class GrowthPeriod(Section):
    """A growth rate of its own for some services in some years."""

    from_year: int = Field(ge=2025, le=2060)
    to_year: int = Field(ge=2025, le=2060)
    services: list[Service] = Field(default_factory=list)
    standard_growth_percent: float | None = Field(default=None, ge=-10, le=10)
    productivity_growth_percent: float | None = Field(default=None, ge=-10, le=10)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_year > self.to_year:
            raise ValueError("from_year kan ikke ligge etter to_year")
        if self.standard_growth_percent is None and self.productivity_growth_percent is None:
            raise ValueError("perioden sier verken standard_growth_percent eller productivity_growth_percent")
        return self


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
    growth_periods: list[GrowthPeriod] = parameter(
        list,
        "Egne vekstrater for noen tjenester eller år. Hver periode har from_year, to_year, eventuelt services "
        "(tom: alle), og standard_growth_percent eller productivity_growth_percent. En senere periode går foran "
        "en tidligere.",
        unit="percent",
        source=OWN + ": kildene har bare én rate for alle tjenester",
        quality="assumption",
    )
    healthier_ageing: float = parameter(
        1.0,
        (
            "Bedre helse (θ): andelen av de vunne leveårene som er friske. 0 gir dagens bruk per alder, "
            "1 gir full helsegevinst."
        ),
        unit="ratio",
        source=PLAN + ", boks 1.1 (bedre helse over 55 år); størrelsen er SSBs referanse i 2019 og 2023",
        quality="assumption",
        ge=0,
        le=1,
    )
    health_formula: Literal["mortality_equivalent", "age_shift"] = parameter(
        "mortality_equivalent",
        "Hvordan helsen følger dødeligheten: som den som hadde samme dødsrisiko i basisåret "
        "(mortality_equivalent), eller yngre med økningen i gjenstående levetid (age_shift).",
        unit="",
        source=OWN + ": den første ligger nærmest nivået i SSBs bane fra 2019, se beslutningsloggen nr. 25",
        quality="assumption",
    )
    health_follows: Literal["main", "alternative"] = parameter(
        "main",
        "Hvilken dødelighet helsen følger i et befolkningsalternativ: hovedalternativets (main) eller alternativets "
        "egen (alternative).",
        unit="",
        source=OWN + ": med main ligger scenarioet med høy befolkningsvekst nær SSBs fra 2019",
        quality="assumption",
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
    informal_care_aarsverk: float = parameter(
        90000,
        "Uformell omsorg ved siden av de kommunale omsorgstjenestene, årsverk. Fordelt på tjenestene etter formelle "
        "årsverk.",
        unit="aarsverk",
        source=SSB_2019 + ": 90 000 i 2017 (øvre anslag 136 000), holdt på samme nivå",
        quality="assumption",
        ge=0,
        le=300000,
    )
    informal_care_follows_need: float = parameter(
        0.0,
        "Hvordan uformell omsorg utvikler seg: 0 er konstant i årsverk, 1 følger behovet.",
        unit="ratio",
        source=PLAN + ", boks 1.1 (konstant uformell omsorg)",
        quality="published",
        ge=0,
        le=1,
    )
    use_trend_under_67_percent: float = parameter(
        0.0,
        "Årlig vekst i bruken av omsorgstjenester per innbygger under 67 år.",
        unit="percent",
        source=OWN
        + ": SSBs referanse holder bruken per alder fast. Fra 2014 til 2022 var veksten om lag 2 prosent i "
        "året (avledet av andelen mottakere etter alder)",
        quality="assumption",
        ge=-5,
        le=10,
    )
    use_flat_from_age: int = parameter(
        95,
        "Alderen bruken per innbygger holdes flat fra. Kildenes siste aldersgruppe er 85 eller 90 år og over.",
        unit="years",
        source=OWN + ": ingen kilde viser bruken etter alder blant de aller eldste",
        quality="assumption",
        ge=92,
        le=105,
    )
    base_aarsverk: dict[Service, float] = parameter(
        dict,
        "Egne årsverk i basisåret for en tjeneste, i stedet for årgangens. Summen av de smale tjenestene holdes: "
        "forskjellen tas fra det som ikke er fordelt i åpne kilder.",
        unit="aarsverk",
        source=OWN,
        quality="assumption",
    )
    staffing_trend_percent: dict[Group, float] = parameter(
        dict,
        "Årlig relativ vekst i en personellgruppes andel av bemanningen; andelene i hver tjeneste summerer alltid til "
        "én. Tom: bemanningen er fast som i basisåret.",
        unit="percent",
        source=PLAN + ", note til tabell 2.2: sammensetningen i 2024 er holdt fast",
        quality="published",
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

    @field_validator("base_aarsverk")
    @classmethod
    def _not_nothing(cls, value: dict[str, float]) -> dict[str, float]:
        wrong = sorted(name for name, aarsverk in value.items() if not 1 <= aarsverk < 1e6)
        if wrong:
            raise ValueError(f"årsverkene skal være mellom 1 og en million: {', '.join(wrong)}")
        if RESIDUAL in value:
            raise ValueError(f"«{RESIDUAL}» er restleddet og kan ikke settes")
        return value

    @field_validator("staffing_trend_percent")
    @classmethod
    def _moderate(cls, value: dict[str, float]) -> dict[str, float]:
        wrong = sorted(name for name, percent in value.items() if not -20 <= percent <= 20)
        if wrong:
            raise ValueError(f"veksten skal ligge mellom −20 og 20 prosent: {', '.join(wrong)}")
        return value


class Substitution(Section):
    """One group's surplus may do another group's work."""

    from_group: ModelledGroup
    to_group: ModelledGroup
    rate: float = Field(default=1.0, ge=0.01, le=1)
    max_share: float = Field(default=1.0, ge=0, le=1)

    @model_validator(mode="after")
    def _another_group(self) -> Self:
        if self.from_group == self.to_group:
            raise ValueError(f"«{self.from_group}» kan ikke erstatte seg selv")
        return self


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
    substitution: list[Substitution] = parameter(
        list,
        "Hvilke grupper med overskudd som kan gjøre arbeidet til en gruppe med underskudd. Hvert par har from_group, "
        "to_group, rate (årsverk i den som får, per årsverk flyttet) og max_share (største andel av overskuddet som "
        "kan flyttes). Tom: ingen. Regneeksempelet vises for seg og endrer ikke gapet.",
        unit="",
        source=OWN + ": kildene har ingen rater",
        quality="assumption",
    )

    @field_validator("substitution")
    @classmethod
    def _each_pair_once(cls, value: list[Substitution]) -> list[Substitution]:
        pairs = [f"{pair.from_group} → {pair.to_group}" for pair in value]
        twice = sorted({pair for pair in pairs if pairs.count(pair) > 1})
        if twice:
            raise ValueError(f"hvert par kan bare stå én gang: {', '.join(twice)}")
        return value


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
    uncertainty: Uncertainty = Field(default_factory=Uncertainty)
    productivity: Productivity = Field(default_factory=Productivity)
    report: Report = Field(default_factory=Report)
