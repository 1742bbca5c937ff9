"""The figure of the slice on the screen: seen as it will be, saved or copied."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from viewer.app.figures import (
    FigureChoices,
    FigureSource,
    Preview,
    figure_caption,
    figure_content,
    figure_picture,
    render_preview,
    save_figure,
)
from viewer.core.series import Study
from viewer.errors import SideError, ViewerError
from viewer.figure.checking.preflight import Finding
from viewer.figure.content import FigureContent
from viewer.figure.encoding import ENCODERS
from viewer.figure.spec import FigureSpec
from viewer.ui import theme
from viewer.ui.canvas.canvas import without_folders
from viewer.ui.figuring.background import Background
from viewer.ui.figuring.form import FigureForm, formats, scrolling
from viewer.ui.figuring.place import FigurePlace
from viewer.ui.figuring.preview import FigurePreview, image_of

SETTLE_MS = 120
"""How long choices may still change before the preview is painted again, ms."""

TYPING_MS = 350
"""The same while words are typed, ms."""

NOTHING_FOUND = "The pre-flight check found nothing to mend."


class _Content:
    """What the figure shows, read and measured when first asked for; only the background thread asks."""

    def __init__(self, source: FigureSource) -> None:
        self.source = source
        self._content: FigureContent | None = None

    def __call__(self) -> FigureContent:
        if self._content is None:
            self._content = figure_content(self.source)
        return self._content


class FigureDialog(QDialog):
    """Non-modal window with the figure of one slice.

    Parameters
    ----------
    parent
        The program's window.
    choices
        What was chosen the last time.
    folder
        Where figures were saved the last time, None for the user's pictures.

    Notes
    -----
    `show_source` may be called again whenever what is shown has changed; the same source costs nothing.
    """

    saved = Signal(object)
    """Path of a file that was written."""
    choices_changed = Signal(object)
    """`FigureChoices` to be remembered, once something was saved or copied."""
    sides_requested = Signal()
    """The user wants to state which side is the patient's right."""

    def __init__(
        self, parent: QWidget | None = None, *, choices: FigureChoices | None = None, folder: Path | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Figure")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.place = FigurePlace(self, folder)
        self._hides_patient = False
        self._target = ""
        self._words: Callable[[], str] = str
        self._content: _Content | None = None
        self._error: ViewerError | None = None
        self._background = Background()
        self._background.previewed.connect(self._take_preview)
        self._background.finished.connect(self._take_job)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._render)
        self.preview = FigurePreview()
        self.form = FigureForm(choices or FigureChoices())
        self.size_label = QLabel()
        self.findings = QListWidget()
        self.notice = QLabel()
        self.state_button = QPushButton("&State the sides…")
        self.without_button = QPushButton("Make it wit&hout sides")
        self.save_button = QPushButton("&Save figure…")
        self.copy_button = QPushButton("&Copy image")
        self.copy_caption_button = QPushButton("Copy cap&tion")
        self.close_button = QPushButton("Close")
        self._lay_out()
        self._explain()
        self._connect()
        self._offer_sides()
        self.save_button.setFocus()
        u = theme.unit()
        self.resize(QSize(round(76 * u), round(48 * u)).boundedTo(self.screen().availableSize()))

    # Building

    def _lay_out(self) -> None:
        u = theme.unit()
        left = QVBoxLayout()
        left.setSpacing(round(0.5 * u))
        left.addWidget(self.preview, 1)
        sides = QHBoxLayout()
        sides.addStretch()
        sides.addWidget(self.state_button)
        sides.addWidget(self.without_button)
        sides.addStretch()
        left.addLayout(sides)
        left.addWidget(self.size_label)
        head = QLabel("Pre-flight check")
        head.setProperty("head", True)  # noqa: FBT003 - Qt's own argument
        head.setBuddy(self.findings)
        self.findings.setWordWrap(True)
        self.findings.setSpacing(round(0.15 * u))
        self.findings.setMinimumHeight(round(5.5 * u))
        self.findings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = QHBoxLayout()
        for button in (self.copy_caption_button, self.copy_button, self.close_button, self.save_button):
            buttons.addWidget(button)
        column = QWidget()
        choices = QVBoxLayout(column)
        choices.setContentsMargins(0, 0, round(0.2 * u), 0)
        choices.setSpacing(round(0.5 * u))
        choices.addWidget(self.form)
        choices.addWidget(head)
        choices.addWidget(self.findings, 1)
        panel = QWidget()
        panel.setMinimumWidth(round(26 * u))  # wider where the words on the buttons need it
        right = QVBoxLayout(panel)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(round(0.5 * u))
        right.addWidget(scrolling(column), 1)
        right.addWidget(self.notice)
        right.addLayout(buttons)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(*[round(0.9 * u)] * 4)
        whole.setSpacing(round(1.1 * u))
        whole.addLayout(left, 1)
        whole.addWidget(panel)

    def _explain(self) -> None:
        self.size_label.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument
        self.size_label.setAccessibleName("Size of the figure")
        self.findings.setAccessibleName("Findings of the pre-flight check")
        self.findings.setToolTip("What the outlet or a reader would complain about, and what to do.")
        self.notice.setWordWrap(True)
        self.notice.setAccessibleName("What happened")
        self.save_button.setDefault(True)
        for button, tip in (
            (self.save_button, "Write the figure to a file."),
            (self.copy_button, "Put the figure on the clipboard, in the file's resolution."),
            (self.copy_caption_button, "Put the caption on the clipboard."),
            (self.close_button, "Close this window; nothing is lost."),
            (self.state_button, "Say where the patient's right is, above the image."),
            (self.without_button, "Leave R, L and the words right and left out of the figure."),
        ):
            button.setToolTip(tip)
            button.setAutoDefault(button is self.save_button)

    def _connect(self) -> None:
        self.form.changed.connect(lambda: self._soon(SETTLE_MS))
        self.form.typed.connect(lambda: self._soon(TYPING_MS))
        self.preview.resized.connect(lambda: self._soon(SETTLE_MS))
        self.save_button.clicked.connect(lambda: self.place.ask(self.form.suffix))
        self.place.chosen.connect(self.save_to)
        self.place.failed.connect(lambda error: self._take_job("place", error))
        self.copy_button.clicked.connect(self.copy_picture)
        self.copy_caption_button.clicked.connect(self.copy_caption)
        self.close_button.clicked.connect(self.close)
        self.state_button.clicked.connect(self.sides_requested)
        self.without_button.clicked.connect(self._leave_sides_out)

    def _leave_sides_out(self) -> None:
        self.form.switches["shows_sides"].setChecked(False)
        self.close_button.setFocus()  # the button that was clicked goes away

    # What is shown

    def show_source(self, source: FigureSource) -> None:
        """Show the figure of a slice."""
        before = None if self._content is None else self._content.source
        if source == before:
            return
        is_other = before is None or before.image.key != source.image.key
        self.form.take_source(source, is_other_image=is_other)
        self._content = _Content(source)
        self.place.level = source.level
        if is_other:
            self._say("")
        self._soon(0)

    def is_of(self, study: Study | None) -> bool:
        """Whether the figure shows a slice of this study."""
        return self._content is not None and self._content.source.study is study

    def hide_patient(self, *, hides_patient: bool) -> None:
        """Name files, or no longer, also in what is said already: their names may be the patient's."""
        if hides_patient != self._hides_patient:
            self._hides_patient = hides_patient
            self.notice.setText(self._words())
            if self._error is not None:
                self.preview.show_sentence(self._said(self._error))

    def _said(self, error: ViewerError) -> str:
        """Sentence of an error, without the folders of the image and of the file that is written."""
        image = "" if self._content is None else self._content.source.image.file
        sentence = str(error)
        for file in filter(None, (self._target, image)):
            sentence = without_folders(sentence, file, is_hidden=self._hides_patient)
        return sentence

    def _soon(self, delay_ms: int) -> None:
        """Paint the preview again when the choices have settled."""
        if self._content is None or not self.isVisible():
            return
        self._background.drop_previews()  # what is being painted is out of date already
        self.preview.expect()
        self._timer.start(delay_ms)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the preview in the room there is."""
        super().showEvent(event)
        self._soon(0)

    def _render(self) -> None:
        content = self._content
        spec = self._spec()
        if content is None or spec is None:
            return
        box, dpi, suffix = self.preview.box_px, self.form.dpi, self.form.suffix
        self._background.preview(lambda: render_preview(spec, content(), box_px=box, dpi=dpi, suffix=suffix))

    def _spec(self) -> FigureSpec | None:
        """Recipe that was chosen; None, and a sentence, where a typed text cannot be used."""
        try:
            return self.form.spec()
        except ViewerError as error:
            self._take_error(error)
            return None

    def _take_preview(self, generation: int, outcome: object) -> None:
        if generation != self._background.generation:
            return
        if isinstance(outcome, ViewerError):
            self._take_error(outcome)
        elif isinstance(outcome, Preview):
            self._error = None
            self.preview.show_picture(outcome.pixels)
            self.size_label.setText(_size_words(outcome))
            self.form.suggest_words(caption=outcome.caption, alt=outcome.alt)
            self._show_findings(outcome.findings)
            self._offer_sides()

    def _take_error(self, error: ViewerError) -> None:
        self._error = error
        self.preview.show_sentence(self._said(error))
        self.size_label.setText("")
        self.form.suggest_words(caption="", alt="")
        self.findings.clear()
        self._offer_sides()

    def _offer_sides(self) -> None:
        """Offer what helps where the sides are unknown; offer saving where there is a figure."""
        is_about_sides = (
            isinstance(self._error, SideError) and self._content is not None and self._content.source.lacks_sides
        )
        self.state_button.setVisible(is_about_sides)
        self.without_button.setVisible(is_about_sides)
        is_ready = self._error is None and not self._background.is_working
        for button in (self.save_button, self.copy_button, self.copy_caption_button):
            button.setEnabled(is_ready)

    def _show_findings(self, findings: tuple[Finding, ...]) -> None:
        self.findings.clear()
        for finding in sorted(findings, key=lambda finding: finding.level != "problem"):
            is_problem = finding.level == "problem"
            item = QListWidgetItem(
                f"{'Problem' if is_problem else 'Note'}: {finding.sentence} {finding.remedy}", self.findings
            )
            item.setForeground(QColor(theme.WARNING if is_problem else theme.QUIET))
        if not findings:
            QListWidgetItem(NOTHING_FOUND, self.findings).setForeground(QColor(theme.QUIET))

    def _say(self, words: str | Callable[[], str], *, colour: str = theme.QUIET) -> None:
        """Say something; words that depend on whether names are hidden are made again when that changes."""
        self._words = (lambda: words) if isinstance(words, str) else words
        self.notice.setStyleSheet(f"color: {colour};")
        self.notice.setText(self._words())
        self.notice.setVisible(bool(self.notice.text()))

    def _name(self, path: Path) -> str:
        """Name of a file after a word, '' where names are hidden."""
        return "" if self._hides_patient else f" {path.name}"

    # Saving and copying

    def save_to(self, path: Path) -> None:
        """Write the figure to a file in the background; a refusal is said here and nothing is written."""
        content, spec, dpi = self._content, self._spec(), self.form.dpi
        if content is None or spec is None:
            return
        study = content.source.study

        def save() -> Path:
            save_figure(spec, content(), path, dpi=dpi, study=study)
            return path

        if path.suffix.lower() in ENCODERS:
            chosen = next(known for known in formats() if ENCODERS[known] is ENCODERS[path.suffix.lower()])
            self.form.format.setCurrentIndex(self.form.format.findData(chosen))
        self._target = str(path)
        self._do("save", save, lambda: f"Writing{self._name(path)}…")

    def copy_picture(self) -> None:
        """Put the figure on the clipboard: as the bytes of a PNG file and as an image."""
        content, spec, dpi = self._content, self._spec(), self.form.dpi
        if content is not None and spec is not None:
            self._do("copy", lambda: figure_picture(spec, content(), dpi=dpi), "Copying…")

    def copy_caption(self) -> None:
        """Put the caption on the clipboard."""
        content, spec = self._content, self._spec()
        if content is not None and spec is not None:
            self._do("caption", lambda: figure_caption(spec, content()), "Copying…")

    def _do(self, name: str, work: Callable[[], object], words: str | Callable[[], str]) -> None:
        self._say(words)
        self._background.run(name, work)
        self._offer_sides()

    def _take_job(self, name: str, outcome: object) -> None:
        if isinstance(outcome, ViewerError):
            self._say(lambda: self._said(outcome), colour=theme.DANGER)
        elif name == "save" and isinstance(outcome, Path):
            self.place.folder = outcome.parent
            self._say(lambda: f"Saved{self._name(outcome)}.", colour=theme.GOOD)
            self.choices_changed.emit(self.form.choices)
            self.saved.emit(outcome)
        elif name == "copy" and isinstance(outcome, tuple):
            data = QMimeData()
            data.setImageData(image_of(outcome[1]))
            data.setData("image/png", outcome[0])
            QGuiApplication.clipboard().setMimeData(data)
            self._say("The figure is on the clipboard.", colour=theme.GOOD)
            self.choices_changed.emit(self.form.choices)
        elif name == "caption":
            QGuiApplication.clipboard().setText(str(outcome))
            self._say("The caption is on the clipboard.", colour=theme.GOOD)
        self._offer_sides()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Let no preview count that is still being painted; a file being written is finished."""
        self._timer.stop()
        self._background.drop_previews()
        super().hideEvent(event)

    def stop(self) -> None:
        """End the background work; called once, when the program ends."""
        self._timer.stop()
        self._background.stop()
        self.place.stop()


def _size_words(preview: Preview) -> str:
    """Size on paper and in the file, in words."""
    paper = f"{preview.width_mm:.1f} × {preview.height_mm:.1f} mm"
    if preview.file_pixels is None:
        return f"{paper}  ·  lines and type without a fixed resolution"
    return f"{paper}  ·  {preview.file_pixels[0]} × {preview.file_pixels[1]} pixels at {preview.dpi} dpi"
