"""The presets that come with the program, read from `presets.json`, and finding one by its name."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from viewer.errors import UsageError
from viewer.figure.presets.preset import Preset
from viewer.figure.presets.records import made, preset_from_record

_FILE = Path(__file__).with_name("presets.json")


def _built_in() -> tuple[Preset, ...]:
    """Each publisher's presets: what they share, overridden by what each one says."""
    publishers = json.loads(_FILE.read_text("utf-8"))
    return tuple(
        made({**publisher["shared"], **entries}, is_own=False)
        for publisher in publishers
        for entries in publisher["presets"]
    )


PRESETS: tuple[Preset, ...] = _built_in()
"""Every preset that comes with the program; the command line lists them from here."""


def is_built_in(name: str) -> bool:
    """Whether a preset of this name comes with the program; no own one may take it."""
    return any(known.name == name for known in PRESETS)


def preset(name: str, own: Iterable[Preset] = ()) -> Preset:
    """Return the preset of this name.

    Parameters
    ----------
    name
        Name of a preset.
    own
        The user's own presets; one that comes with the program is found first.

    Raises
    ------
    UsageError
        If there is none.
    """
    known = (*PRESETS, *own)
    for candidate in known:
        if candidate.name == name:
            return candidate
    shown = "".join(c for c in name[:40] if c.isprintable())
    raise UsageError(f"There is no preset '{shown}'; choose one of {', '.join(p.name for p in known)}.")


def resolve_preset(name: str, embedded: Mapping[str, object] | str | None = None, own: Iterable[Preset] = ()) -> Preset:
    """Preset of a figure's recipe, which may bring the user's own one with it.

    Parameters
    ----------
    name
        Name of the preset as the recipe says.
    embedded
        Record of an own preset in the recipe, or its JSON text; None or '' for none.
    own
        The user's own presets on this computer, for recipes that bring none.

    Raises
    ------
    UsageError
        If there is no such preset, or the embedded one is damaged, called otherwise, or called like one that
        comes with the program.
    """
    if not embedded:
        return preset(name, own)
    found = preset_from_record(embedded)
    if found.name != name:
        raise UsageError("The figure recipe brings a preset of another name than it asks for; choose a preset again.")
    refuse_taken_name(found)
    return found


def refuse_taken_name(outlet: Preset) -> None:
    """Refuse an own preset that is called like one that comes with the program.

    Raises
    ------
    UsageError
        If it is.
    """
    if is_built_in(outlet.name):
        raise UsageError(f"A preset '{outlet.name}' comes with the program; give your own another name.")
