"""Every control of every dialog has a name for screen readers and a tooltip, and the keyboard reaches it."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextBrowser,
    QWidget,
)

from tests.figure.figure_scene import a_slice
from viewer.app.figuring.saving import FigureChoices
from viewer.core.document import ReadingCodes
from viewer.figure.presets import preset
from viewer.ui.dialogs.about import AboutDialog
from viewer.ui.dialogs.codes import CodesDialog
from viewer.ui.dialogs.first_steps import FirstStepsCard
from viewer.ui.dialogs.patients import PatientsDialog
from viewer.ui.dialogs.skipped import SkippedDialog
from viewer.ui.figuring.own_outlets import OutletDialog
from viewer.ui.figuring.window import FigureDialog
from viewer.ui.help.dialog import HelpDialog
from viewer.ui.publishing.review import ReviewDialog

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextBrowser,
)  # fmt: skip

DIALOGS = {
    "figure": lambda: FigureDialog(choices=FigureChoices()),
    "outlet": lambda: OutletDialog(preset("blog"), text_pt=8.0, letter_pt=12.0, dpi=400, parent=None),
    "help": HelpDialog,
    "about": AboutDialog,
    "first steps": FirstStepsCard,
    "patients": lambda: PatientsDialog(()),
    "codes": lambda: CodesDialog(ReadingCodes(), ()),
    "skipped": lambda: SkippedDialog(()),
    "review": lambda: ReviewDialog((a_slice(),), lambda image, faint: np.zeros((4, 4), np.uint8)),
}


def is_part_of_another(widget):
    """Line edits of spin boxes, lists of combo boxes, corner buttons of tables."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractSpinBox | QComboBox | QAbstractItemView | QLineEdit | QTextBrowser):
            return True
        parent = parent.parentWidget()
    return False


@pytest.fixture(params=DIALOGS)
def dialog(request, qtbot, themed):
    made = DIALOGS[request.param]()
    qtbot.addWidget(made)
    yield made
    if isinstance(made, FigureDialog):
        made.stop()


def controls_of(dialog):
    found = [
        widget
        for widget in dialog.findChildren(QWidget)
        if isinstance(widget, CONTROLS) and not is_part_of_another(widget)
    ]
    assert found
    return found


def test_controls_have_names_and_explanations(dialog):
    buddies = {label.buddy() for label in dialog.findChildren(QLabel)}
    for widget in controls_of(dialog):
        has_text = isinstance(widget, QAbstractButton) and bool(widget.text())
        assert has_text or widget in buddies or widget.accessibleName(), widget
        is_standard = isinstance(widget.parentWidget(), QDialogButtonBox)
        is_text = isinstance(widget, QTextBrowser)
        assert is_standard or is_text or widget.toolTip(), widget


def test_tab_reaches_every_control(dialog):
    for widget in controls_of(dialog):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget
