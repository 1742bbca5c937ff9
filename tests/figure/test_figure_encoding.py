"""What stands in the written file: size, resolution, native pixels, no patient data, the same bytes again."""

import base64
import io
import os
import re
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.figure.figure_scene import KEY, PAIR, UNNAMED, a_content, a_measurement, a_slice, square
from viewer import __version__
from viewer.core.figures.spec import FigureSpec
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Side
from viewer.core.series import Acquisition, SliceKey
from viewer.errors import PatientDataError, SideError, UsageError
from viewer.figure.encoding import ENCODERS, encode, make_figure
from viewer.figure.layout import lay_out
from viewer.figure.provenance import RECORD_FORMAT

SUFFIXES = [".png", ".tiff", ".jpg", ".webp", ".pdf", ".svg"]
PIXEL_SUFFIXES = [".png", ".tiff", ".jpg", ".webp"]


def written(folder, suffix, spec=None, content=None, **more):
    path = folder / f"figure{suffix}"
    path.write_bytes(make_figure(spec or FigureSpec(), content or a_content(), path, **more)[0])
    return path


def pdf_image(data: bytes) -> np.ndarray:
    """Pixels of the image object of a PDF; its stream is what a PNG holds between header and end."""
    pattern = rb"/Subtype /Image\b(.*?)/Length \d+ 0 R >>\s*stream\r?\n(.*?)\r?\nendstream"
    head, stream = re.search(pattern, data, re.S).groups()
    width, height = (int(re.search(rb"/%s (\d+)" % name, head).group(1)) for name in (b"Width", b"Height"))
    colours = re.search(rb"/ColorSpace \[ /Indexed /DeviceRGB \d+\s*\((.*)\)\s*\]", head, re.S)
    kind = 3 if colours else 0 if b"/DeviceGray" in head else 2

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0))
    if colours:
        escapes = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
        palette = re.sub(rb"\\(.)", lambda m: escapes.get(m[1], m[1]), colours[1], flags=re.S)
        png += chunk(b"PLTE", palette)
    png += chunk(b"IDAT", stream) + chunk(b"IEND", b"")
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def svg_image(text: str) -> np.ndarray:
    (data,) = re.findall(r'href="data:image/png;base64,\s*([^"]*)"', text)
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"))


@pytest.mark.parametrize("suffix", PIXEL_SUFFIXES)
def test_size_and_resolution(tmp_path, suffix):
    page = lay_out(FigureSpec(), a_content())
    with Image.open(written(tmp_path, suffix)) as picture:
        assert picture.size == (round(84 / 25.4 * 600), round(page.height_mm / 25.4 * 600)) == (1984, picture.height)
        assert picture.mode in ("L", "RGB")
        if suffix == ".webp":
            exif = picture.getexif()
            assert exif[0x011A] == exif[0x011B] == 600 and exif[0x0128] == 2
        else:
            assert picture.info["dpi"] == pytest.approx((600, 600), abs=0.02)
        if suffix == ".tiff":
            assert picture.info["compression"] == "tiff_lzw"
            assert picture.tag_v2.get(277, 1) == 1  # one sample per pixel: no alpha


@pytest.mark.parametrize(("name", "size"), [("blog", (1600, None)), ("link-preview", (1200, 630))])
def test_web_presets_have_their_pixels(tmp_path, name, size):
    with Image.open(written(tmp_path, ".png", FigureSpec(preset=name))) as picture:
        assert picture.width == size[0] and size[1] in (None, picture.height)


def test_another_resolution(tmp_path):
    with Image.open(written(tmp_path, ".png", dpi=300)) as picture:
        assert picture.width == 992 and picture.info["dpi"] == pytest.approx((300, 300), abs=0.02)
    for dpi in (0, 10_000):
        with pytest.raises(UsageError, match="dpi"):
            written(tmp_path, ".png", dpi=dpi)


