"""helseplan: will Norway have the health personnel it needs to 2040?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helseplan.runner.run import run

__all__ = ["run"]


def __getattr__(name: str) -> Any:
    """Import ``run`` when it is asked for, so that a notebook does not load the runner."""
    if name == "run":
        from helseplan.runner.run import run  # noqa: PLC0415

        return run
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
