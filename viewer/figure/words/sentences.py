"""The sentences of a caption, each from what was drawn; nothing is said twice that all panels share."""

import re
from collections.abc import Iterator

from viewer.core.figures.marks import Arrow
from viewer.core.figures.spec import FigureSpec
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import OutlineRule, Point, Side, Structure
from viewer.core.polygons.stairs import is_staircase
from viewer.figure.arranging.greys import is_matched
from viewer.figure.content import FigureContent, Sides
from viewer.figure.under_panels.change_table import change_rows
from viewer.figure.words.field_values import panel_letter
from viewer.figure.words.fields import resolve_fields
from viewer.figure.words.phrases import (
    area_words,
    capital,
    do_not_use,
    joined,
    kind_words,
    level_of,
    method_words,
    percent_words,
    row_name,
)
from viewer.figure.words.shown import Shown, ShownPanel, common, first_of_each, where_words
from viewer.measure.measurement import MeasurementRow

_EDGE_WORDS = {"A": "anterior", "P": "posterior", "H": "head", "F": "feet"}

_BORDERS = {
    OutlineRule.FASCIAL: " along the fascial border",
    OutlineRule.VISIBLE: " along the visible muscle border",
}
"""The one rule that all outlines follow → as the caption says it."""

_TURNS = {1: "turned by 90° clockwise", 2: "turned by 180°", 3: "turned by 90° anticlockwise"}


def has_outlines(one: ShownPanel) -> bool:
    """Whether a panel has outlines to draw and draws them."""
    return one.panel.shows_outlines and bool(one.content.outlines)


def has_fat_map(one: ShownPanel) -> bool:
    """Whether a panel has a fat map to draw and draws it."""
    return one.panel.shows_fat_map and one.content.fat_map is not None


def subject_of(shown: Shown) -> str:
    """What all panels are, such as 'axial T2-weighted MRI at L4/5'; where they differ, of 'MRI' or 'images'."""
    kind = common(shown, lambda one: kind_words(one.content))
    levels = [level for one in shown if (level := level_of(one.content)) is not None]
    at = f" at {joined(list(dict.fromkeys(levels)))}" if len(levels) == len(shown) else ""
    return f"{kind or 'images'}{at}"


def head_sentence(spec: FigureSpec, shown: Shown) -> str:
    """What is shown, and what is outlined along which border."""
    start = capital(subject_of(shown))
    outlines = [outline for one in shown if has_outlines(one) for outline in one.content.outlines]
    if not outlines:
        return f"{start}."
    sides = {outline.side for outline in outlines}
    both = " on both sides" if sides >= {Side.RIGHT, Side.LEFT} else ""
    verb = "is" if len({outline.structure for outline in outlines}) == 1 else "are"
    rules = {outline.rule for outline in outlines}
    along = _BORDERS.get(rules.pop(), "") if len(rules) == 1 else ""
    where = where_words(shown, has_outlines)
    return f"{start}; the {structure_words(shown)} {verb} outlined{both}{along} ({_line_words(spec, shown)}){where}."


def structure_words(shown: Shown) -> str:
    """Every outlined structure once: 'multifidus and psoas'."""
    names = [str(outline.structure) for one in shown if has_outlines(one) for outline in one.content.outlines]
    return joined(list(dict.fromkeys(names)))


def _line_words(spec: FigureSpec, shown: Shown) -> str:
    structures = {outline.structure for one in shown if has_outlines(one) for outline in one.content.outlines}
    lines = f"{spec.style.pattern} lines"
    has_two_patterns = structures != {Structure.MULTIFIDUS} and spec.style.pattern == "dashed"
    return f"{lines}, long dashes for the multifidus" if has_two_patterns else lines


def panels_sentence(shown: Shown) -> str:
    """What each panel is, as far as panels differ: '(a) Before. (b) 26 weeks after.'; '' where there is nothing."""
    facts = [panel_facts(shown, index) for index in range(len(shown))]
    if len(shown) == 1:
        return f"{capital(facts[0])}." if facts[0] else ""
    return " ".join(f"({panel_letter(i)}) {capital(fact)}." for i, fact in enumerate(facts) if fact)


def panel_facts(shown: Shown, index: int) -> str:
    """What sets one panel apart from the others, and how it was turned, mirrored or halved."""
    one = shown[index]
    level = level_of(one.content)
    facts = [
        level if level is not None and common(shown, lambda other: level_of(other.content)) is None else "",
        "without outlines" if not has_outlines(one) and any(map(has_outlines, shown)) else "",
        "with outlines" if has_outlines(one) and not all(map(has_outlines, shown)) else "",
    ]
    return ", ".join(fact for fact in (view_facts(shown, index), *facts) if fact)


