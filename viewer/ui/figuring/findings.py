"""What the pre-flight check found, each with a button where a rule can mend it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from viewer.figure.checking.finding import Finding
from viewer.ui import theme

NOTHING_FOUND = "The pre-flight check found nothing to mend."


class FindingsList(QScrollArea):
    """Findings under one another, the worst first."""

    fix_wanted = Signal(object)
    """The finding's `Fix`."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: tuple[str, ...] = ()
        self.buttons: tuple[QPushButton, ...] = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Findings of the pre-flight check")
        self.setToolTip("What the outlet or a reader would complain about, and what to do.")
        self.setObjectName("findings")
        self.setStyleSheet("#findings, #finding-rows { background: transparent; }")
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self._show((), ())

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Show what was found, the worst first; or that there is nothing."""
        ordered = sorted(findings, key=lambda finding: finding.level != "problem")
        texts = tuple(
            f"{'Problem' if finding.level == 'problem' else 'Note'}: {finding.sentence} {finding.remedy}"
            for finding in ordered
        )
        self._show(texts or (NOTHING_FOUND,), tuple(ordered))

    def _show(self, texts: tuple[str, ...], findings: tuple[Finding, ...]) -> None:
        self.texts = texts
        rows = QWidget()
        rows.setObjectName("finding-rows")
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, round(0.3 * theme.unit()), 0)
        column.setSpacing(round(0.35 * theme.unit()))
        buttons = []
        for number, text in enumerate(texts):
            finding = findings[number] if number < len(findings) else None
            line, button = self._row(text, finding)
            column.addLayout(line)
            if button is not None:
                buttons.append(button)
        column.addStretch()
        self.buttons = tuple(buttons)
        self.setWidget(rows)
        self.setAccessibleDescription(" ".join(texts))

    def _row(self, text: str, finding: Finding | None) -> tuple[QHBoxLayout, QPushButton | None]:
        is_problem = finding is not None and finding.level == "problem"
        words = QLabel(text)
        words.setWordWrap(True)
        words.setMinimumWidth(round(9 * theme.unit()))
        words.setStyleSheet(f"color: {theme.WARNING if is_problem else theme.QUIET};")
        line = QHBoxLayout()
        line.setSpacing(round(0.5 * theme.unit()))
        line.addWidget(words, 1)
        fix = None if finding is None else finding.fix
        if fix is None:
            return line, None
        button = QPushButton(fix.name)
        button.setMaximumWidth(round(13 * theme.unit()))
        button.setToolTip("Mend this; it can be undone.")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.fix_wanted.emit(fix))
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line, button
