"""Every writer over every kind of input: the long form of `test_written_files`."""

import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli_runs import on_slice
from tests.lumbar import circle, outline_words
from tests.safety.privacy.canary_dicom import (
    CanaryStudy,
    canary_deflated,
    canary_document,
    canary_enhanced,
    canary_mr,
)
from tests.safety.privacy.canary_files import KINDS, OUTLINES, canary_file
from tests.safety.privacy.places import Place, laid_down, name_computer, write_files
from tests.safety.privacy.running import assert_clean, commanded, every_export, every_table
from tests.safety.privacy.watching import watching
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Crop, Document
from viewer.core.outline import Outline, Side
from viewer.figure.encoding import ENCODERS
from viewer.io.opening import open_study
from viewer.io.project import place_of, project_of, write_project

STATED = ["--side-convention", "radiological", "--pixel-spacing", "0.8,0.7"]

INPUTS: dict[str, tuple[Callable[[], CanaryStudy], list[str]]] = {
    "mr": (canary_mr, on_slice()),
    "deflated": (canary_deflated, on_slice()),
    "enhanced": (canary_enhanced, on_slice()),
    **{
        kind: (lambda kind=kind: canary_file(KINDS[kind], kind), [*outline_words(), *STATED])
        for kind in ("png", "jpg", "tiff")
    },
    "nii": (lambda: canary_file(KINDS["nii"], "nii"), on_slice()),
}
"""Kinds of input, each with the words that outline it."""


@pytest.mark.slow
@pytest.mark.parametrize("kind", INPUTS)
def test_every_export_and_table_of_every_input(kind, tmp_path, monkeypatch, capsys):
    make, words = INPUTS[kind]
    place = laid_down(name_computer(monkeypatch, tmp_path), make())
    with watching() as written, warnings.catch_warnings():
        warnings.simplefilter("error")
        every_export(capsys, place, words, is_reviewed=True)
        every_table(capsys, place, words)
        commanded(capsys, "figure", place.study, *words, "--dpi", "60", "--reviewed", "-o", place.out / "a.png")
    assert assert_clean(place, written) > 10


@pytest.mark.slow
@pytest.mark.parametrize("kind", OUTLINES)
def test_outlines_from_other_programs(kind, tmp_path, monkeypatch, capsys):
    outlines = canary_file(OUTLINES[kind], kind)
    place = laid_down(name_computer(monkeypatch, tmp_path), canary_mr(first=1000), outlines, canary_document())
    [name] = outlines.files
    words = ["--roi", place.home / name, "--slice", "2"] if kind == "roi" else ["--mask", place.home / name]
    words += [] if kind == "roi" else ["--labels", "right=2,left=3"]
    with watching() as written, warnings.catch_warnings():
        warnings.simplefilter("error")
        every_export(capsys, place, words, is_reviewed=True)
        every_table(capsys, place, words)
        commanded(capsys, "figure", place.study, *words, "--dpi", "60", "--reviewed", "-o", place.out / "a.png")
    assert_clean(place, written)


@pytest.mark.slow
@pytest.mark.parametrize("arrangement", ["single", "numbers", "mirrored", "twin"])
def test_every_figure_format_in_every_arrangement(arrangement, tmp_path, monkeypatch, capsys):
    place = laid_down(name_computer(monkeypatch, tmp_path), canary_mr())
    words = ["figure", place.study, *on_slice(), "--dpi", "60", "--arrangement", arrangement, "--reviewed", "--numbers"]
    words += ["--with-caption", "--fat-map", "--key", "cube", "--inset", "locator"]
    with watching() as written, warnings.catch_warnings():
        warnings.simplefilter("error")
        suffixes = ENCODERS if arrangement == "mirrored" else (".png", ".pdf", ".svg")
        for suffix in suffixes:
            commanded(capsys, *words, "-o", place.out / f"a{suffix}")
        commanded(capsys, *words, "--svg-paths", "-o", place.out / "paths.svg", "--bundle", place.out / "bundle")
        commanded(capsys, *words, "--report", place.out / "report.pdf")
    assert assert_clean(place, written) >= len(suffixes) + 10


