"""What the command ``calibrate`` says: what calibration cost, how near it came, and how far it moved."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from helseplan.classifications import labels
from helseplan.errors import DataError
from helseplan.formats import number, percent
from helseplan.supply.calibrate import Calibration
from helseplan.vintages import Vintage

KEY = ["parameter", "group"]


def lines(found: Calibration, vintage: Vintage) -> Iterator[str]:
    """Say in a few lines of Norwegian what calibration found.

    Args:
        found: The calibration.
        vintage: The vintage as it stands, for comparison.
    """
    yield f"Årgangen {vintage.name} er kalibrert med {number(found.evaluations)} kjøringer av tilbudsmodellen."
    for row in found.targets[found.targets.target == "total"].itertuples():
        yield (
            f"  tilbud i {row.year}: {number(row.after)} årsverk, før kalibrering {number(row.before)}; "
            f"planen har {number(row.published)}"
        )
    gaps = found.targets[found.targets.target == "gap"]
    off = (gaps.after - gaps.published)[gaps.role == "target"]
    worst = gaps.loc[off.abs().idxmax()]
    yield (
        f"  største avvik i gapet blant målene: {number(off[worst.name], sign=True)} årsverk "
        f"({labels('groups')[worst.group].lower()} i {worst.year})"
    )
    kept = gaps[gaps.role == "test"]
    years = " og ".join(map(str, sorted(kept.year.unique())))
    yield (
        f"  gapet i {years}, som er holdt utenfor: "
        f"{number(np.sqrt(((kept.after - kept.published) ** 2).mean()))} årsverk i typisk avvik (kvadratisk middel)"
    )
    yield _moved(found, vintage)


def _moved(found: Calibration, vintage: Vintage) -> str:
    stored = _stored(vintage)
    if stored is None:
        return "  årgangen har ingen brukbare kalibrerte parametere fra før"
    change = largest_change(found.parameters, stored)
    name = " ".join(change.name).strip()
    return f"  største endring fra parametrene i årgangen: {percent(100 * change.change, 2)} ({name})"


def largest_change(own: pd.DataFrame, stored: pd.DataFrame) -> pd.Series:
    """Return the parameter that has moved the most; its name is (parameter, group), ``change`` is a share.

    The share is of the stored value, or of the prior's standard deviation where that is larger, so that a parameter
    near zero does not seem to move far.

    Args:
        own: Columns parameter, group, value and prior_sd.
        stored: Columns parameter, group and value.
    """
    both = own.set_index(KEY).assign(stored=stored.set_index(KEY).value)
    scale = np.maximum(both.stored.abs(), both.prior_sd)
    table = both.assign(change=(both.value - both.stored).abs() / scale)
    return table.loc[table.change.idxmax()]


def _stored(vintage: Vintage) -> pd.DataFrame | None:
    try:
        return vintage.read("supply_calibrated")
    except DataError:
        return None
