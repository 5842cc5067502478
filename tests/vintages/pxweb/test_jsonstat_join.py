"""The parts of one extract join to the whole, and parts that are not of one extract do not join."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from helseplan.errors import DataError
from helseplan.vintages.pxweb import jsonstat
from helseplan.vintages.pxweb.cube import Cube, join
from tests.pxtable import cut, px_table

CODES = {
    "Region": {"0301": "Oslo", "1103": "Stavanger"},
    "ContentsCode": ["Personer"],
    "Tid": ["2023", "2024", "2025"],
}
TABLE = px_table("07459", CODES, [1, 2.5, None, -4, 0, 6], status={2: ".."}, notes=["Merknad til tabellen."])


def read(document: dict[str, Any]) -> Cube:
    return jsonstat.read(json.dumps(document).encode())


def part(years: list[str], **changes: Any) -> Cube:
    return read(
        {**cut(TABLE, {"Region": ["0301", "1103"], "ContentsCode": ["Personer"], "Tid": years}), **changes}
    )


def test_joined_rows_come_in_the_order_of_the_joined_codes() -> None:
    whole, joined = read(TABLE), join([part(["2023"]), part(["2024", "2025"])])
    assert joined.frame.equals(whole.frame)
    assert joined.dimensions == whole.dimensions
    assert (joined.table, joined.updated, joined.notes) == (whole.table, whole.updated, whole.notes)
    turned = join([part(["2025"]), part(["2023", "2024"])])
    assert turned.dimension("Tid").codes == ("2025", "2023", "2024")
    assert turned.frame["value"].fillna(-1).tolist() == [-1, 1, 2.5, 6, -4, 0]


def test_one_part_is_the_whole() -> None:
    whole = read(TABLE)
    assert join([whole]) is whole


def other_regions(codes: list[str]) -> Cube:
    return read(cut(TABLE, {"Region": codes, "ContentsCode": ["Personer"], "Tid": ["2025"]}))


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (lambda: [part(["2023"]), part(["2024"], updated="2026-03-01T07:00:00Z")], "oppdatert mens"),
        (lambda: [part(["2023", "2024"]), part(["2024", "2025"])], "overlapper"),
        (lambda: [part(["2023"]), part(["2023"])], "overlapper"),
        (lambda: [part(["2023", "2024"]), part(["2024", "2023"])], "ulik rekkefølge"),
        (lambda: [part(["2023", "2024"]), other_regions(["1103", "0301"])], "ulik rekkefølge"),
        (lambda: [part(["2023", "2024"]), other_regions(["0301"])], "overlapper"),
        (lambda: [part(["2023"]), part(["2024"], extension={"px": {"tableid": "07458"}})], "hver sin tabell"),
        (lambda: [part(["2023"]), read(px_table("07459", {"Tid": ["2024"]}, [1]))], "ulike variabler"),
    ],
    ids=["updated", "overlap", "same", "order", "order elsewhere", "fewer elsewhere", "table", "variables"],
)
def test_parts_that_are_not_of_one_extract_are_refused(parts: Callable[[], list[Cube]], message: str) -> None:
    with pytest.raises(DataError, match=message):
        join(parts())


def test_a_part_missing_from_a_grid_is_noticed() -> None:
    def corner(region: str, year: str) -> Cube:
        return read(cut(TABLE, {"Region": [region], "ContentsCode": ["Personer"], "Tid": [year]}))

    with pytest.raises(DataError, match="mangler"):
        join([corner("0301", "2023"), corner("0301", "2024"), corner("1103", "2023")])
