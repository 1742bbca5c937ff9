"""Numbers that go out with a figure are those of the table, also where slices share a scale."""

from dataclasses import replace

import pytest

from tests.lumbar import circle, write_study
from viewer.app.figuring.arrangements import arranged
from viewer.app.figuring.publishing.bundle import bundle_files, without_marks
from viewer.app.figuring.publishing.finding import NO_FINDING, finding_of
from viewer.app.figuring.publishing.published import published
from viewer.app.figuring.sources import FigureSource
from viewer.app.numbers.saving import measurement_of_document
from viewer.core.annotations.layers import ReadingCodes
from viewer.core.document import Document, ScaleOf
from viewer.core.figures.marks import Arrow
from viewer.core.figures.spec import FigureSpec
from viewer.core.outline import Outline, Side
from viewer.errors import PatientDataError, UsageError
from viewer.io.opening import open_study


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return open_study([write_study(tmp_path_factory.mktemp("numbers") / "study", patient="Zebedee^Quentin")])


def axial(study):
    return next(block for block in study.series if len(block.slices) == 3)


def outlined(study, *, scale_of=ScaleOf.SLICE) -> Document:
    """Right on three slices; the second smaller, so that the levels differ."""
    outlines = [
        Outline.from_points(circle(side, radius=14.0 - 2 * n), slice_key=image.key, side=Side(side))
        for n, image in enumerate(axial(study).slices)
        for side in ("right", "left")
    ]
    return Document(outlines=tuple(outlines), scale_of=scale_of)


def source_of(study, document, number=1) -> FigureSource:
    block = axial(study)
    return FigureSource(study, block, block.slices[number], document)


@pytest.mark.parametrize("scale_of", list(ScaleOf))
def test_a_figure_has_the_rows_of_the_table(study, scale_of):
    document = outlined(study, scale_of=scale_of)
    figure = published(FigureSpec(), source_of(study, document))
    of_all = measurement_of_document(document, study)
    wanted = [row for row in of_all.rows if row.slice_number == 2]
    assert len(wanted) == 2
    for rows in (figure.contents[0].rows, figure.measurement().rows):
        assert [(row.side, row.fat_fraction_percent, row.fat_fraction_interval_percent) for row in rows] == [
            (row.side, row.fat_fraction_percent, row.fat_fraction_interval_percent) for row in wanted
        ]
    assert f"holds {wanted[0].fat_fraction_percent:.1f} % fat" in finding_of(source_of(study, document))


def test_a_shared_scale_is_another_scale(study):
    """Else the test above could not tell whether it was used."""
    shared, own = (
        published(FigureSpec(), source_of(study, outlined(study, scale_of=scale))).contents[0].rows[0]
        for scale in (ScaleOf.SERIES, ScaleOf.SLICE)
    )
    assert shared.fat_fraction_percent != own.fat_fraction_percent


def test_the_plain_twin_keeps_the_crop_and_drops_what_was_drawn(study):
    document = outlined(study)
    source = source_of(study, document)
    spec = arranged(FigureSpec(caption="Mine", shows_caption=True), "numbers", document, study, source.image.key)
    spec = replace(spec, marks=(Arrow(panel=0, tip_mm=(20.0, 20.0), tail_mm=(40.0, 40.0)),))
    plain = without_marks(spec)
    assert (plain.marks, plain.shows_numbers, plain.shows_caption, plain.caption) == ((), False, False, None)
    from viewer.figure.layout import lay_out

    figure = published(spec, source)
    drawn, bare = (lay_out(recipe, figure.contents) for recipe in (spec, without_marks(figure.spec)))
    assert bare.image.grey.tobytes() == drawn.image.grey.tobytes()
    assert (bare.image.width_mm, bare.image.height_mm) == (drawn.image.width_mm, drawn.image.height_mm)
    assert {mark.item for mark in bare.marks}.isdisjoint({"outline", "mark:0", "numbers", "caption"})
    assert {"image", "sides", "scale-bar"} <= {mark.item for mark in bare.marks}


def test_a_figure_without_outlines_has_a_bundle_without_numbers(study):
    source = source_of(study, Document())
    files, _ = bundle_files(published(FigureSpec(preset="blog"), source))
    assert sorted(files) == [
        "alt.txt", "caption.txt", "long-description.txt", "multifidus-figure-plain.png", "multifidus-figure.png",
        "spec.json",
    ]  # fmt: skip
    with pytest.raises(UsageError) as refused:
        finding_of(source)
    assert str(refused.value) == NO_FINDING


def test_codes_that_name_the_patient_go_into_no_bundle(study):
    document = replace(outlined(study), codes=ReadingCodes(study="quentin"))
    with pytest.raises(PatientDataError):
        bundle_files(published(FigureSpec(), source_of(study, document)))
