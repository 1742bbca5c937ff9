"""The document: everything a user can make, change and undo.

An edit returns a new document; undo is a list of documents. What is being drawn is not in here.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry, SideConvention, Spacing
from viewer.core.outline import Outline, Point
from viewer.core.series import Slice, SliceKey
from viewer.errors import GeometryError, SideError


@dataclass(frozen=True, slots=True)
class Statement:
    """What the user stated about images whose header is silent; printed with every result.

    Parameters
    ----------
    sides
        Side convention, or None when not stated.
    spacing
        Pixel spacing, or None when not stated.
    """

    sides: SideConvention | None = None
    spacing: Spacing | None = None

    def apply(self, geometry: PlaneGeometry) -> PlaneGeometry:
        """Geometry with the gaps filled by what was stated.

        Raises
        ------
        SideError
            If the header knows the orientation and it says otherwise.
        GeometryError
            If the header knows the spacing and it is another.
        """
        if self.sides is not None:
            geometry = self._with_sides(geometry, self.sides)
        if self.spacing is not None:
            geometry = self._with_spacing(geometry, self.spacing)
        return geometry

    @staticmethod
    def _with_sides(geometry: PlaneGeometry, sides: SideConvention) -> PlaneGeometry:
        if geometry.orientation is None:
            return replace(geometry, stated_sides=sides)
        agrees = geometry.orientation.row[0] > 0.5 if sides == "radiological" else geometry.orientation.row[0] < -0.5
        if not agrees:
            raise SideError(
                f"The image's own orientation contradicts the stated {sides} convention; leave the statement out, "
                "the sides are known from the header."
            )
        return geometry

    @staticmethod
    def _with_spacing(geometry: PlaneGeometry, spacing: Spacing) -> PlaneGeometry:
        known = geometry.spacing
        if known is None:
            return replace(geometry, spacing=spacing)
        if abs(known.row_mm - spacing.row_mm) > 1e-3 or abs(known.column_mm - spacing.column_mm) > 1e-3:
            raise GeometryError(
                f"The image's own pixel spacing of {known.row_mm:g} × {known.column_mm:g} mm contradicts the stated "
                f"{spacing.row_mm:g} × {spacing.column_mm:g} mm; leave the statement out."
            )
        return geometry

    def sentences(self, geometries: Iterable[PlaneGeometry]) -> tuple[str, ...]:
        """What was stated and used, as sentences to print beside the numbers.

        Parameters
        ----------
        geometries
            Geometry of every measured slice, as its header tells it; what they all tell was not used.
        """
        known = list(geometries)
        said = []
        if self.sides is not None and any(geometry.orientation is None for geometry in known):
            said.append(f"The patient's sides were stated by the user ({self.sides} convention).")
        if self.spacing is not None and any(geometry.spacing is None for geometry in known):
            said.append(
                "The pixel spacing was stated by the user "
                f"({self.spacing.row_mm:g} mm between rows, {self.spacing.column_mm:g} mm between columns)."
            )
        return tuple(said)

    def apply_to(self, image: Slice) -> Slice:
        """Return the slice with its geometry's gaps filled."""
        if self.sides is None and self.spacing is None:
            return image  # asked for many times a frame, and mostly nothing was stated
        return replace(image, geometry=self.apply(image.geometry))

    def shown_on(self, image: Slice) -> Slice:
        """Return the slice with its geometry's gaps filled, for the screen; what its header knows better is left out.

        A contradiction keeps the image from being measured (see `apply`), but not from being looked at.
        """
        return self.for_gaps_of(image.geometry).apply_to(image)

    def for_gaps_of(self, geometry: PlaneGeometry) -> "Statement":
        """Return the part of the statement that the header is silent about."""
        return Statement(
            sides=self.sides if geometry.orientation is None else None,
            spacing=self.spacing if geometry.spacing is None else None,
        )


@dataclass(frozen=True, slots=True)
class Midline:
    """The mid-sagittal line that the user placed on one slice; it decides sides there.

    Parameters
    ----------
    slice_key
        The slice it belongs to.
    ends
        Two different points (x = column, y = row) in pixels on the line.

    Raises
    ------
    GeometryError
        If the two points coincide or are not finite.
    """

    slice_key: SliceKey
    ends: tuple[Point, Point]

    def __post_init__(self) -> None:
        if not all(math.isfinite(v) for point in self.ends for v in point) or self.ends[0] == self.ends[1]:
            raise GeometryError("A midline needs two different points; place it along the spinous process.")


@dataclass(frozen=True, slots=True)
class Crop:
    """The part of one picture that is kept; what lies outside is neither shown, measured nor written.

    Parameters
    ----------
    slice_key
        The picture it belongs to.
    left, top, right, bottom
        First and last kept column and row (inclusive), pixels.

    Raises
    ------
    GeometryError
        If nothing is kept.
    """

    slice_key: SliceKey
    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if self.left < 0 or self.top < 0 or self.right <= self.left or self.bottom <= self.top:
            raise GeometryError("The crop keeps nothing of the picture; draw it round the part to keep.")

    def keeps(self, *, rows: int, columns: int) -> tuple[slice, slice]:
        """Index (rows, columns) of the kept part in an image of this size."""
        return slice(self.top, min(self.bottom + 1, rows)), slice(self.left, min(self.right + 1, columns))


class ScaleOf(StrEnum):
    """What shares one scale from muscle to fat."""

    SLICE = "slice"
    SERIES = "series"


