"""Plots of a validation: real pictures, the same every time, described in words that hold the numbers."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.measure.validation.made_results import condition, pair, results, side
from viewer.core.outline import Side
from viewer.figure.plots.bland_altman_truth import against_truth
from viewer.figure.plots.differences import left_right, repeatability
from viewer.figure.plots.errors import error_by_fat
from viewer.figure.plots.intervals import coverage
from viewer.measure.validation.results import Given
from viewer.measure.validation.statistics import scores

METHODS = ("otsu-shared", "otsu-each")


def made(set_name="grid", error=1.0):
    conditions = [
        condition(number, set_name=set_name, body=number // 2, right=10.0 * (1 + number // 2), left=50.0)
        for number in range(6)
    ]
    sides = [
        side(error + 0.5 * of.number, of=of, given=given, method=method, which=which, half_width=3.0)
        for of in conditions
        for given in Given
        for method in METHODS
        for which in (Side.RIGHT, Side.LEFT)
    ]
    pairs = [
        pair(0.5 * of.number, of=of, given=given, method=m) for of in conditions for given in Given for m in METHODS
    ]
    return results(sides, pairs, methods=tuple((method, "1") for method in METHODS))


def plots(found):
    score = scores(found)
    return (
        error_by_fat(score, methods=METHODS),
        coverage(score, method=METHODS[0]),
        against_truth(found.sides, method=METHODS[0]),
        repeatability(score, methods=METHODS),
        left_right(score, found.pairs, methods=METHODS),
    )


def pixels(plot) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(plot.png)).convert("L"))


def test_every_plot_is_a_picture_that_depends_on_its_values():
    first, again, other = plots(made()), plots(made()), plots(made(error=4.0))
    assert len({plot.name for plot in first}) == len(first)
    for one, same, different in zip(first, again, other, strict=True):
        assert one.png == same.png
        assert pixels(one).shape[1] == pytest.approx(180.0 / 25.4 * 150.0, abs=2)
        assert 0.01 < (pixels(one) < 128).mean() < 0.5
        if one.name not in {"repeatability", "left-right"}:  # a constant error cancels in differences
            assert one.png != different.png


def test_words_hold_the_numbers():
    by_fat, covered, agreement, repeats, differences = (plot.alt for plot in plots(made()))
    assert "otsu-shared 2.2 points (two outlines only)" in by_fat  # mean of 1, 1.5 … 3.5
    assert "83 % of 12, mean half-width 3.0 points" in covered  # all but the two of 3.5
    assert "bias +2.2 points" in agreement
    # within each pair of repeats the errors differ by 0.5: variance 0.125
    assert f"otsu-each {1.96 * (2 * 0.125) ** 0.5:.1f} points" in repeats
    assert f"otsu-shared {np.std([0.0, 0.5, 1.0, 1.5, 2.0, 2.5], ddof=1):.1f} points" in differences


def test_plots_without_values_say_so():
    nothing = plots(results([side(None)], [pair(None)]))
    assert "no number" in nothing[0].alt
    assert "gives no intervals" in nothing[1].alt
    assert "no values" in nothing[2].alt
    assert "none could be computed" in nothing[3].alt
    assert "none could be computed" in nothing[4].alt
