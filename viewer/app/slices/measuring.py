"""Numbers of every outlined slice, measured one after the other away from the window's thread, and kept.

What is kept of a slice holds as long as nothing changes that its numbers rest on; a change elsewhere costs nothing.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from viewer.app.background import hand_on_fault
from viewer.app.numbers.building import Measure, settings_of
from viewer.app.numbers.live import Run
from viewer.core.annotations.levels import settled_level
from viewer.core.document import Document, ScaleOf
from viewer.core.outline import Outline
from viewer.core.series import Series, Slice, SliceKey
from viewer.errors import ViewerError
from viewer.measure.anchored.scale import REFERENCES
from viewer.measure.measurement import Measurement, MeasurementRow, MethodUsed
from viewer.measure.measuring import measure
from viewer.measure.prepared import PreparedSlice

Grounds = tuple[object, ...]
"""All that the numbers of a slice rest on; equal grounds give equal numbers."""


@dataclass(frozen=True, slots=True)
class SliceNumbers:
    """Numbers of one slice.

    Parameters
    ----------
    rows
        One per outline that could be measured.
    reason
        Why others have none, '' where all have some.
    method
        What was measured with; None where nothing was.
    """

    rows: tuple[MeasurementRow, ...] = ()
    reason: str = ""
    method: MethodUsed | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    grounds: Grounds
    numbers: SliceNumbers


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is measured in one go: a slice, or all of a series where they share a scale."""

    document: Document
    grounds: tuple[tuple[SliceKey, Grounds], ...]
    blocks: tuple[Series, ...]


class SlicesMeasured:
    """Measures outlined slices in the background and keeps their numbers.

    Parameters
    ----------
    on_ready
        Called, from the thread that measures, whenever numbers of further slices are there.
    run
        Runs a piece of work away from the window's thread; None for one thread of its own.
    measure_with
        How slices are measured.
    prepared
        Tells which slices are ready at the moment, as for the panel of the slice on the screen, to save time; the
        numbers are the same without.
    """

    def __init__(
        self,
        *,
        on_ready: Callable[[], None],
        run: Run | None = None,
        measure_with: Measure = measure,
        prepared: Callable[[], Mapping[SliceKey, PreparedSlice]] = dict,
    ) -> None:
        self._pool = None if run is not None else ThreadPoolExecutor(1, thread_name_prefix="slices")
        self._run: Run = run if run is not None else self._run_in_pool
        self._on_ready = on_ready
        self._measure_with = measure_with
        self._prepared = prepared
        self._lock = threading.Lock()
        self._kept: dict[SliceKey, _Kept] = {}
        self._generation = 0

    def known(self, document: Document, blocks: Sequence[Series]) -> dict[SliceKey, SliceNumbers]:
        """Numbers that are there and still hold, by slice; never waits.

        Parameters
        ----------
        document
            As it is now.
        blocks
            Blocks whose slices are asked about.
        """
        found = {}
        with self._lock:
            kept = dict(self._kept)
        for key, grounds in _grounds(document, blocks).items():
            known = kept.get(key)
            if known is not None and known.grounds == grounds:
                found[key] = known.numbers
        return found

    def wanted(self, document: Document, blocks: Sequence[Series]) -> set[SliceKey]:
        """Slices that have numbers once they are measured."""
        return set(_grounds(document, blocks))

    def request(self, document: Document, blocks: Sequence[Series], study: Sequence[Series], first: SliceKey) -> bool:
        """Have everything measured that is not known; what was asked for before is no longer waited for.

        Parameters
        ----------
        document, blocks
            As for `known`.
        study
            All blocks of the study, for a method that needs other images of it.
        first
            The slice that is measured first, with its neighbours after it.

        Returns
        -------
        bool
            Whether anything is being measured.
        """
        known = self.known(document, blocks)
        units = _units(document, blocks, study, known)
        self.stop()
        if not units:
            return False
        order = {image.key: place for block in blocks for place, image in enumerate(block.slices)}
        here = order.get(first, 0)
        units.sort(key=lambda unit: min(abs(order[key] - here) for key, _ in unit.grounds))
        with self._lock:
            generation = self._generation
        self._run(lambda: self._measure(units, generation))
        return True

    def stop(self) -> None:
        """Measure no further than the slice that is being measured; what is known stays."""
        with self._lock:
            self._generation += 1

    def forget(self) -> None:
        """Drop everything, as when another study is opened."""
        with self._lock:
            self._generation += 1
            self._kept.clear()

    def close(self) -> None:
        """End the thread, if there is one."""
        self.forget()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _measure(self, units: Sequence[_Unit], generation: int) -> None:
        for unit in units:
            if generation != self._generation:
                return
            numbers = self._numbers(unit)
            with self._lock:
                if generation != self._generation:
                    return
                for key, grounds in unit.grounds:
                    self._kept[key] = _Kept(grounds, numbers.get(key, SliceNumbers()))
            self._on_ready()

    def _numbers(self, unit: _Unit) -> dict[SliceKey, SliceNumbers]:
        """Numbers of every slice of a unit; a sentence where there are none."""
        keys = [key for key, _ in unit.grounds]
        try:
            found = self._measure_with(
                unit.document, unit.blocks, settings_of(unit.document), prepared=self._prepared(), is_lenient=True
            )
        except ViewerError as e:
            return {key: SliceNumbers(reason=str(e)) for key in keys}
        except MemoryError:
            return {key: SliceNumbers(reason="There is not enough memory to measure this slice.") for key in keys}
        return {key: _on_slice(found, unit.document, key) for key in keys}

    def _run_in_pool(self, work: Callable[[], None]) -> Future[None]:
        if self._pool is None:
            raise RuntimeError("work was handed to a thread that does not exist")
        done = self._pool.submit(work)
        done.add_done_callback(hand_on_fault)
        return done


