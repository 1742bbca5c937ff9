"""`anchored`: fat in proportion to brightness between lean muscle and pure fat, field and border corrected.

The mean over the outline is not the mean of its pixels. A pixel at the border is mixed with what lies outside, by its
own size and by the point spread, and fat is shifted by its chemical shift. A part of the estimate corrects the border
by weights that undo the known blur, the rest by what lies just inside it: the first is right where the border is a
border of tissues, the second where the image does not resolve it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from viewer.importing import one_importer
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.methods.method import MethodContext
from viewer.measure.methods.rules import Parameter
from viewer.measure.methods.sample import Sample
from viewer.measure.uncertainty import Uncertainty

BLUR_VARIANCE_PX2 = 1.0 / 6.0 + 0.36
"""Variance of what mixes a pixel of the border with its neighbours, pixels²: two pixel squares (the one of the image,
the one of the coverage) of 1/12 each, and a point spread of 0.6 pixels."""

BORDER_SHARE = (0.85, 0.25, 1.5)
"""Part of the estimate that takes the border from what lies just inside it: most, least, and how much less per unit of
fat fraction (no unit). Round a lean muscle what blurs in is fat from outside; in a fatty one the border is as mixed as
the rest, and what lies just inside tells little of it."""

INNER_SD_PX = 1.5
"""How far inside is looked for what the border is like, standard deviation, pixels."""

VOID = (0.10, 1.6)
"""How far below lean muscle a smoothed pixel must lie to hold neither muscle nor fat: in parts of the contrast, and in
standard deviations of the noise (no unit). Bone, fascia and vessels are dark and count as no fat."""

OVERSHOOT = (0.15, 2.5)
"""How far outside 0…1 a pixel may lie, in parts of the contrast and in standard deviations of the noise (no unit)."""

MARGIN_PX = 6
"""How far round an outline pixels are looked at, pixels."""

BORDER_SD = 0.5
"""Error of the border correction, in parts of what its two halves differ by (no unit)."""

LEAST_SD = 0.004
"""Error that no outline is free of (no unit): chemical shift, and fat that only looks like it."""


@dataclass(frozen=True, slots=True)
class AnchoredRule:
    """A scale applied to outlines; see the module.

    Parameters
    ----------
    scale
        Complete: both levels are known, and fat is brighter.
    values
        Shape (rows, columns), brightness of the slice.
    """

    scale: SliceScale
    values: NDArray[np.float64] = field(repr=False)

    @property
    def threshold(self) -> None:
        """There is none."""
        return None

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Levels and what they come from."""
        scale = self.scale
        known: list[Parameter] = [
            ("muscle_level", round(scale.muscle, 6)),
            ("fat_level", round(scale.fat, 6)),
            ("contrast", round(scale.contrast, 4)),
        ]
        for reference in scale.references:
            how = "found automatically" if reference.is_automatic else "by the user"
            known.append((str(reference.structure).replace(" ", "_"), f"{reference.tissue}, {how}"))
        return tuple(known)

    def fractions(self, sample: Sample) -> NDArray[np.float64]:
        """Fat part of every pixel, shape (n,), as `total` takes it before the border is corrected."""
        rows, columns = self._around(sample)
        part, _ = self._parts(rows, columns)
        y, x = np.divmod(sample.index, self.values.shape[1])
        return np.asarray(part[y - rows.start, x - columns.start])

    def total(self, sample: Sample) -> float | None:
        """Fat part of the whole outline, its border corrected."""
        return self.total_and_uncertainty(sample)[0]

    def total_and_uncertainty(self, sample: Sample) -> tuple[float, Uncertainty | None]:
        """Fat part of the whole outline, and how uncertain it is (None where the scale does not tell its errors)."""
        part, weights, noise = self._box(sample)
        by_blur, by_inside = _border_by_blur(part, weights), _border_by_inside(part, weights)
        most, least, less = BORDER_SHARE
        share = min(max(most - less * by_inside, least), most)
        total = (1.0 - share) * by_blur + share * by_inside
        errors = self.scale.errors
        if errors is None:
            return total, None
        scale = self.scale
        held = min(max(total, 0.0), 1.0)
        signal = held + (scale.muscle - scale.zero) / (scale.fat - scale.muscle)
        pixels = max(float(weights.sum()), 1.0)
        own = (LEAST_SD, BORDER_SD * abs(by_blur - by_inside), errors.field * signal, 1.5 * noise / np.sqrt(pixels))
        shared = (-(1.0 - held) * errors.muscle, -held * errors.fat)
        return total, Uncertainty(float(np.sqrt(sum(one * one for one in own))), shared)

    def _box(self, sample: Sample) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
        """Fat part and coverage of the pixels round an outline, and the noise in parts of the contrast."""
        rows, columns = self._around(sample)
        part, noise = self._parts(rows, columns)
        y, x = np.divmod(sample.index, self.values.shape[1])
        weights = np.zeros(part.shape)
        weights[y - rows.start, x - columns.start] = sample.weights
        return part, weights, noise

    def _around(self, sample: Sample) -> tuple[slice, slice]:
        """Rows and columns of the box that is looked at round the pixels of a sample."""
        rows, columns = self.values.shape
        y, x = np.divmod(sample.index, columns)
        return (
            slice(max(int(y.min()) - MARGIN_PX, 0), min(int(y.max()) + MARGIN_PX + 1, rows)),
            slice(max(int(x.min()) - MARGIN_PX, 0), min(int(x.max()) + MARGIN_PX + 1, columns)),
        )

    def _parts(self, rows: slice, columns: slice) -> tuple[NDArray[np.float64], float]:
        """Fat part of the pixels of a box, limited near 0…1, and the mean noise in parts of the contrast."""
        scale = self.scale
        values = self.values[rows, columns]
        signal = np.where(np.isfinite(values), values, scale.muscle) - scale.zero
        sd = scale.noise_sd if np.isfinite(scale.noise_sd) else 0.0
        signal = np.sqrt(np.maximum(signal**2 - sd**2, 0.0))
        x, y = np.arange(columns.start, columns.stop), np.arange(rows.start, rows.stop)
        gain = scale.gain.at(x[np.newaxis, :], y[:, np.newaxis])
        contrast = scale.fat - scale.muscle
        part = (signal / gain - (scale.muscle - scale.zero)) / contrast
        noise = sd / contrast / gain
        smooth = _smoothed(part, 0.7)
        part = np.where(smooth < -np.maximum(VOID[0], VOID[1] * noise), 0.0, part)
        reach = np.maximum(OVERSHOOT[0], OVERSHOOT[1] * noise)
        return np.clip(part, -reach, 1.0 + reach), float(noise.mean())


