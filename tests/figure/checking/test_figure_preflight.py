"""Each finding of the check before writing, provoked; and a sound figure without any."""

from dataclasses import replace

import pytest

from tests.figure.figure_scene import AXIAL, UNNAMED, a_content, a_measurement, square
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.figures.style import Style
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Side
from viewer.core.series import Acquisition, Identity
from viewer.figure.checking.preflight import check
from viewer.figure.layout import lay_out
from viewer.figure.presets import PRESETS


def found(spec=None, content=None, *, dpi=600, suffix=".tiff", size_bytes=None, page=None, file_name=None):
    spec = spec or FigureSpec()
    content = content or a_content()
    page = page or lay_out(spec, content)
    findings = check(page, spec, content, dpi=dpi, suffix=suffix, size_bytes=size_bytes, file_name=file_name)
    for finding in findings:
        assert finding.sentence.endswith(".") and finding.remedy.endswith(".") and finding.level in ("problem", "note")
    return {finding.identifier for finding in findings}


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p.name)
def test_a_sound_figure_passes(preset):
    spec = FigureSpec(preset=preset.name, shows_numbers=preset.height_mm is None)
    content = a_content(measurement=a_measurement())
    suffix = f".{preset.formats[0]}"
    expected = set() if preset.is_verified else {"unverified-preset"}
    if preset.width_mm > 103.0 and preset.kind != "talk":  # 152 pixels: 8 dots of 300 dpi for each
        expected |= {"enlargement"}
    assert found(spec, content, dpi=preset.dpi, suffix=suffix) == expected


def test_resolution_and_format():
    assert found(dpi=300) == {"dpi"}
    assert found(dpi=300, suffix=".pdf") == {"format"}
    assert found(suffix=".tif") == set()
    assert found(FigureSpec(preset="elsevier-single"), suffix=".jpeg") == set()


def test_sizes():
    page = lay_out(FigureSpec(), a_content())
    assert found(page=replace(page, width_mm=85.0)) == {"width"}
    bmc = FigureSpec(preset="bmc-single", caption="word " * 900, shows_caption=True)
    assert found(bmc) == {"height"}
    assert found(FigureSpec(preset="bmc-single"), size_bytes=11_000_000) == {"file-size"}
    assert found(FigureSpec(preset="bmc-single"), size_bytes=9_000_000) == set()


def test_type_and_lines():
    page = lay_out(FigureSpec(), a_content())
    small = tuple(replace(m, size_pt=7.5) if m in page.texts("scale-label") else m for m in page.marks)
    assert found(page=replace(page, marks=small)) == {"small-text"}
    assert found(FigureSpec(style=Style(line_pt=0.2))) == {"thin-line"}
    assert found(FigureSpec(style=Style(colour="#3a3a3a"))) == {"contrast"}
    assert found(FigureSpec(style=Style(colour="#ffd000"))) == set()
    assert found(FigureSpec(caption="肌", shows_caption=True)) == {"missing-glyph"}
    assert found(FigureSpec(caption="שריר", shows_caption=True)) == {"backward-text"}


def test_meaning():
    assert found(FigureSpec(shows_sides=False)) == {"no-side-letters"}
    assert found(FigureSpec(shows_scale_bar=False)) == {"no-scale-bar"}
    unknown = a_content(PlaneGeometry(), outlines=UNNAMED)
    assert found(FigureSpec(shows_sides=False), unknown) == {"no-side-letters", "no-scale-bar"}
    assert found(FigureSpec(alt=" ")) == {"no-alt-text"}
    assert found(FigureSpec(alt="a" * 201)) == {"long-alt-text"}
    assert found(content=a_content(measurement=a_measurement(flags=("one-mode",)))) == {"do-not-use"}
    assert found(FigureSpec(crop_mm=30.0)) == {"outline-cut", "enlargement"}
    assert found(content=a_content(AXIAL)) == set()


@pytest.mark.parametrize(
    ("panel", "is_cut"),
    [
        (Panel(), False),
        (Panel(shift_mm=(500.0, -500.0), crop_mm=30.0), True),  # both outlines lie far outside
        (Panel(shift_mm=(500.0, -500.0), crop_mm=30.0, shows_outlines=False), False),
        (Panel(part="right"), False),
        (Panel(part="left", is_mirrored=True, turns=1), False),
        (Panel(part="right", crop_mm=40.0), True),  # the outer edge of the half cuts its own outline
        (Panel(crop_mm=0.0), False),
    ],
)
def test_outlines_of_a_panel_are_wholly_in_its_picture(panel, is_cut):
    assert ("outline-cut" in found(FigureSpec(panels=(panel,)))) is is_cut


def test_an_outline_at_the_edge_of_its_slice_is_not_cut():
    at_edge = (square(-0.5, 60, 30, Side.RIGHT), square(129.5, 60, 30, Side.LEFT))
    for panel in (Panel(crop_mm=0.0), Panel(crop_mm=0.0, turns=3, is_mirrored=True)):
        assert "outline-cut" not in found(FigureSpec(panels=(panel,)), a_content(outlines=at_edge))


def test_the_flags_forbid_not_the_words_of_a_caption():
    assert found(FigureSpec(caption="Do not use these numbers for dosing.")) == set()


def test_patient_data():
    assert found(FigureSpec(caption="After Jane.")) == {"patient-data"}
    assert found(FigureSpec(alt="MRN 778899")) == {"patient-data"}
    assert found(file_name="doe_jane.tiff") == {"patient-data"}
    assert found(file_name="figure-1.tiff") == set()


def test_a_name_that_is_not_known_cannot_be_compared():
    nobody = a_content(identity=Identity())
    assert found(FigureSpec(caption="Mine."), nobody) == found(FigureSpec(alt="Mine."), nobody)
    assert found(FigureSpec(caption="Mine."), nobody) == {"patient-data-unchecked"}
    assert found(content=nobody) == set()


@pytest.mark.parametrize(
    ("image_type", "has_text", "expected"),
    [
        (("DERIVED", "SECONDARY"), None, {"burned-in-text"}),
        (("DERIVED", "SECONDARY"), False, set()),
        (("ORIGINAL", "PRIMARY"), True, {"burned-in-text"}),
        (("ORIGINAL", "PRIMARY"), None, set()),
        ((), None, set()),
    ],
)
def test_pixels_that_may_hold_text(image_type, has_text, expected):
    acquisition = Acquisition(image_type=image_type, has_burned_in_text=has_text)
    assert found(content=a_content(acquisition=acquisition)) == expected


def test_outlines_that_nobody_accepted():
    content = a_content()
    first, *others = content.outlines
    assert found(content=replace(content, outlines=(replace(first, is_proposed=True), *others))) == {"proposed-outline"}
