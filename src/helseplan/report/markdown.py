"""Markdown to HTML: CommonMark with tables, raw HTML shown as text, headings with ids fit for a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss"})


class HeadingIds:
    """Hands out ids that are unique on one page and remembers the page's h2 headings for its navigation."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}
        self.sections: list[tuple[str, str]] = []

    def take(self, text: str) -> str:
        """Return a new id made from a heading's text; the second of the same text gets ``-2``."""
        slug = slugify(text)
        count = self._used.get(slug, 0) + 1
        self._used[slug] = count
        return slug if count == 1 else self.take(f"{slug}-{count}")


def slugify(text: str) -> str:
    """Return a readable ASCII id: lower case, æøå as ae, oe, aa, hyphens between words."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return slug if slug[:1].isalpha() else f"del-{slug}".rstrip("-")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def render(
    text: str, *, ids: HeadingIds | None = None, shift: int = 0, address: Callable[[str], str] | None = None
) -> str:
    """Render Markdown as HTML.

    Args:
        text: CommonMark with tables. Raw HTML is shown, not obeyed; images are not supported.
        ids: Gives headings their ids; without it headings have none.
        shift: Added to every heading's level.
        address: Translates link addresses; an empty answer keeps the text and drops the link.

    Returns:
        An HTML fragment.
    """
    tokens = _parser().parse(text)
    _set_headings(tokens, ids, shift)
    if address:
        _set_addresses(tokens, address)
    _scope_tables(tokens)
    return str(_parser().renderer.render(tokens, _parser().options, {}))


def lowest_heading(texts: Sequence[str]) -> int:
    """Return the smallest heading level in some Markdown texts, 2 when there is none."""
    levels = [int(t.tag[1]) for text in texts for t in _parser().parse(text) if t.type == "heading_open"]
    return min(levels, default=2)


def _set_headings(tokens: list[Token], ids: HeadingIds | None, shift: int) -> None:
    for place, token in enumerate(tokens):
        if token.type not in ("heading_open", "heading_close"):
            continue
        token.tag = f"h{min(max(int(token.tag[1]) + shift, 1), 6)}"
        if ids and token.type == "heading_open":
            text = _plain(tokens[place + 1])
            token.attrSet("id", ids.take(text))
            if token.tag == "h2":
                ids.sections.append((str(token.attrGet("id")), text))


def _plain(inline: Token) -> str:
    return "".join(child.content or " " * (child.type == "softbreak") for child in inline.children or [])


def _set_addresses(tokens: list[Token], address: Callable[[str], str]) -> None:
    for token in tokens:
        keep = []
        open_links: list[bool] = []
        for child in token.children or []:
            if child.type == "link_open":
                target = address(str(child.attrGet("href")))
                child.attrSet("href", target)
                open_links.append(bool(target))
            if child.type not in ("link_open", "link_close") or open_links[-1]:
                keep.append(child)
            if child.type == "link_close":
                open_links.pop()
        if token.children is not None:
            token.children = keep


def _scope_tables(tokens: list[Token]) -> None:
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type in ("th_open", "td_open") and "right" in str(token.attrGet("style")):
            token.attrs.pop("style")
            token.attrSet("class", "num")
