"""What a reader needs so as not to misread the figure: whole outlines, scale, sides, badges, usable numbers."""

from collections.abc import Iterator
from dataclasses import replace

from viewer.figure.checking.finding import Finding, Fix, Inquiry
from viewer.figure.page import BoxMm, Frame, Mark, PathMark, PointMm, ScaleBarMark, TextMark
from viewer.figure.painting.places import box_of
from viewer.figure.words.field_values import panel_letter
from viewer.figure.words.phrases import do_not_use

TOLERANCE_MM = 0.01
"""By how much an outline at the very edge of its slice may seem to run over it, mm on the page."""


def cut_outlines(asked: Inquiry) -> Iterator[Finding]:
    """Whether an outline that belongs on a panel runs out of its picture, or lies outside of it."""
    if any(_cuts_outlines(asked, frame) for frame in asked.page.frames):
        crops = any(panel.crop_mm is not None or panel.shift_mm != (0.0, 0.0) for panel in asked.spec.panels)
        has_crop = asked.spec.crop_mm is not None or crops
        panels = tuple(replace(panel, crop_mm=None, shift_mm=(0.0, 0.0)) for panel in asked.spec.panels)
        yield Finding(
            "outline-cut",
            "problem",
            "An outline runs out of the picture.",
            "Make the crop wider, or leave it out to have it chosen.",
            Fix("Crop round the outlines", replace(asked.spec, crop_mm=None, panels=panels)) if has_crop else None,
        )


def _cuts_outlines(asked: Inquiry, frame: Frame) -> bool:
    """Whether a panel does not show one of its outlines wholly; a half has only those of its side."""
    panel, content = asked.spec.panels[frame.panel], asked.contents[frame.panel]
    spacing = content.geometry.spacing
    step = (1.0, 1.0) if spacing is None else (spacing.column_mm, spacing.row_mm)
    own = [outline.bounds_px for outline in content.outlines if panel.part in ("whole", outline.side)]
    corners = [(x * step[0], y * step[1]) for box in own for x in box[::2] for y in box[1::2]]
    return panel.shows_outlines and not all(_is_inside(frame.to_page(corner), frame.box) for corner in corners)


def _is_inside(point: PointMm, box: BoxMm) -> bool:
    left, top, width, height = box
    return (
        left - TOLERANCE_MM <= point[0] <= left + width + TOLERANCE_MM
        and top - TOLERANCE_MM <= point[1] <= top + height + TOLERANCE_MM
    )


def missing_scale_bar(asked: Inquiry) -> Iterator[Finding]:
    """Whether a scale bar is drawn."""
    if any(isinstance(mark, ScaleBarMark) for mark in asked.page.marks):
        return
    has_spacing = any(content.geometry.spacing is not None for content in asked.contents)
    can = has_spacing and not asked.spec.shows_scale_bar
    yield Finding(
        "no-scale-bar",
        "problem",
        "The figure has no scale bar.",
        "Switch it on, or state the pixel spacing if the image does not hold it.",
        Fix("Show the scale bar", replace(asked.spec, shows_scale_bar=True)) if can else None,
    )


def missing_side_letters(asked: Inquiry) -> Iterator[Finding]:
    """Whether letters tell the patient's sides."""
    told = {mark.panel for mark in asked.page.texts("side-letter", "edge-letter")}
    bare = [frame.panel for frame in asked.page.frames if frame.panel not in told]
    if told and not bare:
        return
    who = f"Panel {panel_letter(bare[0])}" if told else "The figure"
    is_known = all(content.geometry.can_tell_side for content in asked.contents)
    can = is_known and not asked.spec.shows_sides
    yield Finding(
        "no-side-letters",
        "problem",
        f"{who} does not tell the patient's right from left.",
        "Show the sides; state the side convention if the image does not hold its orientation.",
        Fix("Show the sides", replace(asked.spec, shows_sides=True)) if can else None,
    )


