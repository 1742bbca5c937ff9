"""The alternative text, and the long description for people who hear the figure instead of seeing it."""

from viewer.core.figures.marks import Arrow
from viewer.core.figures.spec import FigureSpec
from viewer.figure.content import FigureContent
from viewer.figure.words.field_values import panel_letter
from viewer.figure.words.fields import resolve_fields
from viewer.figure.words.finding import finding_sentence
from viewer.figure.words.phrases import ALT_MAXIMUM, capital, do_not_use, joined, percent_words, row_name
from viewer.figure.words.sentences import (
    has_fat_map,
    has_outlines,
    panel_facts,
    seen_from,
    structure_words,
    subject_of,
    view_facts,
)
from viewer.figure.words.shown import Shown, ShownPanel, common, first_of_each, where_words

MOST_FINDINGS = 2
"""Most sentences of findings that a long description repeats."""

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def alternative_text(spec: FigureSpec, shown: Shown) -> str:
    """Short alternative text: the longest of several forms that fits, at most 200 characters.

    Parameters
    ----------
    spec, shown
        The recipe, and what was drawn of each panel.
    """
    base, short = _subject(shown), f"{capital(subject_of(shown))}."
    outlined = _outlined(spec, shown, base)
    sided = f"{outlined}{_side_words(shown)}"
    numbers = _numbers(shown)
    brief = numbers.replace("patient's ", "")
    forms = [f"{sided}. {numbers}", f"{outlined}. {numbers}", f"{outlined}. {brief}", f"{sided}.", f"{outlined}."]
    forms += [f"{base}.", short]
    fitting = (form.strip() for form in forms if len(form.strip()) <= ALT_MAXIMUM)
    return next(fitting, f"{short[: ALT_MAXIMUM - 1]}…")


def _subject(shown: Shown) -> str:
    """What is shown, and what each panel is where more than the level and the outlines tell them apart."""
    start = capital(subject_of(shown))
    facts = [view_facts(shown, index) for index in range(len(shown))]
    if len(shown) == 1:
        return f"{start}, {facts[0]}" if facts[0] else start
    if not all(facts):
        return start
    return f"{start}: {joined(facts) if not any(',' in fact for fact in facts) else '; '.join(facts)}"


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def _outlined(spec: FigureSpec, shown: Shown, base: str) -> str:
    """The subject with what is outlined; a panel without outlines beside one with them is told."""
    if not any(map(has_outlines, shown)):
        return base
    lines = f"{spec.style.pattern} outlines round the {structure_words(shown)}"
    if not all(map(has_outlines, shown)):
        return f"{base}, without and with {lines}"
    return f"{base}; {lines}" if any(sign in base for sign in ",:") else f"{base} with {lines}"


def _side_words(shown: Shown) -> str:
    """At which edge the patient's right is, where all panels agree; the user hears it where no letter is seen."""
    if not any(map(has_outlines, shown)) or any(one.panel.part != "whole" for one in shown):
        return ""
    edge = common(shown, right_edge)
    return "" if not edge else f"; the patient's right is at the image's {edge}"


def right_edge(one: ShownPanel) -> str:
    """Edge of a picture towards the patient's right, '' where it is not told."""
    if not one.sides.is_shown:
        return ""
    return next((edge for edge, letter in one.sides.side_edges if letter == "R"), "")


def _numbers(shown: Shown) -> str:
    """'Fat fraction: patient's right 45.1 %, …', or that the numbers must not be used by saying none."""
    parts = []
    first = first_of_each(shown)
    for index in first if any(map(has_outlines, shown)) else []:
        one = shown[index]
        rows = [row for row in one.content.rows if row.fat_fraction_percent is not None]
        if rows and not do_not_use(one.content.rows):
            said = ", ".join(f"{row_name(row, one.sides)} {percent_words(row.fat_fraction_percent)}" for row in rows)
            parts.append(said if len(first) == 1 else f"({panel_letter(index)}) {said}")
    return f"Fat fraction: {'; '.join(parts)}." if parts else ""


