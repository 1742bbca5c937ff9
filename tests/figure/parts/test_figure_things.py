"""What the layout puts on panels: bars, badge, inset, key, letters; where, how large, and never over one another."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figure.figure_scene import AXIAL, KEY, PAIR, a_content, a_slice, square
from tests.figure.panel_scene import DATES, LEFT, LEVELS, MIRRORED, RIGHT, TWIN, contents_of, measured, shapes
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec, Placed
from viewer.core.figures.style import Style
from viewer.core.geometry import Orientation, PlaneGeometry
from viewer.core.outline import Side, Structure
from viewer.figure.content import LocatorView
from viewer.figure.layout import lay_out
from viewer.figure.page import ImageMark, ScaleBarMark, TextMark
from viewer.figure.parts.placing import meets, text_box
from viewer.figure.presets import PRESETS
from viewer.measure.fat_map import FatMap, MappedOutline
from viewer.measure.measurement import MethodUsed

ARRANGEMENTS = (FigureSpec(), MIRRORED, TWIN, DATES, LEVELS)
FAT = FigureSpec(panels=(Panel(shows_fat_map=True, fat_map_opacity=0.5),), crop_mm=0.0)


def a_fat_map():
    """Half fat at (row 72, column 42), covered by a half; all fat at (72, 43)."""
    values, weights = np.full((4, 4), np.nan), np.zeros((4, 4))
    values[1, 1:3], weights[1, 1:3] = (0.5, 1.0), (0.5, 1.0)
    return FatMap(KEY, (150, 160), MethodUsed("x", "1"), 71, 41, values, weights, (MappedOutline(PAIR[0], 0.5, 0.5),))


def box_of(marks):
    boxes = [text_box(mark) for mark in marks]
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sampled_from(ARRANGEMENTS),
    st.sampled_from(PRESETS),
    st.tuples(*[st.booleans()] * 5),
    st.sampled_from(["none", "whole"]),
    st.sampled_from(["none", "cube", "feet"]),
)
def test_no_text_lies_over_another_or_beyond_the_page(arrangement, outlet, switches, inset, key):
    has_numbers, has_caption, has_edges, has_words, has_map = switches
    spec = replace(
        arrangement,
        preset=outlet.name,
        shows_numbers=has_numbers,
        shows_caption=has_caption and outlet.height_mm is None,
        shows_edges=has_edges,
        shows_side_words=has_words,
        inset=inset,
        key=key if outlet.height_mm is None else "none",
        panels=tuple(replace(panel, shows_fat_map=has_map) for panel in arrangement.panels),
    )
    contents = tuple(replace(c, fat_map=a_fat_map() if c.image.key == KEY else None) for c in contents_of(spec))
    page = lay_out(spec, contents)
    boxes = [(mark, text_box(mark)) for mark in page.texts()]
    for mark, (left, top, right, bottom) in boxes:
        assert left >= -0.1 and top >= -0.1 and right <= page.width_mm + 0.1, mark
        assert bottom <= page.height_mm + 0.1, mark
        is_below = mark.role == "key" and spec.key == "feet"
        if mark.panel >= 0 and mark.role not in ("panel-letter", "title") and not is_below:
            frame = page.frames[mark.panel].box
            assert frame[0] <= left and right <= frame[0] + frame[2] + 0.1, mark
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        assert not meets(first, second), (one.text, other.text)


@pytest.mark.parametrize("outlet", PRESETS, ids=lambda p: p.name)
@pytest.mark.parametrize("count", [2, 8, 24])
def test_a_mirrored_panel_always_says_so(outlet, count):
    panels = (RIGHT, LEFT) * (count // 2)
    page = lay_out(FigureSpec(preset=outlet.name, arrangement="mirrored", panels=panels), a_content())
    badges = page.texts("badge")
    assert [mark.panel for mark in badges] == list(range(1, count, 2))
    for mark in badges:
        assert mark.text in ("mirrored for comparison", "mirrored")
        left, top, right, bottom = text_box(mark)
        box = page.frames[mark.panel].box
        assert box[0] <= left and right <= box[0] + box[2] and box[1] <= top and bottom <= box[1] + box[3]


def test_the_badge_is_shorter_where_it_would_cover_the_outline():
    """Above and below the outline, the half slice has no room: only beside it, where the long words do not fit."""
    panels = (RIGHT, LEFT)
    spec = FigureSpec(arrangement="mirrored", panels=panels, crop_mm=0.0)
    high = tuple(square(left, 2, 50, side) for left, side in ((22, Side.RIGHT), (88, Side.LEFT)))
    low = a_slice(rows=54)
    content = a_content(image=low, values=np.zeros((54, 160)), outlines=high)
    (badge,) = lay_out(spec, content).texts("badge")
    assert badge.text == "mirrored"
    (roomy,) = lay_out(spec, a_content(outlines=(square(22, 60, 50, Side.RIGHT), square(88, 60, 50, Side.LEFT)))).texts(
        "badge"
    )
    assert roomy.text == "mirrored for comparison"


def test_placed_things_stand_where_the_user_put_them():
    places = tuple(
        Placed(item, 0, part)
        for item, part in (
            ("scale-bar", (0.0, 1.0)),
            ("sides", (0.3, 0.5)),
            ("panel-letter", (1.0, 0.0)),
            ("colour-bar", (0.5, 1.0)),
            ("inset", (1.0, 1.0)),
            ("key", (0.5, 0.0)),
        )
    )
    panel = Panel(shows_fat_map=True)
    spec = FigureSpec(panels=(panel,), places=places, shows_panel_letters=True, inset="whole", key="cube")
    page = lay_out(spec, replace(measured(), fat_map=a_fat_map()))
    _, _, width, height = page.frames[0].box
    bar = next(mark for mark in page.marks if isinstance(mark, ScaleBarMark))
    assert (bar.x_mm, bar.y_mm) == pytest.approx((2.2, height - 2.2))
    letter = page.texts("panel-letter")[0]
    assert text_box(letter)[1:3] == pytest.approx((2.2, width - 2.2)) and letter.casing_pt > 0.0
    sides = page.texts("side-letter")
    assert all(0.4 * height < mark.baseline_mm < 0.6 * height for mark in sides)
    assert {mark.anchor for mark in sides} == {"left", "right"}  # never off their edges
    legend = box_of(page.texts("colour-bar"))
    assert (legend[0] + legend[2]) / 2 == pytest.approx(width / 2, abs=1.0)
    inset = next(mark for mark in page.images() if mark.item == "inset")
    assert inset.left_mm + inset.width_mm == pytest.approx(width - 2.2)
    cube = [mark for mark in page.marks if isinstance(mark, TextMark) and mark.item == "key"]
    assert {mark.text for mark in cube} == {"F", "A", "L"} and abs(cube[0].x_mm - width / 2) < 5.0


def test_the_scale_bar_the_user_wants():
    def bar(spec):
        return next(m for m in lay_out(spec, a_content()).marks if isinstance(m, ScaleBarMark))

    asked = bar(FigureSpec(crop_mm=70.0, scale_bar_mm=25.0))
    assert asked.represents_mm == 25.0 and asked.length_mm == pytest.approx(25.0 * 84.0 / 70.0)
    assert bar(FigureSpec(crop_mm=70.0, scale_bar_mm=90.0)).represents_mm == 10.0  # longer than the panel
    placed = replace(TWIN, places=(Placed("scale-bar", 0, (0.0, 1.0)),))
    assert bar(placed).panel == 0 and bar(TWIN).panel == 1
    assert bar(MIRRORED).panel == 0  # the badge has the other one
    assert bar(replace(MIRRORED, panels=(LEFT, LEFT))).panel == 1


def test_a_fat_map_covers_each_pixel_as_far_as_the_outline_does():
    page = lay_out(FAT, replace(a_content(), fat_map=a_fat_map()))
    overlay = page.image.overlay
    assert overlay.shape == (150, 160, 4)
    assert (overlay[..., 3] > 0).sum() == 2
    assert overlay[72, 42].tolist() == [0x21, 0x91, 0x8C, 64]  # middle of viridis, half covered at half opacity
    assert overlay[72, 43].tolist() == [0xFD, 0xE7, 0x25, 128]
    words = {mark.text for mark in page.texts("colour-bar")}
    assert words == {"fat fraction", "0 %", "100 %"}
    mirrored = replace(FAT, panels=(replace(FAT.panels[0], is_mirrored=True),))
    again = lay_out(mirrored, replace(a_content(), fat_map=a_fat_map()))
    assert np.array_equal(again.image.overlay, overlay[:, ::-1])
    for spec, content in ((FAT, a_content()), (FigureSpec(), replace(a_content(), fat_map=a_fat_map()))):
        page = lay_out(spec, content)
        assert page.image.overlay is None and not page.texts("colour-bar")


def test_the_inset_of_the_whole_slice_frames_the_crop():
    page = lay_out(FigureSpec(inset="whole", crop_mm=56.0), a_content())
    inset = next(mark for mark in page.images() if mark.item == "inset")
    assert inset.grey.shape == (150, 160)
    frame = min(shapes(page, "inset"), key=lambda mark: np.ptp(np.asarray(mark.rings_mm[0])[:, 0]))
    xs, ys = np.asarray(frame.rings_mm[0]).T
    shown = page.image.grey.shape
    assert np.ptp(xs) / inset.width_mm == pytest.approx(shown[1] / 160)
    assert np.ptp(ys) / inset.height_mm == pytest.approx(shown[0] / 150)
    corner = page.frames[0].to_slice((0.0, 0.0))
    assert (min(xs) - inset.left_mm) / inset.width_mm == pytest.approx((corner[0] / 0.7 + 0.5) / 160)


def test_the_inset_of_the_locator_has_the_slices_line():
    locator = LocatorView(np.zeros((40, 20), dtype=np.uint8), 2.0, 1.0, ((0.0, 9.5), (19.0, 9.5)))
    content = replace(a_content(), locator=locator)
    page = lay_out(FigureSpec(inset="locator"), content)
    inset = next(mark for mark in page.images() if mark.item == "inset")
    assert inset.height_mm / inset.width_mm == pytest.approx(80.0 / 20.0)
    (line,) = [mark for mark in shapes(page, "inset") if not mark.is_closed]
    assert [y - inset.top_mm for _, y in line.rings_mm[0]] == pytest.approx([inset.height_mm / 4] * 2)
    assert not [m for m in lay_out(FigureSpec(inset="locator"), a_content()).marks if m.item == "inset"]


def test_the_key_of_the_view_is_drawn_only_where_it_is_true():
    page = lay_out(FigureSpec(key="feet"), a_content())
    words = " ".join(mark.text for mark in page.texts("key"))
    assert "seen from the feet" in words and "image-left is the patient’s right" in words
    eye, _, arrow = shapes(page, "key")[-3:]  # the eye is below the body, and looks up
    assert min(y for _, y in arrow.rings_mm[0]) < min(y for _, y in eye.rings_mm[0])
    letters = {mark.text: mark.x_mm for mark in page.texts("key") if mark.is_bold}
    assert letters["R"] < letters["L"]
    from_head = replace(AXIAL, orientation=Orientation((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0)))
    outlines = tuple(o.with_side(Side.LEFT if o.side is Side.RIGHT else Side.RIGHT) for o in PAIR)
    page = lay_out(FigureSpec(key="feet"), a_content(from_head, outlines=outlines))
    words = " ".join(mark.text for mark in page.texts("key"))
    assert "seen from the head" in words and "image-left is the patient’s left" in words
    eye, _, arrow = shapes(page, "key")[-3:]  # the eye is above the body, and looks down
    body = shapes(page, "key")[0]
    assert max(y for _, y in arrow.rings_mm[0]) > max(y for _, y in eye.rings_mm[0])
    assert min(y for _, y in eye.rings_mm[0]) < min(y for _, y in body.rings_mm[0])
    for spec, content in (
        (FigureSpec(key="feet", panels=(Panel(is_mirrored=True),)), a_content()),
        (FigureSpec(key="feet", panels=(Panel(turns=1),)), a_content()),
        (FigureSpec(key="feet", shows_sides=False), a_content()),
        (FigureSpec(key="cube"), a_content(PlaneGeometry(stated_sides="radiological"))),
    ):
        assert not lay_out(spec, content).texts("key")


@pytest.mark.parametrize(
    ("panels", "letters", "where"),
    [
        ((Panel(), Panel(is_mirrored=True)), None, "in panel a, image-left"),
        ((Panel(turns=2), Panel(part="right")), None, "in panel b, image-left"),
        ((Panel(), Panel(is_mirrored=True)), False, "as acquired, image-left"),
        ((Panel(), Panel(part="left")), None, "on the back: image-left"),
    ],
)
def test_the_key_of_the_view_says_where_it_holds(panels, letters, where):
    """Beside a mirrored panel, whose image-left is the patient's left, it must not speak for all of them."""
    page = lay_out(FigureSpec(key="feet", panels=panels, shows_panel_letters=letters), a_content())
    assert f"{where} is the patient’s right." in " ".join(mark.text for mark in page.texts("key"))


