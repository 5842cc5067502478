"""An extract over the service's limit is asked for in parts that together are the whole."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helseplan.vintages.pxweb.extract import Choice, Extract
from helseplan.vintages.pxweb.splitting import parts

SIZES = st.lists(st.integers(1, 7), min_size=1, max_size=5)


def extract(*sizes: int, codelists: dict[int, str] | None = None) -> Extract:
    choices = tuple(
        Choice(f"V{axis}", tuple(f"{axis}.{code}" for code in range(size)), (codelists or {}).get(axis, ""))
        for axis, size in enumerate(sizes)
    )
    return Extract("07459", "2026", choices, math.prod(sizes), (), "ssb-07459")


def cells(choices) -> list[tuple[str, ...]]:
    return list(itertools.product(*(choice.codes for choice in choices)))


@given(SIZES, st.integers(1, 500))
def test_parts_ask_for_every_cell_once_and_keep_the_limit(sizes, limit):
    whole = extract(*sizes)
    found = parts(whole, limit)
    asked = [cell for part in found for cell in cells(part.choices)]
    assert len(asked) == len(set(asked)) == whole.cells
    assert set(asked) == set(cells(whole.choices))
    assert all(part.cells == len(cells(part.choices)) <= limit for part in found)
    assert len({part.key for part in found}) == len(found)


@given(SIZES, st.integers(1, 500))
def test_split_along_one_variable_is_the_fewest_calls_and_even(sizes, limit):
    total = math.prod(sizes)
    one_way = [-(-size // fits) for size in sizes if (fits := limit // (total // size))]
    found = parts(extract(*sizes), limit)
    if total <= limit:
        assert len(found) == 1
    elif one_way:
        assert len(found) == min(one_way)
        split = [len({part.choices[axis].codes for part in found}) > 1 for axis in range(len(sizes))]
        assert sum(split) == 1
        lengths = {len(part.choices[split.index(True)].codes) for part in found}
        assert max(lengths) - min(lengths) <= 1


def test_the_population_by_municipality_takes_as_few_calls_as_can_be():
    """07459: 800 regions, 2 sexes, 106 ages, 1 content, 41 years are 6,95 million cells."""
    found = parts(extract(800, 2, 106, 1, 41), 800_000)
    assert len(found) == 9
    assert {len(part.choices[0].codes) for part in found} == {88, 89}


def test_when_one_code_is_too_much_it_is_split_again():
    found = parts(extract(4, 5, 6), 7)
    assert len(found) == 20  # 5 codes of the second, 4 codes of the first: one call for each six
    assert {part.cells for part in found} == {6}


def test_codes_of_an_aggregated_list_are_shared_out_whole():
    whole = extract(10, 10, codelists={0: "agg_KommFylker"})
    found = parts(whole, 50)
    assert len(found) == 2
    assert {part.choices[0].codes for part in found} == {whole.choices[0].codes}  # the other one goes first
    alone = parts(extract(10, 1, codelists={0: "agg_KommFylker"}), 5)
    assert [part.choices[0].codelist for part in alone] == ["agg_KommFylker"] * 2


@pytest.mark.parametrize("limit", [12, 13, 800_000])
def test_what_fits_is_one_call(limit):
    assert len(parts(extract(3, 4), limit)) == 1


def test_parts_keep_the_order_of_the_codes():
    found = parts(extract(10, 3), 6)
    assert [code for part in found for code in part.choices[0].codes] == [f"0.{code}" for code in range(10)]


def test_the_body_is_what_the_specification_says_and_the_key_is_stable():
    (part,) = parts(extract(1, 2, codelists={0: "agg_KommFylker"}), 10)
    assert part.body == {
        "selection": [
            {"variableCode": "V0", "valueCodes": ["0.0"], "codelist": "agg_KommFylker"},
            {"variableCode": "V1", "valueCodes": ["1.0", "1.1"]},
        ]
    }
    assert part.key == (
        '{"table":"07459","selection":[{"variableCode":"V0","valueCodes":["0.0"],"codelist":"agg_KommFylker"},'
        '{"variableCode":"V1","valueCodes":["1.0","1.1"]}]}'
    )
