"""A preset as a record of JSON and back. A record may come from anywhere, so every entry is looked at."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from viewer.core.records.reading import parsed
from viewer.core.records.seal import SEAL, is_as_sealed
from viewer.errors import UnreadableError, UsageError
from viewer.figure.presets.preset import Preset

FORMAT = "multifidus-figure-preset"
"""What a stored preset calls itself."""

SCHEMA_VERSION = 1
"""Version of the stored preset; a reader refuses a newer one."""

MAX_CHARACTERS = 10_000
"""Longest stored preset that is read; a real one has under 1,000 characters."""

_LARGEST = 1e6


def to_record(outlet: Preset) -> dict[str, object]:
    """Preset as a record of JSON with format and schema version.

    Parameters
    ----------
    outlet
        Any preset; whether the user made it is not written.
    """
    entries = {field.name: getattr(outlet, field.name) for field in fields(Preset) if field.name in _READERS}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in entries.items()}
    return {"format": FORMAT, "schema_version": SCHEMA_VERSION, **plain}


def to_text(outlet: Preset) -> str:
    """Preset as canonical JSON, as a figure's recipe embeds it: same preset, same text."""
    return json.dumps(to_record(outlet), sort_keys=True, ensure_ascii=False)


def preset_from_record(record: Mapping[str, object] | str) -> Preset:
    """Preset that was stored, marked as the user's own.

    Parameters
    ----------
    record
        What `to_record` made, or its JSON text. Entries may be left out; unknown ones are refused. A seal (see
        `viewer.core.records.seal`) may be there, and must fit then.

    Raises
    ------
    UsageError
        If it is no preset of a known version, or a value is of the wrong kind or out of range.
    """
    entries = dict(_parsed(record) if isinstance(record, str) else record)
    if not is_as_sealed(entries, entries):
        raise UsageError(
            f"The figure preset is not as this program kept it; look at its values, and take its entry '{SEAL}' out to "
            "use it as it is."
        )
    entries.pop(SEAL, None)
    if entries.pop("format", None) != FORMAT:
        raise UsageError(f"The figure preset does not say format '{FORMAT}'; use one that this program wrote.")
    version = entries.pop("schema_version", None)
    if type(version) is not int or version != SCHEMA_VERSION:
        raise UsageError(f"The figure preset is not of schema version {SCHEMA_VERSION}; this program cannot read it.")
    entries.setdefault("is_verified", False)
    return made(entries, is_own=True)


def made(entries: Mapping[str, object], *, is_own: bool) -> Preset:
    """Preset of these entries.

    Parameters
    ----------
    entries
        Field of `Preset` → value as JSON has it.
    is_own
        Whether the user made it.

    Raises
    ------
    UsageError
        If an entry is unknown, missing, of the wrong kind or out of range.
    """
    for name in entries:
        if name not in _READERS:
            raise UsageError(f"The entry '{_shown(name)}' in the figure preset is unknown; take it out.")
    for name in ("name", "outlet", "width_mm"):
        if name not in entries:
            raise UsageError(f"The figure preset lacks the entry '{name}'; add it.")
    return Preset(**{name: _READERS[name](name, value) for name, value in entries.items()}, is_own=is_own)


def _shown(name: object) -> str:
    return "".join(c for c in str(name)[:40] if c.isprintable())


def _parsed(text: str) -> Mapping[str, object]:
    if len(text) > MAX_CHARACTERS:
        raise UsageError(f"The figure preset is longer than {MAX_CHARACTERS} characters; it is not one of ours.")
    try:
        found = parsed(text.encode("utf-8"), kind="preset", most_bytes=4 * MAX_CHARACTERS)
    except (UnreadableError, UnicodeEncodeError) as e:
        raise UsageError("The figure preset is not valid JSON; save it again from the program.") from e
    if not isinstance(found, dict):
        raise UsageError("The figure preset is not a JSON object; save it again from the program.")
    return found


def _wrong(name: str, what: str) -> UsageError:
    return UsageError(f"The entry '{name}' in the figure preset must be {what}.")


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_LARGEST <= value <= _LARGEST:
        raise _wrong(name, "a number")
    return float(value)


def _whole(name: str, value: object) -> int:
    number = _number(name, value)
    if not math.isfinite(number) or number != int(number):
        raise _wrong(name, "a whole number")
    return int(number)


def _optional(name: str, value: object) -> float | None:
    return None if value is None else _number(name, value)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise _wrong(name, "a text")
    return value


def _switch(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(name, "true or false")
    return value


def _pair(name: str, value: object) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise _wrong(name, "two numbers, the smallest and the largest")
    return _number(name, value[0]), _number(name, value[1])


def _whole_pair(name: str, value: object) -> tuple[int, int]:
    low, high = _pair(name, value)
    return _whole(name, low), _whole(name, high)


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or len(value) > 20:
        raise _wrong(name, "a list of texts")
    return tuple(_text(name, entry) for entry in value)


_READERS: dict[str, Callable[[str, object], Any]] = {
    "name": _text,
    "outlet": _text,
    "width_mm": _number,
    "dpi": _whole,
    "text_pt": _number,
    "letter_pt": _number,
    "text_range_pt": _pair,
    "line_min_pt": _number,
    "formats": _texts,
    "height_mm": _optional,
    "min_width_mm": _optional,
    "max_width_mm": _optional,
    "max_height_mm": _optional,
    "max_megabytes": _optional,
    "dpi_range": _whole_pair,
    "source": _text,
    "source_url": _text,
    "checked": _text,
    "is_verified": _switch,
    "is_for_web": _switch,
    "kind": _text,
}
"""Entry of a record → what reads it: every field of `Preset` but whether the user made it."""
