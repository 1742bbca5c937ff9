"""The window as a whole: every part follows the snapshot, and no way of looking changes a number."""

import io
import json
import threading
from dataclasses import replace

import pytest
from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QLabel, QWidget

from tests.synthetic import axial_series
from tests.ui.running_window import opened, sentence, until
from viewer.app.actions import ACTIONS
from viewer.app.settings import load_settings
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.outline import Side
from viewer.io.sample import sample_folder
from viewer.measure.measuring import MeasureSettings, measure
from viewer.tools.gesture import Task, TaskResult

SAMPLE = sample_folder()


@pytest.fixture
def demo(window, qtbot):
    """The window with the sample study, both outlines and their whole numbers."""
    window.opening.open_sample(with_outlines=True)
    until(qtbot, lambda: window.session.now.is_loaded and is_whole(window))
    return window


def is_whole(window):
    return window.feed.model is not None and window.feed.model.is_settled


def shown_texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def test_the_panel_shows_what_measure_says(demo):
    now = demo.session.now
    expected = measure(now.document, now.study.series, MeasureSettings())
    rows = [column.row for column in demo.feed.model.columns]
    assert [(row.side, row.fat_fraction_percent, row.area_mm2) for row in rows] == [
        (row.side, row.fat_fraction_percent, row.area_mm2) for row in expected.rows
    ]
    said = shown_texts(demo.feed.panel)
    for row in expected.rows:
        assert f"{row.fat_fraction_percent:.1f} %" in said
        assert f"{row.area_mm2:.0f} mm²" in said
    difference = abs(expected.comparisons[0].fat_fraction_difference_points)
    assert f"{difference:.1f} percentage points more fat than the left" in said.replace("\n", " ")


def test_looking_changes_no_number(demo, qtbot):
    model = demo.feed.model
    for action in ACTIONS:
        if action.menu == "View" and action.perform is not None and "slice" not in action.name:
            demo.commands.actions[action.name].trigger()
    until(qtbot, lambda: is_whole(demo))
    assert [column.row for column in demo.feed.model.columns] == [column.row for column in model.columns]


def test_undo_takes_every_panel_along(demo, qtbot):
    demo.session.edit("delete outline", demo.session.now.document.without_outline_at(0))
    assert [column.side for column in demo.feed.model.columns] == [Side.LEFT]
    assert demo.isWindowModified()
    assert demo.commands.actions["undo"].text() == "Undo delete outline"
    demo.session.show(Place(2, 1))
    demo.commands.actions["undo"].trigger()
    until(qtbot, lambda: demo.feed.model is not None and len(demo.feed.model.columns) == 2)
    assert demo.session.now.place == Place(1, 7)
    assert not demo.isWindowModified()
    assert demo.slider.value() == 7


def test_the_reason_is_in_the_status_line_until_something_is_done(demo):
    assert "the best axial T2 series" in shown_texts(demo.status)
    demo.session.use_tool("outline")
    assert "the best axial T2 series" not in shown_texts(demo.status)
    assert demo.session.draft().hint in shown_texts(demo.status)


def test_hidden_patient_data_are_nowhere_in_the_window_and_stay_hidden(demo):
    demo.commands.actions["hide-patient"].trigger()
    name = demo.session.now.series.identity.patient_name.partition("^")[0]
    assert name == "Phantom"
    assert name not in demo.windowTitle()
    assert name not in "".join(text for text in (shown_texts(demo), demo.windowTitle()))
    demo.keeper.close()
    assert load_settings().hides_patient


def test_a_method_is_chosen_and_its_threshold_dragged_as_one_step_each(demo):
    demo.feed.panel.method_changed.emit("manual")
    document = demo.session.now.document
    otsu = measure(document, demo.session.now.study.series, MeasureSettings("otsu-shared")).rows[0].threshold
    assert (document.method, document.threshold) == ("manual", pytest.approx(otsu, rel=0.01))
    before = [column.row.fat_fraction_percent for column in demo.feed.model.columns]
    demo.feed.panel.threshold_moving.emit(1000.0)
    moved = [column.row.fat_fraction_percent for column in demo.feed.model.columns]
    assert all(a > b for a, b in zip(moved, before, strict=True))
    assert demo.session.now.document.threshold == document.threshold
    demo.feed.panel.threshold_changed.emit(1000.0)
    assert demo.session.now.history.undo_name == "set threshold"
    demo.session.undo()
    assert [column.row.fat_fraction_percent for column in demo.feed.model.columns] == pytest.approx(before)
    demo.session.undo()
    assert demo.session.now.document.method is None


