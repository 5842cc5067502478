"""SØF's model of municipal care on a vintage made for the test, and what is said when the data are missing.

The municipalities are invented: numbers 9001 and up, source «testdata». Their true efficiency is known.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.contracts.validate import faults
from helseplan.formats import number
from helseplan.params import load
from helseplan.productivity.analysis.municipal import OUTPUTS, municipal
from helseplan.productivity.views.efficiency_municipal import municipal as shown
from helseplan.productivity.views.efficiency_potential import twenty_per_cent
from helseplan.report.display import Figure, Text
from helseplan.vintages import Vintage, open_vintage
from helseplan.vintages.municipal_series import UNITS
from helseplan.vintages.series import SERIES
from tests.conftest import stage_run
from tests.vintages.conftest import NAME

if TYPE_CHECKING:
    from helseplan.session import StageRun
    from tests.conftest import Frames
    from tests.productivity.conftest import Analysed

Change = Callable[[pd.DataFrame], pd.DataFrame]
N, YEAR = 60, 2024
LACKS = ("9007", "9031")


def invented(n: int = N) -> tuple[pd.DataFrame, np.ndarray]:
    """Rows of the series for two years, and each municipality's true efficiency in the last.

    One kind of service level per municipality: all outputs follow its size, and so does the cost at best practice, so
    that efficiency is best cost / cost under any returns to scale.
    """
    random = np.random.default_rng(5)
    size = random.uniform(1, 20, n)
    efficiency = random.uniform(0.5, 1, n)
    efficiency[np.argsort(size)[[0, -1]]] = 1
    factor = random.uniform(0.9, 1.3, n)
    net = 50_000 * size / efficiency * factor
    values = {
        "gross_operating_expenditure": net * 1.25,
        "employer_contribution": net * 0.15,
        "pension": net * 0.10,
        "settlement_factor": factor,
        **{item: size * scale for item, scale in zip(OUTPUTS, (9000, 12, 30, 40_000, 25_000), strict=True)},
    }
    rows = [
        {
            "region": f"{9001 + i}",
            "year": year,
            "item": item,
            "value": value[i] * (1 if year == YEAR else 0.9),
        }
        for year in (YEAR - 1, YEAR)
        for item, value in values.items()
        for i in range(n)
    ]
    frame = pd.DataFrame(rows)
    frame["value"] = np.where(frame["item"] == "settlement_factor", frame.value.clip(lower=0.8), frame.value)
    return frame.assign(unit=frame["item"].map(UNITS), source="testdata", quality="assumption"), efficiency


def spoilt(frame: pd.DataFrame) -> pd.DataFrame:
    """Take one item from one municipality and two from another, in the last year only."""
    gone = (frame.year == YEAR) & (
        ((frame.region == "9007") & (frame["item"] == "pension"))
        | ((frame.region == "9031") & frame["item"].isin(["home_nursing_hours", "institution_single_rooms"]))
    )
    return frame[~gone]


def stage(frame: pd.DataFrame, folder: Path, *sets: str) -> StageRun:
    """The stage on a copy of the embedded vintage with the series in it."""
    vintage = folder / "kommuner"
    vintage.mkdir()
    for file in open_vintage(NAME).folder.glob("*.csv"):
        (vintage / file.name).write_bytes(file.read_bytes())
    frame.to_csv(vintage / "municipal_care.csv", index=False)
    params = load("referanse", ["productivity.bootstrap_draws=200", *sets])
    return stage_run("productivity", folder, params, Vintage("kommuner", vintage))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Frames, StageRun]:
    """The whole stage, with two municipalities that lack something."""
    run = stage(spoilt(invented()[0]), tmp_path_factory.mktemp("kommuner"))
    return run.compute(), run


def test_the_scores_are_the_true_efficiency(made: tuple[Frames, StageRun]) -> None:
    true = pd.Series(invented()[1], index=[f"{9001 + i}" for i in range(N)])
    scores = made[0]["municipal_care"].set_index("municipality").score
    assert_allclose(scores, true.reindex(scores.index), rtol=1e-9)


def test_municipalities_that_lack_something_are_counted_and_named(made: tuple[Frames, StageRun]) -> None:
    status = made[0]["municipal_status"].iloc[0]
    assert (status.status, status.year, status.municipalities, status.analysed) == ("run", YEAR, N, N - 2)
    assert status.left_out == ";".join(LACKS)
    assert not set(LACKS) & set(made[0]["municipal_care"].municipality)
    note = shown(*made).note
    assert f"{N - 2} av {N} kommuner" in note
    assert all(code in note for code in LACKS)


def test_the_potential_is_one_minus_best_cost_over_cost(made: tuple[Frames, StageRun]) -> None:
    frames, _ = made
    rows, status = frames["municipal_care"], frames["municipal_status"].iloc[0]
    best = (rows.score * rows.adjusted_expenditure).sum() / rows.adjusted_expenditure.sum()
    assert status.raw_percent == pytest.approx(100 * (1 - best))
    assert status.raw_percent <= status.lower_percent < status.upper_percent


def test_the_page_shows_the_result_as_a_figure_and_beside_the_20_per_cent(
    made: tuple[Frames, StageRun],
) -> None:
    figure = shown(*made)
    assert isinstance(figure, Figure)
    status = made[0]["municipal_status"].iloc[0]
    first = status.corrected_percent if status.correction_used else status.raw_percent
    assert f"omsorgstjenester med {number(first, 1)} prosent mindre ressurser" in figure.title
    assert all(
        number(status[key], 1) in figure.title for key in ("raw_percent", "lower_percent", "upper_percent")
    )
    assert "<svg" in figure.svg()
    assert f"for {N - 2} kommuner i {YEAR}" in twenty_per_cent(*made).markdown


def test_the_page_says_how_many_are_on_the_frontier_and_that_no_one_is_above_it(
    made: tuple[Frames, StageRun],
) -> None:
    rows = made[0]["municipal_care"]
    best = rows[rows.efficient]
    said = f"{len(best)} av {N - 2} kommuner ligger på fronten"
    ends = {number(end, 2) for end in (best.lower.min(), best.lower.max())}
    for text in (shown(*made).alt, twenty_per_cent(*made).markdown):
        assert said in text
        assert all(end in text for end in ends)
        assert "har over 1,00" not in text


def test_a_correction_that_is_not_used_is_not_called_one(made: tuple[Frames, StageRun]) -> None:
    frames, run = made
    status = frames["municipal_status"]
    texts = {}
    for used in (True, False):
        raw = status.raw_percent
        changed = status.assign(correction_used=used, corrected_percent=raw + 5 * used)
        found = {**frames, "municipal_status": changed}
        texts[used] = (shown(found, run), twenty_per_cent(found, run).markdown)
    number_shown = number(status.raw_percent[0] + 5, 1)
    assert number_shown in texts[True][0].title
    assert f"{number_shown} prosent korrigert" in texts[True][1]
    assert "brukes ikke for summen" in texts[False][0].note
    assert "prosent korrigert" not in texts[False][1]
    assert "korreksjonen brukes ikke" in texts[False][1]


def test_the_settlement_factor_divides_the_cost_and_nothing_else(tmp_path: Path) -> None:
    """Twice the factor everywhere changes no score; in one municipality it halves that municipality's cost."""
    base, _ = invented()

    def doubled(rows: pd.Series) -> pd.DataFrame:
        return base.assign(value=base.value.where(~rows, base.value * 2))

    factor = base["item"] == "settlement_factor"
    results = []
    for name, rows in (("a", factor & False), ("b", factor), ("c", factor & (base.region == "9010"))):
        folder = tmp_path / name
        folder.mkdir()
        results.append(municipal(stage(doubled(rows), folder))["municipal_care"].set_index("municipality"))
    plain, everywhere, one = results
    assert_allclose(everywhere.score, plain.score, rtol=1e-9)
    assert one.adjusted_expenditure["9010"] == pytest.approx(plain.adjusted_expenditure["9010"] / 2)
    assert_allclose(one.adjusted_expenditure.drop("9010"), plain.adjusted_expenditure.drop("9010"))


