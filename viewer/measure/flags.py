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
        "fat-suppressed",
        FlagLevel.DO_NOT_USE,
        "Fat is suppressed or separated in this sequence, so bright pixels are not fat.",
        why="The fat fraction would count fluid and muscle with bright signal instead of fat.",
        remedy="Measure a T1 or T2 series without fat suppression, or a Dixon pair of water and fat.",
    ),
    FlagKind(
        "air",
        FlagLevel.DO_NOT_USE,
        "Most of the outline lies on air or on pixels without signal.",
        why="Noise has no fat and no muscle, and any fraction of it is chance.",
        remedy="Move the outline onto the muscle; check that it belongs to this slice.",
    ),
    FlagKind(
        "not-a-number",
        FlagLevel.DO_NOT_USE,
        "The file holds pixels under the outline that are not a number.",
        why="The fat fraction is a share of the whole area, and part of the area is unknown.",
        remedy="Write the images again without such pixels, or draw the outline beside them.",
    ),
    FlagKind(
        "missing-values",
        FlagLevel.DO_NOT_USE,
        "Some outlined pixels have no value (padding or not a number), so no fat fraction exists.",
        why="The fat fraction is a share of the whole area, and part of the area is unknown.",
        remedy="Draw the outline within the pixels that have values, or measure another slice.",
    ),
    FlagKind(
        "constant",
        FlagLevel.DO_NOT_USE,
        "All outlined pixels have the same value; no fat fraction exists.",
        why="Without differences in brightness nothing tells fat from muscle.",
        remedy="Check that the outline lies on tissue, and that the series holds an image.",
    ),
    FlagKind(
        "no-dixon",
        FlagLevel.DO_NOT_USE,
        "No fat and water images on the grid of this slice are among the opened images.",
        why="Without them the method dixon has no signal to compare.",
        remedy="Open the whole study with its water and fat series, or choose another method.",
    ),
    FlagKind(
        "reference-misplaced",
        FlagLevel.DO_NOT_USE,
        "A reference lies on the wrong tissue: its brightness does not fit that of the others.",
        why="Every fraction is counted from the levels of muscle and fat, so a wrong level makes all of them wrong.",
        remedy="Adjust the references so that each lies on pure fat or lean muscle, or outline others.",
    ),
    FlagKind(
        "no-scale",
        FlagLevel.DO_NOT_USE,
        "No fat fraction exists: the slice shows no two tissues to tell apart, or lacks a reference.",
        why="This method counts from the brightness of lean muscle and of pure fat, and they are not known here.",
        remedy="Outline reference fat and reference muscle, or choose a method that needs no references.",
    ),
    FlagKind(
        "one-mode",
        FlagLevel.DO_NOT_USE,
        "The outlined pixels hold no separable fat population, so a threshold between fat and muscle has no meaning.",
        why="On lean muscle a threshold cuts the noise in two and reports about half of it as fat.",
        remedy="Use the method anchored, or a Dixon series; a threshold gives no fat fraction here.",
    ),
    FlagKind(
        "no-muscle-reference",
        FlagLevel.WITH_CARE,
        "No reference muscle was found or outlined on this slice.",
        why="The level of lean muscle is then a guess from the outlined muscle itself, and fatty muscle shifts it.",
        remedy="Outline lean muscle, such as the psoas, as reference muscle.",
    ),
    FlagKind(
        "no-fat-reference",
        FlagLevel.WITH_CARE,
        "No reference fat was found or outlined on this slice.",
        why="The level of pure fat is then a guess from the brightest pixels, which may be mixed with muscle.",
        remedy="Outline subcutaneous fat as reference fat.",
    ),
    FlagKind(
        "low-contrast",
        FlagLevel.WITH_CARE,
        "Fat is less than twice as bright as lean muscle on this slice.",
        why="Small errors of the two levels then become large errors of the fraction.",
        remedy="Measure a T2 or T1 series with more contrast, or a Dixon pair of water and fat.",
    ),
    FlagKind(
        "strong-field",
        FlagLevel.WITH_CARE,
        "The coil's brightness changes by more than 60 % across the muscles.",
        why="The same tissue is bright near the coil and dark away from it, and not all of that can be corrected.",
        remedy="Measure a series with the scanner's brightness correction switched on.",
    ),
    FlagKind(
        "wide-interval",
        FlagLevel.WITH_CARE,
        "The 95 % interval of the fat fraction is wider than 10 points.",
        why="Noise, contrast or references leave the fraction that uncertain.",
        remedy="Outline references, or measure another slice or series; read the interval and not the number.",
    ),
    FlagKind(
        "methods-differ",
        FlagLevel.WITH_CARE,
        "This method and the method anchored differ by more than 5 points.",
        why="One of them is wrong: where Otsu's threshold differs, it was measured to be off by 9 points, else by 3.",
        remedy="Look at the references and at the fat map before trusting either number; trust no threshold here.",
    ),
    FlagKind(
        "threshold-at-edge",
        FlagLevel.WITH_CARE,
        "The threshold lies at the edge of the histogram, so nearly all pixels are on one side of it.",
        why="A fraction near 0 or 100 % then tells where the threshold is rather than how much fat there is.",
        remedy="Set the threshold between the brightness of muscle and of fat, or use another method.",
    ),
    FlagKind(
        "threshold-off-centre",
        FlagLevel.WITH_CARE,
        "The threshold does not lie near the middle between the levels of muscle and fat.",
        why="Pixels that hold both tissues are then all counted as the one or as the other.",
        remedy="Use the method anchored, or a threshold midway between the references.",
    ),
    FlagKind(
        "negative-values",
        FlagLevel.WITH_CARE,
        "Outlined pixels have negative values, which a magnitude image cannot have.",
        why="The zero of brightness is not where signal ends, so ratios of brightness have no meaning.",
        remedy="Check that the series is a magnitude image and that its rescale is right.",
    ),
    FlagKind(
        "all-fat",
        FlagLevel.WITH_CARE,
        "Nearly the whole outline is fat.",
        why="The outline may lie on fat beside the muscle, and the fat-to-muscle ratio grows without limit.",
        remedy="Check the outline; if the muscle is replaced by fat, report the fraction and not the ratio.",
    ),
    FlagKind(
        "dixon-scales-differ",
        FlagLevel.WITH_CARE,
        "The fat and water images are stored on different scales.",
        why="If only one of them needs its rescale, the fraction is wrong by the same factor.",
        remedy="Check the fraction in subcutaneous fat, which must be near 95 %, before using the numbers.",
    ),
    FlagKind(
        "dixon-ambiguous",
        FlagLevel.WITH_CARE,
        "Fat was told from an in-phase and an opposed-phase image, which hold magnitudes only.",
        why="More than half fat looks the same as less than half.",
        remedy="Use the water and fat series of the scanner where the muscle is mostly fat.",
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
    FlagKind(
        "proposed-outline",
        FlagLevel.NOTE,
        "The outline was proposed by the program, and nobody has accepted it yet.",
        why="A border that nobody has looked at may run beside the muscle, and area and fraction with it.",
        remedy="Look at the outline, correct it where needed, and accept it with Enter.",
    ),
)
"""Every flag there is, worst first and a cause before what follows from it; this is the order in results."""

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
