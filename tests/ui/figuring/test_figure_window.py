"""The figure's window: seen as it will be, saved in two actions, refused in one sentence."""

import io
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.dialog_source import NO_SCALE, NO_SIDES, a_source, a_study
from tests.figure.figure_scene import PAIR, UNNAMED
from viewer.app.figuring.saving import FigureChoices, make_file
from viewer.app.figuring.sources import FigureSource, figure_content
from viewer.core.document import Document, Statement
from viewer.core.figures.panels import WHOLE_SLICE
from viewer.core.figures.spec import FigureSpec
from viewer.core.grey import Window
from viewer.core.outline import Outline, Side
from viewer.figure.encoding import ENCODERS
from viewer.figure.layout import lay_out
from viewer.figure.presets import DEFAULT_PRESET, PRESETS
from viewer.ui.figuring import foot as foot_module
from viewer.ui.figuring import place as place_module
from viewer.ui.figuring import window as figure_module
from viewer.ui.figuring.choices.outlets import formats
from viewer.ui.figuring.findings import NOTHING_FOUND
from viewer.ui.figuring.form import FigureForm
from viewer.ui.figuring.window import FigureDialog

LONG_MS = 60_000


@pytest.fixture
def opened(qtbot, themed, tmp_path):
    """Open the dialog on a source and wait for its first preview."""
    dialogs = []

    def open_on(source, **more):
        journal = FigureChoices(preset=DEFAULT_PRESET)
        dialog = FigureDialog(**{"folder": tmp_path, "choices": journal, **more})
        qtbot.addWidget(dialog)
        dialogs.append(dialog)
        dialog.show_source(source)
        dialog.show()
        settle(qtbot, dialog)
        return dialog

    yield open_on
    for dialog in dialogs:
        dialog.stop()


def settle(qtbot, dialog):
    qtbot.waitUntil(lambda: not dialog.view.is_busy, timeout=LONG_MS)


def finish(qtbot, dialog):
    qtbot.waitUntil(lambda: not dialog._background.is_working, timeout=LONG_MS)


def findings_of(dialog):
    return list(dialog.parts.findings.texts)


def test_two_actions_save_what_the_command_line_would_write(opened, qtbot, tmp_path):
    source = a_source()
    dialog = opened(source, choices=FigureChoices(preset="blog"))  # as it was remembered
    with qtbot.waitSignal(dialog.saved, timeout=LONG_MS) as saved:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    path = tmp_path / "multifidus-figure.png"
    assert saved.args == [path]
    assert path.read_bytes() == make_file(FigureSpec(preset="blog"), figure_content(source), path, dpi=None)[0]
    with Image.open(path) as picture:
        assert picture.width == 1600
    assert dialog.place.dialog is None, "nothing was asked"
    assert dialog.parts.notice.text() == f"Saved multifidus-figure.png in {tmp_path.name}."


def test_the_preview_is_painted_in_another_thread_with_the_words_beside_it(opened, qtbot, monkeypatch):
    threads = []
    painted = figure_module.settle

    def watched(*arguments, **keywords):
        threads.append(threading.current_thread())
        return painted(*arguments, **keywords)

    monkeypatch.setattr(figure_module, "settle", watched)
    # This ramp of grey is no muscle: a threshold has no meaning on it.
    source = a_source(document=Document(PAIR, method="otsu-shared"))
    dialog = opened(source)
    assert dialog.view.has_picture
    assert threads
    assert threading.main_thread() not in threads
    page = lay_out(FigureSpec(), figure_content(source))
    assert dialog.form.caption.placeholderText() == page.caption
    assert dialog.form.alt.placeholderText() == page.alt
    assert dialog.parts.size_label.text().startswith(f"{page.width_mm:.1f} × {page.height_mm:.1f} mm")
    assert "1984 × " in dialog.parts.size_label.text()
    # What is worst stands first.
    first, second = findings_of(dialog)
    assert first.startswith("Problem: The measured numbers carry a flag that forbids their use. ")
    assert second == "Note: Springer, one column does not list png among its formats. Write tiff for submission."


