"""Typed words and numbers that contradict the outline they point at, or the side that their own sentence names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from viewer.core.figures.spec import FigureSpec
from viewer.core.outline import Side
from viewer.figure.checking.finding import Finding, Fix, Inquiry
from viewer.figure.checking.typed.claims import (
    SideWord,
    TypedNumber,
    is_of_muscle,
    live_sides,
    named_structures,
    names_both,
    side_words,
    typed_numbers,
)
from viewer.figure.checking.typed.measured import MeasuredRow, differences, measured_rows, of_structures
from viewer.figure.checking.typed.pointing import Pointed, pointed_at
from viewer.figure.checking.typed.texts import TypedText, typed_texts, with_text
from viewer.figure.content import FigureContent
from viewer.figure.page import Page
from viewer.figure.words.field_values import panel_index
from viewer.figure.words.phrases import capital

CLOSE_MM = 5.0
"""How near an outline a number must stand to be taken for its own whatever it says, mm of the patient."""

MOST_OF_A_TEXT = 20
"""Most findings of one text: a table typed into a caption would bury all others."""

_SENTENCE = re.compile(r"[;!?\n]|\.(?=\s|$)")
_CLAUSE = re.compile(
    r",(?!\d)|\)|\b(?:and|while|whereas|but|versus|vs\.?|than|against|compared\s+(?:with|to)|und|et)\b", re.IGNORECASE
)


def typed_sides_and_numbers(asked: Inquiry) -> Iterator[Finding]:
    """Findings of the typed words and numbers of a recipe."""
    yield from typed_side_conflicts(asked.page, asked.spec, asked.contents)


def typed_side_conflicts(page: Page, spec: FigureSpec, contents: tuple[FigureContent, ...]) -> tuple[Finding, ...]:
    """Typed side words and numbers that contradict what they point at; numbers that only repeat are notes.

    Parameters
    ----------
    page, spec, contents
        The page, and the recipe and contents it was laid out from.
    """
    rows = measured_rows(contents)
    found: list[Finding] = []
    for typed in typed_texts(spec):
        if typed.place == "name":
            continue
        looked = _Looked(spec, contents, rows, typed, _pointed(page, spec, contents, typed))
        told = _of_a_label(looked) if looked.pointed is not None else _of_sentences(looked)
        found += islice(told, MOST_OF_A_TEXT)
        found += _of_unknown_sides(looked)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Looked:
    """A typed text with what is known of its place."""

    spec: FigureSpec
    contents: tuple[FigureContent, ...]
    rows: tuple[MeasuredRow, ...]
    typed: TypedText
    pointed: Pointed | None

    def with_words(self, start: int, end: int, words: str) -> FigureSpec:
        """Recipe with other words at a place of the text."""
        text = self.typed.text
        return with_text(self.spec, self.typed.place, f"{text[:start]}{words}{text[end:]}")

    def piece(self, start: int, end: int) -> str:
        """What was typed at a place."""
        return " ".join(self.typed.text[start:end].split())

    def field(self, one: MeasuredRow, quantity: str) -> str:
        """Live field for a quantity at the place of this text."""
        default = panel_index("", self.typed.panel, self.spec, self.contents)
        return one.field(quantity, default_panel=default)


def _pointed(page: Page, spec: FigureSpec, contents: tuple[FigureContent, ...], typed: TypedText) -> Pointed | None:
    kind, _, number = typed.place.partition(":")
    if kind == "mark":
        return pointed_at(spec.marks[int(number)], page.frames, contents)
    if kind == "title" and spec.panels[typed.panel].part != "whole":
        return Pointed(typed.panel, Side(spec.panels[typed.panel].part))
    return None


def _of_a_label(looked: _Looked) -> Iterator[Finding]:
    """Of a text that points: its side words against that side, its numbers against that outline."""
    pointed = looked.pointed
    if pointed is None:
        return
    words = side_words(looked.typed.text)
    if pointed.side is not Side.UNKNOWN and len({word.side for word in words}) == 1:
        for word in words:
            if word.side is not pointed.side:
                yield _wrong_side(looked, word, pointed.side)
    live = live_sides(looked.typed.text)
    if pointed.side is not Side.UNKNOWN and len({word.side for word in live}) == 1:
        yield from (_wrong_field(looked, word, pointed.side) for word in live if word.side is not pointed.side)
    if names_both(looked.typed.text):
        return
    of_place = [one for one in looked.rows if one.row.source is not None and one.row.source == pointed.outline]
    own = [one for one in of_place if one.panel == pointed.panel] or of_place
    if not own and pointed.side is not Side.UNKNOWN:
        own = [one for one in looked.rows if one.row.side is pointed.side]
    for number in typed_numbers(looked.typed.text):
        is_close = pointed.outline is not None and pointed.distance_mm <= CLOSE_MM
        yield from _of_a_number(looked, number, own, is_meant=is_close or is_of_muscle(looked.typed.text))


def _of_sentences(looked: _Looked) -> Iterator[Finding]:
    """Of a text that points at nothing: each number against the side that its own sentence names."""
    text = looked.typed.text
    words = [*side_words(text), *live_sides(text)]
    typed = typed_numbers(text)
    for start, end in _spans(text, _SENTENCE, 0, len(text)):
        sentence = text[start:end]
        numbers = [number for number in typed if start <= number.start < end]
        is_meant = is_of_muscle(sentence)
        for number in numbers:
            side = None if names_both(sentence) else _side_of(text, (start, end), words, number)
            own = [one for one in looked.rows if one.row.side is side]
            rows = of_structures(own, named_structures(sentence)) if side is not None else ()
            yield from _of_a_number(looked, number, list(rows), is_meant=is_meant)
        if not names_both(sentence):
            yield from _fields_of_sentence(looked, (start, end), words)


def _fields_of_sentence(looked: _Looked, span: tuple[int, int], words: list[SideWord]) -> Iterator[Finding]:
    """Live numbers of a side that the same clause calls the other one, as in 'left {right.area}'."""
    for start, end in _spans(looked.typed.text, _CLAUSE, *span):
        inside = [word for word in words if start <= word.start < end]
        typed = {word.side for word in inside if word.is_typed}
        live = [word for word in inside if not word.is_typed]
        if len(typed) == 1 and len({word.side for word in live}) == 1 and live[0].side not in typed:
            yield _wrong_field(looked, live[0], next(iter(typed)))


def _side_of(text: str, sentence: tuple[int, int], words: list[SideWord], number: TypedNumber) -> Side | None:
    """Side that the clause of a number names, or the clauses before it in the same sentence."""
    said: Side | None = None
    for start, end in _spans(text, _CLAUSE, *sentence):
        inside = [word for word in words if start <= word.start < end]
        if start <= number.start < end:
            nearest = min(inside, key=lambda word: _gap(word, number), default=None)
            return said if nearest is None else nearest.side
        said = inside[-1].side if inside else said
    return said


def _gap(word: SideWord, number: TypedNumber) -> int:
    return max(number.start - word.end, word.start - number.end)


def _spans(text: str, cut: "re.Pattern[str]", start: int, end: int) -> Iterator[tuple[int, int]]:
    """Pieces between the cuts of a stretch of text; a live field is never cut."""
    at = start
    for found in cut.finditer(text, start, end):
        if text.rfind("{", at, found.start()) <= text.rfind("}", at, found.start()):
            yield at, found.start()
            at = found.end()
    yield at, end


def _of_a_number(looked: _Looked, number: TypedNumber, own: list[MeasuredRow], *, is_meant: bool) -> Iterator[Finding]:
    """A number against the rows of its side (none: no side is known): it repeats, is another's, or fits none."""
    if any(number.equals(value) for value in differences(looked.contents, number.unit)):
        return
    matching = next(((one, name) for one in own or looked.rows if (name := one.quantity_of(number))), None)
    if matching is not None:
        yield _repeats(looked, number, *matching)
        return
    own = [one for one in own if one.has(number.unit)]
    if not own or any(one.is_near(number) for one in own):
        return
    mine = {id(one.row) for one in own}
    same = {(one.row.structure, one.panel) for one in own}
    others = [one for one in looked.rows if id(one.row) not in mine and (one.row.structure, one.panel) in same]
    stranger = next((one for one in others if one.quantity_of(number)), None)
    if stranger is not None or is_meant:
        yield _contradicts(looked, number, own[0], stranger)


