"""The pages of the report and what stands on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from helseplan.errors import DataError
from helseplan.paths import DOCS, TEMPLATE
from helseplan.report import html
from helseplan.report.convert import fragment, read_notebook, slices
from helseplan.report.markdown import HeadingIds, lowest_heading, render
from helseplan.stages import STAGES


@dataclass(frozen=True)
class Site:
    """What the pages say about the run.

    Attributes:
        run: Name of the run.
        scenario: Code of the scenario.
        description: The scenario in one Norwegian sentence.
        vintage: The data the run read.
        stages: Stages the run covers.
        version: helseplan's version.
    """

    run: str
    scenario: str
    description: str
    vintage: str
    stages: tuple[str, ...]
    version: str

    @property
    def scope(self) -> str:
        """The stages of the run in words."""
        titles = [stage.title for name, stage in STAGES.items() if name in self.stages]
        return "alle trinn" if len(titles) == len(STAGES) else "; ".join(titles)


@dataclass(frozen=True)
class Page:
    """One page: its file name without ending, its title, chapter number, and the stages that write on it."""

    slug: str
    title: str
    number: str = ""
    stages: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """File name."""
        return f"{self.slug}.html"

    @property
    def heading(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}".strip()


FRONT = Page("index", "Forside")
_CHAPTERS = (
    ("Innledning og kunnskapsgrunnlag", ("demography",)),
    ("Bemanningsbehovet", ("demography", "demand", "supply", "gap")),
    ("Hvordan lukker vi gapet?", ("measures", "productivity")),
    ("En helse- og omsorgstjeneste for hele yrkeslivet", ("measures",)),
    ("Utdanning for helse- og omsorgstjenestene", ("measures",)),
    ("Ansvars- og oppgavedeling", ("measures",)),
    ("Digitalisering og kunstig intelligens", ("measures",)),
    ("Effektiv ressursbruk og prioritering", ("measures",)),
    ("Bygg", ("measures",)),
    ("Oppfølging og indikatorer", ("measures",)),
)
_NUMBERED = tuple(
    Page(f"kapittel-{number}", title, str(number), stages)
    for number, (title, stages) in enumerate(_CHAPTERS, start=1)
)
PRODUCTIVITY = Page("produktivitet", "Produktivitet", stages=("productivity",))
"""The box about productivity in chapter 3 as a page of its own, without a number; the chapter keeps the main result."""
CHAPTERS = (*_NUMBERED[:3], PRODUCTIVITY, *_NUMBERED[3:])
APPENDICES = (
    Page("avstemming", "Avstemming"),
    Page("parametre", "Parametre"),
    Page("datakilder", "Datakilder"),
    Page("metode", "Metode"),
    Page("beslutninger", "Beslutningslogg"),
)
PAGES = (FRONT, *CHAPTERS, *APPENDICES)


@dataclass
class Content:
    """The body of a page under its h1, collected piece by piece."""

    ids: HeadingIds = field(default_factory=HeadingIds)
    parts: list[str] = field(default_factory=list)

    def add(self, part: str) -> None:
        """Add a piece of HTML."""
        self.parts.append(part)

    def heading(self, text: str) -> None:
        """Add an h2 with an id of its own."""
        id = self.ids.take(text)
        self.ids.sections.append((id, text))
        self.add(f'<h2 id="{id}">{escape(text)}</h2>')

    @property
    def body(self) -> str:
        """The whole body."""
        return "\n".join(self.parts)


def not_run(stage: str) -> str:
    """Return the note that stands where a stage's sections would have been."""
    title = escape(STAGES[stage].title)
    return f'<p class="missing"><strong>{title}:</strong> Ikke kjørt i denne kjøringen.</p>'


def from_notebooks(folder: Path) -> dict[str, Content]:
    """Return the content that the executed notebooks give each page, in stage order.

    Args:
        folder: The run folder; a stage without a notebook gives a note on the pages it writes on.
    """
    contents = {page.slug: Content() for page in PAGES}
    for name, stage in STAGES.items():
        path = folder / "notebooks" / stage.notebook
        if not path.is_file():
            for page in (page for page in PAGES if name in page.stages):
                contents[page.slug].add(not_run(name))
            continue
        notebook = read_notebook(path)
        for slug, parts in slices(notebook, contents, stage.notebook).items():
            for part in parts:
                contents[slug].add(fragment(part, notebook["metadata"], contents[slug].ids))
    return contents


def from_document(name: str, content: Content) -> None:
    """Add a Norwegian document under ``docs/`` to a page; its own title is left out, the page has one.

    Raises:
        DataError: The document does not exist.
    """
    path = DOCS / f"{name}.md"
    if not path.is_file():
        raise DataError(
            "Et dokument til rapporten mangler.", where=f"docs/{path.name}", fix="Hent filen tilbake med git."
        )
    text = path.read_text(encoding="utf-8")
    if text.startswith("# "):
        text = text.partition("\n")[2]
    content.add(render(text, ids=content.ids, shift=2 - lowest_heading([text]), address=_document_address))


def _document_address(target: str) -> str:
    """Point links between the documents at their pages; a link to another file loses its target."""
    if target.startswith(("https://", "http://", "#")):
        return target
    file, _, anchor = target.rpartition("/")[2].partition("#")
    page = next((page.file for page in PAGES if file == f"{page.slug}.md"), "")
    return f"{page}#{anchor}" if page and anchor else page


@cache
def templates() -> Environment:
    """Return what the pages are rendered with: strict, and every text escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        front=FRONT,
        chapters=CHAPTERS,
        appendices=APPENDICES,
        badge=lambda code: Markup(html.badge(code)),
        marks=html.marks,
    )
    return environment


def page_html(page: Page, content: Content, site: Site, **extra: Any) -> str:
    """Return a whole page.

    Args:
        page: The page.
        content: Its content.
        site: What is said about the run.
        **extra: What the page's own template needs besides.
    """
    place = PAGES.index(page)
    template = templates().get_template("index.html.j2" if page is FRONT else "page.html.j2")
    context: Mapping[str, Any] = {
        "page": page,
        "site": site,
        "sections": content.ids.sections,
        "content": Markup(content.body),
        "previous": PAGES[place - 1] if place else None,
        "next": PAGES[place + 1] if place + 1 < len(PAGES) else None,
        **extra,
    }
    return template.render(context)
