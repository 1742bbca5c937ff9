"""What stands in the editor's window and where: the page with its bar, the choices beside it, findings and buttons."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from viewer.app.figuring.editing.pointer import Adding, Pointing
from viewer.app.figuring.keeping import figure_name
from viewer.app.figuring.previewing import Settled
from viewer.app.figuring.saving import FigureChoices
from viewer.app.figuring.sources import FigureSource
from viewer.core.figures.panels import WHOLE_SLICE
from viewer.core.figures.spec import FigureSpec
from viewer.ui import theme
from viewer.ui.figuring.bar import EditorBar
from viewer.ui.figuring.choices.arrangement import ArrangementPicker
from viewer.ui.figuring.choices.mark import MarkForm
from viewer.ui.figuring.choices.panel import PanelForm
from viewer.ui.figuring.choices.sections import Section, scrolling
from viewer.ui.figuring.choices.style import StyleForm
from viewer.ui.figuring.findings import FindingsList
from viewer.ui.figuring.foot import Foot
from viewer.ui.figuring.form import FigureForm
from viewer.ui.figuring.page.view import PageArea, PageView

HINTS: dict[Adding, str] = {
    "arrow": "Drag from where the label stands to what the arrow points at.",
    "text": "Click where the text is to stand.",
    "ellipse": "Drag from corner to corner round what it encloses.",
    "bracket": "Drag along the stretch; the ends of the bracket turn to the left of the way.",
}
"""What to do with each tool, said under the page."""


class EditorParts:
    """Makes the parts and shows in them what it is told.

    Parameters
    ----------
    dialog
        The window they stand in.
    view
        The page.
    choices
        What was chosen the last time.
    """

    def __init__(self, dialog: QDialog, view: PageView, choices: FigureChoices) -> None:
        self.bar = EditorBar()
        self.view = view
        self.form = FigureForm(choices)
        self.arrangement = ArrangementPicker()
        self.panel = PanelForm()
        self.style = StyleForm()
        self.mark = MarkForm()
        self.size_label = QLabel()
        self.hint = QLabel()
        self.findings = FindingsList()
        self.foot = Foot()
        self.notice = self.foot.notice
        self.state_button = QPushButton("&State the sides…")
        self.without_button = QPushButton("Make it wit&hout sides")
        self.save_button = self.foot.save_button
        self.copy_button = self.foot.copy_button
        self.copy_caption_button = self.foot.copy_caption_button
        self.close_button = self.foot.close_button
        self.sections = {
            "arrangement": Section("Arrangement", self.arrangement),
            "figure": Section("Figure", self.form),
            "shown": Section("Shown", self.form.shown),
            "style": Section("Style", self.style, is_open=False),
            "panels": Section("Panels", self.panel, is_open=False),
            "words": Section("Caption and alternative text", self.form.words, is_open=False),
        }
        self.bar.whole_wanted.connect(lambda is_whole: self.form.crop.setCurrentIndex(1 if is_whole else 0))
        self.bar.fit_wanted.connect(lambda: view.zoom_to(None))
        self.bar.print_size_wanted.connect(lambda: view.zoom_to(view.print_dpi))
        self.without_button.clicked.connect(self.leave_sides_out)
        self.close_button.clicked.connect(dialog.close)
        view.resized.connect(self._show_zoom)
        self._lay_out(dialog)
        self._explain()

    def _lay_out(self, dialog: QDialog) -> None:
        u = theme.unit()
        left = QVBoxLayout()
        left.setSpacing(round(0.4 * u))
        left.addWidget(self.bar)
        left.addWidget(PageArea(self.view), 1)
        sides = QHBoxLayout()
        sides.addStretch()
        sides.addWidget(self.state_button)
        sides.addWidget(self.without_button)
        sides.addStretch()
        left.addLayout(sides)
        self.under = QStackedWidget()  # of one height, so that nothing moves when something is selected
        self.under.addWidget(self.size_label)
        self.under.addWidget(self.mark)
        self.under.addWidget(self.hint)
        self.under.setFixedHeight(self.mark.sizeHint().height())
        self.under.setMinimumWidth(round(16 * u))
        left.addWidget(self.under)
        whole = QHBoxLayout(dialog)
        whole.setContentsMargins(*[round(0.8 * u)] * 4)
        whole.setSpacing(round(1.0 * u))
        whole.addLayout(left, 1)
        whole.addWidget(self._side())

    def _side(self) -> QWidget:
        """Choices, findings and buttons, one column."""
        u = theme.unit()
        column = QWidget()
        choices = QVBoxLayout(column)
        choices.setContentsMargins(0, 0, round(0.4 * u), 0)
        choices.setSpacing(round(0.2 * u))
        for section in self.sections.values():
            choices.addWidget(section)
        choices.addStretch()
        head = QLabel("Pre-flight check")
        head.setProperty("head", True)  # noqa: FBT003 - Qt's own argument
        head.setBuddy(self.findings)
        head.setIndent(0)  # a line above it would set the words in
        head.setStyleSheet(f"border-top: 1px solid {theme.LINE}; padding-top: {round(0.4 * u)}px;")
        self.findings.setMinimumHeight(round(5.5 * u))
        panel = QWidget()
        panel.setMinimumWidth(round(26 * u))  # wider where the words on the buttons need it
        side = QVBoxLayout(panel)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(round(0.4 * u))
        side.addWidget(scrolling(column), 4)
        side.addWidget(head)
        side.addWidget(self.findings, 1)
        side.addWidget(self.foot)
        return panel

    def _explain(self) -> None:
        self.size_label.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument
        self.size_label.setAccessibleName("Size of the figure")
        for button, tip in (
            (self.state_button, "Say where the patient's right is, above the image."),
            (self.without_button, "Leave R, L and the words right and left out of the figure."),
        ):
            button.setToolTip(tip)
            button.setAutoDefault(False)

    # Showing

    def _show_zoom(self) -> None:
        is_print_size = self.view.wanted_dpi == self.view.print_dpi
        self.bar.show_zoom(is_fitted=self.view.is_fitted, is_print_size=is_print_size)

    def show_spec(self, spec: FigureSpec, source: FigureSource, index: int | None) -> None:
        """Show a recipe in every field."""
        self.form.take_source(source)
        self.form.show_spec(spec)
        self.arrangement.show_spec(spec)
        self.panel.show_spec(spec, source)
        self.style.show_spec(spec)
        self.bar.whole.setChecked(spec.crop_mm == WHOLE_SLICE)
        document = source.document
        names = [(figure_name(document, place), place) for place in range(len(document.figures))]
        if index is None:
            names.append((figure_name(document, None), -1))
        self.bar.show_figures(names, -1 if index is None else index)

    def show_pointer(self, spec: FigureSpec, state: Pointing) -> None:
        """Show what is selected and which tool is in hand."""
        one = state.selected[0] if len(state.selected) == 1 else None
        is_mark = one is not None and one.mark is not None and one.mark < len(spec.marks)
        self.mark.show_mark(spec, one)
        self.hint.setText(HINTS.get(state.adding, ""))
        shown = self.hint if state.adding else self.mark if is_mark else self.size_label
        self.under.setCurrentWidget(shown)
        self.bar.show_pointer(state.adding, len(state.selected))
        if one is not None and one.panel >= 0:
            self.panel.show_panel(one.panel)

    def show_settled(self, settled: Settled) -> None:
        """Show size, words and findings."""
        self.size_label.setText(size_words(settled))
        self.form.suggest_words(caption=settled.page.caption, alt=settled.page.alt)
        self.findings.show_findings(settled.findings)

    def show_nothing(self) -> None:
        """Show that there is no figure."""
        self.size_label.setText("")
        self.form.suggest_words(caption="", alt="")
        self.findings.clear()

    def offer(self, *, is_about_sides: bool, is_ready: bool) -> None:
        """Offer what helps where the sides are unknown; offer saving where there is a figure."""
        self.state_button.setVisible(is_about_sides)
        self.without_button.setVisible(is_about_sides)
        self.foot.offer(is_ready=is_ready)

    def leave_sides_out(self) -> None:
        """Make the figure without sides."""
        self.form.switches["shows_sides"].setChecked(False)
        self.close_button.setFocus()  # the button that was clicked goes away

    def write_caption(self) -> None:
        """Let the caption be written."""
        section = self.sections["words"]
        section.head.setChecked(True)
        self.form.caption.setFocus(Qt.FocusReason.OtherFocusReason)


def size_words(settled: Settled) -> str:
    """Size on paper and in the file, in words."""
    paper = f"{settled.page.width_mm:.1f} × {settled.page.height_mm:.1f} mm"
    if settled.file_pixels is None:
        return f"{paper}  ·  lines and type without a fixed resolution"
    return f"{paper}  ·  {settled.file_pixels[0]} × {settled.file_pixels[1]} pixels at {settled.dpi} dpi"
