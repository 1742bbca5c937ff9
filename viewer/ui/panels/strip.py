"""The strips at the top of the image: one lies over it and tells, one stands above it and asks. Neither blocks."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from viewer.app import viewing
from viewer.app.session import Session, Snapshot
from viewer.app.sides import strip as strips
from viewer.app.sides.strip import Strip
from viewer.core.geometry import SideConvention
from viewer.core.outline import Side
from viewer.errors import ViewerError
from viewer.tools.gesture import Notice
from viewer.ui import theme
from viewer.ui.icons import icon

CORNER_LINES = 4.2
"""Height of the texts in the upper corners of the canvas with their margin, heights of a line of text."""


class NoticeStrip(QFrame):
    """Shows what a function of the snapshot says; hidden when that is nothing.

    Parameters
    ----------
    session
        Gets the answers.
    says
        `message_of` or `questions_of`.
    put_away
        What the button at the end does.
    parent
        The canvas for the strip that lies over it: a message must not move the image under the pointer.
    """

    def __init__(
        self,
        session: Session,
        says: Callable[[Snapshot], Strip],
        put_away: Callable[[Session], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._says = says
        self._put_away = put_away
        self._lies_over = parent is not None
        self._shown = Strip()
        self.setProperty("strip", "true")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._parts: dict[str, list[QWidget]] = {}
        self.hide()

    def _build(self) -> None:
        """Make what the strip is made of, when there is something to say for the first time."""
        u = theme.unit()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(round(0.6 * u), round(0.3 * u), round(0.4 * u), round(0.3 * u))
        lines = QVBoxLayout()
        lines.setSpacing(round(0.3 * u))
        whole.addLayout(lines, 1)
        self._row = self._line(lines)
        self._sentence = QLabel()
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self._sentence, 1)
        self._parts = {name: [] for name in ("contradiction", "sides", "stored", "scale", "ruler", "crop")}
        self._add_contradiction()
        self._add_sides()
        self._row.addStretch(0)
        self._hint = QLabel()
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        lines.addWidget(self._hint)
        self._row = self._line(lines)
        self._add_scale()
        self._add_crop()
        self._row.addStretch(1)
        self._close = QToolButton()
        self._close.setIcon(icon("close"))
        self._close.setAutoRaise(True)
        self._close.setToolTip("Put away" if self._lies_over else "Put away; Outline ▸ State sides brings it back")
        self._close.setAccessibleName("Put away")
        self._close.clicked.connect(lambda: self._put_away(self._session))
        whole.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)

    @staticmethod
    def _line(lines: QVBoxLayout) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(round(0.45 * theme.unit()))
        lines.addLayout(line)
        return line

    def _button(self, part: str, text: str, hint: str, *, is_switch: bool = False) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(hint)
        button.setCheckable(is_switch)
        # A click leaves the keys with the image; when the strip goes they would fall to the tool bar.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleDescription(hint)
        self._row.addWidget(button)
        self._parts[part].append(button)
        return button

    def _label(self, part: str, text: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("quiet", "true")
        self._row.addWidget(label)
        self._parts[part].append(label)
        return label

    def _add_contradiction(self) -> None:
        part = "contradiction"
        self._call = self._button(part, "Call it patient's left", "Take the side that the image's geometry gives it.")
        self._call.clicked.connect(lambda: strips.call_by_other_side(self._session))
        move = self._button(part, "Move midline", "Place the line between right and left yourself.")
        move.clicked.connect(lambda: self._session.use_tool("midline"))
        undo = self._button(part, "Undo", "Take the outline back.")
        undo.clicked.connect(self._session.undo)

    def _add_sides(self) -> None:
        self._label("sides", "The patient's right is at")
        self._left = self._button(
            "sides", "screen left", "As radiologists show it: seen from the feet.", is_switch=True
        )
        self._right = self._button("sides", "screen right", "As in neurology or a mirrored picture.", is_switch=True)
        self._unknown = self._button("sides", "not known", "Outlines are called 1 and 2.", is_switch=True)
        self._left.clicked.connect(lambda: self._state("radiological"))
        self._right.clicked.connect(lambda: self._state("neurological"))
        self._unknown.clicked.connect(lambda: self._state(None))
        stored = self._button("stored", "View as stored", "The sides are asked of the picture as it is stored.")
        stored.clicked.connect(lambda: viewing.upright(self._session))

    def _add_scale(self) -> None:
        from viewer.ui.decimal_spin import DecimalSpinBox  # most images tell their scale

        label = self._label("scale", "A pixel measures")
        self._spacing = DecimalSpinBox(minimum=0.0, maximum=20.0, decimals=4, step=0.01, suffix=" mm")
        self._spacing.setSpecialValueText("unknown")
        self._spacing.setAccessibleName("Size of a pixel in mm")
        self._spacing.setToolTip("Distance between the centres of neighbouring pixels; Enter sets it")
        self._spacing.editingFinished.connect(self._set_spacing)
        self._spacing.lineEdit().returnPressed.connect(self._spacing.clearFocus)
        label.setBuddy(self._spacing)
        self._row.addWidget(self._spacing)
        self._parts["scale"].append(self._spacing)
        ruler = self._button("scale", "Use a ruler", "Drag along a ruler or scale bar in the picture.", is_switch=True)
        ruler.clicked.connect(self._toggle_ruler)
        self._ruler = ruler
        line = self._label("ruler", "The line is")
        self._length = DecimalSpinBox(minimum=0.1, maximum=1000.0, decimals=1, suffix=" mm long")
        self._length.setValue(50.0)
        self._length.setAccessibleName("Length of the line in mm")
        line.setBuddy(self._length)
        self._row.addWidget(self._length)
        self._parts["ruler"].append(self._length)
        self._button("ruler", "Set scale", "Make a pixel as large as the ruler says.").clicked.connect(self._set_ruler)

    def _add_crop(self) -> None:
        label = self._label("crop", "Burned-in text")
        label.setContentsMargins(round(theme.unit()), 0, 0, 0)
        self._crop = self._button(
            "crop", "Crop it away", "Draw a box round the image, leaving burned-in text out.", is_switch=True
        )
        self._crop.clicked.connect(self._toggle_crop)

    def refresh(self, now: Snapshot) -> None:
        """Show another snapshot."""
        strip = self._says(now)
        if not self._parts:
            if strip.kind == "none":
                return
            self._build()
        self._ruler.setChecked(now.tool == "ruler")
        self._crop.setChecked(now.tool == "crop")
        if strip == self._shown:
            return
        self._shown = strip
        is_news = strip.kind == "message" and now.notice is not None and now.notice.kind == "information"
        self._be_calm(is_calm=is_news or (strip.kind == "questions" and strip.is_answered))
        asks = strip.kind == "questions"
        visible = {
            "contradiction": strip.kind == "contradiction",
            "sides": asks and strip.asks_sides and strip.is_view_stored,
            "stored": asks and strip.asks_sides and not strip.is_view_stored,
            "scale": asks and strip.asks_spacing and strip.ruler_px is None,
            "ruler": asks and strip.asks_spacing and strip.ruler_px is not None,
            "crop": asks and strip.offers_crop,
        }
        for part, widgets in self._parts.items():
            for widget in widgets:
                widget.setVisible(visible[part])
        self._sentence.setText(strip.sentence)
        self._hint.setText(strip.hint)
        self._hint.setVisible(bool(strip.hint))
        if strip.kind == "contradiction":
            self._call.setText(f"Call it patient's {strip.side}")
            self._call.setEnabled(strip.side is not Side.UNKNOWN)
        if asks:
            self._show_answers(strip)
        self.setVisible(strip.kind != "none")
        self.lie_over_parent()

    def _be_calm(self, *, is_calm: bool) -> None:
        """Take the colour of a panel where something is told, that of a warning where something is asked or refused."""
        value = "calm" if is_calm else "true"
        if self.property("strip") != value:
            self.setProperty("strip", value)
            self.style().polish(self)

    def lie_over_parent(self) -> None:
        """Lie across the canvas below its corner texts, which say which slice it is."""
        parent = self.parentWidget()
        layout = self.layout()
        if parent is not None and layout is not None and self._lies_over and self.isVisible():
            layout.activate()
            top = round(CORNER_LINES * theme.unit())
            self.setGeometry(0, top, parent.width(), layout.totalHeightForWidth(parent.width()))
            self.raise_()

    def _show_answers(self, strip: Strip) -> None:
        self._left.setChecked(strip.sides == "radiological")
        self._right.setChecked(strip.sides == "neurological")
        self._unknown.setChecked(strip.sides is None)
        if not self._spacing.hasFocus():
            with QSignalBlocker(self._spacing):
                self._spacing.setValue(0.0 if strip.spacing is None else strip.spacing.column_mm)

    def _state(self, sides: SideConvention | None) -> None:
        strips.state_sides(self._session, sides)
        self._show_answers(self._shown)

    def _set_spacing(self) -> None:
        value = self._spacing.value()
        stated = self._shown.spacing
        if value > 0.0 and (stated is None or abs(stated.column_mm - value) > 1e-9):
            self._try(lambda: strips.state_spacing(self._session, value, value))

    def _set_ruler(self) -> None:
        self._try(lambda: strips.state_ruler_length(self._session, self._length.value()))

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except ViewerError as e:
            self._session.change(notice=Notice("refused", str(e)))

    def _toggle_ruler(self) -> None:
        self._session.use_tool("select" if self._session.now.tool == "ruler" else "ruler")

    def _toggle_crop(self) -> None:
        self._session.use_tool("select" if self._session.now.tool == "crop" else "crop")
