"""Rules inside the data files of supply: each takes the frame and says whether it holds."""

from __future__ import annotations

from typing import Any

from helseplan.classifications import codes

GROUPS = frozenset(codes("groups", modelled="true"))
START = 2013
BANDS = 4
WORK_AND_FORCE = ("health_employed", "labour_force")
FIRST, OPEN_FROM = 20, 75
UNITS = {
    "weekly_hours": "hours_per_week",
    "full_time_hours": "hours_per_week",
    "position_size": "ratio",
    "disability_factor": "ratio",
    "women_share": "percent",
    "women_share_entrants": "percent",
    "entry_age_first": "years",
    "entry_age_mean": "years",
    "study_years": "years",
    "completion": "ratio",
}
FACTOR = "disability_factor"
"""The one ratio that is not a share."""
HAZARDS = frozenset({"disability", "leaving", "emigration", "retirement"})
BY_GROUP = ("inflow", "retirement_shift", "base_shortage")
BOUNDS = {
    "inflow": (0.1, 10),
    "retirement_shift": (-8, 8),
    "leaving": (0, 10),
    "disability": (0, 10),
    "emigration": (0, 10),
    "stay_share": (0, 1),
    "part_time": (0, 2),
    "base_shortage": (-50_000, 50_000),
}
"""What a calibrated parameter may be; outside it the engine's formulas have no meaning."""
HIGHEST_HAZARD = 0.6
OUTWEIGH = 0.5


def all_groups(frame: Any) -> bool:
    """Every modelled group once."""
    return set(frame.group) == GROUPS


def start_counted(frame: Any) -> bool:
    """The start year's four age bands and labour force for every group."""
    start = frame[frame.year == START]
    bands = start[start["item"] == "health_employed"].groupby("group").size()
    force = start[start["item"] == "labour_force"]
    return set(bands[bands == BANDS].index) == GROUPS and set(force.group) >= GROUPS


def authorised_cover(frame: Any) -> bool:
    """Age groups from 20 up for both sexes, without holes and with people in them."""
    if set(frame.sex) != {"1", "2"} or (frame[frame.age_from < OPEN_FROM].persons <= 0).any():
        return False
    for _, rows in frame.sort_values("age_from").groupby("sex"):
        joined = rows.age_from.to_numpy()[1:] == rows.age_to.to_numpy()[:-1] + 1
        if rows.age_from.iloc[0] != FIRST or rows.age_to.iloc[-1] < OPEN_FROM or not joined.all():
            return False
    return True


def work_in_force(frame: Any) -> bool:
    """Those at work in health and care are part of the labour force; who is not counted is another rule."""
    start = frame[frame.year == START]
    sums = start.groupby(["item", "group"]).persons.sum()
    both = [sums[sums.index.get_level_values("item") == item].droplevel("item") for item in WORK_AND_FORCE]
    at_work, force = both[0].align(both[1], join="inner")
    return bool((at_work < force).all())


def traits_complete(frame: Any) -> bool:
    """Every group has every trait but hours."""
    wanted = {(group, item) for group in GROUPS for item in UNITS if item != "weekly_hours"}
    return wanted <= set(zip(frame.group, frame["item"], strict=True))


def traits_in_units(frame: Any) -> bool:
    """Each trait has its unit."""
    return bool((frame["item"].map(UNITS) == frame.unit).all())


def traits_bounded(frame: Any) -> bool:
    """Shares are shares."""
    ratio = frame[(frame.unit == "ratio") & (frame["item"] != FACTOR)].value
    percent = frame[frame.unit == "percent"].value
    return bool(((ratio > 0) & (ratio < 1)).all() and (percent <= 100).all())


def entry_in_order(frame: Any) -> bool:
    """The mean age at entry is above the first."""
    ages = frame[frame["item"].isin(["entry_age_first", "entry_age_mean"])]
    wide = ages.pivot(index="group", columns="item", values="value")
    first, mean = wide.entry_age_first, wide.entry_age_mean
    return bool((first.between(20, 40) & (mean > first) & (mean <= 50)).all())


def inflow_complete(frame: Any) -> bool:
    """Both kinds of inflow for every group; graduates in all."""
    kinds = frame.groupby("item").group.agg(set)
    both = all(kinds.get(item, set()) == GROUPS for item in ("graduates", "abroad"))
    return both and bool((frame[frame["item"] == "graduates"].persons > 0).all())


def curves_there(frame: Any) -> bool:
    """Every curve, for both sexes together or for each."""
    sexes = frame.groupby("item").sex.agg(frozenset)
    wanted = {*HAZARDS, "participation", "position"}
    return set(sexes.index) == wanted and set(sexes) <= {frozenset("0"), frozenset("12")}


def curves_have_knots(frame: Any) -> bool:
    """At least two ages in each curve, all within working ages."""
    return bool(frame.age.between(20, 74).all() and (frame.groupby(["item", "sex"]).size() > 1).all())


def curves_in_units(frame: Any) -> bool:
    """Hazards are probabilities a year, the others relative heights."""
    hazard = frame["item"].isin(HAZARDS)
    units = (frame.unit == hazard.map({True: "per_year", False: "relative"})).all()
    return bool(units and (frame[hazard].value <= HIGHEST_HAZARD).all() and (frame[~hazard].value > 0).all())


def parameters_complete(frame: Any) -> bool:
    """Every parameter, by group where it has groups."""
    wanted = {(name, group) for name in BY_GROUP for group in GROUPS}
    wanted |= {(name, "") for name in BOUNDS if name not in BY_GROUP}
    return set(zip(frame.parameter, frame.group, strict=True)) == wanted


def parameters_bounded(frame: Any) -> bool:
    """No parameter outside its bounds."""
    low = frame.parameter.map({name: low for name, (low, _) in BOUNDS.items()})
    high = frame.parameter.map({name: high for name, (_, high) in BOUNDS.items()})
    return bool(frame.value.between(low, high).all())


def some_shortage(frame: Any) -> bool:
    """The base year's shortages outweigh the surpluses, so that the sum can be scaled."""
    return bool(frame.aarsverk.sum() > OUTWEIGH * frame.aarsverk.abs().sum())


def study_is_whole(frame: Any) -> bool:
    """Study takes whole years, at most ten."""
    years = frame[frame["item"] == "study_years"].value
    return bool(((years % 1 == 0) & years.between(0, 10)).all())


def targets_complete(frame: Any) -> bool:
    """Table 2.2 for every group in the four years, the totals, the shortage and one count at least."""
    gaps = frame[frame.target == "gap"]
    cells = {(group, year) for group in GROUPS for year in (2025, 2030, 2035, 2040)}
    totals = set(frame[frame.target == "total"].year)
    there = {"shortage", "older", "order"} <= set(frame.target)
    counts = frame.target.str.startswith("count").any() and frame.target.str.startswith("growth").any()
    return (
        set(zip(gaps.group, gaps.year, strict=True)) == cells
        and totals == {2025, 2040}
        and there
        and bool(counts)
    )


def years_in_a_row(frame: Any) -> bool:
    """No group lacks a year between its first and its last."""
    years = frame.groupby("group").year.agg(["min", "max", "nunique"])
    return bool((years["max"] - years["min"] + 1 == years["nunique"]).all())
