"""Pace, retries, sizes and hosts of a web session."""

from __future__ import annotations

import gzip
import ssl
import zlib
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest

from helseplan.errors import DataError
from helseplan.vintages.web import FetchError
from tests.vintages.web.doubles import Clock, Pieces, Service, session

URL = "https://data.ssb.no/api/pxwebapi/v2/config"
OK = httpx.Response(200, json={"a": 1})


def streamed(*pieces: bytes, headers=None, between=lambda: None):
    return lambda _: httpx.Response(200, headers=headers or {}, stream=Pieces(*pieces, between=between))


def test_an_answer_comes_untouched_with_its_kind():
    body = b'\xef\xbb\xbf{"\xc3\xa5r": 1}\r\n'
    service = Service(
        httpx.Response(200, content=body, headers={"Content-Type": "Application/JSON; charset=utf-8"})
    )
    with session(service) as web:
        answer = web.get(URL, {"lang": "no", "Tid": "top(1)"})
    assert (answer.content, answer.kind, answer.status) == (body, "application/json", 200)
    assert answer.url == str(service.requests[0].url)
    assert service.requests[0].url.params["Tid"] == "top(1)"
    assert (web.calls, web.received, web.waited) == (1, len(body), 0)


def test_a_post_carries_its_body_as_json():
    service = Service(OK)
    session(service).post(URL, {"selection": [{"variableCode": "Kjønn"}]})
    request = service.requests[0]
    assert request.method == "POST"
    assert request.headers["content-type"] == "application/json"
    assert httpx.Response(200, content=request.content).json() == {"selection": [{"variableCode": "Kjønn"}]}


def test_the_pace_is_a_sliding_window_kept_to_the_second():
    clock, sent = Clock(), []

    def reply(_):
        sent.append(clock.now())
        clock.time += 1  # each answer takes a second
        return httpx.Response(200, json={})

    web = session(reply, clock=clock)
    web.pace(3, 10)
    begun = clock.now()
    for _ in range(7):
        web.get(URL)
    assert [moment - begun for moment in sent] == [0, 1, 2, 11, 12, 13, 22]
    assert web.told == [
        ("tjenestens grense for antall kall", 8.0),
        ("tjenestens grense for antall kall", 8.0),
    ]
    assert web.waited == 16


def test_calls_made_before_the_pace_was_known_count():
    web = session(Service(OK))
    web.get(URL)
    web.pace(2, 60)
    web.get(URL)
    web.get(URL)
    assert web.clock.slept == [60]


@pytest.mark.parametrize(("calls", "window"), [(0, 60), (30, 0)])
def test_no_limit_means_no_wait(calls, window):
    web = session(Service(OK))
    web.pace(calls, window)
    for _ in range(40):
        web.get(URL)
    assert web.clock.slept == []


def test_retry_after_in_seconds_is_honoured():
    web = session(Service(httpx.Response(429, headers={"Retry-After": "17"}), OK))
    assert web.get(URL).status == 200
    assert web.clock.slept == [17]
    assert web.told == [("for mange kall på kort tid (HTTP 429)", 17)]


def test_retry_after_as_a_date_is_honoured():
    clock = Clock()
    later = format_datetime(datetime.fromtimestamp(clock.now() + 42, UTC), usegmt=True)
    web = session(Service(httpx.Response(503, headers={"Retry-After": later}), OK), clock=clock)
    assert web.get(URL).status == 200
    assert web.clock.slept == [42]


@pytest.mark.parametrize("header", ["0", "tomorrow", "Thu, 01 Jan 1970 00:00:00 GMT", "-5", ""])
def test_a_retry_after_that_asks_for_nothing_gives_a_growing_wait(header):
    web = session(Service(httpx.Response(429, headers={"Retry-After": header}), OK))
    web.get(URL)
    assert len(web.clock.slept) == 1
    assert 1 <= web.clock.slept[0] <= 1.25


def test_a_service_that_asks_for_hours_is_left_for_another_day():
    service = Service(httpx.Response(429, headers={"Retry-After": "7200"}), OK)
    with pytest.raises(FetchError, match=r"lengre pause[\s\S]*7200[\s\S]*tatt vare på"):
        session(service).get(URL)
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    "fault",
    [
        httpx.Response(500),
        httpx.Response(502, content=b"<html>"),
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("refused"),
        httpx.RemoteProtocolError("peer closed connection"),
        httpx.ReadError("reset"),
    ],
    ids=lambda fault: str(getattr(fault, "status_code", "")) or type(fault).__name__,
)
def test_what_may_pass_is_tried_again_with_growing_waits(fault):
    service = Service(fault, fault, fault, OK)
    web = session(service)
    assert web.get(URL).status == 200
    assert len(service.requests) == web.calls == 4
    assert [low <= wait <= 1.25 * low for wait, low in zip(web.clock.slept, (1, 2, 4), strict=True)] == [
        True
    ] * 3


def test_it_gives_up_and_says_how_often_it_tried_and_that_the_rest_is_kept():
    service = Service(httpx.Response(500))
    web = session(service, attempts=3)
    with pytest.raises(FetchError) as caught:
        web.get(URL)
    assert len(service.requests) == 3
    assert caught.value.exit_code == 1
    message = str(caught.value)
    assert "prøvd 3 ganger" in message
    assert "HTTP 500" in message
    assert URL in message
    assert "tatt vare på" in message


def test_no_wait_is_longer_than_the_longest():
    web = session(Service(httpx.Response(500)), attempts=8, longest_wait_seconds=5)
    with pytest.raises(FetchError):
        web.get(URL)
    assert max(web.clock.slept) == 5
    assert len(web.clock.slept) == 7


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_other_refusals_are_for_the_caller_to_explain(status):
    service = Service(httpx.Response(status, json={"title": "Non-existent value"}))
    answer = session(service).get(URL)
    assert (answer.status, len(service.requests)) == (status, 1)


