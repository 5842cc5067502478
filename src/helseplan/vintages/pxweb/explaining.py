"""Why a service said no: which variable or code, and what exists instead."""

from __future__ import annotations

import json

from helseplan.errors import HelseplanError
from helseplan.vintages.pxweb import answers
from helseplan.vintages.pxweb.extract import Choice, Part
from helseplan.vintages.pxweb.layout import LayoutError, close_to, listed
from helseplan.vintages.pxweb.metadata import Metadata
from helseplan.vintages.pxweb.selection import unknown_codes
from helseplan.vintages.web import Answer, FetchError
from helseplan.vintages.web.faults import KEPT, plain

_OTHER = "Prøv igjen senere. Gjentar det seg, se om tjenesten har meldt om endringer."


def said(answer: Answer) -> str:
    """Return the service's own words: title and detail of an RFC 7807 body, else the status alone."""
    try:
        document = json.loads(answer.content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        document = None
    words = []
    if isinstance(document, dict):
        words = [plain(answers.text(document, name)) for name in ("title", "detail")]
    distinct = list(dict.fromkeys(word for word in words if word))
    return f"HTTP {answer.status}" + (f" «{'; '.join(distinct)}»" if distinct else "")


def refused_table(answer: Answer, table: str) -> HelseplanError:
    """Return what it means that a table's description was not given."""
    if answer.status == 404:
        return LayoutError(
            f"Tjenesten har ingen tabell {table}.",
            table=table,
            expected=f"tabell {table}",
            found=said(answer),
            column="table",
        )
    return _other(answer, f"Tjenesten ga ikke opplysninger om tabell {table}.")


def refused_codelist(answer: Answer, codelist: str) -> HelseplanError:
    """Return what it means that a code list was not given."""
    if answer.status in (400, 404):
        return LayoutError(
            f"Tjenesten har ingen kodeliste «{codelist}».", found=said(answer), expected=codelist
        )
    return _other(answer, f"Tjenesten ga ikke kodelisten «{codelist}».")


def refused_config(answer: Answer) -> HelseplanError:
    """Return what it means that ``/config`` was not given."""
    if answer.status == 404:
        return answers.wrong(answer.url, "tjenestens grenser (/config)", said(answer))
    return _other(answer, "Tjenesten oppga ikke grensene sine.")


def refused_data(answer: Answer, part: Part, metadata: Metadata | None, max_cells: int) -> HelseplanError:
    """Return what it means that figures were not given.

    Args:
        answer: The refusal.
        part: What was asked for.
        metadata: The table as it is now; None when that could not be had either.
        max_cells: The limit the service gave.
    """
    words = said(answer)
    if "too many cells" in words.lower() or (answer.status == 403 and part.cells > max_cells):
        return FetchError(
            f"Tjenesten ga ikke tabell {part.table}: for mange celler i ett uttrekk.",
            where=answer.url,
            expected=f"høyst {_number(max_cells)} celler, som /config oppgir",
            found=f"{_number(part.cells)} celler bedt om; {words}",
            fix="Tjenesten oppgir trolig en annen grense enn den holder. Velg færre koder, eller prøv igjen senere.",
        )
    layout = _compared(part, metadata) if metadata and answer.status in (400, 403, 404) else None
    if layout:
        return layout
    if answer.status == 404 and metadata is None:
        return refused_table(answer, part.table)
    return _other(
        answer, f"Tjenesten ga ikke tallene i tabell {part.table}.", asked=f"{_number(part.cells)} celler"
    )


def _compared(part: Part, metadata: Metadata) -> LayoutError | None:
    """Return the first thing in a part that the table no longer has, or asks for and did not get."""
    names = metadata.names
    for choice in part.choices:
        if choice.variable not in names:
            return LayoutError(
                f"Tabell {part.table} har ingen variabel «{choice.variable}».",
                table=part.table,
                row=part.row,
                expected=choice.variable,
                found=listed(list(names), names),
                close=close_to(choice.variable, names),
            )
        fault = _codes(part, metadata, choice)
        if fault:
            return fault
    asked = {choice.variable for choice in part.choices}
    missing = [each for each in metadata.variables if each.code not in asked and not each.elimination]
    if not missing:
        return None
    return LayoutError(
        f"Tabell {part.table} krever koder for " + " og ".join(f"«{each.code}»" for each in missing) + ".",
        table=part.table,
        row=part.row,
        expected="koder for hver variabel som ikke kan summeres bort",
        found="; ".join(f"{each.code}: {listed(each.codes, each.labels)}" for each in missing),
    )


def _codes(part: Part, metadata: Metadata, choice: Choice) -> LayoutError | None:
    variable = metadata.variable(choice.variable)
    if choice.codelist:
        if choice.codelist in variable.codelists:
            return None
        return LayoutError(
            f"Variabelen «{variable.code}» i tabell {part.table} har ingen kodeliste «{choice.codelist}».",
            table=part.table,
            row=part.row,
            expected=choice.codelist,
            found=listed(variable.codelists),
            close=close_to(choice.codelist, variable.codelists),
        )
    unknown = [code for code in choice.codes if code not in variable.codes]
    if not unknown:
        return None
    return unknown_codes(part.table, variable.code, unknown, variable.codes, variable.labels, part.row)


def _other(answer: Answer, what: str, asked: str = "") -> FetchError:
    return FetchError(
        what, where=answer.url, found="; ".join(filter(None, (said(answer), asked))), fix=f"{_OTHER} {KEPT}"
    )


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u00a0")
