"""NIfTI files whose header cannot be true, or leads beyond the file."""

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.safety.hostile.named.case import Outcome, Table
from tests.safety.hostile.seeds import nifti, nifti_2

TABLE = Table()


def plain() -> bytes:
    return nifti(is_packed=False)


def patched(offset: int, form: str, *values: float, data: Callable[[], bytes] = plain) -> bytes:
    changed = bytearray(data())
    struct.pack_into("<" + form, changed, offset, *values)
    return bytes(changed)


def header(name: str, outcome: Outcome, offset: int, form: str, *values: float) -> None:
    TABLE.file(f"NIfTI: {name}", "scan.nii", lambda: patched(offset, form, *values), outcome)
    if outcome != "opens":
        TABLE.file(
            f"NIfTI gzipped: {name}", "scan.nii.gz", lambda: gzip.compress(patched(offset, form, *values)), outcome
        )


header("no dimensions", "unreadable", 40, "h", 0)
header("nine dimensions", "unreadable", 40, "h", 9)
header("negative size", "unreadable", 42, "h", -16)
header("largest sizes", "unreadable", 42, "3h", 32_767, 32_767, 32_767)
header("sizes beyond the file", "unreadable", 42, "3h", 4000, 4000, 100)
header("pixels beyond the file", "unreadable", 108, "f", 1e9)
header("pixels before the file", "unreadable", 108, "f", -352.0)
header("pixels at no number", "unreadable", 108, "f", float("nan"))
header("unknown type of data", "unreadable", 70, "h", 4242)
header("colours", "unreadable", 70, "h", 128)
header("complex numbers", "unreadable", 70, "h", 32)
header("no voxel size beside an orientation", "opens", 80, "3f", 0.0, 0.0, 0.0)
header("voxel size no number beside an orientation", "opens", 80, "3f", float("nan"), float("nan"), 1.0)
header("voxels of kilometres beside an orientation", "opens", 80, "3f", 1e30, 1e30, 1.0)
header("orientation of no numbers", "refused", 280, "12f", *([float("nan")] * 12))
header("orientation of nothing", "refused", 280, "12f", *([0.0] * 12))
header("slope without bound", "opens", 112, "2f", float("inf"), 0.0)
header("slope of no number", "opens", 112, "2f", float("nan"), float("nan"))
header("largest slope", "opens", 112, "2f", 3.4e38, 0.0)
header("window of no number", "opens", 124, "2f", float("nan"), float("inf"))
header("unknown unit", "opens", 123, "b", 127)
TABLE.file("NIfTI: half of a pair", "scan.hdr", lambda: plain()[:344] + b"ni1\0")
TABLE.file("NIfTI: Analyze header", "scan.hdr", lambda: plain()[:344] + bytes(4))
TABLE.file("NIfTI: header alone", "scan.nii", lambda: plain()[:348])
TABLE.file(
    "NIfTI: text of terminal codes",
    "scan.nii",
    lambda: plain()[:148] + b"\x1b[2J\x1b]0;x\x07".ljust(80, b"\0") + plain()[228:],
    "opens",
)
TABLE.file("NIfTI-2: sizes of 62 bits", "scan.nii", lambda: patched(24, "3q", 1 << 62, 1 << 62, 1 << 62, data=nifti_2))
TABLE.file("NIfTI-2: pixels at 2^62", "scan.nii", lambda: patched(168, "q", 1 << 62, data=nifti_2))
TABLE.file(
    "NIfTI: extension of two gigabytes", "scan.nii", lambda: patched(544, "2i", 0x7FFFFFF0, 6, data=nifti_2), "opens"
)
TABLE.file("NIfTI: extension that leads to itself", "scan.nii", lambda: patched(544, "2i", 0, 6, data=nifti_2), "opens")
TABLE.file(
    "NIfTI: extension of less than nothing", "scan.nii", lambda: patched(544, "2i", -16, 6, data=nifti_2), "opens"
)
TABLE.file(
    "NIfTI: all values no number", "scan.nii", lambda: plain()[:352] + np.full(768, np.nan, "<f4").tobytes(), "opens"
)
TABLE.file(
    "NIfTI: largest numbers there are",
    "scan.nii",
    lambda: patched(70, "2h", 64, 64)[:352] + np.linspace(-1.7e308, 1.7e308, 768).astype("<f8").tobytes(),
    "opens",
)


def bomb(folder: Path, name: str, sizes: tuple[int, int, int], blocks: int) -> Path:
    """Zeros of a volume that states its size honestly."""
    head = patched(42, "3h", *sizes)[:352]
    with gzip.open(folder / name, "wb", compresslevel=1) as file:
        file.write(head)
        for _ in range(blocks):
            file.write(bytes(16 << 20))
    return folder / name


@TABLE.entry("NIfTI gzipped: a gigabyte of nothing", "either", is_slow=True)
def _(folder: Path) -> Path:
    return bomb(folder, "zeros.nii.gz", (4000, 4000, 16), 64)


@TABLE.entry("NIfTI gzipped: two gigabytes of nothing", "unreadable", is_slow=True)
def _(folder: Path) -> Path:
    return bomb(folder, "zeros.nii.gz", (4000, 4000, 32), 128)
