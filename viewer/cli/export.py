"""`multifidus export`: outlines and their numbers as a file of another kind."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from viewer.cli.commands.telling import tell
from viewer.cli.inputs.options import OutlineWords, outline_options

if TYPE_CHECKING:
    from viewer.cli.inputs.outlined import Outlined


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@outline_options
@click.option("--to", "name", required=True, help="Kind of file (multifidus exporters lists them).")
@click.option("--method", default=None, help="Measuring method (multifidus methods lists them).")
@click.option("--threshold", type=float, help="Threshold in values after rescale, for --method manual.")
@click.option("--study-code", "study", help="Code of the study; it must not name the patient.")
@click.option("--reader-code", "reader", help="Code of the reader.")
@click.option("--reading", type=int, help="Number of the reading, from 1.")
@click.option("--reviewed", is_flag=True, help="You have looked at every image of a case: no text is burned in.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File to write.")
def export(
    path: Path,
    words: OutlineWords,
    *,
    name: str,
    method: str | None,
    threshold: float | None,
    reviewed: bool,
    output: Path,
    **codes: str | int | None,
) -> None:
    """Write outlines and their numbers to a file, such as a project."""
    from viewer.cli.inputs.outlined import open_outlined, refuse_naming_patient, refuse_overwriting, warn_of_codes
    from viewer.io.exporters import Export, check_suffix, find_exporter
    from viewer.measure.methods import check_settings

    exporter = find_exporter(name)  # what is wrong with the words is told before the study is read
    check_suffix(exporter, output)
    check_settings(method, threshold)
    outlined = _coded(open_outlined(path, words), codes)
    refuse_overwriting(output, outlined, (path, words.mask, words.roi))
    refuse_naming_patient(output, outlined)
    warn_of_codes(outlined)
    if method is not None:
        document = outlined.document.with_method(method, threshold=threshold)
        outlined = replace(outlined, document=document)
    measurement = outlined.measure(method=None, threshold=None)
    made = Export(outlined.study, outlined.document, measurement, before=outlined.project, is_reviewed=reviewed)
    exporter.write(output, made)
    for warning in outlined.warnings:
        tell(f"Warning: {warning}")
    tell(f"Wrote {output}.")


def _coded(outlined: "Outlined", codes: Mapping[str, str | int | None]) -> "Outlined":
    """Return the outlines with the codes that were typed, in place of those of a project."""
    typed: dict[str, Any] = {name: code for name, code in codes.items() if code is not None}
    document = replace(outlined.document, codes=replace(outlined.document.codes, **typed))
    return replace(outlined, document=document)
