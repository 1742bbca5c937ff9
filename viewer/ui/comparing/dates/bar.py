"""The bar above both dates: how the panes stand, how slices are linked, which side was treated."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from viewer.app.comparing.dates.doing import offset_of
from viewer.app.comparing.dates.paired import paired
from viewer.app.comparing.dates.words import link_words, treated_side, treated_words
from viewer.app.session import Snapshot
from viewer.core.view import Mode
from viewer.ui import theme
from viewer.ui.icons import icon
from viewer.ui.panels.typography import SMALL, font

MODES: tuple[Mode, ...] = ("beside", "swipe", "blink")


class _CutLabel(QLabel):
    """A line whose end is cut where it has no room; the tooltip tells all of it."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint as much as there is room for, at the right edge."""
        del event
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)


class DatesBar(QFrame):
    """Shows what `app.comparing.dates.words` says.

    Notes
    -----
    `mode_asked` for panes that stand otherwise, `moved` by places of the slices after, `position_asked` to link by
    position again, `changed` to choose other dates, `unblinded` to end blinding, `closed` for the one image.
    """

    mode_asked = Signal(str)
    moved = Signal(int)
    position_asked = Signal()
    changed = Signal()
    unblinded = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        u = theme.unit()
        self.setProperty("panel", "true")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._modes = {mode: self._button(mode.capitalize(), f"Both dates: {_TIPS[mode]}") for mode in MODES}
        self._treated, self._link, self._offset = QLabel(), _CutLabel(), QLabel()
        self._back = self._button("−", "Link every slice to the slice after that lies one place further back")
        self._on = self._button("+", "Link every slice to the slice after that lies one place further on")
        self._position = self._button("By position", "Link slices by where they lie in the patient again")
        self._edit = self._button("Change…", "Choose other dates, the treated side, or when the procedure was")
        self._unblind = self._button("End blinding", "Show names, dates, sides, numbers and the order again")
        self._close = self._button("", "Close comparison  (Esc)")
        self._close.setIcon(icon("close"))
        self._close.setAccessibleName("Close comparison")
        self._back.setAccessibleName("Partner one slice back")
        self._on.setAccessibleName("Partner one slice on")
        for label in (self._treated, self._link, self._offset):
            label.setFont(font(SMALL))
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._link.setProperty("quiet", "true")
        self._link.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._offset.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._offset.setMinimumWidth(round(1.5 * u))
        self._offset.setToolTip("Places by which slices after are moved against those before")
        row = QHBoxLayout(self)
        row.setContentsMargins(round(0.4 * u), round(0.25 * u), round(0.3 * u), round(0.25 * u))
        row.setSpacing(round(0.15 * u))
        for mode, button in self._modes.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, name=mode: self.mode_asked.emit(name))
            row.addWidget(button)
        row.addSpacing(round(0.6 * u))
        row.addWidget(self._treated)
        row.addSpacing(round(0.4 * u))
        row.addWidget(self._link, 1)
        parts: tuple[QWidget, ...] = (
            self._back,
            self._offset,
            self._on,
            self._position,
            self._edit,
            self._unblind,
            self._close,
        )
        for part in parts:
            row.addWidget(part)
        self._back.clicked.connect(lambda: self.moved.emit(-1))
        self._on.clicked.connect(lambda: self.moved.emit(1))
        self._position.clicked.connect(self.position_asked)
        self._edit.clicked.connect(self.changed)
        self._unblind.clicked.connect(self.unblinded)
        self._close.clicked.connect(self.closed)

    @staticmethod
    def _button(text: str, tip: str) -> QToolButton:
        u = theme.unit()
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setFont(font(SMALL))
        button.setStyleSheet(f"padding: {round(0.15 * u)}px {round(0.28 * u)}px")
        if text:
            button.setMinimumWidth(round(QFontMetricsF(button.font()).horizontalAdvance(text) + 0.8 * u))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def refresh(self, now: Snapshot) -> None:
        """Show a snapshot that compares dates."""
        comparing, pair = now.view.comparing, paired(now)
        if comparing is None or pair is None:
            return
        for mode, button in self._modes.items():
            button.setChecked(mode == comparing.mode)
        is_blinded = pair.pairing.is_blinded
        self._edit.setVisible(not is_blinded)
        self._unblind.setVisible(is_blinded)
        self._close.setVisible(not is_blinded)
        words = treated_words(now)
        side = treated_side(now)
        self._treated.setText(words)
        self._treated.setVisible(bool(words))
        if side is not None:
            self._treated.setStyleSheet(f"color: {QColor(theme.SIDE_COLOURS[side]).name()}")
        link = f"slices {link_words(now)}"
        self._link.setText(link)
        self._link.setToolTip(f"Slices are linked {link_words(now)}")
        offset = offset_of(now)
        self._offset.setText(f"{'+' if offset > 0 else '−' if offset < 0 else ''}{abs(offset)}")
        is_moved = pair.pairing.is_by_offset
        self._position.setVisible(is_moved and pair.before.frame_of_reference_uid != "" and _shares_frame(now))


def _shares_frame(now: Snapshot) -> bool:
    pair = paired(now)
    if pair is None or pair.before is pair.after:
        return False
    return pair.before.frame_of_reference_uid == pair.after.frame_of_reference_uid


_TIPS: dict[Mode, str] = {
    "beside": "beside each other",
    "swipe": "one over the other with a divider to drag",
    "blink": "one in place of the other",
}