def test_without_a_settlement_factor_the_cost_is_not_adjusted_and_it_is_said(tmp_path: Path) -> None:
    base, _ = invented()
    factor = base["item"] == "settlement_factor"
    results = {}
    for name, rows in (("uten", base[~factor]), ("en", base.assign(value=base.value.where(~factor, 1.0)))):
        folder = tmp_path / name
        folder.mkdir()
        run = stage(rows, folder)
        results[name] = ({**run.compute()}, run)
    without, one = (results[name][0] for name in ("uten", "en"))
    pd.testing.assert_frame_equal(without["municipal_care"], one["municipal_care"])
    status = without["municipal_status"].iloc[0]
    assert (status.status, status.analysed, status.left_out) == ("run", N, "")
    assert (status.settlement_adjusted, one["municipal_status"].settlement_adjusted[0]) == (False, True)
    figure, beside = shown(*results["uten"]), twenty_per_cent(*results["uten"]).markdown
    assert isinstance(figure, Figure)
    assert "satt til 1 for alle (forutsetning)" in figure.note
    assert "delt på en faktor" not in figure.note
    assert "assumption" in figure.quality
    assert "ikke justert for bosettingsmønster" in beside
    said = shown(*results["en"]).note + twenty_per_cent(*results["en"]).markdown
    assert "delt på en faktor for bosettingsmønster" in said
    assert "satt til 1" not in said
    assert "ikke justert" not in said


