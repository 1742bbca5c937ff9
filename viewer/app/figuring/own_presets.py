"""The user's own figure presets, kept in one file beside the settings, on this computer only.

A damaged entry costs only itself: the others are offered, and saving leaves it in the file for who can read it.
"""

import json
import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from viewer.core.figures.spec import FigureSpec
from viewer.core.records.reading import parsed
from viewer.core.records.seal import sealed
from viewer.errors import OutputError, UnreadableError, UsageError
from viewer.figure.presets import Preset, is_built_in, preset, preset_from_record, refuse_taken_name, to_record, to_text
from viewer.figure.presets.preset import MAX_NAME_CHARACTERS
from viewer.io.local.folders import made_user_folder, user_folder
from viewer.io.local.own_files import read_own_file, write_own_file
from viewer.io.sources import local_file

MAX_OWN = 100
"""Most presets that a user keeps."""

MAX_BYTES = 1 << 20
"""Largest file of own presets that is read, bytes."""

OWN_FILE = "figure-presets.json"
"""Name of the file in the user's folder of settings."""

_FORMAT = "multifidus-figure-presets"
_SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class OwnPresets:
    """What the user's file holds.

    Parameters
    ----------
    presets
        The sound ones, in the order saved.
    refusals
        One sentence for each entry, or for the whole file, that cannot be used.
    """

    presets: tuple[Preset, ...] = ()
    refusals: tuple[str, ...] = ()


def own_presets(home: Path | None = None) -> OwnPresets:
    """The user's own presets; never fails, what cannot be used is said.

    Parameters
    ----------
    home
        See `viewer.io.local.folders.user_folder`.
    """
    try:
        records = _records(home)
    except UnreadableError as e:
        return OwnPresets(refusals=(str(e),))
    found: list[Preset] = []
    refusals = []
    for place, record in enumerate(records, start=1):
        try:
            found.append(_sound(record, found))
        except UsageError as e:
            refusals.append(f"Entry {place} of {OWN_FILE} is left out: {e}")
    return OwnPresets(tuple(found), tuple(refusals))


def find_preset(name: str, home: Path | None = None) -> Preset:
    """Preset of this name, of the program or of the user.

    Raises
    ------
    UsageError
        If there is none.
    """
    return preset(name) if is_built_in(name) else preset(name, own_presets(home).presets)


def with_preset(spec: FigureSpec, name: str, home: Path | None = None) -> FigureSpec:
    """Recipe for another outlet; one of the user's own goes along in it, so that it is laid out alike elsewhere.

    Parameters
    ----------
    spec
        Recipe of a figure.
    name
        Name of a preset of the program or of the user.
    home
        See `viewer.io.local.folders.user_folder`.

    Raises
    ------
    UsageError
        If there is none of this name.
    """
    outlet = find_preset(name, home)
    return replace(spec, preset=outlet.name, own_preset=to_text(outlet) if outlet.is_own else "")


