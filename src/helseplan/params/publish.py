"""The parameters as files and tables: defaults, JSON schema, and the rows the report shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import yaml

from helseplan.params.sections import Params


def defaults_yaml() -> str:
    """Return ``params/defaults.yml``: every parameter with its default, described in comments."""
    lines = [
        (
            "# Generert av pydantic-modellene i src/helseplan/params/sections.py (make fix). Endre "
            "aldri denne filen for hånd."
        ),
    ]
    section = ""
    for row in rows():
        if row["section"] != section:
            section = row["section"]
            lines += ["", f"{section}:"]
        bounds = f" [{row['lower']}, {row['upper']}]" if row["lower"] is not None else ""
        lines += [
            f"  # {row['description']}{_unit(row)}{bounds}",
            f"  # Kilde: {row['source']} ({row['quality']})",
        ]
        lines.append(f"  {row['name']}: {_inline(row['default'])}")
    return "\n".join(lines) + "\n"


def schema_json() -> str:
    """Return ``params/schema.json``, the JSON schema of a full set of parameters."""
    return json.dumps(Params.model_json_schema(), ensure_ascii=False, indent=2) + "\n"


def rows() -> Iterator[dict[str, Any]]:
    """Yield one row per parameter: section, name, description, unit, default, lower, upper, source, quality."""
    for section, field in Params.model_fields.items():
        model: Any = field.annotation
        values = model()
        for name, info in model.model_fields.items():
            bound = {type(item).__name__: item for item in info.metadata}
            yield {
                "section": section,
                "name": name,
                "description": info.description,
                "default": getattr(values, name),
                "lower": bound["Ge"].ge if "Ge" in bound else None,
                "upper": bound["Le"].le if "Le" in bound else None,
                **info.json_schema_extra,
            }


def _inline(value: Any) -> str:
    """A value as YAML on one line."""
    dumped = yaml.safe_dump([value], allow_unicode=True, default_flow_style=True, width=1000)
    return dumped.strip().removeprefix("[").removesuffix("]")


def _unit(row: dict[str, Any]) -> str:
    return f" ({row['unit']})" if row["unit"] else ""
