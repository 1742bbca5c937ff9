"""Muscles on the real images, as polygons in image pixels, and what their areas must be."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

DATA = Path(os.environ.get("VIEWER_REAL_DATA", ""))
needs_data = [
    pytest.mark.real_data,
    pytest.mark.skipif(
        not os.environ.get("VIEWER_REAL_DATA"),
        reason="VIEWER_REAL_DATA does not name a folder of real images",
    ),
]
SAMPLE = Path(__file__).parents[3] / "sample_data"
TOLERANCE = 0.03
"""Part of the area by which an outline of about 24 points, drawn by hand, may miss the mask."""

Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Muscle:
    """Its border, closed but for the last step, shape (n, 2), and its area."""

    border: Points
    area_mm2: float

    def points(self, count: int = 24) -> Points:
        """Points of the border, evenly spaced along it."""
        ring = np.asarray([*self.border, self.border[0]])
        along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(ring, axis=0).T))))
        at = np.linspace(0.0, along[-1], count, endpoint=False)
        return [(float(x), float(y)) for x, y in zip(*(np.interp(at, along, v) for v in ring.T), strict=True)]


def border_of(mask) -> Points:
    from skimage.measure import find_contours

    ring = max(find_contours(np.pad(mask, 1).astype(float), 0.5), key=len)[:-1, ::-1] - 1
    return [(float(x), float(y)) for x, y in ring]


def of_l45() -> dict[str, Muscle]:
    """Both multifidi of the slice of a patient with back pain."""
    from PIL import Image

    labels = np.asarray(Image.open(DATA / "l45-t2" / "labels.png"))
    truth = json.loads((DATA / "l45-t2" / "truth.json").read_text())
    return {t["side"]: Muscle(border_of(labels == t["label"]), t["area_mm2"]) for t in truth}


def of_tum(instance: int) -> tuple[int, dict[str, Muscle]]:
    """Slice number as the program counts, and both multifidi, of an instance of the volunteer's series."""
    import pydicom

    headers = [pydicom.dcmread(f, stop_before_pixels=True) for f in sorted((DATA / "tum01-dixon/in-phase").iterdir())]
    ascending = sorted(headers, key=lambda ds: float(ds.ImagePositionPatient[2]))
    number = [int(ds.InstanceNumber) for ds in ascending].index(instance) + 1
    truth = json.loads((DATA / "tum01-dixon" / "truth.json").read_text())
    here = {t["side"]: t for t in truth if t["instance_number"] == instance}
    mask = np.load(DATA / "tum01-dixon" / "masks.npz")["mask"][here["right"]["slice_index"]]
    values = {"right": 2, "left": 3}
    return number, {side: Muscle(border_of(mask == values[side]), t["area_mm2"]) for side, t in here.items()}


def of_sample(series: str = "t2_axial") -> dict[str, dict[str, Muscle]]:
    """SOP instance UID -> both multifidi of the sample study."""
    found: dict[str, dict[str, Muscle]] = {}
    for entry in json.loads((SAMPLE / "truth.json").read_text())["slices"]:
        if entry["structure"] == "multifidus":
            ring = [(x, y) for x, y in entry["outline_px"]]
            found.setdefault(entry["sop_instance_uid"], {})[entry["side"]] = Muscle(ring, entry["area_mm2"])
    return found
