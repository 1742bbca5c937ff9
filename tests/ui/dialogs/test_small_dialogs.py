"""About, patients, codes, what was skipped, and questions: what they show and what they answer."""

import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QMessageBox

from viewer import NOTICE, __version__
from viewer.app.choosing import PatientGroup
from viewer.app.projects import MethodOffer
from viewer.core.document import Document, ReadingCodes
from viewer.core.series import Identity, Skipped
from viewer.ui.dialogs.about import LIBRARIES, AboutDialog, library_version
from viewer.ui.dialogs.codes import CodesDialog
from viewer.ui.dialogs.patients import NAMING_COLUMNS, PatientsDialog
from viewer.ui.dialogs.questions import LINES_MAXIMUM, ask_changed_numbers, ask_method, ask_missing_images, ask_unsaved
from viewer.ui.dialogs.skipped import SkippedDialog

JANE = Identity("Doe^Jane", "MRN778899", "19610703", "20210519", "1.2.3")
RICHARD = Identity("Roe^Richard", "MRN112233", "19500101", "20200202", "1.2.4")
GROUPS = (PatientGroup(JANE, (1, 2), 100), PatientGroup(RICHARD, (3,), 20), PatientGroup(Identity(), (4,), 3))
SKIPPED = (
    Skipped("/a/Doe_Jane/notes.txt", "It is a text; open it elsewhere."),
    Skipped("/a/broken.dcm", "It ends too early; copy it again."),
)


@pytest.fixture
def shown(qtbot, themed):
    def show(dialog):
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return show


# About


def test_about_says_version_purpose_and_what_the_program_needs(shown):
    dialog = shown(AboutDialog())
    said = " ".join(label.text() for label in dialog.findChildren(type(dialog.notice)))
    for words in (__version__, NOTICE, "MIT License"):
        assert words in said
    root = Path(__file__).resolve().parents[3]
    needed = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert [name for name, _ in LIBRARIES] == list(dict.fromkeys(entry.split(">=")[0] for entry in needed))
    assert {name: library_version(name) for name, _ in LIBRARIES} == {name: version(name) for name, _ in LIBRARIES}
    assert library_version("no-such-library") == "–"


def test_about_does_not_read_the_manuals_of_libraries(shown, monkeypatch):
    def parsed(*_: object) -> None:
        raise AssertionError("a whole manual was parsed")

    library_version.cache_clear()
    monkeypatch.setattr("email.message_from_string", parsed)
    shown(AboutDialog())
    assert library_version.cache_info().misses == len(LIBRARIES)
    shown(AboutDialog())
    assert library_version.cache_info().misses == len(LIBRARIES)


# Patients


def column(dialog, number):
    return [dialog.table.item(row, number).text() for row in range(dialog.table.rowCount())]


def test_a_patient_is_chosen_with_the_keyboard(shown, qtbot):
    dialog = shown(PatientsDialog(GROUPS))
    assert column(dialog, 0) == ["Doe, Jane", "Roe, Richard", "not named"]
    assert column(dialog, 3) == ["2021-05-19", "2020-02-02", ""]
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    with qtbot.waitSignal(dialog.chosen) as chosen:
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert chosen.args == [GROUPS[1]]
    assert not dialog.isVisible()


def test_sorting_by_numbers_keeps_patient_and_line_together(shown):
    dialog = shown(PatientsDialog(GROUPS))
    dialog.table.sortByColumn(5, Qt.SortOrder.AscendingOrder)
    assert column(dialog, 5) == ["3", "20", "100"]
    dialog.table.selectRow(0)
    assert dialog.choice == GROUPS[2]


def test_hidden_patients_are_numbers(shown):
    dialog = shown(PatientsDialog(GROUPS, hides_patient=True))
    said = "".join("".join(column(dialog, number)) for number in range(6))
    for word in ("Doe", "Roe", "MRN", "1961", "2021"):
        assert word not in said
    assert column(dialog, 0) == ["Patient 1", "Patient 2", "Patient 3"]
    assert all(dialog.table.isColumnHidden(number) for number in NAMING_COLUMNS)
    dialog.table.selectRow(1)
    dialog.hide_patient(hides_patient=False)
    assert column(dialog, 0)[1] == "Roe, Richard"
    assert dialog.choice == GROUPS[1]


def test_giving_up_the_choice_chooses_nobody(shown, qtbot):
    dialog = shown(PatientsDialog(GROUPS))
    told = []
    dialog.chosen.connect(told.append)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert told == []
    assert not dialog.isVisible()


# Codes


def test_codes_are_told_as_typed(shown, qtbot):
    dialog = shown(CodesDialog(ReadingCodes("ST-1", "", None), [JANE]))
    dialog.reader.setText(" R2 ")
    dialog.reading.setValue(2)
    with qtbot.waitSignal(dialog.decided) as decided:
        qtbot.keyClick(dialog.study, Qt.Key.Key_Return)
    assert decided.args == [ReadingCodes("ST-1", "R2", 2)]


