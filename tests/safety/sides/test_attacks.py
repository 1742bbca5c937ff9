"""Attempts to get a wrong side out of the program: files that say two things, work that meets other images, lines and
panes that mislead."""

import shutil
import struct
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tests.lumbar import SPACING, circle, outline_words, pixels, write_study
from tests.safety.sides.asked import asked
from tests.safety.sides.series_files import (
    ALONG_ROWS,
    THRESHOLD,
    dicom_file,
    element,
    numbers_text,
    pixels_of,
)
from tests.safety.sides.space import check_edges, check_letters
from tests.synthetic import enhanced_mr, mr_image, write
from viewer.app.comparing.dates.adding import added, found_again, with_work_of
from viewer.app.display.pixels import load_slice
from viewer.app.projects import open_project
from viewer.app.session import Session
from viewer.app.sides.strip import questions_of
from viewer.core.annotations.pairing import Pairing, named_block
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.outline import Side
from viewer.core.series import Study
from viewer.io.opening import open_study

AXIAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
ORIGIN = (0.0, 0.0, 0.0)
ORIENTATION = (0x0020, 0x0037, "DS")
SAID = element(*ORIENTATION, numbers_text((*AXIAL[0], *AXIAL[1]), 10))
MIRRORED = element(*ORIENTATION, "-1\\0\\0\\0\\1\\0")
OPTIONS = ("--method", "manual", "--threshold", THRESHOLD, "--json")
NAME = element(0x0010, 0x0010, "PN", "Nobody")


def plain_file() -> bytes:
    data = dicom_file(
        pixels_of(ALONG_ROWS),
        row=AXIAL[0],
        column=AXIAL[1],
        origin=ORIGIN,
        uid="1.2.826.0.1.3680043.7",
        series="1.2.826.0.1.3680043.8",
    )
    assert data.count(SAID) == data.count(NAME) == 1
    return data


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(SAID, SAID + MIRRORED),
        lambda data: data.replace(SAID, MIRRORED + SAID),
        lambda data: data.replace(NAME, NAME + MIRRORED),
        lambda data: data + MIRRORED,
    ],
    ids=["twice", "twice, the other first", "far in front", "behind the pixels"],
)
def test_two_orientations_in_one_file_are_refused(tmp_path, change):
    """Of two elements one reader takes the first and another the last: whoever trusts both sees two patients."""
    (tmp_path / "x.dcm").write_bytes(change(plain_file()))
    answer = asked("info", tmp_path / "x.dcm", "--json")
    assert (answer.status, answer.out) == (3, "")
    assert "twice" in answer.err or "follow its pixels" in answer.err


@pytest.mark.parametrize("is_delimited", [False, True])
def test_an_orientation_inside_a_sequence_is_not_that_of_the_image(tmp_path, is_delimited):
    length = 0xFFFFFFFF if is_delimited else len(MIRRORED)
    item = struct.pack("<HHI", 0xFFFE, 0xE000, length) + MIRRORED
    item += struct.pack("<HHI", 0xFFFE, 0xE00D, 0) if is_delimited else b""
    whole = 0xFFFFFFFF if is_delimited else len(item)
    nested = struct.pack("<HH2sHI", 0x0008, 0x1140, b"SQ", 0, whole) + item
    nested += struct.pack("<HHI", 0xFFFE, 0xE0DD, 0) if is_delimited else b""
    data = plain_file().replace(NAME, nested + NAME)
    for name, known in (("both", data), ("alone", data.replace(SAID, b""))):
        (tmp_path / f"{name}.dcm").write_bytes(known)
    [both] = asked("info", tmp_path / "both.dcm", "--json").told["series"]
    check_edges(both["slices"][0]["edges"], *AXIAL)
    [alone] = asked("info", tmp_path / "alone.dcm", "--json").told["series"]
    assert (alone["plane"], alone["slices"][0]["edges"]) == ("unknown", None)


def test_a_frame_with_two_orientations_is_refused(tmp_path):
    from pydicom import Dataset

    ds = enhanced_mr(np.stack([pixels_of(ALONG_ROWS)]), [ORIGIN], spacing=SPACING)
    other = Dataset()
    other.ImageOrientationPatient = ["-1", "0", "0", "0", "1", "0"]
    ds.SharedFunctionalGroupsSequence[0].PlaneOrientationSequence.append(other)
    write(tmp_path / "x.dcm", ds)
    answer = asked("info", tmp_path, "--json")
    assert (answer.status, answer.out) == (3, "")
    assert "several items of PlaneOrientationSequence" in answer.err


