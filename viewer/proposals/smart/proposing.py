"""From a click to a proposed border, or to a sentence why there is none."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Point
from viewer.errors import OutlineError
from viewer.proposals.mirroring.kept import LINES
from viewer.proposals.mirroring.reflection import Line
from viewer.proposals.smart.evidence import gather
from viewer.proposals.smart.frame import Frame, Patch
from viewer.proposals.smart.shapes import shapes
from viewer.proposals.smart.weighing import weigh

FARTHEST_MM = 42.0
"""Distance from the midline beyond which no middle of a multifidus lies, mm."""

NEAREST_MM = 2.0
"""Distance from the midline within which a click is on the spinous process, mm."""

SEEN_MINIMUM = 0.4
"""Part of the surroundings that must lie in the image (no unit)."""

CONTRAST_MINIMUM = 0.02
"""Standard deviation of the contrast below which nothing is to be seen (no unit)."""

BODY_PART = 0.05
"""Brightness below which a click is in air, in parts of what is brightest around (no unit)."""

AROUND_MM = 10.0
"""How far round the click brightness is looked at: a band without signal across a muscle is no air, mm."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A border that the image and anatomy suggest.

    Parameters
    ----------
    ring
        (x, y) points, pixels, first not repeated.
    spread_mm
        How far the borders that fit nearly as well lie from it; None where the size of a pixel is unknown.
    """

    ring: tuple[Point, ...]
    spread_mm: float | None


def propose_outline(
    values: NDArray[np.float64],
    geometry: PlaneGeometry,
    *,
    seed_px: Point,
    midline: Line | None = None,
    is_inverted: bool = False,
) -> Proposal:
    """Border of the multifidus round a click.

    Parameters
    ----------
    values
        Shape (rows, columns), values after rescale, NaN where there is none.
    geometry
        Tells the size of pixels and which way the back is, as far as known. Without a size the image is taken as
        wide as usual fields of view are; nothing in mm is said then.
    seed_px
        A point (x, y) near the middle of the muscle, pixels.
    midline
        Two points (x, y) on the mid-sagittal line, pixels, where it is known; else it is looked for.
    is_inverted
        Whether the largest values are shown black.

    Returns
    -------
    Proposal
        The same for the same input; every point lies in the image.

    Raises
    ------
    OutlineError
        If nothing can be suggested there; the sentence tells why.
    """
    frame = _frame(values, geometry, seed_px, midline)
    patch = Patch.cut(values, frame, is_inverted=is_inverted)
    _check(patch, frame)
    click = (frame.click_mm, 0.0)
    thinkable = shapes()
    fit = weigh(gather(patch, click, thinkable), click, thinkable)
    places = frame.to_pixels(fit.ring_mm)
    rows, columns = values.shape
    if (places < -0.5).any() or (places > (columns - 0.5, rows - 0.5)).any():
        raise OutlineError("The muscle clicked leaves the image, so that its border is not seen; outline it by hand.")
    ring = tuple((float(x), float(y)) for x, y in places)
    return Proposal(ring, None if geometry.spacing is None else fit.spread_mm)


def _frame(values: NDArray[np.float64], geometry: PlaneGeometry, seed_px: Point, midline: Line | None) -> Frame:
    if midline is None:
        found = LINES.line_of(values, geometry, ())
        if found is None:
            raise OutlineError("No midline is to be seen in this image; place it, or outline by hand.")
        midline = found.line
    return Frame.at(seed_px, midline, geometry, shape=values.shape)


def _check(patch: Patch, frame: Frame) -> None:
    """Refuse a click where no multifidus can be, or that the image shows too little of."""
    around = (np.abs(patch.back) < AROUND_MM, np.abs(patch.across - frame.click_mm) < AROUND_MM)
    near = patch.brightness[np.ix_(*around)]
    bright = bool(near.size) and float(near.mean()) > BODY_PART * float(np.percentile(patch.brightness, 97.0))
    if patch.seen < SEEN_MINIMUM or not bright or float(patch.contrast.std()) < CONTRAST_MINIMUM:
        raise OutlineError("Nothing is to be seen round this point; click in the middle of a multifidus.")
    if frame.click_mm > FARTHEST_MM:
        raise OutlineError(
            "This point lies too far from the midline for a multifidus; click in the middle of the muscle beside the "
            "spinous process, or place the midline where it is."
        )
    if frame.click_mm < NEAREST_MM:
        raise OutlineError("This point lies on the midline; click in the middle of the muscle to its right or left.")
