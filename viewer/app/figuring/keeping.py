"""The figures of a document: which one is shown, and adding, copying, naming and deleting them."""

from dataclasses import replace

from viewer.app.figuring.arrangements import pinned
from viewer.core.document import Document
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.fingerprints import as_fingerprint
from viewer.core.series import SliceKey
from viewer.errors import UsageError

MOST_FIGURES = 100
"""Most figures of one document: more nobody finds again in a list."""


def shows(spec: FigureSpec, key: SliceKey) -> bool:
    """Whether a figure shows a slice."""
    identity = as_fingerprint(key.uid)
    return any((panel.slice_id, panel.frame) == (identity, key.frame) for panel in spec.panels)


def figure_of_slice(document: Document, key: SliceKey) -> int | None:
    """Place of the latest figure that shows a slice, None where none does: a new one is begun there."""
    found = [index for index, spec in enumerate(document.figures) if shows(spec, key)]
    return found[-1] if found else None


def figure_name(document: Document, index: int | None) -> str:
    """What a figure is called in a list; None is one that the document does not hold yet."""
    if index is None:
        return "New figure"
    return document.figures[index].name or f"Figure {index + 1}"


def with_figure(document: Document, index: int | None, spec: FigureSpec, here: SliceKey) -> tuple[Document, int]:
    """Document with a figure changed, or added, its panels bound to their slices; and the figure's place.

    Raises
    ------
    UsageError
        If there are too many figures.
    """
    place = len(document.figures) if index is None else index
    if place >= MOST_FIGURES:
        raise UsageError(f"A project holds at most {MOST_FIGURES} figures; delete one that is not needed.")
    return document.with_figure_at(place, pinned(spec, here)), place


def with_copy(document: Document, index: int) -> tuple[Document, int]:
    """Document with a copy of a figure behind the last, and its place.

    Raises
    ------
    UsageError
        If there are too many figures.
    """
    copied = replace(document.figures[index], name=f"{figure_name(document, index)[:90]}, copy")
    return with_figure(document, None, copied, SliceKey("-"))


def with_name(document: Document, index: int, name: str) -> Document:
    """Document with another name for a figure.

    Raises
    ------
    UsageError
        If it is too long or cannot be printed.
    """
    return document.with_figure_at(index, replace(document.figures[index], name=name.strip()))


def of_new_slice(spec: FigureSpec) -> FigureSpec:
    """Recipe with which a figure of another slice is begun: how it looks stays, what was put on the slice does not."""
    return replace(
        spec,
        shows_sides=True,
        panels=(Panel(),),
        arrangement="single",
        marks=(),
        places=(),
        caption=None,
        alt=None,
        name="",
        columns=None,
        reviewed=(),
    )
