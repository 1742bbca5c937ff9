"""DICOM files written byte by byte (explicit VR, little endian), so that nothing of the program or of pydicom helps.

Each series has four slices of 14 × 18 pixels, which are not square. One slice shows two muscles, one left and one right
of its middle in the array (or above and below), of different size and with different numbers of bright pixels.
"""

import random
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tests.safety.sides.space import Direction, place

ROWS, COLUMNS, SLICES, STEP_MM = 14, 18, 4, 3.0
SPACING = (0.7, 0.5)
ORIGIN = (-12.5, 30.25, 7.0)
OUTLINED = 2
"""Index of the slice with the muscles, along the way the files were written."""

PIXEL_MM2 = SPACING[0] * SPACING[1]
BODY, BRIGHT, THRESHOLD = 300, 1000, 600
Numbers = Literal["with", "against", "constant", "absent"]
_ROOT = "1.2.826.0.1.3680043.10.1338"


@dataclass(frozen=True)
class Muscle:
    """A box of pixels, the first of them bright."""

    left: int
    top: int
    right: int
    bottom: int
    bright: int

    @property
    def count(self) -> int:
        return (self.right - self.left) * (self.bottom - self.top)

    @property
    def centre(self) -> tuple[float, float]:
        return ((self.left + self.right - 1) / 2, (self.top + self.bottom - 1) / 2)

    @property
    def corners(self) -> list[tuple[float, float]]:
        """Along the pixels' edges, (x, y) from the centre of the first pixel."""
        left, top, right, bottom = (v - 0.5 for v in (self.left, self.top, self.right, self.bottom))
        return [(left, top), (right, top), (right, bottom), (left, bottom)]

    @property
    def words(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.corners)

    @property
    def bright_pixels(self) -> list[tuple[int, int]]:
        """(x, y) of the bright pixels."""
        inside = [(x, y) for y in range(self.top, self.bottom) for x in range(self.left, self.right)]
        return inside[: self.bright]


ALONG_ROWS = (Muscle(2, 4, 6, 9, 1), Muscle(11, 4, 16, 9, 15))
ALONG_COLUMNS = (Muscle(5, 1, 10, 5, 1), Muscle(5, 8, 10, 13, 15))


def muscles_for(row: Direction, column: Direction) -> tuple[Muscle, Muscle]:
    """Two boxes that lie apart along the array's axis with the larger part of the patient's right–left axis."""
    return ALONG_ROWS if abs(row[0]) >= abs(column[0]) else ALONG_COLUMNS


def pixels_of(muscles: tuple[Muscle, ...]) -> NDArray[np.uint16]:
    """A body with both muscles, shape (rows, columns)."""
    pixels = np.zeros((ROWS, COLUMNS), np.uint16)
    pixels[1:-1, 1:-1] = BODY
    for muscle in muscles:
        for x, y in muscle.bright_pixels:
            pixels[y, x] = BRIGHT
    return pixels


def element(group: int, number: int, vr: str, value: object) -> bytes:
    """One element; text is padded, numbers of US are packed."""
    if isinstance(value, bytes):
        data = value
    elif vr == "US":
        data = struct.pack("<H", value)
    else:
        data = str(value).encode("ascii")
    data += (b"\0" if vr in {"UI", "OW"} else b" ") * (len(data) % 2)
    head = struct.pack("<HH2s", group, number, vr.encode())
    return (
        head + (struct.pack("<HI", 0, len(data)) if vr in {"OW", "OB", "SQ"} else struct.pack("<H", len(data))) + data
    )


def numbers_text(values, digits: int) -> str:
    return "\\".join(f"{v:.{digits}f}" for v in values)


