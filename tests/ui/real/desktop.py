"""A screen of its own with the program on it, worked by real events of mouse and keyboard (XTEST, by xdotool)."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
PATIENCE_S = 60.0
"""How long something that must happen is waited for, s: far above what it takes anywhere."""

MISSING = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]
needs_screen = [
    pytest.mark.xvfb,
    pytest.mark.skipif(bool(MISSING), reason=f"{' and '.join(MISSING)} cannot be found"),
]

Point = tuple[float, float]


class Program:
    """The program's window in a process of its own."""

    def __init__(self, display: str, paths: Sequence[Path], home: Path, where: Path) -> None:
        self._display = display
        self._home = home
        self.environment = {
            **{k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")},
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "HOME": str(home),
            "MULTIFIDUS_HOME": str(home),
            "MULTIFIDUS_TRACEBACK": "1",
            "PYTHONPATH": str(ROOT),
            "LC_ALL": "C.UTF-8",
        }
        name = where / f"s{time.monotonic_ns()}"
        launcher = Path(__file__).with_name("answering_window.py")
        self.log = where / f"{name.name}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(launcher), str(name), *map(str, paths)],
                env=self.environment,
                cwd=home,
                stdout=log,
                stderr=log,
            )
        self._socket = socket.socket(socket.AF_UNIX)
        wait_until(lambda: self._connects(name))
        self._lines = self._socket.makefile("rw", encoding="utf-8")
        wait_until(self.is_up)
        self.x("mousemove", 5, 5)
        self.settle()

    def _connects(self, name: Path) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        with contextlib.suppress(OSError):
            self._socket.connect(str(name))
            return True
        return False

    # Asking

    def ask(self, *question: object) -> Any:
        line = ""
        with contextlib.suppress(OSError):
            self._lines.write(json.dumps(question) + "\n")
            self._lines.flush()
            line = self._lines.readline()
        assert line, self.last_words()
        answer = json.loads(line)
        assert "answer" in answer, answer
        return answer["answer"]

    def last_words(self) -> str:
        """What is left of a program that does not answer any more."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        left = [path.read_text("utf-8", "replace") for path in self._home.rglob("running-*.txt")]
        return "\n".join([f"ended with {self.process.poll()}", *left, self.log.read_text()])

    def is_up(self) -> bool:
        return bool(self.ask("is_up"))

    @property
    def state(self) -> dict[str, Any]:
        return self.ask("state")

    @property
    def numbers(self) -> list[dict[str, Any]]:
        """Measured columns, once the slice has been measured whole."""
        wait_until(lambda: self.ask("is_settled"))
        return self.ask("numbers")

    @property
    def live_numbers(self) -> list[dict[str, Any]]:
        """Measured columns as they are shown now, once the slice has been made ready."""
        wait_until(lambda: self.ask("numbers") is not None)
        return self.ask("numbers")

    def until(self, test: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The state in which a test holds."""
        found: list[dict[str, Any]] = []

        def holds() -> bool:
            found[:] = [self.state]
            return test(found[0])

        wait_until(holds, say=lambda: f"{found} {self.log.read_text()}")
        return found[0]

    def settle(self) -> None:
        """Wait until everything that was sent has been dealt with."""
        for _ in range(2):
            self.ask("is_up")

    # Doing

    def x(self, *words: object) -> str:
        """Commands of xdotool."""
        done = subprocess.run(
            ["xdotool", *map(str, words)], env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    def place(self, point: Point) -> tuple[int, int]:
        """Screen place of an image point."""
        return self.places([point])[0]

    def places(self, points: Sequence[Point]) -> list[tuple[int, int]]:
        return [(x, y) for x, y in self.ask("places", [list(point) for point in points])]

    def move(self, point: Point) -> None:
        self.x("mousemove", *self.place(point))
        self.settle()

    def click(self, *points: Point, button: int = 1) -> None:
        """Click image points one after the other, pointer at rest in between."""
        words: list[object] = []
        for at in self.places(points):
            words += ["mousemove", *at, "sleep", 0.01, "click", button, "sleep", 0.01]
        self.x(*words)
        self.settle()

    def drag(self, points: Sequence[Point], *, button: int = 1, lets_go: bool = True) -> None:
        """Press at the first image point and move along the others; nothing moves the image meanwhile."""
        first, *others = self.places(points)
        words: list[object] = ["mousemove", *first, "sleep", 0.01, "mousedown", button]
        for at in others:
            words += ["mousemove", *at, "sleep", 0.005]
        self.x(*words, *(["mouseup", button] if lets_go else []))
        self.settle()

    def double_click(self, point: Point) -> None:
        self.x("mousemove", *self.place(point), "sleep", 0.01, "click", "--repeat", 2, "--delay", 40, 1)
        self.settle()

    def wheel(self, notches: int, *, held: str = "") -> None:
        """Turn the wheel where the pointer is; up is positive."""
        words = ["click", "--repeat", abs(notches), "--delay", 15, 4 if notches > 0 else 5]
        self.x(*(["keydown", held] if held else []), *words, *(["keyup", held] if held else []))
        self.settle()

    def key(self, *keys: str) -> None:
        self.x("key", "--delay", 15, *keys)
        self.settle()

    def type(self, text: str) -> None:
        self.x("type", "--delay", 3, text)
        self.settle()

    def press_button(self, text: str, *, ends: bool = False) -> None:
        """Click the middle of a button with this text; one that ends the program leaves nobody to ask."""
        wait_until(lambda: text in self.ask("buttons"), say=lambda: str(self.ask("buttons")))
        self.x("mousemove", *self.ask("buttons")[text], "sleep", 0.02, "click", 1)
        if not ends:
            self.settle()

    def click_control(self, name: str) -> None:
        """Click the middle of the control with this accessible name."""
        wait_until(lambda: self.ask("named", name) is not None)
        self.x("mousemove", *self.ask("named", name), "sleep", 0.02, "click", 1)
        self.settle()

    def wait_for_window(self, kind: str) -> None:
        """Wait until a window of this class, or with this title, has the keyboard."""

        def has_it() -> bool:
            focus = self.ask("focus")
            return kind in (focus["window"], focus["title"])

        wait_until(has_it, say=lambda: f"{self.ask('focus')} {self.ask('titles')}")

    def name_file(self, path: Path, *, ends: bool = False) -> None:
        """Type a name into the file dialog that is open, and agree."""
        wait_until(lambda: self.ask("focus")["widget"] in ("QFileDialogLineEdit", "QLineEdit"))
        self.key("ctrl+a")
        self.type(str(path))
        self.x("key", "Return")
        if not ends:
            self.settle()

    def shoot(self, name: str) -> None:
        """Keep a picture of the screen where REAL_SHOTS names a folder, to be looked at."""
        folder = os.environ.get("REAL_SHOTS")
        if folder and shutil.which("import"):
            self.settle()
            subprocess.run(["import", "-window", "root", f"{folder}/{name}.png"], env=self.environment, check=True)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE_S)

    def close(self) -> None:
        if self.process.poll() is None:
            self.kill()
        with contextlib.suppress(OSError):  # an unsent question to one that has ended
            self._lines.close()
        self._socket.close()
        assert "Traceback" not in self.log.read_text(), self.log.read_text()


