"""Write a phantom study as classic DICOM MR images with its truth beside them."""

import hashlib
import json
import os
import random
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.errors import OutputError
from viewer.io.atomic import refuse_occupied
from viewer.io.dicom.image_kinds import DISC_CODES
from viewer.measure.phantom.parameters import PhantomParameters, PhantomSeries, PhantomSlice, PhantomStudy

if TYPE_CHECKING:
    from pydicom import Dataset

_MR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.4"
_DATE, _TIME = "20250101", "120000"
"""Fixed, so that the same parameters give the same bytes; no date of a real examination."""

_ALWAYS_TELLING = frozenset(
    {
        *("seed", "fat_right_percent", "fat_left_percent", "blocks", "slices_per_level", "sagittal_slices"),
        *("matrix", "supersampling", "noise_percent", "coil_falloff_percent"),
    }
)
"""Parameters that always enter the identifiers."""

_README = """# Synthetic lumbar MRI study

This study shows no person. It was computed by `multifidus phantom` with seed {seed}: one anatomy in three
dimensions, cut and imaged by a model of a 1.5 T scanner with a coil in the back. The patient's right
multifidus holds {right:g} % fat, the left {left:g} %.

- `t2_axial/` and `t1_axial/`: {axial} slices each, {each} at each of L3/4, L4/5 and L5/S1, the same places in both
- `t2_sagittal/`: {sagittal} slices through the same body, in the same frame of reference
- `truth.json`: what the program has to find. For every axial slice, the true outlines (pixel positions
  x = column, y = row, the centre of the first pixel at 0, 0) of multifidus, erector spinae and psoas of both
  sides, the area of each polygon in mm² and the fat within it in % of that area, summed on a grid
  {fine} × {fine} finer than the pixels, before blurring and noise

Outlines run along the fascial border, fat between muscle and fascia included.
"""


