"""A canvas of its own with the sample study, worked with gestures as the pointer makes them."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from viewer.app.display.pixels import load_slice
from viewer.app.proposing.mirroring import hold_mirror
from viewer.app.session import Session
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.outline import Point
from viewer.core.series import Study
from viewer.core.view import Framing, View
from viewer.tools.gesture import Gesture, Kind, Modifier
from viewer.ui.canvas.canvas import ImageCanvas

SIZE = (420, 270)
"""Width and height of a picture, screen points."""

ZOOM = 3.7
"""Screen points per pixel at which both multifidi fill a picture."""

_ARROW = ((0, 0), (0, 16.5), (3.9, 12.9), (6.6, 18.9), (9.2, 17.7), (6.6, 11.9), (11.9, 11.9))
"""The pointer, screen points from its tip."""

_CROSS = 8.0
"""Half the width of the pointer that draws, screen points."""


class Bench:
    """Canvas and session, without a window.

    Parameters
    ----------
    study
        The sample study.
    place
        Block and slice to show.
    document
        Outlines to begin with.
    at
        Image point in the middle.
    zoom
        Screen points per pixel.
    size
        Width and height, screen points.
    """

    def __init__(
        self,
        study: Study,
        place: Place,
        document: Document,
        *,
        at: Point,
        zoom: float = ZOOM,
        size: tuple[int, int] = SIZE,
    ) -> None:
        self.session = Session(load_slice)
        self.canvas = ImageCanvas(self.session)
        self.canvas.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.canvas.resize(*size)
        self.session.subscribe(lambda _, now: self.canvas.refresh(now))
        self.canvas.show()
        self.session.change(canvas=(float(size[0]), float(size[1])))
        view = View(framing=Framing(zoom, at), hides_annotations=True)
        self.session.open(study, place, document=document, view=view)
        self._pointer: Point | None = None

    # Gestures, in image points

    def use(self, tool: str) -> None:
        """Take a tool in hand."""
        self.session.use_tool(tool)

    def move(self, at: Point, *, is_held: bool = False, modifiers: Iterable[Modifier] = ()) -> None:
        """Move the pointer, with the left button held or without."""
        self._give(
            Gesture(Kind.MOVE, at, buttons=frozenset({"left"} if is_held else ()), modifiers=frozenset(modifiers))
        )
        self._pointer = at

    def press(self, at: Point) -> None:
        """Press the left button."""
        self._give(Gesture(Kind.PRESS, at, button="left", buttons=frozenset({"left"})))

    def release(self, at: Point) -> None:
        """Let the left button go."""
        self._give(Gesture(Kind.RELEASE, at, button="left"))

    def click(self, at: Point) -> None:
        """Click with the left button."""
        self.move(at)
        self.press(at)
        self.release(at)

    def drag(self, along: Sequence[Point], *, lets_go: bool = True) -> None:
        """Drag with the left button along points."""
        self.move(along[0])
        self.press(along[0])
        for at in along[1:]:
            self.move(at, is_held=True)
        if lets_go:
            self.release(along[-1])

    def key(self, name: str) -> None:
        """Press a key of drawing."""
        self._give(Gesture(Kind.KEY, self._pointer or (0.0, 0.0), key=name))

    def hold_mirror_key(self) -> None:
        """Hold the key that mirrors."""
        hold_mirror(self.session)

    def _give(self, gesture: Gesture) -> None:
        self.session.gesture(gesture)

    # What it looks like

    def picture(self, *, shows_pointer: bool = True, beside: float = 0.0) -> QImage:
        """Picture of the canvas, with the pointer where it is.

        Parameters
        ----------
        shows_pointer
            Whether the pointer is painted.
        beside
            How far from its place an arrow is painted instead, so that it hides nothing small; screen points.
        """
        self.canvas.refresh(self.session.now)
        image = self.canvas.grab().toImage()
        viewport = self.session.now.viewport
        if shows_pointer and self._pointer is not None and viewport is not None:
            x, y = viewport.point_to_screen(self._pointer)
            is_cross = self.canvas.draft.cursor == "cross" and not beside
            paint_pointer(image, (x + beside, y + beside), is_cross=is_cross)
        return image

    def close(self) -> None:
        """Let go of the canvas."""
        self.canvas.close()
        self.canvas.deleteLater()


def paint_pointer(image: QImage, at: Point, *, is_cross: bool) -> None:
    """Paint the pointer onto a picture: pictures of windows have none.

    Parameters
    ----------
    image
        The picture, with its device-pixel ratio.
    at
        Where its tip is, screen points.
    is_cross
        Whether it is a cross rather than an arrow.
    """
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(QPointF(*at))
        if is_cross:
            for colour, width in (("#000000", 4.0), ("#ffffff", 2.0)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawLine(QPointF(-_CROSS, 0.0), QPointF(_CROSS, 0.0))
                painter.drawLine(QPointF(0.0, -_CROSS), QPointF(0.0, _CROSS))
        else:
            painter.setPen(QPen(QColor("#000000"), 1.6))
            painter.setBrush(QColor("#ffffff"))
            painter.drawPolygon(QPolygonF([QPointF(x * 1.15, y * 1.15) for x, y in _ARROW]))
