"""Everything that is drawn on the panels, from back to front; what stands there first is kept clear of."""

from collections.abc import Sequence
from dataclasses import dataclass

from viewer.core.figures.spec import FigureSpec, Item
from viewer.core.grey import Window
from viewer.figure.arranging.grid import Arranged, PlacedPanel
from viewer.figure.arranging.looks import Looks
from viewer.figure.content import FigureContent
from viewer.figure.page import Mark, PathMark, ScaleBarMark, TextMark
from viewer.figure.parts.badge import badge_marks, placed_letter
from viewer.figure.parts.colour_bar import colour_bar_marks
from viewer.figure.parts.inset import locator_marks, whole_marks
from viewer.figure.parts.key import ViewKey, boxed, can_show_view, cube_marks
from viewer.figure.parts.letters import edge_letter_marks, outline_name_marks, side_marks
from viewer.figure.parts.picture import image_mark, outline_mark, own_box, slabs_of
from viewer.figure.parts.placing import Box, Room, moved, text_box
from viewer.figure.parts.scale_bar import scale_bar_marks
from viewer.figure.parts.user_marks import user_marks
from viewer.figure.words.fields import resolve_fields


@dataclass(frozen=True, slots=True)
class PanelMarks:
    """What was drawn on one panel.

    Parameters
    ----------
    marks
        From back to front.
    shown_edges
        Letters besides R and L, in the order A, P, H, F.
    scale_bar_mm
        What its scale bar stands for, None without one.
    """

    marks: tuple[Mark, ...]
    shown_edges: tuple[str, ...]
    scale_bar_mm: float | None


def panel_marks(
    spec: FigureSpec,
    contents: tuple[FigureContent, ...],
    arranged: Arranged,
    looks: Looks,
    letters: Sequence[str],
    windows: Sequence[Window],
) -> list[PanelMarks]:
    """Marks of every panel.

    Parameters
    ----------
    spec, contents
        What the user chose, and what the panels show.
    arranged
        Where they lie.
    looks
        Sizes.
    letters
        Letter of each panel, '' for none.
    windows
        Display window of each panel.
    """
    return [
        _Panel(spec, contents, placed, looks, window).drawn(arranged, letter)
        for placed, letter, window in zip(arranged.panels, letters, windows, strict=True)
    ]