def view_facts(shown: Shown, index: int) -> str:
    """Kind and time where panels differ, and how the slice is seen: halved, mirrored, turned, with its fat map."""
    one = shown[index]
    facts = [
        kind_words(one.content) if common(shown, lambda other: kind_words(other.content)) is None else "",
        one.content.time_words,
        half_words(one),
        "mirrored for comparison" if one.panel.is_mirrored else "",
        _TURNS.get(one.panel.turns, ""),
        "fat map" if has_fat_map(one) and not all(map(has_fat_map, shown)) else "",
    ]
    return ", ".join(fact for fact in facts if fact)


def half_words(one: ShownPanel) -> str:
    """'patient's right half' of a panel that shows one half, '' of the whole."""
    return "" if one.panel.part == "whole" else f"patient's {one.panel.part} half"


def fat_map_sentence(shown: Shown) -> str:
    """What the colours stand for, and how opaque they are."""
    mapped = [one for one in shown if has_fat_map(one)]
    if not mapped:
        return ""
    opacity = common(tuple(mapped), lambda one: one.panel.fat_map_opacity)
    strength = "" if opacity is None else f", at {100.0 * opacity:.0f} % opacity"
    where = where_words(shown, has_fat_map)
    return f"Colours inside the outlines{where}, fat fraction of each pixel, 0 to 100 % as in the bar{strength}."


def number_sentences(shown: Shown, *, has_table: bool) -> list[str]:
    """Numbers of every slice, once each; with a table only the method and what the difference is."""
    first = [index for index in first_of_each(shown) if _measured(shown[index])]
    if not first:
        return []
    method = method_words(shown[first[0]].content.measurement)
    if has_table:
        return [f"Fat fraction by {method}.", *_difference_sentence([shown[index] for index in first])]
    is_one = len(first_of_each(shown)) == 1
    parts = [f"{'' if is_one else f'({panel_letter(i)}) '}{_rows_words(shown[i], has_ratio=is_one)}" for i in first]
    return [f"Fat fraction by {method}: {'; '.join(parts)}."]


def _measured(one: ShownPanel) -> list[MeasurementRow]:
    """Rows with a fat fraction."""
    return [row for row in one.content.rows if row.fat_fraction_percent is not None]


def _rows_words(one: ShownPanel, *, has_ratio: bool) -> str:
    rows = _measured(one)
    has_many = len({row.structure for row in rows}) > 1
    parts = []
    for row in rows:
        name = f"{row.structure}, {row_name(row, one.sides)}" if has_many else row_name(row, one.sides)
        is_told = has_ratio and row.fat_to_muscle_ratio is not None
        ratio = f", fat-to-muscle ratio {row.fat_to_muscle_ratio:.2f}" if is_told else ""
        parts.append(f"{name}, {percent_words(row.fat_fraction_percent)} of {area_words(row)}{ratio}")
    return "; ".join(parts)


def _difference_sentence(told: list[ShownPanel]) -> list[str]:
    """What the table's column of differences is; nothing where there is no such column, as in the table of a change."""
    has_both = any({row.side for row in _measured(one)} == {Side.RIGHT, Side.LEFT} for one in told)
    if not has_both or change_rows(told):
        return []
    points = "right − left" if told[0].sides.is_shown else "larger − smaller"
    if len(told) > 1:
        return [f"Difference: fat fraction, {points}."]
    return [f"Difference: area, (larger − smaller) / larger; fat fraction, {points}."]


def key_sentence(shown: Shown) -> str:
    """Definition of the letters, and from where the slices are seen."""
    sided = [one for one in shown if one.sides.is_shown]
    letters = ["R, patient's right", "L, patient's left"] if sided else []
    edges = dict.fromkeys(letter for one in shown for letter in one.shown_edges)
    letters += [f"{letter}, {_EDGE_WORDS[letter]}" for letter in edges]
    seen = common(tuple(sided), lambda one: seen_from(one.content.geometry)) if sided else ""
    if not letters:
        return ""
    return f"{'; '.join(letters)}{f'; seen from {seen}' if seen else ''}."


def seen_from(geometry: PlaneGeometry) -> str:
    """From where an observer looks who sees the stored array as it is drawn; '' when unknown or oblique."""
    if geometry.orientation is None:
        return ""
    normal = geometry.orientation.normal  # points away from the observer: right × down
    words = {"axial": (2, "the feet", "the head"), "coronal": (1, "the front", "behind")}
    if geometry.plane not in words:
        return ""
    axis, away, towards = words[geometry.plane]
    return away if normal[axis] > 0 else towards


