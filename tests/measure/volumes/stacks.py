"""Stacks of slices through a vertical muscle whose sections are known exactly, as rows and series without pixels."""

import math

import numpy as np

from tests.memory import image, series
from viewer.core.geometry import Orientation, Spacing
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import Series, SliceKey
from viewer.measure.measurement import MeasurementRow

SPACING = Spacing(1.0, 1.0)
PIXELS = np.zeros((64, 64), dtype=np.uint16)
CENTRE = (20.0, 30.0)
"""Where the muscle's axis crosses the plane z = 0, LPS x and y, mm."""


def block(places_mm, *, number=1, tilt_deg=0.0, thickness_mm=4.0, uid="1.2", is_placed=True) -> Series:
    """Axial block whose planes, tipped about the right–left axis, cross the muscle's axis at these heights (mm)."""
    angle = math.radians(tilt_deg)
    orientation = Orientation((1.0, 0.0, 0.0), (0.0, math.cos(angle), math.sin(angle)))
    images = [
        image(
            PIXELS,
            uid=f"{uid}.{number}.{at}",
            orientation=orientation,
            spacing=SPACING,
            position=(0.0, CENTRE[1] - 30.0 * math.cos(angle), z - 30.0 * math.sin(angle)) if is_placed else None,
            slice_thickness_mm=thickness_mm,
        )
        for at, z in enumerate(places_mm, start=1)
    ]
    return series(*images, number=number, uid=uid)


def row(
    of: Series,
    number: int,
    *,
    radius_mm=10.0,
    fat_percent=20.0,
    side=Side.RIGHT,
    structure=Structure.MULTIFIDUS,
    level=None,
    uncertainty=None,
    flags=(),
    is_proposed=False,
    outline=1,
    area_mm2=None,
) -> MeasurementRow:
    """Numbers of a round muscle on one slice of a block: an ellipse where the slice is tilted."""
    there = of.slices[number - 1]
    stretch = 1.0 / there.geometry.orientation.column[1]
    t = 2.0 * np.pi * np.arange(48) / 48
    points = np.column_stack([CENTRE[0] + radius_mm * np.cos(t), 30.0 + radius_mm * stretch * np.sin(t)])
    drawn = Outline(
        SliceKey(there.key.uid),
        (tuple((float(x), float(y)) for x, y in points),),
        side,
        structure,
        is_proposed=is_proposed,
    )
    area = math.pi * radius_mm**2 * stretch if area_mm2 is None else area_mm2
    fat = None if fat_percent is None else area * fat_percent / 100.0
    return MeasurementRow(
        series=of.number,
        slice_number=number,
        sop_instance_uid=there.key.uid,
        frame=1,
        level=level,
        structure=structure,
        outline=outline,
        side=side,
        area_mm2=area,
        area_px=area,
        fat_area_mm2=fat,
        muscle_area_mm2=None if fat is None else area - fat,
        fat_fraction_percent=fat_percent,
        fat_fraction_interval_percent=None,
        fat_to_muscle_ratio=None,
        fat_to_muscle_ratio_interval=None,
        mean=None,
        sd=None,
        flags=flags,
        source=drawn,
        uncertainty=uncertainty,
    )
