"""The card of the first start: open, outline, read; each step ticks itself off."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from viewer import NOTICE
from viewer.app.actions import find_action
from viewer.app.session import Snapshot
from viewer.core.outline import Side
from viewer.ui import theme
from viewer.ui.help.keys import native_keys

CARD_WIDTH = 27.0
"""Width of the card in lines of text (see `theme.unit`)."""

DONE, OPEN_MARKS = "✓", ("1", "2", "3")


@dataclass(frozen=True, slots=True)
class StepsDone:
    """Which of the three steps are done."""

    has_opened: bool = False
    has_outlined: bool = False
    has_read: bool = False


def steps_done(now: Snapshot) -> StepsDone:
    """Which steps the user has done, as the snapshot tells it.

    Outlines that came with what was opened do not count. A slice is outlined when it has an outline on each
    side, or, where the sides are unknown, two; it can be read when it is the one on the screen.
    """
    came_along = set(now.saved.outlines)
    sides: dict[object, list[Side]] = {}
    for outline in now.document.outlines:
        if outline not in came_along:
            sides.setdefault(outline.slice_key, []).append(outline.side)
    outlined = {key for key, drawn in sides.items() if _has_both(drawn)}
    image = now.image
    return StepsDone(
        has_opened=now.study is not None and bool(now.study.series),
        has_outlined=bool(outlined),
        has_read=now.is_loaded and image is not None and image.key in outlined,
    )


def _has_both(sides: list[Side]) -> bool:
    return {Side.RIGHT, Side.LEFT} <= set(sides) or sides.count(Side.UNKNOWN) >= 2


class FirstStepsCard(QFrame):
    """Small card over or beside the canvas; keeps only which steps were ever done while it was shown.

    The window gives it the snapshot after every change (`follow`) and places it.
    """

    dismissed = Signal()
    """The user has read it; it is not to be shown at the next start."""
    open_requested = Signal()
    """The user wants to open images of their own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        u = theme.unit()
        self.setObjectName("firstSteps")
        self.setStyleSheet(
            f"#firstSteps {{ background: {theme.RAISED}; border: 1px solid {theme.LINE}; border-radius: 8px; }}"
            f"#firstSteps QLabel {{ background: transparent; }}"
        )
        self.setAccessibleName("First steps")
        self.setFixedWidth(round(CARD_WIDTH * u))
        self._done = [False, False, False]
        self.marks = [QLabel(mark) for mark in OPEN_MARKS]
        self.open_button = QPushButton("Open my own &images…")
        self.open_button.setToolTip("Choose a folder of images.")
        self.got_it_button = QPushButton("&Got it")
        self.got_it_button.setToolTip("Put this card away; Help shows it again.")
        self.open_button.clicked.connect(self.open_requested)
        self.got_it_button.clicked.connect(self.dismissed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[round(1.1 * u)] * 4)
        layout.setSpacing(round(0.7 * u))
        title = QLabel("First steps")
        font = QFont(title.font())
        font.setPointSizeF(1.2 * font.pointSizeF())
        font.setWeight(QFont.Weight.DemiBold)
        title.setFont(font)
        layout.addWidget(title)
        layout.addLayout(self._steps())
        notice = QLabel(NOTICE)
        notice.setWordWrap(True)
        notice.setStyleSheet(f"color: {theme.WARNING};")
        layout.addWidget(notice)
        buttons = QHBoxLayout()
        buttons.addWidget(self.open_button)
        buttons.addStretch()
        buttons.addWidget(self.got_it_button)
        layout.addLayout(buttons)
        self._paint_marks()

    def _steps(self) -> QGridLayout:
        u = theme.unit()
        grid = QGridLayout()
        grid.setHorizontalSpacing(round(0.7 * u))
        grid.setVerticalSpacing(round(0.8 * u))
        grid.setColumnStretch(1, 1)
        for row, (name, key, sentence) in enumerate(_step_words()):
            mark = self.marks[row]
            mark.setFixedSize(round(1.6 * u), round(1.6 * u))
            mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
            head = QLabel(
                f"<b>{name}</b>" + (f"&nbsp;&nbsp;<span style='color:{theme.QUIET}'>{key}</span>" if key else "")
            )
            text = QLabel(sentence)
            text.setWordWrap(True)
            text.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument
            step = QVBoxLayout()
            step.setSpacing(round(0.1 * u))
            step.addWidget(head)
            step.addWidget(text)
            grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(step, row, 1)
        return grid

    def follow(self, now: Snapshot) -> None:
        """Tick off what the user has done; a tick stays when the outline is deleted again."""
        done = steps_done(now)
        after = [
            was or is_done
            for was, is_done in zip(self._done, (done.has_opened, done.has_outlined, done.has_read), strict=True)
        ]
        if after != self._done:
            self._done = after
            self._paint_marks()

    def _paint_marks(self) -> None:
        for mark, number, is_done in zip(self.marks, OPEN_MARKS, self._done, strict=True):
            mark.setText(DONE if is_done else number)
            mark.setAccessibleName(f"Step {number}: {'done' if is_done else 'to do'}")
            ground, ink = (theme.GOOD, "#10261a") if is_done else ("transparent", theme.TEXT)
            edge = theme.GOOD if is_done else theme.FAINT
            mark.setStyleSheet(
                f"#firstSteps QLabel {{ background: {ground}; color: {ink}; border: 1px solid {edge}; "
                f"border-radius: {mark.height() // 2}px; font-weight: 600; }}"
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc puts the card away while it has the focus."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit()
        else:
            super().keyPressEvent(event)


def _step_words() -> tuple[tuple[str, str, str], ...]:
    """Name, key and sentence of each step."""
    return (
        ("Open", native_keys(find_action("open-folder").keys[:1]), "Drop a study on the window, or use this sample."),
        (
            "Outline",
            native_keys(find_action("tool-outline").keys[:1]),
            "Click round the multifidus, or draw with the button held down; Enter closes it. Then the other side.",
        ),
        ("Read", "", "The panel on the right shows each side's fat fraction and ratio, and how they differ."),
    )
