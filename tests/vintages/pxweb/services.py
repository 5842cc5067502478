"""A PxWebApi v2 of a few lines: enough to ask the client's questions of."""

from __future__ import annotations

import json
from typing import Any

import httpx

from helseplan.vintages.pxweb import Client
from tests.pxtable import cut, metadata_of, px_table
from tests.vintages.web.doubles import session

CONFIG = {
    "apiVersion": "2.3.2",
    "languages": [{"id": "no", "label": "Norsk"}],
    "defaultLanguage": "no",
    "maxDataCells": 800_000,
    "maxCallsPerTimeWindow": 30,
    "timeWindow": 60,
    "defaultDataFormat": "json-stat2",
    "dataFormats": ["json-stat2", "csv"],
}
BASE = "https://data.ssb.no/api/pxwebapi/v2"
COUNTIES = {
    "id": "agg_KommFylker",
    "label": "Fylker 2024, sammenslåtte tidsserier",
    "type": "Aggregation",
    "values": [
        {"code": "F-31", "label": "Østfold", "valueMap": ["3101", "3103"]},
        {"code": "F-03", "label": "Oslo", "valueMap": ["0301"]},
    ],
}


def population(**more: Any) -> dict[str, Any]:
    """A table like 07459: six ages (the last one open), both sexes with women first, seven years."""
    return px_table(
        "07459",
        {
            "Region": {"0": "Hele landet", "0301": "Oslo", "3101": "Halden", "3103": "Moss"},
            "Kjonn": {"2": "Kvinner", "1": "Menn"},
            "Alder": {
                "000": "0 år",
                "001": "1 år",
                "002": "2 år",
                "103": "103 år",
                "104": "104 år",
                "105+": "105 år +",
            },
            "ContentsCode": {"Personer1": "Personer"},
            "Tid": [str(year) for year in range(2020, 2027)],
        },
        lambda *codes: sum(map(ord, "".join(codes))),
        eliminated=("Kjonn", "Alder"),
        codelists={"Region": ["agg_KommFylker", "vs_Kommun"]},
        units={"Personer1": "personer"},
        **more,
    )


def problem(status: int, title: str, **more: str) -> httpx.Response:
    return httpx.Response(status, json={"type": "Parameter error", "title": title, "status": status, **more})


class Px:
    """Serves one table; ``config`` and ``refusal`` (an answer given instead of figures) may be set."""

    def __init__(
        self, table: dict[str, Any] | None = None, config: dict[str, Any] | None = None, headers=None
    ):
        self.table, self.headers = table or population(), headers or {}
        self.config = {**CONFIG, **(config or {})}
        self.refusal: httpx.Response | None = None
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        path, number = (
            request.url.path.removeprefix("/api/pxwebapi/v2"),
            self.table["extension"]["px"]["tableid"],
        )
        if path == "/config":
            return httpx.Response(200, json=self.config, headers=self.headers)
        if path == f"/tables/{number}":
            return httpx.Response(200, json=self.about())
        if path == f"/tables/{number}/metadata":
            return httpx.Response(200, json=metadata_of(self.table))
        if path == f"/tables/{number}/data":
            return self.refusal or self.data(request)
        if path == "/codelists/agg_KommFylker":
            return httpx.Response(200, json=COUNTIES)
        return problem(404, "Non-existent table")

    def about(self) -> dict[str, Any]:
        return {
            "id": self.table["extension"]["px"]["tableid"],
            "label": self.table["label"],
            "updated": self.table["updated"],
            "firstPeriod": "2020",
            "lastPeriod": "2026",
            "discontinued": False,
        }

    def data(self, request: httpx.Request) -> httpx.Response:
        chosen = {
            each["variableCode"]: each["valueCodes"] for each in json.loads(request.content)["selection"]
        }
        return httpx.Response(200, json=cut(self.table, chosen))

    @property
    def paths(self) -> list[str]:
        return [request.url.path.removeprefix("/api/pxwebapi/v2") for request in self.asked]


def client(service: Px, **limits: Any) -> Client:
    """A client of the service; its session is ``client.web``."""
    web = session(service, **limits)
    made = Client(web, BASE)
    made.web = web
    return made
