"""One grey for panels that are compared: which display window each panel is shown in.

A scanner's brightness has no unit: on two dates the same window compares nothing, and windows of their own neither.
"""

from viewer.core.figures.spec import FigureSpec
from viewer.core.grey import Window, automatic_window
from viewer.figure.arranging.kept import kept
from viewer.figure.content import FigureContent
from viewer.measure.changes.matching_grey import STEP_PX, Brightness, matched_window


def windows_of(spec: FigureSpec, contents: tuple[FigureContent, ...]) -> tuple[Window, ...]:
    """Display window of every panel.

    A panel's own window counts first. Without one, all panels of a row of levels share the window of the first, and
    what another date shows is matched to the first panel by its dark and bright parts. Other panels take the recipe's
    window, that of their file, or the automatic one.

    Parameters
    ----------
    spec, contents
        The recipe, and the content of each of its panels.
    """
    first = contents[0]
    leading = spec.panels[0].window or _own(spec, first)
    found = []
    for panel, content in zip(spec.panels, contents, strict=True):
        if panel.window is not None:
            found.append(panel.window)
        elif spec.arrangement == "levels":
            found.append(leading)
        elif spec.arrangement == "dates":
            found.append(_matched(leading, first, content))
        else:
            found.append(_own(spec, content))
    return tuple(found)


def is_matched(spec: FigureSpec) -> bool:
    """Whether all panels of another date are matched to the first one."""
    return spec.arrangement == "dates" and all(panel.window is None for panel in spec.panels[1:])


def _own(spec: FigureSpec, content: FigureContent) -> Window:
    known = spec.window or content.image.window
    return known or kept(content.values, "window", None, lambda: automatic_window(content.values))


def _matched(window: Window, first: FigureContent, other: FigureContent) -> Window:
    if other.values is first.values:
        return window
    return matched_window(window, _bright(first), _bright(other))


def _bright(content: FigureContent) -> Brightness:
    sign = -1.0 if content.image.mapping.is_inverted else 1.0
    return Brightness(content.values[::STEP_PX, ::STEP_PX], sign=sign)
