"""How a row of the list of series looks: a thumbnail beside some lines of text, painted without a widget per row."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from viewer.ui import theme
from viewer.ui.panels.lists.row_model import Index, Role
from viewer.ui.panels.lists.series_rows import Badge, Heading, SeriesRow, Tone
from viewer.ui.panels.typography import SMALL, font

THUMBNAIL_UNITS = 3.9
"""Side of a thumbnail in heights of a line of text: about 64 screen points at the usual size."""

NARROW_UNITS = 17.0
"""Width of the list, in heights of a line of text, below which size and spacing stand on lines of their own."""

_TONES: dict[Tone, tuple[str, str]] = {
    "plain": (theme.TEXT, "#343a41"),
    "warning": (theme.WARNING, "#37301c"),
    "made": (theme.GOOD, "#20352a"),
}
"""Kind of badge → colours of text and ground; contrast at least 6:1."""

_ROUND = 3.0
"""Radius of rounded corners, screen points."""


class SeriesDelegate(QStyledItemDelegate):
    """Paints headings and series.

    Parameters
    ----------
    view
        The list, whose width decides how much stands on one line.
    """

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Height of a row; the width is that of the list."""
        del option
        u = theme.unit()
        lines = 5 if self._view.width() < NARROW_UNITS * u else 4
        height = 1.9 * u if isinstance(index.data(Role.ROW), Heading) else (lines + 0.8) * u
        return QSize(0, round(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row = index.data(Role.ROW)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        area = QRectF(option.rect)
        if isinstance(row, Heading):
            _paint_heading(painter, area, row)
        elif isinstance(row, SeriesRow):
            state = option.state
            paint_ground(painter, area, state, is_current=row.is_current)
            _paint_series(painter, area, row, index.data(Role.THUMBNAIL))
        painter.restore()


def _paint_heading(painter: QPainter, area: QRectF, row: Heading) -> None:
    u = theme.unit()
    inner = area.adjusted(0.6 * u, 0.0, -0.6 * u, -0.35 * u)
    count = str(row.count)
    painter.setFont(font(SMALL))
    painter.setPen(QColor(theme.FAINT))
    low = Qt.AlignmentFlag.AlignBottom
    painter.drawText(inner, low | Qt.AlignmentFlag.AlignRight, count)
    strong = font(SMALL, is_strong=True)
    width = inner.width() - QFontMetricsF(font(SMALL)).horizontalAdvance(count) - u
    painter.setFont(strong)
    painter.setPen(QColor(theme.QUIET))
    text = QFontMetricsF(strong).elidedText(row.text, Qt.TextElideMode.ElideRight, width)
    painter.drawText(inner, low | Qt.AlignmentFlag.AlignLeft, text)


def paint_ground(painter: QPainter, area: QRectF, state: QStyle.StateFlag, *, is_current: bool) -> None:
    """Ground of a row: raised where it is on the screen, framed where the keyboard is."""
    u = theme.unit()
    flags = QStyle.StateFlag
    ground = area.adjusted(0.25 * u, 1.0, -0.25 * u, -1.0)
    if is_current:
        painter.fillRect(ground, QColor(theme.RAISED))
        painter.fillRect(QRectF(ground.left(), ground.top(), max(2.0, 0.18 * u), ground.height()), QColor(theme.ACCENT))
    elif state & flags.State_MouseOver:
        painter.fillRect(ground, QColor("#212529"))
    if state & flags.State_Selected and state & flags.State_Active and state & flags.State_HasFocus:
        painter.setPen(QPen(QColor(theme.ACCENT), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(ground.adjusted(0.5, 0.5, -0.5, -0.5))


def _paint_series(painter: QPainter, area: QRectF, row: SeriesRow, thumbnail: QImage | None) -> None:
    u = theme.unit()
    is_narrow = area.width() < NARROW_UNITS * u
    side = (2.9 if is_narrow else THUMBNAIL_UNITS) * u
    block = area.adjusted(0.65 * u, 0.4 * u, -0.45 * u, -0.4 * u)
    frame = QRectF(block.left(), block.top(), side, side)
    _paint_thumbnail(painter, frame, thumbnail)
    lines = [row.kind, row.size, row.scale] if is_narrow else [row.kind, f"{row.size} · {row.scale}"]
    line = block.height() / (len(lines) + 2)
    left = frame.right() + 0.55 * u
    text = QRectF(left, block.top(), block.right() - left, line)
    advance = QFontMetricsF(font()).horizontalAdvance(str(row.number)) + 0.4 * u
    paint_line(painter, text, str(row.number), font=font(), colour=theme.FAINT)
    paint_line(
        painter,
        text.adjusted(advance, 0.0, 0.0, 0.0),
        row.title,
        font=font(is_strong=row.is_current),
        colour=theme.TEXT if row.is_named else theme.FAINT,
    )
    for place, words in enumerate(lines, start=1):
        paint_line(painter, text.translated(0.0, place * line), words, font=font(SMALL), colour=theme.QUIET)
    _paint_badges(painter, text.translated(0.0, (len(lines) + 1) * line), row.badges)


def _paint_thumbnail(painter: QPainter, frame: QRectF, image: QImage | None) -> None:
    """The picture as large as fits, on black; a quiet sign while there is none."""
    painter.fillRect(frame, QColor(theme.CANVAS))
    if image is None or image.isNull():
        painter.setPen(QPen(QColor(theme.LINE), 1.0))
        u = theme.unit()
        middle = frame.center()
        painter.drawLine(middle - QPointF(0.4 * u, 0.0), middle + QPointF(0.4 * u, 0.0))
        return
    scale = min(frame.width() / image.width(), frame.height() / image.height())
    size = QRectF(0.0, 0.0, image.width() * scale, image.height() * scale)
    size.moveCenter(frame.center())
    painter.drawImage(size, image)


def paint_line(painter: QPainter, where: QRectF, text: str, *, font: QFont, colour: str) -> None:
    """One line of text, cut with '…' where it finds no room."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, where.width())
    painter.drawText(where, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _paint_badges(painter: QPainter, where: QRectF, badges: tuple[Badge, ...]) -> None:
    """Badges from left to right; what finds no room is told by the tooltip, and '…' says so."""
    u = theme.unit()
    small = font(0.8)
    metrics = QFontMetricsF(small)
    height = min(metrics.height() + 0.05 * u, where.height())
    x = where.left()
    painter.setFont(small)
    for place, badge in enumerate(badges):
        width = metrics.horizontalAdvance(badge.text) + 0.5 * u
        reserve = 0.8 * u if place + 1 < len(badges) else 0.0
        if x + width + reserve > where.right() + 0.5:
            painter.setPen(QColor(theme.QUIET))
            rest = QRectF(x, where.top(), where.right() - x, where.height())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, "…")
            return
        colour, ground = _TONES[badge.tone]
        frame = QRectF(x, where.center().y() - height / 2.0, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(frame, _ROUND, _ROUND)
        painter.setPen(QColor(colour))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, badge.text)
        x += width + 0.3 * u
