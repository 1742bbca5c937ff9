"""What the panes of right beside left see: each half upright, mirrored exactly, lettered truly, and linked."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from tests.memory import AXIAL, SAGITTAL, box, image, series
from viewer.app.comparing import doing
from viewer.app.comparing.panes import refusal
from viewer.app.comparing.sides import NO_HALVES, SIDES_UNSTATED, halves_of
from viewer.app.display.corner_texts import corners_of
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.app.viewing import close_comparison, fit, toggle, turn, zoom
from viewer.core.document import Document, Midline, Statement
from viewer.core.geometry import Orientation, Spacing
from viewer.core.history import Place
from viewer.core.outline import Side
from viewer.core.series import Study
from viewer.core.view import Comparing, Framing
from viewer.proposals.mirroring.reflection import mirrored
from viewer.tools.gesture import Gesture, Kind

AXES = [tuple(float(sign) * v for v in axis) for axis in np.eye(3) for sign in (1, -1)]
IN_PLANE = [(row, column) for row, column in itertools.product(AXES, AXES) if not np.dot(row, column)]
WITH_SIDES = [pair for pair in IN_PLANE if pair[0][0] or pair[1][0]]
"""Orientations of an image's rows and columns along the patient's axes: all 24, and those that show two sides."""


def body() -> np.ndarray:
    values = np.zeros((100, 120), np.int16)
    values[10:90, 20:110] = 300
    return values


def compared(orientation=AXIAL, *, spacing=Spacing(0.7, 0.5), document=None) -> Session:  # noqa: B008 - frozen
    """Session of one slice on panes of 300 × 500 points, right beside left."""
    session = Session(load_slice)
    session.change(canvas=(300.0, 500.0))
    slices = [image(body(), orientation=orientation, spacing=spacing)]
    session.open(Study(series=(series(*slices),)), Place(1, 1), document=document or Document())
    doing.compare_sides(session)
    return session


def on_screen(session: Session, pane, point):
    return session.seen(pane).viewport.point_to_screen(point)


def leftness(session: Session, point) -> float:
    return float(session.now.image.geometry.leftness([point])[0])


def test_there_are_24_orientations_of_which_16_show_two_sides():
    assert (len(IN_PLANE), len(WITH_SIDES)) == (24, 16)


@pytest.mark.parametrize("axes", IN_PLANE)
def test_the_second_pane_is_really_mirrored_in_every_orientation(axes):
    session = compared(Orientation(*axes))
    if axes not in WITH_SIDES:
        assert refusal(session.now) == NO_HALVES
        assert session.seen(0) is session.seen(1) is session.now
        return
    assert refusal(session.now) == ""
    halves = halves_of(session.now)
    point = halves.stored((halves.right_sign * 18.0, 33.0))
    partner = halves.reflected(point)
    middle = leftness(session, halves.line[0])
    assert leftness(session, point) < middle < leftness(session, partner)  # the patient's right, and left
    assert leftness(session, partner) - middle == pytest.approx(middle - leftness(session, point))
    # Mirror images of each other stand at the same place in both panes, and so does the line.
    assert on_screen(session, 0, point) == pytest.approx(on_screen(session, 1, partner))
    for end in halves.line:
        assert on_screen(session, 0, end) == pytest.approx(on_screen(session, 1, end))
    assert on_screen(session, 0, halves.line[0])[0] == pytest.approx(on_screen(session, 0, halves.line[1])[0])
    turns = [np.linalg.det(np.reshape(session.seen(pane).viewport.linear, (2, 2))) for pane in (0, 1)]
    assert turns[0] == pytest.approx(-turns[1])
    assert turns[0] > 0.0  # the patient's right is never the mirrored one


@pytest.mark.parametrize("axes", WITH_SIDES)
def test_letters_are_those_of_each_pane_in_every_orientation(axes):
    session = compared(Orientation(*axes))
    letters = [session.seen(pane).viewport.edge_letters(session.now.image.geometry) for pane in (0, 1)]
    up = "H" if axes[0][2] or axes[1][2] else "A"
    down = {"H": "F", "A": "P"}[up]
    assert {found["top"] for found in letters} == {up}
    assert {found["bottom"] for found in letters} == {down}
    # The body's middle is at the same edge of both panes: what lies beside the body is its own side.
    halves = halves_of(session.now)
    lateral_x, middle_x = (on_screen(session, 0, halves.stored((u * halves.right_sign, 5.0)))[0] for u in (30.0, 0.0))
    lateral = "left" if lateral_x < middle_x else "right"
    medial = {"left": "right", "right": "left"}[lateral]
    assert (letters[0][lateral], letters[0][medial]) == ("R", "L")
    assert (letters[1][lateral], letters[1][medial]) == ("L", "R")


def test_in_a_usual_axial_slice_both_have_the_midline_at_their_right_edge():
    session = compared()
    session.change(canvas=(200.0, 500.0))
    # The line lies at column 64, so the wider half reaches 64.5 columns; 2 % of it are shown beyond the line. The whole
    # height is seen: 100 rows of 0.7 mm are as high as 140 columns of 0.5 mm are wide.
    zoom_expected = 0.97 * 500.0 / 140.0
    for pane in (0, 1):
        assert session.seen(pane).viewport.zoom == pytest.approx(zoom_expected)
        x = on_screen(session, pane, halves_of(session.now).line[0])[0]
        assert x == pytest.approx(200.0 - 0.02 * 64.5 * zoom_expected)


def test_a_slanting_midline_is_set_upright_and_mirrors_exactly_in_mm():
    line = ((52.0, 5.0), (70.0, 95.0))
    session = compared()
    key = session.now.image.key
    session.edit("place midline", replace(session.now.document, midlines=((Midline(key, line)),)))
    halves = halves_of(session.now)
    assert halves.line == line
    for point in ((30.0, 40.0), (10.0, 88.0), (75.5, 12.25)):
        partner = halves.reflected(point)
        [expected] = mirrored([point], line, Spacing(0.7, 0.5))
        assert partner == pytest.approx(expected)
        assert halves.reflected(partner) == pytest.approx(point)
        assert on_screen(session, 0, point) == pytest.approx(on_screen(session, 1, partner))
    tops = [on_screen(session, pane, line[0]) for pane in (0, 1)]
    ends = [on_screen(session, pane, line[1]) for pane in (0, 1)]
    assert [top[0] for top in tops] == pytest.approx([end[0] for end in ends])
    # atan2(18 · 0.5, 90 · 0.7) = 8.13° from the image's own vertical.
    assert math.degrees(abs(halves.slant)) == pytest.approx(8.13, abs=0.01)
    assert session.seen(1).viewport.point_to_image(tops[1]) == pytest.approx(line[0])


def test_the_midline_is_the_users_then_the_found_then_the_estimated_one():
    session = compared()
    key = session.now.image.key
    assert halves_of(session.now).line[0][0] == pytest.approx(64.5, abs=2.0)  # the body's columns are 20 to 109
    doing.keep_midline(session, key, ((60.0, 0.0), (60.0, 99.0)))
    assert halves_of(session.now).line[0][0] == 60.0
    placed = Midline(key, ((50.0, 0.0), (50.0, 99.0)))
    session.edit("place midline", replace(session.now.document, midlines=(placed,)))
    assert halves_of(session.now).line[0][0] == 50.0
    session.undo()
    session.change(loaded=None, view=replace(session.now.view, comparing=Comparing()))
    assert halves_of(session.now).line[0][0] == 59.5  # the image's middle, while nothing else is known
    boxes = (box(10, 40, 20, 50, side=Side.RIGHT), box(60, 40, 70, 50, side=Side.LEFT))
    session.edit("outline", session.now.document.with_outlines(boxes))
    assert halves_of(session.now).line[0][0] == 40.0  # between 15 and 65


@pytest.mark.parametrize("pane", [0, 1])
def test_zooming_in_a_pane_keeps_the_place_and_takes_the_other_along(pane):
    session = compared()
    halves, at = halves_of(session.now), (40.0, 60.0) if pane == 0 else (85.0, 60.0)
    screen = on_screen(session, pane, at)
    before = session.seen(0).viewport.zoom
    session.gesture(Gesture(Kind.WHEEL, at=at, steps=2.0, modifiers=frozenset({"ctrl"}), screen=screen), pane)
    assert on_screen(session, pane, at) == pytest.approx(screen)
    assert on_screen(session, 1 - pane, halves.reflected(at)) == pytest.approx(screen)
    for other in (0, 1):
        assert session.seen(other).viewport.zoom == pytest.approx(1.44 * before)
    assert session.now.view.comparing.pane == pane
    zoom(session, 1.25)  # the command, about the middle of the pane in use
    assert session.seen(1).viewport.zoom == pytest.approx(1.8 * before)
    fit(session)
    assert session.seen(1 - pane).viewport.zoom == pytest.approx(before)


@pytest.mark.parametrize("pane", [0, 1])
def test_panning_a_pane_moves_both_the_same_way_on_the_screen(pane):
    session = compared()
    places = [on_screen(session, other, (50.0, 50.0)) for other in (0, 1)]
    start = (150.0, 250.0)
    held = frozenset({"middle"})
    for kind, screen in ((Kind.PRESS, start), (Kind.MOVE, (165.0, 229.0)), (Kind.RELEASE, (165.0, 229.0))):
        at = session.seen(pane).viewport.point_to_image(screen)
        session.gesture(Gesture(kind, at=at, button="middle", buttons=held, screen=screen), pane)
    for other in (0, 1):
        x, y = on_screen(session, other, (50.0, 50.0))
        assert (x - places[other][0], y - places[other][1]) == pytest.approx((15.0, -21.0))


def test_the_one_image_comes_back_where_it_was():
    session = compared()
    close_comparison(session)
    session.change(view=replace(session.now.view, framing=Framing(3.0, (40.0, 50.0)), is_mirrored=True, turns=1))
    before = session.now.view
    doing.compare_sides(session)
    assert [session.seen(pane).view.is_mirrored for pane in (0, 1)] == [True, False]  # as the user mirrors it
    session.gesture(Gesture(Kind.WHEEL, at=(60.0, 60.0), steps=1.0, modifiers=frozenset({"ctrl"})), 1)
    close_comparison(session)
    assert session.now.view == before


def test_mirroring_and_turning_the_view_keep_the_panes_mirror_images():
    session = compared()
    toggle(session, "is_mirrored")
    turn(session)
    halves, point = halves_of(session.now), (40.0, 60.0)
    assert on_screen(session, 0, point) == pytest.approx(on_screen(session, 1, halves.reflected(point)))
    assert session.seen(0).viewport.edge_letters(session.now.image.geometry)["right"] == "R"


def test_a_picture_whose_sides_are_unknown_is_refused_until_they_are_stated():
    session = compared(None, spacing=None)
    assert refusal(session.now) == SIDES_UNSTATED
    assert session.seen(1) is session.now
    session.edit("state sides", session.now.document.with_statement("1.2", Statement(sides="radiological")))
    assert refusal(session.now) == ""
    assert session.seen(1).view.is_mirrored


def test_near_sagittal_is_refused_in_one_sentence():
    session = compared(SAGITTAL)
    said = refusal(session.now)
    assert said == NO_HALVES
    assert said.count(".") == 1


@pytest.mark.parametrize("pane", [0, 1])
def test_what_is_drawn_in_a_pane_is_where_and_on_the_side_that_geometry_says(pane):
    session = compared()
    session.use_tool("outline")
    corners = [(80.0, 40.0), (100.0, 40.0), (100.0, 60.0), (80.0, 60.0)]  # of the patient's left
    for corner in corners:
        for kind in (Kind.MOVE, Kind.PRESS, Kind.RELEASE):
            held = frozenset({"left"}) if kind is Kind.PRESS else frozenset()
            at = session.seen(pane).viewport.point_to_image(on_screen(session, pane, corner))
            session.gesture(Gesture(kind, at=at, button=None if kind is Kind.MOVE else "left", buttons=held), pane)
    session.gesture(Gesture(Kind.KEY, key="Return"))
    [outline] = session.now.document.outlines
    assert outline.side is Side.LEFT
    assert np.allclose(sorted(outline.rings[0]), sorted(corners))
    session.undo()
    assert session.now.document.outlines == ()


def test_looking_is_no_change_of_the_document():
    session = compared()
    document, history = session.now.document, session.now.history
    for act in (doing.swipe, doing.blink, doing.turn_over, doing.compare_sides, close_comparison):
        act(session)
    assert session.now.document is document
    assert session.now.history is history
    assert not session.now.is_modified


def test_the_panes_share_the_texts_of_one_slice():
    session = compared()
    first, second = (corners_of(session.seen(pane)) for pane in (0, 1))
    assert (first.top_right, second.top_left, second.bottom_left) == ((), (), ())
    assert "slice 1 of 1" in second.top_right
    assert first.bottom_left[0].endswith("%")
    assert (first.badge, second.badge) == ("", "")  # the second has its own


@pytest.mark.parametrize("turned_degrees", [-35.0, 12.0, 40.0])
@pytest.mark.parametrize("tilt_degrees", [0.0, 25.0])
def test_oblique_slices_are_mirrored_about_the_patients_middle(turned_degrees, tilt_degrees):
    turned, tilt = math.radians(turned_degrees), math.radians(tilt_degrees)
    row = (math.cos(turned), math.sin(turned) * math.cos(tilt), -math.sin(turned) * math.sin(tilt))
    column = (-math.sin(turned), math.cos(turned) * math.cos(tilt), -math.cos(turned) * math.sin(tilt))
    session = compared(Orientation(row, column))
    halves = halves_of(session.now)
    middle, point = leftness(session, halves.line[0]), halves.stored((halves.right_sign * 18.0, 33.0))
    partner = halves.reflected(point)
    assert leftness(session, point) < middle
    assert leftness(session, partner) - middle == pytest.approx(middle - leftness(session, point))
    assert on_screen(session, 0, point) == pytest.approx(on_screen(session, 1, partner))
    # Upright: front at the top and back at the bottom, the right half with its right on the left of the screen.
    letters = session.seen(0).viewport.edge_letters(session.now.image.geometry)
    assert (letters["top"][0], letters["left"][0], letters["right"][0]) == ("A", "R", "L")
