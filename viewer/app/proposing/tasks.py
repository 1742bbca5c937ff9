"""Work of a tool that takes longer than a frame: where it is done, and what is shown meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from viewer.app.background import BackgroundTask
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.errors import ViewerError
from viewer.tools.gesture import Notice, Task, TaskResult

Answer = Callable[[TaskResult], None]
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Pending:
    """A task whose answer is awaited.

    Parameters
    ----------
    task
        What is done.
    document, place
        What it was begun with; the answer is dropped if the document has changed.
    done, total
        How far it is; 0 of 0 while it does not tell.
    """

    task: Task
    document: Document
    place: Place | None
    done: int = 0
    total: int = 0

    @property
    def words(self) -> str:
        """What is being done, and how far it is."""
        part = f" {self.done} of {self.total}" if self.total > 1 else ""
        return f"{self.task.words}{part}  (Esc cancels)"


class Runner(Protocol):
    """Does tasks somewhere, one at a time; a newer one replaces the one before."""

    def start(self, task: Task, *, answer: Answer, report: Report) -> None:
        """Do a task and give its answer, once, on the thread of the session."""
        ...

    def cancel(self) -> None:
        """Give up what is being done; its answer never comes."""
        ...


class AtOnce:
    """Does every task at once, on the thread that starts it."""

    def start(self, task: Task, *, answer: Answer, report: Report) -> None:
        """Do a task and give its answer before returning."""
        answer(result_of(task, report))

    def cancel(self) -> None:
        """Nothing is ever on its way."""


def result_of(task: Task, report: Report) -> TaskResult:
    """Answer of a task; what it refuses becomes a sentence for the user."""
    try:
        return task.work(report)
    except ViewerError as e:
        return TaskResult(notice=Notice("refused", str(e)))


class InBackground:
    """Does tasks on a thread of their own and answers on the session's.

    Parameters
    ----------
    post
        Has a function called on the session's thread; from any thread.
    """

    def __init__(self, post: Callable[[Callable[[], None]], None]) -> None:
        self._post = post
        self._answer: Answer | None = None
        self._report: Report | None = None
        self._background: BackgroundTask[TaskResult] = BackgroundTask(
            on_done=self._on_done, on_failed=self._on_failed, on_progress=self._on_progress, doing="proposing"
        )

    def start(self, task: Task, *, answer: Answer, report: Report) -> None:
        """Do a task instead of what is on its way."""
        self._answer, self._report = answer, report
        self._background.start(task.work, name_hint=task.words)

    def cancel(self) -> None:
        """Give up what is being done; its answer never comes."""
        self._background.cancel()

    def close(self) -> None:
        """Give up what is being done and wait for its thread."""
        self._background.close()

    def _on_done(self, generation: int, result: TaskResult) -> None:
        answer = self._answer
        if answer is not None and generation == self._background.generation:
            self._post(lambda: answer(result))

    def _on_failed(self, generation: int, sentence: str) -> None:
        self._on_done(generation, TaskResult(notice=Notice("refused", sentence)))

    def _on_progress(self, generation: int, done: int, total: int, hint: str) -> None:
        del hint
        report = self._report
        if report is not None and generation == self._background.generation:
            self._post(lambda: report(done, total))
