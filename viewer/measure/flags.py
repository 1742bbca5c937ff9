"""Flags: fixed identifiers that say how far a number can be trusted, each with a level and a sentence."""

from dataclasses import dataclass
from enum import IntEnum


class FlagLevel(IntEnum):
    """How much a flag weighs; higher is worse."""

    NOTE = 1
    WITH_CARE = 2
    DO_NOT_USE = 3


@dataclass(frozen=True, slots=True)
class FlagKind:
    """One row of `FLAGS`.

    Parameters
    ----------
    identifier
        Fixed name in tables, lower case with dashes.
    level
        How much it weighs.
    sentence
        What was found.
    why
        Why it matters: what it does to the number, one sentence.
    remedy
        What to do about it, one sentence.
    """

    identifier: str
    level: FlagLevel
    sentence: str
    why: str = ""
    remedy: str = ""


FLAGS: tuple[FlagKind, ...] = (
    FlagKind(
        "one-mode",
        FlagLevel.DO_NOT_USE,
        "The outlined pixels hold no separable fat population, so a threshold between fat and muscle has no meaning.",
        why="On lean muscle a threshold cuts the noise in two and reports about half of it as fat.",
        remedy="Use the method anchored, or a Dixon series; a threshold gives no fat fraction here.",
    ),
    FlagKind(
        "missing-values",
        FlagLevel.DO_NOT_USE,
        "Some outlined pixels have no value (padding or not a number), so no fat fraction exists.",
        why="The fat fraction is a share of the whole area, and part of the area is unknown.",
        remedy="Draw the outline within the pixels that have values, or measure another slice.",
    ),
    FlagKind(
        "fat-suppressed",
        FlagLevel.DO_NOT_USE,
        "Fat is suppressed or separated in this sequence, so bright pixels are not fat.",
        why="The fat fraction would count fluid and muscle with bright signal instead of fat.",
        remedy="Measure a T1 or T2 series without fat suppression, or a Dixon pair of water and fat.",
    ),
    FlagKind(
        "constant",
        FlagLevel.DO_NOT_USE,
        "All outlined pixels have the same value; no fat fraction exists.",
        why="Without differences in brightness nothing tells fat from muscle.",
        remedy="Check that the outline lies on tissue, and that the series holds an image.",
    ),
    FlagKind(
        "derived",
        FlagLevel.WITH_CARE,
        "The pixels are derived, a reformat or a picture, not the scanner's own; their values may have been changed.",
        why="Reformatting smears fat into muscle, and a picture may not be linear; both move the fraction.",
        remedy="Measure the original images of the scanner if they can be had.",
    ),
    FlagKind(
        "lossy",
        FlagLevel.WITH_CARE,
        "The pixels went through lossy compression, which changes small values.",
        why="Thin strands of fat are smoothed away or joined, which moves the fat fraction by an unknown amount.",
        remedy="Measure the images as the scanner stored them if they can be had.",
    ),
    FlagKind(
        "contrast-enhanced",
        FlagLevel.WITH_CARE,
        "The image was made with a contrast agent, which brightens muscle and vessels.",
        why="Brighter muscle reads as fat, so the fat fraction comes out too high.",
        remedy="Measure the series made before the contrast agent, or compare only like with like.",
    ),
    FlagKind(
        "small-outline",
        FlagLevel.WITH_CARE,
        "The outline holds fewer than 100 pixels, too few for a stable fraction.",
        why="A single pixel counts for more than one percent, and most pixels lie on the border.",
        remedy="Measure a slice where the muscle is larger, or images with smaller pixels.",
    ),
    FlagKind(
        "saturated",
        FlagLevel.WITH_CARE,
        "Outlined pixels lie at the end of the storable range, so bright values are cut off.",
        why="Bright fat reads as less bright than it is, which lowers the fat level and moves the fraction.",
        remedy="Measure a series that does not reach the end of its range.",
    ),
    FlagKind(
        "thick-slice",
        FlagLevel.NOTE,
        "The slice is thicker than 6 mm, so fat and muscle mix within pixels.",
        why="A pixel holding both reads as one of them under a threshold; the soft methods share it out.",
        remedy="Prefer a soft method such as anchored, and compare only slices of equal thickness.",
    ),
)
"""Every flag there is; the order is worst first and is the order in results."""

_BY_IDENTIFIER = {kind.identifier: kind for kind in FLAGS}


def flag(identifier: str) -> FlagKind:
    """Return the flag of this identifier.

    Raises
    ------
    KeyError
        If there is none.
    """
    return _BY_IDENTIFIER[identifier]


def in_order(identifiers: set[str]) -> tuple[str, ...]:
    """Identifiers worst first, in the order of `FLAGS`."""
    return tuple(kind.identifier for kind in FLAGS if kind.identifier in identifiers)
