"""Slices of many files → blocks: one series, orientation, size and spacing, in the order of their place.

Instance numbers and file names play no part, nor does the order in which files are found.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import floor

from viewer.core.geometry import PlaneGeometry, Vector, negated
from viewer.core.series import Identity, Series, Slice
from viewer.io.dicom.acquisition import is_localizer
from viewer.io.dicom.image_kinds import MODALITIES
from viewer.measure.checking.side_marks import side_marks

DIRECTION_TOLERANCE = 1e-4
"""Largest difference of a direction component (no unit) inside one block: far above the rounding of six
digits, far below the tilts between disc-aligned blocks (1° changes a component by 0.017)."""

SPACING_TOLERANCE_MM = 1e-4
"""Largest difference of pixel spacing inside one block, mm."""

_MIXTURES = (
    (0.83, 0.31, 0.59, 0.47, 0.97, 0.13),
    (0.29, 0.91, 0.17, 0.73, 0.37, 0.53),
    (0.61, 0.11, 0.89, 0.23, 0.43, 0.79),
)
"""Weights that mix the six direction components into three numbers, so that different orientations rarely fall
into one cell; all positive, so that a mixture changes by no more than their sum times the tolerance."""

_CELL_TOLERANCES = 4.0
"""Width of a cell in tolerances: wide enough that mostly one cell or two have to be looked at."""

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
    """Blocks with their warnings, numbered from 1: by patient, study, series number, series UID, then by their place.

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
    return tuple(
        replace(block, number=number, warnings=tuple(_remarks(block))) for number, block in enumerate(blocks, start=1)
    )


def _series_number(items: Sequence[FoundSlice]) -> float:
    """Smallest series number; series without one come last."""
    numbers = [item.facts.series_number for item in items if item.facts.series_number is not None]
    return min(numbers, default=float("inf"))


def _blocks(items: list[FoundSlice]) -> list[Series]:
    """Split the slices of one series into sorted blocks."""
    groups = _Groups()
    # From a fixed order, so that the split does not depend on the order of files.
    for item in sorted(items, key=_identifiers):
        groups.add(item)
    return sorted((_block(members) for members in groups.members), key=_place_of_block)


class _Groups:
    """Slices of one series, put to the first group whose first slice they belong to.

    Most slices repeat the geometry of one before, number by number: one look-up. The others are compared with
    the groups in the cells around their own only, as a series may have thousands of orientations.
    """

    def __init__(self) -> None:
        self.members: list[list[FoundSlice]] = []
        self._known: dict[tuple[object, ...], int] = {}
        self._cells: dict[tuple[object, ...], list[int]] = defaultdict(list)

    def add(self, item: FoundSlice) -> None:
        """Add a slice to its group, or as the first of a new one."""
        image = item.image
        exact = (image.rows, image.columns, image.geometry.orientation, image.geometry.spacing)
        index = self._known.get(exact)
        if index is None:
            index = self._known[exact] = self._index_for(image)
        self.members[index].append(item)

    def _index_for(self, image: Slice) -> int:
        """Index of the group of a slice with a geometry not met before; of a new group if it fits none."""
        is_known = (image.geometry.orientation is None, image.geometry.spacing is None)
        form: tuple[object, ...] = (image.rows, image.columns, *is_known)
        ranges = [_cells_within_reach(place) for place in _places_in_cells(image.geometry)]
        found = [index for cell in product(*ranges) for index in self._cells.get((*form, *cell), ())]
        for index in sorted(found):
            if _belong_together(self.members[index][0].image, image):
                return index
        own = tuple(floor(place) for place in _places_in_cells(image.geometry))
        self._cells[(*form, *own)].append(len(self.members))
        self.members.append([])
        return len(self.members) - 1


def _places_in_cells(geometry: PlaneGeometry) -> list[float]:
    """Place of a geometry along each axis of the cells, in widths of a cell."""
    places = []
    if geometry.orientation is not None:
        components = (*geometry.orientation.row, *geometry.orientation.column)
        for weights in _MIXTURES:
            mixed = sum(weight * component for weight, component in zip(weights, components, strict=True))
            places.append(mixed / (sum(weights) * DIRECTION_TOLERANCE * _CELL_TOLERANCES))
    if geometry.spacing is not None:
        width_mm = SPACING_TOLERANCE_MM * _CELL_TOLERANCES
        places += [geometry.spacing.row_mm / width_mm, geometry.spacing.column_mm / width_mm]
    return places


def _cells_within_reach(place: float) -> range:
    """Cells along one axis that what lies within the tolerance may be in."""
    reach = 1.001 / _CELL_TOLERANCES  # a little more, as the sums are rounded
    return range(floor(place - reach), floor(place + reach) + 1)


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
    """Sentences on what the user should know of all these blocks together; none quotes patient data.

    Parameters
    ----------
    blocks
        DICOM blocks.
    """
    patients = {(block.identity.patient_id, block.identity.patient_name) for block in blocks}
    studies = {(block.identity.patient_id, block.identity.patient_name, block.identity.study_uid) for block in blocks}
    if len(patients) > 1:
        return (f"There are images of {len(patients)} patients here; check whose images you look at.",)
    if len(studies) > 1:
        return (f"There are {len(studies)} studies of one patient here; check which one you look at.",)
    return ()


def _remarks(block: Series) -> Iterator[str]:
    """Sentences on what the user should know of one block."""
    if block.modality not in {"MR", ""}:
        what = block.modality if block.modality in MODALITIES else "something else"  # the header can say any word
        yield f"It is no MR but {what}; fat and muscle cannot be told apart in it as in MR."
    if any(is_localizer(image.acquisition, block.description) for image in block.slices):
        yield "It is a localizer (ImageType or description says so); do not measure on it."
    if any("MOSAIC" in image.acquisition.image_type for image in block.slices):
        yield (
            "It holds Siemens mosaic pictures, many slices in one; their position and spacing are not those of a "
            "single slice, so do not measure on them."
        )
    yield from dict.fromkeys(sentence for image in block.slices for sentence in side_marks(image))
    without = sum(image.geometry.position_mm is None for image in block.slices)
    if without and block.slices[0].geometry.orientation is not None:
        yield (
            f"It has {without} of {len(block.slices)} slices without a position; their order is not that in the "
            "patient."
        )
