"""Which bytes of a file make up which compressed frame: items, fragments, offset tables.

References
----------
DICOM PS3.5 A.4 (encapsulated pixel data), PS3.3 C.7.6.3.1.8 (extended offset table).
"""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from viewer.errors import UnreadableError
from viewer.io.decode_worker.limits import MAX_FRAGMENTS

ReadAt: TypeAlias = Callable[[int, int], bytes]
"""`(offset, length)` → bytes, fewer only at the end."""

Span: TypeAlias = tuple[int, int]
"""Offset and length of a fragment's bytes in the file."""

_ITEM = 0xE000FFFE
_SEQUENCE_DELIMITER = 0xE0DDFFFE
_REMEDY = "export the image again"


@dataclass(frozen=True, slots=True)
class _Fragments:
    """Fragments in the order of the file, and what the offset table says of the frames' starts."""

    spans: list[Span]
    table: tuple[int, ...]
    base: int

    def starts(self) -> dict[int, int]:
        """Offset of each fragment's item, counted as the table counts, → its index."""
        return {offset - 8 - self.base: i for i, (offset, _) in enumerate(self.spans)}


def frame_spans(
    read_at: ReadAt, *, start: int, end: int, frames: int, extended_table: Sequence[int] = ()
) -> list[list[Span]]:
    """Return the fragments of every frame.

    Parameters
    ----------
    read_at
        Reads the file.
    start
        Offset of the value of Pixel Data.
    end
        Size of the file, bytes.
    frames
        Number of Frames.
    extended_table
        Extended Offset Table, empty if there is none.

    Returns
    -------
    list
        One list of spans per frame.

    Raises
    ------
    UnreadableError
        If items, tables and number of frames contradict each other, or the file ends within them.
    """
    found = _fragments(read_at, start, end)
    count = len(found.spans)
    if count < frames:
        raise UnreadableError(
            f"the header says {frames} frames but only {count} are in the file; copy it again from its source."
        )
    if frames == 1:
        return [found.spans]
    table = tuple(extended_table) or found.table
    if table:
        firsts = _firsts_by_table(found, table, frames)
    elif count == frames:
        firsts = list(range(frames))
    else:
        firsts = _firsts_by_start(read_at, found, frames)
    return [found.spans[a:b] for a, b in zip(firsts, [*firsts[1:], count], strict=True)]


def read_frame(read_at: ReadAt, spans: Sequence[Span]) -> bytes:
    """Return the bytes of one frame."""
    if len(spans) == 1:
        return read_at(*spans[0])
    return b"".join(read_at(offset, length) for offset, length in spans)


def _fragments(read_at: ReadAt, start: int, end: int) -> _Fragments:
    """Walk the items of Pixel Data."""
    spans: list[Span] = []
    table: tuple[int, ...] | None = None
    position = start
    while position + 8 <= end:
        tag, length = struct.unpack("<II", read_at(position, 8))
        position += 8
        if tag == _SEQUENCE_DELIMITER:
            break
        if tag != _ITEM or position + length > end:
            raise UnreadableError(f"the compressed image is cut short or its lengths lie; {_REMEDY}.")
        if table is None:
            table, base = _basic_table(read_at(position, length)), position + length
        else:
            spans.append((position, length))
        position += length
        if len(spans) > MAX_FRAGMENTS:
            raise UnreadableError(f"the image is cut into more than {MAX_FRAGMENTS} fragments; {_REMEDY}.")
    if not spans or table is None:
        raise UnreadableError(f"there are no pixels in the file; {_REMEDY}.")
    return _Fragments(spans, table, base)


def _basic_table(content: bytes) -> tuple[int, ...]:
    if len(content) % 4:
        raise UnreadableError(f"the offset table of the frames is damaged; {_REMEDY}.")
    return struct.unpack(f"<{len(content) // 4}I", content)


def _firsts_by_table(found: _Fragments, table: tuple[int, ...], frames: int) -> list[int]:
    """Index of each frame's first fragment as the table says, which must be true."""
    starts = found.starts()
    firsts = [starts.get(offset, -1) for offset in table]
    is_rising = all(a < b for a, b in pairwise(firsts))
    if len(table) != frames or firsts[0] != 0 or not is_rising:
        raise UnreadableError(f"the offset table of the frames does not fit the frames; {_REMEDY}.")
    return firsts


def _firsts_by_start(read_at: ReadAt, found: _Fragments, frames: int) -> list[int]:
    """Index of each frame's first fragment: those with which a codestream starts."""
    heads = [read_at(offset, min(length, 3)) for offset, length in found.spans]
    firsts = [i for i, head in enumerate(heads) if head in {b"\xff\xd8\xff", b"\xff\x4f\xff"}]
    if len(firsts) != frames or firsts[0] != 0:
        raise UnreadableError(f"the fragments of the image cannot be told apart into its frames; {_REMEDY}.")
    return firsts
