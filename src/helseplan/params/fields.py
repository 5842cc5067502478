"""How a parameter is declared: value, bounds, unit, source and quality in one place."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Quality = Literal["published", "derived", "calibrated", "assumption"]

OWN = "Valgt av prosjektet, se beslutningsloggen"
PLAN = "Meld. St. 11 (2025–2026) Helsepersonellplan 2040"


class Section(BaseModel):
    """A section of parameters: unknown keys are refused, and nothing changes after validation."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_default=True)


def parameter(
    default: Any,
    description: str,
    *,
    unit: str,
    source: str,
    quality: Quality,
    ge: float | None = None,
    le: float | None = None,
) -> Any:
    """Declare one parameter.

    Args:
        default: Its value when nothing else is said.
        description: Norwegian sentence for the reader of the report.
        unit: Unit code or Norwegian unit; empty for names and switches.
        source: Where the default comes from.
        quality: How firm the default is.
        ge: Least allowed value.
        le: Greatest allowed value.
    """
    made = {"default_factory": default} if callable(default) else {"default": default}
    return Field(
        **made,
        description=description,
        ge=ge,
        le=le,
        json_schema_extra={"unit": unit, "source": source, "quality": quality},
    )
