"""What the program remembers of how this user works, on this computer only.

Damaged, missing or strange settings are the ordinary ones: no start may fail because of them. Only who chose to hide
what names the patient must not find it shown after a fault of the disk: damaged settings hide it.
"""

import contextlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from viewer.app.reading_codes import LONGEST
from viewer.core.records.reading import parsed
from viewer.core.records.seal import checked, is_as_checked
from viewer.errors import OutputError, UnreadableError
from viewer.io.local.folders import made_user_folder, user_folder
from viewer.io.local.own_files import read_own_file, write_own_file

RECENT_MAXIMUM = 10
"""Most recent files that are remembered."""

MAX_BYTES = 1 << 20
"""Largest settings file that is read, bytes."""

MAX_CHARACTERS = 32_768
"""Longest text in the settings: the longest path of any system."""

_FILE = "settings.json"

_WORD = re.compile(r"[a-z0-9-]{0,60}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{0,2000}={0,2}")
"""The place of a window takes 88 characters."""

RightDrag = Literal["window", "zoom"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose once and finds again.

    Parameters
    ----------
    recent
        Paths opened lately, the last first; at most `RECENT_MAXIMUM`.
    hides_patient
        Whether everything that names the patient is hidden from the start.
    has_seen_first_start
        Whether the notice of the first start was read.
    right_drag
        What dragging with the right button changes.
    is_smooth
        Whether pixels are interpolated when enlarged.
    last_folder
        Folder that the last dialog showed, or None.
    window_geometry
        Place and size of the window as base64 text, or None.
    reader
        Code of the reader, '' when not given.
    categories
        Name of the percent categories beside fat fractions, '' for none.
    hides_locator
        Whether the view that shows where the slice lies is hidden.
    figure
        Choices of the last figure as text, '' before the first.
    """

    recent: tuple[str, ...] = ()
    hides_patient: bool = False
    has_seen_first_start: bool = False
    right_drag: RightDrag = "window"
    is_smooth: bool = True
    last_folder: str | None = None
    window_geometry: str | None = None
    reader: str = ""
    categories: str = ""
    hides_locator: bool = False
    figure: str = ""

    def with_recent(self, path: Path) -> "Settings":
        """Return settings with a path as the most recent one."""
        name = str(path.absolute())
        others = tuple(other for other in self.recent if other != name)
        return replace(self, recent=(name, *others)[:RECENT_MAXIMUM])


DAMAGED = Settings(hides_patient=True)
"""Settings where the file is there and is not what was written."""


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MAX_CHARACTERS and "\0" not in value


def _is_path(value: object) -> bool:
    """Whether a value can be a path that was remembered: they are all absolute."""
    return isinstance(value, str) and _is_text(value) and Path(value).is_absolute()


def _is_code(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and value.isprintable()


def _is_word(value: object) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def _is_base64(value: object) -> bool:
    return value is None or (isinstance(value, str) and _BASE64.fullmatch(value) is not None)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


_IS_SOUND: dict[str, Callable[[Any], bool]] = {
    "recent": lambda value: isinstance(value, list) and all(map(_is_path, value)),
    "hides_patient": _is_flag,
    "has_seen_first_start": _is_flag,
    "right_drag": lambda value: value in get_args(RightDrag),
    "is_smooth": _is_flag,
    "last_folder": lambda value: value is None or _is_path(value),
    "window_geometry": _is_base64,
    "reader": _is_code,
    "categories": _is_word,
    "hides_locator": _is_flag,
    "figure": _is_text,
}
"""Whether a stored value can be that of each field."""


def load_settings(home: Path | None = None) -> Settings:
    """Settings of this user; what is missing or damaged is as for a new one.

    Parameters
    ----------
    home
        See `viewer.io.local.folders.user_folder`.
    """
    try:
        data = read_own_file(user_folder("config", home) / _FILE, MAX_BYTES)
        found = {} if data is None else parsed(data, kind="settings file", most_bytes=MAX_BYTES, deepest=4)
    except UnreadableError:
        return DAMAGED
    if not isinstance(found, dict) or not is_as_checked(found, _IS_SOUND):
        return DAMAGED
    named = [f.name for f in fields(Settings) if f.name in found]
    sound = {name: found[name] for name in named if _is_sound(name, found[name])}
    if "recent" in sound:
        sound["recent"] = tuple(sound["recent"])[:RECENT_MAXIMUM]
    if "hides_patient" in named:
        sound.setdefault("hides_patient", True)
    return Settings(**sound)


def _is_sound(name: str, value: object) -> bool:
    try:
        return _IS_SOUND[name](value)
    except TypeError:  # a list where a word is expected cannot be looked up
        return False


def save_settings(settings: Settings, home: Path | None = None) -> None:
    """Keep settings for the next start. Never fails: what cannot be written is not kept.

    Parameters
    ----------
    settings
        What to keep.
    home
        See `viewer.io.local.folders.user_folder`.
    """
    text = json.dumps(checked(asdict(settings)), indent=2, sort_keys=True)
    with contextlib.suppress(OSError, OutputError):
        write_own_file(made_user_folder("config", home) / _FILE, text.encode("ascii"))
