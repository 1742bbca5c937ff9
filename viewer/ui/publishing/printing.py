"""A figure's page on a printer, at its true size, lines and letters as lines and letters.

It may be painted on any thread: pictures are drawn as images, which belong to no screen.
"""

from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrinter

from viewer.figure.page import ImageMark, Page
from viewer.figure.painting.pictures import box_px, enlarged, flat
from viewer.ui.figuring.page.painter import PagePainter, image_of

PAINT_DPI = 600
"""Resolution to which images are enlarged, dots per inch; lines and letters have that of the printer."""

MARGIN_MM = 8.0
"""What printers may leave white at each edge; on A4 every journal's figure has its true size between them."""

MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a page lies on the paper, mm, and its size there as a part of its true size."""

    left_mm: float
    top_mm: float
    share: float

    @property
    def is_true_size(self) -> bool:
        """Whether it is as large as it says."""
        return self.share == 1.0


def placing(page: Page, paper_mm: tuple[float, float]) -> Placing:
    """Where a page is printed: at its true size in the middle of the paper's width; smaller only where it must be.

    Parameters
    ----------
    page
        The page.
    paper_mm
        Width and height of the paper.
    """
    room = tuple(side - 2 * MARGIN_MM for side in paper_mm)
    share = min(room[0] / page.width_mm, room[1] / page.height_mm, 1.0)
    return Placing((paper_mm[0] - share * page.width_mm) / 2, MARGIN_MM, share)


def prepare_printer(printer: QPrinter, page: Page) -> None:
    """Choose what the print dialog begins with: the whole paper, lying where the figure is wider than it stands."""
    printer.setDocName("Figure")  # the queue of a shared printer shows it
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(), QPageLayout.Unit.Millimeter)
    standing = placing(page, _paper_mm(printer))
    if not standing.is_true_size and page.width_mm > page.height_mm:
        printer.setPageOrientation(QPageLayout.Orientation.Landscape)


def print_page(printer: QPrinter, page: Page) -> Placing | None:
    """Print a page; None where the printer took nothing.

    Parameters
    ----------
    printer
        As it was chosen.
    page
        The page.
    """
    printer.setFullPage(True)
    place = placing(page, _paper_mm(printer))
    painter = QPainter()
    if not painter.begin(printer):
        return None
    resolution = printer.resolution()
    painter.translate(place.left_mm / MM_PER_INCH * resolution, place.top_mm / MM_PER_INCH * resolution)
    scale = place.share * resolution / PAINT_DPI
    painter.scale(scale, scale)
    PrintPainter(keeps_lines=False).paint(painter, page, dpi=PAINT_DPI)
    return place if painter.end() and printer.printerState() is not QPrinter.PrinterState.Error else None


def _paper_mm(printer: QPrinter) -> tuple[float, float]:
    paper = printer.pageLayout().fullRect(QPageLayout.Unit.Millimeter)
    return paper.width(), paper.height()


class PrintPainter(PagePainter):
    """Paints pages for a printer: images are not kept, and need no screen."""

    def _image(self, painter: QPainter, mark: ImageMark, page: Page, dpi: int) -> None:
        left, top, right, bottom = box_px((mark.left_mm, mark.top_mm, mark.width_mm, mark.height_mm), dpi)
        rows, columns = bottom - top, right - left
        pixels = enlarged(flat(mark), rows=rows, columns=columns, interpolation=page.interpolation)
        painter.drawImage(QRectF(left, top, columns, rows), image_of(pixels))
