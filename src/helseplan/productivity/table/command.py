"""What ``helseplan dea`` does: read, compute, write, and say how it went."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from helseplan.errors import ParameterError
from helseplan.productivity.table import growth, scores, summary, writing
from helseplan.productivity.table.choices import DEFAULT_SEED, Choices
from helseplan.productivity.table.columns import Columns, composed, split_names
from helseplan.productivity.table.csvfile import CsvTable, read_csv
from helseplan.productivity.table.dialect import UTF8


@dataclass(frozen=True)
class Request:
    """What stands on the command line, as written.

    Attributes:
        data: The CSV file with the units.
        id: Column with the identity.
        inputs: Columns with inputs, commas between.
        outputs: Columns with outputs, likewise.
        rts: Returns to scale.
        orientation: input or output.
        slacks: Whether slacks and targets are asked for.
        period: Column with the period.
        malmquist: Whether productivity change is asked for in place of scores.
        bootstrap: Number of draws, as text.
        seed: Seed of the bootstrap, as text.
        alpha: One minus the level of the interval, as text.
        reference: CSV file with the units that span the frontier.
        out: The file to be written; None for standard output.
    """

    data: str
    id: str
    inputs: str
    outputs: str
    rts: str = "crs"
    orientation: str = "input"
    slacks: bool = False
    period: str | None = None
    malmquist: bool = False
    bootstrap: str | None = None
    seed: str | None = None
    alpha: str | None = None
    reference: str | None = None
    out: str | None = None


@dataclass(frozen=True)
class Answer:
    """What is to be shown.

    Attributes:
        table: CSV text for standard output; empty when a file was written.
        said: Lines for standard error.
    """

    table: str
    said: list[str]


def run(request: Request) -> Answer:
    """Do one analysis.

    Raises:
        HelseplanError: Settings, files or data that cannot be used; nothing is written then.
    """
    columns = Columns(
        _one_name(request.id, "--id"),
        split_names(request.inputs, "--inputs"),
        split_names(request.outputs, "--outputs"),
        None if request.period is None else _one_name(request.period, "--period"),
    )
    choices = _choices(request)
    files = [Path(name) for name in (request.data, request.reference) if name is not None]
    if request.out is not None:
        writing.check_out(Path(request.out), files)
    data = read_csv(files[0], texts=columns.texts, numbers=columns.numbers)
    table, said = (_growth if request.malmquist else _scores)(request, data, columns, choices)
    if request.out is None:
        plain = replace(data.dialect, encoding=UTF8, newline="\n")
        return Answer(writing.to_csv(table, plain), said)
    writing.write(Path(request.out), writing.to_bytes(table, data.dialect))
    return Answer("", [*said, f"Skrevet til {request.out}."])


def _scores(
    request: Request, data: CsvTable, columns: Columns, choices: Choices
) -> tuple[pd.DataFrame, list[str]]:
    names, reference = (Path(request.data).name, Path(request.reference or "").name), None
    if request.reference is not None:
        reference = read_csv(
            Path(request.reference),
            texts=(columns.id,),
            numbers=columns.numbers,
            optional=() if columns.period is None else (columns.period,),
        ).frame
    scored = scores.score(data.frame, columns, choices, reference, names)
    return scored.table, summary.score_lines(scored, columns, choices, own=reference is None)


def _growth(
    request: Request, data: CsvTable, columns: Columns, choices: Choices
) -> tuple[pd.DataFrame, list[str]]:
    found = growth.growth(data.frame, columns, choices, Path(request.data).name)
    return found.table, summary.growth_lines(found, choices)


def _choices(request: Request) -> Choices:
    """The settings, and a refusal of those that do not go together."""
    if request.malmquist:
        if request.period is None:
            raise ParameterError(
                "En endring trenger perioder.", where="--malmquist", fix="Oppgi kolonnen med --period."
            )
        others = (
            ("slacks", request.slacks),
            ("bootstrap", request.bootstrap),
            ("reference", request.reference),
        )
        for name, value in others:
            if value:
                raise ParameterError(
                    f"--malmquist og --{name} kan ikke brukes sammen.",
                    where=f"--malmquist, --{name}",
                    fix="Kjør kommandoen to ganger.",
                )
    for name, value in (("seed", request.seed), ("alpha", request.alpha)):
        if value is not None and request.bootstrap is None:
            raise ParameterError(
                f"--{name} gjelder bare bootstrap.",
                where=f"--{name}",
                fix="Ta det ut, eller oppgi antall trekninger med --bootstrap.",
            )
    draws = None if request.bootstrap is None else _whole(request.bootstrap, "--bootstrap")
    seed = DEFAULT_SEED if request.seed is None else _whole(request.seed, "--seed")
    alpha = 0.05 if request.alpha is None else _share(request.alpha)
    return Choices(request.rts, request.orientation, request.slacks, draws, seed, alpha)


def _one_name(text: str, option: str) -> str:
    if not text.strip():
        raise ParameterError(
            "Kolonnenavnet mangler.", where=option, fix="Skriv navnet på en kolonne i filen."
        )
    return composed(text)


def _whole(text: str, option: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ParameterError(
            "Verdien er ikke et heltall.", where=option, expected="et heltall", found=text
        ) from None


def _share(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise ParameterError(
            "Verdien er ikke et tall.",
            where="--alpha",
            expected="et tall mellom 0 og 1, for eksempel 0.05",
            found=text,
        ) from None
