"""The panel of numbers: the model's own words in labels that stay, sentences first, buttons that ask."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from tests.memory import box
from tests.ui.panels.panel_scene import LEFT, PAIR, RIGHT, UID, manual, numbers, scene
from viewer.app.numbers import numbers_of
from viewer.core.document import Document
from viewer.core.outline import Side, Structure
from viewer.measure.checking.withholding import Remedy
from viewer.measure.flags import FLAGS
from viewer.ui import theme
from viewer.ui.panels.histogram import HistogramView
from viewer.ui.panels.numbers.method_box import MethodBox
from viewer.ui.panels.numbers.side_table import ROWS, SideTable
from viewer.ui.panels.numbers_panel import CLOSED, LOADING, NOTHING_HERE, NumbersPanel

BOW_TIE = ((20.0, 20.0), (50.0, 50.0), (50.0, 20.0), (20.0, 50.0))
FAULTY = replace(PAIR, outlines=(replace(RIGHT, rings=(BOW_TIE,)), LEFT))


@pytest.fixture
def panel(qtbot):
    made = NumbersPanel()
    qtbot.addWidget(made)
    made.resize(330, 600)
    made.show()
    return made


def said(panel):
    """Everything that is read on the panel."""
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel) and label.text()]


def button(panel, text):
    [found] = [b for b in panel.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(panel)]
    return found


def test_the_panel_shows_the_numbers_of_the_model_and_no_others(panel):
    model = numbers()
    panel.show_numbers(model)
    shown = said(panel)
    for line in model.lines():
        if line.label in {kind.label for kind in ROWS}:
            assert line.label in {text.partition("&nbsp;")[0] for text in shown}  # what follows is a link
        for cell in line.cells:
            assert cell.replace("± ", "±\u00a0") in shown
    assert shown[:2] == ["Slice 1 · L4/5", "Series 1"]
    assert {"Patient's", "right", "left", "no interval", "Multifidus"} <= set(shown)
    assert any("holds" in text and "percentage points more fat" in text for text in shown)


def test_areas_in_pixels_have_no_areas_in_mm_beside_them(panel):
    panel.show_numbers(numbers(spacing=None))
    shown = said(panel)
    assert "900 px" in shown
    assert not any("mm²" in text or "cm²" in text for text in shown)
    assert "Fat area" not in shown


def test_unknown_sides_are_numbered_outlines(panel):
    panel.show_numbers(numbers(orientation=None))
    shown = said(panel)
    assert {"Outline", "1", "2"} <= set(shown)
    assert not {"right", "left"} & set(shown)
    assert any("outlines have numbers" in text for text in shown)


def test_numbers_follow_without_a_widget_made_anew(panel):
    block, picture = scene()
    panel.show_numbers(numbers_of(PAIR, block, picture))
    before = panel.findChildren(QWidget)
    wider = replace(PAIR, outlines=(box(20, 20, 54, 50, side=Side.RIGHT, uid=UID), LEFT))
    model = numbers_of(wider, block, picture)
    panel.show_numbers(model)
    assert panel.findChildren(QWidget) == before
    assert model.lines()[0].cells[0] in said(panel)


def test_another_structure_has_a_table_of_its_own(panel):
    more = PAIR.with_outlines(
        [
            box(20, 52, 50, 62, side=Side.RIGHT, uid=UID, structure=Structure.PSOAS),
            box(70, 52, 100, 62, side=Side.LEFT, uid=UID, structure=Structure.PSOAS),
        ]
    )
    panel.show_numbers(numbers(more))
    assert sum(table.isVisibleTo(panel) for table in panel.findChildren(SideTable)) == 2
    assert {"Multifidus", "Psoas"} <= set(said(panel))
    panel.show_numbers(numbers())
    assert sum(table.isVisibleTo(panel) for table in panel.findChildren(SideTable)) == 1


def test_the_worst_flag_is_a_sentence_and_the_rest_is_folded(panel, qtbot):
    panel.show_numbers(numbers(scan_options=("FS",), is_lossy=True, contrast_agent="gadolinium"))
    sentences = {kind.identifier: kind.sentence for kind in FLAGS}
    seen = " ".join(said(panel))
    assert "Both sides: do not use." in seen and sentences["fat-suppressed"] in seen
    assert sentences["lossy"] not in seen
    more = panel.findChild(QToolButton)
    assert more.text() == "2 more" and more.isVisibleTo(panel)
    more.click()
    seen = " ".join(said(panel))
    assert sentences["lossy"] in seen and sentences["contrast-enhanced"] in seen
    more.click()
    assert sentences["lossy"] not in " ".join(said(panel))


def test_withheld_numbers_say_why_and_offer_what_helps(panel, qtbot):
    model = numbers(FAULTY)
    panel.show_numbers(model)
    assert any("crosses itself" in text for text in said(panel))
    assert "–" in said(panel) and model.lines()[0].cells[1] in said(panel)
    with qtbot.waitSignal(panel.remedy) as helped:
        button(panel, Remedy.MOVE_POINTS).click()
    assert helped.args == [Remedy.MOVE_POINTS, 0]
    with qtbot.waitSignal(panel.remedy) as helped:
        button(panel, Remedy.UNDO).click()
    assert helped.args == [Remedy.UNDO, 0]


def test_a_withheld_comparison_is_said_once(panel):
    overlapping = Document(outlines=(RIGHT, box(40, 20, 100, 50, side=Side.LEFT, uid=UID)))
    panel.show_numbers(numbers(overlapping))
    assert sum("overlap" in text for text in said(panel)) == 1
    assert any("Not compared" in text for text in said(panel))


def test_a_missing_threshold_is_set_where_the_split_is_best(panel, qtbot):
    model = numbers(manual(None))
    panel.show_numbers(model)
    with qtbot.waitSignal(panel.threshold_changed) as changed, qtbot.assertNotEmitted(panel.remedy):
        button(panel, Remedy.SET_THRESHOLD).click()
    assert changed.args == [model.histogram.start]


def test_nothing_outlined_says_what_to_do_and_shows_nothing_else(panel):
    panel.show_numbers(numbers())
    panel.show_numbers(numbers(Document()), level="L4/5")
    shown = said(panel)
    assert shown[0] == "Slice 1 · L4/5" and NOTHING_HERE in shown
    assert any(text.startswith("Press P and click round the muscle") for text in shown)
    for kind in (SideTable, HistogramView, MethodBox):
        assert not any(part.isVisibleTo(panel) for part in panel.findChildren(kind))
    panel.show_numbers(numbers())
    assert NOTHING_HERE not in said(panel)


def test_loading_and_closed_are_one_sentence(panel, qtbot):
    panel.show_numbers(numbers())
    panel.show_loading(slice_number=3, series_number=2)
    assert [text for text in said(panel) if text not in BUTTONS] == ["Slice 3", "Series 2"]
    qtbot.waitUntil(lambda: LOADING in said(panel), timeout=30_000)
    panel.show_loading(slice_number=3, series_number=2)
    assert [text for text in said(panel) if text not in BUTTONS] == ["Slice 3", "Series 2", LOADING]
    panel.show_closed()
    assert [text for text in said(panel) if text not in BUTTONS] == ["Numbers", CLOSED]
    panel.show_numbers(numbers())
    assert LOADING not in said(panel) and CLOSED not in said(panel)


BUTTONS = ("Copy table", "Copy methods", "Save…", "Figure…")


def test_an_unknown_method_leaves_the_choice_of_another(panel):
    panel.show_numbers(numbers(replace(PAIR, method="gone")))
    assert any("no measuring method named gone" in text for text in said(panel))
    assert panel.findChild(MethodBox).isVisibleTo(panel)


def test_buttons_ask_and_can_be_off(panel, qtbot):
    assert not button(panel, "Copy table").isEnabled()
    panel.enable_commands(can_copy=True, can_save=True, can_make_figure=False)
    with qtbot.waitSignals([panel.copy_requested, panel.save_requested]):
        button(panel, "Copy table").click()
        button(panel, "Save…").click()
    assert not button(panel, "Figure…").isEnabled()
    assert "Ctrl+C" in button(panel, "Copy table").toolTip()


def test_numbers_have_the_decimal_sign_of_the_reader(panel):
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    try:
        model = numbers()
        panel.show_numbers(model)
        assert set(model.lines(decimal=",")[0].cells) <= set(said(panel))
        assert any("," in text and text.endswith(" %") for text in said(panel))
    finally:
        QLocale.setDefault(before)


@pytest.mark.parametrize("factor", [1.0, 1.5])
@pytest.mark.parametrize("width", [250, 330, 620])
def test_every_number_finds_its_room(qtbot, qapp, factor, width):
    before = QApplication.font()
    larger = QApplication.font()
    larger.setPointSizeF(before.pointSizeF() * factor)
    QApplication.setFont(larger)
    try:
        panel = NumbersPanel()
        qtbot.addWidget(panel)
        panel.resize(round(width * factor ** (width == 250)), 600)
        panel.show()
        panel.show_numbers(numbers())
        for _ in range(8):
            qapp.processEvents()
        table = next(t for t in panel.findChildren(SideTable) if t.isVisible())
        for label in table.findChildren(QLabel):
            if label.isVisible() and not label.wordWrap():
                assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width(), label.text()
        assert panel.findChild(QScrollArea).horizontalScrollBar().maximum() == 0
    finally:
        QApplication.setFont(before)


def test_every_control_has_a_name_a_tooltip_and_its_turn_with_tab(panel):
    panel.enable_commands(can_copy=True, can_save=True, can_make_figure=True)
    panel.show_numbers(numbers(manual()))
    controls = [part for part in panel.findChildren(QWidget) if part.focusPolicy() & Qt.FocusPolicy.TabFocus]
    named = [part for part in controls if part.isVisibleTo(panel) and not isinstance(part, QLabel)]
    named = [part for part in named if not part.objectName().startswith("qt_")]
    assert len(named) >= 6
    for part in named:
        assert part.accessibleName() or part.text(), part
        assert part.toolTip(), part


def test_no_number_moves_sideways_when_the_scroll_bar_comes(panel, qtbot):
    def edges():
        [table] = [t for t in panel.findChildren(SideTable) if t.isVisible()]
        return table.x(), table.width()

    panel.setStyleSheet(theme.style_sheet(theme.unit()))
    bar = panel.findChild(QScrollArea).verticalScrollBar()
    panel.resize(330, 1200)
    panel.show_numbers(numbers())
    qtbot.waitUntil(lambda: bar.maximum() == 0 and not bar.isVisible())
    before = edges()
    panel.resize(330, 300)
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.isVisible())
    qtbot.waitUntil(lambda: edges() == before)


def test_the_threshold_that_comes_with_manual_comes_into_sight(panel, qtbot):
    panel.resize(330, 300)
    panel.show_numbers(numbers())
    panel.activateWindow()
    choice = panel.findChild(QComboBox)
    choice.setFocus()
    qtbot.waitUntil(choice.hasFocus)
    panel.show_numbers(numbers(manual()))
    threshold = panel.findChild(QAbstractSpinBox)
    qtbot.waitUntil(lambda: threshold.isVisible() and not threshold.visibleRegion().isEmpty())


def test_the_border_has_a_link_that_asks_for_its_card(panel, qtbot):
    panel.show_numbers(numbers())
    [label] = [one for one in panel.findChildren(QLabel) if one.text().startswith("Border&nbsp;")]
    assert label.textInteractionFlags() & Qt.TextInteractionFlag.LinksAccessibleByKeyboard
    with qtbot.waitSignal(panel.action_requested) as asked:
        label.setFocus()
        qtbot.keyClick(label, Qt.Key.Key_Tab)
        qtbot.keyClick(label, Qt.Key.Key_Return)
    assert asked.args == ["which-border"]
