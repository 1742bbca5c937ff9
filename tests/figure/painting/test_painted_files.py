"""What stands in the files of a page of two panels: pixels, resolution, tags, alternative text, and nothing else."""

import io
import struct
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tests.figure.painting.painted_page import a_page, grey_image, two_panels
from viewer.errors import UsageError
from viewer.figure.encoding import ALT_SPACE, encode
from viewer.figure.page import TextMark
from viewer.figure.painting.pixels import to_pixels
from viewer.figure.provenance import RECORD_FORMAT

ALT = "Zwei Quadrate, 5 µm – ≥ 2 & <mehr>"


def opened(page, suffix, dpi=300):
    return Image.open(io.BytesIO(encode(page, suffix, dpi=dpi)))


def png_chunks(data):
    at = 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        yield data[at + 4 : at + 8].decode(), data[at + 8 : at + 8 + length]
        at += length + 12


@pytest.mark.parametrize("suffix", [".png", ".tiff", ".webp", ".jpg"])
def test_files_hold_the_painted_pixels(suffix):
    page = two_panels()
    picture = opened(page, suffix)
    assert picture.mode == "RGB" and picture.size == (992, 472)
    off = np.abs(np.asarray(picture).astype(int) - to_pixels(page, dpi=300))
    assert off.max() == 0 if suffix != ".jpg" else off.mean() < 2.0
    grey = a_page(grey_image(77))
    assert opened(grey, suffix).mode == ("RGB" if suffix == ".webp" else "L")


def test_a_png_has_these_chunks_and_its_exact_resolution():
    chunks = list(png_chunks(encode(two_panels(), ".png", dpi=600)))
    kinds = [kind for kind, _ in chunks]
    assert set(kinds) == {"IHDR", "tEXt", "iTXt", "pHYs", "IDAT", "IEND"}
    assert dict(chunks)["pHYs"] == struct.pack(">IIB", 23622, 23622, 1)  # 600 / 0.0254 pixels in a metre
    assert struct.unpack(">IIBBBBB", dict(chunks)["IHDR"]) == (1984, 945, 8, 2, 0, 0, 0)
    keys = [body.split(b"\0")[0].decode() for kind, body in chunks if kind in {"tEXt", "iTXt"}]
    assert sorted(keys) == sorted(["Title", "Description", "Software", RECORD_FORMAT, "XML:com.adobe.xmp"])


def test_a_tiff_is_flat_with_lzw_and_its_exact_resolution():
    tags = opened(two_panels(), ".tiff", dpi=600).tag_v2
    assert tags[259] == 5 and tags[317] == 2, "LZW of differences"
    assert tags[258] == (8, 8, 8) and tags[277] == 3 and 338 not in tags, "no alpha"
    assert (tags[282], tags[283], tags[296]) == (600, 600, 2)
    assert 306 not in tags and 316 not in tags and 315 not in tags, "no date, machine or person"
    assert opened(a_page(grey_image(9)), ".tiff").tag_v2[262] == 1, "black is zero"


@pytest.mark.parametrize("suffix", [".png", ".tiff", ".jpg", ".webp"])
def test_the_alternative_text_is_where_iptc_places_it(suffix):
    picture = opened(replace(two_panels(), alt=ALT), suffix, dpi=72)
    packet = {
        ".png": lambda: picture.text["XML:com.adobe.xmp"],
        ".tiff": lambda: picture.tag_v2[700],
        ".jpg": lambda: picture.info["xmp"],
        ".webp": lambda: picture.info["xmp"],
    }[suffix]()
    (alt,) = ET.fromstring(packet).iter(f"{{{ALT_SPACE}}}AltTextAccessibility")
    (item,) = alt.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li")
    assert item.text == ALT


def test_the_interpolation_is_stated():
    for kind in ("bicubic", "nearest"):
        page = replace(two_panels(), interpolation=kind)
        assert f"{kind} interpolation" in opened(page, ".png", dpi=72).text["Software"]


@pytest.mark.parametrize(("suffix", "size"), [(".webp", (1400.0, 1.0)), (".jpg", (6000.0, 1.0)), (".png", (800, 800))])
def test_a_page_too_large_for_its_format_is_refused(suffix, size):
    with pytest.raises(UsageError, match="fewer dots per inch"):
        encode(a_page(width_mm=size[0], height_mm=size[1]), suffix, dpi=400)


def test_strange_pages_are_painted():
    """Signs that the font lacks, a page of one pixel, an empty page, an image beside the page."""
    strange = a_page(
        grey_image(5, box=(-50.0, 2.0, 20.0, 20.0)), TextMark("多裂肌 \U0001f600 ﷺ", 2, 9, 8, "note", casing_pt=0.5)
    )
    for page in (strange, a_page(width_mm=0.01, height_mm=0.01), a_page(grey_image(5, rows=1, columns=1))):
        for suffix in (".png", ".pdf", ".svg"):
            assert len(encode(page, suffix, dpi=72)) > 200
    assert encode(strange, ".svg", dpi=72, text_as_paths=True)


def test_outlined_text_is_a_choice_of_svg_alone():
    page = two_panels()
    assert b"<text" in encode(page, ".svg", dpi=72)
    assert b"<text" not in encode(page, ".svg", dpi=72, text_as_paths=True)
    assert encode(page, ".png", dpi=72, text_as_paths=True) == encode(page, ".png", dpi=72)
