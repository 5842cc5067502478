"""What tests of the real client against the stand-in server share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd

from helseplan.vintages.pxweb import Client, Extract, agreement
from helseplan.vintages.pxweb import cube as cubes
from helseplan.vintages.pxweb.cube import Cube
from helseplan.vintages.pxweb.jsonstat import read
from helseplan.vintages.web import Limits, Session
from tests.pxtable import px_table
from tests.standin import StandIn, StillClock

TABLE = "07459"
TEXT = "Region=*;Kjonn=*;Alder=*;ContentsCode=*;Tid=*"
LIMITS = Limits(largest_bytes=1 << 20, timeout_seconds=0.3)
Told = list[tuple[str, float]]


def population(**changes: Any) -> dict[str, Any]:
    """A small 07459: two regions, sex 2 before 1, open-ended age; every cell has a value of its own, or a symbol."""
    dimensions = {
        "Region": {"0": "Hele landet", "3101": "Halden"},
        "Kjonn": {"2": "Kvinner", "1": "Menn"},
        "Alder": {"000": "0 år", "001": "1 år", "105+": "105 år eller eldre"},
        "ContentsCode": {"Personer1": "Personer"},
        "Tid": ["2023", "2024", "2025", "2026"],
    }
    values: list[float | None] = [place + 1 for place in range(48)]
    values[5], values[30] = None, None
    usual: dict[str, Any] = {"eliminated": ["Kjonn", "Alder"], "status": {5: ":", 30: ".."}}
    return px_table(TABLE, dimensions, values, **usual | changes)


@contextmanager
def opened(server: StandIn, clock: StillClock | None = None) -> Iterator[tuple[Client, Session, Told]]:
    """A client of the server, its session, and what it told while it waited; no wait is a real one."""
    told: Told = []
    clock = clock or StillClock()
    with Session((), limits=LIMITS, clock=clock, told=lambda *said: told.append(said), seed=1) as session:
        yield Client(session, server.url), session, told


def asked_for(client: Client, text: str = TEXT, table: str = TABLE) -> Extract:
    """What a selection stands for."""
    return client.resolve(client.metadata(table), text, f"ssb-{table}")


def fetch(client: Client, text: str = TEXT, table: str = TABLE) -> Cube:
    """An extract as the commands fetch it: described, split, fetched part by part and joined."""
    found = []
    for part in client.parts(asked_for(client, text, table)):
        found.append(read(client.data(part).content))
        agreement.require(part, found[-1])
    return cubes.join(found)


def cells(frame: pd.DataFrame, names: Sequence[str]) -> dict[tuple[str, ...], tuple[float | None, str]]:
    """Codes → value (None where there is none) and status; not dependent on the order of rows or codes."""
    keys = zip(*(frame[name].astype(str) for name in names), strict=True)
    values = [None if pd.isna(value) else float(value) for value in frame["value"]]
    return dict(zip(keys, zip(values, frame["status"].astype(str), strict=True), strict=True))


def same(one: Cube, other: Cube, compare: Callable[[Any, Any], bool] = dict.__eq__) -> bool:
    """Whether two cubes have the same cells."""
    names = [item.code for item in one.dimensions]
    return compare(cells(one.frame, names), cells(other.frame, names))
