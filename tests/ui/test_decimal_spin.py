"""A decimal number can be typed with a comma or a point, whatever the system's own sign is."""

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator

from viewer.ui.decimal_spin import DecimalSpinBox


@pytest.fixture(params=["C", "de_DE", "en_US", "fr_CH"])
def locale(request):
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield QLocale()
    QLocale.setDefault(before)


@pytest.fixture
def box(locale, qtbot):
    made = DecimalSpinBox(minimum=0.0, maximum=2000.0, decimals=2, suffix=" mm")
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("typed", ["12.5", "12,5"])
def test_both_signs_are_taken(box, locale, qtbot, typed):
    box.lineEdit().clear()
    qtbot.keyClicks(box.lineEdit(), typed)
    box.interpretText()
    assert box.value() == 12.5
    assert box.text() == f"12{locale.decimalPoint()}50 mm"


@pytest.mark.parametrize("typed", ["1.234", "1,234"])
def test_no_sign_parts_groups_of_digits(box, typed):
    box.setDecimals(3)
    assert box.valueFromText(f"{typed} mm") == 1.234


def test_large_numbers_are_shown_without_groups(box, locale):
    box.setValue(1234.5)
    assert box.cleanText() == f"1234{locale.decimalPoint()}50"


@pytest.mark.parametrize("typed", ["1,2,3", "1.2,3", "abc"])
def test_what_is_no_number_is_not_taken(box, typed):
    assert box.validate(typed, 0)[0] == QValidator.State.Invalid
