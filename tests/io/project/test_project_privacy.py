"""Nothing of the patient, of the folders or of the identifiers gets into a project file."""

import pytest

from tests.io.project.project_samples import document_on
from tests.lumbar import write_study
from tests.safety.privacy.scanner import found_in
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Layer, ReadingCodes, SliceLevel, Statement, VertebraMark
from viewer.core.geometry import Spacing
from viewer.core.grey import Window
from viewer.core.view import View
from viewer.io.opening import open_study
from viewer.io.project import place_of, project_of, read_project, write_project
from viewer.measure.measuring import MeasureSettings, measure

NAME, ID, BIRTH, DAY = "Canarius^Zwölfine", "CNRY-4711-X", "19480229", "20191231"
FOLDER, DESCRIPTION = "Canarius_Zwoelfine_1948", "t2 Tra Canarydescription"
CANARIES = (
    *("Canarius", "Zwölfine", "Zwoelfine", "CNRY-4711", "CNRY4711", BIRTH, "1948-02-29", DAY, "2019-12-31"),
    *("Canarydescription", "axial", "IM0000", "lumbar", "/tmp/", "private canary"),
)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, tuple[str, ...]]:
    """Bytes of a project of a study full of canaries, and all that must not be in them."""
    home = tmp_path_factory.mktemp("home") / FOLDER
    write_study(
        home / "study",
        patient=NAME,
        patient_id=ID,
        PatientBirthDate=BIRTH,
        StudyDate=DAY,
        PatientComments="private canary",
        ReferringPhysicianName="Canarius^Doctor",
        InstitutionName="Canarius hospital",
        AccessionNumber="CNRY4711",
    )
    study = open_study([home / "study"])
    assert study.series[0].identity.patient_name
    document = document_on(
        study,
        statement=Statement(spacing=Spacing(0.8, 0.7)),
        statements=((study.series[1].series_uid, Statement(sides="radiological")),),
        codes=ReadingCodes("ST-1", "R2", 1),
        layers=(Layer("R3", ReadingCodes("ST-1", "R3"), document_on(study, number=1).outlines, is_answer=True),),
        levels=(SliceLevel(study.series[0].slices[0].key, "L4/5"),),
        vertebrae=(VertebraMark(study.series[1].frame_of_reference_uid, "L5", (1.0, 2.0, 3.0)),),
        pairing=Pairing(PairedBlock(study.series[0].series_uid), PairedBlock(study.series[1].series_uid)),
    )
    assert study.series[1].frame_of_reference_uid
    view = View(series=1, slice_number=2, windows=((study.series[0].series_uid, Window(5.0, 9.0)),))
    measurement = measure(document, study.series, MeasureSettings())
    path = home / "Canarius.mfv"
    for _ in range(2):
        project = project_of(document, study, view=view, measurement=measurement, place=place_of(study, path))
        write_project(path, project)
    assert read_project(path) is not None
    identifiers = {study.series[0].identity.study_uid}
    for series in study.series:
        identifiers |= {series.series_uid, series.frame_of_reference_uid, *(image.key.uid for image in series.slices)}
    return path.read_bytes(), (*CANARIES, *sorted(identifiers))


def test_no_canary_is_in_the_file(planted: tuple[bytes, tuple[str, ...]]) -> None:
    data, canaries = planted
    assert len(canaries) > 20
    assert found_in(data, canaries) == set()
    assert b"ST-1" in data and b'"L4/5"' in data and b'"R3"' in data
    assert data.isascii()


def test_the_scanner_finds_what_is_there(planted: tuple[bytes, tuple[str, ...]]) -> None:
    data, canaries = planted
    for text in canaries:
        assert text in found_in(data + b"~" + text.encode("utf-16-be"), canaries)