def test_one_identifier_for_two_images_opens_neither_as_the_other(tmp_path):
    for name, row in (("a", (1.0, 0.0, 0.0)), ("b", (-1.0, 0.0, 0.0))):
        data = dicom_file(
            pixels_of(ALONG_ROWS),
            row=row,
            column=AXIAL[1],
            origin=ORIGIN,
            uid="1.2.826.0.1.3680043.7",
            series="1.2.826.0.1.3680043.8",
        )
        (tmp_path / f"{name}.dcm").write_bytes(data)
    listed = asked("info", tmp_path, "--json").told
    [block] = listed["series"]
    check_edges(block["slices"][0]["edges"], *AXIAL)
    assert "other content" in listed["skipped"][0]["reason"]


def exported(folder, words, name="work.mfv"):
    path = folder / name
    done = asked("export", *words, *OPTIONS[:-1], "--to", "project", "-o", path)
    assert done.status == 0, done.err
    return path


@pytest.mark.parametrize("sides", [("right",), ("right", "left")], ids=["one", "both"])
def test_a_project_on_images_that_were_mirrored_since_is_refused(tmp_path, sides):
    """The same identifiers, another orientation: the old outline would name the patient's other side."""
    folder = write_study(tmp_path / "study", slices=1)
    words = [word for side in sides for word in (f"--{side}", outline_words()[1 + 2 * (side == "left")])]
    path = exported(tmp_path, (folder, "--series", 1, *words))
    assert asked("measure", path, "--json").status == 0
    shutil.rmtree(folder)
    write_study(folder, slices=1, orientation=(-1.0, 0.0, 0.0, 0.0, 1.0, 0.0))
    answer = asked("measure", path, "--json")
    assert (answer.status, answer.out) == (4, ""), answer.out


