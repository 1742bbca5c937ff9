"""What is withheld when outlines are measured leniently: whose numbers, or which comparison, why, and what helps.

The command line refuses such outlines; the window keeps them, shows what can be defended and says the rest.
"""

from dataclasses import dataclass
from enum import StrEnum

from viewer.core.outline import Side, Structure


class Remedy(StrEnum):
    """What a user can do about something withheld, in the words of its button."""

    MOVE_POINTS = "Move the points"
    EXCHANGE = "Exchange the two"
    CALL_RIGHT = "Call it patient's right"
    CALL_LEFT = "Call it patient's left"
    MOVE_MIDLINE = "Move the midline"
    SET_THRESHOLD = "Set a threshold"
    CORRECT_STATEMENT = "Correct what was stated"
    UNDO = "Undo"


CALL = {Side.RIGHT: Remedy.CALL_RIGHT, Side.LEFT: Remedy.CALL_LEFT}
"""Side → the remedy that gives an outline this side."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """One reason why numbers, or a comparison, are not shown.

    Parameters
    ----------
    outlines
        Places of the outlines in `Document.outlines`.
    structure
        What they enclose.
    sentence
        Why, for the user.
    remedies
        What helps, the likeliest first.
    is_comparison_only
        True if the outlines have their numbers and only the comparison of the sides is withheld.
    """

    outlines: tuple[int, ...]
    structure: Structure
    sentence: str
    remedies: tuple[Remedy, ...] = ()
    is_comparison_only: bool = False
