"""Synthetic images and polygons that ImageJ measured, and the macro that makes it do so."""

import subprocess
from pathlib import Path

import numpy as np

SHAPE = (90, 120)
KINDS = ("16", "8", "32")
"""Bits per pixel of the images."""

COUNT = 24
"""Polygons: drawn freely, on whole pixels, on halves, and on pixel edges, in turn."""

JAR = Path("/usr/share/java/ij.jar")
"""Where Debian's package imagej puts the program."""

MACRO = """
args = split(getArgument(), "|");
open(args[0]);
rows = split(File.openAsString(args[1]), "\\n");
for (i = 0; i < rows.length; i++) {
  c = split(rows[i], " ");
  xs = newArray(c.length / 2); ys = newArray(c.length / 2);
  for (j = 0; j < xs.length; j++) { xs[j] = parseFloat(c[2 * j]); ys[j] = parseFloat(c[2 * j + 1]); }
  resetThreshold();
  makeSelection("polygon", xs, ys);
  getStatistics(area, mean, min, max, std);
  setAutoThreshold("Otsu dark");
  getThreshold(lower, upper);
  print(d2s(area, 9) + " " + d2s(mean, 9) + " " + d2s(std, 9) + " " + d2s(lower, 9) + " " + d2s(getValue("%Area"), 9));
}
"""


def images() -> dict[str, np.ndarray]:
    """A muscle with fat in it, with noise, as whole numbers of 16 and of 8 bits and as floating point."""
    rng = np.random.default_rng(7)
    is_fat = rng.random(SHAPE) < 0.3
    values = 1.37 * np.where(is_fat, rng.normal(900.0, 250.0, SHAPE), rng.normal(420.0, 120.0, SHAPE)).clip(13.0)
    whole = np.rint(values).astype(np.uint16)
    return {
        "16": whole,
        "8": (whole // 9).clip(0, 255).astype(np.uint8),
        "32": (whole.astype(np.float32) * np.float32(0.375) - np.float32(55.5)),
    }


def polygons() -> list[np.ndarray]:
    """Star-shaped polygons, each of shape (n, 2), (x = column, y = row) with pixel centres at whole numbers."""
    rng = np.random.default_rng(11)
    found = []
    for place in range(COUNT):
        count = int(rng.integers(3, 30))
        angle, radius = np.sort(rng.uniform(0, 2 * np.pi, count)), rng.uniform(5, 28, count)
        centre = np.array([rng.uniform(30, 90), rng.uniform(30, 60)])
        points = centre + radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
        found.append((points, np.rint(points), np.rint(2 * points) / 2, np.rint(points) + 0.5)[place % 4])
    return found


def run_imagej(image: np.ndarray, outlines: list[np.ndarray], folder: Path) -> list[list[float]]:
    """Area, mean, standard deviation, threshold and per cent above it of each polygon, by ImageJ itself.

    It needs a screen, which Xvfb gives it.
    """
    from PIL import Image

    Image.fromarray(image).save(folder / "image.tif")
    lines = [" ".join(f"{v + 0.5!r}" for v in points.ravel().tolist()) for points in outlines]
    (folder / "polygons.txt").write_text("\n".join(lines), "utf-8")
    (folder / "measure.ijm").write_text(MACRO, "utf-8")
    what = f"{folder / 'image.tif'}|{folder / 'polygons.txt'}"
    command = ["java", "-cp", str(JAR), "ij.ImageJ", "-batch", str(folder / "measure.ijm"), what]
    done = subprocess.run(
        ["xvfb-run", "-a", *command],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return [[float(word) for word in line.split()] for line in done.stdout.splitlines() if len(line.split()) == 5]
