"""An own outlet is made from the one that is chosen, kept beside the settings, and chosen."""

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from tests.dialog_source import a_source
from viewer.app.figuring.own_presets import own_presets, preset_like
from viewer.app.figuring.saving import FigureChoices
from viewer.errors import UsageError
from viewer.figure.presets import preset
from viewer.ui.figuring.window import FigureDialog

LONG_MS = 60_000


@pytest.fixture
def dialog(qtbot, themed, tmp_path, monkeypatch):
    monkeypatch.setenv("MULTIFIDUS_HOME", str(tmp_path))
    dialog = FigureDialog(choices=FigureChoices(preset="bmc-single"))
    qtbot.addWidget(dialog)
    dialog.show_source(a_source())
    yield dialog
    dialog.stop()


def test_an_outlet_like_the_chosen_one_is_kept_and_chosen(dialog, qtbot):
    dialog.parts.bar.preset_wanted.emit()
    asked = dialog.outlets.dialog
    asked.buttons.button(QDialogButtonBox.StandardButton.Save).click()
    assert "preset's name" in asked.notice.text(), "it has no name yet"
    asked.name.setText("Revue Médicale, 1 col.")
    asked.wide.setValue(88.0)
    asked.text.setValue(9.0)
    asked.buttons.button(QDialogButtonBox.StandardButton.Save).click()
    qtbot.waitUntil(lambda: dialog.spec.preset == "revue-medicale-1-col", timeout=LONG_MS)
    [kept] = own_presets().presets
    assert (kept.outlet, kept.width_mm, kept.text_pt, kept.is_own) == ("Revue Médicale, 1 col.", 88.0, 9.0, True)
    assert dialog.form.outlet.currentData() == "revue-medicale-1-col"
    assert dialog.form.spec() == dialog.spec, "the recipe brings it along"
    assert '"width_mm": 88.0' in dialog.spec.own_preset


def test_a_taken_name_is_refused_in_a_sentence(dialog, qtbot):
    made = preset_like(preset("plos"), name="Blog", width_mm=80.0, dpi=300, text_pt=8.0, letter_pt=12.0)
    dialog.outlets.keep(made)
    qtbot.waitUntil(lambda: dialog.parts.notice.text() != "", timeout=LONG_MS)
    assert "blog" in dialog.parts.notice.text()
    assert dialog.spec.preset == "bmc-single"
    assert own_presets().presets == ()


def test_limits_give_way_and_a_fixed_height_follows():
    made = preset_like(preset("link-preview"), name="Card", width_mm=50.8, dpi=1300, text_pt=6.0, letter_pt=50.0)
    assert made.height_mm == pytest.approx(53.34 / 2, abs=0.01)
    assert made.dpi_range[1] == 1300
    assert made.text_range_pt == (6.0, 50.0)
    with pytest.raises(UsageError, match="small letters"):
        preset_like(preset("plos"), name="…", width_mm=80.0, dpi=300, text_pt=8.0, letter_pt=12.0)
