"""Puts the two panes of a comparison where its mode wants them, and takes them away again."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from viewer.app.comparing import doing
from viewer.app.comparing.between import between
from viewer.app.comparing.panes import refusal
from viewer.app.comparing.sides import halves_of
from viewer.app.session import Snapshot
from viewer.app.viewing import close_comparison
from viewer.core.outline import Point
from viewer.core.view import Comparing, Mode, Pane
from viewer.ui.canvas.canvas import ImageCanvas
from viewer.ui.comparing.column import SidesColumn
from viewer.ui.comparing.divider import Divider
from viewer.ui.comparing.over import paint_cross, paint_half
from viewer.ui.comparing.refused import Refused
from viewer.ui.comparing.searching import MidlineSearch

if TYPE_CHECKING:
    from viewer.ui.comparing.dates.stand import DatesStand
    from viewer.ui.main_window import MainWindow

BLINK_MS = 700
"""How long each pane is seen while they alternate by themselves, ms."""

MODES: dict[Mode, str] = {"beside": "compare-sides", "swipe": "compare-swipe", "blink": "compare-blink"}
"""How the panes may stand → name of the action."""


class Stage(QObject):
    """The second canvas, the column between the panes, and the divider.

    Parameters
    ----------
    window
        The main window: its canvas is the first pane.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._pointer: tuple[Pane, Point] | None = None
        self._mode = self._kind = ""
        self.dates: DatesStand | None = None
        self._widths: list[int] = []
        self.first = window.canvas
        self.second = ImageCanvas(self._session, window, pane=1)
        self.second.setAccessibleName("Image, second pane")
        self.column = SidesColumn({mode: window.commands.actions[name] for mode, name in MODES.items()})
        self.refused = Refused()
        self.divider = Divider(self.first)
        self._search = MidlineSearch(self._session, self)
        self._turns = QTimer(self)
        self._turns.setInterval(BLINK_MS)
        parts: tuple[QWidget, ...] = (self.second, self.column, self.refused, self.divider)
        for part in parts:
            part.hide()
        row = window.canvas_row
        row.insertWidget(1, self.column)
        row.insertWidget(2, self.second, 1)
        row.insertWidget(3, self.refused, 1)
        self._connect()

    def _connect(self) -> None:
        window = self._window
        self.second.moved.connect(lambda at: window.show_pointer(at, 1))
        self.second.menu_requested.connect(lambda at: window.open_menu(at, self.second))
        self.first.moved.connect(lambda at: self._on_pointer(0, at))
        self.second.moved.connect(lambda at: self._on_pointer(1, at))
        self.divider.moved.connect(lambda part: doing.move_divider(self._session, part))
        self.column.closed.connect(self._close)
        self.column.mode_asked.connect(lambda mode: doing.show_panes(self._session, mode))
        self.refused.closed.connect(self._close)
        self.refused.unblinded.connect(self._unblind)
        self.refused.dates_requested.connect(lambda: window.windows.dates.ask())  # noqa: PLW0108 - made when asked for
        self.refused.sides_requested.connect(lambda: self._session.change(asks=True))
        self._turns.timeout.connect(self._turn_over)
        self.first.installEventFilter(self)
        window.feed.computed.connect(self._show_numbers)

    @property
    def in_hand(self) -> ImageCanvas:
        """Canvas of the slice on the screen: of the sides both are of it, and the first one passes on what it shows."""
        comparing = self._session.now.view.comparing
        is_second = comparing is not None and comparing.kind == "dates" and comparing.pane == 1
        return self.second if is_second and self._kind == "dates" else self.first

    def _close(self) -> None:
        close_comparison(self._session)
        self.first.setFocus()

    def _unblind(self) -> None:
        from viewer.app.comparing.dates.doing import set_blinded

        set_blinded(self._session, is_blinded=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Lay the second pane over the first one anew when that one has another size."""
        if watched is self.first and event.type() == QEvent.Type.Resize:
            self._place(self._session.now)
        return super().eventFilter(watched, event)

    def refresh(self, now: Snapshot) -> None:
        """Show a snapshot's comparison, or the one image where it has none."""
        comparing = now.view.comparing
        mode = "" if comparing is None else "refused" if refusal(now) else comparing.mode
        kind = "" if comparing is None else comparing.kind
        if mode != self._mode or kind != self._kind:
            self._kind = kind
            self._set_up(mode)
        self._show_dates(now)
        if comparing is None:
            return
        self.refused.say(refusal(now), is_asked=now.asks)
        self.column.show_mode(comparing.mode)
        self._place(now)
        if mode != "refused":
            self.second.refresh(now)
        if mode != "refused" and kind == "sides":
            self._search.refresh(now)
            self._show_numbers()
        wanted = mode == "blink" and comparing.blinks
        if wanted != self._turns.isActive():
            self._turns.start() if wanted else self._turns.stop()

    def _show_dates(self, now: Snapshot) -> None:
        """Show what stands round two dates, made when they are compared for the first time."""
        if self.dates is None and self._kind == "dates" and self._mode != "refused":
            from viewer.ui.comparing.dates.stand import DatesStand

            self.dates = DatesStand(self._window, (self.first, self.second))
        if self.dates is not None:
            self.dates.refresh(now)

    def _set_up(self, mode: str) -> None:
        """Bring the parts of a mode on the screen, '' for none."""
        had_focus = any(part.hasFocus() for part in (self.first, self.second, self.divider))
        if not self._mode:
            self._widths = self._window.parts.sizes()
        self._mode = mode
        is_compared = mode not in {"", "refused"}
        self.first.over = self._paint if is_compared else None
        self.second.over = self.first.over
        self.first.twin = self.second if is_compared and self._kind == "sides" else None
        row = self._window.canvas_row
        if mode == "beside":
            self.second.clearMask()
            row.insertWidget(row.indexOf(self.column) + 1, self.second, 1)
        elif is_compared:
            row.removeWidget(self.second)
            self.second.setParent(self.first)
        self.second.setVisible(is_compared)
        self.second.set_message("")
        self.column.setVisible(is_compared and self._kind == "sides")
        self.refused.setVisible(mode == "refused")
        self.divider.setVisible(mode == "swipe")
        self._window.feed.show_again()
        if not is_compared:
            self._turns.stop()
        if had_focus:  # a canvas that is laid elsewhere loses it
            comparing = self._session.now.view.comparing
            is_second = is_compared and comparing is not None and comparing.pane == 1
            (self.second if is_second else self.first).setFocus()
        if not mode:
            QTimer.singleShot(0, self, self._give_room_back)  # when the row knows that it needs less

    def _give_room_back(self) -> None:
        """Make the panels as wide as they were before a narrow window took room for two panes from them."""
        if not self._mode:
            self._window.parts.setSizes(self._widths)

    def _place(self, now: Snapshot) -> None:
        """Lay the second pane over the first one as swiping and blinking want it; the divider above both."""
        comparing = now.view.comparing
        self.first.within = self.second.within = None
        if comparing is None or self._mode not in {"swipe", "blink"}:
            return
        whole = self.first.rect()
        if self.second.geometry() != whole:
            self.second.setGeometry(whole)
        if self._mode == "swipe":
            left = round(comparing.swipe * whole.width())
            self.second.setMask(QRegion(QRect(left, 0, max(whole.width() - left, 1), whole.height())))
            self.first.within, self.second.within = (0.0, float(left)), (float(left), float(whole.width()))
            self.divider.place(comparing.swipe, whole.width(), whole.height())
            self.divider.raise_()
        else:
            self.second.clearMask()
            self._show_in_turn(comparing)
        self._window.message.raise_()

    def _show_in_turn(self, comparing: Comparing) -> None:
        """Show one of the panes that blink; the keyboard goes with it."""
        is_seen = comparing.pane == 1
        had_focus = self.first.hasFocus() or self.second.hasFocus()
        self.second.setVisible(is_seen)
        if had_focus:
            (self.second if is_seen else self.first).setFocus()

    def _turn_over(self) -> None:
        """Show the other pane, unless the hand is at work in this one."""
        if not self._session.is_drawing and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            doing.turn_over(self._session)

    # On the image

    def _on_pointer(self, pane: Pane, at: object) -> None:
        if self._mode == "":
            return
        self._pointer = None if at is None else (pane, at)  # type: ignore[assignment]  # an image point
        (self.second if pane == 0 else self.first).update()

    def _paint(self, painter: QPainter, seen: Snapshot) -> None:
        comparing = seen.view.comparing
        if comparing is not None and comparing.kind == "dates" and self.dates is not None:
            self.dates.paint(painter, comparing.pane)
        halves = None if self._kind != "sides" else halves_of(seen)
        if comparing is None or halves is None:
            return
        canvas = self.first if comparing.pane == 0 else self.second
        paint_half(painter, seen, canvas.font(), within=canvas.within)
        if self._mode == "beside" and self._pointer is not None and self._pointer[0] != comparing.pane:
            paint_cross(painter, seen, halves.reflected(self._pointer[1]))

    def _show_numbers(self) -> None:
        if self._mode in {"", "refused"} or self._kind != "sides":
            return
        hides = self._session.now.view.hides_numbers
        model = self._window.feed.model
        self.column.show_between(between(model, hides_numbers=hides, decimal=QLocale().decimalPoint()))

    def close(self) -> None:
        """End what works in the background."""
        self._turns.stop()
        self._search.close()
        if self.dates is not None:
            self.dates.close()
