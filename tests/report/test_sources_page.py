"""What the report says of a fetched vintage: what is new, and that the kept benchmark no longer meets the plan."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from helseplan import paths
from helseplan.fetching import origin, registers, registry
from helseplan.fetching.origin import Fetch, Origin, RawFile
from helseplan.report import pages
from helseplan.report.build import build_report
from helseplan.report.pages import Content
from helseplan.report.sources_page import NEWS, sources

from . import htmlcheck, sample

PARENT, NEW = "plan-1", "ssb-1"


def fetched(row: str, **more: object) -> Fetch:
    raw = RawFile(f"ssb/{row}/0123456789abcdef.json", "ab" * 32, 1000, "https://data.ssb.no")
    table = Fetch(
        row, row.partition("-")[2], f"Tabell om {row}", f"{row}-2027", "2027-02-25T07:00:00Z", "2027-03-01T10:00:00Z",
        "Tid=*", 1234, "2026", (raw,), ("population",),
    )  # fmt: skip
    return replace(table, **more)  # type: ignore[arg-type]


def made(*tables: Fetch, parent: str = PARENT, **kept: str) -> Origin:
    names = {name.replace("_", "-"): why for name, why in kept.items()}
    return Origin(parent, "2027-03-01T10:05:00+00:00", "0.2.0", "m", tables, names)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the sample's vintage under two names, neither of them fetched."""
    sample.write_repository(tmp_path)
    for name in (PARENT, NEW):
        shutil.copytree(tmp_path / "vintages" / sample.SITE.vintage, tmp_path / "vintages" / name)
    monkeypatch.setattr(paths, "VINTAGES", tmp_path / "vintages")
    monkeypatch.setattr(pages, "DOCS", tmp_path / "docs")
    return tmp_path


def write(root: Path, origin_of: Origin, name: str = NEW, found_on: str = PARENT) -> None:
    folder = root / "vintages" / name
    (folder / origin.FILE).write_bytes(origin.encoded(origin_of))
    if found_on:
        (folder / "anchors.csv").write_text(f"item,key,found_on\ngap_adjustment,lege,{found_on}\n", "utf-8")


def page(vintage: str = NEW) -> str:
    content = Content()
    sources(vintage, content)
    return content.body


def test_a_vintage_that_was_not_fetched_has_sources_and_series_and_nothing_new(root: Path) -> None:
    assert NEWS not in page()
    assert "helseplan compare" not in page()
    assert page() == page(PARENT).replace(PARENT, NEW)


def test_a_fetched_vintage_says_what_it_was_made_from_and_what_came(root: Path) -> None:
    write(root, made(fetched("ssb-07459")))
    text = page()
    assert text.index(NEWS) < text.index("Kilder i datagrunnlaget")
    for said in (
        "laget 2027-03-01 kl. 10.05 (UTC) med helseplan 0.2.0, fra årgangen «plan-1» og 1 tabell med nye tall",
        "årsverkene etter gruppe i basisåret, som er regnet på nytt",
        "Tabell om ssb-07459",
        "SSB, tabell 07459",
        "2027-02-25",
        "1\u00a0234",
        "Avstemmingen er beholdt fra «plan-1»",
        "<code>helseplan compare plan-1 ssb-1</code>",
    ):
        assert said in text
    assert "Ny siden" not in text
    assert "kunne hentes" not in text


def test_tables_that_could_not_be_fetched_are_named_with_the_reason(root: Path) -> None:
    write(
        root, made(fetched("ssb-07459"), ssb_07902="Tjenesten <b>svarte</b> ikke.", ssb_finnes_ikke="Borte.")
    )
    text = page()
    assert "Tabeller som ikke kunne hentes" in text
    assert registry.find(["ssb-07902"])[0].title in text
    assert "Tjenesten &lt;b&gt;svarte&lt;/b&gt; ikke." in text
    assert "ssb-finnes-ikke" in text, "a row that is gone from the register goes by its key"
    assert "Seriene deres er de samme som i «plan-1»" in text


def test_a_table_from_the_fetch_before_is_told_from_a_new_one(root: Path) -> None:
    old, new = fetched("ssb-07459"), fetched("ssb-11645")
    write(root, made(old), PARENT, found_on="plan-0")
    again = replace(new.files[0], sha256="cd" * 32)
    write(root, made(old, replace(new, files=(again,))), found_on="plan-0")
    text = page()
    assert "og 1 tabell med nye tall" in text
    assert "1 av tabellene under er som i «plan-1»" in text
    assert "Ny siden plan-1" in text
    assert "helseplan compare plan-0 ssb-1" in text
    assert "helseplan compare plan-1 ssb-1" in text


def test_a_vintage_with_a_benchmark_of_its_own_says_nothing_of_keeping_one(root: Path) -> None:
    write(root, made(fetched("ssb-07459")), found_on="")
    assert "beholdt" not in page()
    assert "regnet på nytt" not in page()
    assert "helseplan compare plan-1 ssb-1" in page()


def test_the_front_page_and_the_reconciliation_tell_that_the_plan_is_not_met(root: Path) -> None:
    write(root, made(fetched("ssb-07459", series=()), ssb_07902="Borte."))
    texts = {}
    for name in (PARENT, NEW):
        folder = root / f"run-{name}"
        sample.write_run(folder)
        build_report(folder, site=replace(sample.SITE, vintage=name))
        assert htmlcheck.problems(folder) == []
        texts[name] = {
            slug: (folder / f"{slug}.html").read_text("utf-8")
            for slug in ("index", "avstemming", "datakilder")
        }
    plan, newer = texts[PARENT], texts[NEW]
    assert "Nyere data enn planens" in newer["index"]
    assert "truffet på dataene i «plan-1»" in newer["index"]
    assert "Nyere data" not in plan["index"]
    assert "for den avstemte treffer av seg selv" in plan["avstemming"]
    assert "treffer av seg selv" not in newer["avstemming"]
    assert "Den treffer dem ikke her" in newer["avstemming"]
    assert "Toleransen er det største avviket" in newer["avstemming"]


def test_series_that_a_vintage_may_do_without_have_titles_for_readers(tmp_path: Path) -> None:
    """Whatever they were called before, and the benchmark says where it was found."""
    columns = ",".join(registers.SERIES_COLUMNS)
    (tmp_path / "series.csv").write_text(f"{columns}\nmunicipal_care,Timer,hours,derived,x,\n", "utf-8")
    (tmp_path / "municipal_care.csv").write_text("region,year,quality\n0301,2024,derived\n", "utf-8")
    (tmp_path / "anchors.csv").write_text("item,found_on,quality\ngap,plan-1,calibrated\n", "utf-8")
    registers.write_series(tmp_path, [])
    care, kept = (tmp_path / "series.csv").read_text("utf-8").splitlines()[1:]
    assert care.startswith('municipal_care,"Kommunenes omsorgstjenester: ')
    assert ",mixed,derived," in care
    assert kept.startswith("anchors,Avstemmingsfaktorer fra en eldre årgang,mixed,calibrated,")
    assert kept.endswith("Funnet på årgangen plan-1 og beholdt.")
