"""What the sagittal view does: shows the companion, jumps, names, drags, each gesture one step of undo."""

from dataclasses import replace

import pytest

from tests.app.levels.scene import FRAME, axial, coronal, opened, sagittal, study
from viewer.app.display.pixels import load_slice
from viewer.app.levels.locator import Locator
from viewer.app.session import Session
from viewer.core.annotations.levels import marks_in
from viewer.core.history import Place
from viewer.core.series import Study
from viewer.core.view import Framing

SIZE = (242.0, 402.0)


def made(session=None, find=None):
    session = session or opened()
    locator = Locator(session, find)
    locator.follow(session.now)
    return session, locator


def at(z, y=0.0):
    """Image point of the sagittal series at a height."""
    return (y + 60.0, 100.0 - z)


def click(locator, point):
    viewport = locator.viewport(*SIZE)
    locator.press(point, viewport)
    locator.release()


def marks(session):
    return [(mark.name, mark.is_proposed) for mark in marks_in(session.now.document.vertebrae, FRAME)]


def test_it_shows_the_sagittal_slice_along_the_spine():
    _, locator = made()
    assert (locator.state.series, locator.state.slice_number) == (3, 3)
    assert locator.image is locator.series.slices[2]


def test_a_slice_chosen_with_the_wheel_stays_while_axial_slices_change():
    session, locator = made()
    locator.step(-1)
    session.show(Place(2, 1))
    locator.follow(session.now)
    assert locator.state.slice_number == 2
    locator.step(-9)
    assert locator.state.slice_number == 1


def test_another_companion_can_be_chosen():
    _, locator = made()
    locator.show_series(4)
    assert locator.series.plane == "coronal"
    locator.show_series(1)  # no companion
    assert locator.series.plane == "coronal"


def test_nothing_is_shown_without_a_companion():
    session, locator = made(opened(Study(series=(axial((0.0,), frame=""), sagittal(frame="9.9"))), Place(1, 1)))
    assert locator.image is None
    assert locator.viewport(*SIZE) is None
    locator.press((5.0, 5.0), None)
    assert session.now.place == Place(1, 1)


def test_another_study_is_taken_up():
    session, locator = made()
    session.open(Study(series=(axial((0.0,)), coronal(number=2))), Place(1, 1))
    locator.follow(session.now)
    assert locator.series.plane == "coronal"


def test_a_click_goes_to_the_nearest_slice_and_a_drag_goes_on():
    session, locator = made()
    viewport = locator.viewport(*SIZE)
    locator.press(at(8.0), viewport)
    assert session.now.place == Place(1, 3)
    locator.move(at(-33.0), viewport)
    assert session.now.place == Place(2, 1)
    locator.release()
    locator.move(at(0.0), viewport)
    assert session.now.place == Place(2, 1)
    assert not session.now.history.past


def test_clicks_name_vertebrae_upwards_each_one_step_of_undo():
    session, locator = made()
    locator.name_levels(is_on=True)
    for z in (0.0, 36.0, 70.0):
        click(locator, at(z))
    assert marks(session) == [("L3", False), ("L4", False), ("L5", False)]
    assert session.now.place == Place(1, 2)
    assert session.now.history.undo_name == "name L3"
    session.undo()
    assert [name for name, _ in marks(session)] == ["L4", "L5"]
    position = marks_in(session.now.document.vertebrae, FRAME)[0].position_mm
    assert position == pytest.approx((0.0, 0.0, 36.0))


def test_what_is_found_is_added_in_the_same_step():
    def find(image, point, name):
        assert (image.key.uid, point, name) == ("3.1.0", at(0.0), "S1")
        return lambda: ((at(33.0), at(66.0)), ())

    session, locator = made(find=find)
    locator.start_at("S1")
    locator.name_levels(is_on=True)
    click(locator, at(0.0))
    assert marks(session) == [("L4", True), ("L5", True), ("S1", False)]
    assert locator.has_proposed
    session.undo()
    assert marks(session) == []


