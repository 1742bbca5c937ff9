"""The numbers right of the image: both sides, their difference, what limits them, and how fat was told from muscle."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from PySide6.QtCore import QEvent, QLocale, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from viewer.app.actions import find_action
from viewer.app.numbers.categories import category_line, category_sentence, scheme_named
from viewer.app.numbers.model import Column, Line, NumbersModel
from viewer.app.numbers.sentences import FOR_THIS_OUTLINE, comparison_sentences
from viewer.core.annotations.levels import known_level
from viewer.core.outline import Structure
from viewer.measure.checking.withholding import Remedy
from viewer.measure.grades import CategoryScheme
from viewer.tools.registry import find_tool
from viewer.ui import theme
from viewer.ui.panels.histogram import HistogramView
from viewer.ui.panels.numbers.command_row import CommandRow
from viewer.ui.panels.numbers.distributions import distributions_of
from viewer.ui.panels.numbers.fat_map_row import FatMapRow
from viewer.ui.panels.numbers.method_box import MethodBox
from viewer.ui.panels.numbers.note_list import NoteList
from viewer.ui.panels.numbers.notes import notes_of
from viewer.ui.panels.numbers.reference_line import ReferenceLine
from viewer.ui.panels.numbers.side_table import COLUMNS, SideTable
from viewer.ui.panels.typography import SMALL, font

CLOSED = "Open a study to measure the multifidus on one of its axial slices."
LOADING = "Reading the slice…"
LATE_MS = 250
"""Time after which a slice that is still being read is told to be, ms: leafing through a study must not flicker."""

NOTHING_HERE = "Nothing is outlined on this slice"

HIDDEN = "Numbers hidden"
HIDDEN_HOW = (
    f"Press {find_action('hide-numbers').keys[0]} to show them. Outlines drawn while they are hidden are recorded so; "
    "changing one after a look is recorded too."
)
INTERVALS = f"Bars and ranges: 95 % interval. {FOR_THIS_OUTLINE}"


class NumbersPanel(QWidget):
    """Shows the numbers of the slice on the screen; follows them live without making a widget anew.

    Signals
    -------
    `method_changed(str)`: a name of `METHODS`. `threshold_moving(float)` while the threshold is moved and
    `threshold_changed(float)` where it is let go, values after rescale. `remedy(str, int)`: the value of a
    `Remedy` and the place of the outline in the document, −1 where none is meant. `copy_requested`,
    `save_requested`, `figure_requested`. `action_requested(str)`: the name of an action.

    Parameters
    ----------
    parent
        Owner.
    """

    method_changed = Signal(str)
    threshold_moving = Signal(float)
    threshold_changed = Signal(float)
    remedy = Signal(str, int)
    copy_requested = Signal()
    save_requested = Signal()
    figure_requested = Signal()
    action_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: NumbersModel | None = None
        self._shown: tuple[object, ...] | None = None
        self._differs_on: tuple[object, ...] = ()
        self._tables: list[SideTable] = []
        self._heading, self._place = QLabel(), QLabel()
        self._message, self._steps, self._difference = (_sentence() for _ in range(3))
        self._intervals, self._hidden, self._hidden_how = (_sentence() for _ in range(3))
        self._notes, self._histogram, self._method = NoteList(), HistogramView(), MethodBox()
        self._references, self._commands = ReferenceLine(), CommandRow()
        self.fat_map = FatMapRow()
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LATE_MS)
        self._arrange()
        self._connect()
        self._use_fonts()
        self.show_closed()

    def _arrange(self) -> None:
        u = theme.unit()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(round(0.8 * u), round(0.6 * u), round(0.8 * u), round(0.8 * u))
        column.setSpacing(round(0.7 * u))
        column.addLayout(self._head())
        column.addWidget(self._hidden)
        column.addWidget(self._hidden_how)
        self._table_column = QVBoxLayout()
        self._table_column.setSpacing(round(0.9 * u))
        column.addWidget(self._message)
        column.addWidget(self._steps)
        column.addLayout(self._table_column)
        for part in (self._intervals, self._difference, self._notes, self._histogram, self.fat_map):
            column.addWidget(part)
        column.addWidget(self._references)
        column.addWidget(self._method)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        self._scroll, self._column = scroll, column
        scroll.verticalScrollBar().rangeChanged.connect(self._keep_width)
        body.setProperty("panel", "true")
        body.setStyleSheet(f'QWidget[panel="true"] {{ background: {theme.PANEL}; }}')
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(self._commands)

    def _head(self) -> QHBoxLayout:
        """Where the slice is; what never changes of the sentences is said here too."""
        for label, kind in (
            (self._place, "faint"),
            (self._intervals, "faint"),
            (self._steps, "quiet"),
            (self._hidden_how, "quiet"),
        ):
            label.setProperty(kind, "true")
        self._hidden.setText(HIDDEN)
        self._hidden_how.setText(HIDDEN_HOW)
        head = QHBoxLayout()
        head.addWidget(self._heading)
        head.addStretch(1)
        head.addWidget(self._place)
        return head

    def _connect(self) -> None:
        self._histogram.moving.connect(self.threshold_moving)
        self._histogram.settled.connect(self.threshold_changed)
        self._method.moving.connect(self.threshold_moving)
        self._method.settled.connect(self.threshold_changed)
        self._method.method_changed.connect(self.method_changed)
        self._method.method_changed.connect(lambda _: self._scroll.ensureWidgetVisible(self._method))
        self._notes.remedy.connect(self._help)
        self._references.asked.connect(self.action_requested)
        self.fat_map.asked.connect(self.action_requested)
        self._late.timeout.connect(lambda: self._steps.setText(LOADING))
        self._commands.copy_requested.connect(self.copy_requested)
        self._commands.methods_requested.connect(lambda: self.action_requested.emit("copy-methods"))
        self._commands.save_requested.connect(self.save_requested)
        self._commands.figure_requested.connect(self.figure_requested)

    def _keep_width(self, first: int, last: int) -> None:
        """Take the scroll bar's room from the margin, so that no number moves when the bar comes."""
        u = theme.unit()
        taken = self._scroll.verticalScrollBar().sizeHint().width() if last > first else 0
        margins = self._column.contentsMargins()
        margins.setRight(max(round(0.8 * u) - taken, round(0.15 * u)))
        self._column.setContentsMargins(margins)
        # The threshold comes when 'manual' is chosen: what was just asked for must not appear out of sight.
        if self._method.isAncestorOf(QApplication.focusWidget() or self):
            self._scroll.ensureWidgetVisible(self._method)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for both sides beside each other."""
        return QSize(round(23.5 * theme.unit()), round(40.0 * theme.unit()))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the system's text size."""
        if event.type() in (QEvent.Type.ApplicationFontChange, QEvent.Type.FontChange):
            self._use_fonts()
        super().changeEvent(event)

    def _use_fonts(self) -> None:
        self._heading.setFont(font(1.1, is_strong=True))
        self._place.setFont(font(SMALL))
        self._message.setFont(font(is_strong=True))
        self._hidden.setFont(font(is_strong=True))
        self._intervals.setFont(font(SMALL))
        self._references.use_fonts()
        self.fat_map.use_fonts()
        self._notes.use_fonts()
        self._method.use_fonts()
        self._commands.use_fonts()
        for table in self._tables:
            table.use_fonts()

    # What is shown

    def enable_commands(self, *, can_copy: bool, can_save: bool, can_make_figure: bool) -> None:
        """Say which of the buttons at the bottom can be used."""
        self._commands.enable(can_copy=can_copy, can_save=can_save, can_make_figure=can_make_figure)

    def show_closed(self) -> None:
        """Say what to do while no study is open."""
        self._late.stop()
        self._model = None
        self._say(CLOSED, heading="Numbers")

    def show_loading(self, *, slice_number: int, series_number: int) -> None:
        """Take the numbers of another slice away at once, and say that this one is read if that takes a while.

        Parameters
        ----------
        slice_number, series_number
            Where the slice is, both from 1.
        """
        self._model = None
        is_waiting = self._late.isActive() or self._steps.text() == LOADING
        self._say(
            self._steps.text() if is_waiting else "", heading=f"Slice {slice_number}", place=f"Series {series_number}"
        )
        if not is_waiting:
            self._late.start()

    def show_numbers(
        self,
        model: NumbersModel,
        *,
        is_inverted: bool = False,
        level: str | None = None,
        is_hidden: bool = False,
        categories: str = "",
    ) -> None:
        """Show the numbers of the slice on the screen.

        Parameters
        ----------
        model
            The numbers.
        is_inverted
            Whether low values of the image are shown bright (MONOCHROME1), and so are fat.
        level
            Level of the slice as its header names it, or None; outlines that have numbers tell it too.
        is_hidden
            Whether no number, and nothing that tells of one, is to be seen.
        categories
            Name of the percent categories beside fat fractions, '' for none.
        """
        if self._shown == (model, is_inverted, level, is_hidden, categories):
            return
        self._late.stop()
        self._model, self._shown = model, (model, is_inverted, level, is_hidden, categories)
        known = known_level(level) or next((c.row.level for c in model.columns if c.row is not None), None)
        _set_text(self._heading, " · ".join(filter(None, (f"Slice {model.slice_number}", known))))
        _set_text(self._place, f"Series {model.series}" if model.series else "")
        is_empty = not model.columns
        self._hidden.setVisible(is_hidden)
        self._hidden_how.setVisible(is_hidden)
        self._message.setVisible(is_empty and model.refused is None)
        self._steps.setVisible(is_empty and model.refused is None)
        _set_text(self._message, NOTHING_HERE if is_empty else "")
        _set_text(self._steps, _steps() if is_empty else "")
        self._notes.show_notes(notes_of(model, is_hidden=is_hidden))
        self._show_measured(
            replace(model, columns=(), comparisons=()) if is_hidden else model, scheme=scheme_named(categories)
        )
        drawn = None if is_hidden else distributions_of(model, is_inverted=is_inverted)
        if drawn is not None:
            self._histogram.show_distributions(drawn)
        self._histogram.setVisible(drawn is not None)
        self.fat_map.setVisible(bool(model.mapped) and not is_hidden)
        self._references.show_scale(model.scale)
        self._references.setVisible(model.scale is not None and not is_empty)
        self._method.show_method(model.method, model.explanation, is_manual=model.is_manual, misleads=model.misleads)
        self._method.show_threshold(drawn)
        self._method.setVisible((not is_empty or model.refused is not None) and not is_hidden)

    def _show_measured(self, model: NumbersModel, *, scheme: CategoryScheme | None) -> None:
        """Show numbers, intervals and the difference of the sides."""
        self._show_tables(model, scheme)
        is_pending = model.has_interval and not model.is_settled
        has_any = any(c.row is not None and c.row.fat_fraction_interval_percent is not None for c in model.columns)
        # While it is pending the line keeps its room, so that nothing moves during a drag.
        caption = [INTERVALS] if has_any or (is_pending and bool(model.columns)) else []
        caption += [category_sentence(scheme)] if scheme is not None and model.columns else []
        _set_text(self._intervals, _unbroken("\n".join(caption)))
        self._intervals.setVisible(bool(caption))
        said = _unbroken("\n".join(_differences(model, is_settled=not is_pending)))
        # What lies below must not jump with the length of the sentence while an outline is drawn.
        what = (model.series, model.slice_number, model.method, tuple(c.place for c in model.columns))
        keeps_room = self._difference.isVisible() and (is_pending or what == self._differs_on)
        self._difference.setMinimumHeight(self._difference.height() if keeps_room else 0)
        self._differs_on = what
        _set_text(self._difference, said)
        self._difference.setVisible(bool(said))

    def _say(self, sentence: str, *, heading: str, place: str = "") -> None:
        """Show one quiet sentence and nothing else."""
        self._shown = None
        _set_text(self._heading, heading)
        _set_text(self._place, place)
        _set_text(self._steps, sentence)
        self._steps.show()
        for part in (self._message, self._difference, self._notes, self._histogram, self._method, *self._tables):
            part.hide()
        for part in (self._hidden, self._hidden_how, self._intervals, self._references, self.fat_map):
            part.hide()

    def _show_tables(self, model: NumbersModel, scheme: CategoryScheme | None) -> None:
        lines = model.lines(decimal=QLocale().decimalPoint()) if model.columns else ()
        lines = lines if scheme is None else (*lines, category_line(model.columns, scheme))
        blocks = list(_blocks(model.columns))
        while len(self._tables) < len(blocks):
            table = SideTable()
            table.asked.connect(self.action_requested)
            self._tables.append(table)
            self._table_column.addWidget(table)
        for place, table in enumerate(self._tables):
            table.setVisible(place < len(blocks))
            if place < len(blocks):
                first, columns = blocks[place]
                cells = [_cut(line, first, len(columns)) for line in lines]
                is_pending = model.has_interval and not model.is_settled
                title = columns[0].structure.capitalize()
                table.show_columns(columns, cells, title=title, is_pending=is_pending)

    def _help(self, name: str, place: int) -> None:
        """Set a threshold here; everything else is the window's to do."""
        if name != Remedy.SET_THRESHOLD:
            self.remedy.emit(name, place)
            return
        histogram = None if self._model is None else self._model.histogram
        if histogram is not None and histogram.start is not None:
            self.threshold_changed.emit(histogram.start)
        else:
            self._method.focus_threshold()


