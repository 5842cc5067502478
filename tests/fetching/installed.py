"""A copy of the project for the installed command: data, notebooks and texts of its own, and a server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helseplan import paths
from tests.command import COMMAND
from tests.standin import StandIn

COPIED = (
    "data/classifications",
    "data/vintages/plan-2026",
    "docs",
    "notebooks",
    "params",
    "reports/template",
)
HARD_SPACE = "\u00a0"
LONGEST = 900
"""Seconds a command may take on a busy machine."""


@dataclass(frozen=True)
class Installed:
    """A project folder and the server it fetches from.

    Attributes:
        root: The project's folder.
        server: The stand-in.
    """

    root: Path
    server: StandIn

    @classmethod
    def copied(cls, root: Path, server: StandIn) -> Installed:
        """Copy what the command needs."""
        for part in COPIED:
            shutil.copytree(paths.ROOT / part, root / part)
        shutil.copyfile(paths.DATA / "tables.csv", root / "data" / "tables.csv")
        return cls(root, server)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command on this project."""
        return subprocess.run(
            [COMMAND, *arguments],
            capture_output=True,
            encoding="utf-8",
            timeout=LONGEST,
            check=False,
            env={**os.environ, "HELSEPLAN_ROOT": str(self.root), "COLUMNS": "200"},
        )

    def said(self, *arguments: str) -> str:
        """Return what a command that must succeed says on both channels, with plain spaces."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        return (done.stdout + done.stderr).replace(HARD_SPACE, " ")

    def fetch(self, *arguments: str) -> str:
        """Fetch from the server."""
        return self.said("fetch", "--base-url", self.server.url, *arguments)

    def names(self) -> list[str]:
        """Every folder among the vintages, hidden or not."""
        return sorted(path.name for path in (self.root / "data" / "vintages").iterdir() if path.is_dir())

    def origin(self, vintage: str) -> dict[str, Any]:
        """Where a vintage comes from."""
        path = self.root / "data" / "vintages" / vintage / "origin.json"
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found
