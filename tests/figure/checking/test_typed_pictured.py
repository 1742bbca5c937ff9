"""Typed captions that contradict the edges, halves and mirroring of the picture, and such as do not."""

from dataclasses import replace

import pytest

from tests.figure.checking.typed_scene import RIGHT_MM, named, noted, the_content
from tests.figure.panel_scene import MIRRORED
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.figure.checking.preflight import check
from viewer.figure.content import as_contents
from viewer.figure.layout import lay_out

ABOUT = ("contradicted-edge", "contradicted-side", "denied-mirroring")


def found(spec):
    contents = as_contents(spec, the_content())
    findings = check(lay_out(spec, contents), spec, contents, dpi=300, suffix=".tiff")
    return [finding for finding in findings if finding.identifier in ABOUT]


TURNED, FLIPPED = (Panel(turns=1),), (Panel(is_mirrored=True),)


@pytest.mark.parametrize(
    ("panels", "true_edge", "false_edge"),
    [((Panel(),), "left", "right"), (FLIPPED, "right", "left"), (TURNED, "top", "left")],
)
@pytest.mark.parametrize(
    "words",
    [
        "The patient's right is at the image's {}.",
        "Image-{} is the patient's right.",
        "The patient’s right lies on the {} of the image.",
        "The {} side of the picture shows the patient's right; see text.".replace("shows", "is"),
    ],
)
@pytest.mark.parametrize("place", ["caption", "alt"])
def test_edges_are_those_of_the_letters(panels, true_edge, false_edge, words, place):
    spec = FigureSpec(panels=panels)
    assert found(replace(spec, **{place: words.format(true_edge)})) == []
    (told,) = found(replace(spec, **{place: words.format(false_edge)}))
    assert (told.identifier, told.level) == ("contradicted-edge", "problem")
    assert f"but it is at the {true_edge}." in told.sentence


def test_panels_are_the_halves_they_show():
    spec = replace(MIRRORED, caption="(a) Left side. (b) Right side, mirrored, {b.left.area}.")
    first, second = found(spec)
    assert "'Left' of panel a, which shows the patient's right" in first.sentence
    assert found(second.fix.spec)[0].sentence == first.sentence
    assert found(found(second.fix.spec)[0].fix.spec) == []
    for right in (
        "(a) Right; (b) left, mirrored.",
        "Panel a shows the right, panel b the left.",
        "(a, b) Left and right.",
    ):
        assert found(replace(MIRRORED, caption=right)) == [], right


@pytest.mark.parametrize("text", ["No panel is mirrored.", "Panel b isn't mirrored.", "Unmirrored scans."])
def test_a_caption_that_denies_mirroring_is_told_and_corrected(text):
    spec = replace(MIRRORED, caption=text)
    assert [finding.identifier for finding in found(spec)] == ["denied-mirroring"]
    assert lay_out(spec, the_content()).caption == f"{text} Panel b is mirrored."
    assert found(FigureSpec(caption=text)) == []


@pytest.mark.parametrize("text", ["Ｌ", "ＬＥＦＴ", "ⓛeft", "izquierda", "lado esquerdo", "sinistra", "vänster"])
def test_other_signs_and_languages_name_sides_too(text):
    assert named(noted(text, RIGHT_MM)) == ["contradicted-side"]
