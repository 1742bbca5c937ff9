"""`multifidus phantom`: write a synthetic study with known truth."""

from pathlib import Path

import click


@click.command(name="phantom")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option("--seed", type=int, default=1, show_default=True, help="Number that fixes everything random.")
@click.option(
    "--fat-right",
    type=float,
    default=45.0,
    show_default=True,
    metavar="PERCENT",
    help="Fat in the patient's right multifidus, 0 to 100; other tissue at its border keeps it from the ends.",
)
@click.option(
    "--fat-left",
    type=float,
    default=12.0,
    show_default=True,
    metavar="PERCENT",
    help="Fat in the patient's left multifidus, 0 to 100; other tissue at its border keeps it from the ends.",
)
@click.option(
    "--blocks", is_flag=True, help="Tilt the axial slices along the discs, in overlapping blocks of shuffled order."
)
@click.option(
    "--slices", type=int, default=4, show_default=True, metavar="N", help="Axial slices at each of three levels."
)
@click.option(
    "--noise",
    type=float,
    default=2.0,
    show_default=True,
    metavar="PERCENT",
    help="Noise in % of the signal of fat, 0 to 20.",
)
@click.option("--quirks", is_flag=True, help="Break rules of DICOM that real exports break; for testing readers.")
def phantom(
    out: Path, *, seed: int, fat_right: float, fat_left: float, blocks: bool, slices: int, noise: float, quirks: bool
) -> None:
    """Write a synthetic lumbar study with known truth to the new folder OUT.

    An axial T2, an axial T1 and a sagittal T2 series as DICOM, and truth.json with the true outlines, areas
    and fat fractions.
    """
    from viewer.io.phantom_study import refuse_occupied, write_study
    from viewer.measure.phantom.parameters import PhantomParameters
    from viewer.measure.phantom.study import make_study

    parameters = PhantomParameters(
        seed=seed,
        fat_right_percent=fat_right,
        fat_left_percent=fat_left,
        blocks=blocks,
        slices_per_level=slices,
        noise_percent=noise,
    )
    refuse_occupied(out)  # before the seconds that making the study takes
    study = make_study(parameters)
    write_study(study, out, quirks=quirks)
    images = sum(len(series.slices) for series in study.series)
    click.echo(f"Wrote {images} images in {len(study.series)} series and truth.json to {out}.")
