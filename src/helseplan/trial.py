"""A trial computation of a vintage: what no rule about the data alone can see."""

from __future__ import annotations

import tempfile
from pathlib import Path

from helseplan.calibrating import stale
from helseplan.errors import HelseplanError
from helseplan.executor.blas import one_thread_at_a_time
from helseplan.params import frozen, load
from helseplan.session import compute_all
from helseplan.vintages import open_vintage
from helseplan.vintages.check import Problem

REFERENCE = "referanse"


def compute_vintage(name: str) -> list[Problem]:
    """Compute every stage on a vintage with default parameters, and once more on its projection table if it has one.

    Returns:
        One problem when a stage cannot be computed, or when the calibration is not what the data give; else empty.
    """
    sources = ["engine", *(["table"] if open_vintage(name).has("projection_table") else [])]
    with one_thread_at_a_time()():
        return next((found for source in sources if (found := _tried(name, source))), []) or _calibrated(name)


def _calibrated(name: str) -> list[Problem]:
    """One problem when the calibrated series are not what the data give.

    A vintage that keeps an older benchmark keeps its calibration too; the supply stage has then tried the base year.
    """
    if open_vintage(name).has("anchors"):
        return []
    try:
        error: HelseplanError | None = stale(name)
    except HelseplanError as raised:
        error = raised
    return [Problem(error.what, error.where, error.fix, error.expected, error.found)] if error else []


def _tried(name: str, source: str) -> list[Problem]:
    params = load(REFERENCE, [f"demography.source={source}"])
    with tempfile.TemporaryDirectory(prefix="helseplan-") as scratch:
        folder = Path(scratch)
        (folder / "params.yml").write_text(frozen(name, REFERENCE, params), encoding="utf-8")
        try:
            compute_all(folder, name, params)
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
