"""Data and settings the efficiency models cannot use: one message each, saying what and where."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.productivity.dea import DeaError, radial_efficiency, scale_efficiency, sector_potential

X = [[1.0, 2.0], [3.0, 4.0]]
Y = [[1.0], [2.0]]


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([[1, np.nan], [3, 4]], Y, r"X\[0, 1\] er nan .*endelige tall"),
        ([[1, 2], [3, np.inf]], Y, r"X\[1, 1\] er inf .*endelige tall"),
        (X, [[1], [-2]], r"Y\[1, 0\] er -2\.0 .*null eller positive"),
        (np.ma.masked_less(X, 1.5), Y, r"X\[0, 0\] er nan"),
        (pd.DataFrame({"a": [1, pd.NA], "b": [1, 2]}), Y, "lar seg ikke lese som en tabell med tall"),
        ([["1,5", 2], [3, 4]], Y, "lar seg ikke lese som en tabell med tall"),
        ([[1, 2], [3]], Y, "like lange"),
        ([[0, 0], [3, 4]], Y, r"X har bare nuller i rad 0 .*innsatsfaktor større enn null"),
        (X, [[1], [0]], r"Y har bare nuller i rad 1 .*produkt større enn null"),
        ([1, 2], Y, r"X har 1 dimensjoner, ventet 2.*X\.reshape\(-1, 1\)"),
        (X, 3, "Y har 0 dimensjoner"),
        (np.ones((2, 2, 2)), Y, "X har 3 dimensjoner"),
        (np.ones((0, 2)), np.ones((0, 1)), "X har ingen enheter"),
        (np.ones((2, 0)), Y, "X har ingen kolonner"),
        (X, [[1], [2], [3]], "X har 2 enheter og Y har 3"),
    ],
)
def test_bad_data_is_refused_with_a_message_that_says_where(x, y, message):
    with pytest.raises(DeaError, match=message):
        radial_efficiency(x, y)
    with pytest.raises(DeaError, match=message):
        scale_efficiency(x, y)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"rts": "irs"}, "Ukjent rts: 'irs'. Velg blant: crs, vrs, nirs, ndrs, fdh"),
        ({"orientation": "graph"}, "Ukjent orientation: 'graph'. Velg blant: input, output"),
        ({"reference": X}, r"X_ref har 1 dimensjoner"),
        ({"reference": np.ones((2, 1))}, r"et par \(X_ref, Y_ref\)"),
        ({"reference": (X, Y, Y)}, r"et par \(X_ref, Y_ref\)"),
        ({"reference": (Y, Y)}, "X_ref har 1 kolonner, men X har 2"),
        ({"reference": (X, X)}, "Y_ref har 2 kolonner, men Y har 1"),
        ({"reference": (X, [[1], [np.nan]])}, r"Y_ref\[1, 0\] er nan"),
    ],
)
def test_bad_settings_are_refused_and_the_choices_listed(settings, message):
    with pytest.raises(DeaError, match=message):
        radial_efficiency(X, Y, **settings)


@pytest.mark.parametrize(
    ("scores", "x", "message"),
    [
        ([0.5, 1], [1], "én verdi per enhet"),
        ([[0.5]], [[1]], "én verdi per enhet"),
        ([], [], "én verdi per enhet"),
        ([0.5, np.nan], [1, 1], r"scores\[1\] er nan"),
        ([0.5, 1], [1, -1], r"x\[1\] er -1\.0"),
        ([1, 2.5], [1, 1], "innsatsorienterte skårer"),
        ([0, 1], [1, 1], "innsatsorienterte skårer"),
        ([0.5, 1], [0, 0], "x er null for alle enheter"),
    ],
)
def test_sector_potential_refuses_what_has_no_meaning(scores, x, message):
    with pytest.raises(DeaError, match=message):
        sector_potential(scores, x)


@pytest.mark.parametrize(("factor", "row"), [(1e-12, 1), (1e12, 0)])
def test_a_unit_in_another_world_is_refused_wherever_it_stands(factor, row):
    x, y = [[1.0, 2], [2, 3 * 1.0], [3, 1]], [[1.0], [2], [1]]
    strange = [part[:] for part in x]
    strange[1] = [value * factor for value in strange[1]]
    with pytest.raises(DeaError, match=rf"Rad {row} \(telt fra 0\) i referansesettet bruker"):
        radial_efficiency(strange, y)
    with pytest.raises(DeaError, match="Se etter feil måleenhet"):
        radial_efficiency(strange, y, reference=(x, y))


def test_a_unit_a_hundred_million_times_smaller_than_the_others_is_measured():
    x, y = np.array([[1.0], [2], [3]]), np.array([[1.0], [3], [2]])
    x[0] *= 1e-8
    assert_allclose(radial_efficiency(x, y).scores, [1, 1.5e-8, 2e-8 / 3], rtol=1e-9)
