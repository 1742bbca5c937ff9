"""`multifidus export`: outlines and their numbers as a file of another kind."""

from dataclasses import replace
from pathlib import Path

import click

from viewer.cli.inputs.options import OutlineWords, outline_options


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@outline_options
@click.option("--to", "name", required=True, help="Kind of file (multifidus exporters lists them).")
@click.option("--method", default=None, help="Measuring method (multifidus methods lists them).")
@click.option("--threshold", type=float, help="Threshold in values after rescale, for --method manual.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File to write.")
def export(
    path: Path, words: OutlineWords, *, name: str, method: str | None, threshold: float | None, output: Path
) -> None:
    """Write outlines and their numbers to a file, such as a project."""
    from viewer.cli.inputs.outlined import open_outlined, refuse_naming_patient, refuse_overwriting
    from viewer.io.exporters import Export, check_suffix, find_exporter
    from viewer.measure.methods import check_settings

    exporter = find_exporter(name)  # what is wrong with the words is told before the study is read
    check_suffix(exporter, output)
    check_settings(method, threshold)
    outlined = open_outlined(path, words)
    refuse_overwriting(output, outlined, (path, words.mask, words.roi))
    refuse_naming_patient(output, outlined)
    if method is not None:
        document = outlined.document.with_method(method, threshold=threshold)
        outlined = replace(outlined, document=document)
    measurement = outlined.measure(method=None, threshold=None)
    exporter.write(output, Export(outlined.study, outlined.document, measurement, before=outlined.project))
    for warning in outlined.warnings:
        click.echo(f"Warning: {warning}")
    click.echo(f"Wrote {output}.")
