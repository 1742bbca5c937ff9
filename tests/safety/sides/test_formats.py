"""A left outline stays left through every kind of file the program reads or writes, by the patient and not by names.

What goes in is made by SimpleITK, highdicom and roifile from places in the patient; what comes out is read with
SimpleITK, nibabel and json and put back into the patient.
"""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import highdicom as hd
import nibabel
import numpy as np
import pydicom
import pytest
import roifile
import SimpleITK as Sitk

from tests.safety.sides.asked import asked
from tests.safety.sides.series_files import (
    COLUMNS,
    ORIGIN,
    OUTLINED,
    ROWS,
    SLICES,
    SPACING,
    STEP_MM,
    THRESHOLD,
    Muscle,
    muscles_for,
    pixels_of,
)
from tests.safety.sides.series_proof import check_numbers
from tests.safety.sides.space import Pair, about, turned
from tests.synthetic import mr_image, write
from viewer.core.fingerprints import fingerprint

AXIAL: Pair = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
PAIRS = {
    "plain": AXIAL,
    "mirrored": ((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
    "standing": ((0.0, 1.0, 0.0), (1.0, 0.0, 0.0)),
    "coronal": ((-1.0, 0.0, 0.0), (0.0, 0.0, -1.0)),
    "oblique": turned(((0.0, -1.0, 0.0), (1.0, 0.0, 0.0)), about(0, 28) @ about(2, 12)),
}
LABELS = {"right": 2, "left": 3}
OPTIONS = ("--method", "manual", "--threshold", THRESHOLD)


@dataclass(frozen=True)
class Scene:
    """A folder of slices, with the muscles as places in the patient."""

    folder: Path
    pair: Pair
    muscles: tuple[Muscle, Muscle]

    def origin(self, k: int) -> np.ndarray:
        return np.asarray(ORIGIN) + k * STEP_MM * np.cross(*self.pair)

    def lps(self, x: float, y: float) -> np.ndarray:
        row, column = (np.asarray(direction) for direction in self.pair)
        return self.origin(OUTLINED) + x * SPACING[1] * row + y * SPACING[0] * column

    @property
    def by_side(self) -> dict[str, Muscle]:
        first, second = sorted(self.muscles, key=lambda muscle: self.lps(*muscle.centre)[0])
        return {"right": first, "left": second}

    def inside(self, muscle: Muscle) -> list[np.ndarray]:
        """Places in the patient of all pixels of a muscle."""
        return [self.lps(x, y) for y in range(muscle.top, muscle.bottom) for x in range(muscle.left, muscle.right)]

    @property
    def number(self) -> int:
        """Number of the outlined slice in the order of `info`."""
        axis = int(np.argmax(np.abs(np.cross(*self.pair)).round(6)))
        heights = [self.origin(k)[axis] for k in range(SLICES)]
        return sorted(heights).index(heights[OUTLINED]) + 1

    def datasets(self) -> list[pydicom.Dataset]:
        files = sorted(self.folder.iterdir())
        return [pydicom.dcmread(file) for file in files]

    def volume(self) -> Sitk.Image:
        """The slices as SimpleITK puts them together."""
        names = Sitk.ImageSeriesReader.GetGDCMSeriesFileNames(str(self.folder))
        return Sitk.ReadImage(names)

    def labels(self) -> Sitk.Image:
        """Labels painted where the muscles are in the patient."""
        image = self.volume()
        painted = Sitk.Image(image.GetSize(), Sitk.sitkUInt8)
        painted.CopyInformation(image)
        for side, muscle in self.by_side.items():
            for place in self.inside(muscle):
                painted[painted.TransformPhysicalPointToIndex(place.tolist())] = LABELS[side]
        return painted


EVERY_DAY = ("oblique",)


@pytest.fixture(params=[name if name in EVERY_DAY else pytest.param(name, marks=pytest.mark.slow) for name in PAIRS])
def scene(request, tmp_path) -> Scene:
    name, pair = request.param, PAIRS[request.param]
    muscles = muscles_for(*pair)
    scene = Scene(tmp_path / "study", pair, muscles)
    for k in range(SLICES):
        ds = mr_image(
            pixels=pixels_of(muscles),
            orientation=(*pair[0], *pair[1]),
            position=tuple(scene.origin(k)),
            spacing=SPACING,
            instance=SLICES - k,
            name=(name, k),
        )
        write(scene.folder / f"IM{(k * 3) % SLICES}", ds)
    return scene


def check_told(scene: Scene, *words: object, path: Path | None = None) -> None:
    """Sides and numbers of what a command measures."""
    rows = asked("measure", path or scene.folder, *words, *(() if path else OPTIONS), "--json").told["rows"]
    assert [row["side"] for row in rows] == ["right", "left"]
    for row in rows:
        check_numbers(row, scene.by_side[row["side"]], tolerance=1e-6)


def mask_words(path: Path, *, exchanged: bool = False) -> tuple:
    first, second = ("left", "right") if exchanged else ("right", "left")
    return ("--mask", path, "--labels", f"{first}=2,{second}=3")


@pytest.mark.parametrize("suffix", [".nii.gz", ".nrrd"])
def test_a_mask_of_another_program(scene, tmp_path, suffix):
    path = tmp_path / f"mask{suffix}"
    Sitk.WriteImage(scene.labels(), str(path))
    check_told(scene, *mask_words(path))
    exchanged = asked("measure", scene.folder, *mask_words(path, exchanged=True), *OPTIONS, "--json")
    assert (exchanged.status, exchanged.out) == (4, "")


@pytest.mark.parametrize("flips", [(True, False, False), (False, True, True)])
def test_a_mask_whose_axes_run_the_other_way(scene, tmp_path, flips):
    """The same voxels in the patient, stored the other way round."""
    path = tmp_path / "mask.nii.gz"
    Sitk.WriteImage(Sitk.Flip(scene.labels(), flips), str(path))
    check_told(scene, *mask_words(path))


def test_a_mask_with_exchanged_axes(scene, tmp_path):
    path = tmp_path / "mask.nrrd"
    Sitk.WriteImage(Sitk.PermuteAxes(scene.labels(), (2, 0, 1)), str(path))
    check_told(scene, *mask_words(path))


def test_a_dicom_segmentation(scene, tmp_path):
    sources = scene.datasets()
    codes = pydicom.sr.codedict.codes.SCT
    segments = [
        hd.seg.SegmentDescription(
            n, label, codes.Tissue, codes.SkeletalMuscle, hd.seg.SegmentAlgorithmTypeValues.MANUAL
        )
        for n, label in enumerate(("other", "right", "left"), start=1)
    ]
    masks = np.zeros((SLICES, ROWS, COLUMNS, 3), np.uint8)
    at = [k for k, ds in enumerate(sources) if np.allclose(ds.ImagePositionPatient, scene.origin(OUTLINED), atol=1e-3)]
    for side, muscle in scene.by_side.items():
        masks[at[0], muscle.top : muscle.bottom, muscle.left : muscle.right, LABELS[side] - 1] = 1
    made = hd.seg.Segmentation(
        source_images=sources,
        pixel_array=masks,
        segmentation_type=hd.seg.SegmentationTypeValues.BINARY,
        segment_descriptions=segments,
        series_instance_uid=hd.UID("1.2.3.4"),
        series_number=9,
        sop_instance_uid=hd.UID("1.2.3.4.5"),
        instance_number=1,
        manufacturer="Test",
        manufacturer_model_name="Test",
        software_versions="1",
        device_serial_number="1",
    )
    path = tmp_path / "seg.dcm"
    made.save_as(path)
    made._db_con.close()  # highdicom leaves its tables in memory open, which Python 3.13 warns of
    check_told(scene, *mask_words(path))


def test_imagej_names_that_contradict_are_refused_and_bare_ones_are_told_by_geometry(scene, tmp_path):
    def write_rois(name: str, names: dict[str, str]) -> tuple:
        rois = []
        for side, muscle in scene.by_side.items():
            roi = roifile.ImagejRoi.frompoints(np.asarray(muscle.corners) + 0.5)
            roi.name = names[side]
            rois.append(roi)
        roifile.roiwrite(tmp_path / name, rois)
        return ("--roi", tmp_path / name, "--series", 1, "--slice", scene.number)

    check_told(scene, *write_rois("named.zip", {"right": "right multifidus", "left": "left multifidus"}))
    check_told(scene, *write_rois("bare.zip", {"right": "0001", "left": "0002"}))
    check_told(scene, *write_rois("one.zip", {"right": "0001", "left": "multifidus left"}))
    for names in ({"right": "left", "left": "right"}, {"right": "left", "left": "0002"}):
        words = write_rois(f"{len(set(names.values()))}{names['left']}.zip", names)
        answer = asked("measure", scene.folder, *words, *OPTIONS, "--json")
        assert (answer.status, answer.out) == (4, "")


def typed(scene: Scene) -> tuple:
    by_side = scene.by_side
    place = ("--series", 1, "--slice", scene.number)
    return (*place, "--right", by_side["right"].words, "--left", by_side["left"].words)


def check_outlines(project: dict, images: list[pydicom.Dataset], scene: Scene) -> None:
    """Outlines of a project's JSON, put on the images they name by pydicom, lie where the muscles are."""
    found = {}
    for outline in project["payload"]["outlines"]:
        [image] = [ds for ds in images if fingerprint(ds.SOPInstanceUID) == outline["slice"]["id"]]
        cosines, spacing = np.asarray(image.ImageOrientationPatient, float), np.asarray(image.PixelSpacing, float)
        points = np.asarray(outline["rings"][0])
        lps = (
            np.asarray(image.ImagePositionPatient, float)
            + points[:, :1] * spacing[1] * cosines[:3]
            + points[:, 1:] * spacing[0] * cosines[3:]
        )
        found[outline["side"]] = lps.mean(axis=0)
    assert found["right"][0] < found["left"][0]
    for side, muscle in scene.by_side.items():
        np.testing.assert_allclose(found[side], scene.lps(*muscle.centre), atol=0.01)


def test_project_and_back(scene, tmp_path):
    path = tmp_path / "work.mfv"
    done = asked("export", scene.folder, *typed(scene), *OPTIONS, "--to", "project", "-o", path)
    assert done.status == 0, done.err
    check_outlines(json.loads(path.read_bytes()), scene.datasets(), scene)
    check_told(scene, path=path)


def test_case_and_back(scene, tmp_path):
    done = asked(
        "export", scene.folder, *typed(scene), *OPTIONS, "--to", "case", "--reviewed", "-o", tmp_path / "c.zip"
    )
    assert done.status == 0, done.err
    with zipfile.ZipFile(tmp_path / "c.zip") as case:
        case.extractall(tmp_path / "case")
    [project] = (tmp_path / "case").rglob("*.mfv")
    images = [pydicom.dcmread(file) for file in (tmp_path / "case").rglob("*.dcm")]
    check_outlines(json.loads(project.read_bytes()), images, scene)
    check_told(scene, path=project)
    for file in (tmp_path / "case").rglob("*.dcm"):  # and the pixels lie where they lay, by SimpleITK
        image = Sitk.ReadImage(str(file))
        k = [np.allclose(image.GetOrigin(), scene.origin(n), atol=1e-3) for n in range(SLICES)].index(True)
        np.testing.assert_allclose(image.GetDirection()[0::3], scene.pair[0], atol=1e-6)
        np.testing.assert_array_equal(Sitk.GetArrayFromImage(image)[0], pixels_of(scene.muscles), str(k))


def test_fat_map(scene, tmp_path):
    path = tmp_path / "map.nii.gz"
    assert asked("export", scene.folder, *typed(scene), *OPTIONS, "--to", "fat-map", "-o", path).status == 0
    image = nibabel.load(path)
    index = np.argwhere(np.isfinite(np.asarray(image.dataobj)))
    lps = (index @ image.affine[:3, :3].T + image.affine[:3, 3]) * [-1, -1, 1]
    wanted = np.asarray([place for muscle in scene.muscles for place in scene.inside(muscle)])
    assert len(lps) == len(wanted)
    assert np.linalg.norm(lps[:, None] - wanted[None], axis=2).min(axis=0).max() < 0.01


def test_tables_name_the_sides_of_the_patient(scene, tmp_path):
    import csv

    assert asked("measure", scene.folder, *typed(scene), *OPTIONS, "-o", tmp_path / "t.csv").status == 0
    with (tmp_path / "t.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        muscle = scene.by_side[row["side"]]
        assert float(row["area_px"]) == pytest.approx(muscle.count)
        assert float(row["fat_fraction_percent"]) == pytest.approx(100 * muscle.bright / muscle.count)