class Desktop:
    """A screen on which programs can be started."""

    def __init__(self, display: str, home: Path, where: Path) -> None:
        self.display = display
        self.home = home
        self._where = where
        self.programs: list[Program] = []

    def start(self, *paths: Path) -> Program:
        """Start the program with paths, and wait until the image is there."""
        program = Program(self.display, paths, self.home, self._where)
        self.programs.append(program)
        if paths:
            program.until(lambda now: now["is_loaded"] or now["notice"] is not None)
            program.settle()
        return program

    def clipboard(self, target: str = "UTF8_STRING") -> str:
        done = subprocess.run(
            ["xclip", "-selection", "clipboard", "-o", "-t", target],
            env={**os.environ, "DISPLAY": self.display},
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE_S,
        )
        return done.stdout


def wait_until(test: Callable[[], bool], *, say: Callable[[], str] = lambda: "") -> None:
    """Wait until something is so; fail when it never becomes so."""
    end = time.monotonic() + PATIENCE_S
    while not test():
        assert time.monotonic() < end, f"never became so: {say()}"
        time.sleep(0.02)


@contextlib.contextmanager
def screen(size: str = "1440x900x24") -> Iterator[str]:
    """Run an X server without a monitor, with a window manager if there is one; gives the name of its display."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp"],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        display = f":{told.readline().strip()}"
    manager = None
    if shutil.which("openbox"):
        manager = subprocess.Popen(
            ["openbox"],
            env={**os.environ, "DISPLAY": display},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    try:
        yield display
    finally:
        for process in (manager, server):
            if process is not None:
                process.terminate()
                process.wait(PATIENCE_S)
