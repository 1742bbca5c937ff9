"""Recovered work on opened images: fingerprints turned back into the study's own keys, each outline once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from viewer.core.document import Document
from viewer.core.fingerprints import as_fingerprint
from viewer.core.history import Change, History, Place
from viewer.core.outline import Outline
from viewer.core.series import SliceKey, Study
from viewer.io.journal.replaying import Recovered, Step
from viewer.io.project.binding import rekeyed
from viewer.io.project.contents import as_fingerprint_key


@dataclass(frozen=True, slots=True)
class BoundWork:
    """Recovered work with a study's own keys.

    Parameters
    ----------
    document
        As it was at the last action.
    history
        What can be undone and redone.
    saved
        The document as it was opened or last saved.
    """

    document: Document
    history: History
    saved: Document


def bound_work(work: Recovered, study: Study) -> BoundWork:
    """Recovered work on a study; what lies on slices that are missing keeps its fingerprint.

    Parameters
    ----------
    work
        As it was read.
    study
        The opened images.
    """
    binding = _Binding(study)
    document = binding.document(work.project.document)
    past, future = (tuple(map(binding.change, steps)) for steps in (work.past, work.future))
    saved = Document() if work.saved is None else binding.document(work.saved)
    return BoundWork(document, History(past=past, future=future), saved)


class _Binding:
    def __init__(self, study: Study) -> None:
        self._keys = {as_fingerprint_key(image.key): image.key for block in study.series for image in block.slices}
        self._series = {as_fingerprint(block.series_uid): block.series_uid for block in study.series}
        self._frames = {
            as_fingerprint(block.frame_of_reference_uid): block.frame_of_reference_uid for block in study.series
        }
        self._places: Mapping[SliceKey, Place] = {
            as_fingerprint_key(image.key): Place(block.number, number)
            for block in reversed(study.series)
            for number, image in enumerate(block.slices, start=1)
        }
        self._outlines: dict[int, tuple[Outline, Outline]] = {}
        self._documents: dict[int, tuple[Document, Document]] = {}

    def document(self, document: Document) -> Document:
        """A document with the study's keys; what it shares with another stays shared."""
        known = self._documents.get(id(document))
        if known is None:
            layers = tuple(replace(layer, outlines=()) for layer in document.layers)
            rest = rekeyed(
                replace(document, outlines=(), layers=layers),
                lambda key: self._keys.get(key, key),
                lambda uid: self._series.get(uid, uid),
                lambda uid: self._frames.get(uid, uid),
            )
            made = replace(
                rest,
                outlines=tuple(map(self._outline, document.outlines)),
                layers=tuple(
                    replace(layer, outlines=tuple(map(self._outline, drawn.outlines)))
                    for layer, drawn in zip(rest.layers, document.layers, strict=True)
                ),
            )
            known = self._documents[id(document)] = document, made
        return known[1]

    def _outline(self, outline: Outline) -> Outline:
        known = self._outlines.get(id(outline))
        if known is None:
            key = self._keys.get(outline.slice_key, outline.slice_key)
            known = self._outlines[id(outline)] = outline, replace(outline, slice_key=key)
        return known[1]

    def change(self, step: Step) -> Change:
        """A step of undo or redo."""
        place = None if step.place is None else self._places.get(step.place)
        return Change(step.name, self.document(step.document), place)
