"""What the user puts on a figure: arrows, texts, ellipses and brackets, bound to a slice or to the page."""

from dataclasses import dataclass

from viewer.core.figures.checks import (
    MAX_LABEL_CHARACTERS,
    PointMm,
    check_colour,
    check_point,
    check_range,
    check_text,
)
from viewer.errors import UsageError

PAGE = -1
"""Panel of a mark that lies on the page itself."""


def _check_panel(panel: int) -> None:
    if not PAGE <= panel < 100:
        raise UsageError("A mark of the figure names a panel that there cannot be; place it again.")


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow that points at something, with its label at the tail.

    Parameters
    ----------
    panel
        Number of the panel from 0, or `PAGE`.
    tip_mm, tail_mm
        On a panel: mm along the slice's rows and columns (x, y) from the centre of its first pixel (pixels where the
        spacing is unknown), so that a mark stays on its anatomy whatever the crop. On the page: mm from its upper
        left corner.
    text
        Label, with live fields; '' for none.
    width_pt
        Width of the shaft at the final width.
    colour
        '#rrggbb', '' for that of the style.

    Raises
    ------
    UsageError
        If a value is out of range.
    """

    panel: int
    tip_mm: PointMm
    tail_mm: PointMm
    text: str = ""
    width_pt: float = 1.2
    colour: str = ""

    def __post_init__(self) -> None:
        _check_panel(self.panel)
        check_point("arrow", self.tip_mm)
        check_point("arrow", self.tail_mm)
        check_text("arrow's label", self.text, longest=MAX_LABEL_CHARACTERS)
        check_range("arrow's width", self.width_pt, 0.1, 20.0, "pt")
        if self.colour:
            check_colour("arrow's colour", self.colour)


@dataclass(frozen=True, slots=True)
class Note:
    """A line of text.

    Parameters
    ----------
    panel
        Number of the panel from 0, or `PAGE`.
    at_mm
        Where its middle lies, as in `Arrow`.
    text
        What it says, with live fields such as '{right.fat_fraction}'; line breaks part lines.
    size_pt
        Type size at the final width, None for that of the style.
    is_bold
        Whether it is set in bold.
    colour
        '#rrggbb', '' for white with a dark rim on a panel and black on the page.
    angle_deg
        Turned anticlockwise on the page by so many degrees.

    Raises
    ------
    UsageError
        If a value is out of range, or the text is empty.
    """

    panel: int
    at_mm: PointMm
    text: str
    size_pt: float | None = None
    is_bold: bool = False
    colour: str = ""
    angle_deg: float = 0.0

    def __post_init__(self) -> None:
        _check_panel(self.panel)
        check_point("text", self.at_mm)
        check_text("text", self.text, longest=MAX_LABEL_CHARACTERS)
        if not self.text.strip():
            raise UsageError("A text on the figure is empty; write something or delete it.")
        if self.size_pt is not None:
            check_range("type size", self.size_pt, 3.0, 72.0, "pt")
        check_range("angle of a text", self.angle_deg, -180.0, 180.0, "degrees")
        if self.colour:
            check_colour("text's colour", self.colour)


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse round something.

    Parameters
    ----------
    panel
        Number of the panel from 0, or `PAGE`.
    center_mm, radii_mm
        Centre and half axes, as in `Arrow`.
    angle_deg
        Turned from rows towards columns by so many degrees.
    width_pt
        Width of the line.
    is_dashed
        Whether its line is dashed like an outline.
    colour
        '#rrggbb', '' for that of the style.

    Raises
    ------
    UsageError
        If a value is out of range.
    """

    panel: int
    center_mm: PointMm
    radii_mm: PointMm
    angle_deg: float = 0.0
    width_pt: float = 1.0
    is_dashed: bool = False
    colour: str = ""

    def __post_init__(self) -> None:
        _check_panel(self.panel)
        check_point("ellipse", self.center_mm)
        for radius in self.radii_mm:
            check_range("ellipse's half axis", radius, 0.05, 5_000.0, "mm")
        check_range("ellipse's angle", self.angle_deg, -180.0, 180.0, "degrees")
        check_range("ellipse's line", self.width_pt, 0.1, 20.0, "pt")
        if self.colour:
            check_colour("ellipse's colour", self.colour)


@dataclass(frozen=True, slots=True)
class Bracket:
    """A square bracket along a stretch, its ends turned to the left of the way from start to end, with a label.

    Parameters
    ----------
    panel
        Number of the panel from 0, or `PAGE`.
    start_mm, end_mm
        Ends of the stretch, as in `Arrow`.
    text
        Label at its middle, with live fields; '' for none.
    width_pt
        Width of the line.
    colour
        '#rrggbb', '' for that of the style.

    Raises
    ------
    UsageError
        If a value is out of range.
    """

    panel: int
    start_mm: PointMm
    end_mm: PointMm
    text: str = ""
    width_pt: float = 1.0
    colour: str = ""

    def __post_init__(self) -> None:
        _check_panel(self.panel)
        check_point("bracket", self.start_mm)
        check_point("bracket", self.end_mm)
        check_text("bracket's label", self.text, longest=MAX_LABEL_CHARACTERS)
        check_range("bracket's width", self.width_pt, 0.1, 20.0, "pt")
        if self.colour:
            check_colour("bracket's colour", self.colour)


FigureMark = Arrow | Note | Ellipse | Bracket
"""What a user can put on a figure."""

MARK_KINDS: dict[str, type[Arrow] | type[Note] | type[Ellipse] | type[Bracket]] = {
    "arrow": Arrow,
    "text": Note,
    "ellipse": Ellipse,
    "bracket": Bracket,
}
"""Name of each kind in stored recipes; forms and readers read it."""