def test_too_many_pixels_are_refused(tmp_path):
    tall = a_slice(rows=4000, columns=20)
    with pytest.raises(UsageError, match="pixels"):
        written(tmp_path, ".png", FigureSpec(preset="blog"), content=a_content(image=tall, outlines=()))
    assert list(tmp_path.iterdir()) == []


def test_a_coloured_outline_is_written_in_colour(tmp_path):
    style = replace(FigureSpec().style, colour="#ffd000")
    with Image.open(written(tmp_path, ".tiff", FigureSpec(style=style), dpi=150)) as picture:
        pixels = np.asarray(picture)
    assert picture.mode == "RGB" and picture.tag_v2[277] == 3
    assert (np.abs(pixels.astype(int) - (255, 208, 0)).sum(axis=2) == 0).sum() > 100


def test_type_lines_and_bar_have_their_sizes(tmp_path):
    """Measured on a black slice at 600 dpi: cap height, dash and gap, line width, scale bar."""
    content = a_content(values=np.zeros((150, 160)), outlines=[square(40, 60, 60)])
    page = lay_out(FigureSpec(), content)
    with Image.open(written(tmp_path, ".png", content=content)) as picture:
        white = np.asarray(picture) > 135  # between the dark rim and white
    per_mm, per_pt = 600 / 25.4, 600 / 72
    letter = next(m for m in page.texts("side-letter") if m.text == "R")
    x, y = round(letter.x_mm * per_mm), round(letter.baseline_mm * per_mm)
    rows = np.flatnonzero(white[: y + 5, x : x + 70].any(axis=1))
    assert rows[-1] - rows[0] + 1 == pytest.approx(letter.size_pt * 1409 / 2048 * per_pt, abs=1)
    path = next(m for m in page.marks if hasattr(m, "rings_mm"))
    (x0, y0), (x1, _) = path.rings_mm[0][0], path.rings_mm[0][1]
    along = white[round(y0 * per_mm), round(x0 * per_mm) + 60 : round(x1 * per_mm) - 60]
    changes = np.flatnonzero(np.diff(along.astype(int)))
    lengths = np.diff(changes)
    starts_white = along[changes[0] + 1]
    dashes, gaps = (lengths[0::2], lengths[1::2]) if starts_white else (lengths[1::2], lengths[0::2])
    assert dashes == pytest.approx(path.dashes_pt[0][0] * per_pt, abs=1)
    assert gaps == pytest.approx(path.dashes_pt[0][1] * per_pt, abs=1)
    inside = next(i for i in range(len(along) - 20) if along[i : i + 20].all()) + 10
    column = round(x0 * per_mm) + 60 + inside
    high = white[round(y0 * per_mm) - 20 : round(y0 * per_mm) + 20, column]
    assert high.sum() == pytest.approx(path.width_pt * per_pt, abs=1.5)
    bar = next(m for m in page.marks if hasattr(m, "represents_mm"))
    run = np.flatnonzero(white[round(bar.y_mm * per_mm)])
    assert run.size == pytest.approx(bar.length_mm * per_mm, abs=1)
    assert bar.length_mm == pytest.approx(bar.represents_mm / (0.7 * page.image.grey.shape[1]) * 84)


def test_the_pixel_image_is_where_and_what_it_should_be(tmp_path):
    values = np.zeros((150, 160))
    values[:, 80:] = 200.0
    page = lay_out(FigureSpec(), a_content(values=values, outlines=()))
    spec = FigureSpec(shows_sides=False, shows_scale_bar=False)
    with Image.open(written(tmp_path, ".png", spec, a_content(values=values, outlines=()))) as picture:
        pixels = np.asarray(picture)
    assert page.image.grey.shape == (150, 160)
    assert (pixels[:, :960] == 0).all() and (pixels[:, 1024:] == 200).all()


