"""The panel that shows where the slice lies and what its level is."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from viewer.app.display.pixels import LoadedSlice
from viewer.app.levels.companions import why_none
from viewer.app.levels.crossing import crossing_line, is_across_spine
from viewer.app.levels.locator import Locator, Search
from viewer.app.levels.naming import MORE_STARTS, STARTS
from viewer.app.levels.searching import find_vertebrae
from viewer.app.levels.stating import level_here, level_text, type_level
from viewer.app.session import Snapshot
from viewer.core.annotations.levels import VertebraMark
from viewer.core.outline import Point
from viewer.core.series import Series, Slice, SliceKey
from viewer.ui import theme
from viewer.ui.locator.level_row import LevelRow
from viewer.ui.locator.locator_canvas import LocatorCanvas
from viewer.ui.locator.name_row import NameRow
from viewer.ui.locator.painting import Line, Lines
from viewer.ui.panels.typography import SMALL, font

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

TALLEST = 1.15
"""Most height of the image in parts of its width (no unit): longer ones are shown smaller."""

MOST_LINES = 64
"""Most lines that are painted of a block, and of all other blocks."""

BLOCK_ACTIONS = ("level-for-block", "no-levels-for-block")
"""What can be done with the levels of the whole block."""


class LocatorPanel(QWidget):
    """Level row, image with the lines of the slices, and what can be done on it.

    Parameters
    ----------
    window
        The main window: its session is told of everything, its store reads the pixels.

    Notes
    -----
    `room_changed` tells that `wanted_height` may have changed.
    """

    room_changed = Signal()

    def __init__(self, window: "MainWindow") -> None:
        super().__init__()
        self._window = window
        self._session = window.session
        self.locator = Locator(window.session, self._search)
        self._loaded: LoadedSlice | None = None
        self._asked: SliceKey | None = None
        self._shown: tuple[object, ...] = ()
        self._cut: tuple[tuple[Line, ...], ...] = ((), ())
        self._cut_for: tuple[object, ...] = ()
        self.level = LevelRow()
        self.canvas = LocatorCanvas(self.locator)
        self.names = NameRow(self.locator)
        self._why = QLabel()
        self._title = QToolButton()
        self._naming = QPushButton()
        self._foot = QWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        u = theme.unit()
        self._why.setProperty("faint", "true")
        self._why.setWordWrap(True)
        self._title.setFont(font(SMALL))
        self._title.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._naming.setText("Name levels")
        self._naming.setCheckable(True)
        self._naming.setToolTip("Name vertebrae by clicking on them, from L5 or S1 upwards")
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(round(0.4 * u))
        foot.addWidget(self._title, 1)
        foot.addWidget(self._naming)
        down = QVBoxLayout(self)
        edge = round(0.55 * u)
        down.setContentsMargins(edge, round(0.4 * u), edge, round(0.4 * u))
        down.setSpacing(round(0.35 * u))
        down.addWidget(self.level)
        down.addWidget(self._why)
        down.addWidget(self.canvas, 1)
        down.addWidget(self.names)
        down.addWidget(self._foot)

    def _connect(self) -> None:
        self.locator.subscribe(self._on_locator)
        self.level.typed.connect(self._type)
        self.level.offer([self._window.commands.actions[name] for name in BLOCK_ACTIONS])
        self._naming.toggled.connect(lambda is_on: self.locator.name_levels(is_on=is_on))
        self.names.accepted.connect(self._accept)
        self.names.cleared.connect(self.locator.remove_all)
        self.canvas.mark_menu_requested.connect(self._open_mark_menu)

    def wanted_height(self, width: int) -> int:
        """Height in screen points at which the image fills a width; that of the level alone where there is none."""
        u = theme.unit()
        image = self.locator.image
        if image is None or image.geometry.spacing is None:
            return round(3.4 * u) + self._why.heightForWidth(round(width - 1.1 * u))
        spacing = image.geometry.spacing
        tall = image.rows * spacing.row_mm / (image.columns * spacing.column_mm)
        rows = (8.6 if self.locator.state.is_naming else 4.8) * u
        return round(min(tall, TALLEST) * (width - 1.1 * u) + rows)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the level, and a small image."""
        u = theme.unit()
        return QSize(round(10.0 * u), round((12.0 if self.locator.companions else 4.5) * u))

    # Showing

    def refresh(self, now: Snapshot) -> None:
        """Show another snapshot."""
        view, document = now.view, now.document
        shown = (
            now.study,
            now.place,
            document.vertebrae,
            document.levels,
            now.pending is None,
            view.windows,
            view.hides_patient,
            view.hides_overlays,
        )
        if shown == self._shown:
            return
        if not self._shown or now.study is not self._shown[0]:
            self._loaded = self._asked = None
        self._shown = shown
        self.locator.follow(now)
        self._show()

    def _on_locator(self) -> None:
        self._show()
        self.room_changed.emit()

    def _show(self) -> None:
        """Bring every part up to date."""
        now, locator = self._session.now, self.locator
        has_image = locator.image is not None
        level = level_here(now, locator.state.preview)
        self.level.show_level(level)
        self.level.setEnabled(now.image is not None)
        for part in (self.canvas, self._foot):
            part.setVisible(has_image)
        self.names.setVisible(has_image and locator.state.is_naming)
        self._why.setVisible(not has_image and now.series is not None)
        self._why.setText(why_none(now.study, now.series))
        if not has_image:
            return
        self._naming.setChecked(locator.state.is_naming)
        self._show_title(now)
        self.names.refresh()
        self._show_pixels()
        said = " · ".join(filter(None, (str(now.view.slice_number), level_text(level))))
        self.canvas.show_lines(self._lines(now), said)

    def _show_title(self, now: Snapshot) -> None:
        series = self.locator.series
        if series is None:
            return
        # A series description is free text and may name the patient.
        said = self._called(series, is_hidden=now.view.hides_patient)
        at = f"{self.locator.state.slice_number}/{len(series.slices)}"
        self._title.setText(f"{at} · {said}")
        self._title.setToolTip(f"{said}, image {at.replace('/', ' of ')}; the wheel goes through them")
        if len(self.locator.companions) > 1 and self._title.menu() is None:
            menu = QMenu(self._title)
            menu.aboutToShow.connect(self._fill_series)
            self._title.setMenu(menu)
            self._title.setStyleSheet(f"padding-right: {round(0.9 * theme.unit())}px;")  # for the arrow

    @staticmethod
    def _called(series: Series, *, is_hidden: bool) -> str:
        described = "" if is_hidden else series.description
        return described or f"{series.plane.capitalize()}, series {series.number}"

    def _fill_series(self) -> None:
        menu = self._title.menu()
        menu.clear()
        is_hidden = self._session.now.view.hides_patient
        for series in self.locator.companions:
            action = menu.addAction(self._called(series, is_hidden=is_hidden))
            action.setCheckable(True)
            action.setChecked(series.number == self.locator.state.series)
            action.triggered.connect(partial(self.locator.show_series, series.number))

    def _search(self, image: Slice, at: Point, name: str) -> Search:
        return partial(find_vertebrae, image, at, self._loaded, name=name)

    def _show_pixels(self) -> None:
        image, series = self.locator.image, self.locator.series
        if image is None or series is None:
            return
        if self._loaded is None or self._loaded.key != image.key:
            self._loaded = self._pixels(image)
        self.canvas.show_pixels(self._loaded, self._session.now.view.window_of(series.series_uid))

    def _pixels(self, image: Slice) -> LoadedSlice | None:
        """Pixels that are there or a moment away, else None, and they are asked for."""
        store = self._window.store
        found = store.at_once(image)
        if found is None and self._asked != image.key:
            self._asked = image.key
            post = self._window.bridge.post
            store.read_when_idle(image, lambda loaded: post(lambda: self._on_pixels(loaded)))
        return found

    def _on_pixels(self, loaded: LoadedSlice) -> None:
        image = self.locator.image
        if image is not None and loaded.key == image.key:
            self._asked = None
            self._loaded = loaded
            self._show_pixels()

    def _lines(self, now: Snapshot) -> Lines:
        """Where the slices of this frame of reference cut the image shown."""
        study, series, here = now.study, now.series, now.image
        image = self.locator.image
        if study is None or series is None or here is None or image is None:
            return Lines()
        if (study, image.key, series.number) != self._cut_for:
            self._cut_for = (study, image.key, series.number)
            blocks = [
                other
                for other in study.series
                if other.series_uid == series.series_uid
                and is_across_spine(other)
                and other.frame_of_reference_uid == series.frame_of_reference_uid
            ]
            self._cut = tuple(
                _cuts(
                    (one for block in blocks if (block.number == series.number) is is_own for one in block.slices),
                    image,
                )
                for is_own in (True, False)
            )
        return Lines(crossing_line(here, image), *self._cut)

    # What the user does

    def type_level(self) -> None:
        """Let the level of the slice be typed."""
        self.level.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        line = self.level.field.lineEdit()
        if line is not None:
            line.selectAll()

    def name_levels(self) -> None:
        """Let clicks name vertebrae, or no more."""
        self.locator.name_levels(is_on=not self.locator.state.is_naming)

    def _accept(self) -> None:
        # The button that was pressed goes; the keyboard must not come to rest on the one that removes all.
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.locator.accept()

    def _type(self, text: str) -> None:
        if type_level(self._session, text):
            self._window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def mark_menu(self, mark: VertebraMark) -> QMenu:
        """Menu of a named vertebra."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        called = menu.addMenu("This is … (the others follow)")
        for name in dict.fromkeys((*reversed(STARTS), *sorted({*MORE_STARTS, mark.name}, reverse=True))):
            action = called.addAction(name)
            action.setCheckable(True)
            action.setChecked(name == mark.name)
            action.triggered.connect(partial(self.locator.recount, mark, name))
        menu.addAction(f"Remove {mark.name}").triggered.connect(partial(self.locator.remove, mark))
        menu.addSeparator()
        accept = menu.addAction("Accept all names")
        accept.setEnabled(self.locator.has_proposed)
        accept.triggered.connect(self.locator.accept)
        menu.addAction("Remove all names").triggered.connect(self.locator.remove_all)
        return menu

    def _open_mark_menu(self, mark: VertebraMark | None, where: QPoint) -> None:
        if mark is not None:
            self.mark_menu(mark).popup(where)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ("name-levels", "type-level", *BLOCK_ACTIONS, "locator"):
            menu.addAction(self._window.commands.actions[name])
        menu.popup(where)


def _cuts(cutting: Iterable[Slice], image: Slice) -> tuple[Line, ...]:
    """Lines of slices on an image; of very many every so many, which cover the image as well."""
    slices = tuple(cutting)
    every = -(-len(slices) // MOST_LINES) or 1
    found = (crossing_line(one, image) for one in slices[::every])
    return tuple(line for line in found if line is not None)
