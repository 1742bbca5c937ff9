"""From a recipe and its content to marks on paper in mm. Pure: no drawing library, no file."""

import math
from dataclasses import replace

from viewer.core.geometry import PlaneGeometry
from viewer.core.grey import Window, automatic_window
from viewer.core.outline import Outline, Structure
from viewer.figure.content import Edge, FigureContent, Sides, as_contents, resolve_sides
from viewer.figure.page import Frame, ImageMark, Mark, Page, PathMark, ScaleBarMark
from viewer.figure.parts.crop import Crop, choose_crop
from viewer.figure.parts.letters import Box, edge_letter_marks, outline_name_marks, side_marks, text_box
from viewer.figure.parts.scale_bar import scale_bar_marks
from viewer.figure.parts.strip import caption_marks, number_marks
from viewer.figure.presets import Preset, preset
from viewer.figure.provenance import record_json
from viewer.figure.spec import FigureSpec, Style
from viewer.figure.type.metrics import MM_PER_PT
from viewer.figure.words.captions import Words, describe

__all__ = ["FigureContent", "lay_out"]

MARGIN_MM = 2.2
"""Distance of letters and scale bar from the image's edges."""


def lay_out(spec: FigureSpec, contents: FigureContent | tuple[FigureContent, ...]) -> Page:
    """Page with every mark of a figure in mm.

    The stored array is shown as it is, never turned or mirrored; the letters stand at the edges to which
    geometry assigns them.

    Parameters
    ----------
    spec
        What the user chose.
    contents
        What each panel shows; a single content serves every panel.

    Returns
    -------
    Page
        Marks from back to front, in mm from the top left corner; caption and alternative text.

    Raises
    ------
    SideError
        If the sides are unknown and the recipe shows sides, or an outline's side contradicts geometry.
    OutlineError
        If an outline cannot be drawn honestly (crosses itself, leaves the image, covers its partner).
    UsageError
        If a crop in mm is asked for without a known spacing.
    """
    content = as_contents(spec, contents)[0]
    outlet = preset(spec.preset)
    sides = resolve_sides(content, shows_sides=spec.shows_sides)
    geometry = content.geometry
    crop = choose_crop(
        content.outlines,
        rows=content.image.rows,
        columns=content.image.columns,
        spacing=geometry.spacing,
        crop_mm=spec.crop_mm,
        page_width_mm=outlet.width_mm,
        page_height_mm=outlet.height_mm,
        anterior=_anterior_edge(geometry),
    )
    window = _window(spec, content)
    frame = (crop.width_mm, min(crop.height_mm, outlet.height_mm or crop.height_mm))
    outlines = [_outline_mark(outline, crop, frame, spec.style) for outline in content.outlines]
    boxes = [_box(mark) for mark in outlines]
    others = sides.other_edges if spec.shows_edges or sides.state == "off-plane" else ()
    letters = [
        *side_marks(sides, frame, outlet, MARGIN_MM, boxes),
        *edge_letter_marks(others, frame, outlet, MARGIN_MM, is_large=sides.state == "off-plane"),
    ]
    if not sides.is_shown:
        letters += outline_name_marks(sides.numbers, boxes, frame, outlet, list(map(text_box, letters)))
    bar = _scale_bar(spec, geometry, crop, frame, outlet, [*boxes, *map(text_box, letters)])
    words = describe(
        content,
        sides,
        scale_bar_mm=next((mark.represents_mm for mark in bar if isinstance(mark, ScaleBarMark)), None),
        shown_edges=tuple(sorted((letter for _, letter in others), key="APHF".index)),
        window=window,
        caption=spec.caption,
        alt=spec.alt,
        has_table=spec.shows_numbers,
    )
    marks: list[Mark] = [_image_mark(content, crop, window), *outlines, *letters, *bar]
    page = _with_text(marks, spec, content, sides, frame[1], outlet, words)
    return replace(
        page,
        record=record_json(content, sides, window),
        interpolation=spec.interpolation,
        frames=(_frame(geometry, crop, frame),),
        enlargement=max(crop.pixel_width_mm, crop.pixel_height_mm) * outlet.dpi / 25.4,
    )