def test_vector_formats_hold_the_native_pixels(tmp_path):
    content = a_content()
    expected = np.repeat(lay_out(FigureSpec(), content).image.grey[..., None], 3, axis=2)
    assert len(np.unique(expected)) > 200
    assert np.array_equal(pdf_image(written(tmp_path, ".pdf").read_bytes()), expected)
    svg = written(tmp_path, ".svg").read_text("utf-8")
    assert np.array_equal(svg_image(svg), expected)
    assert "pixelated" not in svg and "crisp-edges" not in svg


def test_svg_says_its_text_as_text_at_the_right_edges(tmp_path):
    import xml.etree.ElementTree as ET

    root = ET.parse(written(tmp_path, ".svg")).getroot()
    space = "{http://www.w3.org/2000/svg}"
    width_pt = 84 / 25.4 * 72
    assert root.attrib["width"].endswith("pt") and float(root.attrib["width"][:-2]) == pytest.approx(width_pt, abs=1e-3)
    assert root.attrib["role"] == "img"
    page = lay_out(FigureSpec(), a_content())
    assert root.find(f"{space}title").text == page.title and root.find(f"{space}desc").text == page.alt
    hidden = {id(t) for g in root.iter(f"{space}g") if g.get("aria-hidden") == "true" for t in g.iter(f"{space}text")}
    texts = {t.text: t for t in root.iter(f"{space}text") if id(t) not in hidden}
    assert set(texts) == {"R", "L", "patient’s right", "patient’s left", "20 mm"}
    assert len(hidden) == 5  # every letter has its dark rim below it
    anchors = {}
    for name, text in texts.items():
        place = re.search(r"translate\(([\d.]+)", text.get("transform", ""))
        anchors[name] = float(place[1] if place else text.get("x"))
    assert anchors["R"] < 0.1 * width_pt and anchors["L"] > 0.9 * width_pt


def test_pdf_text_is_text_with_embedded_type(tmp_path):
    data = written(tmp_path, ".pdf").read_bytes()
    assert b"/FontFile2" in data and b"/Type3" not in data and b"/ToUnicode" in data
    box = [float(v) for v in re.search(rb"/MediaBox \[ ([\d. ]+) \]", data).group(1).split()]
    assert box[2] == pytest.approx(84 / 25.4 * 72, abs=0.01)


def inflated(data: bytes) -> list[bytes]:
    """The bytes, every zlib stream in them, and every base64 picture in them."""
    found = [data]
    for start in [m.start() for m in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data)]:
        try:
            found.append(zlib.decompressobj().decompress(data[start:]))
        except zlib.error:
            continue
    for body in re.findall(rb"base64,\s*([A-Za-z0-9+/=\s]+)", data):
        found += inflated(base64.b64decode(body))
    return found


def holds(parts: list[bytes], text: str) -> bool:
    forms = [text.encode(code) for code in ("utf-8", "utf-16-be", "utf-16-le")]
    escaped = [form.replace(b"(", b"\\(").replace(b")", b"\\)") for form in forms]
    return any(form.lower() in part.lower() for part in parts for form in (*forms, *escaped))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_patient_data_in_any_format(tmp_path, suffix):
    key = SliceKey("1.2.840.99999.CANARYUID", 7)
    canaries = Acquisition(
        image_type=("CANARYTYPE",), scanning_sequence=("CANARYSEQ",), sequence_variant=("CANARYVARIANT",),
        scan_options=("CANARYOPTION",), sequence_name="CANARYNAME", contrast_agent="CANARYAGENT",
        laterality="CANARYSIDE", level="CANARYLEVEL",
    )  # fmt: skip
    image = a_slice(file="/home/CANARYUSER/CANARY^PATIENT/IM1000001.dcm", key=key, acquisition=canaries)
    outlines = tuple(replace(outline, slice_key=key) for outline in PAIR)
    measurement = replace(
        a_measurement(key=key, level="CANARYLEVEL2", flags=("one-mode",)), warnings=("CANARYWARNING",)
    )
    spec = FigureSpec(shows_numbers=True, shows_caption=True)
    content = a_content(image=image, outlines=outlines, measurement=measurement)
    path = written(tmp_path, suffix, spec, content, dpi=150)
    parts = inflated(path.read_bytes())
    if suffix == ".tiff":
        with Image.open(path) as picture:
            parts.append(repr(dict(picture.tag_v2)).encode())
    for canary in (
        "CANARY",
        "IM1000001",
        "99999",
        str(tmp_path),
        "matplotlib",
        "Pillow",
        "MRN77",
        "Jane",
        "113619",
        "196107",
    ):
        assert not holds(parts, canary), canary
    assert not any(re.search(rb"20[2-9]\d[-:]?[01]\d[-:]?[0-3]\d", part) for part in parts[:1]), "a date"
    # positive control: the scanner finds what was put there on purpose
    assert holds(parts, f"Multifidus Viewer {__version__}")
    assert holds(parts, "dashed outlines round the multifidus")
    assert holds(parts, "otsu-shared 1")


