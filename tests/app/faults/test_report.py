"""A report holds kinds, places and versions, and nothing of what an error says or where the user keeps things."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from viewer.app.background import hand_on_fault
from viewer.app.faults.report import FRAMES_MAX, THREADS, fault_of, kind_of, report_text, told_place

PACKAGE = Path(__file__).parents[3] / "viewer"
WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
CANARY = "Doe^Jane 19700101"


def caught(work) -> Exception:
    with pytest.raises(Exception) as found:
        work()
    return found.value


def text_of(error: BaseException, thread: str = "MainThread") -> str:
    return report_text(fault_of(error, thread=thread), first=WHEN, last=WHEN, times=1)


def fails(message: object = CANARY, kind: type[Exception] = ValueError) -> None:
    patient = CANARY
    raise kind(message, patient)


def fails_in_a_library() -> None:
    import numpy as np

    np.zeros(3).reshape(CANARY)


def fails_while_failing() -> None:
    try:
        fails()
    except ValueError as e:
        e.add_note(CANARY)
        raise KeyError(CANARY) from e


def fails_opening() -> None:
    Path(f"/nowhere/{CANARY}.dcm").read_bytes()


def fails_in_a_group() -> None:
    raise ExceptionGroup(CANARY, [ValueError(CANARY)])


def fails_in_code_of_data() -> None:
    scope: dict = {}
    exec(compile("def Doe_Jane_19700101(): 1 / 0\n", f"/home/{CANARY}.py", "exec"), scope)
    scope["Doe_Jane_19700101"]()


def fails_with_a_kind_made_of_data() -> None:
    raise type("Doe_Jane", (Exception,), {})(CANARY)


WAYS = [
    fails,
    fails_in_a_library,
    fails_while_failing,
    fails_opening,
    fails_in_a_group,
    fails_in_code_of_data,
    fails_with_a_kind_made_of_data,
]


@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_what_an_error_says_is_in_a_report(way):
    text = text_of(caught(way), thread=CANARY)
    for part in ("Doe", "Jane", "19700101", "/home", "/nowhere", "/work", str(Path.home()), str(PACKAGE.parent)):
        assert part not in text
    assert text.isascii()
    assert len(text.splitlines()) < 40


def test_a_report_says_where_and_with_what():
    text = text_of(caught(lambda: hand_on_fault(None)), thread="background-task")
    assert re.search(r"^  viewer/app/background\.py:\d+ in hand_on_fault$", text, re.M)
    assert "Thread: background-task" in text
    assert re.search(r"^Python: 3\.\d+\.\d+", text, re.M)
    assert re.search(r"^Libraries: .*numpy \d", text, re.M)
    assert "Happened: once, first 2026-01-02 03:04:05 UTC" in text


def test_an_error_of_the_system_is_told_by_its_number():
    assert "FileNotFoundError (ENOENT)" in text_of(caught(fails_opening))


def test_each_error_that_led_to_another_is_told():
    text = text_of(caught(fails_while_failing))
    assert text.index("ValueError") < text.index("KeyError")


def test_an_error_without_an_end_gives_a_short_report():
    def deeper() -> None:
        deeper()

    lines = fault_of(caught(deeper)).lines
    assert len(lines) == FRAMES_MAX + 2
    assert lines[-1] == "RecursionError"


def test_errors_in_a_circle_end():
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    assert len(fault_of(one).lines) < 6


def test_the_same_fault_has_the_same_code_and_another_place_another():
    codes = {fault_of(caught(lambda word=word: fails(word))).code for word in ("a", "b")}
    assert len(codes) == 1
    assert fault_of(caught(fails_opening)).code not in codes


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (str(PACKAGE / "ui/canvas/canvas.py"), "  viewer/ui/canvas/canvas.py:7 in f"),
        ("/home/jane/venv/lib/python3.11/site-packages/numpy/core/x.py", "  site-packages/numpy/core/x.py:7 in f"),
        (r"<frozen importlib._bootstrap>", "  <frozen importlib._bootstrap>:7 in f"),
        ("<string>", "  elsewhere"),
        ("/home/jane/site-packages/jane doe/x.py", "  elsewhere"),
        (str(PACKAGE / "../jane.py"), "  elsewhere"),
        ("", "  elsewhere"),
    ],
)
def test_places_are_told_without_where_they_lie(file, told):
    assert told_place(file, 7, "f") == told


def test_every_name_of_a_thread_that_is_told_is_given_by_the_program():
    """Else a report could not tell it from a thread whose name comes from elsewhere."""
    text = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    calls = re.findall(r"\b(?:Thread|ThreadPoolExecutor)\(((?:[^()]|\([^()]*\))*)\)", text)
    names = {name for call in calls for name in re.findall(r'(?:name|thread_name_prefix)="([^"]+)"', call)}
    assert len(calls) > 7
    assert THREADS - {"MainThread"} <= names, "no name is told that the program does not give"


def test_a_kind_is_told_by_the_name_its_module_knows():
    assert kind_of(ZeroDivisionError()) == "ZeroDivisionError"
    assert kind_of(caught(fails_with_a_kind_made_of_data)) == "an error"
