"""Before and after: two blocks of slices that are compared, and which slice of the one belongs to which of the other.

No date is in here: the procedure is told in days after the study before, which names nobody.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Side
from viewer.errors import GeometryError

if TYPE_CHECKING:
    from viewer.core.series import Series, Slice

OFFSET_MAXIMUM = 100_000
"""Largest offset that is believed, slices."""

DAY_MAXIMUM = 36_525
"""Longest time between the study before and a procedure that is believed, days: a hundred years."""

PARALLEL = math.cos(math.radians(30.0))
"""Smallest cosine of the angle between two planes that are still linked: 30°, steeper than slices along one disc."""

USUAL_STEP_MM = 5.0
"""Distance of neighbouring slices where neither positions nor header tell one, mm."""


@dataclass(frozen=True, slots=True)
class PairedBlock:
    """One side of a pairing: a block of slices, told so that it is found again in a saved project.

    Parameters
    ----------
    series_uid
        Series Instance UID, or its fingerprint where the series is not open.
    block
        Which of the blocks of that series, from 1.

    Raises
    ------
    GeometryError
        If the block does not count from 1.
    """

    series_uid: str
    block: int = 1

    def __post_init__(self) -> None:
        if self.block < 1:
            raise GeometryError("A paired series names a block that does not count from 1; pair the series again.")


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two blocks that are compared as before and after; both may be of one study, or even the same.

    Parameters
    ----------
    before, after
        The two blocks.
    offset_slices
        Place of a slice after minus place of its partner before, in the order of the blocks; used where the blocks
        share no frame of reference.
    is_by_offset
        Whether the offset counts although the frame of reference is shared, as for two levels of one series.
    treated
        Side of the patient that was treated, None where nobody said. The other side is then the one to compare with.
    procedure_day
        Days from the study before to the procedure, None where nobody said. Never a date.
    is_blinded
        Whether date, name and side are hidden while outlining.

    Raises
    ------
    GeometryError
        If offset or days are beyond belief, or the treated side is none.
    """

    before: PairedBlock
    after: PairedBlock
    offset_slices: int = 0
    is_by_offset: bool = False
    treated: Side | None = None
    procedure_day: int | None = None
    is_blinded: bool = False

    def __post_init__(self) -> None:
        if abs(self.offset_slices) > OFFSET_MAXIMUM:
            raise GeometryError("The offset of the paired slices is more than any series has; set it again.")
        if self.treated is Side.UNKNOWN:
            raise GeometryError("The treated side must be the patient's right or left; leave it out if unsaid.")
        if self.procedure_day is not None and abs(self.procedure_day) > DAY_MAXIMUM:
            raise GeometryError("The procedure is more than a hundred years from the study before; type its day again.")


@dataclass(frozen=True, slots=True)
class SliceLink:
    """A slice before and its partner after.

    Parameters
    ----------
    before
        Place in the block before, from 0.
    after
        Place in the block after, from 0; None where there is no partner.
    distance_mm
        Distance from the middle of the slice before to the plane of its partner, mm; None where only the offset links
        them, or there is none.
    """

    before: int
    after: int | None
    distance_mm: float | None = None


def named_block(block: "Series", study: "Iterable[Series]") -> PairedBlock:
    """Return a block as a pairing names it.

    Parameters
    ----------
    block
        The block.
    study
        All blocks it was opened with.
    """
    of_series = [other.number for other in study if other.series_uid == block.series_uid]
    return PairedBlock(block.series_uid, of_series.index(block.number) + 1)


def block_of(named: PairedBlock, study: "Iterable[Series]") -> "Series | None":
    """Block that a pairing names, None where it is not open."""
    of_series = [block for block in study if block.series_uid == named.series_uid]
    return of_series[named.block - 1] if named.block <= len(of_series) else None


def is_linked_by_position(before: "Series", after: "Series", pairing: Pairing) -> bool:
    """Whether slices find their partner by where they lie: the frame of reference is shared, and nobody objects.

    A block paired with itself is linked by the offset: by position every slice would be its own partner.
    """
    shared = before.frame_of_reference_uid
    is_shared = bool(shared) and shared == after.frame_of_reference_uid
    is_same = (before.series_uid, before.number) == (after.series_uid, after.number)
    return is_shared and not is_same and not pairing.is_by_offset


