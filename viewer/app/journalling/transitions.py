"""What a change of the snapshot means for the journal, and a history as the actions that lead to it."""

from typing import TYPE_CHECKING, Literal

from viewer.app.snapshot import Snapshot
from viewer.core.document import Document
from viewer.core.history import History, Place
from viewer.core.series import SliceKey, Study

if TYPE_CHECKING:
    from viewer.io.journal.entries import Entry, Kind
    from viewer.io.project import ProjectView

Happened = Literal["opened", "edit", "undo", "redo", "saved", "seen", "other"]
"""What a change of the snapshot was for the journal; 'other' where it is kept as a whole."""


def happened(old: Snapshot, now: Snapshot) -> Happened | None:
    """What a change of the snapshot was, None where the journal has nothing of it.

    It is asked at every movement of the pointer, so it compares nothing but identities.
    """
    is_same_document = now.document is old.document
    if now.study is None or (
        is_same_document
        and now.study is old.study
        and now.saved is old.saved
        and now.history is old.history
        and now.has_seen_numbers == old.has_seen_numbers
    ):
        return None
    if is_just_opened(now) and (now.study is not old.study or not is_same_document):
        return "opened"
    if is_same_document and now.history is old.history:
        if now.saved is not old.saved:
            return "saved"
        return "seen" if now.has_seen_numbers != old.has_seen_numbers else None
    return _travelled(old, now) if now.saved is old.saved else "other"


def is_just_opened(now: Snapshot) -> bool:
    """Whether nothing has been done since the study was opened."""
    return now.saved is now.document and now.history == History()


def _travelled(old: Snapshot, now: Snapshot) -> Happened:
    """Which way in the history a change of the document went."""
    past, future = now.history.past, now.history.future
    before = old.history
    dropped = len(before.past) + 1 - len(past)  # of the oldest, where there were too many
    if (
        past
        and past[-1].document is old.document
        and not future
        and dropped >= 0
        and past[:-1] == before.past[dropped:]
    ):
        return "edit"
    if future and future[-1].document is old.document and future[:-1] == before.future and past == before.past[:-1]:
        return "undo"
    if past and past[-1].document is old.document and future == before.future[:-1] and past[:-1] == before.past:
        return "redo"
    return "other"


def entry_of(what: Happened, now: Snapshot, *, time_s: int) -> "Entry":
    """The action that a change of the snapshot was.

    Parameters
    ----------
    what
        Neither 'opened' nor 'other'.
    now
        The snapshot after it.
    time_s
        Whole s since 1970.
    """
    view = _view(now)
    if what == "edit":
        change = now.history.past[-1]
        return _entry("edit", now, time_s, view, document=now.document, name=change.name, place=change.place)
    if what == "saved":
        return _entry("saved", now, time_s, view, document=now.saved)
    if what not in ("undo", "redo", "seen"):
        raise ValueError(what)
    return _entry(what, now, time_s, view)


def entries_of(now: Snapshot, *, time_s: int) -> "tuple[Entry, ...]":
    """The actions that lead to a snapshot: those that can be undone, those that were undone, and the last saving."""
    past, future, view = now.history.past, now.history.future, _view(now)
    documents = [*(change.document for change in past[1:]), *([now.document] if past else [])]
    first = past[0].document if past else now.document
    done = [(change.name, document, change.place) for change, document in zip(past, documents, strict=True)]
    undone = [(change.name, change.document, change.place) for change in reversed(future)]
    return (
        _entry("open", now, time_s, view, document=first),
        *(
            _entry("edit", now, time_s, view, document=document, name=name, place=place)
            for name, document, place in (*done, *undone)
        ),
        *(_entry("undo", now, time_s, view) for _ in undone),
        _entry("saved", now, time_s, view, document=now.saved),
    )


def _view(now: Snapshot) -> "ProjectView":
    from viewer.io.journal.encoding import shown_view

    return shown_view(now.view, now.study or Study(()))


def _entry(
    kind: "Kind",
    now: Snapshot,
    time_s: int,
    view: "ProjectView",
    *,
    document: Document | None = None,
    name: str = "",
    place: Place | None = None,
) -> "Entry":
    from viewer.io.journal.entries import Entry

    return Entry(
        kind=kind,
        document=document,
        name=name,
        place=None if now.study is None or place is None else _slice_at(now.study, place),
        view=view,
        has_seen_numbers=now.has_seen_numbers,
        time_s=time_s,
    )


def _slice_at(study: Study, place: Place) -> SliceKey | None:
    series = next((series for series in study.series if series.number == place.series), None)
    if series is None or not 1 <= place.slice_number <= len(series.slices):
        return None
    return series.slices[place.slice_number - 1].key
