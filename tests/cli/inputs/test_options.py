"""Words of the command line and what is said of wrong ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.cli.inputs.options import parse_labels, parse_pair, parse_points, parse_spacing
from viewer.core.geometry import Spacing
from viewer.core.outline import Side
from viewer.errors import UsageError

NUMBERS = st.floats(-1e4, 1e4, allow_nan=False)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=8))
def test_points_come_back_as_written(points):
    text = " ".join(f"{x!r},{y!r}" for x, y in points)
    assert parse_points(text, option="--right") == points
    assert parse_points(text.replace(" ", "; "), option="--right") == points


@pytest.mark.parametrize(
    "text", ["", "1", "1,2 3", "1,2,3", "a,b", "1,nan", "1,inf", "1, 2", "1,1e999", "0x1,2", "1_0,2"]
)
def test_wrong_points_are_named(text):
    with pytest.raises(UsageError, match="--left (has|is empty)"):
        parse_points(text, option="--left")


def test_labels():
    assert parse_labels("right=2,left=3") == {Side.RIGHT: 2, Side.LEFT: 3}
    assert parse_labels("left=7") == {Side.LEFT: 7}
    for wrong in (None, "", "right", "right=0", "right=1,right=2", "right=1,left=1", "up=1", "right=1.5", "right=-1"):
        with pytest.raises(UsageError, match="right=2,left=3"):
            parse_labels(wrong)


def test_spacing_and_pairs():
    assert parse_spacing("0.7, 0.5") == Spacing(0.7, 0.5)
    assert parse_pair("100,200", option="--window", form="CENTER,WIDTH") == (100.0, 200.0)
    for wrong in ("0.7", "0,1", "-1,1", "1,nan", "a,b", "1,2,3", "1e9,1"):
        with pytest.raises(UsageError, match="--pixel-spacing"):
            parse_spacing(wrong)
    with pytest.raises(UsageError, match="CENTER,WIDTH"):
        parse_pair("100", option="--window", form="CENTER,WIDTH")
