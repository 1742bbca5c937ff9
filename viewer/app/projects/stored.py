"""Numbers as a project stored them, for where its images are not: rows with their outlines, and a measurement."""

import math
from collections import defaultdict
from collections.abc import Container, Sequence

from viewer.core.outline import SIDE_ORDER, Outline, Side, Structure
from viewer.core.series import SliceKey
from viewer.io.project import ProjectFile, StoredRow
from viewer.measure.anchored.scale import REFERENCES
from viewer.measure.flags import FLAGS, in_order
from viewer.measure.measurement import Measurement, MeasurementRow

SAME_AREA = 1e-6
"""Largest difference, in parts of the area, between a stored number and its outline (no unit)."""

Matched = tuple[SliceKey, Outline | None, StoredRow | None]
"""A slice, by fingerprint, with an outline on it, its stored numbers, or both."""


def matched_rows(project: ProjectFile) -> list[Matched]:
    """Outlines of a project with their stored numbers, by the number that outlines have per slice and structure.

    A row whose area is not that of its outline tells of another outline, and is left out.
    """
    groups: dict[tuple[SliceKey, Structure], list[Outline]] = defaultdict(list)
    for outline in project.document.outlines:
        if outline.structure not in REFERENCES:
            groups[outline.slice_key, outline.structure].append(outline)
    stored: dict[tuple[SliceKey, Structure], list[StoredRow]] = defaultdict(list)
    for row in () if project.measurement is None else project.measurement.rows:
        stored[row.slice_key, row.structure].append(row)
    found: list[Matched] = []
    for key in dict.fromkeys((*groups, *stored)):
        numbered = _numbered(groups[key], stored[key])
        for row in stored[key]:
            own = numbered.get(row.outline)
            if own is None:
                found.append((key[0], None, row))
            elif math.isclose(own.area_px, row.area_px, rel_tol=SAME_AREA):
                found.append((key[0], numbered.pop(row.outline), row))
        found += [(key[0], outline, None) for outline in numbered.values()]
    return found


def _numbered(outlines: Sequence[Outline], rows: Sequence[StoredRow]) -> dict[int, Outline]:
    """Outlines of one slice and structure by their number: right before left, where the image knows sides."""
    is_unsided = bool(rows) and all(row.side is Side.UNKNOWN for row in rows)
    order = outlines if is_unsided else sorted(outlines, key=lambda outline: SIDE_ORDER[outline.side])
    return dict(enumerate(order, start=1))


def stored_measurement(project: ProjectFile, *, absent: Container[SliceKey] | None = None) -> Measurement | None:
    """The stored numbers as a measurement, None where there are none.

    Parameters
    ----------
    project
        As read.
    absent
        Slices, by fingerprint, whose numbers are wanted; None for all.

    Returns
    -------
    Measurement or None
        Slices are told by fingerprint; what a project does not store (grey values, levels of fat and muscle,
        comparisons of sides, numbers of series and slice) is None, or 0 for the last two. The flags are those that
        this program knows.
    """
    if project.measurement is None:
        return None
    wanted = [
        (outline, row)
        for key, outline, row in matched_rows(project)
        if row is not None and (absent is None or key in absent)
    ]
    if not wanted:
        return None
    known = {kind.identifier for kind in FLAGS}
    unknown = any(not known.issuperset(row.flags) for _, row in wanted)
    said: tuple[str, ...] = ("These numbers are those stored in the project; they were not measured anew.",)
    if unknown:
        said += ("Some flags of them are unknown to this version of the program and are not shown.",)
    return Measurement(
        method=project.measurement.method,
        rows=tuple(_row(row, outline, known, project.document.typed_level(row.slice_key)) for outline, row in wanted),
        comparisons=(),
        warnings=said,
        codes=project.document.codes,
        stored_by=project.program_version,
    )


def _row(row: StoredRow, outline: Outline | None, known: set[str], typed: str | None) -> MeasurementRow:
    fraction, area = row.fat_fraction_percent, row.area_mm2
    fat = None if fraction is None or area is None else area * fraction / 100.0
    return MeasurementRow(
        series=0,
        slice_number=0,
        sop_instance_uid=row.slice_key.uid,
        frame=row.slice_key.frame,
        level=typed or row.level,
        structure=row.structure,
        outline=row.outline,
        side=row.side,
        area_mm2=area,
        area_px=row.area_px,
        fat_area_mm2=fat,
        muscle_area_mm2=None if fat is None or area is None else area - fat,
        fat_fraction_percent=fraction,
        fat_fraction_interval_percent=row.fat_fraction_interval_percent,
        fat_to_muscle_ratio=row.fat_to_muscle_ratio,
        fat_to_muscle_ratio_interval=row.fat_to_muscle_ratio_interval,
        mean=None,
        sd=None,
        flags=in_order(known.intersection(row.flags)),
        source=outline,
    )
