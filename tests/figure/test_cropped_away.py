"""Pixels that a panel does not show are in no file: files of slices that differ only there are equal, byte by byte."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.figure.figure_scene import a_content, a_measurement
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.figure.encoding import ENCODERS, make_figure
from viewer.figure.layout import lay_out

CLOSE = FigureSpec(crop_mm=70.0, preset="blog", shows_caption=True, shows_numbers=True)
HALVES = replace(
    CLOSE, arrangement="mirrored", panels=(Panel(part="right"), Panel(part="left", is_mirrored=True, turns=2))
)
TWIN = replace(CLOSE, arrangement="twin", panels=(Panel(shows_outlines=False), Panel(shows_fat_map=True)))


def planted(content, top, left):
    """The slice with a block of 16 by 16 pixels, each of its own value, as large letters would be."""
    values = content.values.copy()
    values[top : top + 16, left : left + 16] = np.random.default_rng(7).integers(0, 256, (16, 16))
    return replace(content, values=values)


def file_of(spec, content, suffix):
    return make_figure(spec, content, Path(f"a{suffix}"), dpi=150)[0]


def every_day(suffix):
    """Formats whose encoder is slow are written on some days only."""
    return suffix if suffix in (".png", ".svg") else pytest.param(suffix, marks=pytest.mark.slow)


@pytest.mark.parametrize("suffix", [every_day(one) for one in sorted({*ENCODERS} - {".tif", ".jpeg"})])
@pytest.mark.parametrize("spec", [CLOSE, HALVES, TWIN], ids=["single", "halves", "twin"])
def test_what_lies_outside_the_crop_is_in_no_file(spec, suffix):
    content = a_content(measurement=a_measurement())
    assert file_of(spec, content, suffix) == file_of(spec, planted(content, 2, 3), suffix)
    assert file_of(spec, content, suffix) == file_of(spec, planted(content, 130, 140), suffix)


@pytest.mark.parametrize("suffix", [every_day(one) for one in (".png", ".pdf", ".svg")])
def test_what_lies_inside_is_seen_by_the_comparison(suffix):
    """Positive controls: the same block in the crop, or the whole slice in the corner."""
    content = a_content(measurement=a_measurement())
    assert file_of(CLOSE, content, suffix) != file_of(CLOSE, planted(content, 80, 70), suffix)
    inset = replace(CLOSE, inset="whole")
    assert file_of(inset, content, suffix) != file_of(inset, planted(content, 2, 3), suffix)


def test_the_page_holds_no_pixel_beyond_the_box_that_is_reviewed():
    from viewer.core.series import Acquisition

    content = a_content(acquisition=Acquisition(image_type=("DERIVED", "SECONDARY")))
    page = lay_out(CLOSE, content)
    (one,) = page.doubtful
    assert page.image.grey.shape == one.grey.shape
    assert (page.image.grey == one.grey).all()
