"""Every action is kept when the gesture ends, and comes back with what could be undone and redone."""

import random
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.app.journalling.scenes import left_behind, only_name, opened, recovered_from, state_in, state_of, step, study
from tests.io.project.project_samples import documents
from tests.memory import box
from viewer.core import history
from viewer.core.document import Document, ReadingCodes
from viewer.core.history import Place
from viewer.core.series import Identity, Study
from viewer.io.journal.store import HELD, names, path_of
from viewer.io.journal.writing import JournalWriter


@pytest.fixture
def let_go():
    """Journals that a test leaves open as a kill would are no longer this process's."""
    yield
    HELD.clear()


def as_killed(home, to):
    """The user's folder as the next start finds it."""
    left_behind(home, to)
    HELD.clear()  # they are another process's now
    return to


@pytest.mark.parametrize("seed", range(2))
def test_what_is_kept_is_what_was_done(tmp_path, seed, let_go):
    session, journalling, told = opened(tmp_path / "home")
    rng = random.Random(seed)
    for number in range(40):
        step(session, number, rng)
        assert journalling.settle()
        if not (tmp_path / "home/data/journal").exists():
            assert not session.now.is_modified
        elif number % 13 == 0:
            assert state_in(as_killed(tmp_path / "home", tmp_path / f"{number}")) == state_of(session.now)
    assert state_in(as_killed(tmp_path / "home", tmp_path / "end")) == state_of(session.now)
    assert not told
    journalling.close()


def with_names(document: Document) -> Document:
    """The document with codes and names that a user can type; others are left out of every file."""
    layers = tuple(
        replace(layer, name=f"r{n}", codes=ReadingCodes("s", "r")) for n, layer in enumerate(document.layers)
    )
    return replace(document, codes=ReadingCodes("study", "R2", 3), layer="", layers=layers)


typed = documents.map(with_names)
ACTS = st.one_of(
    st.tuples(st.just("edit"), typed),
    st.tuples(st.just("edit"), typed),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
    st.tuples(st.just("saved")),
    st.tuples(st.just("seen")),
)


@settings(max_examples=8, phases=(Phase.explicit, Phase.generate))
@given(first=typed, acts=st.lists(ACTS, min_size=1, max_size=6))
def test_any_document_comes_back_as_it_was(tmp_path_factory, first, acts):
    home = tmp_path_factory.mktemp("any")
    session, journalling, told = opened(home / "home", document=first)
    for act, *more in acts:
        if act == "edit":
            session.edit("draw outline", *more)
        elif act == "saved":
            session.mark_saved(session.now.document)
        elif act == "seen":
            session.change(has_seen_numbers=True)
        else:
            getattr(session, act)()
    assert journalling.settle() and not told
    if (home / "home/data/journal").exists():
        killed = as_killed(home / "home", home / "killed")
        assert state_in(killed) == state_of(session.now)
        work = recovered_from(killed)
        assert work.is_whole and work.has_seen_numbers == session.now.has_seen_numbers
    else:
        assert not session.now.is_modified
    journalling.close()


def test_looking_writes_nothing(tmp_path):
    session, journalling, _ = opened(tmp_path)
    session.show(Place(1, 3))
    session.change(has_seen_numbers=True)
    assert journalling.settle()
    assert not (tmp_path / "data").exists()
    journalling.close()


def test_what_undo_goes_back_to_is_bounded_and_the_file_is_written_anew(tmp_path, monkeypatch, let_go):
    monkeypatch.setattr(history, "STEPS_MAXIMUM", 6)
    monkeypatch.setattr("viewer.io.journal.replaying.STEPS_MAXIMUM", 6)
    monkeypatch.setattr("viewer.io.journal.writing.ROWS_MAXIMUM", 20)
    session, journalling, _ = opened(tmp_path / "home")
    rng = random.Random(5)
    for number in range(70):
        step(session, number, rng)
        assert journalling.settle()
        if number % 9 == 8:
            found = as_killed(tmp_path / "home", tmp_path / f"{number}")
            assert state_in(found) == state_of(session.now)
            assert len(state_in(found).history.past) <= 6
    from viewer.io.journal.reading import claim

    killed = as_killed(tmp_path / "home", tmp_path / "end")
    found = claim(only_name(killed), home=killed)
    assert len(found.rows) <= 21
    pieces = found.connection.execute("SELECT count(*) FROM contents").fetchone()[0]
    assert pieces < 60  # what nothing leads to any more is gone
    found.release()
    journalling.close()