def test_copied_numbers_are_a_table_without_the_patient(demo):
    demo.commands.actions["copy-numbers"].trigger()
    data = QGuiApplication.clipboard().mimeData()
    head, *rows = [line.split("\t") for line in data.text().splitlines()]
    assert [row[head.index("Side")] for row in rows] == ["patient's right", "patient's left"]
    assert data.hasHtml()
    assert "Phantom" not in data.text() + data.html()
    assert demo.session.now.image.key.uid not in data.text() + data.html()


def test_a_project_is_saved_closed_and_opened_again(demo, qtbot, tmp_path):
    document = demo.session.now.document
    demo.session.edit("choose method", replace(document, method="otsu-each"))
    path = tmp_path / "reading.mfv"
    demo.saving._save_to(path, demo.saving.work())
    until(qtbot, lambda: not demo.session.now.is_modified)
    assert demo.windowTitle().startswith("reading")
    payload = json.loads(path.read_text("utf-8"))
    assert payload["format"] == "multifidus-project"
    demo.keeper.remember(demo.session.now.study, [SAMPLE])
    before = demo.session.now.study
    demo.opening.open([path])
    until(qtbot, lambda: demo.session.now.study is not before and demo.session.now.is_loaded)
    assert demo.session.now.document == replace(document, method="otsu-each")
    assert demo.session.now.place == Place(1, 7)
    assert not demo.isWindowModified()


def test_numbers_are_saved_as_a_table(demo, qtbot, tmp_path):
    path = tmp_path / "numbers.csv"
    demo.tables.save_to(path, demo.saving.work())
    until(qtbot, path.exists)
    until(qtbot, lambda: sentence(demo).startswith("Saved the numbers"))
    assert "fat_fraction_percent" in path.read_text("utf-8")


def test_a_pasted_picture_is_asked_about(window, qtbot):
    picture = QImage(60, 40, QImage.Format.Format_Grayscale8)
    picture.fill(90)
    picture.setText("Patient", "Doe^Jane")
    QGuiApplication.clipboard().setImage(picture)
    window.commands.actions["paste"].trigger()
    until(qtbot, lambda: window.session.now.is_loaded)
    assert window.session.now.series.source_kind == "picture"
    assert window.questions.isVisible()
    assert window.session.now.stated_image.geometry.orientation is None


def test_a_crop_keeps_what_it_leaves_out_from_the_figure(window, qtbot, tmp_path):
    pixels = Image.new("L", (80, 60), 120)
    pixels.paste(255, (0, 0, 80, 8))  # a line of burned-in text
    pixels.paste(40, (20, 20, 40, 40))
    path = tmp_path / "picture.png"
    pixels.save(path)
    opened(qtbot, window, path)
    session = window.session
    from viewer.app.figuring.sources import figure_content, figure_source
    from viewer.core.document import Crop
    from viewer.core.outline import Outline

    key = session.now.image.key
    outline = Outline.from_points([(20, 20), (40, 20), (40, 40), (20, 40)], slice_key=key)
    session.edit("draw", Document((outline,)).with_crop(Crop(key, 0, 10, 79, 59)))
    values = figure_content(figure_source(session.now)).values
    assert not (values == 255).any()
    assert (values == 120).any()


def test_the_first_start_shows_the_sample_and_three_steps_once(qapp, qtbot):
    from tests.ui.running_window import end
    from viewer.app.settings import Settings
    from viewer.ui.application import open_first
    from viewer.ui.main_window import MainWindow

    for is_first in (True, False):
        window = MainWindow(load_settings())
        window.show()
        open_first(window, is_demo=False)
        if is_first:
            until(qtbot, lambda w=window: w.session.now.is_loaded)
            assert window.windows.card.isVisible()
            assert "not for diagnosis" in shown_texts(window.windows.card)
            window.windows.put_card_away()
        else:
            assert window.windows.card is None
            assert window.session.now.study is None
        end(window)
    assert load_settings() != Settings()


