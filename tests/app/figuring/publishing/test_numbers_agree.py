"""One number, five places: on the figure, in its words, in the panel, in the CSV and in `measure --json`."""

import csv
import io
import json
from dataclasses import replace

import pytest

from tests.lumbar import circle, write_study
from viewer.app.figuring.arrangements import arranged
from viewer.app.figuring.publishing.published import published
from viewer.app.figuring.sources import FigureSource
from viewer.app.numbers.building import numbers_of
from viewer.cli.main import run
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Document, ScaleOf, SliceLevel
from viewer.core.figures.marks import Note
from viewer.core.figures.spec import FigureSpec
from viewer.core.fingerprints import fingerprint
from viewer.core.outline import Outline, Side
from viewer.core.series import Study
from viewer.figure.layout import lay_out
from viewer.figure.words.bundle import bundle_texts
from viewer.figure.words.field_values import panel_letter
from viewer.io.opening import open_study
from viewer.io.project import project_of, write_project
from viewer.io.tables import measurement_csv

FIELDS = {
    "fat_fraction": ("fat_fraction_percent", "{:.1f} %"),
    "area": ("area_mm2", "{:.0f} mm²"),
    "ratio": ("fat_to_muscle_ratio", "{:.2f}"),
}
"""Live field → entry of tables, and how a figure writes it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two dates of one patient, three axial slices each."""
    root = tmp_path_factory.mktemp("agree")
    write_study(root / "both" / "first", study=1)
    write_study(root / "both" / "second", study=2, StudyDate="20210705")
    return root / "both"


@pytest.fixture(scope="module")
def study(folder) -> Study:
    return open_study([folder])


def axial(study):
    return [block for block in study.series if len(block.slices) == 3]


def document_on(study, *, scale_of=ScaleOf.SLICE, is_proposed=False) -> Document:
    """Both sides on every slice, smaller from slice to slice and date to date, so that all numbers differ."""
    outlines, radius = [], 14.0
    for block in axial(study):
        for image in block.slices:
            radius -= 0.8
            for side in ("right", "left"):
                outline = Outline.from_points(circle(side, radius=radius), slice_key=image.key, side=Side(side))
                outlines.append(replace(outline, is_proposed=is_proposed))
    first, second = axial(study)
    names = zip(first.slices, ("L3/4", "L4/5", "L5/S1"), strict=True)
    return Document(
        outlines=tuple(outlines),
        scale_of=scale_of,
        pairing=Pairing(PairedBlock(first.series_uid), PairedBlock(second.series_uid)),
        levels=tuple(SliceLevel(image.key, name) for image, name in names),
    )


SERIES = {"scale_of": ScaleOf.SERIES}
CASES = [
    ("mirrored", {}),
    ("dates", {}),
    ("levels", SERIES),
    *[pytest.param(choice, {}, marks=pytest.mark.slow) for choice in ("single", "numbers", "twin", "levels")],
    *[pytest.param(choice, SERIES, marks=pytest.mark.slow) for choice in ("single", "mirrored", "dates")],
    pytest.param("mirrored", {"is_proposed": True}, marks=pytest.mark.slow),
]


def told_by_the_command_line(document, folder, study, capsys):
    """(slice, side) → row of `measure --json` of a project."""
    project = folder.parent / "project.mfv"
    write_project(project, project_of(document, study))
    assert run(["measure", str(project), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    return {(fingerprint(row["sop_instance_uid"]), row["side"]): row for row in rows}


@pytest.mark.parametrize(("choice", "document"), CASES)
def test_every_place_has_the_same_numbers(choice, document, folder, study, capsys):
    document = document_on(study, **document)
    first, _ = axial(study)
    here = first.slices[1].key
    spec = arranged(
        FigureSpec(preset="elsevier-double", shows_numbers=choice != "single"), choice, document, study, here
    )
    notes = [
        (f"{{{panel_letter(i)}.{side}.{field}}}", i, side, field)
        for i in range(len(spec.panels))
        for side in ("right", "left")
        for field in FIELDS
    ]
    spec = replace(spec, marks=tuple(Note(-1, (5.0, 5.0 + n), text) for n, (text, *_) in enumerate(notes)))
    figure = published(spec, FigureSource(study, first, first.slices[1], document))
    page = lay_out(figure.spec, figure.contents)
    told = told_by_the_command_line(document, folder, study, capsys)
    table = {
        (row["slice_id"], row["side"]): row
        for row in csv.DictReader(io.StringIO(measurement_csv(figure.measurement())))
    }
    drawn = {mark.item: mark.text for mark in page.texts() if mark.item.startswith("mark:")}
    assert len(drawn) == len(notes)
    in_panel = {
        (fingerprint(image.key.uid), column.side): column.row
        for block in axial(study)
        for image in block.slices
        if image.key in figure.keys
        for column in numbers_of(document, block, image, blocks=study.series).columns
    }
    for number, (_, panel, side, field) in enumerate(notes):
        entry, form = FIELDS[field]
        place = (fingerprint(figure.contents[panel].image.key.uid), side)
        value = told[place][entry]
        assert float(table[place][entry]) == value
        assert getattr(in_panel[place], entry) == value
        assert drawn[f"mark:{number}"] == form.format(value)
    assert len(set(drawn.values())) > len(drawn) // 3  # the numbers differ: a mixed-up row would show
    _words_repeat(page, figure, told)


def _words_repeat(page, figure, told) -> None:
    """Every fat fraction in words or in the table is one of those told, and none of another slice's."""
    shown = {fingerprint(content.image.key.uid) for content in figure.contents}
    texts = bundle_texts(page, figure.spec, figure.contents)
    under = " ".join(mark.text for mark in page.texts() if mark.item == "numbers")
    everything = " ".join((texts.caption, texts.finding, under))
    for (slice_id, _), row in told.items():
        words = f"{row['fat_fraction_percent']:.1f} %"
        assert (words in everything) or slice_id not in shown, words
    assert set(page.alt.split()) >= {"Axial"}
