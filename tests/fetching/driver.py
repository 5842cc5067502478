"""``python -m tests.fetching.driver DATA [--stop-at STEP] fetch …``: the command on a data folder, with the doubles of
:mod:`tests.fetching.project` for what reads and checks. With ``--stop-at`` it stays for ever where it begins on that
step, after writing ``stopped`` in the data folder; the test then sends it a signal.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from helseplan import anchoring, cli
from helseplan.fetching import mapped
from tests.fetching.project import point


def stay(root: Path) -> None:
    """Say that the place is reached, and stay."""
    (root / "stopped").write_text("", encoding="utf-8")
    while True:
        time.sleep(0.05)


def main() -> None:
    """Run the command."""
    root, arguments = Path(sys.argv[1]), sys.argv[2:]
    with pytest.MonkeyPatch.context() as patch:
        point(root, patch)
        if arguments[0] == "--stop-at":
            step, arguments = arguments[1], arguments[2:]
            if step == "settle":
                patch.setattr(anchoring, "settle", lambda vintage, parent: stay(root))
            else:
                patch.setattr(mapped, "mapping_of", lambda row: lambda cube, given: stay(root))
        cli.main(arguments)


if __name__ == "__main__":
    main()
