"""Fingerprints ↔ identifiers of an opened study: nothing is mixed up and nothing is lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.io.project.project_samples import document_on, lumbar_study
from tests.lumbar import pixels
from tests.synthetic import mr_image, write
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Crop, Document, Layer, Midline, SliceLevel, Statement, VertebraMark
from viewer.core.fingerprints import fingerprint
from viewer.core.geometry import Spacing
from viewer.core.grey import Window
from viewer.core.outline import Side
from viewer.core.series import Study
from viewer.core.view import View
from viewer.io.opening import open_study
from viewer.io.project import (
    PlaceHint,
    ProjectFile,
    bind,
    decode_project,
    encode_project,
    place_of,
    project_of,
)
from viewer.io.project.contents import as_fingerprint_key
from viewer.measure.measuring import MeasureSettings, measure


@pytest.fixture(scope="module")
def lumbar(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, Document]:
    return lumbar_study(tmp_path_factory.mktemp("binding") / "study")


def through_a_file(project: ProjectFile) -> ProjectFile:
    return decode_project(encode_project(project))


def test_everything_comes_back_with_the_keys_of_the_study(lumbar: tuple[Study, Document]) -> None:
    study, document = lumbar
    axial, sagittal = study.series
    key = axial.slices[0].key
    document = replace(
        document,
        statements=((axial.series_uid, Statement(spacing=Spacing(0.8, 0.7))),),
        midlines=(Midline(key, ((1.0, 2.0), (3.0, 4.0))),),
        crops=(Crop(key, left=0, top=1, right=5, bottom=6),),
        threshold=5.5,
        method="manual",
        layer="R1",
        layers=(Layer("R2", outlines=document_on(study, number=1).outlines, is_shown=True),),
        levels=(SliceLevel(key, "L4/5"),),
        vertebrae=(VertebraMark(sagittal.frame_of_reference_uid, "L5", (0.1, 2.0, -3.0), is_proposed=True),),
        pairing=Pairing(PairedBlock(axial.series_uid), PairedBlock(sagittal.series_uid, 2), -3, treated=Side.LEFT),
    )
    view = View(
        series=sagittal.number,
        slice_number=1,
        windows=((axial.series_uid, Window(5.0, 10.0)),),
        is_smooth=False,
    )
    bound = bind(through_a_file(project_of(document, study, view=view)), study)
    assert (bound.document, bound.view, bound.missing) == (document, view, ())
    assert bound.measurable == document


def test_numbers_are_stored_as_they_were_shown(lumbar: tuple[Study, Document]) -> None:
    study, document = lumbar
    measurement = measure(document, study.series, MeasureSettings())
    stored = through_a_file(project_of(document, study, measurement=measurement)).measurement
    assert stored is not None
    assert stored.method == measurement.method
    for row, shown in zip(stored.rows, measurement.rows, strict=True):
        assert row.slice_key.uid == fingerprint(shown.sop_instance_uid)
        for name in ("side", "outline", "area_px", "area_mm2", "fat_fraction_percent", "fat_to_muscle_ratio", "flags"):
            assert getattr(row, name) == getattr(shown, name)


def test_missing_slices_are_kept_by_their_fingerprint(lumbar: tuple[Study, Document]) -> None:
    study, document = lumbar
    document = document.with_outlines(document_on(study, number=1).outlines)
    project = through_a_file(project_of(document, study))
    axial = study.series[0]
    fewer = replace(study, series=(replace(axial, slices=axial.slices[1:]),))
    bound = bind(project, fewer)
    assert len(bound.missing) == 2
    assert {outline.slice_key.uid for outline in bound.missing} == {fingerprint(axial.slices[0].key.uid)}
    assert bound.measurable.outlines == document.outlines[:2]
    measure(bound.measurable, fewer.series, MeasureSettings())
    again = through_a_file(project_of(bound.document, fewer, before=project))
    assert again == project
    assert bind(again, study).document == document
    nothing = bind(project, replace(study, series=(study.series[1],)))
    assert len(nothing.missing) == 4
    assert (nothing.view.series, nothing.view.slice_number) == (0, 0)
    assert through_a_file(project_of(nothing.document, study, before=project)) == project


def test_what_other_readings_and_levels_lie_on_is_kept_though_it_is_missing(lumbar: tuple[Study, Document]) -> None:
    study, document = lumbar
    axial, sagittal = study.series
    document = replace(
        document,
        layers=(Layer("R2", outlines=document_on(study, number=1).outlines, is_answer=True),),
        levels=(SliceLevel(axial.slices[0].key, "L4/5"),),
        vertebrae=(VertebraMark(axial.frame_of_reference_uid, "L5", (0.1, 2.0, -3.0)),),
        pairing=Pairing(PairedBlock(axial.series_uid), PairedBlock(sagittal.series_uid), procedure_day=12),
    )
    project = through_a_file(project_of(document, study))
    first = as_fingerprint_key(axial.slices[0].key)
    assert dict(project.series_of)[first] == fingerprint(axial.series_uid)
    assert first.uid in project.wanted[0] and first not in project.outlined_slices
    elsewhere = replace(sagittal, frame_of_reference_uid="9.9")
    nothing = bind(project, replace(study, series=(elsewhere,)))
    assert nothing.document.vertebrae == project.document.vertebrae
    absent, present = PairedBlock(fingerprint(axial.series_uid)), PairedBlock(sagittal.series_uid)
    assert nothing.document.pairing == Pairing(absent, present, procedure_day=12)
    assert through_a_file(project_of(nothing.document, study, before=project)) == project
    assert bind(project, study).document == document


def test_unknown_fields_go_along_but_not_those_of_a_newer_schema(lumbar: tuple[Study, Document]) -> None:
    study, document = lumbar
    project = through_a_file(project_of(document, study))
    odd = replace(project, unknown=replace(project.unknown, fields={"planned": 1}))
    assert b'"planned":1' in encode_project(project_of(document, study, before=odd))
    newer = replace(odd, is_read_only=True)
    assert b"planned" not in encode_project(project_of(document, study, before=newer))


def test_the_shown_block_is_found_among_the_blocks_of_its_series(tmp_path: Path) -> None:
    for block, columns in enumerate((40, 50, 60)):
        for z in (0, 4):
            ds = mr_image(pixels=pixels()[:30, :columns], position=(0, 0, z + 10 * block), name=(block, z))
            write(tmp_path / f"{block}{z}", ds)
    study = open_study([tmp_path])
    assert [len(series.slices) for series in study.series] == [2, 2, 2]
    assert len({series.series_uid for series in study.series}) == 1
    for block in study.series:
        project = through_a_file(project_of(Document(), study, view=View(series=block.number, slice_number=2)))
        assert project.view.block == block.number
        found = bind(project, study).view
        assert (found.series, found.slice_number) == (block.number, 2)
        lost = replace(project, view=replace(project.view, slice_key=None))
        assert bind(lost, study).view.series == block.number


def test_a_project_that_was_never_shown_opens_at_its_first_outline(lumbar: tuple[Study, Document]) -> None:
    study, document = lumbar
    found = bind(through_a_file(project_of(document, study)), study).view
    assert (found.series, found.slice_number) == (1, 2)


def test_projects_of_two_readers_pair(tmp_path: Path) -> None:
    """The same images in other folders, under other names: the same fingerprints."""
    (first, one), (second, two) = (lumbar_study(tmp_path / name / "study") for name in ("a", "b"))
    two = replace(two, outlines=tuple(outline.with_side(Side.UNKNOWN) for outline in two.outlines[::-1]))
    projects = [through_a_file(project_of(one, first)), through_a_file(project_of(two, second))]
    assert projects[0].outlined_slices == projects[1].outlined_slices
    assert projects[0].series_of == projects[1].series_of
    assert bind(projects[1], first).document == two


@pytest.mark.parametrize(
    ("place", "hint"),
    [
        ("home/p/study/a.mfv", PlaceHint(0, 0)),
        ("home/p/a.mfv", PlaceHint(0, 1)),
        ("home/p/mine/a.mfv", PlaceHint(1, 1)),
        ("home/p/study/axial/x/a.mfv", PlaceHint(2, 0)),
        ("elsewhere/a.mfv", PlaceHint(1, 3)),
    ],
)
def test_the_hint_counts_folders(tmp_path: Path, place: str, hint: PlaceHint) -> None:
    study, _ = lumbar_study(tmp_path / "home" / "p" / "study")
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    assert place_of(study, tmp_path / place) == hint
    (tmp_path / "link").symlink_to((tmp_path / place).parent)
    assert place_of(study, tmp_path / "link" / "a.mfv") == hint


def test_images_that_are_gone_give_no_hint(tmp_path: Path) -> None:
    study, _ = lumbar_study(tmp_path / "study")
    (tmp_path / "study").rename(tmp_path / "other")
    assert place_of(study, tmp_path / "a.mfv") is None
