"""Opening: what is found, in which order, what is left out and why."""

import gc
import gzip
import os
import random
import shutil
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, RLELossless

from tests.synthetic import (
    AXIAL,
    CORONAL,
    LOSSLESS,
    NATIVE,
    SAGITTAL,
    axial_series,
    dicom_bytes,
    mr_image,
    pattern,
    tilted_axial,
    uid,
    write,
)
from viewer.errors import UnreadableError
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.opening import open_study


@pytest.fixture(scope="module")
def worker():
    with DecodeWorker() as worker:
        yield worker


class NoWorker:
    """Ordinary files must open without a worker process."""

    def run(self, *args, **kwargs):
        raise AssertionError("the worker was asked")


def files_of(block) -> list[str]:
    return [image.file for image in block.slices]


def reasons(study) -> dict[str, str]:
    return {Path(skipped.file).name: skipped.reason for skipped in study.skipped}


def test_order_comes_from_position_alone(tmp_path):
    expected = axial_series(tmp_path, 9)  # names shuffled, instance numbers reversed
    study = open_study([tmp_path], worker=NoWorker())
    (block,) = study.series
    assert files_of(block) == [str(path) for path in expected]
    assert block.plane == "axial"
    assert [image.geometry.position_mm[2] for image in block.slices] == [4.0 * k for k in range(9)]
    assert study.skipped == study.warnings == ()
    for k, image in enumerate(block.slices):
        np.testing.assert_array_equal(image.stored(), pattern(seed=k))


@pytest.mark.parametrize("flip", [1, -1])
@pytest.mark.parametrize(
    ("orientation", "axis", "plane"), [(AXIAL, 2, "axial"), (SAGITTAL, 0, "sagittal"), (CORONAL, 1, "coronal")]
)
def test_slices_ascend_along_their_axis_whichever_way_the_normal_points(tmp_path, orientation, axis, plane, flip):
    orientation = (*(flip * v for v in orientation[:3]), *orientation[3:])
    places = [3.0, -7.5, 12.0, 0.25]
    for k, place in enumerate(places):
        position = [5.0, 6.0, 7.0]
        position[axis] = place
        write(tmp_path / f"{k}", mr_image(orientation=orientation, position=position, instance=k))
    (block,) = open_study([tmp_path], worker=NoWorker()).series
    assert block.plane == plane
    assert [image.geometry.position_mm[axis] for image in block.slices] == sorted(places)


def test_a_series_is_split_by_orientation_size_and_spacing(tmp_path):
    tilts = (6.5, 0.0, -12.0, -28.3)
    for k, tilt in enumerate(tilts):
        axial_series(tmp_path / f"disc{k}", 3, tilt_deg=tilt, study=1, series=1, name=None)
        for number, path in enumerate(sorted((tmp_path / f"disc{k}").iterdir())):
            path.unlink()
            z = 30.0 * (3 - k) + 4 * number
            image = mr_image(orientation=tilted_axial(tilt), position=(0, 0, z), name=(k, number))
            write(path, image)
    write(tmp_path / "large", mr_image(pixels=pattern(32, 32), position=(0, 0, 200), name="large"))
    write(tmp_path / "fine", mr_image(spacing=(0.5, 0.5), position=(0, 0, 300), name="fine"))
    blocks = open_study([tmp_path], worker=NoWorker()).series
    assert [len(block.slices) for block in blocks] == [3, 3, 3, 3, 1, 1]
    assert {block.series_uid for block in blocks} == {uid("series", 1, 1)}
    assert [block.number for block in blocks] == [1, 2, 3, 4, 5, 6]
    assert [block.plane for block in blocks] == ["axial"] * 6
    heights = [block.slices[0].geometry.position_mm[2] for block in blocks]
    assert heights == sorted(heights)


def test_rounding_does_not_split_a_series_nor_undo_ties(tmp_path):
    for k in range(4):
        orientation = (1.0, 1e-6 * k, 0.0, -1e-6 * k, 1.0, 0.0)
        write(tmp_path / f"{k}", mr_image(orientation=orientation, position=(k * 3.3, k * 7.7, 5), name=k))
    (block,) = open_study([tmp_path], worker=NoWorker()).series
    uids = [image.key.uid for image in block.slices]
    assert uids == sorted(uids)


def test_the_order_on_disk_changes_nothing(tmp_path):
    images = [
        mr_image(
            position=(0, 0, k % 5), study=k % 2, series=k % 3, series_number=[7, None, 2][k % 3], name=k, spacing=(1, 1)
        )
        for k in range(30)
    ]
    found = []
    for seed in range(3):
        folder = tmp_path / str(seed)
        names = random.Random(seed).sample(range(1000), len(images))
        for name, image in zip(names, images, strict=True):
            write(folder / f"{name:04d}", image)
        study = open_study([folder], worker=NoWorker())
        found.append([[image.key for image in block.slices] for block in study.series])
        assert [block.series_number for block in study.series] == [2, 7, None] * 2
    assert found[0] == found[1] == found[2]


