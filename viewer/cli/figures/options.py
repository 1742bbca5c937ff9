"""Options of `multifidus figure`, gathered into one argument and checked before anything is opened."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from viewer.cli.inputs.gathering import Command, taken, with_options
from viewer.cli.inputs.options import parse_pair
from viewer.errors import UsageError

if TYPE_CHECKING:
    from viewer.app.figuring.arrangements import Choice
    from viewer.core.figures.spec import Inset, Key
    from viewer.core.grey import Window

ARRANGEMENTS = ("single", "numbers", "mirrored", "dates", "twin", "levels")
"""Words of --arrangement; `viewer.app.figuring.arrangements.OFFERS` says what they mean."""


@dataclass(frozen=True, slots=True)
class FigureWords:
    """What the user typed about a figure; None or False where nothing was said.

    Raises
    ------
    UsageError
        If nothing would be written, or words contradict each other.
    """

    preset: str | None
    spec_file: Path | None
    figure_number: int | None
    arrangement: "Choice | None"
    window: str | None
    crop: float | None
    caption: str | None
    with_caption: bool
    alt: str | None
    numbers: bool
    fat_map: bool
    key: "Key | None"
    inset: "Inset | None"
    no_sides: bool
    check: bool
    reviewed: bool
    method: str | None
    threshold: float | None
    dpi: int | None
    svg_paths: bool
    output: Path | None
    bundle: Path | None
    report: Path | None

    def __post_init__(self) -> None:
        if self.output is None and self.bundle is None and self.report is None:
            raise UsageError("There is nothing to write; give -o FILE, --bundle DIR or --report FILE.pdf.")
        if self.spec_file is not None and self.figure_number is not None:
            raise UsageError("--spec brings a recipe and --figure names one of the project; use one of them.")
        if self.report is not None and self.report.suffix.lower() != ".pdf":
            raise UsageError(f"{self.report} is no name of a report; write --report FILE.pdf.")
        if self.report is not None and self.output is not None and self.report.absolute() == self.output.absolute():
            raise UsageError("-o and --report name one file; give each its own.")
        if self.svg_paths and (self.output is None or self.output.suffix.lower() != ".svg"):
            raise UsageError("--svg-paths is about an SVG file; give -o FILE.svg.")

    @property
    def files(self) -> tuple[Path, ...]:
        """Files that are written, besides the folder of the bundle."""
        return tuple(path for path in (self.output, self.report) if path is not None)

    def display_window(self) -> "Window | None":
        """Display window, None where none was named.

        Raises
        ------
        UsageError
            If it is not two numbers, or has no width.
        """
        if self.window is None:
            return None
        from viewer.core.grey import Window

        return Window(*parse_pair(self.window, option="--window", form="CENTER,WIDTH"))


_OPTIONS = (
    click.option("--preset", help="Outlet whose width and type sizes to use (multifidus presets lists them)."),
    click.option("--spec", "spec_file", type=click.Path(path_type=Path), help="Figure recipe to start from (JSON)."),
    click.option(
        "--figure", "figure_number", type=click.IntRange(1), help="Number of a figure in the project, from 1."
    ),
    click.option(
        "--arrangement",
        type=click.Choice(ARRANGEMENTS),
        help="Panels: one slice, with its numbers, right beside left mirrored, two dates, plain beside outlined, or "
        "a slice of each outlined level.",
    ),
    click.option("--window", help="Display window in values after rescale: CENTER,WIDTH."),
    click.option("--crop", type=float, help="Width of the crop in mm; 0 shows the whole slice."),
    click.option("--caption", help="Caption to print under the image instead of the generated one."),
    click.option("--with-caption", is_flag=True, help="Print the generated caption under the image."),
    click.option("--alt", help="Alternative text (up to 200 characters) instead of the generated one."),
    click.option("--numbers", is_flag=True, help="Print each side's numbers under the image."),
    click.option("--fat-map", is_flag=True, help="Colour every pixel inside the outlines by its fat fraction."),
    click.option("--key", type=click.Choice(["cube", "feet"]), help="Small drawing of the patient's directions."),
    click.option(
        "--inset", type=click.Choice(["whole", "locator"]), help="Small picture of the whole slice, or of its level."
    ),
    click.option("--no-sides", is_flag=True, help="Leave right and left out."),
    click.option("--check", is_flag=True, help="List what the pre-flight check found, notes included."),
    click.option(
        "--reviewed", is_flag=True, help="You have looked at what the figure shows: no text in it names anybody."
    ),
    click.option("--method", default=None, help="Measuring method (multifidus methods lists them)."),
    click.option("--threshold", type=float, help="Threshold in values after rescale, for --method manual."),
    click.option("--dpi", type=int, help="Resolution of pixel formats instead of the preset's."),
    click.option("--svg-paths", is_flag=True, help="Draw letters as shapes in an SVG, which needs no font then."),
    click.option("-o", "--output", type=click.Path(path_type=Path), help="OUT.png, .tiff, .jpg, .webp, .pdf or .svg."),
    click.option(
        "--bundle",
        type=click.Path(path_type=Path),
        help="New folder for the figure, its plain twin, caption, alternative texts, methods, numbers and recipe.",
    ),
    click.option(
        "--report", type=click.Path(path_type=Path), help="FILE.pdf: figure, numbers, flags and method on one page."
    ),
)


def figure_options(command: Command) -> Command:
    """Add the options of `FigureWords` to a command, which receives them as one argument `asked`."""
    return with_options(command, _OPTIONS, lambda values: taken(FigureWords, values), name="asked")
