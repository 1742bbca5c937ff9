"""What is done with a journal that was left behind: it stays until its work is kept anew, and saves over nobody."""

import random
from pathlib import Path

import pytest

from tests.app.journalling.scenes import left, left_behind, only_name, opened, recovered_from, step
from tests.lumbar import write_study
from tests.memory import box
from viewer.app.journalling.recovering import open_work
from viewer.app.projects.files import save
from viewer.core.document import Document
from viewer.core.outline import Side
from viewer.errors import ChangedOnDiskError, JournalError
from viewer.io.journal.reading import claim
from viewer.io.journal.store import HELD, path_of
from viewer.io.journal.writing import JournalWriter
from viewer.io.opening import open_study


def test_a_journal_stays_until_its_work_is_kept_in_another(
    tmp_path: Path, let_go: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, journalling, _ = opened(tmp_path / "first")
    step(session, 1, random.Random(5))
    assert journalling.settle()
    home = left(tmp_path / "first", tmp_path / "left")
    journalling.close()
    name, kept = only_name(home), recovered_from(home)

    whole, is_full = JournalWriter.append, [True]

    def append(self: JournalWriter, entries: object) -> None:
        if is_full[0]:
            raise JournalError("the disk is full")
        whole(self, entries)  # type: ignore[arg-type]  # as it was handed on

    monkeypatch.setattr(JournalWriter, "append", append)
    session, journalling, told = opened(home)
    claimed = claim(name, home=home)
    journalling.takes_over(claimed)
    step(session, 2, random.Random(5))
    assert journalling.settle()
    assert told == ["the disk is full"]
    assert path_of(name, home).exists()
    after_a_kill = left_behind(home, tmp_path / "again")
    HELD.clear()
    assert recovered_from(after_a_kill) == kept
    is_full[0] = False
    step(session, 3, random.Random(5))
    assert journalling.settle()
    assert not path_of(name, home).exists()
    journalling.close()


@pytest.mark.parametrize("is_changed", [False, True])
def test_work_left_behind_does_not_go_over_what_was_saved_since(tmp_path: Path, let_go: None, is_changed: bool) -> None:
    write_study(tmp_path / "images")
    study = open_study([tmp_path / "images"])
    path, home = tmp_path / "a.mfv", tmp_path / "home"
    written = save(path, study=study, document=Document(), home=home)
    session, journalling, _ = opened(home, where=study, project=lambda: (path, written.stored_digest))
    key = study.series[0].slices[0].key
    drawn = Document().with_outlines([box(1, 1, 12, 12, uid=key.uid, side=Side.LEFT)])
    session.edit("draw outline", drawn)
    assert journalling.settle()
    after = left(home, tmp_path / "left")
    journalling.close()
    if is_changed:  # by another window, after the crash
        other = Document().with_outlines([box(2, 2, 22, 22, uid=key.uid, side=Side.RIGHT)])
        save(path, study=study, document=other, home=home)
    before = path.read_bytes()
    work = open_work(only_name(after), images=[tmp_path / "images"], home=after)
    work.claim.release()
    assert work.path == path
    assert work.file is not None and work.found.bound is not None and work.found.study is not None
    replaces = work.file.stored_digest
    if not is_changed:
        save(path, study=work.found.study, document=work.found.bound.document, replaces=replaces, home=home)
        return
    with pytest.raises(ChangedOnDiskError):
        save(path, study=work.found.study, document=work.found.bound.document, replaces=replaces, home=home)
    assert path.read_bytes() == before
