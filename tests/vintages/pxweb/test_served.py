"""The client against a server on loopback: recorded answers untouched, csv alike, split alike, pace kept."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from helseplan.vintages.pxweb.jsonstat import read
from helseplan.vintages.pxweb.validity import mark_not_valid
from tests import delimited
from tests.samples import SAMPLES, needs_samples
from tests.served import TABLE, TEXT, asked_for, cells, fetch, opened, population, same
from tests.standin import StandIn, StillClock

SALMON = SAMPLES / "ssb_v2_03024_response_nor.json"
SALMON_CSV = SAMPLES / "ssb_v2_03024_response_nor.csv"
HALDEN = SAMPLES / "ssb_v2_07459_halden_2005_2026.json"
CSV = {"outputFormat": "csv", "outputFormatParams": "UseCodesAndTexts,SeparatorSemicolon"}


def names(cube) -> list[str]:
    return [item.code for item in cube.dimensions]


@needs_samples
@pytest.mark.parametrize(
    ("path", "table", "text"),
    [
        (SALMON, "03024", "VareGrupper2=*;ContentsCode=*;Tid=*"),
        (HALDEN, "07459", "Region=3101;" + TEXT.partition(";")[2]),
    ],
    ids=["03024", "07459"],
)
def test_a_recorded_answer_comes_through_byte_for_byte(path: Path, table: str, text: str) -> None:
    with StandIn([path]) as server, opened(server) as (client, _, _):
        (part,) = client.parts(asked_for(client, text, table))
        answer = client.data(part)

    assert hashlib.sha256(answer.content).hexdigest() == hashlib.sha256(path.read_bytes()).hexdigest()


@needs_samples
def test_the_recorded_csv_and_json_of_one_extract_agree_cell_by_cell() -> None:
    with (
        StandIn([SALMON], csv={"03024": SALMON_CSV.read_bytes()}) as server,
        opened(server) as (client, session, _),
    ):
        cube = fetch(client, "VareGrupper2=*;ContentsCode=*;Tid=*", "03024")
        answer = session.get(f"{server.url}/tables/03024/data", CSV)

    assert answer.content == SALMON_CSV.read_bytes()
    frame = delimited.read(answer.content, cube)
    assert cells(frame, names(cube)) == cells(cube.frame, names(cube))
    assert len(frame) == 2 * 2 * 48


@pytest.mark.parametrize("form", ["UseCodes", "UseTexts", "UseCodesAndTexts"])
@pytest.mark.parametrize("separator", ["SeparatorSemicolon", "SeparatorTab"])
@pytest.mark.parametrize("text", [TEXT, "Region=3101;Kjonn=1,2;Alder=105+;ContentsCode=*;Tid=top(2)"])
def test_csv_and_json_of_the_same_question_agree_also_where_there_is_no_value(
    form: str, separator: str, text: str
) -> None:
    with StandIn([population()]) as server, opened(server) as (client, session, _):
        (part,) = client.parts(asked_for(client, text))
        cube = read(client.data(part).content)
        query = {"outputFormat": "csv", "outputFormatParams": f"{form},{separator}"}
        answer = session.post(f"{server.url}/tables/{TABLE}/data", part.body, query)

    assert answer.kind == "text/csv"
    assert cells(delimited.read(answer.content, cube), names(cube)) == cells(cube.frame, names(cube))


@pytest.mark.parametrize("limit", [48, 47, 24, 13, 7, 4, 3])
def test_an_extract_over_the_limit_is_split_joined_and_equals_the_whole(limit: int) -> None:
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        whole = fetch(client)
    with StandIn([population()], {"maxDataCells": limit}) as server, opened(server) as (client, _, _):
        joined = fetch(client)
        calls = len(server.asked("/data"))

    assert same(whole, joined)
    assert [item.codes for item in joined.dimensions] == [item.codes for item in whole.dimensions]
    assert calls >= -(-48 // limit)


def test_the_open_ended_age_stays_a_code_and_symbols_stay_apart_from_values() -> None:
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        cube = fetch(client)

    assert cube.dimension("Alder").codes[-1] == "105+"
    assert Counter(cube.frame["status"]) == {"": 46, ":": 1, "..": 1}
    assert cube.frame.loc[cube.frame["status"] != "", "value"].isna().all()


def test_nothing_is_summed_away_unasked() -> None:
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        summed = fetch(client, "Region=0;Kjonn=-;Alder=-;ContentsCode=*;Tid=*")
        table = fetch(client, "Region=0;Kjonn=*;Alder=*;ContentsCode=*;Tid=*")

    assert names(summed) == ["Region", "ContentsCode", "Tid"]
    assert summed.frame["value"].sum() == table.frame["value"].sum()


def test_the_service_is_asked_for_its_limits_first_and_for_each_description_once() -> None:
    with StandIn([population()], {"maxDataCells": 12}) as server, opened(server) as (client, _, _):
        fetch(client)
        fetch(client)
        paths = [asked.path.rsplit("/v2/")[-1] for asked in server.requests]

    assert paths[0] == "config"
    assert Counter(paths) == {"config": 1, f"tables/{TABLE}/metadata": 1, f"tables/{TABLE}/data": 8}


@pytest.mark.parametrize(("calls", "window"), [(2, 1), (3, 10), (1, 5)])
def test_the_pace_of_the_service_is_kept(calls: int, window: int) -> None:
    """The server counts by the same clock and says 429 to a call too many: it never has to."""
    clock = StillClock(step=0.001)
    limits = {"maxDataCells": 3, "maxCallsPerTimeWindow": calls, "timeWindow": window}
    with (
        StandIn([population()], limits, clock=clock.now) as server,
        opened(server, clock) as (client, session, told),
    ):
        fetch(client)
        times = [asked.at for asked in server.requests]

    assert server.refused == 0
    assert len(times) == 18  # config, metadata and 16 parts of 3 cells
    assert all(later - sooner >= window for sooner, later in zip(times[1:], times[1 + calls :], strict=False))
    assert session.waited > 0
    assert {reason for reason, _ in told} == {"tjenestens grense for antall kall"}


def test_a_code_list_sums_its_members() -> None:
    document = population(codelists={"Alder": ["agg_Toarig"]})
    lists = {"agg_Toarig": {"0-1": ["000", "001"], "105+": ["105+"]}}
    with StandIn([document], codelists=lists) as server, opened(server) as (client, _, _):
        grouped = fetch(client, "Region=*;Kjonn=*;Alder@agg_Toarig=*;ContentsCode=*;Tid=2025,2026")
        single = fetch(client, "Region=*;Kjonn=*;Alder=*;ContentsCode=*;Tid=2025,2026")

    assert grouped.dimension("Alder").codes == ("0-1", "105+")
    assert grouped.frame["value"].sum() == single.frame["value"].sum()


@needs_samples
def test_halden_before_2024_is_not_valid_and_never_nobody() -> None:
    with StandIn([HALDEN]) as server, opened(server) as (client, _, _):
        raw = fetch(client, "Region=3101;" + TEXT.partition(";")[2])
    frame = mark_not_valid(raw).frame
    before = frame["Tid"].astype(int) < 2024

    assert (raw.frame.loc[before.to_numpy(), "value"] == 0).all()  # what the service says
    assert frame.loc[before, "value"].isna().all()
    assert set(frame.loc[before, "status"]) == {"not valid"}
    assert set(frame.loc[~before, "status"]) == {""}
    real = json.loads(HALDEN.read_bytes())["value"]
    assert frame["value"].sum() == sum(real)
    assert (frame.loc[~before, "value"] == 0).any()  # nobody of 105 or over is a real 0
