"""A study that names its patient in every place that reaches the screen: header, folder, files, project."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.lumbar import SPACING, circle, pixels
from tests.synthetic import mr_image, write
from viewer.core.document import Document
from viewer.core.outline import Outline, Side
from viewer.io.opening import open_study
from viewer.io.project import project_of, write_project

CANARIES = (
    *("canarius", "zwoelfine", "cnry-4711", "cnry-0815", "zeisig", "amselfeld"),  # two persons
    *("19370228", "1937", "19530607", "1953", "19531207"),  # days of birth and of the studies
    *("sdescanary", "protcanary", "commcanary", "sequcanary"),  # words of the header
    *("ordcanary", "imcanary", "brkcanary", "prjcanary", "outcanary"),  # folders and files
)
"""What nobody may read while patient data are hidden; small letters."""


def canary_image(*, date: str, study: int, series: int, number: int, is_sagittal: bool = False):
    orientation = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0) if is_sagittal else (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    position = (0.5 * number, -40.0, 60.0) if is_sagittal else (-49.0, -40.0, 4.0 * number)
    image = mr_image(
        pixels=pixels(seed=number),
        spacing=SPACING,
        orientation=orientation,
        position=position,
        study=study,
        series=series,
        series_number=series,
        instance=number,
        bits_stored=12,
        patient="Canarius^Zwoelfine",
        patient_id="CNRY-4711",
        StudyDate=date,
        SeriesDescription=f"T2 TSE SDESCANARY{series}",
        ProtocolName="PROTCANARY",
        ImageComments="COMMCANARY",
        SequenceName="SEQUCANARY",
    )
    image.PatientBirthDate = "19370228"
    return image


def canary_study(folder: Path) -> Path:
    """Axial blocks of two dates, a sagittal one, and a file that cannot be opened."""
    inside = folder / "ORDCANARY Canarius Zwoelfine" / "study"
    for study, date in ((1, "19530607"), (2, "19531207")):
        for number in (1, 2, 3):
            write(
                inside / f"date{study}" / f"IMCANARY{study}{number}",
                canary_image(date=date, study=study, series=study, number=number),
            )
    for number in (1, 2, 3):
        image = canary_image(date="19530607", study=1, series=9, number=number, is_sagittal=True)
        write(inside / "sagittal" / f"IMCANARY9{number}", image)
    broken = inside / "BRKCANARY_Canarius.dcm"
    broken.write_bytes(b"\0" * 128 + b"DICM" + b"\xff" * 200)
    return inside


def second_patient(folder: Path) -> Path:
    """The study, and beside it one of somebody else."""
    image = canary_image(date="19530607", study=5, series=5, number=1)
    image.PatientName, image.PatientID = "Zeisig^Amselfeld", "CNRY-0815"
    write(folder / "other" / "IMCANARY51", image)
    return folder


def canary_picture(folder: Path) -> Path:
    """A picture whose text chunks and name tell of the patient."""
    grey = (pixels(seed=4) // 16).astype(np.uint8)
    texts = PngInfo()
    texts.add_text("Comment", "COMMCANARY Canarius")
    path = folder / "ORDCANARY pictures" / "IMCANARY.png"
    path.parent.mkdir(parents=True)
    Image.fromarray(grey).save(path, pnginfo=texts)
    return path


def canary_project(study_folder: Path) -> Path:
    """A project of the study, outlined on both dates, named like the patient."""
    study = open_study([study_folder])
    outlines = tuple(
        Outline.from_points(circle(side), slice_key=block.slices[1].key, side=Side(side))
        for block in study.series
        if block.plane == "axial"
        for side in ("right", "left")
    )
    path = study_folder.parent / "PRJCANARY_Canarius.mfv"
    write_project(path, project_of(replace(Document(), outlines=outlines), study))
    return path
