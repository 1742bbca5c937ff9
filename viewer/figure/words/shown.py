"""What was drawn of each panel, as far as words tell it, and how panels are told apart in a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from viewer.core.figures.panels import Panel
from viewer.core.grey import Window
from viewer.figure.content import FigureContent, Sides
from viewer.figure.words.field_values import panel_letter
from viewer.figure.words.phrases import joined

_Told = TypeVar("_Told")


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


Shown = tuple[ShownPanel, ...]


def letters_of(indexes: Sequence[int]) -> str:
    """Letters of panels in a sentence: 'a', 'a and c'."""
    return joined([panel_letter(index) for index in indexes])


def common(shown: Shown, fact: Callable[[ShownPanel], _Told]) -> _Told | None:
    """A fact that all panels share, None where they differ."""
    found = [fact(one) for one in shown]
    return found[0] if all(other == found[0] for other in found[1:]) else None


def first_of_each(shown: Shown) -> list[int]:
    """Index of the first panel of each slice: panels of one slice share its numbers."""
    seen: dict[object, int] = {}
    for index, one in enumerate(shown):
        seen.setdefault(one.content.image.key, index)
    return list(seen.values())


def where_words(shown: Shown, has: Callable[[ShownPanel], bool]) -> str:
    """' in b' where only some of several panels have something, '' where all have it."""
    indexes = [i for i, one in enumerate(shown) if has(one)]
    return "" if len(indexes) == len(shown) else f" in {letters_of(indexes)}"
