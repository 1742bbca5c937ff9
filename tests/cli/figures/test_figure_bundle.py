"""`multifidus figure --bundle`: what is in the folder, that it fits together, and that it names nobody."""

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from tests.cli.figures.figure_runs import CANARY, CANARY_ID, written
from tests.cli_runs import failed, on_slice, ran
from tests.lumbar import outline_words, pixels, write_study
from tests.synthetic import mr_image, write

NAMES = {
    "multifidus-figure.png", "multifidus-figure-plain.png", "caption.txt", "alt.txt", "long-description.txt",
    "methods.txt", "numbers.csv", "spec.json",
}  # fmt: skip
DPI = 80


@pytest.fixture(scope="module")
def made(canary, tmp_path_factory):
    """Folder of a bundle, and the same figure as a file."""
    from viewer.cli.main import run

    out = tmp_path_factory.mktemp("made")
    words = ["--preset", "elsevier-double", "--arrangement", "mirrored", "--dpi", str(DPI)]
    words += ["-o", str(out / "figure.png"), "--bundle", str(out / "bundle")]
    assert run(["figure", str(canary), *map(str, on_slice()), *words]) == 0
    return out


def test_the_bundle_holds_its_files_and_nothing_else(made):
    folder = made / "bundle"
    assert {path.name for path in folder.iterdir()} == NAMES
    assert (folder / "multifidus-figure.png").read_bytes() == (made / "figure.png").read_bytes()
    assert [path.name for path in sorted(made.iterdir())] == ["bundle", "figure.png"]  # no part of it left over


def test_the_recipe_gives_the_same_bytes(made, canary, tmp_path, capsys):
    again = tmp_path / "again.png"
    words = ["--spec", made / "bundle" / "spec.json", "--dpi", DPI, "-o", again]
    written(capsys, "figure", canary, *on_slice(), *words)
    assert again.read_bytes() == (made / "figure.png").read_bytes()