def test_the_cube_turns_with_its_panel():
    def faces(panel):
        page = lay_out(FigureSpec(key="cube", panels=(panel,)), a_content())
        return "".join(mark.text for mark in page.texts("key"))

    assert faces(Panel()) == "FAL"  # towards the viewer, up, right
    assert faces(Panel(is_mirrored=True)) == "FAR"
    assert faces(Panel(turns=1)) == "FRA"


def test_patterns_and_sizes_of_the_style():
    def first(**style):
        content = a_content(outlines=(PAIR[0], square(10, 40, 20, Side.RIGHT, Structure.ERECTOR_SPINAE)))
        return shapes(lay_out(FigureSpec(style=Style(**style)), content), "outline")

    assert first(pattern="solid")[0].dashes_pt == () and first(pattern="solid")[1].dashes_pt
    dotted = first(pattern="dotted", line_pt=2.0)[0]
    assert dotted.dashes_pt[0][0] == pytest.approx(2.0, rel=0.05) and dotted.width_pt == 2.0
    page = lay_out(FigureSpec(style=Style(text_pt=10.0, letter_pt=15.0), shows_numbers=True), measured())
    assert {m.size_pt for m in page.texts("side-words", "scale-label", "number")} == {10.0}
    assert {m.size_pt for m in page.texts("side-letter")} == {15.0}


