"""Numbers as text: the one place that decides digits, signs and units of the panel and of the copied table.

The digits of area, percentage, ratio and points are those of the figure, so that panel and figure read the same.
"""

from viewer.measure.measurement import Interval

NOTHING = "–"
"""What stands where a quantity does not exist."""

MINUS = "−"
"""Sign of negative numbers on the screen; tables have the ASCII hyphen, which every program reads as a number."""

MM2_PER_CM2 = 100.0
"""Square millimetres in a square centimetre."""


def screen_number(value: float | None, digits: int, *, decimal: str = ".", is_signed: bool = False) -> str:
    """Rounded number for the screen, '–' where it does not exist.

    Parameters
    ----------
    value
        The number.
    digits
        Digits after the decimal sign.
    decimal
        Decimal sign of the reader's language.
    is_signed
        Whether a plus sign is shown; zero has none.
    """
    if value is None:
        return NOTHING
    text = table_number(value, digits).replace("-", MINUS)
    is_zero = not text.strip("0.")
    sign = "+" if is_signed and value > 0.0 and not is_zero else ""
    return f"{sign}{text}".replace(".", decimal)


def table_number(value: float | None, digits: int) -> str:
    """Rounded number with a decimal point for a table, '' where it does not exist; zero has no sign."""
    if value is None:
        return ""
    return f"{round(value, digits) + 0.0:.{digits}f}"


def area(value_mm2: float | None, *, area_px: float | None = None, decimal: str = ".") -> str:
    """Area with its unit: mm², or pixels (if given) where there is no spacing."""
    if value_mm2 is not None:
        return f"{screen_number(value_mm2, 0, decimal=decimal)} mm²"
    return NOTHING if area_px is None else f"{screen_number(area_px, 0, decimal=decimal)} px"


def area_cm2(value_mm2: float | None, *, decimal: str = ".") -> str:
    """Area in cm² with its unit."""
    value = None if value_mm2 is None else value_mm2 / MM2_PER_CM2
    return NOTHING if value is None else f"{screen_number(value, 2, decimal=decimal)} cm²"


def percent(value: float | None, *, decimal: str = ".") -> str:
    """Percentage with one decimal and its unit."""
    return NOTHING if value is None else f"{screen_number(value, 1, decimal=decimal)} %"


def ratio(value: float | None, *, decimal: str = ".") -> str:
    """Ratio with two decimals."""
    return screen_number(value, 2, decimal=decimal)


def points(value: float | None, *, decimal: str = ".") -> str:
    """Signed difference in percentage points."""
    return NOTHING if value is None else f"{screen_number(value, 1, decimal=decimal, is_signed=True)} points"


def interval(ends: Interval | None, digits: int, unit: str = "", *, decimal: str = ".") -> str:
    """Both ends of an interval, '–' without one; 'to' between them where a minus sign would be misread."""
    if ends is None:
        return NOTHING
    low, high = (screen_number(end, digits, decimal=decimal) for end in ends)
    between = " to " if MINUS in low + high else "–"
    return f"{low}{between}{high} {unit}".rstrip()


def mean_and_sd(mean: float | None, sd: float | None, *, decimal: str = ".") -> str:
    """Mean ± standard deviation of values after rescale; a spread of hundreds has no meaningful decimals."""
    if mean is None or sd is None:
        return NOTHING
    digits = 0 if sd >= 100.0 else 1
    return f"{screen_number(mean, digits, decimal=decimal)} ± {screen_number(sd, digits, decimal=decimal)}"
