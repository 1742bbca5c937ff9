"""Compressed slices through the decode worker against the fastest decoder called alone in this process.

`python -m tests.benchmarks.bench_decoding` prints this part alone, and adds what a slice costs that is asked for
by itself, and what the start of the worker costs.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import openjpeg.utils
from numpy.typing import NDArray

from tests.benchmarks.cases import Timing, best_of
from tests.io.decode_worker.generated_dicom import (
    HTJ2K_LOSSLESS,
    J2K_LOSSLESS,
    JPEG_LS,
    LOSSLESS,
    RLE,
    codestream_file,
    compressed,
)
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.sources import LocalFile, local_file

SIDE = 512
SLICES = 40
TARGET = 1.1

Decode = Callable[[bytes], Any]


def decoders() -> dict[str, tuple[str, list[Decode]]]:
    """Name of each family, and every decoder there is for it."""
    import jpeg_ls
    from rle.rle import decode_frame

    def rle(stream: bytes) -> NDArray[Any]:
        return np.frombuffer(decode_frame(stream, SIDE * SIDE, 16, "<"), "<u2").reshape(SIDE, SIDE)

    return {
        RLE: ("RLE", [rle]),
        LOSSLESS: ("lossless JPEG", [imagecodecs.jpeg8_decode, imagecodecs.ljpeg_decode, imagecodecs.jpegsof3_decode]),
        JPEG_LS: ("JPEG-LS", [imagecodecs.jpegls_decode, jpeg_ls.decode_pixel_data]),
        J2K_LOSSLESS: ("JPEG 2000", [imagecodecs.jpeg2k_decode, openjpeg.utils.decode]),
        HTJ2K_LOSSLESS: ("high-throughput JPEG 2000", [imagecodecs.htj2k_decode, imagecodecs.jpeg2k_decode]),
    }


def slice_512(seed: int) -> NDArray[np.uint16]:
    """A 12-bit image with the smoothness and noise of an MR slice."""
    from scipy.ndimage import gaussian_filter

    random = np.random.default_rng(seed)
    smooth = gaussian_filter(random.normal(size=(SIDE, SIDE)), 4)
    smooth = (smooth - smooth.min()) / np.ptp(smooth) * 3000
    return np.clip(smooth + random.normal(0, 25, smooth.shape), 0, 4095).astype(np.uint16)


def compressed_pixels(folder: Path, *, slices: int = SLICES, rounds: int = 15, pipelined: bool = True) -> list[Timing]:
    """Time each family: files through a warm worker against codestreams in memory through a decoder.

    Parameters
    ----------
    folder
        Where the files are written.
    slices
        Number of 512² slices.
    rounds
        Times each side is run; the best counts.
    pipelined
        Whether the slices are asked for together, as a series is loaded, or one after the other.
    """
    images = [slice_512(seed) for seed in range(8)]
    timings = []
    folder.mkdir(parents=True, exist_ok=True)
    with DecodeWorker() as worker:
        for syntax, (name, candidates) in decoders().items():
            streams = [compressed(image, syntax, bits=12) for image in images]
            files = _written(folder, syntax, streams, images, slices)
            ours = _ours(worker, files, pipelined=pipelined)
            for image, array in zip(images, ours(), strict=False):
                np.testing.assert_array_equal(array, image)
            fastest = min(candidates, key=lambda decode: _seconds(decode, streams))

            def reference(streams: list[bytes] = streams, fastest: Decode = fastest) -> None:
                for index in range(slices):
                    fastest(streams[index % len(streams)])

            way = "" if pipelined else ", one by one"
            times = best_of(rounds, ours, reference)
            timings.append(Timing(f"{name}, {slices} slices{way}", *times, "fastest decoder alone", TARGET))
    return timings


def _written(
    folder: Path, syntax: str, streams: list[bytes], images: list[NDArray[np.uint16]], slices: int
) -> list[LocalFile]:
    files = []
    for index in range(slices):
        path = folder / f"{syntax}-{index:02d}.dcm"
        path.write_bytes(codestream_file(streams[index % len(streams)], syntax, images[0], bits=12))
        files.append(local_file(path))
    return files


def _ours(worker: DecodeWorker, files: list[LocalFile], *, pipelined: bool) -> Callable[[], list[NDArray[Any]]]:
    """What loads every slice and keeps it, as a series does."""
    if pipelined:
        return lambda: [arrays[0] for _, arrays in worker.run_many("dicom-frame", [(f, {"frame": 1}) for f in files])]
    return lambda: [worker.run("dicom-frame", file, {"frame": 1})[1][0] for file in files]


def _seconds(decode: Decode, streams: list[bytes]) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        for stream in streams:
            decode(stream)
        best = min(best, time.perf_counter() - start)
    return best


def start_up(folder: Path, *, rounds: int = 5) -> float:
    """Seconds from nothing to the first decoded slice, best of several."""
    file = _written(folder, JPEG_LS, [compressed(slice_512(0), JPEG_LS, bits=12)], [slice_512(0)], 1)[0]
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        with DecodeWorker() as worker:
            worker.run("dicom-frame", file)
            best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        timings = compressed_pixels(folder) + compressed_pixels(folder, pipelined=False)
        for t in timings:
            print(f"{t.name:<52}{1e3 * t.ours_s:>9.1f} ms{1e3 * t.reference_s:>9.1f} ms{t.ratio:>7.2f}")
        print(f"{'start of the worker to its first slice':<52}{1e3 * start_up(folder):>9.1f} ms")


if __name__ == "__main__":
    main()
