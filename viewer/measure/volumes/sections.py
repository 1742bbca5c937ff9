"""From rows to sections: all outlines of one structure and side on a slice, taken together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from viewer.core.geometry import Vector
from viewer.core.outline import Side
from viewer.errors import GeometryError
from viewer.measure.measurement import MeasurementRow
from viewer.measure.volumes.planes import BlockPlanes
from viewer.measure.volumes.stacking import Section

NO_PLACE = "The slices do not tell their place in the patient, so that no volume is known."
"""Said where orientation or position is missing."""

NO_SPACING = "The pixel spacing is not known, so that no volume is known; state it."
"""Said where areas exist in pixels only."""

NO_SIDE = (
    "The sides are not known, so that outlines of different slices cannot be told to be the same muscle; state where "
    "the patient's right is."
)
"""Said where a slice has several outlines of unknown side."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A section and what was measured of it.

    Parameters
    ----------
    section
        Area and place.
    rows
        The rows of its outlines.
    fat_mm2
        Fat in all of them, mm²; None where any has none.
    """

    section: Section
    rows: tuple[MeasurementRow, ...]
    fat_mm2: float | None


def pieces_of(rows: Sequence[MeasurementRow], planes: Mapping[int, BlockPlanes]) -> tuple[Piece, ...]:
    """One piece per slice.

    Parameters
    ----------
    rows
        Of one structure and side.
    planes
        Planes of their blocks, by number.

    Raises
    ------
    GeometryError
        If spacing or place of a slice is not known, or it is not known what belongs together.
    """
    groups: dict[tuple[int, int], list[MeasurementRow]] = {}
    for row in rows:
        groups.setdefault((row.series, row.slice_number), []).append(row)
    if any(len(group) > 1 and group[0].side is Side.UNKNOWN for group in groups.values()):
        raise GeometryError(NO_SIDE)
    return tuple(_piece(group, planes[number], at) for (number, at), group in groups.items())


def _piece(rows: Sequence[MeasurementRow], block: BlockPlanes, number: int) -> Piece:
    areas = [row.area_mm2 for row in rows if row.area_mm2 is not None]
    if len(areas) < len(rows):
        raise GeometryError(NO_SPACING)
    fats = [row.fat_area_mm2 for row in rows if row.fat_area_mm2 is not None]
    section = Section(block, number, sum(areas), _centre_mm(rows, areas, block, number))
    return Piece(section, tuple(rows), sum(fats) if len(fats) == len(rows) else None)


def _centre_mm(rows: Sequence[MeasurementRow], areas: Sequence[float], block: BlockPlanes, number: int) -> Vector:
    """Centroid of all outlines of a slice together, LPS mm."""
    geometry = block.geometries[number - 1]
    if geometry.orientation is None or geometry.position_mm is None:
        raise GeometryError(NO_PLACE)
    total = sum(areas)
    centres = [row.source.centroid_px for row in rows if row.source is not None]
    if geometry.spacing is None or len(centres) < len(rows) or total <= 0.0:
        raise GeometryError(NO_PLACE)
    x = sum(area / total * at[0] for area, at in zip(areas, centres, strict=True))
    y = sum(area / total * at[1] for area, at in zip(areas, centres, strict=True))
    ((a, b, c),) = geometry.to_patient_mm([(x, y)])
    return (float(a), float(b), float(c))
