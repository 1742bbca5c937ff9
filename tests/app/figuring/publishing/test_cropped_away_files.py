"""What is cropped off a picture is in nothing that is handed on: all of it is the same whatever stood there."""

from dataclasses import replace

import numpy as np
import pytest

from tests.lumbar import SPACING, circle, pixels
from tests.synthetic import mr_image, write
from viewer.app.figuring.publishing.bundle import BundleForm, bundle_files
from viewer.app.figuring.publishing.on_screen import page_to_print
from viewer.app.figuring.publishing.published import published
from viewer.app.figuring.publishing.report import report_pdf
from viewer.app.figuring.publishing.reviewing import unseen_pixels, with_review
from viewer.app.figuring.saving import figure_picture
from viewer.app.figuring.sources import FigureSource
from viewer.core.document import Crop, Document
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.outline import Outline, Side
from viewer.io.opening import open_study

LOOKS = {
    "whole slice": FigureSpec(preset="blog", crop_mm=0.0),
    "inset": FigureSpec(preset="blog", inset="whole"),
    "fat map": FigureSpec(preset="blog", crop_mm=0.0, panels=(Panel(shows_fat_map=True),)),
    "two panels": FigureSpec(
        preset="blog", crop_mm=0.0, arrangement="twin", panels=(Panel(shows_outlines=False), Panel(is_mirrored=True))
    ),
}


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """The same slice without and with text burned into a corner, which is cropped off."""
    made = []
    for has_text in (False, True):
        grey = pixels(seed=3)
        if has_text:
            grey[2:18, 4:20] = np.random.default_rng(7).integers(0, 4096, (16, 16))
        image = mr_image(pixels=grey, spacing=SPACING, bits_stored=12, ImageType=["DERIVED", "SECONDARY"])
        study = open_study([write(tmp_path_factory.mktemp("cropped") / "IM1", image)])
        series, slice_ = study.series[0], study.series[0].slices[0]
        outlines = tuple(
            Outline.from_points(circle(side), slice_key=slice_.key, side=Side(side)) for side in ("right", "left")
        )
        crop = Crop(slice_.key, 0, 20, 139, 119)
        made.append(FigureSource(study, series, slice_, Document(outlines=outlines, crops=(crop,))))
    return made


def handed_on(spec, source):
    """Everything that is made of a figure, by name."""
    figure = published(spec, source)
    seen = with_review(figure.spec, unseen_pixels(figure, ("figure", "bundle", "report")))
    figure = replace(figure, spec=seen)
    data, bare, _ = figure_picture(seen, figure.contents, dpi=100)
    marks = [mark.grey.tobytes() for mark in page_to_print(seen, source).images()]
    files, _ = bundle_files(figure, BundleForm(".png", 100))
    return {**files, "clipboard": data, "bare": bare.tobytes(), "print": b"".join(marks), "report": report_pdf(figure)}


@pytest.mark.slow
@pytest.mark.parametrize("name", LOOKS)
def test_everything_is_the_same_whatever_was_cropped_off(sources, name):
    plain, with_text = (handed_on(LOOKS[name], source) for source in sources)
    assert {key for key in plain if plain[key] != with_text[key]} == set()
    assert len(plain) == 12


@pytest.mark.slow
def test_without_the_crop_the_text_is_in_all_pictures(sources):
    """Positive control."""
    whole = [replace(one, document=replace(one.document, crops=())) for one in sources]
    plain, with_text = (handed_on(LOOKS["whole slice"], source) for source in whole)
    differs = {key for key in plain if plain[key] != with_text[key]}
    assert differs >= {"clipboard", "bare", "print", "report", "multifidus-figure.png", "multifidus-figure-plain.png"}
