"""The whole report: every page, the style sheet, the workbook."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd

from helseplan import contracts, formats
from helseplan.paths import TEMPLATE
from helseplan.report import appendices, convert, html, sources_page
from helseplan.report.pages import PAGES, Content, Site, from_document, from_notebooks, page_html
from helseplan.report.workbook import write_workbook
from helseplan.stages import STAGES

__all__ = ["Site", "build_report", "warm_up"]

_TITLED = re.compile(r'<(?:figure|div class="table") id="([^"]+)" data-title="([^"]*)"')


def build_report(folder: Path, *, site: Site) -> list[str]:
    """Write the report into a run folder.

    Args:
        folder: The run folder with ``notebooks/``, ``artefacts/``, ``assets/data/`` and ``params.yml``.
            Nothing outside it is written.
        site: What the pages say about the run.

    Returns:
        The names of the pages written. Same folder and same site give the same bytes.

    Raises:
        DataError: A notebook, an artefact or a document cannot be used.
    """
    contents = from_notebooks(folder)
    checks, headlines = _artefacts(folder, "checks"), _artefacts(folder, "headlines")
    tables = [
        *appendices.reconciliation(checks, site.vintage, contents["avstemming"]),
        *appendices.parameters(folder, contents["parametre"]),
        *sources_page.sources(site.vintage, contents["datakilder"]),
    ]
    from_document("metode", contents["metode"])
    from_document("beslutninger", contents["beslutninger"])
    for table in tables:
        table.publish(folder)
    front = {"headlines": _cards(headlines), **appendices.front(folder, site.vintage)}
    for page in PAGES:
        text = page_html(page, contents[page.slug], site, **front)
        (folder / page.file).write_text(text, encoding="utf-8", newline="\n")
    _copy_style(folder)
    write_workbook(folder, _titles(contents))
    return [page.file for page in PAGES]


def warm_up() -> None:
    """Load nbconvert, the slowest import of a run, while there is something else to wait for."""
    convert.exporter()


def _artefacts(folder: Path, name: str) -> dict[str, pd.DataFrame]:
    """Return an artefact that every stage writes, by stage, for the stages that have been run."""
    return {
        stage: contracts.read(folder, stage, name)
        for stage in STAGES
        if (folder / "artefacts" / stage / f"{name}.parquet").is_file()
    }


def _cards(headlines: dict[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Return the front page's headline numbers in order."""
    pages = {page.slug: page for page in PAGES}
    rows = [row for frame in headlines.values() for row in frame.to_dict("records")]
    return [
        {
            "title": row["title"],
            "value": formats.number(row["value"], int(row["decimals"])),
            "unit": html.unit_name(str(row["unit"])),
            "comment": formats.tight(row["comment"]),
            "quality": str(row["quality"]),
            "page": pages[str(row["page"])],
        }
        for row in sorted(rows, key=lambda row: row["order"])
    ]


def _titles(contents: dict[str, Content]) -> dict[str, tuple[str, str]]:
    """Return the title of every figure and table with its page's heading, in the report's order."""
    return {
        id: (unescape(title), page.heading)
        for page in PAGES
        for id, title in _TITLED.findall(contents[page.slug].body)
    }


def _copy_style(folder: Path) -> None:
    (folder / "assets").mkdir(exist_ok=True)
    shutil.copyfile(TEMPLATE / "report.css", folder / "assets" / "report.css")
