"""Laterality, letters of the header and burned-in letters against geometry: a warning, and geometry wins."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.lumbar import SPACING, outline_words, pixels
from tests.safety.sides.asked import asked, asked_outside
from tests.safety.sides.series_files import ALONG_ROWS, OUTLINED, THRESHOLD, write_series
from tests.safety.sides.space import check_edges
from tests.synthetic import enhanced_mr, mr_image, write

AXIAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
SAGITTAL = ((0.0, 1.0, 0.0), (0.0, 0.0, -1.0))
LATERALITY, IMAGE_LATERALITY = (0x0020, 0x0060, "CS"), (0x0020, 0x0062, "CS")
PATIENT_ORIENTATION, BURNED_IN = (0x0020, 0x0020, "CS"), (0x0028, 0x0301, "CS")
OPTIONS = ("--method", "manual", "--threshold", THRESHOLD, "--json")


def told_of(folder, pair, *extra, muscles=ALONG_ROWS) -> tuple[dict, dict]:
    """The listed block, and the numbers of the outlined slice with the sides that geometry gives."""
    written = write_series(folder, *pair, extra=[(*tag, value) for tag, value in extra], muscles=muscles)
    [block] = asked("info", folder, "--json").told["series"]
    by_side = written.by_side
    words = ("--right", by_side["right"].words, "--left", by_side["left"].words)
    number = written.upwards.index(OUTLINED) + 1
    return block, asked("measure", folder, "--slice", number, *words, *OPTIONS).told


@pytest.mark.parametrize("tag", [LATERALITY, IMAGE_LATERALITY], ids=["series", "image"])
@pytest.mark.parametrize("word", ["L", "R"])
def test_a_laterality_against_geometry_is_told_and_changes_nothing(tmp_path, tag, word):
    plain_block, plain = told_of(tmp_path / "plain", AXIAL)
    block, told = told_of(tmp_path / "marked", AXIAL, (tag, word))
    assert plain_block["warnings"] == plain["warnings"] == []
    [warning] = block["warnings"]
    assert f"patient's {'left' if word == 'L' else 'right'} (Laterality)" in warning
    assert "orientation counts" in warning
    assert told["warnings"] == [warning]
    assert told["rows"] == plain["rows"]
    assert [image["edges"] for image in block["slices"]] == [image["edges"] for image in plain_block["slices"]]


@pytest.mark.parametrize("word", ["B", "U", ""])
def test_both_unpaired_or_no_laterality_contradicts_nothing(tmp_path, word):
    block, told = told_of(tmp_path, AXIAL, (IMAGE_LATERALITY, word))
    assert block["warnings"] == told["warnings"] == []


def test_laterality_written_as_a_word_is_understood(tmp_path):
    block, _ = told_of(tmp_path, AXIAL, (LATERALITY, "left"))
    assert "patient's left (Laterality)" in block["warnings"][0]


def test_a_laterality_gives_no_side_where_geometry_gives_none(tmp_path):
    write_series(tmp_path, *SAGITTAL, extra=[(*LATERALITY, "L")])
    [block] = asked("info", tmp_path, "--json").told["series"]
    assert "no side is taken from that" in block["warnings"][0]
    words = ("--right", ALONG_ROWS[0].words)
    told = asked("measure", tmp_path, "--series", 1, "--slice", 3, *words, *OPTIONS).told
    assert block["warnings"][0] in told["warnings"]
    assert any("near-sagittal" in text for text in told["warnings"])


def test_the_laterality_of_a_frame_is_seen_too(tmp_path):
    from pydicom import Dataset

    frames = np.stack([pixels(seed=k) for k in range(2)])
    ds = enhanced_mr(frames, [(0.0, 0.0, 4.0 * k) for k in range(2)], spacing=SPACING, bits_stored=12)
    for group in ds.PerFrameFunctionalGroupsSequence:
        anatomy = Dataset()
        anatomy.FrameLaterality = "R"
        group.FrameAnatomySequence = [anatomy]
    write(tmp_path / "x.dcm", ds)
    [block] = asked("info", tmp_path, "--json").told["series"]
    assert "patient's right (Laterality)" in block["warnings"][0]


@pytest.mark.parametrize(("letters", "is_against"), [("L\\P", False), ("R\\P", True), ("P\\L", True), ("L\\A", True)])
def test_letters_of_the_header_against_its_cosines(tmp_path, letters, is_against):
    plain, _ = told_of(tmp_path / "plain", AXIAL)
    block, told = told_of(tmp_path / "marked", AXIAL, (PATIENT_ORIENTATION, letters))
    assert any("contradicts its Image Orientation" in text for text in block["warnings"]) is is_against
    assert block["warnings"] == told["warnings"]
    assert block["slices"][0]["edges"] == plain["slices"][0]["edges"]


def write_capture(path, letters: str | None) -> None:
    """A secondary capture without cosines."""
    more = {} if letters is None else {"PatientOrientation": letters}
    write(path, mr_image(pixels=pixels(), orientation=None, position=None, spacing=SPACING, **more))


def test_letters_of_the_header_alone_give_no_side_and_warn_of_a_statement_against_them(tmp_path):
    write_capture(tmp_path / "x.dcm", ["R", "P"])
    [block] = asked("info", tmp_path, "--json").told["series"]
    assert (block["plane"], block["slices"][0]["edges"]) == ("unknown", None)
    assert "puts the patient's right at image-right" in block["warnings"][0]
    told = asked("measure", tmp_path, *outline_words(), "--json").told
    assert [row["side"] for row in told["rows"]] == ["unknown", "unknown"]
    stated = asked("measure", tmp_path, *outline_words(), "--side-convention", "radiological", "--json").told
    assert [row["side"] for row in stated["rows"]] == ["right", "left"]
    assert any("stated radiological convention contradicts" in text for text in stated["warnings"])


def with_letter(image: np.ndarray, letter: str) -> np.ndarray:
    """A letter burned in at the left edge of the array: bright strokes of 12 × 8 pixels."""
    strokes = {"L": ("1000", "1000", "1000", "1111"), "R": ("1110", "1010", "1110", "1011")}[letter]
    burned = image.copy()
    for y, line in enumerate(strokes):
        for x, dot in enumerate(line):
            burned[50 + 3 * y : 53 + 3 * y, 1 + 2 * x : 3 + 2 * x] = 4000 if dot == "1" else 0
    return burned


@pytest.mark.parametrize("says", ["YES", None])
def test_a_burned_in_letter_cannot_be_read_so_the_program_warns_and_geometry_wins(tmp_path, says):
    """An 'L' where the orientation has the patient's right: nothing but the pixels knows of it."""
    for name, image in (("plain", pixels()), ("burned", with_letter(pixels(), "L"))):
        marks = {} if name == "plain" else {"ImageType": ["DERIVED", "SECONDARY"], "BurnedInAnnotation": says or ""}
        write(tmp_path / name / "x.dcm", mr_image(pixels=image, spacing=SPACING, bits_stored=12, **marks))
    [plain], [burned] = (asked("info", tmp_path / name, "--json").told["series"] for name in ("plain", "burned"))
    assert plain["warnings"] == []
    [warning] = burned["warnings"]
    assert "burned into its pixels, which the program does not read" in warning
    check_edges(burned["slices"][0]["edges"], *AXIAL)
    words = (*outline_words(), "--method", "manual", "--threshold", 900, "--json")
    numbers = [asked("measure", tmp_path / name, *words).told for name in ("plain", "burned")]
    assert warning in numbers[1]["warnings"]
    assert [row["side"] for row in numbers[1]["rows"]] == ["right", "left"]
    for one, other in zip(numbers[0]["rows"], numbers[1]["rows"], strict=True):
        assert one["fat_area_mm2"] == other["fat_area_mm2"]


