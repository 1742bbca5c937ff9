"""Asks which two blocks are before and after, which side was treated and when; says what speaks against a pair."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from viewer.app.comparing.dates import choosing
from viewer.core.annotations.pairing import Pairing, block_of
from viewer.core.document import Document
from viewer.core.outline import Side
from viewer.core.series import Series, Study
from viewer.errors import ViewerError
from viewer.ui import theme

TREATED: tuple[tuple[str, Side | None], ...] = (
    ("not stated", None),
    ("patient's right", Side.RIGHT),
    ("patient's left", Side.LEFT),
)

EXPLANATION = (
    "Two studies, two series, or two levels. Slices are linked by where they lie if both share one frame of reference, "
    "else by an offset that you set beside the images."
)


class PairingDialog(QDialog):
    """Asks for a `Pairing`.

    Parameters
    ----------
    study
        What is open.
    document
        What is outlined and paired.
    first
        Pairing to begin with.
    hides_patient
        Whether names, dates and descriptions are left out.
    parent
        The program's window.
    """

    decided = Signal(object)
    """`Pairing` as chosen."""

    def __init__(
        self,
        study: Study,
        document: Document,
        first: Pairing,
        *,
        hides_patient: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Before and after")
        self._study, self._document, self._first, self._hides = study, document, first, hides_patient
        self.before, self.after, self.treated = QComboBox(), QComboBox(), QComboBox()
        for offered in choosing.offered(study, document, hides_patient=hides_patient):
            self.before.addItem(offered.words, offered.number)
            self.after.addItem(offered.words, offered.number)
        for words, _ in TREATED:
            self.treated.addItem(words)
        self.exchange = QPushButton("E&xchange")
        self.exchange.setToolTip("Let the study before be the one after, and the other way round")
        self.procedure = QLineEdit()
        self.procedure.setPlaceholderText("date, or such as 12 weeks after the first study")
        self.blinded = QCheckBox("&Hide names, dates, sides, numbers and order while outlining")
        self._when, self._against, self._wrong = QLabel(), QLabel(), QLabel()
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self._lay_out()
        self._show_first()
        self._connect()
        self._check()

    def hide_patient(self, *, hides_patient: bool) -> None:
        """Show or hide dates and descriptions; what was chosen stays."""
        self._hides = hides_patient
        for place, offered in enumerate(choosing.offered(self._study, self._document, hides_patient=hides_patient)):
            self.before.setItemText(place, offered.words)
            self.after.setItemText(place, offered.words)
        self._check()

    def _lay_out(self) -> None:
        u = theme.unit()
        explanation = QLabel(EXPLANATION)
        explanation.setProperty("quiet", "true")
        for label in (explanation, self._when, self._against, self._wrong):
            label.setWordWrap(True)
        self._when.setProperty("quiet", "true")
        self._against.setStyleSheet(f"color: {theme.WARNING};")
        self._wrong.setStyleSheet(f"color: {theme.DANGER};")
        form = QFormLayout()
        form.setHorizontalSpacing(round(0.8 * u))
        form.setVerticalSpacing(round(0.5 * u))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for box in (self.before, self.after):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(40)
        form.addRow("&Before", self.before)
        form.addRow("&After", self.after)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.exchange)
        form.addRow("", row)
        form.addRow("&Treated side", self.treated)
        form.addRow("&Procedure", self.procedure)
        form.addRow("", self._when)
        form.addRow("Blinded", self.blinded)
        down = QVBoxLayout(self)
        down.setContentsMargins(*[round(1.1 * u)] * 4)
        down.setSpacing(round(0.8 * u))
        down.addWidget(explanation)
        down.addLayout(form)
        down.addWidget(self._against)
        down.addWidget(self._wrong)
        down.addStretch()
        down.addWidget(self.buttons)
        self.setMinimumWidth(round(46 * u))

    def _show_first(self) -> None:
        for box, named in ((self.before, self._first.before), (self.after, self._first.after)):
            block = block_of(named, self._study.series)
            if block is not None:
                box.setCurrentIndex(box.findData(block.number))
        self.treated.setCurrentIndex([side for _, side in TREATED].index(self._first.treated))
        self.procedure.setText(choosing.procedure_text(self._first.procedure_day))
        self.blinded.setChecked(self._first.is_blinded)

    def _connect(self) -> None:
        self.before.currentIndexChanged.connect(self._check)
        self.after.currentIndexChanged.connect(self._check)
        self.procedure.textChanged.connect(self._check)
        self.exchange.clicked.connect(self._swap)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _swap(self) -> None:
        one, other = self.before.currentIndex(), self.after.currentIndex()
        with QSignalBlocker(self.before):
            self.before.setCurrentIndex(other)
        self.after.setCurrentIndex(one)
        self._check()

    def _blocks(self) -> tuple[Series, Series]:
        of_number = {block.number: block for block in self._study.series}
        return of_number[self.before.currentData()], of_number[self.after.currentData()]

    def _check(self) -> None:
        """Say what speaks against the pair, when the procedure was, and what cannot be read."""
        before, after = self._blocks()
        wrong, day = "", None
        try:
            day = choosing.procedure_day(self.procedure.text(), before.identity)
        except ViewerError as e:
            wrong = str(e)
        when = choosing.procedure_words(day, before.identity, after.identity)
        pairing = choosing.with_blocks(self._first, self._study, self._document, before.number, after.number)
        found = choosing.asked(self._study, pairing)
        names = "" if self._hides or not found else choosing.names_of(self._study, pairing)
        against = "\n".join([*(caution.sentence for caution in found), *([names] if names else [])])
        for label, text in ((self._when, when), (self._against, against), (self._wrong, wrong)):
            label.setText(text)
            label.setVisible(bool(text))
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setText("&Pair anyway" if found else "&Show")
        ok.setEnabled(not wrong)

    @property
    def pairing(self) -> Pairing:
        """What the fields say.

        Raises
        ------
        ViewerError
            If the day of the procedure cannot be read.
        """
        before, after = self._blocks()
        chosen = choosing.with_blocks(self._first, self._study, self._document, before.number, after.number)
        return replace(
            chosen,
            treated=TREATED[self.treated.currentIndex()][1],
            procedure_day=choosing.procedure_day(self.procedure.text(), before.identity),
            is_blinded=self.blinded.isChecked(),
        )

    def accept(self) -> None:
        """Say what was chosen, and close; nothing happens while the day cannot be read."""
        if self.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled():
            chosen = self.pairing
            super().accept()
            self.decided.emit(chosen)
