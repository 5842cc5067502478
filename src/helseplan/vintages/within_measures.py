"""Rules inside the registers of measures: each takes the frame and says whether it holds."""

from __future__ import annotations

from typing import Any

from helseplan.classifications import codes

CHAPTERS = frozenset(range(4, 10))
"""The chapters of the plan whose measures must be there; chapter 10 is follow-up."""
PLAN = "helsepersonellplan-2040"
DOCUMENTS = frozenset(
    {"ramboll-menon-2022", "nou-2023-4", "ho21-innspill-2022", "helsedir-kompetanseloft-2022"}
)
"""The other documents, by their source."""
ALL = "all"
DIMENSIONS = {"service": "services", "group": "groups"}
"""Dimension → classification of its codes."""
HORIZON = r"(?:20[2-9]\d)?"


def low_below_high(frame: Any) -> bool:
    """The low effect is not above the high one; a missing number is another rule."""
    both = frame.dropna(subset=["effect_low", "effect_high"])
    return bool((both.effect_low <= both.effect_high).all())


def quantified_has_numbers(frame: Any) -> bool:
    """A measure has numbers if and only if it says so: missing is never nought."""
    return bool(
        (frame.quantified == frame.effect_low.notna()).all()
        and (frame.quantified == frame.effect_high.notna()).all()
    )


def quantified_above_nought(frame: Any) -> bool:
    """A quantified effect is above nought at its highest; no effect is an empty cell."""
    return bool((frame.effect_high.dropna() > 0).all())


def numbers_have_unit(frame: Any) -> bool:
    """A measure has a unit if and only if it is quantified."""
    return bool((frame.quantified == (frame.unit != "")).all())


def quality_follows(frame: Any) -> bool:
    """The quality is ``not_quantified`` if and only if there are no numbers."""
    return bool((frame.quantified == (frame.quality != "not_quantified")).all())


def percent_bounded(frame: Any) -> bool:
    """No share above 100 per cent."""
    return bool((frame[frame.unit.str.startswith("percent")].effect_high.dropna() <= 100).all())


def horizon_is_a_year(frame: Any) -> bool:
    """The horizon is a year, or empty where the source names none."""
    return bool(frame.horizon.str.fullmatch(HORIZON).all())


def unquantified_has_no_horizon(frame: Any) -> bool:
    """Only an effect has a year."""
    return bool((frame.quantified | (frame.horizon == "")).all())


def chapters_covered(frame: Any) -> bool:
    """Every chapter of the plan has measures."""
    return set(frame.chapter) >= CHAPTERS


def section_in_chapter(frame: Any) -> bool:
    """A section lies in its chapter."""
    return bool((frame.section.str.split(".").str[0] == frame.chapter.astype(str)).all())


def sum_is_of_aarsverk(frame: Any) -> bool:
    """What the plan adds up is in årsverk, for a stated year, from table 3.1 or 3.2, and for the whole country."""
    added = frame[frame.in_plan_sum]
    return bool(
        (added.unit == "aarsverk").all()
        and (added.horizon == "2040").all()
        and (added.table != "").all()
        and (added.scope != "local").all()
    )


def places(unit: str) -> Any:
    """A rule: every place is a character position (``tegn``) or a line (``linje``) of the source's text."""

    def placed(frame: Any) -> bool:
        return bool(frame.place.str.fullmatch(rf"{unit} [1-9]\d*").all())

    return placed


def from_the_plan(frame: Any) -> bool:
    """The register is of one document."""
    return set(frame.source) == {PLAN}


def documents_covered(frame: Any) -> bool:
    """Each of the other documents has measures, and nothing comes from the plan."""
    return set(frame.source) == DOCUMENTS


def codes_of_dimension(frame: Any) -> bool:
    """A service is a service and a group is a group."""
    return all(
        set(frame[frame.dimension == dimension].code) <= {ALL, *codes(classification)}
        for dimension, classification in DIMENSIONS.items()
    )


def all_stands_alone(frame: Any) -> bool:
    """Who names everything names nothing besides."""
    several = frame.groupby(["measure", "dimension"]).code.transform("size") > 1
    return not bool((several & (frame.code == ALL)).any())


def both_dimensions(frame: Any) -> bool:
    """Every measure touches at least one service and one group."""
    return bool((frame.groupby("measure").dimension.nunique() == len(DIMENSIONS)).all())
