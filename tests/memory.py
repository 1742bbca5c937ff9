"""Slices and series in memory, for tests that need no file."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.core.grey import ValueMapping
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import Acquisition, Series, Slice, SliceKey

AXIAL = Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
SPACING = Spacing(0.7, 0.5)
PLAIN = ValueMapping()
SAGITTAL = Orientation((0.0, 1.0, 0.0), (0.0, 0.0, -1.0))


@dataclass(frozen=True)
class Pixels:
    """A pixel reader over an array."""

    array: NDArray[np.generic]

    def read(self) -> NDArray[np.generic]:
        """Return the array."""
        return self.array


def image(
    array,
    *,
    uid="1.2.3",
    orientation=AXIAL,
    spacing=SPACING,
    position=(0.0, 0.0, 0.0),
    mapping=PLAIN,
    stored_range=None,
    **acquisition,
) -> Slice:
    """Slice over an array; further names are facts of its acquisition."""
    array = np.asarray(array)
    return Slice(
        key=SliceKey(uid),
        file="memory.dcm",
        rows=array.shape[0],
        columns=array.shape[1],
        geometry=PlaneGeometry(orientation, spacing, position),
        mapping=mapping,
        reader=Pixels(array),
        acquisition=Acquisition(**acquisition),
        stored_range=stored_range,
    )


def series(*slices: Slice, number=1, uid="1.2", description="AX T2 TSE", modality="MR") -> Series:
    """Series of slices."""
    return Series(
        number=number,
        series_uid=uid,
        series_number=number,
        description=description,
        modality=modality,
        transfer_syntax="",
        slices=slices,
    )


def box(left, top, right, bottom, *, side=Side.UNKNOWN, uid="1.2.3", structure=Structure.MULTIFIDUS) -> Outline:
    """Rectangle outline by its edges in pixels."""
    return Outline.from_points(
        [(left, top), (right, top), (right, bottom), (left, bottom)],
        slice_key=SliceKey(uid),
        side=side,
        structure=structure,
    )
