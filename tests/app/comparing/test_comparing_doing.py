"""Opening, leading and closing a comparison, by its actions."""

import numpy as np
import pytest

from tests.memory import SAGITTAL, image, series
from viewer.app.actions import find_action
from viewer.app.comparing import doing, sides
from viewer.app.comparing.midlines import needs_search
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.core.history import Place
from viewer.core.series import Study
from viewer.core.view import Comparing, Framing


@pytest.fixture
def session():
    """Two axial slices and a smaller sagittal one."""
    made = Session(load_slice)
    values = np.zeros((100, 120), np.int16)
    values[10:90, 20:110] = 300
    slices = [image(values, uid=f"1.2.{z}", position=(0.0, 0.0, 4.0 * z)) for z in range(2)]
    sagittal = series(image(values[:50], uid="9", orientation=SAGITTAL), number=2, uid="9.9")
    made.open(Study(series=(series(*slices), sagittal)), Place(1, 1))
    return made


def perform(session, name):
    find_action(name).perform(session)
    return session.now.view.comparing


def checked(session):
    names = ("compare-sides", "compare-swipe", "compare-blink", "compare-blink-itself")
    return [name for name in names if find_action(name).is_checked(session.now)]


def test_the_key_opens_and_closes_right_beside_left(session):
    assert not find_action("compare-close").is_enabled(session.now)
    assert perform(session, "compare-sides") == Comparing()
    assert checked(session) == ["compare-sides"]
    assert find_action("compare-close").is_enabled(session.now)
    assert perform(session, "compare-sides") is None
    assert checked(session) == []


def test_from_swiping_it_goes_back_to_beside(session):
    assert perform(session, "compare-swipe").mode == "swipe"
    assert checked(session) == ["compare-swipe"]
    assert perform(session, "compare-sides").mode == "beside"


def test_blinking_steps_by_its_key_and_goes_by_itself_only_when_asked(session):
    assert perform(session, "compare-blink") == Comparing(mode="blink")
    assert [perform(session, "compare-blink").pane for _ in range(3)] == [1, 0, 1]
    assert not session.now.view.comparing.blinks
    assert perform(session, "compare-blink-itself").blinks
    assert checked(session) == ["compare-blink", "compare-blink-itself"]
    assert not perform(session, "compare-blink-itself").blinks
    assert session.now.view.comparing.mode == "blink"


def test_the_divider_stops_at_the_edges(session):
    perform(session, "compare-swipe")
    for wanted, got in ((0.3, 0.3), (-0.2, 0.0), (1.7, 1.0)):
        doing.move_divider(session, wanted)
        assert session.now.view.comparing.swipe == got
    with pytest.raises(ValueError, match="within the canvas"):
        Comparing(swipe=1.2)


def test_panes_that_become_larger_are_fitted_anew_and_others_keep_their_zoom(session):
    perform(session, "compare-swipe")
    session.reframe(Framing(5.0, (40.0, 40.0)))
    assert perform(session, "compare-blink").framing == Framing(5.0, (40.0, 40.0))
    assert perform(session, "compare-sides").framing == Framing()


def test_the_next_slice_keeps_the_zoom_and_another_shape_is_fitted(session):
    perform(session, "compare-sides")
    session.reframe(Framing(5.0, (40.0, 40.0)))
    session.show(Place(1, 2))
    assert session.seen(0).viewport.zoom == session.seen(1).viewport.zoom == 5.0
    session.show(Place(2, 1))
    assert session.now.view.comparing.framing == Framing()


def test_another_study_is_opened_without_a_comparison(session):
    perform(session, "compare-sides")
    session.open(session.now.study, Place(1, 2))
    assert session.now.view.comparing is None


def test_a_line_is_looked_for_once_per_slice(session):
    assert not needs_search(session.now)  # nothing is compared
    perform(session, "compare-sides")
    assert needs_search(session.now)
    doing.keep_midline(session, session.now.image.key, ((60.0, 0.0), (61.0, 99.0)))
    doing.keep_midline(session, session.now.image.key, ((59.0, 0.0), (59.5, 99.0)))
    assert not needs_search(session.now)
    assert [line for _, line in session.now.view.comparing.midlines] == [((59.0, 0.0), (59.5, 99.0))]
    session.show(Place(1, 2))
    assert needs_search(session.now)
    session.show(Place(2, 1))
    assert not needs_search(session.now)  # it has no halves


def test_what_a_pane_sees_is_worked_out_once_for_each_snapshot(session, monkeypatch):
    worked_out, seen = [], sides.seen
    monkeypatch.setattr(sides, "seen", lambda *given: worked_out.append(given[1]) or seen(*given))
    doing.compare_sides(session)
    session.change(canvas=(400.0, 500.0))
    worked_out.clear()
    session.change(canvas=(500.0, 500.0))
    both = [session.seen(0), session.seen(1)]
    for _ in range(3):
        assert session.seen() is session.seen(0) is both[0]
        assert session.seen(1) is both[1]
        session.context()
        session.draft(1)
    assert sorted(worked_out) == [0, 1]
    session.change(canvas=(600.0, 500.0))
    assert session.seen(0) is not both[0]
    assert session.seen(0).canvas == (600.0, 500.0)
    assert all(one is not session.now for one in session.now.panes.values())
