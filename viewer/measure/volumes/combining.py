"""How uncertain a fat fraction over many slices is.

A slice's own errors (noise, border, field) and those of its scale may come from the same cause on every slice: one
coil, one reader, one rule for the references. How much of them does is not known, so nothing is taken to average out:
every error is added up as if it went the same way on all slices, and the interval of a total is about as wide as that
of a single slice. Several outlines of one slice are no exception.
"""

import math
from collections.abc import Sequence

from viewer.measure.uncertainty import Uncertainty


def uncertainty_over_slices(parts: Sequence[tuple[float, Uncertainty | None]]) -> Uncertainty | None:
    """Uncertainty of a weighted mean fraction over slices, None where that of any slice is not known.

    Parameters
    ----------
    parts
        Weight (volume or area, any unit) and uncertainty of every outline; weights are not negative.
    """
    known = [(weight, one) for weight, one in parts if one is not None]
    total = math.fsum(weight for weight, _ in known)
    if not known or len(known) < len(parts) or total <= 0.0:
        return None
    kinds = max(len(one.shared) for _, one in known)
    own = math.fsum(weight / total * one.own for weight, one in known)
    shared = (
        math.fsum(weight / total * abs(one.shared[kind]) for weight, one in known if kind < len(one.shared))
        for kind in range(kinds)
    )
    return Uncertainty(own, tuple(shared))
