"""Words about a figure: caption, alternative text, the numbers as words, how the picture was made.

Built from an allow-list of facts (geometry, timing, method, numbers, flags). Descriptions, names,
identifiers and paths of the input are never looked at.
"""

from dataclasses import dataclass

from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.geometry import PlaneGeometry
from viewer.core.grey import Window
from viewer.core.outline import OutlineRule, Side, Structure
from viewer.figure.content import FigureContent, Sides
from viewer.figure.words.fields import resolve_fields
from viewer.figure.words.phrases import (
    ALT_MAXIMUM,
    PROGRAM,
    area_words,
    ascii_words,
    capital,
    do_not_use,
    joined,
    level_of,
    method_words,
    percent_words,
    points_words,
    ratio_words,
    row_name,
    subject_words,
)
from viewer.measure.measurement import MeasurementRow

__all__ = [
    "ALT_MAXIMUM",
    "PROGRAM",
    "ShownPanel",
    "Words",
    "area_words",
    "ascii_words",
    "describe",
    "describe_panels",
    "do_not_use",
    "level_of",
    "percent_words",
    "points_words",
    "ratio_words",
]

_EDGE_WORDS = {"A": "anterior", "P": "posterior", "H": "head", "F": "feet"}


@dataclass(frozen=True, slots=True)
class Words:
    """Title, caption, alternative text and process note of a figure."""

    title: str
    caption: str
    alt: str
    process: str


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """What was drawn of one panel, as far as words tell it.

    Parameters
    ----------
    panel, content, sides
        The panel's recipe, what it shows and what may be said about its sides.
    window
        Display window that was used.
    shown_edges
        Letters besides R and L that are drawn.
    scale_bar_mm
        Length its scale bar stands for, None without one.
    """

    panel: Panel
    content: FigureContent
    sides: Sides
    window: Window
    shown_edges: tuple[str, ...] = ()
    scale_bar_mm: float | None = None


def describe_panels(spec: FigureSpec, shown: tuple[ShownPanel, ...]) -> Words:
    """Words about a figure of one or more panels, live fields resolved.

    Parameters
    ----------
    spec
        The recipe; its own caption and alternative text, where there are any, are taken.
    shown
        What was drawn of each panel, in their order.

    Raises
    ------
    UsageError
        If a live field of the user's own words is unknown.
    """
    contents = tuple(one.content for one in shown)
    bar = next((one.scale_bar_mm for one in shown if one.scale_bar_mm is not None), None)
    own = [
        None if text is None else resolve_fields(text, spec, contents, scale_bar_mm=bar)
        for text in (spec.caption, spec.alt)
    ]
    first = shown[0]
    return describe(
        first.content,
        first.sides,
        scale_bar_mm=first.scale_bar_mm,
        shown_edges=first.shown_edges,
        window=first.window,
        caption=own[0],
        alt=own[1],
        has_table=spec.shows_numbers,
    )


def describe(
    content: FigureContent,
    sides: Sides,
    *,
    scale_bar_mm: float | None,
    shown_edges: tuple[str, ...],
    window: Window,
    caption: str | None,
    alt: str | None,
    has_table: bool = False,
) -> Words:
    """Words about a figure.

    Parameters
    ----------
    content, sides
        What the figure shows and what may be said about its sides.
    scale_bar_mm
        Length the scale bar stands for, None without one.
    shown_edges
        Letters besides R and L that are drawn.
    window
        Display window that was used.
    caption, alt
        The user's own words, or None.
    has_table
        Whether the numbers stand under the image, so that the caption need not repeat them.
    """
    subject = subject_words(content)
    obligatory = _obligatory(content, sides)
    if caption is None:
        sentences = [
            _first_sentence(subject, content),
            *_number_sentences(content, sides, has_table=has_table),
            _key_sentence(sides, content.geometry, shown_edges),
            f"Scale bar, {scale_bar_mm:g} mm." if scale_bar_mm is not None else "",
        ]
    else:
        sentences = [caption]
    sentences += [sentence for sentence in obligatory if sentence not in (caption or "")]
    return Words(
        title=capital(subject),
        caption=" ".join(sentence for sentence in sentences if sentence),
        alt=alt if alt is not None else _alt(subject, content, sides),
        process=_process(content, sides, window),
    )


def _structures(content: FigureContent) -> str:
    names = list(dict.fromkeys(str(outline.structure) for outline in content.outlines))
    return joined(names)


_BORDERS = {
    OutlineRule.FASCIAL: " along the fascial border",
    OutlineRule.VISIBLE: " along the visible muscle border",
}
"""The one rule that all outlines follow → as the caption says it."""


