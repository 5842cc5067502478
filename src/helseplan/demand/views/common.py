"""What the views of the demand stage share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels, table

if TYPE_CHECKING:
    from helseplan.session import StageRun

Frames = dict[str, pd.DataFrame]
FORMULA_NAMES = {"mortality_equivalent": "samme dødsrisiko", "age_shift": "levetidsskift"}
DOCTORS_ONLY = "Legevakt er bare legene; sykepleierne der står i annen kommunal helsetjeneste."
YEARS = (2024, 2030, 2035, 2040, 2050, 2060)
SCOPES = {"narrow": "smal avgrensning", "wide": "vid avgrensning"}


def shown_marks(run: StageRun) -> tuple[str, ...]:
    """How firm the shown path is: its own marks, and those of the base year it grows from."""
    base = run.vintage.read("services").quality
    return tuple(dict.fromkeys((*run.shown_quality, *sorted(base.unique(), reverse=True))))


def shown_years(end: int) -> list[int]:
    """Return the years a table shows: the usual ones and the end year."""
    return sorted({*YEARS, end})


def above_or_below(percent: float) -> str:
    """Say a deviation in words: ``over`` or ``under``."""
    return "under" if percent < 0 else "over"


def areas() -> dict[str, str]:
    """Return the area of each service."""
    return {row["code"]: row["area"] for row in table("services")}


def in_scope(result: Frames, scope: str) -> list[str]:
    """Return the services of a scope."""
    demand = result["demand"]
    return list(demand[demand.scope == scope].service.unique())


def ordered_services(result: Frames, run: StageRun) -> pd.DataFrame:
    """Order the services by area, the largest area first, and by size within it; the wide scope last.

    Returns:
        Index service, with area, scope, start and end (årsverk in the base year and the end year on the shown path).
    """
    end = run.params.general.end_year
    demand = result["demand"]
    chosen = demand[(demand.alternative == run.params.demography.alternative) & (demand.scope == "wide")]
    wide = chosen[chosen.path == run.shown_path].pivot(index="service", columns="year", values="aarsverk")
    rows = pd.DataFrame({"start": wide[YEARS[0]], "end": wide[end]})
    narrow = in_scope(result, "narrow")
    rows["scope"] = ["narrow" if service in narrow else "wide" for service in rows.index]
    rows["area"] = rows.index.map(areas())
    # «ikke fordelt» is what remains: it stands last among the narrow services whatever its size
    rows["rest"] = rows.area == "other"
    rows["size"] = rows.groupby(["scope", "area"]).end.transform("sum")
    order = ["scope", "rest", "size", "area", "end"]
    return rows.sort_values(order, ascending=[True, True, False, True, False]).drop(columns=["rest", "size"])


def service_names(services: Iterable[str]) -> list[str]:
    """Return the Norwegian names of services."""
    return [labels("services")[code] for code in services]