def test_the_old_preview_stays_dimmed_until_the_new_one_is_there(opened, qtbot):
    dialog = opened(a_source())
    before = dialog.view.grab().toImage()
    dialog.form.switches["shows_numbers"].click()
    assert dialog.view.is_busy
    assert dialog.view.has_picture
    dimmed = dialog.view.grab().toImage()
    middle = before.rect().center()
    assert dimmed != before
    assert dimmed.pixelColor(middle) != before.pixelColor(middle)
    settle(qtbot, dialog)
    assert dialog.view.grab().toImage() not in (before, dimmed)


def test_the_same_source_again_paints_nothing(opened, qtbot):
    source = a_source()
    dialog = opened(source)
    dialog.show_source(a_source(study=source.study))
    assert not dialog.view.is_busy
    dialog.show_source(a_source(study=source.study, window=Window(100.0, 50.0)))
    assert dialog.view.is_busy


def test_unknown_sides_are_asked_for_instead_of_a_picture(opened, qtbot):
    dialog = opened(a_source(NO_SIDES, outlines=UNNAMED))
    assert "state the sides" in dialog.view.sentence
    assert not dialog.parts.save_button.isEnabled()
    assert dialog.parts.state_button.isVisible()
    with qtbot.waitSignal(dialog.sides_requested, timeout=LONG_MS):
        dialog.parts.state_button.click()
    dialog.parts.without_button.click()
    settle(qtbot, dialog)
    assert dialog.view.has_picture
    assert dialog.parts.save_button.isEnabled()
    assert not dialog.parts.state_button.isVisible()
    assert any("does not tell the patient's right" in text for text in findings_of(dialog))


def test_stating_the_sides_brings_the_picture(opened, qtbot):
    source = a_source(NO_SIDES, outlines=PAIR)
    dialog = opened(source)
    assert not dialog.view.has_picture
    stated = Document(outlines=PAIR).with_statement("1.2.3.4", Statement(sides="radiological"))
    dialog.show_source(a_source(study=source.study, document=stated))
    settle(qtbot, dialog)
    assert dialog.view.has_picture


def test_an_outline_that_crosses_itself_is_named_instead_of_a_picture(opened):
    crossing = Outline.from_points(
        [(10, 10), (40, 40), (40, 10), (10, 40)], slice_key=PAIR[0].slice_key, side=Side.RIGHT
    )
    dialog = opened(a_source(outlines=(crossing, PAIR[1])))
    assert "right multifidus" in dialog.view.sentence
    assert not dialog.parts.save_button.isEnabled()
    assert not dialog.parts.without_button.isVisible()


def test_patient_data_are_refused_and_nothing_is_written(opened, qtbot, tmp_path):
    dialog = opened(a_source())
    dialog.form.caption.setPlainText("The back of Jane Doe")
    for name in ("figure.png", "Doe_Jane.png"):
        dialog.save_to(tmp_path / name)
        finish(qtbot, dialog)
        assert "patient's name" in dialog.parts.notice.text()
        assert "Doe" not in dialog.parts.notice.text()
        dialog.form.caption.clear()
    assert list(tmp_path.iterdir()) == []
    assert dialog.isVisible()
    assert dialog.parts.save_button.isEnabled()


def test_a_name_in_the_caption_is_a_finding_before_saving(opened, qtbot):
    dialog = opened(a_source())
    dialog.form.caption.setPlainText("The back of Jane Doe")
    settle(qtbot, dialog)
    assert any(text.startswith("Problem: The caption holds") for text in findings_of(dialog))


def test_a_folder_that_is_not_there_is_said_and_the_dialog_stays(opened, qtbot, tmp_path):
    dialog = opened(a_source())
    dialog.save_to(tmp_path / "gone" / "figure.png")
    finish(qtbot, dialog)
    assert "cannot be written" in dialog.parts.notice.text()
    assert dialog.isVisible()


