"""Keeps every error of a method that Qt calls inside that method.

Qt calls paintEvent, sizeHint, data and the like from C++, which knows nothing of Python's errors: PySide 6.11 prints
some, hands others to whatever Python code happens to be below (a study half shown), and can end with a segmentation
fault. So each class of the window that takes over such a method has it wrapped when the class is made.
"""

import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import wraps
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject, QRectF, QSize
from PySide6.QtGui import QIconEngine, QPixmap

GUARDED_PACKAGE = "viewer.ui."
"""Package whose classes are guarded; those of libraries and of tests are left as they are."""

_NOTHING = frozenset({"accept", "addItem", "paint", "setGeometry"})
"""Methods besides those called …Event after whose fault nothing else is done."""

_INSTEAD: dict[str, Callable[[], object]] = {
    "boundingRect": QRectF,
    "columnCount": lambda: 0,
    "count": lambda: 0,
    "minimumSize": QSize,
    "pixmap": QPixmap,
    "rowCount": lambda: 0,
    "sizeHint": QSize,
}
"""What a method gives after its fault where the class of Qt below it has no answer either; None for all others."""


def guard(kind: type) -> None:
    """Wrap the methods of a class that Qt calls.

    Parameters
    ----------
    kind
        A class with one of Qt among its bases.
    """
    for name, method in tuple(vars(kind).items()):
        if isinstance(method, FunctionType) and not name.startswith("__") and is_of_qt(kind, name):
            setattr(kind, name, guarded(kind, name, method))


def is_of_qt(kind: type, name: str) -> bool:
    """Whether a class of Qt below this one has a method of that name."""
    return any(name in vars(base) for base in kind.__mro__[1:] if base.__module__.startswith("PySide6."))


def guarded(kind: type, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method that never raises: its error goes to `sys.excepthook`, and what Qt would do is done instead."""
    does_nothing = name.endswith("Event") or name in _NOTHING

    @wraps(method)
    def call(self: Any, *arguments: Any, **named: Any) -> Any:
        try:
            return method(self, *arguments, **named)
        except Exception as error:  # noqa: BLE001 - nothing may leave for C++
            with suppress(Exception):
                sys.excepthook(type(error), error, error.__traceback__)
        return None if does_nothing else _instead(kind, self, name, arguments)

    return call


def _instead(kind: type, one: object, name: str, arguments: tuple[object, ...]) -> object:
    """What the class below answers, or the plainest answer there is."""
    if name == "eventFilter":
        return False
    try:
        return getattr(super(kind, one), name)(*arguments)
    except Exception:  # noqa: BLE001 - a method without a body in Qt
        return _INSTEAD.get(name, lambda: None)()


def guard_classes_to_come() -> None:
    """Guard every class of the window that is made from now on."""
    for base in (QObject, QIconEngine):
        # Python calls this for each class that is made of one of Qt's; classes of a library have it too.
        base.__init_subclass__ = classmethod(_on_class_made(base))  # type: ignore[assignment, method-assign]


def _on_class_made(base: type) -> Callable[..., None]:
    def on_class_made(kind: type, **named: Any) -> None:
        super(base, kind).__init_subclass__(**named)  # type: ignore[arg-type]  # a class of Qt
        if kind.__module__.startswith(GUARDED_PACKAGE):
            _refuse_other_threads(kind)
            guard(kind)

    return on_class_made


def _refuse_other_threads(kind: type) -> None:
    """Raise before Qt learns of a class that another thread makes.

    Qt looks into PySide's table of classes without Python's lock (6.11). Were it let through, the program would end
    with a segmentation fault now and then; an error at every start is seen by whoever brings it in.
    """
    if threading.current_thread() is not threading.main_thread():
        name = f"{kind.__module__}.{kind.__qualname__}"
        raise RuntimeError(f"{name} is a class of Qt: import its module on the window's thread")


def do_all(steps: Iterable[Callable[[], object]]) -> None:
    """Take each step, though one before it failed; its error goes to `sys.excepthook`."""
    for step in steps:
        try:
            step()
        except Exception as error:  # noqa: BLE001 - the steps behind it must not be left out
            with suppress(Exception):
                sys.excepthook(type(error), error, error.__traceback__)
