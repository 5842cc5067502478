"""The user's own base-year årsverk: what they leave for the service that takes the rest; read without pandas."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from pathlib import Path

from helseplan.errors import ParameterError
from helseplan.params.sections import RESIDUAL

ROUNDING = 1e-6


def left_for_residual(
    own: Mapping[str, float], aarsverk: Mapping[str, float], narrow: Collection[str]
) -> float:
    """Return the residual's årsverk when the narrow services keep their printed total.

    Args:
        own: Service → the user's årsverk.
        aarsverk: Service → the vintage's årsverk.
        narrow: The services of the narrow scope.

    Raises:
        ParameterError: The own figures leave less than nothing.
    """
    added = sum(value - aarsverk[service] for service, value in own.items() if service in narrow)
    left = aarsverk[RESIDUAL] - added
    if left < -ROUNDING:
        raise ParameterError(
            f"Egne årsverk i basisåret er {-left:.0f} større enn planens sum gir rom for.",
            where="demand.base_aarsverk",
            expected=f"at de smale tjenestene til sammen ikke øker med mer enn {aarsverk[RESIDUAL]:.0f}",
            found=f"en økning på {added:.0f}",
            fix="Sett ned en annen tjeneste like mye.",
        )
    return max(left, 0.0)


def require_room(own: Mapping[str, float], services: Path) -> None:
    """Check the user's figures against a vintage's ``services.csv`` before a run.

    Raises:
        ParameterError: The own figures leave less than nothing for the residual.
    """
    if not own or not services.is_file():
        return
    with services.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    narrow = {row["service"] for row in rows if row["scope"] == "narrow"}
    left_for_residual(own, {row["service"]: float(row["aarsverk"]) for row in rows}, narrow)
