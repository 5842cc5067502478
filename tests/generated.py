"""What the repository holds that is made from something else, and how each is made.

`make fix` writes all of it anew; the tests say when it has drifted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

from helseplan.params.publish import defaults_yaml, schema_json
from helseplan.paths import PARAMS, ROOT

HEADER = """\
# Generert av pyproject.toml og uv.lock (make fix). Endre aldri denne filen for hånd.
# conda env create -f environment.yml && conda activate helseplan && helseplan run
name: helseplan
channels:
  - conda-forge
dependencies:
  - python>=3.11
  - pip
  - pip:
      - -e .
"""


def project() -> dict:
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked_versions() -> dict[str, str]:
    """Return name → version of every package in uv.lock."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    return {package["name"]: package["version"] for package in lock["package"]}


def names(requirements: list[str]) -> list[str]:
    """Return the bare package names of a list of requirements."""
    return [requirement.split(">")[0].split("=")[0].split("[")[0].strip() for requirement in requirements]


def environment_yml() -> str:
    """Return environment.yml: the locked version of every package the project names."""
    described = project()
    wanted = names([*described["project"]["dependencies"], *described["dependency-groups"]["dev"]])
    versions = locked_versions()
    return HEADER + "".join(f"      - {name}=={versions[name]}\n" for name in wanted)


FILES: dict[Path, Callable[[], str]] = {
    PARAMS / "defaults.yml": defaults_yaml,
    PARAMS / "schema.json": schema_json,
    ROOT / "environment.yml": environment_yml,
}
