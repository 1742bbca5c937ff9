"""The main window: puts the parts together and passes every snapshot on to them."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QSlider, QSplitter, QToolBar, QVBoxLayout, QWidget

from viewer import PROGRAM
from viewer.app.actions import with_keys
from viewer.app.display.pixels import LoadedSlice
from viewer.app.journalling.journalling import Journalling
from viewer.app.keeping import Keeper
from viewer.app.proposing.accepting import hint_of
from viewer.app.proposing.tasks import InBackground
from viewer.app.session import Session, Snapshot
from viewer.app.settings import Settings
from viewer.app.sides.strip import message_of, put_message_away, put_questions_away, questions_of
from viewer.app.snapshot import image_beside
from viewer.app.viewing import place_of, show_outline
from viewer.core.document import Document, ReadingCodes
from viewer.core.history import Place
from viewer.core.series import Study
from viewer.core.view import Pane, View
from viewer.ui import theme
from viewer.ui.bridge import Bridge
from viewer.ui.canvas.canvas import ImageCanvas
from viewer.ui.faults.guards import do_all
from viewer.ui.handlers import handlers_of
from viewer.ui.keeping.projects import ProjectOpening
from viewer.ui.keeping.recovery import Recovery
from viewer.ui.keeping.saving import Saving
from viewer.ui.keeping.tables import TableSaving
from viewer.ui.keeping.window_place import put_back
from viewer.ui.menus import Commands
from viewer.ui.opening import Opening
from viewer.ui.panels.side_panels import LEFT_UNITS, RIGHT_UNITS, Panels, SidePanels
from viewer.ui.panels.status import Status
from viewer.ui.panels.strip import NoticeStrip
from viewer.ui.pixel_feed import PixelFeed
from viewer.ui.windows import Windows

if TYPE_CHECKING:
    from viewer.ui.numbers.feed import NumbersFeed
    from viewer.ui.panels.series_panel import SeriesPanel

PANELS_AFTER_MS = 250
"""How long the panels wait for the first image, ms."""

READING_AFTER_MS = 150
"""How long a slice may take before the canvas says that it is being read, ms."""

WELCOME = (
    "Drop a folder, images or a picture here\n\n"
    "{open-folder}  open a folder      {paste}  paste a picture\n\n{help}  keys and how-to"
)


class MainWindow(QMainWindow):
    """The window of the program.

    Parameters
    ----------
    settings
        What is remembered from the last time.
    is_remembering
        Whether anything is remembered for the next time.
    """

    def __init__(self, settings: Settings, *, is_remembering: bool = True) -> None:
        super().__init__()
        self.keeper = Keeper(settings, is_writing=is_remembering)
        self.bridge = Bridge(self)
        self.pixels = PixelFeed(self)
        self.store = self.pixels.store
        self.runner = InBackground(self.bridge.post)
        self.session = Session(self.pixels.now, self.runner)
        self.session.change(
            view=View(
                hides_patient=settings.hides_patient,
                is_smooth=settings.is_smooth,
                right_drag_zooms=settings.right_drag == "zoom",
                categories=settings.categories,
                hides_locator=settings.hides_locator,
            )
        )
        self._make_parts()
        self.journalling = Journalling(
            on_trouble=lambda sentence: self.bridge.post(lambda: self.saving.warn(sentence)),
            project=self.saving.project,
            is_writing=is_remembering,
        )
        self._lay_out()
        self._connect()
        self.session.subscribe(self.journalling.on_change)  # first: whatever fails after it, the work is kept
        self.session.subscribe(self._on_change)
        self._refresh(None, self.session.now)
        # Keys of drawing work from the start; the first button of the tool bar would take them.
        self.canvas.setFocus()

    # Making

    def _make_parts(self) -> None:
        self.opening = Opening(self)
        self.saving = Saving(self)
        self.projects = ProjectOpening(self)
        self.recovery = Recovery(self)
        self.tables = TableSaving(self)
        self.windows = Windows(self)
        self.canvas = ImageCanvas(self.session)
        self.panels = SidePanels(self, self._connect_panels)
        self.questions = NoticeStrip(self.session, questions_of, put_questions_away)
        self.message = NoticeStrip(self.session, message_of, put_message_away, self.canvas)
        self.status = Status()
        self.slider = QSlider(Qt.Orientation.Vertical)
        self.slider.setInvertedAppearance(True)
        self.slider.setAccessibleName("Slice")
        self.slider.setToolTip("Slice (wheel, Page Up, Page Down)")
        self.recent = QMenu(self)
        self.commands = Commands(self.session, handlers_of(self), self)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(READING_AFTER_MS)
        self._late.timeout.connect(lambda: self._show_message(self.session.now, is_late=True))

    def _lay_out(self) -> None:
        u = theme.unit()
        self.setAcceptDrops(True)
        bar = QToolBar("Tools")
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.commands.fill_menus(self, self.recent)
        self.commands.fill_tool_bar(bar)
        self.addToolBar(bar)
        middle = QWidget()
        self.canvas_row = QHBoxLayout()
        self.canvas_row.setContentsMargins(0, 0, 0, 0)
        self.canvas_row.setSpacing(0)
        self.canvas_row.addWidget(self.canvas, 1)
        self.canvas_row.addWidget(self.slider)
        self.middle = down = QVBoxLayout(middle)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self.questions)
        down.addLayout(self.canvas_row, 1)
        self.parts = QSplitter(Qt.Orientation.Horizontal)
        for part in (self.panels.left, middle, self.panels.right):
            self.parts.addWidget(part)
        self.parts.setStretchFactor(1, 1)
        self.parts.setHandleWidth(1)
        self.parts.setChildrenCollapsible(False)
        self.parts.setSizes([round(LEFT_UNITS * u), round(44 * u), round(RIGHT_UNITS * u)])
        self.setCentralWidget(self.parts)
        self.setStatusBar(self.status)
        put_back(self, self.settings.window_geometry, first_size=self._first_size())

    def _first_size(self) -> tuple[int, int]:
        screen = QGuiApplication.primaryScreen().availableGeometry()
        return min(1440, round(0.94 * screen.width())), min(900, round(0.92 * screen.height()))

    def _connect(self) -> None:
        self.canvas.moved.connect(self.show_pointer)
        self.canvas.menu_requested.connect(lambda at: self.open_menu(at, self.canvas))
        self.canvas.drafted.connect(self._on_draft)
        self.canvas.resized.connect(self._on_canvas_resized)
        self.slider.valueChanged.connect(self._on_slider)
        self.status.cancelled.connect(self.opening.cancel)
        self.recent.aboutToShow.connect(lambda: self.opening.fill_recent(self.recent))
        # Queued, so that the image is on the screen when the panels are made.
        self.canvas.first_painted.connect(self._make_panels, Qt.ConnectionType.QueuedConnection)

    def _make_panels(self) -> None:
        if not self.panels.is_made:
            self.canvas.repaint()  # with what lies on the image: the panels take a moment
        self.panels.made()

    def _connect_panels(self, made: Panels) -> None:
        made.series.picked.connect(self._pick_series)
        made.outlines.picked.connect(lambda index: show_outline(self.session, index))
        made.outlines.delete_requested.connect(
            lambda index: self.session.edit("delete outline", self.session.now.document.without_outline_at(index))
        )
        made.outlines.structure_changed.connect(self.windows.change_structure)
        made.outlines.rule_changed.connect(self.windows.change_rule)
        made.feed.panel.copy_requested.connect(made.feed.copy)
        made.feed.panel.save_requested.connect(self.tables.save)
        made.feed.panel.figure_requested.connect(self.windows.show_figure)
        self.opening.on_study(self.session.now)
        self.pixels.read_ahead(None, self.session.now)

    @property
    def settings(self) -> Settings:
        """What is remembered."""
        return self.keeper.settings

    @property
    def series_panel(self) -> "SeriesPanel":
        """The list of series, made if it is not there yet."""
        return self.panels.made().series

    @property
    def feed(self) -> "NumbersFeed":
        """The numbers, made if they are not there yet."""
        return self.panels.made().feed

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make the panels soon, though no image may come."""
        super().showEvent(event)
        QTimer.singleShot(PANELS_AFTER_MS, self, self._make_panels)

    def show_study(
        self,
        study: Study,
        place: Place,
        *,
        reason: str = "",
        document: Document | None = None,
        view: View | None = None,
        first: LoadedSlice | None = None,
    ) -> None:
        """Show a study instead of the one before; see `Session.open`. `first` are pixels that were read already."""
        self.store.clear()  # another file may have the same identifiers
        if first is not None:
            self.store.keep(first)
        if document is None:
            document = self._new_document(study)
        self.session.open(study, place, reason=reason, document=document, view=view)
        if self.session.now.view.hides_sides:  # gone on with as it was begun
            from viewer.app.comparing.dates.doing import show_dates

            show_dates(self.session)

    def _new_document(self, study: Study) -> Document:
        """Document of nothing yet, with the codes that were typed before."""
        codes, reader = self.session.now.document.codes, self.settings.reader
        if codes == ReadingCodes() and not reader:
            return Document()
        from viewer.app.reading_codes import codes_for  # not needed for the first image

        return Document(codes=codes_for(study, codes, reader=reader))

    # Passing on

    def _on_change(self, old: Snapshot, now: Snapshot) -> None:
        self._refresh(old, now)

    def _refresh(self, old: Snapshot | None, now: Snapshot) -> None:
        """Bring every part up to date with a snapshot."""
        if old is None or now.study is not old.study:
            self.opening.on_study(now)
        if (
            old is None
            or now.place != old.place
            or now.study is not old.study
            or image_beside(now) != image_beside(old)
        ):
            self.pixels.read_ahead(old, now)
            self._show_slider(now)
            self._late.start()
        self._show_message(now, is_late=False)
        self.canvas.refresh(now)
        self.questions.refresh(now)
        self.message.refresh(now)
        self.commands.refresh(now)
        self._refresh_panels(old, now)
        self.windows.on_change(now)
        self.show_title(now)
        self._show_status(now)

    def _refresh_panels(self, old: Snapshot | None, now: Snapshot) -> None:
        view = now.view
        if old is not None and old.view is not view and not view.hides_sides:
            self.opening.remember(
                hides_patient=view.hides_patient,
                is_smooth=view.is_smooth,
                right_drag="zoom" if view.right_drag_zooms else "window",
                categories=view.categories,
                hides_locator=view.hides_locator,
            )
        self.panels.refresh(old, now, self.canvas.draft)

    def _on_canvas_resized(self) -> None:
        self.message.lie_over_parent()
        self.windows.place_card()

    def _on_draft(self, draft: object) -> None:
        del draft
        self._show_status(self.session.now)

    def _show_message(self, now: Snapshot, *, is_late: bool) -> None:
        if now.study is None:
            self.canvas.set_message(with_keys(WELCOME))
        elif now.loaded is None and is_late:
            self.canvas.set_message("Reading the slice …")
        elif now.loaded is not None:
            self.canvas.set_message("")

    def _show_slider(self, now: Snapshot) -> None:
        series = now.series
        count = 1 if series is None else len(series.slices)
        with QSignalBlocker(self.slider):
            self.slider.setRange(1, count)
            self.slider.setPageStep(max(count // 10, 1))
            self.slider.setValue(now.view.slice_number)
        self.slider.setVisible(count > 1)

    def show_title(self, now: Snapshot) -> None:
        """Name the project in the title, and whether it may be saved over."""
        name = self.saving.shown_name(now)
        title = f"{name}[*] — {PROGRAM}" if name else f"{PROGRAM}[*]"
        if title != self.windowTitle():
            self.setWindowTitle(title)
        if now.is_modified != self.isWindowModified():
            self.setWindowModified(now.is_modified)

    def _show_status(self, now: Snapshot) -> None:
        working = "" if now.pending is None else now.pending.words
        self.status.show_hint(working or now.reason or hint_of(now) or self.canvas.draft.hint)

    # What the user does outside the image

    def show_pointer(self, at: object, pane: Pane = 0) -> None:
        """Tell the image point under the pointer in a pane in the status line, None for nothing."""
        self.status.show_pointer(self.session.seen(pane), at)

    def _on_slider(self, number: int) -> None:
        self.session.show(Place(self.session.now.view.series, number))

    def _pick_series(self, number: int) -> None:
        place = place_of(self.session.now, number)
        if place is not None:
            self.session.show(place)

    def open_menu(self, at: QPointF, canvas: ImageCanvas) -> None:
        """Open the menu of a right click on an image, at a point of its canvas."""
        if self.session.now.image is not None:
            menu = self.commands.context_menu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(canvas.mapToGlobal(at.toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc gives up what is worked out, wherever the keyboard is: the status line says so."""
        if event.key() != Qt.Key.Key_Escape or not self.session.cancel_task():
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take files and folders, and pictures dragged from other programs."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Open what was dropped; with Shift held, beside what is open."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.windows.dates.add(paths)
        else:
            self.opening.drop(event.mimeData())
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Wait for what is being written, ask about unsaved work, then end every thread."""
        if not self.saving.may_close(self.close):
            event.ignore()
            return
        geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        do_all(
            (
                lambda: self.opening.remember(window_geometry=geometry),
                self.opening.close,
                self.runner.close,
                self.projects.close,
                self.recovery.close,
                self.tables.close,
                self.saving.close,
                self.journalling.close,
                self.panels.close,
                self.windows.close_all,
                self.bridge.close,
                self.store.close,
                self.keeper.close,
            )
        )
        event.accept()
