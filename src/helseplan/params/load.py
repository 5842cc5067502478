"""From a scenario and overrides to validated parameters."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from helseplan.errors import ParameterError
from helseplan.params.sections import Params
from helseplan.paths import SCENARIOS

REFERENCE = "referanse"


def scenarios() -> dict[str, str]:
    """Return the shipped scenarios: name → Norwegian description."""
    return {path.stem: _read(path)["description"] for path in sorted(SCENARIOS.glob("*.yml"))}


def load(scenario: str | Path = REFERENCE, sets: Sequence[str] = ()) -> Params:
    """Build the parameters of a run.

    Args:
        scenario: Name of a shipped scenario, or the path of a YAML file.
        sets: Overrides ``section.key=value``; the value is read as YAML. They win over the scenario.

    Returns:
        Validated parameters.

    Raises:
        ParameterError: Unknown scenario, section or key, or a value out of bounds; all at once.
    """
    where = scenario_path(scenario)
    tree = _read(where).get("parameters") or {}
    if not isinstance(tree, dict) or not all(isinstance(values, dict) for values in tree.values()):
        raise ParameterError("«parameters» skal være seksjoner med nøkler.", where=str(where), fix=_HELP)
    for text in sets:
        _apply(tree, text)
    return validate(tree, where=f"{where.name}{' og --set' if sets else ''}")


def validate(tree: dict[str, Any], *, where: str) -> Params:
    """Check a tree of parameters; every fault is listed in one message."""
    try:
        return Params.model_validate(tree)
    except ValidationError as error:
        lines = [_explain(item) for item in error.errors()]
        raise ParameterError(
            "Parametrene kan ikke brukes:\n" + "\n".join(f"  • {line}" for line in lines),
            where=where,
            fix=_HELP,
        ) from None


def scenario_path(scenario: str | Path) -> Path:
    """Find the file of a scenario given by name or path."""
    text = str(scenario)
    path = Path(text) if text.endswith((".yml", ".yaml")) else SCENARIOS / f"{text}.yml"
    if path.is_file():
        return path
    known = sorted(p.stem for p in SCENARIOS.glob("*.yml"))
    raise ParameterError(
        f"Scenarioet «{text}» finnes ikke.",
        expected="ett av " + ", ".join(known) + ", eller en fil som slutter på .yml",
        fix=_suggest(text, known) or "Se «helseplan params» og mappen params/scenarios.",
    )


_HELP = "Kjør «helseplan params» for å se alle parametrene med grenser og enheter."


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise ParameterError("Scenariofilen kan ikke leses.", where=str(path), found=str(error)) from None
    if (
        not isinstance(content, dict)
        or not {"description", "parameters"} >= set(content)
        or "parameters" not in content
    ):
        raise ParameterError(
            "Scenariofilen har feil form.",
            where=str(path),
            expected="nøklene «description» (tekst) og «parameters» (seksjoner med nøkler)",
            found=", ".join(map(str, content)) if isinstance(content, dict) else type(content).__name__,
        )
    return {"description": path.stem, **content}


def _apply(tree: dict[str, Any], text: str) -> None:
    key, equals, value = text.partition("=")
    *path, last = key.strip().split(".")
    if not equals or not path or not all([*path, last]):
        raise ParameterError(
            f"«--set {text}» kan ikke leses.",
            expected="seksjon.nøkkel=verdi, for eksempel demand.standard_growth_percent=0.5",
            fix=_HELP,
        )
    node = tree
    for name in path:
        node = node.setdefault(name, {})
        if not isinstance(node, dict):
            raise ParameterError(f"«{key}» peker inn i en verdi, ikke en seksjon.", fix=_HELP)
    try:
        node[last] = yaml.safe_load(value)
    except yaml.YAMLError:
        node[last] = value


def _explain(item: Any) -> str:
    place = [str(part) for part in item["loc"]]
    name = ".".join(place)
    match item["type"]:
        case "extra_forbidden":
            return f"{name} finnes ikke. {_suggest(place[-1], _siblings(place))}".strip()
        case "greater_than_equal":
            return f"{name} er {item['input']}, men skal være minst {item['ctx']['ge']}"
        case "less_than_equal":
            return f"{name} er {item['input']}, men skal være høyst {item['ctx']['le']}"
        case "literal_error":
            return (
                f"{name} er {item['input']!r}, men skal være en av "
                f"{item['ctx']['expected'].replace(' or ', ' eller ')}"
            )
        case "value_error":
            return f"{name}: {item['ctx']['error']}"
        case kind if kind.startswith(("int", "float")):
            return (
                f"{name} er {item['input']!r}, men skal være et "
                f"{'helt ' if kind.startswith('int') else ''}tall"
            )
        case kind if kind.startswith("bool"):
            return f"{name} er {item['input']!r}, men skal være true eller false"
        case "missing":
            return f"{name} mangler"
        case "finite_number":
            return f"{name} skal være et endelig tall"
    return f"{name} er {item['input']!r}: feil type"


def _siblings(place: list[str]) -> list[str]:
    model: Any = Params
    for part in place[:-1]:
        field = model.model_fields.get(part)
        model = field.annotation if field else None
        if not hasattr(model, "model_fields"):
            return []
    return list(model.model_fields)


def _suggest(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"Mente du «{close[0]}»?" if close else ""
