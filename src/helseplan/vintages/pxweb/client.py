"""Asks PxWebApi v2: limits first, then tables, code lists and figures."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from urllib.parse import quote

from helseplan.errors import DataError, HelseplanError
from helseplan.vintages.pxweb import answers, config, explaining, metadata, selection, splitting
from helseplan.vintages.pxweb.config import FORMAT, Config
from helseplan.vintages.pxweb.extract import Extract, Part
from helseplan.vintages.pxweb.layout import LayoutError
from helseplan.vintages.pxweb.metadata import Codelist, Metadata, TableInfo
from helseplan.vintages.web import Answer, Session
from helseplan.vintages.web.faults import plain

_TABLE = re.compile(r"[A-Za-z0-9_-]{1,40}")
_CODELIST = re.compile(r"(agg|vs)_[^/\\?#%\s]{1,150}")


class Client:
    """One service. The first question is ``/config``, whose pace the session keeps from then on.

    Descriptions of tables and code lists are asked for once each. When the service lacks the language, its own is used:
    the codes are the same.
    """

    def __init__(self, session: Session, base_url: str, language: str = "no"):
        """Take a session; nothing is asked yet.

        Args:
            session: The web session.
            base_url: The service, such as ``https://data.ssb.no/api/pxwebapi/v2``.
            language: Language of texts.
        """
        self._session, self._base, self._language = session, base_url.rstrip("/"), language
        self._descriptions: dict[str, Answer] = {}
        self._codelists: dict[str, Codelist] = {}

    @cached_property
    def config(self) -> Config:
        """The service's limits and formats.

        Raises:
            DataError: It does not tell its limits, or cannot give json-stat2.
        """
        answer = self._session.get(f"{self._base}/config", sound=answers.sound)
        if answer.status != 200:
            raise explaining.refused_config(answer)
        found = config.read(answer)
        self._session.pace(found.calls, found.window_seconds)
        return found

    def table(self, table_id: str) -> TableInfo:
        """Return when a table was updated and which periods it has.

        Raises:
            LayoutError: The service has no such table, or tells of another one.
        """
        answer = self._ask(f"tables/{_safe(table_id)}")
        if answer.status != 200:
            raise explaining.refused_table(answer, table_id)
        found = metadata.read_table(answer.content, table_id, answer.url)
        _require_asked_for(found.id, table_id, answer.url)
        return replace(found, id=table_id)

    def metadata(self, table_id: str) -> Metadata:
        """Return a table's variables and codes.

        Raises:
            LayoutError: The service has no such table, or describes another one.
        """
        return _described(self.metadata_answer(table_id), table_id)

    def metadata_answer(self, table_id: str) -> Answer:
        """Return the same as the service gave it."""
        if table_id not in self._descriptions:
            self._descriptions[table_id] = self._fresh_metadata(table_id)
        return self._descriptions[table_id]

    def codelist(self, codelist_id: str) -> Codelist:
        """Return a code list.

        Raises:
            LayoutError: The service has no such list, or gives another one.
        """
        if codelist_id not in self._codelists:
            if not _CODELIST.fullmatch(codelist_id):
                raise DataError(
                    f"«{codelist_id}» er ikke navnet på en kodeliste.",
                    where="data/tables.csv",
                    expected="agg_… eller vs_…",
                )
            answer = self._ask(f"codelists/{quote(codelist_id, safe='')}")
            if answer.status != 200:
                raise explaining.refused_codelist(answer, codelist_id)
            found = metadata.read_codelist(answer.content, answer.url)
            _require_asked_for(found.id, codelist_id, answer.url, "kodeliste", "")
            self._codelists[codelist_id] = replace(found, id=codelist_id)
        return self._codelists[codelist_id]

    def resolve(self, metadata: Metadata, text: str, row: str = "") -> Extract:
        """Return the explicit codes that a selection text stands for (see ``selection``).

        Args:
            metadata: The table as it is now.
            text: The registry's selection.
            row: The registry row, named in messages.

        Raises:
            LayoutError: An unknown, missing or renamed variable or code.
        """
        return selection.resolve(metadata, text, row, self.codelist)

    def parts(self, extract: Extract) -> tuple[Part, ...]:
        """Return an extract in parts that each keep to the service's limit of cells."""
        return splitting.parts(extract, self.config.max_cells)

    def data(self, part: Part) -> Answer:
        """Fetch the figures of a part, as json-stat2, untouched.

        Raises:
            LayoutError: The table no longer has a variable or code that was asked for.
            FetchError: The service says no for another reason.
        """
        url = f"{self._base}/tables/{_safe(part.table)}/data"
        limit = self.config.max_cells
        params = {**self._params(), "outputFormat": FORMAT}
        answer = self._session.post(url, part.body, params, sound=answers.sound)
        if answer.status == 200:
            return answer
        raise explaining.refused_data(answer, part, self._now(part.table), limit)

    def _now(self, table_id: str) -> Metadata | None:
        try:
            return _described(self._fresh_metadata(table_id), table_id)
        except HelseplanError:  # the refusal itself is what matters
            return None

    def _fresh_metadata(self, table_id: str) -> Answer:
        answer = self._ask(f"tables/{_safe(table_id)}/metadata")
        if answer.status != 200:
            raise explaining.refused_table(answer, table_id)
        return answer

    def _ask(self, path: str) -> Answer:
        return self._session.get(f"{self._base}/{path}", self._params(), sound=answers.sound)

    def _params(self) -> dict[str, str]:
        languages = self.config.languages
        return {"lang": self._language} if not languages or self._language in languages else {}


def _described(answer: Answer, table_id: str) -> Metadata:
    """Read a table's description; what is asked for and stored afterwards has the number that we asked about."""
    found = metadata.read(answer.content, table_id, answer.url)
    _require_asked_for(found.table, table_id, answer.url)
    return replace(found, table=table_id)


def _require_asked_for(
    found: str, asked: str, url: str, kind: str = "tabell", table: str | None = None
) -> None:
    """Refuse an answer about something else than was asked for; one that does not say what it is about, will do."""
    if found and found.casefold() != asked.casefold():
        raise LayoutError(
            f"Tjenesten svarte med en annen {kind} enn det ble spurt om ({url}).",
            table=asked if table is None else table,
            expected=asked,
            found=plain(found, 60),
            column="table" if table is None else "codelists",
        )


def _safe(table_id: str) -> str:
    if not _TABLE.fullmatch(table_id):
        raise DataError(
            f"«{table_id}» er ikke et tabellnummer.",
            where="data/tables.csv, kolonnen «table»",
            expected="bokstaver og sifre, for eksempel 07459",
        )
    return table_id
