"""Files of a comparison: the same numbers everywhere, nothing that does not exist, nothing half-written."""

import csv
import io
import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.measure.agreement.test_agreeing import changed, reading, without
from viewer.core.document import ReadingCodes
from viewer.errors import OutputError
from viewer.io.agreement import Picture, agreement_json, agreement_text, write_agreement
from viewer.measure.agreement import agreement_of

PICTURE = Picture("bland-altman-area", "Area", "bias −1", b"\x89PNG", b"<svg/>")


@pytest.fixture
def found():
    return agreement_of([without(reading("A"), 0), changed(reading("=B", 1.0), 3, method=("li", "2"))])


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def test_tables_and_json_say_the_same(found, tmp_path):
    names = write_agreement(found, [PICTURE], tmp_path / "out")
    assert sorted(names) == sorted(path.name for path in (tmp_path / "out").iterdir())
    content = json.loads((tmp_path / "out" / "agreement.json").read_text())
    area = found.quantities[0]
    said, row = content["quantities"][0], table(tmp_path / "out" / "agreement.csv")[0]
    assert said["icc_2_1"] == float(row["icc_2_1"]) == area.icc_agreement.value
    assert said["icc_2_1_interval"] == [float(row["icc_2_1_low"]), float(row["icc_2_1_high"])]
    assert (said["patients"], int(row["patients"]), said["measurements"]) == (3, 3, 5)
    limits, line = said["bland_altman"][0], table(tmp_path / "out" / "bland-altman.csv")[0]
    assert limits["upper_interval"] == [float(line["upper_low"]), float(line["upper_high"])]
    outlines = table(tmp_path / "out" / "outlines.csv")
    assert len(outlines) == len(content["outlines"]) == 5
    assert float(outlines[0]["dice"]) == content["outlines"][0]["dice"]
    assert outlines[0]["second"] == "'=B"  # never a formula
    [missing] = content["missing"]
    assert (missing["study_code"], missing["side"], missing["readings"]) == ("P1", "right", ["A"])
    assert table(tmp_path / "out" / "missing.csv")[0]["reason"] == missing["reason"]
    assert "skipped" not in content
    assert json.loads(agreement_json(found, skipped=[("a.mfv", "damaged.")]))["skipped"] == [
        {"file": "a.mfv", "reason": "damaged."}
    ]


def test_what_does_not_exist_is_null_and_empty(tmp_path):
    one, other = reading("A"), reading("B", 1.0)
    silent = replace(other, outlines=tuple(replace(o, area_mm2=None, spacing=None) for o in other.outlines))
    found = agreement_of([one, silent])
    content = json.loads(agreement_json(found))
    assert content["quantities"][0]["icc_3_1"] is None
    assert content["quantities"][0]["bland_altman"][0]["bias"] is None
    write_agreement(found, [], tmp_path / "out")
    assert table(tmp_path / "out" / "agreement.csv")[0]["icc_3_1"] == ""
    assert table(tmp_path / "out" / "missing.csv") == []
    assert "NaN" not in agreement_text(found)


@pytest.mark.parametrize(
    ("error", "shown"), [(0.04, "0.04 points"), (0.06, "0.1 points"), (0.0, "0.0 points"), (1.0, "1.0 points")]
)
def test_a_small_error_does_not_look_like_none(found, error, shown):
    [fraction] = [of for of in found.quantities if of.quantity.difference_unit == "points"][:1]
    made = replace(found, quantities=(replace(fraction, sem_agreement=error, mdc95=3.0),))
    line = next(text for text in agreement_text(made).splitlines() if text.endswith("3.0 points"))
    assert f"  {shown}  " in line


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.sources, self.open = [], []

    def handle_starttag(self, tag, attrs):
        self.sources += [value for name, value in attrs if name in {"src", "href"}]
        if tag not in {"meta", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_needs_no_other_file_and_escapes_what_was_typed(tmp_path):
    evil = replace(reading("<script>", 1.0), codes=ReadingCodes(reader="<script>"))
    found = agreement_of([reading("A"), evil])
    write_agreement(found, [PICTURE], tmp_path / "out")
    text = (tmp_path / "out" / "agreement.html").read_text("utf-8")
    page = Page()
    page.feed(text)
    assert page.open == []
    assert [source[:22] for source in page.sources] == ["data:image/png;base64,"]
    assert "<script>" not in text
    area = found.quantities[0]
    assert f"{area.icc_agreement.value:.3f}" in text
    assert "Every outline has its partner." in text
    assert "not for diagnosis" in text


def test_a_folder_with_something_in_it_is_left_alone(found, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match="comparison"):
        write_agreement(found, [PICTURE], tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]
