"""One line above the outlines: which reading is worked on, and which others there are."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from viewer.app.layers import present_name, state_of
from viewer.app.session import Session, Snapshot
from viewer.core.document import Document
from viewer.ui import theme
from viewer.ui.readings.lists import fill_show, fill_switch


class ReadingsBar(QWidget):
    """Tells the present reading and the state of the others; its button lists them. Hidden while there is only one.

    Parameters
    ----------
    session
        What runs.
    parent
        Owner.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        u = theme.unit()
        self.button = QToolButton()
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setAccessibleName("Reading")
        self.button.setToolTip("The reading that is worked on; choose another, or show one beside it")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.button.setMenu(self._menu)
        self.others = QLabel()
        self.others.setTextFormat(Qt.TextFormat.PlainText)
        self.others.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument
        self.others.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(round(0.3 * u), round(0.2 * u), round(0.4 * u), 0)
        row.addWidget(self.button)
        row.addWidget(self.others, 1)
        self.hide()

    def refresh(self, now: Snapshot) -> None:
        """Bring the line up to date."""
        document = now.document
        self.setVisible(bool(document.layers or document.layer))
        name = self.fontMetrics().elidedText(present_name(document), Qt.TextElideMode.ElideRight, self._room())
        text = name.replace("&", "&&")
        if text != self.button.text():
            self.button.setText(text)
        said = others_text(document)
        if said != self.others.text():
            self.others.setText(said)
            self.others.setToolTip(theme.plain_tip(said))
            self.others.setAccessibleName(said)

    def _room(self) -> int:
        return round(9.0 * theme.unit())

    def _fill(self) -> None:
        self._menu.clear()
        self._menu.addSection("Work on")
        fill_switch(self._menu, self._session)
        if self._session.now.document.layers:
            self._menu.addSection("Show beside it")
            fill_show(self._menu, self._session)


def others_text(document: Document) -> str:
    """What the line says of the other readings: their names and whether they are shown, never what is in them."""
    return "; ".join(
        state_of(layer) if layer.is_answer else f"{layer.name} {state_of(layer)}" for layer in document.layers
    )
