"""A figure with a fat right side and a lean left one, and what the check says of words typed on it."""

from dataclasses import replace

from tests.figure.figure_scene import PAIR, a_content, a_measurement
from viewer.core.figures.marks import Arrow, Note
from viewer.core.figures.spec import FigureSpec
from viewer.core.outline import Structure
from viewer.figure.checking.typed.contradictions import typed_side_conflicts
from viewer.figure.content import as_contents
from viewer.figure.layout import lay_out
from viewer.measure.measurement import Comparison

STEP_MM = 0.7
"""Pixel spacing of the scene."""

RIGHT_MM, LEFT_MM = (55 * STEP_MM, 85 * STEP_MM), (105 * STEP_MM, 85 * STEP_MM)
"""Middles of the right and the left outline, mm along rows and columns."""

MIDDLE_MM = (80 * STEP_MM, 40 * STEP_MM)
"""On the midline, far from both outlines."""

RIGHT_NUMBERS = {
    "area_mm2": 612.0,
    "fat_area_mm2": 276.0,
    "muscle_area_mm2": 336.0,
    "fat_fraction_percent": 45.1,
    "fat_fraction_interval_percent": (42.2, 48.1),
    "fat_to_muscle_ratio": 0.82,
}
LEFT_NUMBERS = {
    "area_mm2": 540.0,
    "fat_area_mm2": 67.0,
    "muscle_area_mm2": 473.0,
    "fat_fraction_percent": 12.4,
    "fat_fraction_interval_percent": (10.0, 14.7),
    "fat_to_muscle_ratio": 0.14,
}


def a_measured_pair(right=None, left=None):
    """Right 45.1 % of 612 mm² (42.2 to 48.1), left 12.4 % of 540 mm² (10.0 to 14.7)."""
    measurement = a_measurement(level="L4/5")
    first, second = measurement.rows
    first = replace(first, **{**RIGHT_NUMBERS, "source": PAIR[0], **(right or {})})
    second = replace(second, **{**LEFT_NUMBERS, "source": PAIR[1], **(left or {})})
    compared = Comparison(1, 1, Structure.MULTIFIDUS, 11.8, second.side, 32.7, (28.9, 36.5), distinguishable=True)
    return replace(measurement, rows=(first, second), comparisons=(compared,))


def the_content(**more):
    return a_content(**{"measurement": a_measured_pair(), **more})


def conflicts(spec, content=None):
    """(identifier, level) of every finding about typed words, and their fixes."""
    contents = as_contents(spec, content or the_content())
    return typed_side_conflicts(lay_out(spec, contents), spec, contents)


def named(spec, content=None):
    return [finding.identifier for finding in conflicts(spec, content)]


def noted(text, at_mm, panel=0, **spec):
    """Recipe with one note."""
    return FigureSpec(marks=(Note(panel, at_mm, text),), **spec)


def arrowed(text, tip_mm, tail_mm=(40.0, 20.0), panel=0, **spec):
    """Recipe with one arrow."""
    return FigureSpec(marks=(Arrow(panel, tip_mm, tail_mm, text),), **spec)
