"""Documents as pieces of the journal: each distinct outline is stored once, so that an action costs what it changed.

Every piece is a part of a project's own allow-listed record.
"""

import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from viewer.core.annotations.levels import settled_level
from viewer.core.document import Document
from viewer.core.fingerprints import as_fingerprint
from viewer.core.outline import Outline, Point
from viewer.core.series import Slice, SliceKey, Study
from viewer.core.view import View
from viewer.errors import OutlineError
from viewer.io.journal.entries import hash_of
from viewer.io.project import ProjectFile, ProjectView, encode_project
from viewer.io.project.canonical import canonical
from viewer.io.project.contents import Unknown
from viewer.io.project.encoding import COORDINATE_MAXIMUM, payload_of

Made = TypeVar("Made", Outline, Document)

COMPRESSION = 1
"""Level of zlib: the numbers of points hardly become smaller by more, and the next action may be near."""

CACHED_MAXIMUM = 4000
"""Most outlines and documents whose pieces are remembered; a history has 500 documents."""

PORTION = 200
"""Points that are written at once: half a millisecond, in which no other thread of the program runs."""

_NOWHERE: tuple[Point, ...] = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))


class Pieces:
    """Makes the pieces of the documents of one study.

    Parameters
    ----------
    study
        The opened images.
    unknown
        Fields of a later program that the project had, kept with it.
    """

    def __init__(self, study: Study, unknown: Unknown | None = None) -> None:
        self._unknown = unknown or Unknown()
        self._images: dict[SliceKey, tuple[Slice, str]] = {}
        self._series: dict[SliceKey, str] = {}
        for block in study.series:
            for image in block.slices:
                self._images[image.key] = image, block.frame_of_reference_uid
                self._series[image.key] = block.series_uid
        self._outlines: dict[int, tuple[Outline, bytes]] = {}
        self._documents: dict[int, tuple[Document, bytes]] = {}
        self.fresh: dict[bytes, bytes] = {}
        """Hash → compressed bytes of pieces that are not in the database yet."""
        self.stored: set[bytes] = set()
        """Hashes of those that are."""
        self.needed: dict[bytes, tuple[bytes, ...]] = {}
        """Hash of a document → hashes of all its pieces."""

    def of_document(self, document: Document) -> bytes:
        """Hash of a document; its pieces are in `fresh` unless they are stored.

        Raises
        ------
        OutlineError, GeometryError
            If a point or a vertebra lies so far outside any image that it could not be read again.
        """
        known = self._documents.get(id(document))
        if known is None or not self._has(known[1]):
            known = document, self._made(document)
            self._remember(self._documents, id(document), known)
        return known[1]

    def of_view(self, view: ProjectView) -> bytes:
        """Hash of what is on the screen."""
        return self._piece(encode_project(ProjectFile(Document(), view=view)))

    def _has(self, document: bytes) -> bool:
        pieces = self.needed.get(document, ())
        return bool(pieces) and all(piece in self.stored or piece in self.fresh for piece in pieces)

    def _made(self, document: Document) -> bytes:
        drawn = [self._of_outline(outline) for outline in document.outlines]
        read = [[self._of_outline(outline) for outline in layer.outlines] for layer in document.layers]
        layers = tuple(replace(layer, outlines=()) for layer in document.layers)
        rest = replace(document, outlines=(), layers=layers)
        frame = self._piece(encode_project(ProjectFile(rest, unknown=self._unknown)))
        record = {
            "frame": frame.hex(),
            "outlines": [piece.hex() for piece in drawn],
            "layers": [[piece.hex() for piece in layer] for layer in read],
            "slices": len({outline.slice_key for outline in document.outlines}),
            "levels": self._levels(document),
        }
        found = self._piece(canonical(record))
        self.needed[found] = (found, frame, *drawn, *(piece for layer in read for piece in layer))
        return found

    def _of_outline(self, outline: Outline) -> bytes:
        known = self._outlines.get(id(outline))
        if known is None or not (known[1] in self.stored or known[1] in self.fresh):
            known = outline, self._piece(_outline_bytes(outline, self._series.get(outline.slice_key)))
            self._remember(self._outlines, id(outline), known)
        return known[1]

    def _piece(self, data: bytes) -> bytes:
        found = hash_of(data)
        if found not in self.stored and found not in self.fresh:
            self.fresh[found] = zlib.compress(data, COMPRESSION)
        return found

    def _levels(self, document: Document) -> list[str]:
        """Known levels of the outlined slices, in their order, each once."""
        outlined = dict.fromkeys(outline.slice_key for outline in document.outlines)
        found = (self._images[key] for key in outlined if key in self._images)
        levels = (settled_level(document, image, frame) for image, frame in found)
        return sorted({level for level in levels if level is not None})

    @staticmethod
    def _remember(cache: dict[int, tuple[Made, bytes]], key: int, value: tuple[Made, bytes]) -> None:
        """Remember a piece by the identity of what it was made of, which is held so that nothing else gets it."""
        if len(cache) >= CACHED_MAXIMUM:
            cache.clear()
        cache[key] = value

    def on_stored(self) -> None:
        """Say that what was fresh is in the database now."""
        self.stored.update(self.fresh)
        self.fresh.clear()

    def forget(self, kept: Iterable[bytes]) -> None:
        """Say that nothing but these documents' pieces, and what was fresh, is in the database now."""
        wanted = {piece for document in kept for piece in self.needed.get(document, (document,))}
        self.stored &= wanted
        self.needed = {name: pieces for name, pieces in self.needed.items() if name in wanted}


def _outline_bytes(outline: Outline, series: str | None) -> bytes:
    """Canonical JSON of an outline as a project has it; the points in portions, so that the window's thread gets on.

    Raises
    ------
    OutlineError
        If a point lies so far outside any image that it could not be read again.
    """
    bare = replace(outline, rings=(_NOWHERE,))
    known = () if series is None else ((outline.slice_key, series),)
    record = payload_of(ProjectFile(Document(outlines=(bare,)), series_of=known))["outlines"][0]
    rings = b",".join(b"[%b]" % b",".join(_points(ring)) for ring in outline.rings)
    before, after = canonical({**record, "rings": None}).split(b'"rings":null')
    return b'%b"rings":[%b]%b' % (before, rings, after)


def _points(ring: tuple[Point, ...]) -> Iterator[bytes]:
    """JSON of the points of a ring, a portion at a time."""
    for first in range(0, len(ring), PORTION):
        portion = [(float(x), float(y)) for x, y in ring[first : first + PORTION]]
        values = [value for point in portion for value in point]
        if max(values) > COORDINATE_MAXIMUM or min(values) < -COORDINATE_MAXIMUM:
            raise OutlineError("A point lies outside every image, so it cannot be kept; undo what put it there.")
        yield canonical(portion)[1:-1]
        time.sleep(0)  # lets the window's thread on at once: it may have waited since the gesture ended


def shown_view(view: View, study: Study) -> ProjectView:
    """What is on the screen, as a project keeps it."""
    windows = tuple((as_fingerprint(uid), window) for uid, window in view.windows)
    block = next((series for series in study.series if series.number == view.series), None)
    if block is None:
        return ProjectView(windows=windows, is_smooth=view.is_smooth)
    same = [series.number for series in study.series if series.series_uid == block.series_uid]
    shown = block.slices[view.slice_number - 1].key if 1 <= view.slice_number <= len(block.slices) else None
    return ProjectView(
        series=block.series_uid,
        block=same.index(block.number) + 1,
        slice_key=shown,
        windows=windows,
        is_smooth=view.is_smooth,
    )
