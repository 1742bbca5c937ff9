"""Work off the window's thread: progress, cancelling, late answers dropped.

Callbacks come on the working thread, `on_cancelled` on the one that cancels; a window passes them on to its own.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar

from viewer.errors import ViewerError

if TYPE_CHECKING:
    from concurrent.futures import Future

PROGRESS_INTERVAL_S = 0.05
"""Shortest time between two reports of progress, s: more often nobody can read, and the window has other work."""

Result = TypeVar("Result")

Progress: TypeAlias = Callable[[int, int], None]
"""What work calls with how much is done and the total; it raises where the work is not wanted any more."""

Doing = Literal["opening", "saving", "proposing"]
"""What a task is for, for the sentences about its failures."""

_WORDS: dict[Doing, tuple[str, str]] = {
    "opening": ("open", "what was open is unchanged"),
    "saving": ("save", "what you have done is still open"),
    "proposing": ("work out", "what you have done is unchanged"),
}
"""What there is not enough memory for, and what is not lost."""


class _NotWantedError(Exception):
    """Ends work whose answer nobody waits for; never leaves this module."""


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """One piece of work on its way."""

    generation: int
    name_hint: str
    interrupt: Callable[[], None] | None


class BackgroundTask(Generic[Result]):
    """Runs one piece of work at a time on a thread of its own; the newest is the one that is wanted.

    Parameters
    ----------
    on_done
        Gets the generation and what the work returned.
    on_failed
        Gets the generation and one sentence for the user.
    on_cancelled
        Gets the generation, at once, on the thread that calls `cancel`.
    on_progress
        Gets generation, done, total and what is being worked on, at most 20 times a second.
    doing
        What the work is for; sentences about unforeseen failures say so.

    Notes
    -----
    Each start gets the next generation. Of several, only the newest answers, and each answers once.
    """

    def __init__(
        self,
        *,
        on_done: Callable[[int, Result], None],
        on_failed: Callable[[int, str], None],
        on_cancelled: Callable[[int], None] | None = None,
        on_progress: Callable[[int, int, int, str], None] | None = None,
        doing: Doing = "opening",
    ) -> None:
        self._doing = doing
        self._on_done = on_done
        self._on_failed = on_failed
        self._on_cancelled = on_cancelled
        self._on_progress = on_progress
        self._lock = threading.Lock()
        self._generation = 0
        self._wanted: _Run | None = None
        self._threads: list[threading.Thread] = []

    @property
    def generation(self) -> int:
        """Number of the newest start, 0 before the first."""
        return self._generation

    @property
    def is_busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._wanted is not None

    def start(
        self,
        work: Callable[[Progress], Result],
        *,
        name_hint: str = "",
        interrupt: Callable[[], None] | None = None,
    ) -> int:
        """Start work instead of what is on its way, and return its generation.

        Parameters
        ----------
        work
            Gets a function to report progress with; it should let through what that raises.
        name_hint
            What is worked on, for the words beside the progress.
        interrupt
            Called when the work is no longer wanted, to end what does not report progress; from any thread.
        """
        with self._lock:
            self._generation += 1
            run = _Run(self._generation, name_hint, interrupt)
            before, self._wanted = self._wanted, run
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            thread = threading.Thread(target=self._work, args=(run, work), name="background-task", daemon=True)
            self._threads.append(thread)
        _interrupt(before)
        thread.start()
        return run.generation

    def cancel(self) -> bool:
        """Give up what is on its way, and return whether there was something.

        Its answer is dropped from now on; the thread ends as soon as it notices.
        """
        with self._lock:
            run, self._wanted = self._wanted, None
        if run is None:
            return False
        _interrupt(run)
        if self._on_cancelled is not None:
            self._on_cancelled(run.generation)
        return True

    def close(self, *, timeout_s: float = 2.0) -> None:
        """Give up what is on its way without a word, and wait for its thread, at most `timeout_s` seconds."""
        with self._lock:
            run, self._wanted = self._wanted, None
            threads, self._threads = self._threads, []
        _interrupt(run)
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join(timeout_s)

    def _work(self, run: _Run, work: Callable[[Progress], Result]) -> None:
        """Do the work and tell what came of it, if it is still wanted."""
        try:
            result = work(self._reporter(run))
        except _NotWantedError:
            return
        except ViewerError as e:
            self._fail(run, str(e))
        except MemoryError:
            verb, _ = _WORDS[self._doing]
            self._fail(run, f"There is not enough memory to {verb} this; close other programs and try again.")
        except Exception as e:  # noqa: BLE001 (on this thread nobody else would tell the user that nothing will come)
            from viewer.app.faults.keeping import report_fault  # nothing that goes well needs it

            _, kept = _WORDS[self._doing]
            what = f"{self._doing.capitalize()} failed because of a fault in the program ({type(e).__name__})"
            self._fail(run, f"{what}; {kept}, and {report_fault(e).where}.")
        else:
            if self._is_claimed(run):
                self._on_done(run.generation, result)

    def _fail(self, run: _Run, sentence: str) -> None:
        if self._is_claimed(run):
            self._on_failed(run.generation, sentence)

    def _is_claimed(self, run: _Run) -> bool:
        """Whether this run is the one that is wanted; from now on it is answered."""
        with self._lock:
            if self._wanted is not run:
                return False
            self._wanted = None
            return True

    def _reporter(self, run: _Run) -> Progress:
        """What the work reports its progress to."""
        last_s = -PROGRESS_INTERVAL_S

        def report(done: int, total: int) -> None:
            nonlocal last_s
            if self._wanted is not run:
                raise _NotWantedError
            now_s = time.monotonic()
            if self._on_progress is not None and now_s - last_s >= PROGRESS_INTERVAL_S:
                last_s = now_s
                self._on_progress(run.generation, done, total, run.name_hint)

        return report


def _interrupt(run: _Run | None) -> None:
    if run is not None and run.interrupt is not None:
        run.interrupt()


def hand_on_fault(done: "Future[None]") -> None:
    """Hand an unforeseen error to `threading.excepthook`, as a thread without a pool does: the pool would keep it."""
    error = None if done.cancelled() else done.exception()
    if error is not None:
        hook = threading.excepthook
        hook(threading.ExceptHookArgs((type(error), error, error.__traceback__, threading.current_thread())))
