"""The plan's own sums: table 2.2, the reconciliation in words, and the bridge from SSB's older gap."""

from __future__ import annotations

import pandas as pd

from helseplan.classifications import codes
from helseplan.formats import to_hundreds

ANCHORS = (2025, 2030, 2035, 2040)
LAST = 2040


def printed_gap(plan: pd.DataFrame) -> pd.DataFrame:
    """Return table 2.2: groups × years, årsverk, negative = shortage."""
    table = plan[(plan.table == "2.2") & (plan.row == "gap")].pivot(
        index="group", columns="year", values="value"
    )
    return table.reindex(codes("groups", modelled="true"))


def printed(plan: pd.DataFrame, row: str, year: int) -> float:
    """Return a total the plan prints, årsverk."""
    return float(plan[(plan.row == row) & (plan.year == year)].value.iloc[0])


def beside(gap: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Set table 2.2 beside both paths, the model rounded to hundreds as the plan is, before they are compared.

    Returns:
        group, year, printed, raw, benchmarked, raw_off and benchmarked_off (model − plan), årsverk.
    """
    table = printed_gap(plan)
    rows = table.stack().rename("printed").reset_index()
    keys = pd.MultiIndex.from_frame(rows[["group", "year"]])
    for path in ("raw", "benchmarked"):
        own = gap[gap.path == path].set_index(["group", "year"]).gap_aarsverk.map(to_hundreds)
        rows[path] = own.reindex(keys).to_numpy() + 0.0  # no minus nought
        rows[f"{path}_off"] = rows[path] - rows.printed
    return rows


def sums(rows: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Return for each year the printed sum, the sum of the printed rows, their difference and the model's sums.

    Args:
        rows: What :func:`beside` returns.
        plan: The series ``plan_tables``.
    """
    summed = rows.groupby("year")[["printed", "raw", "benchmarked"]].sum().rename(columns={"printed": "rows"})
    summed.insert(0, "printed", [printed(plan, "gap_printed_sum", year) for year in summed.index])
    return summed.assign(off=summed.printed - summed.rows).reset_index()


def reconciliation(plan: pd.DataFrame) -> pd.DataFrame:
    """Return demand + shortage in 2024 − supply with the plan's own numbers, and the gap it prints.

    Returns:
        label, aarsverk, place.
    """
    named = (
        ("Etterspørsel etter de 14 gruppene i 2040", "demand_groups_14", LAST, 1),
        ("+ mangelen på 2024-nivå", "base_shortage", 2024, 1),
        ("− tilbud fra de 14 gruppene i 2040", "supply_groups_14", LAST, -1),
    )
    found = [
        (label, sign * printed(plan, row, year), place_of(plan, row, year))
        for label, row, year, sign in named
    ]
    total = sum(value for _, value, _ in found)
    shown = -printed(plan, "gap_printed_sum", LAST)
    rows = [
        *found,
        ("= gap, regnet av planens tall", total, ""),
        ("Gap i 2040, trykt sum", shown, place_of(plan, "gap_printed_sum", LAST)),
        ("Forskjell", shown - total, ""),
    ]
    return pd.DataFrame(rows, columns=["label", "aarsverk", "place"])


def bridge(plan: pd.DataFrame, older: float) -> pd.DataFrame:
    """Return the way from SSB's older gap to the plan's, as far as it can be numbered.

    Args:
        plan: The series ``plan_tables``.
        older: What the older population path does to our model's demand for the 14 groups in 2040, årsverk.

    Returns:
        label, aarsverk (shortage, positive; a change from the old to the new), quality.
    """
    old, new = -printed(plan, "old_gap", LAST), -printed(plan, "gap_printed_sum", LAST)
    rows = [
        ("Gap i 2040, SSB 2023 (basisår 2019)", old, "published"),
        ("Nyere befolkningsframskriving, på vår bane", -older, "assumption"),
        ("Ikke fordelt i kildene", new - old + older, "derived"),
        ("Gap i 2040, planen (basisår 2024)", new, "published"),
        ("Samlet endring", new - old, "derived"),
    ]
    return pd.DataFrame(rows, columns=["label", "aarsverk", "quality"])


def place_of(plan: pd.DataFrame, row: str, year: int) -> str:
    """Return where in the plan a total stands."""
    return str(plan[(plan.row == row) & (plan.year == year)].place.iloc[0])
