"""Letters from geometry alone, the crop, the scale bar, dashes that close."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.figure.figure_scene import (
    AXIAL,
    COLUMNS,
    KEY,
    PAIR,
    ROWS,
    UNNAMED,
    a_content,
    a_measurement,
    a_slice,
    ramp,
    square,
)
from viewer.core.document import Statement
from viewer.core.figures.spec import FigureSpec
from viewer.core.figures.style import Style
from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.core.outline import Side, Structure
from viewer.errors import GeometryError, OutlineError, SideError, UsageError
from viewer.figure.layout import FigureContent, lay_out
from viewer.figure.page import PathMark, ScaleBarMark
from viewer.figure.parts.letters import meets, text_box
from viewer.figure.presets import PRESETS
from viewer.figure.type.metrics import MM_PER_PT

SIGNED_PERMUTATIONS = [
    tuple(tuple(sign[i] if axis == permutation[i] else 0.0 for axis in range(3)) for i in range(3))
    for permutation in itertools.permutations(range(3))
    for sign in itertools.product((1.0, -1.0), repeat=3)
]


def edge_at(page, mark):
    """The image edge a text block is nearest to, relative to the image's half size."""
    image = page.image
    left, top, right, bottom = text_box(mark)
    return {
        "left": left - image.left_mm,
        "right": image.left_mm + image.width_mm - right,
        "top": top - image.top_mm,
        "bottom": image.top_mm + image.height_mm - bottom,
    }


def expected_edges(row, column):
    """Edges whose middle lies furthest to the patient's right (least LPS x) and left, by their places alone."""
    places = {
        "left": -0.5 * np.asarray(row),
        "right": 0.5 * np.asarray(row),
        "top": -0.5 * np.asarray(column),
        "bottom": 0.5 * np.asarray(column),
    }
    xs = {edge: float(place[0]) for edge, place in places.items()}
    return min(xs, key=xs.get), max(xs, key=xs.get)


def letters_of(page):
    return {mark.text: mark for mark in page.texts("side-letter")}


def anchored_edge(page, mark):
    """Edge by anchor: left and right letters are set flush; top and bottom ones are centred."""
    if page.texts("side-letter"):
        first, second = (m for m in page.texts("side-letter"))
        is_upright = first.baseline_mm == second.baseline_mm and mark.role != "edge-letter"
    else:
        is_upright = False
    if is_upright or (mark.role == "edge-letter" and mark.anchor != "center"):
        return mark.anchor
    return "top" if mark.baseline_mm < page.image.height_mm / 2 else "bottom"


@pytest.mark.parametrize("axes", SIGNED_PERMUTATIONS)
def test_letters_of_all_axis_aligned_orientations(axes):
    row, column, _ = axes
    geometry = PlaneGeometry(Orientation(row, column), Spacing(0.7, 0.5))
    page = lay_out(FigureSpec(), a_content(geometry, outlines=()))
    letters = letters_of(page)
    if row[0] == column[0] == 0.0:  # sagittal: the slice has no right and left
        assert not letters and not page.texts("side-words")
        shown = {mark.text: anchored_edge(page, mark) for mark in page.texts("edge-letter")}
        names = {(1, 1): "P", (1, -1): "A", (2, 1): "H", (2, -1): "F"}
        for vector, edge in ((row, "right"), (column, "bottom")):
            axis = 1 if vector[1] else 2
            assert shown[names[axis, int(vector[axis])]] == edge
        return
    right_edge, left_edge = expected_edges(row, column)
    assert anchored_edge(page, letters["R"]) == right_edge
    assert anchored_edge(page, letters["L"]) == left_edge
    words = {mark.text: anchored_edge(page, mark) for mark in page.texts("side-words")}
    assert words == {"patient’s right": right_edge, "patient’s left": left_edge}
    for letter, edge in (("R", right_edge), ("L", left_edge)):
        assert 0.5 < edge_at(page, letters[letter])[edge] < 8.0


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: sum(v * v for v in q) > 0.01))
def test_letters_of_oblique_orientations(quaternion):
    w, x, y, z = np.asarray(quaternion) / math.hypot(*quaternion)
    row = (1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w))
    column = (2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w))
    geometry = PlaneGeometry(Orientation(row, column), Spacing(0.7, 0.7))
    page = lay_out(FigureSpec(), a_content(geometry, outlines=()))
    letters = letters_of(page)
    if math.hypot(row[0], column[0]) < 0.5:
        assert letters == {}
    elif abs(abs(row[0]) - abs(column[0])) > 1e-9:
        right_edge, left_edge = expected_edges(row, column)
        assert anchored_edge(page, letters["R"]) == right_edge
        assert anchored_edge(page, letters["L"]) == left_edge


