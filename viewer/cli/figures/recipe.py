"""From the words of the command line, a stored recipe and what is outlined to the recipe that is drawn."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.cli.figures.options import FigureWords
from viewer.cli.inputs.outlined import Outlined
from viewer.core.figures.spec import MAX_JSON_CHARACTERS, MAX_PANELS, FigureSpec
from viewer.core.series import Series, Slice, SliceKey
from viewer.errors import UnreadableError, UsageError

if TYPE_CHECKING:
    from viewer.app.figuring.sources import FigureSource


def begun(asked: FigureWords) -> FigureSpec:
    """Recipe before anything is opened: the stored one or the default, with what was asked for.

    Raises
    ------
    UsageError
        If a word or the recipe is out of range, or there is no such preset.
    UnreadableError
        If the recipe cannot be read.
    """
    return _changed(read_spec(asked.spec_file), asked)


def read_spec(path: Path | None) -> FigureSpec:
    """Recipe in a file; the default one without a file.

    Raises
    ------
    UsageError
        If it is no recipe, or a value of it is out of range.
    UnreadableError
        If it cannot be read.
    """
    if path is None:
        return FigureSpec()
    from viewer.io.sources import local_file

    data = local_file(path).read(0, 4 * MAX_JSON_CHARACTERS)
    try:
        return FigureSpec.from_json(data.decode("utf-8-sig"))  # editors put a mark in front
    except UnicodeDecodeError as e:
        raise UnreadableError(f"{path} is not text, so it is no figure recipe; use a file this program wrote.") from e


def _changed(spec: FigureSpec, asked: FigureWords) -> FigureSpec:
    """Recipe with what was asked for in place of what it said."""
    from viewer.app.figuring.own_presets import with_preset
    from viewer.figure.presets import resolve_preset

    changes: dict[str, object] = {
        "window": asked.display_window(),
        "crop_mm": asked.crop,
        "caption": asked.caption,
        "alt": asked.alt,
        "shows_caption": True if asked.with_caption or asked.caption is not None else None,
        "shows_numbers": True if asked.numbers else None,
        "shows_sides": False if asked.no_sides else None,
        "key": asked.key,
        "inset": asked.inset,
    }
    spec = replace(spec, **{name: value for name, value in changes.items() if value is not None})  # type: ignore[arg-type]  # each is of its field's type
    panels = spec.panels
    if asked.window is not None:
        panels = tuple(replace(panel, window=None) for panel in panels)
    if asked.crop is not None:
        panels = tuple(replace(panel, crop_mm=None) for panel in panels)
    if asked.fat_map:
        panels = tuple(replace(panel, shows_fat_map=panel.shows_outlines) for panel in panels)
    spec = replace(spec, panels=panels)
    if asked.preset is not None or not spec.own_preset:
        return with_preset(spec, asked.preset or spec.preset)
    resolve_preset(spec.preset, spec.own_preset)  # what is wrong with it is told before anything is opened
    return spec


def settled(spec: FigureSpec, asked: FigureWords, outlined: Outlined) -> tuple[FigureSpec, "FigureSource"]:
    """Recipe whose panels all name their slice, and what it is made of.

    Parameters
    ----------
    spec
        As `begun` gave it.
    asked, outlined
        What was typed, and what was opened.

    Raises
    ------
    UsageError
        If the project has no such figure, several slices are outlined and none was chosen, or the arrangement
        cannot be made of them.
    """
    from viewer.app.figuring.arrangements import pinned
    from viewer.app.figuring.sources import FigureSource

    if asked.figure_number is not None:
        spec = _changed(_of_project(outlined, asked.figure_number), asked)
    document = outlined.document
    if asked.method is not None:
        document = document.with_method(asked.method, threshold=asked.threshold)
    elif asked.threshold is not None:
        document = replace(document, threshold=asked.threshold)
    outlined = replace(outlined, document=document)
    here = _here(spec, asked, outlined)
    if asked.arrangement is not None:
        spec = _arranged(spec, asked, outlined, here)
    series, image = _slice(outlined, here)
    return pinned(spec, here), FigureSource(outlined.study, series, image, document)


def _of_project(outlined: Outlined, number: int) -> FigureSpec:
    if outlined.project is None:
        raise UsageError("--figure names a figure of a project; give a project, or a recipe with --spec.")
    figures = outlined.document.figures
    if number > len(figures):
        count = "no figure" if not figures else f"{len(figures)} figure{'s' if len(figures) > 1 else ''}"
        raise UsageError(f"The project has {count}, not {number}; make it in the window, or leave --figure out.")
    return figures[number - 1]


def _here(spec: FigureSpec, asked: FigureWords, outlined: Outlined) -> SliceKey:
    """Slice for panels that name none, and from which an arrangement starts.

    Raises
    ------
    UsageError
        If several are outlined and one is needed.
    """
    keys = tuple(dict.fromkeys(outline.slice_key for outline in outlined.document.outlines))
    names_all = asked.arrangement is None and all(panel.slice_id for panel in spec.panels)
    if len(keys) == 1 or names_all or asked.arrangement == "levels":
        return keys[0]
    if asked.arrangement == "dates":
        return _with_second_time(outlined, keys)
    raise UsageError(f"The outlines lie on {len(keys)} slices and a figure shows one; name it with --slice N.")


def _with_second_time(outlined: Outlined, keys: tuple[SliceKey, ...]) -> SliceKey:
    """First outlined slice that has a partner at another time; the first one where none has, to be told so."""
    from viewer.app.figuring.arrangements import arranged

    for key in keys:
        try:
            arranged(FigureSpec(), "dates", outlined.document, outlined.study, key)
        except UsageError:
            continue
        return key
    return keys[0]


def _arranged(spec: FigureSpec, asked: FigureWords, outlined: Outlined, here: SliceKey) -> FigureSpec:
    """Recipe with the panels that were asked for; the first one's looks hold for all."""
    from viewer.app.figuring.arrangements import arranged, one_per_level

    if asked.arrangement is None:
        return spec
    document, study = outlined.document, outlined.study
    levels = len(one_per_level(document, study, here)) if asked.arrangement == "levels" else 0
    if levels > MAX_PANELS:
        raise UsageError(
            f"{levels} slices are outlined and a figure has at most {MAX_PANELS} panels; make several figures."
        )
    made = arranged(spec, asked.arrangement, document, study, here, most_levels=MAX_PANELS)
    if asked.fat_map:  # a plain twin has none
        panels = tuple(replace(panel, shows_fat_map=panel.shows_outlines) for panel in made.panels)
        made = replace(made, panels=panels)
    return replace(made, shows_numbers=True) if asked.numbers else made


def _slice(outlined: Outlined, key: SliceKey) -> tuple[Series, Slice]:
    return next((series, image) for series in outlined.study.series for image in series.slices if image.key == key)
