"""The page that sets runs side by side: one HTML file that needs nothing beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from importlib.metadata import version
from urllib.parse import quote

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from helseplan.comparison import company, finding, provenance, tables
from helseplan.comparison.figure import net_gap
from helseplan.comparison.parameters import differing, parameters_table
from helseplan.comparison.reading import LAST, Run
from helseplan.formats import tight
from helseplan.paths import TEMPLATE
from helseplan.report import html
from helseplan.report.display import Figure, Table
from helseplan.report.pages import Content
from helseplan.runner.keys import DISTRIBUTION

GENERATOR = "helseplan compare"
"""Marks a page as one that this command may write over."""

_TEXT = re.compile(r"(?<=>)[^<>]+(?=<)")
_LONG = re.compile(r"[\w./-]{16,}")
"""Names, paths and checksums that a narrow column has no room for; shorter words and numbers are left whole."""
_JOINT = re.compile(r"(?<=[^\W\d])([_./])(?=[^\W\d])")
_NOT_DRAWN = "Ingen av kjøringene har regnet ut usikkerheten."


def page(runs: Sequence[Run], frame: pd.DataFrame, csv: str) -> str:
    """Return the whole page.

    Args:
        runs: The runs, in the order of their columns.
        frame: What ``numbers.numbers`` returned for them.
        csv: Name of the CSV file beside the page.
    """
    content = _content(runs, frame)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("comparison.html.j2").render(
        generator=GENERATOR,
        heading=f"Sammenligning av {_count(len(runs))} kjøringer",
        finding=tight(finding.sentence(runs)),
        warnings=provenance.warnings(runs),
        sections=content.ids.sections,
        content=Markup(content.body),
        runs=[run.label for run in runs],
        version=version(DISTRIBUTION),
        style=Markup((TEMPLATE / "report.css").read_text(encoding="utf-8")),
        csv=quote(csv),
    )


def _content(runs: Sequence[Run], frame: pd.DataFrame) -> Content:
    content, found = Content(), differing(runs)
    content.heading("Kjøringene side om side")
    content.add(_table(tables.summary(runs, frame)))
    content.heading(f"Nettogapet fram mot {LAST}")
    content.add(_figure(net_gap(runs)))
    content.heading(f"Gapet for hver gruppe i {LAST}")
    content.add(_table(tables.by_group(runs, frame)))
    content.heading("Hva tiltakene gir")
    shared = any(run.measured.shares for run in runs)
    content.add(_table(company.shares(runs, frame)) if shared else f"<p>{_none(runs)}</p>")
    content.heading("Usikkerheten")
    drawn = company.has_draws(runs)
    content.add(_table(company.uncertainty(runs, frame)) if drawn else f"<p>{_NOT_DRAWN}</p>")
    content.heading("Forutsetninger som er ulike")
    if found:
        content.add(_table(parameters_table(runs, found)))
    else:
        content.add("<p>Ingen: alle parametrene har den samme verdien i alle kjøringene.</p>")
    content.heading("Opphav")
    content.add(_table(provenance.origins(runs)))
    return content


def _table(table: Table) -> str:
    return (
        f'<div class="table" id="{table.id}">\n{_breakable(html.table_html(table))}'
        f"{html.note_html(table.note)}{html.badges(table.quality)}</div>"
    )


def _figure(figure: Figure) -> str:
    """A figure with the numbers behind it, as in the report, but without a file of its own."""
    return (
        f'<figure id="{figure.id}">\n<figcaption>{escape(figure.title)}</figcaption>\n'
        f'<div class="plot" tabindex="0">\n{figure.svg()}\n</div>\n'
        f"{html.note_html(figure.note)}{html.badges(figure.quality)}"
        f'<details class="data"><summary>Tallene bak figuren</summary>\n'
        f"{_breakable(html.table_html(figure.table))}</details>\n</figure>"
    )


def _breakable(markup: str) -> str:
    """Let long names break after ``_``, ``.`` and ``/`` between letters, so that columns stay narrow."""

    def broken(text: re.Match[str]) -> str:
        return _LONG.sub(lambda name: _JOINT.sub(r"\1<wbr>", name[0]), text[0])

    return _TEXT.sub(broken, markup)


def _none(runs: Sequence[Run]) -> str:
    if all(run.measured.known and not run.measured.carried_out for run in runs):
        return "Alle kjøringene er uten tiltak."
    return "Ingen av kjøringene har regnet ut hva hvert tiltak gir."


def _count(number: int) -> str:
    return ("to", "tre", "fire", "fem", "seks", "sju", "åtte")[number - 2]