def dicom_file(
    pixels: NDArray[np.uint16], *, row, column, origin, uid: str, series: str, extra=(), orientation=True
) -> bytes:
    """One MR image; `extra` are further elements (group, number, VR, value)."""
    rows, columns = pixels.shape
    found = [
        (0x0008, 0x0008, "CS", "ORIGINAL\\PRIMARY"),
        (0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.4"),
        (0x0008, 0x0018, "UI", uid),
        (0x0008, 0x0020, "DA", "20200102"),
        (0x0008, 0x0060, "CS", "MR"),
        (0x0010, 0x0010, "PN", "Nobody"),
        (0x0010, 0x0020, "LO", "N1"),
        (0x0020, 0x000D, "UI", f"{_ROOT}.1"),
        (0x0020, 0x000E, "UI", series),
        (0x0020, 0x0011, "IS", "1"),
        (0x0020, 0x0032, "DS", numbers_text(origin, 6)),
        (0x0020, 0x0052, "UI", f"{_ROOT}.2"),
        (0x0028, 0x0002, "US", 1),
        (0x0028, 0x0004, "CS", "MONOCHROME2"),
        (0x0028, 0x0010, "US", rows),
        (0x0028, 0x0011, "US", columns),
        (0x0028, 0x0030, "DS", numbers_text(SPACING, 4)),
        (0x0028, 0x0100, "US", 16),
        (0x0028, 0x0101, "US", 16),
        (0x0028, 0x0102, "US", 15),
        (0x0028, 0x0103, "US", 0),
        (0x7FE0, 0x0010, "OW", np.ascontiguousarray(pixels, "<u2").tobytes()),
    ]
    if orientation:
        found.append((0x0020, 0x0037, "DS", numbers_text((*row, *column), 10)))
    body = b"".join(element(*one) for one in sorted([*found, *extra], key=lambda one: one[:2]))
    meta = b"".join(
        element(2, number, vr, value)
        for number, vr, value in (
            (0x0001, "OB", b"\0\1"),
            (0x0002, "UI", "1.2.840.10008.5.1.4.1.1.4"),
            (0x0003, "UI", uid),
            (0x0010, "UI", "1.2.840.10008.1.2.1"),
            (0x0012, "UI", f"{_ROOT}.9"),
        )
    )
    return bytes(128) + b"DICM" + element(2, 0, "UL", struct.pack("<I", len(meta))) + meta + body


@dataclass(frozen=True)
class Written:
    """A series as it was written: file of each slice along the way of writing, and the muscles of one of them."""

    folder: Path
    files: tuple[Path, ...]
    row: Direction
    column: Direction
    along: NDArray[np.float64]
    muscles: tuple[Muscle, Muscle]

    def origin_of(self, k: int) -> NDArray[np.float64]:
        return np.asarray(ORIGIN) + k * STEP_MM * self.along

    def place(self, k: int, x: float, y: float) -> NDArray[np.float64]:
        return place(self.origin_of(k), self.row, self.column, SPACING, x, y)

    @property
    def upwards(self) -> list[int]:
        """Slices in the order of the axis that the normal is nearest to."""
        axis = int(np.argmax(np.abs(self.along)))
        return sorted(range(SLICES), key=lambda k: self.origin_of(k)[axis])

    @property
    def by_side(self) -> dict[str, Muscle]:
        """The patient's right muscle lies at smaller LPS x."""
        first, second = sorted(self.muscles, key=lambda muscle: self.place(OUTLINED, *muscle.centre)[0])
        return {"right": first, "left": second}


def write_series(
    folder: Path,
    row: Direction,
    column: Direction,
    *,
    stacking: int = 1,
    numbers: Numbers = "with",
    seed: int = 0,
    extra=(),
    muscles: tuple[Muscle, Muscle] | None = None,
    pixels: NDArray[np.uint16] | None = None,
) -> Written:
    """Write the slices under shuffled names; `stacking` −1 goes against the normal."""
    along = stacking * np.cross(row, column)
    muscles = muscles or muscles_for(row, column)
    names = random.Random(seed).sample(range(100, 1000), SLICES)
    folder.mkdir(parents=True, exist_ok=True)
    written = Written(folder, tuple(folder / f"I{name}" for name in names), row, column, along, muscles)
    image = pixels_of(muscles) if pixels is None else pixels
    for k, file in enumerate(written.files):
        number = {"with": k + 1, "against": SLICES - k, "constant": 1, "absent": None}[numbers]
        own = [] if number is None else [(0x0020, 0x0013, "IS", str(number))]
        shown = image if k == OUTLINED else np.where(image > 0, BODY, 0).astype(np.uint16)
        data = dicom_file(
            shown,
            row=row,
            column=column,
            origin=written.origin_of(k),
            uid=f"{_ROOT}.3.{seed}.{names[k]}",
            series=f"{_ROOT}.4.{seed}",
            extra=[*own, *extra],
        )
        file.write_bytes(data)
    return written
