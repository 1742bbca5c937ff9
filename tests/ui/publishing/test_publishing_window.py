"""Handing on from the window: finding, print, bundle, report, case."""

import threading
import zipfile

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QPushButton

from tests.synthetic import mr_image, write
from tests.ui.running_window import opened, sentence, until
from viewer.app import work
from viewer.app.figuring.publishing.finding import finding_of
from viewer.app.figuring.sources import figure_source
from viewer.core.outline import Outline, Side
from viewer.ui.publishing.desk import HIDDEN_NUMBERS
from viewer.ui.publishing.review import ReviewDialog


@pytest.fixture
def demo(window, qtbot):
    """The window with the sample study and both outlines."""
    window.opening.open_sample(with_outlines=True)
    until(qtbot, lambda: window.session.now.is_loaded)
    return window


def trigger(window, name):
    action = window.commands.actions[name]
    assert action.isEnabled()
    action.trigger()


def test_the_finding_is_copied_and_hidden_with_the_numbers(demo, qtbot):
    QGuiApplication.clipboard().clear()
    trigger(demo, "copy-finding")
    until(qtbot, lambda: "Copied the finding" in sentence(demo))
    text = QGuiApplication.clipboard().text()
    assert text == finding_of(figure_source(demo.session.now))
    assert "patient's right multifidus holds" in text
    QGuiApplication.clipboard().clear()
    trigger(demo, "hide-numbers")
    trigger(demo, "copy-finding")
    assert sentence(demo) == HIDDEN_NUMBERS
    assert QGuiApplication.clipboard().text() == ""


def test_bundle_and_report_are_written_and_refusals_name_no_folder(demo, qtbot, tmp_path):
    desk = demo.windows.publishing
    trigger(demo, "save-bundle")
    assert desk.dialog.selectedFiles()[0].endswith("multifidus-figure-L4-5")
    folder, report = tmp_path / "bundle", tmp_path / "report.pdf"
    desk.dialog.fileSelected.emit(str(folder))
    until(qtbot, lambda: sentence(demo) == "Saved the bundle as bundle.")
    names = {path.name for path in folder.iterdir()}
    assert {"caption.txt", "spec.json", "multifidus-figure-L4-5.png", "multifidus-figure-L4-5-plain.png"} < names
    trigger(demo, "save-report")
    assert desk.dialog.selectedFiles()[0].endswith("multifidus-report-L4-5.pdf")
    desk.dialog.fileSelected.emit(str(report))
    until(qtbot, lambda: sentence(demo) == "Saved the report as report.pdf.")
    assert report.read_bytes().startswith(b"%PDF")
    assert demo.settings.last_folder == str(tmp_path)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    desk.save_bundle_to(folder, desk._wanted())
    until(qtbot, lambda: "not an empty folder" in sentence(demo))
    assert str(tmp_path) not in sentence(demo)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.slow
def test_the_figure_that_is_edited_is_the_one_that_is_written(demo, qtbot, tmp_path):
    from dataclasses import replace

    from viewer.core.figures.spec import FigureSpec

    trigger(demo, "figure")
    editor = demo.windows.figure
    editor.change("choose preset", replace(editor.spec, preset="blog", shows_edges=True))
    desk = demo.windows.publishing
    next(action for action in editor.parts.bar.more.menu().actions() if "bundle" in action.text()).trigger()
    assert desk.dialog.parentWidget() is editor
    desk.dialog.fileSelected.emit(str(tmp_path / "out"))
    until(qtbot, lambda: sentence(demo).startswith("Saved the bundle"))
    assert editor.parts.notice.text().startswith("Saved the bundle")
    spec = FigureSpec.from_json((tmp_path / "out" / "spec.json").read_text("utf-8"))
    assert (spec.preset, spec.shows_edges) == ("blog", True)
    editor.close()
    desk.save_bundle_to(tmp_path / "again", desk._wanted())  # it is the document's figure of this slice
    until(qtbot, (tmp_path / "again").exists)
    again = FigureSpec.from_json((tmp_path / "again" / "spec.json").read_text("utf-8"))
    assert again == spec


@pytest.mark.slow
def test_a_figure_is_printed_after_the_printer_was_asked_for(demo, qtbot, tmp_path):
    desk = demo.windows.publishing
    trigger(demo, "print-figure")
    until(qtbot, lambda: isinstance(desk.dialog, QPrintDialog))
    printer = desk.dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    desk.dialog.accepted.emit(printer)  # accept() would take over what its fields say
    until(qtbot, lambda: sentence(demo) == "Printed at its true size.")
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")


