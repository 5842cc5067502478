"""``helseplan fetch`` over HTTP, and all that can go wrong at the service: one message, or quiet recovery."""

from __future__ import annotations

import pytest

from tests.fetching.faulty import Command, command, content, one_message, untouched
from tests.fetching.project import CARE, PARENT, PEOPLE, Project, people
from tests.pxtable import px_table
from tests.standin import Fault

__all__ = ["command"]
DATA, DESCRIPTION = f"{PEOPLE}/data", f"{PEOPLE}/metadata"
AGE = {"variable": "Alder"}

LASTING = [
    ("no answer in time", Fault("slow", DATA, seconds=0.5), 1, "ikke noe svar på 0.25 sekunder"),
    ("too many calls", Fault("status", DATA, status=429), 1, "for mange kall på kort tid (HTTP 429)"),
    ("a longer pause than we take", Fault("status", DATA, status=429, retry_after="9999"), 1, "lengre pause"),
    ("broken down", Fault("status", DATA, status=500), 1, "feil hos tjenesten (HTTP 500)"),
    ("under repair", Fault("status", DATA, status=503), 1, "feil hos tjenesten (HTTP 503)"),
    ("too many cells", Fault("status", DATA, status=403), 1, "for mange celler"),
    ("refused", Fault("status", DATA, status=400), 1, "HTTP 400"),
    ("gone", Fault("status", DATA, status=404), 1, "HTTP 404"),
    ("gone when looked at", Fault("status", DESCRIPTION, status=404), 2, "Tjenesten har ingen tabell 07459"),
    ("half an answer", Fault("half", DATA), 1, "forbindelsen ble brutt"),
    ("a web page", Fault("html", DATA), 1, "en nettside i stedet for data"),
    ("nothing", Fault("empty", DATA), 1, "noe annet enn JSON"),
    ("hung up", Fault("closed", DATA), 1, "forbindelsen ble brutt"),
    ("cut off", Fault("cut", DATA), 1, "avkortet"),
    ("not UTF-8", Fault("latin1", DATA), 2, "ikke i UTF-8"),
    ("nested without end", Fault("deep", DATA), 2, "07459"),
    ("nested without end, described", Fault("deep", DESCRIPTION), 2, "07459"),
    ("one cell too few", Fault("cells", DATA), 2, "07459"),
    ("another table", Fault("table", DATA), 2, "Svaret er fra en annen tabell"),
    (
        "a path for a table",
        Fault("table", DATA, to="../../../etc/passwd"),
        2,
        "Svaret er fra en annen tabell",
    ),
    ("another table described", Fault("table", DESCRIPTION, to="12003"), 2, "en annen tabell"),
    ("too large", Fault("endless", DATA, size=4 << 20), 1, "større enn helseplan tar imot"),
    ("sent elsewhere", Fault("redirect", DATA, to="https://example.org/x"), 1, "sendte"),
    ("described elsewhere", Fault("redirect", DESCRIPTION, to="https://example.org/x"), 1, "et annet sted"),
    ("a variable renamed", Fault("renamed", DESCRIPTION, **AGE, to="AlderX"), 2, "raden «ssb-07459»"),
    ("a variable renamed in the figures", Fault("renamed", DATA, **AGE, to="AlderX"), 2, "andre variabler"),
    ("a new variable", Fault("extra", DESCRIPTION, variable="Landbak"), 2, "Landbak"),
    ("a new variable in the figures", Fault("extra", DATA, variable="Landbak"), 2, "Landbak"),
    ("a code gone from the figures", Fault("missing", DATA, **AGE, code="105+"), 2, "105+"),
    ("updated under way", Fault("updated", DATA, to="2027-01-01T07:00:00Z"), 1, "mens den ble hentet"),
]


