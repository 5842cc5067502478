"""Tables of scores: published numbers, each period its own frontier, targets made of the peers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.errors import DataError, ParameterError
from helseplan.productivity.dea import radial_efficiency, scale_efficiency
from helseplan.productivity.table import efficiency_table, malmquist_table

# Färe, Grosskopf and Lovell's example as in the tests of DataEnvelopmentAnalysis.jl, whose scores were checked with R.
FIRMS = pd.DataFrame(
    {
        "firm": list("ABCDEFGHIJK"),
        "x1": [5, 16, 16, 17, 18, 23, 25, 27, 37, 42, 5],
        "x2": [13, 12, 26, 15, 14, 6, 10, 22, 14, 25, 17],
        "y": [12, 14, 25, 26, 8, 9, 27, 30, 31, 26, 12],
    }
)
PARTS: dict[str, Any] = {"id": "firm", "inputs": ["x1", "x2"], "outputs": ["y"]}
CRS = [
    1,
    0.6222896791,
    0.8198562444,
    1,
    0.3103709311,
    0.5555555556,
    1,
    0.7576690896,
    0.8201058201,
    0.4905660377,
    1,
]
VRS_OUT = [1, 1.507518797, 1, 1, 3.203947368, 1, 1, 1, 1, 1.192307692, 1]


def test_published_scores_peers_slacks_and_targets():
    table = efficiency_table(FIRMS, **PARTS, slacks=True).set_index("id")
    assert_allclose(table.score, CRS, atol=1e-9)
    assert [name for name, _ in table.peers["C"]] == ["A", "D"]
    assert_allclose([weight for _, weight in table.peers["C"]], [1.134321653, 0.4380053908], atol=1e-9)
    assert_allclose(table.slack_x1[["F", "I"]], [4.444444444, 1.640211640], atol=1e-8)
    assert table.slack_x2["K"] == pytest.approx(4)
    assert table.slack_y.abs().max() < 1e-9
    assert [name for name, _ in table.peers["J"]] == ["D", "G"]  # equal weights: the order of the data


def test_published_scores_in_the_output_direction():
    table = efficiency_table(FIRMS, **PARTS, rts="vrs", orientation="output", slacks=True)
    assert_allclose(table.score, VRS_OUT, atol=1e-9)
    assert_allclose(table.set_index("id").loc["J", ["slack_x1", "slack_x2"]].tolist(), [5, 11], atol=1e-9)


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_targets_are_the_sum_of_the_peers_and_follow_from_score_and_slack(rts: str, orientation: str):
    table = efficiency_table(FIRMS, **PARTS, rts=rts, orientation=orientation, slacks=True)
    data = FIRMS.set_index("firm")
    for row, firm in zip(table.itertuples(), FIRMS.itertuples(), strict=True):
        made = sum(weight * data.loc[name] for name, weight in row.peers)
        assert_allclose(made.to_numpy(), [row.target_x1, row.target_x2, row.target_y], atol=1e-8)
        theta, phi = (row.score, 1) if orientation == "input" else (1, row.score)
        assert_allclose(row.target_x1, theta * firm.x1 - row.slack_x1, atol=1e-8)
        assert_allclose(row.target_y, phi * firm.y + row.slack_y, atol=1e-8)


def test_the_table_says_what_the_core_says():
    x, y = FIRMS[["x1", "x2"]], FIRMS[["y"]]
    table = efficiency_table(FIRMS, **PARTS, rts="ndrs")
    scale = scale_efficiency(x, y)
    assert_allclose(table.score, radial_efficiency(x, y, rts="ndrs").scores)
    assert_allclose(table.scale_efficiency, scale.scale)
    assert table.rts.tolist() == list(scale.returns)
    assert list(efficiency_table(FIRMS, **PARTS, rts="fdh").columns) == ["id", "score", "peers"]


def test_rows_keep_their_order_and_index_whatever_the_periods():
    both = pd.concat([FIRMS.assign(year=2), FIRMS.assign(year=1, y=FIRMS.y * 3 + FIRMS.index)])
    mixed = both.sample(frac=1, random_state=1)
    table = efficiency_table(mixed, **PARTS, period="year")
    assert table.index.equals(mixed.index)
    assert table.id.tolist() == mixed.firm.tolist()
    assert table.period.tolist() == mixed.year.tolist()
    for year, part in both.groupby("year"):
        alone = efficiency_table(part, **PARTS).set_index("id")
        found = table[table.period == year].set_index("id").loc[alone.index]
        assert_allclose(found.score, alone.score, atol=1e-12)
        for mine, theirs in zip(found.peers, alone.peers, strict=True):
            assert dict(mine) == pytest.approx(dict(theirs))


def test_a_reference_sets_the_frontier_and_may_be_beaten():
    weak = FIRMS.iloc[[1, 4]].assign(firm=["p", "q"])
    table = efficiency_table(FIRMS, **PARTS, reference=weak)
    assert {name for peers in table.peers for name, _ in peers} <= {"p", "q"}
    assert table.score.max() > 1
    pair = weak[["x1", "x2"]], weak[["y"]]
    alone = radial_efficiency(FIRMS[["x1", "x2"]], FIRMS[["y"]], reference=pair)
    assert_allclose(table.score, alone.scores)


def test_a_reference_with_periods_is_used_period_by_period():
    data = pd.concat([FIRMS.assign(year=1), FIRMS.assign(year=2)], ignore_index=True)
    doubled = pd.concat([FIRMS.assign(year=1), FIRMS.assign(year=2, y=FIRMS.y * 2)], ignore_index=True)
    table = efficiency_table(data, **PARTS, period="year", reference=doubled)
    first, second = (table.score[table.period == year].to_numpy() for year in (1, 2))
    assert_allclose(second, first / 2)
    with pytest.raises(DataError, match="ingen enheter i perioden 2"):
        efficiency_table(data, **PARTS, period="year", reference=doubled[doubled.year == 1])
    common = efficiency_table(data, **PARTS, period="year", reference=FIRMS)
    assert_allclose(common.score, [*CRS, *CRS], atol=1e-9)


def test_a_unit_the_reference_cannot_match_has_no_score():
    reference = pd.DataFrame({"firm": ["r"], "x1": [10], "x2": [10], "y": [10]})
    table = efficiency_table(FIRMS, **PARTS, rts="vrs", reference=reference)
    beyond = (FIRMS.y > 10).to_numpy()
    assert table.score.isna().tolist() == beyond.tolist()
    assert all(peers == () for peers in table.peers[beyond])
    assert table.rts[beyond].isna().all()


def test_the_bootstrap_adds_an_interval_and_repeats_itself():
    table = efficiency_table(FIRMS, **PARTS, rts="vrs", bootstrap=100, seed=5)
    again = efficiency_table(FIRMS, **PARTS, rts="vrs", bootstrap=100, seed=5)
    other = efficiency_table(FIRMS, **PARTS, rts="vrs", bootstrap=100, seed=6)
    assert list(table.columns[:5]) == ["id", "score", "corrected", "lower", "upper"]
    assert (table.lower <= table.upper).all()
    assert (table.upper <= table.score + 1e-9).all()
    assert table.lower.tolist() == again.lower.tolist() != other.lower.tolist()


def test_malmquist_from_the_published_example():
    """Five units, one input and one output, two periods: tests of DataEnvelopmentAnalysis.jl."""
    frame = pd.DataFrame(
        {
            "u": list("abcde") * 2,
            "t": ["før"] * 5 + ["nå"] * 5,
            "x": [2, 3, 5, 4, 4, 1, 2, 4, 3, 4],
            "y": [1, 4, 6, 3, 5, 1, 4, 6, 3, 3],
        }
    )
    table = malmquist_table(frame, id="u", period="t", inputs=["x"], outputs=["y"])
    assert_allclose(table["index"], [2, 1.5, 1.25, 4 / 3, 0.6])
    assert_allclose(table.efficiency_change, [4 / 3, 1, 5 / 6, 8 / 9, 0.4])
    assert_allclose(table.technical_change, 1.5)
    assert table[["unit", "from", "to"]].iloc[0].tolist() == ["a", "før", "nå"]
    fixed = malmquist_table(
        frame, id="u", period="t", inputs=["x"], outputs=["y"], frontier="fixed", base_period="nå"
    )
    assert_allclose(fixed["index"], [2, 1.5, 1.25, 4 / 3, 0.6])  # one dimension each: any frontier is a ray
    with pytest.raises(DataError, match="Perioden i fjor finnes ikke"):
        malmquist_table(
            frame, id="u", period="t", inputs=["x"], outputs=["y"], frontier="fixed", base_period="i fjor"
        )


def test_periods_are_ordered_by_size_and_a_hole_gives_no_step():
    frame = pd.DataFrame(
        {"u": ["a", "a", "b", "b", "a"], "t": ["9", "10", "9", "11", "11"], "x": 1.0, "y": 2.0}
    )
    table = malmquist_table(frame, id="u", period="t", inputs=["x"], outputs=["y"])
    assert table[["unit", "from", "to"]].to_numpy().tolist() == [["a", "9", "10"], ["a", "10", "11"]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x1": [np.nan, *FIRMS.x1[1:]]}, "mangler.\n  Hvor: tabellen, rad 0, kolonnen «x1»"),
        ({"x1": [-1, *FIRMS.x1[1:]]}, "negativ.*\n.*kolonnen «x1»\n  Fant: -1"),
        ({"x1": [np.inf, *FIRMS.x1[1:]]}, "uendelig"),
        ({"x1": ["mye", *FIRMS.x1[1:]]}, "ikke et tall.\n.*rad 0, kolonnen «x1»\n  Fant: mye"),
        ({"y": 0}, r"bare nuller. .* ett produkt .*\n.*rad 0 \(også 1, 2, 3, 4 …\), kolonnen y"),
        ({"x1": 0, "x2": [0, *FIRMS.x2[1:]]}, "bare nuller. .* én innsatsfaktor .*\n.*kolonnene x1, x2"),
        ({"firm": [None, *"BCDEFGHIJK"]}, "mangler.\n.*rad 0, kolonnen «firm»"),
        ({"firm": [" ", *"BCDEFGHIJK"]}, "mangler"),
        ({"firm": [*"ABCDEFGHIJ", "A"]}, "«A» finnes flere ganger.\n  Hvor: tabellen, rad 0 og rad 10"),
    ],
)
def test_bad_data_is_named_by_row_and_column(change: dict[str, Any], message: str):
    with pytest.raises(DataError, match=message):
        efficiency_table(FIRMS.assign(**change), **PARTS)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"inputs": []}, "Minst én kolonne"),
        ({"inputs": ["x1", "y"]}, "«y» er brukt 2 ganger"),
        ({"outputs": ["firm"]}, "«firm» er brukt 2 ganger"),
        ({"inputs": ["x1", "x1"]}, "«x1» er brukt 2 ganger"),
        ({"rts": "irs"}, "Ventet: crs, vrs, nirs, ndrs, fdh\n  Fant: irs"),
        ({"orientation": "in"}, "Ventet: input, output"),
        ({"alpha": 1.0, "bootstrap": 2000}, "alpha"),
        ({"bootstrap": 99}, "minst 100"),
        ({"bootstrap": 300, "alpha": 0.001}, "minst 2000"),
        ({"bootstrap": 2000, "seed": -1}, "fra 0 og oppover"),
        ({"bootstrap": 2000, "rts": "fdh"}, "Bootstrap og fdh"),
        ({"slacks": True, "rts": "fdh"}, "Slakk og fdh"),
        ({"bootstrap": 2000, "reference": FIRMS}, "egen referanse"),
    ],
)
def test_wrong_settings_are_refused(wrong: dict[str, Any], message: str):
    with pytest.raises(ParameterError, match=message):
        efficiency_table(FIRMS, **(PARTS | wrong))


def test_a_missing_column_lists_those_found():
    with pytest.raises(DataError, match=r"«z» finnes ikke.\n.*\n  Fant: firm, x1, x2, y"):
        efficiency_table(FIRMS, **(PARTS | {"outputs": ["z"]}))


def test_what_the_core_cannot_do_is_told_as_one_message_with_the_period():
    frame = pd.DataFrame({"firm": ["a"], "year": [7], "x1": [1], "x2": [1], "y": [1]})
    with pytest.raises(DataError, match="perioden 7"):
        efficiency_table(frame, **PARTS, period="year", bootstrap=100)


def test_one_unit_and_duplicates_are_efficient_or_alike():
    one = efficiency_table(FIRMS.iloc[[4]], **PARTS)
    assert one[["score", "scale_efficiency"]].to_numpy().tolist() == [[1, 1]]
    twins = efficiency_table(pd.concat([FIRMS, FIRMS.assign(firm=FIRMS.firm + "2")]), **PARTS)
    assert_allclose(twins.score, [*CRS, *CRS], atol=1e-9)


def test_with_slacks_the_peers_are_those_the_targets_are_made_of():
    """Many ties: small whole numbers, where the radial problem alone may stop at other peers."""
    random = np.random.default_rng(3)
    for _ in range(20):
        data = pd.DataFrame(random.integers(1, 4, (12, 4)), columns=["a", "b", "c", "d"]).assign(n=range(12))
        table = efficiency_table(data, id="n", inputs=["a", "b"], outputs=["c", "d"], rts="vrs", slacks=True)
        targets = table[["target_a", "target_b", "target_c", "target_d"]].to_numpy()
        values = data[["a", "b", "c", "d"]].to_numpy()
        made = [sum(weight * values[name] for name, weight in peers) for peers in table.peers]
        assert_allclose(made, targets, atol=1e-8)