def picture_study(folder):
    """Two slices that were made afterwards, with text in their pixels for all that is known."""
    grey = np.full((80, 90), 300, np.uint16)
    grey[30:50, 20:70:2] = 900
    for number in (1, 2):
        image = mr_image(
            pixels=grey,
            bits_stored=12,
            instance=number,
            position=(0.0, 0.0, 4.0 * number),
            ImageType=["DERIVED", "SECONDARY"],
        )
        write(folder / f"IM{number}", image)
    return folder


@pytest.fixture
def pictures(window, qtbot, tmp_path):
    """The window with two such slices outlined."""
    opened(qtbot, window, picture_study(tmp_path / "in"))
    now = window.session.now
    outlines = [
        Outline.from_points([(x, 20.0), (x + 20, 20.0), (x + 20, 60.0), (x, 60.0)], slice_key=image.key, side=side)
        for image in now.series.slices
        for x, side in ((15.0, Side.RIGHT), (55.0, Side.LEFT))
    ]
    window.session.edit("outline", now.document.with_outlines(outlines))
    return window


def test_a_case_is_written_only_when_every_image_was_looked_at(pictures, qtbot, tmp_path):
    desk = pictures.windows.publishing
    trigger(pictures, "export-case")
    until(qtbot, lambda: isinstance(desk.dialog, ReviewDialog))
    review = desk.dialog
    until(qtbot, review.check.isEnabled)
    assert "Image 1 of 2" in review.count.text()
    review.check.click()
    assert not review.done_button.isEnabled()
    review.accept()
    assert review.isVisible()
    review.next_button.click()
    assert not review.check.isChecked()
    until(qtbot, review.check.isEnabled)
    review.check.click()
    review.done_button.click()
    path = tmp_path / "case.zip"
    until(qtbot, lambda: desk.dialog is not review and desk.dialog is not None)
    assert desk.dialog.selectedFiles()[0].endswith("multifidus-case.zip")
    desk.dialog.fileSelected.emit(str(path))
    until(qtbot, lambda: sentence(pictures) == "Saved the case as case.zip.")
    assert {"README.txt", "images/series01/IM0001.dcm"} < set(zipfile.ZipFile(path).namelist())
    assert desk.progress is None


def test_a_review_that_is_given_up_hands_nothing_on(pictures, qtbot):
    desk = pictures.windows.publishing
    trigger(pictures, "export-case")
    until(qtbot, lambda: isinstance(desk.dialog, ReviewDialog))
    desk.dialog.reject()
    until(qtbot, lambda: desk.dialog is None)


def test_writing_a_case_can_be_stopped(demo, qtbot, tmp_path, monkeypatch):
    stopped, path = threading.Event(), tmp_path / "case.zip"

    def slowly(self, path, *, is_reviewed, progress):
        done = 0
        try:
            while True:
                progress(done := done + 1, 1000)
                threading.Event().wait(0.01)
        finally:
            stopped.set()

    monkeypatch.setattr(work.Work, "save_case", slowly)
    desk = demo.windows.publishing
    trigger(demo, "export-case")  # the sample needs no review
    until(qtbot, lambda: desk.dialog is not None)
    desk.dialog.fileSelected.emit(str(path))
    until(qtbot, lambda: desk.progress is not None and desk.progress.maximum() == 1000)
    desk.progress.findChild(QPushButton).click()
    until(qtbot, stopped.is_set)
    assert sentence(demo) == "Stopped; no file was written."
    assert desk.progress is None
    assert not path.exists()


def test_the_window_stays_until_a_bundle_is_written(demo, qtbot, tmp_path, monkeypatch):
    from viewer.app.figuring.publishing import bundle

    gate = threading.Event()
    written = bundle.write_folder

    def slowly(folder, files, *, what):
        gate.wait(30)
        written(folder, files, what=what)

    monkeypatch.setattr(bundle, "write_folder", slowly)
    desk = demo.windows.publishing
    desk.save_bundle_to(tmp_path / "out", desk._wanted())
    demo.saving.is_closing_agreed = True
    demo.close()
    assert demo.isVisible()
    assert "closes when everything is saved" in sentence(demo)
    gate.set()
    until(qtbot, lambda: not demo.isVisible())
    assert (tmp_path / "out" / "spec.json").exists()
