"""Panels of a figure: letters after any turn, true halves, one scale, what follows from the page's limits."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from tests.figure.figure_scene import AXIAL, COLUMNS, KEY, PAIR, ROWS, UNNAMED, a_content, a_slice, ramp, square
from tests.figure.panel_scene import (
    DATES,
    LEFT,
    LEVELS,
    MIRRORED,
    RIGHT,
    TWIN,
    another_content,
    contents_of,
    edge_of,
    middles,
    on_panel,
    shapes,
    text_of,
)
from viewer.core.annotations.marks import Midline
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.core.outline import Side
from viewer.errors import SideError, UsageError
from viewer.figure.layout import lay_out
from viewer.figure.page import ImageMark
from viewer.figure.parts.placing import text_box
from viewer.figure.presets import PRESETS, preset

AXES = [
    tuple(tuple(sign[i] if axis == permutation[i] else 0.0 for axis in range(3)) for i in range(3))
    for permutation in itertools.permutations(range(3))
    for sign in itertools.product((1.0, -1.0), repeat=3)
]


@pytest.mark.parametrize("axes", AXES)
def test_letters_of_turned_and_mirrored_panels_stand_where_the_patient_is(axes):
    """The patient's place of the picture's edges comes from the pixels' own map, not from the letters'."""
    row, column, _ = axes
    geometry = PlaneGeometry(Orientation(row, column), Spacing(0.7, 0.5), (0.0, 0.0, 0.0))
    panels = tuple(Panel(turns=turns, is_mirrored=mirrored) for mirrored in (False, True) for turns in range(4))
    content = a_content(geometry, outlines=())
    spec = FigureSpec(preset="springer-double", panels=panels, columns=2, shows_edges=True)
    page = lay_out(spec, content)
    for frame in page.frames:
        steps = {edge: np.divide(frame.to_slice(at), (0.5, 0.7)) for edge, at in middles(frame.box).items()}
        places = {edge: geometry.to_patient_mm([step])[0] for edge, step in steps.items()}
        letters = {
            **text_of(page, frame.panel, "side-letter"),
            **text_of(page, frame.panel, "edge-letter"),
        }
        assert len(letters) == 4
        for letter, mark in letters.items():
            axis, is_low = {"R": (0, 1), "L": (0, 0), "A": (1, 1), "P": (1, 0), "F": (2, 1), "H": (2, 0)}[letter]
            pick = min if is_low else max
            assert edge_of(mark, frame.box) == pick(places, key=lambda edge: places[edge][axis])


@pytest.mark.parametrize("is_flipped", [False, True])
def test_halves_are_the_pixels_of_each_side_and_meet_at_the_midline(is_flipped):
    sign = -1.0 if is_flipped else 1.0
    geometry = replace(AXIAL, orientation=Orientation((sign, 0.0, 0.0), (0.0, 1.0, 0.0)))
    outlines = (
        PAIR
        if not is_flipped
        else tuple(square(COLUMNS - 1 - o.bounds_px[2], o.bounds_px[1], 30, o.side) for o in PAIR)
    )
    middle = 78 if not is_flipped else COLUMNS - 78  # edge between two columns
    line = Midline(KEY, ((middle - 0.5, 10.0), (middle - 0.5, 140.0)))
    content = replace(a_content(geometry, outlines=outlines), midline=line)
    page = lay_out(MIRRORED, content)
    right, left = page.images()
    wide = right.grey.shape[1]
    assert right.grey.shape == left.grey.shape
    assert right.width_mm == pytest.approx(left.width_mm) and right.top_mm == left.top_mm
    top = next(
        t
        for t in range(ROWS)
        if np.array_equal(
            ramp()[t : t + right.grey.shape[0], middle : middle + wide],
            (left.grey[:, ::-1] if not is_flipped else right.grey),
        )
    )
    rows = slice(top, top + right.grey.shape[0])
    low, high = ramp()[rows, middle - wide : middle], ramp()[rows, middle : middle + wide]
    # the midline is the right edge of both: the right half as it is stored, the left half mirrored
    expected = (low, high[:, ::-1]) if not is_flipped else (high, low[:, ::-1])
    assert np.array_equal(right.grey, expected[0]) and np.array_equal(left.grey, expected[1])
    outer = "left" if not is_flipped else "right"
    for panel, letter, words in ((0, "R", "patient’s right"), (1, "L", "patient’s left")):
        letters, said = text_of(page, panel, "side-letter"), text_of(page, panel, "side-words")
        assert set(letters) == {letter} and set(said) == {words}  # at the midline there is no side
        assert edge_of(letters[letter], page.frames[panel].box) == outer
    assert set(text_of(page, 1, "badge")) == {"mirrored for comparison"} and not text_of(page, 0, "badge")


def test_sides_that_lie_above_each_other_are_mirrored_top_to_bottom():
    """On a transposed slice the midline runs across the page: it is the lower edge of both halves."""
    geometry = PlaneGeometry(Orientation((0.0, 1.0, 0.0), (1.0, 0.0, 0.0)), Spacing(0.7, 0.7))
    outlines = (square(60, 30, 30, Side.RIGHT), square(60, 90, 30, Side.LEFT))
    page = lay_out(MIRRORED, a_content(geometry, outlines=outlines))
    right, left = page.images()
    assert right.grey.shape == left.grey.shape
    middle = page.frames[0].to_slice((0.0, page.frames[0].box[1] + page.frames[0].box[3]))[1]
    assert page.frames[1].to_slice((0.0, page.frames[1].box[1] + page.frames[1].box[3]))[1] == pytest.approx(middle)
    for panel, letter in ((0, "R"), (1, "L")):
        letters = text_of(page, panel, "side-letter")
        assert set(letters) == {letter}
        assert text_box(letters[letter])[1] - page.frames[panel].box[1] < 2.3  # at the upper edge


def test_halves_of_two_dates_are_of_one_size_and_end_at_their_midlines():
    spec = replace(DATES, panels=(RIGHT, LEFT, RIGHT, LEFT))
    before, after = contents_of(DATES)
    page = lay_out(spec, (before, before, after, after))
    assert {frame.box[2:] for frame in page.frames} == {page.frames[0].box[2:]}
    for one, other in ((0, 1), (2, 3)):
        inner = [frame.to_slice((frame.box[0] + frame.box[2], 0.0))[0] for frame in page.frames]
        step = 0.7 if one == 0 else 0.5
        assert inner[one] == pytest.approx(inner[other])
        pixel = inner[one] / step + 0.5
        assert pixel == pytest.approx(round(pixel), abs=1e-6)  # an edge between two pixels


def test_each_half_shows_its_own_outline():
    page = lay_out(MIRRORED, a_content())
    assert [mark.panel for mark in shapes(page, "outline")] == [0, 1]
    for mark, outline in zip(shapes(page, "outline"), PAIR, strict=True):
        frame = page.frames[mark.panel]
        for at, (x, y) in zip(mark.rings_mm[0], outline.rings[0], strict=True):
            assert frame.to_slice(at) == pytest.approx((0.7 * x, 0.7 * y))
            assert frame.holds(at)


def test_the_midline_is_the_placed_one_then_between_the_outlines_then_the_bodys():
    def inner_edge(content):
        frame = lay_out(MIRRORED, content).frames[0]
        return frame.to_slice((frame.box[0] + frame.box[2], frame.box[1]))[0] / 0.7 + 0.5

    # outlines at columns 40…70 and 90…120: the middle between them is column 80, counted to pixel centres
    values = np.zeros((ROWS, COLUMNS))
    values[:, 20:130] = 200.0  # a body in the middle of columns 20…129
    body = a_content(values=values)
    assert inner_edge(body) == pytest.approx(80.5, abs=0.51)
    one_side = replace(body, outlines=tuple(o for o in body.outlines if o.side is Side.RIGHT), measurement=None)
    assert inner_edge(one_side) == pytest.approx(75.0, abs=2.0)
    leaning = replace(body, midline=Midline(KEY, ((60.0, 0.0), (90.0, 149.0))))
    assert 72.0 < inner_edge(leaning) < 80.0
    moved = replace(MIRRORED, panels=(replace(RIGHT, shift_mm=(2.1, 0.0)), LEFT))
    frame = lay_out(moved, body).frames[0]
    assert frame.to_slice((frame.box[0] + frame.box[2], 0.0))[0] / 0.7 + 0.5 == pytest.approx(83.5, abs=1.0)


def test_an_outline_beside_the_midline_keeps_its_line():
    midline = Midline(KEY, ((70.2, 0.0), (70.2, 149.0)))  # a fifth of a pixel from the right outline
    page = lay_out(MIRRORED, replace(a_content(), midline=midline))
    for frame in page.frames:
        lines = [m for m in page.marks if m.item == "outline" and m.panel == frame.panel]
        inner = frame.box[0] + frame.box[2]
        own = min(lines, key=lambda mark: abs(sum(x for x, _ in mark.rings_mm[0]) / len(mark.rings_mm[0]) - inner + 20))
        assert max(x for x, _ in own.rings_mm[0]) < inner
    first, second = page.frames
    middle = [frame.to_page(((70.2 + 0.0) * 0.7, 0.0))[0] - frame.box[0] for frame in (first, second)]
    assert middle[0] == pytest.approx(middle[1], abs=0.6 * first.page_mm_per_mm)  # on the same place of both halves


def test_a_half_needs_a_known_side():
    content = a_content(PlaneGeometry(), outlines=UNNAMED)
    with pytest.raises(SideError, match="right half cannot be shown"):
        lay_out(replace(MIRRORED, shows_sides=False), content)
    page = lay_out(replace(MIRRORED, shows_sides=False), a_content())
    assert text_of(page, 1, "badge") and not page.texts("side-letter", "side-words")


@pytest.mark.parametrize("spec", [MIRRORED, TWIN, DATES, LEVELS], ids=lambda s: s.arrangement)
@pytest.mark.parametrize("name", ["springer-single", "springer-double", "slide", "link-preview", "nature-single"])
def test_panels_that_are_compared_have_one_scale_and_one_size(spec, name):
    page = lay_out(replace(spec, preset=name), contents_of(spec))
    first = page.frames[0]
    for frame in page.frames:
        assert frame.page_mm_per_mm == pytest.approx(first.page_mm_per_mm)
        assert frame.box[2:] == pytest.approx(first.box[2:], abs=1e-6)
        assert frame.box[0] >= -1e-9 and frame.box[0] + frame.box[2] <= page.width_mm + 1e-9
    bars = [mark for mark in page.marks if mark.item == "scale-bar"]
    assert len({mark.panel for mark in bars}) == 1
    for one, other in itertools.combinations(page.frames, 2):
        (a, b, c, d), (e, f, g, h) = one.box, other.box
        assert a + c <= e or e + g <= a or b + d <= f or f + h <= b


def test_one_scale_needs_spacings():
    unknown = a_content(PlaneGeometry(AXIAL.orientation), outlines=())
    page = lay_out(DATES, (unknown, another_content()))
    assert [mark.panel for mark in page.texts("scale-label")] == [1]
    assert page.frames[0].box[3] == pytest.approx(page.frames[1].box[3])  # equal heights all the same


def test_the_plain_twin_has_letters_and_no_outlines():
    page = lay_out(TWIN, a_content())
    assert {mark.panel for mark in shapes(page, "outline")} == {1}
    assert set(text_of(page, 0, "side-letter")) == set(text_of(page, 1, "side-letter")) == {"R", "L"}
    plain, annotated = page.images()
    assert np.array_equal(plain.grey, annotated.grey)
    assert [mark.text for mark in page.texts("panel-letter")] == ["a", "b"]
    assert not lay_out(replace(TWIN, shows_panel_letters=False), a_content()).texts("panel-letter")


def test_titles_are_levels_and_times():
    assert [m.text for m in lay_out(LEVELS, contents_of(LEVELS)).texts("title")][:2] == ["L1/2", "L2/3"]
    assert [m.text for m in lay_out(DATES, contents_of(DATES)).texts("title")] == ["Before", "26 weeks after"]
    own = replace(TWIN, panels=(Panel(title="fat {right.fat_fraction}"), Panel()))
    assert [m.text for m in lay_out(own, contents_of(own)).texts("title")] == ["fat 40.0 %"]


@pytest.mark.parametrize(
    ("count", "name", "columns"),
    [(2, "springer-single", 2), (5, "springer-single", 2), (5, "springer-double", 5), (4, "slide", 2), (3, "blog", 3)],
)
def test_columns_follow_the_width(count, name, columns):
    spec = FigureSpec(preset=name, panels=(Panel(),) * count)
    tops = [frame.box[1] for frame in lay_out(spec, a_content()).frames]
    assert tops.count(tops[0]) == columns
    forced = lay_out(replace(spec, columns=1), a_content())
    assert len({frame.box[1] for frame in forced.frames}) == count


@pytest.mark.parametrize("spec", [MIRRORED, TWIN, LEVELS, FigureSpec()], ids=lambda s: s.arrangement)
def test_heights_are_kept_and_pixels_are_never_stretched(spec):
    whole = replace(spec, panels=tuple(replace(panel, crop_mm=0.0) for panel in spec.panels), shows_numbers=True)
    for outlet, recipe in itertools.product(PRESETS, (spec, whole)):
        page = lay_out(replace(recipe, preset=outlet.name), contents_of(recipe))
        assert page.width_mm == outlet.width_mm
        if outlet.height_mm is not None:
            assert page.height_mm == pytest.approx(outlet.height_mm)
        if outlet.max_height_mm is not None:
            assert page.height_mm <= outlet.max_height_mm + 1e-6
        for image in page.images():
            rows, columns = image.grey.shape
            assert image.width_mm / columns == pytest.approx(image.height_mm / rows)


def test_a_whole_slice_on_a_slide_is_seen_whole():
    page = lay_out(FigureSpec(preset="slide", crop_mm=0.0), a_content())
    assert page.image.grey.shape == (ROWS, COLUMNS)
    assert page.image.height_mm == pytest.approx(preset("slide").height_mm)
    assert page.image.left_mm == pytest.approx((page.width_mm - page.image.width_mm) / 2)


def test_crop_shift_and_enlargement():
    spec = FigureSpec(preset="springer-single", panels=(Panel(crop_mm=70.0, shift_mm=(7.0, -3.5)),))
    page, before = lay_out(spec, a_content()), lay_out(FigureSpec(crop_mm=70.0), a_content())
    assert page.image.grey.shape[1] == 100
    moved, still = page.frames[0].to_slice((0.0, 0.0)), before.frames[0].to_slice((0.0, 0.0))
    assert moved[0] - still[0] == pytest.approx(7.0, abs=0.35) and moved[1] - still[1] == pytest.approx(-3.5, abs=0.35)
    assert page.enlargement == pytest.approx(0.84 * 600 / 25.4)  # 100 pixels on 84 mm


def test_pixels_that_are_not_square_keep_their_shape_when_turned():
    geometry = replace(AXIAL, spacing=Spacing(row_mm=0.5, column_mm=1.0))
    page = lay_out(FigureSpec(crop_mm=0.0, panels=(Panel(turns=1),)), a_content(geometry))
    assert page.image.grey.shape == (COLUMNS, ROWS)
    assert page.image.height_mm / page.image.width_mm == pytest.approx(COLUMNS * 1.0 / (ROWS * 0.5))


def test_contents_must_fit_the_panels():
    with pytest.raises(UsageError, match="2 panels but 1 slices"):
        lay_out(TWIN, (a_content(),))


def test_another_window_is_another_grey_and_the_old_one_comes_back():
    from viewer.core.grey import Window

    content = a_content(outlines=(), image=a_slice(window=Window(127.5, 255.0)))
    spec = FigureSpec(panels=(Panel(), Panel(window=Window(64.0, 2.0))), crop_mm=0.0)
    for _ in range(2):
        plain, hard = lay_out(spec, content).images()
        assert np.array_equal(plain.grey, ramp().astype(np.uint8))
        assert set(np.unique(hard.grey)) == {0, 128, 255}
    changed = replace(content, values=255.0 - ramp())
    assert np.array_equal(next(lay_out(spec, changed).images()).grey, (255.0 - ramp()).astype(np.uint8))


def test_marks_know_their_panel():
    page = lay_out(MIRRORED, a_content())
    assert [mark.panel for mark in page.images()] == [0, 1]
    assert all(mark.item for mark in page.marks)
    assert {type(mark) for mark in on_panel(page, 0, ImageMark)} == {ImageMark}
    assert Side.RIGHT is PAIR[0].side
