"""Figures of several panels for tests: recipes of every arrangement, and where things lie on a page."""

from dataclasses import replace

from tests.figure.figure_scene import AXIAL, KEY, PAIR, a_content, a_measurement, a_slice
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.geometry import Spacing
from viewer.figure.page import PathMark, TextMark
from viewer.figure.parts.placing import text_box

RIGHT, LEFT = Panel(part="right"), Panel(part="left", is_mirrored=True)
MIRRORED = FigureSpec(arrangement="mirrored", panels=(RIGHT, LEFT))
TWIN = FigureSpec(arrangement="twin", panels=(Panel(shows_outlines=False), Panel()))
DATES = FigureSpec(arrangement="dates", panels=(Panel(), Panel()))
LEVELS = FigureSpec(arrangement="levels", panels=(Panel(),) * 5)
OTHER_KEY = replace(KEY, uid="1.2.3.99")


def another_content(**more):
    """The same outlines on another slice, with smaller pixels."""
    image = a_slice(replace(AXIAL, spacing=Spacing(0.5, 0.5)), key=OTHER_KEY)
    outlines = tuple(replace(outline, slice_key=OTHER_KEY) for outline in PAIR)
    content = a_content(image=image, outlines=outlines, measurement=a_measurement(key=OTHER_KEY))
    return replace(content, **more)


def measured(**more):
    return replace(a_content(measurement=a_measurement()), **more)


def contents_of(spec):
    """Contents that fit an arrangement."""
    if spec.arrangement == "dates":
        return (measured(time_words="before"), another_content(time_words="26 weeks after"))
    if spec.arrangement == "levels":
        return tuple(
            measured(level=level) if number % 2 == 0 else another_content(level=level)
            for number, level in zip(range(len(spec.panels)), ("L1/2", "L2/3", "L3/4", "L4/5", "L5/S1"), strict=False)
        )
    return (measured(),) * len(spec.panels)


def on_panel(page, panel, kind):
    return [mark for mark in page.marks if isinstance(mark, kind) and mark.panel == panel]


def text_of(page, panel, role):
    """Text marks of a role on a panel by what they say."""
    return {mark.text: mark for mark in on_panel(page, panel, TextMark) if mark.role == role}


def edge_of(mark, box):
    """Edge of a panel at which a letter stands: flush with its left or right, or in the middle of its top or bottom."""
    if mark.anchor != "center":
        return mark.anchor
    top, bottom = text_box(mark)[1] - box[1], box[1] + box[3] - text_box(mark)[3]
    return "top" if top < bottom else "bottom"


def middles(box):
    """Middle of each edge of a panel on the page."""
    left, top, width, height = box
    return {
        "left": (left, top + height / 2),
        "right": (left + width, top + height / 2),
        "top": (left + width / 2, top),
        "bottom": (left + width / 2, top + height),
    }


def shapes(page, item):
    return [mark for mark in page.marks if isinstance(mark, PathMark) and mark.item == item]
