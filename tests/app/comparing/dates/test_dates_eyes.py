"""What the panes of two dates see: linked slices, one scale in mm, one grey; and what a change in either means."""

from dataclasses import replace

import numpy as np
import pytest

from tests.app.comparing.dates.two_studies import AFTER, COARSE, PAIRED, block, body, both, compared, sided
from viewer.app.comparing.dates.doing import link_by_position, move_partner, offset_of
from viewer.app.comparing.dates.eyes import NOT_COMPARED, NOT_PAIRED
from viewer.app.comparing.dates.words import empty_words, heading, link_words
from viewer.app.comparing.panes import refusal
from viewer.app.display.corner_texts import corners_of
from viewer.app.viewing import close_comparison, fit, use_automatic_window, use_file_window, zoom
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.grey import Window
from viewer.core.history import Place
from viewer.core.series import Study
from viewer.tools.gesture import Gesture, Kind


def places(session):
    return [session.seen(pane).place for pane in (0, 1)]


def press(session, pane, at=(60.0, 30.0)):
    for kind in (Kind.PRESS, Kind.RELEASE):
        session.gesture(Gesture(kind, at=at, button="left"), pane)


def test_each_pane_shows_its_own_slice_and_the_one_that_is_pressed_comes_in_hand():
    session = compared()
    assert places(session) == [Place(1, 2), Place(2, 2)]
    assert session.seen(1).image.key.uid == "1.2.2"
    assert session.seen(1).is_loaded
    press(session, 1)
    assert session.now.place == Place(2, 2)
    assert session.now.view.comparing.pane == 1
    assert session.now.is_loaded
    assert places(session) == [Place(1, 2), Place(2, 2)]
    press(session, 0)
    assert session.now.place == Place(1, 2)


def test_a_pointer_that_only_moves_over_the_other_date_takes_nothing_in_hand():
    session = compared()
    session.gesture(Gesture(Kind.MOVE, at=(60.0, 30.0)), 1)
    assert session.now.place == Place(1, 2)


def test_the_wheel_moves_both_dates_by_their_links():
    session = compared(both(frame="9", after={"heights": (4.0, 8.0, 12.0)}))  # slice 2 before lies where 1 after does
    assert places(session) == [Place(1, 2), Place(2, 1)]
    assert link_words(session.now) == "by position · 0.0 mm apart"
    session.gesture(Gesture(Kind.WHEEL, at=(60.0, 30.0), steps=-1.0), 1)
    assert places(session) == [Place(1, 3), Place(2, 2)]
    session.gesture(Gesture(Kind.WHEEL, at=(60.0, 30.0), steps=-1.0), 1)
    assert places(session) == [None, Place(2, 3)]
    assert "No slice of this study" in empty_words(session.now, 0)
    assert heading(session.now, 0).is_empty
    assert session.seen(0).viewport is None


def test_the_offset_moves_partners_and_is_one_step_of_undo():
    session = compared()
    move_partner(session, 1)
    assert places(session) == [Place(1, 2), Place(2, 3)]
    assert session.now.document.pairing.offset_slices == 1
    assert session.seen(1).is_loaded
    move_partner(session, 1)
    assert places(session)[1] is None
    session.undo()
    session.undo()
    assert places(session) == [Place(1, 2), Place(2, 2)]


def test_an_offset_begins_at_what_position_gave_and_position_comes_back():
    session = compared(both(frame="9", after={"heights": (4.0, 8.0, 12.0)}))
    assert offset_of(session.now) == -1
    move_partner(session, 1)
    assert places(session) == [Place(1, 2), Place(2, 2)]
    assert link_words(session.now) == "by offset · 4.0 mm apart"
    link_by_position(session)
    assert places(session) == [Place(1, 2), Place(2, 1)]


def test_two_levels_of_one_series_stand_beside_each_other():
    pairing = Pairing(PairedBlock("1.1"), PairedBlock("1.1"), offset_slices=1)
    session = compared(pairing=pairing)
    assert places(session) == [Place(1, 2), Place(1, 3)]
    press(session, 1)
    assert (session.now.place, session.now.view.comparing.pane) == (Place(1, 3), 1)
    assert places(session) == [Place(1, 2), Place(1, 3)]


def per_mm(session, pane):
    seen = session.seen(pane)
    return seen.viewport.zoom / seen.image.geometry.spacing.column_mm


@pytest.mark.parametrize("pane", [0, 1])
def test_both_dates_have_one_scale_in_mm_however_coarse_their_pixels_are(pane):
    coarse = {"spacing": COARSE, "pixels": body(rows=50, columns=60)}
    session = compared(both(after=coarse))
    assert per_mm(session, 0) == pytest.approx(per_mm(session, 1))
    press(session, pane)
    zoom(session, 2.0)
    assert per_mm(session, 0) == pytest.approx(per_mm(session, 1))
    session.gesture(Gesture(Kind.PRESS, at=(30.0, 20.0), button="middle"), pane)
    session.gesture(Gesture(Kind.MOVE, at=(34.0, 20.0), buttons=frozenset({"middle"})), pane)
    session.gesture(Gesture(Kind.RELEASE, at=(34.0, 20.0), button="middle"), pane)
    centres = [session.seen(number).viewport.center_px for number in (0, 1)]
    away_mm = [(c - m) * w for (c, _), m, w in zip(centres, (59.5, 29.5), (0.5, 1.0), strict=True)]
    assert away_mm[0] == pytest.approx(away_mm[1])
    assert abs(away_mm[0]) > 1.0
    fit(session)
    assert session.seen(0).viewport.center_px == (59.5, 49.5)


