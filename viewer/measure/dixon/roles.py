"""What an image of a Dixon acquisition shows, told by its header and the words of its series."""

import re
from enum import StrEnum
from pathlib import PurePosixPath

from viewer.core.series import Series, Slice


class Role(StrEnum):
    """What an image of a Dixon acquisition shows."""

    WATER = "water"
    FAT = "fat"
    FRACTION = "fat fraction"
    IN_PHASE = "in phase"
    OPPOSED = "opposed phase"


ROLE_TYPES = {
    "W": Role.WATER,
    "WATER": Role.WATER,
    "WATER_ONLY": Role.WATER,
    "F": Role.FAT,
    "FAT": Role.FAT,
    "FAT_ONLY": Role.FAT,
    "FF": Role.FRACTION,
    "PDFF": Role.FRACTION,
    "FAT_FRACTION": Role.FRACTION,
    "IP": Role.IN_PHASE,
    "IN_PHASE": Role.IN_PHASE,
    "OP": Role.OPPOSED,
    "OPP_PHASE": Role.OPPOSED,
    "OUT_PHASE": Role.OPPOSED,
}
"""Values of Image Type, from its third on, that name a role; vendors spell them differently."""

_BEFORE, _AFTER = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_SUM = re.compile(r"water ?[+&/] ?fat|fat ?[+&/] ?water", re.IGNORECASE)
_SUPPRESSION = re.compile(r"fat[ _-]?(?:sat|sup)|water[ _-]?exc|(?:w/?o|without|no)[ _-]+(?:fat|water)", re.IGNORECASE)
_ACQUISITION = re.compile(r"dixon|ideal|lava|quant|flex|vibe|mdixon|qdixon", re.IGNORECASE)
_WORDS = (
    (Role.FRACTION, r"fat[ -]?frac(?:tion)?|pdff", r"ff"),
    (Role.OPPOSED, r"opp(?:osed)?[ -]?phase|out(?:[ -]?of)?[ -]?phase", r"op|opp|opposed|out"),
    (Role.IN_PHASE, r"in[ -]?phase", r"ip|in"),
    (Role.WATER, r"^water ?:|water$|water[ -]?(?:only|image|map|signal)", r"water|w"),
    (Role.FAT, r"^fat ?:|fat$|fat[ -]?(?:only|image|map|signal)", r"fat|f"),
)
"""Role, words that name it anywhere, and what names it beside the name of a Dixon sequence: a lumbar series may well be
called after fat in muscle."""


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{_BEFORE}(?:{pattern}){_AFTER}", re.IGNORECASE)


_PATTERNS = tuple((role, _words(plain), _words(letters) if letters else None) for role, plain, letters in _WORDS)


def role_of(image: Slice, block: Series) -> Role | None:
    """What an image shows, or None where neither its Image Type nor the words of its series tell.

    Parameters
    ----------
    image
        One slice; scanners also put several roles into one series.
    block
        Its series.
    """
    types = [ROLE_TYPES[part.upper()] for part in image.acquisition.image_type[2:] if part.upper() in ROLE_TYPES]
    return types[0] if types else role_in_words(words_of(image, block))


def words_of(image: Slice, block: Series) -> str:
    """Words that name what is shown: the description, for NIfTI the file's name, which is all there is."""
    if block.source_kind == "nifti":
        return PurePosixPath(image.file.replace("\\", "/")).name.split(".")[0].replace("fatfraction", "fat_fraction")
    return block.description


def role_in_words(words: str) -> Role | None:
    """Role that a description names, or None.

    Examples
    --------
    >>> role_in_words("AX in-phase (water+fat)"), role_in_words("t1_vibe_dixon_tra_F"), role_in_words("T2 fat sat")
    (<Role.IN_PHASE: 'in phase'>, <Role.FAT: 'fat'>, None)
    """
    said = _SUM.sub(" ", words.replace("_", " ")).strip()
    if _SUPPRESSION.search(said):
        return None
    is_dixon = bool(_ACQUISITION.search(said))
    for role, plain, letters in _PATTERNS:
        if plain.search(said) or (is_dixon and letters is not None and letters.search(said)):
            return role
    return None


def name_without_role(words: str) -> str:
    """The rest of a description: images of one acquisition share it."""
    said = _SUM.sub(" ", words.replace("_", " "))
    for _, plain, letters in _PATTERNS:
        said = plain.sub(" ", said)
        said = letters.sub(" ", said) if letters is not None else said
    return " ".join(re.findall(r"[a-z0-9]+", said.lower()))
