"""Only https to a named host, and http to this machine."""

from __future__ import annotations

import pytest

from helseplan.errors import DataError
from helseplan.vintages.web import addresses
from helseplan.vintages.web.faults import plain

HOSTS = ("data.ssb.no", "dbh-data.dataporten-api.no")


@pytest.mark.parametrize(
    "url",
    [
        "https://data.ssb.no/api",
        "https://DATA.ssb.no/api",
        "https://dbh-data.dataporten-api.no/Tabeller",
        "http://127.0.0.1:8080/v2",
        "http://localhost:8080/v2",
        "http://[::1]:8080/v2",
    ],
)
def test_may_be_asked(url):
    addresses.check(url, HOSTS)


@pytest.mark.parametrize(
    "url",
    [
        "http://data.ssb.no/api",
        "https://example.org/",
        "https://data.ssb.no.example.org/",
        "https://data.ssb.no@example.org/",
        "https://someone@data.ssb.no/",
        "https://example.org\\@data.ssb.no/",
        "https://data.ssb.no\n.example.org/",
        "http://127.0.0.1.example.org/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "ftp://data.ssb.no/",
        "file:///etc/passwd",
        "data.ssb.no/api",
        "https://data.ssb.no:port/",
        "https://[::1/",
        "",
    ],
)
def test_may_not_be_asked(url):
    with pytest.raises(DataError, match="base_url"):
        addresses.check(url, HOSTS)


def test_words_from_a_server_are_one_plain_line():
    assert plain("<b>Too  many</b>\ncells\x1b[31m ") == "Too many cells [31m"
    assert len(plain("a" * 500)) == 200