def two_times(place: Place, *, reader: str = "R1", patient: str = "ST-1") -> Path:
    """A project on two studies of a patient, paired, outlined on every slice, one of which is cropped."""
    study = open_study([place.study])
    keys = [image.key for block in study.series for image in block.slices]
    outlines = tuple(
        Outline.from_points(circle(side), slice_key=key, side=Side(side)) for key in keys for side in ("right", "left")
    )
    before, after = (PairedBlock(block.series_uid) for block in study.series)
    document = Document(outlines=outlines, pairing=Pairing(before, after, treated=Side.LEFT, procedure_day=10))
    document = replace(document, codes=replace(document.codes, study=patient, reader=reader))
    document = replace(document, crops=(Crop(keys[0], 5, 5, 130, 110),))
    path = place.home / reader / patient / "CNRYproject.mfv"
    path.parent.mkdir(parents=True)
    write_project(path, project_of(document, study, place=place_of(study, path)))
    return path


@pytest.mark.slow
def test_two_times_two_readers_and_their_agreement(tmp_path, monkeypatch, capsys):
    place = laid_down(name_computer(monkeypatch, tmp_path), canary_mr())
    later = canary_mr(first=20_000)
    write_files(place.study, later.files)
    place = replace(place, texts=place.texts | {*later.planted, "CNRYproject"}, names=place.names | {"CNRYproject"})
    with watching() as written, warnings.catch_warnings():
        warnings.simplefilter("error")
        first, second = two_times(place), two_times(place, reader="R2")
        for suffix in ("json", "csv", "xlsx"):
            commanded(capsys, "measure", first, "-o", place.out / f"one.{suffix}")
            commanded(capsys, "measure", first, second, "-o", place.out / f"two.{suffix}")
        others = two_times(place, patient="ST-2"), two_times(place, reader="R2", patient="ST-2")
        commanded(capsys, "agreement", place.home / "R1", place.home / "R2", "-o", place.out / "agreement")
        figure = ["figure", first, "--dpi", "60", "--reviewed", "--numbers", "--with-caption", "--arrangement"]
        for arrangement in ("dates", "levels"):
            more = ["--series", "1", *(["--slice", "2"] if arrangement == "dates" else [])]
            for suffix in (".png", ".pdf", ".svg"):
                commanded(capsys, *figure, arrangement, *more, "-o", place.out / f"{arrangement}{suffix}")
            commanded(capsys, *figure, arrangement, *more, "--bundle", place.out / arrangement)
            commanded(capsys, *figure, arrangement, *more, "--report", place.out / f"{arrangement}.pdf")
        commanded(capsys, "export", first, "--to", "case", "--reviewed", "-o", place.out / "case.zip")
        for path in (first, second, *others):
            path.unlink()
    assert assert_clean(place, written) > 25
    for path in (place.out / "one.json", place.out / "one.csv"):
        assert b"verdict" in path.read_bytes() or path.suffix == ".csv"


@pytest.mark.exhaustive
def test_what_needs_no_input_tells_nothing_of_the_computer(tmp_path, monkeypatch, capsys):
    place = laid_down(name_computer(monkeypatch, tmp_path), CanaryStudy({}, ()))
    monkeypatch.chdir(place.study)
    with watching() as written:
        commanded(capsys, "phantom", place.out / "phantom", "--seed", "3", "--slices", "3")
        commanded(capsys, "demo", "--figure", place.out / "demo.pdf")
    # Of the images one of each series is enough; the program writes them all alike.
    written.paths -= {path for path in written.paths if path.suffix == ".dcm" and path.stem != "IM0001"}
    assert assert_clean(place, written) > 4
