"""Masks and selections that are given as outlines on a sound series."""

import bz2
import gzip
import io
import os
import struct
import zipfile
from pathlib import Path

from tests.safety.hostile.named.case import Table, put
from tests.safety.hostile.seeds import label_picture, nifti, nrrd, picture, roi, segmentation
from tests.synthetic import dicom_bytes, mr_image

TABLE = Table()


def mask(name: str, file: str, make: object, outcome: str = "unreadable", **options: bool) -> None:
    TABLE.file(name, file, make, outcome, option="--mask", **options)  # type: ignore[arg-type]


def selection(name: str, file: str, make: object, outcome: str = "unreadable") -> None:
    TABLE.file(name, file, make, outcome, option="--roi")  # type: ignore[arg-type]


def said(old: str, new: str, *, encoding: str = "gzip") -> bytes:
    data = nrrd(encoding)
    assert old.encode() in data
    return data.replace(old.encode(), new.encode())


SIZES = "sizes: 16 24 2"
mask(
    "NRRD that names another file", "mask.nrrd", lambda: said("encoding: gzip", "encoding: raw\ndata file: /etc/passwd")
)
mask("NRRD that names a list of files", "mask.nrrd", lambda: said("encoding: gzip", "encoding: raw\ndatafile: LIST"))
mask("NRRD that skips bytes", "mask.nrrd", lambda: said("encoding: gzip", "encoding: gzip\nbyte skip: -1"))
mask("NRRD of a planet's size", "mask.nrrd", lambda: said(SIZES, "sizes: 999999999 999999999 999999999"))
mask("NRRD of less than nothing", "mask.nrrd", lambda: said(SIZES, "sizes: -16 -24 2"))
mask("NRRD of letters", "mask.nrrd", lambda: said(SIZES, "sizes: a b c"))
mask(
    "NRRD of a thousand axes",
    "mask.nrrd",
    lambda: said("dimension: 3", "dimension: 1000").replace(SIZES.encode(), b"sizes: " + b"1 " * 1000),
)
mask("NRRD of an unknown encoding", "mask.nrrd", lambda: said("encoding: gzip", "encoding: \x1b[31mhex"))
mask("NRRD of an unknown type", "mask.nrrd", lambda: said("type: uchar", "type: block"))
mask("NRRD without a head's end", "mask.nrrd", lambda: b"NRRD0004\n" + b"# a comment\n" * 200_000)
mask("NRRD of one line without end", "mask.nrrd", lambda: b"NRRD0004\n" + b"x" * 5_000_000)
mask("NRRD of axes that are no numbers", "mask.nrrd", lambda: said("(0.5,0,0)", "(nan,nan,nan)"))
mask("NRRD of axes that fall together", "mask.nrrd", lambda: said("(0,0.7,0)", "(0.5,0,0)"))
mask("NRRD cut short", "mask.nrrd", lambda: nrrd()[:-20])
mask(
    "NRRD that unfolds",
    "mask.nrrd",
    lambda: nrrd()[: nrrd().index(b"\n\n") + 2] + gzip.compress(bytes(64 << 20)),
    "wrong use",
)
mask(
    "NRRD that unfolds by bzip2",
    "mask.nrrd",
    lambda: (
        said("encoding: gzip", "encoding: bzip2")[: said("encoding: gzip", "encoding: bzip2").index(b"\n\n") + 2]
        + bz2.compress(bytes(64 << 20))
    ),
    "wrong use",
)
mask("segmentation cut short", "seg.dcm", lambda: segmentation()[:-100])
mask(
    "segmentation of a billion frames",
    "seg.dcm",
    lambda: segmentation().replace(b"IS\x02\x004 ", b"IS\x0a\x00999999999 "),
)
mask("segmentation of no frames", "seg.dcm", lambda: segmentation().replace(b"IS\x02\x004 ", b"IS\x02\x000 "))
mask(
    "segmentation of fractions", "seg.dcm", lambda: segmentation().replace(b"CS\x06\x00BINARY", b"CS\x0a\x00FRACTIONAL")
)
mask(
    "segmentation without groups",
    "seg.dcm",
    lambda: segmentation().replace(b"\x00\x52\x30\x92SQ", b"\x00\x52\x31\x92SQ"),
)
mask("image called a mask", "image.dcm", lambda: dicom_bytes(mr_image()))
mask("NIfTI mask of fractions", "mask.nii", lambda: nifti(is_packed=False)[:352] + struct.pack("<768f", *([0.5] * 768)))
mask(
    "NIfTI mask of no numbers",
    "mask.nii",
    lambda: nifti(is_packed=False)[:352] + struct.pack("<768f", *([float("nan")] * 768)),
    "wrong use",
)
mask("NIfTI mask cut short", "mask.nii.gz", lambda: nifti(is_packed=True, is_mask=True)[:-20])
mask(
    "NIfTI mask of a planet's size",
    "mask.nii",
    lambda: nifti(is_packed=False)[:42] + struct.pack("<3h", 32767, 32767, 32767) + nifti(is_packed=False)[48:],
)
mask("PNG mask with rows missing", "mask.png", lambda: label_picture()[:-30])
mask("JPEG called a mask", "mask.jpg", lambda: picture("JPEG"))
mask("text called a mask", "mask.nrrd", lambda: b"hello")
mask("empty mask", "mask.nii.gz", lambda: b"")


