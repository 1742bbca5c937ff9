"""Bland–Altman pictures: one per structure and quantity, with words that say the same, and the same bytes again."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tests.measure.agreement.test_agreeing import reading, without
from viewer.figure.plots.bland_altman import PAIRS_MAXIMUM, bland_altman_plots
from viewer.measure.agreement import agreement_of


def test_a_picture_per_quantity_that_says_its_numbers():
    found = agreement_of([reading("A"), reading("B", 1.0)])
    plots = bland_altman_plots(found)
    names = [plot.name for plot in plots]
    assert names == [
        "bland-altman-area",
        "bland-altman-fat-fraction",
        "bland-altman-muscle-area",
        "bland-altman-fat-to-muscle-ratio",
    ]
    limits = found.quantities[0].pairs[0].limits
    assert f"A − B: bias {limits.bias:.1f} mm², limits {limits.lower:.1f} to {limits.upper:.1f} mm²" in plots[0].alt
    pixels = np.asarray(Image.open(io.BytesIO(plots[0].png)).convert("RGB"))
    assert np.ptp(pixels) > 200
    svg = plots[0].svg.decode()
    assert "Mean of both (mm²)" in svg
    assert not re.search("<dc:date>", svg)
    again = bland_altman_plots(found)
    assert [(plot.png, plot.svg) for plot in again] == [(plot.png, plot.svg) for plot in plots]


def test_a_panel_per_pair_and_what_is_only_in_the_tables():
    few = [reading("A"), reading("B", 1.0), without(reading("C", 2.0), 2, 3, 4, 5)]
    plot = bland_altman_plots(agreement_of(few))[0]
    assert "A − C: fewer than two patients" in plot.alt
    assert "fewer than two patients" in plot.svg.decode()


@pytest.mark.slow
def test_what_is_beyond_the_last_panel_is_said():
    many = [reading(f"R{n}", float(n)) for n in range(6)]
    plot = bland_altman_plots(agreement_of(many))[0]
    assert f"{15 - PAIRS_MAXIMUM} further pairs" in plot.alt


def test_quantities_that_cannot_be_compared_have_no_picture():
    one, other = reading("A"), reading("B", 1.0)
    foreign = replace(other, outlines=tuple(replace(o, method=("li", "1")) for o in other.outlines))
    assert [plot.name for plot in bland_altman_plots(agreement_of([one, foreign]))] == ["bland-altman-area"]