@pytest.mark.parametrize(("sides", "edge"), [("radiological", "left"), ("neurological", "right")])
def test_stated_sides_letter_the_figure_and_are_said(sides, edge):
    outlines = PAIR if sides == "radiological" else (square(90, 70, 30, Side.RIGHT), square(40, 70, 30, Side.LEFT))
    content = a_content(PlaneGeometry(), outlines=outlines, statement=Statement(sides=sides))
    page = lay_out(FigureSpec(caption="My own words."), content)
    assert anchored_edge(page, letters_of(page)["R"]) == edge
    assert page.caption.startswith("My own words.")
    assert "Sides as stated by the user." in page.caption
    assert "stated by the user" in page.process
    already = a_content(PlaneGeometry(stated_sides=sides), outlines=outlines)
    assert "Sides as stated by the user." in lay_out(FigureSpec(), already).caption


def test_unknown_sides_are_refused():
    with pytest.raises(SideError, match="--no-sides") as error:
        lay_out(FigureSpec(), a_content(PlaneGeometry(), outlines=UNNAMED))
    assert error.value.exit_status == 4


def test_unknown_sides_without_letters():
    page = lay_out(FigureSpec(shows_sides=False), a_content(PlaneGeometry(spacing=Spacing(1, 1)), outlines=UNNAMED))
    assert not page.texts("side-letter", "side-words", "edge-letter")
    assert [mark.text for mark in page.texts("outline-name")] == ["1", "2"]
    assert page.texts("outline-name")[0].x_mm < page.texts("outline-name")[1].x_mm
    assert "ide unknown" in page.caption
    assert "patient's right;" not in page.caption


def test_known_sides_can_be_left_out():
    page = lay_out(FigureSpec(shows_sides=False), a_content(outlines=PAIR[::-1], measurement=a_measurement()))
    assert not page.texts("side-letter", "side-words", "edge-letter")
    # right before left, as in tables, although the left outline was given first
    assert [mark.text for mark in page.texts("outline-name")] == ["2", "1"]
    assert "outline 1, 40.0 %" in page.caption and "Sides not shown." in page.caption
    assert "right" not in page.alt


def test_a_contradicted_side_is_refused():
    swapped = (PAIR[0].with_side(Side.LEFT), PAIR[1].with_side(Side.RIGHT))
    with pytest.raises(SideError):
        lay_out(FigureSpec(), a_content(outlines=swapped))


