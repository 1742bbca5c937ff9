"""Whether a text that a person typed names the patient of a study.

Only compares; it keeps nothing and never repeats what it found. It errs towards finding: a text that only
might name the patient can be reworded, a published one cannot be called back.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import permutations

from viewer.core.series import Identity

PART_LETTERS = 4
"""Letters from which one part of a name alone counts as the name; shorter ones only beside another part."""

INSIDE_LETTERS = 6
"""Letters from which a part of a name also counts inside a longer run of letters, as in a file's name."""

ID_CHARACTERS = 4
"""Letters and digits from which a patient id counts; shorter ones are numbers that stand in any text."""

CORE_DIGITS = 5
"""Digits in a row from which they stand for the patient id they are taken from, as 778899 for MRN778899."""

PAIRED_WORDS = 8
"""Words of a family, given or middle name that are tried in pairs; people have fewer, and broken files do not count."""

MAX_CHARACTERS = 1000
"""Characters of a name, an id or a date that are compared; DICOM allows 64 in each."""

CODE_DIGITS = 7
"""Digits in a row from which a code looks like a patient id or a date; lists of a study need fewer."""

_NOBODY = frozenset(
    (
        *("anon", "anonym", "anonymised", "anonymized", "anonymous", "deidentified", "none", "null", "noname"),
        *("case", "control", "human", "patient", "removed", "subject", "volunteer", "unknown", "name", "study"),
        *("demo", "dicom", "dixon", "image", "phantom", "real", "sample", "series", "slice", "synthetic", "test"),
        *("axial", "back", "left", "level", "lumbar", "multifidus", "muscle", "right", "scale", "side", "spine"),
    )
)
"""Words of every caption that also stand in the place of a name: alone they name nobody."""

_OF_LISTS = frozenset(
    (
        *(
            "arm",
            "baseline",
            "center",
            "centre",
            "clinic",
            "cohort",
            "control",
            "expert",
            "follow",
            "followup",
            "group",
        ),
        *("hospital", "novice", "observer", "part", "pilot", "rater", "reader", "reading", "resident", "session"),
        *("site", "student", "trial", "visit", "week"),
    )
)
"""Words of codes that begin with a capital and name nobody."""

_DAY = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-./_ ]\d{1,2}[-./_ ]\d{1,2}|\d{1,2}[-./_ ]\d{1,2}[-./_ ](?:19|20)\d\d"
    r"|\d{1,2}[./]\d{1,2}[./]\d\d)(?!\d)"
)
"""A day with its year, in any order of figures."""

_NEIGHBOURS = re.compile(r"(?<![^\W_])(?=([^\W\d_]{2,})([\W_]{1,3})([^\W\d_]{2,})(?![^\W_]))")
"""Two words beside each other and what parts them; the second is the first of the next two."""

_LEVEL_OR_WEIGHTING = re.compile(r"(?<![^\W_])(?:l[1-6](?:[-/_]?(?:l?[2-6]|s?1))?|s1|t1[12]|t[12]w?)(?![^\W_])")
"""Parts of an id that say what every caption says, as in 'l45-t2'."""