def missing_badge(asked: Inquiry) -> Iterator[Finding]:
    """Whether every mirrored panel says that it is mirrored; the layout always draws that badge."""
    badges = {mark.panel for mark in asked.page.texts("badge")}
    bare = [i for i, panel in enumerate(asked.spec.panels) if panel.is_mirrored and i not in badges]
    if bare:
        yield Finding(
            "no-badge",
            "problem",
            "A mirrored panel does not say that it is mirrored.",
            "Lay the figure out again, or show the panel as it was acquired.",
            Fix(
                "Show it as acquired",
                replace(
                    asked.spec,
                    panels=tuple(
                        replace(panel, is_mirrored=False) if i in bare else panel
                        for i, panel in enumerate(asked.spec.panels)
                    ),
                ),
            ),
        )


def missing_colour_bar(asked: Inquiry) -> Iterator[Finding]:
    """Whether the colours of a fat map are explained by a bar."""
    has_map = any(mark.overlay is not None for mark in asked.page.images())
    has_bar = any(mark.item == "colour-bar" for mark in asked.page.marks)
    if has_map and not has_bar:
        yield Finding(
            "no-colour-bar",
            "problem",
            "The colours of the fat map have no bar that says what they stand for.",
            "Make the panels larger so that the bar fits, or leave the map out.",
        )


def marks_outside(asked: Inquiry) -> Iterator[Finding]:
    """Whether a mark of the user lies outside the picture it belongs to, where nobody sees it."""
    boxes = {frame.panel: frame.box for frame in asked.page.frames}
    outside = sorted({index for mark in asked.page.marks if (index := _outside(mark, boxes)) is not None})
    outside += sorted(_not_drawn(asked) - set(outside))
    if outside:
        kept = tuple(mark for i, mark in enumerate(asked.spec.marks) if i not in outside)
        count = "A mark lies" if len(outside) == 1 else f"{len(outside)} marks lie"
        yield Finding(
            "mark-outside",
            "problem",
            f"{count} outside the picture of {'its panel' if len(outside) == 1 else 'their panels'}.",
            "Move it into the picture, make the crop wider, or delete it.",
            Fix("Delete what nobody sees", replace(asked.spec, marks=kept)),
        )


def _outside(mark: Mark, boxes: dict[int, tuple[float, float, float, float]]) -> int | None:
    """Index in the recipe of a mark whose whole box lies outside its panel's picture."""
    if not mark.item.startswith("mark:") or mark.panel not in boxes or not isinstance(mark, PathMark | TextMark):
        return None
    box, room = box_of(mark), boxes[mark.panel]
    if box is None:
        return None
    across = box[0] + box[2] < room[0] or box[0] > room[0] + room[2]
    down = box[1] + box[3] < room[1] or box[1] > room[1] + room[3]
    return int(mark.item.removeprefix("mark:")) if across or down else None


def _not_drawn(asked: Inquiry) -> set[int]:
    """Marks of the recipe of which the page has nothing."""
    drawn = {mark.item for mark in asked.page.marks}
    return {i for i in range(len(asked.spec.marks)) if f"mark:{i}" not in drawn}


def forbidden_numbers(asked: Inquiry) -> Iterator[Finding]:
    """Whether a flag forbids the use of the numbers."""
    if any(do_not_use(content.rows) for content in asked.contents):
        can = asked.spec.shows_numbers
        yield Finding(
            "do-not-use",
            "problem",
            "The measured numbers carry a flag that forbids their use.",
            "Leave the numbers out, or measure with a method that fits the image.",
            Fix("Leave the table out", replace(asked.spec, shows_numbers=False)) if can else None,
        )


def proposed_outlines(asked: Inquiry) -> Iterator[Finding]:
    """Whether outlines are drawn that nobody has accepted."""
    drawn = {
        outline
        for panel, content in zip(asked.spec.panels, asked.contents, strict=True)
        if panel.shows_outlines
        for outline in content.outlines
        if outline.is_proposed
    }
    if drawn:
        count = len(drawn)
        which = "1 outline was" if count == 1 else f"{count} outlines were"
        yield Finding(
            "proposed-outline",
            "problem",
            f"{which} proposed by the program, and nobody has accepted {'it' if count == 1 else 'them'}.",
            "Look at each, correct it where needed, and accept it; the figure shows it as if that had been done.",
        )
