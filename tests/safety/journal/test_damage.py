"""A damaged journal is refused, or gives back what was there earlier, and never another document or number."""

import os
import random
import sqlite3
from collections import Counter

import pytest

from tests.safety.journal.damage import killed, outcome, with_flip
from viewer.app.journalling.recovering import discard, found_work
from viewer.io.journal import store
from viewer.io.journal.entries import hash_of
from viewer.io.journal.reading import claim


@pytest.fixture(scope="module", params=[False, True], ids=["in the log", "in the database"])
def made(request, tmp_path_factory):
    return killed(tmp_path_factory.mktemp("damage"), is_checkpointed=request.param)


def flips(made, folder, places):
    found = Counter()
    for at, bit in places:
        with_flip(made, folder / "flipped", at=at, bit=bit)
        found[outcome(made, folder / "flipped")] += 1
    print(dict(found))
    return found


def spread(made, count, seed):
    rng = random.Random(seed)
    return [(int(made.size * (n + rng.random()) / count), rng.randrange(8)) for n in range(count)]


def test_without_a_flip_it_is_whole(made, tmp_path):
    import shutil

    shutil.copytree(made.home, tmp_path / "copy")
    assert outcome(made, tmp_path / "copy") == "whole"


def test_a_flipped_bit_never_gives_another_document(made, tmp_path):
    assert set(flips(made, tmp_path, spread(made, 16, 1))) > {"whole"}


@pytest.mark.slow
def test_300_flipped_bits_never_give_another_document(made, tmp_path):
    assert sum(flips(made, tmp_path, spread(made, 300, 2)).values()) == 300


@pytest.mark.exhaustive
def test_a_flipped_bit_in_every_byte_never_gives_another_document(made, tmp_path):
    rng = random.Random(3)
    flips(made, tmp_path, [(at, rng.randrange(8)) for at in range(made.size)])


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_file_cut_short_never_gives_another_document(made, tmp_path, share):
    import shutil

    shutil.copytree(made.home, tmp_path / "copy")
    last = tmp_path / "copy" / made.files[-1].relative_to(made.home)
    os.truncate(last, int(last.stat().st_size * share))
    found = outcome(made, tmp_path / "copy")
    assert share > 0.1 or found != "whole"


def test_a_changed_row_is_found_though_the_database_is_sound(made, tmp_path):
    """What SQLite cannot know: the proof of each action covers all before it."""
    import shutil

    shutil.copytree(made.home, tmp_path / "copy")
    database = sqlite3.connect(store.path_of(made.name, tmp_path / "copy"))
    database.execute("UPDATE actions SET name = 'draw outline ' WHERE number = 5")
    database.commit()
    database.close()
    assert outcome(made, tmp_path / "copy") == "cut"
    found = claim(made.name, home=tmp_path / "copy")
    assert len(found.rows) == 4 and not found.is_whole
    found.release()


def test_a_changed_piece_is_found_and_what_does_not_need_it_comes_back(made, tmp_path):
    import shutil
    import zlib

    shutil.copytree(made.home, tmp_path / "copy")
    database = sqlite3.connect(store.path_of(made.name, tmp_path / "copy"))
    pieces = {h: zlib.decompress(d) for h, d in database.execute("SELECT hash, data FROM contents")}
    outline = next(h for h, data in pieces.items() if b'"rings"' in data)
    other = zlib.compress(pieces[outline].replace(b'"side":"', b'"side": "'))
    database.execute("UPDATE contents SET data = ? WHERE hash = ?", (other, outline))
    database.commit()
    database.close()
    assert hash_of(pieces[outline]) == outline
    assert outcome(made, tmp_path / "copy") in {"cut", "refused"}


def test_a_trigger_of_somebody_else_is_not_run(made, tmp_path):
    import shutil

    shutil.copytree(made.home, tmp_path / "copy")
    database = sqlite3.connect(store.path_of(made.name, tmp_path / "copy"))
    database.execute("CREATE TRIGGER t AFTER DELETE ON actions BEGIN DELETE FROM contents; END")
    database.commit()
    database.close()
    assert outcome(made, tmp_path / "copy") == "refused"


def test_a_journal_of_a_newer_program_is_left_alone_and_said(made, tmp_path):
    import shutil

    shutil.copytree(made.home, tmp_path / "copy")
    path = store.path_of(made.name, tmp_path / "copy")
    database = sqlite3.connect(path)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute("PRAGMA user_version = 2")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    before = path.read_bytes()
    [work] = found_work(home=tmp_path / "copy")
    assert "newer version" in work.refusal
    assert path.read_bytes() == before


def test_files_of_others_are_neither_offered_nor_touched(tmp_path):
    folder = store.journal_folder(tmp_path)
    folder.mkdir(parents=True)
    for name in ("notes.txt", "x.sqlite3", "0123.sqlite3-wal", "images.sqlite3", ".hidden"):
        (folder / name).write_bytes(b"somebody's")
    (folder / f"{'0' * 32}.sqlite3.d").mkdir()
    os.mkfifo(folder / f"{'1' * 32}.sqlite3")
    (folder / f"{'2' * 32}.sqlite3").symlink_to("/dev/zero")
    assert found_work(home=tmp_path) == ()
    assert (folder / "notes.txt").read_bytes() == b"somebody's"
    assert len(list(folder.iterdir())) == 8


@pytest.mark.parametrize("data", [b"x", b"SQLite format 3\0" + bytes(84), bytes(100_000), b"SQLite format 3\0" * 500])
def test_what_is_no_journal_under_a_name_of_one_is_said_to_be_damaged_and_can_be_discarded(tmp_path, data):
    path = store.path_of("ab" * 16, tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    [work] = found_work(home=tmp_path)
    assert "damaged" in work.refusal
    assert discard(work.name, home=tmp_path) == "" and not path.exists()


def test_a_file_that_was_just_being_made_is_no_work(tmp_path):
    path = store.path_of("ab" * 16, tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    assert found_work(home=tmp_path) == () and path.exists()
    os.utime(path, (1, 1))
    assert found_work(home=tmp_path) == () and not path.exists()
