"""Many texts looked for at once: the time hardly grows with their number, and none needs a common beginning."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

WINDOW = 5
"""Bytes by which a place is recognised as one where a text may begin; no text may be shorter."""

_BITS = 20
_SPREAD = np.uint64(0x9E3779B97F4A7C15)

_CHARSETS = ("utf-8", "latin-1", "cp1252", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_DICOM_CHARSETS = ("iso8859-2", "iso8859-5", "iso8859-7", "gb18030", "shift_jis", "euc_kr")


def _windows(data: bytes) -> NDArray[np.uint64]:
    """Slot of the `WINDOW` bytes from each place on, in a table of 2^20."""
    signs = np.frombuffer(data, np.uint8)
    count = len(signs) - WINDOW + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    words = np.zeros(count, np.uint64)
    for k in range(WINDOW):
        words = (words << np.uint64(8)) | signs[k : k + count].astype(np.uint64)
    return (words * _SPREAD) >> np.uint64(64 - _BITS)


def written_forms(text: str) -> set[bytes]:
    """A text as bytes in every character set in which it can be, also with accents parted from their letters.

    Of plain ASCII one form is enough: who looks through bytes also looks through them without their zeros.
    """
    if text.isascii():
        return {text.lower().encode()}
    forms = set()
    for spelled in {text, unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text)}:
        for cased in {spelled, spelled.lower(), spelled.upper(), spelled.casefold(), spelled.title()}:
            for charset in (*_CHARSETS, *_DICOM_CHARSETS):
                try:
                    forms.add(cased.encode(charset).lower())
                except UnicodeEncodeError:
                    continue
    return forms


def _is_number(text: str) -> bool:
    return not any(sign.isalpha() for sign in text)


class Needles:
    """Texts that are looked for.

    Parameters
    ----------
    texts
        Each of at least `WINDOW` bytes in every form. A text without letters (a date, a decimal number) only counts
        where no further digit stands beside it: the digits of some long number are no date.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = frozenset(texts)
        self._table = np.zeros(1 << _BITS, bool)
        self._forms: dict[bytes, dict[int, dict[bytes, str]]] = defaultdict(lambda: defaultdict(dict))
        for text in self.texts:
            for form in written_forms(text):
                if len(form) < WINDOW:
                    raise ValueError(f"{text!r} is too short to be looked for")
                self._forms[form[:WINDOW]][len(form)][form] = text
        for start in self._forms:
            self._table[_windows(start)] = True

    def within(self, data: bytes) -> Iterator[str]:
        """Texts that stand in some bytes, in either case of letters; one may come more than once."""
        folded = data.lower()
        for place in np.flatnonzero(self._table[_windows(folded)]):
            for length, forms in self._forms.get(folded[place : place + WINDOW], {}).items():
                form = folded[place : place + length]
                text = forms.get(form)
                if text is not None and not self._is_part_of_number(folded, place, form, text):
                    yield text

    @staticmethod
    def _is_part_of_number(data: bytes, place: int, form: bytes, text: str) -> bool:
        if not _is_number(text):
            return False
        # One digit beside it may be a byte that means something else, as the low byte of a tag does.
        before, after = data[max(place - 2, 0) : place], data[place + len(form) : place + len(form) + 2]
        return (
            (before.isdigit() and len(before) == 2)
            or (after.isdigit() and len(after) == 2)
            or (before.endswith(b".") and text.isdigit())
        )
