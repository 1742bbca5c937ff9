"""A small axial slice with a known grey ramp and two square outlines, in any orientation."""

from dataclasses import replace

import numpy as np

from viewer.core.document import Statement
from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.core.grey import ValueMapping, Window
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import Acquisition, Identity, Slice, SliceKey
from viewer.figure.content import FigureContent
from viewer.measure.measurement import Comparison, Measurement, MeasurementRow, MethodUsed

KEY = SliceKey("1.2.3.4567", 1)
AXIAL = PlaneGeometry(Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)), Spacing(0.7, 0.7), (0.0, 0.0, 0.0))
JANE = Identity("Doe^Jane", "MRN778899", "19610703", "20210519", "1.2.840.113619.2.5")
ROWS, COLUMNS = 150, 160
BLACK = np.zeros((ROWS, COLUMNS))


class NoPixels:
    """The figure gets its values handed over and must never read."""

    def read(self):
        raise AssertionError("the figure read the source")


def square(left, top, size, side=Side.UNKNOWN, structure=Structure.MULTIFIDUS):
    points = [(left, top), (left + size, top), (left + size, top + size), (left, top + size)]
    return Outline.from_points(points, slice_key=KEY, side=side, structure=structure)


PAIR = (square(40, 70, 30, Side.RIGHT), square(90, 70, 30, Side.LEFT))
UNNAMED = tuple(outline.with_side(Side.UNKNOWN) for outline in PAIR)


def ramp(rows=ROWS, columns=COLUMNS):
    """Every pixel has a value of its own mix of row and column, so that any move or resampling shows."""
    y, x = np.mgrid[0:rows, 0:columns]
    return ((7 * x + 13 * y) % 256).astype(np.float64)


def a_slice(geometry=AXIAL, *, rows=ROWS, columns=COLUMNS, file="/data/IM0001.dcm", key=KEY, **more):
    return Slice(
        key, file, rows, columns, geometry, ValueMapping(), NoPixels(), **{"window": Window(127.5, 255.0), **more}
    )


def a_row(number, side, outline, *, flags=(), level=None, key=KEY, area_mm2=441.0, fat=25.0):
    return MeasurementRow(
        1, 1, key.uid, key.frame, level, Structure.MULTIFIDUS, number, side, area_mm2, 900.0, None, None,
        fat, None, None if fat is None else fat / (100 - fat), None, 100.0, 10.0, tuple(flags), source=outline,
    )  # fmt: skip


def a_measurement(*, flags=(), level=None, key=KEY, sides=(Side.RIGHT, Side.LEFT)):
    rows = (
        a_row(1, sides[0], PAIR[0], fat=40.0, flags=flags, level=level, key=key),
        a_row(2, sides[1], PAIR[1], fat=12.0, flags=flags, level=level, key=key),
    )
    comparison = Comparison(1, 1, Structure.MULTIFIDUS, 2.5, Side.LEFT, 28.0)
    return Measurement(MethodUsed("otsu-shared", "1"), rows, (comparison,))


def a_content(
    geometry=AXIAL,
    *,
    outlines=PAIR,
    values=None,
    measurement=None,
    statement=None,
    acquisition=None,
    image=None,
    identity=JANE,
):
    image = a_slice(geometry) if image is None else image
    if acquisition is not None:
        image = replace(image, acquisition=acquisition)
    values = ramp(image.rows, image.columns) if values is None else values
    return FigureContent(image, values, tuple(outlines), measurement, statement or Statement(), identity)


SPIN_ECHO_T2 = Acquisition(scanning_sequence=("SE",), repetition_time_ms=3500.0, echo_time_ms=100.0)