def test_patients_and_studies_are_never_merged(tmp_path):
    write(tmp_path / "a", mr_image(patient="A^A", patient_id="1", study=1, series=1, name="a"))
    write(tmp_path / "b", mr_image(patient="B^B", patient_id="2", study=1, series=1, name="b"))
    write(tmp_path / "c", mr_image(patient="B^B", patient_id="2", study=2, series=1, name="c"))
    study = open_study([tmp_path], worker=NoWorker())
    assert [len(block.slices) for block in study.series] == [1, 1, 1]
    (warning,) = study.warnings
    assert "2 patients" in warning
    assert "A^A" not in warning
    assert "B^B" not in warning


def test_two_studies_of_one_patient_are_told(tmp_path):
    write(tmp_path / "a", mr_image(study=1, name="a"))
    write(tmp_path / "b", mr_image(study=2, name="b"))
    assert "2 studies" in open_study([tmp_path], worker=NoWorker()).warnings[0]


def test_a_study_with_sparse_headers_opens(tmp_path):
    for k in range(3):
        ds = mr_image(position=(0, 0, 3 - k), name=k, Modality=None, SOPClassUID=None, StudyInstanceUID="20200102")
        write(tmp_path / f"{k}", ds, RLELossless)
    (block,) = open_study([tmp_path], worker=NoWorker()).series
    assert block.modality == ""
    assert block.identity.study_uid == "20200102"
    assert [image.geometry.position_mm[2] for image in block.slices] == [1.0, 2.0, 3.0]


def test_unknown_geometry_stays_unknown(tmp_path):
    ds = mr_image(orientation=None, position=None, spacing=None, ImagerPixelSpacing=["0.3", "0.3"])
    write(tmp_path / "x", ds)
    (block,) = open_study([tmp_path], worker=NoWorker()).series
    geometry = block.slices[0].geometry
    assert (geometry.orientation, geometry.spacing, geometry.position_mm) == (None, None, None)
    assert block.plane == "unknown"


def test_empty_geometry_is_unknown_too(tmp_path):
    write(tmp_path / "x", mr_image(ImageOrientationPatient="", PixelSpacing="", ImagePositionPatient=""))
    (block,) = open_study([tmp_path], worker=NoWorker()).series
    geometry = block.slices[0].geometry
    assert (geometry.orientation, geometry.spacing, geometry.position_mm) == (None, None, None)


def test_missing_positions_are_kept_last_and_told(tmp_path):
    write(tmp_path / "a", mr_image(position=None, name="a"))
    write(tmp_path / "b", mr_image(position=(0, 0, 9), name="b"))
    write(tmp_path / "c", mr_image(position=(0, 0, 1), name="c"))
    study = open_study([tmp_path], worker=NoWorker())
    assert [Path(file).name for file in files_of(study.series[0])] == ["c", "b", "a"]
    assert study.warnings == ()
    assert "1 of 3 slices without a position" in study.series[0].warnings[0]


def test_mosaics_and_other_modalities_are_listed_with_a_warning(tmp_path):
    write(tmp_path / "m", mr_image(ImageType=["ORIGINAL", "PRIMARY", "M", "ND", "MOSAIC"], series=1, name="m"))
    write(tmp_path / "c", mr_image(Modality="CT", series=2, series_number=2, name="c"))
    study = open_study([tmp_path], worker=NoWorker())
    assert len(study.series) == 2
    assert study.warnings == ()
    (mosaic,), (other,) = (block.warnings for block in study.series)
    assert "holds Siemens mosaic" in mosaic
    assert "is no MR but CT" in other


