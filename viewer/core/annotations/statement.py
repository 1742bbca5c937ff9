"""What the user stated about images whose header is silent."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from viewer.core.geometry import PlaneGeometry, SideConvention, Spacing
from viewer.core.series import Slice
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