def test_where_the_frame_is_shared_both_dates_show_the_same_place_in_the_patient():
    study = both(frame="9")
    shifted = [
        replace(s, geometry=replace(s.geometry, position_mm=(5.0, 7.0, s.geometry.position_mm[2])))
        for s in study.series[1].slices
    ]
    session = compared(Study(series=(study.series[0], replace(study.series[1], slices=tuple(shifted)))))
    zoom(session, 2.0)
    first, second = (session.seen(pane).viewport.center_px for pane in (0, 1))
    assert second == pytest.approx((first[0] - 5.0 / 0.5, first[1] - 7.0 / 0.7))


def test_both_dates_have_one_grey_and_a_window_chosen_on_either_holds_for_both():
    bright = {"pixels": body(muscle=1300, fat=3100)}  # three times the first one, and 400 more
    session = compared(both(after=bright))
    one = Window(600.0, 500.0)
    session.change(view=session.now.view.with_window("1.1", one))
    assert session.seen(0).window == one
    press(session, 1)
    assert session.context(1).window == (pytest.approx(2200.0), pytest.approx(1500.0))
    session.gesture(Gesture(Kind.PRESS, at=(0.0, 0.0), button="right", screen=(100.0, 100.0)), 1)
    held = frozenset({"right"})
    session.gesture(Gesture(Kind.MOVE, at=(0.0, 0.0), buttons=held, screen=(140.0, 100.0)), 1)
    session.gesture(Gesture(Kind.RELEASE, at=(0.0, 0.0), button="right", screen=(140.0, 100.0)), 1)
    widths = [session.seen(pane).window.width for pane in (0, 1)]
    assert widths[0] != 500.0
    assert widths[1] == pytest.approx(3.0 * widths[0])


def test_the_automatic_window_of_the_date_in_hand_holds_for_both():
    session = compared(both(after={"pixels": body(muscle=1300, fat=3100)}))
    press(session, 1)
    use_automatic_window(session)
    assert session.seen(1).window.width == pytest.approx(session.now.loaded.auto_window.width)
    assert session.seen(0).window.width == pytest.approx(session.now.loaded.auto_window.width / 3.0)
    use_file_window(session)
    assert session.now.view.windows == ()


def test_an_outline_drawn_in_either_pane_is_of_its_own_slice():
    session = compared()
    for pane, uid in ((0, "1.1.2"), (1, "1.2.2")):
        session.use_tool("outline")
        for at in ((20.0, 40.0), (50.0, 40.0), (50.0, 70.0)):
            press(session, pane, at)
        session.gesture(Gesture(Kind.KEY, key="Return"))
        assert session.now.document.outlines[-1].slice_key.uid == uid
    session.undo()
    assert [o.slice_key.uid for o in session.now.document.outlines] == ["1.1.2"]


def test_what_is_drawn_over_one_date_leaves_no_handle_on_the_other():
    session = compared(outlines=[*sided(1), *sided(2)])
    press(session, 0, (30.0, 50.0))
    assert session.draft(0).selected == 0
    assert session.draft(1).selected is None
    assert session.draft(1).handles == ()


def test_other_series_and_an_undone_pair_are_refused_in_a_sentence():
    session = compared(Study(series=(*both().series, block(3, AFTER))))
    session.show(Place(3, 1))
    assert refusal(session.now) == NOT_COMPARED
    session.show(Place(1, 1))
    assert refusal(session.now) == ""
    session.undo()
    assert refusal(session.now) == NOT_PAIRED
    close_comparison(session)
    assert session.seen(1) == session.now
    assert session.now.beside is None


def test_the_one_image_is_as_it_was_when_the_comparison_is_closed():
    session = compared()
    framing = session.now.view.framing
    zoom(session, 3.0)
    close_comparison(session)
    assert session.now.view.framing == framing


def test_headings_tell_date_and_time_since_the_procedure_as_far_as_nothing_is_hidden():
    session = compared(pairing=replace(PAIRED, procedure_day=183))
    assert (heading(session.now, 0).title, heading(session.now, 0).under) == ("Before", "2024-01-01")
    assert heading(session.now, 1).under == "26 weeks after the procedure · 2024-12-31"
    session.change(view=replace(session.now.view, hides_patient=True))
    assert heading(session.now, 1).under == "26 weeks after the procedure"
    assert "2024" not in " ".join(str(corners_of(session.seen(pane))) for pane in (0, 1))


def test_no_number_of_the_other_date_is_read_before_it_is_asked_for():
    asked = []
    session = compared()
    session._pixels = lambda image: asked.append(image.key.uid)
    session.show(Place(1, 3))
    assert set(asked) == {"1.1.3", "1.2.3"}
    assert not session.seen(1).is_loaded
    assert np.isfinite(session.seen(1).viewport.zoom)
