"""The page that sets two vintages side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helseplan.comparison import markup
from helseplan.comparison.vintages import headlines as h
from helseplan.comparison.vintages import sources, tables
from helseplan.comparison.vintages.series import Change
from helseplan.comparison.why import section
from helseplan.comparison.why.split import Split
from helseplan.comparison.why.views import sentences
from helseplan.fetching.origin import Origin
from helseplan.report.pages import Content
from helseplan.vintages import Vintage

_EARLIER_STEP = (
    "Steget fra SSBs framskriving fra 2019 til planens står i kapittel 2.1 og 2.3 i rapporten, "
    "så langt kildene rekker."
)


@dataclass(frozen=True)
class Found:
    """Everything a comparison of two vintages has found.

    Attributes:
        vintages: The two.
        origins: How each came about, when it was fetched.
        changes: The changed series.
        numbers: What the reference run gives on each.
        split: What the change in the gap comes from.
    """

    vintages: tuple[Vintage, Vintage]
    origins: tuple[Origin | None, Origin | None]
    changes: Sequence[Change]
    numbers: tuple[h.Headlines, h.Headlines]
    split: Split


def page(found: Found, csv: str) -> str:
    """Return the whole page.

    Args:
        found: What was found.
        csv: Name of the CSV file beside the page.
    """
    names = [vintage.name for vintage in found.vintages]
    return markup.page(
        content(found),
        heading="Sammenligning av to årganger",
        finding=" ".join(sentences(found.split, *names)),
        warnings=_warnings(found),
        named=("Årganger", names),
        csv=(csv, "Alle tallene på siden, og alle endrede tall i seriene, i én fil"),
        sources="Kildene til tallene står under Datakilder i rapporten for en kjøring på hver årgang.",
    )


def content(found: Found) -> Content:
    """Return the body of the page."""
    body, first, other = Content(), *(vintage.name for vintage in found.vintages)
    body.heading("Hovedtallene side om side")
    body.add(markup.table(tables.numbers(found.vintages, found.numbers)))
    section.add(body, found.split, first, other, tell=not found.split.shares)
    body.add(f"<p>{_EARLIER_STEP}</p>")
    body.heading("Gapet for hver gruppe")
    body.add(markup.table(tables.groups(found.vintages, found.numbers)))
    body.heading("Serier som er endret")
    _series(body, found)
    body.heading("Hvor tallene kommer fra")
    body.add(markup.table(tables.origins(found.vintages, found.origins)))
    if any(origin and origin.tables for origin in found.origins):
        body.add(markup.table(tables.fetched(found.origins, found.vintages)))
    if other_sources := sources.differing(found.vintages):
        body.add(markup.table(sources.table(found.vintages, other_sources)))
    else:
        body.add("<p>Alle seriene har de samme kildene i begge årgangene.</p>")
    return body


def _series(body: Content, found: Found) -> None:
    if not found.changes:
        body.add("<p>Ingen: alle seriene er like i de to årgangene.</p>")
        return
    one_percent = found.numbers[0].value(h.DEMAND) / 100
    body.add(markup.table(tables.series(found.changes, found.vintages, one_percent)))
    for change in found.changes:
        if len(change.cells):
            body.add(markup.table(tables.cells(change, found.vintages)))


def _warnings(found: Found) -> list[str]:
    told = []
    for vintage, origin in zip(found.vintages, found.origins, strict=True):
        if origin and origin.kept:
            told.append(
                f"I «{vintage.name}» kunne ikke alle tabellene hentes: {_reasons(origin)}. "
                f"Seriene deres er de samme som i «{origin.parent}»."
            )
    return told


def _reasons(origin: Origin) -> str:
    return "; ".join(f"{row} ({why.rstrip('.')})" for row, why in origin.kept.items())
