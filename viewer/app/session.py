"""The one road for change: gestures and commands in, one new snapshot out, one call to every listener.

Widgets keep no truth: what they show follows from the snapshot. What is being drawn is tool state, not document.
"""

from collections.abc import Callable
from dataclasses import replace

from viewer.app.display.pixels import LoadedSlice
from viewer.app.proposing.context import Values, context_of
from viewer.app.proposing.tasks import AtOnce, Pending, Runner
from viewer.app.reading_codes import with_blinding
from viewer.app.snapshot import (
    FIRST_TOOL,
    Snapshot,
    Waiting,
    entered_view,
    first_view,
    is_beside,
    place_of_slice,
    refitted,
    seen_through,
    settled,
    shape_of,
    shared_view,
)
from viewer.core.document import Document
from viewer.core.history import History, Place
from viewer.core.series import Slice, Study
from viewer.core.view import Framing, Pane, View
from viewer.tools.gesture import Draft, Gesture, Kind, Notice, Step, Task, TaskResult, Tool, ToolContext
from viewer.tools.navigation import navigate
from viewer.tools.registry import find_tool

__all__ = ["Session", "Snapshot"]

_NEW_ACTS = frozenset({Kind.PRESS, Kind.DOUBLE, Kind.KEY, Kind.CANCEL})
"""Gestures with which the user turns to something new."""

Listener = Callable[[Snapshot, Snapshot], None]
"""Called with the snapshot before and after."""


def _no_pixels(image: Slice) -> LoadedSlice | None:
    del image
    return None


