"""The references found automatically on every real slice with outlined multifidi, as pictures to judge by eye.

    VIEWER_REAL_DATA=… python -m tests.evidence.references_seen OUT

writes `references-1.png` … to OUT: every slice of `l45-t2`, `l45-t1` and `tum01-dixon/in-phase` with the outlines of
both multifidi (white), the fat reference (orange) and the muscle reference (blue), and prints what each is called.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from tests.evidence.dixon_volunteer import MULTIFIDUS, outlines_of
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import Slice
from viewer.figure.plots.drawing import drawn
from viewer.io.opening import open_study
from viewer.measure.anchored.finding import find_scale
from viewer.measure.anchored.scale import SliceScale

LABELS = {Side.RIGHT: 100, Side.LEFT: 150}
"""Labels of the multifidi in the pictures of `l45-t2` and `l45-t1`."""

ROWS, COLUMNS = 3, 4
"""Slices per picture."""


def slices(data: Path) -> Iterator[tuple[str, Slice, list[Outline]]]:
    """Name, image and outlines of every slice."""
    for name in ("l45-t2", "l45-t1"):
        image = open_study([data / name / "axial"]).series[0].slices[0]
        mask = np.asarray(Image.open(data / name / "labels.png"))
        yield name, image, outlines_of(mask, image, LABELS, Structure.MULTIFIDUS)
    series = open_study([data / "tum01-dixon"]).series
    [in_phase] = [block for block in series if Path(block.slices[0].file).parent.name == "in-phase"]
    masks = np.load(data / "tum01-dixon" / "masks.npz")["mask"]
    for number, (image, mask) in enumerate(zip(in_phase.slices, masks, strict=True), start=1):
        yield f"volunteer {number}", image, outlines_of(mask, image, MULTIFIDUS, Structure.MULTIFIDUS)


def said(scale: SliceScale | None) -> str:
    """What the references of a slice are called."""
    if scale is None:
        return "no scale"
    names = ", ".join(reference.tissue for reference in scale.references)
    return f"{names}; contrast {scale.contrast:.2f}"


def main(out: Path) -> None:
    """Write the pictures and print what was found."""
    import matplotlib.pyplot as plt

    data = Path(os.environ["VIEWER_REAL_DATA"])
    out.mkdir(parents=True, exist_ok=True)
    found = []
    for name, image, outlines in slices(data):
        scale = find_scale(image.values(), image.geometry, outlines)
        print(f"{name}: {said(scale)}")
        found.append((name, image, outlines, scale))
    for first in range(0, len(found), ROWS * COLUMNS):
        figure, axes = plt.subplots(ROWS, COLUMNS, figsize=(20, 15), layout="constrained")
        for place in axes.flat:
            place.axis("off")
        for place, (name, image, outlines, scale) in zip(
            axes.flat, found[first : first + ROWS * COLUMNS], strict=False
        ):
            values = image.values()
            x, y = np.mean([outline.centroid_px for outline in outlines], axis=0)
            reach = 95.0 / image.geometry.spacing.column_mm
            place.imshow(values, cmap="gray", vmin=0, vmax=np.percentile(values, 99.5))
            place.set(xlim=(x - reach, x + reach), ylim=(y + 0.6 * reach, y - reach), title=f"{name}: {said(scale)}")
            place.title.set_fontsize(8)
            for outline in outlines:
                for ring in outline.rings:
                    place.plot(*np.array([*ring, ring[0]]).T, color="white", linewidth=0.8)
            for reference in () if scale is None else scale.references:
                colour = "orange" if reference.structure is Structure.REFERENCE_FAT else "deepskyblue"
                for ring in reference.rings_px:
                    place.plot(*np.array([*ring, ring[0]]).T, color=colour, linewidth=0.8)
        figure.savefig(out / f"references-{first // (ROWS * COLUMNS) + 1}.png", dpi=60)
        plt.close(figure)


assert drawn is not None  # importing it chooses the painter that needs no screen
if __name__ == "__main__":
    main(Path(sys.argv[1]))