@dataclass(frozen=True, slots=True)
class ReadingCodes:
    """Codes typed once and written into every table; none may name a person.

    Parameters
    ----------
    study, reader
        Code of the study and of the reader, '' when not given.
    reading
        Number of the reading, from 1, or None.
    is_blinded_to_numbers
        Whether the numbers were hidden while the outlines were drawn: seeing them biases the hand.
    """

    study: str = ""
    reader: str = ""
    reading: int | None = None
    is_blinded_to_numbers: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """Everything about a study that the user makes and can undo.

    Parameters
    ----------
    outlines
        In the order they were made; an outline's number in tables counts per slice and structure.
    statement
        What the user stated about every image without orientation or spacing.
    statements
        (Series Instance UID, what was stated about this series), where that differs from `statement`; it fills only
        gaps (see `statement_on`).
    midlines
        Midlines that the user placed, at most one per slice.
    crops
        Parts of pictures that are kept, at most one per picture.
    method
        Name of the measuring method, None for the default of this program.
    method_version
        Version of that method where it is another one than this program has: its numbers are kept as they were
        stored, until the user chooses a method. None otherwise.
    threshold
        Threshold in values after rescale for a method that needs one.
    scale_of
        Whether every slice has a scale of its own, or all outlined slices of a series share one, so that levels can
        be compared; only for a method that finds its scale.
    codes
        Study, reader and reading.
    """

    outlines: tuple[Outline, ...] = ()
    statement: Statement = Statement()
    statements: tuple[tuple[str, Statement], ...] = ()
    midlines: tuple[Midline, ...] = ()
    crops: tuple[Crop, ...] = ()
    method: str | None = None
    method_version: str | None = None
    threshold: float | None = None
    scale_of: ScaleOf = ScaleOf.SLICE
    codes: ReadingCodes = ReadingCodes()

    def with_method(self, method: str | None, *, threshold: float | None = None) -> "Document":
        """Return a document that is measured by another method, or by the present version of its own.

        Parameters
        ----------
        method
            Its name, None for the default.
        threshold
            Threshold in values after rescale, for a method that needs one.
        """
        return replace(self, method=method, method_version=None, threshold=threshold)

    def with_outlines(self, outlines: Iterable[Outline]) -> "Document":
        """Return a document with these outlines added."""
        return replace(self, outlines=(*self.outlines, *outlines))

    def with_outline_at(self, index: int, outline: Outline) -> "Document":
        """Return a document with the outline at this place exchanged."""
        return replace(self, outlines=(*self.outlines[:index], outline, *self.outlines[index + 1 :]))

    def without_outline_at(self, index: int) -> "Document":
        """Return a document without the outline at this place."""
        return replace(self, outlines=(*self.outlines[:index], *self.outlines[index + 1 :]))

    def on_slice(self, key: SliceKey) -> tuple[Outline, ...]:
        """Outlines of one slice, in the order they were made."""
        return tuple(outline for outline in self.outlines if outline.slice_key == key)

    def numbered_on_slice(self, key: SliceKey) -> tuple[tuple[int, Outline], ...]:
        """Outlines of one slice, each with its place in `outlines`."""
        return tuple((index, outline) for index, outline in enumerate(self.outlines) if outline.slice_key == key)

    def statement_for(self, series_uid: str) -> Statement:
        """What was stated about one series."""
        return dict(self.statements).get(series_uid, self.statement)

    def statement_on(self, image: Slice, *, series_uid: str) -> Statement:
        """What was stated about one slice: of a statement about its series, what its header is silent about.

        A series may be split into blocks of which one tells what another does not, so that what was stated because
        of the one contradicts nothing on the other. A statement about every image stays whole, to be refused.

        Parameters
        ----------
        image
            The slice, as it was opened.
        series_uid
            Identifier of its series.
        """
        of_series = dict(self.statements).get(series_uid)
        return self.statement if of_series is None else of_series.for_gaps_of(image.geometry)

    def with_statement(self, series_uid: str, statement: Statement) -> "Document":
        """Return a document with another statement about one series."""
        others = tuple((uid, said) for uid, said in self.statements if uid != series_uid)
        return replace(self, statements=(*others, (series_uid, statement)))

    def midline_on(self, key: SliceKey) -> Midline | None:
        """Midline that the user placed on a slice, or None."""
        return next((midline for midline in self.midlines if midline.slice_key == key), None)

    def with_midline(self, midline: Midline) -> "Document":
        """Return a document with this midline on its slice, instead of any other there."""
        others = tuple(other for other in self.midlines if other.slice_key != midline.slice_key)
        return replace(self, midlines=(*others, midline))

    def crop_of(self, key: SliceKey) -> Crop | None:
        """Part of a picture that is kept, or None for all of it."""
        return next((crop for crop in self.crops if crop.slice_key == key), None)

    def kept_values(self, image: Slice, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of a picture with NaN outside its crop: what is cropped away counts as missing.

        Parameters
        ----------
        image
            The picture.
        values
            Shape (rows, columns), values after rescale of the whole picture; never changed.

        Returns
        -------
        ndarray
            Shape (rows, columns): a copy where there is a crop, else the same array.
        """
        crop = self.crop_of(image.key)
        if crop is None:
            return values
        kept = np.full_like(values, np.nan)
        part = crop.keeps(rows=values.shape[0], columns=values.shape[1])
        kept[part] = values[part]
        return kept

    def with_crop(self, crop: Crop) -> "Document":
        """Return a document with this crop of its picture, instead of any other of it."""
        others = tuple(other for other in self.crops if other.slice_key != crop.slice_key)
        return replace(self, crops=(*others, crop))