def _frame(geometry: PlaneGeometry, crop: Crop, size_mm: tuple[float, float]) -> Frame:
    step_x, step_y = (1.0, 1.0) if geometry.spacing is None else (geometry.spacing.column_mm, geometry.spacing.row_mm)
    first = crop.to_page_mm((0.0, 0.0))
    along = (crop.pixel_width_mm / step_x, crop.pixel_height_mm / step_y)
    return Frame(0, (0.0, 0.0, *size_mm), (along[0], 0.0, first[0], 0.0, along[1], first[1]))


def _with_text(
    marks: list[Mark],
    spec: FigureSpec,
    content: FigureContent,
    sides: Sides,
    height: float,
    outlet: Preset,
    words: Words,
) -> Page:
    """Page with the strip of numbers and the printed caption under the image, where asked for."""
    if spec.shows_numbers:
        added, height = number_marks(content, sides, outlet, top_mm=height)
        marks = [*marks, *added]
    if spec.shows_caption:
        added, height = caption_marks(words.caption, outlet, top_mm=height)
        marks = [*marks, *added]
    if outlet.height_mm is not None:
        height = max(height, outlet.height_mm)
    return Page(outlet.width_mm, height, tuple(marks), words.title, words.caption, words.alt, words.process)


def _window(spec: FigureSpec, content: FigureContent) -> Window:
    return spec.window or content.image.window or automatic_window(content.values)


def _anterior_edge(geometry: PlaneGeometry) -> Edge | None:
    if geometry.orientation is None:
        return None
    edges = geometry.orientation.edges
    named: tuple[tuple[Edge, str], ...] = (
        ("top", edges.top),
        ("bottom", edges.bottom),
        ("left", edges.left),
        ("right", edges.right),
    )
    return next((edge for edge, letters in named if letters.startswith("A")), None)


def _image_mark(content: FigureContent, crop: Crop, window: Window) -> ImageMark:
    box = content.values[crop.top : crop.top + crop.rows, crop.left : crop.left + crop.columns]
    grey = window.to_grey(box, is_inverted=content.image.mapping.is_inverted)
    grey.setflags(write=False)
    return ImageMark(grey, left_mm=0.0, top_mm=0.0, width_mm=crop.width_mm, height_mm=crop.height_mm)


def _outline_mark(outline: Outline, crop: Crop, frame: tuple[float, float], style: Style) -> PathMark:
    rings = tuple(tuple(crop.to_page_mm(point) for point in ring) for ring in outline.rings)
    dash, gap = style.dash_pt
    if outline.structure is not Structure.MULTIFIDUS:
        dash = max(dash / 3.0, style.line_pt)
    return PathMark(
        rings_mm=rings,
        is_closed=True,
        width_pt=style.line_pt,
        casing_pt=style.casing_pt,
        colour=style.colour,
        dashes_pt=tuple(_closing_dashes(ring, dash, gap) for ring in rings),
        clip=(0.0, 0.0, *frame),
    )


def _closing_dashes(ring_mm: tuple[tuple[float, float], ...], dash: float, gap: float) -> tuple[float, float]:
    """Dash and gap, stretched alike so that a whole number of them closes the ring."""
    length_pt = sum(math.dist(a, b) for a, b in zip(ring_mm, (*ring_mm[1:], ring_mm[0]), strict=True)) / MM_PER_PT
    count = max(round(length_pt / (dash + gap)), 1)
    stretch = length_pt / (count * (dash + gap))
    return (dash * stretch, gap * stretch)


def _box(mark: PathMark) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a path in mm."""
    xs = [x for ring in mark.rings_mm for x, _ in ring]
    ys = [y for ring in mark.rings_mm for _, y in ring]
    return (min(xs), min(ys), max(xs), max(ys))


def _scale_bar(
    spec: FigureSpec,
    geometry: PlaneGeometry,
    crop: Crop,
    frame: tuple[float, float],
    outlet: Preset,
    taken: list[Box],
) -> tuple[Mark, ...]:
    """Scale bar and its label; none when switched off or when the spacing is unknown."""
    if geometry.spacing is None or not spec.shows_scale_bar:
        return ()
    page_mm_per_mm = crop.pixel_width_mm / geometry.spacing.column_mm
    return scale_bar_marks(page_mm_per_mm, frame, outlet, MARGIN_MM, taken)
