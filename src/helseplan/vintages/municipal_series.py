"""The contract of the optional series of municipal care: what the model of the plan's box 3.1 needs.

One row per municipality, year and item. A municipality may lack an item (SSB suppresses small numbers): the row is then
left out, never filled with nought. KOSTRA has no ``settlement_factor``: where no municipality has one, the model runs
on expenditure that is not adjusted for the settlement pattern.
"""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

from helseplan.contracts.columns import QUALITY, YEAR, choice, number, rule, table, text

UNITS = {
    "gross_operating_expenditure": "nok_1000",
    "employer_contribution": "nok_1000",
    "pension": "nok_1000",
    "settlement_factor": "ratio",
    "institution_bed_days": "days",
    "institution_residents_extensive_needs": "persons",
    "institution_single_rooms": "rooms",
    "home_nursing_hours": "hours",
    "practical_assistance_hours": "hours",
}
COST = ("gross_operating_expenditure", "employer_contribution", "pension")
CASE = ["region", "year"]


def municipality_numbers(frame: Any) -> bool:
    """Every region is a municipality's number."""
    return bool(frame.region.str.fullmatch(r"\d{4}").all())


def units_of_items(frame: Any) -> bool:
    """Each item has its own unit."""
    return bool((frame.item.map(UNITS) == frame.unit).all())


def cost_is_left(frame: Any) -> bool:
    """Gross expenditure is more than employer's contribution and pension together, wherever all three are there."""
    rows = frame.drop_duplicates([*CASE, "item"])
    cost = rows[rows.item.isin(COST)].pivot(index=CASE, columns="item", values="value")
    cost = cost.reindex(columns=list(COST)).dropna()
    return bool((cost.gross_operating_expenditure > cost.employer_contribution + cost.pension).all())


def factor_is_near_one(frame: Any) -> bool:
    """The settlement factor is a ratio to the country: between 0.5 and 3."""
    return bool(frame[frame.item == "settlement_factor"].value.between(0.5, 3).all())


def something_is_produced(frame: Any) -> bool:
    """No municipality has nought of everything it has a number for."""
    made = frame[~frame.item.isin((*COST, "settlement_factor"))]
    return bool((made.groupby(CASE).value.sum() > 0).all())


MUNICIPAL_SERIES: dict[str, pa.DataFrameSchema] = {
    "municipal_care": table(
        {
            "region": text(),
            "year": YEAR,
            "item": choice(*UNITS),
            "value": number(0),
            "unit": choice(*dict.fromkeys(UNITS.values())),
            "source": text(),
            "quality": QUALITY,
        },
        key=("region", "year", "item"),
        checks=[
            rule("region skal være et kommunenummer med fire sifre", municipality_numbers),
            rule("hver størrelse skal ha sin egen enhet", units_of_items),
            rule(
                "brutto driftsutgifter skal være større enn arbeidsgiveravgift og pensjon til sammen",
                cost_is_left,
            ),
            rule(
                "settlement_factor skal være et forholdstall mellom 0,5 og 3, der landet er 1",
                factor_is_near_one,
            ),
            rule("en kommune kan ikke ha null i all produksjon", something_is_produced),
        ],
    )
}
