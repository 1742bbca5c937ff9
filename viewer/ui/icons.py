"""Icons drawn as lines on a 24 × 24 grid, in the theme's colours and sharp at every pixel ratio."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from viewer.core.outline import Side
from viewer.ui import theme

_LINES: dict[str, str] = {
    "select": "<path d='M6 3l12 9-5.4 1 3 6.2-2.4 1.1-3-6.2L6 18z'/>",
    "outline": "<path d='M5 15l2-8 7-3 6 6-3 8-7 2z'/>"
    + "".join(
        f"<circle cx='{x}' cy='{y}' r='1.6' fill='COLOUR'/>"
        for x, y in ((5, 15), (7, 7), (14, 4), (20, 10), (17, 18), (10, 20))
    ),
    "livewire": "<path d='M4 18c1-6 4-2 6-6s1-7 5-7 4 4 5 6'/><path d='M20 11c0 4-2 7-6 8' stroke-dasharray='2.2 1.8'/>"
    + "".join(f"<circle cx='{x}' cy='{y}' r='1.8' fill='COLOUR'/>" for x, y in ((4, 18), (10, 12), (20, 11))),
    "nudge": "<circle cx='8.5' cy='9' r='5.2'/>"
    "<path d='M3 20c3-1 5-1.5 6.5-2.2C13 16 15.6 13.4 16 9.5c.2-2.5 2-4.5 5-5.5'/>",
    "mirror": "<path d='M12 3v18' stroke-dasharray='2.4 2'/><path d='M9 7c-3 0-5 2-5 5s2 5 5 5z'/>"
    "<path d='M15 7c3 0 5 2 5 5s-2 5-5 5z' stroke-dasharray='2 1.6'/>",
    "next": "<path d='M4 5h9v7H4z'/><path d='M11 16h9v-7' stroke-dasharray='2 1.6'/>"
    "<path d='M8 15v4h5M11 16.8l2.2 2.2L11 21.2'/>",
    "window": "<circle cx='12' cy='12' r='8'/><path d='M12 4a8 8 0 0 1 0 16z' fill='COLOUR'/>",
    "pan": "<path d='M12 3v18M3 12h18M12 3l-2.5 2.5M12 3l2.5 2.5M12 21l-2.5-2.5M12 21l2.5-2.5"
    "M3 12l2.5-2.5M3 12l2.5 2.5M21 12l-2.5-2.5M21 12l-2.5 2.5'/>",
    "zoom": "<circle cx='10.5' cy='10.5' r='6.5'/><path d='M15.5 15.5L21 21M10.5 7.8v5.4M7.8 10.5h5.4'/>",
    "fit": "<path d='M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5'/><rect x='8.5' y='8.5' width='7' height='7'/>",
    "open": "<path d='M3 19V5h6l2 2.5h8V10M3 19l3-9h16l-3 9z'/>",
    "save": "<path d='M4 4h13l3 3v13H4zM8 4v5h7V4M8 20v-7h8v7'/>",
    "figure": "<rect x='3' y='4' width='18' height='16' rx='1.5'/><path d='M6 16h5M6 18h9' stroke-width='1.2'/>"
    "<ellipse cx='8.5' cy='9.5' rx='2.5' ry='3.2' stroke-dasharray='2 1.2'/>"
    "<ellipse cx='15.5' cy='9.5' rx='2.5' ry='3.2' stroke-dasharray='2 1.2'/>",
    "undo": "<path d='M8 5L4 9l4 4M4 9h10a6 5.5 0 0 1 0 11H9'/>",
    "redo": "<path d='M16 5l4 4-4 4M20 9H10a6 5.5 0 0 0 0 11h5'/>",
    "close": "<path d='M6 6l12 12M18 6L6 18'/>",
    "warning": "<path d='M12 4l9 16H3zM12 10v4.5M12 17v.6'/>",
    "auto": "<path d='M5 19L11 5h2l6 14M7.4 14h9.2'/>",
    "right": f"<path d='M3 12h18' stroke='{theme.SIDE_COLOURS[Side.RIGHT]}' stroke-width='3' stroke-linecap='butt' "
    "stroke-dasharray='5 2.5'/>",
    "left": f"<path d='M3 12h18' stroke='{theme.SIDE_COLOURS[Side.LEFT]}' stroke-width='3' stroke-linecap='butt' "
    "stroke-dasharray='2.6 2'/>",
    "arrow": "<path d='M20 4L6 18M6 10v8h8'/>",
    "text": "<path d='M5 7V5h14v2M12 5v14M9 19h6'/>",
    "ellipse": "<ellipse cx='12' cy='12' rx='8.5' ry='6'/>",
    "bracket": "<path d='M4 9v5h16V9'/>",
    "fields": "<path d='M9 4c-3 0-3 2-3 4s0 4-2.5 4C6 12 6 14 6 16s0 4 3 4M15 4c3 0 3 2 3 4"
    "s0 4 2.5 4C18 12 18 14 18 16s0 4-3 4'/>",
    "plus": "<path d='M12 5v14M5 12h14'/>",
    "more": "<path d='M5 12h.1M12 12h.1M19 12h.1' stroke-width='2.6'/>",
    "align": "<path d='M4 3v18M8 6h11v4H8zM8 14h7v4H8z'/>",
    "align-left": "<path d='M4 3v18M8 6h11v4H8zM8 14h7v4H8z'/>",
    "align-center": "<path d='M12 2v4M12 10v4M12 18v4M6 6h12v4H6zM8.5 14h7v4h-7z'/>",
    "align-right": "<path d='M20 3v18M5 6h11v4H5zM9 14h7v4H9z'/>",
    "align-top": "<path d='M3 4h18M6 8h4v11H6zM14 8h4v7h-4z'/>",
    "align-middle": "<path d='M2 12h4M10 12h4M18 12h4M6 6h4v12H6zM14 8.5h4v7h-4z'/>",
    "align-bottom": "<path d='M3 20h18M6 5h4v11H6zM14 9h4v7h-4z'/>",
    "align-across": "<path d='M4 4v16M20 4v16M10 7h4v10h-4z'/>",
    "align-down": "<path d='M4 4h16M4 20h16M7 10h10v4H7z'/>",
    "app": "<rect x='2.5' y='2.5' width='19' height='19' rx='4' fill='#101418' stroke='#33383e'/>"
    "<ellipse cx='8' cy='12.5' rx='3.3' ry='5' stroke='#ffb000' stroke-dasharray='2.2 1.2'/>"
    "<ellipse cx='16' cy='12.5' rx='3.3' ry='5' stroke='#64b5ff' stroke-dasharray='1.2 1'/>",
}
"""Name → what is drawn; COLOUR stands for the colour of the lines."""


def svg(name: str, colour: str) -> QByteArray:
    """SVG bytes of an icon in a colour.

    Raises
    ------
    KeyError
        If there is none of this name.
    """
    body = _LINES[name].replace("COLOUR", colour)
    return QByteArray(
        (
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' "
            f"stroke='{colour}' stroke-width='1.7' stroke-linecap='round' stroke-linejoin='round'>{body}</svg>"
        ).encode("ascii")
    )


class _LineEngine(QIconEngine):
    """Paints an icon at the size and pixel ratio that is asked for."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint into a rectangle."""
        if _held:
            return
        colour = theme.QUIET
        if mode is QIcon.Mode.Disabled:
            colour = "#4d545b"
        elif state is QIcon.State.On or mode in (QIcon.Mode.Active, QIcon.Mode.Selected):
            colour = theme.TEXT
        from PySide6.QtSvg import QSvgRenderer  # comes after the first image

        QSvgRenderer(svg(self._name, colour)).render(painter, QRectF(rect))  # type: ignore[call-overload]  # a QRect

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Pixels of a size, drawn once: the whole window paints two dozen icons each time."""
        key = (self._name, size.width(), size.height(), mode, state)
        if key in _drawn:
            return _drawn[key]
        pixels = QPixmap(size)
        pixels.fill(Qt.GlobalColor.transparent)
        with QPainter(pixels) as painter:
            self.paint(painter, pixels.rect(), mode, state)
        if not _held and len(_drawn) < DRAWN_MAX:
            _drawn[key] = pixels
        return pixels

    def clone(self) -> QIconEngine:
        """Return another one like this."""
        return _LineEngine(self._name)


_made: dict[str, QIcon] = {}

_drawn: dict[tuple[str, int, int, QIcon.Mode, QIcon.State], QPixmap] = {}

DRAWN_MAX = 512
"""Most icons that are kept drawn; a few sizes, and how they look when switched on or off."""


_held: list[bool] = []


def hold_icons() -> None:
    """Leave the places of icons empty until `draw_icons`: at a start they take 10 ms from the first image."""
    _held.append(True)


def draw_icons() -> None:
    """Draw icons from now on; who has painted an empty place must paint it again."""
    _held.clear()


def icon(name: str) -> QIcon:
    """Icon of this name."""
    if name not in _made:
        _made[name] = QIcon(_LineEngine(name))
    return _made[name]
