"""Checks of a finished report, for made-up and real ones alike: ``problems(folder)`` must be empty."""

import re
import tempfile
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import html5lib

from helseplan.paths import ROOT

SVG = "{http://www.w3.org/2000/svg}"
EXTERNAL = re.compile(r"^(?:[a-z]+:)?//", re.IGNORECASE)
CSS_ADDRESS = re.compile(r"@import|url\(\s*['\"]?(?!#|data:)", re.IGNORECASE)


def problems(folder: Path) -> list[str]:
    """Return everything that is wrong with the pages of a report."""
    pages = {path.name: parse(path) for path in sorted(folder.glob("*.html"))}
    found = [f"{name}: {text}" for name, tree in pages.items() for text in page_problems(tree)]
    for name, tree in pages.items():
        found += [f"{name}: {text}" for text in link_problems(folder, name, tree, pages)]
        found += [f"{name}: {text}" for text in machine_traces((folder / name).read_text(encoding="utf-8"))]
    for path in sorted(folder.glob("assets/*.css")):
        if CSS_ADDRESS.search(path.read_text(encoding="utf-8")):
            found.append(f"{path.name}: loads something")
    return found


def parse(path: Path) -> ET.Element:
    """Parse a page; html5lib raises at the first error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(path.read_text(encoding="utf-8"))


def page_problems(tree: ET.Element) -> list[str]:
    """Return what is wrong inside one page."""
    return [
        *([] if tree.get("lang") == "nb" else ["lang is not nb"]),
        *([] if len(list(tree.iter("h1"))) == 1 else ["not exactly one h1"]),
        *([] if (tree.findtext("head/title") or "").strip() else ["no title"]),
        *([] if tree.find("head/meta[@name='viewport']") is not None else ["no viewport"]),
        *([] if tree.find("head/meta[@name='description']") is not None else ["no description"]),
        *[f"<{tag}>" for tag in ("script", "iframe", "object", "embed", "img") for _ in tree.iter(tag)],
        *_repeated_ids(tree),
        *_heading_jumps(tree),
        *_tables(tree),
        *_drawings(tree),
        *_addresses(tree),
    ]


def ids(tree: ET.Element) -> list[str]:
    return [node.get("id") for node in tree.iter() if node.get("id") is not None]


def text_of(node: ET.Element) -> str:
    return "".join(node.itertext()).strip()


def _repeated_ids(tree):
    seen = ids(tree)
    bad = [id for id in set(seen) if not re.fullmatch(r"[a-z][a-z0-9-]*", id)]
    return [f"id {id} used twice" for id in sorted({i for i in seen if seen.count(i) > 1})] + [
        f"id {id!r}" for id in bad
    ]


def _heading_jumps(tree):
    levels = [int(node.tag[1]) for node in tree.iter() if re.fullmatch("h[1-6]", str(node.tag))]
    return [f"h{b} follows h{a}" for a, b in pairwise(levels) if b > a + 1]


def _tables(tree):
    found = []
    for table in tree.iter("table"):
        if any(
            "text" in (node.get("class") or "") or node.tag == "main" for node in _parents(tree, table)[-1:]
        ):
            continue  # a table in Markdown prose: headers, but no caption
        if not text_of(table.find("caption") if table.find("caption") is not None else ET.Element("x")):
            found.append("table without caption")
    found += ["th without scope" for th in tree.iter("th") if th.get("scope") not in ("row", "col")]
    return found


def _parents(tree, node):
    parent = {child: mother for mother in tree.iter() for child in mother}
    chain = []
    while node in parent:
        node = parent[node]
        chain.insert(0, node)
    return chain


def _drawings(tree):
    found = []
    for svg in tree.iter(f"{SVG}svg"):
        named = {
            child.get("id"): text_of(child) for child in svg if child.tag in (f"{SVG}title", f"{SVG}desc")
        }
        labels = (svg.get("aria-labelledby") or "").split()
        if (
            svg.get("role") != "img"
            or len(named) != 2
            or not all(named.get(label) for label in labels)
            or not labels
        ):
            found.append(f"svg without role, title or desc: {labels}")
    return found


def _addresses(tree):
    found = []
    for node in tree.iter():
        for key, value in node.attrib.items():
            name = str(key).rpartition("}")[2]
            loads = name in ("src", "srcset", "poster", "data", "background") or (
                name == "href" and node.tag != "a"
            )
            if loads and EXTERNAL.match(value):
                found.append(f"<{node.tag} {name}> loads {value}")
            if name == "style" and CSS_ADDRESS.search(value):
                found.append(f"style loads something: {value}")
            if name.startswith("on"):
                found.append(f"script in {name}")
    return found + ["<style> in the page" for _ in tree.iter("style")]


def link_problems(folder: Path, name: str, tree: ET.Element, pages: dict[str, ET.Element]) -> list[str]:
    """Return the addresses of a page that lead nowhere."""
    found = []
    for node in tree.iter():
        for key in ("href", "src"):
            value = node.get(key)
            if value is None or value.startswith("data:") or EXTERNAL.match(value):
                continue
            if node.tag == "a" and value.startswith("mailto:"):
                continue
            parts = urlsplit(value)
            target = unquote(parts.path) or name
            if not value or not (folder / target).is_file():
                found.append(f"{key} {value!r} leads nowhere")
            elif parts.fragment and target in pages and parts.fragment not in ids(pages[target]):
                # a reference inside an SVG points at an id of the same page
                found.append(f"{key} {value!r}: no such place")
    return found


def machine_traces(text: str) -> list[str]:
    """Return traces of the machine the report was made on."""
    traces = (str(ROOT), str(Path.home()), tempfile.gettempdir(), "ipykernel", "Traceback")
    return [f"mentions {trace}" for trace in traces if len(trace) > 1 and trace in text]
