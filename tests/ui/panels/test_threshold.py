"""The threshold between muscle and fat: on the histogram by pointer and keys, and typed in either notation."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox

from tests.ui.panels.panel_scene import PAIR, manual, numbers
from viewer.core.grey import ValueMapping
from viewer.core.outline import Side
from viewer.measure.methods import METHODS
from viewer.ui.panels.histogram import STEP, HistogramView
from viewer.ui.panels.numbers.distributions import Mark, distributions_of
from viewer.ui.panels.numbers.method_box import MethodBox


def drawn(document=PAIR, *, is_inverted=False, **more):
    return distributions_of(numbers(document, **more), is_inverted=is_inverted)


@pytest.fixture
def histogram(qtbot):
    made = HistogramView()
    qtbot.addWidget(made)
    made.resize(300, 120)
    made.show()
    made.show_distributions(drawn(manual()))
    return made


@pytest.fixture
def method_box(qtbot):
    made = MethodBox()
    qtbot.addWidget(made)
    made.show()
    return made


def test_both_sides_are_on_one_scale_with_the_threshold():
    shown = drawn(manual(250.0))
    assert [part.side for part in shown.parts] == [Side.RIGHT, Side.LEFT]
    for part in shown.parts:
        assert sum(part.densities) == pytest.approx(1.0)
    assert shown.marks == (Mark(250.0),) and shown.is_draggable
    assert shown.low < 100.0 < 800.0 < shown.high


def test_a_threshold_of_one_side_has_its_side():
    shown = drawn(replace(PAIR, method="otsu-each"))
    assert {mark.side for mark in shown.marks} == {Side.RIGHT, Side.LEFT}
    assert shown.is_draggable and shown.is_found
    assert [mark.value for mark in shown.marks] == sorted(mark.value for mark in shown.marks)


def test_a_threshold_that_is_not_set_is_only_proposed():
    shown = drawn(manual(None))
    assert shown.is_proposed and shown.is_draggable
    assert shown.marks == (Mark(numbers(manual(None)).histogram.start),)


def test_ends_are_told_in_words_and_turn_round_where_low_is_bright(histogram):
    assert drawn().ends == ("dark: muscle", "bright: fat")
    turned = drawn(is_inverted=True, mapping=ValueMapping(is_inverted=True))
    assert turned.ends == ("bright: fat", "dark: muscle")
    histogram.show_distributions(turned)
    assert "From bright: fat to dark: muscle" in histogram.accessibleDescription()


def test_dragging_moves_and_letting_go_settles_once(histogram, qtbot):
    moved, settled = [], []
    histogram.moving.connect(moved.append)
    histogram.settled.connect(settled.append)
    left = Qt.MouseButton.LeftButton
    start = QPoint(round(histogram.x_of(300.0)), 50)
    qtbot.mousePress(histogram, left, pos=start)
    qtbot.mouseMove(histogram, start + QPoint(30, 0))
    qtbot.mouseRelease(histogram, left, pos=start + QPoint(30, 0))
    assert settled == [moved[-1]]
    assert settled[0] == pytest.approx(histogram.value_at(start.x() + 30))
    assert settled[0] > moved[0]


def test_a_drag_beyond_the_scale_stops_at_its_end(histogram, qtbot):
    with qtbot.waitSignal(histogram.settled) as settled:
        qtbot.mousePress(histogram, Qt.MouseButton.LeftButton, pos=QPoint(1, 50))
        qtbot.mouseRelease(histogram, Qt.MouseButton.LeftButton, pos=QPoint(1, 50))
    assert settled.args == [drawn(manual()).low]


@pytest.mark.parametrize(
    ("key", "modifier", "steps"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 1),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, -1),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier, 10),
    ],
)
def test_arrow_keys_move_it(histogram, qtbot, key, modifier, steps):
    shown = drawn(manual())
    with qtbot.waitSignal(histogram.settled) as settled:
        qtbot.keyClick(histogram, key, modifier)
    assert settled.args == [pytest.approx(300.0 + steps * STEP * (shown.high - shown.low))]


def test_a_threshold_that_the_method_finds_moves_where_it_is_dragged_and_by_no_click(histogram, qtbot):
    shown = drawn()
    histogram.show_distributions(shown)
    left = Qt.MouseButton.LeftButton
    mark = QPoint(round(histogram.x_of(shown.marks[0].value)), 50)
    with qtbot.assertNotEmitted(histogram.moving), qtbot.assertNotEmitted(histogram.settled):
        qtbot.mouseClick(histogram, left, pos=mark)
        for start in (mark + QPoint(40, 0), mark - QPoint(40, 0)):
            qtbot.mousePress(histogram, left, pos=start)
            qtbot.mouseMove(histogram, start + QPoint(20, 0))
            qtbot.mouseRelease(histogram, left, pos=start + QPoint(20, 0))
    with qtbot.waitSignal(histogram.settled) as settled:
        qtbot.mousePress(histogram, left, pos=mark)
        qtbot.mouseMove(histogram, mark + QPoint(20, 0))
        qtbot.mouseRelease(histogram, left, pos=mark + QPoint(20, 0))
    assert settled.args == [pytest.approx(histogram.value_at(mark.x() + 20))]
    assert "set by hand" in histogram.toolTip()


def test_a_method_without_threshold_has_nothing_to_move(histogram, qtbot):
    histogram.show_distributions(replace(drawn(), marks=(), is_draggable=False))
    with qtbot.assertNotEmitted(histogram.moving), qtbot.assertNotEmitted(histogram.settled):
        qtbot.mouseClick(histogram, Qt.MouseButton.LeftButton, pos=QPoint(150, 50))
        qtbot.keyClick(histogram, Qt.Key.Key_Right)
    assert histogram.focusPolicy() is Qt.FocusPolicy.NoFocus


@pytest.mark.parametrize(("muscle", "fat"), [(100.0, 800.0), (100.0, 110.0), (800.0, 100.0)])
def test_levels_are_told_and_painted_where_they_are(histogram, muscle, fat):
    before = histogram.grab().toImage()
    histogram.show_distributions(replace(drawn(manual()), muscle=muscle, fat=fat))
    assert f"Level of muscle {muscle:.0f}. Level of fat {fat:.0f}." in histogram.accessibleDescription()
    after = histogram.grab().toImage()
    for level in (muscle, fat):
        x = round(histogram.x_of(level))
        column = [y for y in range(20, 90) if before.pixelColor(x, y) != after.pixelColor(x, y)]
        assert len(column) > 5


def test_the_two_sides_differ_by_more_than_colour(histogram):
    """In grey, too: under the first curve is a ground, under the second only what was there before."""
    shown = drawn(manual())
    histogram.show_distributions(replace(shown, marks=()))
    places = range(10, 290)
    bottom = round(histogram._plot.bottom()) - 3

    def painted(parts):
        histogram.show_distributions(replace(shown, marks=(), parts=parts))
        grey = histogram.grab().toImage().convertToFormat(grey_format())
        return sum(grey.pixelColor(x, bottom).red() != grey.pixelColor(1, bottom).red() for x in places)

    right, left = shown.parts
    as_first, as_second = painted((left,)), painted((replace(right, densities=(0.0,) * len(right.densities)), left))
    assert as_first > 2 * as_second > 0


def grey_format():
    from PySide6.QtGui import QImage

    return QImage.Format.Format_Grayscale8


def test_the_histogram_tells_its_threshold_to_screen_readers(histogram):
    assert histogram.accessibleName() == "Histogram of the outlined values"
    assert "Threshold 300." in histogram.accessibleDescription()
    assert "Patient's right multifidus, Patient's left multifidus" in histogram.accessibleDescription()


def test_choosing_a_method_names_it(method_box, qtbot):
    combo = method_box.findChild(QComboBox)
    method_box.show_method("otsu-shared", "One threshold.", is_manual=False)
    with qtbot.waitSignal(method_box.method_changed) as changed:
        combo.setFocus()
        qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert changed.args == ["otsu-each"]


def test_showing_what_is_chosen_elsewhere_asks_for_nothing(method_box, qtbot):
    with (
        qtbot.assertNotEmitted(method_box.method_changed),
        qtbot.assertNotEmitted(method_box.moving),
        qtbot.assertNotEmitted(method_box.settled),
    ):
        method_box.show_method("manual", "By hand.", is_manual=True)
        method_box.show_threshold(drawn(manual(333.3)))
    assert method_box.findChild(QDoubleSpinBox).value() == pytest.approx(333.3)


@pytest.mark.parametrize("country", [QLocale.Country.Germany, QLocale.Country.UnitedStates])
@pytest.mark.parametrize("typed", ["412,5", "412.5"])
def test_comma_and_point_are_both_decimal_signs(qtbot, country, typed):
    before = QLocale()
    language = QLocale.Language.German if country is QLocale.Country.Germany else QLocale.Language.English
    QLocale.setDefault(QLocale(language, country))
    try:
        box = MethodBox()
        qtbot.addWidget(box)
        box.show()
        box.show_method("manual", "By hand.", is_manual=True)
        box.show_threshold(drawn(manual()))
        spin = box.findChild(QDoubleSpinBox)
        spin.selectAll()
        qtbot.keyClicks(spin, typed)
        with qtbot.waitSignal(box.settled) as settled:
            qtbot.keyClick(spin, Qt.Key.Key_Return)
        assert settled.args == [412.5]
    finally:
        QLocale.setDefault(before)


def test_many_steps_are_one_choice(method_box, qtbot):
    method_box.show_method("manual", "By hand.", is_manual=True)
    method_box.show_threshold(drawn(manual()))
    spin = method_box.findChild(QDoubleSpinBox)
    moved, settled = [], []
    method_box.moving.connect(moved.append)
    method_box.settled.connect(settled.append)
    for _ in range(4):
        qtbot.keyClick(spin, Qt.Key.Key_Up)
    method_box.show_threshold(drawn(manual(50.0)))  # an answer to an earlier step must not turn it back
    qtbot.waitUntil(lambda: bool(settled), timeout=30_000)
    assert len(moved) == 4 and settled == [moved[-1]]


def test_methods_are_called_by_words_and_chosen_by_their_name(qtbot, method_box):
    box = method_box._methods
    assert [box.itemText(place) for place in range(box.count())] == [method.title for method in METHODS]
    method_box.show_method("otsu-each", "Each for itself.", is_manual=False)
    assert box.currentText() == "Otsu, each side by itself"
    with qtbot.waitSignal(method_box.method_changed) as chosen:
        box.activated.emit(box.findData("manual"))
    assert chosen.args == ["manual"]
