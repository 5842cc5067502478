"""A copy of the embedded vintage that a test may spoil."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

import helseplan.paths
import helseplan.vintages
from helseplan.vintages.check import Problem, check_vintage

NAME = "plan-2026"


@dataclass(frozen=True)
class Copy:
    """The folder of the copy.

    Every change writes the new checksum into the register, so that what is found is the fault itself.
    """

    folder: Path

    def frame(self, series: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> list[Problem]:
        """Change a series as a frame of text, and check the vintage."""
        file = self.folder / f"{series}.csv"
        change(pd.read_csv(file, dtype=str, keep_default_na=False)).to_csv(file, index=False)
        return self.registered(series)

    def cell(self, series: str, row: int, column: str, value: str) -> list[Problem]:
        """Change one cell (rows count from 1), and check the vintage."""

        def change(frame: pd.DataFrame) -> pd.DataFrame:
            frame.loc[row - 1, column] = value
            return frame

        return self.frame(series, change)

    def bytes(self, series: str, change: Callable[[bytes], bytes]) -> list[Problem]:
        """Change a file's bytes, and check the vintage."""
        file = self.folder / f"{series}.csv"
        file.write_bytes(change(file.read_bytes()))
        return self.registered(series)

    def registered(self, series: str) -> list[Problem]:
        """Write the file's checksum into the register, and check the vintage."""
        self.register(series)
        return check_vintage(NAME)

    def register(self, series: str) -> None:
        """Write the file's checksum into the register."""
        register = self.folder / "series.csv"
        content = pd.read_csv(register, dtype=str, keep_default_na=False)
        digest = hashlib.sha256((self.folder / f"{series}.csv").read_bytes()).hexdigest()
        content.loc[content.series == series, "sha256"] = digest
        content.to_csv(register, index=False)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """A copy of the embedded vintage."""
    shutil.copytree(helseplan.paths.VINTAGES / NAME, tmp_path / NAME)
    monkeypatch.setattr(helseplan.paths, "VINTAGES", tmp_path)
    monkeypatch.setattr(helseplan.vintages, "VINTAGES", tmp_path)
    return Copy(tmp_path / NAME)
