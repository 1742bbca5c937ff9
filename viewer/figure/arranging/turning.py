"""How a stored slice is shown: first mirrored, then turned clockwise. Edges, pixels and points alike."""

from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from viewer.figure.content import EDGES, Edge
from viewer.figure.page import AffineMm

Axis = Literal["x", "y"]
"""Along the rows of the stored slice (x grows with the column), or along its columns."""

_Pixel = TypeVar("_Pixel", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Turning:
    """How a stored slice is shown.

    Parameters
    ----------
    mirrored
        Axis of the stored slice whose direction is reversed, None for none.
    turns
        Quarter turns clockwise after that, 0 to 3.
    """

    mirrored: Axis | None = None
    turns: int = 0

    @property
    def is_upright(self) -> bool:
        """Whether rows of the stored slice still run across the page."""
        return self.turns % 2 == 0

    def edge(self, stored: Edge) -> Edge:
        """Edge of the picture at which an edge of the stored slice lies."""
        number = EDGES.index(stored)
        if (self.mirrored == "x" and stored in ("left", "right")) or (
            self.mirrored == "y" and stored in ("top", "bottom")
        ):
            number += 2
        return EDGES[(number + self.turns) % 4]

    def shown(self, pixels: NDArray[_Pixel]) -> NDArray[_Pixel]:
        """Pixels of shape (rows, columns, …) as they are shown; a view, nothing is copied."""
        if self.mirrored is not None:
            pixels = pixels[:, ::-1] if self.mirrored == "x" else pixels[::-1]
        return np.rot90(pixels, -self.turns) if self.turns else pixels

    def size(self, stored: tuple[float, float]) -> tuple[float, float]:
        """Width and height of the picture of a stretch of the stored slice."""
        return stored if self.is_upright else (stored[1], stored[0])

    def affine(
        self, corner: tuple[float, float], size: tuple[float, float], scale: float, at_mm: tuple[float, float]
    ) -> AffineMm:
        """Map of places on the stored slice to places on the page.

        Parameters
        ----------
        corner, size
            Least x and y of the stretch that is shown and its size, units of the slice.
        scale
            Millimetres on the page per unit.
        at_mm
            Upper left corner of the picture on the page.
        """
        # rows (across, down) of the picture over (x, y, 1)
        across, down = (1.0, 0.0, -corner[0]), (0.0, 1.0, -corner[1])
        wide, high = size
        if self.mirrored == "x":
            across = _reversed(across, wide)
        elif self.mirrored == "y":
            down = _reversed(down, high)
        for _ in range(self.turns):
            across, down = _reversed(down, high), across
            wide, high = high, wide
        a, b, c = (scale * value for value in across)
        d, e, f = (scale * value for value in down)
        return (a, b, c + at_mm[0], d, e, f + at_mm[1])


def _reversed(row: tuple[float, float, float], extent: float) -> tuple[float, float, float]:
    return (-row[0], -row[1], extent - row[2])
