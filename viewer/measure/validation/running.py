"""Measure every condition with every method, in several processes."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from viewer.core.outline import Side, Structure
from viewer.errors import ViewerError
from viewer.measure.measurement import Measurement, MeasurementRow
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS, Method, MethodKind
from viewer.measure.prepared import prepare
from viewer.measure.validation.grid import Condition
from viewer.measure.validation.phantoms import Phantom, make_phantom
from viewer.measure.validation.results import Given, PairResult, Results, SideResult
from viewer.measure.validation.statistics import grouped

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

_Found = tuple[list[SideResult], list[PairResult]]


def validated_methods() -> tuple[Method, ...]:
    """Every method that works on one image without the user's threshold, the default first."""
    return tuple(m for m in METHODS if not m.needs_threshold and m.kind is not MethodKind.SEPARATED)


def run(
    conditions: Sequence[Condition],
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Results:
    """Every method on every condition.

    Parameters
    ----------
    conditions
        What to measure.
    workers
        Processes; None for one per processor, 1 to stay in this one. The results are the same.
    progress
        Told after every body how many of all are done.
    is_cancelled
        Asked after every body; the run ends early, with what it has, when it says so.
    """
    sides: list[SideResult] = []
    pairs: list[PairResult] = []
    bodies = list(grouped(conditions, lambda c: (c.set_name, c.body)).values())
    count = min(workers or os.cpu_count() or 1, max(len(bodies), 1))
    done = 0
    for body, (found_sides, found_pairs) in zip(bodies, _each(bodies, count), strict=True):
        sides += found_sides
        pairs += found_pairs
        done += len(body)
        if progress is not None:
            progress(done, len(conditions))
        if is_cancelled is not None and is_cancelled():
            break
    methods = tuple((method.name, method.version) for method in validated_methods())
    return Results(sides=tuple(sides), pairs=tuple(pairs), methods=methods)


def _each(bodies: Sequence[Sequence[Condition]], count: int) -> Iterator[_Found]:
    """Results of the bodies in their order."""
    if count == 1:
        yield from map(measure_body, bodies)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Fresh processes: a forked one would inherit whatever locks the threads of this one hold.
    with _one_thread_each():
        pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_leave_stopping_to_parent)
        try:
            yield from pool.map(measure_body, bodies)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _leave_stopping_to_parent() -> None:
    """Ctrl+C reaches every process; only the first one answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Keep the linear algebra of new processes to one thread: they already use every processor."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update({name: "1" for name, value in before.items() if value is None})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)


def measure_body(conditions: Sequence[Condition]) -> _Found:
    """Every method on every image of one body, which is cut only once."""
    sides: list[SideResult] = []
    pairs: list[PairResult] = []
    for condition in conditions:
        found_sides, found_pairs = measure_condition(condition)
        sides += found_sides
        pairs += found_pairs
    return sides, pairs


def measure_condition(condition: Condition) -> _Found:
    """Every method on one condition, with the muscle reference outlined and without."""
    phantom = make_phantom(condition)
    sides: list[SideResult] = []
    pairs: list[PairResult] = []
    for given in Given:
        document = phantom.document(given)
        if document is None:
            continue
        prepared = {phantom.image.key: prepare(phantom.image, document, series_uid=phantom.series.series_uid)}
        for method in validated_methods():
            measurement: Measurement | None = None
            refusal = ""
            try:
                measurement = measure(
                    document, [phantom.series], MeasureSettings(method=method.name), prepared=prepared
                )
            except ViewerError as e:
                refusal = str(e)
            sides += _sides(phantom, given, method.name, measurement, refusal)
            pairs += _pairs(phantom, given, method.name, measurement)
    return sides, pairs


def _sides(
    phantom: Phantom, given: Given, method: str, measurement: Measurement | None, refusal: str
) -> list[SideResult]:
    """Results of both sides; without numbers where the method refused."""
    condition = phantom.condition
    found = []
    for side, nominal in ((Side.RIGHT, condition.fat_right_percent), (Side.LEFT, condition.fat_left_percent)):
        true = phantom.true(Structure.MULTIFIDUS, side)
        if true is None:
            continue
        row = _row(measurement, side)
        found.append(
            SideResult(
                condition=condition,
                given=given,
                method=method,
                side=side,
                nominal_fat_percent=nominal,
                true_fat_percent=true.fat_fraction_percent,
                true_area_mm2=true.area_mm2,
                area_mm2=None if row is None else row.area_mm2,
                fat_percent=None if row is None else row.fat_fraction_percent,
                interval_percent=None if row is None else row.fat_fraction_interval_percent,
                flags=() if row is None else row.flags,
                refusal=refusal,
            )
        )
    return found


def _row(measurement: Measurement | None, side: Side) -> MeasurementRow | None:
    if measurement is None:
        return None
    rows = (row for row in measurement.rows if row.structure is Structure.MULTIFIDUS and row.side is side)
    return next(rows, None)


def _pairs(phantom: Phantom, given: Given, method: str, measurement: Measurement | None) -> list[PairResult]:
    """Right against left; nothing where the image lacks one."""
    right, left = (phantom.true(Structure.MULTIFIDUS, side) for side in (Side.RIGHT, Side.LEFT))
    if right is None or left is None:
        return []
    comparisons = () if measurement is None else measurement.comparisons
    found = next((c for c in comparisons if c.structure is Structure.MULTIFIDUS), None)
    return [
        PairResult(
            condition=phantom.condition,
            given=given,
            method=method,
            true_points=right.fat_fraction_percent - left.fat_fraction_percent,
            points=None if found is None else found.fat_fraction_difference_points,
            interval_points=None if found is None else found.interval_points,
            distinguishable=None if found is None else found.distinguishable,
        )
    ]