def test_every_control_has_a_name_for_screen_readers(demo):
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QSlider

    nameless = []
    for kind in (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QSlider):
        for widget in demo.findChildren(kind):
            said = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
            if widget.isVisibleTo(demo) and not said and not widget.objectName().startswith("qt_"):
                nameless.append(widget)
    assert nameless == []


def test_the_picture_of_the_window_is_a_png_without_the_patient(qapp):
    from viewer.ui.screenshot import window_picture

    data = window_picture(width=900, height=600)
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.size) == ("PNG", (900, 600))
        assert not picture.text


def test_a_picture_from_the_clipboard_loses_its_texts(qapp):
    """QImage keeps the texts of a PNG and writes them out again."""
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.setText("Patient", "Doe^Jane")
    from viewer.ui.opening import png_of

    assert b"Doe" not in png_of(image)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    assert b"Doe" in QByteArray(buffer.data()).data()


def test_the_window_comes_back_where_it_was(qapp, qtbot):
    from tests.ui.running_window import end, made_window
    from viewer.ui.main_window import MainWindow

    window = made_window(qtbot)
    window.resize(790, 617)  # smaller than the screen that is not there
    end(window)
    again = MainWindow(load_settings())
    assert (again.width(), again.height()) == (790, 617)
    end(again)


def test_where_names_are_hidden_no_part_names_a_file_that_is_gone(window, qtbot, tmp_path):
    axial_series(tmp_path / "JaneDoe", 3)
    opened(qtbot, window, tmp_path / "JaneDoe")
    until(qtbot, lambda: window.panels.is_made and not window.opening.thumbnails_due)
    for file in (tmp_path / "JaneDoe").iterdir():
        file.unlink()
    window.store.clear()
    window.feed.live.forget()
    window.session.show(Place(1, 3))
    until(qtbot, lambda: window.feed.model is not None and window.feed.model.refused is not None)
    assert "JaneDoe" not in shown_texts(window), "a folder says nothing that helps, and may name the patient"
    assert "IM" in shown_texts(window.feed.panel)
    window.commands.actions["hide-patient"].trigger()
    until(qtbot, lambda: window.feed.model is not None and window.feed.model.refused is not None)
    assert "IM" not in shown_texts(window.feed.panel)
    assert "This file cannot be read" in shown_texts(window.feed.panel)


def test_codes_are_typed_once_and_named_in_every_study(window, qtbot, tmp_path):
    from tests.synthetic import axial_series
    from viewer.core.document import ReadingCodes

    axial_series(tmp_path / "one", 2)
    axial_series(tmp_path / "two", 3)
    opened(qtbot, window, tmp_path / "one")
    assert window.session.now.document.codes == ReadingCodes()
    window.windows._take_codes(ReadingCodes(study="ST-1", reader="R2", reading=1))
    window.saving.is_closing_agreed = True
    window.session.mark_saved(window.session.now.document)
    opened(qtbot, window, tmp_path / "two")
    assert window.session.now.document.codes == ReadingCodes(study="ST-1", reader="R2", reading=1)
    assert not window.session.now.is_modified
    window.keeper.close()
    assert load_settings().reader == "R2"


def test_a_dialog_that_is_opened_anew_stays_the_only_one_of_its_kind(demo, qtbot):
    from viewer.ui.dialogs.codes import CodesDialog

    for _ in range(3):
        demo.windows.ask_codes()
        qtbot.wait(20)  # the one before is deleted only now
    assert sum(dialog.isVisible() for dialog in demo.findChildren(CodesDialog)) == 1
    demo.windows.close_all()
    assert not any(dialog.isVisible() for dialog in demo.findChildren(CodesDialog))


def test_esc_gives_a_task_up_while_a_level_is_typed(demo, qtbot):
    gate = threading.Event()

    def work(report) -> TaskResult:
        gate.wait(60)
        return TaskResult()

    demo.session.start(Task("wait", "Waiting …", work))
    field = next(w for w in demo.findChildren(QWidget) if w.accessibleName() == "Level of this slice")
    assert demo.session.now.pending is not None
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert demo.session.now.pending is None
    gate.set()
