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
    """One row of `FLAGS`."""

    identifier: str
    level: FlagLevel
    sentence: str


FLAGS: tuple[FlagKind, ...] = (
    FlagKind(
        "one-mode",
        FlagLevel.DO_NOT_USE,
        "The outlined pixels hold no separable fat population, so a threshold between fat and muscle has no meaning.",
    ),
    FlagKind(
        "missing-values",
        FlagLevel.DO_NOT_USE,
        "Some outlined pixels have no value (padding or not a number), so no fat fraction exists.",
    ),
    FlagKind(
        "fat-suppressed",
        FlagLevel.DO_NOT_USE,
        "Fat is suppressed or separated in this sequence, so bright pixels are not fat.",
    ),
    FlagKind(
        "constant",
        FlagLevel.DO_NOT_USE,
        "All outlined pixels have the same value; no fat fraction exists.",
    ),
    FlagKind(
        "derived",
        FlagLevel.WITH_CARE,
        "The pixels are derived, a reformat or a picture, not the scanner's own; their values may have been changed.",
    ),
    FlagKind(
        "lossy",
        FlagLevel.WITH_CARE,
        "The pixels went through lossy compression, which changes small values.",
    ),
    FlagKind(
        "contrast-enhanced",
        FlagLevel.WITH_CARE,
        "The image was made with a contrast agent, which brightens muscle and vessels.",
    ),
    FlagKind(
        "small-outline",
        FlagLevel.WITH_CARE,
        "The outline holds fewer than 100 pixels, too few for a stable fraction.",
    ),
    FlagKind(
        "saturated",
        FlagLevel.WITH_CARE,
        "Outlined pixels lie at the end of the storable range, so bright values are cut off.",
    ),
    FlagKind(
        "thick-slice",
        FlagLevel.NOTE,
        "The slice is thicker than 6 mm, so fat and muscle mix within pixels.",
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
