"""PDF and SVG: the same picture as the pixels, text as text or as outlines, nothing but what was put there."""

import base64
import io
import re
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from shutil import which

import numpy as np
import pytest
from PIL import Image

from tests.figure.painting.painted_page import a_page, grey_image, two_panels
from viewer.figure.page import TextMark
from viewer.figure.painting.pdf import to_pdf
from viewer.figure.painting.pixels import to_pixels
from viewer.figure.painting.svg import to_svg

SVG = "{http://www.w3.org/2000/svg}"
needs_poppler = pytest.mark.skipif(which("pdftoppm") is None, reason="poppler is not installed")


def poppler(tool, data, folder, *options):
    path = folder / "figure.pdf"
    path.write_bytes(data)
    out = [] if tool == "pdftoppm" else ["-"]
    done = subprocess.run([tool, *options, str(path), *out], capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout


def differs(a, b):
    """Share of pixels whose surroundings of 9 × 9 pixels differ by more than 32 grey levels on average."""
    from scipy.ndimage import uniform_filter

    off = uniform_filter(a.astype(float) - b.astype(float), size=(9, 9, 1))
    return float((np.abs(off).max(axis=2) > 32).mean())


def svg_pixels(data, width, height):
    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(width, height, QImage.Format.Format_RGB888)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(data)).render(painter)
    painter.end()
    rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(height, image.bytesPerLine())
    return rows[:, : 3 * width].reshape(height, width, 3).copy()


def test_an_svg_with_outlined_text_is_the_same_picture(qapp):
    page = two_panels()
    pixels = to_pixels(page, dpi=300)
    drawn = svg_pixels(to_svg(page, text_as_paths=True), pixels.shape[1], pixels.shape[0])
    assert differs(pixels, drawn) < 0.0002
    marks = [mark for mark in page.marks if mark.item != "mark:0"]
    other = to_svg(replace(page, marks=tuple(marks)), text_as_paths=True)
    assert differs(pixels, svg_pixels(other, pixels.shape[1], pixels.shape[0])) > 0.0005, "an arrow less is seen"


@needs_poppler
def test_a_pdf_is_the_same_picture(tmp_path):
    page = two_panels()
    pixels = to_pixels(page, dpi=300)
    drawn = Image.open(io.BytesIO(poppler("pdftoppm", to_pdf(page), tmp_path, "-r", "300", "-png")))
    drawn = np.asarray(drawn.convert("RGB").crop((0, 0, pixels.shape[1], pixels.shape[0])))
    assert differs(pixels, drawn) < 0.001


@needs_poppler
def test_text_of_a_pdf_is_text_in_embedded_truetype(tmp_path):
    data = to_pdf(two_panels())
    words = poppler("pdftotext", data, tmp_path, "-raw").decode()
    fonts = subprocess.run(
        ["pdffonts", str(tmp_path / "figure.pdf")], capture_output=True, text=True, check=True
    ).stdout
    lines = [line.split() for line in fonts.splitlines()[2:]]
    assert sorted(line[0].split("+")[1] for line in lines) == ["LiberationSans", "LiberationSans-Bold"]
    assert all(line[1:6] == ["CID", "TrueType", "Identity-H", "yes", "yes"] for line in lines)
    for text in ("spinous process", "20 mm", "mirrored for comparison", "(A) Area 954 mm² ± 12, AV To; (B) turned."):
        assert text in words


def test_a_pdf_asks_for_smooth_images_and_its_table_of_places_is_right():
    for page in (two_panels(), replace(two_panels(), interpolation="nearest")):
        data = to_pdf(page)
        images = data.count(b"/Subtype /Image")
        assert images == 4
        assert data.count(b"/Subtype /Image /Interpolate true") == (images if page.interpolation == "bicubic" else 0)
        start = int(re.search(rb"startxref\n(\d+)\n%%EOF", data)[1])
        assert data[start:].startswith(b"xref\n0 ")
        places = re.findall(rb"(\d{10}) \d{5} n", data[start:])
        assert len(places) > 20
        for number, place in enumerate(places, start=1):
            assert data[int(place) :].startswith(b"%d 0 obj" % number)


