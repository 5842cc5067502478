"""What the efficiency models accept, and one clear message for each thing they refuse."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Rts = Literal["crs", "vrs", "nirs", "ndrs", "fdh"]
Orientation = Literal["input", "output"]

INPUT_NAME = "innsatsfaktor"
OUTPUT_NAME = "produkt"


class DeaError(ValueError):
    """Data or settings that cannot be used; the message (Norwegian) says what, where and how to mend."""


class FarApartError(DeaError):
    """A unit that cannot be measured against the others.

    Attributes:
        row: Its row, counted from 0.
        in_reference: Whether the row is in the reference set.
        reason: What is wrong, without the row.
    """

    def __init__(self, row: int, reason: str, *, in_reference: bool) -> None:
        table = "referansesettet" if in_reference else "enhetene"
        super().__init__(f"Rad {row} (telt fra 0) i {table} {reason}")
        self.row, self.reason, self.in_reference = row, reason, in_reference


def check_settings(rts: str, orientation: str) -> None:
    """Refuse returns to scale and orientations that do not exist.

    Raises:
        DeaError: The name is unknown; the message lists those that exist.
    """
    for name, value, known in (
        ("rts", rts, get_args(Rts)),
        ("orientation", orientation, get_args(Orientation)),
    ):
        if value not in known:
            raise DeaError(f"Ukjent {name}: {value!r}. Velg blant: {', '.join(known)}.")


def check_units(X: npt.ArrayLike, Y: npt.ArrayLike, suffix: str = "") -> tuple[FloatArray, FloatArray]:
    """Turn inputs and outputs into two arrays with one row per unit, or say why they cannot be used.

    Args:
        X: Inputs, units × inputs, any unit of measurement, zero or positive.
        Y: Outputs, units × outputs, likewise.
        suffix: Added to the names X and Y in messages.

    Returns:
        Two float arrays with the same number of rows.

    Raises:
        DeaError: Not numbers, wrong shape, no units, different numbers of units, a missing, non-finite or
            negative value, or a unit whose inputs or outputs are all zero.
    """
    x = _check_table(X, f"X{suffix}", INPUT_NAME)
    y = _check_table(Y, f"Y{suffix}", OUTPUT_NAME)
    if len(x) != len(y):
        raise DeaError(
            f"X{suffix} har {len(x)} enheter og Y{suffix} har {len(y)}. "
            "Rad for rad må de to tabellene gjelde de samme enhetene."
        )
    return x, y


def check_reference(reference: object, inputs: int, outputs: int) -> tuple[FloatArray, FloatArray]:
    """Check a separate reference set as `check_units` does, and that its columns match the units'.

    Raises:
        DeaError: As `check_units`, or not a pair, or another number of inputs or outputs.
    """
    if not isinstance(reference, tuple | list) or len(reference) != 2:
        raise DeaError("reference må være et par (X_ref, Y_ref).")
    x, y = check_units(reference[0], reference[1], "_ref")
    for name, found, expected in (("X", x.shape[1], inputs), ("Y", y.shape[1], outputs)):
        if found != expected:
            raise DeaError(
                f"{name}_ref har {found} kolonner, men {name} har {expected}. "
                "Referansesettet må ha de samme kolonnene i samme rekkefølge."
            )
    return x, y


def as_floats(values: object, name: str) -> FloatArray:
    """Convert to a float array of any shape; masked cells become NaN so that they are seen.

    Raises:
        DeaError: Something is not a number, or the rows differ in length.
    """
    try:
        if np.ma.isMaskedArray(values):
            values = np.ma.filled(np.ma.asarray(values, dtype=np.float64), np.nan)
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DeaError(
            f"{name} lar seg ikke lese som en tabell med tall ({error}). "
            "Alle rader må være like lange og bare inneholde tall."
        ) from error


def check_values(table: FloatArray, name: str) -> None:
    """Refuse missing, non-finite and negative values, naming the first place.

    Raises:
        DeaError: With the position (counted from 0) and the value found.
    """
    for bad, rule in (
        (~np.isfinite(table), "Alle verdier må være endelige tall, ingen kan mangle."),
        (table < 0, "Negative verdier kan ikke brukes; alle verdier må være null eller positive."),
    ):
        if bad.any():
            place = np.argwhere(bad)[0]
            where = ", ".join(str(i) for i in place)
            raise DeaError(
                f"{name}[{where}] er {table[tuple(place)]} (telt fra 0; {int(bad.sum())} i alt). {rule} "
                "Rett verdien eller utelat enheten."
            )


def _check_table(values: npt.ArrayLike, name: str, column_name: str) -> FloatArray:
    table = as_floats(values, name)
    if table.ndim != 2:
        raise DeaError(
            f"{name} har {table.ndim} dimensjoner, ventet 2: enheter i radene, {column_name}er i kolonnene. "
            f"Er det bare én kolonne, bruk {name}.reshape(-1, 1)."
        )
    if table.shape[0] == 0:
        raise DeaError(f"{name} har ingen enheter (ingen rader).")
    if table.shape[1] == 0:
        raise DeaError(f"{name} har ingen kolonner. Minst én {column_name} trengs.")
    check_values(table, name)
    empty = np.flatnonzero(~table.any(axis=1))
    if len(empty):
        raise DeaError(
            f"{name} har bare nuller i rad {', '.join(str(i) for i in empty)} (telt fra 0). "
            f"Hver enhet må ha minst én {column_name} større enn null. Utelat enheten."
        )
    return table
