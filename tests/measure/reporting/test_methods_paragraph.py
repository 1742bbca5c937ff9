"""The Methods paragraph says what was really done, cites works that exist, and tells nothing of a patient."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.io.project.project_samples import lumbar_study
from tests.measure.phantom_slices import scene
from tests.measure.reporting.test_references import FAT, PSOAS, scale
from viewer import __version__
from viewer.core.document import Document, ReadingCodes, Statement
from viewer.core.geometry import Spacing
from viewer.core.outline import Outline, Side
from viewer.core.series import Acquisition, Series, SliceKey
from viewer.measure.grades import CATEGORIES, find_categories
from viewer.measure.measurement import Measurement, MethodUsed
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS, Method, MethodKind
from viewer.measure.reporting.citations import CITATIONS
from viewer.measure.reporting.methods_paragraph import methods_paragraph

SPIN_ECHO = Acquisition(
    scanning_sequence=("SE", "Doe^Jane"),
    sequence_name="Doe^Jane",
    repetition_time_ms=3800.0,
    echo_time_ms=102.0,
    slice_thickness_mm=4.0,
    level="L4/5",
)


@pytest.fixture
def measured(tmp_path: Path) -> tuple[Measurement, Document, tuple[Series, ...]]:
    """Both sides of one slice of a study of Jane Doe, by `otsu-shared`."""
    study, document = lumbar_study(tmp_path / "s", patient="Doe^Jane", patient_id="MRN778899")
    (block, *others) = study.series
    slices = tuple(replace(image, acquisition=SPIN_ECHO) for image in block.slices)
    series = (replace(block, slices=slices, description="T2 of Jane Doe"), *others)
    return measure(document, series, MeasureSettings("otsu-shared")), document, series


def by_anchored(made: Measurement) -> Measurement:
    (right, left) = made.rows
    key = SliceKey(right.sop_instance_uid, right.frame)
    (comparison,) = made.comparisons
    return replace(
        made,
        method=MethodUsed("anchored", "7", (("pixel_rule", "exact coverage"),)),
        rows=(replace(right, fat_fraction_interval_percent=(10.0, 14.0), flags=("low-contrast",)), left),
        comparisons=(replace(comparison, interval_points=(-2.0, 1.0), distinguishable=False),),
        scales=((key, scale(FAT, PSOAS)),),
    )


def test_what_was_done_is_said(measured: Any) -> None:
    made, document, series = measured
    text, listed = methods_paragraph(made, document, series).split("\n\n")
    assert text.startswith(
        "Measurements were made on 1 axial T2-weighted MR image (spin echo; repetition time 3800 ms;"
    )
    assert "slice thickness 4 mm; pixel spacing" in text
    assert (
        "A total of 2 outlines at L4/5 (1 of the right multifidus, 1 of the left multifidus), drawn by hand as" in text
    )
    assert "one Otsu threshold for both sides together (otsu-shared, version 1; Otsu 1979)" in text
    assert f"threshold {made.rows[0].threshold:.6g}" in text
    assert "The method gives no interval." in text
    assert text.endswith(f"Measured with Multifidus Viewer {__version__}.")
    assert listed.startswith("References\nOtsu N.")
    assert "10.1109/TSMC.1979.4310076" in listed
    assert "anchored" not in text


def test_the_own_method_says_what_it_is_not(measured: Any) -> None:
    made, document, series = measured
    text = methods_paragraph(by_anchored(made), document, series)
    assert "method anchored (version 7) of Multifidus Viewer, which is this program's own" in text
    assert "phantom-validated and not established in patients" in text
    assert "fat: subcutaneous fat (found automatically); muscle: psoas (found automatically). The level of fat" in text
    assert "4.5 times that of muscle" in text
    assert "differences between readers, slices and scanners are not included" in text
    assert "exceeding the measurement error if its 95 % interval excludes 0" in text
    assert "The program flagged the outlines: low-contrast (1 of 2)." in text
    assert "References" not in text


def test_nothing_of_the_patient_is_in_it(measured: Any) -> None:
    made, document, series = measured
    named = replace(document, codes=ReadingCodes("Doe-J", "jane", 2, is_blinded_to_numbers=True))
    rows = tuple(replace(row, level="Doe^Jane") for row in made.rows)
    planted = replace(made, rows=rows, codes=named.codes, warnings=("About Jane Doe.",))
    text = methods_paragraph(planted, named, series)
    for canary in ("Doe", "Jane", "jane", "MRN", rows[0].sop_instance_uid, str(Path(series[0].slices[0].file).parent)):
        assert canary not in text
    assert "The numbers were hidden while the outlines were drawn." in text


def test_what_the_user_stated_is_said_and_what_nobody_knows_is_not_made_up(measured: Any) -> None:
    made, document, series = measured
    block = series[0]
    bare = tuple(
        replace(
            i, acquisition=Acquisition(), geometry=replace(i.geometry, orientation=None, spacing=None, position_mm=None)
        )
        for i in block.slices
    )
    series = (replace(block, slices=bare, description="", modality=""),)
    silent = methods_paragraph(made, document, series)
    assert silent.startswith("Measurements were made on 1 image (the files do not tell how they were made).")
    stated = replace(document, statement=Statement("radiological", Spacing(0.7, 0.5)))
    text = methods_paragraph(made, stated, series)
    assert "pixel spacing 0.7 × 0.5 mm" in text
    assert "The patient's sides were stated by the user (radiological convention)." in text


def test_masks_and_outlines_of_unknown_side(measured: Any) -> None:
    made, document, series = measured
    mask = Outline(SliceKey("1"), (((1.5, 1.5), (3.5, 1.5), (3.5, 4.5), (1.5, 4.5)),))
    first, second = made.rows
    text = methods_paragraph(replace(made, rows=(replace(first, source=mask), second)), document, series)
    assert "drawn by hand as polygons, 1 of them taken from label masks" in text
    alone = replace(made, rows=(replace(first, source=mask, side=Side.UNKNOWN),), comparisons=())
    text = methods_paragraph(alone, document, series)
    assert "One outline at L4/5 (1 of the multifidus), taken from label masks, was used." in text
    assert "The area of a mask is its number of pixels." in text
    assert "right minus left" not in text


@pytest.mark.parametrize("scheme", [scheme.name for scheme in CATEGORIES])
def test_categories_are_named_with_their_work(measured: Any, scheme: str) -> None:
    made, document, series = measured
    text = methods_paragraph(made, document, series, categories=find_categories(scheme))
    assert find_categories(scheme).citation in text
    assert "goutallier" not in text.lower()


@pytest.mark.parametrize("method", [method.name for method in METHODS])
def test_every_method_is_named_with_its_version(measured: Any, method: str) -> None:
    made, document, series = measured
    many = tuple((f"threshold_slice_{number}", 1.0) for number in range(9))
    text = methods_paragraph(replace(made, method=MethodUsed(method, "3", many)), document, series)
    assert method in text
    assert "version 3" in text
    assert "Its parameters stand beside the numbers." in text


LEVELS = re.compile(r"[Ll]evels? (?:come|of fat|are)|medians of the references|mean of the reference muscle")


@pytest.mark.parametrize("method", [method for method in METHODS if method.kind is not MethodKind.SEPARATED])
def test_levels_are_told_only_of_methods_that_use_them_and_as_they_were_used(method: Method) -> None:
    found = scene()
    made = measure(
        found.document, [found.series], MeasureSettings(method.name, 500.0 if method.needs_threshold else None)
    )
    text = methods_paragraph(made, found.document, [found.series])
    assert made.scales, "the flags are judged by a scale with every method"
    assert bool(LEVELS.search(text)) == method.needs_scale
    known = dict(made.rows[0].parameters)
    for name in ("muscle_level", "fat_level", "muscle_mean", "muscle_sd"):
        if name in known and method.name != "anchored":
            assert f" {known[name]:.4g}" in text
    if made.rows[0].threshold is not None:
        assert re.search(rf"threshold (?:right )?{made.rows[0].threshold:.{4 if method.needs_scale else 6}g}\b", text)
    assert ("times that of muscle" in text) == (method.name == "anchored")


def test_lean_muscle_alone_tells_of_no_fat() -> None:
    found = scene()
    text = methods_paragraph(
        measure(found.document, [found.series], MeasureSettings("lean-plus-2sd")), found.document, [found.series]
    )
    [sentence] = re.findall(r"The threshold is the mean of.*?in values after rescale", text)
    assert "muscle: " in sentence
    assert "fat" not in sentence


def test_dixon_without_its_images_tells_of_no_fat_fraction(measured: Any) -> None:
    _, document, series = measured
    text = methods_paragraph(measure(document, series, MeasureSettings("dixon")), document, series)
    assert text.startswith("Areas were measured on 1 axial")
    assert "(dixon, version 1; Dixon 1984), but no outline has a fat fraction. No fat and water images" in text
    assert "Measurements were made" not in text
    assert "Fat was told" not in text
    assert "The fat fraction is" not in text
    assert "interval" not in text


def test_outlines_without_a_fraction_are_counted(measured: Any) -> None:
    made, document, series = measured
    right, left = made.rows
    text = methods_paragraph(replace(made, rows=(replace(right, fat_fraction_percent=None), left)), document, series)
    assert "No fat fraction exists for 1 of 2 outlines." in text


def test_every_cited_work_can_be_found() -> None:
    for citation in CITATIONS.values():
        assert re.search(r"\. doi:10\.\d{4,}/\S+$", citation.full)
        assert citation.short.split()[0] in citation.full
        assert citation.short[-4:] in citation.full
