"""Apostrophes as print has them."""

import pytest

from viewer.figure.page import PathMark, TextMark
from viewer.figure.type.apostrophes import typeset


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("patient's right", "patient’s right"),
        ("Smith's 'mark' at 5'", "Smith’s 'mark' at 5'"),
        ("patient’s left", "patient’s left"),
    ],
)
def test_only_the_apostrophe_within_a_word_is_changed(typed, printed):
    assert typeset(TextMark(typed, 1.0, 2.0, 8.0, "note")) == TextMark(printed, 1.0, 2.0, 8.0, "note")


def test_lines_stay_as_they_are():
    line = PathMark((((0.0, 0.0), (1.0, 0.0)),), False, 1.0, 0.0)
    assert typeset(line) is line
