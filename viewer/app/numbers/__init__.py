"""The numbers beside the image: what the panel shows of one slice, live, and how it is copied and saved.

Everything is read from rows of `viewer.measure.measuring.measure` and only put into words here; nothing is measured
a second time and nothing of the patient is ever put into it. It knows no window.
"""

from viewer.app.numbers.building import numbers_of, settings_of
from viewer.app.numbers.histogram import Histogram
from viewer.app.numbers.live import LiveNumbers
from viewer.app.numbers.model import Column, FlagText, Line, NumbersModel, SideComparison
from viewer.app.numbers.saving import (
    measurement_of_document,
    refuse_naming_patient,
    refuse_overwriting,
    save_table,
)
from viewer.app.numbers.sentences import comparison_sentences

__all__ = [
    "Column",
    "FlagText",
    "Histogram",
    "Line",
    "LiveNumbers",
    "NumbersModel",
    "SideComparison",
    "comparison_sentences",
    "measurement_of_document",
    "numbers_of",
    "refuse_naming_patient",
    "refuse_overwriting",
    "save_table",
    "settings_of",
]