@pytest.mark.parametrize("syntax", [*NATIVE, *LOSSLESS], ids=lambda uid: uid.name)
@pytest.mark.parametrize("kind", [np.uint16, np.int16, np.uint8])
def test_every_transfer_syntax_gives_the_stored_numbers(tmp_path, worker, syntax, kind):
    pixels = pattern().astype(np.int32)
    pixels = {np.uint16: pixels, np.int16: pixels - 500, np.uint8: pixels // 5}[kind].astype(kind)
    write(tmp_path / "x", mr_image(pixels=pixels), syntax)
    (block,) = open_study([tmp_path / "x"], worker=worker).series
    assert block.transfer_syntax == syntax
    stored = block.slices[0].stored()
    np.testing.assert_array_equal(stored, pixels)
    assert not stored.flags.writeable


@pytest.mark.parametrize("syntax", NATIVE, ids=lambda uid: uid.name)
def test_missing_preamble_and_gzip_open(tmp_path, worker, syntax):
    data = dicom_bytes(mr_image(), syntax, has_preamble=False)
    (tmp_path / "bare").write_bytes(data)
    (tmp_path / "packed.dcm.gz").write_bytes(gzip.compress(dicom_bytes(mr_image(name=2), syntax)))
    study = open_study([tmp_path], worker=worker)
    assert sorted(files_of(study.series[0])) == [str(tmp_path / "bare"), str(tmp_path / "packed.dcm.gz")]
    for image, seed in zip(study.series[0].slices, (1, 1), strict=True):
        np.testing.assert_array_equal(image.stored(), pattern(seed=seed))


def test_a_data_set_without_meta_information_opens(tmp_path, worker):
    for name, syntax in (("explicit", ExplicitVRLittleEndian), ("implicit", ImplicitVRLittleEndian)):
        data = dicom_bytes(mr_image(name=name), syntax, has_preamble=False)
        (tmp_path / name).write_bytes(data[data.index(b"\x08\x00\x05\x00") :])
    (block,) = open_study([tmp_path], worker=worker).series
    assert len(block.slices) == 2
    for image in block.slices:
        np.testing.assert_array_equal(image.stored(), pattern(seed=1))


def test_junk_among_the_images_is_listed_and_does_no_harm(tmp_path, worker):
    axial_series(tmp_path / "MR", 3)
    (tmp_path / "README.txt").write_text("hello")
    (tmp_path / "setup.exe").write_bytes(b"MZ" + bytes(300))
    (tmp_path / "empty.dcm").write_bytes(b"")
    (tmp_path / ".hidden").write_bytes(dicom_bytes(mr_image(name="hidden")))
    (tmp_path / "cut.dcm").write_bytes(dicom_bytes(mr_image(name="cut"))[:-100])
    (tmp_path / "head.dcm").write_bytes(dicom_bytes(mr_image(name="head"))[:700])
    (tmp_path / "disc.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(100))
    (tmp_path / "broken.dcm").write_bytes(bytes(128) + b"DICM" + random.Random(1).randbytes(3000))
    (tmp_path / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "lost").symlink_to(tmp_path / "nowhere")
    (tmp_path / "MR" / "loop").symlink_to(tmp_path)
    study = open_study([tmp_path], worker=worker)
    assert [len(block.slices) for block in study.series] == [3]
    found = reasons(study)
    assert set(found) == {
        *("README.txt", "setup.exe", "empty.dcm", ".hidden", "cut.dcm", "head.dcm", "disc.7z"),
        *("broken.dcm", "bad.png", "pipe", "lost"),
    }
    assert "not an image" in found["README.txt"]
    assert "not an image" in found["setup.exe"]
    assert "empty" in found["empty.dcm"]
    assert "hidden" in found[".hidden"]
    assert "cut off (668 of 768 bytes" in found["cut.dcm"]
    assert "unpack it" in found["disc.7z"]
    assert "not a regular file" in found["pipe"]
    for reason in found.values():
        assert reason.endswith(".")
        assert str(tmp_path) not in reason


@pytest.mark.parametrize(
    ("sop_class", "words"),
    [
        ("1.2.840.10008.5.1.4.1.1.88.33", "structured report"),
        ("1.2.840.10008.5.1.4.1.1.66.4", "segmentation"),
        ("1.2.840.10008.5.1.4.1.1.481.3", "structure set"),
        ("1.2.840.10008.5.1.4.1.1.104.1", "PDF"),
        ("1.2.840.10008.5.1.4.1.1.11.1", "presentation state"),
        ("1.2.840.10008.5.1.4.1.1.4.2", "spectroscopy"),
    ],
)
def test_objects_that_are_no_images_are_skipped_by_kind(tmp_path, sop_class, words):
    axial_series(tmp_path, 2)
    write(tmp_path / "object", mr_image(SOPClassUID=sop_class, name="object"))
    study = open_study([tmp_path], worker=NoWorker())
    assert words in reasons(study)["object"]
    assert len(study.series) == 1
    with pytest.raises(UnreadableError, match=words):
        open_study([tmp_path / "object"], worker=NoWorker())


def test_a_copy_and_an_impostor_are_told_apart(tmp_path):
    write(tmp_path / "a", mr_image(name=1))
    write(tmp_path / "b", mr_image(name=1))
    write(tmp_path / "c", mr_image(name=1, pixels=pattern(seed=5)))
    study = open_study([tmp_path], worker=NoWorker())
    assert files_of(study.series[0]) == [str(tmp_path / "a")]
    assert "a copy of" in reasons(study)["b"]
    assert "other content" in reasons(study)["c"]


def test_without_an_instance_uid_the_content_names_the_slice(tmp_path):
    data = dicom_bytes(mr_image(SOPInstanceUID=None))
    meta = data.index(b"\x02\x00\x03\x00UI")
    length = 8 + int.from_bytes(data[meta + 6 : meta + 8], "little")
    (tmp_path / "x").write_bytes(data[:meta] + data[meta + length :])
    (block,) = open_study([tmp_path], worker=NoWorker()).series
    assert block.slices[0].key.uid.startswith("sha256:")


def test_a_zip_opens_with_names_inside_it(tmp_path, worker):
    axial_series(tmp_path / "in", 3)
    with zipfile.ZipFile(tmp_path / "study.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in (tmp_path / "in").iterdir():
            archive.write(path, f"MR/{path.name}")
        archive.writestr("notes.txt", "hello")
    study = open_study([tmp_path / "study.zip"], worker=worker)
    (block,) = study.series
    assert [Path(file).parent for file in files_of(block)] == [tmp_path / "study.zip" / "MR"] * 3
    assert list(reasons(study)) == ["notes.txt"]
    for k, image in enumerate(block.slices):
        np.testing.assert_array_equal(image.stored(), pattern(seed=k))


def test_compressed_members_of_a_zip_are_decoded(tmp_path, worker):
    axial_series(tmp_path / "in", 2, syntax=RLELossless)
    shutil.make_archive(str(tmp_path / "study"), "zip", tmp_path / "in")
    (block,) = open_study([tmp_path / "study.zip"], worker=worker).series
    np.testing.assert_array_equal(block.slices[1].stored(), pattern(seed=1))


def test_several_files_and_folders_open_together_once_each(tmp_path):
    first = axial_series(tmp_path / "a", 2)
    second = axial_series(tmp_path / "b", 2, series=2, series_number=2)
    seen = []
    study = open_study(
        [first[0], first[1], tmp_path / "b", second[0]],
        worker=NoWorker(),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert [len(block.slices) for block in study.series] == [2, 2]
    assert study.skipped == ()
    assert [told for told in seen if told[0]] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert (0, 3) in seen, "listing a folder says how far it is"


def test_members_of_a_zip_count_as_files_of_their_own(tmp_path):
    axial_series(tmp_path / "in", 3)
    shutil.make_archive(str(tmp_path / "study"), "zip", tmp_path / "in")
    seen = []
    open_study([tmp_path / "study.zip"], worker=NoWorker(), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_what_progress_raises_ends_the_opening_within_a_zip(tmp_path):
    axial_series(tmp_path / "in", 3)
    shutil.make_archive(str(tmp_path / "study"), "zip", tmp_path / "in")

    def stop(done, total):
        if done == 2:
            raise InterruptedError("enough")

    with pytest.raises(InterruptedError, match="enough"):
        open_study([tmp_path / "study.zip"], worker=NoWorker(), progress=stop)


def test_one_missing_path_among_several_is_listed(tmp_path):
    (path,) = axial_series(tmp_path / "a", 1)
    study = open_study([path, tmp_path / "none"], worker=NoWorker())
    assert "cannot be opened" in reasons(study)["none"]


def test_pictures_come_after_dicom(tmp_path, worker):
    from PIL import Image

    Image.fromarray(pattern(dtype=np.uint16)[:, :].astype(np.uint8)).save(tmp_path / "a.png")
    axial_series(tmp_path / "z", 1)
    study = open_study([tmp_path], worker=worker)
    assert [(block.number, block.source_kind) for block in study.series] == [(1, "dicom"), (2, "picture")]


def test_nifti_opens_plain_and_gzipped_whatever_its_name(tmp_path, worker):
    import nibabel as nib

    volume = nib.Nifti1Image(np.arange(60, dtype=np.int16).reshape(5, 4, 3), np.diag([-1.0, -1.0, 2.0, 1.0]))
    nib.save(volume, tmp_path / "a.nii")
    (tmp_path / "b").write_bytes(gzip.compress((tmp_path / "a.nii").read_bytes()))
    study = open_study([tmp_path], worker=worker)
    assert [block.source_kind for block in study.series] == ["nifti", "nifti"]
    assert [len(block.slices) for block in study.series] == [3, 3]


def test_what_was_read_of_files_that_are_no_images_is_not_held_on_to(tmp_path):
    for number in range(400):
        (tmp_path / f"{number}.bin").write_bytes(b"\x01" * 200_000)
    axial_series(tmp_path / "in", 1)
    gc.collect()
    tracemalloc.start()
    try:
        study = open_study([tmp_path], worker=NoWorker())
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(study.skipped) == 400
    assert held < 400 * 4096
