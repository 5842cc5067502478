"""The installed command, run as a user runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("helseplan"))


def helseplan(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command and return its exit code and what it said."""
    return subprocess.run([COMMAND, *arguments], capture_output=True, text=True, timeout=300, check=False)
