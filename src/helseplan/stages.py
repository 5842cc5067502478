"""The six stages and how they depend on each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """One stage of the analysis.

    Attributes:
        name: Code, also the package under ``helseplan`` and the folder under ``artefacts``.
        title: Norwegian title for readers.
        notebook: File name under ``notebooks/``.
        needs: Stages whose artefacts it reads.
        sections: Parameter sections it reads, besides ``general``.
        series: Data files of the vintage it reads.
        artefacts: Parquet files it writes.
    """

    name: str
    title: str
    notebook: str
    needs: tuple[str, ...]
    sections: tuple[str, ...]
    series: tuple[str, ...]
    artefacts: tuple[str, ...]


COMMON = ("checks", "headlines")

_ALL = (
    Stage(
        "demography",
        "Befolkning",
        "01_demography.ipynb",
        needs=(),
        sections=("demography",),
        series=(
            "population",
            "population_totals",
            "mortality",
            "migration_age",
            "projection_assumptions",
            "projection_results",
            "projection_table",
            "ssb2019_assumptions",
            "anchors",
        ),
        artefacts=(
            "population",
            "life_expectancy",
            "components",
            "indicators",
            "reference",
            "history",
            *COMMON,
        ),
    ),
    Stage(
        "demand",
        "Etterspørsel etter årsverk",
        "02_demand.ipynb",
        needs=("demography",),
        sections=("demography", "demand"),
        series=(
            "services",
            "use_profiles",
            "groups",
            "staffing",
            "plan_tables",
            "ssb2019_results",
            "anchors",
        ),
        artefacts=(
            "demand",
            "demand_by_group",
            "reference",
            "drivers",
            "drivers_by_group",
            "profiles",
            "sensitivity",
            "sensitivity_by_group",
            "employment",
            "ssb2019",
            *COMMON,
        ),
    ),
    Stage(
        "supply",
        "Tilbud av årsverk",
        "03_supply.ipynb",
        needs=("demography",),
        sections=("demography", "supply"),
        series=(
            "personnel",
            "authorised_by_age",
            "group_traits",
            "graduates",
            "inflow",
            "career",
            "mortality",
            "supply_calibrated",
            "supply_targets",
            "groups",
            "plan_tables",
            "anchors",
        ),
        artefacts=("supply", "reference", "stock", "flows", "scenarios", "sensitivity", "history", *COMMON),
    ),
    Stage(
        "gap",
        "Gapet mellom tilbud og etterspørsel",
        "04_gap.ipynb",
        needs=("demand", "supply"),
        sections=("demography", "demand", "supply", "gap"),
        series=("plan_tables", "base_shortage", "anchors"),
        artefacts=("gap", "totals", "attribution", "uncertainty", "intervals", "substitution", *COMMON),
    ),
    Stage(
        "measures",
        "Tiltak",
        "05_measures.ipynb",
        needs=("demography", "demand", "supply", "gap"),
        sections=("demography", "demand", "supply", "gap", "measures", "uncertainty"),
        series=(
            "measures",
            "indicators",
            "indicator_values",
            "students",
            "plan_tables",
            "measure_models",
            "measure_groups",
            "measures_other",
            "services",
            "use_profiles",
            "personnel",
            "authorised_by_age",
            "group_traits",
            "graduates",
            "inflow",
            "career",
            "mortality",
            "supply_calibrated",
        ),
        artefacts=(
            "effects",
            "totals",
            "remaining",
            "singles",
            "interactions",
            "distribution",
            "histogram",
            "sobol",
            "goals",
            "share_rule",
            *COMMON,
        ),
    ),
    Stage(
        "productivity",
        "Produktivitet og effektivitet",
        "06_productivity.ipynb",
        needs=(),
        sections=("productivity",),
        series=(
            "productivity",
            "productivity_literature",
            "productivity_potential",
            "hospital_trusts",
            "municipal_care",
            "services",
            "plan_tables",
        ),
        artefacts=(
            "indices",
            "growth",
            "regions",
            "counterfactual",
            "raised",
            "breaks",
            "efficiency",
            "peers",
            "targets",
            "sensitivity",
            "outliers",
            "scale_test",
            "potential",
            "malmquist",
            "municipal_care",
            "municipal_status",
            *COMMON,
        ),
    ),
)

STAGES: dict[str, Stage] = {stage.name: stage for stage in _ALL}


def with_upstream(names: list[str]) -> list[str]:
    """Return the named stages and everything they need, in running order."""
    wanted: set[str] = set()

    def add(name: str) -> None:
        for upstream in STAGES[name].needs:
            add(upstream)
        wanted.add(name)

    for name in names:
        add(name)
    return [name for name in STAGES if name in wanted]
