"""What a typed text claims: words for a side, and numbers with their units, each with its place in the text.

Only compares words with fixed lists. It errs towards silence: 'right-sided back pain', 'left intact', 'L4/5', 'upper
right' and 'right and left' claim nothing about one muscle.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from viewer.core.outline import Side, Structure

Unit = Literal["%", "mm²", "ratio"]

NEAR_CHARACTERS = 60
"""How far round a word or number the words are read that take its claim away, characters."""

_FIELD = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")

_RIGHT = r"right|rt|dexter|rechts|rechte[rnsm]?|droite?|derech[oa]|direit[oa]|destr[oa]|höger"
_LEFT = r"left|lt|sinister|links|linke[rnsm]?|gauche|izquierd[oa]|esquerd[oa]|sinistr[oa]|vänster"
_WORD = re.compile(rf"(?<![\w])(?:(?P<right>{_RIGHT}|(?-i:R))|(?P<left>{_LEFT}|(?-i:L)))(?![\w])", re.IGNORECASE)

_SCREEN = r"(?:image|picture|figure|panel|page|screen|column|corner|drawing|slide|frame)s?\b"
_ILLNESS = (
    r"(?:\w+\s+){0,3}(?:pain|sciatica|symptoms?|radiculopathy|radicular|legs?|hip|knee|foot|herniation|stenosis|"
    r"block|approach|surgery|laminectomy|discectomy|laminotomy|palsy|weakness|handed)\b"
)
_NO_SIDE_AFTER = re.compile(
    rf"\s*-?\s*(?:angles?\b|away\b|after\b|before\b|now\b|here\b|there\b|hand\s+side\s+of\s+the\s+{_SCREEN}"
    rf"|{_SCREEN}|(?:half|side|edge|part)?\s*of\s+(?:the|each|this)\s+{_SCREEN}"
    r"|intact\b|untreated\b|untouched\b|out\b|over\b|alone\b|in\s+place\b|blank\b|unchanged\b|unlabelled\b|unlabeled\b"
    r"|open\b|behind\b|to\s+(?:heal|the\s+reader)\b|atri|ventric)"
    rf"|-(?:sided|handed)\s+{_ILLNESS}|-handed\b|\s+{_ILLNESS}",
    re.IGNORECASE,
)
_NO_SIDE_BEFORE = re.compile(
    r"\b(?:upper|lower|top|bottom|far|image|screen|viewer's|observer's|reader's|all|was|were|is|are|been|be|being|has"
    r"|have|had|nothing|not|quite|about|just|outright)[\s-]+(?:the\s+)?$",
    re.IGNORECASE,
)
_NO_LETTER_AFTER = re.compile(r"\s*(?:[1-6](?![\d.,]|\s*(?:%|mm))|[²/=^]|\.\s*[A-Z])")
_NO_LETTER_BEFORE = re.compile(r"(?:\d\s*|[/=(]\s*n\s*=\s*|[A-Z]\.\s*)$")
_JOIN = re.compile(
    r"\s*(?:,|/|–|-|−|&|\+|and|or|to|und|et|vs\.?|versus|minus)\s*(?:the\s+|der\s+|la\s+)?", re.IGNORECASE
)
_BETWEEN = re.compile(r"(?:\s+(?:multifidus|muscles?|sides?|half|halves|patient(?:'s|’s)))*", re.IGNORECASE)

_NUMBER = re.compile(
    r"(?<![\w.,/^])(?P<value>\d{1,4}(?:[.,]\d{1,2})?|[.,]\d{2})(?:\s*(?P<unit>%|percent\b|per\s+cent\b|mm²|mm2\b|mm\^2))?"
    r"(?![\w²^])(?![.,/]\d)(?!\s*(?:mm|cm|ms|px|pt|T|kg|years?|weeks?|months?|days?)\b)",
    re.IGNORECASE,
)
_NO_CLAIM_AFTER = re.compile(
    r"\s*(?:-|–)?\s*(?:CI\b|confidence|interval|threshold|opacity|opaque|zoom|level\s+of|(?:more|less|fewer|larger|smaller"
    r"|higher|lower)\b|of\s+(?:its|their|his|her)\b"
    r"|of\s+(?:the\s+|all\s+)?(?:patients|people|adults|readers|cases|pixels|signal|window|slices|days|weeks|months|years|visits))",
    re.IGNORECASE,
)
_NO_CLAIM_BEFORE = re.compile(r"(?:\b(?:by|than|minus|plus)|[±<>≤≥~+−=-])\s*$", re.IGNORECASE)
"""What comes before a change, a bound or a spread, which is no measured number of a side."""

_RATIO = re.compile(r"\bratio\b|fat[\s-]+to[\s-]+muscle|fat\s*/\s*muscle", re.IGNORECASE)

_STRUCTURES: tuple[tuple[str, Structure | None], ...] = (
    *((re.escape(one.value), one) for one in Structure if one is not Structure.CUSTOM),
    (r"erector", Structure.ERECTOR_SPINAE),
    (r"quadratus", Structure.QUADRATUS_LUMBORUM),
    (r"longissimus|iliocostalis|glut\w+|subcutaneous|facets?|joints?|discs?|canal|vertebra\w*", None),
)
"""Word → the structure it names, None for one that is never measured here."""


@dataclass(frozen=True, slots=True)
class SideWord:
    """A word for a side: where it stands, and whether it was typed or is a live field."""

    side: Side
    start: int
    end: int
    is_typed: bool = True


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A typed number: value, digits after its decimal sign, unit, and where it stands with the unit."""

    value: float
    digits: int
    unit: Unit
    start: int
    end: int

    def equals(self, measured: float | None) -> bool:
        """Whether a measured value, rounded as this number is, reads the same."""
        return measured is not None and abs(measured - self.value) <= 0.5 * 10.0**-self.digits + 1e-9


