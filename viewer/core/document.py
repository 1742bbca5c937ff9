"""The document: everything a user can make, change and undo.

An edit returns a new document; undo is a list of documents. What is being drawn is not in here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from viewer.core.geometry import PlaneGeometry, SideConvention, Spacing
from viewer.core.outline import Outline
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
        return replace(image, geometry=self.apply(image.geometry))


@dataclass(frozen=True, slots=True)
class Document:
    """Outlines and statements of one study.

    Parameters
    ----------
    outlines
        In the order they were made; an outline's number in tables counts per slice and structure.
    statement
        What the user stated about images without orientation or spacing.
    """

    outlines: tuple[Outline, ...] = ()
    statement: Statement = Statement()

    def with_outlines(self, outlines: Iterable[Outline]) -> "Document":
        """Return a document with these outlines added."""
        return replace(self, outlines=(*self.outlines, *outlines))

    def on_slice(self, key: SliceKey) -> tuple[Outline, ...]:
        """Outlines of one slice, in the order they were made."""
        return tuple(outline for outline in self.outlines if outline.slice_key == key)