def scale_sentence(shown: Shown) -> str:
    """What scale bars stand for."""
    lengths = [one.scale_bar_mm for one in shown]
    known = list(dict.fromkeys(length for length in lengths if length is not None))
    if not known:
        return ""
    if len(known) == 1:
        return f"Scale bar, {known[0]:g} mm."
    parts = [f"{length:g} mm in {panel_letter(i)}" for i, length in enumerate(lengths) if length is not None]
    return f"Scale bars, {joined(parts)}."


def arrow_sentence(spec: FigureSpec, contents: tuple[FigureContent, ...]) -> str:
    """What labelled arrows point at, as journals ask for; each label once."""
    labels = [
        " ".join(resolve_fields(mark.text, spec, contents, mark.panel).split())
        for mark in spec.marks
        if isinstance(mark, Arrow) and mark.text.strip()
    ]
    named = list(dict.fromkeys(label for label in labels if label))
    if not named:
        return ""
    return f"Arrow{'' if len(labels) == 1 else 's'}, {'; '.join(named)}."


def inset_sentence(spec: FigureSpec, shown: Shown) -> str:
    """What the small picture in the corner is."""
    if spec.inset == "locator" and shown[0].content.locator is not None:
        return "Inset, sagittal image with the line of the slice."
    return "Inset, the whole slice with the part that is shown." if spec.inset == "whole" else ""


def window_sentence(spec: FigureSpec, shown: Shown) -> str:
    """How panels with different display windows came by them, and whether their grey can be compared."""
    if common(shown, lambda one: one.window) is not None:
        return ""
    if is_matched(spec):
        return "Grey matched between the dates by the dark and bright parts of both slices."
    return "The panels have display windows of their own, so that their grey is not comparable."


def obligatory_sentences(shown: Shown) -> list[str]:
    """Sentences that belong to every caption, also to the user's own."""
    said = [
        sentence
        for one in shown
        for sentence in (_side_sentence(one.sides), _spacing_sentence(one.content))
        if sentence
    ]
    if any(outline.is_proposed for one in shown if has_outlines(one) for outline in one.content.outlines):
        said.append("Outlines proposed by the program, not accepted by a reader.")
    if any(is_staircase(ring) for ring in _rings(shown)):
        said.append("Borders of masks are drawn smoothed by less than a pixel.")
    said += [sentence for one in shown for sentence in do_not_use(one.content.rows)]
    return sorted(dict.fromkeys(said), key=lambda sentence: sentence.startswith("Do not use"))


def _rings(shown: Shown) -> Iterator[tuple[Point, ...]]:
    """Every ring that is drawn."""
    for one in shown:
        if has_outlines(one):
            for outline in one.content.outlines:
                yield from outline.rings


_MIRRORED = re.compile(r"\bmirrored\b", re.IGNORECASE)
_DENIAL = re.compile(
    r"(?:\b(?:not|no|never|neither|nor|none|without|cannot)\b|n['’]t\b)[^.;!?\n]*\bmirrored\b|\b(?:un|non)-?mirrored\b",
    re.IGNORECASE,
)


def says_mirrored(text: str) -> bool:
    """Whether a text says that something is mirrored, and nowhere that something is not."""
    return _MIRRORED.search(text) is not None and not denies_mirroring(text)


def denies_mirroring(text: str) -> bool:
    """Whether a sentence of a text says that something is not mirrored: 'no panel is mirrored', 'unmirrored'."""
    return _DENIAL.search(text) is not None


def mirrored_sentence(shown: Shown) -> str:
    """Which panels are mirrored: said in the user's own caption too, where it does not say so itself."""
    mirrored = [panel_letter(i) for i, one in enumerate(shown) if one.panel.is_mirrored]
    if not mirrored:
        return ""
    if len(shown) == 1:
        return "The panel is mirrored."
    return f"Panel {mirrored[0]} is mirrored." if len(mirrored) == 1 else f"Panels {joined(mirrored)} are mirrored."


def _side_sentence(sides: Sides) -> str:
    return {
        "stated": "Sides as stated by the user.",
        "unknown": "Side unknown: the image does not say which side is the patient's right.",
        "hidden": "Sides not shown.",
    }.get(sides.state, "")


def _spacing_sentence(content: FigureContent) -> str:
    return "" if content.statement.spacing is None else "Pixel spacing as stated by the user."
