"""No error of a method that Qt calls leaves it: each class of the window is guarded when it is made."""

import ast
import importlib
import pkgutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDoubleSpinBox,
    QLayout,
    QListView,
    QListWidget,
    QPushButton,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

import viewer.ui
from viewer.ui.faults.guards import _instead, do_all, guard, is_of_qt

HERE = "viewer.ui.a_test"
"""Module that the classes below claim to be of, so that they are guarded."""


IS_FAILING = [True]
"""Whether the methods of `breaking` fail: not while what a test has left is thrown away."""


@pytest.fixture
def faults(monkeypatch) -> Iterator[list[str]]:
    """Errors that came to the top."""
    caught: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, _: caught.append(f"{kind.__name__}({error})"))
    IS_FAILING[:] = [True]
    yield caught
    IS_FAILING[:] = [False]


def breaking(base: type, *names: str, **others: object) -> type:
    """A class of the window whose methods with these names fail, each saying its name."""

    def method(name: str) -> FunctionType:
        def fail(*arguments: object) -> object:
            if IS_FAILING[0]:
                raise RuntimeError(name)
            return _instead(made, arguments[0], name, arguments[1:])

        return fail

    made = type("Breaking", (base,), {"__module__": HERE, **{name: method(name) for name in names}, **others})
    return made


def all_of(kind: type) -> set[type]:
    return {kind}.union(*map(all_of, type.__subclasses__(kind)))


def classes() -> list[type]:
    for module in pkgutil.walk_packages(viewer.ui.__path__, "viewer.ui."):
        importlib.import_module(module.name)
    found = {kind for base in (QObject, QIconEngine) for kind in all_of(base)}
    return sorted((k for k in found if k.__module__.startswith("viewer.ui.") and k.__module__ != HERE), key=repr)


def test_every_method_that_qt_calls_is_guarded():
    seen = []
    for kind in classes():
        for name, method in vars(kind).items():
            if isinstance(method, FunctionType) and not name.startswith("__") and is_of_qt(kind, name):
                assert hasattr(method, "__wrapped__"), f"{kind.__name__}.{name} may end the program"
                seen.append(f"{kind.__name__}.{name}")
    assert "ImageCanvas.paintEvent" in seen
    assert "RowModel.data" in seen
    assert "_LineEngine.paint" in seen
    assert len(seen) > 100


def test_every_class_made_of_one_of_qt_is_of_a_kind_that_is_guarded():
    modules = [importlib.import_module(m.name) for m in pkgutil.walk_packages(viewer.ui.__path__, "viewer.ui.")]
    for module in modules:
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == module.__name__:
                is_of_c = any(base.__module__.startswith("PySide6.") for base in kind.__mro__)
                assert not is_of_c or issubclass(kind, QObject | QIconEngine), f"{kind} is not guarded"


def test_classes_of_others_are_left_alone():
    class Own(QWidget):
        def paintEvent(self, event) -> None:
            pass

    assert not hasattr(Own.paintEvent, "__wrapped__")


def test_what_goes_well_goes_as_before(qapp):
    class Own(QWidget):
        __module__ = HERE

        def sizeHint(self) -> QSize:
            return QSize(3, 4)

        def other(self) -> None:
            raise RuntimeError

    assert Own().sizeHint() == QSize(3, 4)
    with pytest.raises(RuntimeError):
        Own.other(None)


EVENTS = (
    "paintEvent",
    "mousePressEvent",
    "mouseReleaseEvent",
    "mouseDoubleClickEvent",
    "keyPressEvent",
    "resizeEvent",
    "showEvent",
    "hideEvent",
    "changeEvent",
)


@pytest.mark.parametrize("name", [*EVENTS, "closeEvent", "sizeHint", "minimumSizeHint", "heightForWidth", "event"])
def test_a_widget_that_fails_is_shown_used_and_closed(qtbot, faults, name):
    made = breaking(QWidget, name)()
    qtbot.addWidget(made)
    outer = QWidget()
    qtbot.addWidget(outer)
    made.show()
    made.resize(120, 90)
    made.setEnabled(False)
    made.setEnabled(True)
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(made, Qt.MouseButton.LeftButton)
    QTest.keyClick(made, Qt.Key.Key_A)
    made.hide()
    made.show()
    made.resize(120, 90)
    made.grab()
    assert made.sizeHint() is not None
    made.adjustSize()
    QVBoxLayout(outer).addWidget(made)
    outer.show()
    assert isinstance(made.heightForWidth(10), int)
    QApplication.processEvents()
    assert made.close()
    assert not made.isVisible()
    assert f"RuntimeError({name})" in faults
    assert {*faults} == {f"RuntimeError({name})"}


