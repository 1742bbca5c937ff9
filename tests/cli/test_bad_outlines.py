"""Outlines that enclose nothing, by every road they come in: refused in a sentence, or kept and flagged, never lost."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import roifile

from tests.cli_runs import failed
from tests.io.project.test_project_round_trip import resealed
from viewer.app.projects import open_project
from viewer.app.projects import save as save_project
from viewer.core.document import Document
from viewer.core.outline import Outline, Side
from viewer.errors import ProjectError
from viewer.io.opening import open_study
from viewer.io.project import encode_project

BAD = {
    "one point": ([(40.0, 60.0)], "one point"),
    "two points": ([(40.0, 60.0), (60.0, 80.0)], "2 points"),
    "there and back": ([(40.0, 60.0), (60.0, 80.0), (40.0, 60.0)], "2 points"),
    "one place": ([(40.0, 60.0)] * 3, "one point"),
    "in a line": ([(40.0, 60.0), (50.0, 60.0), (60.0, 60.0)], "encloses no area"),
    "in a slanting line": ([(40.0, 60.0), (50.0, 70.0), (60.0, 80.0)], "encloses no area"),
    "no area": ([(40.0, 60.0), (60.0, 60.0), (60.0, 80.0), (60.0, 60.0)], "crosses itself"),
}
CASES = pytest.mark.parametrize("name", BAD)


@CASES
def test_on_the_command_line_it_is_refused(study, capsys, name):
    points, words = BAD[name]
    given = " ".join(f"{x},{y}" for x, y in points)
    said = failed(capsys, 4, "measure", study, "--slice", 1, "--right", given)
    assert words in said or "encloses no area" in said


@CASES
def test_in_a_selection_of_imagej_it_is_refused_and_the_file_named(study, tmp_path, capsys, name):
    points, _ = BAD[name]
    path = tmp_path / "right.roi"
    path.write_bytes(roifile.ImagejRoi.frompoints([(x + 0.5, y + 0.5) for x, y in points], name="right").tobytes())
    said = failed(capsys, 4, "measure", study, "--slice", 1, "--roi", path)
    assert "right" in said


def project_with(study: Path, path: Path, ring: tuple[tuple[float, float], ...]) -> bytes:
    """A project with a sound outline, and with one that the user was free to draw."""
    images = open_study([study])
    key = images.series[0].slices[0].key
    sound = ((90.0, 60.0), (99.0, 60.0), (99.0, 70.0))
    sides = ((ring, Side.RIGHT), (sound, Side.LEFT))
    document = Document().with_outlines([Outline(key, (points,), side=side) for points, side in sides])
    return encode_project(save_project(path, study=images, document=document))


@pytest.mark.parametrize("name", ["in a line", "in a slanting line", "no area"])
def test_in_a_project_it_is_kept_and_its_numbers_are_withheld(study, tmp_path, capsys, name):
    ring = tuple(BAD[name][0])
    path = tmp_path / "reading.mfv"
    project_with(study, path, ring)
    found = open_project(path, images=[study])
    assert found.bound.document.outlines[0].rings == (ring,)
    assert found.measurement is not None
    assert [row.side for row in found.measurement.rows] == [Side.LEFT]
    assert any(words in found.measurement.withheld[0].sentence for words in ("encloses no area", "crosses itself"))
    assert "right multifidus" in failed(capsys, 4, "measure", path)
    save_project(path, study=found.study, document=found.bound.document, before=found.project)
    again = open_project(path, images=[study])
    assert again.bound.document == found.bound.document


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_project_changed_by_hand_to_fewer_points_is_refused_in_a_sentence(study, tmp_path, capsys, count):
    path = tmp_path / "reading.mfv"
    data = json.loads(project_with(study, path, ((40.0, 60.0), (50.0, 60.0), (50.0, 70.0))))
    ring = data["payload"]["outlines"][0]["rings"][0]
    del ring[count:]
    path.write_bytes(resealed(data))
    for backup in tmp_path.glob("reading.mfv?*"):
        backup.unlink()
    with pytest.raises(ProjectError) as caught:
        open_project(path, images=[study])
    assert "\n" not in str(caught.value)
    assert failed(capsys, 3, "measure", path)


def test_a_document_with_every_kind_of_them_is_saved_and_opened_whole(study, tmp_path):
    images = open_study([study])
    key = images.series[0].slices[1].key
    outlines = [Outline(key, (tuple(points),)) for points, _ in BAD.values() if len(points) >= 3]
    outlines += [replace(outlines[0], rings=(((-9.0, -9.0), (500.0, 9.0), (9.0, 500.0)),))]
    document = Document().with_outlines(outlines)
    save_project(tmp_path / "all.mfv", study=images, document=document)
    assert open_project(tmp_path / "all.mfv", images=[study]).bound.document == document
