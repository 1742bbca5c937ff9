"""Which block and slice are meant, and which are shown first and why."""

from dataclasses import replace

import numpy as np
import pytest

from tests.memory import SAGITTAL, image, series
from viewer.app.choosing import (
    choose_first,
    drawbacks,
    patients_of,
    readable_date,
    readable_name,
    select_series,
    select_slice,
    study_of_patient,
)
from viewer.core.series import Identity, Skipped, Study
from viewer.errors import UsageError

FLAT = np.ones((4, 4))


def block(number, description="AX T2 TSE", *, count=3, levels=(), **facts):
    slices = [
        image(FLAT, uid=f"{number}.{n}", **({"level": levels[n]} if levels else {}), **facts) for n in range(count)
    ]
    return series(*slices, number=number, uid=f"1.{number}", description=description)


def first(*blocks):
    return choose_first(Study(series=blocks))


def test_axial_t2_comes_before_t1_and_both_before_the_rest():
    choice = first(
        block(1, "SAG T2", orientation=SAGITTAL), block(2, "AX T1 TSE"), block(3, "AX T2 TSE"), block(4, "AX PD")
    )
    assert choice.series.number == 3
    assert "best axial T2" in choice.reason
    assert first(block(1, "AX PD"), block(2, "AX T1")).series.number == 2


@pytest.mark.parametrize(
    ("worse", "facts"),
    [
        ("AX T2 FS", {}),
        ("AX T2 TSE", {"scan_options": ("FS",)}),
        ("AX T2 STIR", {}),
        ("AX T2 +C", {}),
        ("AX T2 TSE", {"contrast_agent": "Gd"}),
        ("localizer T2", {}),
        ("AX T2", {"image_type": ("ORIGINAL", "PRIMARY", "LOCALIZER")}),
        ("AX T2 DWI", {}),
        ("AX T2", {"diffusion_b_value": 800.0}),
        ("AX Dixon water", {}),
    ],
)
def test_a_t1_without_drawback_beats_a_t2_with_one(worse, facts):
    assert drawbacks(block(1, worse, **facts))
    assert first(block(1, worse, **facts), block(2, "AX T1 TSE")).series.number == 2


def test_an_in_phase_image_beats_its_water_and_fat_images():
    blocks = (block(1, "AX Dixon water"), block(2, "AX in-phase (water+fat)"), block(3, "AX Dixon fat"))
    assert first(*blocks).series.number == 2


def test_the_slice_at_l4_5_else_the_middle_one():
    choice = first(block(1, count=6, levels=["L3/4", "L3/4", "L4/5", "L4/5", "L4/5", "L5/S1"]))
    assert choice.slice_number == 4
    assert "L4/5" in choice.reason
    middle = first(block(1, count=6))
    assert middle.slice_number == 4
    assert "names no level" in middle.reason


def test_of_several_blocks_the_one_at_l4_5():
    blocks = [block(n, levels=[level] * 3) for n, level in enumerate(("L5/S1", "L4/5", "L3/4"), start=1)]
    assert first(*blocks).series.number == 2
    other = first(blocks[0])
    assert "none is placed at L4/5" in other.reason


def test_an_unsuitable_study_is_shown_and_says_so():
    choice = first(block(1, "SAG STIR", orientation=SAGITTAL))
    assert choice.series.number == 1
    assert "the only series" in choice.reason
    assert "not axial" in choice.reason
    of_two = first(block(1, "SAG STIR", orientation=SAGITTAL), block(2, "SAG T2", orientation=SAGITTAL))
    assert of_two.series.number == 2
    assert "no better axial series" in of_two.reason


def test_series_are_named_by_number_or_uid():
    study = Study(series=(block(1), block(2)))
    assert select_series(study, "2").number == 2
    assert select_series(study, "1.2").number == 2
    with pytest.raises(UsageError, match="no series 3"):
        select_series(study, "3")
    with pytest.raises(UsageError, match="--series NUMBER"):
        select_series(study, None)


def test_a_uid_of_several_blocks_is_ambiguous():
    split = (series(image(FLAT), number=1, uid="1.9"), series(image(FLAT), number=2, uid="1.9"))
    with pytest.raises(UsageError, match="split into the blocks 1, 2"):
        select_series(Study(series=split), "1.9")


def test_series_may_be_left_out_where_one_axial_block_is_there():
    sagittal = block(1, orientation=SAGITTAL)
    assert select_series(Study(series=(sagittal, block(2))), None).number == 2
    assert select_series(Study(series=(sagittal,)), None).number == 1
    with pytest.raises(UsageError, match="none of them is axial"):
        select_series(Study(series=(sagittal, block(2, orientation=SAGITTAL))), None)


def test_slices_count_from_1():
    assert select_slice(block(1), 3) == 3
    assert select_slice(block(1, count=1), None) == 1
    for wrong in (0, 4, -1):
        with pytest.raises(UsageError, match="slices 1 to 3"):
            select_slice(block(1), wrong)
    with pytest.raises(UsageError, match="holds 3 slices"):
        select_slice(block(1), None)


ONE = Identity("Doe^Jane", "P1", "19700131", "20200102", "1.1")
SAME_LATER = Identity("Doe^Jane", "P1", "19700131", "20210304", "1.2")
OTHER = Identity("Roe^Max", "P2", "", "", "1.3")


def of(identity, number, count=3):
    return replace(block(number, count=count), identity=identity)


def test_patients_and_studies_are_told_apart():
    study = Study(series=(of(ONE, 1), of(ONE, 2, 5), of(SAME_LATER, 3), of(OTHER, 4, 1), of(Identity(), 5)))
    groups = patients_of(study)
    assert [group.series_numbers for group in groups] == [(1, 2), (3,), (4,), (5,)]
    assert [(group.series_count, group.image_count) for group in groups] == [(2, 8), (1, 3), (1, 1), (1, 3)]
    assert [group.label for group in groups] == [
        "Doe, Jane · ID P1 · born 1970-01-31 · study of 2020-01-02",
        "Doe, Jane · ID P1 · born 1970-01-31 · study of 2021-03-04",
        "Roe, Max · ID P2",
        "No patient named",
    ]
    assert "Doe" not in repr(groups)


def test_the_study_of_one_patient_keeps_its_numbers():
    skipped = (Skipped("notes.txt", "it is not an image."),)
    study = Study(series=(of(ONE, 1), of(OTHER, 2), of(ONE, 3)), skipped=skipped, warnings=("Two patients.",))
    first_patient, second_patient = patients_of(study)
    assert study_of_patient(study, first_patient) == Study(series=(study.series[0], study.series[2]), skipped=skipped)
    assert [series.number for series in study_of_patient(study, second_patient).series] == [2]


def test_names_and_dates_as_people_write_them():
    assert readable_name("Yamada^Tarou=山田^太郎=やまだ^たろう") == "Yamada, Tarou"
    assert readable_name("Doe") == "Doe"
    assert readable_name("^Jane") == "Jane"
    assert readable_name("") == ""
    assert readable_date("20201301") == "2020-13-01"
    assert readable_date("May 2020") == "May 2020"
