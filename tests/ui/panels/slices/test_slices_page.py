"""All slices in the window: the page turns, rows jump, totals appear, hidden numbers stay hidden."""

from dataclasses import replace

from PySide6.QtCore import Qt

from tests.app.slices.test_slices import DOCUMENT, STUDY
from tests.ui.running_window import until
from viewer.app import viewing
from viewer.core.history import Place


def opened_page(window, qtbot):
    window.show_study(STUDY, Place(1, 1), document=DOCUMENT)
    viewing.toggle(window.session, "shows_slices")
    pages = window.panels.made().results
    until(qtbot, lambda: pages.slices is not None and bool(pages.slices.panel.totals.model().rowCount()))
    return pages


def spoken(view):
    model = view.model()
    return [model.index(at, 0).data(Qt.ItemDataRole.AccessibleTextRole) for at in range(model.rowCount())]


def test_the_page_lists_slices_and_totals_and_rows_show_slices(window, qtbot):
    pages = opened_page(window, qtbot)
    panel = pages.slices.panel
    assert pages.tabs.currentIndex() == 1
    assert [text.split(",")[0] for text in spoken(panel.slices)] == ["Slice 1", "Slice 2", "Slice 3", "Slice 4"]
    assert any(text.startswith("All, patient's right, 3/4 slices, volume 3.8") for text in spoken(panel.totals))
    panel.slices.setFocus()
    until(qtbot, panel.slices.hasFocus)
    qtbot.keyClick(panel.slices, Qt.Key.Key_Down)
    assert window.session.now.view.slice_number == 2
    panel.slices.clicked.emit(panel.slices.model().index(3, 0))
    assert window.session.now.view.slice_number == 4
    assert spoken(panel.slices)[3].endswith("on the screen")


def test_hiding_numbers_hides_totals_too(window, qtbot):
    panel = opened_page(window, qtbot).slices.panel
    window.session.change(view=replace(window.session.now.view, hides_numbers=True))
    assert spoken(panel.totals) == []
    assert not any("315" in text for text in spoken(panel.slices))


def test_a_tab_turns_the_page_back(window, qtbot):
    pages = opened_page(window, qtbot)
    pages.tabs.setCurrentIndex(0)
    assert not window.session.now.view.shows_slices
    assert window.feed.panel.isVisible()
