"""Every text of a recipe that a person typed, with its place, and the recipe with one of them changed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from viewer.core.figures.marks import PAGE, Arrow, Bracket, Note
from viewer.core.figures.spec import FigureSpec


@dataclass(frozen=True, slots=True)
class TypedText:
    """One typed text.

    Parameters
    ----------
    place
        'caption', 'alt', 'name', 'title:<panel>' or 'mark:<index>'.
    text
        As typed, with its live fields.
    panel
        Panel on which it stands, -1 for the page.
    """

    place: str
    text: str
    panel: int = PAGE

    @property
    def name(self) -> str:
        """How a sentence calls it."""
        kind, _, number = self.place.partition(":")
        words = {
            "caption": "caption",
            "alt": "alternative text",
            "name": "figure's name",
            "title": f"title of panel {int(number or 0) + 1}",
            "mark": "text on the figure",
        }
        return words[kind]


def typed_texts(spec: FigureSpec) -> Iterator[TypedText]:
    """Every typed text that is not empty."""
    yield from (text for text in _all(spec) if text.text.strip())


def _all(spec: FigureSpec) -> Iterator[TypedText]:
    yield TypedText("caption", spec.caption or "")
    yield TypedText("alt", spec.alt or "")
    yield TypedText("name", spec.name)
    for number, panel in enumerate(spec.panels):
        yield TypedText(f"title:{number}", panel.title, number)
    for number, mark in enumerate(spec.marks):
        if isinstance(mark, Arrow | Note | Bracket):
            yield TypedText(f"mark:{number}", mark.text, mark.panel)


def with_text(spec: FigureSpec, place: str, text: str) -> FigureSpec:
    """Recipe with another text at a place.

    Parameters
    ----------
    spec
        The recipe.
    place
        As in `TypedText`.
    text
        The new text; for a mark not empty.
    """
    kind, _, number = place.partition(":")
    if kind == "title":
        index = int(number)
        panels = list(spec.panels)
        panels[index] = replace(panels[index], title=text)
        return replace(spec, panels=tuple(panels))
    if kind == "mark":
        index = int(number)
        marks = list(spec.marks)
        mark = marks[index]
        if isinstance(mark, Arrow | Note | Bracket):
            marks[index] = replace(mark, text=text)
        return replace(spec, marks=tuple(marks))
    if kind == "caption":
        return replace(spec, caption=text)
    return replace(spec, alt=text) if kind == "alt" else replace(spec, name=text)