def test_the_scanner_finds_a_planted_canary(tmp_path):
    for suffix in SUFFIXES:
        data = written(tmp_path, suffix, FigureSpec(alt="Planted PARROT (here)"), dpi=100).read_bytes()
        assert holds(inflated(data), "Planted PARROT (here)"), suffix
    assert holds(inflated(zlib.compress(b"xx PARROT xx")), "parrot")


def test_metadata_places(tmp_path):
    page = lay_out(FigureSpec(), a_content(measurement=a_measurement()))
    with Image.open(written(tmp_path, ".png", content=a_content(measurement=a_measurement()))) as picture:
        assert set(picture.text) == {"Title", "Description", "Software", RECORD_FORMAT, "XML:com.adobe.xmp"}
        assert picture.text["Description"] == page.alt
        assert "bicubic interpolation" in picture.text["Software"] and "otsu-shared 1" in picture.text["Software"]
    unusual = FigureSpec(alt="Länge in µm²")
    with Image.open(written(tmp_path, ".png", unusual, dpi=72)) as picture:
        assert picture.text["Description"] == "Länge in µm²"
    with Image.open(written(tmp_path, ".tiff", dpi=72)) as picture:
        assert picture.tag_v2[270] == lay_out(FigureSpec(), a_content()).alt
        assert "bicubic" in picture.tag_v2[305]
    with Image.open(written(tmp_path, ".jpg", dpi=72)) as picture:
        assert picture.getexif()[0x010E] == lay_out(FigureSpec(), a_content()).alt


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_bytes_again(suffix):
    spec = FigureSpec(shows_numbers=True, shows_caption=True)
    pages = [lay_out(spec, a_content(measurement=a_measurement())) for _ in range(2)]
    first, second = (encode(page, suffix, dpi=120) for page in pages)
    assert first == second


def test_the_same_bytes_in_another_process_with_other_settings(tmp_path):
    """Hash seed, date, time zone, language, home, fonts and the user's own matplotlib settings play no part."""
    (tmp_path / "matplotlibrc").write_text(
        "savefig.dpi: 30\nfont.family: monospace\nsvg.fonttype: path\npath.snap: False\nsavefig.bbox: tight\n"
        "figure.facecolor: red\nimage.interpolation: nearest\ntext.color: red\n"
    )
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from tests.figure.figure_scene import a_content\nfrom viewer.core.figures.spec import FigureSpec\n"
        "from viewer.figure.encoding import make_figure\n"
        "for end in sys.argv[2:]:\n"
        "    path = Path(sys.argv[1]) / f'other.{end}'\n"
        "    path.write_bytes(make_figure(FigureSpec(shows_caption=True), a_content(), path, dpi=100)[0])\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    environment = {
        **os.environ, "PYTHONHASHSEED": "12345", "MATPLOTLIBRC": str(tmp_path / "matplotlibrc"),
        "SOURCE_DATE_EPOCH": "1000000000", "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8",
        "HOME": str(tmp_path), "MPLCONFIGDIR": str(tmp_path / "none"), "XDG_CONFIG_HOME": str(tmp_path),
        "FONTCONFIG_FILE": str(tmp_path / "no_fonts"), "PATH": str(tmp_path),
    }  # fmt: skip
    root = Path(__file__).parents[2]
    ends = [suffix[1:] for suffix in SUFFIXES]
    subprocess.run([sys.executable, "-c", code, str(tmp_path), *ends], check=True, env=environment, cwd=root)
    for suffix in SUFFIXES:
        path = written(tmp_path, suffix, FigureSpec(shows_caption=True), dpi=100)
        assert path.read_bytes() == (tmp_path / f"other{suffix}").read_bytes(), suffix