def test_an_outline_is_stored_once(tmp_path, let_go):
    outlines = tuple(box(n, 1, n + 5, 9, uid="1.2.1") for n in range(30))
    session, journalling, _ = opened(tmp_path / "home", document=Document(outlines=outlines))
    for number in range(20):
        session.edit("draw outline", session.now.document.with_outlines([box(number, 20, number + 5, 29, uid="1.2.1")]))
    assert journalling.settle()
    killed = as_killed(tmp_path / "home", tmp_path / "killed")
    from viewer.io.journal.reading import claim

    found = claim(only_name(killed), home=killed)
    # 50 outlines, 21 lists of them, one frame and one view
    assert found.connection.execute("SELECT count(*) FROM contents").fetchone()[0] == 73
    found.release()
    work = recovered_from(killed)
    assert work.project.document.outlines[3] is work.past[2].document.outlines[3]
    journalling.close()


def test_it_is_removed_when_the_window_closes_and_when_something_else_is_opened(tmp_path):
    session, journalling, _ = opened(tmp_path)
    step(session, 1, random.Random(1))
    assert journalling.settle() and only_name(tmp_path)
    session.open(study(), Place(1, 1))
    assert journalling.settle()
    assert not list(path_of("x", tmp_path).parent.iterdir())
    step(session, 1, random.Random(1))
    assert journalling.settle() and only_name(tmp_path)
    journalling.close()
    assert not list(path_of("x", tmp_path).parent.iterdir())
    assert not list((tmp_path / "data/journal-places").iterdir())


def test_nobody_else_may_read_it(tmp_path):
    session, journalling, _ = opened(tmp_path)
    step(session, 1, random.Random(1))
    assert journalling.settle()
    for path in path_of("x", tmp_path).parent.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    assert path_of("x", tmp_path).parent.stat().st_mode & 0o077 == 0
    journalling.close()


def test_images_added_to_the_study_lose_nothing(tmp_path, let_go):
    session, journalling, _ = opened(tmp_path / "home")
    rng = random.Random(2)
    for number in range(6):
        step(session, number, rng)
    more = study()
    both = Study((*more.series, replace(more.series[0], number=2, series_uid="1.9")))
    session.change(study=both)
    step(session, 7, rng)
    assert journalling.settle()
    assert state_in(as_killed(tmp_path / "home", tmp_path / "killed"), both) == state_of(session.now)
    journalling.close()


def test_what_names_the_patient_is_not_kept_and_that_is_said(tmp_path, let_go):
    named = study()
    named = Study((replace(named.series[0], identity=Identity(patient_name="Quintessa^Zyx", patient_id="PX-77")),))
    session, journalling, told = opened(tmp_path / "home", where=named)
    session.edit("set codes", Document(codes=ReadingCodes(study="Quintessa", reader="R1")))
    session.edit("draw outline", session.now.document.with_outlines([box(1, 1, 9, 9, uid="1.2.1")]))
    assert journalling.settle()
    assert len(told) == 1 and "name the patient" in told[0]
    work = recovered_from(as_killed(tmp_path / "home", tmp_path / "killed"))
    assert work.project.document.codes.study == "" and len(work.project.document.outlines) == 1
    journalling.close()


def test_a_writer_that_hangs_holds_no_action_up_and_loses_none(tmp_path, monkeypatch, let_go):
    import threading

    gate = threading.Event()
    real = JournalWriter.append
    monkeypatch.setattr("viewer.app.journalling.journalling.BEHIND_S", 0.02)
    monkeypatch.setattr("viewer.app.journalling.journalling.SLOW_S", 0.0)
    monkeypatch.setattr(JournalWriter, "append", lambda self, entries: (gate.wait(30), real(self, entries))[1])
    session, journalling, told = opened(tmp_path / "home")
    rng = random.Random(3)
    for number in range(12):
        step(session, number, rng)
    assert len(told) == 1 and "slow" in told[0]
    assert not journalling.settle(0.0)
    gate.set()
    assert journalling.settle(30.0)
    assert state_in(as_killed(tmp_path / "home", tmp_path / "killed")) == state_of(session.now)
    journalling.close()


def test_a_journal_is_not_another_runs(tmp_path):
    session, journalling, _ = opened(tmp_path)
    step(session, 1, random.Random(1))
    assert journalling.settle()
    assert names(tmp_path) == ()  # this process has it open
    journalling.close(is_removed=False)
    assert len(names(tmp_path)) == 1
