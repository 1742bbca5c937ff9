"""`multifidus measure`: each side's areas, fat fraction and fat-to-muscle ratio, of one study or many projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from viewer import NOTICE
from viewer.cli.commands.telling import tell
from viewer.cli.inputs.asides import Asides, aside_options
from viewer.cli.inputs.options import OutlineWords, outline_options
from viewer.errors import UsageError

if TYPE_CHECKING:
    from viewer.cli.inputs.joining import JoinedProjects
    from viewer.cli.inputs.outlined import Outlined
    from viewer.measure.measurement import Measurement


@dataclass(frozen=True, slots=True)
class _Form:
    """How the numbers are given out: as text, as JSON, as CSV, as sentences, or to a file."""

    as_json: bool
    as_csv: bool
    output: Path | None
    has_totals: bool = False
    as_finding: bool = False

    def __post_init__(self) -> None:
        from viewer.io.tables import table_format

        if self.as_json + self.as_csv + self.as_finding + (self.output is not None) > 1:
            raise UsageError("Choose one of --json, --csv, --finding and -o FILE.")
        if self.has_totals and not (self.as_json or self.as_csv):
            raise UsageError("--totals goes with --json or --csv; text and files have the totals anyway.")
        if self.output is not None:
            table_format(self.output)  # a wrong extension is told before the study is read


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@outline_options
@click.option("--method", default=None, help="Measuring method (multifidus methods lists them).")
@click.option("--threshold", type=float, help="Threshold in values after rescale, for --method manual.")
@click.option(
    "--scale",
    type=click.Choice(["slice", "series"]),
    help="What shares a scale from muscle to fat: each slice its own, or all outlined slices of a series one contrast.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.option(
    "--totals",
    "has_totals",
    is_flag=True,
    help="With --json, add volumes over several slices under the key totals; with --csv, print those instead of rows.",
)
@click.option("--finding", "as_finding", is_flag=True, help="Print the finding in plain sentences, to be copied.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write FILE.json, FILE.csv or FILE.xlsx.")
@aside_options
def measure(
    paths: tuple[Path, ...],
    words: OutlineWords,
    asides: Asides,
    *,
    method: str | None,
    threshold: float | None,
    scale: str | None,
    as_json: bool,
    as_csv: bool,
    has_totals: bool,
    as_finding: bool,
    output: Path | None,
) -> None:
    """Measure the outlined sides of a slice, or join many projects (files, or folders that hold some) in one table."""
    from viewer.cli.inputs.joining import join_projects, joined_files
    from viewer.cli.inputs.outlined import open_outlined
    from viewer.core.document import ScaleOf
    from viewer.measure.methods import check_settings

    form = _Form(as_json=as_json, as_csv=as_csv, output=output, has_totals=has_totals, as_finding=as_finding)
    if as_csv and has_totals and asides.has_change:
        raise UsageError("--csv prints either --totals or --change; choose one of them, or --json for both.")
    check_settings(method, threshold)
    scale_of = None if scale is None else ScaleOf(scale)
    files = joined_files(paths, words)
    if files is None:
        [path] = paths
        outlined = open_outlined(path, words)
        _give_one(
            outlined.measure(method=method, threshold=threshold, scale_of=scale_of),
            outlined,
            (path, words.mask, words.roi),
            form,
            asides,
        )
        return
    if asides.methods_text is not None:
        raise UsageError("--methods-text describes one measurement, and several projects were given; name one project.")
    if asides.has_change:
        raise UsageError("--change is that of one study, and several projects were given; name one project.")
    if as_finding:
        raise UsageError("--finding is that of one study, and several projects were given; name one project.")
    if has_totals:
        raise UsageError("--totals are those of one study, and several projects were given; name one project.")
    _give_joined(
        join_projects(files, words, method=method, threshold=threshold, scale_of=scale_of), paths, form, asides
    )


def _give_one(
    measurement: "Measurement", outlined: "Outlined", inputs: tuple[Path | None, ...], form: _Form, asides: Asides
) -> None:
    """Print or write the numbers of one study or project; the first of the inputs is what was asked for."""
    from viewer.cli.inputs.outlined import refuse_naming_patient, refuse_overwriting, warn_of_codes
    from viewer.cli.report import measurement_text
    from viewer.io.tables import files_beside, measurement_json, write_table

    name, extra = str(inputs[0]), asides.columns
    asides.check_change(measurement)
    asides.write_methods(measurement, outlined, inputs)
    if form.as_csv or form.as_finding or form.output is not None:  # the others show every warning
        warn_of_codes(outlined)
    if form.output is not None:
        files = (form.output, *files_beside(measurement, form.output))
        for file in files:
            refuse_overwriting(file, outlined, inputs)
        refuse_naming_patient(form.output, outlined)
        write_table(measurement, form.output, input_name=name, extra=extra)
        tell("\n".join(f"Wrote {file}." for file in files))
    elif form.as_finding:
        tell(_finding(measurement, outlined, asides))
    elif form.as_json:
        text = measurement_json(
            measurement,
            input_name=name,
            is_for_file=False,
            extra=extra,
            has_totals=form.has_totals,
            has_change=asides.has_change,
        )
        tell(text)
    elif form.as_csv:
        tell(_csv(measurement, form, asides), nl=False)
    else:
        tell(measurement_text(measurement, beside=asides.lines(measurement)))


def _finding(measurement: "Measurement", outlined: "Outlined", asides: Asides) -> str:
    """Sentences of the finding; of what changed, where that was asked for."""
    from viewer.app.figuring.publishing.finding import finding_of_measurement

    change = measurement.change if asides.has_change else None
    return finding_of_measurement(measurement, outlined.document, outlined.study, change)


def _csv(measurement: "Measurement", form: _Form, asides: Asides) -> str:
    """CSV text that was asked for: totals, change, or rows."""
    from viewer.io.tables import measurement_csv
    from viewer.io.tables.changes import change_csv
    from viewer.io.tables.totals import totals_csv

    if asides.has_change:
        return change_csv([measurement])
    return totals_csv([measurement]) if form.has_totals else measurement_csv(measurement, extra=asides.columns)


def _give_joined(found: "JoinedProjects", paths: Sequence[Path], form: _Form, asides: Asides) -> None:
    """Print or write the numbers of many projects as one table."""
    from viewer.app.numbers import saving
    from viewer.core.series import Study
    from viewer.io.tables.joined import Joined, joined_csv, joined_json, write_joined

    joined = Joined(found.measurements, found.warnings)
    if form.as_json:
        inputs = [str(path) for path in paths]
        text = joined_json(joined, is_for_file=False, inputs=inputs, skipped=found.skipped, extra=asides.columns)
        tell(text)
        return
    if form.as_csv:
        tell(joined_csv(joined, extra=asides.columns), nl=False)
        for line in _joined_lines(found):
            tell(line, err=True)  # the standard output is the table
        return
    if form.output is not None:
        saving.refuse_overwriting(form.output, Study(()), found.sources)
        saving.refuse_naming_patient(form.output, found.identities)
        write_joined(Joined(found.for_file, found.warnings), form.output, extra=asides.columns)
        tell("\n".join([*_joined_lines(found), f"Wrote {form.output}."]))
        return
    from viewer.cli.report import joined_text

    asked = [line for measurement in found.measurements for line in asides.lines(measurement)]
    beside = ["", *asked] if asked else []
    tell("\n".join([joined_text(found.measurements), *beside, "", *_joined_lines(found), NOTICE]))


def _joined_lines(found: "JoinedProjects") -> list[str]:
    """Warnings, each once with the projects it is about, and what was left out."""
    said: dict[str, list[str]] = {text: [] for text in found.warnings}
    for (file, _), measurement in zip(found.found, found.measurements, strict=True):
        for text in measurement.warnings:
            said.setdefault(text, []).append(file)
    lines = []
    for text, files in said.items():
        where = f"{', '.join(dict.fromkeys(files))}: " if files else ""
        lines.append(f"Warning: {where}{text}")
    return [*lines, *(f"Left out: {file}: {reason}" for file, reason in found.skipped)]
