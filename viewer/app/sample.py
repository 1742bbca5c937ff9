"""The sample study for the window: where it lies, its true outlines, and a figure and a second date of it to show."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.core.document import Document
from viewer.core.outline import Side, Structure
from viewer.core.series import Series, Slice, Study
from viewer.io.sample import TrueOutline, read_truth, sample_folder

if TYPE_CHECKING:
    from viewer.app.figuring.sources import FigureSource
    from viewer.core.figures.spec import FigureSpec

SECOND_DATE, PROCEDURE_DAY = "20250701", 28
"""When the second study is of, half a year after the sample, and days from the sample to the procedure between both."""


def sample_paths() -> list[Path]:
    """What to open.

    Raises
    ------
    UnreadableError
        If the sample study is missing from this installation.
    """
    return [sample_folder()]


def true_outlines(image: Slice) -> tuple[TrueOutline, ...]:
    """Outlines of both multifidi on a slice of the sample study, with the fat fraction they really hold."""
    return tuple(
        entry
        for entry in read_truth(sample_folder())
        if entry.outline.slice_key == image.key and entry.outline.structure is Structure.MULTIFIDUS
    )


def sample_document(image: Slice) -> Document:
    """Document with both multifidi of a slice of the sample study outlined."""
    return Document(outlines=tuple(entry.outline for entry in true_outlines(image)))


def sample_figure(source: "FigureSource") -> "FigureSpec":
    """Recipe of the sample's right half beside its left one, with an arrow whose label holds a live number."""
    from viewer.app.figuring.arrangements import arranged
    from viewer.core.figures.marks import Arrow
    from viewer.core.figures.spec import FigureSpec

    right = next(outline for outline in source.document.on_slice(source.image.key) if outline.side is Side.RIGHT)
    spacing = source.image.geometry.spacing
    row_mm, column_mm = (1.0, 1.0) if spacing is None else (spacing.row_mm, spacing.column_mm)
    x, y = right.centroid_px
    tip = (column_mm * (x - 6.0), row_mm * (y - 8.0))
    arrow = Arrow(0, tip, (tip[0] - 20.0, tip[1] + 8.0), "fat, {right.fat_fraction}")
    spec = FigureSpec(preset="springer-double")
    made = arranged(spec, "mirrored", source.document, source.study, source.image.key)
    return replace(made, marks=(arrow,))


def second_date(study: Study, series: Series, folder: Path) -> tuple[Study, Document]:
    """The sample beside a computed study of the same person half a year later, outlined and paired.

    The right multifidus, which was treated, has lost fat and grown; the left one is as it was.

    Parameters
    ----------
    study, series
        The sample study and its block of axial T2 images.
    folder
        Empty; the second study is written there and must stay as long as it is shown.
    """
    from viewer.app.comparing.dates.adding import added
    from viewer.core.annotations.pairing import Pairing, named_block
    from viewer.io.opening import open_study
    from viewer.io.phantom_study import write_study
    from viewer.measure.phantom.parameters import PhantomParameters
    from viewer.measure.phantom.study import make_study

    parameters = PhantomParameters(
        fat_right_percent=36.0, multifidus_right_scale=1.04, sagittal_slices=1, supersampling=2
    )
    write_study(make_study(parameters), folder, study_date=SECOND_DATE)
    both = added(study, open_study([folder])).study
    after = next(one for one in both.series[len(study.series) :] if one.description == series.description)
    pairing = Pairing(
        named_block(series, both.series),
        named_block(after, both.series),
        treated=Side.RIGHT,
        procedure_day=PROCEDURE_DAY,
    )
    shown = {image.key for block in (series, after) for image in block.slices}
    outlines = tuple(
        entry.outline
        for of in (sample_folder(), folder)
        for entry in read_truth(of)
        if entry.outline.slice_key in shown and entry.outline.structure is Structure.MULTIFIDUS
    )
    return both, Document(outlines=outlines, pairing=pairing)
