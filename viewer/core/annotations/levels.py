"""Vertebral levels: typed for a slice, told by marks on vertebrae, or coded in the header of an image.

Names are counted from below, by the usual convention: L5 stands on the sacrum. A spine with six lumbar vertebrae
has L6 between them; nobody can tell a transitional vertebra from its neighbours by its place alone.
"""

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry, Vector
from viewer.core.series import Slice, SliceKey
from viewer.errors import GeometryError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.core.document import Document

VERTEBRAE: tuple[str, ...] = (
    *(f"C{n}" for n in range(1, 8)),
    *(f"T{n}" for n in range(1, 14)),
    *(f"L{n}" for n in range(1, 7)),
    *(f"S{n}" for n in range(1, 6)),
)
"""Every vertebra that has a name, from the head down; T13 and L6 are those of people who have one more."""

_RARE = frozenset({"T13", "L6"})
_PLACES = {name: place for place, name in enumerate(VERTEBRAE)}
_TYPED = re.compile(r"([CTLS]\d{1,2})(?:\s*[/–-]\s*([CTLS]?)(\d{1,2}))?")

DISC_SHARE = 0.25
"""A plane that crosses the line between two vertebral centres nearer to its middle than to either end, that is between
this part of its length and the rest, crosses the disc; otherwise the body (no unit)."""

USUAL_STEP_MM = 36.0
"""Distance of the centres of two lumbar vertebrae where there is only one mark, mm (32 to 40 in adults)."""

STEEPEST = 0.5
"""Smallest part of the spine's direction along a slice's normal (no unit) at which the slice has a level: from 60° on
it runs along the spine and not across it."""


class LevelSource(StrEnum):
    """Where a level comes from, the first that there is."""

    TYPED = "typed"
    MARKS = "counted"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class Level:
    """The level of a slice.

    Parameters
    ----------
    name
        A disc such as 'L4/5' or a vertebra such as 'L4'.
    source
        Where it comes from.
    is_proposed
        Whether it rests on a vertebra that the program counted and nobody has accepted; no table tells such a level.
    """

    name: str
    source: LevelSource
    is_proposed: bool = False


def follows(upper: str, lower: str) -> bool:
    """Whether one vertebra can lie directly on another: neighbours, or only one that most people do not have between.

    Examples
    --------
    >>> follows("L5", "S1"), follows("L6", "S1"), follows("L4", "S1")
    (True, True, False)
    """
    between = VERTEBRAE[_PLACES[upper] + 1 : _PLACES[lower]]
    return _PLACES[upper] < _PLACES[lower] and all(name in _RARE for name in between)


def disc_between(upper: str, lower: str) -> str:
    """Name of the disc between two vertebrae.

    Examples
    --------
    >>> disc_between("L4", "L5"), disc_between("L5", "S1")
    ('L4/5', 'L5/S1')
    """
    return f"{upper}/{lower[1:] if upper[0] == lower[0] else lower}"


DISCS: tuple[str, ...] = tuple(
    disc_between(upper, lower) for upper in VERTEBRAE for lower in VERTEBRAE if follows(upper, lower)
)
"""Every disc that has a name, from the head down."""

_LONG = tuple(f"{upper}/{lower}" for upper in VERTEBRAE for lower in VERTEBRAE if follows(upper, lower))
_KNOWN = frozenset((*VERTEBRAE, *DISCS, *_LONG))


def known_level(level: str | None) -> str | None:
    """Level such as 'L4/5', 'L4/L5' or 'L4', None for anything else: free text of a header must not reach a file."""
    return level if level in _KNOWN else None


def level_named(text: str) -> str | None:
    """Level that someone means who typed 'l4-5', 'L4/L5' or 'L4'; None where it is none.

    Examples
    --------
    >>> level_named(" l4-l5 "), level_named("L5/S1"), level_named("L5/6"), level_named("L9")
    ('L4/5', 'L5/S1', 'L5/6', None)
    """
    found = _TYPED.fullmatch(text.strip().upper())
    if found is None:
        return None
    upper, letter, number = found.groups()
    if number is None:
        return known_level(upper)
    lower = f"{letter or upper[0]}{number}"
    if upper not in _PLACES or lower not in _PLACES or not follows(upper, lower):
        return None
    return disc_between(upper, lower)


def vertebra_above(name: str) -> str | None:
    """Vertebra on top of this one as most people have them, None where there is none."""
    usual = [other for other in VERTEBRAE[: _PLACES[name]] if other not in _RARE]
    return usual[-1] if usual else None


def vertebra_below(name: str) -> str | None:
    """Vertebra under this one as most people have them, None where there is none."""
    return next((other for other in VERTEBRAE[_PLACES[name] + 1 :] if other not in _RARE), None)


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


class TypedLevels:
    """Finds typed levels by slice; those asked about last stay sorted, as every slice of a long study asks in turn.

    What it holds is exchanged as a whole, so that any thread may ask.
    """

    def __init__(self) -> None:
        self._last: tuple[tuple[SliceLevel, ...], dict[SliceKey, str]] = ((), {})

    def of(self, levels: tuple[SliceLevel, ...], key: SliceKey) -> str | None:
        """Level typed for a slice, or None."""
        last = self._last
        if last[0] is not levels:
            last = self._last = (levels, {typed.slice_key: typed.level for typed in levels})
        return last[1].get(key)


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
        if self.name not in _PLACES:
            raise GeometryError("A vertebra is named as L5 or S1; name it so.")
        if not all(math.isfinite(v) for v in self.position_mm):
            raise GeometryError("A vertebra's place holds a value that is not a finite number; place it again.")


