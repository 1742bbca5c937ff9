"""Slices of many files → blocks: one series, orientation, size and spacing, in the order of their place.

Instance numbers and file names play no part, nor does the order in which files are found.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from viewer.core.geometry import PlaneGeometry, Vector, negated
from viewer.core.series import Identity, Series, Slice

DIRECTION_TOLERANCE = 1e-4
"""Largest difference of a direction component (no unit) inside one block: far above the rounding of six
digits, far below the tilts between disc-aligned blocks (1° changes a component by 0.017)."""

SPACING_TOLERANCE_MM = 1e-4
"""Largest difference of pixel spacing inside one block, mm."""

_PLANE_ORDER = {"axial": 0, "sagittal": 1, "coronal": 2, "oblique": 3, "unknown": 4}


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """What all slices of a series have in common."""

    identity: Identity
    series_uid: str
    series_number: int | None
    description: str
    modality: str
    transfer_syntax: str
    frame_of_reference_uid: str


@dataclass(frozen=True, slots=True)
class FoundSlice:
    """A slice and the series it says it belongs to."""

    image: Slice
    facts: SeriesFacts


def group(found: Iterable[FoundSlice]) -> tuple[Series, ...]:
    """Blocks, numbered from 1: by patient, study, series number, series UID, then by their place.

    Parameters
    ----------
    found
        Slices in any order; no two with the same key.
    """
    series: dict[tuple[str, str, str, str], list[FoundSlice]] = defaultdict(list)
    for item in found:
        identity = item.facts.identity
        key = (identity.patient_id, identity.patient_name, identity.study_uid, item.facts.series_uid)
        series[key].append(item)
    blocks = []
    for key in sorted(series, key=lambda key: (*key[:3], _series_number(series[key]), key[3])):
        blocks.extend(_blocks(series[key]))
    return tuple(replace(block, number=number) for number, block in enumerate(blocks, start=1))


def _series_number(items: Sequence[FoundSlice]) -> float:
    """Smallest series number; series without one come last."""
    numbers = [item.facts.series_number for item in items if item.facts.series_number is not None]
    return min(numbers, default=float("inf"))


def _blocks(items: list[FoundSlice]) -> list[Series]:
    """Split the slices of one series into sorted blocks."""
    groups: list[list[FoundSlice]] = []
    # From a fixed order, so that the split does not depend on the order of files.
    for item in sorted(items, key=_identifiers):
        for members in groups:
            if _belong_together(members[0].image, item.image):
                members.append(item)
                break
        else:
            groups.append([item])
    blocks = [_block(members) for members in groups]
    return sorted(blocks, key=_place_of_block)


def _belong_together(first: Slice, second: Slice) -> bool:
    """Whether two slices share size, orientation and spacing."""
    if (first.rows, first.columns) != (second.rows, second.columns):
        return False
    a, b = first.geometry, second.geometry
    return (a.orientation is b.orientation or _same_orientation(a, b)) and (
        a.spacing is b.spacing or _same_spacing(a, b)
    )


def _same_orientation(a: PlaneGeometry, b: PlaneGeometry) -> bool:
    if a.orientation is None or b.orientation is None:
        return False
    one = (*a.orientation.row, *a.orientation.column)
    other = (*b.orientation.row, *b.orientation.column)
    return max(abs(x - y) for x, y in zip(one, other, strict=True)) <= DIRECTION_TOLERANCE


def _same_spacing(a: PlaneGeometry, b: PlaneGeometry) -> bool:
    if a.spacing is None or b.spacing is None:
        return False
    return (
        abs(a.spacing.row_mm - b.spacing.row_mm) <= SPACING_TOLERANCE_MM
        and abs(a.spacing.column_mm - b.spacing.column_mm) <= SPACING_TOLERANCE_MM
    )


def _block(items: list[FoundSlice]) -> Series:
    """Sort the slices of one block by their place and put them into a series without a number."""
    normal = upward_normal(items[0].image.geometry)
    ordered = sorted(items, key=lambda item: (_height_mm(item.image.geometry, normal), *_identifiers(item)))
    facts = ordered[0].facts
    return Series(
        number=0,
        series_uid=facts.series_uid,
        series_number=facts.series_number,
        description=facts.description,
        modality=facts.modality,
        transfer_syntax=facts.transfer_syntax,
        slices=tuple([item.image for item in ordered]),
        identity=facts.identity,
        frame_of_reference_uid=facts.frame_of_reference_uid,
    )


def _identifiers(item: FoundSlice) -> tuple[str, int]:
    return item.image.key.uid, item.image.key.frame


def upward_normal(geometry: PlaneGeometry) -> Vector | None:
    """Normal of a slice (unit vector, LPS), turned to the growing side of the axis it is nearest to.

    Axial slices then ascend along z, sagittal ones along x, coronal ones along y. None without orientation.
    """
    if geometry.orientation is None:
        return None
    normal = geometry.orientation.normal
    sizes = [abs(v) for v in normal]
    return negated(normal) if normal[sizes.index(max(sizes))] < 0.0 else normal


def _height_mm(geometry: PlaneGeometry, normal: Vector | None) -> float:
    """Position along the normal in mm, to 0.1 µm so that rounding does not undo ties; unknown ones come last."""
    position = geometry.position_mm
    if normal is None or position is None:
        return float("inf")
    return round(position[0] * normal[0] + position[1] * normal[1] + position[2] * normal[2], 4)


def _place_of_block(block: Series) -> tuple[int, float, str, int]:
    """Plane, then where the middle of the first slice lies along the axis nearest to the normal.

    The middle, because the first pixels of blocks with different tilts say little of which disc lies higher.
    """
    first = block.slices[0]
    return _PLANE_ORDER[block.plane], _middle_mm(first), first.key.uid, first.key.frame


def _middle_mm(image: Slice) -> float:
    geometry = image.geometry
    if geometry.orientation is None or geometry.position_mm is None:
        return float("inf")
    sizes = [abs(v) for v in geometry.orientation.normal]
    axis = sizes.index(max(sizes))
    if geometry.spacing is None:
        return geometry.position_mm[axis]
    middle = geometry.to_patient_mm([((image.columns - 1) / 2.0, (image.rows - 1) / 2.0)])
    return float(middle[0, axis])


def warnings_about(blocks: Sequence[Series]) -> tuple[str, ...]:
    """Sentences on what the user should know of these blocks; none quotes patient data.

    Parameters
    ----------
    blocks
        Numbered DICOM blocks.
    """
    patients = {(block.identity.patient_id, block.identity.patient_name) for block in blocks}
    studies = {(block.identity.patient_id, block.identity.patient_name, block.identity.study_uid) for block in blocks}
    said = []
    if len(patients) > 1:
        said.append(f"There are images of {len(patients)} patients here; check whose images you look at.")
    elif len(studies) > 1:
        said.append(f"There are {len(studies)} studies of one patient here; check which one you look at.")
    for block in blocks:
        said.extend(f"Series {block.number} {what}" for what in _remarks(block))
    return tuple(said)


def _remarks(block: Series) -> Iterator[str]:
    if block.modality not in {"MR", ""}:
        yield f"is no MR but {block.modality[:16]}; fat and muscle cannot be told apart in it as in MR."
    if any("MOSAIC" in image.acquisition.image_type for image in block.slices):
        yield (
            "holds Siemens mosaic pictures, many slices in one; their position and spacing are not those of a "
            "single slice, so do not measure on them."
        )
    without = sum(image.geometry.position_mm is None for image in block.slices)
    if without and block.slices[0].geometry.orientation is not None:
        yield f"has {without} of {len(block.slices)} slices without a position; their order is not that in the patient."
