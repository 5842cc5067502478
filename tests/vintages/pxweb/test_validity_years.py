"""0 for a municipality that did not exist is «not valid», never «nobody»."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from helseplan.vintages.pxweb import jsonstat
from helseplan.vintages.pxweb.validity import NOT_VALID, mark_not_valid, valid_years
from tests.pxtable import px_table
from tests.samples import needs_samples, sample

YEARS = [str(year) for year in range(2019, 2026)]
VALID = {"0101": (2019, 2019), "3001": (2020, 2023), "3101": (2024, 2025), "0301": (2019, 2025)}
NAMES = {"0101": "Halden (-2019)", "3001": "Halden (2020-2023)", "3101": "Halden", "0301": "Oslo"}


def cube(value=None, names=None, **more):
    def people(code, age, _, year):
        first, last = VALID[code]
        return 10 if first <= int(year) <= last and not (code == "0301" and age == "105+") else 0

    regions = {code: (names or {}).get(code, code) for code in VALID}
    table = px_table(
        "07459",
        {"Region": regions, "Alder": ["000", "105+"], "ContentsCode": ["Personer1"], "Tid": YEARS},
        value or people,
        **more,
    )
    return jsonstat.read(json.dumps(table).encode())


def years(frame: pd.DataFrame) -> dict[str, tuple]:
    return {row.code: (row.first_year, row.last_year, row.source) for row in frame.itertuples()}


def test_years_are_found_from_the_values():
    assert years(valid_years(cube(), "Region")) == {
        code: (first, last, "values") for code, (first, last) in VALID.items()
    }


def test_cells_outside_have_no_value_and_say_so():
    frame = mark_not_valid(cube()).frame.astype({"Region": str, "Tid": int})
    for row in frame.itertuples():
        first, last = VALID[row.Region]
        if first <= row.Tid <= last:
            assert (row.value == row.value, row.status) == (True, "")
        else:
            assert pd.isna(row.value)
            assert row.status == NOT_VALID


def test_a_real_zero_stays():
    """Oslo has none of 105 or more: the code is valid, so 0 is a number."""
    frame = mark_not_valid(cube()).frame
    assert (frame.loc[(frame["Region"] == "0301") & (frame["Alder"] == "105+"), "value"] == 0).all()


def test_a_zero_between_years_with_values_stays():
    found = mark_not_valid(cube(lambda code, age, _, year: 0 if year == "2021" else 5))
    assert (found.frame["status"] == "").all()
    assert (found.frame.loc[found.frame["Tid"] == "2021", "value"] == 0).all()


def test_missing_values_count_as_nothing_but_the_sources_own_symbol_stays():
    """Symbols are no sign of life; what the source says of a cell is never written over."""
    found = mark_not_valid(cube(lambda code, age, _, year: 5 if year >= "2024" else None, status={0: "."}))
    before = found.frame[found.frame["Tid"].astype(int) < 2024]
    assert before["status"].tolist() == [".", *[NOT_VALID] * (len(before) - 1)]
    assert before["value"].isna().all()


@pytest.mark.parametrize("code", ["0", "31", "H00", "H12_f", "K-3101"])
def test_only_municipalities_are_guessed_from_the_values(code):
    """A trust with 0 in its first year had nobody there; it is not a code that did not exist."""
    table = px_table("1", {"Region": [code], "Tid": YEARS}, [0, 0, 3, 4, 0, 6, 0])
    table["role"] = {"geo": ["Region"], "time": ["Tid"]}
    found = jsonstat.read(json.dumps(table).encode())
    assert mark_not_valid(found) is found
    assert valid_years(found)["source"].tolist() == ["unknown"]


def test_a_code_without_any_figure_is_unknown_and_left_alone():
    found = cube(lambda code, *_: 0 if code == "3101" else 7)
    assert years(valid_years(found))["3101"] == (pd.NA, pd.NA, "unknown")
    marked = mark_not_valid(found).frame
    assert (marked.loc[marked["Region"] == "3101", "value"] == 0).all()


def test_the_period_in_the_text_tells_when_the_values_cannot():
    found = cube(lambda *_: 0, names=NAMES)
    assert years(valid_years(found)) == {
        "0101": (pd.NA, 2019, "text"),
        "3001": (2020, 2023, "text"),
        "3101": (pd.NA, pd.NA, "unknown"),
        "0301": (pd.NA, pd.NA, "unknown"),
    }
    marked = mark_not_valid(found).frame
    assert (marked.loc[marked["Region"] == "0101", "status"].astype(str).tolist()) == [
        "",
        *[NOT_VALID] * 6,
    ] * 2


def test_a_figure_is_never_lost_to_a_text():
    found = cube(lambda *_: 7, names=NAMES)
    assert not mark_not_valid(found).frame["value"].isna().any()


@pytest.mark.parametrize("text", ["Halden", "Alder (0-17)", "Grunnkrets (G)", "Våler (Innlandet)"])
def test_other_brackets_are_no_period(text):
    assert valid_years(cube(lambda *_: 0, names={"3101": text}))["source"].eq("unknown").all()


def test_klass_goes_before_what_is_guessed():
    found = cube(lambda code, age, *_: 7 if code == "0301" else 0)
    marked = mark_not_valid(found, periods={"3101": (2024, None), "0101": (None, 2019)})
    assert marked.notes == found.notes
    assert years(valid_years(found, periods={"3101": (2024, None)}))["3101"] == (2024, pd.NA, "klass")
    out = marked.frame[marked.frame["status"] == NOT_VALID]
    assert set(zip(out["Region"].astype(str), out["Tid"].astype(int), strict=True)) == {
        *(("3101", year) for year in range(2019, 2024)),
        *(("0101", year) for year in range(2020, 2026)),
    }


def test_a_figure_is_kept_whatever_klass_says_and_the_disagreement_is_told_once():
    found = cube(lambda code, age, _, year: 7 if age == "000" else 0)
    marked = mark_not_valid(found, periods={"3101": (2024, None), "0101": (None, 2019)})
    assert marked.frame["value"].sum() == found.frame["value"].sum()
    assert (marked.frame["status"] == NOT_VALID).sum() == 5 + 6
    (note,) = marked.notes
    assert "ifølge KLASS" in note
    assert "0101, 3101" in note


def test_the_cube_given_is_not_changed_and_one_without_regions_comes_back():
    whole = cube()
    before = whole.frame.copy()
    mark_not_valid(whole)
    pd.testing.assert_frame_equal(whole.frame, before)
    table = px_table("1", {"ContentsCode": ["A"], "Tid": YEARS}, lambda *_: 0)
    plain = jsonstat.read(json.dumps(table).encode())
    assert mark_not_valid(plain) is plain
    assert valid_years(plain).empty


@needs_samples
def test_halden_before_2024_is_not_valid_in_the_real_answer():
    whole = jsonstat.read(sample("ssb_v2_07459_halden_2005_2026.json"))
    assert years(valid_years(whole, "Region")) == {"3101": (2024, 2026, "values")}
    frame = mark_not_valid(whole).frame.astype({"Tid": int})
    before, after = frame[frame["Tid"] < 2024], frame[frame["Tid"] >= 2024]
    assert before["value"].isna().all()
    assert (before["status"] == NOT_VALID).all()
    assert after["value"].notna().all()
    assert after["value"].sum() == whole.frame["value"].sum()
