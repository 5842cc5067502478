"""Codes that parameters may hold, checked against the classifications."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from helseplan.classifications import codes


def _code(classification: str, name: str) -> AfterValidator:
    def known(value: str) -> str:
        allowed = codes(classification)
        if value not in allowed:
            raise ValueError(f"«{value}» er ikke en {name}; velg blant {', '.join(allowed)}")
        return value

    return AfterValidator(known)


Service = Annotated[str, _code("services", "tjeneste")]
Group = Annotated[str, _code("groups", "personellgruppe")]


def _modelled(value: str) -> str:
    allowed = codes("groups", modelled="true")
    if value not in allowed:
        raise ValueError(f"«{value}» er ikke en av de 14 gruppene; velg blant {', '.join(allowed)}")
    return value


def _modelled_or_all(value: str) -> str:
    return value if value == "all" else _modelled(value)


ModelledGroupOrAll = Annotated[str, AfterValidator(_modelled_or_all)]
ModelledGroup = Annotated[str, AfterValidator(_modelled)]
