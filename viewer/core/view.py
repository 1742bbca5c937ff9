"""What is on the screen and how: never part of what is measured, and never undone.

`View` holds what the user chose; `Viewport` is that choice on a canvas of a certain size, and the only place
where screen positions and image positions are turned into each other.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry, direction_letters
from viewer.core.grey import Window
from viewer.core.outline import Point
from viewer.core.series import SliceKey

ZOOM_RANGE = (0.05, 64.0)
"""Smallest and largest zoom, screen points per column of the image."""

OPACITY_RANGE = (0.1, 1.0)
"""Least and most opacity of what is laid over the image (no unit): less could not be seen."""

FIT_MARGIN = 0.97
"""Part of the canvas that a fitted image may fill (no unit)."""

Turns = Literal[0, 1, 2, 3]
Edge = Literal["top", "right", "bottom", "left"]


@dataclass(frozen=True, slots=True)
class Framing:
    """Zoom and place of an image on the canvas.

    Parameters
    ----------
    zoom
        Screen points per column of the image, None to fit.
    center_px
        Image point (x, y) in the middle of the canvas; only with a zoom.
    slant
        How far the shown image leans clockwise, before it is mirrored and turned by quarters, radians; only where a
        comparison sets the line between right and left upright.
    """

    zoom: float | None = None
    center_px: Point = (0.0, 0.0)
    slant: float = 0.0


Pane = Literal[0, 1]
"""The two panes of a comparison, first and second; of the sides: the patient's right and left."""

Mode = Literal["beside", "swipe", "blink"]
"""How the panes of a comparison stand."""


@dataclass(frozen=True, slots=True)
class Comparing:
    """Two panes on the same session instead of one: how they stand, and what both share.

    Parameters
    ----------
    kind
        What is compared: the sides of one slice, or two dates.
    mode
        'beside' each other, one over the other to 'swipe', or one in turn with the other: 'blink'.
    pane
        The pane that the hand is in; of those that blink, the one that is seen.
    swipe
        Where the divider stands, in parts of the canvas's width from its left edge (no unit).
    blinks
        Whether the panes alternate by themselves; else by a key.
    framing
        Zoom and place of the first pane (of dates: of the block before), which the second one follows; without a
        zoom both are fitted.
    focus_px
        Of the sides: image points (x, y) that panes without a zoom show large, such as the corners of a box round
        the outlines; empty for the whole halves.
    midlines
        (Slice, two image points) of the lines between right and left that were found while comparing, pixels.
    shows_change
        Of two dates: whether what changed stands beside them, else the numbers of the slice in hand.
    """

    kind: Literal["sides", "dates"] = "sides"
    mode: Mode = "beside"
    pane: Pane = 0
    swipe: float = 0.5
    blinks: bool = False
    framing: Framing = Framing()
    focus_px: tuple[Point, ...] = ()
    midlines: tuple[tuple[SliceKey, tuple[Point, Point]], ...] = ()
    shows_change: bool = True

    def __post_init__(self) -> None:
        if not 0.0 <= self.swipe <= 1.0:
            raise ValueError(f"a divider stands within the canvas: {self.swipe}")


