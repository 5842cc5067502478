"""What the tables do not place: the plan's narrow total in the base year less the services that have a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.errors import DataError
from helseplan.fetching.mapping.given import BASE_YEAR
from helseplan.formats import number

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given

__all__ = ["REST", "narrow_total", "settle"]

REST = "unallocated"
DECIMALS = 6
"""The rest is rounded here, so that sums of decimals leave no dust."""


def narrow_total(plan: pd.DataFrame) -> float:
    """Return the årsverk of the publicly financed services in the base year (the plan's table 2.1).

    Raises:
        DataError: The series has no such row.
    """
    chosen = (
        (plan.table == "2.1") & (plan.row == "demand") & (plan.year == BASE_YEAR) & (plan.bound == "value")
    )
    rows = plan[chosen & (plan.service == "") & (plan.group == "")]
    if len(rows) != 1:
        what = f"Planens samlede årsverk i {BASE_YEAR} finnes ikke i serien plan_tables."
        raise DataError(
            what, where="plan_tables.csv", expected="én rad i tabell 2.1", found=f"{len(rows)} rader"
        )
    return float(rows.value.iloc[0])


def settle(services: pd.DataFrame, given: Given) -> pd.DataFrame:
    """Return the services with ``unallocated`` as the residual against the plan's narrow total, in årsverk.

    Raises:
        DataError: The services add up to more than the plan; those that grew most are named.
    """
    placed = services[(services.scope == "narrow") & (services.service != REST)]
    rest = round(narrow_total(given.series("plan_tables")) - float(placed.aarsverk.sum()), DECIMALS)
    if rest < 0:
        raise _too_much(placed, given, -rest)
    at = services.service == REST
    out = services.copy()
    out.loc[at, "aarsverk"] = rest
    out.loc[at, "quality"] = "derived"
    return out


def _too_much(placed: pd.DataFrame, given: Given, over: float) -> DataError:
    before = given.series("services").set_index("service").aarsverk
    growth = (placed.set_index("service").aarsverk - before).dropna().sort_values(ascending=False)
    grew = [f"{service} +{number(more)}" for service, more in growth.items() if more > 0]
    return DataError(
        f"Tjenestene summerer til {number(over)} årsverk mer enn planens samlede tall for {BASE_YEAR}.",
        where=f"{given.row.where}, tabell {given.row.table}",
        expected="et restledd på null eller mer (tjenesten unallocated)",
        found="størst økning: " + (", ".join(grew) or "ingen; summen var for stor fra før"),
        fix="Se om tabellen har fått et videre omfang enn planen, eller hent uten den med --partial.",
    )