def _border_by_blur(part: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Mean fat part with weights that undo the blur of the border (van Cittert, two steps)."""
    sd = float(np.sqrt(BLUR_VARIANCE_PX2))
    first = weights - _smoothed(weights, sd)
    second = first - _smoothed(first, sd)
    sharp = weights + first + second
    return float((sharp * part).sum() / sharp.sum())


def _border_by_inside(part: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Mean fat part where every pixel of the border is taken to be like those just inside it."""
    inside = weights > 0.5
    deep = inside.copy()
    deep[1:] &= inside[:-1]
    deep[:-1] &= inside[1:]
    deep[:, 1:] &= inside[:, :-1]
    deep[:, :-1] &= inside[:, 1:]
    known = deep.astype(np.float64)
    near = _smoothed(known, INNER_SD_PX, reach=3.0)
    mean = _smoothed(part * known, INNER_SD_PX, reach=3.0) / np.maximum(near, 1e-3)
    filled = np.where(deep | (near <= 1e-3), part, mean)
    return float((weights * filled).sum() / weights.sum())


def _smoothed(image: NDArray[np.float64], sd_px: float, *, reach: float = 4.0) -> NDArray[np.float64]:
    """As scipy's `gaussian_filter`, to the last bit, without what that does anew for every small image."""
    with one_importer():
        from scipy import ndimage

    bell = _bell(sd_px, reach)
    return np.asarray(ndimage.correlate1d(ndimage.correlate1d(image, bell, 0), bell, 1))


@cache
def _bell(sd_px: float, reach: float) -> NDArray[np.float64]:
    """Weights of a smoothing filter, of sum 1, out to so many standard deviations."""
    radius = int(reach * sd_px + 0.5)
    bell = np.exp(-0.5 / sd_px**2 * np.arange(-radius, radius + 1) ** 2)
    return np.asarray(bell / bell.sum())


def learn_anchored(samples: Sequence[Sample], context: MethodContext) -> AnchoredRule | None:
    """The scale of the slice as a rule; None where it lacks a level or fat is not brighter than muscle."""
    del samples  # the scale is the slice's own
    if context.scale is None or not context.scale.is_complete:
        return None
    return AnchoredRule(context.scale, context.values)
