"""`multifidus figure`: the article figure of one outlined slice."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from viewer.cli.inputs.options import OutlineWords, outline_options, parse_pair
from viewer.errors import UnreadableError, UsageError

if TYPE_CHECKING:
    from viewer.cli.inputs.outlined import Outlined
    from viewer.figure.checking.preflight import Finding
    from viewer.figure.content import FigureContent
    from viewer.figure.spec import FigureSpec


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@outline_options
@click.option("--preset", help="Outlet whose width and type sizes to use (multifidus presets lists them).")
@click.option("--spec", "spec_file", type=click.Path(path_type=Path), help="Figure recipe to start from (JSON).")
@click.option("--window", help="Display window in values after rescale: CENTER,WIDTH.")
@click.option("--crop", type=float, help="Width of the crop in mm; 0 shows the whole slice.")
@click.option("--caption", help="Caption to print under the image instead of the generated one.")
@click.option("--with-caption", is_flag=True, help="Print the generated caption under the image.")
@click.option("--alt", help="Alternative text (up to 200 characters) instead of the generated one.")
@click.option("--numbers", is_flag=True, help="Print each side's numbers under the image.")
@click.option("--no-sides", is_flag=True, help="Leave right and left out.")
@click.option("--check", is_flag=True, help="List what the pre-flight check found, notes included.")
@click.option("--method", default=None, help="Measuring method (multifidus methods lists them).")
@click.option("--threshold", type=float, help="Threshold in values after rescale, for --method manual.")
@click.option("--dpi", type=int, help="Resolution of pixel formats instead of the preset's.")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="OUT.png, .tiff, .jpg, .webp, .pdf or .svg."
)
def figure(
    path: Path,
    words: OutlineWords,
    *,
    preset: str | None,
    spec_file: Path | None,
    window: str | None,
    crop: float | None,
    caption: str | None,
    with_caption: bool,
    alt: str | None,
    numbers: bool,
    no_sides: bool,
    check: bool,
    method: str | None,
    threshold: float | None,
    dpi: int | None,
    output: Path,
) -> None:
    """Write the article figure of an outlined slice."""
    from viewer.app.figuring.own_presets import with_preset
    from viewer.cli.inputs.outlined import open_outlined, refuse_overwriting
    from viewer.core.grey import Window
    from viewer.measure.methods import check_settings

    check_settings(method, threshold)
    spec = _read_spec(spec_file)
    changes: dict[str, object] = {
        "window": None if window is None else Window(*parse_pair(window, option="--window", form="CENTER,WIDTH")),
        "crop_mm": crop,
        "caption": caption,
        "alt": alt,
        "shows_caption": True if with_caption or caption is not None else None,
        "shows_numbers": True if numbers else None,
        "shows_sides": False if no_sides else None,
    }
    spec = replace(spec, **{name: value for name, value in changes.items() if value is not None})  # type: ignore[arg-type]  # each is of its field's type
    if preset is not None or not spec.own_preset:
        spec = with_preset(spec, preset or spec.preset)
    outlined = open_outlined(path, words)
    refuse_overwriting(output, outlined, (path, words.mask, words.roi, spec_file))
    content = figure_content(outlined, method=method, threshold=threshold)
    findings = write(spec, content, output, dpi=dpi)
    for finding in findings:
        if check or finding.level == "problem":
            click.echo(f"{finding.level}: {finding.sentence} {finding.remedy}", err=not check)
    if check and not findings:
        click.echo("The pre-flight check found nothing to mend.")
    click.echo(f"Wrote {output}.")


def _read_spec(path: Path | None) -> "FigureSpec":
    from viewer.figure.spec import MAX_JSON_CHARACTERS, FigureSpec

    if path is None:
        return FigureSpec()
    from viewer.io.sources import local_file

    data = local_file(path).read(0, 4 * MAX_JSON_CHARACTERS)
    try:
        return FigureSpec.from_json(data.decode("utf-8"))
    except UnicodeDecodeError as e:
        raise UnreadableError(f"{path} is not text, so it is no figure recipe; use a file this program wrote.") from e


def figure_content(outlined: "Outlined", *, method: str | None, threshold: float | None) -> "FigureContent":
    """What the figure shows: the one outlined slice with its numbers.

    Raises
    ------
    UsageError
        If the outlines lie on several slices.
    """
    from viewer.app.figures import FigureSource
    from viewer.app.figures import figure_content as content_of

    document = outlined.document
    keys = {outline.slice_key for outline in document.outlines}
    if len(keys) != 1:
        raise UsageError(f"The outlines lie on {len(keys)} slices and a figure shows one; name it with --slice N.")
    [key] = keys
    block, image = next(
        (series, image) for series in outlined.study.series for image in series.slices if image.key == key
    )
    source = FigureSource(outlined.study, block, image, document)
    return content_of(source, measurement=outlined.measure(method=method, threshold=threshold))


def write(
    spec: "FigureSpec", content: "FigureContent", output: Path, *, dpi: int | None = None
) -> tuple["Finding", ...]:
    """Write the figure; see `viewer.figure.encoding.make_figure` and `viewer.io.atomic.write_atomically`."""
    from viewer.figure.encoding import make_figure
    from viewer.io.atomic import write_atomically

    data, findings = make_figure(spec, content, output, dpi=dpi)
    write_atomically(output, data)
    return findings