def test_no_date_and_no_transparent_image_in_a_pdf():
    data = to_pdf(two_panels())
    assert b"CreationDate" not in data and b"ModDate" not in data and b"/SMask" not in data
    assert b"matplotlib" not in data.lower()


def words_of(root):
    hidden = {id(t) for g in root.iter(f"{SVG}g") if g.get("aria-hidden") for t in g.iter(f"{SVG}text")}
    return [text for text in root.iter(f"{SVG}text") if id(text) not in hidden]


def test_text_of_an_svg_is_text_that_names_its_families():
    data = to_svg(two_panels())
    root = ET.fromstring(data)
    texts = {text.text: text for text in words_of(root)}
    assert {"spinous process", "mirrored for comparison", "fat fraction, %", "20 mm"} <= set(texts)
    assert texts["fat fraction, %"].get("transform") == "rotate(-90 222.236 42.52)"  # 78.4 and 15 mm in pt
    assert texts["mirrored for comparison"].get("text-anchor") == "end"
    assert all(text.get("font-family") == "Arial, 'Liberation Sans', Helvetica, sans-serif" for text in texts.values())
    assert texts["20 mm"].get("font-size") == "8" and texts["R"].get("font-weight") == "bold"
    assert b"<!--" not in data and b"<text" in data


def test_outlined_text_leaves_no_word_behind():
    data = to_svg(a_page(grey_image(9), TextMark("QXJ ±5 <&>", 2, 9, 8, "note", casing_pt=0.5)), text_as_paths=True)
    root = ET.fromstring(data)
    assert not list(root.iter(f"{SVG}text")) and b"<!--" not in data and b"QXJ" not in data
    assert len(list(root.iter(f"{SVG}path"))) == 2


def test_strange_signs_are_escaped():
    page = a_page(TextMark('a < b & "c" $x$', 2, 9, 8, "note"), title="<t>", alt="x & y ]]>")
    root = ET.fromstring(to_svg(page))
    assert [text.text for text in words_of(root)] == ['a < b & "c" $x$']
    assert root.find(f"{SVG}title").text == "<t>" and root.find(f"{SVG}desc").text == "x & y ]]>"
    assert root.get("aria-labelledby") == "title desc" and root.find(f"{SVG}title").get("id") == "title"


def test_an_svg_holds_native_pixels_with_the_map_laid_in():
    page = two_panels()
    data = re.findall(r'xlink:href="data:image/png;base64,([^"]*)"', to_svg(page).decode())
    pictures = [Image.open(io.BytesIO(base64.b64decode(words))) for words in data]
    assert [(picture.size, picture.mode) for picture in pictures] == [
        ((120, 96), "L"), ((120, 96), "RGB"), ((4, 64), "RGB"), ((40, 40), "L"),
    ]  # fmt: skip
    assert np.array_equal(np.asarray(pictures[0]), page.image.grey)
    mapped, plain = np.asarray(pictures[1]), list(page.images())[1]
    is_mapped = plain.overlay[..., 3] > 0
    assert (mapped[~is_mapped] == plain.grey[~is_mapped][:, None]).all() and is_mapped.any()
    expected = 0.6 * plain.overlay[is_mapped][:, :3] + 0.4 * plain.grey[is_mapped][:, None]
    assert np.abs(mapped[is_mapped] - expected).max() <= 0.5 + 1e-9
    assert b"pixelated" not in to_svg(page)
    assert to_svg(replace(page, interpolation="nearest")).count(b"image-rendering:pixelated") == 4


def test_clips_are_kept():
    root = ET.fromstring(to_svg(two_panels()))
    frames = {clip.get("id"): clip[0].get("x") for clip in root.iter(f"{SVG}clipPath")}
    assert list(frames.values()) == ["0", "121.89"]  # 43 mm
    used = {re.search(r"#(\w+)", item.get("clip-path"))[1] for item in root.iter() if item.get("clip-path")}
    assert used == set(frames)
