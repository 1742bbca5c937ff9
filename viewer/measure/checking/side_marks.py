"""What a header and pixels say of right and left beside the geometry: told where it could mislead, never followed."""

from collections.abc import Iterator

from viewer.core.geometry import Orientation, SideConvention
from viewer.core.outline import Side
from viewer.core.series import Acquisition, Slice

_RIGHT_WORDS, _LEFT_WORDS = frozenset({"R", "RIGHT", "RT"}), frozenset({"L", "LEFT", "LT"})
"""Values of Laterality that name one side: the standard's letter, and words that are written in its place."""

_TOWARDS = {"L": (0, 1.0), "R": (0, -1.0), "P": (1, 1.0), "A": (1, -1.0), "H": (2, 1.0), "F": (2, -1.0)}
"""Letter of Patient Orientation → axis (LPS) and sign."""

_LEAST_ALONG = 0.3
"""Least component (no unit) along the axis of a first letter: the strongest of three is at least 0.57."""

_NOTHING_FOLLOWS = "no side is taken from that"

_BEGINNINGS = (
    "Its header calls it an image of the patient's ",
    "Its Patient Orientation ",
    "The stated ",
    "Text is burned into ",
    "Text may be burned into ",
)
"""How the sentences of `side_marks` begin, so that a window can set them off."""


def is_side_mark(sentence: str) -> bool:
    """Whether a sentence is one of `side_marks`, which weighs more than a note."""
    return sentence.startswith(_BEGINNINGS)


def named_side(acquisition: Acquisition) -> Side:
    """Side that a header's Laterality names; unknown for both, unpaired, or none.

    Parameters
    ----------
    acquisition
        Facts of the header.
    """
    word = acquisition.laterality.strip().upper()
    return Side.RIGHT if word in _RIGHT_WORDS else Side.LEFT if word in _LEFT_WORDS else Side.UNKNOWN


def side_marks(image: Slice, *, stated: SideConvention | None = None) -> Iterator[str]:
    """Sentences about marks that may contradict the sides of one slice; the geometry counts, whatever they say.

    Parameters
    ----------
    image
        The slice as it was opened.
    stated
        Side convention that the user stated about it, or None.

    References
    ----------
    DICOM PS3.3, C.7.3.1.1.2 (Laterality), C.7.6.1.1.1 (Patient Orientation), C.7.6.3 (Burned In Annotation).
    """
    made, orientation = image.acquisition, image.geometry.orientation
    side = named_side(made)
    if side is not Side.UNKNOWN:
        yield _of_laterality(side, image)
    if made.patient_orientation:
        yield from _of_letters(made.patient_orientation, orientation, stated)
    if orientation is not None and (made.has_burned_in_text or made.may_hold_burned_in_text):
        is_there = "is" if made.has_burned_in_text else "may be"
        yield (
            f"Text {is_there} burned into its pixels, which the program does not read: where a letter in the picture "
            "contradicts those at its edges, which follow the orientation, find out which is right before you measure."
        )


def _of_laterality(side: Side, image: Slice) -> str:
    begins = f"Its header calls it an image of the patient's {side} (Laterality)"
    if image.geometry.orientation is None:
        return f"{begins} and gives no orientation; {_NOTHING_FOLLOWS}."
    if not image.geometry.can_tell_side:
        return f"{begins}; {_NOTHING_FOLLOWS}, so name the side of an outline yourself."
    return (
        f"{begins}, but by its orientation it shows right and left; the orientation counts, so check the sides on "
        "the image."
    )


def _of_letters(letters: str, orientation: Orientation | None, stated: SideConvention | None) -> Iterator[str]:
    """Say where Patient Orientation contradicts, or what it would mean where nothing else tells."""
    along_row, along_column = letters.split("\\")
    if orientation is not None:
        pairs = ((along_row, orientation.row), (along_column, orientation.column))
        parts = [vector[_TOWARDS[text[0]][0]] * _TOWARDS[text[0]][1] for text, vector in pairs]
        if min(parts) < _LEAST_ALONG:
            yield (
                "Its Patient Orientation contradicts its Image Orientation (Patient), as where a picture was mirrored "
                "or turned and its header was not; the latter counts, so check the sides on the image."
            )
        return
    if along_row[0] not in "LR":
        return
    convention: SideConvention = "radiological" if along_row[0] == "L" else "neurological"
    puts = f"puts the patient's right at image-{'left' if convention == 'radiological' else 'right'}"
    if stated is not None and stated != convention:
        yield (
            f"The stated {stated} convention contradicts its Patient Orientation, which {puts}; the statement counts, "
            "so check it."
        )
    elif stated is None:
        yield (
            f"Its Patient Orientation {puts}, but it gives no Image Orientation (Patient); {_NOTHING_FOLLOWS}: "
            "state the sides if you know them."
        )
