"""`multifidus demo`: the sample study with both outlines, its numbers and its figure."""

from dataclasses import replace
from pathlib import Path

import click

DEFAULT_FIGURE = Path("multifidus-demo.png")


@click.command()
@click.option(
    "--figure",
    "figure_path",
    type=click.Path(path_type=Path),
    default=DEFAULT_FIGURE,
    show_default=True,
    help="Where to write the figure.",
)
def demo(figure_path: Path) -> None:
    """Measure the sample study, draw its figure, and say where it is."""
    from viewer.app.choosing import choose_first
    from viewer.cli.figure import figure_content, write
    from viewer.cli.outlined import Outlined, open_paths
    from viewer.cli.report import measurement_text, row_name
    from viewer.core.document import Document
    from viewer.core.outline import Structure
    from viewer.figure.spec import FigureSpec
    from viewer.io.sample import read_truth, sample_folder

    folder = sample_folder()
    study = open_paths([folder], password=None)
    choice = choose_first(study)
    truth = [
        entry
        for entry in read_truth(folder)
        if entry.outline.slice_key == choice.image.key and entry.outline.structure is Structure.MULTIFIDUS
    ]
    document = Document(outlines=tuple(entry.outline for entry in truth))
    outlined = Outlined(study=replace(study, series=(choice.series,)), document=document)
    content = figure_content(outlined, method=None, threshold=None)
    if content.measurement is None:
        raise AssertionError("figure_content always measures")
    write(FigureSpec(shows_numbers=True), content, figure_path)
    click.echo(f"The sample study is synthetic. {choice.reason}\n")
    click.echo(measurement_text(content.measurement))
    known = {entry.outline: entry.fat_fraction_percent for entry in truth}
    for row in content.measurement.rows:
        if row.source in known:
            click.echo(f"True fat fraction of the {row_name(row)}: {known[row.source]:.1f} %.")
    click.echo(f"\nThe figure is {figure_path.resolve()}")
