"""The dialog for a range: Enter agrees, the slice on the screen bounds both numbers, what is chosen is carried."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from viewer.app.proposing.spreading import Range
from viewer.ui.dialogs.outlining.propagate import PropagateDialog


def test_enter_agrees_with_what_is_offered(qtbot):
    dialog = PropagateDialog(Range(2, 9), here=5, count=12)
    qtbot.addWidget(dialog)
    told = []
    dialog.decided.connect(told.append)
    dialog.show()
    qtbot.keyClick(dialog.last, Qt.Key.Key_Up)
    qtbot.keyClick(dialog.last, Qt.Key.Key_Return)
    assert told == [Range(2, 10)]
    assert not dialog.isVisible()


def test_both_numbers_stay_on_their_side_of_the_slice(qtbot):
    dialog = PropagateDialog(Range(2, 9), here=5, count=12)
    qtbot.addWidget(dialog)
    dialog.first.setValue(8)
    dialog.last.setValue(3)
    assert (dialog.first.value(), dialog.last.value()) == (5, 5)
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    told = []
    dialog.decided.connect(told.append)
    dialog.accept()
    assert told == []


def test_all_blocks_are_offered_where_there_are_several(qtbot):
    dialog = PropagateDialog(Range(1, 1), here=1, count=1, blocks=3)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.all_blocks.isVisible()
    assert "3 blocks" in dialog.all_blocks.text()
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    dialog.all_blocks.click()
    assert not dialog.first.isEnabled()
    assert not dialog.last.isEnabled()
    told = []
    dialog.decided.connect(told.append)
    dialog.accept()
    assert told == [Range(1, 1, covers_all_blocks=True)]


def test_a_single_block_is_asked_for_its_slices_alone(qtbot):
    dialog = PropagateDialog(Range(2, 9), here=5, count=12)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.all_blocks.isVisible()


def test_all_blocks_are_chosen_by_keys(qtbot):
    dialog = PropagateDialog(Range(2, 9), here=5, count=12, blocks=3)
    qtbot.addWidget(dialog)
    told = []
    dialog.decided.connect(told.append)
    dialog.show()
    qtbot.keyClick(dialog.last, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.all_blocks
    qtbot.keyClick(dialog.all_blocks, Qt.Key.Key_Space)
    qtbot.keyClick(dialog.all_blocks, Qt.Key.Key_Return)
    assert told == [Range(2, 9, covers_all_blocks=True)]