def test_settings_of_matplotlib_are_left_as_they_were(tmp_path):
    import matplotlib

    before = dict(matplotlib.rcParams)
    written(tmp_path, ".svg")
    assert dict(matplotlib.rcParams) == before


def test_unknown_endings_and_refused_content_leave_nothing(tmp_path):
    for name in ("figure.eps", "figure", "figure.png.exe"):
        with pytest.raises(UsageError) as error:
            make_figure(FigureSpec(), a_content(), tmp_path / name)
        assert error.value.exit_status == 2 and ".svg" in str(error.value)
    with pytest.raises(SideError):
        make_figure(FigureSpec(), a_content(PlaneGeometry(), outlines=UNNAMED), tmp_path / "a.png")
    swapped = (PAIR[0].with_side(Side.LEFT), PAIR[1].with_side(Side.RIGHT))
    with pytest.raises(SideError):
        make_figure(FigureSpec(), a_content(outlines=swapped), tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


def test_texts_that_repeat_the_source_are_refused(tmp_path):
    texts = (f"Image {KEY.uid}.", "from /data/IM0001.dcm", "see IM0001.dcm")
    for spec in (*(FigureSpec(caption=text) for text in texts), *(FigureSpec(alt=text) for text in texts)):
        with pytest.raises(PatientDataError):
            written(tmp_path, ".png", spec)
    with pytest.raises(PatientDataError):
        make_figure(FigureSpec(), a_content(), tmp_path / f"{KEY.uid}.png")


def test_mathematics_and_strange_signs_in_a_caption_are_plain_text(tmp_path):
    spec = FigureSpec(caption="Costs $x_1^2$ & <b>", shows_caption=True)
    svg = written(tmp_path, ".svg", spec).read_text("utf-8")
    assert ">Costs $x_1^2$ &amp; &lt;b&gt;</text>" in svg and "<!-- Costs" not in svg
    _, findings = make_figure(
        FigureSpec(caption="多裂肌 ok", shows_caption=True), a_content(), tmp_path / "x.png", dpi=100
    )
    assert any(f.identifier == "missing-glyph" and "多" in f.sentence for f in findings)


def test_every_ending_is_covered_here():
    assert set(ENCODERS) == {*SUFFIXES, ".tif", ".jpeg"}


@pytest.mark.real_data
def test_a_real_slice(tmp_path):
    folder = os.environ.get("VIEWER_REAL_DATA")
    if not folder:
        pytest.skip("VIEWER_REAL_DATA is not set")
    from viewer.io.opening import open_study

    study = open_study([Path(folder) / "l45-t2" / "axial"])
    image = study.series[0].slices[0]
    outlines = tuple(
        replace(square(x, 220, 40, side), slice_key=image.key) for x, side in ((110, Side.RIGHT), (170, Side.LEFT))
    )
    content = a_content(image=image, outlines=outlines, values=image.values())
    page = lay_out(FigureSpec(), content)
    letters = {m.text: m.anchor for m in page.texts("side-letter")}
    assert letters == {"R": "left", "L": "right"}
    path = written(tmp_path, ".pdf", content=content)
    assert np.array_equal(pdf_image(path.read_bytes())[..., 0], page.image.grey)
    assert not holds(inflated(path.read_bytes()), image.key.uid)
    assert not holds(inflated(path.read_bytes()), "IM0001")
