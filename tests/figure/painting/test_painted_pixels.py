"""Marks measured on the painted pixels: sizes, order, clips, rims, letters, dashes, colours."""

import itertools
import threading
from dataclasses import replace

import numpy as np
import pytest

from tests.figure.painting.painted_page import a_page, arrow, grey_image, two_panels
from viewer.figure.page import ImageMark, PathMark, ScaleBarMark, TextMark
from viewer.figure.painting.pixels import pixel_size, to_pixels
from viewer.figure.painting.settings import own_settings
from viewer.figure.type.faces import face_of
from viewer.figure.type.metrics import width_mm

FRAME = (0.0, 0.0, 40.0, 30.0)


def square(left, top, size):
    return ((left, top), (left + size, top), (left + size, top + size), (left, top + size))


def runs(line):
    """Lengths of the runs of true, without those that touch an end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], line.astype(int), [0]))))
    return [(a, b - a) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def extent(lit):
    rows, columns = np.flatnonzero(lit.any(axis=1)), np.flatnonzero(lit.any(axis=0))
    return columns[0], rows[0], columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1


@pytest.mark.parametrize(("dpi", "size"), [(72, (238, 113)), (300, (992, 472)), (600, (1984, 945))])
def test_two_panels_have_their_pixels(dpi, size):
    page = two_panels()
    assert pixel_size(page, dpi=dpi) == size
    pixels = to_pixels(page, dpi=dpi)
    assert pixels.shape == (size[1], size[0], 3) and pixels.dtype == np.uint8
    gutter = pixels[: round(33 / 25.4 * dpi) - 2, round(41 / 25.4 * dpi) + 2 : round(43 / 25.4 * dpi) - 2]
    assert gutter.size and (gutter == 255).all()


def test_grey_marks_make_a_grey_picture():
    page = a_page(grey_image(30), PathMark((square(5, 5, 5),), True, 1.0, 0.5))
    assert to_pixels(page, dpi=100).ndim == 2
    assert to_pixels(a_page(*page.marks, TextMark("a", 5, 5, 8, "note", colour="#ff0000")), dpi=100).ndim == 3
    assert to_pixels(a_page(PathMark((square(5, 5, 5),), True, 0, 0, fill="#00ff00")), dpi=100).ndim == 3
    colour = np.full((4, 4, 3), 9, dtype=np.uint8)
    assert to_pixels(a_page(ImageMark(colour, *FRAME)), dpi=100).ndim == 2
    assert to_pixels(a_page(ImageMark(colour * np.uint8([1, 2, 3]), *FRAME)), dpi=100).ndim == 3


def test_marks_are_painted_in_their_order():
    below = PathMark((square(2, 2, 20),), True, 0.0, 0.0, fill="#ffffff")
    above = PathMark((square(12, 12, 5),), True, 0.0, 0.0, fill="#808080")
    page = a_page(grey_image(20), below, grey_image(60, box=(8.0, 8.0, 12.0, 12.0)), above)
    pixels = to_pixels(page, dpi=254)  # 10 pixels in a mm
    assert [pixels[y * 10 + 5, y * 10 + 5] for y in (0, 4, 9, 13)] == [20, 255, 60, 128]


def test_nothing_is_drawn_outside_a_clip():
    clip = (10.0, 8.0, 15.0, 10.0)
    marks = (
        grey_image(90, clip=clip),
        PathMark((((0.0, 12.0), (40.0, 12.0)),), False, 4.0, 1.0, clip=clip),
        TextMark("WWWWWWWWWWWWWWWWWWWWWWW", 0.0, 17.0, 10.0, "note", colour="#000000", casing_pt=1.0, clip=clip),
    )
    pixels = to_pixels(a_page(*marks), dpi=254)
    outside = np.ones(pixels.shape, dtype=bool)
    outside[80:180, 100:250] = False
    assert (pixels[outside] == 255).all()
    assert {0, 90, 255} <= set(np.unique(pixels[80:180, 100:250]))


def test_a_map_is_mixed_into_the_grey():
    overlay = np.zeros((30, 40, 4), dtype=np.uint8)
    overlay[:, :20] = (200, 50, 0, 153)
    pixels = to_pixels(a_page(grey_image(100, overlay=overlay), interpolation="nearest"), dpi=254)
    # 0.6 × colour + 0.4 × 100
    assert (pixels[:, :200] == (160, 70, 40)).all() and (pixels[:, 200:] == 100).all()
    smooth = to_pixels(a_page(grey_image(100, overlay=overlay)), dpi=254)
    assert (smooth[:, :180] == (160, 70, 40)).all() and (smooth[:, 220:] == 100).all()
    edge = smooth[150, 196:205].astype(int)
    assert (np.diff(edge[:, 0]) <= 0).all() and set(edge[:, 0]) - {100, 160}, "the edge fades"


def test_colours_of_transparent_pixels_of_a_map_play_no_part():
    overlay = np.zeros((30, 40, 4), dtype=np.uint8)
    overlay[..., :3] = (255, 0, 255)
    assert to_pixels(a_page(grey_image(100, overlay=overlay)), dpi=100).ndim == 2


def test_interpolation_is_what_the_page_says():
    grey = np.array([[0, 200]], dtype=np.uint8)
    image = ImageMark(grey, *FRAME)
    hard = to_pixels(a_page(image, interpolation="nearest"), dpi=254)
    assert (hard[:, :200] == 0).all() and (hard[:, 200:] == 200).all()
    smooth = to_pixels(a_page(image), dpi=254)
    assert 80 < smooth[150, 200] < 120 and len(np.unique(smooth)) > 50


@pytest.mark.parametrize("dpi", [300, 600])
@pytest.mark.parametrize("size_pt", [6.0, 8.0, 12.0])
def test_letters_have_their_height_and_width(dpi, size_pt):
    """A capital H is as high as the font says, and a line as wide as the layout reckons, upright and turned."""
    per_mm = dpi / 25.4
    upright = TextMark("HAVEH", 20.0, 15.0, size_pt, "note", "center", is_bold=True, colour="#000000")
    left, top, wide, high = extent(to_pixels(a_page(upright), dpi=dpi) < 128)
    assert high == pytest.approx(face_of().cap_height * size_pt * dpi / 72, abs=1)
    assert top + high == pytest.approx(15.0 * per_mm, abs=1)
    # beside the first and last stem lies white that belongs to the letter: 0.067 of the size in all
    bearings = 2 * 137 / 2048 * size_pt * dpi / 72
    assert wide == pytest.approx(width_mm("HAVEH", size_pt=size_pt, is_bold=True) * per_mm - bearings, abs=1)
    assert left + wide / 2 == pytest.approx(20.0 * per_mm, abs=1)
    turned = to_pixels(a_page(replace(upright, angle_deg=90.0)), dpi=dpi) < 128
    x, y, across, along = extent(turned)
    assert (across, along) == (pytest.approx(high, abs=1), pytest.approx(wide, abs=1))
    assert x + across == pytest.approx(20.0 * per_mm, abs=1), "turned counter-clockwise, the baseline is to the right"
    assert y + along / 2 == pytest.approx(15.0 * per_mm, abs=1)


def test_text_starts_and_ends_at_its_anchor():
    for anchor, column in (("left", 0), ("right", 1)):
        mark = TextMark("HH", 20.0, 15.0, 12.0, "note", anchor, colour="#000000")
        left, _, wide, _ = extent(to_pixels(a_page(mark), dpi=600) < 128)
        bearing = 168 / 2048 * 12 * 600 / 72
        found = left - bearing if column == 0 else left + wide + bearing
        assert found == pytest.approx(20.0 * 600 / 25.4, abs=1)


@pytest.mark.parametrize("dpi", [300, 600])
@pytest.mark.parametrize("dashes", [(4.0, 2.5), (6.0, 3.0), (1.25, 1.25)])
def test_dashes_have_their_lengths(dpi, dashes):
    mark = PathMark((((2.0, 15.0), (38.0, 15.0)),), False, 1.0, 0.5, dashes_pt=(dashes,))
    pixels = to_pixels(a_page(grey_image(120), mark), dpi=dpi)
    line = pixels[round(15.0 / 25.4 * dpi)]
    white = runs(line > 135)
    assert len(white) > 5
    for (start, length), (after, _) in itertools.pairwise(white):
        assert length == pytest.approx(dashes[0] * dpi / 72, abs=1)
        assert after - start == pytest.approx(sum(dashes) * dpi / 72, abs=1)
    assert line[round(1.9 / 25.4 * dpi)] < 60 < line[round(1.4 / 25.4 * dpi)], "the rim goes round the end"


@pytest.mark.parametrize("is_closed", [False, True], ids=["open", "closed"])
def test_the_rim_goes_round_every_dash_and_leaves_the_gap_free(is_closed):
    """Dash 5, gap 3, rim 0.6 pt: from the middle of a dash 2.5 pt white, 0.6 pt dark, 1.8 pt of the image."""
    ring = ((2.0, 15.0), (38.0, 15.0), (38.0, 25.0), (2.0, 25.0))
    mark = PathMark((ring,), is_closed, 1.2, 0.6, dashes_pt=((5.0, 3.0),))
    per_pt = 1200 / 72
    line = to_pixels(a_page(grey_image(120), mark), dpi=1200)[round(15.0 / 25.4 * 1200)]
    # a closed line starts amid a gap, so that no dash is pieced together where it ends
    start = 2.0 / 25.4 * 72 + (1.5 if is_closed else 0.0)
    for number in range(3):
        dash = start + 8.0 * number
        places = (0.3, 4.7, 5.3, 5.9, 6.5, 7.1, 7.7)
        seen = [int(line[round((dash + place) * per_pt)]) for place in places]
        assert seen == [255, 255, 16, 120, 120, 120, 16]


def test_a_gap_that_two_rims_fill_is_dark():
    mark = PathMark((((2.0, 15.0), (38.0, 15.0)),), False, 1.0, 0.5, dashes_pt=((4.0, 1.0),))
    line = to_pixels(a_page(grey_image(120), mark), dpi=600)[round(15.0 / 25.4 * 600)]
    assert not (line[round(2.0 / 25.4 * 600) : round(38.0 / 25.4 * 600)] == 120).any()


def test_an_arrow_is_filled_and_has_its_rim_outside():
    mark = PathMark((square(10.0, 10.0, 10.0),), True, 0.0, 1.2, fill="#ffd000")
    row = to_pixels(a_page(grey_image(120), mark), dpi=600)[round(15 / 25.4 * 600)]
    ((start, length),) = runs((row == (255, 208, 0)).all(axis=1))
    assert start == pytest.approx(10 / 25.4 * 600, abs=1) and length == pytest.approx(10 / 25.4 * 600, abs=1.5)
    rims = runs((row == 0x10).all(axis=1))
    assert [b for _, b in rims] == [pytest.approx(1.2 * 600 / 72, abs=1)] * 2
    pointing = PathMark((arrow(20.0, 15.0, 8.0, 0),), True, 0.0, 0.6, fill="#ffffff")
    pixels = to_pixels(a_page(grey_image(120), pointing), dpi=600)
    left, _, wide, _ = extent(pixels > 200)
    assert left + wide == pytest.approx(20.0 / 25.4 * 600, abs=4), "the tip is where it points"


def test_an_inside_is_as_opaque_as_it_says():
    mark = PathMark((square(10.0, 10.0, 10.0),), True, 0.0, 0.0, fill="#ffffff", fill_alpha=0.7)
    pixels = to_pixels(a_page(grey_image(0), mark), dpi=254)
    assert pixels[150, 150] == pytest.approx(0.7 * 255, abs=1) and pixels[50, 50] == 0


def test_letters_and_bar_have_rims():
    text = TextMark("I", 10.0, 15.0, 12.0, "note", is_bold=True, casing_pt=1.0)
    pixels = to_pixels(a_page(grey_image(120), text), dpi=600)
    row = pixels[round(14.0 / 25.4 * 600)]
    assert [length for _, length in runs(row < 60)] == [pytest.approx(600 / 72, abs=1)] * 2
    bar = ScaleBarMark(10.0, 20.0, 12.0, 20.0, 2.0, 0.5, colour="#000000", casing_colour="#ffffff")
    row = to_pixels(a_page(grey_image(120), bar), dpi=600)[round(20.0 / 25.4 * 600)]
    assert [length for _, length in runs(row < 60)] == [pytest.approx(12.0 / 25.4 * 600, abs=1)]
    assert [length for _, length in runs(row > 200)] == [pytest.approx(0.5 * 600 / 72, abs=1)] * 2


def test_text_is_taken_as_it_is():
    """No mathematics, no markup; a blank line is nothing."""
    for text in ("$x_1^2$", "<b>", r"\alpha"):
        mark = TextMark(text, 2.0, 15.0, 10.0, "note", colour="#000000")
        _, _, wide, _ = extent(to_pixels(a_page(mark), dpi=300) < 128)
        assert wide == pytest.approx(width_mm(text, size_pt=10.0) / 25.4 * 300, abs=6)
    assert (to_pixels(a_page(TextMark("  ", 2.0, 15.0, 10.0, "note")), dpi=100) == 255).all()


def test_one_thread_paints_at_a_time_and_settings_come_back():
    import matplotlib

    before = dict(matplotlib.rcParams)
    expected = to_pixels(two_panels(), dpi=72)
    found = []
    threads = [threading.Thread(target=lambda: found.append(to_pixels(two_panels(), dpi=72))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and all(np.array_equal(pixels, expected) for pixels in found)
    assert dict(matplotlib.rcParams) == before
    with own_settings():
        assert matplotlib.rcParams["pdf.fonttype"] == 42


def test_marks_refuse_pixels_of_another_kind():
    with pytest.raises(ValueError, match="uint8"):
        ImageMark(np.zeros((3, 4)), *FRAME)
    with pytest.raises(ValueError, match="overlay"):
        grey_image(overlay=np.zeros((3, 3, 4), dtype=np.uint8))
