"""Asks DBH's table service. Nothing here needs a login; see `reading.ROUNDED` for what that costs."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan.errors import DataError, HelseplanError
from helseplan.vintages.dbh import reading
from helseplan.vintages.dbh.selection import Choice
from helseplan.vintages.pxweb.cube import listed
from helseplan.vintages.pxweb.layout import LayoutError, close_to

if TYPE_CHECKING:
    from helseplan.vintages.pxweb.cube import Cube
    from helseplan.vintages.web import Answer, Session

CONTENTS, VARIABLES = "001", "002"
OK = 200
TABLE, VARIABLE = "Tabell id", "Variabel navn"


class Client:
    """DBH's table service at one address.

    Args:
        session: Keeps pace, limits and hosts.
        base_url: Address that ``/Tabeller/…`` is added to.
    """

    def __init__(self, session: Session, base_url: str):
        self._session, self._base = session, base_url.rstrip("/")

    def contents(self) -> pd.DataFrame:
        """Return the list of tables: one row per table, all columns as text.

        Raises:
            DataError: The list cannot be read.
        """
        return self._bulk(CONTENTS, (TABLE,))

    def variables(self, table: int) -> list[str]:
        """Return the names of a table's variables, in DBH's order; empty when DBH does not list the table.

        Raises:
            DataError: The list cannot be read.
        """
        found = self._bulk(VARIABLES, (TABLE, VARIABLE))
        numbers = pd.to_numeric(found[TABLE], errors="coerce")
        return list(found.loc[numbers == table, VARIABLE])

    def data(
        self, table: int, group_by: Sequence[str], filters: Sequence[dict[str, Any]], row: str = ""
    ) -> Answer:
        """Fetch figures.

        Args:
            table: Table number.
            group_by: Columns of the answer; DBH sums over the rest.
            filters: As `selection.selection` makes them.
            row: Key of the registry row, for messages.

        Returns:
            The raw answer, seen to hold rows.

        Raises:
            DataError: DBH refused the question or has no rows for it; the message says what it has instead.
        """
        choice = Choice(tuple(group_by), tuple(filters), row)
        answer = self._session.post(
            f"{self._base}/Tabeller/hentJSONTabellData", body(table, choice), sound=reading.sound
        )
        if answer.status not in (OK, reading.NO_CONTENT):
            raise self._refused(table, choice, answer)
        reading.rows(answer.content, f"DBH-tabell {table}, {choice.where}")
        return answer

    def read(self, content: bytes, choice: Choice, table: str = "", label: str = "") -> Cube:
        """Read an answer; see `reading.read`."""
        return reading.read(content, choice, table, label)

    def _bulk(self, number: str, needed: Sequence[str]) -> pd.DataFrame:
        answer = self._session.get(f"{self._base}/Tabeller/bulk-csv", {"rptNr": number})
        where = f"DBH, oversikten {number}"
        try:
            frame = pd.read_csv(
                io.BytesIO(answer.content), dtype=str, keep_default_na=False, encoding="utf-8-sig"
            )
        except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError):
            frame = pd.DataFrame()
        if answer.status != OK or any(name not in frame for name in needed):
            raise DataError(
                "Oversikten fra DBH kan ikke leses.",
                where=where,
                expected="CSV med kolonnene " + ", ".join(needed),
                found=f"svar {answer.status} med " + (", ".join(frame.columns[:8]) or "noe annet enn CSV"),
                fix="Prøv igjen senere.",
            )
        return frame

    def _refused(self, table: int, choice: Choice, answer: Answer) -> DataError:
        """Explain a refusal: what DBH said, and which of the variables asked for it does not have."""
        asked = [*choice.group_by, *(entry["variabel"] for entry in choice.filters)]
        try:
            known = self.variables(table)
        except HelseplanError:
            known = []
        unknown = [name for name in dict.fromkeys(asked) if known and name not in known]
        said = f"ukjent variabel {listed(unknown)}; " if unknown else ""
        return LayoutError(
            f"DBH avviste spørsmålet (svar {answer.status}).",
            table=str(table),
            row=choice.row,
            expected="variabler som tabellen har: " + listed(known) if known else "",
            found=said + _said(answer),
            close=[near for name in unknown for near in close_to(name, known)],
        )


def body(table: int, choice: Choice) -> dict[str, Any]:
    """Return the question as DBH's service takes it: codes with their texts, decimal point, no line of status."""
    return {
        "tabell_id": table,
        "api_versjon": 1,
        "statuslinje": "N",
        "kodetekst": "J",
        "desimal_separator": ".",
        "groupBy": list(choice.group_by),
        "sortBy": list(choice.group_by),
        "filter": [dict(entry) for entry in choice.filters],
    }


def _said(answer: Answer) -> str:
    """Return DBH's own words, when they are words."""
    try:
        found = json.loads(answer.content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return "en side uten forklaring"
    return f"DBH skrev «{reading.message(found)}»" if isinstance(found, dict) else "et svar uten forklaring"
