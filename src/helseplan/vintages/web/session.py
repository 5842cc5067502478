"""A session with services on the web: hosts, TLS, size, pace and retries. Knows nothing of what is asked for."""

from __future__ import annotations

import random
import ssl
from collections.abc import Callable, Collection, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Self

import httpx

from helseplan.vintages.web import addresses, body, waiting
from helseplan.vintages.web.answer import Answer, Clock, Limits, SystemClock
from helseplan.vintages.web.faults import KEPT, FetchError, PassingError, gave_up, plain
from helseplan.vintages.web.watchdog import Watchdog

Params = Mapping[str, str]
Sound = Callable[[Answer], str]
"""What is wrong with an answer that came through, in Norwegian; empty when nothing is."""

_REDIRECTS = 3
_DIRECT = ("all://", "http://", "https://")
"""Every address, each more certain than the environment's own word about proxies."""
_MOVED = {301, 302, 303, 307, 308}
_KEEPS_METHOD = {307, 308}


class Session:
    """Asks one thing at a time; a context manager.

    Attributes:
        waited: Seconds waited so far, for pace and between attempts.
        calls: Requests sent, every attempt and redirect counted.
        received: Bytes of whole answers, after decompression.
    """

    def __init__(
        self,
        hosts: Collection[str],
        *,
        limits: Limits | None = None,
        clock: Clock | None = None,
        told: Callable[[str, float], None] | None = None,
        transport: httpx.BaseTransport | None = None,
        seed: int | None = None,
    ):
        """Open a session; nothing is sent yet.

        Args:
            hosts: Hosts that may be asked over https; this machine may always be asked.
            limits: Size, time and attempts.
            clock: Time and waiting.
            told: Called with the reason and the seconds before each wait.
            transport: Used in tests instead of the network.
            seed: Of the spread of the waits; None for a new one each time.
        """
        self._hosts, self._limits = frozenset(hosts), limits or Limits()
        self._clock, self._told = clock or SystemClock(), told
        self._pace, self._chance = waiting.Pace(), random.Random(seed)
        self.waited, self.calls, self.received = 0.0, 0, 0
        self._transport = transport
        self._clients: dict[bool, httpx.Client] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients.values():
            client.close()

    def _client(self, here: bool) -> httpx.Client:
        """Return the client for this machine, which no proxy is asked about, or for the world."""
        if here not in self._clients:
            self._clients[here] = httpx.Client(
                timeout=self._limits.timeout_seconds,
                follow_redirects=False,
                transport=self._transport,
                mounts=dict.fromkeys(_DIRECT) if here and not self._transport else None,
                headers={"accept-encoding": body.ENCODINGS, "user-agent": f"helseplan/{_version()}"},
            )
        return self._clients[here]

    def pace(self, calls: int, window_seconds: float) -> None:
        """Keep to at most ``calls`` in any ``window_seconds`` from now on; 0 for no pace."""
        self._pace.set(calls, window_seconds)

    def get(self, url: str, params: Params | None = None, *, sound: Sound | None = None) -> Answer:
        """Ask for an address.

        Args:
            url: https to one of the hosts, or http to this machine.
            params: The query.
            sound: Says what is wrong with an answer of status 2xx; such an answer is asked for again.

        Returns:
            The answer, also when its status is 4xx: the caller explains it.

        Raises:
            DataError: The address may not be asked.
            FetchError: No answer that can be used after as many attempts as are allowed, or one that is too large,
                leads elsewhere, or whose certificate does not hold.
        """
        return self._persist("GET", url, params, None, sound)

    def post(
        self, url: str, body: Mapping[str, Any], params: Params | None = None, *, sound: Sound | None = None
    ) -> Answer:
        """Send a JSON body to an address; otherwise as ``get``."""
        return self._persist("POST", url, params, body, sound)

    def _persist(
        self,
        method: str,
        url: str,
        params: Params | None,
        json: Mapping[str, Any] | None,
        sound: Sound | None,
    ) -> Answer:
        addresses.check(url, self._hosts)
        whole = str(httpx.URL(url, params=params) if params else httpx.URL(url))
        for attempt in range(1, self._limits.attempts + 1):
            try:
                answer = self._follow(method, whole, json)
                if 200 <= answer.status < 300 and sound and (wrong := sound(answer)):
                    raise PassingError(wrong)
                return answer
            except PassingError as fault:
                if attempt == self._limits.attempts:
                    raise gave_up(whole, attempt, fault.reason) from None
                self._wait(fault.reason, self._pause(fault, attempt, whole))
        raise AssertionError("attempts is at least 1")

    def _pause(self, fault: PassingError, attempt: int, url: str) -> float:
        if fault.wait is None:
            return waiting.growing(attempt, self._limits.longest_wait_seconds, self._chance)
        if fault.wait > self._limits.longest_wait_seconds:
            raise FetchError(
                "Tjenesten ber om lengre pause enn helseplan venter.",
                where=url,
                expected=f"høyst {self._limits.longest_wait_seconds:.0f} sekunder",
                found=f"{fault.reason}; vent {fault.wait:.0f} sekunder (forsøk {attempt})",
                fix=KEPT,
            )
        return fault.wait

    def _follow(self, method: str, url: str, json: Mapping[str, Any] | None) -> Answer:
        for _ in range(_REDIRECTS + 1):
            status, location, answer = self._once(method, url, json)
            if status not in _MOVED:
                return answer
            if method == "POST" and status not in _KEEPS_METHOD:
                raise FetchError("Tjenesten sendte en spørring videre uten å ta den med.", where=url)
            url = addresses.redirected(url, location)
        raise FetchError("Tjenesten sender i ring.", where=url, found=f"over {_REDIRECTS} videresendinger")

    def _once(self, method: str, url: str, json: Mapping[str, Any] | None) -> tuple[int, str, Answer]:
        self._keep_pace(url)
        self.calls += 1
        begun = self._clock.now()
        here = addresses.is_loopback(httpx.URL(url).host)
        client = self._client(here)
        watchdog = Watchdog(self._limits.answer_seconds, client.close)

        def in_time() -> bool:
            return self._clock.now() - begun <= self._limits.answer_seconds

        try:
            with watchdog, client.stream(method, url, json=json) as response:
                self._refuse(response)
                content = body.read(response, self._limits.largest_bytes, in_time)
        except httpx.TimeoutException:
            raise PassingError(f"ikke noe svar på {self._limits.timeout_seconds:g} sekunder") from None
        except (httpx.TransportError, RuntimeError) as fault:
            if watchdog.bit:
                raise PassingError("svaret kom for sakte") from None
            raise (_broken(fault, url) if isinstance(fault, httpx.TransportError) else fault) from None
        finally:
            if watchdog.bit:
                self._clients.pop(here, None)
            self._pace.made(self._clock.now())
        self.received += len(content)
        kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
        answer = Answer(content, kind, response.status_code, url, dict(response.headers))
        return response.status_code, response.headers.get("location", ""), answer

    def _keep_pace(self, url: str) -> None:
        seconds, longest = self._pace.wait(self._clock.now()), self._limits.longest_wait_seconds
        if seconds > longest:
            raise FetchError(
                "Tjenesten tar imot så få kall at helseplan måtte ha ventet for lenge på det neste.",
                where=url,
                expected=f"høyst {longest:.0f} sekunder",
                found=f"{self._pace}; vent {seconds:.0f} sekunder",
                fix=KEPT,
            )
        self._wait("tjenestens grense for antall kall", seconds)

    def _refuse(self, response: httpx.Response) -> None:
        """Stop before the body when the status says to come back later."""
        status = response.status_code
        if status in {408, 429} or status >= 500:
            reason = "for mange kall på kort tid" if status == 429 else "feil hos tjenesten"
            after = waiting.asked(response.headers.get("retry-after"), self._clock.now())
            raise PassingError(f"{reason} (HTTP {status})", after)

    def _wait(self, reason: str, seconds: float) -> None:
        if seconds <= 0:
            return
        if self._told:
            self._told(reason, seconds)
        self._clock.sleep(seconds)
        self.waited += seconds


def _broken(fault: httpx.TransportError, url: str) -> Exception:
    """Return what a broken connection means: a certificate that does not hold will not hold next time either."""
    cause: BaseException | None = fault
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(cause):
            return FetchError(
                "Tjenestens sertifikat lar seg ikke bekrefte; ingenting er hentet derfra.",
                where=url,
                found=plain(str(fault)),
                fix="Sett SSL_CERT_FILE hvis virksomheten har et eget rotsertifikat; kontrollen kan ikke slås av.",
            )
        cause = cause.__cause__ or cause.__context__
    what = "fikk ikke forbindelse" if isinstance(fault, httpx.ConnectError) else "forbindelsen ble brutt"
    return PassingError(f"{what} ({plain(str(fault), 80) or type(fault).__name__})")


def _version() -> str:
    try:
        return version("helseplan")
    except PackageNotFoundError:
        return "0"
