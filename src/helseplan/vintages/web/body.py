"""Reads an answer's body piece by piece, so that neither a long one nor a compressed bomb fills the memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import httpx

from helseplan.vintages.web.faults import FetchError, PassingError

ENCODINGS = "gzip"
"""What we ask for; httpx would also take others, and unpacks each piece whole."""
_PIECE = 2**20


def read(response: httpx.Response, largest: int, in_time: Callable[[], bool]) -> bytes:
    """Return the body of a streamed answer.

    Args:
        response: The answer, not read yet.
        largest: Most bytes, as they came and after decompression.
        in_time: Whether there is still time.

    Raises:
        FetchError: Longer than ``largest``, or packed in a way we did not ask for.
        PassingError: The answer is shorter than it says, broken, or takes too long.
    """
    announced = _announced(response)
    if announced is not None and announced > largest:
        raise _too_large(response, largest)
    if response.is_stream_consumed:  # a transport in memory has it whole
        if len(response.content) > largest:
            raise _too_large(response, largest)
        return response.content
    out, raw = bytearray(), _Counted(response.iter_raw(), in_time)
    for piece in _unpacked(raw, response):
        out += piece
        if max(len(out), raw.count) > largest:
            raise _too_large(response, largest)
    if announced is not None and raw.count != announced:
        raise PassingError(f"halvt svar: {raw.count} av {announced} byte")
    return bytes(out)


class _Counted:
    """The raw pieces, counted and timed."""

    def __init__(self, pieces: Iterator[bytes], in_time: Callable[[], bool]):
        self._pieces, self._in_time, self.count = pieces, in_time, 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.count += len(piece)
            yield piece
            if not self._in_time():
                raise PassingError("svaret kom for sakte")


def _unpacked(pieces: _Counted, response: httpx.Response) -> Iterator[bytes]:
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity"):
        yield from pieces
        return
    if encoding not in ("gzip", "x-gzip"):
        raise FetchError(
            "Svaret er pakket på en måte helseplan ikke ber om.",
            where=str(response.url),
            expected="gzip eller upakket",
            found=encoding[:40],
        )
    yield from _gunzipped(pieces)


def _gunzipped(pieces: _Counted) -> Iterator[bytes]:
    """Yield at most a piece at a time, however tightly the bytes are packed.

    One packed stream may follow another, and none at all is an empty answer; what follows a stream and is none, is a
    fault.
    """
    unpacker = None
    try:
        for piece in pieces:
            left = piece
            while left:
                unpacker = unpacker or zlib.decompressobj(16 + zlib.MAX_WBITS)
                yield unpacker.decompress(left, _PIECE)
                left = unpacker.unconsumed_tail
                if unpacker.eof:
                    left, unpacker = unpacker.unused_data, None
        while unpacker and not unpacker.eof:
            rest = unpacker.decompress(b"", _PIECE)
            if not rest and not unpacker.eof:
                raise PassingError("halvt svar: den pakkede strømmen er brutt")
            yield rest
    except zlib.error:
        raise PassingError("ødelagt svar: den pakkede strømmen kan ikke leses") from None


def _announced(response: httpx.Response) -> int | None:
    text = response.headers.get("content-length", "")
    chunked = "transfer-encoding" in response.headers
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 and not chunked else None


def _too_large(response: httpx.Response, largest: int) -> FetchError:
    return FetchError(
        "Svaret er større enn helseplan tar imot.",
        where=str(response.url),
        expected=f"høyst {largest:,} byte utpakket".replace(",", "\u00a0"),
        fix="Velg færre koder i kolonnen «selection» i data/tables.csv.",
    )
