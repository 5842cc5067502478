"""A small run folder with made-up numbers, every one of them marked as test data."""

import json
from pathlib import Path

import pandas as pd

from helseplan import contracts
from helseplan.params import Params, frozen
from helseplan.report import style
from helseplan.report.build import Site
from helseplan.report.display import Column, Figure, Table, Text

TEST = "Testdata uten innhold."
YEARS = list(range(2024, 2041, 2))
SITE = Site(
    run="prove",
    scenario="referanse",
    description="Forutsetningene i planens referansebane.",
    vintage="prove-1",
    stages=("demography", "gap"),
    version="0.1.0",
)


def line_figure(id="testlinjer"):
    data = pd.DataFrame(
        {
            "year": YEARS,
            "demand": [300_000.0 + 7000 * i for i in range(len(YEARS))],
            "supply": [295_000.0 + 6000 * i for i in range(len(YEARS))],
            "quality": "assumption",
        }
    )

    def draw():
        figure, ax = style.new_figure()
        ax.plot(data["year"], data["demand"], color=style.DEMAND)
        ax.plot(data["year"], data["supply"], color=style.SUPPLY, marker="o")
        style.number_axis(ax.yaxis)
        style.year_axis(ax.xaxis)
        style.unit_label(ax, "Årsverk")
        last = data.iloc[-1]
        style.label_ends(
            ax,
            [
                (last["year"], last["demand"], "Etterspørsel", style.DEMAND),
                (last["year"], last["supply"], "Tilbud", style.SUPPLY),
            ],
        )
        return figure

    table = Table(
        "testlinjer-tall",
        "Tilbud og etterspørsel (testdata)",
        (
            Column("year", "År"),
            Column("demand", "Etterspørsel", 0, "aarsverk"),
            Column("supply", "Tilbud", 0, "aarsverk"),
            Column("quality", "Kvalitet"),
        ),
        data,
    )
    return Figure(
        id,
        "Etterspørselen øker mer enn tilbudet (testdata)",
        "To stigende linjer; avstanden mellom dem blir større.",
        draw,
        table,
        note=TEST,
        quality=("assumption",),
    )


def bar_figure():
    data = pd.DataFrame(
        {
            "group": [
                "Sykepleier",
                "Helsefagarbeider",
                "Lege",
                "Vernepleier",
                "Uten relevant helseutdanning",
                "Jordmor",
            ],
            "gap": [-20_000.0, -18_500.0, 3200.0, -2100.0, -900.5, 150.0],
        }
    )

    def draw():
        figure, ax = style.new_figure(3.4)
        colours = [style.SHORTAGE if value < 0 else style.SURPLUS for value in data["gap"]]
        ax.barh(range(len(data)), data["gap"], color=colours)
        style.horizontal_bars(ax, list(data["group"]))
        style.number_axis(ax.xaxis, sign=True)
        style.zero_line(ax, "x")
        ax.set_xlabel("Årsverk")
        return figure

    table = Table(
        "x",
        "Gap etter gruppe (testdata)",
        (Column("group", "Gruppe"), Column("gap", "Gap", 0, "aarsverk")),
        data,
    )
    return Figure("testsoyler", "Det mangler flest sykepleiere (testdata)", "Liggende søyler.", draw, table)


def wide_table():
    columns = [f"{year}" for year in range(2024, 2041, 2)]
    data = pd.DataFrame({"group": ["Sykepleier", "Lege & <tannlege>", "Annet"]})
    for place, column in enumerate(columns):
        data[column] = [100_000.0 + place, 1234.5 + place, float("nan")]
    labels = tuple(Column(column, column, 1) for column in columns)
    return Table(
        "testtabell",
        "Årsverk etter gruppe og år (testdata)",
        (Column("group", "Gruppe"), *labels),
        data,
        note="– betyr at tallet mangler.",
        quality=("published", "derived"),
    )


def markdown(text, *tags):
    return {"cell_type": "markdown", "metadata": {"tags": list(tags)}, "source": text.splitlines(True)}


def code(source, *outputs, tags=()):
    return {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": {"tags": list(tags)},
        "source": source.splitlines(True),
        "outputs": list(outputs),
    }


def shown(view):
    html = view._repr_html_()
    return {
        "output_type": "execute_result",
        "execution_count": 1,
        "metadata": {},
        "data": {"text/plain": ["View()"], "text/html": html.splitlines(True)},
    }


def stream(name, text):
    return {"output_type": "stream", "name": name, "text": [text]}


def notebook(*cells):
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "pygments_lexer": "ipython3"},
    }
    numbered = [{"id": f"celle-{number}", **cell} for number, cell in enumerate(cells)]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": numbered}


