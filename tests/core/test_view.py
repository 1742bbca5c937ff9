"""Where image points are on the screen, and which letters stand at its edges."""

import numpy as np
import pytest

from viewer.core.geometry import Orientation, PlaneGeometry
from viewer.core.grey import Window
from viewer.core.view import FIT_MARGIN, ZOOM_RANGE, Framing, View, Viewport

SIZE = {"width": 800.0, "height": 600.0, "columns": 320, "rows": 256}
STATES = [(turns, mirrored) for turns in range(4) for mirrored in (False, True)]


def viewport(**changes) -> Viewport:
    return Viewport(**{**SIZE, **changes})


@pytest.mark.parametrize(("turns", "is_mirrored"), STATES)
@pytest.mark.parametrize("aspect", [1.0, 1.4])
def test_screen_and_image_points_are_each_others_inverse(turns, is_mirrored, aspect):
    port = viewport(turns=turns, is_mirrored=is_mirrored, aspect=aspect, framing=Framing(2.5, (100.0, 40.0)))
    points = np.array([(0.0, 0.0), (319.5, -0.5), (12.25, 200.75)])
    screen = port.to_screen(points)
    for point, place in zip(points.tolist(), screen.tolist(), strict=True):
        assert port.point_to_screen(tuple(point)) == pytest.approx(place)
        assert port.point_to_image(tuple(place)) == pytest.approx(point)
    assert port.point_to_screen((100.0, 40.0)) == pytest.approx((400.0, 300.0))


def test_pixels_have_their_true_shape():
    port = viewport(aspect=2.0, framing=Framing(3.0, (0.0, 0.0)))
    assert port.screen_distance((0, 0), (1, 0)) == pytest.approx(3.0)
    assert port.screen_distance((0, 0), (0, 1)) == pytest.approx(6.0)


@pytest.mark.parametrize(("turns", "is_mirrored"), STATES)
def test_a_fitted_image_lies_wholly_on_the_canvas(turns, is_mirrored):
    port = viewport(turns=turns, is_mirrored=is_mirrored, aspect=1.3)
    corners = np.array([(-0.5, -0.5), (319.5, -0.5), (319.5, 255.5), (-0.5, 255.5)])
    screen = port.to_screen(corners)
    assert screen.min() >= 0.0
    assert (screen[:, 0] <= 800.0).all()
    assert (screen[:, 1] <= 600.0).all()
    extent = np.ptp(screen, axis=0)
    assert max(extent[0] / 800.0, extent[1] / 600.0) == pytest.approx(FIT_MARGIN)


@pytest.mark.parametrize(("turns", "is_mirrored"), STATES)
def test_zooming_keeps_the_point_under_the_pointer(turns, is_mirrored):
    port = viewport(turns=turns, is_mirrored=is_mirrored)
    at = (250.0, 31.0)
    before = port.point_to_screen(at)
    after = viewport(turns=turns, is_mirrored=is_mirrored, framing=port.zoomed(1.7, at=at))
    assert after.zoom == pytest.approx(1.7 * port.zoom)
    assert after.point_to_screen(at) == pytest.approx(before)


def test_zoom_stays_in_its_range():
    assert viewport().zoomed(1e9, at=(0, 0)).zoom == ZOOM_RANGE[1]
    assert viewport().zoomed(1e-9, at=(0, 0)).zoom == ZOOM_RANGE[0]


def test_panning_takes_the_image_along_and_never_loses_it():
    port = viewport(framing=Framing(4.0, (100.0, 100.0)))
    moved = viewport(framing=port.panned(start=(100.0, 100.0), end=(110.0, 95.0)))
    assert moved.point_to_screen((100.0, 100.0)) == pytest.approx(port.point_to_screen((110.0, 95.0)))
    lost = port.panned(start=(0.0, 0.0), end=(1e6, -1e6))
    assert lost.center_px == (-0.5, 255.5)


AXIAL = PlaneGeometry(Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)))
LETTERS = {
    (0, False): "APRL",
    (1, False): "RLPA",
    (2, False): "PALR",
    (3, False): "LRAP",
    (0, True): "APLR",
    (1, True): "LRPA",
    (2, True): "PARL",
    (3, True): "RLAP",
}
"""Display state → letters at top, bottom, left, right of a standard axial slice, worked out by turning paper."""


@pytest.mark.parametrize(("state", "letters"), LETTERS.items())
def test_letters_follow_every_turn_and_mirroring(state, letters):
    turns, is_mirrored = state
    edges = viewport(turns=turns, is_mirrored=is_mirrored).edge_letters(AXIAL)
    assert "".join(edges[edge] for edge in ("top", "bottom", "left", "right")) == letters


@pytest.mark.parametrize(("turns", "is_mirrored"), STATES)
def test_letters_stand_where_the_patient_is(turns, is_mirrored):
    """The edge with the letter R is the one towards which leftness falls on the screen."""
    tilt = np.radians(20.0)
    geometry = PlaneGeometry(Orientation((0.0, 0.0, -1.0), (-np.cos(tilt), -np.sin(tilt), 0.0)))
    port = viewport(turns=turns, is_mirrored=is_mirrored)
    edges = port.edge_letters(geometry)
    points = {"top": (400, 0), "bottom": (400, 600), "left": (0, 300), "right": (800, 300)}
    places = {edge: geometry.leftness([port.point_to_image(point)])[0] for edge, point in points.items()}
    assert edges[min(places, key=places.get)][0] == "R"
    assert edges[max(places, key=places.get)][0] == "L"


def test_a_stated_side_gives_two_letters_and_none_is_invented():
    assert viewport().edge_letters(PlaneGeometry()) == {}
    assert viewport().edge_letters(PlaneGeometry(stated_sides="neurological")) == {"left": "L", "right": "R"}
    turned = viewport(turns=1).edge_letters(PlaneGeometry(stated_sides="radiological"))
    assert turned == {"top": "R", "bottom": "L"}


def test_a_view_keeps_a_window_per_series():
    view = View().with_window("1", Window(10, 5)).with_window("2", Window(20, 5)).with_window("1", Window(30, 5))
    assert (view.window_of("1"), view.window_of("2"), view.window_of("3")) == (Window(30, 5), Window(20, 5), None)
    assert view.with_window("1", None).window_of("1") is None