def _blocks(columns: Sequence[Column]) -> Iterator[tuple[int, tuple[Column, ...]]]:
    """Outlines that stand beside each other, with the place of the first: one structure, two at a time."""
    place = 0
    for _, group in groupby(columns, key=_structure):
        members = tuple(group)
        for start in range(0, len(members), COLUMNS):
            yield place + start, members[start : start + COLUMNS]
        place += len(members)


def _structure(column: Column) -> Structure:
    return column.structure


def _cut(line: Line, first: int, count: int) -> Line:
    return replace(line, cells=line.cells[first : first + count])


def _differences(model: NumbersModel, *, is_settled: bool) -> Iterator[str]:
    """Sentences about the sides; a comparison that is withheld has its reason among the notes."""
    decimal = QLocale().decimalPoint()
    for found in model.comparisons:
        if found.comparison is not None or not any(reason.is_comparison_only for reason in found.withheld):
            yield " ".join(comparison_sentences(found, decimal=decimal, is_settled=is_settled))


def _steps() -> str:
    key = find_tool("outline").key
    return (
        f"Press {key} and click round the muscle, or trace it with the button held. Enter, a double-click or a click "
        "on the first point closes the outline; its side comes from the image. Then do the same on the other side."
    )


def _unbroken(text: str) -> str:
    """The text with every percent sign on the line of its number."""
    return text.replace(" %", "\u00a0%")


def _sentence() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)  # a shorter text begins where it began
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label


def _set_text(label: QLabel, text: str) -> None:
    if label.text() != text:
        label.setText(text)
