"""``helseplan fetch`` where the fault is on this side: addresses, disk, signals, two at once, hostile answers."""

from __future__ import annotations

import errno
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NoReturn

import pytest

from helseplan import paths
from helseplan.errors import DataError
from helseplan.fetching import files, registry
from helseplan.fetching.faults import Faults
from tests.fetching.certificate import CERTIFICATE, KEY
from tests.fetching.faulty import Command, command, content, one_message, only_whole_answers, untouched
from tests.fetching.project import CARE, PARENT, PEOPLE, Project, care, people
from tests.standin import Fault

__all__ = ["command"]
NAME = "ny"


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://data.example.org/v2", "ikke blant dem helseplan henter data fra"),
        ("http://192.0.2.1/v2", "ikke blant dem helseplan henter data fra"),
        ("ftp://127.0.0.1/x", "ikke blant dem"),
        ("file:///etc/passwd", "ikke blant dem"),
        ("https://navn:hemmelig@127.0.0.1/v2", "brukernavn eller passord i adressen"),
        ("tull", "ingen gyldig adresse"),
        ("", "ingen gyldig adresse"),
        ("http://[", "ingen gyldig adresse"),
        ("http://127.0.0.1:99999/", "ingen gyldig adresse"),
    ],
)
def test_an_address_that_may_not_be_asked_is_one_message(
    command: Command, project: Project, url: str, text: str
) -> None:
    with untouched(project):
        said = command.run("fetch", "--base-url", url)
    message = one_message(said)
    assert said.code == 2
    assert text in message
    assert "hemmelig" not in said.err


def test_a_service_of_another_kind_is_told_from_its_first_answer(command: Command, project: Project) -> None:
    with untouched(project):
        said = command.fetch(base_url=f"{project.server.root}/noe/annet")
    message = one_message(said)
    assert "--base-url" in message
    assert "/config" in message


def test_nobody_listening_is_said_after_a_few_tries(command: Command, project: Project) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with untouched(project):
        said = command.fetch(base_url=f"http://127.0.0.1:{port}/v2")
    assert said.code == 1
    assert "fikk ikke forbindelse" in one_message(said)


@pytest.mark.parametrize("url", ["http://data.ssb.no/api", "https://a:b@data.ssb.no/api"])
def test_a_registry_with_an_address_that_may_not_be_asked_is_refused_before_anything_is_asked(
    command: Command, project: Project, url: str
) -> None:
    project.register(t07459={"base_url": url})
    with untouched(project):
        said = command.run("fetch")
    assert "data/tables.csv" in one_message(said)
    assert project.server.requests == []


@pytest.mark.parametrize("table", ["../07459", "a/b", "..", "07459?lang=no"])
def test_a_table_number_that_is_a_path_is_refused(command: Command, project: Project, table: str) -> None:
    project.register(t07459={"table": table})
    with untouched(project):
        assert "data/tables.csv" in one_message(command.fetch())


def test_a_certificate_that_does_not_hold_is_refused_at_once(
    command: Command, project: Project, tmp_path: Path
) -> None:
    with SelfSigned(tmp_path) as (port, asked), untouched(project):
        said = command.fetch(base_url=f"https://127.0.0.1:{port}/v2")
    message = one_message(said)
    assert said.code == 1
    assert "sertifikat" in message
    assert asked == [], "nothing was said to it"
    assert command.clock.slept == [], "it will not hold the next time either"


class SelfSigned:
    """A server over TLS whose certificate nobody has vouched for."""

    def __init__(self, folder: Path):
        self.key, self.cert = folder / "key.pem", folder / "cert.pem"

    def __enter__(self) -> tuple[int, list[str]]:
        asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)

        self.key.write_text(KEY)
        self.cert.write_text(CERTIFICATE)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.cert, self.key)
        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.http.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self.http.server_address[1], asked

    def __exit__(self, *_: object) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join(5)


@pytest.mark.parametrize(
    ("number", "text", "code"),
    [
        (errno.ENOSPC, "Disken er full", 1),
        (errno.EACCES, "kan ikke skrives til", 2),
        (errno.EROFS, "kan ikke skrives til", 2),
    ],
)
@pytest.mark.parametrize(
    "where", ["store.write_whole", "build.write_whole", "registers.write_whole", "build.shutil.copyfile"]
)
def test_a_disk_that_is_full_or_may_not_be_written_to(
    command: Command,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    number: int,
    text: str,
    code: int,
) -> None:
    def stop(*arguments: object) -> NoReturn:
        raise OSError(number, "no", str(arguments[-1])[:40])

    with monkeypatch.context() as patch:
        patch.setattr(f"helseplan.fetching.{where}", stop)
        with untouched(project):
            said = command.fetch()
    message = one_message(said)
    assert (said.code, text in message) == (code, True), message
    assert command.fetch().code == 0


