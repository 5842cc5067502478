"""Rows of a series in a reader's words: what each code and number of a key stands for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from helseplan.classifications import labels

COUNTRY = "0"
"""The whole country: what a figure is about unless something else is said."""
OPEN_END = 105
"""An age band that ends here has no upper end."""
LISTS = {
    "sex": "sexes",
    "group": "groups",
    "service": "services",
    "region": "regions",
    "unit": "units",
    "alternative": "alternatives",
}
"""Columns whose codes have a classification."""
COMMON = ("sex", "group", "service")
"""Columns whose labels are common nouns, with a small letter inside a name."""
COLUMNS = {
    "component": "komponent",
    "level": "nivå",
    "profile": "bruk av",
    "unit": "enhet",
    "item": "størrelse",
    "indicator": "indikator",
    "table": "tabell",
    "row": "rad",
    "bound": "grense",
    "key": "nøkkel",
    "region": "region",
}
"""Columns by name, for codes that have no Norwegian text."""
CODES = {
    "all_health": "alle helsetjenester",
    "births": "fødte",
    "deaths": "døde",
    "net_migration": "nettoinnvandring",
    "population_1jan": "folketall 1. januar",
    "fertility": "fruktbarhet",
    "life_expectancy": "levealder",
    "children": "barn",
    "somatic": "somatikk",
    "graduates": "nyutdannede",
    "abroad": "autoriserte fra utlandet",
    "admitted": "møtt til studiestart",
    "registered": "registrerte studenter",
    "weekly_hours": "timer i uken",
    "full_time_hours": "timer i uken i full stilling",
    "position_size": "stillingsstørrelse",
    "women_share": "andel kvinner",
    "women_share_entrants": "andel kvinner blant nyutdannede",
    "entry_age_first": "laveste alder ved start",
    "entry_age_mean": "snittalder ved start",
    "disability_factor": "faktor for uførhet",
    "study_years": "studieår",
    "completion": "andel som fullfører",
    "disability": "uførhet",
    "leaving": "overgang ut av yrket",
    "emigration": "utvandring",
    "retirement": "pensjonering",
    "participation": "yrkesdeltakelse",
    "position": "stillingsstørrelse",
    "aarsverk_total": "årsverk i alt",
    "aarsverk_nurses": "årsverk, sykepleiere",
    "aarsverk_specialist_doctors": "årsverk, legespesialister",
    "aarsverk_specialist_nurses": "årsverk, spesialsykepleiere",
    "beds_total": "senger i alt",
    "beds_somatic": "senger, somatikk",
    "beds_mental_adults": "senger, psykisk helsevern for voksne",
    "beds_mental_children": "senger, psykisk helsevern for barn og unge",
    "beds_substance": "senger, rusbehandling",
    "discharges_somatic": "utskrivninger, somatikk",
    "occupancy_somatic": "belegg, somatikk",
    "gross_operating_expenditure": "brutto driftsutgifter",
    "employer_contribution": "arbeidsgiveravgift",
    "pension": "pensjon",
    "settlement_factor": "faktor for bosettingsmønster",
    "institution_bed_days": "liggedøgn i institusjon",
    "institution_residents_extensive_needs": "beboere i institusjon med omfattende bistandsbehov",
    "institution_single_rooms": "enerom i institusjon",
    "home_nursing_hours": "timer hjemmesykepleie",
    "practical_assistance_hours": "timer praktisk bistand",
    "sick_leave_health_social": "sykefravær, helse- og sosialtjenester",
    "sick_leave_all_industries": "sykefravær, alle næringer",
    "demand_factor": "faktor på etterspørselen",
    "supply_factor": "faktor på tilbudet",
    "gap_adjustment": "ledd i gapet",
    "narrow": "smal avgrensning",
    "rest": "øvrige tjenester",
}
"""Codes without a classification of their own, in the series that a fetch writes."""
CODED = ("item", "component", "profile", "indicator", "key")


def row_name(keys: Sequence[str], values: Iterable[object]) -> str:
    """Name a row for a reader: ``Sykepleier, nyutdannede, 2024``; a code without a text is set in «».

    Args:
        keys: The columns of the key.
        values: Their values.
    """
    given = {name: str(value) for name, value in zip(keys, values, strict=True) if str(value)}
    if given.get("region") == COUNTRY and len(given) > 1:
        del given["region"]
    said = [_word(name, value) for name, value in given.items() if name not in ("age_from", "age_to")]
    name = ", ".join([*said, *_band(given)])
    return name[:1].upper() + name[1:]


def untold(name: str) -> bool:
    """Tell whether a row's name holds a code without a Norwegian text."""
    return "«" in name


def _band(given: dict[str, str]) -> list[str]:
    first, last = given.get("age_from"), given.get("age_to")
    if first is None:
        return []
    if last is None:
        return [f"fra {first} år"]
    if int(float(last)) >= OPEN_END:
        return [f"{first} år og eldre"]
    return [f"{first} år" if first == last else f"{first}–{last} år"]


def _word(name: str, value: str) -> str:
    if name == "year":
        return value
    if name == "age":
        return f"{value} år"
    found = labels(LISTS[name]).get(value) if name in LISTS else None
    if found and name in COMMON:
        found = found[:1].lower() + found[1:]
    if found is None and name in CODED:
        found = CODES.get(value) or labels("services").get(value) or labels("groups").get(value)
    return found or f"{COLUMNS.get(name, name)} «{value}»"
