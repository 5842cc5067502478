"""The frozen parameters of a run: ``params.yml`` in its folder."""

from __future__ import annotations

from pathlib import Path

import yaml

from helseplan.errors import ParameterError
from helseplan.params.load import validate
from helseplan.params.sections import Params

FILE = "params.yml"


def frozen(vintage: str, scenario: str, params: Params) -> str:
    """Return the text of ``params.yml``: vintage, scenario name and every parameter's value."""
    content = {"vintage": vintage, "scenario": scenario, "parameters": params.model_dump(mode="json")}
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)


def read_frozen(folder: Path) -> tuple[str, Params]:
    """Read what a run froze.

    Returns:
        The vintage's name and the parameters.

    Raises:
        ParameterError: The folder holds no readable ``params.yml``.
    """
    path = folder / FILE
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        vintage, tree = content["vintage"], content["parameters"]
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        raise ParameterError(
            "Mappen har ingen lesbare kjøringsparametre.",
            where=path.name,
            fix="Kjør «helseplan run» på nytt.",
        ) from None
    return vintage, validate(tree, where=path.name)
