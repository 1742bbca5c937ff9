"""Colours of outlines: apart for every kind of colour vision, and bright enough on the image."""

from itertools import combinations

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey
from viewer.ui import theme

MACHADO = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB; doi:10.1109/TVCG.2009.113."""

COLOURS = {f"multifidus {side}": colour for side, colour in theme.SIDE_COLOURS.items() if side is not Side.UNKNOWN} | {
    str(structure): colour for structure, colour in theme.STRUCTURE_COLOURS.items()
}


def seen(colour: str, vision: str) -> np.ndarray:
    """Lab colour as somebody sees it."""
    srgb = np.array([int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(MACHADO[vision] @ linear, 0.0, 1.0)
    return rgb2lab(np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055))


@pytest.mark.parametrize("vision", MACHADO)
def test_every_two_colours_are_told_apart(vision):
    apart = {
        pair: float(deltaE_ciede2000(seen(COLOURS[pair[0]], vision), seen(COLOURS[pair[1]], vision)))
        for pair in combinations(COLOURS, 2)
    }
    closest = min(apart, key=apart.get)
    assert apart[closest] >= 12.0, (closest, apart[closest])


def test_every_structure_has_a_colour_and_every_side_a_pattern():
    key = SliceKey("1")
    ring = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0))
    for structure in Structure:
        colours = {theme.outline_colour(Outline(key, (ring,), side, structure)) for side in Side}
        assert len(colours) == (3 if structure is Structure.MULTIFIDUS else 1)
    assert len(set(theme.SIDE_DASHES.values())) == len(Side)
