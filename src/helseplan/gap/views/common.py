"""What the views of the gap stage share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import codes, labels, plurals
from helseplan.gap.uncertainty import ALL

if TYPE_CHECKING:
    from helseplan.session import StageRun

Frames = dict[str, pd.DataFrame]
MODELLED = codes("groups", modelled="true")
SUM = "De 14 gruppene"


def shown(result: Frames, name: str, run: StageRun) -> pd.DataFrame:
    """Return the rows of an artefact on the shown path."""
    frame = result[name]
    return frame[frame.path == run.shown_path]


def path_name(run: StageRun) -> str:
    """Name the shown path."""
    return "avstemt bane" if run.params.general.benchmark else "rå bane"


def group_name(code: str) -> str:
    """Return the Norwegian name of a group, or of all of them."""
    return SUM if code == ALL else labels("groups")[code]


def assumption_name(code: str) -> str:
    """Return the Norwegian name of an assumption; a code that is not in the classification stands as it is."""
    return labels("assumptions").get(code, code)


def listed(groups: Iterable[str]) -> str:
    """Name groups in running text."""
    names = [plurals("groups")[group] for group in groups]
    if len(names) > 1:
        return f"{', '.join(names[:-1])} og {names[-1]}"
    return names[0] if names else "ingen"
