"""A run of a random user, with what must hold after every hundred steps, and its figures.

`python -m tests.safety.stress.random_run --steps 10000 --seed 1` prints the figures, or the steps before a failure;
`--shrink` looks for the fewest of them that fail too, and `--only 3,17,20` does those alone.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from tests.lumbar import write_study
from tests.safety.stress.leaks import Census, census, collect, left_behind, open_files
from tests.safety.stress.random_steps import Step, steps
from tests.safety.stress.random_user import RandomUser
from tests.safety.stress.timing import Figures
from viewer.app.faults.keeping import reports_folder
from viewer.app.settings import Settings
from viewer.io.project import bind, project_of, read_project, write_project
from viewer.io.sample import sample_folder
from viewer.tools.gesture import Gesture, Kind
from viewer.ui.application import make_application
from viewer.ui.main_window import MainWindow
from viewer.ui.starting import importing_ahead

CHECKED_EVERY = 100
UNDONE_MAX = 40
"""Most steps that are undone and redone at a check, but for the last one, which goes back to the beginning."""

PATIENCE_S = 60.0


class Run:
    """One window, one user."""

    def __init__(self, folder: Path) -> None:
        self.figures = Figures()
        self.faults: list[str] = []
        self._install()
        make_application()
        inputs = [write_study(folder / "one"), sample_folder(), write_study(folder / "two", slices=5)]
        (folder / "rubbish").mkdir()
        (folder / "rubbish" / "x.dcm").write_bytes(b"rubbish")
        outputs = folder / "out"
        outputs.mkdir()
        self._inputs, self._outputs = [*inputs, folder / "rubbish"], outputs
        self.windows = 0
        self._start()

    def _start(self) -> None:
        """Start the program, as after the user has closed it."""
        self.windows += 1
        self.window = MainWindow(Settings(has_seen_first_start=True))
        self.window.resize(1200, 800)
        self.window.show()
        self.user = RandomUser(self.window, self._inputs, self._outputs)
        self.window.opening.open([self._inputs[0]])
        self.until(lambda: self.window.session.now.is_loaded and self.window.panels.is_made)
        importing_ahead.start_after_panels(self.window)  # as the program does; nobody is as fast as this user
        self.until(lambda: set(importing_ahead.WITH_QT) <= set(sys.modules))

    def _install(self) -> None:
        """Count every error as a failure, wherever it comes to the top."""

        def on_error(_: object, error: BaseException, __: object) -> None:
            self.faults.append("".join(traceback.format_exception(error)))

        def on_message(_: object, __: object, text: str) -> None:
            if "QPainter" in text or "destroy" in text or "QObject::" in text or "timers" in text.lower():
                self.faults.append(f"Qt: {text}")

        sys.excepthook = on_error
        threading.excepthook = lambda args: on_error(None, args.exc_value or args.exc_type(), None)
        sys.unraisablehook = lambda args: on_error(None, args.exc_value or args.exc_type(), None)
        qInstallMessageHandler(on_message)

    def until(self, test) -> None:
        ends = time.monotonic() + PATIENCE_S
        while not test():
            assert time.monotonic() < ends, "what must happen did not"
            QApplication.processEvents()
            time.sleep(0.002)

    def do(self, chosen: Sequence[Step]) -> None:
        """Take the steps, and check in between."""
        for count, step in enumerate(chosen, start=1):
            self.user.do(step)
            self.figures.take(self.user.timed, f"{step.number} {self.user.told}")
            self._fail_on_faults()
            if not self.window.isVisible():  # by Quit, or a question that was answered so
                self.close()
                self._start()
            if count % CHECKED_EVERY == 0 or count == len(chosen):
                self.check(is_whole=count == len(chosen))

    def _fail_on_faults(self) -> None:
        if self.faults:
            raise AssertionError("\n".join(self.faults[:3]))
        folder = reports_folder()
        reports = [path.read_text() for path in folder.iterdir()] if folder.is_dir() else []
        if reports:  # of faults on other threads, which were told in the window
            raise AssertionError("\n".join(reports))

    def rest(self) -> None:
        """Put everything away that stands over the window or goes on behind it."""
        window, session = self.window, self.window.session
        self.user.put_all_away()
        window.opening.cancel()
        session.cancel_task()
        self.until(lambda: not window.saving._is_writing and not window.opening._loader.is_busy)
        self.user.put_all_away()
        for _ in range(4):
            if session.is_drawing:
                if session.now.waiting is not None:
                    session.use_tool(session.now.waiting.tool)
                session.gesture(Gesture(Kind.CANCEL))
        session.use_tool("pan")
        assert not session.is_drawing

    def check(self, *, is_whole: bool) -> None:
        """What must hold at any time."""
        self.rest()
        session = self.window.session
        if session.now.study is None:
            return
        last, past, future = session.now.document, session.now.history.past, session.now.history.future
        back = past if is_whole else past[-UNDONE_MAX:]
        for change in reversed(back):
            session.undo()
            assert session.now.document == change.document, f"undoing {change.name} led elsewhere"
        for _ in back:
            session.redo()
        assert session.now.document == last, "undoing and redoing led elsewhere"
        assert session.now.history.past == past
        assert session.now.history.future == future
        self._check_saving()
        self._fail_on_faults()

    def _check_saving(self) -> None:
        """What is saved is what is open."""
        path, now = self._outputs / "check.mfv", self.window.session.now
        write_project(path, project_of(now.document, now.study, view=now.view, measurement=None, place=None))
        assert bind(read_project(path), now.study).document == now.document, "what was saved is not what is open"
        path.unlink()

    def close(self) -> None:
        """Close the window whatever is unsaved, and let go of it."""
        if self.window.isVisible():
            self.rest()
            self.window.saving.is_closing_agreed = True
            assert self.window.close(), "the window did not close"
        self.user.window.deleteLater()
        self.user = self.window = None  # type: ignore[assignment]
        collect()
        self._fail_on_faults()


def run(chosen: Sequence[Step], folder: Path) -> tuple[Figures, Census, Census]:
    """Do steps to the program, which is started again when it is closed; figures, what there was before and after.

    Raises
    ------
    AssertionError
        If something that must hold does not, with the step before it.
    """
    make_application()
    before = census()
    made = Run(folder)
    try:
        made.do(chosen)
        made.close()
    except BaseException as error:
        told = "" if made.user is None else made.user.told
        raise AssertionError(f"after {told}: {error}") from error
    return made.figures, before, census()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--shrink", action="store_true")
    given = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    chosen = steps(given.seed, given.steps)
    if given.only:
        wanted = {int(number) for number in given.only.split(",")}
        chosen = [step for step in chosen if step.number in wanted]
    if given.shrink:
        from tests.safety.stress.shrinking import fewest

        print("fewest:", ",".join(map(str, fewest(given.seed, given.steps))))
        return 0
    with tempfile.TemporaryDirectory(prefix="random-user-") as folder:
        # Figures are offered in the home folder: nothing of a run may land in that of whoever runs it.
        os.environ["HOME"] = os.environ["USERPROFILE"] = folder
        os.environ["MULTIFIDUS_HOME"] = f"{folder}/home"
        try:
            figures, before, after = run(chosen, Path(folder))
        except AssertionError as error:
            traceback.print_exception(error)
            print(f"FAILED seed {given.seed}")
            return 1
    print(f"seed {given.seed}: {len(chosen)} steps, no fault")
    print(*figures.lines(), before, after, sep="\n")
    left = left_behind(before, after)
    print(f"{left}: {open_files()}" if left else "nothing left behind")
    return 1 if left else 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
