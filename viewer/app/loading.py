"""Opening off the window's thread: progress, cancelling, late answers dropped.

Callbacks come on the working thread, `on_cancelled` on the one that cancels; a window passes them on to its own.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from viewer.app.choosing import Choice, PatientGroup, choose_first, patients_of
from viewer.app.display.pixels import LoadedSlice, load_slice
from viewer.core.series import Identity, Slice, Study
from viewer.errors import UnreadableError, ViewerError
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.opening import open_study
from viewer.io.sources import MemoryBytes

PROGRESS_INTERVAL_S = 0.05
"""Shortest time between two reports of progress, s: more often nobody can read, and the window has other work."""

TRIED_SLICES = 4
"""Other slices that are tried where the one to be shown first cannot be read."""

Result = TypeVar("Result")

Progress: TypeAlias = Callable[[int, int], None]
"""What work calls with how much is done and the total; it raises where the work is not wanted any more."""


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
    ) -> None:
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
            self._fail(run, "There is not enough memory to open this; close other programs and try again.")
        except Exception as e:  # noqa: BLE001 (on this thread nobody else would tell the user that nothing will come)
            self._fail(
                run,
                f"Opening failed because of a fault in the program ({type(e).__name__}); what was open is unchanged, "
                "please report it.",
            )
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


@dataclass(frozen=True, slots=True)
class Opened:
    """What an opening found and what to show of it first.

    Parameters
    ----------
    study
        All of it.
    choice
        Block and slice to show first, with the reason.
    patients
        Whose images these are, in the order of the blocks.
    first
        The pixels of the chosen slice.
    """

    study: Study
    choice: Choice
    patients: tuple[PatientGroup, ...] = field(repr=False)
    first: LoadedSlice = field(repr=False)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about the whole of it; what concerns one block stands with that block."""
        return self.study.warnings

    @property
    def has_several_patients(self) -> bool:
        """Whether the user has to choose: more than one patient or study is named."""
        return sum(group.identity != Identity() for group in self.patients) > 1


def opened(study: Study) -> Opened:
    """What to show of a study first, and whose it is; reads the pixels of the slice that is shown first.

    Raises
    ------
    UnreadableError
        If the headers are sound but no pixels can be read: such a study may not take the place of what is open.
    """
    choice = choose_first(study)
    first = load_slice(choice.image)
    if first.error is not None and not any(load_slice(image).error is None for image in _others(study, choice)):
        raise UnreadableError(first.error)
    return Opened(study=study, choice=choice, patients=patients_of(study), first=first)


def _others(study: Study, choice: Choice) -> list[Slice]:
    """A few slices beside the chosen one, from as many series as there are: enough to tell that all are damaged."""
    middles = [series.slices[len(series.slices) // 2] for series in study.series]
    neighbours = [choice.series.slices[0], choice.series.slices[-1]]
    others = {image.key: image for image in (*neighbours, *middles) if image.key != choice.image.key}
    return list(others.values())[:TRIED_SLICES]


def open_pasted(png_bytes: bytes, *, worker: DecodeWorker | None = None) -> Study:
    """Study of one picture that came from the clipboard.

    Parameters
    ----------
    png_bytes
        A PNG file's content.
    worker
        Decodes it; None for one of its own.

    Raises
    ------
    UnreadableError
        If it is empty, no picture, too large or damaged.
    """
    from viewer.io.picture import open_picture

    if not png_bytes:
        raise UnreadableError("The clipboard holds no picture; copy one and paste again.")
    return Study(series=(open_picture(MemoryBytes(png_bytes), worker or DecodeWorker(), number=1),))


class Loader:
    """Opens files, folders and pasted pictures on a thread of its own.

    Each opening has a decode worker of its own, which its study keeps: cancelling one ends that worker at once
    and disturbs nothing that is on the screen. The worker's process starts when something has to be decoded.

    Parameters
    ----------
    on_opened
        Gets the generation and what was found.
    on_failed, on_cancelled, on_progress
        See `BackgroundTask`; total and done are counted in files.
    """

    def __init__(
        self,
        *,
        on_opened: Callable[[int, Opened], None],
        on_failed: Callable[[int, str], None],
        on_cancelled: Callable[[int], None] | None = None,
        on_progress: Callable[[int, int, int, str], None] | None = None,
    ) -> None:
        self._task = BackgroundTask(
            on_done=on_opened, on_failed=on_failed, on_cancelled=on_cancelled, on_progress=on_progress
        )

    @property
    def generation(self) -> int:
        """Number of the newest opening, 0 before the first."""
        return self._task.generation

    @property
    def is_busy(self) -> bool:
        """Whether an opening is on its way."""
        return self._task.is_busy

    def open(self, paths: Sequence[Path], *, password: str | None = None) -> int:
        """Open paths instead of what is being opened, and return the generation.

        Parameters
        ----------
        paths
            See `viewer.io.opening.open_study`.
        password
            For encrypted zip archives.
        """
        worker = DecodeWorker()
        asked = tuple(paths)
        return self._task.start(
            lambda progress: opened(open_study(asked, password=password, worker=worker, progress=progress)),
            name_hint=asked[0].name if asked else "",
            interrupt=worker.interrupt,
        )

    def open_pasted(self, png: Callable[[], bytes]) -> int:
        """Open a picture from the clipboard, and return the generation.

        Parameters
        ----------
        png
            Makes the content of a PNG file, on the working thread.
        """
        worker = DecodeWorker()
        return self._task.start(
            lambda _: opened(open_pasted(png(), worker=worker)),
            name_hint="pasted picture",
            interrupt=worker.interrupt,
        )

    def take(self, study: Study) -> int:
        """Open a part of what was opened before, such as one patient's, and return the generation."""
        return self._task.start(lambda _: opened(study))

    def cancel(self) -> bool:
        """Give up what is being opened, and return whether there was something; what was open stays."""
        return self._task.cancel()

    def close(self) -> None:
        """Give up what is being opened without a word."""
        self._task.close()
