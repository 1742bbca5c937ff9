"""Phantoms that differ from each other as people do."""

import numpy as np

from viewer.measure.phantom.anatomy.build import TEXTURES
from viewer.measure.phantom.parameters import PhantomParameters

_STREAM = 77
"""Number of the random numbers that make a person, apart from those of the anatomy."""


def person(seed: int) -> PhantomParameters:
    """Parameters of one made-up person: body, muscles and fat drawn from the seed, imaging as usual.

    Spreads are of the order found among adults; they are no norm. To choose some of it, use
    `dataclasses.replace` on what comes out.

    Parameters
    ----------
    seed
        Fixes what is drawn, and the anatomy's random fields.
    """
    plain = PhantomParameters(seed=seed)  # refuses a seed out of range before it is used
    random = np.random.default_rng([seed, _STREAM])

    def drawn(middle: float, spread: float, least: float, most: float) -> float:
        return round(min(max(middle + spread * float(random.standard_normal()), least), most), 3)

    def lopsided(median: float, spread: float, least: float, most: float) -> float:
        return round(min(max(median * float(np.exp(spread * random.standard_normal())), least), most), 3)

    scale = drawn(1.0, 0.07, 0.84, 1.18)
    size = drawn(0.95, 0.06, 0.78, 1.04)
    fat = lopsided(18.0, 0.7, 3.0, 75.0)
    subcutaneous = lopsided(18.0, 0.45, 6.0, 45.0)
    return PhantomParameters(
        seed=plain.seed,
        fat_right_percent=round(fat * lopsided(1.0, 0.12, 0.7, 1.3), 3),
        fat_left_percent=round(fat * lopsided(1.0, 0.12, 0.7, 1.3), 3),
        fat_erector_percent=lopsided(9.0, 0.5, 2.0, 40.0),
        fat_psoas_percent=drawn(4.5, 1.8, 1.5, 10.0),
        texture=str(random.choice(TEXTURES)),
        diffuse_share=round(float(random.beta(1.2, 3.0)), 3),
        diffuse_share_others=round(float(random.beta(1.2, 3.0)), 3),
        body_scale=scale,
        subcutaneous_mm=subcutaneous,
        multifidus_right_scale=drawn(size, 0.025, 0.72, 1.06),
        multifidus_left_scale=drawn(size, 0.025, 0.72, 1.06),
        field_of_view_mm=float(round(min(max(220.0 * scale, 200.0), 260.0))),
    )
