"""`METHODS`: every measuring method there is, one row each."""

import math

from viewer.errors import UsageError
from viewer.measure.methods.by_hand import MANUAL_NEEDS_THRESHOLD, learn_manual
from viewer.measure.methods.method import Method
from viewer.measure.methods.otsu import learn_otsu

METHODS: tuple[Method, ...] = (
    Method(
        "otsu-shared",
        "1",
        "Otsu, both sides together",
        "One Otsu threshold from the pixels of both sides together, so that both are judged by the same scale; "
        "brighter pixels are fat.",
        "Misleads on lean muscle, where it cuts noise in two, and wherever fat and muscle share pixels or the coil "
        "brightens a part of the muscle.",
        caption="one Otsu threshold for both sides together",
        learn=learn_otsu,
    ),
    Method(
        "otsu-each",
        "1",
        "Otsu, each side by itself",
        "An Otsu threshold from each side's own pixels, as many papers do.",
        "Misleads when sides are compared, as each is judged by a scale of its own, and on lean muscle.",
        caption="an Otsu threshold for each side by itself",
        learn=learn_otsu,
        is_pooled=False,
    ),
    Method(
        "manual",
        "1",
        "Threshold by hand",
        "A threshold chosen by the reader, in values after rescale; brighter pixels are fat.",
        "Misleads when readers or slices are compared, as readers choose differently and brightness has no unit.",
        caption="a threshold set by hand",
        learn=learn_manual,
        needs_threshold=True,
    ),
)
"""Every measuring method; the first is the default."""


def find_method(name: str) -> Method:
    """Return the method of this name.

    Raises
    ------
    UsageError
        If there is none.
    """
    for method in METHODS:
        if method.name == name:
            return method
    known = ", ".join(method.name for method in METHODS)
    raise UsageError(f"There is no measuring method named {name}; choose one of {known}.")


def check_settings(name: str | None, threshold: float | None) -> Method:
    """Return the method of this name (None: the default), if it can work with this threshold.

    Raises
    ------
    UsageError
        If there is no such method, its threshold is missing, or it is given one that it does not take.
    """
    method = METHODS[0] if name is None else find_method(name)
    if threshold is None:
        if method.needs_threshold:
            raise UsageError(MANUAL_NEEDS_THRESHOLD)
    elif not method.needs_threshold:
        raise UsageError(f"The method {method.name} finds its own threshold; leave --threshold out or use manual.")
    elif not math.isfinite(threshold):
        raise UsageError("The threshold must be a finite number.")
    return method
