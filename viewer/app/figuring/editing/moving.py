"""Moving what is on a figure: recipes in, recipes out. Where it is moved to is told in mm of the page."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, cast

from viewer.app.figuring.editing.things import Box, Thing, things_of
from viewer.core.figures.marks import PAGE, Arrow, Bracket, Ellipse, FigureMark, Note
from viewer.core.figures.panels import WHOLE_SLICE
from viewer.core.figures.spec import FigureSpec, Item, Placed
from viewer.figure.page import Page, PointMm

Grip = Literal["whole", "tip", "tail", "start", "end", "across", "down", "turn"]
"""What of a thing is held: all of it; ends of arrows and brackets; half axes and turn of an ellipse."""

LayOut = Callable[[FigureSpec], Page]
"""From a recipe to its page, with the contents that are shown."""

TURN_OUT_MM = 4.0
"""How far outside an ellipse the handle lies by which it is turned, mm of the page."""

SMALLEST_RADIUS_MM = 0.3
"""Smallest half axis that dragging makes, mm of the slice."""


def to_page(page: Page, panel: int, point: PointMm) -> PointMm:
    """Place on the page of a place that a recipe stores for a panel or the page."""
    return point if panel == PAGE else page.frames[panel].to_page(point)


def to_stored(page: Page, panel: int, point: PointMm) -> PointMm:
    """Place as a recipe stores it for a panel or the page, of a place on the page."""
    return point if panel == PAGE else page.frames[panel].to_slice(point)


def panel_at(page: Page, point: PointMm) -> int:
    """Number of the panel at a place of the page, `PAGE` where there is none."""
    return next((frame.panel for frame in page.frames if frame.holds(point)), PAGE)


# Marks


def grips_of(page: Page, mark: FigureMark) -> dict[Grip, PointMm]:
    """Handles of a mark and where they lie on the page."""

    def at(point: PointMm) -> PointMm:
        return to_page(page, mark.panel, point)

    match mark:
        case Arrow():
            return {"tip": at(mark.tip_mm), "tail": at(mark.tail_mm)}
        case Bracket():
            return {"start": at(mark.start_mm), "end": at(mark.end_mm)}
        case Ellipse():
            across, down = at(_on_axis(mark, 0, 1.0)), at(_on_axis(mark, 1, 1.0))
            center = at(mark.center_mm)
            length = math.dist(center, across)
            part = (length + TURN_OUT_MM) / length if length else 1.0
            # on the far end of the first axis, so that no two handles meet
            turn = (center[0] - part * (across[0] - center[0]), center[1] - part * (across[1] - center[1]))
            return {"across": across, "down": down, "turn": turn}
        case _:
            return {}


def _on_axis(mark: Ellipse, axis: int, part: float) -> PointMm:
    """End of a half axis, as stored."""
    angle = math.radians(mark.angle_deg) + axis * math.pi / 2
    reach = mark.radii_mm[axis] * part
    return (mark.center_mm[0] + reach * math.cos(angle), mark.center_mm[1] + reach * math.sin(angle))


def with_mark(spec: FigureSpec, index: int, mark: FigureMark) -> FigureSpec:
    """Recipe with another mark in one's place."""
    return replace(spec, marks=(*spec.marks[:index], mark, *spec.marks[index + 1 :]))


def with_grip_at(mark: FigureMark, page: Page, grip: Grip, at: PointMm) -> FigureMark:
    """Mark with one of its handles at another place of the page."""
    stored = to_stored(page, mark.panel, at)
    match mark:
        case Arrow() if grip == "tip":
            return replace(mark, tip_mm=stored)
        case Arrow() if grip == "tail":
            return replace(mark, tail_mm=stored)
        case Bracket() if grip == "start":
            return replace(mark, start_mm=stored)
        case Bracket() if grip == "end":
            return replace(mark, end_mm=stored)
        case Ellipse():
            return _reshaped(mark, grip, stored)
        case _:
            return mark


def _reshaped(mark: Ellipse, grip: Grip, at: PointMm) -> Ellipse:
    dx, dy = at[0] - mark.center_mm[0], at[1] - mark.center_mm[1]
    if grip == "turn":
        angle = math.degrees(math.atan2(-dy, -dx))  # the handle lies on the far end
        return replace(mark, angle_deg=round(angle, 1))
    turn = math.radians(mark.angle_deg)
    along = (abs(dx * math.cos(turn) + dy * math.sin(turn)), abs(dy * math.cos(turn) - dx * math.sin(turn)))
    axis = 0 if grip == "across" else 1
    radii = list(mark.radii_mm)
    radii[axis] = max(along[axis], SMALLEST_RADIUS_MM)
    return replace(mark, radii_mm=(radii[0], radii[1]))


