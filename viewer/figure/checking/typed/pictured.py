"""What a typed caption or alternative text says of the picture: its edges, its panels, its mirroring.

Compared with what is drawn: with the edges at which R and L stand, with the halves that panels show, with mirrored
panels. It errs towards silence, as `viewer.figure.checking.typed.claims` does.
"""

import re
from collections.abc import Iterator

from viewer.core.figures.spec import FigureSpec
from viewer.core.outline import Side
from viewer.figure.arranging.views import view_of
from viewer.figure.checking.finding import Finding, Fix, Inquiry
from viewer.figure.checking.typed.claims import blanked, side_words
from viewer.figure.checking.typed.texts import TypedText, typed_texts, with_text
from viewer.figure.words.sentences import denies_mirroring

_EDGE = r"right|left|top|bottom"
_PICTURE = r"(?:image|picture|figure|panel|screen)s?"
_OF_PATIENT = r"patient(?:'s|’s)?\s+(?P<side>right|left)\b"
_AT_EDGE = (
    rf"(?:{_PICTURE}(?:'s|’s)?[\s-]+(?P<edge>{_EDGE})\b"
    rf"|(?P<edge_of>{_EDGE})\s+(?:side\s+|edge\s+)?(?:of|in)\s+(?:the|each|every|this)\s+{_PICTURE}\b)"
)
_IS = r"\s+(?:side\s+|half\s+|muscle\s+|multifidus\s+)?(?:is|are|lies|lie|stands|appears|shown|seen|=)\s+"
_CLAIMS = tuple(
    re.compile(one, re.IGNORECASE)
    for one in (
        rf"{_OF_PATIENT}{_IS}(?:(?:shown|seen)\s+)?(?:(?:at|on|to|in)\s+)?(?:the\s+)?{_AT_EDGE}",
        rf"{_AT_EDGE}{_IS}(?:the\s+)?{_OF_PATIENT}",
    )
)
"""'the patient's right is at the image's left', 'image-left is the patient's right', and what is said alike."""

_PANEL = re.compile(r"\(([a-x])\)|\bpanel\s+([a-x])\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[;!?\n]|\.(?=\s|$)")


def typed_words_of_the_picture(asked: Inquiry) -> Iterator[Finding]:
    """Findings about typed captions and alternative texts that contradict what is drawn."""
    for typed in typed_texts(asked.spec):
        if typed.place in ("caption", "alt"):
            yield from _wrong_edges(asked, typed)
            yield from _wrong_halves(asked.spec, typed)
            yield from _denied_mirroring(asked.spec, typed)


def _wrong_edges(asked: Inquiry, typed: TypedText) -> Iterator[Finding]:
    """Side of the patient said to be at an edge where no panel has it."""
    drawn = {
        (edge, letter)
        for i, content in enumerate(asked.contents)
        for edge, letter in view_of(i, asked.spec, content).lettered.side_edges
    }
    if not drawn:
        return
    for claim in _CLAIMS:
        for found in claim.finditer(blanked(typed.text)):
            edge, side = (found["edge"] or found["edge_of"]).lower(), found["side"].lower()
            at = sorted(edge for edge, letter in drawn if letter == side[0].upper())
            if edge not in at:
                yield Finding(
                    "contradicted-edge",
                    "problem",
                    f"The {typed.name} says that the patient's {side} is at the {edge} of the image, but it is at the "
                    f"{' and the '.join(at)}.",
                    f"Write '{at[0]}', or leave it out: the letters tell it.",
                )


def _wrong_halves(spec: FigureSpec, typed: TypedText) -> Iterator[Finding]:
    """One side named for a panel that shows the other half, as in '(a) Left'."""
    text = blanked(typed.text)
    places = list(_PANEL.finditer(text))
    for number, place in enumerate(places):
        index = "abcdefghijklmnopqrstuvwx".index((place[1] or place[2]).lower())
        if index >= len(spec.panels) or spec.panels[index].part == "whole":
            continue
        next_place = places[number + 1].start() if number + 1 < len(places) else len(text)
        end = _SENTENCE_END.search(text, place.end(), next_place)
        words = [
            word for word in side_words(typed.text) if place.end() <= word.start < (end.start() if end else next_place)
        ]
        half = Side(spec.panels[index].part)
        if len({word.side for word in words}) == 1 and words[0].side is not half:
            word = words[0]
            said = typed.text[word.start : word.end]
            right = half.value.capitalize() if said[:1].isupper() else half.value
            mended = with_text(spec, typed.place, f"{typed.text[: word.start]}{right}{typed.text[word.end :]}")
            yield Finding(
                "contradicted-side",
                "problem",
                f"The {typed.name} says '{said}' of panel {place[1] or place[2]}, which shows the patient's {half}.",
                f"Write '{right}'.",
                Fix(f"Write '{right}'", mended),
            )


def _denied_mirroring(spec: FigureSpec, typed: TypedText) -> Iterator[Finding]:
    """A mirrored panel that the text says is not mirrored."""
    if any(panel.is_mirrored for panel in spec.panels) and denies_mirroring(typed.text):
        yield Finding(
            "denied-mirroring",
            "problem",
            f"The {typed.name} says that something is not mirrored, but a panel is.",
            "Take it out, or name the panel that is mirrored.",
        )
