"""The presets that come with the program are sound data."""

import pytest

from viewer.core.figures.spec import DEFAULT_PRESET, FigureSpec
from viewer.figure.presets import PRESETS, preset


def test_presets_are_sound_data():
    names = [p.name for p in PRESETS]
    assert len(set(names)) == len(names)
    for p in PRESETS:
        low, high = p.text_range_pt
        assert low <= p.text_pt <= p.letter_pt <= high, p.name
        assert p.dpi_range[0] <= p.dpi <= p.dpi_range[1], p.name
        assert p.formats and p.source and p.line_min_pt < FigureSpec().style.line_pt
        assert preset(p.name) is p
    widths = {p.name: p.width_mm for p in PRESETS}
    assert (widths["elsevier-single"], widths["springer-single"], widths["nature-double"]) == (90, 84, 183)
    assert preset("blog").width_mm / 25.4 * preset("blog").dpi == pytest.approx(1600)
    assert min(p.width_mm for p in PRESETS) == widths[DEFAULT_PRESET]
