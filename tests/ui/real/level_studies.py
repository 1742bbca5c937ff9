"""Studies for finding the level: the sample with further series beside it, or with places that do not fit together."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
from numpy.typing import NDArray

from tests.synthetic import mr_image, uid, write
from viewer.io.sample import sample_folder

CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
WIDE_MM, STEP_MM = 180.0, 2.0
"""Width of the coronal images, and the size of their pixels across, mm."""


def datasets(name: str) -> list[pydicom.Dataset]:
    """Slices of one series of the sample, by its folder."""
    return [pydicom.dcmread(path) for path in sorted((sample_folder() / name).iterdir())]


def sample(folder: Path, change: Callable[[str, pydicom.Dataset], None] = lambda name, ds: None) -> Path:
    """Write the axial T2 and the sagittal series of the sample, each slice changed by a function of its series."""
    for name in ("t2_axial", "t2_sagittal"):
        for number, ds in enumerate(datasets(name)):
            change(name, ds)
            ds.save_as(_new(folder / name / f"{number}.dcm"))
    return folder


def _new(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def of_two_frames(folder: Path) -> Path:
    """Write the sample with its sagittal series in a frame of reference of its own."""

    def change(name: str, ds: pydicom.Dataset) -> None:
        if name == "t2_sagittal":
            ds.FrameOfReferenceUID = uid("frame", "moved")

    return sample(folder, change)


def without_frame(folder: Path) -> Path:
    """Write the sample without any frame of reference, and without levels in its headers."""

    def change(name: str, ds: pydicom.Dataset) -> None:
        del ds.FrameOfReferenceUID
        if name == "t2_axial":
            del ds.PrimaryAnatomicStructureSequence

    return sample(folder, change)


def with_many(folder: Path) -> Path:
    """Write the sample with a second sagittal series and a coronal one."""
    sample(folder)
    sagittal = datasets("t2_sagittal")
    for number, ds in enumerate(sagittal):
        ds.SeriesInstanceUID, ds.SeriesNumber = uid("series", "second"), 8
        ds.SeriesDescription = "T1 TSE sagittal"
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = uid("second", number)
        ds.save_as(_new(folder / "t1_sagittal" / f"{number}.dcm"))
    return with_coronal(folder, sagittal)


def coronal_only(folder: Path) -> Path:
    """Write the axial series of the sample with a coronal one."""
    for number, ds in enumerate(datasets("t2_axial")):
        ds.save_as(_new(folder / "t2_axial" / f"{number}.dcm"))
    return with_coronal(folder, datasets("t2_sagittal"))


def with_coronal(folder: Path, sagittal: list[pydicom.Dataset]) -> Path:
    """Write a coronal series cut out of sagittal slices, the outermost repeated to both sides."""
    sagittal = sorted(sagittal, key=lambda ds: float(ds.ImagePositionPatient[0]))
    xs = np.array([float(ds.ImagePositionPatient[0]) for ds in sagittal])
    volume = np.stack([ds.pixel_array for ds in sagittal])
    across = np.arange(-WIDE_MM / 2, WIDE_MM / 2 + STEP_MM / 2, STEP_MM)
    nearest = np.abs(across[:, None] - xs).argmin(axis=1)
    row_mm, column_mm = (float(v) for v in sagittal[0].PixelSpacing)
    _, front_mm, top_mm = (float(v) for v in sagittal[0].ImagePositionPatient)
    facts = {name: sagittal[0].get(name) for name in ("PatientName", "PatientID", "StudyInstanceUID", "StudyDate")}
    for number, column in enumerate(range(130, 181, 10), start=1):
        pixels: NDArray[np.uint16] = volume[nearest, :, column].T.astype(np.uint16)
        ds = mr_image(
            pixels=np.ascontiguousarray(pixels),
            orientation=CORONAL,
            position=(float(across[0]), front_mm + column * column_mm, top_mm),
            spacing=(row_mm, STEP_MM),
            series="coronal",
            series_number=9,
            instance=number,
            SeriesDescription="T2 TSE coronal",
            FrameOfReferenceUID=sagittal[0].FrameOfReferenceUID,
            **facts,
        )
        write(folder / "t2_coronal" / f"{number}.dcm", ds)
    return folder
