"""`multifidus phantom`: write a synthetic study with known truth."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from viewer.cli.commands.telling import tell
from viewer.measure.phantom.parameters import RANGES, PhantomParameters

_Command = Callable[..., None]

_CHOICES: tuple[tuple[str, str, str, str], ...] = (
    ("--seed", "seed", "N", "Number that fixes everything random."),
    ("--fat-right", "fat_right_percent", "PERCENT", "Fat in the right multifidus; its border keeps it from the ends."),
    ("--fat-left", "fat_left_percent", "PERCENT", "Fat in the left multifidus; its border keeps it from the ends."),
    ("--fat-erector", "fat_erector_percent", "PERCENT", "Fat in erector spinae."),
    ("--fat-erector-left", "fat_erector_left_percent", "PERCENT", "The left erector spinae's, if another."),
    ("--fat-psoas", "fat_psoas_percent", "PERCENT", "Fat in psoas."),
    ("--fat-psoas-left", "fat_psoas_left_percent", "PERCENT", "The left psoas', if another."),
    ("--texture", "texture", "NAME", "How visible fat lies: mixed, streaks or patches."),
    (
        "--diffuse",
        "diffuse_share",
        "SHARE",
        "Part of the multifidus' fat spread evenly; at 1 no fat can be told apart.",
    ),
    ("--diffuse-others", "diffuse_share_others", "SHARE", "The same for erector spinae and psoas."),
    ("--body-scale", "body_scale", "FACTOR", "Size of the body across and from front to back."),
    ("--subcutaneous", "subcutaneous_mm", "MM", "Thickness of skin and fat over the multifidus."),
    ("--multifidus-right-scale", "multifidus_right_scale", "FACTOR", "Size of the right multifidus."),
    ("--multifidus-left-scale", "multifidus_left_scale", "FACTOR", "Size of the left multifidus."),
    ("--slices", "slices_per_level", "N", "Axial slices at each of three levels."),
    ("--sagittal-slices", "sagittal_slices", "N", "Slices of the sagittal series."),
    ("--matrix", "matrix", "N", "Rows and columns of every image."),
    ("--field-of-view", "field_of_view_mm", "MM", "Edge of an axial image; at 120 little but the back muscles."),
    ("--slice-thickness", "slice_thickness_mm", "MM", "Thickness of every slice; a tenth of it lies between two."),
    ("--supersampling", "supersampling", "N", "Fine points per pixel and direction, from which truth is summed."),
    ("--contrast", "contrast", "RATIO", "Signal of fat divided by that of fat-free muscle, on every sequence."),
    ("--t2-repetition", "t2_repetition_ms", "MS", "Repetition time of the T2-weighted series."),
    ("--t2-echo", "t2_echo_ms", "MS", "Echo time of the T2-weighted series."),
    ("--t1-repetition", "t1_repetition_ms", "MS", "Repetition time of the T1-weighted series."),
    ("--t1-echo", "t1_echo_ms", "MS", "Echo time of the T1-weighted series."),
    ("--muscle-t1", "muscle_t1_ms", "MS", "T1 of muscle."),
    ("--muscle-t2", "muscle_t2_ms", "MS", "T2 of muscle."),
    ("--fat-t1", "fat_t1_ms", "MS", "T1 of fat."),
    ("--fat-t2", "fat_t2_ms", "MS", "Apparent T2 of fat."),
    ("--noise", "noise_percent", "PERCENT", "Noise in % of the signal of fat."),
    ("--snr", "snr", "RATIO", "Signal of fat-free muscle divided by the noise; takes the place of --noise."),
    ("--coil-falloff", "coil_falloff_percent", "PERCENT", "Loss of brightness over the 40 mm of the back muscles."),
    ("--coil-nearest", "coil_nearest_mm", "MM", "Depth where it ends: 78 the muscles' back, 95 the skin."),
    ("--coil-tilt", "coil_tilt_percent", "PERCENT", "How much brighter the left is than the right over 60 mm."),
    ("--chemical-shift", "chemical_shift_px", "PIXELS", "Shift of fat towards the back."),
    ("--point-spread", "point_spread", "SHARE", "Part of k-space sampled from front to back, 0.1 less across."),
)
"""Flag, parameter, what its value stands for, and what it does."""


def _with_choices(command: _Command) -> _Command:
    """Give the command one option for every number that may be chosen, with its default and its range."""
    usual = {field.name: field.default for field in fields(PhantomParameters)}
    for flag, name, metavar, sentence in reversed(_CHOICES):
        default, whole = usual[name], isinstance(usual[name], int)
        told = f"from {RANGES[name][0]:.10g} to {RANGES[name][1]:.10g}" if name in RANGES else ""
        shown = "" if default is None else f"default {default:g}" if name in RANGES else f"default {default}"
        kind = str if name not in RANGES else int if whole else float
        notes = "; ".join(note for note in (shown, told) if note)
        command = click.option(flag, name, type=kind, default=None, metavar=metavar, help=f"{sentence} [{notes}]")(
            command
        )
    return command


@click.command(name="phantom")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@_with_choices
@click.option(
    "--blocks",
    is_flag=True,
    default=None,
    help="Tilt the axial slices along the discs, in overlapping blocks of shuffled order.",
)
@click.option(
    "--no-psoas", "psoas_in_view", flag_value=False, default=None, help="Darken the psoas with a saturation band."
)
@click.option(
    "--study-date",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    metavar="DATE",
    help="Date in the files, such as 2025-07-01: a second study of the same patient. [default 2025-01-01]",
)
@click.option("--person", is_flag=True, help="Draw body, muscles and fat from the seed; what is chosen stays chosen.")
@click.option("--quirks", is_flag=True, help="Break rules of DICOM that real exports break; for testing readers.")
def phantom(out: Path, *, person: bool, quirks: bool, study_date: datetime | None, **choices: Any) -> None:
    """Write a synthetic lumbar study with known truth to the new folder OUT.

    An axial T2, an axial T1 and a sagittal T2 series as DICOM, and truth.json with the true outlines, areas
    and fat fractions. Fat fractions are summed on a grid finer than the pixels, before any blur or noise.
    """
    from viewer.io.atomic import refuse_occupied
    from viewer.io.phantom_study import write_study
    from viewer.measure.phantom.people import person as draw_person
    from viewer.measure.phantom.study import make_study

    chosen = {name: value for name, value in choices.items() if value is not None}
    usual = PhantomParameters()
    parameters = replace(draw_person(chosen.get("seed", usual.seed)) if person else usual, **chosen)
    refuse_occupied(out, what="phantom")  # before the seconds that making the study takes
    study = make_study(parameters)
    dated = {} if study_date is None else {"study_date": f"{study_date:%Y%m%d}"}
    write_study(study, out, quirks=quirks, **dated)
    images = sum(len(series.slices) for series in study.series)
    tell(f"Wrote {images} images in {len(study.series)} series and truth.json to {out}.")
