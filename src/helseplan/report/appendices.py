"""The tables of the appendices: checks against published figures, and parameters."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from helseplan import formats, params
from helseplan.report import html
from helseplan.report.display import Column, Table
from helseplan.report.pages import Content, not_run
from helseplan.report.vintage import benchmark_from, register
from helseplan.stages import STAGES

_SECTIONS = {"general": "Generelt", "report": "Rapport"}


def reconciliation(checks: dict[str, pd.DataFrame], vintage: str, content: Content) -> list[Table]:
    """Fill the page that sets every published figure beside the model's own.

    Args:
        checks: The ``checks`` artefact of each stage that has one, by stage.
        vintage: Name of the vintage, whose register gives the sources their titles.
        content: The page.

    Returns:
        The tables shown, one per stage.
    """
    titles = register(vintage, "sources").set_index("source")["title"].to_dict()
    tables = [_checks_table(stage, frame, titles) for stage, frame in checks.items() if len(frame)]
    content.add(f"<p>{_opening(benchmark_from(vintage))}</p>")
    counts = (
        pd.concat([frame["verdict"].astype(str) for frame in checks.values()]).value_counts()
        if checks
        else {}
    )
    items = "".join(
        f"<li>{html.badge(code)} {formats.number(counts.get(code, 0))}</li>"
        for code in ("within", "outside", "explained", "used", "constructed", "shown")
    )
    content.add(f'<ul class="counts">{items}</ul>')
    by_stage = {table.id.removeprefix("avstemming-"): table for table in tables}
    for stage, description in STAGES.items():
        content.heading(description.title)
        if stage in by_stage:
            content.add(by_stage[stage]._repr_html_())
        else:
            content.add("<p>Ingen tall å avstemme mot.</p>" if stage in checks else not_run(stage))
    return tables


def _opening(kept: str) -> str:
    """What the numbers beside each other are.

    Args:
        kept: The older vintage whose benchmark is kept; empty when the benchmark is the run's own.
    """
    return (
        "Tabellene setter hvert publiserte tall som modellen også beregner, ved siden av modellens eget. "
        f"{_newer(kept) if kept else _OWN_PATHS} Toleransen "
        "er det største avviket som regnes som treff. Et avvik på inntil tre toleranser med kjent grunn er "
        "<em>forklart</em>; alt annet er <em>utenfor</em>. Tall en del av modellen er "
        "valgt etter, er merket <em>brukt i valget</em>, og tall den "
        "starter fra eller tilpasses til, <em>per konstruksjon</em>: de er ingen prøve."
    )


_OWN_PATHS = (
    "Rå verdi er modellens egen bane, uten skalering. Etterspørselen er der ikke tilpasset tallene for 2040; "
    "tilbudet, og dermed gapet, er kalibrert mot 2025 og 2040. Avstemt verdi er "
    "den samme banen skalert til de publiserte "
    "ankertallene. Avvik og vurdering gjelder den rå verdien, for den avstemte treffer av seg "
    "selv."
)


def _newer(kept: str) -> str:
    """The two paths of a vintage with newer data than the plan's."""
    return (
        "Rå verdi er modellens egen bane, uten skalering. Årgangen har nyere data enn planen. Kalibreringen av "
        f"tilbudet og avstemmingen er beholdt fra «{escape(kept)}»: avstemt verdi er den rå banen med de faktorene og "
        "leddene som traff de publiserte ankertallene på dataene der. Den treffer dem ikke her, og "
        "avstanden er det de nye tallene gjør. Planens tall for behov, tilbud og gap er derfor "
        "ingen prøve på denne kjøringen; de er merket <em>vises, ikke testet</em> eller <em>per konstruksjon</em>. "
        "Avvik og vurdering gjelder den rå verdien."
    )


def _checks_table(stage: str, checks: pd.DataFrame, titles: dict[str, str]) -> Table:
    reasons = [reason for reason in dict.fromkeys(checks["explanation"]) if reason]
    data = checks.assign(
        unit=checks["unit"].astype(str),
        year=[str(year) if year else "" for year in checks["year"]],
        deviation=checks["raw"].fillna(checks["benchmarked"]) - checks["published"],
        decimals=[_DECIMALS.get(unit, 0) for unit in checks["unit"]],
        finer=[_finer(row.unit, row.tolerance) for row in checks.itertuples()],
        label=[f"{row.title}: {row.item}" if row.item else row.title for row in checks.itertuples()],
        origin=[_origin(titles.get(row.source, row.source), row.place) for row in checks.itertuples()],
        reason=[f"{reasons.index(text) + 1}" if text else "" for text in checks["explanation"]],
    )
    numbers = {
        "raw": "Rå",
        "benchmarked": "Avstemt",
        "deviation": "Avvik, rå",
        "tolerance": "Toleranse",
    }
    return Table(
        id=f"avstemming-{stage}",
        caption=f"{STAGES[stage].title}: publiserte tall og modellens egne",
        columns=(
            Column("label", "Tall", below="origin"),
            Column("year", "År"),
            Column("unit", "Enhet"),
            Column("published", "Publisert", decimals_from="decimals"),
            *(Column(key, label, decimals_from="finer") for key, label in numbers.items()),
            Column("verdict", "Vurdering"),
            Column("reason", "Note"),
        ),
        data=data,
        note=" ".join(f"({number}) {reason}" for number, reason in enumerate(reasons, start=1)),
    )