def test_a_mark_is_dragged_in_one_step_and_shown_on_the_way():
    session, locator = made()
    locator.name_levels(is_on=True)
    click(locator, at(0.0))
    viewport = locator.viewport(*SIZE)
    locator.press(at(1.0), viewport)
    for z in (3.0, 6.0, 9.0):
        locator.move(at(z), viewport)
    assert locator.marks[0].position_mm[2] == pytest.approx(9.0)
    assert session.now.document.vertebrae[0].position_mm[2] == pytest.approx(0.0)
    locator.release()
    assert session.now.document.vertebrae[0].position_mm[2] == pytest.approx(9.0)
    assert session.now.history.undo_name == "move L5"
    assert len(session.now.history.past) == 2


def test_esc_puts_back_what_is_dragged_then_ends_naming():
    session, locator = made()
    locator.name_levels(is_on=True)
    click(locator, at(0.0))
    viewport = locator.viewport(*SIZE)
    locator.press(at(0.0), viewport)
    locator.move(at(20.0), viewport)
    locator.cancel()
    locator.release()
    assert session.now.document.vertebrae[0].position_mm[2] == pytest.approx(0.0)
    assert locator.state.is_naming
    locator.cancel()
    assert not locator.state.is_naming


def test_a_click_on_a_proposed_name_accepts_it():
    session, locator = made(find=lambda *_: lambda: ((at(36.0),), ()))
    locator.name_levels(is_on=True)
    click(locator, at(0.0))
    click(locator, at(36.0))
    assert marks(session) == [("L4", False), ("L5", False)]
    assert session.now.history.undo_name == "accept L4"


def test_between_two_names_the_click_is_refused_with_a_reason():
    session, locator = made()
    locator.frame(Framing(8.0, at(18.0)))
    locator.name_levels(is_on=True)
    for z in (0.0, 36.0, 18.0):
        click(locator, at(z))
    assert [name for name, _ in marks(session)] == ["L4", "L5"]
    assert "follow each other" in session.now.notice.sentence


def test_the_menu_recounts_removes_and_accepts():
    session, locator = made(find=lambda *_: lambda: ((at(36.0), at(72.0)), ()))
    locator.name_levels(is_on=True)
    click(locator, at(0.0))
    locator.recount(locator.marks[-1], "L6")
    assert [name for name, _ in marks(session)] == ["L4", "L5", "L6"]
    locator.remove(locator.marks[0])
    locator.accept()
    assert marks(session) == [("L5", False), ("L6", False)]
    locator.remove_all()
    assert marks(session) == []
    for _ in range(4):
        session.undo()
    assert [name for name, _ in marks(session)] == ["L3", "L4", "L5"]


def test_it_tells_its_listeners_only_of_changes():
    session, locator = made()
    told = []
    locator.subscribe(lambda: told.append(locator.state))
    locator.follow(session.now)
    assert not told
    locator.step(1)
    locator.step(0)
    assert len(told) == 1


def test_the_sagittal_series_itself_may_be_on_the_screen():
    session, locator = made(opened(study(), Place(3, 1)))
    assert locator.state.series == 3
    click(locator, at(8.0))
    assert session.now.place == Place(1, 3)
    session.change(view=replace(session.now.view, series=4, slice_number=1))
    locator.follow(session.now)
    assert locator.state.series == 3


def test_the_name_is_shown_while_the_others_are_counted_and_a_second_click_waits():
    class Later:
        def start(self, task, *, answer, report):
            del report
            self.finish = lambda: answer(task.work(lambda done, total: None))

        def cancel(self):
            self.finish = None

        def close(self):
            pass

    later = Later()
    session = Session(load_slice, later)
    session.open(study(), Place(1, 2))
    locator = Locator(session, lambda *_: lambda: ((at(36.0),), ()))
    session.subscribe(lambda _, now: locator.follow(now))
    locator.follow(session.now)
    locator.name_levels(is_on=True)
    click(locator, at(0.0))
    click(locator, at(36.0))
    assert marks(session) == []
    assert [mark.name for mark in locator.marks] == ["L5"]
    later.finish()
    assert marks(session) == [("L4", True), ("L5", False)]
    assert locator.state.preview is None
    session.undo()
    click(locator, at(0.0))
    session.cancel_task()
    assert locator.marks == ()
