"""The texts on the canvas: who this is, which slice, how it is shown; and what is hidden."""

from dataclasses import replace

import numpy as np
import pytest

from tests.memory import image, series
from viewer.app.display.corner_texts import corners_of, pixel_at, position_text
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.core.history import Place
from viewer.core.series import Identity, Study

IDENTITY = Identity("Doe^Jane", "MRN77", "19700131", "20240229", "1.2.3.4")


def opened(**facts):
    values = np.full((40, 50), 100, np.int16)
    slices = [image(values, uid=f"1.{z}", position=(0.0, 0.0, 4.0 * z), level="L4/5", **facts) for z in range(3)]
    block = replace(series(*slices, description="AX T2 for Jane Doe"), identity=IDENTITY)
    session = Session(load_slice)
    session.open(Study(series=(block,)), Place(1, 2))
    return session


def test_corners_say_who_and_what_this_is():
    corners = corners_of(opened(slice_thickness_mm=4.0).now)
    assert corners.top_left == ("Doe, Jane", "ID MRN77", "born 1970-01-31", "study 2024-02-29")
    assert corners.top_right == ("AX T2 for Jane Doe", "slice 2 of 3 · L4/5", "axial T2 · 4 mm")
    assert corners.bottom_left[1].startswith("W ")
    assert corners.badge == ""


def test_hiding_the_patient_leaves_nothing_that_could_name_them():
    session = opened()
    session.change(view=replace(session.now.view, hides_patient=True))
    corners = corners_of(session.now)
    said = " ".join((*corners.top_left, *corners.top_right, *corners.bottom_left, corners.badge))
    for part in ("Doe", "Jane", "MRN77", "1970", "2024"):
        assert part not in said
    assert "slice 2 of 3" in said
    assert corners.top_left == ("patient data hidden",)


@pytest.mark.parametrize("facts", [{"is_captured": True}, {"has_burned_in_text": True}])
def test_text_in_the_pixels_is_not_called_hidden(facts):
    session = opened(**facts)
    session.change(view=replace(session.now.view, hides_patient=True))
    assert corners_of(session.now).top_left == ("patient data hidden, except text in the image",)


def test_a_turned_view_says_so_even_when_annotations_are_hidden():
    session = opened()
    session.change(view=replace(session.now.view, is_mirrored=True, turns=1, hides_annotations=True))
    corners = corners_of(session.now)
    assert corners.badge == "View mirrored and turned by 90°"
    assert corners.top_left == ()


def test_the_pointer_is_placed_in_the_patient():
    now = opened().now
    assert position_text(now, (10.0, 20.0), 100.0) == "x 10  y 20   value 100   L 5.0  P 14.0  H 4.0 mm"
    assert position_text(now, (-1.0, 20.0), None) == ""


@pytest.mark.parametrize(("at", "pixel"), [((0.0, 0.0), (0, 0)), ((0.5, 2.5), (1, 3)), ((-0.5, 0.49), (0, 0))])
def test_a_point_on_an_edge_belongs_to_the_pixel_behind_it(at, pixel):
    """Rounding to even would give every second edge to the pixel before."""
    assert pixel_at(at) == pixel
