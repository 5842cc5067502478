"""From the registry's selection text to explicit codes, checked against the table's metadata.

``Region=0;Kjonn=1,2;Alder=*;ContentsCode=Personer1;Tid=from(2020)``: ``;`` between variables, ``,`` between codes and
expressions (see ``expressions``). ``Region@agg_KommSummer=*`` takes codes from a code list. ``Alder=-`` sums the
variable away on purpose. Every variable of the table must be named: the service sums a variable that is left out
without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from helseplan.vintages.pxweb.expressions import UnknownCodeError, WrongExpressionError, expand, split
from helseplan.vintages.pxweb.extract import Choice, Extract, cells
from helseplan.vintages.pxweb.layout import LayoutError, close_to, listed
from helseplan.vintages.pxweb.metadata import Codelist, Metadata, Variable

AWAY = "-"


@dataclass(frozen=True)
class Wish:
    """What the text says about one variable."""

    variable: str
    codelist: str
    expressions: tuple[str, ...]

    @property
    def away(self) -> bool:
        """Whether the variable shall be summed away."""
        return self.expressions == (AWAY,)


def read(text: str, table: str = "", row: str = "") -> tuple[Wish, ...]:
    """Read a selection text.

    Raises:
        LayoutError: It cannot be read, or names a variable twice.
    """
    wishes: list[Wish] = []
    for piece in split(text, ";"):
        name, equals, codes = piece.partition("=")
        variable, _, codelist = (part.strip() for part in name.partition("@"))
        expressions = tuple(split(codes, ","))
        if not piece and wishes:
            continue  # a semicolon at the end
        if not variable or not equals or not all(expressions) or name.strip().endswith("@"):
            raise LayoutError(
                "Utvalget kan ikke leses.",
                table=table,
                row=row,
                expected="Variabel=kode,kode;Variabel=*",
                found=piece or "tomt",
            )
        if any(wish.variable == variable for wish in wishes):
            raise LayoutError(f"Utvalget nevner «{variable}» to ganger.", table=table, row=row, found=text)
        wishes.append(Wish(variable, codelist, expressions))
    return tuple(wishes)


def resolve(metadata: Metadata, text: str, row: str, codelist: Callable[[str], Codelist]) -> Extract:
    """Return the extract that a selection text stands for.

    Args:
        metadata: The table as it is now.
        text: The registry's selection.
        row: The registry row, for messages.
        codelist: Fetches a code list.

    Raises:
        LayoutError: An unknown, missing or renamed variable or code.
    """
    wishes = {wish.variable: wish for wish in read(text, metadata.table, row)}
    _check_variables(metadata, wishes.keys(), row)
    choices, eliminated = [], []
    for variable in metadata.variables:
        wish = wishes[variable.code]
        if wish.away:
            eliminated.append(_away(metadata, variable, wish, row))
        else:
            choices.append(_choice(metadata, variable, wish, row, codelist))
    chosen = tuple(choices)
    return Extract(metadata.table, metadata.updated, chosen, cells(chosen), tuple(eliminated), row)


def _check_variables(metadata: Metadata, named: Collection[str], row: str) -> None:
    names = metadata.names
    unknown = [code for code in named if code not in names]
    missing = [code for code in names if code not in named]
    if unknown:
        close = [code for name in unknown for code in close_to(name, names)]
        raise LayoutError(
            f"Tabell {metadata.table} har ingen variabel "
            + " eller ".join(f"«{name}»" for name in unknown)
            + ".",
            table=metadata.table,
            row=row,
            expected=", ".join(named),
            found=listed(list(names), names),
            close=close or missing,
        )
    if missing:
        variables = [variable for variable in metadata.variables if variable.code in missing]
        summed = [variable.code for variable in variables if variable.elimination]
        raise LayoutError(
            f"Utvalget nevner ikke {' og '.join(f'«{code}»' for code in missing)} i tabell {metadata.table}"
            + (f"; {' og '.join(summed)} ville blitt summert bort." if summed else "."),
            table=metadata.table,
            row=row,
            expected="alle variabler i tabellen; «Variabel=-» summerer bort med vilje",
            found="; ".join(f"{each.code}: {listed(each.codes, each.labels)}" for each in variables),
        )


def _away(metadata: Metadata, variable: Variable, wish: Wish, row: str) -> str:
    if variable.elimination and not wish.codelist:
        return variable.code
    raise LayoutError(
        f"Variabelen «{variable.code}» i tabell {metadata.table} kan ikke summeres bort.",
        table=metadata.table,
        row=row,
        expected=f"koder for {variable.code}",
        found=listed(variable.codes, variable.labels),
    )


def _choice(
    metadata: Metadata, variable: Variable, wish: Wish, row: str, codelist: Callable[[str], Codelist]
) -> Choice:
    codes, labels, output = variable.codes, variable.labels, ""
    if wish.codelist:
        _check_codelist(metadata, variable, wish, row)
        used = codelist(wish.codelist)
        codes, labels = used.codes, used.labels
        output = "aggregated" if used.aggregated else "single"
    chosen: set[str] = set()
    unknown: list[str] = []
    for expression in wish.expressions:
        try:
            chosen |= set(expand(expression, codes, variable.role == "time"))
        except UnknownCodeError as fault:
            unknown.append(str(fault))
        except WrongExpressionError as fault:
            raise LayoutError(
                f"Uttrykket «{expression}» for «{variable.code}» kan ikke leses: {fault}.",
                table=metadata.table,
                row=row,
                expected="top(n), bottom(n), from(kode), to(kode), range(kode,kode), * eller ?",
                found=expression,
            ) from None
    if unknown:
        raise unknown_codes(metadata.table, variable.code, unknown, codes, labels, row)
    return Choice(variable.code, tuple(code for code in codes if code in chosen), wish.codelist, output)


def _check_codelist(metadata: Metadata, variable: Variable, wish: Wish, row: str) -> None:
    if wish.codelist not in variable.codelists:
        raise LayoutError(
            f"Variabelen «{variable.code}» i tabell {metadata.table} har ingen kodeliste «{wish.codelist}».",
            table=metadata.table,
            row=row,
            expected=wish.codelist,
            found=listed(variable.codelists),
            close=close_to(wish.codelist, variable.codelists),
        )


def unknown_codes(
    table: str,
    variable: str,
    unknown: Sequence[str],
    codes: Sequence[str],
    labels: Mapping[str, str],
    row: str,
) -> LayoutError:
    """Return the error for codes that a variable does not have."""
    texts = {code: labels.get(code, code) for code in codes}
    near = [code for wanted in unknown for code in close_to(wanted, texts)]
    many = "kodene" if len(unknown) > 1 else "koden"
    return LayoutError(
        f"Variabelen «{variable}» i tabell {table} har ikke {many} "
        + ", ".join(f"«{code}»" for code in unknown)
        + ".",
        table=table,
        row=row,
        expected=", ".join(unknown),
        found=listed(list(dict.fromkeys([*near, *codes])), texts),
        close=near[:3],
    )
