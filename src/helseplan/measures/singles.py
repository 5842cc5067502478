"""Each measure alone beside its published effect, counted as the published effect is counted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helseplan.chain.opening import published_case
from helseplan.measures.packages import Doses
from helseplan.measures.study import Study

CONSTRUCTED = ("moved", "saved_time", "weekend_work")
"""Transformations of effects that the source gives as årsverk only: the model meets the number because it starts from
it."""
COMPARED = {
    "moved": "origins",
    "productivity": "narrow",
    "saved_time": "all_staff",
    "less_activity": "all_staff",
}
"""Transformation → whose årsverk the published effect is; of the 14 groups when not said."""
CASES = {
    "later_exit": "later_exit_1",
    "participation_60": "participation_relative",
    "sick_leave": "sick_leave_10",
    "position_size": "position_size",
    "education_population": "education_population",
    "education_more": "education_more",
}
"""Transformation → the case of the supply stage whose reason for a difference it shares."""
REASONS = {
    "productivity": (
        "Modellens tall gjelder alt personell i offentlig finansierte tjenester, med full virkning hvert år fra "
        "basisåret. Planen oppgir ikke regnemåten: at modellen er forenlig med tallet i referansebanen, viser ikke at "
        "planen er regnet slik. For de 14 gruppene, som gapet gjelder, er virkningen mindre."
    ),
    "less_activity": (
        "Modellen har omtrent like mange årsverk i spesialisthelsetjenesten i 2040 som planens tall svarer til."
    ),
    "saved_time": "Kilden har bare et antall årsverk; modellen er satt slik at tiltaket alene gir det.",
    "moved": "Kilden har bare et antall årsverk; modellen er satt slik at tiltaket alene gir det.",
    "weekend_work": "Kilden har bare et antall årsverk; modellen er satt slik at tiltaket alene gir det.",
}


def singles(study: Study, published: pd.DataFrame) -> pd.DataFrame:
    """The artefact ``singles``.

    Args:
        study: The run.
        published: Each measure's published effect, see :func:`helseplan.measures.scenarios.published`.
    """
    count = len(study.catalogue.rows)
    parts = []
    for bound, level in (("low", 0.0), ("high", 1.0)):
        doses = Doses(np.eye(count), np.full((count, count), level))
        parts.append(_frame(study, doses, bound, published[bound].to_numpy()))
    return pd.concat(parts, ignore_index=True)


def _frame(study: Study, doses: Doses, bound: str, published: np.ndarray) -> pd.DataFrame:
    found, base = study.outcomes(doses, study.published), study.central
    rows = study.catalogue.rows
    effects = {
        "groups_14": (found.balance - base.balance)[..., -1].sum(axis=1),
        "all_staff": _all(study, found.supply, base.supply) + (base.all_staff - found.all_staff)[:, -1],
        "narrow": _all(study, found.supply, base.supply) + (base.narrow - found.narrow)[:, -1],
    }
    less = (base.demand - found.demand)[..., -1]
    effects["origins"] = np.array(
        [
            sum(less[place, study.chain.groups.index(group)] for group in row.origins)
            for place, row in enumerate(rows)
        ]
    )
    compared = [COMPARED.get(row.transformation, "groups_14") for row in rows]
    model = np.array([effects[name][place] for place, name in enumerate(compared)])
    return pd.DataFrame(
        {
            "measure": study.catalogue.names,
            "bound": bound,
            "published_aarsverk": published,
            **{f"{name}_aarsverk": values for name, values in effects.items()},
            "compared": compared,
            "model_aarsverk": model,
            "difference_aarsverk": model - published,
            "constructed": [row.transformation in CONSTRUCTED for row in rows],
            "reason": [_reason(row.transformation) for row in rows],
        }
    )


def _all(study: Study, found: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Change in supply in the last year; the staff outside the 14 groups have no supply in the model."""
    return np.asarray((found - base)[..., -1].sum(axis=1))


def _reason(transformation: str) -> str:
    if transformation in CASES:
        return published_case(CASES[transformation]).reason
    return REASONS[transformation]
