"""From a vintage's series to the arrays the supply engine reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.interpolate import PchipInterpolator

from helseplan.classifications import codes
from helseplan.supply.candidates import education
from helseplan.supply.curves import AGES, FIRST_AGE, LAST_AGE, by_age, entry_ages, in_bands, meeting
from helseplan.supply.engine import WITHDRAWN
from helseplan.vintages import Vintage

START_YEAR, BASE_YEAR, LAST_YEAR = 2013, 2024, 2040
"""The last year with an open count of every group by age; the plan's base year; the last year projected."""
YEARS = np.arange(START_YEAR, LAST_YEAR + 1)
PERCENT = 100
AARSVERK_HOURS = 37.5
"""Hours a week in one årsverk."""
PER_100000 = 1e5
SEXES = ("1", "2")
GROUPS = codes("groups", modelled="true")
FURTHER = {"jordmor": "sykepleier", "helsesykepleier": "sykepleier"}
"""Groups that are a further education for another group."""
HAZARDS = ("emigration", "disability", "leaving", "retirement")


@dataclass(frozen=True)
class Base:
    """What a vintage says about the 14 groups before calibration.

    Attributes:
        working: Persons at work in health and care in the start year, group × sex × age.
        available: Persons in the labour force with the education, group × sex × age.
        participation: Share of the available at work in health and care, group × sex × age.
        position: Mean position size of those at work, as a share of a full position, group × sex × age.
        full_time: Årsverk in a full position, group.
        death: Yearly probability of death, sex × age.
        hazards: Cause → yearly probability, age.
        disability_factor: How much more often than the mean the group becomes disabled, group.
        graduates: New graduates a year, group.
        abroad: New authorisations from abroad a year, group.
        profile: Who enters, group × sex × age; sums to 1 per group.
        study_years: Length of study, group.
        completion: Share of new students who complete, group.
        trained_from: 1 where a group (column) recruits its graduates from another (row).
        education: Graduates relative to the years that calibration stands on, year × group; 1 until the base year.
    """

    working: np.ndarray
    available: np.ndarray
    participation: np.ndarray
    position: np.ndarray
    full_time: np.ndarray
    death: np.ndarray
    hazards: dict[str, np.ndarray]
    disability_factor: np.ndarray
    graduates: np.ndarray
    abroad: np.ndarray
    profile: np.ndarray
    study_years: np.ndarray
    completion: np.ndarray
    trained_from: np.ndarray
    education: np.ndarray

    @property
    def capacity(self) -> np.ndarray:
        """New students a year that give today's graduates, group."""
        return self.graduates / self.completion


def read(vintage: Vintage, small: int) -> Base:
    """Read the vintage.

    Args:
        vintage: The data.
        small: Groups by sex with fewer persons at work than this have means of two age bands instead of curves.
    """
    traits = vintage.read("group_traits").pivot(index="group", columns="item", values="value").reindex(GROUPS)
    career, inflow = vintage.read("career"), vintage.read("inflow")
    hazards = {cause: by_age(career[career["item"] == cause]) for cause in HAZARDS}
    working = _working(vintage, traits, _kept(hazards) * _shape(career, "participation").mean(axis=0))
    participation, position = _career(career, working, _levels(vintage, working), traits.position_size, small)
    entrants = inflow.pivot(index="group", columns="item", values="persons").reindex(GROUPS)
    return Base(
        working=working,
        available=working / participation,
        participation=participation,
        position=position,
        full_time=traits.full_time_hours.to_numpy() / AARSVERK_HOURS,
        death=_death(vintage.read("mortality")),
        hazards=hazards,
        disability_factor=traits.disability_factor.to_numpy(dtype=float),
        graduates=entrants.graduates.to_numpy(dtype=float),
        abroad=entrants.abroad.to_numpy(dtype=float),
        profile=_profile(traits),
        study_years=traits.study_years.to_numpy(dtype=int),
        completion=traits.completion.to_numpy(dtype=float),
        trained_from=_trained_from(),
        education=_education(vintage),
    )


def _education(vintage: Vintage) -> np.ndarray:
    if not vintage.has("graduates"):
        return np.ones((len(YEARS), len(GROUPS)))
    return education(vintage.read("graduates"), YEARS, BASE_YEAR, GROUPS)


def counted(personnel: pd.DataFrame, item: str, year: int) -> pd.DataFrame:
    """Return one count of the series ``personnel``: columns group, age_from, age_to, persons."""
    chosen = personnel[(personnel["item"] == item) & (personnel.year == year)]
    return chosen[["group", "age_from", "age_to", "persons"]]


