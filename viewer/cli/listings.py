"""`multifidus methods`, `presets` and `exporters`: what there is; presets of the user's own are kept here too."""

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from viewer.cli.commands.telling import tell
from viewer.errors import UsageError

if TYPE_CHECKING:
    from viewer.figure.presets import Preset


@click.command()
def methods() -> None:
    """List the measuring methods."""
    from viewer.measure.methods import METHODS

    width = max(len(method.name) for method in METHODS)
    for method in METHODS:
        tell(f"{method.name:<{width}}  version {method.version}  {method.explanation} {method.misleads}")


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON; that of one preset can be changed and saved.")
@click.option("--save", "file", type=click.Path(path_type=Path), help="Keep the preset in a JSON file as your own.")
@click.option("--replace", "replaces", is_flag=True, help="With --save: in place of your own one of that name.")
@click.option("--delete", "deleted", metavar="NAME", help="Forget one of your own presets.")
def presets(name: str | None, *, as_json: bool, file: Path | None, replaces: bool, deleted: str | None) -> None:
    """List the figure presets with where their figures come from, or only the one of this NAME.

    To make one of your own, print one that is near (multifidus presets plos --json > mine.json), change its name
    and what differs, and keep it (multifidus presets --save mine.json).
    """
    from viewer.app.figuring import own_presets as own

    if sum(choice is not None for choice in (name, file, deleted)) > 1 or (replaces and file is None):
        raise UsageError("Choose one of NAME, --save FILE (with or without --replace) and --delete NAME.")
    if file is not None:
        saved = own.read_preset_file(file)
        own.save_own_preset(saved, replaces=replaces)
        tell(f"Kept {saved.name}.")
    elif deleted is not None:
        own.delete_own_preset(deleted)
        tell(f"Deleted {deleted}.")
    else:
        _list_presets(name, as_json=as_json)


def _list_presets(name: str | None, *, as_json: bool) -> None:
    from viewer.app.figuring.own_presets import own_presets
    from viewer.figure.presets import PRESETS, preset, to_record

    mine = own_presets()
    known = (*PRESETS, *mine.presets) if name is None else (preset(name, mine.presets),)
    for refusal in mine.refusals:
        tell(f"multifidus: {refusal}", err=True)
    if as_json:
        records = [to_record(outlet) for outlet in known]
        listed = [{**record, "is_own": outlet.is_own} for record, outlet in zip(records, known, strict=True)]
        tell(json.dumps(listed if name is None else records[0], indent=1, ensure_ascii=False))
        return
    width = max(len(outlet.name) for outlet in known)
    for source, outlets in groupby(known, key=_source_of):
        for outlet in outlets:
            tell(f"{outlet.name:<{width}}  {_asked_for(outlet)}")
        tell(f"{'':<{width}}  Source: {source}")


def _asked_for(outlet: "Preset") -> str:
    """What an outlet asks for in one line, and what to mistrust about it."""
    notes = [note for note, holds in (("own", outlet.is_own), ("unverified", not outlet.is_verified)) if holds]
    size = f"{outlet.width_mm:g} mm"
    if outlet.min_width_mm is not None and outlet.max_width_mm is not None:
        size += f" ({outlet.min_width_mm:g}–{outlet.max_width_mm:g} mm)"
    words = f"{outlet.outlet}: {size} at {outlet.dpi} dpi, {' '.join(outlet.formats)}"
    return f"{words} ({', '.join(notes)})" if notes else words


def _source_of(outlet: "Preset") -> str:
    parts = [outlet.source or "none given", outlet.source_url, outlet.checked and f"checked {outlet.checked}"]
    return "; ".join(part for part in parts if part)


@click.command()
def exporters() -> None:
    """List the kinds of files that export writes."""
    from viewer.io.exporters import EXPORTERS

    width = max(len(exporter.name) for exporter in EXPORTERS)
    for exporter in EXPORTERS:
        tell(f"{exporter.name:<{width}}  {' '.join(exporter.suffixes)}  {exporter.explanation}")
