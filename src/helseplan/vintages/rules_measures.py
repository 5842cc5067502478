"""What must hold between the registers of measures, and between them and the plan's printed tables."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from helseplan.classifications import table
from helseplan.vintages.measure_models import listed
from helseplan.vintages.printed import plan_value

Found = Iterator[tuple[str, str]]


def across_measures(frames: dict[str, pd.DataFrame]) -> Found:
    """Yield (what is wrong, where); the lists that hang on the register are looked at when the register is right."""
    register = list(_measures_match_plan(frames["measures"], frames["plan_tables"]))
    if register:
        yield from register
        return
    lists = [
        *_touched(frames["measures"], frames["measure_groups"]),
        *_services_in_scope(frames["measures"], frames["measure_groups"]),
        *_other_documents(frames["measures"], frames["measures_other"]),
    ]
    if lists:
        yield from lists
        return
    yield from _models(frames["measures"], frames["measure_models"], frames["measure_groups"])


def _measures_match_plan(measures: pd.DataFrame, plan: pd.DataFrame) -> Found:
    printed = plan[(plan.table == "3.1") & (plan.row != "printed_total")].pivot(
        index="row", columns="bound", values="value"
    )
    register = measures.set_index("measure")
    topdown = plan_value(plan, "3.2", "productivity_07", 2040)
    own = register.effect_high.get("productivity_07")
    if own != topdown:
        yield f"Tiltaket «productivity_07» har {own}, men tabell 3.2 har {topdown:.0f}.", "measures.csv"
    for name, row in printed.iterrows():
        if name not in register.index:
            yield f"Tiltaket «{name}» fra tabell 3.1 mangler.", "measures.csv"
        elif (register.effect_low[name], register.effect_high[name]) != (row.low, row.high):
            yield (
                f"Tiltaket «{name}» har andre tall enn tabell 3.1 ({row.low:.0f}–{row.high:.0f}).",
                "measures.csv",
            )


def _touched(measures: pd.DataFrame, touched: pd.DataFrame) -> Found:
    known, linked = set(measures.measure), set(touched.measure)
    for measure in sorted(known - linked):
        yield f"Tiltaket «{measure}» mangler tjeneste og personellgruppe.", "measure_groups.csv"
    for measure in sorted(linked - known):
        yield f"Tiltaket «{measure}» står ikke i measures.csv.", "measure_groups.csv"


def _services_in_scope(measures: pd.DataFrame, touched: pd.DataFrame) -> Found:
    sectors = {row["code"]: row["sector"] for row in table("services")}
    sector_of_scope = {row["code"]: row["sector"] for row in table("measures_scope")}
    scope = measures.set_index("measure").scope
    for row in touched[touched.dimension == "service"].itertuples():
        wanted = sector_of_scope[scope[row.measure]] if row.measure in scope else ""
        if wanted and sectors.get(str(row.code)) != wanted:
            yield (
                f"Tiltaket «{row.measure}» gjelder {scope[row.measure]}, men berører tjenesten «{row.code}».",
                "measure_groups.csv",
            )


def _other_documents(measures: pd.DataFrame, other: pd.DataFrame) -> Found:
    known = set(measures.measure)
    for measure in sorted(known & set(other.measure)):
        yield f"Koden «{measure}» er brukt i measures.csv også.", "measures_other.csv"
    for row in other[(other.plan_measure != "") & ~other.plan_measure.isin(known)].itertuples():
        yield (
            f"Tiltaket «{row.measure}» viser til «{row.plan_measure}», som ikke står i measures.csv.",
            "measures_other.csv",
        )


def _models(measures: pd.DataFrame, models: pd.DataFrame, touched: pd.DataFrame) -> Found:
    """What a measure does in the model must be about a measure with an effect, and the effect be the register's."""
    register = measures[measures.quantified].set_index("measure")
    services = touched[touched.dimension == "service"].groupby("measure").code.agg(set)
    for row in models.itertuples():
        if row.measure not in register.index:
            yield (
                f"Tiltaket «{row.measure}» har ingen tallfestet effekt i measures.csv.",
                "measure_models.csv",
            )
            continue
        own = register.loc[row.measure]
        if row.unit == own.unit and (row.low, row.high) != (own.effect_low, own.effect_high):
            yield f"Tiltaket «{row.measure}» har en annen effekt i measures.csv.", "measure_models.csv"
        for service in sorted(set(listed(str(row.services))) - services[row.measure]):
            yield (
                f"Tiltaket «{row.measure}» virker på tjenesten «{service}», som det ikke berører i measure_groups.csv.",
                "measure_models.csv",
            )
