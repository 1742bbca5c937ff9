"""A bare matplotlib script: two slices side by side as one PNG; what `multifidus figure` is timed against.

`python bare_figure.py A.dcm B.dcm OUT.png WIDTH_PX HEIGHT_PX DPI`. It measures nothing, draws no outline and no letter.
"""

import sys

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import pydicom


def main(first: str, second: str, out: str, width: int, height: int, dpi: int) -> None:
    """Read, draw, write."""
    figure, axes = plt.subplots(1, 2, figsize=(width / dpi, height / dpi), dpi=dpi)
    for place, path in zip(axes, (first, second), strict=True):
        place.imshow(pydicom.dcmread(path).pixel_array, cmap="gray", interpolation="bicubic")
        place.set_axis_off()
    figure.subplots_adjust(0, 0, 1, 1, 0.02, 0)
    figure.savefig(out, dpi=dpi)


if __name__ == "__main__":
    main(*sys.argv[1:4], *map(int, sys.argv[4:7]))
