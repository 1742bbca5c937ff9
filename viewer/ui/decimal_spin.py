"""A field for a decimal number that takes the comma and the point."""

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget


class DecimalSpinBox(QDoubleSpinBox):
    """A number with decimals: shown with the system's decimal sign, typed with '.' or ',' alike.

    Groups of digits are never parted: '1,234' is one and a bit, whoever types it.

    Parameters
    ----------
    minimum, maximum
        Smallest and largest value.
    decimals
        Digits after the decimal sign.
    step
        What an arrow key adds.
    suffix
        Unit shown behind the number, such as ' mm'.
    parent
        Widget it belongs to.
    """

    def __init__(
        self,
        *,
        minimum: float,
        maximum: float,
        decimals: int = 1,
        step: float = 1.0,
        suffix: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        locale = QLocale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator | QLocale.NumberOption.RejectGroupSeparator)
        self.setLocale(locale)
        self.setDecimals(decimals)
        self.setRange(minimum, maximum)
        self.setSingleStep(step)
        self.setSuffix(suffix)

    def _with_own_sign(self, text: str) -> str:
        """Text with the decimal sign of the locale; the unit behind it is left as it is."""
        unit = self.suffix()
        number = text.removesuffix(unit) if unit else text
        own = self.locale().decimalPoint()
        return number.replace(".", own).replace(",", own) + text[len(number) :]

    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:
        """Whether a text is, or may become, a number of the range; both decimal signs are taken."""
        state, _, place = super().validate(self._with_own_sign(text), pos)
        return state, text, place

    def valueFromText(self, text: str) -> float:  # noqa: N802 - Qt's name
        """Number that a text says, whichever decimal sign it has."""
        return super().valueFromText(self._with_own_sign(text))
