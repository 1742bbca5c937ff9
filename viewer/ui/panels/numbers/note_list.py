"""Notes beside the numbers as widgets: made once, filled again and again."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from viewer.ui import theme
from viewer.ui.panels.flow import FlowLayout
from viewer.ui.panels.numbers.notes import Note, Notes, Weight
from viewer.ui.panels.typography import SMALL, font

COLOURS: dict[Weight, str] = {
    "danger": theme.DANGER,
    "warning": theme.WARNING,
    "note": theme.QUIET,
    "stated": theme.LINE,
}
"""Weight of a note → colour of its mark; words say the same."""

BUTTONS = 3
"""Most remedies that a note offers."""


class NoteView(QWidget):
    """One note: a coloured mark, the sentence, and buttons with what helps.

    The signal `remedy` gives the words of the button and the place of the outline in the document.
    """

    remedy = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._note: Note | None = None
        u = theme.unit()
        column = QVBoxLayout(self)
        column.setContentsMargins(round(0.7 * u), round(0.1 * u), 0, round(0.1 * u))
        column.setSpacing(round(0.35 * u))
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self._text)
        self._row = QWidget()
        buttons = FlowLayout(self._row, gap=round(0.4 * u))
        self._buttons = tuple(QPushButton() for _ in range(BUTTONS))
        for place, button in enumerate(self._buttons):
            button.clicked.connect(partial(self._offer, place))
            buttons.addWidget(button)
        column.addWidget(self._row)
        self.use_fonts()

    def use_fonts(self) -> None:
        """Take the sizes of the system's font again."""
        self._text.setFont(font(SMALL))
        for button in self._buttons:
            button.setFont(font(SMALL))

    def show_note(self, note: Note) -> None:
        """Show another note; nothing happens for the same one."""
        if note == self._note:
            return
        before, self._note = self._note, note
        if before is None or replace(before, remedies=note.remedies) != note:
            self._text.setText(_rich(note))
            self._text.setAccessibleName(note.spoken)
        offered = note.remedies[:BUTTONS]
        for button, (words, _) in zip(self._buttons, offered, strict=False):
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(theme.plain_tip(f"{words}. {note.sentence}"))
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(offered))
        self._row.setVisible(bool(offered))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the mark."""
        del event
        if self._note is not None:
            painter = QPainter(self)
            width = max(2, round(0.17 * theme.unit()))
            painter.fillRect(0, 0, width, self.height(), COLOURS[self._note.weight])
            painter.end()

    def _offer(self, place: int) -> None:
        if self._note is not None:
            self.remedy.emit(*self._note.remedies[place])


def _rich(note: Note) -> str:
    body = theme.QUIET if note.weight == "stated" else theme.TEXT
    sentence = f'<span style="color:{body}">{escape(note.sentence)}</span>'
    for lead, text in note.reasons:
        sentence += f'<br><span style="color:{theme.FAINT}">{lead}: </span>'
        sentence += f'<span style="color:{theme.QUIET}">{escape(text)}</span>'
    if not note.lead:
        return sentence
    return f'<span style="color:{COLOURS[note.weight]}; font-weight:600">{escape(note.lead)}.</span> {sentence}'


class NoteList(QWidget):
    """All notes of a slice; some are folded behind a switch that says how many."""

    remedy = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._notes: Notes | None = None
        self._views: list[NoteView] = []
        self._folded_views: list[NoteView] = []
        gap = round(0.5 * theme.unit())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(gap)
        self._seen = QVBoxLayout()
        self._seen.setSpacing(gap)
        self._column.addLayout(self._seen)
        self._switch = QToolButton()
        self._switch.setCheckable(True)
        self._switch.setArrowType(Qt.ArrowType.RightArrow)
        self._switch.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._switch.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._switch.setToolTip("Show or fold what else limits these numbers")
        # A quiet line of text: what is open shows below it, not by the colour of the switch.
        self._switch.setStyleSheet(
            f"QToolButton {{ color: {theme.QUIET}; padding: 1px 4px; }}"
            f"QToolButton:checked {{ background: transparent; border-color: transparent; color: {theme.QUIET}; }}"
            f"QToolButton:focus {{ border-color: {theme.ACCENT}; }}"
        )
        self._switch.toggled.connect(self._fold)
        self._column.addWidget(self._switch)
        self._folded = QWidget()
        self._rest = QVBoxLayout(self._folded)
        self._rest.setContentsMargins(0, 0, 0, 0)
        self._rest.setSpacing(gap)
        self._column.addWidget(self._folded)
        self._folded.hide()
        self.use_fonts()

    def use_fonts(self) -> None:
        """Take the sizes of the system's font again."""
        self._switch.setFont(font(SMALL))
        for view in (*self._views, *self._folded_views):
            view.use_fonts()

    def show_notes(self, notes: Notes) -> None:
        """Show other notes; nothing happens for the same ones."""
        if notes == self._notes:
            return
        self._notes = notes
        self._fill(self._views, self._seen, notes.seen)
        self._fill(self._folded_views, self._rest, notes.folded)
        more = len(notes.folded)
        words = f"{more} more"
        if self._switch.text() != words:
            self._switch.setText(words)
            self._switch.setAccessibleName(f"{words} about these numbers")
        self._switch.setVisible(more > 0)
        self._fold(is_open=self._switch.isChecked())
        self.setVisible(bool(notes.seen or notes.folded))

    def _fill(self, views: list[NoteView], where: QVBoxLayout, notes: Sequence[Note]) -> None:
        while len(views) < len(notes):
            view = NoteView()
            view.remedy.connect(self.remedy)
            where.addWidget(view)
            views.append(view)
        for place, view in enumerate(views):
            if place < len(notes):
                view.show_note(notes[place])
            view.setVisible(place < len(notes))

    def _fold(self, is_open: bool) -> None:  # noqa: FBT001 - Qt hands it over by place
        self._switch.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._folded.setVisible(is_open and self._notes is not None and bool(self._notes.folded))
