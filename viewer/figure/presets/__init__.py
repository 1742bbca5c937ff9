"""Presets: what the outlets of figures ask for, as data in `presets.json` and in the user's own records.

A width is the final printed width; type sizes and line widths hold at that width. Nothing in it lays out, draws,
or remembers a preset that the user made: those are handed in.
"""

from viewer.core.figures.spec import DEFAULT_PRESET
from viewer.figure.presets.choosing import PRESETS, is_built_in, preset, refuse_taken_name, resolve_preset
from viewer.figure.presets.preset import Preset
from viewer.figure.presets.records import preset_from_record, to_record, to_text

__all__ = [
    "DEFAULT_PRESET",
    "PRESETS",
    "Preset",
    "is_built_in",
    "preset",
    "preset_from_record",
    "refuse_taken_name",
    "resolve_preset",
    "to_record",
    "to_text",
]
