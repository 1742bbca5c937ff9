"""Phantom slices as what `measure` works on, for tests of scales and intervals: small, and each made once."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tests.memory import image, series
from viewer.core.document import Document
from viewer.core.geometry import Orientation, PlaneGeometry
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import Series, SliceKey
from viewer.measure.measurement import Measurement
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.phantom.axial import cut_axial, image_of
from viewer.measure.phantom.parameters import PhantomParameters, TrueOutline

CUTS = {
    "usual": PhantomParameters(seed=4101, matrix=224, supersampling=2, slices_per_level=1),
    "lean": PhantomParameters(
        seed=4102,
        matrix=224,
        supersampling=2,
        slices_per_level=1,
        fat_right_percent=4.0,
        fat_left_percent=4.0,
        diffuse_share=1.0,
    ),
}
"""Bodies by name."""


@dataclass(frozen=True)
class Scene:
    """A slice with both true multifidus outlines, and what it truly holds."""

    pixels: NDArray[np.generic]
    geometry: PlaneGeometry
    truth: tuple[TrueOutline, ...]
    outlines: tuple[Outline, ...]
    uid: str = "1.2.3"

    @property
    def series(self) -> Series:
        """A series of this slice alone."""
        return series(replace(image(self.pixels, uid=self.uid, slice_thickness_mm=4.0), geometry=self.geometry))

    @property
    def document(self) -> Document:
        """Both outlines."""
        return Document(self.outlines)

    @property
    def fat_percent(self) -> list[float]:
        """True fat fraction right and left, %."""
        return [one.fat_fraction_percent for one in self.truth if one.structure is Structure.MULTIFIDUS]

    def measured(self, method: str = "anchored") -> Measurement:
        """Numbers of both sides."""
        return measure(self.document, [self.series], MeasureSettings(method))

    def fractions(self, method: str = "anchored") -> list[float | None]:
        """Fat fraction right and left, %."""
        return [row.fat_fraction_percent for row in self.measured(method).rows]

    def mask(self, structure: Structure) -> NDArray[np.bool_]:
        """Pixels whose centres lie inside the true outlines of a structure, shape (rows, columns)."""
        from skimage.draw import polygon2mask

        rings = [np.asarray(one.points_px)[:, ::-1] for one in self.truth if one.structure is structure]
        return np.any([polygon2mask(self.pixels.shape, ring) for ring in rings], axis=0)


@lru_cache
def _cut(name: str, number: int):  # type: ignore[no-untyped-def]  # what the phantom calls a cut
    return cut_axial(CUTS[name], number)


@lru_cache
def scene(name: str = "usual", *, number: int = 1, sequence: str = "T2", **changes: float | bool) -> Scene:
    """A slice of a body; `changes` are parameters of its image, such as the coil's."""
    made = image_of(_cut(name, number), replace(CUTS[name], **changes), sequence)
    uid = f"1.2.3.{number}"
    outlines = tuple(
        Outline.from_points(one.points_px, slice_key=SliceKey(uid), side=one.side)
        for one in _cut(name, number).outlines
        if one.structure is Structure.MULTIFIDUS
    )
    return Scene(made.pixels, made.geometry, _cut(name, number).outlines, outlines, uid)


def turned(found: Scene) -> Scene:
    """The same slice stored with rows and columns exchanged."""
    geometry, known = found.geometry, found.geometry.orientation
    spacing = geometry.spacing
    assert known is not None
    assert spacing is not None
    return replace(
        found,
        pixels=np.ascontiguousarray(found.pixels.T),
        geometry=replace(
            geometry,
            orientation=Orientation(known.column, known.row),
            spacing=replace(spacing, row_mm=spacing.column_mm, column_mm=spacing.row_mm),
        ),
        outlines=tuple(_with_points(one, [(y, x) for x, y in one.rings[0]]) for one in found.outlines),
    )


def mirrored(found: Scene) -> Scene:
    """The same slice stored from the patient's left to the right."""
    known, spacing, position = found.geometry.orientation, found.geometry.spacing, found.geometry.position_mm
    columns = found.pixels.shape[1]
    assert known is not None
    assert spacing is not None
    assert position is not None
    last = tuple(p + (columns - 1) * spacing.column_mm * r for p, r in zip(position, known.row, strict=True))
    row = tuple(-value for value in known.row)
    return replace(
        found,
        pixels=np.ascontiguousarray(found.pixels[:, ::-1]),
        geometry=replace(
            found.geometry,
            orientation=Orientation((row[0], row[1], row[2]), known.column),
            position_mm=(last[0], last[1], last[2]),
        ),
        outlines=tuple(_with_points(one, [(columns - 1 - x, y) for x, y in one.rings[0]]) for one in found.outlines),
    )


def _with_points(outline: Outline, points: list[tuple[float, float]]) -> Outline:
    return Outline.from_points(points, slice_key=outline.slice_key, side=Side(outline.side))