def demography_notebook():
    return notebook(
        code('run_folder = ""', tags=["parameters"]),
        markdown("# Befolkning\n\nIkke med i rapporten."),
        markdown("# Befolkningen blir eldre\n\nTekst med *æøå*.\n\n## Flere på 80 år", "page:kapittel-1"),
        code(
            "stage.show(views.lines(result, stage))",
            stream("stderr", "Advarsel: /tmp/hemmelig"),
            shown(line_figure()),
        ),
        code(
            'stage.show(views.text(result, stage))\nn = 37.5  # timer\nprint(f"{n}")',
            shown(Text("Andelen er **12,9 prosent** (testdata).", ("derived",))),
        ),
    )


def gap_notebook():
    return notebook(
        markdown("## 2.3 Gapet\n\nSe under.\n\n### Hvordan", "page:kapittel-2"),
        code("stage.show(views.bars(result, stage))", shown(bar_figure())),
        markdown("## 2.3 Gapet\n\nSamme overskrift igjen.", "page:kapittel-2"),
        code("stage.show(views.table(result, stage))", stream("stdout", "a < b\n"), shown(wide_table())),
    )


def checks():
    return pd.DataFrame(
        {
            "check": ["a", "b", "c"],
            "page": "kapittel-2",
            "title": ["Etterspørsel", "Gap", "Andel"],
            "year": [2040, 2040, 0],
            "item": ["", "Sykepleier", ""],
            "unit": ["aarsverk", "aarsverk", "percent"],
            "published": [461_500.0, -8600.0, 12.9],
            "raw": [450_000.0, float("nan"), 12.94],
            "benchmarked": [461_500.0, -9000.0, float("nan")],
            "tolerance": [50.0, 50.0, 0.05],
            "verdict": ["within", "explained", "within"],
            "explanation": ["", "Testdata: to formler gir hvert sitt tall.", ""],
            "source": ["testkilde", "testkilde", "testkilde"],
            "place": ["tabell 2.1", "", "side 3"],
        }
    )


def headlines():
    return pd.DataFrame(
        {
            "headline": ["one", "two", "three"],
            "order": [2, 1, 3],
            "page": ["kapittel-2", "kapittel-1", "kapittel-2"],
            "title": [
                "Gapet i 2040 (testdata)",
                "Innbyggere på 80 år og over (testdata)",
                "Vekst (testdata)",
            ],
            "value": [-42_400.0, 480_000.0, 1.2],
            "unit": ["aarsverk", "persons", "percent"],
            "decimals": [0, 0, 1],
            "comment": [
                "Det mangler personell.",
                "Nesten dobbelt så mange som i 2024.",
                "Bare oppdiktede tall her.",
            ],
            "quality": ["calibrated", "derived", "assumption"],
        }
    )


def write_repository(root: Path) -> None:
    """Write the documents and the vintage that the report reads besides the run folder."""
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "metode.md").write_text(
        "# Metode\n\nSe [loggen](beslutninger.md) og [koden](../src/x.py).\n\n## Etterspørsel\n\n"
        "| Symbol | Verdi |\n|---|--:|\n| σ | 1,0 |\n\n<script>alert(1)</script>\n",
        encoding="utf-8",
    )
    (root / "docs" / "beslutninger.md").write_text(
        "# Beslutninger\n\n## 1. Første\n\nGrunn.\n", encoding="utf-8"
    )
    vintage = root / "vintages" / SITE.vintage
    vintage.mkdir(parents=True)
    (vintage / "sources.csv").write_text(
        "source,series,title,producer,table_id,address,query,period,unit,licence,retrieved,updated,quality,note\n"
        "testkilde,population,Testkilde & sønner,Test,07459,https://www.ssb.no/statbank/table/07459,"
        "hele landet,2022,persons,CC BY 4.0,2026-11,2022,published,\n",
        encoding="utf-8",
    )
    (vintage / "series.csv").write_text(
        "series,title,unit,quality,sha256,note\npopulation,Befolkning (testdata),persons,published,abc,\n",
        encoding="utf-8",
    )


def write_run(folder: Path) -> None:
    """Write a run folder where two of the six stages have been run."""
    (folder / "notebooks").mkdir(parents=True)
    for name, content in (("01_demography", demography_notebook()), ("04_gap", gap_notebook())):
        (folder / "notebooks" / f"{name}.ipynb").write_text(json.dumps(content), encoding="utf-8")
    for view in (line_figure(), bar_figure(), wide_table()):
        view.publish(folder)
    contracts.write(folder, "demography", "checks", checks().iloc[:0])
    contracts.write(folder, "demography", "headlines", headlines().iloc[1:2])
    contracts.write(folder, "gap", "checks", checks())
    contracts.write(folder, "gap", "headlines", headlines().iloc[[0, 2]])
    (folder / "params.yml").write_text(frozen(SITE.vintage, SITE.scenario, Params()), encoding="utf-8")
