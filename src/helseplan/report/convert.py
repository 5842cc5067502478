"""Executed notebooks to HTML fragments, one list of fragments for each page of the report.

A Markdown cell tagged ``page:<slug>`` starts a slice that belongs to that page and lasts until the next one.
nbconvert takes seconds to import, so it is loaded when the first slice is converted and not before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helseplan.errors import DataError
from helseplan.paths import TEMPLATE
from helseplan.report.markdown import HeadingIds, lowest_heading, render

if TYPE_CHECKING:
    from nbconvert.exporters.templateexporter import TemplateExporter

Cell = Mapping[str, Any]
_PREFIX = "page:"


def read_notebook(path: Path) -> dict[str, Any]:
    """Read a notebook file as plain dictionaries.

    Raises:
        DataError: The file is not a notebook of format 4.
    """
    try:
        notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if notebook["nbformat"] != 4 or not isinstance(notebook["cells"], list):
            raise ValueError("nbformat")
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            "Notatboken kan ikke leses.",
            where=path.name,
            expected="en notatbok i nbformat 4",
            fix="Kjør trinnet på nytt med --force.",
        ) from error
    return notebook


def slices(notebook: Mapping[str, Any], pages: Iterable[str], name: str) -> dict[str, list[list[Cell]]]:
    """Cut a notebook into slices by the pages they belong to.

    Args:
        notebook: The notebook; cells before the first ``page:`` tag belong to no page.
        pages: Slugs of the pages that exist.
        name: The notebook's name, for messages.

    Returns:
        The slices of each page that has any, in the notebook's order.

    Raises:
        DataError: A tag names a page that does not exist.
    """
    known = set(pages)
    result: dict[str, list[list[Cell]]] = {}
    current: list[Cell] | None = None
    for cell in notebook["cells"]:
        slug = _page(cell)
        if slug:
            if slug not in known:
                raise DataError(
                    "En celle hører til en side som ikke finnes.",
                    where=name,
                    expected=f"{_PREFIX} fulgt av en av {', '.join(sorted(known))}",
                    found=_PREFIX + slug,
                    fix="Rett merkelappen på cellen.",
                )
            current = []
            result.setdefault(slug, []).append(current)
        if current is not None:
            current.append(cell)
    return result


def _page(cell: Cell) -> str:
    tags = cell.get("metadata", {}).get("tags", [])
    return next((tag.removeprefix(_PREFIX) for tag in tags if tag.startswith(_PREFIX)), "")


def fragment(cells: list[Cell], metadata: Mapping[str, Any], ids: HeadingIds) -> str:
    """Convert a slice to HTML.

    Args:
        cells: The slice.
        metadata: The notebook's metadata, which name the language of its code.
        ids: Hands out heading ids; share one among all slices of a page.

    Returns:
        The fragment. Its highest heading is an h2.
    """
    from nbformat import from_dict  # noqa: PLC0415

    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    shift = 2 - lowest_heading(texts)

    def render_markdown(text: str) -> str:
        return render(text, ids=ids, shift=shift)

    notebook = from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": _joined(cells)})
    html, _ = exporter().from_notebook_node(notebook, {"render_markdown": render_markdown})
    return str(html).strip() + "\n"


def _joined(cells: list[Cell]) -> list[dict[str, Any]]:
    """Join the lists of lines that a notebook file holds into texts."""
    return [
        {
            **cell,
            "source": "".join(cell["source"]),
            **({"outputs": [_joined_output(o) for o in cell["outputs"]]} if "outputs" in cell else {}),
        }
        for cell in cells
    ]


def _joined_output(output: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(output)
    if "text" in result:
        result["text"] = "".join(result["text"])
    if "data" in result:
        result["data"] = {
            kind: "".join(value) if isinstance(value, list) else value
            for kind, value in result["data"].items()
        }
    return result


@cache
def exporter() -> TemplateExporter:
    """Return the exporter with the project's own template.

    nbconvert's ``HTMLExporter`` would send its result through an HTML parser that writes every SVG anew, in
    lower case; the class it builds on renders the template and leaves it at that.
    """
    from nbconvert.exporters.templateexporter import TemplateExporter  # noqa: PLC0415
    from nbconvert.filters.highlight import Highlight2HTML  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    return TemplateExporter(
        config=Config(),
        template_name="helseplan",
        template_extension=".html.j2",
        extra_template_basedirs=[str(TEMPLATE / "nbconvert")],
        filters={"highlight_code": Highlight2HTML(pygments_lexer="ipython3")},
    )
