"""The display windows of panels that are compared."""

from dataclasses import replace

import numpy as np

from tests.figure.figure_scene import a_content, a_slice, ramp
from tests.figure.panel_scene import DATES, LEVELS, another_content
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.grey import Window
from viewer.figure.arranging.greys import windows_of
from viewer.figure.layout import lay_out

OWN = Window(50.0, 20.0)


def test_another_date_is_as_bright_as_the_first():
    before = a_content(outlines=())
    after = replace(another_content(outlines=(), measurement=None), values=2.0 * ramp() + 100.0)
    for window in (None, Window(100.0, 120.0)):
        spec = replace(DATES, crop_mm=0.0, window=window)
        page = lay_out(spec, (before, after))
        first, second = page.images()
        assert np.abs(first.grey.astype(int) - second.grey.astype(int)).max() <= 1
        assert "Grey matched between the dates" in page.caption
    own = replace(DATES, panels=(Panel(), Panel(window=OWN)))
    assert windows_of(own, (before, after)) == (Window(127.5, 255.0), OWN)
    assert "not comparable" in lay_out(own, (before, after)).caption


def test_levels_share_the_window_of_the_first():
    dim = replace(a_content(), image=a_slice(window=OWN))
    spec = replace(LEVELS, panels=(Panel(), Panel(), Panel(window=Window(1.0, 2.0))))
    assert windows_of(spec, (dim, a_content(), a_content())) == (OWN, OWN, Window(1.0, 2.0))
    assert windows_of(replace(spec, window=Window(9.0, 9.0)), (dim,) * 3)[:2] == (Window(9.0, 9.0),) * 2


def test_other_panels_have_that_of_their_file():
    spec = FigureSpec(panels=(Panel(), Panel()))
    found = windows_of(spec, (a_content(), replace(a_content(), image=a_slice(window=OWN))))
    assert found == (Window(127.5, 255.0), OWN)
    low, high = np.percentile(ramp(), [1.0, 99.5])
    automatic = windows_of(FigureSpec(), (a_content(image=a_slice(window=None)),))[0]
    assert np.isclose(automatic.width, high - low)