def _on_slice(found: Measurement, document: Document, key: SliceKey) -> SliceNumbers:
    rows = tuple(row for row in found.rows if SliceKey(row.sop_instance_uid, row.frame) == key)
    places = {place for place, _ in document.numbered_on_slice(key)}
    # places in reasons count within the slice where it was measured alone, and within the unit else
    reasons = [w.sentence for w in found.withheld if not w.is_comparison_only and not places.isdisjoint(w.outlines)]
    return SliceNumbers(rows, " ".join(dict.fromkeys(reasons)), found.method)


def outlined(document: Document) -> dict[SliceKey, list[Outline]]:
    """Outlines of the document by slice, in one go."""
    found: dict[SliceKey, list[Outline]] = {}
    for outline in document.outlines:
        found.setdefault(outline.slice_key, []).append(outline)
    return found


def _grounds(document: Document, blocks: Sequence[Series]) -> dict[SliceKey, Grounds]:
    """What the numbers of every outlined slice of some blocks rest on."""
    by_slice = outlined(document)
    method = (document.method, document.method_version, document.threshold, document.scale_of)
    midlines = {midline.slice_key: midline for midline in document.midlines}
    crops = {crop.slice_key: crop for crop in document.crops}
    shared: dict[str, tuple[Outline, ...]] = {}
    if document.scale_of is ScaleOf.SERIES:
        for block in blocks:
            here = (o for image in block.slices for o in by_slice.get(image.key, ()))
            shared[block.series_uid] = (*shared.get(block.series_uid, ()), *here)
    found: dict[SliceKey, Grounds] = {}
    for block, image in _outlined_slices(blocks, by_slice):
        outlines = tuple(by_slice[image.key])
        if all(outline.structure in REFERENCES for outline in outlines):
            continue
        found[image.key] = (
            *(outlines, method, midlines.get(image.key), crops.get(image.key)),
            document.statement_on(image, series_uid=block.series_uid),
            settled_level(document, image, block.frame_of_reference_uid),
            shared.get(block.series_uid, ()),
        )
    return found


def _outlined_slices(
    blocks: Sequence[Series], by_slice: dict[SliceKey, list[Outline]]
) -> Iterable[tuple[Series, Slice]]:
    uids = {key.uid for key in by_slice}  # a text is found much faster than a key, among thousands of slices
    for block in blocks:
        for image in block.slices:
            if image.key.uid in uids and image.key in by_slice:
                yield block, image


def _units(
    document: Document, blocks: Sequence[Series], study: Sequence[Series], known: dict[SliceKey, SliceNumbers]
) -> list[_Unit]:
    """What there is to measure still."""
    wanted = {key: grounds for key, grounds in _grounds(document, blocks).items() if key not in known}
    if not wanted:
        return []
    if document.scale_of is ScaleOf.SERIES:
        keys = {image.key for block in blocks for image in block.slices}
        return [_unit(document, keys, tuple(wanted.items()), study)]
    return [_unit(document, {key}, ((key, grounds),), study) for key, grounds in wanted.items()]


def _unit(
    document: Document, keys: set[SliceKey], grounds: tuple[tuple[SliceKey, Grounds], ...], study: Sequence[Series]
) -> _Unit:
    part = replace(document, outlines=tuple(o for o in document.outlines if o.slice_key in keys))
    return _Unit(part, grounds, tuple(study))
