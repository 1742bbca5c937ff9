"""A measurement as text: intervals beside their numbers, what levels rest on, and what intervals leave out."""

import re

import numpy as np

from tests.cli_runs import measured, on_slice, ran
from tests.lumbar import CENTRES, COLUMNS, RADIUS, ROWS, SPACING, circle
from viewer.cli.inputs.outlined import Outlined
from viewer.cli.report import measurement_text
from viewer.core.document import Document, ScaleOf
from viewer.core.outline import Outline, Side, Structure
from viewer.io.opening import open_study
from viewer.measure.measurement import Comparison, Measurement, MeasurementRow, MethodUsed

NOT_INCLUDED = "Intervals are for these outlines; differences between readers, slices and scanners are not included."


def row(side, fraction, interval):
    return MeasurementRow(
        *(1, 2, "1.2.3", 1, "L4/5", Structure.MULTIFIDUS, 1, side, 800.0, 2000.0),
        *(8.0 * fraction, 800.0 - 8.0 * fraction, fraction, interval, fraction / (100.0 - fraction), None),
        *(400.0, 20.0, ()),
    )


def text_of(interval, difference_interval, *, distinguishable):
    rows = (row(Side.RIGHT, 30.0, interval), row(Side.LEFT, 20.0, interval))
    compared = Comparison(1, 2, Structure.MULTIFIDUS, 0.0, None, 10.0, difference_interval, distinguishable)
    return measurement_text(Measurement(MethodUsed("anchored", "1"), rows, (compared,)))


def test_intervals_stand_beside_their_numbers():
    text = text_of((26.04, 33.96), (7.5, 12.5), distinguishable=True)
    assert re.search(r"patient's right multifidus .* 30\.0 % \(26\.0 to 34\.0\) ", text)
    assert "right − left +10.0 points (+7.5 to +12.5), exceeds the measurement error" in text
    assert NOT_INCLUDED in text


def test_a_difference_within_the_error_is_called_so():
    text = text_of((26.0, 34.0), (-2.0, 22.0), distinguishable=False)
    assert "right − left +10.0 points (−2.0 to +22.0), within the measurement error" in text


def test_a_negative_difference_has_the_minus_of_the_words_beside_it():
    rows = (row(Side.RIGHT, 18.4, None), row(Side.LEFT, 20.0, None))

    def said(difference, interval=None):
        compared = Comparison(1, 2, Structure.MULTIFIDUS, 0.0, None, difference, interval, None)
        return measurement_text(Measurement(MethodUsed("anchored", "1"), rows, (compared,)))

    assert "right − left −1.6 points (−3.0 to −0.2)" in said(-1.6, (-3.0, -0.2))
    assert "right − left +0.0 points" in said(-0.04)


def test_what_was_asked_beside_the_numbers_follows_them():
    text = measurement_text(
        Measurement(MethodUsed("anchored", "1"), (row(Side.RIGHT, 30.0, None),), ()), beside=["Norm: a.", "Norm: b."]
    )
    assert text.index("30.0 %") < text.index("\nNorm: a.\nNorm: b.\n") < text.index("Method: anchored")


def test_without_intervals_nothing_is_said_of_them():
    text = text_of(None, None, distinguishable=None)
    assert "30.0 %" in text
    assert not any(words in text for words in ("measurement error", "Intervals", " to "))


def test_what_the_levels_rest_on_is_one_line_for_methods_that_use_them(study, capsys):
    [line] = [text for text in ran(capsys, "measure", study, *on_slice()).splitlines() if "Muscle level" in text]
    assert "Fat level: " in line
    fat = ["--reference-fat", "20,97 120,97 120,106 20,106"]
    assert "Fat level: outlined by the reader." in ran(capsys, "measure", study, *on_slice(), *fat)
    assert "Muscle level" not in ran(capsys, "measure", study, *on_slice(), "--method", "otsu-shared")


def test_slices_share_a_contrast_on_request(study, tmp_path, capsys):
    """One mask on all three slices: with a scale of the series their contrast is one, else each has its own."""
    import nibabel

    y, x = np.mgrid[:ROWS, :COLUMNS]
    labels = np.zeros((COLUMNS, ROWS, 3), np.uint8)
    for value, (cx, cy) in enumerate(CENTRES.values(), start=2):
        labels[np.hypot(x - cx, y - cy).T < RADIUS] = value
    affine = np.diag([-SPACING[1], -SPACING[0], 4.0, 1.0])
    affine[:3, 3] = 49.0, 40.0, 0.0
    nibabel.save(nibabel.Nifti1Image(labels, affine), tmp_path / "mask.nii.gz")
    words = ("--mask", tmp_path / "mask.nii.gz", "--labels", "right=2,left=3")

    def contrasts(*more):
        parameters = measured(capsys, study, *words, *more)["method"]["parameters"]
        return {value for name, value in parameters.items() if name.startswith("contrast")}

    assert len(contrasts()) == len(contrasts("--scale", "slice")) == 3
    assert len(contrasts("--scale", "series")) == 1


def test_a_project_is_measured_on_the_scale_it_names(study):
    opened = open_study([study])
    outlines = [
        Outline.from_points(circle(side), slice_key=image.key, side=Side(side))
        for image in opened.series[0].slices
        for side in ("right", "left")
    ]
    shared = Outlined(opened, Document(tuple(outlines), scale_of=ScaleOf.SERIES))

    def contrasts(**more):
        found = shared.measure(method=None, threshold=None, **more)
        return {scale.contrast for _, scale in found.scales}

    assert len(contrasts(scale_of=ScaleOf.SLICE)) == 3
    [contrast] = {round(contrast, 9) for contrast in contrasts()}
    assert contrast > 1.0
