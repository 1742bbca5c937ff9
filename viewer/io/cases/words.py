"""Words of a header that numbers depend on, each taken from a fixed list: no free text of the input gets through."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

from viewer.core.series import Acquisition, Series
from viewer.measure.dixon.roles import ROLE_TYPES, name_without_role, role_in_words, words_of
from viewer.measure.flagging.image_flags import (
    SEPARATED_TYPES,
    SUPPRESSED_OPTIONS,
    is_fat_suppressed,
    names_fat_suppression,
)
from viewer.measure.weighting import weighting

_ORIGINS, _PURPOSES = ("ORIGINAL", "DERIVED"), ("PRIMARY", "SECONDARY")
"""First and second value of Image Type."""

_TYPES = frozenset(("M", "NORM", "ND", "OTHER", "LOCALIZER", "MOSAIC", "DIFFUSION", *ROLE_TYPES, *SEPARATED_TYPES))
"""Values of Image Type, from its third on, that the program reads, and usual ones."""

_SEQUENCES = frozenset(("SE", "IR", "GR", "EP", "RM"))
_VARIANTS = frozenset(("SK", "MTC", "SS", "TRSS", "SP", "MP", "OSP", "NONE"))
_OPTIONS = frozenset(("PER", "RG", "CG", "PPG", "FC", "PFF", "PFP", "SP", *SUPPRESSED_OPTIONS))
_LATERALITIES = frozenset(("R", "L"))
_MODALITIES = frozenset(("MR", "CT", "US", "OT", "SC"))

_WEIGHTS = ("", "T2", "T1")
_ROLES = ("", "water", "fat", "fat fraction", "in phase", "opposed phase", "water image", "fat image")
_SUPPRESSIONS = ("", "fat sat")


def known_acquisition(acquisition: Acquisition) -> Acquisition:
    """How a slice was made, in words of the standard only; numbers stay.

    Parameters
    ----------
    acquisition
        As the header tells it: any text in it may name somebody.
    """
    upper = [part.upper() for part in acquisition.image_type]
    head = [word if word in known else known[0] for word, known in zip(upper, (_ORIGINS, _PURPOSES), strict=False)]
    # Some exports turn the two round; what counts is that one of them says so.
    if "SECONDARY" in upper[:1]:
        head[0] = "DERIVED"
    if "DERIVED" in upper[1:2]:
        head[0] = "DERIVED"
    return replace(
        acquisition,
        image_type=(*head, *_of(upper[2:], _TYPES)),
        scanning_sequence=_of(acquisition.scanning_sequence, _SEQUENCES),
        sequence_variant=_of(acquisition.sequence_variant, _VARIANTS),
        scan_options=_of((option.upper() for option in acquisition.scan_options), _OPTIONS),
        sequence_name="fs" if is_fat_suppressed(Acquisition(sequence_name=acquisition.sequence_name)) else "",
        contrast_agent="contrast agent" if acquisition.contrast_agent else "",
        laterality=acquisition.laterality if acquisition.laterality in _LATERALITIES else "",
    )


def _of(words: Iterable[str], known: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word in known)


def known_modality(modality: str) -> str:
    """Modality, 'OT' for one that is not of the usual ones, '' for none."""
    return modality if modality in _MODALITIES or not modality else "OT"


def known_descriptions(blocks: Iterable[Series]) -> dict[str, str]:
    """Series Instance UID → a description of our own that says the same about contrast as the series' own.

    Weighting, fat suppression and the part in a Dixon acquisition are read from descriptions; images of one
    acquisition keep a common name, and those of another get another.

    Parameters
    ----------
    blocks
        All series that are handed on.
    """
    found: dict[str, str] = {}
    acquisitions: dict[str, int] = {}
    for block in blocks:
        words = words_of(block.slices[0], block)
        name = name_without_role(words)
        number = acquisitions.setdefault(name, len(acquisitions) + 1)
        found.setdefault(block.series_uid, _like(words, block.description, f"acquisition {number}"))
    return found


def _like(words: str, description: str, name: str) -> str:
    """The first of our descriptions that is read as these words are."""
    wanted = (weighting(Acquisition(), description), role_in_words(words), names_fat_suppression(description))
    for weight, role, suppression in product(_WEIGHTS, _ROLES, _SUPPRESSIONS):
        for parts in ((weight, name, suppression, role), (f"{role}:" if role else "", weight, name, suppression)):
            made = " ".join(part for part in parts if part)
            if (weighting(Acquisition(), made), role_in_words(made), names_fat_suppression(made)) == wanted:
                return made
    return name
