"""The window beside what it is compared with: its start, what events cost, the memory, and stalls.

`python -m tests.benchmarks.bench_window` prints the table; with xcb (a display, or Xvfb) what is timed is what a user
sees, elsewhere Qt paints into memory. Everything runs from compiled modules, as after an installation.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.benchmarks import window_events, window_scroll
from tests.benchmarks.cases import Timing
from tests.benchmarks.window_events import tissue
from tests.synthetic import axial_series

BARE = Path(__file__).with_name("bare_window.py")
WATCHED = Path(__file__).with_name("watched_window.py")
ROOT = Path(__file__).resolve().parents[2]

MEMORY_LIMIT_MIB, STALL_LIMIT_MS = 170.0, 16.0
SLICES, MANY = 40, 2000


@contextmanager
def surroundings() -> Iterator[dict[str, str]]:
    """Environment for a program of its own: nothing is remembered, and modules are compiled once, as installed."""
    use_what_screen_there_is()
    with tempfile.TemporaryDirectory() as folder:
        found = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        found |= {
            "MULTIFIDUS_HOME": f"{folder}/home",
            "PYTHONPYCACHEPREFIX": f"{folder}/compiled",
            "PYTHONPATH": str(ROOT),
        }
        yield found


def seconds_to_paint(script: Path, path: Path, environment: dict[str, str]) -> float:
    """Time from the start of a process to the end of the first painting of the slice, s."""
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, str(script), str(path)], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline().strip() == b"painted"
            return time.perf_counter() - start
        finally:
            process.kill()


def start_to_image(folder: Path, *, rounds: int = 7) -> Timing:
    """Process start to the slice on the screen, median of alternating starts."""
    (path,) = axial_series(folder, 1, pixels=tissue(512), spacing=(0.6, 0.6))
    times: tuple[list[float], list[float]] = ([], [])
    with surroundings() as environment:
        for script in (WATCHED, BARE):  # compiles, and warms the disk cache
            seconds_to_paint(script, path, environment)
        for _ in range(rounds):
            for script, found in zip((WATCHED, BARE), times, strict=True):
                found.append(seconds_to_paint(script, path, environment))
    return Timing("process start to image", median(times[0]), median(times[1]), "bare Qt + pydicom window", 1.0)


def can_tell_memory() -> bool:
    """Whether this system tells how much memory a process holds, as Linux does."""
    return Path("/proc/self/status").exists()


def memory_mib(folder: Path, *, slices: int = SLICES) -> tuple[float, float]:
    """Resident memory, MiB, with that many 512² slices open and scrolled through: ours, and the bare window's."""
    paths = axial_series(folder, slices, pixels=tissue(512), spacing=(0.6, 0.6))
    with surroundings() as environment:
        ours = window_scroll.in_process_of_its_own("memory", folder, environment)
        done = subprocess.run(
            [sys.executable, str(BARE), "--scroll", *map(str, paths)],
            check=True,
            capture_output=True,
            text=True,
            env=environment,
        )
    return ours / 1024, float(done.stdout.split()[-1]) / 1024


def longest_stall_ms(folder: Path, *, slices: int = MANY) -> float:
    """Longest pause of the event loop while a study of many small slices is scrolled through, ms."""
    axial_series(folder, slices, pixels=tissue(96), spacing=(3.0, 3.0), distance_mm=0.5)
    with surroundings() as environment:
        return window_scroll.in_process_of_its_own("stall", folder, environment)


def events(folder: Path) -> list[Timing]:
    """Everything that is timed as single events."""
    return [
        *window_events.window_frames(folder / "frames"),
        window_events.next_slice(folder / "wheel"),
        window_events.sagittal_view(folder / "sagittal"),
        *window_events.vertex_drag(),
    ]


def print_table(folder: Path) -> None:
    """Time everything and print it: ours, the reference, their ratio, and the limit that ours has to keep."""
    for timing in [start_to_image(folder / "start"), *events(folder)]:
        limit = f"≤ {1e3 * timing.limit_s:.1f} ms" if timing.limit_s is not None else f"≤ {timing.target:.2f} ×"
        print(
            f"{timing.name:<52}{1e3 * timing.ours_s:>9.2f} ms{1e3 * timing.reference_s:>9.2f} ms"
            f"{timing.ratio:>8.2f}  {limit:<11}{timing.reference}"
        )
    if can_tell_memory():
        ours, bare = memory_mib(folder / "memory")
        what, limit = f"{SLICES} slices open and scrolled through", f"≤ {MEMORY_LIMIT_MIB:.0f} MiB"
        print(f"{what:<52}{ours:>8.1f} MiB{bare:>8.1f} MiB{ours / bare:>8.2f}  {limit:<11}bare window")
    what, limit = f"{MANY} slices scrolled through: longest stall", f"≤ {STALL_LIMIT_MS:.1f} ms"
    print(f"{what:<52}{longest_stall_ms(folder / 'many'):>9.2f} ms{'':>20}  {limit}")


def use_what_screen_there_is() -> None:
    """Let Qt paint into memory where there is no display."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main() -> None:
    """Print the table."""
    use_what_screen_there_is()
    with tempfile.TemporaryDirectory() as name:
        print_table(Path(name))


if __name__ == "__main__":
    main()
