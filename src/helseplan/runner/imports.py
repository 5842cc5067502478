"""Keeps one needless and slow import out of a run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

NEEDLESS = "rfc3987_syntax"


@contextmanager
def quick_imports() -> Iterator[None]:
    """Import papermill and nbconvert without the grammar of internationalised addresses.

    Both load jsonschema, which takes the grammar along where it is installed and else does without.
    It compiles for 1.4 seconds, a fifth of a run with one changed stage, and no notebook has such an address.
    """
    blocked = sys.modules.setdefault(NEEDLESS, None) is None  # type: ignore[arg-type]
    try:
        yield
    finally:
        if blocked:
            sys.modules.pop(NEEDLESS, None)
