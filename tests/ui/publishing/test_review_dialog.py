"""The review for burned-in text: nothing is ticked unseen, faint text is shown, what is cropped away is not."""

import threading

import numpy as np
import pytest

from tests.figure.figure_scene import a_slice
from tests.synthetic import mr_image, write
from tests.ui.running_window import until
from viewer.app.projects.cases import review_picture
from viewer.core.document import Crop, Document
from viewer.errors import UnreadableError
from viewer.io.opening import open_study
from viewer.ui.publishing.review import ReviewDialog


@pytest.fixture
def dialog(qapp, qtbot):
    """A review of two images whose pictures come when the gate opens; the second cannot be read."""
    gate = threading.Event()
    images = (a_slice(), a_slice())

    def picture(image, faint):
        gate.wait(30)
        if image is images[1]:
            raise UnreadableError("The image cannot be read any more; open it again.")
        return np.full((40, 60), 200 if faint else 100, np.uint8)

    made = ReviewDialog(images, picture)
    made.gate = gate
    qtbot.addWidget(made)
    made.show()
    yield made
    gate.set()
    made.reject()


def shown(dialog):
    return dialog.view._item.pixmap().toImage().pixelColor(5, 5).red()


def test_nothing_is_ticked_before_it_is_seen(dialog, qtbot):
    assert not dialog.check.isEnabled()
    dialog.gate.set()
    until(qtbot, dialog.check.isEnabled)
    assert shown(dialog) == 100
    dialog.faint.click()
    until(qtbot, lambda: shown(dialog) == 200)
    dialog.check.click()
    assert dialog.count.text() == "Image 1 of 2, 1 looked at"
    dialog.next_button.click()
    until(qtbot, lambda: "cannot be read" in dialog.count.text())
    assert not dialog.check.isEnabled()
    assert not dialog.done_button.isEnabled()
    reviewed = []
    dialog.reviewed.connect(lambda: reviewed.append(True))
    dialog.accept()
    assert (dialog.isVisible(), reviewed) == (True, [])
    dialog.back_button.click()
    until(qtbot, dialog.check.isEnabled)
    assert dialog.check.isChecked()


@pytest.fixture(scope="module")
def faint_image(tmp_path_factory):
    """A slice whose text differs by one value of 4000 from what is behind it."""
    pixels = np.full((30, 40), 100, np.uint16)
    pixels[20:, :] = np.linspace(200, 4000, 40, dtype=np.uint16)
    pixels[5:8, 10:30] = 101
    path = write(tmp_path_factory.mktemp("faint") / "IM", mr_image(pixels=pixels, bits_stored=12))
    return open_study([path]).series[0].slices[0]


def test_faint_text_is_shown(faint_image):
    plain = review_picture(faint_image, Document())
    faint = review_picture(faint_image, Document(), shows_faint=True)
    assert plain.dtype == faint.dtype == np.uint8
    assert abs(int(plain[6, 20]) - int(plain[0, 0])) <= 1
    assert int(faint[6, 20]) - int(faint[0, 0]) >= 5
    assert (faint.min(), faint.max()) == (0, 255)


def test_what_is_cropped_away_is_not_shown(faint_image):
    document = Document(crops=(Crop(faint_image.key, left=0, top=15, right=39, bottom=29),))
    for shows_faint in (False, True):
        picture = review_picture(faint_image, document, shows_faint=shows_faint)
        assert not picture[:15].any()
        assert picture[20:].any()
