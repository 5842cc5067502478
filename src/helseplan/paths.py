"""Where the repository keeps its parts. Nothing else derives a path from the working directory."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(os.environ.get("HELSEPLAN_ROOT", Path(__file__).resolve().parents[2]))
DATA = ROOT / "data"
CLASSIFICATIONS = DATA / "classifications"
VINTAGES = DATA / "vintages"
NOTEBOOKS = ROOT / "notebooks"
PARAMS = ROOT / "params"
SCENARIOS = PARAMS / "scenarios"
DOCS = ROOT / "docs"
REPORTS = ROOT / "reports"
TEMPLATE = REPORTS / "template"
PROTECTED = (
    ".git",
    ".venv",
    "benchmarks",
    "data",
    "docs",
    "notebooks",
    "params",
    "src",
    "tests",
    "reports/template",
)
"""Folders of the project that no run and no comparison may write in."""
