"""Opens one file after the other as the program does, and says what is not as it should be."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from tests.safety.hostile.seeds import Kind, write_series
from tests.safety.hostile.watching import TouchWatch, silence_watch
from viewer.core.annotations.statement import Statement
from viewer.core.document import Document
from viewer.core.outline import Outline, Side
from viewer.core.series import Series, Slice, Study
from viewer.errors import ViewerError, plain
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.imagej_roi import read_roi_outlines
from viewer.io.masks import read_mask_outlines
from viewer.io.opening import open_study
from viewer.io.project.files import read_project
from viewer.measure.measuring import MeasureSettings, measure

MAX_SENTENCE = 600
"""Longest sentence, characters, without the path."""

_FORBIDDEN = ("Traceback", "Error:", "Exception", "NoneType", "object at 0x", "errno")
_READ_PER_SERIES = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """Which input, and what was wrong with the answer."""

    label: str
    problem: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file."""

    seconds: float
    sentence: str | None
    error: str
    problems: tuple[str, ...]


class Bench:
    """A folder with a sound series in it, and one worker for everything that is tried there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.restarts = 0
        self._good = write_series(folder)
        self._worker = DecodeWorker()
        self._pid: int | None = None
        self._study = open_study([self._good], worker=self._worker)
        self._expected = self._inventory()
        self._tries = 0

    def __enter__(self) -> Self:
        self._worker.start()
        self._pid = self._worker.pid
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._worker.close()

    def attempt(self, kind: Kind, file: str, data: bytes, *, hang: type[Exception]) -> Outcome:
        """Open a file, fetch its pixels and measure on them.

        Parameters
        ----------
        kind
            How it is opened.
        file
            Its name.
        data
            Its bytes.
        hang
            Raised inside by a watchdog when nothing comes back.
        """
        path = self.folder / file
        path.write_bytes(data)
        problems: list[str] = []
        sentence, error = None, ""
        watch = TouchWatch()
        started = time.monotonic()
        try:
            with watch.on(), silence_watch(problems):
                problems.extend(self._open(kind, path))
        except ViewerError as e:
            sentence, error = str(e), type(e).__name__
            problems.extend(problems_of(sentence, path))
        except hang:
            problems.append("did not come back")
        except MemoryError:
            problems.append("memory ran out in the program itself")
        except Exception as e:  # noqa: BLE001 - the very thing that is looked for
            problems.append(f"{type(e).__name__} left the program: {str(e)[:200]} ({_place_of(e)})")
        seconds = time.monotonic() - started
        if self._worker.pid != self._pid:
            self.restarts += self._pid is not None
            self._pid = self._worker.pid
        problems.extend(watch.found)
        path.unlink(missing_ok=True)
        self._tries += 1
        if self._tries % 500 == 0 and self._inventory() != self._expected:
            problems.append("files beside it were changed or made")
        return Outcome(seconds, sentence, error, tuple(problems))

    def _inventory(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}

    def _open(self, kind: Kind, path: Path) -> Iterator[str]:
        if kind == "mask":
            labels = {Side.RIGHT: 1, Side.LEFT: 2}
            outlines = read_mask_outlines(
                path, labels, self._study, worker=self._worker, place_of_picture=lambda: (self._study.series[0], 1)
            )
            yield from _problems_of_outlines(outlines, self._study)
        elif kind == "roi":
            key = self._study.series[0].slices[0].key
            found = read_roi_outlines(path, lambda position: key)
            yield from _problems_of_outlines(tuple(named.outline for named in found), self._study)
        elif kind == "project":
            read_project(path)
        else:
            study = open_study([path], worker=self._worker)
            yield from problems_of_study(study, is_measured=self._tries % 3 == 0)


def problems_of(sentence: str, path: Path) -> Iterator[str]:
    """What is wrong with a message: not one plain sentence, or it does not name the file."""
    if not sentence.endswith(".") or plain(sentence) != sentence:
        yield f"no plain sentence: {sentence!r}"
    if path.name not in sentence:
        yield f"does not name the file: {sentence!r}"
    if len(sentence.replace(str(path), "")) > MAX_SENTENCE:
        yield f"{len(sentence)} characters: {sentence[:200]!r}"
    yield from (f"says {word!r}: {sentence!r}" for word in _FORBIDDEN if word in sentence)


def problems_of_study(study: Study, *, is_measured: bool = True) -> Iterator[str]:
    """Fetch pixels and measure: what came out must be an image of the size stated, and finite numbers."""
    texts = (*study.warnings, *(text for series in study.series for text in (*series.warnings, series.description)))
    yield from (f"unprintable: {text!r}" for text in texts if plain(text) != text)
    yield from (f"unprintable: {item.reason!r}" for item in study.skipped if plain(item.reason) != item.reason)
    for series in study.series:
        for image in {image.key: image for image in (*series.slices[:_READ_PER_SERIES], series.slices[-1])}.values():
            yield from _problems_of_image(image, series, is_measured=is_measured)


def _problems_of_image(image: Slice, series: Series, *, is_measured: bool) -> Iterator[str]:
    try:
        pixels = image.reader.read()
    except ViewerError as e:
        yield from (problem for problem in problems_of(str(e), Path(image.file)))
        return
    if pixels.shape != (image.rows, image.columns) or pixels.dtype.kind not in "iuf":
        yield f"pixels {pixels.shape} {pixels.dtype} where {(image.rows, image.columns)} is stated"
    if is_measured:
        document = Document(outlines=_drawn_on(image), statement=Statement())
        yield from _problems_of_numbers(document, (series,))


def _drawn_on(image: Slice) -> tuple[Outline, ...]:
    """Two outlines in the middle of an image, at most 40 pixels wide."""
    width, height = min(image.columns, 40) / 8, min(image.rows, 40) / 8
    x, y = (image.columns - 1) / 2, (image.rows - 1) / 2
    boxes = ((x - 2.5 * width, x - 0.5 * width), (x + 0.5 * width, x + 2.5 * width))
    return tuple(
        Outline.from_points(
            [(left, y - height), (right, y - height), (right, y + height), (left, y + height)],
            slice_key=image.key,
            side=Side.UNKNOWN,
        )
        for left, right in boxes
    )


def _problems_of_outlines(outlines: tuple[Outline, ...], study: Study) -> Iterator[str]:
    for outline in outlines:
        numbers = np.array([number for ring in outline.rings for point in ring for number in point])
        if not np.isfinite(numbers).all():
            yield "an outline has a point that is no number"
    yield from _problems_of_numbers(Document(outlines=outlines), study.series)


def _problems_of_numbers(document: Document, series: tuple[Series, ...]) -> Iterator[str]:
    try:
        found = measure(document, series, MeasureSettings(), is_lenient=True)
    except ViewerError as e:
        if not str(e).endswith(".") or plain(str(e)) != str(e):
            yield f"no plain sentence: {str(e)!r}"
        return
    for row in found.rows:
        numbers = {item.name: getattr(row, item.name) for item in fields(row)}
        for name, value in numbers.items():
            parts = value if isinstance(value, tuple) else (value,)
            if any(isinstance(part, float) and not math.isfinite(part) for part in parts):
                yield f"{name} is {value}"


def _place_of(error: Exception) -> str:
    """Where an exception came from: the last line of the program on the way."""
    place, step = "", error.__traceback__
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        if "/viewer/" in file:
            place = f"{file.partition('/viewer/')[2]}:{step.tb_lineno}"
        step = step.tb_next
    return place
