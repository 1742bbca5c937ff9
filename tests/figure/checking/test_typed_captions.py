"""Forty sentences and more of captions: which contradict the measured sides, and which claim nothing."""

import pytest

from tests.figure.checking.typed_scene import conflicts, named, the_content
from viewer.core.figures.spec import FigureSpec
from viewer.figure.checking.typed.contradictions import MOST_OF_A_TEXT
from viewer.figure.layout import lay_out
from viewer.figure.words.bundle import bundle_texts

CONTRADICTED = [
    "The left multifidus holds 45 % fat.",
    "Left 45.1 %, right 12.4 %.",
    "L 45 %; R 12 %.",
    "Fat was 12.4 % on the right and 45.1 % on the left.",
    "The left (45 %) is fattier than the right (12 %).",
    "While the right multifidus is lean, 45 % of the left is fat.",
    "The patient's left multifidus, fat fraction 45.1 %.",
    "The left multifidus has an area of 612 mm².",
    "Fat-to-muscle ratio of the left multifidus, 0.82.",
    "Links 45 % Fett.",
    "Graisse à gauche: 45,1 %, à gauche 45,1 %.",
    "The right multifidus has 30 % fat.",
    "LEFT: 45 %.",
    "Multifidus sinister, 45.1 % fat.",
    "Rt multifidus 12.4 %.",
    "Fat: 45 % (left), 12 % (right).",
]

SILENT = [
    "Right-sided back pain for 5 years, worse in 50 % of weeks.",
    "L4/5, axial T2.",
    "L 4/5 with 12 slices.",
    "The muscle was left intact.",
    "The left was left untreated.",
    "Right multifidus and left multifidus.",
    "R/L ratio of 1.13.",
    "The panel on the left shows 45 % opacity.",
    "Upper right: scale bar of 20 mm.",
    "R² = 0.82 for both readers.",
    "r = 0.45.",
    "95 % confidence interval.",
    "The right side was 33 % fattier than the left.",
    "In the literature the left multifidus of healthy people holds 20 % fat.",
    "The left psoas has 900 mm².",
    "Of the left outline 100 % was drawn by hand.",
    "Right after surgery, 50 % of patients walk.",
    "Image-left is the patient's right.",
    "All right.",
    "A right angle of 90 degrees.",
    "The left facet joint is 45 mm² large.",
    "Dr L. Smith, reader 2.",
    "{right.fat_fraction} on the right, {left.fat_fraction} on the left.",
    "Left-handed, with left leg pain in 45 % of days.",
    "Fat of the right multifidus lies between 42.2 and 48.1 %.",
    "The left side of the image is the patient's right.",
    "Window 45, level 12.",
    "The right multifidus lost 12 % of its area.",
    "Fat of the right multifidus rose by 12 % in a year.",
    "Fat of the left multifidus is < 20 %.",
    "The left side was left out, right?",
]

REPEATED = [
    "The right multifidus holds 45 % fat.",
    "Right 45.1 %, left 12.4 %.",
    "45 % fat on the right, 12 % on the left.",
    "The left multifidus has 540 mm².",
    "Fat fraction 45.1 %.",
    "R 45 %; L 12 %.",
    "The right and left multifidus hold 45.1 % and 12.4 % fat.",
]


@pytest.mark.parametrize("text", CONTRADICTED)
def test_sentences_that_contradict_the_measured_sides(text):
    found = conflicts(FigureSpec(caption=text))
    problems = [finding for finding in found if finding.level == "problem"]
    assert problems and all("caption" in finding.sentence for finding in problems)
    mended = conflicts(problems[0].fix.spec)
    assert len([finding for finding in mended if finding.level == "problem"]) < len(problems)


@pytest.mark.parametrize("text", SILENT)
def test_sentences_that_claim_nothing_of_one_muscle(text):
    assert named(FigureSpec(caption=text)) == []


@pytest.mark.parametrize("text", REPEATED)
def test_sentences_that_only_repeat_are_notes(text):
    assert set(named(FigureSpec(caption=text))) == {"typed-number"}


def test_a_live_number_of_the_other_side_is_a_contradiction():
    (finding,) = conflicts(FigureSpec(caption="The left multifidus holds {right.fat_fraction} fat."))
    assert (finding.identifier, finding.level) == ("contradicted-field", "problem")
    assert finding.fix.spec.caption == "The left multifidus holds {left.fat_fraction} fat."


def test_the_fix_of_a_typed_number_is_the_live_field():
    (finding,) = conflicts(FigureSpec(caption="Fat of the right multifidus: 45,1 % here."))
    assert finding.fix.spec.caption == "Fat of the right multifidus: {right.fat_fraction} here."
    assert conflicts(finding.fix.spec) == ()


def test_alternative_texts_are_read_too():
    assert named(FigureSpec(alt="Left multifidus with 45 % fat.")) == ["contradicted-number"]


def test_the_programs_own_words_taken_over_contradict_nothing():
    spec, content = FigureSpec(), the_content()
    texts = bundle_texts(lay_out(spec, content), spec, (content,))
    for text in (texts.caption, texts.alt, texts.long_description, texts.finding):
        assert set(named(FigureSpec(caption=text))) == {"typed-number"}
    taken = FigureSpec(caption=texts.caption)
    while found := conflicts(taken):
        taken = found[0].fix.spec
    assert "patient's right, {right.fat_fraction} of {right.area}, fat-to-muscle ratio {right.ratio};" in taken.caption
    assert lay_out(taken, content).caption == texts.caption


def test_a_table_typed_into_a_caption_does_not_bury_the_other_findings():
    found = named(FigureSpec(caption="Left 45 %, right 12 %, " * 200, alt="Left multifidus with 45 % fat."))
    assert len(found) == MOST_OF_A_TEXT + 1
