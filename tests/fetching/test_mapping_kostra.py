"""Municipal care from KOSTRA tables of the right form and made-up figures, all the way to scores from the SØF model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helseplan.contracts.validate import faults
from helseplan.fetching.mapping.kostra import MUNICIPALITY
from helseplan.params import load
from helseplan.productivity.analysis.municipal import municipal
from helseplan.session import DEFAULT_VINTAGE
from helseplan.vintages import Vintage, open_vintage
from helseplan.vintages.municipal_series import UNITS
from helseplan.vintages.pxweb.layout import LayoutError
from helseplan.vintages.series import SERIES
from tests.conftest import stage_run
from tests.fetching.mapping_doubles import SOURCE, Frames, mapped, selected
from tests.pxtable import px_table

REGION = "KOKkommuneregion0000"
N = 200
CODES = [f"{number}" for number in range(3301, 3301 + N) if str(number)[2:] not in ("00", "99")]
AGGREGATES = {
    "EAK": "Landet",
    "EAKUO": "Landet uten Oslo",
    "EKG05": "KOSTRA-gruppe 5",
    "K-3301": "En gruppering",
}
YEARS = ("2023", "2024")
SIZE = dict(zip(CODES, np.random.default_rng(7).uniform(1, 20, len(CODES)), strict=True))
EFFICIENCY = dict(zip(CODES, np.random.default_rng(8).uniform(0.6, 1, len(CODES)), strict=True))


def regions(extra: Sequence[str] = ()) -> dict[str, str]:
    return {**AGGREGATES, **{code: f"Kommune {code}" for code in [*CODES, *extra]}}


def costs() -> dict[str, Any]:
    share = {"234": 0.05, "253": 0.35, "254": 0.55, "261": 0.05}
    part = {"AGD10": 1.25, "A090": 0.10, "A099": 0.15}

    def cell(region: str, _: str, function: str, art: str, __: str, year: str) -> float:
        if region not in SIZE:
            return 1e9
        return (
            50_000
            * SIZE[region]
            / EFFICIENCY[region]
            * part[art]
            * share[function]
            * (0.9 if year == "2023" else 1)
        )

    dimensions = {
        REGION: regions(),
        "KOKregnskapsomfa0000": {"A": "Konsern"},
        "KOKfunksjon0000": list(share),
        "KOKart0000": list(part),
        "ContentsCode": {"KOSbelop0000": "Beløp (1000 kr)"},
        "Tid": list(YEARS),
    }
    return px_table("12367", dimensions, cell, geo=REGION)


METRICS = {
    "KOSinstoppholdsd0000": "Institusjon - oppholdsdøgn",
    "KOSkorttidsvhjel0000": "Institusjon - beboere på tidsbegr. opphold, omfattende bistandsbehov",
    "KOSukjent0000": "Institusjon - beboere på langtidsopphold, omfattende bistandsbehov",
    "KOSandel0000": "Andel beboere på langtidsopphold, omfattende bistandsbehov (prosent)",
    "KOSkjernetotalt0000": "Hjemmetjenestebrukere",
}
PER_SIZE = {"KOSinstoppholdsd0000": 9_000, "KOSkorttidsvhjel0000": 3, "KOSukjent0000": 9, "KOSandel0000": 1}


def institution(status: dict[int, str] | None = None, extra: Sequence[str] = ()) -> dict[str, Any]:
    def cell(region: str, metric: str, _: str) -> float:
        return SIZE.get(region, 0 if region in extra else 1e6) * PER_SIZE.get(metric, 40)

    dimensions = {REGION: regions(extra), "ContentsCode": METRICS, "Tid": list(YEARS)}
    return px_table("12292", dimensions, cell, geo=REGION, status=status)


def rooms(label: str = "Enerom (antall)") -> dict[str, Any]:
    metrics = {"A": "Rom i alt (antall)", "B": label, "C": "Andel enerom (prosent)"}

    def cell(region: str, metric: str, _: str) -> float:
        return SIZE.get(region, 1e5) * (30 if metric == "B" else 40)

    return px_table(
        "11933", {REGION: regions(), "ContentsCode": metrics, "Tid": list(YEARS)}, cell, geo=REGION
    )


def hours() -> dict[str, Any]:
    per_size = {"15": 40_000, "01": 25_000}

    def cell(region: str, _: str, service: str, __: str, ___: str) -> float:
        return SIZE.get(region, 1e9) * per_size[service]

    places = {"0": "Hele landet", "33": "Buskerud", "030101": "En bydel", "2111": "Spitsbergen", **regions()}
    places = {code: name for code, name in places.items() if code not in AGGREGATES}
    dimensions = {
        "Region": {**places, "9999": "Uoppgitt"},
        "Alder": ["Ialt"],
        "TenesteType": list(per_size),
        "ContentsCode": ["Timeforbruk"],
        "Tid": list(YEARS),
    }
    return px_table("11643", dimensions, cell)


TABLES = {
    "ssb-12367": costs,
    "ssb-12292": institution,
    "ssb-11933": rooms,
    "ssb-11643-kommuner": hours,
}


@pytest.fixture(scope="module")
def made() -> pd.DataFrame:
    """The series after all four tables, each cut as the registry's selection asks for."""
    frames: Frames = {}
    for row, document in TABLES.items():
        frames = mapped(row, selected(row, document()), frames)
    return frames["municipal_care"]


