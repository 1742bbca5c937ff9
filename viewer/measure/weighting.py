"""Whether an image is T1- or T2-weighted: the one rule behind the choice of a series and the figure's caption."""

import re
from typing import Literal

from viewer.core.series import Acquisition

LONG_TE_MS, LONG_TR_MS = 60.0, 1500.0
"""Echo and repetition time from which a spin echo counts as T2-weighted when nothing names it, ms."""

SHORT_TE_MS, SHORT_TR_MS = 30.0, 1200.0
"""Echo and repetition time up to which it counts as T1-weighted, ms."""

_T2 = re.compile(r"(?<![a-z0-9])t2(?!\*|[0-9])", re.IGNORECASE)
_T1 = re.compile(r"(?<![a-z0-9])t1(?![0-9])", re.IGNORECASE)
_NOT_PLAIN_SPIN_ECHO = frozenset({"GR", "EP", "IR"})


def weighting(acquisition: Acquisition, description: str = "") -> Literal["T1", "T2"] | None:
    """'T2' or 'T1' by the words of a description, else by the times of a spin echo; None when neither tells.

    Parameters
    ----------
    acquisition
        Facts of the header. Times in ms decide only where the sequence is a spin echo or not named: the
        contrast of a gradient echo follows from its flip angle, that of an inversion from its inversion time.
    description
        Description of the series, '' where it must not be looked at.

    Examples
    --------
    >>> weighting(Acquisition(repetition_time_ms=3500.0, echo_time_ms=100.0)), weighting(Acquisition(), "AX T1")
    ('T2', 'T1')
    """
    if _T2.search(description):
        return "T2"
    if _T1.search(description):
        return "T1"
    if _NOT_PLAIN_SPIN_ECHO & {name.strip().upper() for name in acquisition.scanning_sequence}:
        return None
    tr, te = acquisition.repetition_time_ms, acquisition.echo_time_ms
    if tr is None or te is None:
        return None
    if te >= LONG_TE_MS and tr >= LONG_TR_MS:
        return "T2"
    return "T1" if 0.0 < te <= SHORT_TE_MS and 0.0 < tr <= SHORT_TR_MS else None
