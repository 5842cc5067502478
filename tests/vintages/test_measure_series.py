"""The registers of measures: what they hold of each document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from helseplan.classifications import codes, table

if TYPE_CHECKING:
    from helseplan.vintages import Vintage

BOTTOM_UP = {"ado_nbm_out", "tasen", "overtreatment", "digital_interaction"}
LISTS = ["measures", "measures_other"]


@pytest.fixture
def register(vintage: Vintage) -> pd.DataFrame:
    return vintage.read("measures").set_index("measure")


@pytest.fixture
def touched(vintage: Vintage) -> pd.DataFrame:
    return vintage.read("measure_groups")


@pytest.fixture
def other(vintage: Vintage) -> pd.DataFrame:
    return vintage.read("measures_other").set_index("measure")


def codes_of(touched: pd.DataFrame, measure: str, dimension: str) -> set[str]:
    """The services or groups that a measure touches."""
    return set(touched[(touched.measure == measure) & (touched.dimension == dimension)].code)


def test_table_3_1_sums_to_what_its_rows_are(register: pd.DataFrame) -> None:
    """The plan prints 41 800 at the low end; its rows are 41 700."""
    supply = register[register.in_plan_sum & (register.side == "supply")]
    assert supply.effect_low.sum() == 41_700
    assert supply.effect_high.sum() == 61_100
    assert (supply.table == "3.1").all()


def test_table_3_2_has_one_number_and_it_covers_all_staff(register: pd.DataFrame) -> None:
    demand = register[register.in_plan_sum & (register.side == "demand")]
    assert list(demand.index) == ["productivity_07"]
    assert (demand.effect_high == 17_300).all()
    assert (demand.scope == "all_staff").all()


def test_every_chapter_of_the_plan_has_measures(register: pd.DataFrame) -> None:
    """Chapter 4 has 20 blocks and figures, chapter 5 has 19, and so on: the registers' rows, counted by hand."""
    counted = register.groupby("chapter").size()
    assert counted.to_dict() == {4: 20, 5: 19, 6: 28, 7: 15, 8: 5, 9: 4, 10: 8}


def test_every_section_with_measures_is_there(register: pd.DataFrame) -> None:
    """4.12 is the one section of chapters 4–9 without measures."""
    sections = {row["chapter"] for row in table("chapters") if row["parent"] in set("456789")}
    have = {".".join(section.split(".")[:2]) for section in register.section}
    assert sections - have == {"4.12"}


def test_a_place_lies_in_its_section_unless_the_number_stands_in_chapter_three(
    register: pd.DataFrame,
) -> None:
    """Offsets of the headings are those of the classification of chapters."""
    starts = {row["chapter"]: int(row["place"].split()[1]) for row in table("chapters")}
    ends = dict(zip(sorted(starts.values()), [*sorted(starts.values())[1:], 10**9], strict=False))
    outside = set()
    for measure, row in register.iterrows():
        section = ".".join(row.section.split(".")[:2])
        start = starts[section]
        if not start <= int(row.place.split()[1]) < ends[start]:
            outside.add(measure)
    assert outside == {"weekend_work"}


def test_hospital_task_sharing_stands_in_two_rows_of_its_own(
    register: pd.DataFrame, touched: pd.DataFrame
) -> None:
    """8 500 leave the nurses for technology and other occupations; 4 000 more only move within the 14 groups."""
    assert register.effect_high[["ado_nbm_out", "ado_nbm_shift"]].tolist() == [8_500, 4_000]
    assert codes_of(touched, "ado_nbm_shift", "group") == {"sykepleier", "helsesekretaer", "helsefagarbeider"}
    assert codes_of(touched, "ado_nbm_out", "group") >= {"sykepleier", "jordmor"}


@pytest.mark.parametrize(
    ("measure", "low", "high"),
    [("ado_oe_nurses", 3, 8), ("ado_oe_doctors", 0.5, 2), ("ado_oe_others", 0.5, 1)],
)
def test_oslo_economics_shares_are_per_cent_in_hospitals_and_never_summed(
    register: pd.DataFrame, measure: str, low: float, high: float
) -> None:
    row = register.loc[measure]
    assert (row.effect_low, row.effect_high, row.unit) == (low, high, "percent")
    assert (row.scope, row.in_plan_sum) == ("hospital", False)


def test_the_tasen_model_is_for_institutions_only(register: pd.DataFrame, touched: pd.DataFrame) -> None:
    assert register.scope["tasen"] == "institution"
    assert codes_of(touched, "tasen", "service") == {"institution_long", "institution_short"}


def test_local_examples_stay_local(register: pd.DataFrame) -> None:
    local = register[register.scope == "local"]
    assert len(local) == 2
    assert not local.in_plan_sum.any()
    assert (local.horizon == "").all()
    assert not local.evidence.eq("register_run").any()


