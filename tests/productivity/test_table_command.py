"""The command ``helseplan dea``: any CSV in, a table in the same dialect out, one message for each fault."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest

from helseplan import cli
from helseplan.paths import DOCS, ROOT
from helseplan.productivity.dea import radial_efficiency
from tests.command import COMMAND

ROWS = [
    ("firma", "årsverk i alt", "senger", "liggedøgn", "år"),
    ("A", "5", "13", "12", "2023"),
    ("B", "16,5", "12", "14", "2023"),
    ("C", "16", "26", "25", "2023"),
    ("A", "5", "12", "12,5", "2024"),
    ("B", "16", "12", "15", "2024"),
    ("C", "17", "26", "24", "2024"),
]
CROSS = "\n".join(";".join(row[:4]) for row in ROWS[:4]) + "\n"
PANEL = "\n".join(";".join(row) for row in ROWS) + "\n"
MODEL = ("--id", "firma", "--inputs", "årsverk i alt,senger", "--outputs", "liggedøgn")

X, Y = [[5, 13], [16.5, 12], [16, 26]], [[12], [14], [25]]
SCORES = [f"{score:.12g}".replace(".", ",") for score in radial_efficiency(X, Y).scores]
"""What the core says of the units in `CROSS`, as the table writes it."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d.csv").write_text(CROSS, encoding="utf-8")
    (tmp_path / "p.csv").write_text(PANEL, encoding="utf-8")
    return tmp_path


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as caught:
        cli.main(["dea", *arguments])
    said = capfd.readouterr()
    return caught.value.code, said.out, said.err


def table(text: str, delimiter: str = ";") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_the_table_goes_out_and_the_summary_beside_it(place: Path, capfd: pytest.CaptureFixture[str]):
    code, out, err = run(capfd, "d.csv", *MODEL)
    assert code == 0
    rows = table(out)
    assert list(rows[0]) == ["id", "score", "scale_efficiency", "rts", "peers"]
    assert [row["score"] for row in rows] == SCORES
    names = [peer.partition(":")[0] for peer in rows[2]["peers"].split("|")]
    weights = [float(peer.partition(":")[2].replace(",", ".")) for peer in rows[2]["peers"].split("|")]
    assert names == ["A", "B"]
    assert weights[0] * 12 + weights[1] * 14 == pytest.approx(25)
    assert "3 rader, 2 innsatsfaktorer og 1 produkt; konstant skalautbytte, rettet mot innsats." in err
    assert "Sektorens potensial" in err
    assert "Reserveløseren (HiGHS) ble ikke brukt (12 problemer)." in err


@pytest.mark.parametrize(
    ("delimiter", "decimal", "encoding", "newline"),
    [
        (",", ".", "utf-8", "\n"),
        (";", ",", "cp1252", "\r\n"),
        ("\t", ",", "utf-16", "\r\n"),
        (";", ".", "utf-8-sig", "\n"),
    ],
)
def test_the_result_is_written_as_the_data_were(
    place: Path, capfd: pytest.CaptureFixture[str], delimiter: str, decimal: str, encoding: str, newline: str
):
    text = newline.join(delimiter.join(cell.replace(",", decimal) for cell in row[:4]) for row in ROWS[:4])
    (place / "d.csv").write_bytes(text.replace("A", "Å").encode(encoding))
    assert run(capfd, "d.csv", *MODEL, "--out", "o.csv")[0] == 0
    raw = (place / "o.csv").read_bytes()
    out = raw.decode(encoding)
    assert raw == out.encode(encoding)
    assert out.count(newline) == out.count("\n") == 4
    rows = table(out, delimiter)
    assert rows[0]["id"] == "Å"
    assert [row["score"].replace(decimal, ",") for row in rows] == SCORES
    assert [path.name for path in place.iterdir() if "part" in path.name] == []


def test_scores_by_period_and_change_between_them(place: Path, capfd: pytest.CaptureFixture[str]):
    _, out, err = run(capfd, "p.csv", *MODEL, "--period", "år")
    assert [row["period"] for row in table(out)] == ["2023"] * 3 + ["2024"] * 3
    assert "2023: Skår: snitt" in err
    assert "2024: Skår: snitt" in err
    code, out, err = run(capfd, "p.csv", *MODEL, "--period", "år", "--malmquist")
    assert code == 0
    rows = table(out)
    assert list(rows[0])[:4] == ["unit", "from", "to", "index"]
    assert [(row["unit"], row["from"], row["to"]) for row in rows] == [(u, "2023", "2024") for u in "ABC"]
    assert float(rows[0]["index"].replace(",", ".")) > 1
    assert "2023–2024: 3 enheter, snitt" in err