def preset_like(outlet: Preset, *, name: str, width_mm: float, dpi: int, text_pt: float, letter_pt: float) -> Preset:
    """An own preset made from one that is near; its limits give way to what was asked for.

    Parameters
    ----------
    outlet
        The one that is near.
    name
        As people call it; what is typed on the command line is made from it.
    width_mm
        Final width; a fixed height is scaled with it.
    dpi, text_pt, letter_pt
        Resolution and type sizes.

    Raises
    ------
    UsageError
        If no name can be made of it, or a value is out of range.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    typed = "-".join(re.findall(r"[a-z0-9]+", plain))[:MAX_NAME_CHARACTERS].strip("-")
    low, high = outlet.text_range_pt
    return replace(
        outlet,
        name=typed,
        outlet=name.strip(),
        width_mm=width_mm,
        height_mm=None if outlet.height_mm is None else round(outlet.height_mm * width_mm / outlet.width_mm, 2),
        min_width_mm=None,
        max_width_mm=None,
        dpi=dpi,
        dpi_range=(min(outlet.dpi_range[0], dpi), max(outlet.dpi_range[1], dpi)),
        text_pt=text_pt,
        letter_pt=letter_pt,
        text_range_pt=(min(low, text_pt), max(high, letter_pt)),
        source="your own",
        source_url="",
        checked="",
        is_verified=True,
        is_own=True,
    )


def save_own_preset(outlet: Preset, home: Path | None = None, *, replaces: bool = False) -> None:
    """Keep an own preset.

    Parameters
    ----------
    outlet
        What to keep.
    home
        See `viewer.io.local.folders.user_folder`.
    replaces
        Whether an own preset of the same name is replaced.

    Raises
    ------
    UsageError
        If the name is taken, or there are too many.
    UnreadableError
        If the file of own presets is damaged; it is not overwritten.
    OutputError
        If it cannot be written; what was there before stays.
    """
    refuse_taken_name(outlet)
    records = _records(home)
    names = [_name_of(record) for record in records]
    kept = sealed(to_record(outlet))  # a flipped bit would be another width that is as good as the right one
    if outlet.name in names:
        if not replaces:
            raise UsageError(f"You already have a preset '{outlet.name}'; replace it, or choose another name.")
        records[names.index(outlet.name)] = kept
    else:
        if len(records) >= MAX_OWN:
            raise UsageError(f"You already have {MAX_OWN} presets; delete one first.")
        records.append(kept)
    _write(records, home)


def read_preset_file(path: Path) -> Preset:
    """Preset in a JSON file, such as `multifidus presets NAME --json` prints.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    UsageError
        If it holds no sound preset.
    UnreadableError
        If it cannot be read.
    """
    data = local_file(path).read(0, MAX_BYTES)
    try:
        return preset_from_record(data.decode("utf-8-sig"))
    except UnicodeDecodeError as e:
        raise UnreadableError(f"{path} is not text, so it is no figure preset; use a file this program wrote.") from e


def delete_own_preset(name: str, home: Path | None = None) -> None:
    """Forget an own preset.

    Parameters
    ----------
    name
        Its name.
    home
        See `viewer.io.local.folders.user_folder`.

    Raises
    ------
    UsageError
        If the user has none of this name.
    UnreadableError
        If the file of own presets is damaged; it is not overwritten.
    OutputError
        If it cannot be written; what was there before stays.
    """
    records = _records(home)
    kept = [record for record in records if _name_of(record) != name]
    if len(kept) == len(records):
        shown = "".join(c for c in name[:40] if c.isprintable())
        raise UsageError(f"You have no own preset '{shown}'; `multifidus presets` lists them.")
    _write(kept, home)


def _sound(record: object, before: list[Preset]) -> Preset:
    if not isinstance(record, dict):
        raise UsageError("It is not a JSON object.")
    outlet = preset_from_record(record)
    refuse_taken_name(outlet)
    if outlet.name in {known.name for known in before}:
        raise UsageError(f"There are two presets '{outlet.name}'; the first one is used.")
    return outlet


def _name_of(record: object) -> object:
    return record.get("name") if isinstance(record, dict) else None


def _records(home: Path | None) -> list[object]:
    """Entries of the file as they stand there; none where there is no file.

    Raises
    ------
    UnreadableError
        If it is not what this program writes.
    """
    try:
        data = read_own_file(user_folder("config", home) / OWN_FILE, MAX_BYTES)
        if data is None:
            return []
        found = parsed(data, kind="file of presets", most_bytes=MAX_BYTES, deepest=8)
    except UnreadableError:
        found = None
    if isinstance(found, dict) and found.get("format") == _FORMAT and found.get("schema_version") == _SCHEMA_VERSION:
        entries = found.get("presets")
        if isinstance(entries, list):
            return entries
    raise UnreadableError(
        f"The file of your own presets, {OWN_FILE} in the folder of settings, cannot be read; move it away and save "
        "them again."
    )


def _write(records: list[object], home: Path | None) -> None:
    content = {"format": _FORMAT, "schema_version": _SCHEMA_VERSION, "presets": records}
    text = json.dumps(content, indent=1, ensure_ascii=True) + "\n"
    try:
        folder = made_user_folder("config", home)
    except OSError as e:
        raise OutputError("The folder of settings cannot be made, so the preset is not kept; check its rights.") from e
    write_own_file(folder / OWN_FILE, text.encode("ascii"))