class Session:
    """Holds the present snapshot and changes it.

    Parameters
    ----------
    pixels
        Gives the pixels of a slice that comes on the screen if they are there without waiting, else None.
    runner
        Does what takes longer than a frame.
    """

    def __init__(
        self, pixels: Callable[[Slice], LoadedSlice | None] = _no_pixels, runner: Runner | None = None
    ) -> None:
        self._pixels = pixels
        self._runner = runner or AtOnce()
        self._values = (Values(), Values())
        self._snapshot = Snapshot()
        self._listeners: list[Listener] = []
        self._before_tool = FIRST_TOOL

    @property
    def now(self) -> Snapshot:
        """The present snapshot."""
        return self._snapshot

    def subscribe(self, listener: Listener) -> None:
        """Call a listener after every change."""
        self._listeners.append(listener)

    def put(self, snapshot: Snapshot) -> None:
        """Exchange the snapshot and tell every listener, once."""
        snapshot = settled(snapshot, self._snapshot, self._pixels)
        old, self._snapshot = self._snapshot, snapshot
        if snapshot == old:
            return
        for listener in tuple(self._listeners):
            listener(old, snapshot)

    def change(self, **fields: object) -> None:
        """Exchange fields of the snapshot."""
        self.put(replace(self._snapshot, **fields))  # type: ignore[arg-type]  # names and types are those of Snapshot

    # Opening and showing

    def open(
        self,
        study: Study,
        place: Place,
        *,
        reason: str = "",
        document: Document | None = None,
        view: View | None = None,
    ) -> None:
        """Show a study; what was open before is gone.

        Parameters
        ----------
        study
            What was opened.
        place
            Block and slice to show.
        reason
            Why these, for the status line.
        document, view
            From a project, or None for a new document.
        """
        now = self._snapshot
        new_document = Document() if document is None else document
        chosen = first_view(now.view, view, new_document)
        tool = find_tool(FIRST_TOOL)
        self.put(
            self._with_pixels(
                Snapshot(
                    study=study,
                    document=new_document,
                    saved=new_document,
                    view=replace(chosen, series=place.series, slice_number=place.slice_number),
                    tool=tool.name,
                    state=tool.start(),
                    canvas=now.canvas,
                    reason=reason,
                )
            )
        )

    def _with_pixels(self, now: Snapshot) -> Snapshot:
        """Snapshot with the pixels of its slice, if they are there."""
        return replace(now, loaded=None if now.image is None else self._pixels(now.image))

    def pixels_of(self, image: Slice) -> LoadedSlice | None:
        """Pixels of a slice of the study if they are there without waiting, else None."""
        return self._pixels(image)

    def show(self, place: Place) -> None:
        """Show a block and a slice; zoom and place are kept where the images have the same shape."""
        now = self._snapshot
        if now.study is None or now.place == place:
            return
        view = replace(now.view, series=place.series, slice_number=place.slice_number)
        self.put(self._shown(now, view))

    def _shown(self, now: Snapshot, view: View) -> Snapshot:
        """Snapshot with another view; what belongs to the slice before it is dropped."""
        after = replace(now, view=view)
        if after.place == now.place:
            return after
        before_image, image = now.image, after.image
        if image is None:
            return now
        if before_image is not None and shape_of(before_image) != shape_of(image):
            after = replace(after, view=refitted(view))
        notice = None if now.notice is not None and now.notice.kind != "side-contradicted" else now.notice
        return self._with_pixels(replace(after, reason="", notice=notice))

    # Gestures

    def gesture(self, gesture: Gesture, pane: Pane | None = None) -> None:
        """Give a gesture to navigation and, unless it meant something there, to the tool in hand.

        Parameters
        ----------
        gesture
            What happened.
        pane
            Pane of a comparison to which it takes the hand, None for the one in use.
        """
        comparing = self._snapshot.view.comparing
        if comparing is not None and pane is not None and pane != comparing.pane:
            entered = entered_view(self._snapshot, pane, is_hovering=gesture.kind is Kind.MOVE)
            if entered is None:
                return
            self.put(self._shown(self._snapshot, entered))
        if gesture.kind in _NEW_ACTS and self._snapshot.notice is not None:
            self._forget_message()
        context = self.context()
        if context is None:
            return
        if gesture.kind is Kind.CANCEL and self.cancel_task():
            return
        step = navigate(self._snapshot.navigation, gesture, context)
        if step.is_handled:
            self._take(step, is_navigation=True)
            return
        if step.state != self._snapshot.navigation:
            self._take(step, is_navigation=True)
        tool = find_tool(self._snapshot.tool)
        taken = tool.step(self._snapshot.state, gesture, context)
        if gesture.kind is Kind.WHEEL and not taken.is_handled:  # no tool wanted Shift and the wheel
            turned = replace(gesture, modifiers=gesture.modifiers - {"shift"})
            self._take(navigate(self._snapshot.navigation, turned, context), is_navigation=True)
            return
        self._take(taken, is_navigation=False)

    def _forget_message(self) -> None:
        """Drop a message that was read; a contradiction stays until it is settled."""
        notice = self._snapshot.notice
        if notice is not None and notice.kind != "side-contradicted":
            self.change(notice=None)

    def _take(self, step: Step, *, is_navigation: bool) -> None:
        """Put what came of a gesture in place, with one notification."""
        now = self._snapshot
        # navigate returns a Navigation
        after = replace(now, navigation=step.state) if is_navigation else replace(now, state=step.state)  # type: ignore[arg-type]
        if step.edit is not None:
            after = self._edited(after, step.edit.name, step.edit.document)
        if step.edit is not None or step.view is not None:
            after = replace(after, reason="")
        if step.view is not None:
            after = self._shown(after, shared_view(now, step.view))
        if step.notice is not None:
            after = replace(after, notice=step.notice)
        if step.finishes and not is_navigation:
            back = FIRST_TOOL if find_tool(now.tool).is_offered else self._before_tool
            after = self._with_tool(after, back)
        self.put(after)
        if step.task is not None:
            self.start(step.task)

    # Work that takes longer than a frame

    def start(self, task: Task) -> None:
        """Have a task done; its answer changes the document as one step of undo, unless that changed meanwhile."""
        now = self._snapshot
        self.change(pending=Pending(task, now.document, now.place))
        self._runner.start(
            task,
            answer=lambda result: self._answered(task, result),
            report=lambda done, total: self._reported(task, done, total),
        )

    def cancel_task(self) -> bool:
        """Give up the task whose answer is awaited, and return whether there was one."""
        if self._snapshot.pending is None:
            return False
        name = self._snapshot.pending.task.name
        self._runner.cancel()
        self.change(pending=None, notice=Notice("information", f"Stopped: {name}; nothing was changed."))
        return True

    def _reported(self, task: Task, done: int, total: int) -> None:
        pending = self._snapshot.pending
        if pending is not None and pending.task is task:
            self.change(pending=replace(pending, done=done, total=total))

    def _answered(self, task: Task, result: TaskResult) -> None:
        now = self._snapshot
        pending = now.pending
        if pending is None or pending.task is not task:
            return  # it was cancelled, or another was begun
        after = replace(now, pending=None)
        if result.document is not None and now.document != pending.document:
            sentence = "The document was changed while this was worked out, so nothing was added; ask for it again."
            self.put(replace(after, notice=Notice("refused", sentence)))
            return
        if result.document is not None:
            after = self._edited(after, result.name or task.name, result.document, place=pending.place)
        self.put(after if result.notice is None else replace(after, notice=result.notice))

    def seen(self, pane: Pane | None = None) -> Snapshot:
        """The snapshot as a pane of a comparison sees it, by default the one in use; as it is for a single image."""
        return seen_through(self._snapshot, pane)

    def reframe(self, framing: Framing) -> None:
        """Show the image at another zoom and place, in the pane in use and so in the other."""
        self.change(view=shared_view(self._snapshot, replace(self.seen().view, framing=framing)))

    def context(self, pane: Pane | None = None) -> ToolContext | None:
        """What a tool may know now, in the pane in use or another; None while no slice is shown or read."""
        seen = self.seen(pane)
        return context_of(seen, self._values[0 if seen.view.comparing is None else seen.view.comparing.pane])

    def draft(self, pane: Pane | None = None) -> Draft:
        """What the tool in hand wants painted, and the course of what waits for the tool it was begun with."""
        context, waiting = self.context(pane), self._snapshot.waiting
        if context is None:
            return Draft()
        draft = self.tool.draft(self._snapshot.state, context)
        if is_beside(self._snapshot, pane):  # the hand is on the other date
            return Draft(path=draft.path, preview=draft.preview, cursor=draft.cursor, hint=draft.hint)
        if waiting is None or draft.path:
            return draft
        tool = find_tool(waiting.tool)
        return replace(
            draft,
            path=tool.draft(waiting.state, context).path,
            hint=f"An outline is being drawn; {tool.key} goes on with it",
        )

    # Tools

    @property
    def tool(self) -> Tool:
        """The tool in hand."""
        return find_tool(self._snapshot.tool)

    def use_tool(self, name: str) -> None:
        """Take a tool in hand; what was being drawn with the one before waits until that is taken again."""
        now = self._snapshot
        find_tool(name)
        if now.tool == name:
            return
        if find_tool(now.tool).is_offered:
            self._before_tool = now.tool
        self.put(replace(self._with_tool(now, name), reason=""))

    def _with_tool(self, now: Snapshot, name: str) -> Snapshot:
        """Snapshot with another tool in hand, in the state in which it was left."""
        waiting = self._left_behind(now) or now.waiting
        if waiting is not None and waiting.tool == name:
            return replace(now, tool=name, state=waiting.state, waiting=None)
        return replace(now, tool=name, state=find_tool(name).start(), waiting=waiting)

    def _left_behind(self, now: Snapshot) -> Waiting | None:
        """What the tool in hand could bring back if it were cancelled now, or None."""
        tool, context = find_tool(now.tool), self.context()
        if context is None or not tool.is_busy(now.state):
            return None
        state = tool.undo(tool.step(now.state, Gesture(Kind.CANCEL), context).state)
        return None if state is None else Waiting(now.tool, state, now.document)

    @property
    def is_drawing(self) -> bool:
        """Whether something is being drawn that no document holds yet."""
        return self._snapshot.waiting is not None or self.tool.is_busy(self._snapshot.state)

    # Document

    def edit(self, name: str, document: Document, *, notice: Notice | None = None) -> None:
        """Change the document; one step of undo."""
        after = self._edited(self._snapshot, name, document)
        if len(document.outlines) < len(self._snapshot.document.outlines) and not self.tool.is_busy(after.state):
            after = replace(after, state=self.tool.start())  # the place of what was selected may be another's now
        self.put(replace(after, notice=notice))

    @staticmethod
    def _edited(now: Snapshot, name: str, document: Document, *, place: Place | None = None) -> Snapshot:
        if document == now.document:
            return now
        document = with_blinding(
            now.document,
            document,
            hides_numbers=now.view.hides_numbers,
            has_seen_numbers=now.has_seen_numbers,
        )
        history = now.history.after(name, now.document, place or now.place)
        return replace(now, document=document, history=history, notice=None)

    def undo(self) -> None:
        """Take back the last vertex of what is being drawn, else the last change of the document."""
        if self.cancel_task():
            return  # what was begun last
        now = self._snapshot
        if now.waiting is not None and now.waiting.document == now.document and not self.tool.is_busy(now.state):
            self.use_tool(now.waiting.tool)  # as below
            return
        waiting = self.tool.waits_on(now.state)
        place = None if waiting is None or now.study is None else place_of_slice(now.study, waiting)
        if place is not None and place != now.place:
            self.show(place)  # nothing is taken back unseen
            return
        state = self.tool.undo(now.state)
        if state is not None:
            self.change(state=state)
        elif self.tool.is_busy(now.state):
            self.gesture(Gesture(Kind.CANCEL))  # what is being dragged goes back, nothing older
        elif now.history.past:
            history, change = now.history.undone(now.document)
            self._travel(history, change.document, change.place)

    def redo(self) -> None:
        """Draw again the vertex that was taken back, else make the undone change again."""
        now = self._snapshot
        state = self.tool.redo(now.state)
        if state is not None:
            self.change(state=state)
        elif now.history.future:
            history, change = now.history.redone(now.document)
            self._travel(history, change.document, change.place)

    def _travel(self, history: History, document: Document, place: Place | None) -> None:
        """Show another document of the history at the place where it differs."""
        now = replace(self._snapshot, history=history, document=document, notice=None)
        now = replace(now, state=find_tool(now.tool).start())
        if place is not None:
            now = self._shown(now, replace(now.view, series=place.series, slice_number=place.slice_number))
        self.put(now)

    def mark_saved(self, document: Document) -> None:
        """Say that a document has been saved."""
        self.change(saved=document)
