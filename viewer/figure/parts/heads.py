"""What stands above a panel: its letter, and the title that the user or the arrangement gives it."""

from collections.abc import Sequence

from viewer.core.figures.spec import FigureSpec
from viewer.figure.arranging.views import PanelView
from viewer.figure.under_panels.number_table import level_words
from viewer.figure.words.field_values import panel_letter, time_of
from viewer.figure.words.phrases import capital


def letter_of(spec: FigureSpec, view: PanelView) -> str:
    """Letter of a panel, '' for none."""
    shows = len(spec.panels) > 1 if spec.shows_panel_letters is None else spec.shows_panel_letters
    return panel_letter(view.index) if shows else ""


def title_of(spec: FigureSpec, view: PanelView, views: Sequence[PanelView]) -> str:
    """The user's title; else the level in a row of levels, the time beside another time; braces are doubled."""
    if view.panel.title:
        return view.panel.title
    if spec.arrangement == "levels":
        return _plain(level_words(view))
    if spec.arrangement == "dates":
        own = view.content.time_words or (time_of(spec, view.content, view.index) if len(views) > 1 else "")
        return _plain(capital(own))
    return ""


def _plain(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
