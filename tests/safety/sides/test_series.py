"""132 generated DICOM series through the command line: places, order, letters, sides, areas; then 1,000 at random.

Every day a part of them runs; `-m slow` runs all, and `python -m tests.safety.sides` prints the figures.
"""

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.lumbar import circle, pixels
from tests.safety.sides.asked import asked, asked_outside
from tests.safety.sides.obliques import check_oblique, obliques
from tests.safety.sides.series_files import OUTLINED, THRESHOLD, dicom_file, write_series
from tests.safety.sides.series_proof import cases, check_listed, check_others, check_places, check_sides, measured
from tests.safety.sides.space import about, has_sides, place, turned

CASES = list(cases())
AXIAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
POSITIONS = "HFS HFP HFDR HFDL FFS FFP FFDR FFDL LFP LFS RFP RFS AFDR AFDL PFDR PFDL"


def check(case, folder) -> None:
    written = case.write(folder / case.name)
    listed = asked("info", written.folder, "--json").told
    number = check_listed(written, listed)
    check_sides(written, number)
    check_places(written, number)
    check_others(written, listed)


def test_there_are_132_series_and_most_have_sides():
    assert len(CASES) == len({case.name for case in CASES}) == 132
    on_axes = [case for case in CASES if case.name.startswith("axes")]
    assert (len(on_axes), sum(has_sides(case.row, case.column) for case in on_axes)) == (48, 32)


@pytest.mark.parametrize("case", CASES[::12], ids=lambda case: case.name)
def test_a_part_of_the_series(tmp_path, case):
    check(case, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_all_series(tmp_path, case):
    check(case, tmp_path)


@pytest.mark.slow
def test_a_program_of_its_own_says_the_same(tmp_path):
    """The same words typed at a prompt: one oblique series, and one whose sides cannot be told."""
    case = next(case for case in CASES if case.name == "tilt-z-28")
    written = case.write(tmp_path / "oblique")
    listed = asked_outside("info", written.folder, "--json").told
    assert listed == asked("info", written.folder, "--json").told
    number = check_listed(written, listed)
    by_side = written.by_side
    options = ("--method", "manual", "--threshold", THRESHOLD, "--json")
    exchanged = ("--slice", number, "--right", by_side["left"].words, "--left", by_side["right"].words)
    refused = asked_outside("measure", written.folder, *exchanged, *options)
    assert (refused.status, refused.out) == (4, "")
    assert "exchange the two" in refused.err


def test_a_few_random_obliques(tmp_path):
    for oblique in obliques(1_000)[::167]:
        check_oblique(oblique, tmp_path)


@pytest.mark.slow
def test_1000_random_obliques(tmp_path):
    for oblique in obliques(1_000):
        check_oblique(oblique, tmp_path)


def answers(written) -> tuple[str, str]:
    """What `info` and `measure` print, without the name of the folder."""
    number = next(n for n, k in enumerate(written.upwards, start=1) if k == OUTLINED)
    by_side = written.by_side
    words = ("--right", by_side["right"].words, "--left", by_side["left"].words)
    told = asked("info", written.folder, "--json").told, measured(written, number, *words).told
    return tuple(json.dumps(one).replace(str(written.folder), "") for one in told)


def test_no_patient_position_term_changes_anything(tmp_path):
    pair = turned(AXIAL, about(1, 20))
    plain = answers(write_series(tmp_path / "plain", *pair))
    terms = POSITIONS.split()
    assert len(terms) == 16
    for term in terms:
        found = answers(write_series(tmp_path / term, *pair, extra=[(0x0018, 0x5100, "CS", term)]))
        assert found == plain, term


def test_no_instance_number_changes_anything(tmp_path):
    pair = turned(AXIAL, about(0, 28))
    found = {
        n: answers(write_series(tmp_path / n, *pair, numbers=n)) for n in ("with", "against", "constant", "absent")
    }
    assert len(set(found.values())) == 1


def mirrored_twin(folder, method: str, pair) -> tuple[dict, dict]:
    """Numbers of a slice, and of the same stored mirrored: row negated, first pixel moved to the other end."""
    image, (row, column) = pixels(), (np.asarray(direction) for direction in pair)
    last = image.shape[1] - 1.0
    told = []
    for number, is_mirrored in enumerate((False, True)):
        origin = place((-49.0, -40.0, 4.0), row, column, (0.7, 0.5), last if is_mirrored else 0.0, 0.0)
        data = dicom_file(
            image[:, ::-1] if is_mirrored else image,
            row=tuple(-row if is_mirrored else row),
            column=tuple(column),
            origin=origin,
            uid=f"1.2.826.0.1.3680043.7.{number}",
            series="1.2.826.0.1.3680043.8",
        )
        (folder / f"{number}.dcm").write_bytes(data)
        words = []
        for side in ("right", "left"):
            x, y = circle(side).T
            points = np.column_stack([last - x if is_mirrored else x, y])
            words += [f"--{side}", " ".join(f"{x:.6f},{y:.6f}" for x, y in points)]
        options = ("--threshold", 900) if method == "manual" else ()
        told.append(asked("measure", folder / f"{number}.dcm", *words, "--method", method, *options, "--json").told)
    return told[0], told[1]


@pytest.mark.parametrize("method", ["otsu-each", "manual", "anchored"])
def test_mirrored_pixels_with_a_negated_row_give_the_same_numbers_of_each_side(tmp_path, method):
    """Exactly, but for `anchored`: it looks at every fourth pixel from the first one on, which is another one now."""
    plain, mirrored = mirrored_twin(tmp_path, method, turned(AXIAL, about(0, 15)))
    assert plain["warnings"] == mirrored["warnings"]
    assert [row["side"] for row in plain["rows"]] == [row["side"] for row in mirrored["rows"]] == ["right", "left"]
    for one, other in zip(plain["rows"], mirrored["rows"], strict=True):
        assert (one["outline"], one["structure"], one["flags"]) == (
            other["outline"],
            other["structure"],
            other["flags"],
        )
        for key in ("area_mm2", "area_px", "mean", "sd"):
            assert other[key] == pytest.approx(one[key], rel=1e-9), key
        tolerance = 0.05 if method == "anchored" else 1e-6
        assert other["fat_fraction_percent"] == pytest.approx(one["fat_fraction_percent"], abs=tolerance)


def test_a_wrong_series_would_be_found_out(tmp_path):
    """The proof itself: a series that is not where the expectations say makes it fail."""
    written = write_series(tmp_path / "one", *AXIAL)
    other = write_series(tmp_path / "two", (-1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
    listed = asked("info", other.folder, "--json").told
    with pytest.raises(AssertionError):
        check_listed(replace(other, row=written.row), listed)
    assert (written.by_side["right"], other.by_side["right"]) == written.muscles