_PARTICLES = frozenset(
    (
        *("al", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la", "le"),
        *("van", "von", "zu"),
    )
)
"""Words in a family name that are ordinary words of a language."""

_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_WITHOUT_STROKE = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_GAP = r"[\W_]{0,3}"
_SOME_GAP = r"[\W_]{1,3}"


def names_patient(text: str, identity: Identity) -> bool:
    """Whether a text holds the patient's name, id, a date or the study's identifier.

    Case, accents, the order of the words and what separates them play no part: 'Doe_Jane', 'jane doe' and
    'JaneDoe' all name Doe^Jane.

    Parameters
    ----------
    text
        A caption, an alternative text, the name of a file.
    identity
        Whose study it is; what is empty in it is found nowhere.

    Returns
    -------
    bool
        True for a part of the name of at least `PART_LETTERS` letters, for two parts of it side by side, for a
        patient id of at least `ID_CHARACTERS` characters, for the date of birth or of the study in any usual
        form, and for the Study Instance UID.
    """
    plain = unicodedata.normalize("NFKC", text)
    return (
        any(_has_name(plain, group) for group in identity.patient_name[:MAX_CHARACTERS].split("=")[:3])
        or _has_id(plain, identity.patient_id[:MAX_CHARACTERS])
        or any(_has_date(plain, date) for date in (identity.patient_birth_date, identity.study_date))
        or _has_uid(plain, identity.study_uid[:MAX_CHARACTERS])
    )


def resembles_person(text: str) -> bool:
    """Whether a text looks like a name, a date of birth or the number of a patient, whoever that may be.

    Parameters
    ----------
    text
        A code of study or reader.

    Returns
    -------
    bool
        True for 'Roe, Jane' and 'ROE^JANE', for two words beside each other that begin with a capital (words of every
        caption and of lists, such as 'Reader' or 'Lumbar', do not count), for a day with its year, and for
        `CODE_DIGITS` digits in a row.
    """
    plain = unicodedata.normalize("NFKC", text)
    if re.search(rf"\d{{{CODE_DIGITS}}}", plain) or _DAY.search(plain):
        return True
    for found in _NEIGHBOURS.finditer(plain):
        first, between, second = found.groups()
        if {first.casefold(), second.casefold()} & (_NOBODY | _OF_LISTS):
            continue
        if set(between) & {",", "^"} or _are_capitalised(first, second):
            return True
    return False


def _are_capitalised(first: str, second: str) -> bool:
    """Whether two words begin with a capital as names do; of capitals alone, one of them is no abbreviation."""
    both = first, second
    if all(word.isupper() for word in both):
        return min(map(len, both)) >= PART_LETTERS - 1 and max(map(len, both)) >= PART_LETTERS
    return all(word[0].isupper() and (word[1:].islower() or len(word) >= PART_LETTERS) for word in both)


def _foldings(text: str) -> set[str]:
    """Small letters without accents, in both usual spellings of 'ü' and its like."""
    small = unicodedata.normalize("NFC", text).casefold()
    spelled = (small.translate(_WITHOUT_STROKE), small.translate(_SPELLED_OUT).translate(_WITHOUT_STROKE))
    return {
        "".join(c for c in unicodedata.normalize("NFKD", s) if c != "·" and not unicodedata.combining(c))
        for s in spelled
    }


def _words(text: str) -> list[str]:
    """Runs of letters."""
    return re.findall(r"[^\W\d_]+", text)


def _has_name(text: str, group: str) -> bool:
    """Whether a text holds one way of writing the name (DICOM keeps up to three, parted by '=')."""
    parted = re.sub(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])", " ", text)  # JaneDoe
    texts = {folded for form in (text, parted) for folded in _foldings(form)}
    written = unicodedata.normalize("NFKC", group)
    for name in _foldings(written):
        components = [_words(part) for part in name.split("^")[:3]]
        parts = {word for words in components for word in words} - _NOBODY
        if not parts:
            continue
        parts |= {"".join(words) for words in components if not _NOBODY.issuperset(words)}  # O'Brien
        for folded in texts:
            words = _words(folded)
            if any(_has_part(words, part) for part in parts) or _has_pair(words, components):
                return True
    return False


def _has_part(words: list[str], part: str) -> bool:
    if len(part) < PART_LETTERS or part in _PARTICLES:
        # Scripts without small letters, such as Chinese, part no words: two signs beside each other are a name.
        return len(part) >= 2 and _is_unparted(part) and any(part in word for word in words)
    return any(part == word or (len(part) >= INSIDE_LETTERS and part in word) for word in words)


def _is_unparted(word: str) -> bool:
    return all(unicodedata.category(character) == "Lo" for character in word)


def _has_pair(words: list[str], components: list[list[str]]) -> bool:
    """Whether two parts of a name stand side by side, written apart or as one word."""
    said = f" {' '.join(words)} "
    return any(f" {a} {b} " in said or f" {a}{b} " in said for a, b in _pairs(components))