@TABLE.entry("pipe called a mask", "unreadable", option="--mask")
def _(folder: Path) -> Path:
    os.mkfifo(folder / "mask.nii")
    return folder / "mask.nii"


@TABLE.entry("mask of three gigabytes of holes", "unreadable", option="--mask")
def _(folder: Path) -> Path:
    path = put(folder, "mask.nrrd", b"NRRD0004\n")
    os.truncate(path, 3 << 30)
    return path


@TABLE.entry("NIfTI mask of a gigabyte of nothing", "unreadable", option="--mask", is_slow=True)
def _(folder: Path) -> Path:
    from tests.safety.hostile.named.volumes import bomb

    return bomb(folder, "mask.nii.gz", (4000, 4000, 16), 64)


def changed_roi(offset: int, form: str, *values: int) -> bytes:
    content = bytearray(roi())
    struct.pack_into(form, content, offset, *values)
    return bytes(content)


def roi_set(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


selection("empty selection", "drawn.roi", lambda: b"")
selection("selection of its start alone", "drawn.roi", lambda: b"Iout")
selection("selection of rubbish", "drawn.roi", lambda: b"Iout" + b"\xff" * 500, "refused")
selection("selection of 65535 points", "drawn.roi", lambda: changed_roi(16, ">H", 65_535))
selection("selection of an unknown kind", "drawn.roi", lambda: changed_roi(6, ">B", 108), "refused")
selection("selection that is a line", "drawn.roi", lambda: changed_roi(6, ">B", 3), "refused")
selection("selection whose head lies beyond it", "drawn.roi", lambda: changed_roi(60, ">I", 0x7FFFFFFF), "opens")
selection("selection of six megabytes", "drawn.roi", lambda: roi() + bytes(6 << 20))
selection("selection cut short", "drawn.roi", lambda: roi()[:70])
selection("set of 1,001 selections", "drawn.zip", lambda: roi_set(*((f"{n}.roi", roi()) for n in range(1001))))
selection("set without selections", "drawn.zip", lambda: roi_set(("a.txt", b"hello")))
selection("set in a set", "drawn.zip", lambda: roi_set(("inner.roi", roi_set(("a.roi", roi())))))
selection("set that unfolds", "drawn.zip", lambda: roi_set(("a.roi", bytes(64 << 20))))
selection("set whose member has no kind", "drawn.zip", lambda: roi_set(("a.roi", b"hello")))
selection("picture called a selection", "drawn.roi", lambda: picture("PNG"))
