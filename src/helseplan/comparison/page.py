"""The page that sets runs side by side: one HTML file that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helseplan.comparison import company, finding, markup, provenance, tables
from helseplan.comparison.figure import net_gap
from helseplan.comparison.parameters import differing, parameters_table
from helseplan.comparison.reading import LAST, Run
from helseplan.comparison.why import section
from helseplan.comparison.why.split import Split
from helseplan.report.pages import Content

_TWO_AT_A_TIME = (
    "Hva endringen i gapet kommer av, regnes for to kjøringer om gangen. Sammenlign dem parvis for å se det."
)
_NOT_DRAWN = "Ingen av kjøringene har regnet ut usikkerheten."


def page(runs: Sequence[Run], frame: pd.DataFrame, csv: str, split: Split | None = None) -> str:
    """Return the whole page.

    Args:
        runs: The runs, in the order of their columns.
        frame: What ``numbers.numbers`` returned for them.
        csv: Name of the CSV file beside the page.
        split: What the change in the gap between two runs comes from.
    """
    return markup.page(
        _content(runs, frame, split),
        heading=f"Sammenligning av {_count(len(runs))} kjøringer",
        finding=finding.sentence(runs),
        warnings=provenance.warnings(runs),
        named=("Kjøringer", [run.label for run in runs]),
        csv=(csv, "Alle tallene på siden, og flere år, i én fil"),
        sources="Kildene til tallene står i rapporten for hver kjøring.",
    )


def _content(runs: Sequence[Run], frame: pd.DataFrame, split: Split | None) -> Content:
    content, found = Content(), differing(runs)
    content.heading("Kjøringene side om side")
    content.add(markup.table(tables.summary(runs, frame)))
    content.heading(f"Nettogapet fram mot {LAST}")
    content.add(markup.figure(net_gap(runs)))
    content.heading(f"Gapet for hver gruppe i {LAST}")
    content.add(markup.table(tables.by_group(runs, frame)))
    if split:
        section.add(content, split, runs[0].label, runs[1].label)
    else:
        content.heading("Hvorfor gapet er et annet")
        content.add(f"<p>{_TWO_AT_A_TIME}</p>")
    content.heading("Hva tiltakene gir")
    shared = any(run.measured.shares for run in runs)
    content.add(markup.table(company.shares(runs, frame)) if shared else f"<p>{_none(runs)}</p>")
    content.heading("Usikkerheten")
    drawn = company.has_draws(runs)
    content.add(markup.table(company.uncertainty(runs, frame)) if drawn else f"<p>{_NOT_DRAWN}</p>")
    content.heading("Forutsetninger som er ulike")
    if found:
        content.add(markup.table(parameters_table(runs, found)))
    else:
        content.add("<p>Ingen: alle parametrene har den samme verdien i alle kjøringene.</p>")
    content.heading("Opphav")
    content.add(markup.table(provenance.origins(runs)))
    return content


def _none(runs: Sequence[Run]) -> str:
    if all(run.measured.known and not run.measured.carried_out for run in runs):
        return "Alle kjøringene er uten tiltak."
    return "Ingen av kjøringene har regnet ut hva hvert tiltak gir."


def _count(number: int) -> str:
    return ("to", "tre", "fire", "fem", "seks", "sju", "åtte")[number - 2]
