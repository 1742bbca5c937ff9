"""A figure of pictures leaves the window only after a look at its pixels: saved, copied, as bundle, report or print."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from tests.ui.publishing.test_publishing_window import picture_study, trigger
from tests.ui.running_window import opened, sentence, until
from viewer.core.outline import Outline, Side
from viewer.ui.publishing.review import ReviewDialog


@pytest.fixture
def picture(window, qtbot, tmp_path):
    """The window with a slice that was made afterwards, outlined on both sides."""
    opened(qtbot, window, picture_study(tmp_path / "in"))
    now = window.session.now
    outlines = [
        Outline.from_points([(x, 30.0), (x + 14, 30.0), (x + 14, 50.0), (x, 50.0)], slice_key=now.image.key, side=side)
        for x, side in ((22.0, Side.RIGHT), (52.0, Side.LEFT))
    ]
    window.session.edit("outline", now.document.with_outlines(outlines))
    return window


@pytest.fixture
def editor(picture, qtbot):
    trigger(picture, "figure")
    dialog = picture.windows.figure
    until(qtbot, dialog.parts.save_button.isEnabled)
    return dialog


def review_of(reviewing, qtbot):
    """The review, once its first picture is there."""
    until(qtbot, lambda: reviewing.dialog is not None)
    until(qtbot, reviewing.dialog.check.isEnabled)
    return reviewing.dialog


def confirm(review):
    review.check.click()
    review.done_button.click()


def names(window):
    return window.session.now.document.figures


def test_a_figure_is_saved_only_when_its_pixels_were_looked_at(picture, editor, qtbot, tmp_path):
    path, reviewing = tmp_path / "a.png", editor.sending.reviewing
    until(qtbot, lambda: any("burned-in text" in text for text in editor.parts.findings.texts))
    editor.save_to(path)
    review = review_of(reviewing, qtbot)
    assert review.parentWidget() is editor
    assert not review.done_button.isEnabled()
    review.reject()
    until(qtbot, lambda: reviewing.dialog is None)
    assert not path.exists()
    editor.save_to(path)
    confirm(review_of(reviewing, qtbot))
    until(qtbot, path.exists)
    assert len(names(picture)[0].reviewed) == 1
    assert b"reviewed by the user" in path.read_bytes()
    until(qtbot, lambda: not any("burned-in" in text for text in editor.parts.findings.texts))
    editor.save_to(tmp_path / "b.png")  # the same pixels are not asked about again
    until(qtbot, (tmp_path / "b.png").exists)
    assert reviewing.dialog is None
    picture.session.undo()
    editor.copy_picture()
    review_of(reviewing, qtbot).reject()


def has_picture():
    data = QGuiApplication.clipboard().mimeData()
    return data is not None and data.hasImage()


@pytest.mark.slow
def test_a_figure_is_copied_only_when_its_pixels_were_looked_at(editor, qtbot):
    QGuiApplication.clipboard().clear()
    editor.copy_picture()
    review = review_of(editor.sending.reviewing, qtbot)
    assert not has_picture()
    confirm(review)
    until(qtbot, has_picture)
    editor.copy_caption()  # no pixels
    until(qtbot, lambda: "multifidus" in QGuiApplication.clipboard().text())


def drag(view, start, end):
    """Draw a box on the picture, in its pixels."""
    places = [view.mapFromScene(*point) for point in (start, end)]
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=places[0])
    QTest.mouseMove(view.viewport(), (places[0] + places[1]) / 2)
    QTest.mouseMove(view.viewport(), places[1])
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=places[1])


def test_text_is_cropped_away_in_the_review_and_can_be_brought_back(picture, editor, qtbot, tmp_path):
    reviewing = editor.sending.reviewing
    editor.change("show whole", replace(editor.spec, crop_mm=0.0))
    editor.save_to(tmp_path / "a.png")
    review = review_of(reviewing, qtbot)
    (pixels,) = reviewing.pixels
    assert pixels.box == (0, 0, 89, 79)
    review.crop_button.click()
    drag(review.view, (40.0, 40.0), (80.0, 70.0))  # through an outline
    until(qtbot, lambda: "cut an outline" in review.notice.text())
    assert picture.session.now.document.crops == ()
    review.check.click()
    review.crop_button.click()
    drag(review.view, (10.3, 20.3), (80.7, 60.7))
    until(qtbot, lambda: len(picture.session.now.document.crops) == 1)
    until(qtbot, review.check.isEnabled)
    crop = picture.session.now.document.crops[0]
    assert (crop.left, crop.top, crop.right, crop.bottom) == (10, 20, 80, 60)
    assert not review.check.isChecked()  # it was not looked at as it is now
    (after,) = reviewing.pixels
    assert not after.whole[:20].any() and not after.whole[61:].any() and after.whole[20:61, 10:81].any()
    review.undo_button.click()
    until(qtbot, lambda: picture.session.now.document.crops == ())
    until(qtbot, review.check.isEnabled)
    assert review.undo_button.isHidden()
    review.reject()


@pytest.mark.slow
def test_escape_puts_the_box_away_first_and_enter_goes_on(editor, qtbot, tmp_path):
    editor.save_to(tmp_path / "a.png")
    review = review_of(editor.sending.reviewing, qtbot)
    review.crop_button.click()
    QTest.keyClick(review, Qt.Key.Key_Escape)
    assert not review.crop_button.isChecked()
    assert review.isVisible()
    QTest.keyClick(review, Qt.Key.Key_Return)  # not ticked yet
    assert review.isVisible()
    QTest.keyClick(review.check, Qt.Key.Key_Space)
    QTest.keyClick(review, Qt.Key.Key_Return)
    until(qtbot, (tmp_path / "a.png").exists)


@pytest.mark.slow
@pytest.mark.parametrize("action", ["save-bundle", "save-report", "print-figure"])
def test_what_the_menus_hand_on_is_looked_at_first(picture, qtbot, tmp_path, action):
    desk = picture.windows.publishing
    trigger(picture, action)
    review = review_of(desk.reviewing, qtbot)
    assert desk.dialog is None
    confirm(review)
    until(qtbot, lambda: isinstance(desk.dialog, QPrintDialog if action == "print-figure" else QFileDialog))
    assert len(names(picture)) == 1
    if action != "print-figure":
        path = tmp_path / ("out.pdf" if action == "save-report" else "out")
        desk.dialog.fileSelected.emit(str(path))
        until(qtbot, lambda: sentence(picture).startswith("Saved"))
        assert path.exists()


def test_a_case_can_be_cropped_in_its_review(picture, qtbot):
    desk = picture.windows.publishing
    trigger(picture, "export-case")
    until(qtbot, lambda: isinstance(desk.dialog, ReviewDialog))
    review = desk.dialog
    until(qtbot, review.check.isEnabled)
    review.view.boxed.emit(5, 20, 80, 60)
    assert len(picture.session.now.document.crops) == 1
    until(qtbot, review.check.isEnabled)
    assert review.view._item.pixmap().toImage().pixelColor(2, 2).red() == 0
    review.undo_button.click()
    assert picture.session.now.document.crops == ()
    review.reject()


def test_a_box_is_told_in_whole_pixels_inside_the_picture(qapp, qtbot):
    from PySide6.QtGui import QPixmap

    from viewer.ui.publishing.picture_view import PictureView

    view = PictureView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    pixmap = QPixmap(40, 30)
    pixmap.fill(Qt.GlobalColor.gray)
    view.show_picture(pixmap)
    boxes = []
    view.boxed.connect(lambda *box: boxes.append(box))
    drag(view, (5.0, 5.0), (10.0, 10.0))
    assert boxes == []  # it moves the picture
    view.crop(is_on=True)
    drag(view, (35.5, 25.5), (-20.0, -20.0))
    assert boxes == [(0, 0, 35, 25)]
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert len(boxes) == 1
    assert np.isfinite(view.transform().m11())
