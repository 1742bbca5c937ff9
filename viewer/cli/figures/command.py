"""`multifidus figure`: the article figure of outlined slices, its bundle and its one-page report."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from viewer.cli.commands.telling import tell
from viewer.cli.figures.options import FigureWords, figure_options
from viewer.cli.inputs.options import OutlineWords, outline_options
from viewer.errors import OutputError

if TYPE_CHECKING:
    from viewer.app.figuring.publishing.published import PublishedFigure
    from viewer.figure.checking.preflight import Finding


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@outline_options
@figure_options
def figure(path: Path, words: OutlineWords, asked: FigureWords) -> None:
    """Write the article figure of outlined slices, its bundle, or its report."""
    from viewer.app.figuring.publishing.published import published
    from viewer.cli.figures.recipe import begun, settled
    from viewer.cli.inputs.outlined import open_outlined, refuse_overwriting
    from viewer.measure.methods import check_settings

    check_settings(asked.method, asked.threshold)
    spec = begun(asked)
    _refuse_places(asked)
    outlined = open_outlined(path, words)
    inputs = (path, words.mask, words.roi, asked.spec_file)
    for file in asked.files:
        refuse_overwriting(file, outlined, inputs)
    # Scripts see no pixels: without --reviewed a figure of a picture is written, and says that nobody looked.
    shown = replace(published(*settled(spec, asked, outlined)), leaves_doubt=True)
    if asked.reviewed:
        shown = _looked_at(shown, asked)
    findings = _write(shown, asked)
    told = [f"{one.level}: {one.sentence} {one.remedy}" for one in findings if asked.check or one.level == "problem"]
    for line in dict.fromkeys(told):  # what many marks share is said once
        tell(line, err=not asked.check)
    if asked.check and not findings:
        tell("The pre-flight check found nothing to mend.")
    for place in (*asked.files, *([] if asked.bundle is None else [asked.bundle])):
        tell(f"Wrote {place}.")


def _refuse_places(asked: FigureWords) -> None:
    """Refuse, before anything is opened, places where nothing can be written, so that not half of it is."""
    for file in asked.files:
        if not file.absolute().parent.is_dir():
            raise OutputError(f"{file} cannot be written, as there is no such folder; make it or name another place.")
    if asked.bundle is not None:
        from viewer.app.figuring.publishing.bundle import refuse_bundle_place

        refuse_bundle_place(asked.bundle)


def _looked_at(shown: "PublishedFigure", asked: FigureWords) -> "PublishedFigure":
    """Figure whose recipe tells that somebody has looked at all that is written of it."""
    from viewer.app.figuring.publishing.reviewing import Output, unseen_pixels, with_review

    places: dict[Output, Path | None] = {"figure": asked.output, "bundle": asked.bundle, "report": asked.report}
    outputs = [output for output, place in places.items() if place is not None]
    return replace(shown, spec=with_review(shown.spec, unseen_pixels(shown, outputs)))


def _write(shown: "PublishedFigure", asked: FigureWords) -> "Iterable[Finding]":
    """Make everything that was asked for, and only then write it: what is refused leaves nothing behind."""
    from viewer.io.atomic import write_atomically, write_folder

    files: dict[Path, bytes] = {}
    findings: tuple[Finding, ...] = ()
    if asked.output is not None:
        files[asked.output], findings = _made(shown, asked.output, asked)
    if asked.report is not None:
        from viewer.app.figuring.publishing.report import report_pdf

        shown.refuse_naming_patient(asked.report)
        files[asked.report] = report_pdf(shown)
    if asked.bundle is not None:
        from viewer.app.figuring.publishing.bundle import BundleForm, bundle_files

        shown.refuse_naming_patient(asked.bundle)
        suffix = None if asked.output is None else asked.output.suffix.lower()
        members, of_bundle = bundle_files(shown, BundleForm(suffix, asked.dpi, text_as_paths=asked.svg_paths))
        write_folder(asked.bundle, members, what="bundle")
        findings = findings or of_bundle
    for file, data in files.items():
        write_atomically(file, data)
    return findings


def _made(shown: "PublishedFigure", output: Path, asked: FigureWords) -> "tuple[bytes, tuple[Finding, ...]]":
    from viewer.figure.encoding import make_figure

    return make_figure(
        shown.spec,
        shown.contents,
        output,
        dpi=asked.dpi,
        text_as_paths=asked.svg_paths,
        leaves_doubt=shown.leaves_doubt,
    )
