"""Every format carries how the figure came about, as JSON that a program can read back."""

import io
import json
import re
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from shutil import which

import pytest
from PIL import Image

from tests.figure.figure_scene import KEY, UNNAMED, a_content, a_measurement
from tests.figure.panel_scene import DATES, contents_of
from viewer import PROGRAM, __version__
from viewer.core.document import Statement
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.fingerprints import fingerprint
from viewer.core.geometry import PlaneGeometry, Spacing
from viewer.figure.encoding import ENCODERS, XMP_SPACE, make_figure
from viewer.figure.layout import lay_out
from viewer.figure.provenance import RECORD_FORMAT


def measured(**more):
    measurement = a_measurement(level="L4/5", **more)
    rows = tuple(replace(row, threshold=412.5) for row in measurement.rows)
    parameters = (("pixel_rule", "exact coverage"), ("threshold_right", 412.5), ("odd", float("nan")), ("x y", 1))
    return replace(measurement, rows=rows, method=replace(measurement.method, parameters=parameters))


def record_of(content, spec=None):
    return json.loads(lay_out(spec or FigureSpec(), content).record)


def record_in(data: bytes, suffix: str) -> str:
    if suffix == ".svg":
        items = ET.fromstring(data).iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li")
        return next(item.text for item in items if item.text.startswith("{"))
    if suffix == ".pdf":
        words = re.search(rb"/Keywords \((.*)\)\s*(?:/|>>)", data)[1]
        return re.sub(rb"\\([()\\])", rb"\1", words).decode("ascii")
    with Image.open(io.BytesIO(data)) as picture:
        match suffix:
            case ".png":
                return picture.text[RECORD_FORMAT]
            case ".tiff" | ".tif":
                packet = picture.tag_v2[700]
            case ".jpg" | ".jpeg":
                return picture.info["comment"].decode("ascii")
            case _:
                packet = picture.info["xmp"]
    return next(ET.fromstring(packet).iter(f"{{{XMP_SPACE}}}record")).text


@pytest.mark.parametrize("suffix", sorted(ENCODERS))
def test_every_format_carries_the_record(suffix):
    content = a_content(measurement=measured(flags=("one-mode",)))
    data, _ = make_figure(FigureSpec(), content, Path(f"figure{suffix}"), dpi=72)
    record = lay_out(FigureSpec(), content).record
    assert record_in(data, suffix) == record and record.isascii() and "\n" not in record
    assert json.loads(record)["rows"][0]["flags"] == ["one-mode"]


def test_the_whole_record():
    assert record_of(a_content(measurement=measured())) == {
        "format": RECORD_FORMAT,
        "record_version": 1,
        "program": PROGRAM,
        "version": __version__,
        "image": fingerprint(KEY.uid),
        "frame": 1,
        "level": "L4/5",
        "sides": "geometry",
        "spacing": "header",
        "window": {"center": 127.5, "width": 255.0},
        "pixels": "not reviewed",
        "outline_rule": ["fascial border"],
        "method": {"name": "otsu-shared", "version": "1", "parameters": {"pixel_rule": "exact coverage", "odd": None}},
        "rows": [
            {"structure": "multifidus", "outline": n, "side": side, "threshold": 412.5, "flags": []}
            for n, side in ((1, "right"), (2, "left"))
        ],
    }


def test_what_is_not_known_or_not_shown_is_not_said():
    bare = record_of(a_content())
    assert bare["method"] is None and bare["rows"] == [] and bare["level"] is None
    hidden = record_of(a_content(measurement=measured()), FigureSpec(shows_sides=False))
    assert hidden["sides"] == "hidden" and [row["side"] for row in hidden["rows"]] == [None, None]
    assert "right" not in json.dumps(hidden) and "left" not in json.dumps(hidden)
    stated = Statement(sides="radiological", spacing=Spacing(0.6, 0.6))
    assert record_of(a_content(PlaneGeometry(), statement=stated))["sides"] == "stated"
    assert record_of(a_content(PlaneGeometry(), statement=stated))["spacing"] == "stated"
    unknown = record_of(a_content(PlaneGeometry(), outlines=UNNAMED), FigureSpec(shows_sides=False))
    assert unknown["sides"] == "unknown" and unknown["spacing"] is None


def test_texts_of_the_input_do_not_reach_the_record():
    measurement = measured(flags=("Smith",))
    strange = replace(
        measurement.method, name="Smith, John", version="1 Smith", parameters=(("pixel_rule", "Smith"), ("Smith", 1))
    )
    rows = tuple(replace(row, level="Smith") for row in measurement.rows)
    text = lay_out(FigureSpec(), a_content(measurement=replace(measurement, method=strange, rows=rows))).record
    assert "Smith" not in text and KEY.uid not in text and json.loads(text)["method"]["name"] is None


@pytest.mark.skipif(which("pdfinfo") is None, reason="pdfinfo is not installed")
def test_an_outside_reader_finds_the_record_of_a_pdf(tmp_path):
    path = tmp_path / "figure.pdf"
    path.write_bytes(make_figure(FigureSpec(), a_content(measurement=measured()), path)[0])
    out = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    keywords = re.search(r"^Keywords:\s*(.*)$", out, re.M)[1]
    assert json.loads(keywords)["image"] == fingerprint(KEY.uid)


def test_each_panel_is_recorded_and_each_slice_measured_once():
    contents = contents_of(DATES)
    spec = replace(DATES, panels=(Panel(), Panel(turns=1), Panel(part="left", is_mirrored=True)))
    record = json.loads(lay_out(spec, (contents[0], contents[1], contents[0])).record)
    first, second, third = record["panels"]
    assert first["image"] == third["image"] == record["image"] != second["image"]
    assert (second["turns"], third["part"], third["mirrored"], first["mirrored"]) == (1, "left", True, False)
    assert [len(panel["rows"]) for panel in record["panels"]] == [2, 2, 0]
    assert "panels" not in json.loads(lay_out(FigureSpec(), contents[0]).record)
