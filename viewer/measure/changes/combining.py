"""How uncertain a sum over two dates is: a change, or the difference of two changes.

Two dates are two scans: noise, border, field and levels are drawn anew on each, so that their errors add in quadrature.
Within a date both sides stand on one scale, so that errors of its levels cancel in a difference of sides, as they do in
`viewer.measure.comparing`. One error is the same on both dates: how much fat a person's psoas holds besides what is
taken for it. As far as the muscle levels of both dates rest on it, it cancels in a change.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from viewer.core.outline import Structure
from viewer.measure.anchored.levels import CALIBRATION, FAR_FACTOR, MUSCLE_SD, PSOAS_FAT_SD
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.uncertainty import Uncertainty

PSOAS = "psoas"
"""How a scale calls the reference whose unseen fat is taken from a prior."""


@dataclass(frozen=True, slots=True)
class Term:
    """One number of a sum.

    Parameters
    ----------
    sign
        What it is multiplied with (no unit), such as +1 after and -1 before.
    is_after
        Which of both dates it is of.
    known
        Its uncertainty, in the unit of the sum.
    """

    sign: float
    is_after: bool
    known: Uncertainty


Common = tuple[float, float]
"""Which part (0…1 of its standard deviation) of the muscle level's error, before and after, is one and the same."""

NOTHING_COMMON: Common = (0.0, 0.0)


def sd_of_sum(terms: Sequence[Term], common: Common = NOTHING_COMMON) -> float:
    """Standard deviation of a sum of numbers of two dates, in their unit.

    Parameters
    ----------
    terms
        At least one; all share the same kinds of errors in the same order, that of the muscle level first.
    common
        What both dates share of that first one.
    """
    own = [term.sign * term.known.own for term in terms]
    shifts: list[float] = []
    for kind, _ in enumerate(terms[0].known.shared):
        by_date = [
            math.fsum(term.sign * term.known.shared[kind] for term in terms if term.is_after is is_after)
            for is_after in (False, True)
        ]
        parts = common if kind == 0 else NOTHING_COMMON
        shifts.append(math.fsum(part * shift for part, shift in zip(parts, by_date, strict=True)))
        shifts += [shift * math.sqrt(1.0 - part * part) for part, shift in zip(parts, by_date, strict=True)]
    return math.hypot(*own, *shifts)


def common_of(before: SliceScale | None, after: SliceScale | None, *, is_same_person: bool) -> Common:
    """Which part of the error of the muscle level of two scales is the same on both dates.

    Parameters
    ----------
    before, after
        Scales of the two slices, None where there is none.
    is_same_person
        Whether it is known that both are of one person; otherwise nothing is common.

    Notes
    -----
    Only where the muscle level of both rests on a psoas that was found automatically. Of the spread of what a psoas
    says (`FAR_FACTOR` · `MUSCLE_SD` by contrast, and `PSOAS_FAT_SD`) only the latter, the person's own fat, stays the
    same; how far a level leans on its psoas follows from how much narrower it is than that spread.
    """
    if before is None or after is None or not is_same_person:
        return NOTHING_COMMON
    return _common_part(before), _common_part(after)


def _common_part(scale: SliceScale) -> float:
    """Part of the error of one scale's muscle level that comes from the person's own fat in the psoas."""
    muscle = scale.reference(Structure.REFERENCE_MUSCLE)
    is_psoas = muscle is not None and muscle.is_automatic and muscle.tissue == PSOAS
    if not is_psoas or scale.errors is None or not scale.is_complete or scale.errors.muscle <= 0.0:
        return 0.0
    spread = math.hypot(PSOAS_FAT_SD, FAR_FACTOR * MUSCLE_SD / (scale.contrast - 1.0))
    leaning = min((scale.errors.muscle / CALIBRATION[0] / spread) ** 2, 1.0)
    return min(CALIBRATION[0] * leaning * PSOAS_FAT_SD / scale.errors.muscle, 1.0)