def test_eight_of_the_nine_items_come_from_kostra_and_the_settlement_factor_does_not(
    made: pd.DataFrame,
) -> None:
    assert set(made["item"]) == set(UNITS) - {"settlement_factor"}
    assert faults(made, SERIES["municipal_care"]) == []
    assert len(made) == 8 * len(CODES) * len(YEARS)
    assert set(made.source) == {SOURCE}


def test_only_municipalities_are_taken(made: pd.DataFrame) -> None:
    assert set(made.region) == set(CODES)


@pytest.mark.parametrize("code", ["EAKUO", "EAK", "33", "030101", "2111", "9999", "0399", "0300", "K-03"])
def test_what_is_not_a_municipality(code: str) -> None:
    assert MUNICIPALITY.fullmatch(code) is None


@pytest.mark.parametrize("code", ["0301", "1103", "3101", "4601", "5001", "5501", "5636", "1860"])
def test_what_is(code: str) -> None:
    assert MUNICIPALITY.fullmatch(code)


def test_functions_are_added_up(made: pd.DataFrame) -> None:
    code = CODES[3]
    wide = made[(made.region == code) & (made.year == 2024)].set_index("item").value
    whole = 50_000 * SIZE[code] / EFFICIENCY[code]
    assert wide.gross_operating_expenditure == pytest.approx(1.25 * whole)
    assert wide.employer_contribution == pytest.approx(0.15 * whole)
    assert wide.pension == pytest.approx(0.10 * whole)
    assert wide.institution_residents_extensive_needs == pytest.approx(12 * SIZE[code])
    assert wide.home_nursing_hours == pytest.approx(40_000 * SIZE[code])


@pytest.mark.parametrize("symbol", [".", "..", ":"])
def test_a_suppressed_cell_leaves_the_row_out_and_is_never_nought(symbol: str) -> None:
    document = institution()
    metric = list(METRICS).index("KOSkorttidsvhjel0000")
    place = ((list(AGGREGATES) + CODES).index(CODES[0]) * len(METRICS) + metric) * len(YEARS) + 1
    document["value"][place] = None
    document["status"] = {str(place): symbol}
    new = mapped("ssb-12292", document)["municipal_care"]
    row = new[(new.region == CODES[0]) & (new["item"] == "institution_residents_extensive_needs")]
    assert row.year.tolist() == [2023]
    assert (new.region == CODES[0]).sum() == 3
    assert (new.value > 0).all()


def test_a_number_that_was_not_in_use_is_not_a_municipality_without_services() -> None:
    new = mapped("ssb-12292", institution(extra=["3001"]))["municipal_care"]
    assert "3001" not in set(new.region)


def test_a_later_table_replaces_its_own_figures_and_no_others(made: pd.DataFrame) -> None:
    again = mapped(
        "ssb-11933", rooms(), {"municipal_care": made.assign(source="gammel", value=made.value + 1)}
    )
    new = again["municipal_care"]
    assert set(new[new.source == SOURCE]["item"]) == {"institution_single_rooms"}
    assert len(new) == len(made)


@pytest.mark.parametrize("label", ["Enkeltrom (antall)", "Enerom, andel"])
def test_a_renamed_figure_stops(label: str) -> None:
    with pytest.raises(LayoutError) as error:
        mapped("ssb-11933", rooms(label))
    assert "ssb-11933" in str(error.value)


def test_kroner_instead_of_thousands_stop() -> None:
    document = costs()
    document["dimension"]["ContentsCode"]["category"]["label"] = {"KOSbelop0000": "Beløp (kr)"}
    with pytest.raises(LayoutError, match="ContentsCode"):
        mapped("ssb-12367", document)


def test_the_model_of_municipal_care_runs_on_the_mapped_series(made: pd.DataFrame, tmp_path: Path) -> None:
    """Without a settlement factor, scores come out, and they are the true efficiency, as the cost is without it."""
    folder = tmp_path / "kommuner"
    folder.mkdir()
    for file in open_vintage(DEFAULT_VINTAGE).folder.glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    made.to_csv(folder / "municipal_care.csv", index=False)
    params = load(
        "referanse", ["productivity.bootstrap_draws=100", "productivity.municipal_returns_to_scale=crs"]
    )
    found = municipal(stage_run("productivity", tmp_path, params, Vintage("kommuner", folder)))
    status = found["municipal_status"].iloc[0]
    assert (status.status, status.year, status.analysed) == ("run", 2024, len(CODES))
    assert not status.settlement_adjusted
    scores = found["municipal_care"].set_index("municipality").score
    best = max(EFFICIENCY.values())
    assert scores.to_dict() == pytest.approx({code: value / best for code, value in EFFICIENCY.items()})