@pytest.mark.parametrize(("fault", "code", "text"), [pytest.param(*case, id=name) for name, *case in LASTING])
def test_a_lasting_fault_is_one_message_and_nothing_is_touched(
    command: Command, project: Project, fault: Fault, code: int, text: str
) -> None:
    project.server.faults.append(Fault(**{**vars(fault), "times": -1}))
    with untouched(project):
        said = command.fetch()
    message = one_message(said)
    assert text in message
    assert PEOPLE in message
    assert "Ingen ny årgang er laget" in message
    assert "--partial" in message, "the other table did come"
    assert said.code == code, message
    assert list((project.root / "raw" / "ssb" / CARE).glob("*.json")), "what came is kept"
    assert not list((project.root / "raw" / "ssb" / PEOPLE).glob("*.json")), "what did not, is not"
    assert len(message) < 2000


PASSING = [
    Fault("status", DATA, status=429, retry_after="7"),
    Fault("status", DATA, status=429),
    Fault("status", DATA, status=429, retry_after="Thu, 01 Jan 1970 00:17:00 GMT"),
    Fault("status", DATA, status=500),
    Fault("status", DATA, status=502, times=2),
    Fault("slow", DATA, seconds=0.5),
    Fault("half", DATA),
    Fault("html", DATA, times=2),
    Fault("closed", DATA),
    Fault("cut", DESCRIPTION),
    Fault("empty", "/config"),
]


@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: f"{fault.kind} {fault.status} {fault.path}")
def test_a_passing_fault_is_waited_out_and_the_vintage_is_the_same(
    command: Command, project: Project, fault: Fault
) -> None:
    command.fetch("--vintage", "uten")
    project.server.faults.append(fault)
    raw = project.root / "raw"
    raw.rename(project.root / "gammel")  # so that everything is asked for again
    said = command.fetch("--vintage", "med", "--parent", PARENT)
    assert said.code == 0, said.err
    assert command.clock.slept
    if fault.retry_after == "7":
        assert 7.0 in command.clock.slept
        assert "venter 7 s" in said.err
    assert figures(project, "med") == figures(project, "uten")


def figures(project: Project, vintage: str) -> dict[str, str]:
    """A vintage's files but for the origin, which says when."""
    return {name: sha for name, sha in content(project.vintages / vintage).items() if name != "origin.json"}


QUIET = [
    Fault("order", DATA, **AGE, times=-1),
    Fault("order", DESCRIPTION, **AGE, times=-1),
    Fault("sparse", DATA, times=-1),
    Fault("kind", DATA, times=-1),
]


@pytest.mark.parametrize("fault", QUIET, ids=lambda fault: f"{fault.kind} {fault.path}")
def test_another_way_of_saying_the_same_gives_the_same_vintage(
    command: Command, project: Project, fault: Fault
) -> None:
    command.fetch("--vintage", "uten")
    (project.root / "raw").rename(project.root / "gammel")
    project.server.faults.append(fault)
    said = command.fetch("--vintage", "med", "--parent", PARENT)
    assert said.code == 0, said.err
    assert figures(project, "med") == figures(project, "uten")


def test_a_code_gone_from_the_table_names_the_cell_to_change_and_what_is_there(
    command: Command, project: Project
) -> None:
    project.register(t07459={"selection": "Alder=000,001,105+;Tid=*"})
    project.server.faults.append(Fault("missing", DESCRIPTION, **AGE, code="105+", times=-1))
    with untouched(project):
        message = one_message(command.fetch())
    assert "data/tables.csv, raden «ssb-07459»" in message
    assert "selection" in message
    assert "000, 001" in message


@pytest.mark.parametrize(
    "selection", ["Alder=*", "Alder=*;Tid=*;Kjonn=1", "Alder=999;Tid=*", "Alder=;Tid=*", "tull"]
)
def test_a_wrong_selection_names_the_row(command: Command, project: Project, selection: str) -> None:
    project.register(t07459={"selection": selection})
    with untouched(project):
        said = command.fetch()
    message = one_message(said)
    assert said.code == 2
    assert "raden «ssb-07459»" in message


