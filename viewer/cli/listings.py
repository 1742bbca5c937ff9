"""`multifidus methods`, `presets` and `exporters`: what there is, one line each."""

import click


@click.command()
def methods() -> None:
    """List the measuring methods."""
    from viewer.measure.methods import METHODS

    width = max(len(method.name) for method in METHODS)
    for method in METHODS:
        click.echo(f"{method.name:<{width}}  version {method.version}  {method.explanation} {method.misleads}")


@click.command()
def presets() -> None:
    """List the figure presets."""
    from viewer.figure.presets import PRESETS

    width = max(len(preset.name) for preset in PRESETS)
    for preset in PRESETS:
        note = "" if preset.is_verified else " (unverified)"
        click.echo(f"{preset.name:<{width}}  {preset.outlet}: {preset.width_mm:g} mm at {preset.dpi} dpi{note}")


@click.command()
def exporters() -> None:
    """List the kinds of files that export writes."""
    from viewer.io.exporters import EXPORTERS

    width = max(len(exporter.name) for exporter in EXPORTERS)
    for exporter in EXPORTERS:
        click.echo(f"{exporter.name:<{width}}  {' '.join(exporter.suffixes)}  {exporter.explanation}")
