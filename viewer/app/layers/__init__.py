"""Readings: several sets of outlines of one study, of which one is worked on; new, switched, shown, copied, compared.

A teacher's answer is one of them and stays unseen until it is revealed: nothing outside this folder and the file on
the disk ever looks into a reading that is hidden.
"""

from viewer.app.layers.changing import (
    copied,
    deleted,
    renamed,
    revealed,
    saved_as_answer,
    shown,
    switched,
    with_new_reading,
)
from viewer.app.layers.naming import (
    check_readings,
    free_name,
    has_hidden_answer,
    layer_named,
    present_name,
    reading_name,
    state_of,
)

__all__ = [
    "check_readings",
    "copied",
    "deleted",
    "free_name",
    "has_hidden_answer",
    "layer_named",
    "present_name",
    "reading_name",
    "renamed",
    "revealed",
    "saved_as_answer",
    "shown",
    "state_of",
    "switched",
    "with_new_reading",
]
