"""The json-stat2 document as bytes become typed parts, without reading its cells.

Format: https://json-stat.org/full/ (JSON-stat 2.0). What PxWeb puts in ``extension`` is read where it is of use;
anything else a service adds is passed over. ``value`` and ``status`` are left as they came, because they are nearly all
of an answer and are read by ``cells``.
"""

from __future__ import annotations

import re

import msgspec

from helseplan.errors import DataError

AGAIN = "Kjør helseplan fetch på nytt. Kommer samme melding igjen, har tjenesten endret svarene sine."
BOM = b"\xef\xbb\xbf"
NORWEGIAN = {
    "array": "liste",
    "bool": "ja/nei",
    "float": "tall",
    "int": "heltall",
    "null": "tomt felt",
    "object": "objekt",
    "str": "tekst",
}
"""What the JSON reader calls a kind of value → the word in a message."""
Notes = list[str] | str | dict[str, list[str] | str] | None


class Unit(msgspec.Struct):
    """Unit of a metric; PxWeb writes it in ``base``, the format's own examples in ``label``."""

    base: str | None = None
    label: str | None = None


class Category(msgspec.Struct):
    """Categories of a variable."""

    index: dict[str, int] | list[str] | None = None
    label: dict[str, str] = {}
    unit: dict[str, Unit] = {}
    note: dict[str, list[str] | str] | None = None


class Variable(msgspec.Struct):
    """A variable."""

    category: Category
    label: str | None = None
    note: Notes = None


class Role(msgspec.Struct):
    """Which variables are time, place and content."""

    time: list[str] = []
    geo: list[str] = []
    metric: list[str] = []


class Px(msgspec.Struct):
    """What PxWeb adds."""

    tableid: str | None = None


class Extension(msgspec.Struct):
    """What services add."""

    px: Px | None = None


class Document(msgspec.Struct):
    """A json-stat2 document; ``value`` and ``status`` are views of the bytes."""

    kind: str = msgspec.field(default="", name="class")
    version: str = "2.0"
    label: str | None = None
    source: str | None = None
    updated: str | None = None
    note: Notes = None
    id: list[str] = []
    size: list[int] = []
    role: Role | None = None
    dimension: dict[str, Variable] = {}
    extension: Extension | None = None
    value: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)
    status: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)

    @property
    def table(self) -> str:
        """The table's number; empty when the document does not say."""
        return (self.extension and self.extension.px and self.extension.px.tableid) or ""

    @property
    def roles(self) -> Role:
        """Which variables are time, place and content; none when the document does not say."""
        return self.role or Role()


class Kind(msgspec.Struct):
    """What a document says it is."""

    kind: str = msgspec.field(default="", name="class")


_DECODER = msgspec.json.Decoder(Document)
_KIND = msgspec.json.Decoder(Kind)


def parse(content: bytes) -> Document:
    """Read an answer's document.

    Raises:
        DataError: The answer is empty, a web page, cut off, nested without end, not JSON, not UTF-8 or not a json-stat2
            dataset.
    """
    start = content[:512].removeprefix(BOM).lstrip()
    if not start:
        raise fault("Tjenesten svarte med et tomt svar.")
    if start.startswith(b"<"):
        raise fault("Tjenesten svarte med en nettside i stedet for tall.", found=_quoted(start))
    try:
        found = _DECODER.decode(memoryview(content)[len(BOM) :] if content.startswith(BOM) else content)
    except RecursionError:
        raise fault("Svaret har for mange nivåer inni hverandre.") from None
    except UnicodeDecodeError as error:
        raise fault("Svaret er ikke i UTF-8.", found=f"feil ved byte {error.start}") from None
    except msgspec.ValidationError as error:
        raise wrong_kind(error) if _says_dataset(content) else _another_document(start) from None
    except msgspec.DecodeError as error:
        raise _not_json(str(error), content) from None
    if found.kind != "dataset" or not found.version.startswith("2"):
        raise _another_document(start, found)
    return found


def fault(what: str, table: str = "", *, expected: str = "", found: str = "") -> DataError:
    """Return the error of an answer that cannot be used."""
    where = f"svaret for tabell {table}" if table else "svaret fra tjenesten"
    return DataError(what, where=where, expected=expected, found=found, fix=AGAIN)


def wrong_kind(error: msgspec.ValidationError, where: str = "", table: str = "") -> DataError:
    """Return the error of a field of another kind than the format says.

    Args:
        error: What the JSON reader says.
        where: The field; when empty, the one the reader names.
        table: Table number when known.
    """
    text = str(error)
    kinds = re.search(r"Expected `(.+?)`(?:, got `(.+?)`)?", text)
    field = where or (re.search(r"`\$\.?(.*?)`$", text) or ["", ""])[1]
    missing = re.search(r"missing required field `(\w+)`", text)
    if missing:
        return fault(
            "Svaret mangler et felt som json-stat2 skal ha.", table, expected=f"{field}.{missing[1]}"
        )
    expected, found = (_norwegian(kind) for kind in (kinds[1], kinds[2] or "")) if kinds else ("", text)
    what = f"Feltet «{field}» i svaret er av feil slag." if field else "Svaret er av feil slag."
    return fault(what, table, expected=expected, found=found)


def texts(notes: Notes, labels: dict[str, str] | None = None) -> tuple[str, ...]:
    """Return notes as plain texts; a note to a category begins with the category's text."""
    if not notes:
        return ()
    if isinstance(notes, str):
        return (notes,)
    if isinstance(notes, list):
        return tuple(notes)
    named = labels or {}
    return tuple(f"{named.get(code, code)}: {note}" for code, each in notes.items() for note in texts(each))


def _says_dataset(content: bytes) -> bool:
    """Whether a document that cannot be read calls itself a dataset; one that does not is something else altogether."""
    try:
        return (
            _KIND.decode(memoryview(content)[len(BOM) :] if content.startswith(BOM) else content).kind
            == "dataset"
        )
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _another_document(start: bytes, read: Document | None = None) -> DataError:
    found = f"class «{read.kind}», version «{read.version}»" if read and read.kind else _quoted(start)
    return fault(
        "Svaret er ikke et datasett i json-stat2.", expected="class «dataset», version «2.0»", found=found
    )


def _norwegian(kinds: str) -> str:
    return " eller ".join(NORWEGIAN.get(kind, kind) for kind in kinds.split(" | "))


def _not_json(message: str, content: bytes) -> DataError:
    if "truncated" in message:
        return fault("Svaret er avkortet.", found=f"{len(content)} byte uten slutt")
    at = re.search(r"byte (\d+)", message)
    if "utf-8" in message.lower():
        return fault("Svaret er ikke i UTF-8.", found=f"feil ved byte {at[1]}" if at else "")
    near = _quoted(content[max(0, int(at[1]) - 20) :]) if at else ""
    return fault("Svaret er ikke gyldig JSON.", found=f"feil ved byte {at[1]}: {near}" if at else "")


def _quoted(content: bytes) -> str:
    """Return the start of some bytes as one line of text."""
    return "«" + " ".join(content[:60].decode("utf-8", "replace").split()) + " …»"