def _name(one: MeasuredRow) -> str:
    row = one.row
    return f"outline {row.outline}" if row.side is Side.UNKNOWN else f"the patient's {row.side}"


def _repeats(looked: _Looked, number: TypedNumber, one: MeasuredRow, quantity: str) -> Finding:
    field = looked.field(one, quantity)
    spec = looked.with_words(number.start, number.end, field)
    return Finding(
        "typed-number",
        "note",
        f"The {looked.typed.name} holds the typed number '{looked.piece(number.start, number.end)}', which will not "
        "follow when an outline changes.",
        f"Use the live field {field} instead.",
        Fix(f"Write {field}", spec),
    )


def _contradicts(looked: _Looked, number: TypedNumber, own: MeasuredRow, stranger: MeasuredRow | None) -> Finding:
    said = looked.piece(number.start, number.end)
    quantity = {"%": "fat_fraction", "mm²": "area", "ratio": "ratio"}[number.unit]
    if stranger is not None:
        quantity = stranger.quantity_of(number) or quantity
    field = looked.field(own, quantity)
    of_other = "" if stranger is None else f", but is that of {_name(stranger)}"
    spec = looked.with_words(number.start, number.end, field)
    return Finding(
        "contradicted-number",
        "problem",
        f"The {looked.typed.name} says '{said}', which is no measured number of {_name(own)}{of_other}.",
        f"Use the live field {field}, or leave the number out.",
        Fix(f"Write {field}", spec),
    )


