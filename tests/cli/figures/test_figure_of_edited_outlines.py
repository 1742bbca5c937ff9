"""A figure follows its outlines, and is one file from a project, from its recipe, and from what the window holds."""

from dataclasses import replace

import pytest

from tests.cli.figures.figure_runs import written
from tests.lumbar import circle, write_study
from viewer.app.figuring.arrangements import arranged
from viewer.app.figuring.contents import Contents
from viewer.app.figuring.publishing.published import published
from viewer.app.figuring.sources import FigureSource
from viewer.core.document import Document
from viewer.core.figures.spec import FigureSpec
from viewer.core.outline import Outline, Side
from viewer.figure.encoding import make_figure
from viewer.io.opening import open_study
from viewer.io.project import project_of, write_project

ASKED = FigureSpec(preset="blog", caption="Right {right.area}, left {left.fat_fraction}.", shows_caption=True)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = write_study(tmp_path_factory.mktemp("edited") / "study")
    return folder.parent, open_study([folder])


def document_of(block, radius):
    rings = [(image.key, side) for image in block.slices for side in ("right", "left")]
    return Document(
        outlines=tuple(
            Outline.from_points(circle(side, radius=radius), slice_key=key, side=Side(side)) for key, side in rings
        )
    )


@pytest.mark.parametrize(
    "choice", ["mirrored", *(pytest.param(one, marks=pytest.mark.slow) for one in ("numbers", "twin", "levels"))]
)
def test_a_figure_follows_its_outlines_everywhere_alike(choice, opened, capsys):
    home, study = opened
    block = next(block for block in study.series if len(block.slices) == 3)
    wide, narrow = document_of(block, 14.0), document_of(block, 12.0)
    spec = arranged(ASKED, choice, wide, study, block.slices[1].key)
    window = Contents()  # what the window keeps from change to change

    def drawn(document):
        figure = published(spec, FigureSource(study, block, block.slices[1], document), window)
        return make_figure(figure.spec, figure.contents, home / "a.png", dpi=50)[0]

    before, after, again = drawn(wide), drawn(narrow), drawn(wide)
    assert before == again != after
    project, recipe = home / "project.mfv", home / "recipe.json"
    write_project(project, project_of(replace(narrow, figures=(FigureSpec(), spec)), study))
    recipe.write_text(spec.to_json(), "utf-8")
    for words in (["--figure", "2"], ["--spec", recipe]):
        written(capsys, "figure", project, *words, "--dpi", "50", "-o", home / "a.png")
        assert (home / "a.png").read_bytes() == after