def _pairs(components: list[list[str]]) -> Iterator[tuple[str, str]]:
    """Words of two different components, both ways round, and a longer family name beside another's initial."""
    named = [[word for word in words if word not in _PARTICLES][:PAIRED_WORDS] for words in components]
    filled = [words for words in named if words]
    if len(filled) == 1:  # written without '^'
        filled = [[word] for word in filled[0]]
    for first, second in permutations(range(len(filled)), 2):
        for a in filled[first]:
            for b in filled[second]:
                if len(a) + len(b) >= 4 and len(a) > 1 and len(b) > 1:
                    yield a, b
                if len(a) >= 3 and first == 0 and a not in _NOBODY:
                    yield a, b[0]
                if len(b) >= 3 and second == 0 and b not in _NOBODY:
                    yield a[0], b


def _has_id(text: str, patient_id: str) -> bool:
    """Whether a text holds the id, whatever separates its parts, or its digits alone."""
    small = unicodedata.normalize("NFKC", patient_id).casefold()
    signs = "".join(re.findall(r"[^\W_]", small))
    telling = re.findall(r"[^\W\d_]+|\d{3,}", _LEVEL_OR_WEIGHTING.sub(" ", small))
    if len(signs) < ID_CHARACTERS or all(word in _NOBODY for word in telling):
        return False
    folded = text.casefold()
    pattern = _GAP.join(re.escape(sign) for sign in signs)
    start = r"(?<!\d)" if signs[0].isdigit() else "" if len(signs) >= INSIDE_LETTERS else r"(?<![^\W_])"
    end = r"(?!\d)" if signs[-1].isdigit() else "" if len(signs) >= INSIDE_LETTERS else r"(?![^\W_])"
    if re.search(start + pattern + end, folded):
        return True
    cores = {run.lstrip("0") for run in re.findall(r"\d+", small)}
    return any(len(core) >= CORE_DIGITS and re.search(rf"(?<!\d)0*{core}(?!\d)", folded) for core in cores)


def _has_date(text: str, date: str) -> bool:
    """Whether a text holds a day (YYYYMMDD) in figures in any order, or with the month's name."""
    found = re.fullmatch(r"(\d{4})[.-]?(\d\d)[.-]?(\d\d)", date.strip())
    if found is None or not 1 <= int(found[2]) <= 12:
        return False
    year, month, day = found[1], rf"0?{int(found[2])}", rf"0?{int(found[3])}"
    short = rf"(?:{year}|{year[2:]})"
    name = rf"{_MONTHS[int(found[2]) - 1]}[a-z]*"
    forms = [
        f"{year}{found[2]}{found[3]}",
        f"(?:{found[3]}{found[2]}|{found[2]}{found[3]}){year}",
        f"{year}{_SOME_GAP}{month}{_SOME_GAP}{day}",
        f"{day}{_SOME_GAP}{month}{_SOME_GAP}{short}",
        f"{month}{_SOME_GAP}{day}{_SOME_GAP}{short}",
        rf"{day}(?:st|nd|rd|th)?{_GAP}(?:of )?{name}{_GAP}{short}",
        rf"{name}{_GAP}{day}(?:st|nd|rd|th)?{_GAP}{short}",
        rf"{year}{_GAP}{name}{_GAP}{day}",
    ]
    return re.search(rf"(?<!\d)(?:{'|'.join(forms)})(?!\d)", text.casefold()) is not None


def _has_uid(text: str, uid: str) -> bool:
    """Whether a text holds an identifier, whatever stands for its dots."""
    parts = re.findall(r"[^\W_]+", uid.casefold())
    if len("".join(parts)) < ID_CHARACTERS:
        return False  # seen in practice: a bare small number
    pattern = _SOME_GAP.join(re.escape(part) for part in parts)
    return re.search(rf"(?<![^\W_]){pattern}(?![^\W_])", text.casefold()) is not None
