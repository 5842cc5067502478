"""Which addresses may be asked: https to a named host, http only to this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from helseplan.errors import DataError
from helseplan.vintages.web.faults import FetchError, plain

_PORTS = {"https": 443, "http": 80}


def check(url: str, hosts: Collection[str]) -> None:
    """Check that an address may be asked.

    Args:
        url: The address.
        hosts: Hosts that may be asked over https.

    Raises:
        DataError: Another host, another protocol, http to another machine, or a user name in the address.
    """
    parts = _split(url)
    host = (parts.hostname or "").lower() if parts else ""
    if parts and host and parts.username is None and parts.password is None:
        if parts.scheme == "https" and (host in {name.lower() for name in hosts} or is_loopback(host)):
            return
        if parts.scheme == "http" and is_loopback(host):
            return
    raise DataError(
        "Adressen er ikke blant dem helseplan henter data fra.",
        where=plain(_without_user(url)),
        expected="https til " + (", ".join(sorted(hosts)) or "en tjeneste i registeret"),
        found=_found(parts, host),
        fix="Rett kolonnen «base_url» i data/tables.csv, eller oppgi tjenesten med --base-url.",
    )


def check_named(url: str) -> None:
    """Check an address the user has named: https to any host, http only to this machine. Errors as for ``check``."""
    parts = _split(url)
    check(url, {parts.hostname} if parts and parts.hostname else ())


def _found(parts: SplitResult | None, host: str) -> str:
    if parts is None or not host:
        return "ingen gyldig adresse"
    if parts.username is not None or parts.password is not None:
        return "brukernavn eller passord i adressen"
    return f"{parts.scheme} til «{host}»"


def _without_user(url: str) -> str:
    """Return an address without what stands before ``@`` in the name of the host: a password is not to be shown."""
    head, separator, rest = url.partition("//")
    place, slash, path = rest.partition("/")
    return f"{head}{separator}{place.rpartition('@')[2]}{slash}{path}"


def redirected(url: str, location: str) -> str:
    """Return where a redirect leads.

    Args:
        url: The address that was asked.
        location: The header ``Location`` of the answer.

    Raises:
        FetchError: It leads to another host, port or protocol, or nowhere.
    """
    target = urljoin(url, location)
    here, there = _origin(url), _origin(target)
    if location and there is not None and here == there:
        return target
    raise FetchError(
        "Tjenesten sendte videre til et annet sted; dit følger helseplan ikke med.",
        where=url,
        expected="svar fra samme vert",
        found=plain(target) if location else "en videresending uten mål",
        fix="Har tjenesten flyttet, rettes kolonnen «base_url» i data/tables.csv.",
    )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(url: str) -> SplitResult | None:
    if any(sign.isspace() or not sign.isprintable() or sign == "\\" for sign in url):
        return None
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises when it is no number
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        return None
    return parts


def _origin(url: str) -> tuple[str, str, int | None] | None:
    parts = _split(url)
    if parts is None or not parts.hostname or parts.username is not None:
        return None
    return parts.scheme, parts.hostname.lower(), parts.port or _PORTS.get(parts.scheme)
