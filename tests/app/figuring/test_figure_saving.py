"""The figure as command line and window make it: one content, one painter, nothing written when refused."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.cli_runs import ran
from tests.dialog_source import NO_SIDES, a_source, a_study
from tests.figure.figure_scene import AXIAL, COLUMNS, KEY, PAIR, ROWS, UNNAMED, square
from tests.lumbar import circle, outline_words, write_study
from viewer.app.figuring.previewing import settle
from viewer.app.figuring.saving import (
    FigureChoices,
    figure_caption,
    figure_picture,
    make_file,
    save_figure,
    suggested_name,
)
from viewer.app.figuring.sources import figure_content, figure_source
from viewer.app.session import Session
from viewer.core.document import Crop, Document, Statement
from viewer.core.figures.panels import WHOLE_SLICE
from viewer.core.figures.spec import FigureSpec
from viewer.core.geometry import Spacing
from viewer.core.grey import Window
from viewer.core.history import Place
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey
from viewer.errors import OutlineError, OutputError, PatientDataError, SideError, UsageError
from viewer.figure.content import as_contents
from viewer.figure.layout import lay_out
from viewer.figure.presets import PRESETS
from viewer.io.opening import open_study


def pixels_of(data):
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture)


def test_the_window_writes_the_bytes_of_the_command_line(tmp_path, capsys):
    folder = write_study(tmp_path / "study")
    by_command = tmp_path / "command.png"
    ran(
        capsys,
        "figure",
        folder,
        "--series",
        "1",
        "--slice",
        "2",
        *outline_words(),
        "--numbers",
        "--outline-rule",
        "fascial",
        "-o",
        by_command,
    )
    study = open_study([folder])
    [series] = [series for series in study.series if series.number == 1]
    key = series.slices[1].key
    drawn = tuple(
        Outline.from_points(np.round(circle(side), 4), slice_key=key, side=Side(side)) for side in ("right", "left")
    )
    session = Session()
    session.open(study, Place(1, 2), document=Document(outlines=drawn))
    source = figure_source(session.now)
    by_window = tmp_path / "window.png"
    save_figure(FigureSpec(shows_numbers=True), figure_content(source), by_window, dpi=None, study=study)
    assert by_window.read_bytes() == by_command.read_bytes()


def test_the_figure_takes_the_window_only_if_the_user_chose_one():
    session = Session()
    assert figure_source(session.now) is None
    study = a_study()
    session.open(study, Place(1, 1))
    assert figure_source(session.now).window is None
    chosen = Window(50.0, 20.0)
    session.change(view=session.now.view.with_window(study.series[0].series_uid, chosen))
    assert figure_source(session.now).window == chosen


def test_references_are_measured_with_and_not_drawn():
    reference = square(5, 5, 20, structure=Structure.REFERENCE_FAT)
    content = figure_content(a_source(outlines=(*PAIR, reference)))
    assert content.outlines == PAIR
    assert [row.side for row in content.rows] == [Side.RIGHT, Side.LEFT]


def test_outlines_of_other_slices_play_no_part():
    elsewhere = replace(PAIR[0], slice_key=SliceKey("1.2.3.4568"))
    crossing = Outline.from_points([(0, 0), (9, 9), (9, 0), (0, 9)], slice_key=SliceKey("1.2.3.4568"))
    content = figure_content(a_source(outlines=(*PAIR, elsewhere, crossing)))
    assert content.outlines == PAIR
    assert content.measurement == figure_content(a_source()).measurement


def test_a_slice_without_outlines_has_a_figure_without_numbers():
    content = figure_content(a_source(outlines=()))
    assert (content.outlines, content.measurement) == ((), None)


def test_what_was_stated_about_this_series_counts():
    document = Document(outlines=PAIR).with_statement("1.2.3.4", Statement(sides="radiological"))
    source = a_source(NO_SIDES, document=document)
    assert not source.lacks_sides
    page = lay_out(FigureSpec(), figure_content(source))
    assert "Sides as stated by the user." in page.caption
    assert a_source(NO_SIDES).lacks_sides


def test_a_header_that_tells_more_than_the_series_has_the_word_in_a_figure():
    stated = Statement(sides="neurological", spacing=Spacing(2.0, 2.0))
    source = a_source(document=Document(outlines=PAIR).with_statement("1.2.3.4", stated))
    assert lay_out(FigureSpec(), figure_content(source)) == lay_out(FigureSpec(), figure_content(a_source()))


def test_pixels_outside_the_crop_are_not_in_the_file():
    bright = np.full((ROWS, COLUMNS), 255.0)
    kept = Crop(KEY, left=30, top=60, right=129, bottom=109)
    document = Document(outlines=PAIR, crops=(kept,))
    content = figure_content(a_source(document=document, values=bright))
    assert np.isnan(content.values[:60]).all()
    grey = lay_out(FigureSpec(crop_mm=WHOLE_SLICE), content).image.grey
    assert grey.shape == (ROWS, COLUMNS)
    assert (grey[60:110, 30:130] == 255).all()
    assert grey[60:110, 30:130].size * 255 == int(grey.sum(dtype=np.int64))


def previewed(spec, content, *, box_px, dpi, suffix):
    return settle(spec, as_contents(spec, content), screen_dpi=None, box_px=box_px, dpi=dpi, suffix=suffix)


def test_a_preview_fills_its_box_and_has_the_pixels_of_the_file():
    spec, content = FigureSpec(shows_numbers=True), figure_content(a_source())
    data, _ = make_file(spec, content, Path("figure.png"), dpi=150)
    expected = pixels_of(data)
    height, width = expected.shape[:2]
    preview = previewed(spec, content, box_px=(width, 10_000), dpi=150, suffix=".png")
    assert preview.file_pixels == (width, height)
    assert width - 4 <= preview.pixels.shape[1] <= width  # whole dots per inch: up to 3.3 pixels fewer
    at_same = previewed(spec, content, box_px=(width + 1, 10_000), dpi=150, suffix=".png")
    assert np.array_equal(at_same.pixels, expected)
    flat = previewed(spec, content, box_px=(4000, 300), dpi=150, suffix=".png")
    assert flat.pixels.shape[0] <= 300


def test_a_preview_says_what_the_check_finds_and_the_words():
    spec, content = FigureSpec(), figure_content(a_source())
    preview = previewed(spec, content, box_px=(300, 300), dpi=72, suffix=".png")
    assert {finding.identifier for finding in preview.findings} >= {"dpi", "format"}
    page = lay_out(spec, content)
    assert (preview.page.caption, preview.page.alt, preview.page.width_mm) == (page.caption, page.alt, page.width_mm)
    vector = previewed(spec, content, box_px=(300, 300), dpi=72, suffix=".pdf")
    assert vector.file_pixels is None
    assert "dpi" not in {finding.identifier for finding in vector.findings}


def test_unknown_sides_are_told_in_the_windows_words():
    content = figure_content(a_source(NO_SIDES, outlines=UNNAMED))
    for make in (
        lambda: previewed(FigureSpec(), content, box_px=(300, 300), dpi=None, suffix=".png"),
        lambda: make_file(FigureSpec(), content, Path("figure.png"), dpi=None),
        lambda: figure_caption(FigureSpec(), content),
    ):
        with pytest.raises(SideError) as refused:
            make()
        assert "state the sides" in str(refused.value)
        assert "--" not in str(refused.value)
    without = FigureSpec(shows_sides=False)
    assert previewed(without, content, box_px=(300, 300), dpi=None, suffix=".png").pixels.any()


def test_an_outline_that_crosses_itself_gets_no_figure():
    crossing = Outline.from_points([(10, 10), (40, 40), (40, 10), (10, 40)], slice_key=KEY, side=Side.RIGHT)
    with pytest.raises(OutlineError):
        figure_content(a_source(outlines=(crossing, PAIR[1])))


@pytest.mark.parametrize(
    ("spec", "name", "error"),
    [
        (FigureSpec(caption="The back of Jane Doe"), "figure.png", PatientDataError),
        (FigureSpec(), "doe_jane.png", PatientDataError),
        (FigureSpec(), "figure.bmp", UsageError),
        (FigureSpec(), "no-such-folder/figure.png", OutputError),
    ],
)
def test_what_is_refused_leaves_no_file(tmp_path, spec, name, error):
    source = a_source()
    with pytest.raises(error):
        save_figure(spec, figure_content(source), tmp_path / name, dpi=100, study=source.study)
    assert list(tmp_path.iterdir()) == []


def test_an_open_image_is_not_overwritten(tmp_path):
    picture = tmp_path / "scan.png"
    picture.write_bytes(b"the only copy")
    link = tmp_path / "link.png"
    link.symlink_to(picture)
    source = a_source(study=a_study(file=str(picture)))
    for path in (picture, link):
        with pytest.raises(OutputError, match="was read"):
            save_figure(FigureSpec(), figure_content(source), path, dpi=100, study=source.study)
    assert picture.read_bytes() == b"the only copy"


def test_the_clipboard_gets_the_file_and_its_bare_pixels():
    spec, content = FigureSpec(), figure_content(a_source())
    data, pixels, _ = figure_picture(spec, content, dpi=100)
    assert data == make_file(spec, content, Path("figure.png"), dpi=100)[0]
    assert np.array_equal(pixels, pixels_of(data))


def test_a_caption_that_names_the_patient_is_not_copied():
    content = figure_content(a_source())
    assert figure_caption(FigureSpec(), content) == lay_out(FigureSpec(), content).caption
    with pytest.raises(PatientDataError):
        figure_caption(FigureSpec(caption="MRN778899 at L4/5"), content)


def test_suggested_names_are_free():
    taken = {"multifidus-figure.png", "multifidus-figure-2.png"}
    assert suggested_name(".png", is_taken=set().__contains__) == "multifidus-figure.png"
    assert suggested_name(".png", is_taken=taken.__contains__) == "multifidus-figure-3.png"


def test_remembered_choices_that_no_longer_exist_become_the_defaults():
    known = PRESETS[-1].name
    assert FigureChoices(preset=known, suffix=".pdf", dpi=300) == FigureChoices(known, ".pdf", 300)
    assert FigureChoices(preset="gone", suffix=".bmp", dpi=9) == FigureChoices()


def test_a_known_spacing_is_not_lacking():
    assert not a_source().lacks_spacing
    assert a_source(replace(AXIAL, spacing=None)).lacks_spacing


@pytest.mark.parametrize("text", ["", "no json", "[]", "null", '{"preset": 7}', '{"dpi": "many", "shows_numbers": 3}'])
def test_choices_that_cannot_be_read_are_those_of_a_first_figure(text):
    assert FigureChoices.from_text(text) == FigureChoices()


def test_choices_come_back_from_settings():
    choices = FigureChoices(preset="plos", suffix=".tiff", dpi=450, shows_numbers=True, shows_scale_bar=False)
    assert FigureChoices.from_text(choices.to_text()) == choices
