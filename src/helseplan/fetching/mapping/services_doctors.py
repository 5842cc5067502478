"""Doctors in the municipalities (11996): general practice and emergency care, shared as before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.given import BASE_YEAR
from helseplan.fetching.mapping.pick import COUNTRY_KOSTRA, METRIC, PERIOD, REGION_KOSTRA, figure
from helseplan.fetching.mapping.service_levels import Level, levels_now, put
from helseplan.formats import number

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

DOCTORS = "KOSlegeaarsverk0000"
FUNCTION = "KOKfunksjon0000"
FUNCTIONS = ("120", "232", "233", "241", "253", "256")
"""KOSTRA's functions with doctors; the group ``FGK10`` is left out, since it holds some of these once more."""
SHARED = ("general_practice", "emergency_primary_care")


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Doctors' årsverk in all functions → two services; the split by consultations is an assumption and stays."""
    base = {
        REGION_KOSTRA: COUNTRY_KOSTRA,
        "KOKavtaleform0000": "sum",
        METRIC: DOCTORS,
        PERIOD: str(BASE_YEAR),
    }
    total = sum(figure(cube, given.row, {**base, FUNCTION: function}) for function in FUNCTIONS)
    shares = levels_now(given, *SHARED) / levels_now(given, *SHARED).sum()
    note = (
        f"Legeårsverk i kommunene i {BASE_YEAR} ({number(total, 1)}, SSB {given.row.table}), delt mellom fastlege og "
        "legevakt som i forrige årgang. Kan overlappe helsestasjon og institusjon."
    )
    return put(given, {name: Level(total * shares[name], "assumption", note) for name in SHARED})
