"""What changed between two dates on the command line: only when asked, and refused where nothing is paired."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli_runs import failed, on_slice, ran
from tests.lumbar import SPACING, circle, pixels
from tests.synthetic import mr_image, write
from viewer.core.annotations.pairing import Pairing, named_block
from viewer.core.document import Document
from viewer.core.outline import Outline, Side
from viewer.io.opening import open_study
from viewer.io.project import place_of, project_of, write_project
from viewer.measure.changes.amounts import Quantity

DAYS = {"one": "20240110", "two": "20240801"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Project of two dates, the second with a smaller left side; slices by an offset of one."""
    for at, (name, day) in enumerate(DAYS.items(), start=1):
        for z in range(2):
            made = mr_image(
                pixels=pixels(seed=10 * at + z),
                spacing=SPACING,
                position=(-49.0, -40.0, 4.0 * z),
                study=at,
                instance=z + 1,
                bits_stored=12,
                SeriesDescription="AX T2 TSE",
                StudyDate=day,
            )
            write(tmp_path / "both" / name / f"IM{z}", made)
    study = open_study([tmp_path / "both"])
    before, after = sorted(study.series, key=lambda block: block.identity.study_date)
    outlines = [
        Outline.from_points(circle(side, radius=radius), slice_key=block.slices[place].key, side=side)
        for block, place, left in ((before, 0, 14.0), (after, 1, 12.0))
        for side, radius in ((Side.RIGHT, 14.0), (Side.LEFT, left))
    ]
    pairing = Pairing(
        named_block(before, study.series),
        named_block(after, study.series),
        offset_slices=1,
        treated=Side.LEFT,
        procedure_day=20,
    )
    document = Document(outlines=tuple(outlines), pairing=pairing)
    path = tmp_path / "a.mfv"
    write_project(path, project_of(document, study, place=place_of(study, path)))
    return path


def test_text_json_and_csv_tell_the_change_when_asked(project, capsys):
    plain = ran(capsys, "measure", project)
    assert "Change between the dates" not in plain
    text = ran(capsys, "measure", project, "--change")
    assert "patient's left multifidus (treated side)" in text
    assert "[linked-by-offset]" in text
    assert not any(day in text for day in DAYS.values())
    bare = json.loads(ran(capsys, "measure", project, "--json"))
    asked = json.loads(ran(capsys, "measure", project, "--json", "--change"))
    change = asked.pop("change")
    assert asked == bare
    [treated, other] = change["rows"]
    assert (treated["side"], treated["role"], other["role"]) == ("left", "treated side", "other side")
    assert (treated["before"]["slice"], treated["after"]["slice"]) == (1, 2)
    areas = {row["side"]: [row["area_mm2"]] for row in bare["rows"] if row["series"] == treated["before"]["series"]}
    for row in bare["rows"]:
        if row["series"] == treated["after"]["series"]:
            areas[row["side"]].append(row["area_mm2"])
    [area] = [one for one in treated["values"] if one["quantity"] == "area"]
    assert [area["before"], area["after"]] == areas["left"]
    assert area["change"] == pytest.approx(areas["left"][1] - areas["left"][0])
    assert area["verdict"] == "more than the measurement error"
    table = list(csv.DictReader(io.StringIO(ran(capsys, "measure", project, "--csv", "--change"))))
    assert len(table) == 3 * len(Quantity)
    assert float(table[1]["change"]) == area["change"]


def test_files_have_it_without_being_asked(project, capsys, tmp_path):
    out = tmp_path / "numbers.csv"
    assert ran(capsys, "measure", project, "-o", out) == f"Wrote {out}.\nWrote {tmp_path / 'numbers-change.csv'}.\n"
    assert len((tmp_path / "numbers-change.csv").read_text().splitlines()) == 1 + 3 * len(Quantity)


def test_a_change_needs_a_pairing(study, project, capsys):
    assert "pairs two dates" in failed(capsys, 2, "measure", study, *on_slice(), "--change")
    assert "choose one" in failed(capsys, 2, "measure", project, "--csv", "--change", "--totals")
    assert "name one project" in failed(capsys, 2, "measure", project, project, "--change")
