"""The window of F1: it finds keys by words, shows its pictures sharp, and opens at a section."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from viewer.ui.help.dialog import HelpDialog
from viewer.ui.help.keys import help_rows
from viewer.ui.help.sections import PICTURE_WIDTH, pictures


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
