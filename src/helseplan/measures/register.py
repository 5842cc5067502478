"""Which measures an intensity may name; read without pandas, so that a run can be refused before it starts."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from helseplan.errors import ParameterError


def require_known(intensity: Mapping[str, float], register: Path) -> None:
    """Refuse intensities of measures that have no effect in årsverk in a stated year.

    Args:
        intensity: Measure → intensity.
        register: The vintage's ``measures.csv``.

    Raises:
        ParameterError: A name is unknown, or the measure has no effect to scale.
    """
    if not intensity:
        return
    with register.open(encoding="utf-8", newline="") as file:
        known = [
            row["measure"] for row in csv.DictReader(file) if row["unit"] == "aarsverk" and row["horizon"]
        ]
    for name in intensity:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            raise ParameterError(
                f"Tiltaket «{name}» har ingen effekt i årsverk i denne årgangen.",
                where="measures.intensity",
                expected="en av " + ", ".join(known),
                fix=f"Mente du «{close[0]}»?" if close else "Se measures.csv i årgangen.",
            )
