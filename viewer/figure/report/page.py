"""The report on one A4 page: heading, figure, table, finding, flags, method. Black on white."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from viewer import NOTICE, PROGRAM, __version__
from viewer.core.figures.style import Font
from viewer.errors import UsageError
from viewer.figure.page import BLACK, Anchor, ImageMark, Mark, Page, PathMark, PointMm, ScaleBarMark, TextMark
from viewer.figure.presets import Preset
from viewer.figure.report.table import HEADS, ReportTable
from viewer.figure.type.apostrophes import typeset
from viewer.figure.type.faces import SANS, face_of
from viewer.figure.type.metrics import LINE_PITCH, MM_PER_PT, width_mm, wrap

PAPER_MM = (210.0, 297.0)
"""Width and height of A4."""

MARGIN_MM = 20.0
"""Margin on every side."""

MEASURE_MM = PAPER_MM[0] - 2 * MARGIN_MM
"""Width of the text, and the widest figure."""

SINGLE_MM = 116.0
"""Width of a figure of one panel."""

FIGURE_HEIGHTS_MM = (120.0, 95.0, 70.0)
"""Most height of the figure: the first that leaves room for all that stands below it is taken."""

HEADING_PT, TEXT_PT, SMALL_PT = 15.0, 9.0, 8.0
"""Type sizes."""

GAP_MM = 4.5
"""Distance between parts."""

RULE_PT, STRONG_RULE_PT = 0.4, 0.9

GREY = "#555555"
"""Colour of what is only read when it is looked for: codes and the foot."""


@dataclass(frozen=True, slots=True)
class ReportWords:
    """What the report says besides figure and table; '' for what there is not.

    Parameters
    ----------
    heading
        Such as 'Axial T2-weighted MRI at L4/5'.
    codes
        Codes of study, reader and reading.
    finding
        The finding, one sentence per line.
    caption
        What the figure shows.
    method
        How it was measured: paragraphs, and the works that are cited.
    """

    heading: str
    codes: str
    finding: str
    caption: str
    method: str


def figure_preset(panels: int, *, height_mm: float = FIGURE_HEIGHTS_MM[0]) -> Preset:
    """How the figure is laid out on the report: as wide as the text, one panel alone narrower.

    Parameters
    ----------
    panels
        Number of panels.
    height_mm
        Most height.
    """
    return Preset(
        name="one-page-report",
        outlet="One-page report, A4",
        width_mm=SINGLE_MM if panels == 1 else MEASURE_MM,
        max_height_mm=height_mm,
        text_pt=8.0,
        letter_pt=12.0,
        text_range_pt=(6.0, 14.0),
        formats=("pdf",),
        is_own=True,
    )


def lay_out_report(figure: Page, table: ReportTable, words: ReportWords) -> Page:
    """Page with a figure and what belongs to it.

    Parameters
    ----------
    figure
        Laid out for `figure_preset`; no caption and no table printed in it. The page is set in its font.
    table, words
        What stands beside it.

    Raises
    ------
    UsageError
        If all of it does not fit on the page.
    """
    column = _Column(MARGIN_MM, next((mark.font for mark in figure.texts()), SANS))
    column.text(words.heading, HEADING_PT, is_bold=True)
    column.y_mm -= HEADING_PT * face_of(column.font).descent * MM_PER_PT  # no line of text follows at once
    column.text(words.codes, TEXT_PT, colour=GREY)
    column.rule(STRONG_RULE_PT)
    column.figure(figure)
    column.text(words.caption, SMALL_PT)
    column.gap()
    if len(table.lines) > 1:
        column.table(table.lines)
        column.gap()
    column.part("Finding", words.finding, TEXT_PT)
    column.part("Flags", "\n".join(table.flags), SMALL_PT)
    column.part("Method", words.method, SMALL_PT)
    foot_mm = PAPER_MM[1] - MARGIN_MM
    if column.y_mm > foot_mm - 2.5 * SMALL_PT * MM_PER_PT:
        raise UsageError("The report does not fit on one page; choose fewer panels, or outline fewer slices.")
    column.foot(f"{PROGRAM} {__version__}", NOTICE, foot_mm)
    return Page(
        *PAPER_MM,
        tuple(typeset(mark) for mark in column.marks),
        title=words.heading,
        caption=words.caption,
        alt=figure.alt,
        process=figure.process,
        record=figure.record,
        interpolation=figure.interpolation,
        doubtful=figure.doubtful,
    )


class _Column:
    """Puts one part below the other."""

    def __init__(self, top_mm: float, font: Font) -> None:
        self.y_mm, self.font = top_mm, font
        self.marks: list[Mark] = []

    def gap(self) -> None:
        self.y_mm += GAP_MM

    def part(self, head: str, text: str, size_pt: float) -> None:
        """A head in bold and its text below it; nothing without a text."""
        if text.strip():
            self.text(head, TEXT_PT, is_bold=True)
            self.y_mm += 0.4
            self.text(text, size_pt)
            self.gap()

    def text(self, text: str, size_pt: float, *, is_bold: bool = False, colour: str = BLACK) -> None:
        """Lines as wide as the measure; an empty line of the text is half as high."""
        pitch = size_pt * LINE_PITCH * MM_PER_PT
        for paragraph in text.strip().split("\n"):
            if not paragraph:
                self.y_mm += pitch / 2
                continue
            for line in wrap(paragraph, size_pt=size_pt, measure_mm=MEASURE_MM, font=self.font):
                self.y_mm += pitch
                baseline = self.y_mm - pitch + size_pt * face_of(self.font).cap_height * MM_PER_PT
                mark = TextMark(
                    line, MARGIN_MM, baseline, size_pt, "caption", is_bold=is_bold, colour=colour, font=self.font
                )
                self.marks.append(mark)

    def figure(self, figure: Page) -> None:
        """Figure in the middle of the measure, at its own size."""
        left = MARGIN_MM + (MEASURE_MM - figure.width_mm) / 2
        self.marks += [moved(mark, (left, self.y_mm)) for mark in figure.marks]
        self.y_mm += figure.height_mm + GAP_MM / 2

    def table(self, lines: Sequence[Sequence[str]]) -> None:
        """Lines of cells, a rule over and under the head and one at the end."""
        ends = _column_ends(lines, self.font)
        cap = TEXT_PT * face_of(self.font).cap_height * MM_PER_PT
        pitch = TEXT_PT * 1.55 * MM_PER_PT
        self._line(self.y_mm, STRONG_RULE_PT)
        for number, line in enumerate(lines):
            baseline = self.y_mm + (pitch + cap) / 2
            for place, cell in enumerate(line):
                anchor: Anchor = "left" if place == 0 else "right"
                x = MARGIN_MM if place == 0 else MARGIN_MM + ends[place]
                if cell:
                    is_bold = number == 0
                    mark = TextMark(
                        cell,
                        x,
                        baseline,
                        TEXT_PT,
                        "number",
                        anchor,
                        is_bold=is_bold,
                        colour=BLACK,
                        font=self.font,
                    )
                    self.marks.append(mark)
            self.y_mm += pitch
            if number == 0:
                self._line(self.y_mm, RULE_PT)
        self._line(self.y_mm, STRONG_RULE_PT)

    def rule(self, width_pt: float) -> None:
        """A rule below what stands above it."""
        self._line(self.y_mm, width_pt)
        self.gap()

    def foot(self, left: str, right: str, bottom_mm: float) -> None:
        """Program on the left and notice on the right, under a rule, on the lower margin."""
        baseline = bottom_mm - SMALL_PT * face_of(self.font).descent * MM_PER_PT
        self._line(baseline - SMALL_PT * 1.6 * MM_PER_PT, RULE_PT)
        ends: tuple[tuple[str, float, Anchor], ...] = (
            (left, MARGIN_MM, "left"),
            (right, MARGIN_MM + MEASURE_MM, "right"),
        )
        self.marks += [
            TextMark(text, x, baseline, SMALL_PT, "caption", anchor, colour=GREY, font=self.font)
            for text, x, anchor in ends
        ]

    def _line(self, y_mm: float, width_pt: float) -> None:
        ends = ((MARGIN_MM, y_mm), (MARGIN_MM + MEASURE_MM, y_mm))
        self.marks.append(PathMark((ends,), is_closed=False, width_pt=width_pt, casing_pt=0.0, colour=BLACK))


def _column_ends(lines: Sequence[Sequence[str]], font: Font) -> list[float]:
    """Right ends of the columns, mm from the left margin, spread over the measure."""
    widths = [
        max(width_mm(line[place], size_pt=TEXT_PT, is_bold=n == 0, font=font) for n, line in enumerate(lines))
        for place in range(len(HEADS))
    ]
    gap = max((MEASURE_MM - sum(widths)) / (len(widths) - 1), 1.5)
    ends = [widths[0]]
    for width in widths[1:]:
        ends.append(ends[-1] + gap + width)
    return ends


def moved(mark: Mark, by_mm: PointMm) -> Mark:
    """Return a mark at another place of the page.

    Parameters
    ----------
    mark
        Any mark.
    by_mm
        How far to the right and down.
    """
    x, y = by_mm
    if isinstance(mark, ScaleBarMark):
        return replace(mark, x_mm=mark.x_mm + x, y_mm=mark.y_mm + y)
    clip = mark.clip
    clip = None if clip is None else (clip[0] + x, clip[1] + y, clip[2], clip[3])
    if isinstance(mark, ImageMark):
        return replace(mark, left_mm=mark.left_mm + x, top_mm=mark.top_mm + y, clip=clip)
    if isinstance(mark, TextMark):
        return replace(mark, x_mm=mark.x_mm + x, baseline_mm=mark.baseline_mm + y, clip=clip)
    rings = tuple(tuple((px + x, py + y) for px, py in ring) for ring in mark.rings_mm)
    return replace(mark, rings_mm=rings, clip=clip)
