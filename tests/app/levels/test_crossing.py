"""Where slices cut each other, and which slice is nearest to a point, by hand-computed places."""

import numpy as np
import pytest

from tests.app.levels.scene import FRAME, ONE_MM, TILT, axial, coronal, sagittal, study
from tests.memory import image
from viewer.app.levels.crossing import crossing_line, distance_mm, is_across_spine, nearest_place
from viewer.core.geometry import Orientation
from viewer.core.history import Place

STUDY = study()
SAGITTAL_SLICE = sagittal().slices[2]


def ends(line):
    return np.array(sorted(line))


def test_a_straight_slice_is_a_level_line_as_long_as_its_picture():
    line = crossing_line(axial((8.0,)).slices[0], SAGITTAL_SLICE)
    # Pixel borders of the axial picture lie at y = ±50.5; the sagittal column is y + 60, its row 100 − z.
    np.testing.assert_allclose(ends(line), [[9.5, 92.0], [110.5, 92.0]], atol=1e-9)


def test_a_tilted_slice_rises_by_its_tilt():
    line = ends(crossing_line(axial((-30.0,), orientation=TILT).slices[0], SAGITTAL_SLICE))
    (x0, y0), (x1, y1) = line
    assert np.degrees(np.arctan2(y0 - y1, x1 - x0)) == pytest.approx(20.0)
    assert np.hypot(x1 - x0, y1 - y0) == pytest.approx(101.0)
    assert (x0 + x1) / 2 == pytest.approx(60.0)
    assert (y0 + y1) / 2 == pytest.approx(130.0)


def test_both_ends_of_a_line_lie_on_both_slices():
    oblique = Orientation((0.96, 0.28, 0.0), (-0.28 * 0.8, 0.96 * 0.8, 0.6))
    cutting = image(np.zeros((60, 80)), orientation=oblique, position=(-40.0, -20.0, -10.0), spacing=ONE_MM)
    line = crossing_line(cutting, SAGITTAL_SLICE)
    points = SAGITTAL_SLICE.geometry.to_patient_mm(line)
    assert all(distance_mm(cutting, point) < 1e-9 for point in points)
    inside = cutting.geometry.to_pixels(points)
    assert (inside > -0.5 - 1e-9).all()
    assert (inside < [79.5 + 1e-9, 59.5 + 1e-9]).all()


def test_slices_that_miss_each_other_or_lie_along_each_other_have_no_line():
    assert crossing_line(axial((150.0,)).slices[0], SAGITTAL_SLICE) is None
    assert crossing_line(sagittal().slices[0], SAGITTAL_SLICE) is None
    beside = sagittal(xs=(70.0,)).slices[0]
    assert crossing_line(axial((0.0,)).slices[0], beside) is None
    nowhere = image(np.zeros((5, 5)), orientation=None, position=None)
    assert crossing_line(nowhere, SAGITTAL_SLICE) is None


def test_a_line_ends_where_the_image_shown_ends():
    wide = image(np.zeros((400, 400)), position=(-200.0, -200.0, 0.0), spacing=ONE_MM)
    np.testing.assert_allclose(ends(crossing_line(wide, SAGITTAL_SLICE)), [[-0.5, 100.0], [120.5, 100.0]])


@pytest.mark.parametrize(
    ("point", "place"),
    [((0, 0, 5), Place(1, 2)), ((0, 0, 90), Place(1, 3)), ((0, 0, -29), Place(2, 2)), ((0, 30, -19), Place(2, 2))],
)
def test_the_nearest_slice_is_that_of_the_nearest_plane(point, place):
    assert nearest_place(STUDY, FRAME, point) == place


def test_the_tilted_block_counts_by_its_planes_and_not_by_its_heights():
    """At y = 45 the tilted plane of −30 has risen by 16 mm."""
    assert nearest_place(STUDY, FRAME, (0.0, 45.0, -30.0 + 45.0 * np.tan(np.radians(20.0)))) == Place(2, 2)


def test_the_block_on_the_screen_wins_where_two_lie_alike():
    twin = axial((0.2, 4.2, 8.2), number=5, uid="5.1")
    both = type(STUDY)(series=(*STUDY.series, twin))
    assert nearest_place(both, FRAME, (0, 0, 4.2), present=STUDY.series[0]) == Place(1, 2)
    assert nearest_place(both, FRAME, (0, 0, 4.0), present=twin) == Place(5, 2)
    assert nearest_place(both, FRAME, (0, 0, 6.0), present=STUDY.series[3]) in {Place(1, 2), Place(5, 2)}


def test_a_slice_whose_picture_does_not_reach_the_point_stands_back():
    small = axial((2.0,), number=6, uid="6.1")
    far = type(STUDY)(series=(STUDY.series[0], small))
    assert nearest_place(far, FRAME, (0.0, 49.0, 2.0)) == Place(6, 1)
    aside = type(STUDY)(series=(axial((0.0,)), axial((40.0,), number=7, uid="7.1", orientation=TILT)))
    # The tilted plane meets the point, but 80 mm behind its picture.
    behind = (0.0, 120.0, 40.0 + 120.0 * np.tan(np.radians(20.0)))
    assert nearest_place(aside, FRAME, behind) == Place(7, 1)  # nothing shows the point: then the plane decides


def test_other_frames_and_no_frame_have_no_slice():
    assert nearest_place(STUDY, "9.9", (0, 0, 0)) is None
    assert nearest_place(STUDY, "", (0, 0, 0)) is None


def test_blocks_across_the_spine():
    assert [is_across_spine(one) for one in STUDY.series] == [True, True, False, False]
    steep = Orientation((1.0, 0.0, 0.0), (0.0, float(np.cos(0.8)), float(np.sin(0.8))))
    assert is_across_spine(axial((0.0,), orientation=steep))
    assert not is_across_spine(coronal())
