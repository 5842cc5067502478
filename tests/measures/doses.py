"""Short ways to say what is carried out."""

from __future__ import annotations

import numpy as np

from helseplan.measures.packages import Doses
from helseplan.measures.study import Study


def only(study: Study, level: float = 1.0, **intensity: float) -> Doses:
    """One draw in which these measures are carried out and no others."""
    names = study.catalogue.names
    assert set(intensity) <= set(names)
    return Doses(
        np.array([[intensity.get(name, 0.0) for name in names]]), np.full((1, len(names)), float(level))
    )


def rows(doses: Doses, count: int) -> Doses:
    """The same draw several times."""
    return Doses(np.repeat(doses.intensity, count, axis=0), np.repeat(doses.level, count, axis=0))
