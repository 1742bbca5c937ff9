"""The window of F1: it finds keys by words, shows its pictures sharp, and opens at a section."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from viewer.ui.help.dialog import HelpDialog
from viewer.ui.help.keys import help_rows
from viewer.ui.help.sections import PICTURE_WIDTH, pictures
from viewer.ui.help.text import HowToText


@pytest.fixture
def dialog(qtbot, themed):
    made = HelpDialog()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_keys_are_found_by_words_and_by_keys(dialog, qtbot):
    def visible():
        return [dialog.said(row) for _, rows in dialog.groups for row in rows if not dialog.table.isRowHidden(row)]

    everything = len(visible())
    assert everything == len(help_rows())
    qtbot.keyClicks(dialog.search, "mirror VIEW")
    found = visible()
    assert 0 < len(found) < everything
    assert all("mirror" in text.casefold() for text in found)
    headings = [dialog.said(row).strip() for row, _ in dialog.groups if not dialog.table.isRowHidden(row)]
    assert headings == ["View"]
    dialog.search.setText("F11")
    assert any(text.startswith("Full screen") for text in visible())
    assert dialog.nothing.isHidden()
    dialog.search.setText("nobody would call it this")
    assert visible() == []
    assert dialog.nothing.isVisible()


def test_it_opens_at_a_section(dialog, qtbot):
    assert dialog.text.verticalScrollBar().value() == 0
    dialog.show_section("which-border")
    qtbot.waitUntil(lambda: dialog.text.verticalScrollBar().value() > 0)
    top = dialog.text.cursorForPosition(dialog.text.viewport().rect().topLeft()).block()
    said = [top.text(), top.next().text()]
    assert "Which border?" in said


def test_pictures_fill_the_column_and_nothing_else_is_read(dialog):
    kind = QTextDocument.ResourceType.ImageResource.value
    for name in pictures():
        image = dialog.text.loadResource(kind, QUrl(f"{name}.png"))
        assert image.devicePixelRatioF() == dialog.text.devicePixelRatioF()
        assert image.deviceIndependentSize().width() <= PICTURE_WIDTH
    assert dialog.text.loadResource(kind, QUrl("../../README.md")) is None
    assert dialog.text.loadResource(QTextDocument.ResourceType.StyleSheetResource.value, QUrl("outline.png")) is None
    assert dialog.text.horizontalScrollBar().maximum() == 0


def test_the_menu_of_borders_opens_the_card(window, qtbot):
    window.commands.actions["which-border"].trigger()
    [dialog] = [one for one in QApplication.topLevelWidgets() if isinstance(one, HelpDialog) and one.isVisible()]
    qtbot.waitUntil(lambda: dialog.text.verticalScrollBar().value() > 0)
    dialog.close()


def test_it_is_made_once_and_is_as_new_each_time(window, qtbot):
    window.windows.show_help("which-border")
    [dialog] = [one for one in QApplication.topLevelWidgets() if isinstance(one, HelpDialog) and one.isVisible()]
    qtbot.waitUntil(lambda: dialog.text.verticalScrollBar().value() > 0)
    dialog.search.setText("nobody would call it this")
    dialog.close()
    QApplication.processEvents()
    window.windows.show_help()
    assert [one for one in QApplication.topLevelWidgets() if isinstance(one, HelpDialog)] == [dialog]
    assert dialog.isVisible()
    assert dialog.search.text() == ""
    assert not any(dialog.table.isRowHidden(row) for row in range(dialog.table.rowCount()))
    assert dialog.text.verticalScrollBar().value() == 0
    dialog.close()


def test_only_pictures_in_sight_are_read_and_rows_are_measured_once(qtbot, themed, monkeypatch):
    read, measured = [], []
    load, fit = HowToText.loadResource, HelpDialog.fit_rows
    monkeypatch.setattr(HowToText, "loadResource", lambda *given: read.append(given[2].fileName()) or load(*given))
    monkeypatch.setattr(HelpDialog, "fit_rows", lambda self: measured.append(self) or fit(self))
    dialog = HelpDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    qtbot.waitUntil(lambda: len(measured) > 0)
    QApplication.processEvents()
    assert len(set(read)) < len(pictures()) / 3
    assert len(read) == len(set(read))
    assert len(measured) <= 2
    bar = dialog.text.verticalScrollBar()
    for value in range(0, bar.maximum() + 1, dialog.text.viewport().height() // 2):
        bar.setValue(value)
        QApplication.processEvents()
    assert {f"{name}.png" for name in pictures()} == set(read)


def test_every_line_of_the_table_has_room_for_its_words(dialog, qtbot):
    def is_fitting():
        table = dialog.table
        return all(table.rowHeight(row) > table.sizeHintForRow(row) for row in range(table.rowCount()))

    qtbot.waitUntil(is_fitting)
    heights = [dialog.table.rowHeight(row) for row in range(dialog.table.rowCount())]
    dialog.resize(dialog.width() + 600, dialog.height())
    qtbot.waitUntil(lambda: [dialog.table.rowHeight(row) for row in range(dialog.table.rowCount())] != heights)
    qtbot.waitUntil(is_fitting)
