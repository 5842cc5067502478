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

from helseplan.comparison import finding, tables
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
_JOINT = re.compile(r"(?<=\w)([_./])(?=\w)")


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
        warnings=tables.warnings(runs),
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
    content.heading("Forutsetninger som er ulike")
    if found:
        content.add(_table(parameters_table(runs, found)))
    else:
        content.add("<p>Ingen: alle parametrene har den samme verdien i alle kjøringene.</p>")
    content.heading("Opphav")
    content.add(_table(tables.origins(runs)))
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
    """Let long names break after ``_``, ``.`` and ``/``, so that columns stay narrow."""
    return _TEXT.sub(lambda text: _JOINT.sub(r"\1<wbr>", text[0]), markup)


def _count(number: int) -> str:
    return ("to", "tre", "fire", "fem", "seks", "sju", "åtte")[number - 2]
