"""What the program does to the system while it reads hostile stored files, told by Python's own audit events.

`python -m tests.safety.stored.audited FOLDER [--window]` first reads sound files, so that everything is imported, then
damaged and hostile ones, and prints what happened meanwhile that must not. Run as a process of its own, since an audit
hook cannot be taken off again.
"""

import collections
import dataclasses
import json
import os
import random
import sys
from pathlib import Path
from typing import Any

SYSTEM = frozenset(
    {
        *("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.fork", "os.forkpty"),
        *("subprocess.Popen", "pty.spawn", "webbrowser.open", "urllib.Request", "pickle.find_class"),
        *("socket.__new__", "socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"),
        *("socket.gethostbyname", "http.client.connect", "ftplib.connect", "smtplib.connect"),
        *("ctypes.dlopen", "sqlite3.load_extension", "sqlite3.enable_load_extension", "code.__new__"),
        *("sys._current_frames", "os.putenv", "os.chown", "os.link", "os.symlink", "sys.unraisablehook"),
    }
)
"""Events that must not happen, but for the start of the decode worker."""

CODE = frozenset({"exec", "compile"})
MAKERS = frozenset({dataclasses.__file__, collections.__file__})
"""Python's own makers of classes, at work when a module is imported: they run the names of its fields."""

CHANGING = frozenset({"os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.truncate", "shutil.rmtree", "os.chmod"})

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Watch:
    """Notes what happens that must not, while it is on.

    Parameters
    ----------
    folder
        The only place that may be changed.
    """

    def __init__(self, folder: Path) -> None:
        self.is_on = False
        self.seen: list[str] = []
        self._folder = os.path.realpath(folder)
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.is_on:
            return
        is_start = event in SYSTEM and not (event == "subprocess.Popen" and _is_worker(arguments))
        is_code = event in CODE and self._is_made_up(event, arguments)
        if is_start or is_code:
            self.seen.append(f"{event} {arguments!r:.200}")
        elif event == "open" and self._is_writing(*arguments):
            self.seen.append(f"open for writing {arguments!r:.200}")
        elif event in CHANGING and not self._is_inside(arguments[0]):
            self.seen.append(f"{event} {arguments!r:.200}")

    @staticmethod
    def _is_made_up(event: str, arguments: tuple[Any, ...]) -> bool:
        """Whether code runs that is in no module: the text of a file, or of a value."""
        name = arguments[0].co_filename if event == "exec" else arguments[1]
        name = os.fsdecode(name) if isinstance(name, bytes) else str(name)
        if sys._getframe(2).f_code.co_filename in MAKERS:
            return False
        return not name.endswith(".py") and not name.startswith("<frozen")

    def _is_writing(self, path: Any, mode: Any, flags: Any) -> bool:
        if not isinstance(flags, int) or not flags & _WRITING or isinstance(path, int):
            return False
        return not self._is_inside(path) and os.fsdecode(path) != os.devnull

    def _is_inside(self, path: Any) -> bool:
        if isinstance(path, int):
            return True
        return os.path.realpath(os.fsdecode(path)).startswith(self._folder + os.sep)


def _is_worker(arguments: tuple[Any, ...]) -> bool:
    words = arguments[1]
    return not isinstance(words, str) and any("decode_worker" in str(word) for word in words)


def read_all(folder: Path, *, is_hostile: bool) -> int:
    """Read every kind of stored file, whole or damaged and hostile, and return how many files that were."""
    from tests.safety.stored.flips import flipped
    from tests.safety.stored.hostile_json import changed, texts
    from tests.safety.stored.kinds import outcome, sealed_kinds, unsealed_kinds

    count = 0
    for kind in (*sealed_kinds(folder / f"kinds {is_hostile}"), *unsealed_kinds()):
        copies = [kind.data]
        if is_hostile:
            copies = [*flipped(kind.data, random.Random(1), 30)]
            if kind.reseal is not None:
                records = changed(json.loads(kind.data), 40, seed=2)
                copies += [*texts(kind.data).values(), *(kind.reseal(record) for record in records)]
        for data in copies:
            outcome(kind, data, folder / "read")
            count += 1
    return count


def run_commands(folder: Path, text: str) -> None:
    """Give a project that holds a text everywhere to commands that read projects, recipes and presets."""
    from tests.safety.stored.hostile_projects import Opened, write_hostile
    from viewer.cli.main import run

    opened = Opened.at(folder / f"study{len(text)}" / "images")
    project = write_hostile(folder / f"study{len(text)}" / "a.mfv", text, opened, has_images=True)
    recipe = folder / "recipe.json"
    recipe.write_text(json.dumps({"format": "multifidus-figure", "schema_version": 2, "caption": text}))
    for words in (
        ["measure", project, "--csv"],
        ["info", project],
        ["figure", project, "--spec", recipe, "-o", folder / f"a{len(text)}.svg"],
        ["presets", "--save", recipe],
        ["presets"],
    ):
        run([str(word) for word in words])


def run_window(project: Path) -> None:
    """Open a window on hostile settings, and a hostile project in it."""
    from PySide6.QtWidgets import QApplication

    from viewer.app.settings import load_settings
    from viewer.ui.application import make_application
    from viewer.ui.main_window import MainWindow

    make_application()
    window = MainWindow(load_settings())
    window.show()
    window.opening.open([project])
    for _ in range(2000):
        QApplication.processEvents()
        window.opening.wait(0.005)
        if window.session.now.is_loaded:
            break
    window.saving.is_closing_agreed = True
    window.close()


def main() -> None:
    """Print what was seen, as JSON."""
    folder, has_window = Path(sys.argv[1]), "--window" in sys.argv
    os.environ["MULTIFIDUS_HOME"] = str(folder / "home")
    os.environ["MPLCONFIGDIR"] = str(folder / "matplotlib")
    watch = Watch(folder)
    read_all(folder, is_hostile=False)
    out, sys.stdout = sys.stdout, (folder / "printed.txt").open("w", errors="replace")
    run_commands(folder, "sound")
    if has_window:
        run_window(folder / "study5" / "a.mfv")
    watch.is_on = True
    count = read_all(folder, is_hostile=True)
    for text in ("{0.__class__} =cmd|' /C calc'!A0 <img src='file:///etc/passwd'>",):
        run_commands(folder, text)
        if has_window:
            run_window(folder / f"study{len(text)}" / "a.mfv")
    watch.is_on = False
    if "--control" in sys.argv:
        watch.is_on = True
        _do_what_is_forbidden()
        watch.is_on = False
    sys.stdout = out
    print(json.dumps({"files": count, "seen": watch.seen}))


def _do_what_is_forbidden() -> None:
    """Control: each of these is seen."""
    import pickle
    import socket
    import subprocess

    eval("1 + 1")
    os.system("true")
    subprocess.run(["true"], check=False)
    pickle.loads(b"cbuiltins\nlen\n.")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug:
        plug.connect(("127.0.0.1", 9))
    Path("/tmp/multifidus-audited").write_text("x")
    Path("/tmp/multifidus-audited").unlink()


if __name__ == "__main__":
    main()