def test_a_small_outline_has_shorter_dashes_of_the_same_line():
    """Squares on a panel of 84 mm for 105 mm: sides of 48, 14 and 5 px of 0.7 mm; period 8 pt, at least 6 pt."""

    def count(size):
        whole = FigureSpec(crop_mm=0.0, style=Style(dash_pt=(5.0, 3.0)))
        (mark,) = shapes(lay_out(whole, a_content(outlines=(square(40, 60, size, Side.RIGHT),))), "outline")
        perimeter = 4 * size * 0.7 * 84.0 / 112.0 / 25.4 * 72
        assert mark.width_pt == Style().line_pt
        on, off = mark.dashes_pt[0]
        assert on / off == pytest.approx(5 / 3)
        return round(perimeter / (on + off), 6)

    # perimeters of 285.7, 83.3 and 29.8 pt
    assert [count(size) for size in (48, 14, 5)] == [36, 14, 5]


def test_words_that_do_not_fit_are_left_out_and_letters_are_not():
    narrow = lay_out(replace(LEVELS, preset="springer-double"), contents_of(LEVELS))
    assert not narrow.texts("side-words") and len(narrow.texts("side-letter")) == 10
    assert isinstance(narrow.image, ImageMark)
    assert not lay_out(FigureSpec(shows_side_words=False), a_content()).texts("side-words")
