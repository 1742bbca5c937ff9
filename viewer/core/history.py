"""Undo and redo: a list of documents, each with the name of the change that left it and where it happened."""

from dataclasses import dataclass

from viewer.core.document import Document

STEPS_MAXIMUM = 500
"""Most changes that can be undone; documents share their outlines, so that a step costs little memory."""


@dataclass(frozen=True, slots=True)
class Place:
    """A slice on the screen: number of the block and of the slice in it, both from 1."""

    series: int
    slice_number: int


@dataclass(frozen=True, slots=True)
class Change:
    """A change that can be undone or redone.

    Parameters
    ----------
    name
        What the user did, in the imperative and small letters: 'move vertex'.
    document
        The document to return to.
    place
        Where the change is seen, or None.
    """

    name: str
    document: Document
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Changes behind and ahead of the present document.

    Parameters
    ----------
    past
        Oldest first; each holds the document as it was before that change.
    future
        Next to be redone last; each holds the document as it is after that change.
    """

    past: tuple[Change, ...] = ()
    future: tuple[Change, ...] = ()

    def after(self, name: str, before: Document, place: Place | None) -> "History":
        """History after a change; what was undone before it is gone."""
        return History(past=(*self.past, Change(name, before, place))[-STEPS_MAXIMUM:])

    def undone(self, present: Document) -> tuple["History", Change]:
        """Return the history after undoing the last change, and that change with the document to show.

        Raises
        ------
        IndexError
            If there is nothing to undo.
        """
        last = self.past[-1]
        ahead = Change(last.name, present, last.place)
        return History(past=self.past[:-1], future=(*self.future, ahead)), last

    def redone(self, present: Document) -> tuple["History", Change]:
        """Return the history after redoing the last undone change, and that change with the document to show.

        Raises
        ------
        IndexError
            If there is nothing to redo.
        """
        following = self.future[-1]
        behind = Change(following.name, present, following.place)
        return History(past=(*self.past, behind), future=self.future[:-1]), following

    @property
    def undo_name(self) -> str | None:
        """Name of the change that undo would take back, or None."""
        return self.past[-1].name if self.past else None

    @property
    def redo_name(self) -> str | None:
        """Name of the change that redo would make again, or None."""
        return self.future[-1].name if self.future else None
