"""Opening off the window's thread: what is found, and what of it is shown first.

Callbacks come as those of `viewer.app.background.BackgroundTask` do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from viewer.app.background import BackgroundTask, Progress
from viewer.app.choosing import Choice, PatientGroup, choose_first, patients_of
from viewer.app.display.pixels import LoadedSlice, load_slice
from viewer.core.series import Identity, Slice, Study
from viewer.errors import UnreadableError
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.opening import open_study
from viewer.io.sources import MemoryBytes

TRIED_SLICES = 4
"""Other slices that are tried where the one to be shown first cannot be read."""


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
    on_project
        Gets the generation and the path of a single file that turns out to be a project; None to look for none.
    """

    def __init__(
        self,
        *,
        on_opened: Callable[[int, Opened], None],
        on_failed: Callable[[int, str], None],
        on_cancelled: Callable[[int], None] | None = None,
        on_progress: Callable[[int, int, int, str], None] | None = None,
        on_project: Callable[[int, Path], None] | None = None,
    ) -> None:
        self._on_opened, self._on_project = on_opened, on_project
        self._task: BackgroundTask[Opened | Path] = BackgroundTask(
            on_done=self._on_done, on_failed=on_failed, on_cancelled=on_cancelled, on_progress=on_progress
        )

    def _on_done(self, generation: int, found: Opened | Path) -> None:
        if isinstance(found, Opened):
            self._on_opened(generation, found)
        elif self._on_project is not None:
            self._on_project(generation, found)

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

        def work(progress: Progress) -> Opened | Path:
            # Asked here, where a slow drive holds nobody up.
            if self._on_project is not None and len(asked) == 1 and _is_project(asked[0]):
                return asked[0]
            return opened(open_study(asked, password=password, worker=worker, progress=progress))

        return self._task.start(
            work,
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


def _is_project(path: Path) -> bool:
    """Whether a path is meant as a project; what is plainly an image is told without importing what reads projects."""
    if path.suffix.lower() != ".mfv" and _first_byte(path) not in (b"{", b"P"):  # P: a zip, which may be a case
        return False
    from viewer.app.projects import is_project

    return is_project(path)


def _first_byte(path: Path) -> bytes:
    try:
        if not path.is_file():  # a pipe would be waited for
            return b""
        with path.open("rb") as file:
            return file.read(1)
    except OSError:
        return b""  # a folder, or what opening will complain about