def _wrong_side(looked: _Looked, word: SideWord, side: Side) -> Finding:
    said = looked.piece(word.start, word.end)
    right = _in_case_of(said, side)
    spec = looked.with_words(word.start, word.end, right)
    return Finding(
        "contradicted-side",
        "problem",
        f"The {looked.typed.name} says '{said}', but points at the patient's {side}.",
        f"Write '{right}', or move what points.",
        Fix(f"Write '{right}'", spec),
    )


def _in_case_of(said: str, side: Side) -> str:
    """The other side in the manner of the typed word: a letter, a capital, capitals, or plain."""
    if len(said) == 1:
        return side.value[0].upper()
    return side.value.upper() if said.isupper() else capital(side.value) if said[0].isupper() else side.value


def _wrong_field(looked: _Looked, word: SideWord, side: Side) -> Finding:
    field = looked.piece(word.start, word.end)
    changed = re.sub(rf"\b{word.side}\b", str(side), field)
    spec = looked.with_words(word.start, word.end, changed)
    return Finding(
        "contradicted-field",
        "problem",
        f"The {looked.typed.name} gives {field} for the patient's {side}.",
        f"Write {changed}.",
        Fix(f"Write {changed}", spec),
    )


def _of_unknown_sides(looked: _Looked) -> Iterator[Finding]:
    """Typed sides on an image that does not say which side is the patient's right."""
    geometry = [content.geometry for content in looked.contents]
    if any(one.can_tell_side or one.orientation is not None for one in geometry) or not side_words(looked.typed.text):
        return
    yield Finding(
        "unproven-side",
        "problem" if looked.typed.place.startswith(("mark", "title")) else "note",
        f"The {looked.typed.name} names a side, but the image does not say which side is the patient's right.",
        "State the side convention of the image, or leave the side out.",
    )
