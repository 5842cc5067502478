"""The columns of an analysis: which play which part, and one clear message for each mistake in naming them."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from helseplan.errors import DataError, ParameterError


@dataclass(frozen=True)
class Columns:
    """Which column plays which part.

    Attributes:
        id: Identity of the unit.
        inputs: Inputs, at least one.
        outputs: Outputs, at least one.
        period: Period, or None when the table holds one cross-section.
    """

    id: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    period: str | None = None

    def __post_init__(self) -> None:
        """Refuse parts that are empty or share a column.

        Raises:
            ParameterError: No inputs or outputs, or a column with two parts.
        """
        for part, names in (("inputs", self.inputs), ("outputs", self.outputs)):
            if not names:
                raise ParameterError("Minst én kolonne trengs.", where=part, fix=f"Oppgi kolonner i {part}.")
        if self.period == "":
            raise ParameterError("Kolonnen for periode har ikke noe navn.", where="period")
        for name, times in Counter(self.texts + self.numbers).items():
            if times > 1:
                raise ParameterError(
                    f"Kolonnen «{name}» er brukt {times} ganger.",
                    where="id, period, inputs og outputs",
                    expected="at hver kolonne har én rolle",
                    fix="Bruk kolonnen ett sted.",
                )

    @property
    def texts(self) -> tuple[str, ...]:
        """Identity and, where there is one, period."""
        return (self.id,) if self.period is None else (self.id, self.period)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Inputs followed by outputs."""
        return self.inputs + self.outputs


def composed(name: str) -> str:
    """Strip a name, and write å as one character: some systems store it as a and a ring."""
    return unicodedata.normalize("NFC", name.strip())


def split_names(text: str, option: str) -> tuple[str, ...]:
    """Split a comma-separated list of column names; a name with a comma stands in double quotes.

    Raises:
        ParameterError: A name is empty.
    """
    names = tuple(composed(name) for name in next(csv.reader([text], skipinitialspace=True), []))
    if not names or not all(names):
        raise ParameterError(
            "Et kolonnenavn mangler.", where=option, found=text, fix="Skriv navnene med komma mellom: a,b,c."
        )
    return names


def check_present(wanted: Iterable[str], found: Sequence[Hashable], where: str) -> None:
    """Refuse a table that lacks a column, or has it twice.

    Raises:
        DataError: The message lists the columns found.
    """
    for name in wanted:
        times = list(found).count(name)
        if times == 0:
            raise DataError(
                f"Kolonnen «{name}» finnes ikke.",
                where=where,
                found=", ".join(str(column) for column in found if str(column)) or "ingen kolonner",
                fix="Skriv navnet som i filen, også store og små bokstaver. Et navn med komma settes i anførselstegn.",
            )
        if times > 1:
            raise DataError(
                f"Kolonnen «{name}» finnes {times} ganger.", where=where, fix="Gi kolonnene ulike navn."
            )
