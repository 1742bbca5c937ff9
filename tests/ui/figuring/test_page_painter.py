"""The page painted at once looks like the file's: nothing jumps when the one takes the other's place."""

from dataclasses import replace

import numpy as np
import pytest

from tests.figure.figure_scene import a_content
from viewer.core.figures.marks import Arrow, Bracket, Ellipse, Note
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.figures.style import Style
from viewer.figure.layout import lay_out
from viewer.figure.painting.lettering import lettering
from viewer.figure.painting.pixels import to_pixels
from viewer.figure.type.metrics import MM_PER_PT, width_mm
from viewer.ui.figuring.page.painter import PagePainter, painted

MARKS = (
    Arrow(0, (60.0, 60.0), (50.0, 45.0), "lean"),
    Note(0, (56.0, 40.0), "turned", angle_deg=30.0, colour="#ffb000"),
    Ellipse(0, (40.0, 60.0), (6.0, 3.0), angle_deg=20.0, is_dashed=True),
    Bracket(0, (45.0, 80.0), (60.0, 80.0), "20 mm"),
)
MEAN_MOST, BLURRED_MOST = 0.6, 40.0
"""Largest mean difference, and largest difference of means over 3 × 3 pixels, in grey values of 0…255: edges of letters
are drawn a little otherwise, and nothing lies a pixel aside."""

CORNERS = 3e-4
"""Part of the blocks of pixels that may differ more: where a dash ends within its rim's width of a right angle, the two
libraries join the rim in other ways."""


def grey(image):
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width(), 2::-1].astype(float)


def file_pixels(page, dpi):
    pixels = to_pixels(page, dpi=dpi).astype(float)
    return pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)


def blurred(pixels):
    rows, columns = pixels.shape[0] // 3 * 3, pixels.shape[1] // 3 * 3
    return pixels[:rows, :columns].reshape(rows // 3, 3, columns // 3, 3, 3).mean(axis=(1, 3))


@pytest.mark.parametrize("dpi", [97, 230])
@pytest.mark.parametrize(
    "spec",
    [
        FigureSpec(shows_numbers=True, shows_edges=True, shows_caption=True),
        FigureSpec(marks=MARKS, style=Style(pattern="dotted", colour="#ffe14d")),
        FigureSpec(marks=MARKS, shows_caption=True, style=Style(font="liberation-serif")),
        FigureSpec(panels=(Panel(part="right"), Panel(part="left", is_mirrored=True)), arrangement="mirrored"),
        FigureSpec(inset="whole", key="feet", interpolation="nearest", panels=(Panel(turns=1),)),
    ],
    ids=["text", "marks", "serif", "mirrored", "inset"],
)
def test_it_is_the_picture_of_the_file(themed, spec, dpi):
    page = lay_out(spec, a_content())
    fast, file = grey(painted(page, dpi=dpi)), file_pixels(page, dpi)
    assert fast.shape == file.shape
    assert np.abs(fast - file).mean() < MEAN_MOST
    aside = np.abs(blurred(fast) - blurred(file)).max(axis=-1) > BLURRED_MOST
    assert aside.mean() < CORNERS


def test_a_page_a_pixel_aside_would_be_noticed(themed):
    page = lay_out(FigureSpec(), a_content())
    file = file_pixels(page, 97)
    assert np.abs(np.roll(file, 1, axis=1) - file).mean() > MEAN_MOST


def test_each_font_is_painted_in_turn_by_one_painter(themed):
    keeper = PagePainter()
    fonts = ("liberation-sans", "liberation-serif", "liberation-sans")
    pages = [lay_out(FigureSpec(style=Style(font=font)), a_content()) for font in fonts]
    sans, serif, again = (grey(painted(page, dpi=97, with_painter=keeper)) for page in pages)
    assert np.array_equal(sans, again)
    assert np.abs(serif - file_pixels(pages[1], 97)).mean() < np.abs(serif - file_pixels(pages[0], 97)).mean() / 2


def test_images_are_enlarged_once_and_again_when_they_change(themed):
    keeper = PagePainter()
    page = lay_out(FigureSpec(), a_content())
    painted(page, dpi=97, with_painter=keeper)
    [kept] = keeper._images
    painted(lay_out(FigureSpec(marks=MARKS), a_content()), dpi=97, with_painter=keeper)
    assert keeper._images[0] is kept
    other = lay_out(replace(FigureSpec(), crop_mm=60.0), a_content())
    painted(other, dpi=97, with_painter=keeper)
    assert keeper._images[0] is not kept


@pytest.mark.parametrize("text", ["A", "L", "P", "R", "20 mm", "patient's left"])
def test_letters_of_the_file_end_where_the_layout_says(text):
    measured = width_mm(text, size_pt=10.0 / MM_PER_PT)
    assert 10.0 * lettering(text).advance == pytest.approx(measured, abs=0.01)
