"""The report's files: tables hold the numbers, the page says what was missed, a folder is whole or not there."""

import csv
import io
import json
import re

import pytest

from tests.measure.validation.made_results import condition, pair, results, side
from viewer import __version__
from viewer.core.outline import Side
from viewer.errors import OutputError
from viewer.io.validation import Picture, write_report
from viewer.io.validation.page import page
from viewer.measure.validation.report import Report, make_report
from viewer.measure.validation.results import Given

PICTURE = Picture("error-by-fat", "Error & fat", 'lines of "error"', b"\x89PNG not really")
NAMES = {
    "conditions.csv",
    "error-by-fat.png",
    "evidence.md",
    "pairs.csv",
    "report.html",
    "sides.csv",
    "summary.csv",
    "summary.json",
    "summary.md",
}


def made(error=1.0) -> Report:
    conditions = [condition(number, texture=texture) for number, texture in enumerate(("streaks", "patches"))]
    sides = [
        side(error, of=of, given=given, which=which, half_width=2.0, flags=("lossy", "derived"))
        for of in conditions
        for given in Given
        for which in (Side.RIGHT, Side.LEFT)
    ]
    sides.append(side(None, of=conditions[1], given=Given.OUTLINES))
    pairs = [pair(error, of=of, given=given) for of in conditions for given in Given]
    return make_report(results(sides, pairs), conditions, is_full=False, seed_offset=0)


def rows(path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("report") / "out"
    write_report(made(), [PICTURE], out)
    return out


def test_every_file_is_there(folder):
    assert {path.name for path in folder.iterdir()} == NAMES
    assert (folder / "error-by-fat.png").read_bytes() == PICTURE.png


def test_sides_have_a_row_each_with_empty_cells_for_what_does_not_exist(folder):
    found = rows(folder / "sides.csv")
    assert len(found) == 9
    first, last = found[0], found[-1]
    assert (first["side"], first["true_fat_percent"], first["fat_percent"]) == ("right", "10.0", "11.0")
    assert (first["interval_low_percent"], first["interval_holds_truth"]) == ("9.0", "true")
    assert (first["flags"], first["seed"], first["texture"]) == ("lossy derived", "10000", "streaks")
    assert first["program_version"] == __version__
    assert (last["fat_percent"], last["error_points"], last["interval_holds_truth"]) == ("", "", "")


def test_the_summary_holds_a_row_per_method_and_what_was_given(folder):
    found = rows(folder / "summary.csv")
    assert [(row["given"], row["method"]) for row in found] == [(given.value, "otsu-shared") for given in Given]
    assert found[1]["sides"] == "5"
    assert found[1]["sides_with_number"] == "4"
    assert found[1]["mean_absolute_error_points"] == "1.0"
    levels = [row["level"] for row in rows(folder / "conditions.csv") if row["condition"] == "texture"]
    assert levels == ["patches", "streaks"] * 2
    assert [row["difference_points"] for row in rows(folder / "pairs.csv")] == ["-9.0"] * 4


def test_json_names_methods_seeds_targets_and_verdicts(folder):
    found = json.loads((folder / "summary.json").read_text("utf-8"))
    assert found["methods"] == [{"name": "otsu-shared", "version": "1"}]
    assert found["sets"][0]["seeds"] == [10_000, 10_001]
    verdicts = {(t["target"], t["given"]): (t["reached"], t["verdict"]) for t in found["targets"]}
    assert verdicts["Mean absolute error", "two outlines only"] == (1.0, "met")
    assert verdicts["Bias", "two outlines only"] == (1.0, "missed")
    assert verdicts["Repeatability coefficient", "two outlines only"] == (None, "not measured")


def verdict_in_page(html: str, words: str) -> list[str]:
    return re.findall(rf"<td>{words}</td>.*?<td class=\"(\w+)\">(?:. )?([\w ]+)</td>", html)


def test_the_page_says_missed_when_missed_and_met_when_met():
    assert verdict_in_page(page(made(1.0), []), "Mean absolute error") == [("met", "met")] * 2
    html = page(made(6.0), [])
    assert verdict_in_page(html, "Mean absolute error") == [("missed", "missed")] * 2
    missed = sum(found.verdict == "missed" for found in made(6.0).reached)
    assert f"{missed} missed" in html


def test_the_page_needs_no_other_file_and_escapes_what_it_shows():
    html = page(made(), [PICTURE])
    assert "Error &amp; fat" in html
    assert 'alt="lines of &quot;error&quot;"' in html
    assert re.findall(r'(?:src|href)="(?!data:)', html) == []
    assert "no patients" in html


def test_markdown_tables_are_rectangular(folder):
    text = (folder / "summary.md").read_text("utf-8") + (folder / "evidence.md").read_text("utf-8")
    tables = re.findall(r"(?:^\|.*\|\n)+", text, flags=re.MULTILINE)
    assert len(tables) >= 6
    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_the_evidence_says_what_was_missed(folder):
    text = (folder / "evidence.md").read_text("utf-8")
    met = sum(found.verdict == "met" for found in made().reached)
    assert f"targets: {met} met" in text
    assert "| Bias (grid) | within ± 0.5 points | 1.00 points ✗ missed | 1.00 points ✗ missed |" in text
    assert "| Mean absolute error (grid) | ≤ 1.5 points or ≤ 2 points | 1.00 points ✓ met | 1.00 points ✓ met |" in text


def test_an_occupied_folder_is_refused_and_left_alone(tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(OutputError, match="not an empty folder"):
        write_report(made(), [], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]
