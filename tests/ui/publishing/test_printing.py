"""A printed page: at its true size where the paper allows it, with every mark in its place."""

import io
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter

from tests.figure.figure_scene import PAIR, a_measurement, a_slice, ramp
from viewer.core.figures.spec import FigureSpec
from viewer.figure.content import FigureContent
from viewer.figure.layout import lay_out
from viewer.figure.painting.pixels import to_pixels
from viewer.figure.presets import PRESETS
from viewer.ui.publishing.printing import MARGIN_MM, placing, prepare_printer, print_page

A4 = (210.0, 297.0)
DPI = 100


@pytest.fixture(scope="module")
def content():
    return FigureContent(a_slice(), ramp(), PAIR, a_measurement())


def page_of(content, preset):
    return lay_out(FigureSpec(preset=preset), content)


def wide_page(content):
    """A page that is wider than A4 stands."""
    return replace(page_of(content, "springer-single"), width_mm=270.0)


def printer_to(path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    return printer


def printed(path):
    """Grey of the printed page at `DPI`, shape (rows, columns)."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("there is no pdftoppm here")
    made = subprocess.run(["pdftoppm", "-r", str(DPI), "-png", str(path)], capture_output=True, check=True)
    with Image.open(io.BytesIO(made.stdout)) as picture:
        return np.asarray(picture.convert("L")).astype(float)


def test_a_small_figure_keeps_its_size_and_a_large_one_is_shrunk_to_the_paper(content):
    small, large = page_of(content, "springer-single"), wide_page(content)
    place = placing(small, A4)
    assert place.is_true_size
    assert place.left_mm == pytest.approx((210.0 - small.width_mm) / 2)
    assert place.top_mm == MARGIN_MM
    assert all(placing(page_of(content, outlet.name), A4).is_true_size for outlet in PRESETS)
    shrunk = placing(large, A4)
    assert shrunk.share == pytest.approx((210.0 - 2 * MARGIN_MM) / large.width_mm)
    assert shrunk.left_mm == pytest.approx(MARGIN_MM)


def test_a_wide_figure_begins_with_lying_paper(qapp, content, tmp_path):
    printer = printer_to(tmp_path / "a.pdf")
    prepare_printer(printer, wide_page(content))
    assert printer.pageLayout().orientation() is QPageLayout.Orientation.Landscape
    printer = printer_to(tmp_path / "b.pdf")
    prepare_printer(printer, page_of(content, "springer-single"))
    assert printer.pageLayout().orientation() is QPageLayout.Orientation.Portrait


def test_the_printed_page_is_the_figure_at_its_true_size(qapp, content, tmp_path):
    page = page_of(content, "springer-single")
    printer = printer_to(tmp_path / "a.pdf")
    prepare_printer(printer, page)
    printer.setPageMargins(QMarginsF(5, 5, 5, 5), QPageLayout.Unit.Millimeter)  # as a print dialog may set them
    place = print_page(printer, page)
    assert place is not None
    paper = printed(tmp_path / "a.pdf")
    assert paper.shape == pytest.approx((297 / 25.4 * DPI, 210 / 25.4 * DPI), abs=1)
    rows, columns = np.nonzero(paper < 128)
    left, top = place.left_mm / 25.4 * DPI, place.top_mm / 25.4 * DPI
    wide = page.image.width_mm / 25.4 * DPI
    assert columns.min() == pytest.approx(left, abs=1.5)
    assert columns.max() + 1 == pytest.approx(left + wide, abs=1.5)
    assert rows.min() == pytest.approx(top, abs=1.5)
    of_file = to_pixels(page, dpi=DPI)
    of_file = (of_file if of_file.ndim == 2 else of_file.mean(axis=2)).astype(float)
    high, width = of_file.shape
    here = paper[round(top) : round(top) + high, round(left) : round(left) + width]
    assert np.corrcoef(here.ravel(), of_file.ravel())[0, 1] > 0.9


def test_only_the_image_is_an_image(qapp, content, tmp_path):
    if shutil.which("pdfimages") is None:
        pytest.skip("there is no pdfimages here")
    print_page(printer_to(tmp_path / "a.pdf"), page_of(content, "springer-single"))
    listed = subprocess.run(["pdfimages", "-list", str(tmp_path / "a.pdf")], capture_output=True, text=True, check=True)
    assert len(listed.stdout.splitlines()) == 2 + 1  # two lines of head


def test_a_printer_that_takes_nothing_is_told(qapp, content, tmp_path):
    printer = printer_to(tmp_path / "no" / "where" / "a.pdf")
    assert print_page(printer, page_of(content, "springer-single")) is None