def test_slacks_bootstrap_and_reference(place: Path, capfd: pytest.CaptureFixture[str]):
    _, out, _ = run(capfd, "d.csv", *MODEL, "--slacks")
    assert list(table(out)[0])[5:] == [
        f"{kind}_{name}" for kind in ("slack", "target") for name in ROWS[0][1:4]
    ]
    code, out, err = run(capfd, "d.csv", *MODEL, "--bootstrap", "200", "--seed", "4", "--alpha", "0,1")
    assert code == 0
    assert list(table(out)[0])[:5] == ["id", "score", "corrected", "lower", "upper"]
    assert "Bootstrap med 200 trekninger, frø 4" in err
    (place / "r.csv").write_text('firma,årsverk i alt,senger,liggedøgn\nr,"5",5,5\n', encoding="utf-8")
    code, out, err = run(capfd, "d.csv", *MODEL, "--reference", "r.csv")
    assert code == 0
    assert all(row["peers"].startswith("r:") for row in table(out))
    assert "potensial" not in err


def test_text_a_spreadsheet_would_run_is_disarmed_and_numbers_are_not(
    place: Path, capfd: pytest.CaptureFixture[str]
):
    names = ["=1+1", "+cmd|' /C calc'!A0", "-2", "-to", "@sum", "A:b|c\\d"]
    body = "".join(f"{name};{2 + i};5\n" for i, name in enumerate(names))
    (place / "f.csv").write_text("id;a;b\n" + body, encoding="utf-8")
    _, out, _ = run(capfd, "f.csv", "--id", "id", "--inputs", "a", "--outputs", "b", "--rts", "vrs")
    rows = table(out)
    assert [row["id"] for row in rows] == ["'=1+1", "'+cmd|' /C calc'!A0", "-2", "'-to", "'@sum", "A:b|c\\d"]
    assert rows[5]["peers"] == "'=1+1:1"
    _, out, _ = run(
        capfd, "f.csv", "--id", "id", "--inputs", "a", "--outputs", "b", "--rts", "vrs", "--out", "o.csv"
    )
    (place / "g.csv").write_text("id;a;b\nA:b|c\\d;2;5\n", encoding="utf-8")
    _, out, _ = run(capfd, "g.csv", "--id", "id", "--inputs", "a", "--outputs", "b")
    assert table(out)[0]["peers"] == "A\\:b\\|c\\\\d:1"


