"""Options that several commands share, and how their words are read."""

import math
import re
from dataclasses import dataclass
from pathlib import Path

import click

from viewer.cli.inputs.gathering import Command, taken, with_options
from viewer.core.geometry import SideConvention, Spacing
from viewer.core.outline import Side
from viewer.errors import UsageError

_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_POINT = re.compile(rf"({_NUMBER}),({_NUMBER})")


@dataclass(frozen=True, slots=True)
class OutlineWords:
    """What the user typed to name outlines, a slice and the image's sides."""

    right: str | None
    left: str | None
    mask: Path | None
    labels: str | None
    roi: Path | None
    reference_fat: str | None
    reference_muscle: str | None
    series: str | None
    slice_number: int | None
    side_convention: SideConvention | None
    pixel_spacing: str | None
    password: str | None
    outline_rule: str | None = None


_OPTIONS = (
    click.option("--right", help="Right outline in pixels of the slice: “x,y x,y …”."),
    click.option("--left", help="Left outline in pixels of the slice: “x,y x,y …”."),
    click.option("--mask", type=click.Path(path_type=Path), help="Label mask: NIfTI, NRRD, PNG or DICOM SEG."),
    click.option("--labels", help="Values in the mask: right=2,left=3."),
    click.option("--roi", type=click.Path(path_type=Path), help="ImageJ .roi or .zip of them."),
    click.option("--reference-fat", help="Outline of pure fat: “x,y x,y …”."),
    click.option("--reference-muscle", help="Outline of lean muscle: “x,y x,y …”."),
    click.option("--series", help="Number of the series in multifidus info, or its UID."),
    click.option("--slice", "slice_number", type=int, help="Number of the slice, from 1."),
    click.option(
        "--side-convention",
        type=click.Choice(["radiological", "neurological"]),
        help="Where the patient's right is in an image that does not tell: radiological = image-left.",
    ),
    click.option("--pixel-spacing", help="Pixel spacing in mm of an image that does not tell: ROW,COLUMN."),
    click.option(
        "--outline-rule",
        type=click.Choice(["fascial", "visible"]),
        help="Border the outlines follow: fascial (fat inside it included) or visible (that of the muscle seen).",
    ),
    click.option("--password", help="Password of an encrypted zip."),
)


def outline_options(command: Command) -> Command:
    """Add the options of `OutlineWords` to a command, which receives them as one argument `words`."""
    return with_options(command, _OPTIONS, lambda values: taken(OutlineWords, values), name="words")


def parse_points(text: str, *, option: str) -> list[tuple[float, float]]:
    """Points (x = column, y = row), pixels, from “x,y x,y …”.

    Parameters
    ----------
    text
        Pairs separated by white space or semicolons.
    option
        Name of the option, for the message.

    Raises
    ------
    UsageError
        If a pair is not two finite numbers.
    """
    if not text.strip():
        raise UsageError(f"{option} is empty; write “x,y x,y …” in pixels, or leave it out.")
    points = []
    for word in re.split(r"[\s;]+", text.strip()):
        match = _POINT.fullmatch(word)
        if match is None or not all(math.isfinite(float(part)) for part in match.groups()):
            raise UsageError(f"{option} has “{word[:40]}” where a point x,y is expected; write “x,y x,y …” in pixels.")
        points.append((float(match[1]), float(match[2])))
    return points


def parse_labels(text: str | None) -> dict[Side, int]:
    """Value in the mask of each side, from “right=2,left=3”.

    Raises
    ------
    UsageError
        If it is missing or not of that form.
    """
    advice = "write --labels right=2,left=3 (either may be left out)."
    if text is None:
        raise UsageError(f"A mask needs the values of its sides; {advice}")
    labels: dict[Side, int] = {}
    for part in text.split(","):
        match = re.fullmatch(r"\s*(right|left)\s*=\s*([0-9]{1,9})\s*", part)
        if match is None or Side(match[1]) in labels or int(match[2]) in labels.values() or int(match[2]) == 0:
            raise UsageError(f"--labels has “{part[:40]}”, which is not one side and its value; {advice}")
        labels[Side(match[1])] = int(match[2])
    return labels


def parse_spacing(text: str) -> Spacing:
    """Pixel spacing from “ROW,COLUMN” in mm.

    Raises
    ------
    UsageError
        If it is not two positive numbers.
    """
    match = _POINT.fullmatch(text.replace(" ", ""))
    if match is None or not all(0.0 < float(part) < 1e3 for part in match.groups()):
        raise UsageError(f"--pixel-spacing has “{text[:40]}”; write two positive numbers in mm: ROW,COLUMN.")
    return Spacing(row_mm=float(match[1]), column_mm=float(match[2]))


def parse_pair(text: str, *, option: str, form: str) -> tuple[float, float]:
    """Two finite numbers from “A,B”.

    Raises
    ------
    UsageError
        If it is not of that form.
    """
    match = _POINT.fullmatch(text.replace(" ", ""))
    if match is None or not all(math.isfinite(float(part)) for part in match.groups()):
        raise UsageError(f"{option} has “{text[:40]}”; write {form}.")
    return float(match[1]), float(match[2])
