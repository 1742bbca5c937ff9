"""`multifidus demo`: the sample study with both outlines, its numbers and its figure."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from viewer.cli.commands.telling import tell
from viewer.cli.figures.options import ARRANGEMENTS
from viewer.errors import OutputError, UsageError

if TYPE_CHECKING:
    from viewer.app.figuring.arrangements import Choice
    from viewer.app.figuring.sources import FigureSource
    from viewer.core.document import Document
    from viewer.core.series import Series, Study
    from viewer.ui.screenshot import Shown

DEFAULT_FIGURE = Path("multifidus-demo.png")
"""Where the figure is written when no window can show it."""

SIDE_RANGE = (200, 8192)
"""Shortest and longest side of a picture of the window, pixels."""

SHOWN = ("outlines", "sides", "dates", "figure")
"""Words of --show; `viewer.ui.screenshot.Shown` says what they mean."""

HOW_TO_RATIO = 2.0
"""Pixels per point of the pictures of the how-to."""


@click.command()
@click.option(
    "--figure",
    "figure_path",
    type=click.Path(path_type=Path),
    help=f"Write the figure and print the numbers instead of opening the window. [without a display: {DEFAULT_FIGURE}]",
)
@click.option(
    "--arrangement",
    type=click.Choice([name for name in ARRANGEMENTS if name not in ("dates", "levels")]),
    default="numbers",
    show_default=True,
    help="Panels of that figure, as of multifidus figure.",
)
@click.option("--fat-map", is_flag=True, help="Colour every pixel inside its outlines by its fat fraction.")
@click.option(
    "--screenshot",
    "picture_path",
    type=click.Path(path_type=Path),
    help="Write a picture of the window (PNG), and end.",
)
@click.option(
    "--show",
    "shown",
    type=click.Choice(SHOWN),
    default="outlines",
    show_default=True,
    help="What that picture shows: the slice, right beside left, before beside after, or the figure's window.",
)
@click.option("--pixel-ratio", type=click.FloatRange(0.5, 4.0), default=1.0, help="Pixels per point of that picture.")
@click.option("--size", default="1280,720", show_default=True, help="Size of the window in that picture: WIDTH,HEIGHT.")
@click.option(
    "--how-to",
    "how_to_folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the pictures of the how-to into a folder (PNG), and end.",
)
@click.pass_context
def demo(
    context: click.Context,
    figure_path: Path | None,
    *,
    arrangement: "Choice",
    fat_map: bool,
    picture_path: Path | None,
    shown: "Shown",
    pixel_ratio: float,
    size: str,
    how_to_folder: Path | None,
) -> None:
    """Open the sample study with both outlines; without a display print its numbers and write its figure."""
    from viewer.cli.window import has_display, open_window

    if how_to_folder is not None:
        _write_how_to(how_to_folder)
        return
    if picture_path is not None:
        _write_picture(picture_path, ratio=pixel_ratio, size=size, shown=shown)
        return
    if figure_path is None and has_display():
        try:
            context.exit(open_window((), is_demo=True))
        except UsageError as e:  # a system without what a window needs still has the numbers
            tell(f"multifidus: {e}", err=True)
    _print_and_draw(figure_path or DEFAULT_FIGURE, arrangement, has_map=fat_map)


def _write_picture(path: Path, *, ratio: float, size: str, shown: "Shown") -> None:
    """Write a picture of the window with the sample study."""
    from viewer.cli.inputs.options import parse_pair
    from viewer.io.atomic import write_atomically

    width, height = (round(value) for value in parse_pair(size, option="--size", form="WIDTH,HEIGHT"))
    if not all(SIDE_RANGE[0] <= side * ratio <= SIDE_RANGE[1] for side in (width, height)):
        raise UsageError(f"--size gives a picture of {width * ratio:g} × {height * ratio:g} pixels; use 200 to 8192.")
    if path.suffix.lower() != ".png":
        raise UsageError(f"{path} must end in .png; a picture of the window has no other format.")
    _start_in_memory(ratio)
    from viewer.ui.screenshot import window_picture

    if shown == "dates":
        with _two_dates() as (_, dates):
            picture = window_picture(width=width, height=height, shown=shown, dates=dates)
    else:
        picture = window_picture(width=width, height=height, shown=shown)
    write_atomically(path, picture)
    tell(f"Wrote {path}.")


def _write_how_to(folder: Path) -> None:
    """Write the pictures of the how-to, each as a file of its name."""
    from viewer.io.atomic import write_atomically

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise OutputError(f"The folder {folder} cannot be made ({e.strerror}); choose another one.") from e
    _start_in_memory(HOW_TO_RATIO)
    from viewer.ui.help.making import how_to_pictures

    with _two_dates() as (study, dates):
        made = how_to_pictures(study, dates)
    for name, png in made.items():
        write_atomically(folder / f"{name}.png", png)
    tell(f"Wrote {len(made)} pictures into {folder}.")


@contextmanager
def _two_dates() -> "Iterator[tuple[Study, tuple[Study, Document]]]":
    """The sample study, and the same beside a second one half a year later, as long as this lasts."""
    from tempfile import TemporaryDirectory

    from viewer.app.sample import second_date

    study, series = _sample()
    with TemporaryDirectory() as folder:
        yield study, second_date(study, series, Path(folder))


def _sample() -> "tuple[Study, Series]":
    """The sample study and the block that is shown first."""
    from viewer.app.choosing import choose_first
    from viewer.cli.inputs.outlined import open_paths
    from viewer.io.sample import sample_folder

    study = open_paths([sample_folder()], password=None)
    return study, choose_first(study).series


def _start_in_memory(ratio: float) -> None:
    """Have windows painted into memory as on a screen of this pixel ratio."""
    from viewer.cli.window import import_window

    # Qt reads both when it starts.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = f"{ratio:g}"
    import_window()


def _print_and_draw(figure_path: Path, arrangement: "Choice", *, has_map: bool) -> None:
    """Measure the sample study, draw its figure, and say where it is."""
    from viewer.app.choosing import choose_first
    from viewer.app.figuring.sources import FigureSource
    from viewer.app.sample import true_outlines
    from viewer.cli.inputs.outlined import Outlined, open_paths
    from viewer.cli.report import measurement_text, row_name
    from viewer.core.document import Document
    from viewer.io.atomic import write_atomically
    from viewer.io.sample import sample_folder

    study = open_paths([sample_folder()], password=None)
    choice = choose_first(study)
    truth = true_outlines(choice.image)
    document = Document(outlines=tuple(entry.outline for entry in truth))
    outlined = Outlined(study=replace(study, series=(choice.series,)), document=document)
    measurement = outlined.measure(method=None, threshold=None)
    source = FigureSource(study, choice.series, choice.image, document)
    write_atomically(figure_path, _drawn(source, figure_path, arrangement, has_map=has_map))
    tell(f"The sample study is synthetic. {choice.reason}\n")
    tell(measurement_text(measurement))
    known = {entry.outline: entry.fat_fraction_percent for entry in truth}
    for row in measurement.rows:
        if row.source in known:
            tell(f"True fat fraction of the {row_name(row)}: {known[row.source]:.1f} %.")
    tell(f"\nThe figure is {figure_path.resolve()}")


def _drawn(source: "FigureSource", path: Path, arrangement: "Choice", *, has_map: bool) -> bytes:
    """The figure's file: for one column of print or, of two panels, for a page of the web."""
    from viewer.app.figuring.arrangements import arranged
    from viewer.app.figuring.publishing.published import published
    from viewer.core.figures.spec import FigureSpec
    from viewer.figure.encoding import make_figure

    begun = FigureSpec(preset="springer-single" if arrangement in ("single", "numbers") else "blog")
    spec = arranged(begun, arrangement, source.document, source.study, source.image.key)
    panels = tuple(replace(panel, shows_fat_map=has_map and panel.shows_outlines) for panel in spec.panels)
    shown = published(replace(spec, panels=panels, shows_numbers=arrangement != "single"), source)
    return make_figure(shown.spec, shown.contents, path)[0]
