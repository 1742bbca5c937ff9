"""The outlined muscles are shown large in both panes, and the whole halves on request."""

import numpy as np
import pytest

from tests.memory import box, image, series
from viewer.app.comparing import doing
from viewer.app.comparing.sides import halves_of
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.app.viewing import close_comparison, fit
from viewer.core.geometry import Spacing
from viewer.core.history import Place
from viewer.core.outline import Side, Structure
from viewer.core.series import Study
from viewer.core.view import Framing

RIGHT, LEFT = (40.5, 60.5, 54.5, 80.5), (74.5, 62.5, 89.5, 82.5)
"""Left, top, right and bottom of the outlines, pixels; the body's middle is at column 64.5."""


@pytest.fixture
def session() -> Session:
    """Two slices of square pixels, both sides of the first one outlined, on panes of 300 × 500 points."""
    made = Session(load_slice)
    made.change(canvas=(300.0, 500.0))
    values = np.zeros((100, 120), np.int16)
    values[10:90, 20:110] = 300
    slices = [image(values, uid=f"1.{z}", position=(0.0, 0.0, 4.0 * z), spacing=Spacing(0.5, 0.5)) for z in range(2)]
    made.open(Study(series=(series(*slices),)), Place(1, 1))
    outlines = (box(*RIGHT, side=Side.RIGHT, uid="1.0"), box(*LEFT, side=Side.LEFT, uid="1.0"))
    made.edit("outline", made.now.document.with_outlines(outlines))
    doing.keep_midline(made, slices[0].key, ((64.5, 0.0), (64.5, 99.0)))
    return made


def zoom_of(session) -> float:
    zooms = {session.seen(pane).viewport.zoom for pane in (0, 1)}
    assert len(zooms) == 1
    return zooms.pop()


def place(session, pane, point):
    return session.seen(pane).viewport.point_to_screen(point)


def test_both_muscles_are_seen_large_at_one_scale(session):
    doing.compare_sides(session)
    halves = halves_of(session.now)
    # The farther one reaches to column 89.5; 1.45 times that are seen; beyond the line 2 % of a half, or less.
    line = halves.line[0][0]
    reach = max(line - 40.5, 89.5 - line)
    beyond = min(0.02 * halves.extent[0], 0.04 * 1.45 * reach)
    assert zoom_of(session) == pytest.approx(0.97 * 300.0 / (1.45 * reach + beyond))
    for pane, corners in ((0, RIGHT), (1, LEFT)):
        for x, y in (place(session, pane, corners[:2]), place(session, pane, corners[2:])):
            assert 0.0 < x < 300.0
            assert 0.0 < y < 500.0
    assert place(session, 0, (line, 70.0))[0] == pytest.approx(300.0 - beyond * zoom_of(session))


def test_fit_goes_to_the_whole_halves_and_back(session):
    doing.compare_sides(session)
    large = session.seen(0).view.framing
    fit(session)
    # All of 100 rows, or three quarters of the wider half and 2 % of it beyond the line.
    halves = halves_of(session.now)
    extent = halves.extent[0]
    assert zoom_of(session) == pytest.approx(0.97 * min(500.0 / 100.0, 300.0 / (0.75 * extent + 0.02 * extent)))
    fit(session)
    assert session.seen(0).view.framing == large
    session.reframe(Framing(9.0, (50.0, 70.0)))
    fit(session)
    assert session.seen(0).view.framing == large


def test_the_image_does_not_move_while_its_outlines_change(session):
    doing.compare_sides(session)
    before = session.seen(1).view.framing
    grown = (box(10.5, 20.5, 54.5, 80.5, side=Side.RIGHT, uid="1.0"), session.now.document.outlines[1])
    session.edit("outline", session.now.document.with_outlines(grown))
    assert session.seen(1).view.framing == before


def test_other_structures_do_not_make_the_multifidus_small(session):
    doing.compare_sides(session)
    before = session.now.view.comparing.focus_px
    close_comparison(session)
    psoas = box(25.5, 15.5, 40.5, 35.5, side=Side.RIGHT, uid="1.0", structure=Structure.PSOAS)
    session.edit("outline", session.now.document.with_outlines([psoas]))
    doing.compare_sides(session)
    assert session.now.view.comparing.focus_px == before == ((40.5, 60.5), (89.5, 60.5), (89.5, 82.5), (40.5, 82.5))


def test_a_slice_without_outlines_is_framed_as_its_neighbour(session):
    doing.compare_sides(session)
    before = zoom_of(session)
    session.show(Place(1, 2))
    assert zoom_of(session) == pytest.approx(before, rel=0.02)  # its own line is a little elsewhere
    close_comparison(session)
    doing.compare_sides(session)
    assert len(session.now.view.comparing.focus_px) == 4


def test_nothing_outlined_shows_the_whole_halves(session):
    session.undo()
    doing.compare_sides(session)
    assert session.now.view.comparing.focus_px == ()
    whole = session.seen(0).view.framing
    fit(session)
    assert session.seen(0).view.framing == whole


@pytest.mark.parametrize("canvas", [(240.0, 200.0), (300.0, 900.0), (1200.0, 300.0)])
def test_no_pane_shows_what_lies_beyond_the_image_while_there_is_more_of_it(session, canvas):
    session.change(canvas=canvas)
    doing.compare_sides(session)
    zoom = zoom_of(session)
    top, bottom = place(session, 0, (64.5, -0.5))[1], place(session, 0, (64.5, 99.5))[1]
    if 100.0 * zoom >= canvas[1]:
        assert top <= 1e-6
        assert bottom >= canvas[1] - 1e-6
    else:
        assert (top, bottom) == pytest.approx(((canvas[1] - 100.0 * zoom) / 2.0, (canvas[1] + 100.0 * zoom) / 2.0))
