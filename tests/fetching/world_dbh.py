"""DBH's tables: finished candidates, completion by start cohort, those who began, and registered students."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.standin import DbhTable

__all__ = ["dbh"]

PROGRAMMES = {
    "SYK": ("Bachelor i sykepleie", 4_300, 0.77),
    "VER": ("Vernepleie, bachelor", 1_060, 0.75),
    "BIO": ("Bioingeniør, bachelor", 330, 0.72),
    "JOR": ("Master i jordmorfag", 116, 0.9),
    "RAD": ("Radiografi, bachelor", 215, 0.74),
    "ODO": ("Odontologi, master", 150, 0.88),
    "HSY": ("Master i helsesykepleie", 200, 0.86),
    "FYS": ("Fysioterapi, bachelor", 300, 0.84),
    "ERG": ("Ergoterapi, bachelor", 260, 0.78),
    "PSY": ("Psykologi - profesjonsstudium", 385, 0.8),
    "TPL": ("Tannpleie, bachelor", 75, 0.8),
    "MED": ("Medisin, profesjonsstudium", 730, 0.87),
    "MAS": ("Master i klinisk sykepleie", 400, 0.7),
    "ØKO": ("Økonomi og administrasjon", 2_000, 0.6),
}
"""Code → name, candidates in 2025 and share who complete."""
SCHOOLS = {"1110": "Universitetet i Oslo", "0238": "OsloMet – storbyuniversitetet"}
CODE, NAME = "Studieprogramkode", "Studieprogramnavn"
TERMS = {"1": 0.8, "3": 0.2}
GROWTH = 1.015
"""More candidates each year than the year before."""


def dbh() -> dict[int, DbhTable]:
    """The tables by number."""
    names = {CODE: NAME, "Institusjonskode": "Institusjonsnavn"}
    return {
        104: DbhTable(_candidates(), names, "Ferdige kandidater"),
        707: DbhTable(_cohorts(), names, "Gjennomføring per studieprogram"),
        379: DbhTable(_new_students(), names, "Søkere og møtte"),
        123: DbhTable(_registered(), names, "Registrerte studenter"),
    }


def _new_students() -> list[dict[str, Any]]:
    return [
        {**row, "Søknadsalternativer": 3 * row["Møtt til studiestart"]}
        for row in _counted("Møtt til studiestart", {"1": 0.1, "3": 0.9}, 1.0)
    ]


def _registered() -> list[dict[str, Any]]:
    """Both terms: only the autumn is to be counted."""
    return _counted("Antall totalt", {"1": 2.7, "3": 2.9}, 1.0)


def _candidates() -> list[dict[str, Any]]:
    return _counted("Antall totalt", TERMS, 0.0)


def _counted(column: str, terms: Mapping[str, float], by_completion: float) -> list[dict[str, Any]]:
    """Counts by school, year, term and programme: candidates, or more when not all complete."""
    return [
        {
            **_school(school),
            "Årstall": str(year),
            "Semester": term,
            **_programme(code),
            column: round(count / done**by_completion * share * GROWTH ** (year - 2025) / len(SCHOOLS)),
        }
        for school in SCHOOLS
        for year in range(2014, 2026)
        for term, share in terms.items()
        for code, (_, count, done) in PROGRAMMES.items()
    ]


def _cohorts() -> list[dict[str, Any]]:
    return [
        _cohort(school, year, code, round(count / share), share)
        for school in SCHOOLS
        for year in range(2014, 2026)
        for code, (_, count, share) in PROGRAMMES.items()
    ]


def _cohort(school: str, year: int, code: str, start: int, share: float) -> dict[str, Any]:
    """A cohort that began before 2020 has been followed to the end."""
    started = round(start / len(SCHOOLS))
    known = 1.0 if year < 2020 else 0.3
    done = round(started * share * known)
    still = round(started * 0.02 * known)
    return {
        **_school(school),
        "Årstall": str(year),
        **_programme(code),
        "Startkull": started,
        "Fullført normert": round(done * 0.7),
        "Fullført normert2": done,
        "Studerer2": still,
        "Frafalt2": round(started * known) - done - still,
    }


def _school(code: str) -> dict[str, str]:
    return {"Institusjonskode": code, "Institusjonsnavn": SCHOOLS[code]}


def _programme(code: str) -> dict[str, str]:
    return {CODE: code, NAME: PROGRAMMES[code][0]}
