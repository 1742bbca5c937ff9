"""What a figure shows, and what may be said about its sides and edges: from geometry or statement only."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from viewer.core.document import Midline, Statement
from viewer.core.figures.spec import FigureSpec
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import SIDE_ORDER, Outline
from viewer.core.series import Identity, Slice, SliceKey
from viewer.errors import GeometryError, OutlineError, SideError, UsageError
from viewer.measure.checking.outlines import check_outlines
from viewer.measure.measurement import Measurement, MeasurementRow

if TYPE_CHECKING:
    from viewer.measure.fat_map import FatMap

Edge = Literal["top", "right", "bottom", "left"]
SideState = Literal["geometry", "stated", "hidden", "unknown", "off-plane"]
"""Where the sides come from: the header's orientation; the user's statement; known but not shown, as asked;
unknown and not shown, as asked; a near-sagittal slice, which holds only one side."""

EDGES: tuple[Edge, Edge, Edge, Edge] = ("top", "right", "bottom", "left")


@dataclass(frozen=True, slots=True)
class LocatorView:
    """A sagittal image with the line along which it meets the slice of a panel.

    Parameters
    ----------
    grey
        Shape (rows, columns), uint8, read-only, as it is shown.
    row_mm, column_mm
        Distance between its rows and between its columns.
    line_px
        Two ends (x = column, y = row) of the slice's line.
    doubtful_key
        The image it is, where its pixels may hold burned-in text; None where there is no reason to doubt them.
    """

    grey: NDArray[np.uint8] = field(repr=False, compare=False)
    row_mm: float
    column_mm: float
    line_px: tuple[tuple[float, float], tuple[float, float]]
    doubtful_key: SliceKey | None = None

    def __post_init__(self) -> None:
        if self.grey.ndim != 2 or self.grey.dtype != np.uint8:
            raise ValueError("a locator's picture is uint8 of shape (rows, columns)")


@dataclass(frozen=True, slots=True)
class FigureContent:
    """What one panel of a figure shows: one slice with its outlines and numbers.

    Parameters
    ----------
    image
        The slice. Only its geometry, window, inversion and timing facts are looked at; nothing that names a
        person or a file leaves it.
    values
        Shape (rows, columns), values after rescale, NaN where padding.
    outlines
        Outlines of this slice.
    measurement
        The rows that were measured, or None.
    statement
        What the user stated about the image.
    identity
        Whose image it is: only to refuse texts and file names that repeat it.
    level
        Level of the slice as the user typed or marked it; None for that of its header.
    midline
        The midline that the user placed on the slice; a panel of one half ends there. None for an estimate.
    fat_map
        Fat fraction of every pixel inside the outlines, by the rules of the numbers; None where none was made.
    locator
        Sagittal image with the slice's line for the inset; None where there is none.
    time_words
        What the time of the slice is called, such as 'before' or '26 weeks after'; never a date.
    weighting
        'T1' or 'T2' where the series says so; None for what the times of the sequence tell.

    Raises
    ------
    GeometryError
        If the values do not have the slice's size.
    OutlineError
        If an outline belongs to another slice.
    """

    image: Slice
    values: NDArray[np.float64] = field(repr=False, compare=False)
    outlines: tuple[Outline, ...] = ()
    measurement: Measurement | None = None
    statement: Statement = field(default_factory=Statement)
    identity: Identity = field(default=Identity(), repr=False)
    level: str | None = None
    midline: Midline | None = None
    fat_map: "FatMap | None" = field(default=None, repr=False)
    locator: LocatorView | None = field(default=None, repr=False)
    time_words: str = ""
    weighting: Literal["T1", "T2"] | None = None

    def __post_init__(self) -> None:
        if self.values.shape != (self.image.rows, self.image.columns):
            raise GeometryError("The values to be drawn do not have the size of the slice; open the study again.")
        if any(outline.slice_key != self.image.key for outline in self.outlines):
            raise OutlineError("An outline of the figure belongs to another slice; draw only outlines of this one.")

    @property
    def geometry(self) -> PlaneGeometry:
        """Geometry with the gaps filled by what the user stated."""
        return self.statement.apply(self.image.geometry)

    @property
    def rows(self) -> tuple[MeasurementRow, ...]:
        """Measured rows of this slice."""
        if self.measurement is None:
            return ()
        key = self.image.key
        rows = self.measurement.rows
        return tuple(row for row in rows if (row.sop_instance_uid, row.frame) == (key.uid, key.frame))


def as_contents(spec: FigureSpec, contents: FigureContent | tuple[FigureContent, ...]) -> tuple[FigureContent, ...]:
    """One content per panel of a recipe; a single one serves every panel.

    Raises
    ------
    UsageError
        If there are not as many contents as panels.
    """
    found = contents if isinstance(contents, tuple) else (contents,) * len(spec.panels)
    if len(found) != len(spec.panels):
        raise UsageError(
            f"The figure has {len(spec.panels)} panels but {len(found)} slices to show; choose a slice for each panel."
        )
    return found


@dataclass(frozen=True, slots=True)
class Sides:
    """What may be said about sides and edges.

    Parameters
    ----------
    state
        Where the knowledge comes from.
    side_edges
        Edges that get the letters R and L, as (edge, letter).
    other_edges
        The other known edges and their strongest letters.
    numbers
        For each outline, in the order given, its number from 1: per structure, right before left.
    """

    state: SideState
    side_edges: tuple[tuple[Edge, str], ...]
    other_edges: tuple[tuple[Edge, str], ...]
    numbers: tuple[int, ...]

    @property
    def is_shown(self) -> bool:
        """Whether right and left are drawn and named."""
        return self.state in ("geometry", "stated")


def resolve_sides(content: FigureContent, *, shows_sides: bool) -> Sides:
    """Letters of the edges and numbers of the outlines.

    Parameters
    ----------
    content
        What the figure shows.
    shows_sides
        False when the user asked for a figure without sides.

    Raises
    ------
    SideError
        If the sides are unknown and the user did not ask for a figure without them, or an outline's side
        contradicts geometry.
    OutlineError
        If an outline crosses itself, leaves the image or covers its partner.
    """
    geometry = content.geometry
    check_outlines(content.outlines, content.statement.apply_to(content.image))
    state = _state(geometry, shows_sides=shows_sides)
    is_shown = state in ("geometry", "stated")
    edges = side_edges(geometry) if is_shown else ()
    return Sides(
        state=state,
        side_edges=edges,
        other_edges=() if not shows_sides else _other_edges(geometry, {edge for edge, _ in edges}),
        numbers=_numbers(content.outlines, is_side_known=is_shown or state == "hidden"),
    )


def _state(geometry: PlaneGeometry, *, shows_sides: bool) -> SideState:
    if geometry.orientation is not None and not geometry.can_tell_side:
        return "off-plane"
    if not geometry.can_tell_side:
        if shows_sides:
            raise SideError(
                "The image does not say which side is the patient's right, so the figure cannot be lettered; state it "
                "with --side-convention, or ask for a figure without sides with --no-sides."
            )
        return "unknown"
    if not shows_sides:
        return "hidden"
    return "stated" if geometry.orientation is None else "geometry"


def side_edges(geometry: PlaneGeometry) -> tuple[tuple[Edge, str], ...]:
    """Edges of the stored array that lie towards the patient's right and left, as (edge, letter).

    The axis of the image that runs more along the patient's right–left axis carries the letters.

    Parameters
    ----------
    geometry
        Geometry in which right and left can be told.
    """
    # "leftness" of a step of one mm along the row and along the column
    if geometry.orientation is not None:
        along_row, along_column = geometry.orientation.row[0], geometry.orientation.column[0]
    else:
        along_row, along_column = (1.0 if geometry.stated_sides == "radiological" else -1.0), 0.0
    if abs(along_row) >= abs(along_column):
        return (("left", "R"), ("right", "L")) if along_row > 0 else (("left", "L"), ("right", "R"))
    return (("top", "R"), ("bottom", "L")) if along_column > 0 else (("top", "L"), ("bottom", "R"))


def _other_edges(geometry: PlaneGeometry, taken: set[Edge]) -> tuple[tuple[Edge, str], ...]:
    if geometry.orientation is None:
        return ()
    letters = geometry.orientation.edges
    found: list[tuple[Edge, str]] = []
    for edge in EDGES:
        strongest = next((letter for letter in getattr(letters, edge) if letter not in "RL"), None)
        if edge not in taken and strongest is not None:
            found.append((edge, strongest))
    return tuple(found)


def _numbers(outlines: tuple[Outline, ...], *, is_side_known: bool) -> tuple[int, ...]:
    """Numbers from 1 per structure, right before left where that is known, else in the order given."""
    order = sorted(range(len(outlines)), key=lambda i: (SIDE_ORDER[outlines[i].side] if is_side_known else 0, i))
    numbers = [0] * len(outlines)
    counts: dict[str, int] = {}
    for index in order:
        structure = outlines[index].structure
        counts[structure] = counts.get(structure, 0) + 1
        numbers[index] = counts[structure]
    return tuple(numbers)
