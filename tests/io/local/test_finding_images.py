"""A project finds its images again: in its folder, beside it, above it, renamed, moved; or it asks."""

import os
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.io.project.project_samples import document_on, lumbar_study
from tests.lumbar import pixels
from tests.synthetic import axial_series, enhanced_mr, mr_image, write
from viewer.core.document import Document
from viewer.core.outline import Outline
from viewer.core.series import Study
from viewer.io.local import find_images, remember, search
from viewer.io.opening import open_study
from viewer.io.project import ProjectFile, bind, place_of, project_of

TRIANGLE = ((1.0, 1.0), (9.0, 1.0), (5.0, 8.0))


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def project_at(path: Path, study: Study, document: Document | None = None) -> ProjectFile:
    """Project as it is saved at a path, whose folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return project_of(document or document_on(study), study, place=place_of(study, path))


def opened(paths: tuple[Path, ...] | None, project: ProjectFile) -> list[str]:
    """Descriptions of the series at the found paths, after proving that no outline is missing."""
    assert paths is not None
    study = open_study(paths)
    assert bind(project, study).missing == ()
    return sorted({series.description for series in study.series})


BOTH = ["AX T2 TSE", "SAG T2"]


@pytest.mark.parametrize("place", ["study/a.mfv", "a.mfv", "mine/a.mfv", "mine/deep/er/a.mfv", "study/axial/a.mfv"])
@pytest.mark.parametrize("what", ["as it was", "renamed", "moved", "both", "renumbered"])
def test_relocation(tmp_path: Path, home: Path, place: str, what: str) -> None:
    root = tmp_path / "root"
    study, _ = lumbar_study(root / "study")
    project = project_at(root / place, study)
    path = root / place
    path.touch()
    if what in {"renamed", "both"}:
        (root / "study").rename(root / "Case 17")
        path = Path(str(path).replace("/study/", "/Case 17/"))
    if what in {"moved", "both"}:
        (tmp_path / "disc" / "x").mkdir(parents=True)
        shutil.move(root, tmp_path / "disc" / "x" / "root")
        path = tmp_path / "disc" / "x" / "root" / path.relative_to(root)
    if what == "renumbered":
        for number, file in enumerate(sorted((root / "study" / "axial").glob("IM*"))):
            file.rename(file.with_name(f"new{number}.dcm"))
    assert path.exists()
    assert opened(find_images(path, project, home=home), project) == BOTH


def test_images_moved_into_the_projects_folder(tmp_path: Path, home: Path) -> None:
    study, _ = lumbar_study(tmp_path / "far" / "away" / "study")
    path = tmp_path / "near" / "projects" / "a.mfv"
    project = project_at(path, study)
    for place in (path.parent, path.parent.parent / "images"):
        shutil.move(tmp_path / "far" / "away" / "study", place / "s")
        assert "AX T2 TSE" in opened(find_images(path, project, home=home), project)
        shutil.move(place / "s", tmp_path / "far" / "away" / "study")


def test_a_project_moved_away_asks_unless_the_place_was_remembered(tmp_path: Path, home: Path) -> None:
    study, _ = lumbar_study(tmp_path / "a" / "b" / "c" / "study")
    project = project_at(tmp_path / "a" / "b" / "c" / "p.mfv", study)
    path = tmp_path / "x" / "y" / "z" / "p.mfv"
    path.parent.mkdir(parents=True)
    assert find_images(path, project, home=home) is None
    remember(study, [tmp_path / "a" / "b" / "c" / "study"], home=home)
    found = find_images(path, project, home=home)
    assert found == (tmp_path / "a" / "b" / "c" / "study",)
    assert opened(found, project) == BOTH
    shutil.rmtree(tmp_path / "a")
    assert find_images(path, project, home=home) is None


def test_a_remembered_place_that_holds_other_images_now_is_not_taken(tmp_path: Path, home: Path) -> None:
    study, _ = lumbar_study(tmp_path / "a" / "b" / "c" / "study")
    project = project_at(tmp_path / "p.mfv", study)
    remember(study, home=home)
    shutil.rmtree(tmp_path / "a")
    axial_series(tmp_path / "a" / "b" / "c" / "study", study=2)
    path = tmp_path / "x" / "y" / "z" / "p.mfv"
    path.parent.mkdir(parents=True)
    assert find_images(path, project, home=home) is None


def test_the_right_one_of_many_studies_is_found(tmp_path: Path, home: Path) -> None:
    for number in range(12):
        axial_series(tmp_path / "studies" / f"case {number:02d}", 3, study=number)
    study = open_study([tmp_path / "studies" / "case 07"])
    document = Document(outlines=(Outline(study.series[0].slices[1].key, (TRIANGLE,)),))
    project = project_at(tmp_path / "projects" / "a.mfv", study, document)
    found = find_images(tmp_path / "projects" / "a.mfv", project, home=home)
    assert found == (tmp_path / "studies" / "case 07",)


def test_images_of_two_series_in_two_places(tmp_path: Path, home: Path) -> None:
    study, document = lumbar_study(tmp_path / "study")
    document = document.with_outlines([Outline(study.series[1].slices[0].key, (TRIANGLE,))])
    project = replace(project_at(tmp_path / "p" / "a.mfv", study, document), place=None)
    (tmp_path / "p" / "one").mkdir()
    shutil.move(tmp_path / "study" / "axial", tmp_path / "p" / "one" / "axial")
    shutil.move(tmp_path / "study" / "sagittal", tmp_path / "p" / "sagittal")
    assert opened(find_images(tmp_path / "p" / "a.mfv", project, home=home), project) == BOTH


def test_a_part_of_the_images_is_better_than_none(tmp_path: Path, home: Path) -> None:
    study, document = lumbar_study(tmp_path / "study")
    document = document.with_outlines(document_on(study, number=1).outlines)
    project = project_at(tmp_path / "a.mfv", study, document)
    Path(study.series[0].slices[0].file).unlink()
    found = find_images(tmp_path / "a.mfv", project, home=home)
    assert found == (tmp_path / "study",)


def test_all_images_elsewhere_are_better_than_a_part_beside(tmp_path: Path, home: Path) -> None:
    whole = tmp_path / "archive" / "deep" / "study"
    study, document = lumbar_study(whole)
    document = document.with_outlines(document_on(study, number=1).outlines)
    project = project_at(tmp_path / "p" / "a.mfv", study, document)
    remember(study, [whole], home=home)
    project = replace(project, place=None)
    (tmp_path / "p" / "copy").mkdir()
    shutil.copy(study.series[0].slices[1].file, tmp_path / "p" / "copy" / "IM")
    assert find_images(tmp_path / "p" / "a.mfv", project, home=home) == (whole,)
    shutil.rmtree(whole)
    assert find_images(tmp_path / "p" / "a.mfv", project, home=home) == (tmp_path / "p" / "copy",)


def one_image(path: Path) -> tuple[Study, ProjectFile]:
    study = open_study([path])
    document = Document(outlines=(Outline(study.series[0].slices[0].key, (TRIANGLE,)),))
    return study, project_of(document, study, place=place_of(study, path.with_name("a.mfv")))


def write_picture(path: Path) -> None:
    from PIL import Image

    Image.fromarray((pixels() // 16).astype(np.uint8)).save(path)


def write_volume(path: Path) -> None:
    import nibabel

    nibabel.save(nibabel.Nifti1Image(np.ones((20, 20, 3), np.int16), np.eye(4)), path)


def write_enhanced(path: Path) -> None:
    frames = np.stack([pixels()[:30, :30]] * 2)
    write(path, enhanced_mr(frames, [(0, 0, 0), (0, 0, 4)]))


def write_zip(path: Path) -> None:
    lumbar_study(path.parent / "unzipped")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted((path.parent / "unzipped").rglob("IM*")):
            archive.write(file, file.relative_to(path.parent))
    shutil.rmtree(path.parent / "unzipped")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("picture.png", write_picture),
        ("volume.nii", write_volume),
        ("volume.nii.gz", write_volume),
        ("frames.dcm", write_enhanced),
        ("study.zip", write_zip),
    ],
)
def test_other_kinds_of_images_are_opened_by_themselves(tmp_path: Path, home: Path, name: str, make: object) -> None:
    folder = tmp_path / "images"
    folder.mkdir()
    make(folder / name)  # type: ignore[operator]  # one of the functions above
    _, project = one_image(folder / name)
    (folder / name).rename(folder / f"renamed-{name}")
    axial_series(folder / "others", study=3)
    found = find_images(folder / "a.mfv", project, home=home)
    assert found == ((folder,) if name == "frames.dcm" else (folder / f"renamed-{name}",))
    opened(found, project)


def test_a_full_folder_is_not_opened_whole(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from viewer.io.local import finding

    study, _ = lumbar_study(tmp_path / "downloads" / "study")
    for file in (tmp_path / "downloads" / "study" / "axial").iterdir():
        shutil.move(file, tmp_path / "downloads" / file.name)
    for number in range(30):
        (tmp_path / "downloads" / f"letter {number}.txt").write_text("hello")
    shutil.rmtree(tmp_path / "downloads" / "study")
    study = open_study([tmp_path / "downloads"])
    project = project_at(tmp_path / "downloads" / "a.mfv", study)
    monkeypatch.setattr(finding, "MAX_OPENED_FILES", 20)
    found = find_images(tmp_path / "downloads" / "a.mfv", project, home=home)
    assert found is not None
    assert sorted(path.name for path in found) == ["IM0000", "IM0001", "IM0002"]
    opened(found, project)


# Bounds and bad places


def test_the_search_stops_at_its_bounds(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study, _ = lumbar_study(tmp_path / "z" / "study")
    project = project_at(tmp_path / "a.mfv", study)
    for number in range(300):
        (tmp_path / "z" / f"{number}.dcm").write_bytes(b"junk")
    assert find_images(tmp_path / "a.mfv", project, home=home) is not None
    for name, bound in (("MAX_ENTRIES", 3), ("MAX_READS", 2), ("MAX_SECONDS", 0.0)):
        with monkeypatch.context() as patched:
            patched.setattr(search, name, bound)
            assert find_images(tmp_path / "a.mfv", project, home=home) is None


def test_progress_is_told_and_may_stop_the_search(tmp_path: Path, home: Path) -> None:
    study, _ = lumbar_study(tmp_path / "study")
    project = project_at(tmp_path / "a.mfv", study)
    told: list[tuple[int, int]] = []
    find_images(tmp_path / "a.mfv", project, home=home, progress=lambda done, most: told.append((done, most)))
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert {most for _, most in told} == {search.MAX_READS}

    class StoppedError(Exception):
        pass

    def stop(done: int, most: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        find_images(tmp_path / "a.mfv", project, home=home, progress=stop)


def test_bad_places_do_no_harm(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = tmp_path / "top"
    study, _ = lumbar_study(top / "study")
    project = project_at(top / "a.mfv", study)
    (top / "loop").symlink_to(top)
    (top / "gone").symlink_to("nowhere")
    os.mkfifo(top / "pipe")
    (top / "damaged.zip").write_bytes(b"PK\x03\x04 nonsense")
    (top / "damaged.dcm").write_bytes(bytes(128) + b"DICM" + b"\xff" * 60)
    assert opened(find_images(top / "a.mfv", project, home=home), project) == BOTH
    scandir = os.scandir

    def forbidden(path: Path) -> object:
        if Path(path).name == "axial":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", forbidden)
    assert find_images(top / "a.mfv", project, home=home) is None
    monkeypatch.undo()
    assert find_images(tmp_path / "vanished" / "drive" / "a.mfv", project, home=home) is None


def test_a_project_without_outlines_is_found_by_what_it_showed(tmp_path: Path, home: Path) -> None:
    from viewer.core.view import View

    study, _ = lumbar_study(tmp_path / "study")
    shown = project_of(
        Document(), study, view=View(series=2, slice_number=1), place=place_of(study, tmp_path / "a.mfv")
    )
    assert find_images(tmp_path / "a.mfv", shown, home=home) == (tmp_path / "study",)
    assert find_images(tmp_path / "a.mfv", project_of(Document(), study), home=home) is None


def test_a_copy_with_other_content_is_still_its_image(tmp_path: Path, home: Path) -> None:
    """A slice is known by its identifier, as everywhere in the program."""
    path = write(tmp_path / "one" / "IM", mr_image(name="x"))
    _, project = one_image(path)
    write(tmp_path / "one" / "IM", mr_image(name="x", StudyDescription="later"))
    assert find_images(tmp_path / "one" / "a.mfv", project, home=home) == (tmp_path / "one",)
