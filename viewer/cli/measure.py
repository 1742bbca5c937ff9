"""`multifidus measure`: each side's areas, fat fraction and fat-to-muscle ratio."""

from pathlib import Path

import click

from viewer.cli.inputs.asides import Asides, aside_options
from viewer.cli.inputs.options import OutlineWords, outline_options
from viewer.errors import UsageError


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@outline_options
@click.option("--method", default=None, help="Measuring method (multifidus methods lists them).")
@click.option("--threshold", type=float, help="Threshold in values after rescale, for --method manual.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write FILE.json, FILE.csv or FILE.xlsx.")
@aside_options
def measure(
    path: Path,
    words: OutlineWords,
    asides: Asides,
    *,
    method: str | None,
    threshold: float | None,
    as_json: bool,
    as_csv: bool,
    output: Path | None,
) -> None:
    """Measure the outlined sides of a slice."""
    from viewer.cli.inputs.outlined import open_outlined, refuse_naming_patient, refuse_overwriting
    from viewer.cli.report import measurement_text
    from viewer.io.tables import measurement_csv, measurement_json, table_format, write_table
    from viewer.measure.methods import check_settings

    if as_json + as_csv + (output is not None) > 1:
        raise UsageError("Choose one of --json, --csv and -o FILE.")
    if output is not None:
        table_format(output)  # a wrong extension is told before the study is read
    check_settings(method, threshold)
    outlined = open_outlined(path, words)
    measurement = outlined.measure(method=method, threshold=threshold)
    asides.write_methods(measurement, outlined, (path, words.mask, words.roi))
    if output is not None:
        refuse_overwriting(output, outlined, (path, words.mask, words.roi))
        refuse_naming_patient(output, outlined)
        write_table(measurement, output, input_name=str(path), extra=asides.columns)
        click.echo(f"Wrote {output}.")
    elif as_json:
        click.echo(measurement_json(measurement, input_name=str(path), is_for_file=False, extra=asides.columns))
    elif as_csv:
        click.echo(measurement_csv(measurement, extra=asides.columns), nl=False)
    else:
        click.echo(asides.text(measurement) + measurement_text(measurement))