def link_slices(before: "Series", after: "Series", pairing: Pairing) -> tuple[SliceLink, ...]:
    """Partner of every slice of the block before, in its order.

    Parameters
    ----------
    before, after
        The blocks that the pairing names.
    pairing
        What was paired.

    Notes
    -----
    By position: the partner is the slice whose plane is nearest to the middle of the slice before, as long as it is
    not farther than half the larger step of both blocks and not tilted by more than 30° (`PARALLEL`). Which end of a
    block comes first does not matter. A slice without orientation or position has no partner.
    """
    if not is_linked_by_position(before, after, pairing):
        places = ((place, place + pairing.offset_slices) for place in range(len(before.slices)))
        return tuple(SliceLink(b, a if 0 <= a < len(after.slices) else None) for b, a in places)
    placed = [(place, image) for place, image in enumerate(after.slices) if _is_placed(image)]
    if not placed:
        return tuple(SliceLink(place, None) for place in range(len(before.slices)))
    normals = np.array([image.geometry.orientation.normal for _, image in placed if image.geometry.orientation])
    corners = np.array([image.geometry.position_mm for _, image in placed])
    reach = max(_step_mm(before), _step_mm(after)) / 2.0
    links = []
    for place, image in enumerate(before.slices):
        found = _nearest(image, normals, corners, reach)
        links.append(SliceLink(place, None) if found is None else SliceLink(place, placed[found[0]][0], found[1]))
    return tuple(links)


def partner_before(links: "Iterable[SliceLink]", after: int) -> int | None:
    """Place before whose partner is this place after: the nearest of several, None where there is none."""
    found = [link for link in links if link.after == after]
    return min(found, key=lambda link: (link.distance_mm or 0.0, link.before)).before if found else None


def one_to_one(links: "Iterable[SliceLink]") -> tuple[SliceLink, ...]:
    """Links of which each place after is in one only: that of the nearest slice before, in the order before."""
    known = tuple(links)
    return tuple(link for link in known if link.after is not None and partner_before(known, link.after) == link.before)


def _is_placed(image: "Slice") -> bool:
    """Whether it is known where the plane of a slice lies."""
    return image.geometry.orientation is not None and image.geometry.position_mm is not None


def _middle_mm(image: "Slice") -> NDArray[np.float64]:
    """LPS position of the middle of a slice, mm; of its first pixel where the spacing is unknown."""
    if image.geometry.spacing is None:
        return np.array(image.geometry.position_mm, dtype=np.float64)
    middle: NDArray[np.float64] = image.geometry.to_patient_mm([((image.columns - 1) / 2.0, (image.rows - 1) / 2.0)])[0]
    return middle


def _nearest(
    image: "Slice", normals: NDArray[np.float64], corners: NDArray[np.float64], reach: float
) -> tuple[int, float] | None:
    """Which plane is nearest to the middle of a slice, and its distance in mm; None where all are out of reach.

    Parameters
    ----------
    image
        The slice.
    normals, corners
        Shape (n, 3): unit normals, and LPS positions in mm, of the planes.
    reach
        Largest distance, mm.
    """
    own = image.geometry.orientation
    if own is None or image.geometry.position_mm is None:
        return None
    distances = np.abs(np.sum((_middle_mm(image) - corners) * normals, axis=1))
    distances[np.abs(normals @ np.array(own.normal)) < PARALLEL] = np.inf
    nearest = int(np.argmin(distances))
    # positions are written with a few decimals, so that half a step may come out a little longer
    return (nearest, float(distances[nearest])) if distances[nearest] <= reach + 1e-3 else None


def _step_mm(block: "Series") -> float:
    """Usual distance of neighbouring planes of a block, mm."""
    heights = [
        float(np.dot(image.geometry.position_mm, image.geometry.orientation.normal))
        for image in block.slices
        if image.geometry.orientation is not None and image.geometry.position_mm is not None
    ]
    steps = np.abs(np.diff(sorted(heights)))
    steps = steps[steps > 1e-3]
    if steps.size:
        return float(np.median(steps))
    return block.slices[0].acquisition.slice_thickness_mm or USUAL_STEP_MM
