"""Whom a measure touches, in as few words as say the same."""

from __future__ import annotations

import pandas as pd

from helseplan.classifications import codes, labels, table
from helseplan.measures.views.common import MODELLED, listed, lower, plural

ALL = "all"
SECTORS = {"specialist": "spesialisthelsetjenesten", "municipal": "kommunale tjenester"}
"""Sector of the services → what to call all of them."""


def touches(touched: pd.DataFrame, measure: str) -> str:
    """Return the groups and services a measure touches.

    Args:
        touched: The series ``measure_groups``.
        measure: Code of the measure.
    """
    own = touched[touched.measure == measure]
    groups, services = (list(own[own.dimension == name].code) for name in ("group", "service"))
    return f"{_groups(groups)}; {_services(services)}"


def _groups(found: list[str]) -> str:
    if not found or ALL in found:
        return "alle grupper"
    if set(found) >= set(MODELLED):
        rest = [plural(group) for group in found if group not in MODELLED]
        return listed(["de 14 gruppene", *rest])
    return listed([plural(group) for group in found])


def _services(found: list[str]) -> str:
    """Whole sectors and areas by their names, the rest one by one."""
    if not found or ALL in found:
        return "alle tjenester"
    left, names = set(found), []
    wholes = [(name, set(codes("services", sector=sector))) for sector, name in SECTORS.items()]
    wholes += [(lower(area), set(codes("services", area=code))) for code, area in labels("areas").items()]
    for name, inside in wholes:
        if inside and inside <= left:
            names.append(name)
            left -= inside
    names += [lower(row["label"]) for row in table("services") if row["code"] in left]
    return ", ".join(names)