def test_no_reading_is_none(shown):
    dialog = shown(CodesDialog(ReadingCodes("", "", 3), []))
    assert dialog.codes.reading == 3
    dialog.reading.setValue(0)
    assert dialog.codes == ReadingCodes()


@pytest.mark.parametrize("name", ["study", "reader"])
@pytest.mark.parametrize("code", ["jane-doe", "778899", "R_19610703"])
def test_a_code_that_names_the_patient_is_refused(shown, qtbot, name, code):
    dialog = shown(CodesDialog(ReadingCodes(), [RICHARD, JANE]))
    told = []
    dialog.decided.connect(told.append)
    getattr(dialog, name).setText(code)
    refusal = getattr(dialog, f"{name}_refusal")
    assert refusal.isVisible()
    assert code not in refusal.text()
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    qtbot.keyClick(dialog.study, Qt.Key.Key_Return)
    dialog.accept()
    assert told == []
    assert dialog.isVisible()
    getattr(dialog, name).setText("C1")
    assert not refusal.isVisible()
    assert dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


@pytest.mark.parametrize("name", ["study", "reader"])
def test_a_code_that_looks_like_somebody_else_is_warned_of_and_taken(shown, qtbot, name):
    dialog = shown(CodesDialog(ReadingCodes(), [JANE]))
    getattr(dialog, name).setText("Roe, Martin")
    warning = getattr(dialog, f"{name}_refusal")
    assert "looks like a name" in warning.text()
    assert "Roe" not in warning.text()
    with qtbot.waitSignal(dialog.decided) as decided:
        dialog.accept()
    assert getattr(decided.args[0], name) == "Roe, Martin"


# Skipped


def test_skipped_files_can_be_found_and_copied(shown):
    dialog = shown(SkippedDialog(SKIPPED))
    assert dialog.count.text() == "2 files"
    assert dialog.lines.index(0, 0).data() == "notes.txt"
    dialog.search.setText("ends EARLY")
    assert dialog.count.text() == "1 of 2 files"
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == "/a/broken.dcm\tIt ends too early; copy it again."


def test_file_names_are_hidden_with_the_patient(shown):
    dialog = shown(SkippedDialog(SKIPPED, hides_patient=True))
    dialog.copy()
    assert QGuiApplication.clipboard().text().splitlines()[0] == "File 1\tIt is a text; open it elsewhere."
    dialog.search.setText("doe")
    assert dialog.lines.rowCount() == 0


def test_nothing_skipped_is_said(shown):
    dialog = shown(SkippedDialog(()))
    assert dialog.count.text() == "Every file was opened."
    assert not dialog.copy_button.isEnabled()


# Questions


def unsaved(told):
    return ask_unsaved(None, before="closing", decided=told.append)


def missing(told):
    return ask_missing_images(None, decided=told.append)


def changed(told):
    return ask_changed_numbers(None, differences=["fat fraction: 12.1 %, now 12.4 %"], decided=told.append)


def method(told):
    offer = MethodOffer(
        "one, version 0", "one, version 1", is_gone=True, document=Document(), lines=("12.1, now 12.4",)
    )
    return ask_method(None, offer=offer, decided=told.append)


@pytest.mark.parametrize(
    ("ask", "answers", "by_enter", "by_escape"),
    [
        (unsaved, ["save", "discard", "cancel"], "save", "cancel"),
        (missing, ["locate", "cancel"], "locate", "cancel"),
        (changed, ["keep", "use new"], "keep", "keep"),
        (method, ["keep", "use new"], "keep", "keep"),
    ],
)
def test_questions_answer_by_button_enter_and_escape(qtbot, themed, ask, answers, by_enter, by_escape):
    told = []
    for number in range(len(answers)):
        box = ask(told)
        assert len(box.buttons()) == len(answers)
        sorted(box.buttons(), key=lambda button: button.text())[number].click()
    assert sorted(told) == sorted(answers)
    for key, answer in ((Qt.Key.Key_Return, by_enter), (Qt.Key.Key_Escape, by_escape)):
        told.clear()
        box = ask(told)
        qtbot.waitUntil(box.isVisible)
        qtbot.keyClick(box, key)
        assert told == [answer]


def test_closing_a_question_answers_nothing_harmful(qtbot, themed):
    told = []
    unsaved(told).close()
    assert told == ["cancel"]


def test_changed_numbers_are_put_down_to_changed_images_where_that_is_known(qtbot, themed):
    box = ask_changed_numbers(None, differences=["a"], are_images_changed=True, decided=lambda answer: None)
    assert box.informativeText().startswith("Outlined images have changed since it was saved. Nothing is replaced")
    box.close()


def test_a_long_list_is_shortened_and_kept_whole_in_the_details(qtbot, themed):
    lines = [f"line {number}" for number in range(LINES_MAXIMUM + 3)]
    box = ask_changed_numbers(None, differences=lines, decided=lambda answer: None)
    assert isinstance(box, QMessageBox)
    assert "… and 3 more" in box.informativeText()
    assert f"line {LINES_MAXIMUM + 2}" not in box.informativeText()
    assert box.detailedText().splitlines() == lines
    box.close()