@dataclass(frozen=True, slots=True)
class View:
    """What the user chose to see.

    Parameters
    ----------
    series, slice_number
        Number of the block and of the slice in it, both from 1; 0 when nothing is open.
    framing
        Zoom and place.
    windows
        (Series Instance UID, window) of the series whose window was changed.
    is_smooth
        Whether pixels are interpolated when enlarged.
    turns
        Quarter turns clockwise of the shown image.
    is_mirrored
        Whether the shown image is mirrored left to right (before it is turned).
    hides_overlays, hides_annotations, hides_patient
        What is hidden: outlines; letters, scale bar and texts; everything that names the patient.
    hides_numbers
        Whether the numbers are hidden, so that they cannot lead the hand that outlines.
    hides_sides
        Whether everything that names a side of the patient is hidden, as while outlining blinded.
    hid_before
        Whether the patient and the numbers were hidden before that.
    hides_references
        Whether the regions that the levels of muscle and fat come from are hidden.
    hides_locator
        Whether the view that shows where the slice lies is hidden.
    categories
        Name of the percent categories that stand beside fat fractions, '' for none.
    right_drag_zooms
        Whether dragging with the right button zooms instead of changing the window.
    shows_slices
        Whether the table of all slices stands in place of the numbers of the one on the screen.
    nudge_radius_px
        Radius of the round tool that pushes borders, in columns' widths.
    shows_fat_map
        Whether the fat fraction of every pixel inside the outlines is shown in colours.
    fat_map_opacity
        Opacity of these colours, `OPACITY_RANGE`.
    comparing
        The comparison on the screen, None for one image.
    """

    series: int = 0
    slice_number: int = 0
    framing: Framing = Framing()
    windows: tuple[tuple[str, Window], ...] = ()
    is_smooth: bool = True
    turns: Turns = 0
    is_mirrored: bool = False
    hides_overlays: bool = False
    hides_annotations: bool = False
    hides_patient: bool = False
    hides_numbers: bool = False
    hides_sides: bool = False
    hid_before: tuple[bool, bool] = (False, False)
    hides_references: bool = False
    hides_locator: bool = False
    categories: str = ""
    right_drag_zooms: bool = False
    shows_slices: bool = False
    nudge_radius_px: float = 8.0
    shows_fat_map: bool = False
    fat_map_opacity: float = 0.6
    comparing: Comparing | None = None

    def window_of(self, series_uid: str) -> Window | None:
        """Window the user chose for a series, or None."""
        return dict(self.windows).get(series_uid)

    def with_window(self, series_uid: str, window: Window | None) -> "View":
        """Return a view with another window for a series; None for that of the file or an automatic one."""
        others = tuple((uid, chosen) for uid, chosen in self.windows if uid != series_uid)
        return replace(self, windows=others if window is None else (*others, (series_uid, window)))

    @property
    def is_reoriented(self) -> bool:
        """Whether the image is shown turned or mirrored."""
        return self.is_mirrored or self.turns != 0


