"""Blocks that belong together, and where the muscle goes on from the end of one of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.app.levels.crossing import is_across_spine
from viewer.app.proposing.block import Block
from viewer.app.snapshot import Snapshot
from viewer.core.annotations.levels import settled_level
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Outline
from viewer.core.series import Series
from viewer.measure.volumes.planes import planes_of
from viewer.proposals.propagation.placing import has_place
from viewer.proposals.propagation.rings import widest

LEAST_STEP_MM = 0.5
"""Least way along the muscle to a slice of another block, mm: nearer ones show the same cut once more."""

LEAST_ALONG = 0.7
"""Least cosine between the normals of two slices that follow each other (no unit); 45°."""

UNPLACED = (
    "Other blocks of this series do not tell their places in one frame of reference, so nothing goes from block to "
    "block."
)
"""Said where a series has several blocks that cannot be put in order."""


@dataclass(frozen=True, slots=True)
class Company:
    """Blocks among which outlines go from one to another.

    Parameters
    ----------
    blocks
        Axial blocks of one frame of reference, that on the screen first.
    reason
        Why other blocks of its series are not among them, or ''.
    """

    blocks: tuple[Block, ...]
    reason: str = ""

    @property
    def here(self) -> Block:
        """The block on the screen."""
        return self.blocks[0]


@dataclass(frozen=True, slots=True)
class Stop:
    """A slice of a block, by its number from 1."""

    block: Block
    number: int

    @property
    def name(self) -> str:
        """How sentences call it where there are several blocks."""
        return f"slice {self.number} of series {self.block.series.number}"

    @property
    def level(self) -> str:
        """Its level in brackets, with a space before it, or ''."""
        series = self.block.series
        image = series.slices[self.number - 1]
        level = settled_level(self.block.document, image, series.frame_of_reference_uid)
        return "" if level is None else f" ({level})"


def company_of(now: Snapshot) -> Company | None:
    """Blocks that belong together with the one on the screen; None without one.

    They are those of its series, or, where it has only this one, those of the same description and image size, as
    scanners write them that make every block a series.
    """
    own = Block.on_screen(now)
    if own is None or now.study is None:
        return None
    if not is_across_spine(own.series):
        return Company((own,))
    others = [one for one in now.study.series if one is not own.series and is_across_spine(one)]
    of_series = [one for one in others if one.series_uid == own.series.series_uid]
    candidates = of_series or [one for one in others if _is_alike(one, own.series)]
    frame = own.series.frame_of_reference_uid
    joined = [Block(one, now.document) for one in candidates if frame and one.frame_of_reference_uid == frame]
    known = [block for block in joined if is_placed(block)] if is_placed(own) else []
    return Company((own, *known), UNPLACED if len(known) < len(of_series) else "")


def _is_alike(one: Series, other: Series) -> bool:
    """Whether two series look like blocks of one examination."""
    sizes = [(series.slices[0].rows, series.slices[0].columns) for series in (one, other)]
    return bool(one.description) and one.description == other.description and sizes[0] == sizes[1]


def is_placed(block: Block) -> bool:
    """Whether it is known of every slice of a block where it lies."""
    return all(has_place(block.geometry(number)) for number in range(1, len(block.series.slices) + 1))


def centre_mm(outlines: Sequence[Outline], geometry: PlaneGeometry) -> NDArray[np.float64]:
    """Mean of the centroids of a slice's outlines, LPS mm."""
    points = [widest(outline.rings).mean(axis=0) for outline in outlines]
    return np.asarray(geometry.to_patient_mm(points).mean(axis=0))


def onward(
    company: Company,
    here: Stop,
    way: int,
    centre: NDArray[np.float64],
    *,
    without: Collection[Block] = (),
) -> tuple[Stop, ...]:
    """Slices of other blocks that come next along the muscle, the nearest first.

    Slices are ordered by where their planes cross the line through the outlines' centre along the normal of the slice
    that is gone on from.

    Parameters
    ----------
    company
        The blocks.
    here
        Slice that is gone on from.
    way
        1 for where slice numbers grow, −1 for the other way.
    centre
        Centre of its outlines, LPS mm.
    without
        Blocks that are not gone to.
    """
    along = _along(here, way)
    left_out = {id(here.block), *map(id, without)}
    found: list[tuple[float, Stop]] = []
    for block in company.blocks:
        if id(block) in left_out:
            continue
        for number in range(1, len(block.series.slices) + 1):
            step = _step_mm(block.geometry(number), centre, along)
            if step is not None and step > LEAST_STEP_MM:
                found.append((step, Stop(block, number)))
    return tuple(stop for _, stop in sorted(found, key=lambda one: one[0]))


def _along(here: Stop, way: int) -> NDArray[np.float64]:
    """Unit normal of a slice, pointing to where one goes; a slice alone in its block counts towards the head."""
    planes = planes_of(here.block.series, here.block.document)
    normal = np.asarray(planes.normals[here.number - 1])
    is_alone = len(here.block.series.slices) == 1
    return way * (-normal if is_alone and normal[2] < 0.0 else normal)


def _step_mm(target: PlaneGeometry, centre: NDArray[np.float64], along: NDArray[np.float64]) -> float | None:
    """Way from a centre along a direction to a plane, mm; None where the plane is too steep."""
    if target.orientation is None or target.position_mm is None:
        return None
    normal = np.asarray(target.orientation.normal)
    slope = float(normal @ along)
    if abs(slope) < LEAST_ALONG:
        return None
    return float(normal @ (np.asarray(target.position_mm) - centre)) / slope