def test_a_column_may_be_called_anything(place: Path, capfd: pytest.CaptureFixture[str]):
    (place / "n.csv").write_text('score;id;"a,b";rts\nx;1;2;3\ny;2;2;3\n', encoding="utf-8")
    code, out, _ = run(
        capfd, "n.csv", "--id", "score", "--inputs", 'id,"a,b"', "--outputs", "rts", "--slacks"
    )
    assert code == 0
    assert [row["id"] for row in table(out)] == ["x", "y"]
    assert list(table(out)[0])[5:8] == ["slack_id", "slack_a,b", "slack_rts"]


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ((), ["DATA.csv mangler"]),
        (("d.csv", "--id", "firma"), ["Valget --inputs mangler"]),
        (("nei.csv", *MODEL), ["Filen finnes ikke", "nei.csv"]),
        ((".", *MODEL), ["en mappe"]),
        (
            ("d.csv", "--id", "navn", *MODEL[2:]),
            ["«navn» finnes ikke", "firma, årsverk i alt, senger, liggedøgn"],
        ),
        (("d.csv", "--id", " ", *MODEL[2:]), ["Kolonnenavnet mangler", "--id"]),
        (("d.csv", *MODEL[:3], "senger,", *MODEL[4:]), ["kolonnenavn mangler", "--inputs"]),
        (("d.csv", *MODEL[:3], "senger,liggedøgn", *MODEL[4:]), ["«liggedøgn» er brukt 2 ganger"]),
        (("d.csv", *MODEL, "--rts", "irs"), ["Fant: irs", "crs, vrs, nirs, ndrs, fdh"]),
        (("d.csv", *MODEL, "--orientation", "ut"), ["input, output"]),
        (("d.csv", *MODEL, "--malmquist"), ["trenger perioder", "--period"]),
        (("d.csv", *MODEL, "--period", "år"), ["«år» finnes ikke"]),
        (("p.csv", *MODEL), ["«A» finnes flere ganger", "linje 2 og linje 5", "periode"]),
        (("p.csv", *MODEL, "--period", "år", "--malmquist", "--slacks"), ["--malmquist og --slacks"]),
        (
            ("p.csv", *MODEL, "--period", "år", "--malmquist", "--reference", "d.csv"),
            ["--malmquist og --reference"],
        ),
        (("d.csv", *MODEL, "--seed", "1"), ["--seed gjelder bare bootstrap"]),
        (("d.csv", *MODEL, "--alpha", "0.1"), ["--alpha gjelder bare bootstrap"]),
        (("d.csv", *MODEL, "--bootstrap", "mange"), ["ikke et heltall", "--bootstrap", "Fant: mange"]),
        (("d.csv", *MODEL, "--bootstrap", "10"), ["minst 100", "Fant: 10"]),
        (("d.csv", *MODEL, "--bootstrap", "200", "--alpha", "5"), ["alpha", "mellom 0 og 1", "Fant: 5"]),
        (("d.csv", *MODEL, "--bootstrap", "200", "--alpha", "nan"), ["alpha"]),
        (("d.csv", *MODEL, "--bootstrap", "200", "--alpha", "x"), ["--alpha", "Fant: x"]),
        (("d.csv", *MODEL, "--bootstrap", "200", "--reference", "p.csv"), ["egen referanse"]),
        (("d.csv", *MODEL, "--reference", "r.csv"), ["«liggedøgn» finnes ikke", "r.csv"]),
        (("d.csv", *MODEL, "--out", "."), ["mappe"]),
        (("d.csv", *MODEL, "--out", "d.csv"), ["over dataene"]),
        (("d.csv", *MODEL, "--out", "nei/o.csv"), ["Mappen finnes ikke"]),
        (("d.csv", *MODEL, "--out", os.devnull), ["ikke en vanlig fil"]),
    ],
)
def test_every_fault_is_one_message_and_nothing_is_written(
    place: Path, capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...], parts: list[str]
):
    (place / "r.csv").write_text("firma;årsverk i alt;senger\nr;5;5\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in place.iterdir()}
    code, out, err = run(capfd, *arguments)
    assert code == 2
    assert out == ""
    assert err.startswith("Feil: ")
    for part in parts:
        assert part in err
    assert "Traceback" not in err
    assert {path: path.read_bytes() for path in place.iterdir()} == before


@pytest.mark.parametrize(
    ("row", "parts"),
    [
        ("D;1;2", ["like mange felter", "linje 5"]),
        ("D;1;to;3", ["ikke et tall", "d.csv, linje 5, kolonnen «senger»", "Fant: to"]),
        ("D;1;;3", ["Verdien mangler", "linje 5, kolonnen «senger»"]),
        ("D;1;-2;3", ["negativ", "linje 5, kolonnen «senger»", "Fant: -2"]),
        ("D;0;0;3", ["bare nuller", "linje 5", "årsverk i alt, senger"]),
        ("D;1;2;0", ["bare nuller", "linje 5", "liggedøgn"]),
        (";1;2;3", ["mangler", "linje 5, kolonnen «firma»"]),
        ("B;1;2;3", ["«B» finnes flere ganger", "linje 3 og linje 5"]),
    ],
)
def test_a_bad_row_is_named_by_line_and_column(
    place: Path, capfd: pytest.CaptureFixture[str], row: str, parts: list[str]
):
    (place / "d.csv").write_text(CROSS + row + "\n", encoding="utf-8")
    code, out, err = run(capfd, "d.csv", *MODEL, "--out", "o.csv")
    assert (code, out) == (2, "")
    for part in parts:
        assert part in err
    assert not (place / "o.csv").exists()


def test_one_period_gives_no_change(place: Path, capfd: pytest.CaptureFixture[str]):
    text = "\n".join(line for line in PANEL.splitlines() if not line.endswith("2024"))
    (place / "p.csv").write_text(text, encoding="utf-8")
    code, _, err = run(capfd, "p.csv", *MODEL, "--period", "år", "--malmquist")
    assert code == 2
    assert "minst to perioder" in err
    assert "bare 2023" in err


def test_a_letter_made_of_two_is_the_same_letter(place: Path, capfd: pytest.CaptureFixture[str]):
    (place / "d.csv").write_text(unicodedata.normalize("NFD", CROSS), encoding="utf-8")
    assert run(capfd, "d.csv", *MODEL)[0] == 0


def test_a_reader_that_stops_listening_is_no_fault(place: Path):
    body = "".join(f"enhet {i};{i + 1};{i % 7 + 1}\n" for i in range(3000))
    (place / "long.csv").write_text("id;a;b\n" + body, encoding="utf-8")
    line = f"{COMMAND} dea long.csv --id id --inputs a --outputs b | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False)
    assert done.stdout == "id;score;scale_efficiency;rts;peers\n"
    assert done.returncode == 0
    assert "Error" not in done.stderr


def test_the_document_names_every_option_and_its_python_runs(place: Path, capfd: pytest.CaptureFixture[str]):
    text = (DOCS / "effektivitet.md").read_text(encoding="utf-8")
    _, out, _ = run(capfd, "--help")
    for option in re.findall(r"^  (--\w+)", out, flags=re.M):
        assert option == "--help" or f"`{option}" in text
    data = PANEL.replace("firma;årsverk i alt", "foretak;årsverk").replace("liggedøgn", "utskrivninger")
    (place / "sykehus.csv").write_text(data, encoding="utf-8")
    code = re.findall(r"```python\n(.*?)```", text, flags=re.S)[-1]
    found: dict[str, object] = {}
    exec(code.replace("malmquist_table(frame", "result = malmquist_table(frame"), found)
    assert len(found["result"]) == 3  # type: ignore[arg-type]


def test_an_earlier_result_is_replaced_whole(place: Path, capfd: pytest.CaptureFixture[str]):
    (place / "o.csv").write_text("gammel")
    assert run(capfd, "d.csv", *MODEL, "--out", "o.csv")[0] == 0
    first = (place / "o.csv").read_bytes()
    assert first.startswith(b"id;score")
    assert run(capfd, "d.csv", *MODEL, "--inputs", "senger,senger", "--out", "o.csv")[0] == 2
    assert (place / "o.csv").read_bytes() == first


def test_bootstrap_warns_when_units_are_few_and_only_then(place: Path, capfd: pytest.CaptureFixture[str]):
    """Two inputs and one output ask for nine units; three are there."""
    many = "\n".join(["firma;a;b;c", *(f"F{i};{5 + i};{20 - i};{10 + i % 4}" for i in range(9))])
    (place / "many.csv").write_text(many, encoding="utf-8")
    draws = ("--bootstrap", "100")
    _, _, few = run(capfd, "d.csv", *MODEL, *draws)
    assert "Advarsel: 3 enheter er færre enn tommelfingerregelens 9 for 2 innsatsfaktorer og 1 produkt" in few
    _, _, enough = run(capfd, "many.csv", "--id", "firma", "--inputs", "a,b", "--outputs", "c", *draws)
    assert "Advarsel" not in enough
    _, _, without = run(capfd, "d.csv", *MODEL)
    assert "Advarsel" not in without


def test_the_long_file_of_the_vintage_is_pivoted_as_the_guide_says(
    place: Path, capfd: pytest.CaptureFixture[str]
):
    guide = (DOCS / "effektivitet.md").read_text(encoding="utf-8")
    snippet = next(part.split("```")[0] for part in guide.split("```python")[1:] if ".pivot(" in part)
    path = str(ROOT / "data/vintages/plan-2026/hospital_trusts.csv")
    exec(snippet.replace("data/vintages/plan-2026/hospital_trusts.csv", path), {})
    columns = ("--inputs", "aarsverk_total", "--outputs", "discharges_somatic")
    code, out, _ = run(capfd, "bred.csv", "--id", "unit", "--period", "year", *columns)
    assert code == 0
    assert len(table(out, ",")) == 40
