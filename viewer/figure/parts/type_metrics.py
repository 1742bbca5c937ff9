"""The former place of `viewer.figure.type.metrics`."""

from viewer.figure.type.metrics import (
    CAP_HEIGHT,
    DESCENT,
    LINE_PITCH,
    MM_PER_PT,
    unknown_characters,
    width_mm,
    wrap,
)

__all__ = ["CAP_HEIGHT", "DESCENT", "LINE_PITCH", "MM_PER_PT", "unknown_characters", "width_mm", "wrap"]
