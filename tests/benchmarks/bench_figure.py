"""The figure of two panels at 600 dpi: the command, load and measure included, and painting alone.

`python -m tests.benchmarks.bench_figure` prints both beside a bare matplotlib script (see `bare_figure`) that draws the
same two images with as many pixels, without outlines, letters or numbers.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.benchmarks import bare_figure
from tests.benchmarks.bench_scale import phantom, scene
from tests.benchmarks.cases import Timing, best_of
from tests.figure.painting.painted_page import two_panels
from tests.synthetic import mr_image, write
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.figure.encoding import encode
from viewer.figure.painting.pixels import to_pixels

DPI, PRESET = 600, "elsevier-double"
COMMAND_TARGET, PREVIEW_TARGET = 1.2, 0.2
"""Time in parts of the bare script's, and of writing the same page as PNG at 600 dpi (no unit)."""

PREVIEW_DPI, PREVIEW_LIMIT_S = 150, 0.050
"""Resolution of the preview while a figure is edited, and what a change of it may take on a desktop, s."""


def _slice_file(folder: Path) -> Path:
    made = phantom()
    spacing = made.geometry.spacing
    assert spacing is not None
    image = mr_image(pixels=made.pixels, spacing=(spacing.row_mm, spacing.column_mm), bits_stored=12)
    return write(folder / "IM0001", image)


def _recipe(folder: Path) -> Path:
    """Plain beside annotated."""
    spec = FigureSpec(preset=PRESET, panels=(Panel(shows_outlines=False), Panel()))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "recipe.json"
    path.write_text(spec.to_json(), "utf-8")
    return path


def command(folder: Path, *, rounds: int = 5) -> Timing:
    """`multifidus figure` from process start, beside the bare script."""
    from PIL import Image

    path = _slice_file(folder)
    words = [
        word
        for outline in scene()[0].outlines
        for word in (f"--{outline.side}", " ".join(f"{x:.3f},{y:.3f}" for x, y in outline.rings[0]))
    ]
    out, plain = folder / "ours.png", folder / "bare.png"
    ours = [sys.executable, "-m", "viewer", "figure", str(path), *words, "--spec", str(_recipe(folder))]
    ours += ["--dpi", str(DPI), "--output", str(out)]
    # Modules are compiled once, as after an installation, also where the environment forbids to keep them.
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}

    def run(arguments: list[str]) -> Callable[[], object]:
        return lambda: subprocess.run(arguments, check=True, capture_output=True, env=environment)

    run(ours)()
    with Image.open(out) as picture:
        size = picture.size
    bare = [sys.executable, bare_figure.__file__, str(path), str(path), str(plain), *map(str, size), str(DPI)]
    run(bare)()
    with Image.open(plain) as picture:
        assert picture.size == size
    return Timing(
        f"multifidus figure, two panels, {size[0]} × {size[1]}",
        *best_of(rounds, run(ours), run(bare)),
        "bare matplotlib script",
        COMMAND_TARGET,
    )


def preview(*, rounds: int = 20) -> Timing:
    """Painting a page of two panels for the screen, beside writing it as PNG at 600 dpi."""
    page = two_panels()
    turns = iter(range(10**6))

    def painted() -> None:
        to_pixels(replace(page, title=str(next(turns))), dpi=PREVIEW_DPI)

    def written() -> None:
        encode(page, ".png", dpi=DPI)

    return Timing(
        f"figure of two panels at {PREVIEW_DPI} dpi",
        *best_of(rounds, painted, written),
        "PNG at 600 dpi",
        PREVIEW_TARGET,
        limit_s=PREVIEW_LIMIT_S,
    )


def timings(folder: Path) -> list[Timing]:
    """Both."""
    return [command(folder), preview()]


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        for t in timings(Path(name)):
            print(f"{t.name:<48}{1e3 * t.ours_s:>9.1f} ms{1e3 * t.reference_s:>9.1f} ms{t.ratio:>8.2f}  {t.reference}")


if __name__ == "__main__":
    main()
