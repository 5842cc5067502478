"""The section of a page that says why the gap is another."""

from __future__ import annotations

from html import escape

from helseplan.comparison import markup
from helseplan.comparison.reading import LAST
from helseplan.comparison.why import views
from helseplan.comparison.why.split import Split
from helseplan.formats import tight
from helseplan.report.pages import Content


def add(body: Content, split: Split, first: str, other: str, *, tell: bool = True) -> None:
    """Add the section.

    Args:
        body: The page's body.
        split: The split.
        first: Name of what stands first.
        other: Name of the other.
        tell: Whether to say the finding in words; not needed on a page that begins with it.
    """
    body.heading(f"Hvorfor gapet i {LAST} er et annet" if split.moved else f"Hvorfor gapet i {LAST} er likt")
    for text in views.sentences(split, first, other) if tell else ():
        body.add(f"<p>{escape(tight(text))}</p>")
    if split.unknown or not split.moved:
        return
    if len(split.shares) > 1 and abs(split.net()) >= views.NOUGHT:
        body.add(markup.figure(views.figure(split, first, other)))
    body.add(markup.table(views.table(split)))
    if any(split.changed.get(player) for player in split.shares):
        body.add(markup.table(views.series(split)))
