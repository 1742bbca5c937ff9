"""The program itself, watched: says when the first slice has been painted.

`python tests/benchmarks/watched_window.py PATH` runs `multifidus PATH` with one method of the canvas watched,
and prints `painted` when a slice was on it for the first time.
"""

import sys

from viewer.cli import main as command_line


def watch() -> None:
    """Print `painted` at the end of the first painting of the canvas that has a slice."""
    from viewer.cli import window
    from viewer.ui.canvas.canvas import ImageCanvas

    window.has_display = lambda: True  # measured without a screen, too
    paint = ImageCanvas.paintEvent
    has_painted = False

    def watched(self, event):
        nonlocal has_painted
        paint(self, event)
        if not has_painted and not self._layer.is_empty:
            has_painted = True
            print("painted", flush=True)

    ImageCanvas.paintEvent = watched


if __name__ == "__main__":
    watch()
    sys.exit(command_line.run(sys.argv[1:]))
