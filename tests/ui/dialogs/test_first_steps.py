"""The card of the first start ticks off what the user did, and nothing that came along."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tests.dialog_source import NO_SIDES, a_study
from tests.figure.figure_scene import PAIR, UNNAMED
from viewer import NOTICE
from viewer.app.session import Session
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.series import SliceKey
from viewer.ui.dialogs.first_steps import FirstStepsCard, StepsDone, steps_done


def a_session(*, study=None, document=None):
    session = Session()
    session.open(a_study() if study is None else study, Place(1, 1), document=document)
    return session


def test_nothing_is_done_at_first():
    assert steps_done(Session().now) == StepsDone()
    assert steps_done(a_session().now) == StepsDone(has_opened=True)


@pytest.mark.parametrize(
    ("outlines", "is_outlined"),
    [
        (PAIR, True),
        (PAIR[:1], False),
        (UNNAMED, True),
        (UNNAMED[:1], False),
        ((PAIR[0], replace(PAIR[1], slice_key=SliceKey("1.2.3.4568"))), False),
    ],
)
def test_both_sides_of_one_slice_have_to_be_drawn(outlines, is_outlined):
    session = a_session(study=a_study(NO_SIDES))
    session.edit("Draw", Document(outlines=outlines))
    assert steps_done(session.now).has_outlined is is_outlined


def test_outlines_of_an_opened_project_do_not_count():
    session = a_session(document=Document(outlines=PAIR))
    assert not steps_done(session.now).has_outlined
    moved = tuple(replace(outline, rings=(outline.rings[0][1:],)) for outline in PAIR)
    session.edit("Draw", Document(outlines=(*PAIR, *moved)))
    assert steps_done(session.now).has_outlined


def test_ticks_stay(qtbot, themed):
    card = FirstStepsCard()
    qtbot.addWidget(card)

    def marks():
        return [mark.text() for mark in card.marks]

    assert marks() == ["1", "2", "3"]
    session = a_session()
    card.follow(session.now)
    assert marks() == ["✓", "2", "3"]
    session.edit("Draw", Document(outlines=PAIR))
    card.follow(session.now)
    assert marks() == ["✓", "✓", "3"]
    assert card.marks[1].accessibleName() == "Step 2: done"
    session.edit("Delete", Document())
    card.follow(session.now)
    assert marks() == ["✓", "✓", "3"]


def test_the_card_says_its_purpose_once_and_can_be_put_away(qtbot, themed):
    card = FirstStepsCard()
    qtbot.addWidget(card)
    card.show()
    assert [label.text() for label in card.findChildren(QLabel)].count(NOTICE) == 1
    with qtbot.waitSignal(card.open_requested):
        card.open_button.click()
    with qtbot.waitSignal(card.dismissed):
        card.got_it_button.click()
    with qtbot.waitSignal(card.dismissed):
        qtbot.keyClick(card, Qt.Key.Key_Escape)