def write_study(study: PhantomStudy, folder: Path, *, quirks: bool = False, study_date: str = _DATE) -> None:
    """Write a study as DICOM files, `truth.json` and `README.md`.

    Parameters
    ----------
    study
        The study; the same study gives the same bytes.
    folder
        Where to; it must not exist or be empty. Nothing stays behind when writing fails.
    quirks
        Break rules that real exports break: no Modality and no SOP Class UID, a bare number as Study
        Instance UID, RLE compression. With quirks, or for tilted blocks, instance numbers and file names
        are shuffled.
    study_date
        Eight digits, year first; another date than the usual one gives other identifiers, but the same patient.

    Raises
    ------
    OutputError
        If the folder holds something already or cannot be written.

    References
    ----------
    DICOM PS3.3, A.4 (MR Image IOD).
    """
    refuse_occupied(folder, what="phantom")
    try:
        part = folder.absolute().with_name(f".{folder.absolute().name}.{os.getpid()}.part")
        try:
            part.mkdir()
            _fill(study, part, quirks=quirks, study_date=study_date)
            if folder.exists():
                folder.rmdir()  # empty; some systems do not rename onto a folder
            part.replace(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as e:
        raise OutputError(
            f"The phantom cannot be written to {folder} ({e.strerror or e}); check the path, permissions and space."
        ) from e


def _fill(study: PhantomStudy, folder: Path, *, quirks: bool, study_date: str) -> None:
    """Write all files into an existing empty folder."""
    parameters = study.parameters
    rows = []
    for number, series in enumerate(study.series, start=1):
        target = folder / series.name
        target.mkdir()
        order = _instance_numbers(len(series.slices), parameters, shuffled=quirks or parameters.blocks)
        for index, instance in enumerate(order):
            dataset = _dataset(study, series, number, index, instance)
            if study_date != _DATE:
                _redate(dataset, study_date)
            if quirks:
                _make_quirky(dataset)
            dataset.save_as(target / f"IM{instance:04d}.dcm", enforce_file_format=not quirks)
            rows += _truth_rows(series.slices[index], str(dataset.SeriesInstanceUID), str(dataset.SOPInstanceUID))
    (folder / "truth.json").write_text(_truth_text(parameters, rows), encoding="utf-8", newline="\n")
    axial, sagittal = study.series[0], study.series[-1]
    readme = _README.format(
        seed=parameters.seed,
        right=parameters.fat_right_percent,
        left=parameters.fat_left_percent,
        axial=len(axial.slices),
        each=parameters.slices_per_level,
        sagittal=len(sagittal.slices),
        fine=parameters.supersampling,
    )
    (folder / "README.md").write_text(readme, encoding="utf-8", newline="\n")


def _instance_numbers(count: int, parameters: PhantomParameters, *, shuffled: bool) -> list[int]:
    numbers = list(range(1, count + 1))
    if shuffled:
        random.Random(parameters.seed).shuffle(numbers)  # noqa: S311 (an order, not a secret)
    return numbers


def _uid(parameters: PhantomParameters, role: str) -> str:
    """UID that follows from the parameters and what it names; none is ever shared by two different phantoms."""
    text = json.dumps([_telling(parameters), role], sort_keys=True)
    return f"2.25.{int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], 'big')}"


def _telling(parameters: PhantomParameters) -> dict[str, object]:
    """Return the parameters that tell two phantoms apart.

    The first ones always count, all others where they differ from the default: so a study keeps its
    identifiers when there is more to choose.
    """
    usual = asdict(PhantomParameters())
    return {n: v for n, v in asdict(parameters).items() if n in _ALWAYS_TELLING or v != usual[n]}


def _truth_rows(one: PhantomSlice, series_uid: str, instance_uid: str) -> list[dict[str, object]]:
    return [
        {
            "series_uid": series_uid,
            "sop_instance_uid": instance_uid,
            "side": str(outline.side),
            "structure": str(outline.structure),
            "outline_px": [list(point) for point in outline.points_px],
            "area_mm2": outline.area_mm2,
            "fat_fraction_percent": outline.fat_fraction_percent,
        }
        for outline in one.outlines
    ]


def _truth_text(parameters: PhantomParameters, rows: list[dict[str, object]]) -> str:
    """JSON with one line per outline, so that differences between versions can be read."""
    lines = ",\n".join("  " + json.dumps(row) for row in rows)
    head = f'"seed": {parameters.seed},\n "parameters": {json.dumps(asdict(parameters))}'
    return f'{{\n {head},\n "slices": [\n{lines}\n ]\n}}\n'


def _dataset(study: PhantomStudy, series: PhantomSeries, number: int, index: int, instance: int) -> "Dataset":
    """One slice as a dataset with file meta information."""
    from pydicom import Dataset
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import UID, ExplicitVRLittleEndian

    parameters = study.parameters
    dataset = Dataset()
    _describe_study(dataset, parameters)
    _describe_series(dataset, series, number, parameters)
    dataset.SOPInstanceUID = _uid(parameters, f"image {series.name} {index}")
    dataset.InstanceNumber = instance
    one = series.slices[index]
    _describe_place(dataset, one)
    _describe_pixels(dataset, one, series.window)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(_MR_IMAGE_STORAGE)
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = UID("2.25.200943861307225263914302877405811364721")
    meta.ImplementationVersionName = "MULTIFIDUS"
    dataset.file_meta = meta
    dataset.preamble = b"\0" * 128
    return dataset


def _redate(dataset: "Dataset", study_date: str) -> None:
    """Let a slice be of another study of the same patient, made on another day."""
    for word in ("Study", "Series", "Acquisition", "Content"):
        setattr(dataset, f"{word}Date", study_date)
    for word in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID"):
        text = f"{getattr(dataset, word)} {study_date}"
        setattr(dataset, word, f"2.25.{int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], 'big')}")
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID


def _describe_study(dataset: "Dataset", parameters: PhantomParameters) -> None:
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SOPClassUID = _MR_IMAGE_STORAGE
    for word in ("Study", "Series", "Acquisition", "Content"):
        setattr(dataset, f"{word}Date", _DATE)
        setattr(dataset, f"{word}Time", _TIME)
    dataset.AccessionNumber = ""
    dataset.ReferringPhysicianName = ""
    dataset.StudyDescription = "Synthetic lumbar spine"
    dataset.PatientName = "Phantom^Synthetic"
    dataset.PatientID = f"PHANTOM-{parameters.seed}"
    dataset.PatientBirthDate = ""
    dataset.PatientSex = ""
    dataset.PatientComments = "Computed images; no person was examined"
    dataset.StudyInstanceUID = _uid(parameters, "study")
    dataset.StudyID = "PHANTOM"
    dataset.FrameOfReferenceUID = _uid(parameters, "frame of reference")
    dataset.PositionReferenceIndicator = ""


def _describe_series(dataset: "Dataset", series: PhantomSeries, number: int, parameters: PhantomParameters) -> None:
    dataset.Modality = "MR"
    dataset.Manufacturer = "Multifidus Viewer"
    dataset.ManufacturerModelName = "Phantom"
    dataset.SeriesInstanceUID = _uid(parameters, f"series {series.name}")
    dataset.SeriesNumber = number
    dataset.SeriesDescription = series.description
    dataset.ProtocolName = series.description
    dataset.PatientPosition = "HFS"
    dataset.BodyPartExamined = "LSPINE"
    dataset.ScanningSequence = "SE"
    dataset.SequenceVariant = "SK"
    dataset.ScanOptions = "SP"  # the saturation band over the belly
    dataset.SequenceName = f"{series.sequence.name.lower()}_tse"
    dataset.MRAcquisitionType = "2D"
    dataset.RepetitionTime = f"{series.sequence.repetition_ms:g}"
    dataset.EchoTime = f"{series.sequence.echo_ms:g}"
    dataset.EchoTrainLength = series.sequence.train
    dataset.EchoNumbers = 1
    dataset.NumberOfAverages = "2"
    dataset.FlipAngle = "90"
    dataset.ImagedNucleus = "1H"
    dataset.ImagingFrequency = "63.87"
    dataset.MagneticFieldStrength = "1.5"
    dataset.InPlanePhaseEncodingDirection = "ROW"
    dataset.SliceThickness = f"{parameters.slice_thickness_mm:g}"
    dataset.SpacingBetweenSlices = f"{parameters.slice_step_mm:g}"


def _describe_place(dataset: "Dataset", one: PhantomSlice) -> None:
    """Write geometry exactly (positions to 1e-6 mm) and the disc level where there is one."""
    geometry = one.geometry
    if geometry.orientation is None or geometry.spacing is None or geometry.position_mm is None:
        raise ValueError("a phantom slice has a known place")
    dataset.ImageOrientationPatient = [f"{v:.8g}" for v in (*geometry.orientation.row, *geometry.orientation.column)]
    dataset.ImagePositionPatient = [f"{v:.6f}" for v in geometry.position_mm]
    dataset.PixelSpacing = [f"{geometry.spacing.row_mm:.6f}", f"{geometry.spacing.column_mm:.6f}"]
    normal, position = geometry.orientation.normal, geometry.position_mm
    along = sum(a * b for a, b in zip(normal, position, strict=True))
    dataset.SliceLocation = f"{along:.6f}"
    dataset.AnatomicRegionSequence = [_code("122496007", "Lumbar spine")]
    if one.level is not None:
        dataset.PrimaryAnatomicStructureSequence = [_code(*DISC_CODES[one.level])]


def _code(value: str, meaning: str) -> "Dataset":
    from pydicom import Dataset

    item = Dataset()
    item.CodeValue = value
    item.CodingSchemeDesignator = "SCT"
    item.CodeMeaning = meaning
    return item


def _describe_pixels(dataset: "Dataset", one: PhantomSlice, window: tuple[float, float]) -> None:
    rows, columns = one.pixels.shape
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "OTHER"]
    dataset.AcquisitionNumber = 1
    dataset.BurnedInAnnotation = "NO"
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = rows, columns
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.PixelRepresentation = 0
    dataset.WindowCenter, dataset.WindowWidth = (f"{value:g}" for value in window)
    dataset.PixelData = one.pixels.astype("<u2").tobytes()
    dataset["PixelData"].VR = "OW"


def _make_quirky(dataset: "Dataset") -> None:
    """Break the rules that exports met in practice break."""
    from pydicom.uid import RLELossless

    dataset.compress(RLELossless, generate_instance_uid=False)
    del dataset.Modality
    del dataset.SOPClassUID
    dataset.StudyInstanceUID = "20250101"
