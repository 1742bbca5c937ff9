"""No file that leaves the program holds a word of its input, of its folders, or of the computer."""

import warnings

from tests.cli_runs import on_slice
from tests.safety.privacy.canary_dicom import canary_mr
from tests.safety.privacy.places import FOLDER, OF_COMPUTER, laid_down, name_computer
from tests.safety.privacy.running import assert_clean, commanded, every_export, every_table
from tests.safety.privacy.watching import watching

FEWEST = 3000
"""Texts that a study of this proof holds at least."""


def test_no_export_holds_a_word_of_the_input(tmp_path, monkeypatch, capsys):
    place = laid_down(name_computer(monkeypatch, tmp_path), canary_mr())
    assert len(place.texts) > FEWEST
    words = on_slice()
    with watching() as written, warnings.catch_warnings():
        warnings.simplefilter("error")
        every_export(capsys, place, words, is_reviewed=True)
        every_table(capsys, place, words)
        figure = ["figure", place.study, *words, "--dpi", "60", "--numbers", "--with-caption", "--reviewed"]
        commanded(capsys, *figure, "-o", place.out / "a.svg", "--bundle", place.out / "bundle")
        commanded(capsys, *figure, "--report", place.out / "report.pdf")
    names = {path.name for path in written.paths if path.exists()}
    assert {"a.svg", "report.pdf", "project.mfv", "project.mfv.bak", "case.zip", "fat-map.nii.gz"} <= names
    assert {"table.json", "table.csv", "table.xlsx", "csv.txt"} <= names
    files = assert_clean(place, written)
    first, *others = sorted(place.study.iterdir())  # the others differ in little, and all of it is seen at once
    seen = place.scanner().found_in_file(first)
    for path in others:
        seen |= place.scanner().found_as_it_is(path.name.encode() + path.read_bytes())
    missed = place.texts - seen - {*OF_COMPUTER, FOLDER}
    assert missed == set()
    print(f"{len(place.texts)} texts planted, {len(seen)} found in the input, {files} files scanned, none found")
