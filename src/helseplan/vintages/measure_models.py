"""The contract of the series ``measure_models``: how each quantified measure acts on the model's inputs."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

from helseplan.classifications import codes
from helseplan.contracts.columns import QUALITY, choice, number, rule, table, text

UNITS = {
    "later_exit": ("years",),
    "participation_60": ("percent",),
    "sick_leave": ("percent",),
    "position_size": ("percent",),
    "weekend_work": ("aarsverk",),
    "education_population": ("ratio",),
    "education_more": ("ratio",),
    "productivity": ("percent_per_year",),
    "moved": ("aarsverk",),
    "saved_time": ("aarsverk", "aarsverk_per_municipality"),
    "less_activity": ("percent",),
}
"""Transformation → the units it may have."""
WITH_SERVICES = ("moved", "saved_time", "less_activity")
ONCE = tuple(name for name in UNITS if name not in WITH_SERVICES)
"""Transformations of one thing in the model, which two measures cannot both be."""
ALL = "all"
MOST = {"later_exit": 5, "education_population": 1, "education_more": 1, "productivity": 5}
"""The highest effect of transformations that are not in årsverk; of the others, per cent, it is ``MOST_PERCENT``."""
MOST_PERCENT = 100


def listed(cell: str) -> tuple[str, ...]:
    """Return the codes in a cell, separated by blanks."""
    return tuple(cell.split())


def _units_fit(frame: Any) -> bool:
    return all(
        unit in UNITS.get(kind, ()) for kind, unit in zip(frame.transformation, frame.unit, strict=True)
    )


def _codes_known(column: str, classification: str, *extra: str) -> pa.Check:
    def known(frame: Any) -> bool:
        allowed = {*codes(classification), *extra}
        return all(set(listed(cell)) <= allowed for cell in frame[column])

    return rule(f"{column} skal bare ha koder fra {classification}.csv", known)


def _services_where_needed(frame: Any) -> bool:
    return bool(((frame.services != "") == frame.transformation.isin(WITH_SERVICES)).all())


def _groups_where_moved(frame: Any) -> bool:
    moved = frame.transformation == "moved"
    return bool(((frame.from_groups != "") == moved).all() and ((frame.to_groups != "") == moved).all())


def _nobody_to_himself(frame: Any) -> bool:
    return not any(
        set(listed(origin)) & set(listed(to))
        for origin, to in zip(frame.from_groups, frame.to_groups, strict=True)
    )


def _each_kind_once(frame: Any) -> bool:
    kinds = frame.transformation[frame.transformation.isin(ONCE)]
    return not kinds.duplicated().any()


def _excluded_known(frame: Any) -> bool:
    return all(set(listed(cell)) <= set(frame.measure) for cell in frame.excludes)


def _years_in_order(frame: Any) -> bool:
    return bool((frame.full_effect_year.isna() | ~(frame.full_effect_year < frame.start_year)).all())


def _via_whole(frame: Any) -> bool:
    pair = frame.via_year.isna() == frame.via_effect.isna()
    within = frame.via_effect.isna() | ((frame.via_effect <= frame.low) & (frame.low > 0))
    return bool((pair & within).all())


def _not_too_much(frame: Any) -> bool:
    most = frame.transformation.map(MOST).fillna(MOST_PERCENT)
    return bool(
        (~frame.unit.isin(["percent", "years", "percent_per_year", "ratio"]) | (frame.high <= most)).all()
    )


def _packages_hold_together(frame: Any) -> bool:
    rows = list(zip(frame.measure, frame.package, frame.excludes, strict=True))
    listed_in = {measure: package for measure, package, _ in rows}
    return not any(
        other == measure or (other in listed_in and listed_in[other] == package != "alternative")
        for measure, package, cell in rows
        for other in listed(cell)
    )


MODEL_SERIES: dict[str, pa.DataFrameSchema] = {
    "measure_models": table(
        {
            "measure": text(),
            "transformation": choice(*UNITS),
            "low": number(0),
            "high": number(0),
            "unit": choice(*sorted({unit for units in UNITS.values() for unit in units})),
            "services": text(filled=False),
            "from_groups": text(filled=False),
            "to_groups": text(filled=False),
            "start_year": number(2025, 2040, missing=True),
            "full_effect_year": number(2025, 2060, missing=True),
            "via_year": number(2025, 2040, missing=True),
            "via_effect": number(0, missing=True),
            "package": choice("plan", "bottom_up", "alternative"),
            "excludes": text(filled=False),
            "source": text(),
            "place": text(),
            "quality": QUALITY,
            "reading_quality": QUALITY,
            "note": text(),
        },
        key=("measure",),
        checks=[
            rule("low skal ikke være større enn high", lambda frame: bool((frame.low <= frame.high).all())),
            rule("en enhet passer ikke til tiltakets transformation", _units_fit),
            _codes_known("services", "services", ALL),
            _codes_known("from_groups", "groups"),
            _codes_known("to_groups", "groups"),
            rule(
                "services skal stå på flytting, spart tid og mindre aktivitet, og bare der",
                _services_where_needed,
            ),
            rule("from_groups og to_groups skal stå på flytting, og bare der", _groups_where_moved),
            rule("arbeid kan ikke flyttes til gruppen det tas fra", _nobody_to_himself),
            rule("to tiltak kan ikke endre det samme i modellen", _each_kind_once),
            rule("excludes skal bare ha tiltak fra samme fil", _excluded_known),
            rule("full_effect_year skal ikke ligge før start_year", _years_in_order),
            rule(
                "via_year og via_effect hører sammen, og via_effect er høyst low, som er over 0", _via_whole
            ),
            rule(
                "senere avgang er høyst 5 år, en andel av et scenario høyst 1, vekst høyst 5 og annet 100 prosent",
                _not_too_much,
            ),
            rule(
                "et tiltak kan ikke utelukke seg selv eller et annet i samme pakke", _packages_hold_together
            ),
        ],
    ),
}
