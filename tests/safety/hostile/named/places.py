"""What is no file, leads elsewhere, or has a name that no message should repeat as it is; discs whose index lies."""

import os
import socket
from pathlib import Path

from pydicom.dataset import Dataset

from tests.safety.hostile.named.case import Table, put
from tests.synthetic import axial_series, dicom_bytes, mr_image, uid

TABLE = Table()


def good(number: int = 1) -> bytes:
    return dicom_bytes(mr_image(instance=number, position=(0, 0, 4 * number)))


@TABLE.entry("pipe beside an image", "rest opens")
def _(folder: Path) -> Path:
    put(folder, "IM1", good())
    os.mkfifo(folder / "IM2.dcm")
    return folder


@TABLE.entry("socket", "unreadable")
def _(folder: Path) -> Path:
    before = Path.cwd()
    os.chdir(folder)  # a socket's path may hold a hundred letters
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("s.dcm")
    finally:
        os.chdir(before)
    return folder / "s.dcm"


@TABLE.entry("folder called an image", "unreadable")
def _(folder: Path) -> Path:
    (folder / "IM1.dcm").mkdir()
    return folder / "IM1.dcm"


@TABLE.entry("link that leads nowhere", "unreadable")
def _(folder: Path) -> Path:
    (folder / "IM1.dcm").symlink_to(folder / "gone")
    return folder / "IM1.dcm"


@TABLE.entry("links in circles beside an image", "rest opens")
def _(folder: Path) -> Path:
    put(folder, "IM1", good())
    (folder / "again").symlink_to(folder)
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    return folder


@TABLE.entry("link to an endless device", "unreadable")
def _(folder: Path) -> Path:
    (folder / "IM1.dcm").symlink_to("/dev/zero")
    return folder


@TABLE.entry("memory of a process", "unreadable")
def _(folder: Path) -> Path:
    (folder / "IM1.dcm").symlink_to("/proc/self/mem")
    return folder


@TABLE.entry("file that may not be read", "unreadable")
def _(folder: Path) -> Path:
    path = put(folder, "IM1.dcm", good())
    if os.geteuid() == 0:
        path.write_bytes(b"")
    path.chmod(0)
    return path


@TABLE.entry("folder that may not be listed", "unreadable")
def _(folder: Path) -> Path:
    (folder / "shut").mkdir()
    (folder / "shut").chmod(0)
    return folder / "shut"


@TABLE.entry("a hundred folders deep", "unreadable")
def _(folder: Path) -> Path:
    deep = folder
    for _ in range(100):
        deep /= "d"
    deep.mkdir(parents=True)
    put(deep, "IM1", good())
    return folder


for _suffix in ("dcm", "nii", "nii.gz", "png", "mfv"):

    @TABLE.entry(f"three gigabytes of holes, .{_suffix}", "opens" if _suffix == "dcm" else "unreadable")
    def _(folder: Path, suffix: str = _suffix) -> Path:
        start = {
            "dcm": good()[:-768],
            "nii": b"\x5c\x01\0\0" + bytes(340) + b"n+1\0",
            "nii.gz": b"\x1f\x8b\x08\0",
            "png": b"\x89PNG\r\n\x1a\n",
            "mfv": b'{"format": "multifidus"',
        }[suffix]
        path = put(folder, f"holes.{suffix}", start)
        os.truncate(path, 3 << 30)
        return path


@TABLE.entry("name of terminal codes", "unreadable")
def _(folder: Path) -> Path:
    return put(folder, "IM\x1b[2J\x1b]0;owned\x07.dcm", b"no image")


@TABLE.entry("name of two lines", "unreadable")
def _(folder: Path) -> Path:
    return put(folder, "IM\nmultifidus: All is well.\r.dcm", b"no image")


@TABLE.entry("name that runs backwards", "unreadable")
def _(folder: Path) -> Path:
    return put(folder, "IM\u202egnp.dcm", b"no image")


@TABLE.entry("name of bytes that are no text", "unreadable")
def _(folder: Path) -> Path:
    path = Path(os.fsdecode(os.path.join(os.fsencode(folder), b"IM\xff\xfe\x80.dcm")))
    path.write_bytes(b"no image")
    return path


@TABLE.entry("image whose name is no text", "opens")
def _(folder: Path) -> Path:
    path = Path(os.fsdecode(os.path.join(os.fsencode(folder), b"IM\xff\x1b[31m.dcm")))
    path.write_bytes(good())
    return path


@TABLE.entry("name of mark-up", "unreadable")
def _(folder: Path) -> Path:
    return put(folder, "<img src=x><b>IM.dcm", b"no image")


@TABLE.entry("name of the most letters", "unreadable")
def _(folder: Path) -> Path:
    return put(folder, "n" * 255, b"no image")


def dicomdir(folder: Path, references: list[list[str]], *, offset: int = 0) -> Path:
    ds = Dataset()
    ds.FileSetID = "TEST"
    ds.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = offset
    ds.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = offset
    records = []
    for parts in references:
        record = Dataset()
        record.OffsetOfTheNextDirectoryRecord, record.RecordInUseFlag = offset, 0xFFFF
        record.OffsetOfReferencedLowerLevelDirectoryEntity, record.DirectoryRecordType = offset, "IMAGE"
        record.add_new(0x00041500, "CS", parts)
        records.append(record)
    ds.DirectoryRecordSequence = records
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.1.3.10", uid("dicomdir")
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names that the standard forbids are the point
        return put(folder, "DICOMDIR", dicom_bytes(ds))


def disc(name: str, outcome: str, references: list[list[str]], *, offset: int = 0) -> None:
    @TABLE.entry(name, outcome)  # type: ignore[arg-type]
    def _(folder: Path) -> Path:
        inside = folder / "disc"
        axial_series(inside / "images", 2)
        put(folder, "SECRET", good(9))
        (inside / "OUT").symlink_to(folder)
        os.mkfifo(inside / "PIPE")
        return dicomdir(inside, references, offset=offset)


_BOTH = [["IMAGES", "IM0000"], ["IMAGES", "IM0001"]]
disc("disc whose records lead in circles", "opens", _BOTH, offset=300)
disc("disc whose records lead beyond the file", "opens", _BOTH, offset=0x7FFFFFFF)
disc("disc that climbs out", "rest opens", [*_BOTH, ["..", "SECRET"], ["IMAGES", "..", "..", "SECRET"]])
disc("disc that names a file from the root", "unreadable", [["", "etc", "passwd"], ["/etc/passwd"], ["C:", "SECRET"]])
disc("disc that leads out by a link", "unreadable", [["OUT", "SECRET"]])
disc("disc that names itself", "unreadable", [["DICOMDIR"]])
disc("disc that names a folder and a pipe", "unreadable", [["IMAGES"], ["PIPE"]])
disc("disc of one image ten thousand times", "opens", _BOTH * 5000)
disc("disc of missing images", "unreadable", [["GONE", f"IM{number:04d}"] for number in range(2000)])
disc("disc with terminal codes for names", "unreadable", [["\x1b[2J", "\x07X"]])
disc("disc without records", "unreadable", [])


@TABLE.entry("disc of a million records", "unreadable", is_slow=True)
def _(folder: Path) -> Path:
    path = dicomdir(folder, [["GONE"]])
    data = path.read_bytes()
    start = data.index(b"\xfe\xff\x00\xe0")
    record = data[start:]
    stop = data.index(b"\x04\x00\x20\x12SQ")
    body = record * 1_000_000
    path.write_bytes(data[:stop] + b"\x04\x00\x20\x12SQ\0\0" + len(body).to_bytes(4, "little") + body)
    return path
