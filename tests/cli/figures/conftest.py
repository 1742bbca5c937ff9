"""What the tests of `multifidus figure` share: a study with a name to be found, and a project with three levels."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.figures.figure_runs import CANARY, CANARY_ID
from tests.lumbar import SPACING, circle, pixels, write_study
from tests.synthetic import mr_image, write
from viewer.core.document import Document
from viewer.core.outline import Outline, Side
from viewer.core.series import SliceKey
from viewer.io.opening import open_study
from viewer.io.project import project_of, write_project


@pytest.fixture(scope="session")
def canary(tmp_path_factory) -> Path:
    """A study whose patient has a name that is found anywhere."""
    folder = tmp_path_factory.mktemp("zebedee-quentin")
    return write_study(folder / "study", patient=CANARY, patient_id=CANARY_ID)


def both_sides(key: SliceKey) -> tuple[Outline, ...]:
    return tuple(Outline.from_points(circle(side), slice_key=key, side=Side(side)) for side in ("right", "left"))


@pytest.fixture(scope="session")
def levels(tmp_path_factory) -> Path:
    """A project with three outlined slices and two figures: one of the first slice, one of the last beside its twin."""
    from viewer.app.figuring.arrangements import arranged
    from viewer.core.figures.spec import FigureSpec

    folder = write_study(tmp_path_factory.mktemp("levels") / "study")
    study = open_study([folder])
    keys = [image.key for image in study.series[0].slices]
    document = Document(outlines=tuple(outline for key in keys for outline in both_sides(key)))
    figures = [
        arranged(FigureSpec(preset="blog"), choice, document, study, key)
        for choice, key in (("single", keys[0]), ("twin", keys[2]))
    ]
    path = folder.parent / "levels.mfv"
    write_project(path, project_of(replace(document, figures=tuple(figures)), study))
    return path


@pytest.fixture(scope="session")
def dates(tmp_path_factory) -> Path:
    """A project that pairs a study with one of half a year later, one slice outlined in each."""
    from viewer.core.annotations.pairing import PairedBlock, Pairing

    folder = tmp_path_factory.mktemp("dates") / "study"
    for at, date in enumerate(("20200102", "20200702")):
        image = mr_image(
            pixels=pixels(seed=at),
            spacing=SPACING,
            study=at,
            series=at,
            series_number=at,
            bits_stored=12,
            StudyDate=date,
        )
        write(folder / f"IM{at}", image)
    study = open_study([folder])
    outlines = tuple(outline for block in study.series for outline in both_sides(block.slices[0].key))
    before, after = (PairedBlock(block.series_uid) for block in sorted(study.series, key=lambda one: one.number))
    path = folder.parent / "dates.mfv"
    write_project(path, project_of(Document(outlines=outlines, pairing=Pairing(before, after)), study))
    return path
