"""What one panel shows before it has a place on the page: slice, half, turning, letters of its edges as shown."""

from dataclasses import dataclass, replace

from viewer.core.figures.panels import Panel, Part
from viewer.core.figures.spec import FigureSpec
from viewer.errors import SideError, UsageError
from viewer.figure.arranging.turning import Axis, Turning
from viewer.figure.content import Edge, FigureContent, Sides, resolve_sides, side_edges

_RIGHT_OR_LEFT = {"right": "R", "left": "L"}


@dataclass(frozen=True, slots=True)
class PanelView:
    """What one panel shows.

    Parameters
    ----------
    index
        Number of the panel from 0.
    panel, content
        What the user chose, and the slice.
    stored_sides
        What may be said about the edges of the stored slice.
    sides
        The same for the edges of the picture, after mirroring and turning.
    turning
        How the stored slice is shown.
    side_axis
        Axis of the stored slice along which the patient's sides lie.
    outer
        For a half, the edge of the stored slice on that side; None for the whole.
    crop_mm
        As in the recipe: width of the picture in mm of the patient before it is halved; None or 0.
    """

    index: int
    panel: Panel
    content: FigureContent
    stored_sides: Sides
    sides: Sides
    turning: Turning
    side_axis: Axis
    outer: Edge | None
    crop_mm: float | None

    @property
    def step(self) -> tuple[float, float]:
        """Size of a pixel of the stored slice (x, y) in mm; (1, 1) where the spacing is unknown."""
        spacing = self.content.geometry.spacing
        return (1.0, 1.0) if spacing is None else (spacing.column_mm, spacing.row_mm)

    @property
    def extent(self) -> tuple[float, float]:
        """Size of the stored slice (x, y) in the units of `step`."""
        image = self.content.image
        return (image.columns * self.step[0], image.rows * self.step[1])

    @property
    def lettered(self) -> Sides:
        """Sides of the edges that get a letter: of a half only the outer one, the other is the midline."""
        if self.outer is None:
            return self.sides
        outer = self.turning.edge(self.outer)
        return replace(self.sides, side_edges=tuple(found for found in self.sides.side_edges if found[0] == outer))

    @property
    def is_halved_across(self) -> bool:
        """Whether the picture is a half of which the midline runs down the page."""
        return self.outer is not None and self.turning.edge(self.outer) in ("left", "right")

    @property
    def anterior(self) -> Edge | None:
        """Edge of the stored slice towards the patient's front, None where unknown."""
        orientation = self.content.geometry.orientation
        if orientation is None:
            return None
        edges = orientation.edges
        named: tuple[tuple[Edge, str], ...] = (
            ("top", edges.top),
            ("bottom", edges.bottom),
            ("left", edges.left),
            ("right", edges.right),
        )
        return next((edge for edge, letters in named if letters.startswith("A")), None)


def view_of(index: int, spec: FigureSpec, content: FigureContent) -> PanelView:
    """What a panel of a recipe shows.

    Parameters
    ----------
    index
        Number of the panel from 0.
    spec, content
        What the user chose, and the slice of this panel.

    Raises
    ------
    SideError
        If the sides are unknown and the recipe shows them, or asks for one half; or an outline's side contradicts
        geometry.
    OutlineError
        If an outline cannot be drawn honestly.
    UsageError
        If a crop in mm is asked for without a known spacing.
    """
    panel = spec.panels[index]
    stored = resolve_sides(content, shows_sides=spec.shows_sides)
    edges = side_edges(content.geometry) if content.geometry.can_tell_side else ()
    axis: Axis = "y" if any(edge == "top" for edge, _ in edges) else "x"
    turning = Turning(axis if panel.is_mirrored else None, panel.turns)
    outer = _outer(panel.part, edges)
    crop_mm = spec.crop_mm if panel.crop_mm is None else panel.crop_mm
    if crop_mm and content.geometry.spacing is None:
        raise UsageError(
            "The pixel spacing is unknown, so a crop in mm cannot be made; state it with --pixel-spacing or leave "
            "--crop out."
        )
    sides = replace(
        stored,
        side_edges=tuple((turning.edge(edge), letter) for edge, letter in stored.side_edges),
        other_edges=tuple((turning.edge(edge), letter) for edge, letter in stored.other_edges),
    )
    return PanelView(index, panel, content, stored, sides, turning, axis, outer, crop_mm)


def _outer(part: Part, edges: tuple[tuple[Edge, str], ...]) -> Edge | None:
    if part == "whole":
        return None
    if not edges:
        raise SideError(
            f"The slice does not say which side is the patient's {part}, so its {part} half cannot be shown; state the "
            "sides, or show the whole."
        )
    return next(edge for edge, letter in edges if letter == _RIGHT_OR_LEFT[part])
