"""The bare window that ours is measured beside: Qt and pydicom, the least an engineer would write to see a file.

`python tests/benchmarks/bare_window.py FILE…` shows the first file and prints `painted` when it has been painted;
`--scroll` then shows every file in turn and prints the memory that the process holds.
"""

import sys
from pathlib import Path

import numpy as np
import pydicom
from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


def grey_image(path: str) -> tuple[np.ndarray, QImage]:
    """8-bit picture of a file with a window over all its values, and the pixels it was made from."""
    pixels = pydicom.dcmread(path).pixel_array
    low, high = float(pixels.min()), float(pixels.max())
    grey = np.clip((pixels - low) / max(high - low, 1.0) * 255.0, 0, 255).astype(np.uint8)
    rows, columns = grey.shape
    return pixels, QImage(grey.data, columns, rows, columns, QImage.Format.Format_Grayscale8).copy()


class BareWindow(QWidget):
    """Paints one picture as large as it fits."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__()
        self.resize(1200, 660)
        self.open_files = [grey_image(path) for path in paths]
        self.place = 0
        self.has_painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, and say so the first time."""
        del event
        image = self.open_files[self.place][1]
        side = min(self.width(), self.height())
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF((self.width() - side) / 2, 0, side, side), image)
        painter.end()
        if not self.has_painted:
            self.has_painted = True
            print("painted", flush=True)

    def scroll(self) -> None:
        """Show every file in turn, then print the resident memory and end."""
        for place in range(len(self.open_files)):
            self.place = place
            self.repaint()
        for line in Path("/proc/self/status").read_text("ascii").splitlines():
            if line.startswith("VmRSS"):
                print("resident", line.split()[1], flush=True)
        QApplication.quit()


def main(arguments: list[str]) -> int:
    """Show the files named."""
    app = QApplication([])
    window = BareWindow([word for word in arguments if word != "--scroll"])
    window.show()
    if "--scroll" in arguments:
        QTimer.singleShot(100, window.scroll)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