def test_the_clipboard_gets_our_png_and_the_same_pixels(opened, qtbot):
    source = a_source()
    dialog = opened(source)
    dialog.parts.copy_button.click()
    finish(qtbot, dialog)
    held = QGuiApplication.clipboard().mimeData()
    data = bytes(held.data("image/png").data())
    assert data == make_file(FigureSpec(), figure_content(source), Path("figure.png"), dpi=None)[0]
    image = QGuiApplication.clipboard().image()
    with Image.open(io.BytesIO(data)) as picture:
        expected = np.asarray(picture.convert("L"))
    assert (image.height(), image.width()) == expected.shape
    assert image.textKeys() == []
    for x, y in ((0, 0), (image.width() // 2, image.height() // 2), (image.width() - 1, image.height() - 1)):
        assert image.pixelColor(x, y).red() == expected[y, x]


def test_the_caption_can_be_copied(opened, qtbot):
    source = a_source()
    dialog = opened(source)
    dialog.parts.copy_caption_button.click()
    finish(qtbot, dialog)
    assert QGuiApplication.clipboard().text() == lay_out(FigureSpec(), figure_content(source)).caption


def test_choices_are_told_once_saved_and_taken_up_again(opened, qtbot, tmp_path):
    dialog = opened(a_source())
    form = dialog.form
    form.outlet.setCurrentIndex(form.outlet.findData("bmc-single"))
    form.switches["shows_numbers"].setChecked(True)
    form.switches["shows_sides"].setChecked(False)
    with qtbot.waitSignal(dialog.choices_changed, timeout=LONG_MS) as told:
        dialog.save_to(tmp_path / "figure.tif")
    [choices] = told.args
    expected = FigureChoices(preset="bmc-single", suffix=".tiff", shows_numbers=True)
    assert choices == replace(expected, folder=str(tmp_path))
    again = opened(a_source(), choices=choices)
    assert again.form.choices == expected
    assert again.form.spec().shows_sides


def test_the_dialog_can_be_closed_while_it_paints_and_opened_again(opened, qtbot):
    dialog = opened(a_source())
    dialog.form.switches["shows_numbers"].click()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog.show()
    settle(qtbot, dialog)
    assert dialog.view.has_picture


def test_words_typed_for_one_slice_are_not_put_under_another(opened, qtbot):
    study = a_study()
    dialog = opened(a_source(study=study))
    dialog.form.caption.setPlainText("Only this one.")
    dialog.show_source(a_source(study=study, window=Window(100.0, 50.0)))
    assert dialog.form.spec().caption == "Only this one."
    other = FigureSource(study, study.series[0], study.series[0].slices[1], Document())
    dialog.show_source(other)
    assert dialog.form.spec().caption is None


def test_a_figure_without_faults_says_so(opened, qtbot, tmp_path):
    dialog = opened(a_source(outlines=()), choices=FigureChoices(preset=DEFAULT_PRESET, suffix=".tiff"))
    assert findings_of(dialog) == [NOTHING_FOUND]


def test_every_preset_and_format_is_offered_once(themed, qtbot):
    form = FigureForm(FigureChoices())
    qtbot.addWidget(form)
    offered = [form.outlet.itemData(row) for row in range(form.outlet.count())]
    assert sorted(name for name in offered if name) == sorted(preset.name for preset in PRESETS)
    headings = [form.outlet.itemText(row) for row, name in enumerate(offered) if not name]
    assert headings == ["Journals", "Web", "Slides and posters"]
    assert {ENCODERS[suffix] for suffix in formats()} == set(ENCODERS.values())
    assert len(formats()) == len(set(ENCODERS.values()))


def test_the_form_says_what_was_chosen(themed, qtbot):
    form = FigureForm(FigureChoices(preset=DEFAULT_PRESET))
    qtbot.addWidget(form)
    assert form.spec() == FigureSpec()
    form.take_source(a_source(window=Window(100.0, 50.0)))
    form.show_spec(FigureSpec(window=Window(100.0, 50.0)))
    assert form.spec().window == Window(100.0, 50.0)
    form.window_choice.setCurrentIndex(1)
    assert form.spec().window is None
    form.crop.setCurrentIndex(1)
    assert form.spec().crop_mm == WHOLE_SLICE
    assert not form.crop_mm.isEnabled()
    form.crop.setCurrentIndex(2)
    form.crop_mm.setValue(95.5)
    assert form.spec().crop_mm == 95.5
    form.take_source(a_source(NO_SCALE))
    model = form.crop.model()
    assert [model.item(row).isEnabled() for row in range(3)] == [True, True, False]


def test_another_outlet_brings_its_resolution_and_vectors_have_none(themed, qtbot):
    form = FigureForm(FigureChoices(preset=DEFAULT_PRESET, dpi=450))
    qtbot.addWidget(form)
    assert form.dpi == 450
    form.outlet.setCurrentIndex(form.outlet.findData("blog"))
    assert (form.resolution.value(), form.dpi) == (400, None)
    form.format.setCurrentIndex(form.format.findData(".svg"))
    assert not form.resolution.isEnabled()


def test_the_disk_is_asked_for_a_free_name_on_another_thread_and_once(opened, qtbot, tmp_path, monkeypatch):
    (tmp_path / "multifidus-figure.png").touch()
    dialog = opened(a_source())
    threads, exists = [], Path.exists

    def watched(path, **keywords):
        threads.append(threading.current_thread())
        return exists(path, **keywords)

    monkeypatch.setattr(Path, "exists", watched)
    dialog.parts.foot.elsewhere_button.click()
    dialog.parts.foot.elsewhere_button.click()
    qtbot.waitUntil(lambda: dialog.place.dialog is not None, timeout=LONG_MS)
    asking = dialog.place.dialog
    assert [Path(name).name for name in asking.selectedFiles()] == ["multifidus-figure-2.png"]
    assert len(threads) == 3, "the folder, the name that is taken and the one that is free"
    assert threading.main_thread() not in threads
    asking.reject()
    assert dialog.place.dialog is None


def test_no_button_is_narrower_than_its_words(opened):
    dialog = opened(a_source())
    buttons = (
        dialog.parts.copy_caption_button,
        dialog.parts.copy_button,
        dialog.parts.close_button,
        dialog.parts.save_button,
        dialog.parts.foot.elsewhere_button,
    )
    assert all(button.width() >= button.sizeHint().width() for button in buttons)


def test_the_place_is_said_before_saving_kept_for_the_next_time_and_led_to(opened, qtbot, tmp_path, monkeypatch):
    made = []
    dialog = opened(a_source())
    dialog.choices_changed.connect(made.append)
    foot = dialog.parts.foot
    qtbot.waitUntil(lambda: foot.place.toolTip() == str(tmp_path / "multifidus-figure.png"), timeout=LONG_MS)
    assert not foot.folder_button.isVisible()
    for name in ("multifidus-figure.png", "multifidus-figure-2.png"):
        with qtbot.waitSignal(dialog.saved, timeout=LONG_MS) as saved:
            dialog.parts.save_button.click()
        assert saved.args == [tmp_path / name], "no file is written over"
        finish(qtbot, dialog)
        assert foot.save_button.isEnabled()
    assert foot.folder_button.isVisible()
    led = []
    monkeypatch.setattr(foot_module.QDesktopServices, "openUrl", lambda url: led.append(url.toLocalFile()))
    foot.folder_button.click()
    assert led == [str(tmp_path)]
    dialog.hide_patient(hides_patient=True)
    assert tmp_path.name not in foot.place.toolTip() + foot.place.text() + dialog.parts.notice.text()
    assert FigureChoices.from_text(made[-1].to_text()).kept_folder == tmp_path


def test_a_first_figure_is_for_the_web_and_has_nothing_to_mend(opened):
    dialog = opened(a_source(outlines=()), choices=FigureChoices())
    assert (dialog.spec.preset, dialog.form.suffix) == ("blog", ".png")
    assert findings_of(dialog) == [NOTHING_FOUND]


def test_a_folder_that_went_away_gives_way_to_the_users_pictures(opened, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(place_module, "_pictures", lambda: tmp_path)
    dialog = opened(a_source(), folder=None, choices=FigureChoices(folder=str(tmp_path / "unplugged")))
    with qtbot.waitSignal(dialog.saved, timeout=LONG_MS) as saved:
        dialog.parts.save_button.click()
    assert saved.args == [tmp_path / "multifidus-figure.png"]
