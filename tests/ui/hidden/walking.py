"""Everything that a window says to eyes and screen readers: texts of widgets, actions, models, windows, and paint."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QAbstractTableModel,
    QEvent,
    QMetaProperty,
    QModelIndex,
    QObject,
    Qt,
    QUrl,
)
from PySide6.QtGui import QAction, QFontMetrics, QFontMetricsF, QGuiApplication, QPainter, QPainterPath
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QFileDialog, QLineEdit, QWidget
from shiboken6 import isValid

ROLES = (*range(16), *range(int(Qt.ItemDataRole.UserRole), int(Qt.ItemDataRole.UserRole) + 8))
"""Roles of a model that may hold text."""

MOST_ROWS = 400
"""Rows of one level of a model that are read."""

Said = tuple[str, str]
"""Where, and what."""


def everything_said() -> list[Said]:
    """All that can be read, seen or heard of the program now, shown or not."""
    found: list[Said] = []
    models: list[QAbstractItemModel] = []
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    actions: dict[int, QAction] = {}
    for widget in QApplication.allWidgets():
        found += of_object(widget)
        held = widget.findChildren(QAction) if widget.isWindow() else ()
        actions.update({id(action): action for action in (*widget.actions(), *held)})
        for model in _models(widget):
            if not any(model is other for other in models):
                models.append(model)
                found += of_model(model)
        if isinstance(widget, QFileDialog):
            found += [("QFileDialog", text) for text in (*widget.history(), *widget.selectedFiles())]
            found.append(("QFileDialog", widget.directory().absolutePath()))
    for action in actions.values():
        if isValid(action):
            found += of_object(action)
            found += _texts("QAction.data", action.data())
    for window in QGuiApplication.allWindows():
        found += of_object(window)
    return [*found, *copied()]


def copied() -> Iterator[Said]:
    """What lies on the clipboard, in every format."""
    data = QGuiApplication.clipboard().mimeData()
    for kind in () if data is None else data.formats():
        held = data.data(kind).data()
        yield f"clipboard {kind}", held.decode("utf-8", "replace")
        yield f"clipboard {kind}", held.decode("utf-16-le", "replace")


def of_object(thing: QObject) -> Iterator[Said]:
    """Every property of a Qt object that is text or a list of texts."""
    for one in _texts_of_kind(thing):
        yield from _texts(f"{type(thing).__name__}.{one.name()}", one.read(thing))
    for name in (raw.toStdString() for raw in thing.dynamicPropertyNames()):
        with suppress(RuntimeError):  # Qt's own are of kinds that Python does not know
            yield from _texts(f"{type(thing).__name__}.{name}", thing.property(name))


_OF_KIND: dict[str, list[QMetaProperty]] = {}


def _texts_of_kind(thing: QObject) -> list[QMetaProperty]:
    kind = thing.metaObject()
    name = kind.className()
    if name not in _OF_KIND:
        of_all = [kind.property(place) for place in range(kind.propertyCount())]
        texts = {"QString", "QStringList", "QVariant", "QUrl"}
        _OF_KIND[name] = [one for one in of_all if one.isReadable() and one.typeName() in texts]
    return _OF_KIND[name]


def _texts(where: str, value: object) -> Iterator[Said]:
    if isinstance(value, str) and value:
        yield where, value
    elif isinstance(value, QUrl):
        yield where, value.toString()
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(where, one)


def _models(widget: QWidget) -> Iterator[QAbstractItemModel]:
    if isinstance(widget, QAbstractItemView | QComboBox) and widget.model() is not None:
        yield widget.model()
    if isinstance(widget, QLineEdit) and widget.completer() is not None and widget.completer().model() is not None:
        yield widget.completer().model()


def of_model(model: QAbstractItemModel, parent: QModelIndex | None = None) -> Iterator[Said]:
    """Every text of a model in every role, and of its headings."""
    at = QModelIndex() if parent is None else parent
    name = type(model).__name__
    is_list = isinstance(model, QAbstractListModel)  # it keeps the number of its columns to itself
    columns = 1 if is_list else model.columnCount(at)
    for row in range(min(model.rowCount(at), MOST_ROWS)):
        for column in range(columns):
            index = model.index(row, column, at)
            for role in ROLES:
                yield from _texts(f"{name} ({row}, {column}) role {role}", model.data(index, role))
            is_tree = not isinstance(model, QAbstractListModel | QAbstractTableModel) and name != "QFileSystemModel"
            if column == 0 and is_tree and model.hasChildren(index):
                yield from of_model(model, index)
    if parent is None:
        for way, count in ((Qt.Orientation.Horizontal, columns), (Qt.Orientation.Vertical, model.rowCount(at))):
            for section in range(min(count, MOST_ROWS)):
                for role in ROLES:
                    yield from _texts(f"{name} heading {section}", model.headerData(section, way, role))


@contextmanager
def painted(monkeypatch) -> Iterator[list[Said]]:
    """Texts that Python code paints or measures meanwhile: those on the image are no widgets."""
    found: list[Said] = []

    def watched(kind: type, name: str) -> None:
        plain = getattr(kind, name)

        def call(self, *arguments, **named):
            found.extend((f"{kind.__name__}.{name}", one) for one in arguments if isinstance(one, str))
            return plain(self, *arguments, **named)

        monkeypatch.setattr(kind, name, call)

    with monkeypatch.context():
        for kind, names in (
            (QPainter, ("drawText", "drawStaticText")),
            (QPainterPath, ("addText",)),
            (QFontMetrics, ("elidedText", "horizontalAdvance", "boundingRect")),
            (QFontMetricsF, ("elidedText", "horizontalAdvance", "boundingRect")),
        ):
            for name in names:
                if hasattr(kind, name):
                    watched(kind, name)
        for widget in QApplication.allWidgets():
            if widget.isVisible() and widget.isWindow():
                widget.grab()
        yield found


def telling(said: list[Said], canaries: tuple[str, ...]) -> dict[str, list[str]]:
    """Which of the words nobody may see were said, and where."""
    found: dict[str, list[str]] = {}
    for where, text in said:
        low = text.casefold()
        for word in canaries:
            if word.casefold() in low:
                found.setdefault(word, []).append(f"{where}: {text[:120]}")
    return found
