"""Which files an opening looks at: folders, links, and what a DICOMDIR refers to."""

import ntpath
import os
from pathlib import Path, PureWindowsPath

import pytest
from pydicom import Dataset

from tests.synthetic import axial_series, dicom_bytes, mr_image, uid, write
from viewer.errors import UnreadableError
from viewer.io import listing
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.listing import list_files, referenced_files
from viewer.io.opening import open_study


@pytest.fixture(scope="module")
def worker():
    with DecodeWorker() as worker:
        yield worker


def dicomdir(folder: Path, references: list[list[str]], *, next_offset: int = 0) -> Path:
    """Write a DICOMDIR whose records refer to files; all offsets point to `next_offset`, a cycle if > 0."""
    ds = Dataset()
    ds.FileSetID = "TEST"
    ds.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = next_offset
    ds.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = next_offset
    ds.FileSetConsistencyFlag = 0
    records = []
    for parts in references:
        record = Dataset()
        record.OffsetOfTheNextDirectoryRecord = next_offset
        record.RecordInUseFlag = 0xFFFF
        record.OffsetOfReferencedLowerLevelDirectoryEntity = next_offset
        record.DirectoryRecordType = "IMAGE" if parts else "PATIENT"
        if parts:
            record.ReferencedFileID = parts
        records.append(record)
    ds.DirectoryRecordSequence = records
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.1.3.10", uid("dicomdir", folder)
    data = dicom_bytes(ds)
    path = folder / "DICOMDIR"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("next_offset", [0, 400])
def test_a_dicomdir_opens_what_it_refers_to(tmp_path, worker, next_offset):
    paths = axial_series(tmp_path / "images" / "st0", 3)
    write(tmp_path / "other", mr_image(name="not referred to"))
    index = dicomdir(tmp_path, [[], *(["IMAGES", "ST0", path.name.upper()] for path in paths)], next_offset=next_offset)
    study = open_study([index], worker=worker)
    assert [image.file for image in study.series[0].slices] == [str(path) for path in paths]
    assert study.skipped == ()


def test_missing_files_of_a_dicomdir_are_listed(tmp_path, worker):
    (path,) = axial_series(tmp_path / "A", 1)
    index = dicomdir(tmp_path, [["A", path.name], ["A", "GONE"], ["A", path.name], ["DICOMDIR"]])
    study = open_study([index], worker=worker)
    assert len(study.series[0].slices) == 1
    reasons = {skipped.file: skipped.reason for skipped in study.skipped}
    assert reasons.pop(f"{index}: A/GONE").startswith("it is missing")
    assert "DICOMDIR" in reasons.pop(str(index))
    assert not reasons


def test_a_dicomdir_alone_is_not_an_image(tmp_path, worker):
    with pytest.raises(UnreadableError, match="missing"):
        open_study([dicomdir(tmp_path, [["A", "GONE"]])], worker=worker)


def test_a_folder_with_a_dicomdir_is_read_as_a_folder(tmp_path, worker):
    axial_series(tmp_path / "A", 2)
    dicomdir(tmp_path, [["A", "GONE"]])
    study = open_study([tmp_path], worker=worker)
    assert len(study.series[0].slices) == 2
    (skipped,) = study.skipped
    assert "DICOMDIR" in skipped.reason


@pytest.mark.parametrize(
    "parts", [["..", "SECRET"], ["A", "..", "..", "SECRET"], ["/etc", "passwd"], ["A\\..\\B"], ["C:", "X"], ["", "etc"]]
)
def test_references_never_leave_the_folder(tmp_path, parts):
    (tmp_path / "SECRET").write_bytes(b"x")
    folder = tmp_path / "disc"
    (folder / "A").mkdir(parents=True)
    found = referenced_files(folder / "DICOMDIR", [parts])
    assert found.files == []
    assert "leaves the folder" in found.skipped[0].reason


def test_links_that_leave_the_folder_are_not_followed(tmp_path):
    (tmp_path / "secret").write_bytes(b"x")
    folder = tmp_path / "disc"
    folder.mkdir()
    (folder / "LINK").symlink_to(tmp_path / "secret")
    (folder / "OUT").symlink_to(tmp_path)
    found = referenced_files(folder / "DICOMDIR", [["LINK"], ["OUT", "secret"]])
    assert found.files == []
    assert len(found.skipped) == 2


def test_a_link_to_another_drive_ends_nothing_but_itself(tmp_path, monkeypatch):
    """As on Windows, where paths on two drives have no common beginning and asking for one is an error."""
    folder = tmp_path / "disc"
    (folder / "A").mkdir(parents=True)
    for name in ("IM1", "LINK"):
        (folder / "A" / name).write_bytes(b"x")
    places = {folder: r"C:\disc", folder / "A" / "IM1": r"C:\Disc\A\IM1", folder / "A" / "LINK": r"D:\elsewhere\LINK"}
    monkeypatch.setattr(os.path, "realpath", places.__getitem__)
    monkeypatch.setattr(os.path, "commonpath", ntpath.commonpath)
    monkeypatch.setattr(listing, "PurePath", PureWindowsPath)
    found = referenced_files(folder / "DICOMDIR", [["A", "LINK"], ["A", "IM1"]])
    assert [file.path for file in found.files] == [folder / "A" / "IM1"]
    (skipped,) = found.skipped
    assert skipped.reason == "it is a link that leaves the folder of the DICOMDIR."


def test_folders_are_entered_once_and_in_order_of_names(tmp_path):
    for name in ("b/2", "b/1", "a/x/1", "c"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    found = list_files([tmp_path, tmp_path / "b", tmp_path / "c"])
    assert [file.name for file in found.files] == [str(tmp_path / n) for n in ("c", "a/x/1", "b/1", "b/2")]
    assert found.skipped == []


def test_names_are_as_given(tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    assert [file.name for file in list_files([Path("in")]).files] == [os.path.join("in", "x")]


def test_hidden_files_are_left_out_unless_named(tmp_path):
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "x").write_bytes(b"x")
    (tmp_path / "._IM1").write_bytes(b"x")
    found = list_files([tmp_path])
    assert found.files == []
    assert sorted(Path(skipped.file).name for skipped in found.skipped) == ["._IM1", ".cache"]
    assert len(list_files([tmp_path / "._IM1"]).files) == 1


def test_too_many_files_and_too_deep_folders_end(tmp_path, monkeypatch):
    monkeypatch.setattr(listing, "MAX_FILES", 3)
    monkeypatch.setattr(listing, "MAX_DEPTH", 2)
    (tmp_path / "a" / "b" / "c" / "d").mkdir(parents=True)
    assert "too deep" in list_files([tmp_path]).skipped[0].reason
    for k in range(4):
        (tmp_path / str(k)).write_bytes(b"x")
    with pytest.raises(UnreadableError, match="more than 3 files"):
        list_files([tmp_path])


def test_a_folder_that_cannot_be_listed_is_told(tmp_path, monkeypatch):
    def refuse(folder):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(os, "scandir", refuse)
    (skipped,) = list_files([tmp_path]).skipped
    assert skipped.reason == "it is a folder that cannot be listed (Permission denied); check its permissions."


def test_listing_says_how_far_it_is_and_ends_when_it_is_not_wanted(tmp_path):
    for number in range(5):
        (tmp_path / f"{number}").write_bytes(b"x")
    seen = []

    def stop(found):
        seen.append(found)
        if found == 2:
            raise InterruptedError("enough")

    with pytest.raises(InterruptedError):
        list_files([tmp_path], on_found=stop)
    assert seen == [0, 0, 1, 2]