class _Panel:
    """One panel while it is drawn on."""

    def __init__(
        self,
        spec: FigureSpec,
        contents: tuple[FigureContent, ...],
        placed: PlacedPanel,
        looks: Looks,
        window: Window,
    ) -> None:
        self._spec, self._contents, self._placed, self._looks = spec, contents, placed, looks
        self._window = window
        self._view, self._frame = placed.view, placed.frame
        self._index = placed.view.index
        self._room = Room(placed.box[2:], looks)
        self._marks: list[Mark] = []

    def drawn(self, arranged: Arranged, letter: str) -> PanelMarks:
        """Everything on the panel."""
        spec, view, room = self._spec, self._view, self._room
        self._picture()
        users = self._users()
        sides = view.lettered
        if letter and (place := spec.place_of("panel-letter", self._index)) is not None:
            self._add("panel-letter", placed_letter(letter, room, place))
        place = spec.place_of("sides", self._index)
        self._add("sides", side_marks(sides, room, has_words=spec.shows_side_words, placed=place))
        others = sides.other_edges if spec.shows_edges or sides.state == "off-plane" else ()
        self._add("edges", edge_letter_marks(others, room, is_large=sides.state == "off-plane"))
        if view.panel.is_mirrored:
            self._add("badge", badge_marks(room, spec.place_of("badge", self._index)))
        self._small_things(arranged)
        bar_mm = self._scale_bar(arranged)
        self._marks += users
        return PanelMarks(tuple(self._marks), tuple(sorted((letter for _, letter in others), key="APHF".index)), bar_mm)

    def _picture(self) -> None:
        """Pixels, outlines, and their numbers where sides are not named."""
        view, placed = self._view, self._placed
        self._marks.append(image_mark(placed, self._window))
        if not view.panel.shows_outlines:
            return
        boxes: list[Box | None] = []
        for outline in view.content.outlines:
            mark = outline_mark(outline, placed, self._looks)
            boxes.append(None if mark is None else own_box(mark, self._frame))
            if mark is not None:
                self._marks.append(mark)
                self._room.drawn += slabs_of(mark, self._frame)
        if not view.sides.is_shown:
            self._add("outline", outline_name_marks(view.sides.numbers, boxes, self._room))

    def _users(self) -> list[Mark]:
        """The user's marks; they are painted last, but everything else keeps clear of them."""
        found: list[Mark] = []
        for number, mark in enumerate(self._spec.marks):
            if mark.panel == self._index:
                text = resolve_fields(getattr(mark, "text", ""), self._spec, self._contents, self._index)
                found += user_marks(
                    mark, text, self._frame.to_page, self._looks, clip=self._placed.box, item=f"mark:{number}"
                )
        left, top = self._placed.box[:2]
        for shape in found:
            if isinstance(shape, PathMark):
                self._room.drawn.append(own_box(shape, self._frame))
            elif isinstance(shape, TextMark):
                box = text_box(shape)
                self._room.written.append((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
        return found

    def _small_things(self, arranged: Arranged) -> None:
        """Colour bar, inset and key, each once in a figure: where the user put it, else on the first panel it fits."""
        spec, view, room = self._spec, self._view, self._room
        mapped = [
            placed.view.index
            for placed in arranged.panels
            if placed.view.panel.shows_fat_map and placed.view.content.fat_map is not None
        ]
        if mapped and self._index == _chosen(spec, "colour-bar", mapped[0], arranged):
            self._add("colour-bar", colour_bar_marks(room, spec.place_of("colour-bar", self._index)))
        if spec.inset != "none" and self._index == _chosen(spec, "inset", 0, arranged):
            place = spec.place_of("inset", self._index)
            is_whole = spec.inset == "whole"
            found = (
                whole_marks(self._placed, room, self._window, place)
                if is_whole
                else locator_marks(view.content, room, place)
            )
            self._add("inset", found)
        if spec.key == "cube" and self._index == _chosen(spec, "key", 0, arranged):
            self._add("key", cube_marks(view, room, spec.place_of("key", self._index)))
        place = spec.place_of("key", self._index)
        if spec.key == "feet" and place is not None and can_show_view(view):
            key = ViewKey(view, self._looks, measure_mm=room.size[0] - 2 * room.margin_mm)
            self._add("key", boxed(key, room.find(key.size, (), place)))

    def _scale_bar(self, arranged: Arranged) -> float | None:
        """One bar where one scale holds for all, else one on each panel that has a spacing."""
        spec, view = self._spec, self._view
        spacing = view.content.geometry.spacing
        if spacing is None or not spec.shows_scale_bar:
            return None
        if arranged.is_one_scale and self._index != _bearer(spec, arranged):
            return None
        marks = scale_bar_marks(
            self._placed.scale,
            self._room,
            asked_mm=spec.scale_bar_mm,
            placed=spec.place_of("scale-bar", self._index),
        )
        self._add("scale-bar", marks)
        return next(mark.represents_mm for mark in marks if isinstance(mark, ScaleBarMark))

    def _add(self, item: str, marks: Sequence[Mark]) -> None:
        """Take over marks that count from the panel's own corner."""
        corner = self._placed.box[:2]
        self._marks += [moved(mark, corner, item=item, panel=self._index) for mark in marks]


def _bearer(spec: FigureSpec, arranged: Arranged) -> int:
    """Panel of the only scale bar: where the user put it, else the last one without a badge."""
    plain = [placed.view.index for placed in arranged.panels if not placed.view.panel.is_mirrored]
    return _chosen(spec, "scale-bar", max(plain, default=len(arranged.panels) - 1), arranged)


def _chosen(spec: FigureSpec, item: Item, usual: int, arranged: Arranged) -> int:
    """Panel of something that a figure has once: where the user put it, else the usual one."""
    chosen = [place.panel for place in spec.places if place.item == item and place.panel < len(arranged.panels)]
    return min(chosen, default=usual)