@dataclass(frozen=True, slots=True)
class Viewport:
    """An image on a canvas.

    Parameters
    ----------
    width, height
        Size of the canvas in screen points (device-independent pixels).
    columns, rows
        Size of the image.
    aspect
        Row spacing in parts of the column spacing (1 when unknown): pixels are shown in their true shape.
    framing
        Zoom and place.
    turns, is_mirrored
        As in `View`.
    """

    width: float
    height: float
    columns: int
    rows: int
    aspect: float = 1.0
    framing: Framing = Framing()
    turns: Turns = 0
    is_mirrored: bool = False

    @property
    def zoom(self) -> float:
        """Screen points per column of the image."""
        return self.fit_zoom if self.framing.zoom is None else self.framing.zoom

    @property
    def fit_zoom(self) -> float:
        """Zoom at which the whole image fits into the canvas."""
        across, down = float(self.columns), self.rows * self.aspect
        if self.turns % 2:
            across, down = down, across
        return max(min(self.width / across, self.height / down) * FIT_MARGIN, 1e-6)

    @property
    def center_px(self) -> Point:
        """Image point in the middle of the canvas."""
        if self.framing.zoom is None:
            return ((self.columns - 1) / 2.0, (self.rows - 1) / 2.0)
        return self.framing.center_px

    @property
    def linear(self) -> tuple[float, float, float, float]:
        """(a, b, c, d): a step (dx, dy) in the image is (a·dx + c·dy, b·dx + d·dy) on the screen."""
        across, down = self.zoom, self.zoom * self.aspect
        x_step, y_step = (across, 0.0), (0.0, down)
        if self.framing.slant:
            cosine, sine = math.cos(self.framing.slant), math.sin(self.framing.slant)
            x_step, y_step = (across * cosine, across * sine), (-down * sine, down * cosine)
        if self.is_mirrored:
            x_step, y_step = (-x_step[0], x_step[1]), (-y_step[0], y_step[1])
        for _ in range(self.turns):
            x_step, y_step = (-x_step[1], x_step[0]), (-y_step[1], y_step[0])
        return (x_step[0], x_step[1], y_step[0], y_step[1])

    @property
    def matrix(self) -> tuple[float, float, float, float, float, float]:
        """(a, b, c, d, e, f) of the whole map: screen = (a·x + c·y + e, b·x + d·y + f)."""
        a, b, c, d = self.linear
        x, y = self.center_px
        return (a, b, c, d, self.width / 2.0 - a * x - c * y, self.height / 2.0 - b * x - d * y)

    def to_screen(self, points_px: NDArray[np.float64]) -> NDArray[np.float64]:
        """Screen points, shape (n, 2), of image points, shape (n, 2), (x = column, y = row)."""
        a, b, c, d, e, f = self.matrix
        return np.asarray(points_px @ np.array([[a, b], [c, d]]) + np.array([e, f]))

    def point_to_screen(self, point: Point) -> Point:
        """Screen point of one image point."""
        a, b, c, d, e, f = self.matrix
        return (a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f)

    def point_to_image(self, point: Point) -> Point:
        """Image point (x = column, y = row) of one screen point."""
        a, b, c, d, e, f = self.matrix
        u, v = point[0] - e, point[1] - f
        determinant = a * d - b * c
        return ((d * u - c * v) / determinant, (a * v - b * u) / determinant)

    def screen_distance(self, first: Point, second: Point) -> float:
        """Distance of two image points on the screen, in screen points."""
        a, b, c, d = self.linear
        dx, dy = second[0] - first[0], second[1] - first[1]
        return float(np.hypot(a * dx + c * dy, b * dx + d * dy))

    def zoomed(self, factor: float, *, at: Point) -> Framing:
        """Framing after zooming by a factor so that the image point `at` stays where it is on the screen."""
        zoom = min(max(self.zoom * factor, ZOOM_RANGE[0]), ZOOM_RANGE[1])
        kept = self.zoom / zoom
        x, y = self.center_px
        return replace(self.framing, zoom=zoom, center_px=(at[0] + (x - at[0]) * kept, at[1] + (y - at[1]) * kept))

    def panned(self, *, start: Point, end: Point) -> Framing:
        """Framing after dragging the image point `start` to where `end` is on the screen now."""
        x, y = self.center_px
        return self._kept_in_reach((x - (end[0] - start[0]), y - (end[1] - start[1])))

    def _kept_in_reach(self, center: Point) -> Framing:
        """Framing round a centre that stays on the image, so that it cannot be lost from the screen."""
        x = min(max(center[0], -0.5), self.columns - 0.5)
        y = min(max(center[1], -0.5), self.rows - 0.5)
        return replace(self.framing, zoom=self.zoom, center_px=(x, y))

    def edge_letters(self, geometry: PlaneGeometry) -> dict[Edge, str]:
        """Patient letters at the edges of the screen, strongest axis first; empty where nothing is known.

        The letters follow every turn and mirroring of the view: they are made from where the screen's own
        directions point in the patient. With sides stated by the user only R and L are known.
        """
        if geometry.orientation is not None:
            along_x, along_y = np.asarray(geometry.orientation.row), np.asarray(geometry.orientation.column)
        elif geometry.stated_sides is not None:
            along_x = np.array([1.0 if geometry.stated_sides == "radiological" else -1.0, 0.0, 0.0])
            along_y = np.zeros(3)
        else:
            return {}
        a, b, c, d = self.linear
        # Unit steps of the screen as steps in mm along rows and columns of the image.
        across, along = self.zoom, self.zoom * self.aspect
        right = along_x * (a / across) + along_y * (c / along)
        down = along_x * (b / across) + along_y * (d / along)
        found: dict[Edge, str] = {}
        for edge, direction in (("top", -down), ("right", right), ("bottom", down), ("left", -right)):
            letters = direction_letters(tuple(float(v) for v in direction))
            if letters:
                found[edge] = letters  # type: ignore[index]  # the four literals of Edge
        return found
