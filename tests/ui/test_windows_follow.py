"""Dialogs of the window never speak of a study that is no longer open, nor one on top of the other."""

import pytest
from PySide6.QtWidgets import QLabel

from tests.synthetic import axial_series
from tests.ui.running_window import opened, until
from viewer.app.faults.keeping import Told
from viewer.tools.gesture import Notice
from viewer.ui.faults.dialog import FaultDialog


@pytest.fixture
def demo(window, qtbot):
    """The window with the sample study and both outlines."""
    window.opening.open_sample(with_outlines=True)
    until(qtbot, lambda: window.session.now.is_loaded and window.panels.is_made)
    return window


def test_the_figure_of_a_study_goes_with_it(demo, qtbot, tmp_path):
    demo.windows.show_figure()
    assert demo.windows.figure.isVisible()
    axial_series(tmp_path / "other", 2)
    opened(qtbot, demo, tmp_path / "other")
    assert not demo.windows.figure.isVisible(), "it would be saved as that of the study on the screen"


def test_the_figure_stays_while_slices_without_outlines_are_looked_at(demo):
    demo.windows.show_figure()
    place = demo.session.now.place
    demo.commands.actions["next-slice"].trigger()
    assert demo.session.now.place != place
    assert demo.windows.figure.isVisible()


def test_a_fault_that_comes_again_and_again_is_told_once(demo):
    for _ in range(5):
        demo.windows.tell_fault(Told("ZeroDivisionError", "0", None))
    boxes = [box for box in demo.findChildren(FaultDialog) if box.isVisible()]
    assert len(boxes) == 1
    assert any("ZeroDivisionError" in label.text() for label in boxes[0].findChildren(QLabel))
    boxes[0].close()


def test_hiding_patient_data_hides_names_of_files_in_what_is_said_already(demo, qtbot, tmp_path):
    demo.windows.show_figure()
    figure = demo.windows.figure
    for name, words in (("jane.png", "Saved"), ("doe/jane.png", "cannot be written")):
        figure.save_to(tmp_path / name)
        until(qtbot, lambda words=words: words in figure.parts.notice.text())
        assert "jane.png" in figure.parts.notice.text()
        assert str(tmp_path) not in figure.parts.notice.text()
        demo.commands.actions["hide-patient"].trigger()
        assert words in figure.parts.notice.text()
        assert "jane" not in figure.parts.notice.text()
        demo.commands.actions["hide-patient"].trigger()
        assert "jane.png" in figure.parts.notice.text()


def test_hiding_patient_data_takes_a_sentence_off_the_window_that_may_name_a_file(demo):
    demo.session.change(notice=Notice("information", "Saved jane.mfv."))
    demo.commands.actions["hide-patient"].trigger()
    assert demo.session.now.notice is None
