"""What is timed, each beside what it is compared with, in one run on one machine."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.lumbar import circle, outline_words, write_study
from tests.memory import image, series
from tests.synthetic import mr_image, pattern, write
from viewer.core.coverage import exact_coverage
from viewer.core.document import Document
from viewer.core.outline import Outline, Side
from viewer.measure.measuring import MeasureSettings, measure


@dataclass(frozen=True)
class Timing:
    """Seconds of ours and of the reference, best of several alternating rounds, and the target ratio.

    `limit_s`, where given, is what ours may take on a desktop; the ratio is then only for information.
    """

    name: str
    ours_s: float
    reference_s: float
    reference: str
    target: float
    limit_s: float | None = None

    @property
    def ratio(self) -> float:
        """Ours in parts of the reference."""
        return self.ours_s / self.reference_s


def best_of(rounds: int, ours: Callable[[], object], reference: Callable[[], object]) -> tuple[float, float]:
    """Shortest time of each, taken in turns so that both see the same machine."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for work, found in zip((ours, reference), times, strict=True):
            start = time.perf_counter()
            work()
            found.append(time.perf_counter() - start)
    return min(times[0]), min(times[1])


def header_scan(folder: Path, *, files: int = 480, rounds: int = 5) -> Timing:
    """Headers of a folder: our scan with its checks against pydicom up to the pixels."""
    import pydicom

    from viewer.io.dicom.fast_header import WINDOW_BYTES, scan
    from viewer.io.sources import local_file

    paths = [
        write(
            folder / f"IM{index:04d}",
            mr_image(pixels=pattern(64, 64, seed=index), instance=index + 1, position=(0, 0, 3.0 * index)),
        )
        for index in range(files)
    ]

    def ours() -> None:
        for path in paths:
            file = local_file(path)
            assert scan(file, file.read(0, WINDOW_BYTES)) is not None

    def reference() -> None:
        for path in paths:
            assert pydicom.dcmread(path, stop_before_pixels=True).SOPInstanceUID

    return Timing(
        f"header scan, {files} files", *best_of(rounds, ours, reference), "pydicom dcmread(stop_before_pixels)", 0.15
    )


def native_pixels(folder: Path, *, slices: int = 40, rounds: int = 7) -> Timing:
    """Uncompressed 512² slices: stored pixels against reading the bytes of the files."""
    from viewer.io.opening import open_study

    paths = [
        write(
            folder / f"IM{index:04d}",
            mr_image(pixels=pattern(512, 512, seed=index), instance=index + 1, position=(0, 0, 3.0 * index)),
        )
        for index in range(slices)
    ]
    images = open_study([folder]).series[0].slices

    def ours() -> None:
        for one in images:
            one.stored()

    def reference() -> None:
        for path in paths:
            path.read_bytes()

    return Timing(f"{slices} uncompressed 512² slices", *best_of(rounds, ours, reference), "reading their bytes", 1.6)


def coverage_and_statistics(*, rounds: int = 30) -> Timing:
    """Exact coverage, mean and spread of both sides against the usual whole-image mask (512²)."""
    from skimage.draw import polygon2mask

    values = np.random.default_rng(0).normal(300, 40, (512, 512))
    points = [circle(side) * 3 for side in ("right", "left")]
    key = image(values).key
    outlines = [
        Outline.from_points(p, slice_key=key, side=s) for p, s in zip(points, (Side.RIGHT, Side.LEFT), strict=True)
    ]

    def ours() -> None:
        for outline in outlines:
            coverage = exact_coverage(outline)
            inside = values[coverage.box]
            mean = np.average(inside, weights=coverage.weights)
            np.average((inside - mean) ** 2, weights=coverage.weights)

    def reference() -> None:
        for p in points:
            inside = values[polygon2mask(values.shape, p[:, ::-1])]
            assert inside.mean() > 0 < inside.std()

    return Timing("coverage and statistics, both sides", *best_of(rounds, ours, reference), "polygon2mask on 512²", 1.0)


def whole_measurement(*, rounds: int = 15) -> Timing:
    """The whole call by Otsu's threshold, with its flags and checks, against two whole-image masks and Otsu.

    Flags need the scale of the slice, which is looked for each time.
    """
    from skimage.draw import polygon2mask
    from skimage.filters import threshold_otsu

    rng = np.random.default_rng(0)
    values = np.where(rng.random((512, 512)) < 0.3, 1400.0, 300.0) + rng.normal(0, 40, (512, 512))
    points = [circle(side) * 3 for side in ("right", "left")]
    block = series(image(values))
    key = block.slices[0].key
    document = Document(
        tuple(
            Outline.from_points(p, slice_key=key, side=s) for p, s in zip(points, (Side.RIGHT, Side.LEFT), strict=True)
        )
    )

    def ours() -> None:
        measure(document, [block], MeasureSettings("otsu-shared"))

    def reference() -> None:
        inside = [values[polygon2mask(values.shape, p[:, ::-1])] for p in points]
        threshold = threshold_otsu(np.concatenate(inside))
        assert all(0 <= (part > threshold).mean() <= 1 for part in inside)

    times = best_of(rounds, ours, reference)
    return Timing("measure() by Otsu, both sides", *times, "polygon2mask and Otsu on 512²", 4.0)


def measure_command(folder: Path, *, rounds: int = 5) -> Timing:
    """`multifidus measure` on one slice from process start, against importing numpy and pydicom."""
    study = write_study(folder / "study", slices=1)
    command = [sys.executable, "-m", "viewer", "measure", str(study), *outline_words(), "--json"]
    imports = [sys.executable, "-c", "import numpy, pydicom"]

    # Modules are compiled once, as after an installation, also where the environment forbids to keep them.
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}

    def runs(arguments: list[str]) -> Callable[[], object]:
        return lambda: subprocess.run(arguments, check=True, capture_output=True, env=environment)

    for arguments in (command, imports):  # warm the disk cache, and compile
        runs(arguments)()
    return Timing(
        "multifidus measure, one slice",
        *best_of(rounds, runs(command), runs(imports)),
        'python -c "import numpy, pydicom"',
        2.0,
    )
