"""The colours of a fat map: even steps of lightness, apart for every kind of colour vision, colours on grey."""

import numpy as np
import pytest
from skimage.color import rgb2lab

from tests.ui.test_theme import MACHADO
from viewer.core.colour_map import LEGEND_TICKS, TABLE, bar_colours, colours_of


def lab(vision: str = "usual") -> np.ndarray:
    """Lab colours of the table, shape (256, 3), as somebody sees them."""
    srgb = TABLE / 255.0
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(linear @ MACHADO[vision].T, 0.0, 1.0)
    return rgb2lab(np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055))


@pytest.mark.parametrize("vision", MACHADO)
def test_lightness_rises_for_every_kind_of_colour_vision(vision):
    # eight entries are 3 % of fat: less is rounding of 8-bit colours
    lightness = lab(vision)[:, 0]
    assert (lightness[8:] > lightness[:-8]).all()
    assert lightness[-1] - lightness[0] > 70.0


def test_lightness_rises_in_even_steps():
    steps = np.diff(lab()[::16, 0])
    assert steps.min() > 0.0
    assert steps.max() < 1.5 * steps.min()


@pytest.mark.parametrize("vision", MACHADO)
def test_tenths_of_the_scale_are_told_apart(vision):
    tenths = lab(vision)[np.linspace(0, 255, 11).astype(int)]
    assert np.linalg.norm(np.diff(tenths, axis=0), axis=1).min() > 6.0


def test_no_colour_is_a_grey_of_the_image():
    assert np.hypot(*lab()[:, 1:].T).min() > 20.0


def test_colours_of_fractions():
    made = colours_of(np.array([[0.0, 0.5, 1.0], [-0.3, 1.2, np.nan]]), opacity=0.6)
    assert made.dtype == np.uint8
    assert made[0].tolist() == [[68, 1, 84, 153], [33, 145, 140, 153], [253, 231, 37, 153]]
    assert made[1].tolist() == [made[0, 0].tolist(), made[0, 2].tolist(), [0, 0, 0, 0]]


def test_an_opacity_beyond_its_ends_is_a_fault():
    with pytest.raises(ValueError, match="opacity"):
        colours_of(np.zeros(1), opacity=1.1)


def test_a_bar_runs_from_end_to_end():
    bar = bar_colours(128)
    assert bar.shape == (128, 3)
    assert bar[0].tolist() == TABLE[0].tolist() and bar[-1].tolist() == TABLE[-1].tolist()
    assert [at for at, _ in LEGEND_TICKS] == [0.0, 0.5, 1.0]
