"""Scenes of the how-to that compare sides and dates, colour fat, and make figures, in the window of panels."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from viewer.core.document import Document
from viewer.core.series import Study
from viewer.core.view import Framing
from viewer.ui.help.bench import Bench
from viewer.ui.help.panel_scenes import PanelStage
from viewer.ui.help.scenes import MIDDLE
from viewer.ui.help.sections import PICTURE_WIDTH
from viewer.ui.screenshot import SETTLE_S, editor_with_sample, has_change, show_dates

if TYPE_CHECKING:
    from viewer.ui.figuring.window import FigureDialog

PANES_SIZE = (1180, 560)
"""Size of the window with two panes, screen points: they are made as narrow as the how-to."""

EDITOR_SIZE = (1150, 640)
"""Size of the window of figures, screen points."""

DATES_ZOOM = 2.4
"""Screen points per pixel of two dates."""

EDGE = 6
"""Edge round what is shown of the window of figures, screen points."""


def fat_map(stage: PanelStage) -> QImage:
    """Both multifidi in the colours of their fat."""
    window = stage.window
    session, feed = window.session, window.feed
    session.change(view=replace(session.now.view, shows_slices=False, shows_fat_map=True))
    stage.until(lambda: feed.model is not None and feed.model.fat_map is not None)
    model, now = feed.model, session.now
    if model is None or now.study is None or now.place is None:
        raise AssertionError("waited for")
    bench = Bench(now.study, now.place, now.document, at=(MIDDLE[0], MIDDLE[1] - 4.0), zoom=3.4)
    bench.session.change(view=replace(bench.session.now.view, shows_fat_map=True))
    bench.canvas.show_fat_map(model.fat_map, model.mapped)
    session.change(view=replace(session.now.view, shows_fat_map=False))
    return bench.picture(shows_pointer=False)


def beside(stage: PanelStage) -> QImage:
    """Right beside left with their numbers between them."""
    window = stage.window
    window.resize(*PANES_SIZE)
    window.commands.actions["compare-sides"].trigger()
    stage.rest(4.0 * SETTLE_S)
    comparing = window.windows.stage
    if comparing is None:
        raise AssertionError("made with the first comparison")
    picture = _narrowed(window, (comparing.first, comparing.column, comparing.second))
    window.commands.actions["compare-close"].trigger()
    return picture


def make_figure(stage: PanelStage) -> QImage:
    """The first choices beside the page."""
    editor = _editor(stage)
    sections = editor.parts.sections
    return _part(editor, (sections["arrangement"], sections["figure"]))


def marks(stage: PanelStage) -> QImage:
    """The page with an arrow, the tools above it, and what the arrow looks like below it."""
    editor = _editor(stage)
    return _narrowed(editor, (editor.parts.bar, editor.parts.under))


def save_figure(stage: PanelStage) -> QImage:
    """Findings about lines that are too thin and a scale bar that is not there, above the buttons."""
    editor = _editor(stage)
    style = replace(editor.spec.style, line_pt=0.15)
    editor.change("change style", replace(editor.spec, style=style, shows_scale_bar=False))
    stage.until(lambda: editor.view.is_settled and not editor.view.is_busy)
    stage.rest(SETTLE_S)
    parts = editor.parts
    picture = _part(editor, (parts.findings, parts.copy_caption_button, parts.save_button))
    editor.close()
    return picture


FIGURE_SCENES: dict[str, Callable[[PanelStage], QImage]] = {
    "fat-map": fat_map,
    "beside": beside,
    "make-figure": make_figure,
    "marks": marks,
    "save-figure": save_figure,
}
"""Names of sections → their pictures, in the order in which they can be played after those of the panels."""


WITH_TWO_IMAGES = frozenset({"beside", "marks", "dates"})
"""Those that show MR images beside each other."""


def dates(stage: PanelStage, study: Study, document: Document) -> QImage:
    """Before beside after, the last scene of its window."""
    window = stage.window
    window.resize(*PANES_SIZE)
    show_dates(window, study, document)
    comparing = window.session.now.view.comparing
    if comparing is not None:
        framing = Framing(DATES_ZOOM, MIDDLE)
        window.session.change(view=replace(window.session.now.view, comparing=replace(comparing, framing=framing)))
    stage.until(lambda: has_change(window))
    stage.rest(2.0 * SETTLE_S)
    both = window.windows.stage
    if both is None:
        raise AssertionError("made with the first comparison")
    return _narrowed(window, (both.first, both.second))


def _editor(stage: PanelStage) -> "FigureDialog":
    """The window of figures with the sample's figure, opened once."""
    windows = stage.window.windows
    if windows.figure is not None and windows.figure.isVisible():
        return windows.figure
    stage.window.resize(*EDITOR_SIZE)
    editor = editor_with_sample(stage.window, stage.until)
    stage.rest(SETTLE_S)
    return editor


def _part(whole: QWidget, parts: tuple[QWidget, ...]) -> QImage:
    """Picture of the part of a window that holds some of its widgets, with an edge round it."""
    box = _box(whole, parts).adjusted(-EDGE, -EDGE, EDGE, EDGE)
    return whole.grab(box).toImage()


def _narrowed(whole: QWidget, parts: tuple[QWidget, ...]) -> QImage:
    """The same without the edge, as wide as the how-to."""
    made = whole.grab(_box(whole, parts)).toImage()
    wanted = QSize(round(PICTURE_WIDTH * made.devicePixelRatio()), made.height())
    made.setDevicePixelRatio(1.0)
    return made.scaled(wanted, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _box(whole: QWidget, parts: tuple[QWidget, ...]) -> QRect:
    box = QRect()
    for part in parts:
        box = box.united(QRect(part.mapTo(whole, QPoint(0, 0)), part.size()))
    return box
