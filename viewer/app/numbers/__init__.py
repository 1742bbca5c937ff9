"""The numbers beside the image: what the panel shows of one slice, live, and how it is copied and saved.

Everything is read from rows of `viewer.measure.measuring.measure` and only put into words here; nothing is measured
a second time and nothing of the patient is ever put into it. It knows no window.

The window's thread and the one that opens a project import it at the same time. While a package imports its own
modules, another thread that asks for one of them is given half of it; so nothing is imported here until it is named.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

_MODULES = {
    "building": ("numbers_of", "settings_of"),
    "histogram": ("Histogram",),
    "live": ("LiveNumbers",),
    "model": ("Column", "FlagText", "Line", "NumbersModel", "SideComparison"),
    "saving": ("measurement_of_document", "refuse_naming_patient", "refuse_overwriting", "save_table"),
    "sentences": ("comparison_sentences",),
}


def __getattr__(name: str) -> object:
    """Import what is named when it is first asked for."""
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__} has no attribute {name}")
