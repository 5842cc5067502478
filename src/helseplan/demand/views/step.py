"""The step from Statistics Norway's demand projection of 2019 to today's, as far as the sources allow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import table
from helseplan.demand.inputs import BASE_YEAR
from helseplan.demand.patterns import pattern_years
from helseplan.demand.ssb2019 import BASE_YEAR as OLD_BASE
from helseplan.demand.ssb2019 import FORMULA, PARTS
from helseplan.demand.ssb2019_checks import BLOCKS_2019
from helseplan.demand.views.common import Frames
from helseplan.report.display import Column, Table

if TYPE_CHECKING:
    from helseplan.session import StageRun

LAST = 2035
"""The first year after the base year that the report of 2019 prints."""


def since_2019(result: Frames, run: StageRun) -> Table:
    """Demand in 2035 on the path of 2019 and on today's, with the difference split into level and growth."""
    rows = step(result["ssb2019"], _today(result["demand"], run.params.demography.alternative))
    years = pattern_years(run.vintage.read("use_profiles"))
    printed = run.vintage.read("ssb2019_results").query(
        "scenario == 'reference' and item == 'all' and kind == 'level' and year == @LAST"
    )
    return Table(
        "demand-since-2019",
        f"Etterspørselen i {LAST}: fra framskrivingen i 2019 til dagens, årsverk",
        (
            Column("name", "Område"),
            Column("printed", "2019, trykt av SSB", 0),
            Column("old", "2019, gjenskapt", 0),
            Column("level", f"Annet nivå i {BASE_YEAR}", 0),
            Column("growth", f"Annen vekst {BASE_YEAR}–{LAST}", 0),
            Column("new", "I dag, rå bane", 0),
        ),
        rows.assign(
            name=[*(BLOCKS_2019[part].capitalize() for part in PARTS), "I alt"],
            printed=[*(math.nan for _ in PARTS), printed.value.iloc[0]],
        ),
        note=(
            f"Framskrivingen fra 2019 starter i {OLD_BASE}. SSB trykte bare summen for {LAST}; strek betyr at tallet "
            f"ikke er trykt. Gjenskapingen bruker årgangens egen bruk etter alder, fra {years}. Er noe av den "
            "hentet på nytt, flytter den gjenskapte banen seg fra den trykte, og avstanden er da ingen prøve på den "
            f"gamle framskrivingen. Nivået er årsverkene den gjenskapte banen har i {BASE_YEAR}, mot "
            "dem vi nå har for det året: mer personell per bruker, nye oppgaver og andre definisjoner kan ikke "
            "skilles. Veksten er forskjellen i befolkning og levealder mellom framskrivingen fra 2018 og denne "
            "kjøringens, og de av kjøringens forutsetninger som er endret. Hvert ledd er regnet med snittet av det "
            "andre, så leddene summerer nøyaktig. Årsverk som ikke er fordelt i åpne kilder, er ikke med."
        ),
        quality=("derived", "assumption"),
    )


def step(rebuilt: pd.DataFrame, today: pd.DataFrame) -> pd.DataFrame:
    """Split the difference in 2035 into another level in the base year and another growth since.

    Demand is level × growth, so with the mean of the other factor the two parts add up exactly.

    Args:
        rebuilt: The artefact ``ssb2019``.
        today: Årsverk, block × year.

    Returns:
        block (the last is ``all``), old, level, growth, new; årsverk.
    """
    chosen = rebuilt[(rebuilt.formula == FORMULA) & (rebuilt.scenario == "reference")]
    old = chosen.pivot(index="block", columns="year", values="aarsverk").loc[list(PARTS), [BASE_YEAR, LAST]]
    new = today.loc[list(PARTS), [BASE_YEAR, LAST]]
    grown = [frame[LAST] / frame[BASE_YEAR] for frame in (old, new)]
    level = (new[BASE_YEAR] - old[BASE_YEAR]) * (grown[0] + grown[1]) / 2
    growth = (grown[1] - grown[0]) * (old[BASE_YEAR] + new[BASE_YEAR]) / 2
    rows = pd.DataFrame({"old": old[LAST], "level": level, "growth": growth, "new": new[LAST]})
    return pd.concat([rows, rows.sum().to_frame("all").T]).rename_axis("block").reset_index()


def _today(demand: pd.DataFrame, alternative: str) -> pd.DataFrame:
    """Raw demand in the narrow scope, block of 2019 × year."""
    area = {row["code"]: row["area"] for row in table("services")}
    block = {row["code"]: row["block_2019"] for row in table("areas")}
    own = demand[(demand.alternative == alternative) & (demand.path == "raw") & (demand.scope == "narrow")]
    blocks = own.service.astype(str).map(area).map(block).rename("block")
    return own.pivot_table(index=blocks, columns="year", values="aarsverk", aggfunc="sum")
