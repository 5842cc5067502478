"""What the runs were made of, side by side, and what besides parameters may separate them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from helseplan import formats
from helseplan.comparison.finding import listed
from helseplan.comparison.origin import components, mark, shared_stages, unlike
from helseplan.comparison.reading import Run
from helseplan.comparison.rows import columns, texts
from helseplan.report.display import Table

_SHOWN_FILES = 3


def origins(runs: Sequence[Run]) -> Table:
    """What each run was made of, and whether it is the same as for the first run."""
    stages = shared_stages([run.origin for run in runs])
    data = [components(run.origin, "data", stages) for run in runs]
    code = [components(run.origin, "code", stages) for run in runs]
    packages = [run.origin.packages for run in runs]
    rows = [
        texts("Datagrunnlag", [run.vintage for run in runs]),
        texts("Data, avtrykk", [mark(items) for items in data], _likeness(data)),
        texts("Programkode, avtrykk", [mark(items) for items in code], _likeness(code)),
        texts("Python", [items.get("python", "") for items in packages]),
        texts("Pakker, avtrykk", [mark(items) for items in packages], _likeness(packages)),
        texts("Ferdig kjørt", [formats.moment(run.origin.finished) for run in runs]),
    ]
    return Table(
        "sammenligning-opphav",
        "Hva kjøringene er laget av",
        columns("Opphav", [run.label for run in runs], None),
        pd.DataFrame(rows),
        note=(
            "Et avtrykk er de første tolv tegnene av SHA-256 over filenes innhold: det samme avtrykket betyr "
            "det samme innholdet. Data og programkode gjelder trinnene bak tallene på denne siden."
        ),
    )


def warnings(runs: Sequence[Run]) -> list[str]:
    """Say in Norwegian what besides parameters may separate the runs; empty when nothing does."""
    found = []
    vintages = dict.fromkeys(run.vintage for run in runs)
    stages = shared_stages([run.origin for run in runs])
    if len(vintages) > 1:
        found.append(
            f"Kjøringene bygger på ulike datagrunnlag: {listed(list(vintages))}. "
            "Forskjellene skyldes da også dataene, ikke bare forutsetningene."
        )
    elif _differs(runs, "data", stages):
        found.append(f"Dataene i «{runs[0].vintage}» er endret mellom kjøringene. De bør kjøres på nytt.")
    if _differs(runs, "code", stages):
        found.append(
            "Kjøringene er laget med ulike versjoner av programmet. Forskjellene kan skyldes modellen, "
            "ikke bare forutsetningene. Kjør dem på nytt med den samme versjonen."
        )
    if len({run.benchmarked for run in runs}) > 1:
        found.append(
            "Noen av kjøringene er avstemt mot publiserte tall, andre er det ikke. "
            "Hver kjøring vises på sin egen bane."
        )
    return found


def _likeness(items: Sequence[Mapping[str, str]]) -> list[str]:
    """Say for each run after the first whether its items are those of the first, or which are not."""
    said = [""]
    for other in items[1:]:
        changed = unlike(items[0], other)
        if not items[0] or not other:
            said.append("ikke kjent")
        elif not changed:
            said.append("lik den første")
        else:
            more = f" og {len(changed) - _SHOWN_FILES} til" if len(changed) > _SHOWN_FILES else ""
            said.append("ulik den første: " + ", ".join(changed[:_SHOWN_FILES]) + more)
    return said


def _differs(runs: Sequence[Run], kind: str, stages: Sequence[str]) -> bool:
    found = [components(run.origin, kind, stages) for run in runs]
    return any(items != found[0] for items in found)
