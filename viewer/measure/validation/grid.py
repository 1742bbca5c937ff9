"""Which phantoms the methods are judged on: sets of conditions, deterministic and balanced.

Every set has seeds of its own from `FIRST_SEED` on. They are only for judging: nothing was tuned on them, and tests
that shape a method use smaller ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, TypeVar

import numpy as np

from viewer.errors import UsageError

FIRST_SEED = 10_000
"""Smallest seed of a phantom that judges."""

SEEDS_PER_SET = 10_000
"""Distance between the first seeds of two sets."""

OFFSET_MAXIMUM = 2_000_000_000
"""Largest number that may be added to all seeds."""

FATS = (2.0, 5.0, 10.0, 20.0, 40.0, 60.0, 80.0)
"""Fat fractions of the multifidi, %."""

TEXTURES = ("streaks", "patches", "mixed")
DIFFUSE_SHARES = (0.1, 0.4, 0.8)
"""Part of the fat that lies as fine mixture within the muscle, below the pixel (no unit)."""

FALLOFFS = (0.0, 20.0, 40.0)
"""Loss of brightness over 40 mm away from the coil, %."""

SNRS = (10.0, 20.0, 40.0)
"""Signal of muscle by the noise's standard deviation (no unit)."""

PIXELS_MM = (0.55, 0.69, 0.86)
SEQUENCES = ("T2", "T1")

CONTRASTS = (None, 4.0, 2.5)
"""Signal of fat by that of muscle (no unit); None is what the sequence gives."""

LEVELS = (0, 1, 2)
"""Disc levels from below: L5/S1, L4/5, L3/4."""

VARIATION: dict[str, tuple[float, ...]] = {
    "body_scale": (0.9, 1.0, 1.12),
    "subcutaneous_mm": (10.0, 16.0, 28.0),
    "left_scale": (0.85, 0.93, 1.0),
    "fat_psoas_percent": (2.0, 4.0, 7.0),
    "fat_erector_percent": (4.0, 10.0, 25.0),
    "coil_tilt_percent": (-10.0, 0.0, 10.0),
    "chemical_shift_px": (0.0, 0.5, 1.0),
    "slice_thickness_mm": (3.0, 4.0, 5.0),
    "point_spread": (0.75, 0.88, 1.0),
}
"""What differs between bodies and scanners and is not studied by itself; see `Condition`."""

_STEP = 3
"""Steps through `FATS` from image to image, so that a small set has low and high fractions, too."""

REPETITIONS = 4
"""Images of the same cut in the set `repeat`."""

_Level = TypeVar("_Level")


@dataclass(frozen=True, slots=True)
class Condition:
    """One phantom image and how it is outlined.

    Parameters
    ----------
    set_name, number
        Where it belongs, and its place there, from 0.
    seed
        Fixes the body and the noise.
    fat_right_percent, fat_left_percent
        Fat asked for in the two multifidi, % (what was reached is the truth of the image).
    texture, diffuse_share
        How the fat lies in the muscle, see `TEXTURES` and `DIFFUSE_SHARES`.
    contrast
        Fat by muscle signal; None is what the sequence gives.
    coil_falloff_percent, snr, pixel_mm, sequence, level
        See the constants of this module.
    field_of_view_mm
        Edge of the image, mm.
    body_scale, subcutaneous_mm, left_scale
        Size of the body (no unit), thickness of the fat over the muscles (mm), size of the left multifidus as a
        part of the right one's (no unit).
    fat_psoas_percent, fat_erector_percent
        Fat of the other muscles, %: psoas is not free of it.
    coil_tilt_percent, chemical_shift_px, slice_thickness_mm, point_spread
        See `PhantomParameters`.
    is_psoas_in_view
        Whether the psoas is imaged.
    body
        What repeated images share: same number, same cut.
    repetition
        Which noise and which jitter of the outline, from 0.
    outlining
        'true'; 'jittered' by ±0.5 px (SD), correlated along the border; 'grown' by 1 px all round.
    is_reference_wrong
        Whether the outline of the muscle reference lies off its muscle.
    """

    set_name: str
    number: int
    seed: int
    fat_right_percent: float
    fat_left_percent: float
    texture: str = "mixed"
    diffuse_share: float = 0.4
    contrast: float | None = None
    coil_falloff_percent: float = 20.0
    snr: float = 20.0
    pixel_mm: float = 0.69
    sequence: str = "T2"
    level: int = 1
    field_of_view_mm: float = 220.0
    body_scale: float = 1.0
    subcutaneous_mm: float = 16.0
    left_scale: float = 1.0
    fat_psoas_percent: float = 4.0
    fat_erector_percent: float = 10.0
    coil_tilt_percent: float = 0.0
    chemical_shift_px: float = 0.5
    slice_thickness_mm: float = 4.0
    point_spread: float = 0.88
    is_psoas_in_view: bool = True
    body: int = 0
    repetition: int = 0
    outlining: str = "true"
    is_reference_wrong: bool = False


@dataclass(frozen=True, slots=True)
class ConditionSet:
    """A named set: what it is for, in one sentence, and how many images it has in the short and the full run."""

    name: str
    purpose: str
    short: int
    full: int


SETS: tuple[ConditionSet, ...] = (
    ConditionSet(
        "grid", "Fat fraction, texture, diffuse share, coil, noise, pixel size and sequence, crossed.", 21, 567
    ),
    ConditionSet("lean", "No fat that could be told from muscle: 1 or 2 %, all of it diffuse.", 4, 60),
    ConditionSet(
        "stress",
        "Fat less than twice as bright as muscle, muscle reference off its muscle, outlines 1 px too large.",
        4,
        63,
    ),
    ConditionSet("no-psoas", "The psoas is not in view.", 4, 63),
    ConditionSet("small-field-of-view", "150 mm: little subcutaneous fat and little psoas in view.", 4, 63),
    ConditionSet("repeat", "The same cut with new noise and outlines jittered by half a pixel.", 8, 84),
)
"""Every set, in the order of the report; `full` of `grid` is the whole crossing of its five main factors."""