def marks_in(marks: "Iterable[VertebraMark]", frame_of_reference: str) -> tuple[VertebraMark, ...]:
    """Marks of one frame of reference, from the head down; none without a frame of reference."""
    own = (mark for mark in marks if frame_of_reference and mark.frame_of_reference == frame_of_reference)
    return tuple(sorted(own, key=lambda mark: _PLACES[mark.name]))


def level_of(document: "Document", image: Slice, frame_of_reference: str) -> Level | None:
    """Level of a slice: what the user typed, else what marks on vertebrae tell, else what its header codes.

    Parameters
    ----------
    document
        What the user made.
    image
        The slice, as it was opened.
    frame_of_reference
        Frame of Reference UID of its block, '' where there is none.

    Notes
    -----
    Marks: the slice's plane crosses the line through the centres of the marked vertebrae; a tilted slice has the
    level of what it crosses there, wherever the middle of the image lies. Between two vertebrae that follow each
    other it is the disc from a quarter to three quarters of the way (`DISC_SHARE`), else the nearer body. Beyond the
    last mark it is the body's for a quarter of the way to where a further one would be, and nothing after that; nor
    between marks with a vertebra missing between them.
    """
    typed = document.typed_level(image.key)
    if typed is not None:
        return Level(typed, LevelSource.TYPED)
    crossed = level_across(marks_in(document.vertebrae, frame_of_reference), image)
    if crossed is not None:
        return crossed
    coded = known_level(image.acquisition.level)
    return None if coded is None else Level(coded, LevelSource.HEADER)


def settled_level(document: "Document", image: Slice, frame_of_reference: str) -> str | None:
    """Name of a slice's level for tables, figures and files: never one that rests on what nobody has accepted.

    Where marks only propose a level, that of the header is told, if there is one. For parameters see `level_of`.
    """
    found = level_of(document, image, frame_of_reference)
    if found is not None and found.is_proposed:
        return known_level(image.acquisition.level)
    return None if found is None else found.name


def level_across(marks: tuple[VertebraMark, ...], image: Slice) -> Level | None:
    """Level that a slice's plane has among the marks of its frame of reference, from the head down; None for none."""
    geometry = image.geometry
    if not marks or geometry.orientation is None or geometry.position_mm is None:
        return None
    points = np.array([mark.position_mm for mark in marks])
    heights = (points - np.array(geometry.position_mm)) @ np.array(geometry.orientation.normal)
    middle = _middle_mm(image, geometry)
    crossings: list[tuple[float, Level]] = []
    for place, (upper, lower) in enumerate(pairwise(marks)):
        run = points[place + 1] - points[place]
        if not follows(upper.name, lower.name) or not _is_across(run, geometry):
            continue
        share = float(heights[place] / (heights[place] - heights[place + 1]))
        if 0.0 <= share <= 1.0:
            at = points[place] + share * run
            crossings.append((float(np.linalg.norm(at - middle)), _between(upper, lower, share)))
    if crossings:
        return min(crossings, key=lambda crossing: crossing[0])[1]
    return _near_a_mark(marks, points, heights, geometry)


def _between(upper: VertebraMark, lower: VertebraMark, share: float) -> Level:
    """Level at a part of the way from one vertebra to the one below."""
    if share < DISC_SHARE:
        return Level(upper.name, LevelSource.MARKS, upper.is_proposed)
    if share > 1.0 - DISC_SHARE:
        return Level(lower.name, LevelSource.MARKS, lower.is_proposed)
    name = disc_between(upper.name, lower.name)
    return Level(name, LevelSource.MARKS, upper.is_proposed or lower.is_proposed)


def _near_a_mark(
    marks: tuple[VertebraMark, ...], points: NDArray[np.float64], heights: NDArray[np.float64], geometry: PlaneGeometry
) -> Level | None:
    """Level of the body whose mark is nearest to the plane, if it is within the body."""
    nearest = int(np.argmin(np.abs(heights)))
    others = [other for other in (nearest - 1, nearest + 1) if 0 <= other < len(marks)]
    runs = [
        points[other] - points[nearest]
        for other in others
        if follows(marks[min(other, nearest)].name, marks[max(other, nearest)].name)
    ]
    run = runs[0] if runs else np.array([0.0, 0.0, USUAL_STEP_MM])
    along = abs(float(run @ np.array(geometry.orientation.normal))) if geometry.orientation is not None else 0.0
    if not _is_across(run, geometry) or abs(float(heights[nearest])) > DISC_SHARE * along:
        return None
    return Level(marks[nearest].name, LevelSource.MARKS, marks[nearest].is_proposed)


def _is_across(run: NDArray[np.float64], geometry: PlaneGeometry) -> bool:
    """Whether a plane runs across a stretch of the spine and not along it."""
    length = float(np.linalg.norm(run))
    if geometry.orientation is None or length == 0.0:
        return False
    return abs(float(run @ np.array(geometry.orientation.normal))) >= STEEPEST * length


def _middle_mm(image: Slice, geometry: PlaneGeometry) -> NDArray[np.float64]:
    """LPS position of the middle of an image; that of its first pixel where the spacing is unknown."""
    if geometry.spacing is None:
        return np.array(geometry.position_mm, dtype=np.float64)
    middle: NDArray[np.float64] = geometry.to_patient_mm([((image.columns - 1) / 2.0, (image.rows - 1) / 2.0)])[0]
    return middle