def test_a_factor_that_some_municipalities_have_is_asked_of_the_others(tmp_path: Path) -> None:
    base, _ = invented()
    lost = (base["item"] == "settlement_factor") & (base.region == "9010")
    status = municipal(stage(base[~lost], tmp_path))["municipal_status"].iloc[0]
    assert (status.analysed, status.left_out, status.settlement_adjusted) == (N - 1, "9010", True)


def test_year_and_returns_to_scale_are_parameters(tmp_path: Path) -> None:
    found = municipal(
        stage(
            invented()[0],
            tmp_path,
            f"productivity.municipal_year={YEAR - 1}",
            "productivity.municipal_returns_to_scale=crs",
        )
    )
    assert set(found["municipal_care"].year) == {YEAR - 1}
    assert_allclose(found["municipal_care"].scale_efficiency, 1, rtol=1e-6)


def test_too_few_municipalities_are_not_analysed_and_the_page_says_how_many_it_takes(tmp_path: Path) -> None:
    run = stage(invented(17)[0], tmp_path)
    found = municipal(run)
    assert found["municipal_status"].status.tolist() == ["too_few"]
    assert found["municipal_care"].empty
    text = shown(found, run)
    assert isinstance(text, Text)
    assert "17 kommuner" in text.markdown
    assert "18" in text.markdown


def test_without_the_series_there_is_no_number_but_what_is_missing_and_how_to_get_it(
    analysed: Analysed,
) -> None:
    frames, run = analysed()
    assert frames["municipal_care"].empty
    assert frames["municipal_status"].status.tolist() == ["missing"]
    assert frames["municipal_status"].raw_percent.isna().all()
    text = shown(frames, run)
    assert isinstance(text, Text)
    assert "`municipal_care`" in text.markdown
    assert "helseplan fetch" in text.markdown
    assert all(table in text.markdown for table in ("12367", "12292", "11933", "11643"))
    assert "prosent" not in text.markdown
    assert "kommuner i 20" not in twenty_per_cent(frames, run).markdown


def first(column: str, value: object) -> Change:
    """Put a value into the first row."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        out = frame.reset_index(drop=True).astype({column: object})
        out.loc[0, column] = value
        return out

    return change


def with_item(item: str, value: float) -> Change:
    """Give one municipality another value of an item in the last year."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        chosen = (frame["item"] == item) & (frame.region == "9010") & (frame.year == YEAR)
        return frame.assign(value=frame.value.where(~chosen, value))

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (first("region", "Oslo"), "kommunenummer med fire sifre"),
        (first("unit", "hours"), "egen enhet"),
        (first("value", -1.0), "skal være minst 0"),
        (with_item("pension", 1e12), "større enn arbeidsgiveravgift og pensjon"),
        (with_item("settlement_factor", 110.0), "mellom 0,5 og 3"),
        (
            lambda frame: frame.assign(value=frame.value.where(~frame["item"].isin(OUTPUTS), 0.0)),
            "null i all produksjon",
        ),
        (lambda frame: pd.concat([frame.iloc[:1], frame], ignore_index=True), "flere ganger"),
    ],
)
def test_a_spoiled_series_is_refused_in_words(change: Change, says: str) -> None:
    assert faults(invented()[0], SERIES["municipal_care"]) == []
    assert says in "\n".join(faults(change(invented()[0]).infer_objects(), SERIES["municipal_care"]))
