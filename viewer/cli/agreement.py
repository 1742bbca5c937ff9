"""`multifidus agreement`: how well several readers, or several readings of one reader, agree."""

from dataclasses import replace
from pathlib import Path

import click

from viewer.cli.commands.telling import tell
from viewer.errors import UsageError


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write tables, plots and a page to this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def agreement(folders: tuple[Path, ...], *, output: Path | None, as_json: bool) -> None:
    """Compare readings: one folder of projects per reader or reading.

    Outlines are paired by study code, slice or level, structure and side; numbers are those stored in the projects, so
    that no images are needed.
    """
    from viewer.cli.inputs.readings import read_folders
    from viewer.io.agreement import agreement_json, agreement_text
    from viewer.measure.agreement import agreement_of

    if as_json and output is not None:
        raise UsageError("Choose one of --json and -o FOLDER; the folder holds the JSON too.")
    read = read_folders(folders)
    found = agreement_of(read.readings)
    found = replace(found, warnings=(*read.warnings, *found.warnings))
    if as_json:
        tell(agreement_json(found, skipped=read.skipped))
        return
    tell(agreement_text(found))
    for file, reason in read.skipped:
        tell(f"Left out: {file}: {reason}")
    if output is not None:
        from viewer.figure.plots.bland_altman import bland_altman_plots
        from viewer.io.agreement import Picture, write_agreement

        plots = bland_altman_plots(found)
        pictures = [Picture(plot.name, plot.title, plot.alt, plot.png, plot.svg) for plot in plots]
        names = write_agreement(found, pictures, output)
        tell(f"Wrote {len(names)} files to {output}; open {output / 'agreement.html'}.")