def test_a_table_that_has_ended_names_the_one_that_took_over(command: Command, project: Project) -> None:
    ended = people()
    ended["extension"]["discontinued"] = True
    project.server.tables[PEOPLE] = ended
    project.register(t07459={"successor": "ssb-12003"}, t12003={"predecessor": "ssb-07459"})
    said = command.fetch("--table", PEOPLE)
    assert said.code == 0, said.err
    assert "Tabell 07459 er avsluttet hos kilden og får ikke flere tall. Den er avløst av 12003." in said.out
    del project.server.tables[PEOPLE]
    with untouched(project):
        message = one_message(command.fetch("--table", PEOPLE, "--vintage", "senere"))
    assert "12003" in message, "a table that is gone names its successor, too"


def content_table(updated: str) -> dict[str, object]:
    """Persons, with a unit."""
    dimensions = {
        "Alder": {"000": "0 år", "105+": "105 år eller eldre"},
        "ContentsCode": ["Personer1"],
        "Tid": ["2024"],
    }
    return px_table(PEOPLE, dimensions, [1, 2], updated=updated, units={"Personer1": "personer"})


def test_a_changed_unit_stops_and_says_how_to_go_on(command: Command, project: Project) -> None:
    project.register(t07459={"selection": "Alder=*;ContentsCode=*;Tid=*"})
    project.server.tables[PEOPLE] = content_table("2026-02-25T07:00:00Z")
    assert command.fetch("--vintage", "en").code == 0
    project.server.tables[PEOPLE] = content_table("2026-06-25T07:00:00Z")
    project.server.faults.append(Fault("unit", DATA, times=-1, to="1 000 personer"))
    with untouched(project):
        said = command.fetch("--vintage", "to")
    message = one_message(said)
    assert said.code == 2
    assert "har fått en annen måleenhet" in message
    assert "«personer»" in message
    assert "«1 000 personer»" in message
    assert command.fetch("--vintage", "to", "--parent", PARENT).code == 0
    assert command.fetch("--vintage", "tre", "--parent", "to").code == 0, "the new unit is now the known one"


def test_a_code_with_another_text_is_told(command: Command, project: Project) -> None:
    project.register(t07459={"selection": "Alder=*;ContentsCode=*;Tid=*"})
    project.server.tables[PEOPLE] = content_table("2026-02-25T07:00:00Z")
    assert command.fetch("--vintage", "en").code == 0
    project.server.tables[PEOPLE] = content_table("2026-06-25T07:00:00Z")
    hostile = "100 år <script>eller</script> eldre"
    project.server.faults.append(Fault("label", DATA, -1, variable="Alder", code="105+", to=hostile))
    said = command.fetch("--vintage", "to")
    assert said.code == 0, said.err
    (line,) = [line for line in said.out.splitlines() if "ny tekst" in line]
    assert line == (
        "Tabell 07459 har koder med ny tekst: Alder 105+ var «105 år eller eldre», er «100 år eller eldre»."
    )


def test_parts_of_two_versions_are_never_joined(command: Command, project: Project) -> None:
    project.server.config["maxDataCells"] = 4
    project.server.faults.append(Fault("status", DATA, status=500))  # the first part, which then comes
    project.server.faults.append(Fault("updated", DATA, to="2027-01-01T07:00:00Z"))
    with untouched(project):
        message = one_message(command.fetch())
    assert "mens den ble hentet" in message
    assert command.fetch().code == 0


def test_the_next_fetch_asks_only_for_what_did_not_come(command: Command, project: Project) -> None:
    project.server.faults.append(Fault("closed", DATA, times=3))
    assert command.fetch().code == 1
    project.server.requests.clear()
    assert command.fetch().code == 0
    assert [request.path.split("/")[-2] for request in project.server.asked("/data")] == [PEOPLE]
