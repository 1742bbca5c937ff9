"""Two studies of one patient on the disk: the same slices on two days, more fat in the left muscle on the second."""

from pathlib import Path

import numpy as np

from tests.lumbar import CENTRES, FAT, RADIUS, SPACING, circle, pixels
from tests.synthetic import mr_image, write
from viewer.core.outline import Outline, Side
from viewer.core.series import Series

DAYS = {"before": "20240110", "after": "20240801"}


def write_dates(folder: Path, *, slices: int = 2, **changes: object) -> tuple[Path, Path]:
    """Write both studies, and return their folders; further names are DICOM keywords of the second one."""
    for number, (name, day) in enumerate(DAYS.items(), start=1):
        for z in range(slices):
            image = pixels(seed=10 * number + z)
            if name == "after":
                x, y = CENTRES["left"]
                rows, columns = np.mgrid[: image.shape[0], : image.shape[1]]
                image[(np.hypot(columns - x, rows - y) < RADIUS / 2)] = FAT
            made = mr_image(
                pixels=image,
                spacing=SPACING,
                position=(-49.0, -40.0, 4.0 * z),
                study=f"date {number}",
                instance=z + 1,
                bits_stored=12,
                **{"SeriesDescription": "AX T2 TSE", "StudyDate": day, **(changes if name == "after" else {})},
            )
            write(folder / name / f"IM{z}", made)
    return folder / "before", folder / "after"


def outlines_on(block: Series, slice_number: int) -> list[Outline]:
    """Both sides on a slice."""
    key = block.slices[slice_number - 1].key
    return [Outline.from_points(circle(side, n=24), slice_key=key, side=Side(side)) for side in ("right", "left")]
