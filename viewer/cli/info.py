"""`multifidus info`: series, slices, geometry, edge letters, what was skipped and why."""

from pathlib import Path

import click

from viewer.cli.commands.telling import tell


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--password", help="Password of an encrypted zip.")
def info(paths: tuple[Path, ...], *, as_json: bool, password: str | None) -> None:
    """List series, slices, geometry, edge letters, and what was skipped and why; of a project those of its images."""
    from viewer.app.choosing import choose_first
    from viewer.cli.inputs.outlined import open_paths
    from viewer.cli.inputs.projects import with_images
    from viewer.io.tables import info_json, info_text

    study = open_paths(with_images(paths), password=password)
    if as_json:
        tell(info_json(study))
        return
    tell(info_text(study))
    tell(f"\nShown first: {choose_first(study).reason}")
