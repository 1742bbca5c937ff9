"""A case opens anywhere with identical numbers, whatever the images were, and nothing of the input is in it."""

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import nibabel as nib
import numpy as np
import pydicom
import pytest
from PIL import Image

from tests.cli_runs import failed, measured, ran
from tests.lumbar import circle, outline_words, pixels, write_study
from tests.safety.privacy.scanner import found_in
from tests.synthetic import mr_image, write
from viewer.app.projects import open_project, save
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Crop, Document, SliceLevel, Statement
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.fingerprints import fingerprint
from viewer.core.geometry import Spacing
from viewer.core.outline import Outline, Side, Structure
from viewer.errors import OutputError, PatientDataError, UsageError
from viewer.io.cases.images import decimal_text, exact_decimal
from viewer.io.cases.words import known_acquisition
from viewer.io.cases.writing import Case, images_to_review, write_case
from viewer.io.opening import open_study
from viewer.measure.measuring import MeasureSettings, measure


def document_of(study, *places, **fields):
    outlines = []
    for block, number in places or ((0, 0),):
        key = study.series[block].slices[number].key
        for side in (Side.RIGHT, Side.LEFT):
            ring = tuple(map(tuple, circle(side.value).tolist()))
            outlines.append(Outline(key, (ring,), structure=Structure.MULTIFIDUS, side=side))
    return Document(outlines=tuple(outlines), **fields)


def written(tmp_path, study, document, *, is_reviewed=False, method=None):
    if method is not None:
        document = document.with_method(method)
    measurement = measure(document, study.series, MeasureSettings(method or "anchored"), is_lenient=True)
    path = tmp_path / "case.zip"
    write_case(path, Case(study, document, measurement, is_reviewed=is_reviewed))
    opened = open_project(path, home=tmp_path / "home")
    assert opened.differences == () and opened.study is not None and not opened.bound.missing
    return path, measurement, opened


def numbers_of(measurement):
    names = ("structure", "side", "outline", "area_mm2", "area_px", "fat_fraction_percent", "mean", "sd", "flags")
    ends = ("fat_fraction_interval_percent", "fat_to_muscle_ratio_interval", "fat_to_muscle_ratio", "level")
    return [[getattr(row, name) for name in (*names, *ends)] for row in measurement.rows]


def test_numbers_are_identical_on_the_sample_study(capsys, tmp_path):
    words = ["--series", "1", "--slice", "5", "--right", "100,180 120,175 125,200 105,205"]
    words += ["--left", "170,178 190,175 192,200 172,203"]
    ran(capsys, "export", "sample_data", *words, "--to", "case", "-o", tmp_path / "a.zip")
    before = measured(capsys, "sample_data", *words)
    after = measured(capsys, tmp_path / "a.zip")
    here = {"series", "slice", "sop_instance_uid", "frame"}
    assert [{k: v for k, v in row.items() if k not in here} for row in before["rows"]] == [
        {k: v for k, v in row.items() if k not in here} for row in after["rows"]
    ]
    assert after["rows"][0]["fat_fraction_percent"] is not None and after["rows"][0]["level"]
    assert before["comparisons"][0]["interval_points"] == after["comparisons"][0]["interval_points"]


@pytest.mark.parametrize("kind", ["signed", "inverted", "padded", "rescaled", "lossless", "slope-too-long"])
def test_every_form_of_pixels_keeps_its_values(tmp_path, kind):
    stored, keywords, syntax = pixels(seed=3), {}, "1.2.840.10008.1.2.1"
    if kind == "signed":
        stored = stored.astype(np.int16) - 900
    elif kind == "inverted":
        stored, keywords = 4000 - stored, {"PhotometricInterpretation": "MONOCHROME1"}
    elif kind == "padded":
        stored[:, :30] = 3
        keywords = {"PixelPaddingValue": 3}
    elif kind == "rescaled":
        keywords = {"RescaleSlope": "1.549", "RescaleIntercept": "-12.25"}
    elif kind == "lossless":
        syntax = "1.2.840.10008.1.2.5"  # RLE
    else:
        keywords = {"RescaleSlope": "0.33333333333333", "RescaleIntercept": "0.1"}
    write(tmp_path / "in" / "IM1", mr_image(pixels=stored, spacing=(0.8, 0.7), **keywords), syntax)
    study = open_study([tmp_path / "in"])
    _, before, opened = written(tmp_path, study, document_of(study))
    [image] = opened.study.series[0].slices
    np.testing.assert_array_equal(image.values(), study.series[0].slices[0].values())
    assert image.stored_range == study.series[0].slices[0].stored_range or kind == "slope-too-long"
    assert numbers_of(opened.measurement) == numbers_of(before)


