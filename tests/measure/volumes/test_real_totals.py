"""Volumes of real masks: every voxel counts once."""

import os
from pathlib import Path

import numpy as np
import pytest

from viewer.core.document import Document
from viewer.core.outline import Outline, Side
from viewer.io.masks.rings import rings_of_mask
from viewer.io.opening import open_study
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.volumes.totals import totals_of

DATA = Path(os.environ.get("VIEWER_REAL_DATA", ""))
LABELS = {Side.RIGHT: 2, Side.LEFT: 3}
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(
        not os.environ.get("VIEWER_REAL_DATA"),
        reason="VIEWER_REAL_DATA does not name a folder of real images",
    ),
]


def test_the_volume_of_a_mask_is_that_of_its_voxels():
    masks = np.load(DATA / "tum01-dixon" / "masks.npz")["mask"]
    study = open_study([DATA / "tum01-dixon" / "in-phase"])
    [series] = study.series
    outlines, counted, steps = [], dict.fromkeys(LABELS, 0), []
    for image in series.slices:
        mask = masks[int(Path(image.file).stem.removeprefix("IM")) - 1]
        for side, label in LABELS.items():
            rings = rings_of_mask(mask == label)
            counted[side] += int((mask == label).sum())
            outlines += [Outline(image.key, rings, side)] if rings else []
        steps.append(np.dot(image.geometry.position_mm, image.geometry.orientation.normal))
    [step_mm] = set(np.round(np.abs(np.diff(steps)), 3))
    document = Document(tuple(outlines))
    measured = measure(document, study.series, MeasureSettings("otsu-shared"), is_lenient=True)
    found = totals_of(measured.rows, study.series, document)
    voxel_mm3 = series.slices[0].geometry.spacing.pixel_area_mm2 * step_mm
    assert [total.side for total in found] == list(LABELS)
    for total in found:
        assert total.volume_cm3 == pytest.approx(counted[total.side] * voxel_mm3 / 1000.0, rel=1e-4)
        assert total.missing == 0
        fat = sum(row.fat_area_mm2 for row in measured.rows if row.side is total.side)
        assert total.fat_volume_cm3 == pytest.approx(fat * step_mm / 1000.0, rel=1e-4)
