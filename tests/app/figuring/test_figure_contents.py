"""What the panels of a recipe show: slices found by fingerprint, each measured once, a missing one named."""

from dataclasses import replace

import pytest

from tests.dialog_source import a_source, a_study
from tests.figure.figure_scene import KEY, PAIR
from viewer.app.figuring import contents as contents_module
from viewer.app.figuring.contents import Contents, figure_contents
from viewer.app.figuring.sources import FigureSource
from viewer.core.document import Document
from viewer.core.figures.marks import Note
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.fingerprints import fingerprint
from viewer.core.outline import Side
from viewer.errors import UsageError

OTHER = fingerprint("1.2.3.4568")


@pytest.fixture
def counted(monkeypatch):
    """Slices that were measured, in order."""
    keys, made = [], contents_module.figure_content

    def watched(source, **more):
        keys.append(source.image.key)
        return made(source, **more)

    monkeypatch.setattr(contents_module, "figure_content", watched)
    return keys


def test_panels_find_their_slices_and_share_what_was_measured(counted):
    spec = FigureSpec(panels=(Panel(), Panel(fingerprint(KEY.uid)), Panel(OTHER)))
    first, same, other = figure_contents(spec, a_source())
    assert first is same
    assert first.image.key == KEY
    assert other.image.key.uid == "1.2.3.4568"
    assert [len(content.outlines) for content in (first, other)] == [2, 0]
    assert len(counted) == 2


def test_a_slice_that_is_not_open_is_named_by_its_panel():
    spec = FigureSpec(panels=(Panel(), Panel(fingerprint("9.9"))))
    with pytest.raises(UsageError) as refused:
        figure_contents(spec, a_source())
    assert str(refused.value) == (
        "The slice of panel b is not among the opened images; open its study or choose another slice."
    )
    with pytest.raises(UsageError, match="panel a"):
        figure_contents(FigureSpec(panels=(Panel(fingerprint(KEY.uid), frame=2),)), a_source())


def test_editing_a_figure_measures_nothing_again_and_an_outline_does(counted):
    held, source = Contents(), a_source()
    held.of(FigureSpec(), source)
    with_figure = replace(source, document=replace(source.document, figures=(FigureSpec(),)))
    [kept] = held.of(FigureSpec(marks=(Note(0, (1.0, 1.0), "x"),)), with_figure)
    assert len(counted) == 1
    document = Document((PAIR[0].with_side(Side.RIGHT), PAIR[1].with_side(Side.LEFT))[:1])
    [again] = held.of(FigureSpec(), replace(source, document=document))
    assert len(counted) == 2
    assert len(kept.outlines) == 2
    assert len(again.outlines) == 1


def test_a_fat_map_is_made_where_it_is_shown():
    plain, mapped = figure_contents(FigureSpec(panels=(Panel(), Panel(shows_fat_map=True))), a_source())
    assert plain.fat_map is None
    assert mapped.fat_map is not None
    assert mapped.fat_map.slice_key == KEY
    assert len(mapped.fat_map.outlines) == 2


def test_without_a_sagittal_series_there_is_no_locator():
    study = a_study()
    source = FigureSource(study, study.series[0], study.series[0].slices[0], Document(PAIR))
    [content] = figure_contents(FigureSpec(inset="locator"), source)
    assert content.locator is None
