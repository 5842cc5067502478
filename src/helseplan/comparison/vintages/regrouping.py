"""What can be compared of a series that has another grouping, or is for another year, in the two vintages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

SUMMED = ("persons", "aarsverk")
"""Columns that may be added up over ages."""
AGES = ("age_from", "age_to")
Pair = tuple[pd.DataFrame, pd.DataFrame]


def shared(first: pd.DataFrame, other: pd.DataFrame, keys: Sequence[str]) -> float:
    """Return the rows that both have, as a share of the rows in the larger one."""
    one, two = (pd.MultiIndex.from_frame(frame[list(keys)].astype(str)) for frame in (first, other))
    return len(one.intersection(two)) / max(len(one), len(two), 1)


def comparable(first: pd.DataFrame, other: pd.DataFrame, keys: Sequence[str]) -> tuple[Pair, list[str], str]:
    """Return frames with the same kind of rows, the key of their rows, and one Norwegian sentence on what they are.

    The year is left out of the key when each holds one. Amounts are added up to the broadest age bands that both can
    be divided in, or over what they do not share. Rates are compared where a band is the same in both; the rest is
    left out.

    Returns:
        The two frames; the columns that a row is known by; the sentence, empty when nothing can be compared.
    """
    kept, said, one, two = list(keys), "", first, other
    years = [sorted(set(frame["year"])) if "year" in keys else [] for frame in (first, other)]
    if all(len(each) == 1 for each in years) and years[0] != years[1]:
        kept.remove("year")
        said = f"Tall for {years[0][0]} er sammenlignet med tall for {years[1][0]}."
    if set(AGES) <= set(kept) and not _same_bands(one, two) and (amounts := _amounts(one, two)):
        starts = sorted(set(one["age_from"]) & set(two["age_from"]))
        if starts and starts[0] == min(one["age_from"].min(), two["age_from"].min()):
            one, two = (_banded(frame, kept, amounts, starts) for frame in (one, two))
            said = f"{said} Tallene er summer i aldersgrupper som begge kan deles i.".strip()
    elif not set(AGES) & set(kept) and not said and (amounts := _amounts(one, two)):
        over: list[str] = [name for name in ("year", "sex") if name in kept]
        if over:
            one, two = (
                frame.groupby(over, as_index=False, observed=True)[amounts].sum() for frame in (one, two)
            )
            kept, said = over, "Tallene er summer for hvert år" + (" og kjønn." if "sex" in over else ".")
    common = shared(one, two, kept)
    return (one, two), kept, (said or "Bare rader som er i begge, er sammenlignet.") if common else ""


def _same_bands(one: pd.DataFrame, two: pd.DataFrame) -> bool:
    bands = [set(map(tuple, frame[list(AGES)].to_numpy())) for frame in (one, two)]
    return bands[0] == bands[1]


def _amounts(one: pd.DataFrame, two: pd.DataFrame) -> list[str]:
    return [name for name in SUMMED if name in one and name in two]


def _banded(frame: pd.DataFrame, keys: Sequence[str], amounts: list[str], starts: list[int]) -> pd.DataFrame:
    """Add up amounts from each of the ages to the next."""
    place = np.searchsorted(starts, frame["age_from"].to_numpy(), side="right") - 1
    last = [start - 1 for start in starts[1:]] + [_OPEN]
    banded = frame.assign(age_from=np.asarray(starts)[place], age_to=np.asarray(last)[place])
    return banded.groupby(list(keys), as_index=False, observed=True)[amounts].sum()


_OPEN = 105
"""Where the last band ends, which is open."""
