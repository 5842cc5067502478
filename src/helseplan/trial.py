"""A trial computation of a vintage: what no rule about the data alone can see."""

from __future__ import annotations

import tempfile
from pathlib import Path

from helseplan.errors import HelseplanError
from helseplan.params import Params, frozen
from helseplan.session import compute_all
from helseplan.vintages.check import Problem

REFERENCE = "referanse"


def compute_vintage(name: str) -> list[Problem]:
    """Compute every stage on a vintage with default parameters.

    Returns:
        One problem when a stage cannot be computed; empty when all can.
    """
    with tempfile.TemporaryDirectory(prefix="helseplan-") as scratch:
        folder = Path(scratch)
        (folder / "params.yml").write_text(frozen(name, REFERENCE, Params()), encoding="utf-8")
        try:
            compute_all(folder, name)
        except HelseplanError as error:
            return [Problem(error.what, error.where, error.fix, error.expected, error.found)]
        except (ValueError, KeyError, AttributeError, ArithmeticError, IndexError) as error:
            return [
                Problem(
                    f"Modellen kan ikke regnes med disse tallene: {error}",
                    name,
                    "Se etter nuller, manglende rader og verdier langt utenfor det rimelige i årgangens filer.",
                )
            ]
    return []
