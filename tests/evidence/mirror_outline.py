"""Outlines mirrored to the other side, against those drawn there by hand, on real slices.

    VIEWER_REAL_DATA=… python -m tests.evidence.mirror_outline [OUT]

takes every outline of the multifidus in `tum01-dixon/in-phase`, `l45-t2` and `l45-t1` to the other side, mirrored alone
and mirrored and fitted, and prints Dice coefficient and mean distance (mm) to the outline drawn there. It says them for
slices of even and of odd number, too: the fit's few numbers were chosen on the odd ones. With OUT it writes
`mirror-outline.csv`. No outline of the other side is ever seen by what is judged.
"""

import csv
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from viewer.core.coverage import overlap_area_px
from viewer.core.outline import Outline
from viewer.core.series import Slice, SliceKey
from viewer.io.opening import open_study
from viewer.proposals.mirroring.contrast import local_contrast
from viewer.proposals.mirroring.fitting import fit_to_image
from viewer.proposals.mirroring.reflection import mirrored
from viewer.proposals.mirroring.symmetry import midsagittal_line

KEY = SliceKey("1")


@dataclass(frozen=True)
class Judged:
    """One outline taken to the other side; distances in mm."""

    images: str
    slice_number: int
    drawn: str
    quality: float
    dice_mirrored: float
    dice_fitted: float
    distance_mirrored_mm: float
    distance_fitted_mm: float


def ring_of(mask: np.ndarray) -> tuple[tuple[float, float], ...]:
    """Longest contour of a mask, (x, y) in pixels."""
    from skimage.measure import find_contours

    contour = max(find_contours(np.pad(mask, 1).astype(float), 0.5), key=len)[:-1, ::-1] - 1
    return tuple((float(x), float(y)) for x, y in contour)


def dice(first, second) -> float:
    a, b = (Outline(KEY, (tuple(ring),)) for ring in (first, second))
    return 2.0 * overlap_area_px(a, b) / (a.area_px + b.area_px)


def mean_distance(first, second, scale) -> float:
    """Symmetric mean distance between two borders, mm."""

    def dense(ring):
        points = np.asarray(ring) * scale
        after = np.roll(points, -1, axis=0)
        return np.concatenate([points + part * (after - points) for part in np.arange(0.0, 1.0, 0.125)])

    a, b = dense(first), dense(second)
    apart = np.hypot(*(a[:, None] - b[None]).T)
    return float((apart.min(axis=0).mean() + apart.min(axis=1).mean()) / 2.0)


def judged(images: str, number: int, image: Slice, rings: dict[str, tuple]) -> Iterator[Judged]:
    """Both outlines of a slice, each taken to the other side."""
    spacing = image.geometry.spacing
    values = image.values()
    contrast = local_contrast(values, spacing)
    found = midsagittal_line(values, image.geometry, contrast=contrast)
    area = (-0.5, -0.5, image.columns - 0.5, image.rows - 0.5)
    scale = np.array([spacing.column_mm, spacing.row_mm])
    for drawn, aim in (("right", "left"), ("left", "right")):
        alone = mirrored(rings[drawn], found.line, spacing)
        fitted = fit_to_image(rings[drawn], found.line, contrast, area=area)
        yield Judged(
            images,
            number,
            drawn,
            found.quality,
            dice(alone, rings[aim]),
            dice(fitted, rings[aim]),
            mean_distance(alone, rings[aim], scale),
            mean_distance(fitted, rings[aim], scale),
        )


def volunteer(folder: Path, numbers: Sequence[int] | None = None) -> list[Judged]:
    """Slices of the volunteer, all or those of some numbers from 1."""
    masks = np.load(folder / "masks.npz")["mask"]
    [series] = open_study([folder / "in-phase"]).series
    found: list[Judged] = []
    for number, (image, mask) in enumerate(zip(series.slices, masks, strict=True), start=1):
        if numbers is None or number in numbers:
            rings = {"right": ring_of(mask == 2), "left": ring_of(mask == 3)}
            found += judged("tum01 in-phase", number, image, rings)
    return found


def patient(folder: Path) -> list[Judged]:
    """The slice of a patient with fat in both muscles."""
    from PIL import Image

    with Image.open(folder / "labels.png") as picture:
        labels = np.asarray(picture)
    [series] = open_study([folder / "axial"]).series
    rings = {"right": ring_of(labels == 100), "left": ring_of(labels == 150)}
    return list(judged(folder.name, 1, series.slices[0], rings))


def summary(name: str, found: Sequence[Judged]) -> str:
    alone, fitted = (np.array([getattr(one, f"dice_{how}") for one in found]) for how in ("mirrored", "fitted"))
    far, near = (np.array([getattr(one, f"distance_{how}_mm") for one in found]) for how in ("mirrored", "fitted"))
    return (
        f"{name:22} n={len(found):2}  median Dice {np.median(alone):.3f} → {np.median(fitted):.3f}"
        f"  least {alone.min():.3f} → {fitted.min():.3f}"
        f"  median distance {np.median(far):.2f} → {np.median(near):.2f} mm"
    )


def main(arguments: Sequence[str]) -> None:
    data = Path(os.environ["VIEWER_REAL_DATA"])
    found = volunteer(data / "tum01-dixon")
    others = [one for name in ("l45-t2", "l45-t1") for one in patient(data / name)]
    print("mirrored alone → mirrored and fitted")
    for one in (*found, *others):
        print(
            f"{one.images:15} slice {one.slice_number:2} from {one.drawn:5}"
            f"  Dice {one.dice_mirrored:.3f} → {one.dice_fitted:.3f}"
            f"  {one.distance_mirrored_mm:.2f} → {one.distance_fitted_mm:.2f} mm"
        )
    print(summary("volunteer, all", found))
    print(summary("volunteer, even", [one for one in found if one.slice_number % 2 == 0]))
    print(summary("volunteer, odd", [one for one in found if one.slice_number % 2 == 1]))
    print(summary("patients", others))
    if arguments:
        out = Path(arguments[0])
        out.mkdir(parents=True, exist_ok=True)
        with (out / "mirror-outline.csv").open("w", newline="") as file:
            table = csv.DictWriter(file, [field.name for field in fields(Judged)])
            table.writeheader()
            table.writerows(asdict(one) for one in (*found, *others))


if __name__ == "__main__":
    main(sys.argv[1:])