def conditions(*, is_full: bool, seed_offset: int = 0) -> tuple[Condition, ...]:
    """Every condition of a run, set by set; the same arguments give the same conditions.

    Parameters
    ----------
    is_full
        The full run instead of the short one.
    seed_offset
        Added to every seed, for bodies that nobody has looked at.

    Raises
    ------
    UsageError
        If the offset is out of range.
    """
    if not 0 <= seed_offset <= OFFSET_MAXIMUM:
        raise UsageError(f"The seed offset is {seed_offset}; choose a number from 0 to {OFFSET_MAXIMUM}.")
    found: list[Condition] = []
    for place, chosen in enumerate(SETS):
        count = chosen.full if is_full else chosen.short
        first = FIRST_SEED + SEEDS_PER_SET * place + seed_offset
        found += [replace(c, seed=first + c.body) for c in _MAKERS[chosen.name](chosen.name, count)]
    return tuple(found)


def _crossed(name: str, count: int) -> list[Condition]:
    """Conditions of the main grid: the whole crossing, or a balanced part of it."""
    main = list(product(TEXTURES, DIFFUSE_SHARES, FALLOFFS, SNRS))
    if count < len(main) * len(FATS):
        return _balanced(name, count)
    random = _random(name, count)
    cells = [(right, *cell) for cell in main for right in range(len(FATS))]
    made = []
    rest = _spread_over(
        len(cells), random, pixel_mm=PIXELS_MM, sequence=SEQUENCES, contrast=CONTRASTS, level=LEVELS, **VARIATION
    )
    for number, ((right, texture, share, falloff, snr), more) in enumerate(zip(cells, rest, strict=True)):
        made.append(
            Condition(
                name,
                number,
                0,
                FATS[right],
                FATS[_other(right, number)],
                texture=texture,
                diffuse_share=share,
                coil_falloff_percent=falloff,
                snr=snr,
                body=number,
                **more,
            )
        )
    return made


def _balanced(name: str, count: int, **fixed: Any) -> list[Condition]:
    """Conditions in which every level of every factor comes equally often (or once more)."""
    factors: dict[str, Sequence[Any]] = {
        "texture": TEXTURES,
        "diffuse_share": DIFFUSE_SHARES,
        "coil_falloff_percent": FALLOFFS,
        "snr": SNRS,
        "pixel_mm": PIXELS_MM,
        "sequence": SEQUENCES,
        "contrast": CONTRASTS,
        "level": LEVELS,
        **VARIATION,
    }
    rest = _spread_over(
        count, _random(name, count), **{key: values for key, values in factors.items() if key not in fixed}
    )
    return [
        Condition(
            name,
            number,
            0,
            FATS[_STEP * number % len(FATS)],
            FATS[_other(_STEP * number % len(FATS), number)],
            body=number,
            **{**more, **fixed},
        )
        for number, more in enumerate(rest)
    ]


def _lean(name: str, count: int) -> list[Condition]:
    fats = ((1.0, 2.0), (2.0, 1.0))
    return [
        replace(c, fat_right_percent=fats[c.number % 2][0], fat_left_percent=fats[c.number % 2][1])
        for c in _balanced(name, count, diffuse_share=1.0)
    ]


def _stress(name: str, count: int) -> list[Condition]:
    """Three kinds of trouble in turn, one at a time."""
    troubles: tuple[dict[str, Any], ...] = (
        {"contrast": 1.6},
        {"is_reference_wrong": True},
        {"outlining": "grown"},
    )
    return [
        replace(c, **troubles[(c.number + c.number // len(FATS)) % len(troubles)])
        for c in _balanced(name, count, contrast=None)
    ]


def _without_psoas(name: str, count: int) -> list[Condition]:
    return _balanced(name, count, is_psoas_in_view=False)


def _small(name: str, count: int) -> list[Condition]:
    return _balanced(name, count, field_of_view_mm=150.0)


def _repeated(name: str, count: int) -> list[Condition]:
    """Cuts, each imaged and outlined several times."""
    return [
        replace(c, number=c.number * REPETITIONS + repetition, repetition=repetition)
        for c in _balanced(name, count // REPETITIONS, outlining="jittered")
        for repetition in range(REPETITIONS)
    ]


_MAKERS = {
    "grid": _crossed,
    "lean": _lean,
    "stress": _stress,
    "no-psoas": _without_psoas,
    "small-field-of-view": _small,
    "repeat": _repeated,
}


def _other(index: int, turn: int) -> int:
    """Another fat fraction for the left side: over six turns every one but the right side's own."""
    return (index + 1 + turn % (len(FATS) - 1)) % len(FATS)


def _random(name: str, count: int) -> np.random.Generator:
    return np.random.default_rng([FIRST_SEED, count, *name.encode()])


def _spread_over(count: int, random: np.random.Generator, **factors: Sequence[Any]) -> list[dict[str, Any]]:
    """`count` combinations in which the levels of every factor are spread evenly, in an order drawn by lot."""
    columns = {name: _spread(levels, count, random) for name, levels in factors.items()}
    return [{name: column[number] for name, column in columns.items()} for number in range(count)]


def _spread(levels: Sequence[_Level], count: int, random: np.random.Generator) -> list[_Level]:
    """Every level equally often (or once more), shuffled."""
    return [levels[place % len(levels)] for place in random.permutation(count)]