def test_the_window_shows_the_warning_beside_the_numbers(tmp_path):
    from viewer.app.numbers import numbers_of
    from viewer.core.document import Document
    from viewer.core.outline import Outline
    from viewer.io.opening import open_study
    from viewer.ui.panels.numbers.notes import notes_of

    write(tmp_path / "x.dcm", mr_image(pixels=pixels(), spacing=SPACING, bits_stored=12, ImageLaterality="L"))
    [series] = open_study([tmp_path]).series
    outline = Outline.from_points([(36, 56), (64, 56), (64, 84), (36, 84)], slice_key=series.slices[0].key)
    model = numbers_of(Document((outline,)), series, series.slices[0])
    [note] = [note for note in notes_of(model).seen if "patient's left (Laterality)" in note.sentence]
    assert note.weight == "warning"


def picture(code: int, form: str) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = code
    stream = io.BytesIO()
    more = {"quality": 100} if form == "JPEG" else {}
    Image.fromarray((pixels() // 16).astype("uint8")).save(stream, form, exif=exif, **more)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("form", "codes"),
    [
        pytest.param("PNG", (1, 2, 5), id="PNG, some"),
        *[pytest.param(form, range(1, 9), marks=pytest.mark.slow, id=form) for form in ("PNG", "JPEG", "TIFF")],
    ],
)
def test_an_orientation_mark_of_a_picture_turns_nothing_and_tells_no_side(tmp_path, form, codes):
    """Marks 2, 4, 5 and 7 mirror: the numbers are those of the stored pixels, the sides unknown, the mark is told.

    Stated sides are those of the stored pixels too, whatever another program shows.
    """
    found = []
    for code in codes:
        path = tmp_path / f"{code}.{form.lower()}"
        path.write_bytes(picture(code, form))
        [block] = asked("info", path, "--json").told["series"]
        assert (block["plane"], block["slices"][0]["edges"]) == ("unknown", None)
        assert any(f"EXIF orientation {code}" in text for text in block["warnings"]) is (code != 1)
        words = (*outline_words(), "--method", "manual", "--threshold", 60)
        unknown = asked("measure", path, *words, "--json").told
        assert [row["side"] for row in unknown["rows"]] == ["unknown", "unknown"]
        stated = asked("measure", path, *words, "--side-convention", "radiological", "--json").told
        assert [row["side"] for row in stated["rows"]] == ["right", "left"]
        assert any(f"EXIF orientation {code}" in text for text in stated["warnings"]) is (code != 1)
        found.append([row["fat_fraction_percent"] for row in (*unknown["rows"], *stated["rows"])])
    assert all(one == found[0] for one in found)


def test_an_outsider_is_refused_exchanged_sides_at_a_prompt(tmp_path):
    """A program of its own; everything else here is run in this process."""
    write(tmp_path / "x.dcm", mr_image(pixels=pixels(), spacing=SPACING, bits_stored=12, ImageLaterality="L"))
    right, left = outline_words()[1::2]
    answer = asked_outside("measure", tmp_path, "--right", left, "--left", right, "--json")
    assert (answer.status, answer.out) == (4, "")
    assert "exchange the two" in answer.err


@pytest.mark.parametrize(("code", "is_told"), [(1, False), (2, True)])
def test_the_window_tells_of_an_orientation_mark_where_it_asks_for_the_sides(tmp_path, code, is_told):
    """Another program shows such a picture mirrored: whoever knows it from there must be told before answering."""
    from viewer.app.display.pixels import load_slice
    from viewer.app.session import Session
    from viewer.app.sides.strip import questions_of, state_sides
    from viewer.core.history import Place
    from viewer.io.opening import open_study

    path = tmp_path / "Jane Doe.png"
    path.write_bytes(picture(code, "PNG"))
    session = Session(load_slice)
    session.open(open_study([path]), Place(1, 1))
    session.change(asks=True)
    said = questions_of(session.now).hint
    assert ("asks to be shown mirrored (EXIF orientation 2)" in said) is is_told
    assert "Jane" not in said
    state_sides(session, "radiological")
    assert questions_of(session.now).hint == ""


def test_the_window_tells_of_letters_without_cosines_where_it_asks(tmp_path):
    from viewer.app.display.pixels import load_slice
    from viewer.app.session import Session
    from viewer.app.sides.strip import questions_of
    from viewer.core.history import Place
    from viewer.io.opening import open_study

    write_capture(tmp_path / "x.dcm", ["R", "P"])
    session = Session(load_slice)
    session.open(open_study([tmp_path]), Place(1, 1))
    session.change(asks=True)
    assert "puts the patient's right at image-right" in questions_of(session.now).hint
