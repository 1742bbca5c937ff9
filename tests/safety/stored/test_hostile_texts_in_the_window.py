"""Mark-up in a project's or an image's texts is shown as it stands: Qt would load a file that it names."""

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QAbstractTableModel, QModelIndex
from PySide6.QtGui import QAction, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QTextEdit, QWidget

from tests.io.project.project_samples import document_on
from tests.lumbar import write_study
from tests.safety.stored.hostile_projects import Opened, hostile_document
from tests.ui.running_window import end, made_window, opened, until
from viewer.io.opening import open_study
from viewer.io.project import encode_project, place_of, project_of
from viewer.measure.measuring import MeasureSettings, measure

MARK = "<img src='file:///etc/passwd'>"


def is_taken_for_markup(text: object) -> bool:
    return isinstance(text, str) and "<img" in text and Qt.mightBeRichText(text)


def tips_of(model: QAbstractItemModel, parent: QModelIndex) -> list[str]:
    """Tooltips of every cell of a model: views show them as mark-up if they look like it."""
    found = []
    for row in range(model.rowCount(parent)):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)):
            index = model.index(row, column, parent)
            found.append(model.data(index, Qt.ItemDataRole.ToolTipRole))
            if not isinstance(
                model, QAbstractListModel | QAbstractTableModel
            ):  # those two have none below, and refuse to be asked
                found += tips_of(model, index)
    return [text for text in found if is_taken_for_markup(text)]


def faults_in(widget: QWidget) -> list[str]:
    """Texts of a window that Qt would show as mark-up."""
    faults = []
    for label in widget.findChildren(QLabel):
        is_plain = label.textFormat() is Qt.TextFormat.PlainText
        if "<img" in label.text() and not is_plain and Qt.mightBeRichText(label.text()):
            faults.append(f"label {label.objectName()} in {type(label.parent()).__name__}: {label.text()[:80]}")
    parts = [*widget.findChildren(QWidget), *widget.findChildren(QAction)]
    tips = [(type(part).__name__, part.toolTip()) for part in parts]
    faults += [f"tooltip of {name}: {tip[:80]}" for name, tip in tips if is_taken_for_markup(tip)]
    for view in widget.findChildren(QAbstractItemView):
        faults += [f"cell of {type(view).__name__}: {text[:80]}" for text in tips_of(view.model(), QModelIndex())]
    for text in widget.findChildren(QTextEdit):
        if "src=" in text.toHtml() and "passwd" in text.toHtml() and "<img" in text.toHtml():
            faults.append(f"text of {type(text).__name__}")
    return faults


def hostile_lumbar(folder) -> Opened:
    """The lumbar study with mark-up in its own texts, too."""
    names = {"PatientName": MARK, "PatientID": MARK, "StudyDescription": MARK, "ProtocolName": MARK}
    study = open_study([write_study(folder / MARK.replace("/", "_"), **names)])
    document = document_on(study)
    return Opened(study, document, measure(document, study.series, MeasureSettings()))


@pytest.mark.slow
def test_mark_up_stays_text_everywhere(qapp, qtbot, tmp_path):
    window = made_window(qtbot)
    found = hostile_lumbar(tmp_path)
    path = tmp_path / f"{MARK.replace('/', '_')}.mfv"
    project = project_of(hostile_document(found.document, MARK, 0), found.study, place=place_of(found.study, path))
    path.write_bytes(encode_project(project))
    opened(qtbot, window, path)
    until(qtbot, lambda: window.panels.is_made and not window.opening.thumbnails_due)
    qtbot.wait(300)
    assert faults_in(window) == []
    asked = []
    for action in ("codes", "skipped", "compare-readings", "rename-reading", "show-reading", "compare-dates", "figure"):
        handler = window.commands.actions[action]
        if handler.isEnabled():
            handler.trigger()
            asked.append(action)
            qtbot.wait(200)
            assert faults_in(window) == [], action
    assert {"codes", "skipped", "compare-readings", "figure"} <= set(asked)
    end(window)


def test_the_search_sees_mark_up(qapp):
    """Control: a label, a tooltip and a plain label."""
    place = QWidget()
    label = QLabel(MARK, place)
    assert len(faults_in(place)) == 1
    label.setTextFormat(Qt.TextFormat.PlainText)
    assert faults_in(place) == []
    label.setToolTip(f"a {MARK}")
    assert len(faults_in(place)) == 1