def test_a_mirrored_image_keeps_its_pixels_and_its_letters_follow():
    mirrored = replace(AXIAL, orientation=Orientation((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0)))
    outlines = tuple(square(COLUMNS - 1 - o.bounds_px[2], o.bounds_px[1], 30, o.side) for o in PAIR)
    content = a_content(mirrored, outlines=outlines, values=ramp()[:, ::-1].copy(), measurement=a_measurement())
    page = lay_out(FigureSpec(shows_numbers=True), content)
    plain = lay_out(FigureSpec(shows_numbers=True), a_content(measurement=a_measurement()))
    assert anchored_edge(page, letters_of(page)["R"]) == "right"
    whole = lay_out(FigureSpec(crop_mm=0.0), content)
    assert np.array_equal(whole.image.grey, ramp()[:, ::-1].astype(np.uint8))
    heads = [[mark.text for mark in p.texts("number") if mark.is_bold] for p in (plain, page)]
    assert heads == [["R", "L", "Difference"], ["L", "R", "Difference"]]
    fat = [[m.text for m in p.texts("number") if m.text in ("40.0 %", "12.0 %")] for p in (plain, page)]
    assert fat == [["40.0 %", "12.0 %"], ["12.0 %", "40.0 %"]]
    assert "seen from the feet" in plain.caption and "seen from the head" in page.caption


def test_edge_letters_on_request():
    assert not lay_out(FigureSpec(), a_content()).texts("edge-letter")
    page = lay_out(FigureSpec(shows_edges=True), a_content())
    assert {m.text: anchored_edge(page, m) for m in page.texts("edge-letter")} == {"A": "top", "P": "bottom"}
    assert "A, anterior; P, posterior" in page.caption


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p.name)
def test_the_page_is_as_wide_as_the_preset(preset):
    page = lay_out(FigureSpec(preset=preset.name), a_content())
    assert page.width_mm == preset.width_mm
    assert page.image.width_mm == pytest.approx(preset.width_mm)
    if preset.height_mm is not None:
        assert page.height_mm == preset.height_mm
    pixel = page.image.width_mm / page.image.grey.shape[1], page.image.height_mm / page.image.grey.shape[0]
    assert pixel[0] == pytest.approx(pixel[1])  # square pixels stay square


def test_pixels_that_are_not_square_keep_their_shape():
    geometry = replace(AXIAL, spacing=Spacing(row_mm=0.5, column_mm=1.0))
    image = lay_out(FigureSpec(crop_mm=0.0), a_content(geometry)).image
    assert image.grey.shape == (ROWS, COLUMNS)
    assert image.height_mm / image.width_mm == pytest.approx(ROWS * 0.5 / COLUMNS)


@example(0, 6, 9, "link-preview")
@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(0, 120), st.integers(0, 110), st.integers(8, 30), st.sampled_from([p.name for p in PRESETS]))
def test_the_automatic_crop_holds_every_outline(left, top, size, name):
    page = lay_out(FigureSpec(preset=name), a_content(outlines=[square(left, top, size)]))
    (path,) = [m for m in page.marks if isinstance(m, PathMark) and m.is_closed]
    for x, y in path.rings_mm[0]:
        assert 0 <= x <= page.image.width_mm and 0 <= y <= min(page.image.height_mm, page.height_mm) + 1e-9


def test_an_outline_lies_on_its_pixels():
    values = np.zeros((ROWS, COLUMNS))
    values[70:101, 40:71] = 255.0  # pixel centres of the right square and its border
    page = lay_out(FigureSpec(), a_content(values=values))
    rows, columns = np.nonzero(page.image.grey)
    step = page.image.width_mm / page.image.grey.shape[1]
    path = next(m for m in page.marks if isinstance(m, PathMark))
    xs, ys = zip(*path.rings_mm[0], strict=True)
    assert min(xs) == pytest.approx((columns.min() + 0.5) * step)
    assert max(ys) == pytest.approx((rows.max() + 0.5) * step)


def test_the_crop_in_mm():
    page = lay_out(FigureSpec(crop_mm=70.0), a_content())
    assert page.image.grey.shape[1] == 100
    with pytest.raises(UsageError, match="spacing is unknown"):
        lay_out(FigureSpec(crop_mm=70.0), a_content(PlaneGeometry(AXIAL.orientation)))


