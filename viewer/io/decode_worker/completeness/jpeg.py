"""JPEG data that end before the image does, although an end mark follows: the decoder makes the rest up.

What a decoder does not need it leaves alone. So something is put in front of every mark that ends a piece of data:
of whole data the image stays the same, and where something is missing, the filling is taken for it and shows.

References
----------
ITU-T T.81, B.1.1.5 (entropy-coded segments), F.1.2.3 (byte stuffing), E.1.4 (restart markers).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FILLING = bytes.fromhex("5aa5c3963c69a55a96c35aa53c69c35a")
_SOS, _EOI, _PROGRESSIVE = 0xDA, 0xD9, 0xC2
_UNSEEN = 16
_RESTARTS = range(0xD0, 0xD8)
_WITHOUT_LENGTH = frozenset({0x01, 0xD8, *_RESTARTS})


def is_whole(data: bytes, image: NDArray[Any], decode: Callable[[bytes], NDArray[Any]]) -> bool:
    """Whether the image came from the data, down to the last pixel.

    Parameters
    ----------
    data
        JPEG or lossless JPEG codestream, with its end mark.
    image
        What `decode` made of it, shape (rows, columns) or (rows, columns, components).
    decode
        The decoder; called once more, as the pixels alone do not tell: what is made up may look like noise.

    Raises
    ------
    Exception
        What `decode` raises.
    """
    marks = _marks_in(data)
    return has_every_pass(data, marks) and np.array_equal(image, decode(with_filling(data, marks)))


def has_every_pass(data: bytes, marks: list[int] | None = None) -> bool:
    """Whether the passes of a progressive picture bring every coefficient to its last bit; True for other kinds.

    References
    ----------
    ITU-T T.81, G.1.1 (spectral selection, successive approximation) and B.2.3 (scan header).
    """
    components, bits_left = 0, dict[int, list[int]]()
    try:
        for code, start in _segments(data, _marks_in(data) if marks is None else marks):
            if code == _PROGRESSIVE:
                components = data[start + 7]
            elif code == _SOS and components:
                count = data[start + 2]
                first, last, bits = data[start + 3 + 2 * count : start + 6 + 2 * count]
                for number in range(count):
                    left = bits_left.setdefault(data[start + 3 + 2 * number], [_UNSEEN] * 64)
                    left[first : last + 1] = [bits & 15] * len(left[first : last + 1])
    except (IndexError, ValueError):
        return False
    return len(bits_left) == components and not any(any(left) for left in bits_left.values())


def _segments(data: bytes, marks: list[int]) -> Iterator[tuple[int, int]]:
    """Code of every mark up to the end, and where what follows it starts; coded data are jumped over."""
    place = 2
    while (mark := _first_from(marks, place)) is not None:
        code, place = data[mark + 1], mark + 2
        yield code, place
        if code == _EOI:
            return
        if code not in _WITHOUT_LENGTH:
            if place + 2 > len(data):
                return
            place += int.from_bytes(data[place : place + 2], "big")


def _marks_in(data: bytes) -> list[int]:
    """Places of the last byte of 255 before the code of every mark; in coded data, a byte of 255 is followed by 0."""
    found = np.frombuffer(data, np.uint8)
    at = np.flatnonzero(found[:-1] == 255)
    codes = found[at + 1]
    return [int(place) for place in at[(codes != 0) & (codes != 255)]]


def _first_from(marks: list[int], place: int) -> int | None:
    number = bisect_left(marks, place)
    return marks[number] if number < len(marks) else None


def with_filling(data: bytes, marks: list[int] | None = None) -> bytes:
    r"""Codestream with some bytes added where pieces of coded data end.

    Parameters
    ----------
    data
        The codestream.
    marks
        What `_marks_in` finds in it, where that is known.

    Examples
    --------
    >>> len(with_filling(b"\xff\xd8\xff\xda\x00\x02\x01\x02\xff\xd9")) - 10 == len(_FILLING)
    True
    """
    marks = _marks_in(data) if marks is None else marks
    parts: list[bytes] = []
    start = 0
    for code, place in _segments(data, marks):
        if code == _SOS or code in _RESTARTS:
            head = int.from_bytes(data[place : place + 2], "big") if code == _SOS else 0
            end = _first_from(marks, place + head)
            if end is None:
                break
            while end > place + head and data[end - 1] == 255:
                end -= 1  # bytes of 255 may stand before a mark in any number
            parts += [data[start:end], _FILLING]
            start = end
    return b"".join([*parts, data[start:]])
