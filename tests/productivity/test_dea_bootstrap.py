"""The bootstrap: published bandwidths, its own arithmetic done by hand, and what must hold for any draw."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.integrate import quad

from helseplan.productivity.dea import DeaError, radial_efficiency, sampling
from helseplan.productivity.dea.bandwidth import _squared_error, choose_bandwidth
from helseplan.productivity.dea.bootstrap import _summarise, bootstrap
from helseplan.productivity.dea.draws import score_draws
from helseplan.productivity.dea.sampling import DrawPlan, draw_scores

# Five units; scores and bandwidths as in the tests of DataEnvelopmentAnalysis.jl (deaboot and deartstest).
FIVE = np.array([[2], [4], [3], [5], [6]]), np.array([[1], [2], [3], [4], [5]])
MODELS = [(rts, orientation) for rts in ("crs", "vrs", "nirs", "ndrs") for orientation in ("input", "output")]


@pytest.fixture(scope="module")
def units():
    """Twenty-four units, two inputs and two outputs, with inefficiency and a zero in either table."""
    random = np.random.default_rng(7)
    x = random.uniform(1, 9, (24, 2))
    y = x.mean(axis=1, keepdims=True) ** 0.8 * random.uniform(0.6, 1, (24, 2))
    x[3, 0] = y[5, 1] = 0.0
    return x, y * np.exp(-np.abs(random.normal(0, 0.3, (24, 1))))


def scores(rts, orientation):
    return radial_efficiency(*FIVE, rts=rts, orientation=orientation).scores


def test_published_scores_are_the_ones_bootstrapped():
    assert_allclose(bootstrap(*FIVE, draws=40, seed=1).scores, [1, 0.625, 1, 0.9, 1], atol=1e-9)
    output = bootstrap(*FIVE, orientation="output", draws=40, seed=1).scores
    assert_allclose(output, [1, 11 / 6, 1, 13 / 12, 1], atol=1e-9)


@pytest.mark.parametrize(("rts", "published"), [("vrs", 0.1398634), ("crs", 0.259230)])
def test_output_bandwidth_is_the_published_one(rts, published):
    assert choose_bandwidth(scores(rts, "output"), "silverman") == pytest.approx(published, abs=1e-5)


@pytest.mark.parametrize(("rts", "published"), [("vrs", 0.1341004), ("crs", 0.309757)])
def test_input_bandwidth_is_the_published_one_but_for_its_mixed_scales(rts, published):
    """DataEnvelopmentAnalysis.jl mirrors θ but scales by the spread of 1/θ; we stay on θ."""
    theta = scores(rts, "input")
    mixed = choose_bandwidth(theta, "silverman") * np.std(1 / theta) / np.std(theta)
    assert mixed == pytest.approx(published, abs=1e-5)


def test_normal_bandwidth_by_hand():
    """0.5 and 0.8 off the frontier, two units on it: mirrored values 0.5, 0.8, 1.2, 1.5."""
    mirrored_sd = np.sqrt((2 * 0.5**2 + 2 * 0.2**2) / 3)
    iqr = (1.2 + 0.25 * 0.3) - (0.8 - 0.25 * 0.3)
    all_sd = np.std([0.5, 0.8, 1, 1], ddof=1)
    by_hand = 1.06 * min(mirrored_sd, iqr / 1.34) * 4**-0.2 * (4 / 4) ** 0.2 * all_sd / mirrored_sd
    assert choose_bandwidth([0.5, 0.8, 1, 1]) == pytest.approx(by_hand, rel=1e-12)


def test_cross_validated_bandwidth_has_the_least_estimated_error():
    """Against the criterion by numerical integration: ∫f² less twice the mean of f without the value itself."""
    theta = np.exp(-np.abs(np.random.default_rng(2).normal(0, 0.3, 12)))
    mirrored = np.concatenate([theta, 2 - theta])

    def density(at, values, h):
        return np.exp(-(((at - values) / h) ** 2) / 2).mean() / (h * np.sqrt(2 * np.pi))

    def error(h):
        square = quad(lambda t: density(t, mirrored, h) ** 2, -1, 3, limit=400, points=sorted(mirrored))[0]
        without = [density(t, np.delete(mirrored, [i % 12, i % 12 + 12]), h) for i, t in enumerate(mirrored)]
        return square - 2 * np.mean(without)

    for h in (0.05, 0.1, 0.2):
        assert _squared_error(mirrored, h) == pytest.approx(error(h), abs=1e-6)
    to_all = 2**0.2 * np.std(theta, ddof=1) / np.std(mirrored, ddof=1)
    chosen = choose_bandwidth(theta, "cv") / to_all
    normal = choose_bandwidth(theta, "normal") / to_all
    grid = np.linspace(0.1 * normal, 1.5 * normal, 40)
    assert error(chosen) <= min(error(h) for h in grid) + 1e-6


def test_cross_validation_is_the_same_in_small_pieces(monkeypatch):
    theta = np.random.default_rng(3).uniform(0.4, 0.99, 30)
    whole = choose_bandwidth(theta, "cv")
    monkeypatch.setattr("helseplan.productivity.dea.bandwidth.PAIRS", 100)
    assert choose_bandwidth(theta, "cv") == pytest.approx(whole, rel=1e-6)


def test_drawn_scores_keep_the_spread_of_the_estimated_ones():
    """Mean square distance from 1 is that of the estimated scores: 2 000 draws, four standard errors."""
    theta = np.random.default_rng(4).uniform(0.5, 1, 50)
    plan = DrawPlan(theta, 0.05, 2000, 9)
    drawn = np.array([draw_scores(plan, b) for b in range(plan.draws)])
    squares = ((1 - drawn) ** 2).mean(axis=1)
    error = squares.std(ddof=1) / np.sqrt(plan.draws)
    assert abs(squares.mean() - ((1 - theta) ** 2).mean()) < 4 * error
    assert drawn.min() >= 0.25
    assert drawn.max() <= 1
    assert drawn.max() > 0.999


def test_a_drawn_score_is_never_negative_however_wide_the_noise():
    plan = DrawPlan(np.array([0.1, 0.5, 1.0]), 3.0, 100, 0)
    assert min(draw_scores(plan, b).min() for b in range(100)) == pytest.approx(0.05)


@pytest.mark.parametrize(("rts", "orientation"), MODELS)
def test_scores_of_draws_are_scores_against_the_drawn_reference_sets(units, rts, orientation):
    x, y = units
    factors = np.random.default_rng(5).uniform(0.5, 1.5, (4, len(x)))
    found = score_draws(x, y, factors, rts=rts, orientation=orientation)
    for factor, row in zip(factors, found.scores, strict=True):
        column = factor[:, None]
        reference = (x * column, y) if orientation == "input" else (x, y * column)
        alone = radial_efficiency(x, y, rts=rts, orientation=orientation, reference=reference)
        assert_allclose(row, alone.scores, rtol=1e-9)


@pytest.mark.parametrize(("rts", "orientation"), MODELS)
def test_estimated_scores_are_too_good_and_the_interval_lies_on_the_worse_side(units, rts, orientation):
    result = bootstrap(*units, rts=rts, orientation=orientation, draws=60, seed=3)
    if orientation == "input":
        assert (result.bias > 0).all()
        assert ((result.lower < result.upper) & (result.upper <= result.scores)).all()
        assert (result.lower >= 0).all()
    else:
        assert (result.bias < 0).all()
        assert ((result.scores <= result.lower) & (result.lower < result.upper)).all()
    middle = result.scores - result.bias
    assert ((result.lower <= middle) & (middle <= result.upper)).mean() > 0.9


def test_correction_is_used_exactly_where_squared_bias_is_above_three_variances(units):
    result = bootstrap(*units, draws=100, seed=3, bandwidth="silverman")
    assert_array_equal(result.used, result.bias**2 / (3 * result.variance) > 1)
    assert 0 < result.used.sum() < len(result.used)
    corrected = result.scores - result.bias
    assert_array_equal(result.corrected, np.where(result.used, corrected, result.scores))


def test_bias_variance_and_interval_by_hand():
    """One unit, score 0.5, drawn 0.5 … 0.8: the ends are 2 · 0.5 less the drawn quantiles."""
    star = np.array([[0.8], [0.6], [0.7], [0.5]])
    _, bias, variance, lower, upper, used = _summarise(np.array([0.5]), star, 0.4, "farrell")
    assert_allclose([bias[0], variance[0]], [0.15, 0.05 / 3])
    assert_allclose([lower[0], upper[0]], [0.2, 0.5])
    assert not used[0]


def test_draws_that_never_vary_have_an_interval_of_one_point():
    own = np.array([0.5, 0.5])
    star = np.tile([0.5, 0.6], (50, 1))
    corrected, bias, variance, lower, upper, used = _summarise(own, star, 0.05, "farrell")
    assert_allclose(variance, 0, atol=1e-25)
    assert_allclose(bias, [0, 0.1], atol=1e-15)
    assert used.tolist() == [False, True]
    assert_allclose([corrected, lower, upper], [[0.5, 0.4]] * 3)


def test_a_correction_that_would_leave_nothing_is_not_used():
    own, star = np.array([0.2]), np.full((50, 1), 0.5)
    corrected, *_, lower, _, used = _summarise(own, star, 0.05, "farrell")
    assert (corrected[0], lower[0], used[0]) == (0.2, 0.0, False)
    corrected, *_, used = _summarise(own, star, 0.05, "shephard")
    assert used[0]
    assert corrected[0] == pytest.approx(1 / (2 / 0.2 - 1 / 0.5))


def test_under_constant_returns_the_two_orientations_are_each_others_reciprocal(units):
    """A unit with its inputs doubled or its outputs halved spans the same ray."""
    inputs = bootstrap(*units, rts="crs", draws=60, seed=3)
    outputs = bootstrap(*units, rts="crs", orientation="output", draws=60, seed=3, scale="shephard")
    assert_allclose(outputs.bias, inputs.bias, rtol=1e-7)
    assert_allclose(outputs.corrected, 1 / inputs.corrected, rtol=1e-7)
    with np.errstate(divide="ignore"):
        assert_allclose(outputs.lower, 1 / inputs.upper, rtol=1e-7)
        assert_allclose(outputs.upper, 1 / inputs.lower, rtol=1e-7)


def test_the_result_depends_on_the_seed_and_nothing_else(units, monkeypatch):
    first = bootstrap(*units, draws=50, seed=11)
    again = bootstrap(*units, draws=50, seed=11, workers=2)
    monkeypatch.setattr(sampling, "BLOCK", 7)
    blocks = bootstrap(*units, draws=50, seed=11)
    for name in ("corrected", "bias", "variance", "lower", "upper", "used"):
        assert_array_equal(getattr(first, name), getattr(again, name))
        assert_array_equal(getattr(first, name), getattr(blocks, name))
    assert (bootstrap(*units, draws=50, seed=12).bias != first.bias).any()


def test_units_of_measurement_do_not_matter(units):
    x, y = units
    plain = bootstrap(x, y, draws=50, seed=11)
    scaled = bootstrap(x * [1e6, 1e-3], y * [1e-4, 1e5], draws=50, seed=11)
    for name in ("corrected", "lower", "upper"):
        assert_allclose(getattr(scaled, name), getattr(plain, name), rtol=1e-7)


def test_intervals_are_wider_with_fewer_units_and_nested_in_alpha():
    random = np.random.default_rng(8)
    x = random.uniform(1, 3, (80, 1))
    y = np.sqrt(x) * np.exp(-np.abs(random.normal(0, 0.3, (80, 1))))

    def width(result):
        return (result.upper - result.lower)[:20]

    many, few = bootstrap(x, y, draws=80, seed=1), bootstrap(x[:20], y[:20], draws=80, seed=1)
    assert width(few).mean() > 1.5 * width(many).mean()
    narrow = bootstrap(x[:20], y[:20], draws=80, seed=1, alpha=0.2)
    assert (width(narrow) < width(few)).all()


def test_results_cannot_be_changed_and_say_how_they_were_made(units):
    result = bootstrap(*units, draws=40, seed=5, alpha=0.1, bandwidth=0.07)
    assert (result.draws, result.seed, result.alpha, result.bandwidth) == (40, 5, 0.1, 0.07)
    assert (result.rts, result.orientation, result.scale) == ("vrs", "input", "farrell")
    assert 0 <= result.fallbacks <= 40 * 24
    assert_allclose(result.drawn.mean(axis=0) - result.scores, result.bias, rtol=1e-12)
    for array in (result.corrected, result.drawn):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


@pytest.mark.parametrize(
    ("data", "settings", "message"),
    [
        (([[1.0]], [[1.0]]), {}, r"Ingen av enhetene \(1 i alt\) ligger innenfor fronten"),
        (([[1.0], [2.0]], [[1.0], [2.0]]), {"rts": "crs"}, "ingen spredning"),
        (([[1.0], [2.0]], [[1.0], [2.0]]), {"rts": "crs", "bandwidth": 0.1}, "ingen spredning"),
        (
            FIVE,
            {"bandwidth": "wide"},
            "Ukjent regel for båndbredde: 'wide'. Velg blant: normal, silverman, cv",
        ),
        (FIVE, {"bandwidth": 0}, "Båndbredden er 0"),
        (FIVE, {"bandwidth": np.inf}, "Båndbredden er inf"),
        (FIVE, {"bandwidth": None}, "Båndbredden er None"),
        (FIVE, {"rts": "fdh"}, "Bootstrap finnes ikke for rts 'fdh'"),
        (FIVE, {"rts": "best"}, "Ukjent rts"),
        (FIVE, {"orientation": "graph"}, "Ukjent orientation"),
        (FIVE, {"scale": "log"}, "Ukjent scale: 'log'. Velg blant: farrell, shephard"),
        (FIVE, {"alpha": 0}, "alpha er 0"),
        (FIVE, {"alpha": 5}, "alpha er 5"),
        (FIVE, {"seed": -1}, "seed er -1"),
        (FIVE, {"seed": None}, "seed er None"),
        (FIVE, {"workers": 0}, "workers er 0"),
        (FIVE, {"draws": 2.5}, "draws er 2.5"),
        (FIVE, {"draws": 38}, "38 trekninger er for få for alpha 0.05: minst 39 trengs"),
        (FIVE, {"draws": 150, "alpha": 0.01}, "minst 199 trengs"),
        (([[1.0], [-2.0]], [[1.0], [2.0]]), {}, r"X\[1, 0\] er -2"),
    ],
)
def test_what_cannot_be_bootstrapped_is_refused(data, settings, message):
    with pytest.raises(DeaError, match=message):
        bootstrap(*data, **{"draws": 40, "seed": 1, **settings})


def test_a_problem_the_solver_gives_up_is_not_averaged_away(monkeypatch):
    def lost(x, y, factors, **settings):
        found = score_draws(x, y, factors, **settings)
        broken = found.scores.copy()
        broken[1, 2] = np.nan
        return type(found)(broken, found.fallbacks)

    monkeypatch.setattr(sampling, "score_draws", lost)
    with pytest.raises(DeaError, match="ingen løsning på 1 av 200 problemer i trekning 0–39"):
        bootstrap(*FIVE, draws=40, seed=1)