def test_totals_keep_the_slices_between_and_no_others(tmp_path):
    write_study(tmp_path / "in", slices=7)
    study = open_study([tmp_path / "in"])
    document = document_of(study, (0, 1), (0, 3))
    path, _, opened = written(tmp_path, study, document)
    assert [len(block.slices) for block in opened.study.series] == [3]
    assert len([n for n in zipfile.ZipFile(path).namelist() if n.endswith(".dcm")]) == 3


def test_nifti_becomes_images_that_any_viewer_opens(tmp_path):
    volume = np.stack([pixels(seed=k).T for k in range(2)], axis=2).astype(np.float32) * 1.25 + 0.5
    affine = np.diag([-0.7, -0.8, 4.0, 1.0])
    (tmp_path / "in").mkdir()
    nib.save(nib.Nifti1Image(volume, affine), tmp_path / "in" / "a.nii")
    study = open_study([tmp_path / "in" / "a.nii"])
    path, before, opened = written(tmp_path, study, document_of(study, (0, 1)))  # equal to 1e-9: DICOM rounds spacing
    assert opened.measurement.rows[0].fat_fraction_percent == pytest.approx(before.rows[0].fat_fraction_percent)
    assert opened.measurement.rows[0].flags == before.rows[0].flags
    assert opened.study.series[0].slices[0].edges == study.series[0].slices[0].edges
    member = next(n for n in zipfile.ZipFile(path).namelist() if n.endswith(".dcm"))
    assert pydicom.dcmread(io.BytesIO(zipfile.ZipFile(path).read(member))).Rows == 120