def test_half_an_answer_is_asked_for_again():
    half = streamed(b'{"a": ', headers={"Content-Length": "100"})
    service = Service(half, OK)
    assert session(service).get(URL).content == OK.content
    assert len(service.requests) == 2


def test_half_a_packed_answer_is_asked_for_again():
    whole = gzip.compress(b'{"a": 1}' * 1000)
    headers = {"Content-Encoding": "gzip"}
    broken = bytes([*whole[:20], whole[20] ^ 255, *whole[21:]])
    service = Service(streamed(whole[:-9], headers=headers), streamed(broken, headers=headers), OK)
    assert session(service).get(URL).content == OK.content
    assert len(service.requests) == 3


def test_an_answer_the_caller_finds_unsound_is_asked_for_again():
    service = Service(httpx.Response(200, content=b"<html>"), OK)
    answer = session(service).get(URL, sound=lambda answer: "" if answer.content[:1] == b"{" else "ikke JSON")
    assert answer.content == OK.content
    with pytest.raises(FetchError, match="ikke JSON"):
        session(Service(OK)).get(URL, sound=lambda _: "ikke JSON")


@pytest.mark.parametrize("cut", [1, 100, 70_000])
def test_a_packed_answer_is_unpacked_whole(cut):
    body = bytes(range(256)) * 20_000
    packed = gzip.compress(body)
    pieces = [packed[at : at + cut] for at in range(0, len(packed), cut)]
    answer = session(
        streamed(*pieces, headers={"Content-Encoding": "gzip", "Content-Length": str(len(packed))})
    ).get(URL)
    assert answer.content == body


def test_a_bomb_is_stopped_at_the_limit_not_after_unpacking():
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(100)) + packer.flush()
    assert len(bomb) < 125_000  # 100 MB packed
    import tracemalloc

    tracemalloc.start()
    with pytest.raises(FetchError, match="større enn helseplan tar imot"):
        session(streamed(bomb, headers={"Content-Encoding": "gzip"}), largest_bytes=5_000_000).get(URL)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_long_answer_is_stopped():
    seen = []

    def endless():
        while True:
            seen.append(1)
            yield bytes(1000)

    class Endless(httpx.SyncByteStream):
        def __iter__(self):
            return endless()

    with pytest.raises(FetchError, match="større"):
        session(lambda _: httpx.Response(200, stream=Endless()), largest_bytes=10_000).get(URL)
    assert len(seen) == 11
    with pytest.raises(FetchError, match="større"):
        session(Service(httpx.Response(200, content=bytes(10_001))), largest_bytes=10_000).get(URL)
    assert (
        session(Service(httpx.Response(200, content=bytes(10_000))), largest_bytes=10_000).get(URL).status
        == 200
    )


def test_a_server_that_drips_does_not_hold_the_session():
    clock = Clock()

    def wait():
        clock.time += 50

    slow = streamed(*[b"x"] * 100, between=wait)
    with pytest.raises(FetchError, match="for sakte"):
        session(slow, clock=clock, answer_seconds=600, attempts=1).get(URL)
    assert clock.now() - 1_800_000_000 < 700


def test_only_gzip_is_asked_for_and_taken():
    service = Service(OK)
    session(service).get(URL)
    assert service.requests[0].headers["accept-encoding"] == "gzip"
    with pytest.raises(FetchError, match="ikke ber om"):
        session(streamed(b"x", headers={"Content-Encoding": "br"})).get(URL)


def test_a_redirect_within_the_host_is_followed():
    service = Service(httpx.Response(308, headers={"Location": "/api/pxwebapi/v2/config/"}), OK)
    answer = session(service).post(URL, {"a": 1})
    assert answer.url == URL + "/"
    assert [request.method for request in service.requests] == ["POST", "POST"]
    assert service.requests[1].content == service.requests[0].content


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/config",
        "http://data.ssb.no/api/pxwebapi/v2/config",
        "https://data.ssb.no:444/config",
        "//example.org/config",
        "https://data.ssb.no@example.org/",
        "http://127.0.0.1/config",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_redirect_elsewhere_is_refused(target):
    service = Service(httpx.Response(302, headers={"Location": target}), OK)
    hosts = ("data.ssb.no", "example.org")  # even another host that may be asked
    with pytest.raises(FetchError, match="sendte videre til et annet sted"):
        session(service, hosts=hosts).get(URL)
    assert len(service.requests) == 1


def test_redirects_in_a_ring_end():
    with pytest.raises(FetchError, match="sender i ring"):
        session(Service(httpx.Response(302, headers={"Location": URL}))).get(URL)


def test_a_certificate_that_does_not_hold_is_not_tried_again():
    def bad(_):
        raise httpx.ConnectError("failed") from ssl.SSLCertVerificationError("self-signed certificate")

    calls = []
    web = session(lambda request: (calls.append(1), bad(request))[1])
    with pytest.raises(FetchError, match="sertifikat"):
        web.get(URL)
    assert len(calls) == 1


def test_an_address_that_may_not_be_asked_is_never_sent():
    service = Service(OK)
    with pytest.raises(DataError, match="ikke blant dem"):
        session(service).get("https://example.org/")
    assert service.requests == []


def test_a_transport_in_memory_is_read_too():
    web = session(lambda _: httpx.Response(200, json={"a": 1}), largest_bytes=7)
    assert web.get(URL).content == b'{"a":1}'
    with pytest.raises(FetchError, match="større"):
        session(lambda _: httpx.Response(200, json={"a": 10}), largest_bytes=7).get(URL)
