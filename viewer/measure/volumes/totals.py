"""Totals per structure and side: of a level, of a block, and of the whole muscle."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from viewer.core.annotations.levels import known_level
from viewer.core.document import Document
from viewer.core.outline import SIDE_ORDER, Side, Structure
from viewer.core.series import Series, SliceKey
from viewer.errors import GeometryError
from viewer.measure.flags import in_order
from viewer.measure.measurement import Measurement, MeasurementRow
from viewer.measure.uncertainty import fraction_interval
from viewer.measure.volumes.combining import uncertainty_over_slices
from viewer.measure.volumes.planes import BlockPlanes, planes_of
from viewer.measure.volumes.saying import Told, sentences
from viewer.measure.volumes.sections import Piece, pieces_of
from viewer.measure.volumes.stacking import Slab, stacked
from viewer.measure.volumes.total import Scope, Total

MM3_PER_CM3 = 1000.0
"""Cubic millimetres in a cubic centimetre."""


def with_totals(measurement: Measurement, series: Iterable[Series], document: Document) -> Measurement:
    """Return a measurement with its totals; see `totals_of`."""
    return replace(measurement, totals=totals_of(measurement.rows, series, document))


def totals_of(
    rows: Sequence[MeasurementRow],
    series: Iterable[Series],
    document: Document,
    *,
    within: AbstractSet[SliceKey] | None = None,
    counts_proposed: bool = False,
) -> tuple[Total, ...]:
    """Totals of every structure and side that is outlined on two slices of a series or more.

    Parameters
    ----------
    rows
        Numbers of outlines on these series; stored ones, whose images are not open, have no total.
    series
        Blocks that the rows are of. Blocks of one Series Instance UID belong together, others never do: the same
        muscle in T1 and in T2 is there once.
    document
        What the user stated.
    within
        Slices that are asked for; None for all.
    counts_proposed
        Whether outlines that nobody has accepted are counted.

    Returns
    -------
    tuple of Total
        By series, structure and side; levels before blocks before the whole muscle. A total of blocks is there
        only where a series has several.
    """
    open_blocks = {block.number: block for block in series}
    known = [row for row in rows if row.series in open_blocks and (within is None or _key(row) in within)]
    groups: dict[tuple[str, Structure, Side], list[MeasurementRow]] = {}
    for row in known:
        groups.setdefault((open_blocks[row.series].series_uid, row.structure, row.side), []).append(row)
    planes: dict[int, BlockPlanes] = {}
    found: list[Total] = []
    for _, group in sorted(groups.items(), key=lambda item: _order(item[0], item[1])):
        for number in sorted({row.series for row in group}):
            if number not in planes:
                planes[number] = planes_of(open_blocks[number], document)
        found += _of_muscle(group, planes, within, counts_proposed=counts_proposed)
    return tuple(found)


def _key(row: MeasurementRow) -> SliceKey:
    return SliceKey(row.sop_instance_uid, row.frame)


def _order(name: tuple[str, Structure, Side], rows: Sequence[MeasurementRow]) -> tuple[int, int, int]:
    _, structure, side = name
    # blocks of one series stand together, where the first of them does; sides need no common blocks
    return min(row.series for row in rows), tuple(Structure).index(structure), SIDE_ORDER[side]


def _of_muscle(
    rows: Sequence[MeasurementRow],
    planes: dict[int, BlockPlanes],
    within: AbstractSet[SliceKey] | None,
    *,
    counts_proposed: bool,
) -> list[Total]:
    """Totals of one structure and side of a series."""
    counted = [row for row in rows if counts_proposed or row.source is None or not row.source.is_proposed]
    if len({_key(row) for row in counted}) < 2:
        return []
    left_out = [row for row in rows if row not in counted]
    numbers = sorted({row.series for row in counted})

    def total(scope: Scope, level: str | None = None, block: int | None = None) -> Total:
        def is_in(row: MeasurementRow) -> bool:
            return level in (None, known_level(row.level)) and block in (None, row.series)

        here = [row for row in counted if is_in(row)]
        asked = within if level is None else None
        return _total(scope, level, here, planes, proposed=sum(map(is_in, left_out)), asked=asked)

    levels = dict.fromkeys(level for row in counted if (level := known_level(row.level)) is not None)
    found = [total(Scope.LEVEL, level=level) for level in levels]
    if len(numbers) > 1:
        found += [total(Scope.BLOCK, block=number) for number in numbers]
    return [*found, total(Scope.MUSCLE)]


def _total(
    scope: Scope,
    level: str | None,
    rows: Sequence[MeasurementRow],
    planes: dict[int, BlockPlanes],
    *,
    proposed: int,
    asked: AbstractSet[SliceKey] | None,
) -> Total:
    """One total, with what there is to say about it."""
    places = sorted({(row.series, row.slice_number) for row in rows})
    numbers = tuple(sorted({number for number, _ in places}))
    blank = Total(
        scope=scope,
        series=numbers,
        level=level,
        structure=rows[0].structure,
        side=rows[0].side,
        slices=len(places),
        missing=_missing_in_blocks(places),
        first=places[0],
        last=places[-1],
        flags=in_order({identifier for row in rows for identifier in row.flags}),
    )
    outside = _asked_outside(places, planes, asked)
    try:
        pieces = pieces_of(rows, planes)
        slabs = stacked([piece.section for piece in pieces])
    except GeometryError as e:
        told = Told(proposed=proposed, side=blank.side, outside=outside, slices=len(places), missing=blank.missing)
        said = sentences(told)
        return replace(blank, missing=blank.missing + outside, said=(str(e), *said))
    by_place = {(piece.section.block.series.number, piece.section.number): piece for piece in pieces}
    return _filled(blank, slabs, by_place, proposed=proposed, outside=outside)


def _missing_in_blocks(places: Sequence[tuple[int, int]]) -> int:
    """Slices between the first and the last counted one of each block that are not counted."""
    missing = 0
    for number in {number for number, _ in places}:
        here = [at for block, at in places if block == number]
        missing += here[-1] - here[0] + 1 - len(here)
    return missing


def _asked_outside(
    places: Sequence[tuple[int, int]], planes: dict[int, BlockPlanes], asked: AbstractSet[SliceKey] | None
) -> int:
    """Slices that were asked for before the first or after the last counted one of their block."""
    if asked is None:
        return 0
    outside = 0
    for number in {number for number, _ in places}:
        here = [at for block, at in places if block == number]
        images = enumerate(planes[number].series.slices, start=1)
        outside += sum(image.key in asked for at, image in images if not here[0] <= at <= here[-1])
    return outside


def _filled(
    blank: Total, slabs: Sequence[Slab], pieces: dict[tuple[int, int], Piece], *, proposed: int, outside: int
) -> Total:
    """A total whose lengths are known."""
    counted = [(slab, pieces[slab.section.block.series.number, slab.section.number]) for slab in slabs]
    volume = sum(piece.section.area_mm2 * slab.length_mm for slab, piece in counted)
    fats = [(slab.length_mm, piece.fat_mm2) for slab, piece in counted]
    has_fat = all(fat is not None for _, fat in fats)
    fat = sum(length * (area or 0.0) for length, area in fats) if has_fat else None
    fraction = None if fat is None or volume <= 0.0 else min(max(fat / volume, 0.0), 1.0)
    weighted = [
        (max(slab.length_mm, 0.0) * (row.area_mm2 or 0.0), row.uncertainty)
        for slab, piece in counted
        for row in piece.rows
    ]
    uncertainty = None if fraction is None else uncertainty_over_slices(weighted)
    ends = None if fraction is None or uncertainty is None else fraction_interval(fraction, uncertainty)
    missing = sum(slab.missing_after for slab in slabs)
    told = Told(
        proposed=proposed,
        side=blank.side,
        outside=outside,
        slices=blank.slices,
        missing=missing,
        slabs=tuple(slabs),
        without_fat=sum(area is None for _, area in fats),
    )
    first, last = slabs[0].section, slabs[-1].section
    return replace(
        blank,
        missing=missing + outside,
        first=(first.block.series.number, first.number),
        last=(last.block.series.number, last.number),
        length_mm=sum(slab.length_mm for slab in slabs),
        volume_cm3=volume / MM3_PER_CM3,
        fat_volume_cm3=None if fat is None else fat / MM3_PER_CM3,
        muscle_volume_cm3=None if fat is None else (volume - fat) / MM3_PER_CM3,
        fat_fraction_percent=None if fraction is None else 100.0 * fraction,
        fat_fraction_interval_percent=None if ends is None else (100.0 * ends[0], 100.0 * ends[1]),
        said=sentences(told),
    )
