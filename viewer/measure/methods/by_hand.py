"""A threshold chosen by the reader."""

from collections.abc import Sequence

from viewer.errors import UsageError
from viewer.measure.methods.method import MethodContext
from viewer.measure.methods.rules import ThresholdRule
from viewer.measure.methods.sample import Sample

MANUAL_NEEDS_THRESHOLD = "The method manual needs a threshold; give one with --threshold VALUE."


def learn_manual(samples: Sequence[Sample], context: MethodContext) -> ThresholdRule:
    """Fat above the user's threshold.

    Raises
    ------
    UsageError
        If there is none.
    """
    del samples  # the user decides
    if context.threshold is None:
        raise UsageError(MANUAL_NEEDS_THRESHOLD)
    return ThresholdRule(context.threshold)
