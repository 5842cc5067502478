"""HTML of a comparison: one file that needs nothing beside it, whatever is compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from importlib.metadata import version
from urllib.parse import quote

from markupsafe import Markup

from helseplan.formats import tight
from helseplan.paths import TEMPLATE
from helseplan.report import html
from helseplan.report.display import Figure, Table
from helseplan.report.pages import Content, templates
from helseplan.runner.keys import DISTRIBUTION

GENERATOR = "helseplan compare"
"""Marks a page as one that this command may write over."""

_TEXT = re.compile(r"(?<=>)[^<>]+(?=<)")
_LONG = re.compile(r"[\w./-]{16,}")
"""Names, paths and checksums that a narrow column has no room for; shorter words and numbers are left whole."""
_JOINT = re.compile(r"(?<=[^\W\d])([_./])(?=[^\W\d])")


def page(
    content: Content,
    *,
    heading: str,
    finding: str,
    warnings: Sequence[str],
    named: tuple[str, Sequence[str]],
    csv: tuple[str, str],
    sources: str,
) -> str:
    """Return a whole page.

    Args:
        content: Its body.
        heading: The h1.
        finding: What was found, plain text.
        warnings: What besides may separate what is compared, plain text.
        named: What is compared, in the plural, and the names.
        csv: Name of the CSV file beside the page, and what it holds.
        sources: Where the sources of the figures are told, one sentence.
    """
    return (
        templates()
        .get_template("comparison.html.j2")
        .render(
            generator=GENERATOR,
            heading=heading,
            finding=tight(finding),
            warnings=warnings,
            sections=content.ids.sections,
            content=Markup(content.body),
            what=named[0],
            names=named[1],
            version=version(DISTRIBUTION),
            style=Markup((TEMPLATE / "report.css").read_text(encoding="utf-8")),
            csv=quote(csv[0]),
            holds=csv[1],
            sources=sources,
        )
    )


def table(table: Table) -> str:
    """A table with its note, without a file of its own."""
    return (
        f'<div class="table" id="{table.id}">\n{_breakable(html.table_html(table))}'
        f"{html.note_html(table.note)}{html.badges(table.quality)}</div>"
    )


def figure(figure: Figure) -> str:
    """A figure with the numbers behind it, as in the report, but without a file of its own."""
    return (
        f'<figure id="{figure.id}">\n<figcaption>{escape(figure.title)}</figcaption>\n'
        f'<div class="plot{" narrow" if figure.narrow else ""}" tabindex="0">\n{figure.svg()}\n</div>\n'
        f"{html.note_html(figure.note)}{html.badges(figure.quality)}"
        f'<details class="data"><summary>Tallene bak figuren</summary>\n'
        f"{_breakable(html.table_html(figure.table))}</details>\n</figure>"
    )


def _breakable(markup: str) -> str:
    """Let long names break after ``_``, ``.`` and ``/`` between letters, so that columns stay narrow."""

    def broken(text: re.Match[str]) -> str:
        return _LONG.sub(lambda name: _JOINT.sub(r"\1<wbr>", name[0]), text[0])

    return _TEXT.sub(broken, markup)
