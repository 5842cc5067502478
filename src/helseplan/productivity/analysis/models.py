"""The declared efficiency models: which inputs are held against which outputs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """One choice of inputs and outputs.

    Attributes:
        code: Code in parameters and artefacts.
        label: Norwegian label.
        inputs: Columns that are used up.
        outputs: Columns that are produced.
    """

    code: str
    label: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    @property
    def needed_units(self) -> int:
        """The rule of thumb for the fewest units: the larger of m·s and 3·(m + s).

        Source: Cooper, Seiford and Tone (2007), Data Envelopment Analysis, 2nd ed.
        """
        m, s = len(self.inputs), len(self.outputs)
        return max(m * s, 3 * (m + s))

    def data(self, wide: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
        """Return inputs and outputs as arrays, units × columns, in the frame's order."""
        return wide[list(self.inputs)].to_numpy(dtype=np.float64), wide[list(self.outputs)].to_numpy(
            dtype=np.float64
        )


_GROUPS = ("aarsverk_specialist_doctors", "aarsverk_all_nurses", "aarsverk_other")
MODELS: dict[str, Model] = {
    model.code: model
    for model in (
        Model("staff_groups", "Tre personellgrupper", _GROUPS, ("discharges_somatic",)),
        Model("staff_total", "Årsverk i alt", ("aarsverk_total",), ("discharges_somatic",)),
        Model("staff_beds", "Årsverk og senger", ("aarsverk_total", "beds_somatic"), ("discharges_somatic",)),
        Model(
            "staff_bed_days",
            "Utskrivninger og liggedøgn",
            ("aarsverk_total",),
            ("discharges_somatic", "bed_days_somatic"),
        ),
    )
}
VARIABLES: dict[str, tuple[str, str]] = {
    "aarsverk_specialist_doctors": ("Legespesialister", "årsverk"),
    "aarsverk_all_nurses": ("Sykepleiere", "årsverk"),
    "aarsverk_other": ("Annet personell", "årsverk"),
    "aarsverk_total": ("Årsverk i alt", "årsverk"),
    "beds_somatic": ("Somatiske senger", "senger"),
    "discharges_somatic": ("Somatiske utskrivninger", "utskrivninger"),
    "bed_days_somatic": ("Somatiske liggedøgn", "liggedøgn"),
}
"""Norwegian label and unit of every column a model may use."""
