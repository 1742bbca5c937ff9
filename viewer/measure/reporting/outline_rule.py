"""How area and pixels follow from an outline, in words."""

from collections.abc import Sequence

from viewer.core.outline import Outline, Point

POLYGON_RULE = "exact polygon area; pixels by exact coverage"
"""Of an outline that was drawn."""

EDGE_RULE = "pixel edges; area is the number of pixels"
"""Of a mask, which becomes an outline along the edges of its pixels."""


def rule_of(outline: Outline) -> str:
    """How area and pixels follow from an outline.

    A mask becomes an outline along pixel edges, so that its area is its number of pixels; of any other
    polygon the area is exact and pixels count by the part of them inside.

    Parameters
    ----------
    outline
        With rings in pixels.
    """
    return EDGE_RULE if all(_follows_pixel_edges(ring) for ring in outline.rings) else POLYGON_RULE


def _follows_pixel_edges(ring: Sequence[Point]) -> bool:
    """Whether a ring runs between pixels only: corners at half pixels, edges along rows or columns."""
    is_at_corners = all(v % 1.0 == 0.5 for point in ring for v in point)
    return is_at_corners and all(a[0] == b[0] or a[1] == b[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True))
