"""Work away from the window's thread: previews of which only the latest counts, and jobs that all count."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal

from viewer.app.faults.keeping import report_fault
from viewer.errors import ViewerError


class Background(QObject):
    """One thread that works for a dialog; what comes of it arrives as signals in the window's thread.

    It has no parent, so that a thread still at work never speaks through a deleted object.
    """

    previewed = Signal(int, object)
    """Generation and result (or `ViewerError`) of a preview."""
    finished = Signal(str, object)
    """Name and result (or `ViewerError`) of a job."""
    _came_back = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="figure")
        self._generation = 0
        self._jobs = 0
        self._is_stopped = False
        self._came_back.connect(self._tell_job)

    @property
    def generation(self) -> int:
        """Number of the latest preview asked for; results of others are late."""
        return self._generation

    @property
    def is_working(self) -> bool:
        """Whether a job has not come back."""
        return self._jobs > 0

    def preview(self, work: Callable[[], object]) -> None:
        """Ask for a preview; those before it that have not begun are left out, and all of them once stopped."""
        self._generation += 1
        if not self._is_stopped:
            self._threads.submit(self._run_preview, self._generation, work)

    def drop_previews(self) -> None:
        """Let no preview that was asked for count any more."""
        self._generation += 1

    def run(self, name: str, work: Callable[[], object]) -> None:
        """Do a job; jobs are done one after the other, and none once stopped."""
        if self._is_stopped:
            return
        self._jobs += 1
        self._threads.submit(self._run_job, name, work)

    def _tell_job(self, name: str, outcome: object) -> None:
        """Count a job off, in the window's thread, before anyone hears of it."""
        self._jobs -= 1
        self.finished.emit(name, outcome)

    def _run_preview(self, generation: int, work: Callable[[], object]) -> None:
        if generation == self._generation:
            self.previewed.emit(generation, _outcome(work))

    def _run_job(self, name: str, work: Callable[[], object]) -> None:
        self._came_back.emit(name, _outcome(work))

    def stop(self) -> None:
        """Take no more work; what is being done is finished and forgotten."""
        self._generation += 1
        self._is_stopped = True
        self._threads.shutdown(wait=False, cancel_futures=True)


def _outcome(work: Callable[[], object]) -> object:
    """What came of some work: its result, or the error whose sentence is shown."""
    try:
        return work()
    except ViewerError as error:
        return error
    except Exception as error:  # noqa: BLE001 - the top of a thread: unforeseen, but the dialog must not wait for ever
        what = f"Something unexpected went wrong ({type(error).__name__})"
        return ViewerError(f"{what}; change a choice or open the figure again; {report_fault(error).where}.")
