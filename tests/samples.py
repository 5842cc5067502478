"""Real answers from SSB and from PxWeb's own specification; they lie beside the checkout and are not part of it."""

from __future__ import annotations

from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "shared" / "data" / "pxweb_samples"
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the recorded answers are not on this machine"
)


def sample(name: str) -> bytes:
    """A recorded answer, untouched."""
    return (SAMPLES / name).read_bytes()