def picture_at(path, *, mirrored: bool = False):
    image = (pixels() // 16).astype("uint8")
    Image.fromarray(image[:, ::-1].copy() if mirrored else image).save(path)
    return path


def test_sides_typed_for_a_picture_without_a_statement_are_not_shown_in_the_window(tmp_path):
    """The project keeps what was typed; the window paints no R and L that nobody vouches for."""
    picture = picture_at(tmp_path / "p.png")
    path = exported(tmp_path, (picture, *outline_words()))
    opened = open_project(path)
    assert [outline.side for outline in opened.bound.document.outlines] == [Side.UNKNOWN, Side.UNKNOWN]
    stated = exported(tmp_path, (picture, *outline_words(), "--side-convention", "radiological"), "stated.mfv")
    opened = open_project(stated)
    assert [outline.side for outline in opened.bound.document.outlines] == [Side.RIGHT, Side.LEFT]


def test_a_statement_about_one_picture_is_none_about_a_picture_that_is_added(tmp_path):
    """The first is stated radiological by its project; the second one shows the other way, and nobody said so."""
    first = picture_at(tmp_path / "first.png")
    path = exported(tmp_path, (first, *outline_words(), "--side-convention", "radiological"))
    opened = open_project(path)
    document = opened.bound.document
    second = open_study([picture_at(tmp_path / "second.png", mirrored=True)])
    merged = added(opened.study, second).study
    document = found_again(document, merged)
    block = merged.series[1]
    assert document.statement_on(block.slices[0], series_uid=block.series_uid).sides is None
    session = Session(load_slice)
    session.open(merged, Place(2, 1))
    session.edit("open", document)
    assert session.now.stated_image.geometry.stated_sides is None
    assert questions_of(session.now).sides is None
    session.show(Place(1, 1))
    assert session.now.stated_image.geometry.stated_sides == "radiological"


def test_the_work_of_a_second_project_comes_with_what_was_stated_in_it(tmp_path):
    first, second = picture_at(tmp_path / "a.png"), picture_at(tmp_path / "b.png", mirrored=True)
    exchanged = [
        w.replace("--right", "--x").replace("--left", "--right").replace("--x", "--left") for w in mirrored_words()
    ]
    one = open_project(exported(tmp_path, (first, *outline_words(), "--side-convention", "radiological"), "a.mfv"))
    two = open_project(exported(tmp_path, (second, *exchanged[:4], "--side-convention", "radiological"), "b.mfv"))
    merged = added(one.study, two.study).study
    document, count = with_work_of(one.bound.document, two.bound.document, merged)
    assert count == 2
    for block in merged.series:
        said = document.statement_on(block.slices[0], series_uid=block.series_uid).sides
        assert said == "radiological"


def mirrored_words() -> list[str]:
    words = []
    for side in ("right", "left"):
        x, y = circle(side).T
        words += [f"--{side}", " ".join(f"{139 - a:.4f},{b:.4f}" for a, b in zip(x, y, strict=True))]
    return words


def test_blinded_panes_that_are_mirrored_ask_nobody_where_the_right_is(tmp_path):
    """Blinding may mirror both panes: an answer by the screen would state the wrong convention."""
    studies = [open_study([picture_at(tmp_path / f"{name}.png", mirrored=name == "b")]) for name in "ab"]
    merged = added(*studies).study
    session = Session(load_slice)
    session.open(merged, Place(1, 1))
    session.change(asks=True)
    assert questions_of(session.now).asks_sides
    before, after = (named_block(block, merged.series) for block in merged.series)
    session.edit("pair", replace(session.now.document, pairing=Pairing(before, after, is_blinded=True)))
    session.change(view=replace(session.now.view, hides_sides=True))
    assert not questions_of(session.now).asks_sides


def test_a_mask_with_an_orientation_mark_is_refused(tmp_path):
    """Painted on a picture as another program shows it, it may be mirrored against the stored pixels."""
    picture = picture_at(tmp_path / "p.png")
    labels = np.zeros((120, 140), np.uint8)
    labels[60:80, 40:60], labels[60:80, 80:100] = 2, 3
    exif = Image.Exif()
    exif[0x0112] = 2
    words = (picture, "--labels", "right=2,left=3", "--side-convention", "radiological", "--json")
    for name, more, status in (("plain", {}, 0), ("marked", {"exif": exif}, 3)):
        Image.fromarray(labels).save(tmp_path / f"{name}.mask.png", **more)
        answer = asked("measure", *words, "--mask", tmp_path / f"{name}.mask.png")
        assert answer.status == status, answer.err
    assert "EXIF orientation 2" in answer.err


def test_one_outline_on_the_wrong_side_is_told(tmp_path):
    """No partner contradicts it; the middle of the body does."""
    folder = write_study(tmp_path / "study")
    left = outline_words()[3]
    told = asked("measure", folder, "--slice", 2, "--right", left, "--json").told
    assert any("seems to lie on the patient's left" in text for text in told["warnings"])


def test_a_coronal_slice_seen_from_behind_is_told_by_its_letters(tmp_path):
    """From behind the patient's right is at image-right: geometry knows, habit does not."""
    pair = ((-1.0, 0.0, 0.0), (0.0, 0.0, -1.0))
    data = dicom_file(
        pixels_of(ALONG_ROWS),
        row=pair[0],
        column=pair[1],
        origin=ORIGIN,
        uid="1.2.826.0.1.3680043.7",
        series="1.2.826.0.1.3680043.8",
    )
    (tmp_path / "x.dcm").write_bytes(data)
    [block] = asked("info", tmp_path, "--json").told["series"]
    check_edges(block["slices"][0]["edges"], *pair)
    words = ("--series", 1, "--right", ALONG_ROWS[1].words, "--left", ALONG_ROWS[0].words)
    assert [row["side"] for row in asked("measure", tmp_path, *words, *OPTIONS).told["rows"]] == ["right", "left"]


def test_copying_to_the_next_slice_of_another_block_goes_by_the_patient(tmp_path):
    """Two blocks of one series, the second stored mirrored: what is carried over keeps its side and its place."""
    from viewer.proposals.propagation.placing import placed

    for k, row in enumerate(((1.0, 0.0, 0.0), (-1.0, 0.0, 0.0))):
        origin = (0.0 if k == 0 else 17 * 0.5, 0.0, 4.0 * k)
        data = dicom_file(
            pixels_of(ALONG_ROWS),
            row=row,
            column=AXIAL[1],
            origin=origin,
            uid=f"1.2.826.0.1.3680043.7.{k}",
            series="1.2.826.0.1.3680043.8",
        )
        (tmp_path / f"{k}.dcm").write_bytes(data)
    first, second = open_study([tmp_path]).series
    source, target = first.slices[0], second.slices[0]
    points = np.array([ALONG_ROWS[0].centre])
    there = placed(points, source.geometry, target.geometry)
    np.testing.assert_allclose(
        target.geometry.to_patient_mm(there)[0, :2], source.geometry.to_patient_mm(points)[0, :2], atol=1e-6
    )
    assert there[0, 0] == pytest.approx(17 - points[0, 0])


def test_swiping_between_dates_that_are_stored_mirrored_keeps_letters_of_each(tmp_path):
    """Each pane's letters are those of its own image, whichever way round it is stored."""
    from viewer.app.comparing.dates.doing import show_dates

    for k, row in enumerate(((1.0, 0.0, 0.0), (-1.0, 0.0, 0.0))):
        ds = mr_image(
            pixels=pixels(), orientation=(*row, 0.0, 1.0, 0.0), spacing=SPACING, study=k, series=k, bits_stored=12
        )
        write(tmp_path / f"{k}.dcm", ds)
    study: Study = open_study([tmp_path])
    session = Session(load_slice)
    session.open(study, Place(1, 1))
    session.change(canvas=(500.0, 400.0))
    before, after = (named_block(block, study.series) for block in study.series)
    session.edit("pair", Document(pairing=Pairing(before, after)))
    show_dates(session)
    for pane, block in ((0, study.series[0]), (1, study.series[1])):
        seen = session.seen(pane)
        assert seen.image.key == block.slices[0].key
        letters = seen.viewport.edge_letters(seen.image.geometry)
        stored = {edge: getattr(seen.image.edges, edge) for edge in ("top", "right", "bottom", "left")}
        assert letters == stored


@pytest.mark.parametrize(
    "pair", [AXIAL, ((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0)), ((0.0, 1.0, 0.0), (1.0, 0.0, 0.0))], ids=str
)
def test_letters_of_the_two_halves_are_those_of_the_patient(tmp_path, pair):
    """One half is mirrored and both lean: the way on the screen is put back into the patient, pane by pane."""
    from viewer.core.document import Midline
    from viewer.core.view import Comparing

    write(
        tmp_path / "x.dcm", mr_image(pixels=pixels(), orientation=(*pair[0], *pair[1]), spacing=SPACING, bits_stored=12)
    )
    session = Session(load_slice)
    session.open(open_study([tmp_path]), Place(1, 1))
    session.change(canvas=(500.0, 400.0))
    across = abs(pair[0][0]) > 0.5
    ends = ((70.0, 10.0), (60.0, 100.0)) if across else ((10.0, 60.0), (120.0, 50.0))
    session.edit("midline", Document().with_midline(Midline(session.now.image.key, ends)))
    session.change(view=replace(session.now.view, comparing=Comparing("sides")))
    told = []
    for pane in (0, 1):
        seen = session.seen(pane)
        letters = seen.viewport.edge_letters(seen.image.geometry)
        middle = np.array(seen.viewport.point_to_image((250.0, 200.0)))
        for edge, at in (("left", (150.0, 200.0)), ("right", (350.0, 200.0)), ("top", (250.0, 100.0))):
            x, y = np.array(seen.viewport.point_to_image(at)) - middle
            way = x * SPACING[1] * np.array(pair[0]) + y * SPACING[0] * np.array(pair[1])
            check_letters(letters[edge], way / np.linalg.norm(way))
        told.append((letters["left"][0], letters["right"][0]))
    assert told == [("R", "L"), ("L", "R")] or told == [("L", "R"), ("R", "L")]


def test_mirroring_at_a_line_from_right_to_left_makes_no_other_side():
    """Mirrored from front to back an outline stays on its side of the body, and may not be called the other one."""
    from tests.memory import box, image
    from viewer.tools.outlining.mirroring import Mirroring

    shown = image(np.add.outer(np.arange(80.0), np.arange(100.0)))
    outline = box(20, 20, 40, 35, side=Side.RIGHT)
    for line, is_done in ((((10.0, 40.0), (90.0, 44.0)), False), (((50.0, 5.0), (48.0, 75.0)), True)):
        job = Mirroring(Document((outline,)), shown, shown.stored(), line, None, (0.0, 0.0, 99.0, 79.0))
        result = job.done()
        assert (result.document is not None) is is_done, line
        if not is_done:
            assert "from the patient's right to the left" in result.notice.sentence


def test_names_of_files_and_series_tell_no_side(tmp_path):
    write(
        tmp_path / "left" / "LEFT.dcm",
        mr_image(pixels=pixels(), spacing=SPACING, SeriesDescription="T2 LEFT side R>>L"),
    )
    [block] = asked("info", tmp_path, "--json").told["series"]
    check_edges(block["slices"][0]["edges"], *AXIAL)
    told = asked("measure", tmp_path, *outline_words(), "--json").told
    assert [row["side"] for row in told["rows"]] == ["right", "left"]