def test_a_disk_that_fills_up_halfway_keeps_no_half_answer(
    command: Command, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.write_bytes

    def half(path: Path, data: bytes) -> int:
        if path.name.endswith(".part") and PEOPLE in path.as_posix():
            real(path, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return real(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", half)
        with untouched(project):
            said = command.fetch()
    assert "Disken er full" in one_message(said)
    assert command.fetch().code == 0


def test_what_an_answer_calls_itself_names_no_file(command: Command, project: Project) -> None:
    project.server.tables[PEOPLE] = people(label="../../x", updated="../../../../tmp/x")
    before = content(project.root)
    said = command.fetch("--vintage", NAME, "--table", PEOPLE)
    assert said.code == 0, said.err
    new = set(content(project.root)) - set(before)
    assert all(
        name.startswith((f"vintages/{NAME}/", f"raw/ssb/{PEOPLE}/")) or name == "raw/seen.csv" for name in new
    )
    assert project.names() == [NAME, PARENT]
    assert f"ssb-{PEOPLE}-2026" in "".join(project.rows(NAME, "sources"))
    only_whole_answers(project)


def test_text_from_an_answer_is_plain_in_what_the_command_says(command: Command, project: Project) -> None:
    hostile = "\x1b[31m<script>alert(1)</script>"
    project.server.faults.append(Fault("renamed", f"{PEOPLE}/metadata", -1, variable="Alder", to=hostile))
    message = one_message(command.fetch("--table", PEOPLE))
    assert "\x1b" not in message


# What follows runs the command in a process of its own, as a user does.


@pytest.fixture
def running(project: Project) -> Iterator[Running]:
    made = Running(project)
    yield made
    made.end()


class Running:
    """Commands in processes of their own, on the project's folder."""

    def __init__(self, project: Project):
        self.project = project
        self.made: list[subprocess.Popen[str]] = []

    def start(self, *options: str) -> subprocess.Popen[str]:
        """Start a fetch."""
        command = [sys.executable, "-m", "tests.fetching.driver", str(self.project.root), *options]
        command += ["fetch", "--base-url", self.project.server.url]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=paths.ROOT)
        self.made.append(process)
        return process

    def until(self, true: object, process: subprocess.Popen[str]) -> None:
        """Wait till something is true; not past the end of the process."""
        for _ in range(1200):
            if true():  # type: ignore[operator]
                return
            if process.poll() is not None:
                raise AssertionError(process.communicate())
            time.sleep(0.05)
        raise AssertionError("it did not come so far")

    def end(self) -> None:
        """End what is left."""
        for process in self.made:
            if process.poll() is None:
                process.kill()
            process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_while_figures_are_fetched_loses_nothing_that_came(
    running: Running, project: Project, number: signal.Signals
) -> None:
    project.server.faults.append(Fault("slow", f"{CARE}/data", seconds=60))
    process = running.start()
    running.until(lambda: project.server.asked(f"{CARE}/data"), process)
    with untouched(project):
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    check_end(process.returncode, number, out, err)
    project.server.requests.clear()
    again = running.start()
    out, err = again.communicate(timeout=120)
    assert again.returncode == 0, err
    assert [request.path.split("/")[-2] for request in project.server.asked("/data")] == [CARE]
    assert len(project.names()) == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("step", ["mapping", "settle"])
def test_a_signal_while_the_vintage_is_made_leaves_none(
    running: Running, project: Project, number: signal.Signals, step: str
) -> None:
    before = content(project.vintages / PARENT)
    process = running.start("--stop-at", step)
    running.until((project.root / "stopped").exists, process)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    check_end(process.returncode, number, out, err)
    visible = [name for name in project.names() if not name.startswith(".")]
    assert visible == [PARENT], "what is hidden is no vintage"
    if number != signal.SIGKILL:
        assert project.names() == [PARENT]
    project.server.requests.clear()
    again = running.start()
    out, err = again.communicate(timeout=120)
    assert again.returncode == 0, err
    assert project.server.asked("/data") == []
    assert len(project.names()) == 2
    assert not [name for name in project.names() if name.startswith(".")]
    assert content(project.vintages / PARENT) == before


def check_end(code: int, number: signal.Signals, out: str, err: str) -> None:
    """A process that could say something said one thing."""
    if number == signal.SIGKILL:
        assert code == -number
        return
    assert (code, out) == (130, ""), err
    assert err.count("Avbrutt. Ingen ny årgang er laget") == 1
    assert "Traceback" not in err


def test_the_second_of_two_fetches_is_told_to_wait(
    running: Running, project: Project, command: Command
) -> None:
    process = running.start("--stop-at", "settle")
    running.until((project.root / "stopped").exists, process)
    project.server.tables[CARE] = care(2.0, "2026-06-01T07:00:00Z")
    said = command.fetch("--vintage", NAME)
    assert said.code == 2
    assert "En annen henting er i gang" in one_message(said)
    assert NAME not in project.names()
    process.kill()
    process.communicate()
    assert command.fetch("--vintage", NAME).code == 0
    assert project.names() == [NAME, PARENT]
    registry.forget()


def test_a_file_is_never_seen_half_written(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    files.write_whole(path, b"en")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"en", [path])


def test_the_table_that_took_over_is_said_first() -> None:
    faults = Faults()
    faults.add(registry.find(["14282"])[0], DataError("Tabellen finnes ikke."))
    assert faults.lines() == ["I registeret: 14282 er avløst av 14746.\n14282: Tabellen finnes ikke."]
