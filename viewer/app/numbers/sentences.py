"""What the panel says in words: the difference of the sides, and what is to be known of the slice."""

from viewer.app.numbers import formats
from viewer.app.numbers.model import SideComparison
from viewer.core.outline import Side
from viewer.measure.checking.outlines import SIDES_UNKNOWN
from viewer.measure.flags import FlagLevel
from viewer.measure.measurement import Comparison

SIDES_UNKNOWN_HERE = (
    "The image does not say which side is the patient's right, so the outlines have numbers; state it above the image."
)
"""What the window says instead of how the command line states sides."""


def said_in_window(sentence: str) -> str:
    """Return a sentence of a measurement in the words of the window."""
    return SIDES_UNKNOWN_HERE if sentence == SIDES_UNKNOWN else sentence


LEAST_PERCENT = 0.05
"""Difference of areas below which it would read 0.0 %."""

FOR_THIS_OUTLINE = "For this outline; differences between readers, slices and scanners not included."
"""What every interval leaves out."""


def comparison_sentences(found: SideComparison, *, decimal: str = ".", is_settled: bool = True) -> tuple[str, ...]:
    """Right against left in plain words: fat, then area; or why it is withheld.

    Parameters
    ----------
    found
        What was compared.
    decimal
        Decimal sign of the reader's language.
    is_settled
        Whether the interval, if there is to be one, is there.
    """
    if found.comparison is None:
        whole = [reason.sentence for reason in found.withheld if reason.is_comparison_only]
        if whole:
            return tuple(whole)
        return (f"The sides of the {found.structure} are not compared while the numbers of an outline are withheld.",)
    if not is_settled and found.comparison.fat_fraction_difference_points is None:
        return (_area_sentence(found.comparison, decimal=decimal),)  # whether it exists is not known yet
    fat = _fat_sentence(found.comparison, decimal=decimal, is_settled=is_settled)
    if found.level is FlagLevel.DO_NOT_USE and found.comparison.fat_fraction_difference_points is not None:
        fat = f"Do not use this difference, as the numbers of a side must not be used: {fat[0].lower()}{fat[1:]}"
    return (fat, _area_sentence(found.comparison, decimal=decimal))


def _fat_sentence(comparison: Comparison, *, decimal: str, is_settled: bool) -> str:
    difference = comparison.fat_fraction_difference_points
    structure = comparison.structure
    if difference is None:
        return f"No difference in fat exists, as a side of the {structure} has no fat fraction."
    size = formats.screen_number(abs(difference), 1, decimal=decimal)
    if not size.strip(f"0{decimal}"):
        said = f"The patient's right and left {structure} hold the same part of fat"
    else:
        more, less = (Side.RIGHT, Side.LEFT) if difference > 0.0 else (Side.LEFT, Side.RIGHT)
        said = f"The patient's {more} {structure} holds {size} percentage points more fat than the {less}"
    return f"{said}{_certainty(comparison, decimal=decimal, is_settled=is_settled)}."


def _certainty(comparison: Comparison, *, decimal: str, is_settled: bool) -> str:
    if comparison.interval_points is None:
        return "; no interval is known for this method" if is_settled else "; its interval follows"
    ends = formats.interval(comparison.interval_points, 1, "points", decimal=decimal)
    if comparison.distinguishable is None:
        return f" as proposed; accept or reject the proposal first (right − left, 95 %: {ends})"
    beyond = "exceeds" if comparison.distinguishable else "is within"
    return f", which {beyond} the measurement error (right − left, 95 %: {ends}); healthy sides differ too"


def _area_sentence(comparison: Comparison, *, decimal: str) -> str:
    percent = comparison.area_asymmetry_percent
    if comparison.smaller_side is None or percent is None or percent < LEAST_PERCENT:
        return f"Both sides of the {comparison.structure} have the same area."
    size = formats.percent(percent, decimal=decimal)
    return f"The patient's {comparison.smaller_side} {comparison.structure} is {size} smaller in area."
