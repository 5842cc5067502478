"""Use of each service by sex and single age."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helseplan.ages import AGES, log_rates


def use_by_age(profile: pd.DataFrame, population: np.ndarray) -> np.ndarray:
    """Turn a profile in age bands into use per inhabitant by sex and single age.

    Positive profiles are smoothed on the log scale through the bands' mean ages and scaled so that every band keeps
    its published mean in the base population. A profile with a band of zero use is kept as steps.

    Args:
        profile: Columns sex, age_from, age_to, use; sex ``0`` holds for both.
        population: Persons in the base year, sex × age.

    Returns:
        Array 2 × 106.
    """
    both = profile[profile.sex == "0"]
    return np.stack(
        [
            _one_sex(both if len(both) else profile[profile.sex == sex], population[i])
            for i, sex in enumerate("12")
        ]
    )


def _one_sex(bands: pd.DataFrame, persons: np.ndarray) -> np.ndarray:
    bands = bands.sort_values("age_from")
    slices = [slice(row.age_from, row.age_to + 1) for row in bands.itertuples()]
    use = bands.use.to_numpy()
    if (use == 0).any():
        return np.concatenate(
            [np.full(len(AGES[band]), value) for band, value in zip(slices, use, strict=True)]
        )
    centres = np.array([np.average(AGES[band] + 0.5, weights=persons[band]) for band in slices])
    smooth = log_rates(centres, use)
    for band, value in zip(slices, use, strict=True):
        smooth[band] *= value / np.average(smooth[band], weights=persons[band])
    return smooth