_DECIMALS = {
    "percent": 1,
    "percentage_points": 1,
    "index": 1,
    "index_points": 1,
    "years": 1,
    "ratio": 3,
    "year": html.PLAIN,
}


def _finer(unit: str, tolerance: float) -> int:
    """Return the unit's decimals, or as many (at most three) as it takes to show a small tolerance."""
    least = _DECIMALS.get(unit, 0)
    if tolerance >= 1 or least == html.PLAIN:
        return least
    return next((digits for digits in range(least, 3) if abs(round(tolerance, digits) - tolerance) < 1e-9), 3)


def _origin(title: str, place: str) -> str:
    return formats.tight(f"{title}, {place}" if place else title)


def used_parameters(folder: Path) -> pd.DataFrame:
    """Return every parameter with the value the run used and whether it differs from the default."""
    used = yaml.safe_load((folder / "params.yml").read_text(encoding="utf-8"))["parameters"]
    fields = params.describe()
    fields["value"] = [used[row.section][row.name] for row in fields.itertuples()]
    fields["changed"] = [_plain(row.value) != _plain(row.default) for row in fields.itertuples()]
    return fields


def front(folder: Path, vintage: str) -> dict[str, Any]:
    """Return what the front page says about parameters and data.

    Returns:
        ``title`` of the report, ``changed`` parameters, and ``benchmark_from``: the older vintage whose benchmark is
        kept, empty when it is the run's own.
    """
    fields = used_parameters(folder)
    title = fields[(fields["section"] == "report") & (fields["name"] == "title")]
    return {
        "title": title["value"].iloc[0],
        "changed": [
            f"{row.section}.{row.name} = {_shown(row.value)}"
            for row in fields[fields["changed"]].itertuples()
        ],
        "benchmark_from": benchmark_from(vintage),
    }


def parameters(folder: Path, content: Content) -> list[Table]:
    """Fill the page that shows every parameter of the run beside its default.

    Args:
        folder: The run folder with its ``params.yml``.
        content: The page.

    Returns:
        The tables shown, one per section.
    """
    fields = used_parameters(folder)
    changed = int(fields["changed"].sum())
    content.add(
        f"<p>Parametrene er forutsetningene en analytiker kan endre. I denne kjøringen avviker "
        f"{formats.number(changed)} av {formats.number(len(fields))} fra standardverdien.</p>"
    )
    tables = []
    for section, rows in fields.groupby("section", sort=False):
        name = str(section)
        title = STAGES[name].title if name in STAGES else _SECTIONS.get(name, name)
        table = _parameter_table(name, title, rows)
        content.heading(title)
        content.add(table._repr_html_())
        tables.append(table)
    return tables


def _parameter_table(section: str, title: str, rows: pd.DataFrame) -> Table:
    data = pd.DataFrame(
        {
            "description": rows["description"],
            "parameter": section + "." + rows["name"],
            "value": [_shown(value) for value in rows["value"]],
            "unit": rows["unit"],
            "default": [_shown(value) for value in rows["default"]],
            "changed": ["ja" if changed else "nei" for changed in rows["changed"]],
            "bounds": [_bounds(row.lower, row.upper, str(row.unit)) for row in rows.itertuples()],
            "source": rows["source"].where(~rows["changed"], "Valgt i denne kjøringen"),
            "quality": rows["quality"].where(~rows["changed"], "assumption"),
        }
    )
    return Table(
        id=f"parametre-{section}",
        caption=f"Parametre: {title}",
        columns=(
            Column("description", "Parameter", below="parameter"),
            Column("value", "Verdi", below="unit"),
            Column("default", "Standard"),
            Column("changed", "Endret"),
            Column("bounds", "Tillatt"),
            Column("source", "Kilde", below="quality"),
        ),
        data=data,
    )


def _plain(value: Any) -> Any:
    """Return a value as YAML would give it back, so that a tuple equals a list."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_shown(item)}" for key, item in value.items()) or "ingen"
    if isinstance(value, list | tuple):
        return "; ".join(_shown(item) for item in value) or "ingen"
    return html.cell_text(value, None)


def _bounds(lower: float | None, upper: float | None, unit: str) -> str:
    if html.is_missing(lower) and html.is_missing(upper):
        return ""
    decimals = html.PLAIN if unit == "år" else None
    return f"{html.cell_text(lower, decimals)} til {html.cell_text(upper, decimals)}"
