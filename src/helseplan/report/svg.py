"""A matplotlib figure as a small, accessible and reproducible SVG to stand inside an HTML page."""

from __future__ import annotations

import io
import re
from functools import partial
from xml.etree import ElementTree as ET

from matplotlib.figure import Figure

from helseplan.report.style import FONTS, style

_NUMBER = re.compile(r"(?<![#\w.])-?(?:\d+\.\d*|\.?\d+)(?:e[-+]?\d+)?")
_REFERENCE = re.compile(r"url\(#([^)]+)\)|^#(.+)$")
_FAMILY = re.compile(r"font-family: [^;]*; ")
_COORDINATES = {
    "d",
    "transform",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "width",
    "height",
    "points",
    "cx",
    "cy",
    "r",
    "style",
}


def figure_svg(figure: Figure, *, id: str, title: str, desc: str) -> str:
    """Draw a figure as an ``<svg>`` element.

    Args:
        figure: The drawn figure; made with ``style.new_figure`` so that no pyplot state is involved.
        id: The figure's id; every id inside the SVG starts with it.
        title: What the figure shows, for ``<title>``.
        desc: The figure in words, for ``<desc>``.

    Returns:
        The element without XML declaration and namespaces: HTML needs neither. Coordinates have two decimals
        and ids are numbered in document order, so the same figure gives the same text on every machine.
    """
    buffer = io.BytesIO()
    with style(id):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    root = _without_namespaces(ET.fromstring(buffer.getvalue()))
    _drop_metadata(root)
    _rename_ids(root, id)
    for node in root.iter():
        _tidy_attributes(node)
    _flatten(root)
    _describe(root, id, title, desc)
    return ET.tostring(root, encoding="unicode").strip()


def _without_namespaces(root: ET.Element) -> ET.Element:
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
        node.attrib = {key.rpartition("}")[2]: value for key, value in node.attrib.items()}
    return root


def _drop_metadata(root: ET.Element) -> None:
    """Remove metadata and the style sheet, which would apply to the whole page it stands in."""
    for unwanted in ("metadata", "style", "defs"):
        for parent in list(root.iter()):
            for child in [child for child in parent if child.tag == unwanted]:
                if unwanted != "defs" or not len(child):
                    parent.remove(child)


def _rename_ids(root: ET.Element, prefix: str) -> None:
    """Keep only ids that something refers to, numbered in document order behind the figure's own id."""
    used = {old for node in root.iter() for value in node.attrib.values() if (old := _referred(value))}
    names: dict[str, str] = {}
    for node in root.iter():
        old = node.attrib.pop("id", "")
        if old in used:
            names[old] = node.attrib["id"] = f"{prefix}-{len(names) + 1}"
    for node in root.iter():
        for key, value in node.attrib.items():
            if old := _referred(value):
                node.attrib[key] = value.replace(f"#{old}", f"#{names[old]}")


def _referred(value: str) -> str:
    match = _REFERENCE.search(value)
    return (match[1] or match[2]) if match else ""


def _tidy_attributes(node: ET.Element) -> None:
    for key in _COORDINATES & node.attrib.keys():
        value = node.attrib[key]
        digits = 4 if key == "transform" and ("scale" in value or "matrix" in value) else 2
        node.attrib[key] = " ".join(_NUMBER.sub(partial(_rounded, digits=digits), value).split())
    if node.attrib.get("transform", "").startswith("rotate(0 "):
        del node.attrib["transform"]
    if node.tag == "text":
        node.attrib["style"] = _FAMILY.sub("", node.attrib.get("style", ""))


def _rounded(number: re.Match[str], digits: int = 2) -> str:
    value = f"{float(number[0]):.{digits}f}".rstrip("0").rstrip(".")
    return "0" if value in ("-0", "") else value


def _flatten(node: ET.Element) -> None:
    """Lift children out of groups that carry nothing, and put one element on each line."""
    children: list[ET.Element] = []
    for child in list(node):
        _flatten(child)
        children.extend(child if child.tag == "g" and not child.attrib else [child])
    node[:] = children
    if node.tag not in ("text", "tspan"):
        node.text = "\n" if children else None
    node.tail = "\n"


def _describe(root: ET.Element, id: str, title: str, desc: str) -> None:
    """Give the SVG its role, name and description, and let CSS decide its size."""
    root.attrib = {
        "viewBox": _NUMBER.sub(_rounded, root.attrib["viewBox"]),
        "role": "img",
        "aria-labelledby": f"{id}-title {id}-desc",
        "font-family": FONTS,
        "stroke-linejoin": "round",
        "style": "display: block; width: 100%; max-width: 760px; height: auto",
    }
    for place, (tag, text) in enumerate((("title", title), ("desc", desc))):
        node = ET.Element(tag, {"id": f"{id}-{tag}"})
        node.text, node.tail = text, "\n"
        root.insert(place, node)
