"""Work that takes longer than a frame: answered once, cancelled with Esc, dropped when the document has changed."""

import threading
from dataclasses import replace

import pytest

from tests.app.test_session import RIGHT, draw, opened
from viewer.app.proposing.tasks import AtOnce, InBackground
from viewer.core.annotations.marks import Crop
from viewer.core.history import Place
from viewer.core.outline import Outline
from viewer.errors import OutlineError
from viewer.tools.gesture import Gesture, Kind, Notice, Task, TaskResult


class Later:
    """Keeps tasks until the test lets them answer."""

    def __init__(self) -> None:
        self.waiting = []
        self.is_cancelled = False

    def start(self, task, *, answer, report) -> None:
        self.waiting.append((task, answer, report))

    def cancel(self) -> None:
        self.is_cancelled = True

    def answer(self, number: int = 0) -> None:
        task, answer, report = self.waiting[number]
        answer(task.work(report))


def adding(session, *, name: str = "propose outline") -> Task:
    document = session.now.document
    outline = Outline(session.now.image.key, (RIGHT,), is_proposed=True)
    return Task(name, "Looking …", lambda report: TaskResult(document.with_outlines([outline])))


@pytest.fixture
def later():
    session = opened()
    session._runner = Later()
    return session, session._runner


def test_an_answer_is_one_step_of_undo_where_it_was_asked_for(later):
    session, runner = later
    session.start(adding(session))
    assert session.now.pending.words == "Looking …  (Esc cancels)"
    assert session.now.document.outlines == ()
    session.show(Place(1, 3))
    runner.answer()
    assert session.now.pending is None
    assert [outline.is_proposed for outline in session.now.document.outlines] == [True]
    assert session.now.place == Place(1, 3)
    session.undo()
    assert (session.now.document.outlines, session.now.place) == ((), Place(1, 2))


def test_esc_cancels_before_anything_else_does(later):
    session, runner = later
    session.use_tool("outline")
    session.start(adding(session))
    session.gesture(Gesture(Kind.CANCEL))
    assert (session.now.pending, runner.is_cancelled, session.now.tool) == (None, True, "outline")
    assert session.now.notice.sentence == "Stopped: propose outline; nothing was changed."
    runner.answer()
    assert session.now.document.outlines == ()


def test_undo_gives_up_what_was_begun_last(later):
    session, _ = later
    draw(session, RIGHT)
    session.start(adding(session))
    session.undo()
    assert (session.now.pending, len(session.now.document.outlines)) == (None, 1)


def test_an_answer_to_a_changed_document_is_dropped_and_said(later):
    session, runner = later
    session.start(adding(session))
    session.edit("crop", session.now.document.with_crop(Crop(session.now.image.key, 0, 0, 50, 50)))
    runner.answer()
    assert session.now.document.outlines == ()
    assert "changed" in session.now.notice.sentence


def test_only_the_newest_task_answers(later):
    session, runner = later
    session.start(adding(session, name="first"))
    session.start(adding(session, name="second"))
    runner.answer(0)
    assert session.now.document.outlines == ()
    runner.answer(1)
    assert session.now.history.past[-1].name == "second"


def test_another_study_drops_what_was_worked_out_for_the_one_before(later):
    session, runner = later
    session.start(adding(session))
    session.open(session.now.study, Place(1, 1))
    runner.answer()
    assert session.now.document.outlines == ()


def test_progress_is_told(later):
    session, runner = later
    session.start(adding(session))
    runner.waiting[0][2](2, 5)
    assert session.now.pending.words == "Looking … 2 of 5  (Esc cancels)"


def refusing(report) -> TaskResult:
    raise OutlineError("There is nothing here; draw it by hand.")


def test_what_a_task_refuses_is_a_sentence():
    session = opened()
    session.start(Task("propose outline", "Looking …", refusing))
    assert session.now.notice == Notice("refused", "There is nothing here; draw it by hand.")


def test_a_notice_comes_with_the_change():
    session = opened()
    document = session.now.document
    made = document.with_outlines([Outline(session.now.image.key, (RIGHT,))])
    session.start(Task("copy", "Copying …", lambda report: TaskResult(made, Notice("information", "One was left."))))
    assert session.now.document.outlines == made.outlines
    assert session.now.notice.sentence == "One was left."


@pytest.mark.parametrize("work", [lambda report: TaskResult(name="done"), refusing])
def test_a_thread_does_it_and_the_answer_is_posted(work):
    posted, came = [], threading.Event()
    runner = InBackground(lambda call: (posted.append(call), came.set()))
    answers = []
    runner.start(Task("propose", "…", work), answer=answers.append, report=lambda done, total: None)
    assert came.wait(10.0)
    assert answers == []  # not on the working thread
    posted[0]()
    [answer] = answers
    assert answer.name == "done" or "draw it by hand" in answer.notice.sentence
    runner.close()


def test_a_cancelled_task_never_answers():
    go, posted = threading.Event(), []

    def work(report):
        go.wait(10.0)
        report(1, 2)
        return TaskResult()

    runner = InBackground(posted.append)
    runner.start(Task("propose", "…", work), answer=posted.append, report=lambda done, total: None)
    runner.cancel()
    go.set()
    runner.close()
    assert posted == []


def test_at_once_answers_before_it_returns():
    answers = []
    AtOnce().start(
        Task("a", "…", lambda report: TaskResult(name="b")), answer=answers.append, report=lambda done, total: None
    )
    assert answers == [TaskResult(name="b")]


def test_a_tool_that_asks_for_work_gets_it_done(monkeypatch):
    session = opened()
    tool = session.tool
    task = adding(session)

    def step(state, gesture, ctx):
        return replace(tool.step(state, gesture, ctx), task=task)

    monkeypatch.setattr("viewer.app.session.find_tool", lambda name: replace(tool, step=step))
    session.gesture(Gesture(Kind.KEY, key="X"))
    assert [outline.is_proposed for outline in session.now.document.outlines] == [True]