def test_a_filter_that_fails_lets_everything_through(qtbot, faults):
    watch = breaking(QObject, "eventFilter")()
    button = QPushButton()
    qtbot.addWidget(button)
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))
    button.installEventFilter(watch)
    button.show()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    button.removeEventFilter(watch)
    assert pressed
    assert faults


def test_a_delegate_and_a_model_that_fail_leave_a_list(qtbot, faults):
    shown = QListWidget()
    qtbot.addWidget(shown)
    shown.addItems(["a", "b"])
    delegate = breaking(QStyledItemDelegate, "paint")(shown)
    shown.setItemDelegate(delegate)
    shown.resize(100, 100)
    shown.show()
    shown.grab()
    seen = QListView()
    qtbot.addWidget(seen)
    for names in (("data", "flags"), ("rowCount", "data")):
        others = {} if "rowCount" in names else {"rowCount": lambda *_: 3}
        model = breaking(QAbstractListModel, *names, **others)(seen)
        seen.setModel(model)
        seen.show()
        seen.viewport().repaint()
        seen.setCurrentIndex(model.index(0, 0))
    assert model.rowCount(QModelIndex()) == 0
    assert {f"RuntimeError({name})" for name in ("paint", "data", "flags", "rowCount")} <= {*faults}


def test_a_layout_a_field_and_an_icon_that_fail(qtbot, faults):
    names = ("addItem", "count", "itemAt", "takeAt", "sizeHint", "minimumSize", "setGeometry", "expandingDirections")
    outer = QWidget()
    qtbot.addWidget(outer)
    layout = breaking(QLayout, *names, "hasHeightForWidth", "heightForWidth")(outer)
    layout.addWidget(QPushButton())
    layout.setGeometry(QRect(0, 0, 9, 9))
    outer.show()
    outer.resize(70, 80)
    field = breaking(QDoubleSpinBox, "textFromValue", "valueFromText", "validate")()
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClicks(field, "12")
    field.setValue(3)
    button = QPushButton()
    qtbot.addWidget(button)
    button.setIcon(QIcon(breaking(QIconEngine, "paint", "pixmap", clone=lambda self: self)()))
    button.show()
    button.repaint()
    wanted = {"setGeometry", "sizeHint", "textFromValue", "validate"}
    assert {f"RuntimeError({name})" for name in wanted} <= {*faults}


def test_a_top_that_fails_too_is_the_end_of_it(qtbot, monkeypatch):
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(sys, "excepthook", fail)
    made = breaking(QWidget, "customEvent")()
    qtbot.addWidget(made)
    QApplication.sendEvent(made, QEvent(QEvent.Type.User))


def test_a_guarded_class_can_be_guarded_again():
    """Nothing is lost when a class is made twice, as by a reload."""
    kind = breaking(QWidget, "sizeHint")
    guard(kind)
    assert hasattr(kind.sizeHint, "__wrapped__")


def test_painting_that_fails_half_way_ends_the_painter(qtbot, faults):
    """Qt ends the program when what is painted on is thrown away before its painter."""

    class Half(QWidget):
        __module__ = HERE

        def paintEvent(self, event) -> None:
            painter, pixels = QPainter(self), QPixmap(9, 9)
            with QPainter(pixels):
                painter.drawLine(0, 0, 9, 9)
                raise RuntimeError("half")

    made = Half()
    qtbot.addWidget(made)
    made.show()
    made.grab()
    assert "RuntimeError(half)" in faults
    made.deleteLater()
    QApplication.processEvents()


def test_whoever_paints_on_a_picture_of_its_own_ends_the_painter_whatever_happens():
    """A picture and its painter that an error throws away in this order end the program with a segmentation fault."""
    count = 0
    for path in sorted(Path(viewer.ui.__file__).parent.rglob("*.py")):
        text = path.read_text("utf-8")
        if "QPainter(" not in text:
            continue
        tree = ast.parse(text)
        safe = {id(item.context_expr) for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "QPainter" and node.args:
                is_own = isinstance(node.args[0], ast.Name) and node.args[0].id == "self"
                assert is_own or id(node) in safe, f"{path}:{node.lineno}"
                count += not is_own
    assert count > 10


def test_every_step_is_taken_though_one_fails(faults):
    taken = []

    def fail() -> None:
        raise RuntimeError("step")

    do_all((lambda: taken.append(1), fail, lambda: taken.append(2)))
    assert taken == [1, 2]
    assert faults == ["RuntimeError(step)"]


def test_no_class_of_qt_is_made_on_another_thread():
    """Qt could be looking at its classes meanwhile; the program then ended, once in some hundred starts."""
    caught: list[str] = []

    def make() -> None:
        try:
            breaking(QObject)
        except RuntimeError as error:
            caught.append(str(error))

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    assert len(caught) == 1
    assert "import its module on the window's thread" in caught[0]
