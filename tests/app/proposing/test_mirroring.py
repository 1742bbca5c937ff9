"""Mirroring by its key in a session: one step of undo, the tool and the drawing before it come back."""

import numpy as np

from tests.app.test_session import click, opened
from tests.memory import image, series
from tests.tools.test_mirror import body
from viewer.app.actions import find_action
from viewer.app.display.pixels import load_slice
from viewer.app.proposing.mirroring import hold_mirror, leave_mirror, mirror_outline, release_mirror
from viewer.app.session import Session
from viewer.core.history import Place
from viewer.core.outline import Outline, Side
from viewer.core.series import Study

MUSCLE = ((20.0, 20.0), (40.0, 20.0), (40.0, 40.0), (20.0, 40.0))


def started() -> Session:
    session = Session(load_slice)
    session.change(canvas=(600.0, 500.0))
    session.open(Study(series=(series(image(body().astype(np.int16))),)), Place(1, 1))
    outline = Outline(session.now.image.key, (MUSCLE,), Side.RIGHT)
    session.edit("draw right multifidus", session.now.document.with_outlines([outline]))
    return session


def sides(session):
    return [(one.side, one.is_proposed) for one in session.now.document.outlines]


def test_the_command_mirrors_at_once_and_undo_takes_all_of_it_back():
    session = started()
    session.use_tool("outline")
    assert find_action("mirror-outline").is_enabled(session.now)
    find_action("mirror-outline").perform(session)
    assert sides(session) == [(Side.RIGHT, False), (Side.LEFT, True)]
    assert session.now.tool == "outline"
    assert session.now.history.past[-1].name == "mirror right multifidus"
    session.undo()
    assert sides(session) == [(Side.RIGHT, False)]


def test_held_and_let_go_does_the_same_and_leaving_does_nothing():
    session = started()
    hold_mirror(session)
    hold_mirror(session)  # as keyboards repeat a key that is held
    assert session.draft().lines
    assert session.draft().ghosts
    assert leave_mirror(session)
    assert not leave_mirror(session)
    release_mirror(session)
    assert (session.now.tool, len(session.now.document.outlines)) == ("select", 1)
    hold_mirror(session)
    release_mirror(session)
    assert (session.now.tool, len(session.now.document.outlines)) == ("select", 2)


def test_the_selected_outline_is_the_one_that_is_mirrored():
    session = started()
    mirror_outline(session)
    session.edit("accept", session.now.document)
    click(session, (30.0, 30.0))
    assert session.draft().selected == 0
    hold_mirror(session)
    assert session.draft().selected == 0
    release_mirror(session)
    assert sides(session) == [(Side.RIGHT, False), (Side.LEFT, True)]


def test_an_outline_that_is_being_drawn_goes_on_afterwards():
    session = started()
    session.use_tool("outline")
    for at in ((60.0, 50.0), (80.0, 50.0)):
        click(session, at)
    mirror_outline(session)
    assert len(session.now.document.outlines) == 2
    assert session.now.tool == "outline"
    assert session.draft().path == ((60.0, 50.0), (80.0, 50.0))


def test_nothing_open_means_nothing():
    session = Session(load_slice)
    hold_mirror(session)
    release_mirror(session)
    assert session.now.tool == "select"
    assert len(opened().now.document.outlines) == 0