def test_only_sick_leave_and_productivity_are_called_upper_bounds_by_the_plan(register: pd.DataFrame) -> None:
    assert set(register.index[register.upper_bound]) == {"sick_leave", "productivity_07"}


def test_a_measure_counted_on_registers_counts_the_14_groups(register: pd.DataFrame) -> None:
    assert (register[register.evidence == "register_run"].scope == "groups_14").all()


def test_the_bottom_up_numbers_are_not_in_the_plans_sum(register: pd.DataFrame) -> None:
    """They are alternatives to the 17 300, never additions."""
    assert not register.in_plan_sum[list(BOTTOM_UP)].any()
    assert register.quantified[list(BOTTOM_UP)].all()


@pytest.mark.parametrize("series", LISTS)
def test_what_has_no_number_is_empty_and_never_nought(vintage: Vintage, series: str) -> None:
    frame = vintage.read(series)
    without_number = frame[~frame.quantified]
    assert len(without_number) > 70
    assert without_number[["effect_low", "effect_high"]].isna().all(axis=None)
    assert (without_number[["unit", "horizon"]] == "").all(axis=None)


@pytest.mark.parametrize("series", LISTS)
def test_every_measure_says_what_it_changes_and_what_to_beware_of(vintage: Vintage, series: str) -> None:
    frame = vintage.read(series)
    for column in ("title", "mechanism", "caveat"):
        assert frame[column].str.len().gt(3).all()
    assert frame.mechanism.str[0].str.isupper().all()
    assert not frame.mechanism.str.endswith(".").any()
    assert frame.caveat.str.endswith(".").all()


def test_who_carries_a_measure_out_is_said_or_said_to_be_missing(register: pd.DataFrame) -> None:
    missing = register.carried_by == "ikke oppgitt"
    assert 0 < missing.sum() < 15
    assert missing[["ado_nbm_out", "tasen"]].all()
    assert register.carried_by["foreign_qualifications"].startswith("Helsedirektoratet")


def test_the_other_documents_have_every_headline_measure(other: pd.DataFrame) -> None:
    """12 in Rambøll and Menon, 30 in NOU 2023: 4, 23 from HelseOmsorg21-rådet, 42 in Kompetanseløft 2025."""
    assert other.groupby("source").size().to_dict() == {
        "ramboll-menon-2022": 12,
        "nou-2023-4": 30,
        "ho21-innspill-2022": 23,
        "helsedir-kompetanseloft-2022": 42,
    }


def test_the_commission_and_the_directorate_put_no_number_on_any_measure(other: pd.DataFrame) -> None:
    silent = other[other.source.isin(["nou-2023-4", "helsedir-kompetanseloft-2022"])]
    assert not silent.quantified.any()


def test_the_full_time_potential_is_an_upper_bound(other: pd.DataFrame) -> None:
    """26 000 on rota and 32 700 in all, aged 30–60, 2019; 110 000 from half of 220 000 part-timers."""
    council = other.loc["ho21_full_time"]
    assert (council.effect_low, council.effect_high, council.scope) == (26_000, 32_700, "municipal")
    assert "2019" in council.caveat
    consultants = other.loc["rm_full_time_structural"]
    assert consultants.effect_high == 220_000 / 2
    assert other.upper_bound[["ho21_full_time", "rm_full_time_structural"]].all()


def test_measures_of_other_documents_point_to_measures_of_the_plan(
    register: pd.DataFrame, other: pd.DataFrame
) -> None:
    pointed = other.plan_measure[other.plan_measure != ""]
    assert set(pointed) <= set(register.index)
    assert 0.5 < len(pointed) / len(other) < 0.8
    assert not set(other.index) & set(register.index)


def test_whom_a_measure_touches_fits_what_it_counts(register: pd.DataFrame, touched: pd.DataFrame) -> None:
    """What is for the municipalities touches no hospital."""
    sector = {row["code"]: row["sector"] for row in table("services")}
    for measure in register.index[register.scope == "municipal"]:
        assert {sector[code] for code in codes_of(touched, measure, "service")} == {"municipal"}


def test_the_plans_own_words_and_our_reading_are_told_apart(touched: pd.DataFrame) -> None:
    assert set(touched.quality) == {"published", "assumption"}
    required = {"lege", "sykepleier", "fysioterapeut", "jordmor", "helsesykepleier", "ergoterapeut"}
    assert codes_of(touched, "competence_requirements", "group") == {*required, "psykolog"}
    named = touched[(touched.measure == "competence_requirements") & (touched.dimension == "group")]
    assert (named.quality == "published").all()


def test_every_modelled_group_in_need_is_touched_by_name(touched: pd.DataFrame) -> None:
    """Beside measures for all, these groups have some of their own."""
    assert (
        {"sykepleier", "helsefagarbeider", "lege", "psykolog"}
        <= set(touched.code)
        <= {
            "all",
            *codes("groups"),
            *codes("services"),
        }
    )
