"""The registry's selection text becomes DBH's question, and a text that cannot be read names the row to change."""

from __future__ import annotations

import pytest

from helseplan.errors import DataError
from helseplan.vintages.dbh import selection


def only_filter(text: str) -> dict[str, object]:
    return selection(f"A={text}").filters[0]["selection"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*", {"filter": "all", "values": ["*"]}),
        ("1110, 1120", {"filter": "item", "values": ["1110", "1120"]}),
        ("top(3)", {"filter": "top", "values": ["3"]}),
        ("from(2019)", {"filter": "between", "values": ["2019", "9999"]}),
        ("to(2024)", {"filter": "between", "values": ["0", "2024"]}),
        ("range(2019,2024)", {"filter": "between", "values": ["2019", "2024"]}),
        ("B-SYK*", {"filter": "like", "values": ["B-SYK%"]}),
        ("*,!FU,!PH", {"filter": "all", "values": ["*"], "exclude": ["FU", "PH"]}),
        ("!FU", {"filter": "all", "values": ["*"], "exclude": ["FU"]}),
        ("range(2019,2024),!2021", {"filter": "between", "values": ["2019", "2024"], "exclude": ["2021"]}),
    ],
)
def test_every_form_has_its_filter(text: str, expected: dict[str, object]) -> None:
    assert only_filter(text) == expected


def test_a_named_variable_is_a_column_and_a_summed_one_only_narrows() -> None:
    choice = selection("Årstall=top(2);sum(Nivåkode)=LN,HN;Institusjonskode=*")

    assert choice.group_by == ("Årstall", "Institusjonskode")
    assert [entry["variabel"] for entry in choice.filters] == ["Årstall", "Nivåkode", "Institusjonskode"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Årstall",
        "Årstall=",
        "=2024",
        "sum(Årstall)=2024",  # nothing to divide the answer on
        "Årstall=2024;Årstall=2025",
        "Årstall=from(i fjor)",
        "Årstall=bottom(2)",
        "Årstall=range(2019)",
        "Årstall=2024,top(2)",
        "Årstall=20*,2019",
        "Nivåkode=HN,!FU",  # DBH does not take exclude beside item
    ],
)
def test_a_text_that_cannot_be_read_names_the_row(text: str) -> None:
    with pytest.raises(DataError) as caught:
        selection(text, "dbh-123")

    assert "raden «dbh-123»" in str(caught.value)
    assert "selection" in str(caught.value)