def _working(vintage: Vintage, traits: pd.DataFrame, kept: np.ndarray) -> np.ndarray:
    """Spread the start year's counts over single ages and sexes, group × sex × age; every band keeps its sum.

    Args:
        vintage: The data.
        traits: The groups' traits.
        kept: Share of those authorised who are at work, by age; only its shape matters.
    """
    start = counted(vintage.read("personnel"), "health_employed", START_YEAR)
    profile = _authorised(vintage.read("authorised_by_age")) * kept
    ages = np.stack([_spread(start[start.group == group], traits.loc[group], profile) for group in GROUPS])
    women = traits.women_share.to_numpy() / PERCENT
    return np.asarray(ages[:, None, :] * np.stack([1 - women, women], axis=1)[:, :, None])


def _authorised(register: pd.DataFrame) -> np.ndarray:
    """All authorised personnel by single age 20–74; the counts are of five years each."""
    counts = register[register.age_from <= LAST_AGE].groupby("age_from").persons.sum()
    cumulated = PchipInterpolator([*counts.index, LAST_AGE + 1], np.append(0, counts.cumsum()))
    return np.diff(cumulated(np.arange(FIRST_AGE, LAST_AGE + 2)))


def _kept(hazards: dict[str, np.ndarray]) -> np.ndarray:
    """Share still available at each age of those who were at 20, before calibration."""
    stay = np.prod([1 - hazards[cause] for cause in WITHDRAWN], axis=0)
    return np.append(1.0, np.cumprod(stay)[:-1])


def _spread(bands: pd.DataFrame, traits: pd.Series, profile: np.ndarray) -> np.ndarray:
    """Spread the counts of a group as all authorised personnel are spread, bent so that every band keeps its sum.

    The group's cumulated count is a monotone cubic of the profile's cumulated count.
    """
    ordered = bands.sort_values("age_from")
    reached = np.append(0, np.cumsum(np.where(traits.entry_age_first <= AGES, profile, 0)))
    edges = np.append(ordered.age_from.to_numpy()[1:], LAST_AGE + 1) - FIRST_AGE
    knots = np.append(0, reached[edges])
    cumulated = PchipInterpolator(knots, np.append(0, ordered.persons.cumsum()))
    return np.diff(cumulated(reached))


def _levels(vintage: Vintage, working: np.ndarray) -> np.ndarray:
    """Share of the labour force with the education that worked in health and care in the start year, group."""
    force = counted(vintage.read("personnel"), "labour_force", START_YEAR).set_index("group").persons
    return np.asarray(working.sum(axis=(1, 2)) / force.reindex(GROUPS).to_numpy())


def _career(
    career: pd.DataFrame, working: np.ndarray, levels: np.ndarray, sizes: pd.Series, small: int
) -> tuple[np.ndarray, np.ndarray]:
    """Participation and position size, group × sex × age: smooth, bounded, with the group's own mean."""
    taking_part = _shape(career, "participation")
    size = _shape(career, "position")
    participation, position = np.empty_like(working), np.empty_like(working)
    for group, level in enumerate(levels):
        persons = working[group]
        participation[group] = meeting(taking_part, float(level), persons, harmonic=True)
        position[group] = meeting(size, float(sizes.iloc[group]), persons)
        for sex in range(len(SEXES)):
            if persons[sex].sum() < small:
                participation[group, sex] = in_bands(participation[group, sex], persons[sex], harmonic=True)
                position[group, sex] = in_bands(position[group, sex], persons[sex])
    return participation, position


def _shape(career: pd.DataFrame, item: str) -> np.ndarray:
    """Relative height of a curve by sex and age; a curve of sex 0 is for both."""
    rows = career[career["item"] == item]
    return np.stack([by_age(rows[rows.sex.isin(["0", sex])]) for sex in SEXES])


def _death(mortality: pd.DataFrame) -> np.ndarray:
    """Yearly probability of death by sex and age, from the population's death rates on the log scale."""
    out = []
    for sex in SEXES:
        rows = mortality[mortality.sex == sex].sort_values("age_from")
        centres = (rows.age_from + rows.age_to + 1).to_numpy() / 2
        rates = np.exp(PchipInterpolator(centres, np.log(rows.deaths_per_100000 / PER_100000))(AGES + 0.5))
        out.append(-np.expm1(-rates))
    return np.stack(out)


def _profile(traits: pd.DataFrame) -> np.ndarray:
    ages = np.stack([entry_ages(row.entry_age_first, row.entry_age_mean) for row in traits.itertuples()])
    women = traits.women_share_entrants.to_numpy() / PERCENT
    return np.asarray(ages[:, None, :] * np.stack([1 - women, women], axis=1)[:, :, None])


def _trained_from() -> np.ndarray:
    out = np.zeros((len(GROUPS), len(GROUPS)))
    for group, origin in _known(FURTHER.items()):
        out[origin, group] = 1
    return out


def _known(pairs: Iterable[tuple[str, str]]) -> list[tuple[int, int]]:
    return [(GROUPS.index(group), GROUPS.index(origin)) for group, origin in pairs]
