"""Levels of lean muscle and pure fat, from what several tissues say about each, with how sure they are.

Muscle: psoas holds about 5 % fat, so lean muscle lies a little below its mean; fat spread finely through erector
spinae or multifidus lifts their darkest mode above lean muscle but never below it. Both are put together as
probabilities, with long tails where two tissues contradict each other.
Fat: the level of the joint fit, moved towards a plateau of pure fat inside the outlines if there is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.measure.anchored.modes import fat_plateau, mode_of
from viewer.measure.anchored.regions import EvenView, Psoas
from viewer.measure.anchored.view import Mask

PSOAS_FAT = 0.05
"""Fat fraction of a psoas (no unit).

References
----------
5.1 ± 3.4 % in men and 6.0 ± 2.2 % in women by Dixon imaging (2020).
"""

PSOAS_FAT_SD = 0.02
"""How much it differs between people (no unit); real spread is 0.03, of which streaks that are seen are a part."""

HIDDEN_SHARE = 0.6
"""Part of a psoas' fat that is not seen in streaks (no unit) which is taken to lie finely in its commonest value; the
rest is taken not to be there."""

HIDDEN_FAT = (0.04, 0.07)
"""Mean fat fraction (no unit) that lies too finely in the darkest mode of all back muscles to be seen: what it is taken
for where nothing else is known, and how far above lean muscle the mode may well lie where a psoas tells more."""

MODE_SD = 0.01
"""Error of a mode, in parts of the contrast (no unit)."""

MUSCLE_SD = 0.025
"""How much the signal of lean muscle differs between muscles, in parts of it (no unit)."""

FAR_FACTOR = 1.6
"""How much more a muscle far from the outlines differs, the field between them included (no unit)."""

TAILS = 3.0
"""Degrees of freedom of the probability of what a psoas says: low, so that a wrong one is outvoted (no unit)."""

FAT_SD = 0.022
"""Error of the fat level, in parts of it (no unit); fat is not equally bright everywhere."""

CALIBRATION = (0.66, 0.70)
"""Error of the muscle level by the spread of its probability, with and without a psoas or outlined muscle (no unit).

The long tails make the spread wider than the errors are; on phantoms that were looked at while the method was made,
these factors let 95 % intervals hold the truth in about 96 %.
"""

LEAST_PIXELS = 60
"""Fewest pixels of a region that count."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Both levels where the gain is 1, brightness, and their standard deviations in parts of the contrast."""

    muscle: float
    fat: float
    muscle_sd: float
    fat_sd: float


def settle_levels(
    even: EvenView, *, psoas: Sequence[Psoas], erector: Sequence[Mask], inside: Sequence[Mask], fat: Mask | None
) -> Levels:
    """Levels from the regions of a slice.

    Parameters
    ----------
    even
        The slice without its field.
    psoas
        Psoas of both sides, or the outlined reference muscles in their place.
    erector
        Erector spinae of both sides.
    inside
        Pixels well inside each measured outline.
    fat
        Outlined reference fat, or None for the level of the joint fit.
    """
    noise = even.view.noise
    width = 0.7 * noise + 0.02 * even.fit.muscle
    level = even.fit.fat if fat is None else float(np.median(even.signal[fat]))
    lean = _lean_modes(even, erector, inside, width)
    darkest = min(lean)
    every = np.concatenate([even.signal[part] for part in inside]) if inside else np.empty(0)
    plateau, trust = fat_plateau(every, darkest=darkest, fat=level, noise=noise)
    level += trust * (plateau - level)
    contrast = max(level - darkest, 1e-9)
    values, chance = _muscle_chance(even, psoas, lean, level, width)
    muscle = float(chance @ values)
    muscle_sd = float(np.sqrt(chance @ (values - muscle) ** 2)) / contrast
    muscle_sd *= CALIBRATION[0] if psoas else CALIBRATION[1]
    fat_sd = FAT_SD * (1.0 - 0.4 * trust) * level / contrast
    return Levels(muscle, level, muscle_sd, fat_sd)


def _lean_modes(even: EvenView, erector: Sequence[Mask], inside: Sequence[Mask], width: float) -> list[float]:
    """Darkest mode of erector spinae and of the outlined muscles; the fitted level where neither is large enough."""
    found = []
    for parts in (erector, inside):
        modes = [mode_of(even.signal[part], width) for part in parts if np.count_nonzero(part) > LEAST_PIXELS]
        if modes:
            # of two sides that differ by no more than muscle does, the darker one is darker by chance
            found.append(float(np.mean([mode for mode in modes if mode <= min(modes) * (1.0 + MUSCLE_SD)])))
    return found or [even.fit.muscle]


def _muscle_chance(
    even: EvenView, psoas: Sequence[Psoas], lean: Sequence[float], fat: float, width: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Values that the muscle level may have and the probability of each, of equal shape (n,)."""
    darkest = min(lean)
    contrast = max(fat - darkest, 1e-9)
    differs = MUSCLE_SD * darkest / contrast
    values = np.linspace(darkest - 0.35 * contrast, darkest + 0.25 * contrast, 601)
    log = np.zeros(values.size)
    above = (darkest - values) / contrast
    hidden = HIDDEN_FAT[1 if psoas else 0]
    log += np.where(above > 0.0, -above / hidden, -0.5 * (above / np.hypot(MODE_SD, differs)) ** 2)
    if psoas:
        said, dimmed = _said_by_psoas(even, psoas, fat, width)
        error = np.sqrt(PSOAS_FAT_SD**2 + (FAR_FACTOR * differs) ** 2 + (0.3 * dimmed * darkest / contrast) ** 2)
        off = (values - said) / contrast / error
        log -= 0.5 * (TAILS + 1.0) * np.log1p(off**2 / TAILS)
    chance = np.exp(log - log.max())
    return values, chance / chance.sum()


def _said_by_psoas(even: EvenView, psoas: Sequence[Psoas], fat: float, width: float) -> tuple[float, float]:
    """Level of lean muscle by the psoas, and how much a band may darken it, in parts of the gain."""
    # Fat beside a psoas is darkened like the psoas; half of that is taken back, as the fat may be mixed itself.
    parts = [even.signal[one.region] / np.sqrt(np.clip(one.fat_near, 0.6, 1.3)) for one in psoas]
    signal = np.concatenate(parts)
    mode = mode_of(signal, width)
    seen = max((float(signal.mean()) - mode) / max(fat - mode, 1e-9), 0.0)
    hidden = HIDDEN_SHARE * max(PSOAS_FAT - seen, 0.0)
    dimmed = float(np.mean([abs(one.fat_near - 1.0) for one in psoas]))
    return (mode - hidden * fat) / (1.0 - hidden), dimmed
