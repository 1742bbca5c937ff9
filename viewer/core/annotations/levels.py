"""Vertebral levels: typed for a slice, or told by marks on vertebrae."""

import math
import re
from dataclasses import dataclass

from viewer.core.geometry import Vector
from viewer.core.series import SliceKey
from viewer.errors import GeometryError

_LEVEL = re.compile(r"[CTLS][0-9]{1,2}(/[CTLS]?[0-9]{1,2})?")


def known_level(level: str | None) -> str | None:
    """Level such as 'L4/5' or 'L4', None for anything else: free text of a header must not reach a file."""
    return level if level is not None and _LEVEL.fullmatch(level) else None


@dataclass(frozen=True, slots=True)
class SliceLevel:
    """Level that the user typed for one slice.

    Raises
    ------
    GeometryError
        If it is no name of a disc or a vertebra.
    """

    slice_key: SliceKey
    level: str

    def __post_init__(self) -> None:
        if known_level(self.level) is None:
            raise GeometryError("A level is named as L4/5 for a disc or L4 for a vertebra; type it so.")


@dataclass(frozen=True, slots=True)
class VertebraMark:
    """A vertebra that was named at a place in the patient.

    Parameters
    ----------
    frame_of_reference
        Frame of Reference UID of the series it was placed on.
    name
        'L5', 'S1', ….
    position_mm
        LPS position of the middle of its body, mm.
    is_proposed
        Whether the program counted it and nobody has looked at it.

    Raises
    ------
    GeometryError
        If the place is not finite or the name is no vertebra's.
    """

    frame_of_reference: str
    name: str
    position_mm: Vector
    is_proposed: bool = False

    def __post_init__(self) -> None:
        if known_level(self.name) is None or "/" in self.name:
            raise GeometryError("A vertebra is named as L5 or S1; name it so.")
        if not all(math.isfinite(v) for v in self.position_mm):
            raise GeometryError("A vertebra's place holds a value that is not a finite number; place it again.")