def picture_study(tmp_path):
    grey = (pixels(seed=1) // 8).astype(np.uint8)
    grey[:20, :60] = 251  # as text burned into a corner
    (tmp_path / "in").mkdir()
    Image.fromarray(grey).save(tmp_path / "in" / "shot.png")
    return open_study([tmp_path / "in" / "shot.png"])


def test_a_picture_needs_a_review_and_what_is_cropped_away_is_not_in_the_file(tmp_path):
    study = picture_study(tmp_path)
    key = study.series[0].slices[0].key
    stated = Statement(sides="radiological", spacing=Spacing(0.8, 0.7))
    document = document_of(
        study, crops=(Crop(key, 0, 21, 139, 119),), statements=((study.series[0].series_uid, stated),)
    )
    assert [image.key for image in images_to_review(study, document)] == [key]
    with pytest.raises(PatientDataError, match="1 of the images may hold text"):
        write_case(tmp_path / "refused.zip", Case(study, document))
    assert not (tmp_path / "refused.zip").exists()
    path, before, opened = written(tmp_path, study, document, is_reviewed=True)
    [image] = opened.study.series[0].slices
    assert int(np.max(image.stored()[:20, :60])) == 0
    assert b"\xfb" * 50 not in b"".join(zipfile.ZipFile(path).read(n) for n in zipfile.ZipFile(path).namelist())
    assert numbers_of(opened.measurement) == numbers_of(before)
    assert opened.bound.document.statement_for(opened.study.series[0].series_uid) == stated
    assert "derived" in opened.measurement.rows[0].flags


def test_burned_in_text_is_refused_until_somebody_has_looked(capsys, tmp_path):
    write(tmp_path / "in" / "IM1", mr_image(pixels=pixels(), spacing=(0.8, 0.7), BurnedInAnnotation="YES"))
    words = [str(tmp_path / "in"), *outline_words(), "--to", "case", "-o", str(tmp_path / "case.zip")]
    assert "--reviewed" in failed(capsys, 4, "export", *words)
    assert not (tmp_path / "case.zip").exists()
    ran(capsys, "export", *words, "--reviewed")
    [block] = open_study([tmp_path / "case.zip"]).series
    assert block.slices[0].acquisition.has_burned_in_text is False


def test_nothing_outlined_is_no_case(tmp_path):
    study = open_study([write_study(tmp_path / "in")])
    with pytest.raises(UsageError, match="Nothing is outlined"):
        write_case(tmp_path / "case.zip", Case(study, Document()))


def two_dates(folder: Path):
    for study, day in ((1, "20210301"), (2, "20210914")):
        for index in range(2):
            image = mr_image(
                pixels=pixels(seed=10 * study + index),
                spacing=(0.8, 0.7),
                position=(-49.0, -40.0, 4.0 * index),
                study=study,
                instance=index + 1,
                StudyDate=day,
            )
            write(folder / f"s{study}" / f"IM{index}", image)
    return open_study([folder])


def test_two_dates_keep_their_days_apart_pairing_levels_and_figures(tmp_path):
    study = two_dates(tmp_path / "in")
    first, second = study.series
    days = [block.identity.study_date for block in study.series]
    key = second.slices[1].key
    figure = FigureSpec(panels=(Panel(slice_id=fingerprint(key.uid)), Panel()))
    document = document_of(
        study,
        (0, 1),
        (1, 1),
        pairing=Pairing(PairedBlock(first.series_uid), PairedBlock(second.series_uid), 1, treated=Side.RIGHT),
        levels=(SliceLevel(key, "L4/5"),),
        figures=(figure,),
    )
    _, before, opened = written(tmp_path, study, document)
    dates = [block.identity.study_date for block in opened.study.series]
    shifted = {"20210301": "20000101", "20210914": "20000716"}  # 197 days apart, both
    assert dates == [shifted[day] for day in days]
    assert {block.identity.patient_id for block in opened.study.series} == {"CASE-1"}
    found = opened.bound.document
    assert found.pairing.before.series_uid == opened.study.series[0].series_uid
    assert (found.pairing.offset_slices, found.pairing.treated) == (1, Side.RIGHT)
    after = opened.study.series[1].slices[1].key
    assert found.levels == (SliceLevel(after, "L4/5"),)
    assert found.figures[0].panels == (Panel(slice_id=fingerprint(after.uid)), Panel())
    assert numbers_of(opened.measurement) == numbers_of(before)
    assert before.rows[-1].level == "L4/5"


def test_water_and_fat_come_along_and_are_found_again(tmp_path):
    rng = np.random.default_rng(5)
    fat = np.clip(pixels(seed=2) // 4 + rng.integers(0, 9, (120, 140)), 0, 4000).astype(np.uint16)
    for number, (words, image) in enumerate((("Canarius water", pixels(seed=1)), ("Canarius fat", fat)), start=1):
        ds = mr_image(pixels=image, spacing=(0.8, 0.7), series=number, series_number=number, SeriesDescription=words)
        write(tmp_path / "in" / f"IM{number}", ds)
    study = open_study([tmp_path / "in"])
    path, before, opened = written(tmp_path, study, document_of(study), method="dixon")
    assert before.rows[0].fat_fraction_percent is not None
    assert numbers_of(opened.measurement) == numbers_of(before)
    assert found_in(path.read_bytes(), ("Canarius",)) == set()


CANARY = "Canarius"


def planted(ds):
    """Put a canary into every element that takes free text, and some that should not hold any."""
    for keyword in ("PatientComments", "ImageComments", "StudyDescription", "InstitutionName"):
        setattr(ds, keyword, f"{CANARY} {keyword}")
    for keyword in ("SequenceName", "ContrastBolusAgent", "ProtocolName", "OperatorsName", "AccessionNumber"):
        setattr(ds, keyword, CANARY[:8])
    ds.ImageType = ["ORIGINAL", "PRIMARY", "CANARIUS"]
    ds.ScanOptions = ["CANARIUS", "SP"]
    ds.ScanningSequence, ds.SequenceVariant = ["SE", "CANARIUS"], ["CANARIUS"]
    ds.ImageLaterality = "CANARIUS"
    ds.add_new(0x00091001, "LO", f"{CANARY} private")
    item = pydicom.Dataset()
    item.CodeMeaning, item.CodeValue, item.CodingSchemeDesignator = CANARY, "CNRY", "99CANARIUS"
    ds.ProcedureCodeSequence = [item]
    return ds


@pytest.mark.filterwarnings("ignore:Invalid value for VR")
def test_nothing_of_the_input_gets_into_a_case(tmp_path):
    home = tmp_path / "Canarius_folder"
    ds = mr_image(
        pixels=pixels(), spacing=(0.8, 0.7), patient="Canarius^Z", patient_id="CNRY-4711", StudyDate="20191231"
    )
    ds.PatientBirthDate = "19480229"
    write(home / "Canarius.dcm", planted(ds))
    study = open_study([home])
    path, before, opened = written(tmp_path, study, document_of(study))
    assert numbers_of(opened.measurement) == numbers_of(before)
    block = study.series[0]
    secrets = (CANARY, "CNRY-4711", "19480229", "20191231", block.series_uid, block.slices[0].key.uid)
    secrets += (block.frame_of_reference_uid, block.identity.study_uid)
    with zipfile.ZipFile(path) as archive:
        everything = b"".join(name.encode() + archive.read(name) for name in archive.namelist())
    assert found_in(everything, secrets) == set()
    assert found_in(everything + b"xx Canarius", secrets) == {CANARY}  # the scanner sees
    assert opened.measurement.rows[0].flags == before.rows[0].flags and "contrast-enhanced" in before.rows[0].flags


def test_words_of_a_header_come_from_lists():
    made = known_acquisition(
        replace(open_study([Path("sample_data")]).series[0].slices[0].acquisition, sequence_name="t2_stir_Doe")
    )
    assert made.sequence_name == "fs"
    assert known_acquisition(replace(made, image_type=("SECONDARY", "DERIVED", "DOE"))).image_type[:1] == ("DERIVED",)


@pytest.mark.validator
@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dciodvfy (dicom3tools) is not installed")
@pytest.mark.parametrize("kind", ["scan", "picture"])
def test_dciodvfy_finds_no_error(tmp_path, kind):
    if kind == "scan":
        study = open_study([Path("sample_data")])
        document = document_of(study, (0, 4))
    else:
        study = picture_study(tmp_path)
        document = document_of(study, statement=Statement(sides="radiological", spacing=Spacing(0.8, 0.7)))
    path, _, _ = written(tmp_path, study, document, is_reviewed=True)
    zipfile.ZipFile(path).extractall(tmp_path / "out")
    [image] = (tmp_path / "out").rglob("*.dcm")
    done = subprocess.run(["dciodvfy", "-new", image], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and not [line for line in done.stderr.splitlines() if line.startswith("Error")], done


@pytest.mark.parametrize(("value", "text"), [(0.6875, "0.6875"), (1 / 3, None), (-12.25, "-12.25"), (1e-300, "1e-300")])
def test_decimal_strings_are_exact_or_none(value, text):
    assert exact_decimal(value) == text
    assert len(decimal_text(value)) <= 16


def test_a_case_that_would_tell_other_numbers_is_not_written(tmp_path):
    study = open_study([write_study(tmp_path / "in")])
    document = document_of(study)
    measurement = measure(document, study.series, MeasureSettings())
    row = replace(measurement.rows[0], area_px=measurement.rows[0].area_px * 1.001)
    with pytest.raises(OutputError, match="other numbers"):
        write_case(tmp_path / "c.zip", Case(study, document, replace(measurement, rows=(row, *measurement.rows[1:]))))
    assert list(tmp_path.glob("*.zip")) == []


def test_saving_does_not_replace_a_case_by_its_project_alone(tmp_path):
    study = open_study([write_study(tmp_path / "in")])
    path, _, opened = written(tmp_path, study, document_of(study))
    with pytest.raises((UsageError, OutputError)):
        save(path, study=opened.study, document=opened.bound.document, home=tmp_path / "home")
    assert open_project(path, home=tmp_path / "home").study is not None


def test_a_figure_text_that_names_the_patient_is_not_saved(tmp_path):
    write(tmp_path / "in" / "IM1", mr_image(pixels=pixels(), spacing=(0.8, 0.7), patient="Canarius^Z"))
    study = open_study([tmp_path / "in"])
    document = document_of(study, figures=(FigureSpec(caption="Spine of Z Canarius"),))
    with pytest.raises(PatientDataError, match="figure 1"):
        save(tmp_path / "a.mfv", study=study, document=document, home=tmp_path / "home")


def test_overwritten_never_half(tmp_path):
    study = open_study([write_study(tmp_path / "in")])
    path = tmp_path / "case.zip"
    path.write_bytes(b"before")

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_case(path, Case(study, document_of(study)), progress=stop)
    assert path.read_bytes() == b"before"
    with pytest.raises(OutputError):
        write_case(tmp_path / "nowhere" / "case.zip", Case(study, document_of(study)))