def shifted(mark: FigureMark, page: Page, by: PointMm) -> FigureMark:
    """Mark moved by so many mm of the page."""

    def moved(point: PointMm) -> PointMm:
        x, y = to_page(page, mark.panel, point)
        return to_stored(page, mark.panel, (x + by[0], y + by[1]))

    match mark:
        case Arrow():
            return replace(mark, tip_mm=moved(mark.tip_mm), tail_mm=moved(mark.tail_mm))
        case Bracket():
            return replace(mark, start_mm=moved(mark.start_mm), end_mm=moved(mark.end_mm))
        case Ellipse():
            return replace(mark, center_mm=moved(mark.center_mm))
        case Note():
            return replace(mark, at_mm=moved(mark.at_mm))


def without_marks(spec: FigureSpec, gone: set[int]) -> FigureSpec:
    """Recipe without the marks at these places."""
    return replace(spec, marks=tuple(mark for index, mark in enumerate(spec.marks) if index not in gone))


# What the layout places by itself


@dataclass(frozen=True, slots=True)
class Room:
    """Where the upper left corner of something can lie on the page, mm.

    Parameters
    ----------
    start, end
        Its corner with the parts (0, 0) and (1, 1).
    part
        Where it is now, as a part of the room.
    """

    start: PointMm
    end: PointMm
    part: tuple[float, float]

    def part_at(self, corner: PointMm) -> tuple[float, float]:
        """Parts that bring its corner nearest to a place; an axis without room stays as it is."""
        return (self._along(0, corner[0]), self._along(1, corner[1]))

    def _along(self, axis: int, value: float) -> float:
        room = self.end[axis] - self.start[axis]
        if abs(room) < 1e-6:
            return self.part[axis]
        return min(max(round((value - self.start[axis]) / room, 4), 0.0), 1.0)


def room_of(spec: FigureSpec, thing: Thing, box: Box, lay_out: LayOut) -> Room:
    """Room of something that the layout places, found by having it placed at both ends.

    Parameters
    ----------
    spec
        The recipe.
    thing
        What is placed.
    box
        Where it is now.
    lay_out
        Lays out recipes with the contents that are shown.
    """
    ends: list[PointMm] = []
    for part in ((0.0, 0.0), (1.0, 1.0)):
        found = things_of(lay_out(with_place(spec, thing, part))).get(thing)
        ends.append(box[:2] if found is None else found[:2])
    known = spec.place_of(cast("Item", thing.item), thing.panel)
    room = Room(ends[0], ends[1], known or (0.5, 0.5))
    return room if known is not None else replace(room, part=room.part_at(box[:2]))


def with_place(spec: FigureSpec, thing: Thing, part: tuple[float, float]) -> FigureSpec:
    """Recipe with something at another place in its room."""
    item = cast("Item", thing.item)
    others = tuple(place for place in spec.places if (place.item, place.panel) != (item, thing.panel))
    return replace(spec, places=(*others, Placed(item, thing.panel, part)))


def without_place(spec: FigureSpec, thing: Thing) -> FigureSpec:
    """Recipe that leaves the place of something to the layout again."""
    return replace(spec, places=tuple(p for p in spec.places if (p.item, p.panel) != (thing.item, thing.panel)))


# The picture in its panel


def can_shift(spec: FigureSpec, panel: int) -> bool:
    """Whether there is more of a panel's slice than it shows."""
    own = spec.panels[panel].crop_mm
    return (spec.crop_mm if own is None else own) != WHOLE_SLICE


def with_picture_shifted(spec: FigureSpec, page: Page, panel: int, by: PointMm) -> FigureSpec:
    """Recipe with the picture of a panel, and of its twins, moved by so many mm of the page.

    The crop goes the other way: the anatomy under the pointer stays under it.
    """
    frame, held = page.frames[panel], spec.panels[panel]
    origin, moved = frame.to_slice((0.0, 0.0)), frame.to_slice(by)
    dx, dy = moved[0] - origin[0], moved[1] - origin[1]
    panels = tuple(
        replace(other, shift_mm=(other.shift_mm[0] - dx, other.shift_mm[1] - dy))
        if (other.slice_id, other.frame, other.part) == (held.slice_id, held.frame, held.part)
        else other
        for other in spec.panels
    )
    return replace(spec, panels=panels)
