"""The hospital trusts as units: what goes in, what comes out, and who is compared with whom."""

from __future__ import annotations

import pandas as pd

from helseplan.classifications import codes

DAYS = 365
"""Days in a year; a leap day changes every unit's bed-days alike, and scores do not depend on the unit of
measurement."""

SPECIAL = tuple(codes("units", kind="special"))
"""Trusts that are not compared with the others: their patients stay for another reason."""

UNIVERSITY = tuple(codes("units", kind="university"))


def trusts_wide(trusts: pd.DataFrame, year: int, *, special: bool = False) -> pd.DataFrame:
    """Return one row per trust with everything a model may count as input or output.

    Args:
        trusts: The series ``hospital_trusts`` (SSB 13942 and 13953).
        year: The year.
        special: Whether special hospitals are with; by default they are left out.

    Returns:
        Index unit, in alphabetic order; columns as printed (årsverk, beds, discharges, occupancy in per cent) plus
        ``aarsverk_all_nurses``, ``aarsverk_other`` (the rest of the årsverk), ``bed_days_somatic`` (beds × occupancy
        × days) and ``somatic_beds_percent`` (share of all beds).
    """
    chosen = trusts[(trusts.year == year) & (special | ~trusts.unit.isin(SPECIAL))]
    wide = chosen.pivot(index="unit", columns="item", values="value").rename_axis(columns=None)
    wide["aarsverk_all_nurses"] = wide.aarsverk_nurses + wide.aarsverk_specialist_nurses
    wide["aarsverk_other"] = wide.aarsverk_total - wide.aarsverk_specialist_doctors - wide.aarsverk_all_nurses
    wide["bed_days_somatic"] = wide.beds_somatic * wide.occupancy_somatic / 100 * DAYS
    wide["somatic_beds_percent"] = wide.beds_somatic / wide.beds_total * 100
    return wide


def years(trusts: pd.DataFrame) -> list[int]:
    """Return the years of the series, in order."""
    return sorted(int(year) for year in trusts.year.unique())
