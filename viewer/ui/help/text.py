"""The how-to as text with pictures, sharp on every screen; a picture is read when it comes into sight."""

from PySide6.QtCore import QEvent, QSize, Qt, QUrl
from PySide6.QtGui import QImage, QImageReader, QTextDocument
from PySide6.QtWidgets import QSizePolicy, QTextBrowser, QWidget

from viewer.ui import theme
from viewer.ui.help.folder import picture_folder
from viewer.ui.help.keys import native_key
from viewer.ui.help.sections import PICTURE_WIDTH, how_to_html

FILE_RATIO = 2
"""Pixels of a picture's file per screen point."""


class HowToText(QTextBrowser):
    """Shows the how-to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        u = theme.unit()
        self._margin = round(0.5 * u)
        self.setAccessibleName("How-to")
        self.setTabChangesFocus(True)
        self.setOpenExternalLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setStyleSheet(f"QTextBrowser {{ background: {theme.PANEL}; border: none; padding: {self._margin}px; }}")
        self.document().setDefaultStyleSheet(
            f"a {{ color: {theme.ACCENT}; text-decoration: none; }} h3 {{ color: {theme.TEXT}; }}"
        )
        self._ratio = 0.0
        self._show()

    def _show(self) -> None:
        self._ratio = self.devicePixelRatioF()
        self.setHtml(how_to_html(native_key, _size_of))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as a picture with its margins and the scroll bar."""
        bar = self.verticalScrollBar().sizeHint().width()
        around = 2 * (self._margin + round(self.document().documentMargin()) + self.frameWidth())
        return QSize(PICTURE_WIDTH + around + bar, round(40.0 * theme.unit()))

    def event(self, event: QEvent) -> bool:
        """Take pictures of another sharpness on another screen."""
        if event.type() == QEvent.Type.DevicePixelRatioChange and self.devicePixelRatioF() != self._ratio:
            self._show()
        return super().event(event)

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802 - Qt's name
        """Picture of a section at the screen's own pixels; nothing else is ever read."""
        url = name if isinstance(name, QUrl) else QUrl(name)
        folder = picture_folder()
        if kind != QTextDocument.ResourceType.ImageResource.value or folder is None:
            return None
        image = QImage(str(folder / url.fileName()))
        if image.isNull():
            return None
        ratio = self.devicePixelRatioF()
        width = round(image.width() * ratio / FILE_RATIO)
        fitted = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        fitted.setDevicePixelRatio(ratio)
        return fitted


def _size_of(name: str) -> tuple[int, int]:
    """Width and height of a picture in screen points, from the head of its file alone; zeros without the file.

    The text is laid out by them: a picture without a size would be read and scaled for that, all at once.
    """
    folder = picture_folder()
    size = QSize() if folder is None else QImageReader(str(folder / f"{name}.png")).size()
    return (size.width() // FILE_RATIO, size.height() // FILE_RATIO) if size.isValid() else (0, 0)
