"""The editor by mouse and keys: what is done on the page changes the document, step by step."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.dialog_source import a_study
from tests.figure.figure_scene import PAIR
from viewer.app.figuring.editing.things import Thing, mark_thing, things_of
from viewer.app.figuring.saving import FigureChoices
from viewer.app.figuring.sources import figure_source
from viewer.app.session import Session
from viewer.core.document import Document
from viewer.core.figures.marks import Arrow, Note
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.fingerprints import fingerprint
from viewer.core.history import Place
from viewer.figure.checking.finding import Finding, Fix
from viewer.ui.figuring.window import FigureDialog

LONG_MS = 60_000


class Editor:
    """The window on a session, as the program puts them together."""

    def __init__(self, qtbot, document):
        self.qtbot = qtbot
        self.session = Session()
        self.session.open(a_study(), Place(1, 1), document=document)
        self.dialog = FigureDialog(choices=FigureChoices(), edit=self.session.edit)
        qtbot.addWidget(self.dialog)
        self.session.subscribe(lambda _, now: self.dialog.show_source(figure_source(now)))
        self.dialog.undo_requested.connect(self.session.undo)
        self.dialog.redo_requested.connect(self.session.redo)
        self.dialog.resize(1100, 700)
        self.dialog.open_on(figure_source(self.session.now))
        self.dialog.show()
        self.settle()

    @property
    def view(self):
        return self.dialog.view

    @property
    def spec(self):
        return self.dialog.spec

    @property
    def steps(self):
        return [change.name for change in self.session.now.history.past]

    def settle(self):
        self.qtbot.waitUntil(lambda: not self.view.is_busy, timeout=LONG_MS)

    def point(self, at):
        return self.view.to_point(at).toPoint()

    def move(self, at, *, modifiers=Qt.KeyboardModifier.NoModifier):
        place = QPointF(self.point(at))
        event = QMouseEvent(
            QEvent.Type.MouseMove, place, self.view.mapToGlobal(place), Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton, modifiers,
        )  # fmt: skip
        QApplication.sendEvent(self.view, event)

    def drag(self, start, end, *, modifiers=Qt.KeyboardModifier.AltModifier):
        """Drag without snapping, in steps."""
        QTest.mousePress(self.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, self.point(start))
        for part in (0.3, 0.7, 1.0):
            at = tuple(a + part * (b - a) for a, b in zip(start, end, strict=True))
            self.move(at, modifiers=modifiers)
        QTest.mouseRelease(self.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, self.point(end))

    def click(self, at, *, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.mouseClick(self.view, Qt.MouseButton.LeftButton, modifiers, self.point(at))

    def on_page(self, point):
        return self.view.page.frames[0].to_page(point)


@pytest.fixture
def editor(qtbot, themed):
    made = []

    def make(*figures):
        made.append(Editor(qtbot, Document(PAIR, figures=figures)))
        return made[-1]

    yield make
    for one in made:
        one.dialog.stop()


def kept(*marks, **more):
    """A figure of the slice on the screen as a document holds it."""
    return FigureSpec(panels=(Panel(fingerprint("1.2.3.4567")),), marks=marks, **more)


NOTE = Note(0, (56.0, 40.0), "here")


def test_a_caption_is_typed_letter_by_letter_from_left_to_right(editor):
    one = editor()
    one.dialog.parts.sections["words"].head.setChecked(True)
    QTest.keyClicks(one.dialog.form.caption, "The left side, ")
    one.settle()
    QTest.keyClicks(one.dialog.form.caption, "in 2 words")
    assert one.dialog.form.caption.toPlainText() == "The left side, in 2 words"
    one.dialog.flush()
    assert one.spec.caption == "The left side, in 2 words"


def test_undo_takes_back_what_was_just_drawn_while_nothing_is_written_at_it(editor):
    one = editor()
    one.dialog.parts.bar.tools["bracket"].click()
    one.drag(one.on_page((50.0, 45.0)), one.on_page((60.0, 62.0)))
    entry = one.dialog.pointer.entry
    assert entry.isVisible() and len(one.spec.marks) == 1
    QTest.keyClick(entry, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not entry.isVisible()
    assert one.spec.marks == ()


def test_an_arrow_with_its_label_is_drawn_undone_and_drawn_again(editor):
    one = editor()
    one.dialog.parts.bar.tools["arrow"].click()
    one.drag(one.on_page((50.0, 45.0)), one.on_page((60.0, 62.0)))
    assert one.dialog.pointer.entry.isVisible(), "it can be labelled at once"
    QTest.keyClicks(one.dialog.pointer.entry, "fat")
    QTest.keyClick(one.dialog.pointer.entry, Qt.Key.Key_Return)
    [arrow] = one.session.now.document.figures[0].marks
    assert isinstance(arrow, Arrow)
    assert arrow.text == "fat"
    assert arrow.tip_mm == pytest.approx((60.0, 62.0), abs=0.3)
    assert one.steps == ["add arrow", "write text"]
    one.dialog.parts.bar.undo.click()
    assert one.spec.marks[0].text == ""
    one.dialog.parts.bar.undo.click()
    assert one.spec.marks == ()
    one.dialog.parts.bar.redo.click()
    assert len(one.spec.marks) == 1


def test_the_page_follows_the_pointer_and_the_document_waits_for_the_end(editor):
    one = editor(kept(NOTE))
    start = one.on_page(NOTE.at_mm)
    QTest.mousePress(one.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, one.point(start))
    before = things_of(one.view.page)[mark_thing(0, 0)]
    one.move((start[0] + 8.0, start[1]), modifiers=Qt.KeyboardModifier.AltModifier)
    after = things_of(one.view.page)[mark_thing(0, 0)]
    assert after[0] - before[0] == pytest.approx(8.0, abs=0.3)
    assert one.steps == []
    assert not one.view.is_settled, "it is painted at once"
    QTest.keyClick(one.view, Qt.Key.Key_Escape)
    assert things_of(one.view.page)[mark_thing(0, 0)] == before
    QTest.mouseRelease(one.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, one.point(start))
    assert one.steps == []
    assert one.dialog.isVisible()


def test_the_scale_bar_is_dragged_and_the_file_follows(editor):
    one = editor()
    bar = Thing("scale-bar", 0)
    box = things_of(one.view.page)[bar]
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    one.drag(middle, (20.0, middle[1]))
    [figure] = one.session.now.document.figures
    assert figure.places[0].item == "scale-bar"
    assert one.steps == ["move scale bar"]
    one.settle()
    assert one.view.is_settled
    assert things_of(one.view.page)[bar][0] < box[0] - 20.0


def test_keys_move_and_delete_what_is_selected(editor):
    one = editor(kept(NOTE))
    while one.dialog.pointer.state.selected != (mark_thing(0, 0),):
        QTest.keyClick(one.view, Qt.Key.Key_PageDown)
    QTest.keyClick(one.view, Qt.Key.Key_Right)
    QTest.keyClick(one.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    scale = one.view.page.frames[0].page_mm_per_mm
    assert one.spec.marks[0].at_mm == pytest.approx((56.0 + 0.1 / scale, 40.0 + 1.0 / scale))
    QTest.keyClick(one.view, Qt.Key.Key_Delete)
    assert one.spec.marks == ()
    assert one.steps == ["move mark", "delete mark"]
    QTest.keyClick(one.dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(one.spec.marks) == 1


def test_escape_drops_the_selection_first_and_then_closes(editor):
    one = editor(kept(NOTE))
    one.click(one.on_page(NOTE.at_mm))
    assert one.dialog.pointer.state.selected
    QTest.keyClick(one.view, Qt.Key.Key_Escape)
    assert not one.dialog.pointer.state.selected
    assert one.dialog.isVisible()
    QTest.keyClick(one.view, Qt.Key.Key_Escape)
    assert not one.dialog.isVisible()


def test_a_double_click_writes_a_text_where_it_stands(editor):
    one = editor(kept(NOTE))
    at = one.point(one.on_page(NOTE.at_mm))
    QTest.mouseDClick(one.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    entry = one.dialog.pointer.entry
    assert entry.text() == "here"
    entry.setText("{right.fat_fraction}")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert one.spec.marks[0].text == "{right.fat_fraction}"
    texts = [mark.text for mark in one.view.page.texts("note")]
    assert len(texts) == 1
    assert "%" in texts[0], "the field is filled in"


def test_a_text_is_added_where_one_clicks_and_an_empty_one_is_not(editor):
    one = editor()
    for typed, expected in (("", 0), ("word", 1)):
        one.dialog.parts.bar.tools["text"].click()
        one.click((40.0, 30.0))
        QTest.keyClicks(one.dialog.pointer.entry, typed)
        QTest.keyClick(one.dialog.pointer.entry, Qt.Key.Key_Return)
        assert len(one.spec.marks) == expected
    assert one.view.page.frames[0].to_page(one.spec.marks[0].at_mm) == pytest.approx((40.0, 30.0), abs=0.3)


def test_what_is_chosen_about_a_mark_is_one_step_however_often_it_is_turned(editor):
    one = editor(kept(NOTE))
    one.click(one.on_page(NOTE.at_mm))
    form = one.dialog.parts.mark
    assert one.dialog.parts.under.currentWidget() is form
    for size in (9.0, 9.5, 10.0):
        form.type_size.setValue(size)
    assert one.spec.marks[0].size_pt == 10.0
    form.bold.click()
    one.dialog.flush()
    assert one.session.now.document.figures[0].marks[0] == Note(0, NOTE.at_mm, "here", size_pt=10.0, is_bold=True)
    assert one.steps == ["change type size", "change weight"]


def test_enter_in_a_field_of_words_takes_them_and_saves_nothing(editor):
    one = editor(kept(NOTE))
    one.click(one.on_page(NOTE.at_mm))
    words = one.dialog.parts.mark.words
    words.setFocus()
    words.setText("first / second")
    QTest.keyClick(words, Qt.Key.Key_Return)
    one.dialog.flush()
    assert one.spec.marks[0].text == "first\nsecond"
    assert not one.dialog.place._background.is_working, "no name of a file is looked for"
    assert one.dialog.place.dialog is None


def test_arrangement_style_and_panel_are_chosen(editor):
    one = editor()
    one.dialog.parts.arrangement.buttons["mirrored"].click()
    one.settle()
    assert [panel.is_mirrored for panel in one.spec.panels] == [False, True]
    assert [mark.text for mark in one.view.page.texts("badge")], "it carries its badge"
    assert not any("badge" in name or "mirror" in name for name in one.dialog.form.switches), "and keeps it"
    one.dialog.parts.style.line.setValue(2.0)
    one.dialog.parts.style.pattern.setCurrentIndex(2)
    one.dialog.parts.style.font_choice.setCurrentIndex(1)
    one.dialog.flush()
    style = one.spec.style
    assert (style.line_pt, style.pattern, style.font) == (2.0, "solid", "liberation-serif")
    one.dialog.parts.panel.fat_map.click()
    one.settle()
    assert [panel.shows_fat_map for panel in one.spec.panels] == [True, False]
    assert one.steps[0] == "arrange panels"


def test_a_row_of_levels_of_one_slice_is_refused_in_a_sentence(editor):
    one = editor()
    one.dialog.parts.arrangement.buttons["levels"].click()
    assert "needs two outlined slices" in one.dialog.parts.notice.text()
    assert one.dialog.parts.arrangement.buttons["single"].isChecked()
    assert one.steps == []


def test_a_missing_slice_is_said_instead_of_the_page(editor):
    one = editor(FigureSpec(panels=(Panel(fingerprint("1.2.3.4567")), Panel(fingerprint("9.9")))))
    assert one.view.sentence == (
        "The slice of panel b is not among the opened images; open its study or choose another slice."
    )
    assert not one.dialog.parts.save_button.isEnabled()


def test_moving_an_outline_changes_the_figure_that_shows_it(editor):
    one = editor(kept())
    before = [mark.rings_mm for mark in one.view.page.marks if mark.item == "outline"]
    smaller = PAIR[0].from_points([(42, 72), (60, 72), (60, 90)], slice_key=PAIR[0].slice_key, side=PAIR[0].side)
    one.session.edit("move", one.session.now.document.with_outline_at(0, smaller))
    one.settle()
    after = [mark.rings_mm for mark in one.view.page.marks if mark.item == "outline"]
    assert len(after[0][0]) == 3
    assert len(before[0][0]) == 4


def test_several_figures_are_listed_copied_and_deleted(editor):
    one = editor(kept(NOTE))
    menu, bar = one.dialog.figures, one.dialog.parts.bar
    menu.copy()
    menu.rename(1, "Second")
    assert [bar.figures.itemText(n) for n in range(bar.figures.count())] == ["Figure 1", "Second"]
    assert one.dialog.desk.index == 1
    menu.delete()
    assert one.dialog.desk.index == 0
    bar.new_wanted.emit()
    assert bar.figures.currentText() == "New figure"
    assert one.spec.marks == ()
    assert one.steps == ["duplicate figure", "rename figure", "delete figure"]


def test_a_finding_is_mended_by_its_button_and_that_can_be_undone(editor):
    one = editor(kept())
    fix = Fix("Show the edges", spec=kept(shows_edges=True), suffix=".tiff")
    found = (Finding("plain", "note", "It is plain.", "Show the edges."), Finding("x", "problem", "Bad.", "Mend.", fix))
    one.dialog.parts.findings.show_findings(found)
    assert one.dialog.parts.findings.texts == ("Problem: Bad. Mend.", "Note: It is plain. Show the edges.")
    [button] = one.dialog.parts.findings.buttons
    button.click()
    assert one.spec.shows_edges
    assert one.dialog.form.suffix == ".tiff"
    assert one.steps == ["mend: show the edges"]
    one.session.undo()
    assert not one.spec.shows_edges


def test_fitting_and_print_size(editor):
    one = editor()
    assert one.view.is_fitted
    one.dialog.parts.bar.print_size.click()
    width = one.view.page.width_mm * one.view.points_per_mm
    assert (one.dialog.parts.bar.print_size.isChecked(), one.dialog.parts.bar.fit.isChecked()) == (True, False)
    assert width / one.view.screen().physicalDotsPerInch() * 25.4 == pytest.approx(one.view.page.width_mm, rel=0.01)
    one.settle()
    assert one.view.is_settled
    one.dialog.parts.bar.fit.click()
    assert one.view.is_fitted
    assert one.view.to_mm(one.view.to_point((12.0, 34.0))) == pytest.approx((12.0, 34.0))
