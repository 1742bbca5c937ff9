"""The figure that is edited: its first change brings it into the document, and every change can be undone."""

from dataclasses import replace

import pytest

from tests.dialog_source import a_source, a_study
from tests.figure.figure_scene import KEY, PAIR
from viewer.app.figuring.desk import Desk
from viewer.app.figuring.keeping import MOST_FIGURES, figure_name, with_copy, with_figure, with_name
from viewer.app.figuring.saving import FigureChoices
from viewer.app.figuring.sources import figure_source
from viewer.app.session import Session
from viewer.core.document import Document
from viewer.core.figures.marks import Arrow, Note
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.fingerprints import fingerprint
from viewer.core.grey import Window
from viewer.core.history import Place
from viewer.core.series import SliceKey
from viewer.errors import UsageError

HERE = fingerprint(KEY.uid)
ARROW = Arrow(0, (60.0, 60.0), (50.0, 45.0))


@pytest.fixture
def session():
    study = a_study()
    session = Session()
    session.open(study, Place(1, 1), document=Document(PAIR))
    return session


@pytest.fixture
def desk(session):
    """A desk that follows a session, as in the window."""
    desk = Desk(FigureChoices(preset="blog"), lambda: None, session.edit)
    session.subscribe(lambda _, now: desk.show_source(figure_source(now)))
    desk.open_on(figure_source(session.now))
    return desk


def test_opening_the_editor_changes_nothing(desk, session):
    assert desk.spec == FigureSpec(preset="blog")
    assert desk.index is None
    assert not session.now.is_modified


def test_the_first_change_keeps_the_figure_bound_to_its_slice(desk, session):
    desk.change("add arrow", replace(desk.spec, marks=(ARROW,)))
    [kept] = session.now.document.figures
    assert kept == FigureSpec(preset="blog", marks=(ARROW,), panels=(Panel(HERE),))
    assert desk.index == 0
    assert desk.spec == kept
    assert session.now.history.past[-1].name == "add arrow"


def test_undo_takes_back_one_change_and_redo_makes_it_again(desk, session):
    desk.change("add arrow", replace(desk.spec, marks=(ARROW,)))
    desk.change("change crop", replace(desk.spec, crop_mm=90.0))
    session.undo()
    assert desk.spec.crop_mm is None
    assert desk.spec.marks == (ARROW,)
    session.undo()
    assert session.now.document.figures == ()
    assert (desk.index, desk.spec) == (None, FigureSpec(preset="blog"))
    session.redo()
    session.redo()
    assert (desk.index, desk.spec.crop_mm) == (0, 90.0)


def test_what_is_typed_is_one_step(desk, session):
    for text in ("T", "Th", "The"):
        desk.change_soon("write caption", replace(desk.spec, caption=text))
        assert desk.spec.caption == text
    assert session.now.document.figures == ()
    desk.flush()
    assert session.now.document.figures[0].caption == "The"
    assert [change.name for change in session.now.history.past] == ["write caption"]


def test_another_change_takes_what_was_typed_before_it(desk, session):
    desk.change_soon("write caption", replace(desk.spec, caption="The"))
    desk.change("change crop", replace(desk.spec, crop_mm=90.0))
    assert [change.name for change in session.now.history.past] == ["write caption", "change crop"]
    assert session.now.document.figures == (desk.spec,)


def test_a_new_figure_follows_the_slice_and_a_kept_one_stays(desk, session):
    session.show(Place(1, 2))
    assert desk.spec.panels == (Panel(),)
    session.show(Place(1, 1))
    desk.change("add arrow", replace(desk.spec, marks=(ARROW,)))
    other = replace(PAIR[0], slice_key=SliceKey("1.2.3.4568"))
    session.edit("outline", session.now.document.with_outlines((other,)))
    session.show(Place(1, 2))
    assert desk.spec.marks == (ARROW,)
    desk.open_on(figure_source(session.now))
    assert (desk.index, desk.spec.marks, desk.spec.preset) == (None, (), "blog"), "begun like the one before"
    session.show(Place(1, 1))
    assert desk.index == 0, "the figure of this slice is known"


def test_words_typed_for_a_slice_that_is_left_are_kept_with_it(desk, session):
    desk.change_soon("write caption", replace(desk.spec, caption="Only this one."))
    session.show(Place(1, 2))
    assert desk.spec.caption is None
    assert desk.is_waiting
    desk.catch_up()
    [kept] = session.now.document.figures
    assert (kept.caption, kept.panels[0].slice_id) == ("Only this one.", HERE)
    assert desk.spec.caption is None


def test_a_new_figure_takes_the_window_on_the_screen(session):
    desk = Desk(FigureChoices(), lambda: None)
    desk.open_on(a_source(window=Window(100.0, 50.0)))
    assert desk.spec.window == Window(100.0, 50.0)


def test_a_figure_is_chosen_for_its_slice_and_a_new_one_beside_it_when_asked(desk, session):
    desk.change("add arrow", replace(desk.spec, marks=(ARROW,)))
    desk.show_figure(None)
    assert (desk.index, desk.spec.marks) == (None, ())
    desk.change("change crop", replace(desk.spec, crop_mm=90.0))
    assert [figure.crop_mm for figure in session.now.document.figures] == [None, 90.0]
    desk.show_figure(0)
    assert desk.spec.marks == (ARROW,)


def test_without_a_session_the_changes_stay_here():
    shown = []
    desk = Desk(FigureChoices(), lambda: shown.append(desk.spec))
    desk.open_on(a_source())
    desk.change("write", replace(desk.spec, caption="The"))
    assert desk.source.document.figures[0].caption == "The"
    assert shown[-1].caption == "The"


def test_an_outline_moved_elsewhere_makes_other_contents_and_a_mark_does_not(desk, session):
    before = desk.key
    desk.change("add arrow", replace(desk.spec, marks=(ARROW,)))
    assert desk.key == before, "also now that the panel names its slice"
    moved = PAIR[0].with_side(PAIR[0].side), PAIR[1]
    session.edit("delete", Document(moved[1:], figures=session.now.document.figures))
    assert desk.key != before


def test_figures_are_copied_named_and_counted():
    document, _ = with_figure(Document(), None, FigureSpec(marks=(Note(0, (1.0, 1.0), "x"),)), KEY)
    assert figure_name(document, 0) == "Figure 1"
    document, place = with_copy(document, 0)
    assert (place, figure_name(document, 1)) == (1, "Figure 1, copy")
    assert document.figures[1].marks == document.figures[0].marks
    document = with_name(document, 1, "  Level L4/5 ")
    assert figure_name(document, 1) == "Level L4/5"
    full = replace(document, figures=(FigureSpec(),) * MOST_FIGURES)
    with pytest.raises(UsageError, match="at most 100 figures"):
        with_figure(full, None, FigureSpec(), SliceKey("1.2"))


def test_from_a_slice_without_outlines_the_last_figure_is_shown(desk, session):
    desk.change("add arrow", replace(desk.spec, marks=(ARROW,)))
    source = replace(figure_source(session.now), image=session.now.study.series[0].slices[1])
    other = Desk(FigureChoices(), lambda: None)
    other.open_on(source)
    assert (other.index, other.spec.marks) == (0, (ARROW,))


def test_a_change_of_the_document_is_heard_from_any_slice(desk, session):
    """An edit of the figure would otherwise bring an older document back."""
    session.show(Place(1, 2))
    later = Document(PAIR[:1])
    desk.show_document(later)
    desk.change("add arrow", replace(desk.spec, marks=(ARROW,)))
    assert session.now.document.outlines == PAIR[:1]