def blanked(text: str) -> str:
    """Text with every live field replaced by as many spaces, and wide or ringed letters by plain ones; places stay."""
    return _FIELD.sub(lambda found: " " * len(found.group()), "".join(map(_plain, text)))


def _plain(sign: str) -> str:
    plain = unicodedata.normalize("NFKC", sign) if sign.isalpha() or "Ⓐ" <= sign <= "ⓩ" else sign
    return plain if len(plain) == 1 else sign


def live_sides(text: str) -> tuple[SideWord, ...]:
    """Live fields that tell a side or a number of one, as side words that were not typed."""
    found = []
    for field in _FIELD.finditer(text):
        parts = (field.group(1) or "").strip().split(".")
        side = next((part for part in parts[:2] if part in ("right", "left")), None)
        if side is not None:
            found.append(SideWord(Side(side), field.start(), field.end(), is_typed=False))
    return tuple(found)


def side_words(text: str) -> tuple[SideWord, ...]:
    """Words for one side of the patient that were typed; both sides in one breath claim nothing."""
    plain = blanked(text)
    words = [word for found in _WORD.finditer(plain) if (word := _side_word(plain, found)) is not None]
    paired: set[int] = set()
    for i, (first, second) in enumerate(pairwise(words)):
        if first.side is not second.side and _is_pair(plain[first.end : second.start]):
            paired |= {i, i + 1}
    return tuple(word for i, word in enumerate(words) if i not in paired)


def _side_word(text: str, found: "re.Match[str]") -> SideWord | None:
    before, after = _round(text, found)
    if len(found.group()) == 1:
        if _NO_LETTER_AFTER.match(after) or _NO_LETTER_BEFORE.search(before):
            return None
    elif _NO_SIDE_AFTER.match(after) or _NO_SIDE_BEFORE.search(before):
        return None
    return SideWord(Side.RIGHT if found["right"] else Side.LEFT, *found.span())


def _round(text: str, found: "re.Match[str]") -> tuple[str, str]:
    """What stands before and after a piece of text, as far as it can matter."""
    return text[max(found.start() - NEAR_CHARACTERS, 0) : found.start()], text[
        found.end() : found.end() + NEAR_CHARACTERS
    ]


def names_both(text: str) -> bool:
    """Whether a text tells of right and left in one breath, so that no number in it belongs to one of them for sure."""
    plain = blanked(text)
    found = list(_WORD.finditer(plain))
    return any(
        bool(a["right"]) != bool(b["right"]) and _is_pair(plain[a.end() : b.start()]) for a, b in pairwise(found)
    )


def _is_pair(between: str) -> bool:
    """Whether only a joining word lies between two sides: 'right and left', 'L/R', 'left multifidus and the right'."""
    rest = _BETWEEN.sub("", between, count=1)
    return bool(_JOIN.fullmatch(rest))


def typed_numbers(text: str) -> tuple[TypedNumber, ...]:
    """Numbers that may be a fat fraction, an area in mm² or a fat-to-muscle ratio."""
    plain = blanked(text)
    is_ratio = _RATIO.search(plain) is not None
    found = []
    for number in _NUMBER.finditer(plain):
        unit = _unit(number["unit"])
        if unit is None and not (is_ratio or number.group() == plain.strip()):
            continue
        value = number["value"].replace(",", ".")
        digits = len(value.partition(".")[2])
        if (unit is None and digits < 2) or _is_no_claim(plain, number):
            continue
        found.append(TypedNumber(float(value), digits, unit or "ratio", *number.span()))
    return tuple(found)


def _is_no_claim(text: str, number: "re.Match[str]") -> bool:
    """Whether the words round a number say that it is no number of a side: '45 % of patients', 'rose by 12 %'."""
    before, after = _round(text, number)
    return bool(_NO_CLAIM_AFTER.match(after) or _NO_CLAIM_BEFORE.search(before))


def _unit(written: str | None) -> Unit | None:
    if written is None:
        return None
    return "mm²" if written.lower().startswith("mm") else "%"


_FAT = re.compile(
    r"\bfat\b|fatty|infiltrat|\bFF\b|adipos|fett|graisse|\bCSA\b|\barea\b|cross-section|ratio", re.IGNORECASE
)
_OTHERS = re.compile(
    r"\b(?:literature|reported|normal|controls?|cohort|mean|median|average|population|published|et\s+al|healthy|typical"
    r"|grade|previous|earlier)\b",
    re.IGNORECASE,
)


def is_of_muscle(text: str) -> bool:
    """Whether a text tells of fat or area of this figure, not of other people."""
    return _FAT.search(text) is not None and _OTHERS.search(text) is None


def named_structures(text: str) -> frozenset[Structure | None]:
    """Structures that a text names; None stands for one that is never measured."""
    lower = text.lower()
    return frozenset(structure for word, structure in _STRUCTURES if re.search(rf"\b(?:{word})\b", lower))