def _first_sentence(subject: str, content: FigureContent) -> str:
    start = capital(subject)
    if not content.outlines:
        return f"{start}."
    others = any(outline.structure is not Structure.MULTIFIDUS for outline in content.outlines)
    lines = "dashed lines" if not others else "dashed lines, long dashes for the multifidus"
    both = " on both sides" if {outline.side for outline in content.outlines} >= {Side.RIGHT, Side.LEFT} else ""
    is_one = len({outline.structure for outline in content.outlines}) == 1
    verb = "is" if is_one else "are"
    rules = {outline.rule for outline in content.outlines}
    along = _BORDERS.get(rules.pop(), "") if len(rules) == 1 else ""
    return f"{start}; the {_structures(content)} {verb} outlined{both}{along} ({lines})."


def _number_sentences(content: FigureContent, sides: Sides, *, has_table: bool) -> list[str]:
    rows = [row for row in content.rows if row.fat_fraction_percent is not None]
    if not rows or content.measurement is None:
        return []
    if has_table:
        return [f"Fat fraction by {method_words(content.measurement)}.", *_difference_sentence(rows, sides)]
    has_many = len({row.structure for row in rows}) > 1
    parts = []
    for row in rows:
        name = f"{row.structure}, {row_name(row, sides)}" if has_many else row_name(row, sides)
        ratio = f", fat-to-muscle ratio {row.fat_to_muscle_ratio:.2f}" if row.fat_to_muscle_ratio is not None else ""
        parts.append(f"{name}, {percent_words(row.fat_fraction_percent)} of {area_words(row)}{ratio}")
    return [f"Fat fraction by {method_words(content.measurement)}: {'; '.join(parts)}."]


def _difference_sentence(rows: list[MeasurementRow], sides: Sides) -> list[str]:
    """What the table's last column is; nothing where there is no such column."""
    if {row.side for row in rows} != {Side.RIGHT, Side.LEFT}:
        return []
    points = "right − left" if sides.is_shown else "larger − smaller"
    return [f"Difference: area, (larger − smaller) / larger; fat fraction, {points}."]


def _key_sentence(sides: Sides, geometry: PlaneGeometry, shown_edges: tuple[str, ...]) -> str:
    """Definition of the letters, and from where the slice is seen."""
    letters = ["R, patient's right", "L, patient's left"] if sides.is_shown else []
    letters += [f"{letter}, {_EDGE_WORDS[letter]}" for letter in shown_edges]
    seen = _seen_from(geometry)
    if not letters:
        return ""
    return f"{'; '.join(letters)}{f'; seen from {seen}' if seen and sides.is_shown else ''}."


def _seen_from(geometry: PlaneGeometry) -> str:
    """From where an observer looks who sees the stored array as it is drawn; '' when unknown or oblique."""
    if geometry.orientation is None:
        return ""
    normal = geometry.orientation.normal  # points away from the observer: right × down
    words = {"axial": (2, "the feet", "the head"), "coronal": (1, "the front", "behind")}
    if geometry.plane not in words:
        return ""
    axis, away, towards = words[geometry.plane]
    return away if normal[axis] > 0 else towards


def _obligatory(content: FigureContent, sides: Sides) -> list[str]:
    """Sentences that belong to every caption, also to the user's own."""
    said = []
    if sides.state == "stated":
        said.append("Sides as stated by the user.")
    elif sides.state == "unknown":
        said.append("Side unknown: the image does not say which side is the patient's right.")
    elif sides.state == "hidden":
        said.append("Sides not shown.")
    if content.statement.spacing is not None:
        said.append("Pixel spacing as stated by the user.")
    if any(outline.is_proposed for outline in content.outlines):
        said.append("Outlines proposed by the program, not accepted by a reader.")
    return said + list(do_not_use(content.rows))


def _alt(subject: str, content: FigureContent, sides: Sides) -> str:
    """Short alternative text; the longest of several forms that fits."""
    start = capital(subject)
    if not content.outlines:
        return f"{start}."
    base = f"{start} with dashed outlines round the {_structures(content)}"
    if sides.is_shown:
        edge = next(edge for edge, letter in sides.side_edges if letter == "R")
        base += f"; the patient's right is at the image's {edge}"
    rows = [row for row in content.rows if row.fat_fraction_percent is not None]
    if rows and not do_not_use(content.rows):
        numbers = ", ".join(f"{row_name(row, sides)} {percent_words(row.fat_fraction_percent)}" for row in rows)
        if len(f"{base}. Fat fraction: {numbers}.") <= ALT_MAXIMUM:
            return f"{base}. Fat fraction: {numbers}."
    return f"{base}."[:ALT_MAXIMUM]


def _process(content: FigureContent, sides: Sides, window: Window) -> str:
    origin = {
        "geometry": "sides from the image's orientation",
        "stated": "sides as stated by the user",
        "hidden": "sides not shown",
        "unknown": "side unknown",
        "off-plane": "near-sagittal slice",
    }[sides.state]
    parts = [f"window {window.center:g},{window.width:g}", origin]
    if content.measurement is not None:
        parts.append(f"fat by {method_words(content.measurement)}")
    return "; ".join(parts)
