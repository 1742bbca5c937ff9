"""The numbers of the slices that a figure shows, the same as those of a table of the whole document."""

from collections.abc import Iterable
from dataclasses import replace

from viewer.app.numbers.building import settings_of
from viewer.core.document import Document, ScaleOf
from viewer.core.series import Series, SliceKey
from viewer.measure.measurement import Measurement
from viewer.measure.measuring import measure


def measured_slice(document: Document, block: Series, key: SliceKey, study: Iterable[Series]) -> Measurement:
    """Numbers of one slice; where all slices of a block share a scale, it is found on all of them.

    Parameters
    ----------
    document
        Outlines of any number of slices.
    block, key
        The slice, and the block it is in.
    study
        Every block that is open.

    Raises
    ------
    UsageError, OutlineError, SideError, GeometryError, UnreadableError
        As `viewer.measure.measuring.measure`.
    """
    settings = settings_of(document)
    if settings.scale_of is not ScaleOf.SERIES:
        return measure(replace(document, outlines=document.on_slice(key)), study, settings)
    together = {image.key for image in block.slices}
    outlines = tuple(outline for outline in document.outlines if outline.slice_key in together)
    found = measure(replace(document, outlines=outlines), study, settings, is_lenient=True)
    return only_of(found, {key})


def only_of(measurement: Measurement, keys: Iterable[SliceKey]) -> Measurement:
    """Numbers of some slices alone; totals, which rest on all, are left out."""
    wanted = set(keys)
    rows = tuple(row for row in measurement.rows if SliceKey(row.sop_instance_uid, row.frame) in wanted)
    places = {(row.series, row.slice_number) for row in rows}
    return replace(
        measurement,
        rows=rows,
        comparisons=tuple(one for one in measurement.comparisons if (one.series, one.slice_number) in places),
        scales=tuple(pair for pair in measurement.scales if pair[0] in wanted),
        totals=(),
    )
