"""Switch and slider of the fat map beside the numbers."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QSlider

from tests.ui.running_window import until


def test_the_window_shows_the_map_by_switch_slider_and_key(window, qtbot):
    window.opening.open_sample(with_outlines=True)
    until(qtbot, lambda: window.feed.model is not None and window.feed.model.is_settled)
    row = window.feed.panel.fat_map
    switch, slider = row.findChild(QCheckBox), row.findChild(QSlider)
    assert row.isVisibleTo(window) and not switch.isChecked() and slider.value() == 60
    canvas = window.canvas
    assert canvas._fat_map is None or canvas._fat_map.map is None

    switch.click()
    assert window.session.now.view.shows_fat_map
    assert canvas._fat_map.map is window.feed.model.fat_map is not None

    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert window.session.now.view.fat_map_opacity == 0.65
    slider.setValue(30)
    assert window.session.now.view.fat_map_opacity == 0.3
    qtbot.keyClick(canvas, Qt.Key.Key_E, Qt.KeyboardModifier.ShiftModifier)
    assert slider.value() == 40

    document = window.session.now.document
    outline = document.outlines[0]
    wider = replace(outline, rings=(tuple((1.02 * x, y) for x, y in outline.rings[0]),))
    before = canvas._fat_map.map
    window.session.edit("move", document.with_outline_at(0, wider))
    assert canvas._fat_map.map not in (None, before), "it follows at once"
    assert not window.feed.model.is_settled

    window.commands.actions["hide-numbers"].trigger()
    assert not row.isVisibleTo(window)
    assert canvas._fat_map.map is None, "nothing of the result is kept on the image"