def test_the_scale_bar_is_true_and_needs_a_spacing():
    page = lay_out(FigureSpec(crop_mm=70.0), a_content())
    (bar,) = [m for m in page.marks if isinstance(m, ScaleBarMark)]
    assert bar.represents_mm == 10.0
    assert bar.length_mm == pytest.approx(10.0 * page.width_mm / 70.0)
    assert page.texts("scale-label")[0].text == "10 mm"
    for spec, geometry in (
        (FigureSpec(), PlaneGeometry(AXIAL.orientation)),
        (FigureSpec(shows_scale_bar=False), AXIAL),
    ):
        page = lay_out(spec, a_content(geometry))
        assert not any(isinstance(m, ScaleBarMark) for m in page.marks) and not page.texts("scale-label")
        assert "Scale bar" not in page.caption


@pytest.mark.parametrize("axes", SIGNED_PERMUTATIONS)
def test_words_do_not_touch_each_other_or_outlines(axes):
    geometry = PlaneGeometry(Orientation(axes[0], axes[1]), Spacing(0.7, 0.7))
    page = lay_out(FigureSpec(), a_content(geometry, outlines=[square(60, 60, 30)]))
    boxes = [text_box(m) for m in page.texts()]
    assert not any(meets(a, b) for a, b in itertools.combinations(boxes, 2))
    xs, ys = zip(*next(m for m in page.marks if isinstance(m, PathMark)).rings_mm[0], strict=True)
    assert not any(meets((min(xs), min(ys), max(xs), max(ys)), box) for box in boxes)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.floats(3, 60), st.floats(0.5, 8), st.floats(0.5, 8))
def test_dashes_close_the_outline(size, dash, gap):
    page = lay_out(FigureSpec(style=Style(dash_pt=(dash, gap))), a_content(outlines=[square(20, 20, size)]))
    path = next(m for m in page.marks if isinstance(m, PathMark))
    ring = path.rings_mm[0]
    length = sum(math.dist(a, b) for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)) / MM_PER_PT
    on, off = path.dashes_pt[0]
    assert length / (on + off) == pytest.approx(round(length / (on + off)), abs=1e-6)
    assert on / off == pytest.approx(dash / gap)


def test_structures_differ_by_dash_and_are_named():
    both = (PAIR[0], square(10, 40, 20, Side.RIGHT, Structure.ERECTOR_SPINAE))
    page = lay_out(FigureSpec(), a_content(outlines=both))
    first, second = [m.dashes_pt[0][0] for m in page.marks if isinstance(m, PathMark)]
    assert first > 2 * second
    assert "the multifidus and erector spinae are outlined" in page.caption


def test_the_window_is_the_users_then_the_files_then_automatic():
    from viewer.core.grey import Window

    content = a_content(outlines=())
    whole = FigureSpec(crop_mm=0.0)
    assert np.array_equal(lay_out(whole, content).image.grey, ramp().astype(np.uint8))
    own = lay_out(replace(whole, window=Window(64.0, 2.0)), content).image.grey
    assert set(np.unique(own)) == {0, 128, 255}
    automatic = lay_out(whole, a_content(outlines=(), image=a_slice(window=None)))
    low, high = np.percentile(ramp(), [1.0, 99.5])
    expected = np.clip((ramp() - low) / (high - low), 0, 1) * 255
    assert np.abs(automatic.image.grey - expected).max() <= 0.5 + 1e-9


def test_inverted_images_are_shown_as_they_are_meant():
    image = a_slice()
    inverted = replace(image, mapping=replace(image.mapping, is_inverted=True))
    page = lay_out(FigureSpec(crop_mm=0.0), a_content(outlines=(), image=inverted))
    assert np.array_equal(page.image.grey, 255 - ramp().astype(np.uint8))


def test_content_that_does_not_belong_together_is_refused():
    with pytest.raises(GeometryError):
        FigureContent(a_slice(), np.zeros((3, 3)))
    stranger = replace(PAIR[0], slice_key=replace(KEY, frame=2))
    with pytest.raises(OutlineError):
        FigureContent(a_slice(), ramp(), (stranger,))
