"""Pixels that may hold burned-in text: only what a person has looked at leaves, as it was looked at."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.figure.figure_scene import KEY, a_content
from viewer.core.figures.panels import Panel
from viewer.core.figures.reviewed import MAX_REVIEWED, Reviewed, digest_of
from viewer.core.figures.spec import FigureSpec
from viewer.core.grey import Window
from viewer.core.series import Acquisition, SliceKey
from viewer.errors import PatientDataError, UsageError
from viewer.figure.content import LocatorView
from viewer.figure.doubtful import REVIEWED, UNREVIEWED, united, unseen, with_seen
from viewer.figure.encoding import make_figure
from viewer.figure.layout import lay_out

DOUBTFUL = Acquisition(image_type=("DERIVED", "SECONDARY"))
CLOSE = FigureSpec(crop_mm=60.0)


def looked_at(spec, content):
    """Recipe after a person has looked at all that it shows."""
    return with_seen(spec, united(lay_out(spec, content).doubtful))


def leaves(spec, content):
    """Whether the figure is written."""
    try:
        make_figure(spec, content, Path("a.svg"))
    except PatientDataError as error:
        assert "pixels may name the patient" in str(error)
        return False
    return True


@pytest.mark.parametrize(
    ("acquisition", "is_doubtful"),
    [
        (Acquisition(), False),
        (Acquisition(image_type=("ORIGINAL", "PRIMARY")), False),
        (Acquisition(image_type=("ORIGINAL", "PRIMARY"), has_burned_in_text=True), True),
        (Acquisition(image_type=("DERIVED", "SECONDARY")), True),
        (Acquisition(image_type=("DERIVED", " secondary ")), True),
        (Acquisition(image_type=("DERIVED", "SECONDARY"), has_burned_in_text=False), False),
        (Acquisition(image_type=("ORIGINAL", "PRIMARY"), is_captured=True), True),
        (Acquisition(is_captured=True, has_burned_in_text=False), False),
    ],
)
def test_what_may_hold_text_leaves_only_when_it_was_looked_at(acquisition, is_doubtful):
    content = a_content(acquisition=acquisition)
    assert leaves(FigureSpec(), content) is not is_doubtful
    assert leaves(looked_at(FigureSpec(), content), content)


def test_a_smaller_crop_was_seen_a_larger_or_another_one_was_not():
    content = a_content(acquisition=DOUBTFUL)
    seen = looked_at(CLOSE, content)
    assert leaves(seen, content)
    assert leaves(replace(seen, crop_mm=50.0), content)
    assert not leaves(replace(seen, crop_mm=70.0), content)
    assert not leaves(replace(seen, panels=(Panel(shift_mm=(5.0, 0.0)),)), content)
    assert not leaves(replace(seen, inset="whole"), content)
    assert leaves(looked_at(replace(seen, inset="whole"), content), content)


def test_other_pixels_another_window_and_another_slice_are_asked_about_again():
    content = a_content(acquisition=DOUBTFUL)
    seen = looked_at(CLOSE, content)
    other = content.values.copy()
    (one,) = lay_out(CLOSE, content).doubtful
    other[one.box[1], one.box[0]] += 40
    assert not leaves(seen, replace(content, values=other))
    assert not leaves(replace(seen, window=Window(100.0, 90.0)), content)
    (review,) = seen.reviewed
    stranger = replace(review, slice_id="sha256:" + "0" * 32)
    for changed in (stranger, replace(review, frame=2), replace(review, digest="0" * 64)):
        assert not leaves(replace(seen, reviewed=(changed,)), content)


def test_turned_and_mirrored_panels_show_the_same_pixels():
    content = a_content(acquisition=DOUBTFUL)
    seen = looked_at(CLOSE, content)
    assert leaves(replace(seen, panels=(Panel(is_mirrored=True),)), content)
    halves = (Panel(part="right"), Panel(part="left", is_mirrored=True))
    (one,) = united(lay_out(replace(CLOSE, arrangement="mirrored", panels=halves), content).doubtful)
    assert one.grey.shape[1] > 40  # both halves at once


def test_the_locator_counts_wherever_it_stands():
    grey = np.full((40, 20), 90, np.uint8)
    line = ((0.0, 9.5), (19.0, 9.5))
    spec = replace(CLOSE, inset="locator")
    sure = a_content()
    assert leaves(spec, replace(sure, locator=LocatorView(grey, 2.0, 1.0, line)))
    doubtful = replace(sure, locator=LocatorView(grey, 2.0, 1.0, line, SliceKey("1.2.9")))
    assert not leaves(spec, doubtful)
    assert leaves(looked_at(spec, doubtful), doubtful)


def test_the_file_says_whether_its_pixels_were_looked_at():
    content = a_content(acquisition=DOUBTFUL)
    seen = looked_at(CLOSE, content)
    said = [json.loads(lay_out(spec, content).record)["pixels"] for spec in (CLOSE, seen)]
    assert said == [UNREVIEWED, REVIEWED]
    assert json.loads(lay_out(seen, a_content()).record)["pixels"] == UNREVIEWED  # nobody had to look
    assert REVIEWED.encode() in make_figure(seen, content, Path("a.svg"))[0]


def test_reviews_are_stored_and_old_programs_read_what_has_none():
    content = a_content(acquisition=DOUBTFUL)
    seen = looked_at(CLOSE, content)
    assert FigureSpec.from_json(seen.to_json()) == seen
    assert json.loads(seen.to_json())["schema_version"] == 3
    plain = json.loads(CLOSE.to_json())
    assert (plain["schema_version"], "reviewed" in plain) == (2, False)
    assert KEY.uid not in seen.to_json()


def test_reviews_stay_few_and_are_not_doubled():
    content = a_content(acquisition=DOUBTFUL)
    spec = CLOSE
    for number in range(MAX_REVIEWED + 5):
        spec = looked_at(replace(spec, window=Window(100.0 + number, 90.0)), content)
    assert len(spec.reviewed) == MAX_REVIEWED
    assert looked_at(spec, content) == spec
    assert unseen(lay_out(spec, content).doubtful, spec) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"box": (5, 0, 4, 9)},
        {"box": (0, -1, 4, 9)},
        {"box": (0, 0, 10**6, 9)},
        {"slice_id": "1.2.3"},
        {"frame": 0},
        {"digest": "0" * 63},
        {"digest": "G" * 64},
    ],
)
def test_what_is_no_review_is_refused(change):
    sound = {"slice_id": "sha256:" + "a" * 32, "frame": 1, "box": (0, 0, 4, 9), "digest": "0" * 64}
    Reviewed(**sound)
    with pytest.raises(UsageError):
        Reviewed(**{**sound, **change})


def test_a_review_beyond_the_slice_is_none():
    content = a_content(acquisition=DOUBTFUL)
    (one,) = lay_out(CLOSE, content).doubtful
    beyond = Reviewed(one.seen().slice_id, 1, (0, 0, 9_999, 9_999), digest_of(one.whole))
    assert not leaves(replace(CLOSE, reviewed=(beyond,)), content)