def long_description(spec: FigureSpec, shown: Shown) -> str:
    """Three to six plain sentences for people who hear the figure.

    Parameters
    ----------
    spec
        The recipe: its marks are told too.
    shown
        What was drawn of each panel.
    """
    contents = tuple(one.content for one in shown)
    sentences = [
        _what(shown),
        _orientation(shown),
        _outline_sentence(spec, shown),
        _told_numbers(spec, contents),
        _scale_and_arrows(spec, shown, contents),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _told_numbers(spec: FigureSpec, contents: tuple[FigureContent, ...]) -> str:
    """The finding, as long as it is short enough to be listened to."""
    findings = finding_sentence(contents, shows_sides=spec.shows_sides).split("\n")
    return (
        " ".join(findings)
        if len(findings) <= MOST_FINDINGS
        else "The measured numbers of every panel are in the caption."
    )


def _what(shown: Shown) -> str:
    subject = subject_of(shown)
    if len(shown) == 1:
        own = panel_facts(shown, 0)
        article = "an" if subject[0] in "aeiou" else "a"
        return f"The figure shows {article} {subject}{f', {own}' if own else ''}."
    facts = [f"panel {panel_letter(i)}, {fact}" for i in range(len(shown)) if (fact := panel_facts(shown, i))]
    listed = f": {'; '.join(facts)}" if facts else ""
    return f"The figure has {_count(len(shown))} panels of {subject}{listed}."


def _orientation(shown: Shown) -> str:
    if all(one.sides.state == "unknown" for one in shown):
        return "It is not known which side is the patient's right."
    edges = [right_edge(one) for one in shown]
    if not any(edges):
        return "The patient's right and left are not told."
    seen = common(shown, lambda one: seen_from(one.content.geometry))
    view = f"The slices are seen from {seen}" if len(shown) > 1 else f"The slice is seen from {seen}"
    begin = f"{view}; the" if seen else "The"
    middles = {_midline_edge(one) for one in shown}
    if all(middles) and len(middles) == 1:
        return f"{begin} midline of the body is at the {middles.pop()} of {'each' if len(shown) > 1 else 'the'} image."
    if len(set(edges)) == 1:
        return f"{begin} patient's right is at the {edges[0]} of {'each' if len(shown) > 1 else 'the'} image."
    listed = joined([f"the {edge} of panel {panel_letter(i)}" for i, edge in enumerate(edges) if edge])
    return f"{begin} patient's right is at {listed}."


_OPPOSITE = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}


def _midline_edge(one: ShownPanel) -> str:
    """Edge of a half at which the midline lies, '' of the whole."""
    right = right_edge(one)
    if one.panel.part == "whole" or not right:
        return ""
    return _OPPOSITE[right] if one.panel.part == "right" else right


def _outline_sentence(spec: FigureSpec, shown: Shown) -> str:
    if not any(map(has_outlines, shown)):
        return "No outlines are drawn."
    where = where_words(shown, has_outlines).replace(" in ", " in panel ", 1)
    lines = f"{capital(spec.style.pattern)} lines surround the {structure_words(shown)}{where}"
    return (
        f"{lines}; colours inside them show the fat fraction of each pixel."
        if any(map(has_fat_map, shown))
        else f"{lines}."
    )


def _scale_and_arrows(spec: FigureSpec, shown: Shown, contents: tuple[FigureContent, ...]) -> str:
    bar = next((one.scale_bar_mm for one in shown if one.scale_bar_mm is not None), None)
    labels = [
        " ".join(resolve_fields(mark.text, spec, contents, mark.panel).split())
        for mark in spec.marks
        if isinstance(mark, Arrow) and mark.text.strip()
    ]
    parts = [f"a scale bar stands for {bar:g} mm"] if bar is not None else []
    if labels:
        named = joined([f"'{label}'" for label in labels])
        parts.append(f"{'an arrow is' if len(labels) == 1 else 'arrows are'} labelled {named}")
    return f"{capital('; '.join(parts))}." if parts else ""
