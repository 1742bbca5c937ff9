"""While an answer is hidden, nothing that is shown, copied or written beside the project depends on what is in it."""

from dataclasses import replace

import numpy as np
import pytest

from tests.memory import box, image, series
from viewer.app.actions import ACTIONS
from viewer.app.display.corner_texts import corners_of
from viewer.app.figuring.sources import figure_source
from viewer.app.layers import revealed
from viewer.app.layers.comparing import comparable, compared
from viewer.app.numbers.building import numbers_of
from viewer.app.numbers.saving import measurement_of_document
from viewer.app.session import Session
from viewer.core.document import Document, Layer
from viewer.core.history import Place
from viewer.core.outline import Side
from viewer.core.series import Study
from viewer.errors import UsageError

OWN = (box(10, 10, 20, 20, side=Side.RIGHT, uid="1.1"), box(30, 10, 40, 20, side=Side.LEFT, uid="1.1"))
ANSWERS = (
    (),
    (box(9, 9, 21, 21, side=Side.RIGHT, uid="1.1"), box(3, 3, 30, 30, side=Side.RIGHT, uid="1.2")),
)
"""What may be in a hidden answer: nothing, or outlines on this slice and on another one."""


def study() -> Study:
    rng = np.random.default_rng(3)
    slices = [image(rng.integers(0, 900, (50, 60)), uid=uid) for uid in ("1.1", "1.2")]
    return Study(series=(series(*slices),))


def hiding(outlines) -> Document:
    return Document(outlines=OWN, layers=(Layer("Answer", outlines=outlines, is_answer=True),))


def sessions() -> list[Session]:
    made = []
    for outlines in ANSWERS:
        session = Session()
        session.open(study(), Place(1, 1), document=hiding(outlines))
        session.edit("draw outline", replace(session.now.document, outlines=OWN[:1]))
        made.append(session)
    return made


def test_panel_table_and_copied_text_are_the_same() -> None:
    block = study().series[0]
    models = [numbers_of(hiding(outlines), block, block.slices[0]) for outlines in ANSWERS]
    assert models[0].columns
    assert models[0].as_tsv() == models[1].as_tsv() and models[0] == models[1]


def test_written_numbers_are_the_same() -> None:
    first, second = (measurement_of_document(hiding(outlines), study()) for outlines in ANSWERS)
    assert first.rows and first == second


def test_the_figure_is_the_same() -> None:
    first, second = (figure_source(session.now) for session in sessions())
    assert first is not None and second is not None
    seen = [replace(source, document=replace(source.document, layers=())) for source in (first, second)]
    assert seen[0].document.outlines == OWN[:1]
    assert seen[0].document == seen[1].document


def test_menus_undo_texts_and_corners_are_the_same() -> None:
    first, second = (session.now for session in sessions())
    assert corners_of(first) == corners_of(second)
    for action in ACTIONS:
        assert action.is_enabled(first) == action.is_enabled(second), action.name
        assert action.says is None or action.says(first) == action.says(second)
    names = [change.name for change in second.history.past]
    assert names == ["draw outline"]


def test_the_lists_of_the_window_are_the_same() -> None:
    from viewer.ui.panels.lists.outline_rows import outline_rows
    from viewer.ui.readings.bar import others_text

    opened = study()
    rows = [outline_rows(opened, hiding(o), here=opened.series[0].slices[0].key) for o in ANSWERS]
    assert rows[0] == rows[1]
    assert [others_text(hiding(o)) for o in ANSWERS] == 2 * ["answer, hidden"]


def test_a_hidden_answer_is_not_compared_until_it_is_revealed() -> None:
    document = hiding(ANSWERS[1])
    assert comparable(document) == ()
    with pytest.raises(UsageError, match="has been revealed") as caught:
        compared(document, "Answer", study())
    assert "1.2" not in str(caught.value)
    assert len(compared(revealed(document), "Answer", study()).rows) == 1