def test_the_plain_twin_differs_only_where_something_was_drawn(made):
    with (
        Image.open(made / "bundle" / "multifidus-figure.png") as a,
        Image.open(made / "bundle" / "multifidus-figure-plain.png") as b,
    ):
        drawn, plain = (np.asarray(picture.convert("L")).astype(int) for picture in (a, b))
    assert drawn.shape == plain.shape
    differs = drawn != plain
    assert 0.002 < differs.mean() < 0.1
    rows = len(drawn)
    letters = np.s_[: rows // 6, :]
    assert not differs[letters].any()  # letters of panels and sides stay
    assert np.count_nonzero(plain[letters] > 250) > 20


def test_the_numbers_are_those_of_the_table(made, canary, tmp_path, capsys):
    table = tmp_path / "numbers.csv"
    ran(capsys, "measure", canary, *on_slice(), "-o", table)
    assert (made / "bundle" / "numbers.csv").read_bytes() == table.read_bytes()


def test_the_texts_say_what_is_seen(made):
    texts = {path.stem: path.read_text("utf-8") for path in (made / "bundle").glob("*.txt")}
    for words in ("right half", "mirrored", "R, patient's right", "Scale bar", "window, centre", "anchored 1"):
        assert words in texts["caption"]
    assert len(texts["alt"].strip()) <= 200
    assert "patient's right" in texts["alt"]
    assert len(texts["long-description"]) > len(texts["alt"])
    assert texts["methods"].startswith("Measurements were made on 1 axial T2-weighted MR image")
    assert all(text.endswith("\n") and text.count("\n\n") <= 1 for text in texts.values())


def test_no_file_names_the_patient_or_the_input(made, canary):
    from viewer.io.opening import open_study

    study = open_study([canary])
    uids = {image.key.uid for series in study.series for image in series.slices}
    uids |= {series.series_uid for series in study.series}
    forbidden = [*CANARY.lower().split("^"), CANARY_ID.lower(), str(canary).lower(), "im0002", "ax t2 tse", *uids]
    for path in [*(made / "bundle").iterdir(), made / "figure.png"]:
        held = path.read_bytes().decode("latin-1").lower()
        if path.suffix == ".png":
            with Image.open(path) as picture:
                held += repr(picture.info).lower()
        for word in forbidden:
            assert word not in held, (path.name, word)


def test_a_bundle_alone_takes_the_presets_first_format(study, tmp_path, capsys):
    out = tmp_path / "out"
    text = written(capsys, "figure", study, *on_slice(), "--preset", "plos", "--dpi", 60, "--bundle", out)
    assert text == f"Wrote {out}.\n"
    assert {path.suffix for path in out.iterdir()} == {".tiff", ".txt", ".csv", ".json"}


def test_unknown_sides_are_refused_or_said(tmp_path, capsys):
    picture = tmp_path / "picture.png"
    Image.fromarray((pixels() // 16).astype(np.uint8)).save(picture)
    out = tmp_path / "out"
    words = ["figure", picture, *outline_words(), "--dpi", 50, "--bundle", out]
    assert "--no-sides" in failed(capsys, 4, *words)
    assert not out.exists()
    written(capsys, *words, "--no-sides")
    assert "Side unknown" in (out / "caption.txt").read_text("utf-8")


@pytest.mark.parametrize("kind", ["file", "bundle", "report"])
def test_a_picture_nobody_looked_at_says_so_and_is_warned_of(tmp_path, capsys, kind):
    from viewer.cli.main import run

    picture = tmp_path / "picture.png"
    Image.fromarray((pixels() // 16).astype(np.uint8)).save(picture)
    svg = ("-o", tmp_path / "a.svg")
    others = {"file": svg, "bundle": ("--bundle", tmp_path / "b"), "report": (*svg, "--report", tmp_path / "r.pdf")}
    words = ["figure", picture, *outline_words(), "--dpi", 50, "--no-sides", *others[kind]]
    assert run([str(word) for word in words]) == 0
    told = capsys.readouterr().err
    assert "may hold burned-in text" in told and "Look at them" in told
    for file in (f for f in tmp_path.rglob("*.svg")):
        assert "not reviewed" in file.read_text("utf-8") and "reviewed by the user" not in file.read_text("utf-8")


def test_an_image_that_says_that_text_is_burned_in_is_refused_until_it_is_looked_at(tmp_path, capsys):
    study = write_study(tmp_path / "s", BurnedInAnnotation="YES")
    words = ["figure", study, *on_slice(), "--dpi", 50, "-o", tmp_path / "a.svg"]
    assert "--reviewed" in failed(capsys, 4, *words)
    assert not (tmp_path / "a.svg").exists()
    written(capsys, *words, "--reviewed")
    assert "reviewed by the user" in (tmp_path / "a.svg").read_text("utf-8")


def test_a_folder_that_holds_something_is_left_alone(study, tmp_path, capsys):
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "mine.txt").write_text("mine")
    words = ["figure", study, *on_slice(), "--dpi", 40, "-o", tmp_path / "a.png", "--bundle"]
    assert "not an empty folder" in failed(capsys, 5, *words, kept)
    assert "make it first" in failed(capsys, 5, *words, tmp_path / "no" / "where")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert [path.name for path in kept.iterdir()] == ["mine.txt"]
    empty = tmp_path / "empty"
    empty.mkdir()
    written(capsys, *words, empty)
    assert (empty / "spec.json").exists()


def test_names_of_the_patient_are_refused(canary, tmp_path, capsys):
    words = ["figure", canary, *on_slice(), "--dpi", 40]
    failed(capsys, 4, *words, "--bundle", tmp_path / "zebedee")
    failed(capsys, 4, *words, "--report", tmp_path / "quentin.pdf")
    failed(capsys, 4, *words, "--caption", "Mr Zebedee, 50", "--bundle", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_text_burned_into_the_pixels_is_refused(tmp_path, capsys):
    image = write(tmp_path / "in" / "IM", mr_image(pixels=pixels(), bits_stored=12, BurnedInAnnotation="YES"))
    failed(capsys, 4, "figure", image, *outline_words(), "--dpi", 40, "--bundle", tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


LIMITED = """
import resource, sys
from viewer.cli.main import run
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
bundle, report, *words = sys.argv[1:]
print(run([*words, "--bundle", bundle]), run([*words, "--report", report]))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit there")
def test_a_full_disk_leaves_nothing_behind(study, tmp_path):
    """Files may grow to 4000 bytes: the texts fit, the pictures do not."""
    words = [tmp_path / "out", tmp_path / "r.pdf", "figure", study, *on_slice(), "--dpi", 60]
    command = [sys.executable, "-B", "-c", LIMITED, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "5 5\n"
    assert done.stderr.count("cannot be written") == done.stderr.count("\n") == 2
    assert list(tmp_path.iterdir()) == []
