"""Words about a figure: caption, alternative text, the numbers as words, how the picture was made.

Built from an allow-list of facts (geometry, timing, method, numbers, flags). Descriptions, names,
identifiers and paths of the input are never looked at.
"""

import re
from dataclasses import dataclass

from viewer import PROGRAM as PROGRAM_NAME
from viewer import __version__
from viewer.core.annotations.levels import known_level
from viewer.core.geometry import PlaneGeometry
from viewer.core.grey import Window
from viewer.core.outline import OutlineRule, Side, Structure
from viewer.core.series import Acquisition
from viewer.figure.content import FigureContent, Sides
from viewer.measure.flags import FLAGS, FlagLevel
from viewer.measure.measurement import MeasurementRow
from viewer.measure.methods import METHODS
from viewer.measure.weighting import weighting

ALT_MAXIMUM = 200
"""Longest short alternative text, in characters."""

PROGRAM = f"{PROGRAM_NAME} {__version__}"
"""Program and version, as written files carry them."""

_METHOD_NAME = re.compile(r"[a-z0-9-]{1,40}")
_EDGE_WORDS = {"A": "anterior", "P": "posterior", "H": "head", "F": "feet"}


@dataclass(frozen=True, slots=True)
class Words:
    """Title, caption, alternative text and process note of a figure."""

    title: str
    caption: str
    alt: str
    process: str


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
    subject = _subject(content)
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
        title=f"{subject[0].upper()}{subject[1:]}",
        caption=" ".join(sentence for sentence in sentences if sentence),
        alt=alt if alt is not None else _alt(subject, content, sides),
        process=_process(content, sides, window),
    )


def row_name(row: MeasurementRow, sides: Sides) -> str:
    """How a measured row is called: 'patient's right', 'patient's left' or 'outline 1'."""
    if sides.is_shown and row.side is not Side.UNKNOWN:
        return f"patient's {row.side}"
    return f"outline {row.outline}"


def area_words(row: MeasurementRow) -> str:
    """Area with its unit: mm², or pixels where the spacing is unknown."""
    return f"{row.area_px:.0f} px" if row.area_mm2 is None else f"{row.area_mm2:.0f} mm²"


def percent_words(value: float | None) -> str:
    """Percentage with one decimal, '–' where it does not exist."""
    return "–" if value is None else f"{value:.1f} %"


def ratio_words(value: float | None) -> str:
    """Ratio with two decimals, '–' where it does not exist."""
    return "–" if value is None else f"{value:.2f}"


def points_words(value: float) -> str:
    """Signed difference in percentage points."""
    return f"{value:+.1f} points".replace("-", "−")


def do_not_use(rows: tuple[MeasurementRow, ...]) -> tuple[str, ...]:
    """Sentences of the flags that forbid using the numbers of these rows, worst first."""
    met = {flag for row in rows for flag in row.flags}
    return tuple(
        f"Do not use these numbers: {kind.sentence[0].lower()}{kind.sentence[1:]}"
        for kind in FLAGS
        if kind.level is FlagLevel.DO_NOT_USE and kind.identifier in met
    )


def ascii_words(text: str) -> str:
    """Text in seven-bit characters, for places that hold no others."""
    for character, plain in (("²", "2"), ("–", "-"), ("−", "-"), ("×", "x"), ("’", "'"), ("…", "...")):
        text = text.replace(character, plain)
    return text.encode("ascii", "replace").decode("ascii")


def _subject(content: FigureContent) -> str:
    """Such as 'axial T2-weighted MRI at L4/5', as far as it is known."""
    plane = content.geometry.plane
    level = level_of(content)
    at = "" if level is None else f" at {level}"
    return f"{'' if plane == 'unknown' else plane + ' '}{_kind(content.image.acquisition)}{at}"


def level_of(content: FigureContent) -> str | None:
    """Level of the slice, a disc or a vertebra; None where it is not known."""
    return known_level(
        next((row.level for row in content.rows if row.level), content.level or content.image.acquisition.level)
    )


def _kind(acquisition: Acquisition) -> str:
    """Such as 'T2-weighted MRI'; 'image' where nothing of the header says that it is an MRI."""
    weight = weighting(acquisition)
    if weight is not None:
        return f"{weight}-weighted MRI"
    sequence = {name.strip().upper() for name in acquisition.scanning_sequence}
    return "MRI" if sequence & {"SE", "IR", "GR", "EP"} else "image"


def _structures(content: FigureContent) -> str:
    names = list(dict.fromkeys(str(outline.structure) for outline in content.outlines))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


_BORDERS = {
    OutlineRule.FASCIAL: " along the fascial border",
    OutlineRule.VISIBLE: " along the visible muscle border",
}
"""The one rule that all outlines follow → as the caption says it."""


def _first_sentence(subject: str, content: FigureContent) -> str:
    start = subject[0].upper() + subject[1:]
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
        return [f"Fat fraction by {_method_words(content)}.", *_difference_sentence(rows, sides)]
    has_many = len({row.structure for row in rows}) > 1
    parts = []
    for row in rows:
        name = f"{row.structure}, {row_name(row, sides)}" if has_many else row_name(row, sides)
        ratio = f", fat-to-muscle ratio {row.fat_to_muscle_ratio:.2f}" if row.fat_to_muscle_ratio is not None else ""
        parts.append(f"{name}, {percent_words(row.fat_fraction_percent)} of {area_words(row)}{ratio}")
    return [f"Fat fraction by {_method_words(content)}: {'; '.join(parts)}."]


def _difference_sentence(rows: list[MeasurementRow], sides: Sides) -> list[str]:
    """What the table's last column is; nothing where there is no such column."""
    if {row.side for row in rows} != {Side.RIGHT, Side.LEFT}:
        return []
    points = "right − left" if sides.is_shown else "larger − smaller"
    return [f"Difference: area, (larger − smaller) / larger; fat fraction, {points}."]


def _method_words(content: FigureContent) -> str:
    method = content.measurement.method if content.measurement is not None else None
    if method is None or not _METHOD_NAME.fullmatch(method.name):
        return "a named method"
    version = method.version if re.fullmatch(r"[0-9.]{1,12}", method.version) else ""
    words = next((known.caption for known in METHODS if known.name == method.name), "")
    name = f"{method.name} {version}".strip()
    return f"{words} ({name})" if words else f"the method {name}"


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
    start = subject[0].upper() + subject[1:]
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
        parts.append(f"fat by {_method_words(content)}")
    return "; ".join(parts)
