"""What the strip above the canvas says and asks, as a pure function of the snapshot."""

from dataclasses import dataclass
from typing import Literal

from viewer.app.session import Session, Snapshot
from viewer.app.sides.siding import Estimate
from viewer.app.sides.stating import (
    needs_sides,
    needs_spacing,
    spacing_from_ruler,
    with_other_side,
    with_stated_sides,
    with_stated_spacing,
)
from viewer.core.geometry import SideConvention, Spacing
from viewer.core.outline import Side
from viewer.core.series import Series, Slice
from viewer.tools.gesture import Notice
from viewer.tools.marks.ruler import length_px

Kind = Literal["none", "contradiction", "message", "questions"]


@dataclass(frozen=True, slots=True)
class Strip:
    """What the strip shows.

    Parameters
    ----------
    kind
        'contradiction' offers three ways out, 'message' only tells, 'questions' asks.
    sentence
        What is the matter.
    hint
        What is to be known before answering, '' for nothing.
    side
        For a contradiction: the side that geometry gives the outline.
    asks_sides, asks_spacing, offers_crop
        What is asked.
    sides
        Where the patient's right was stated to be, or None.
    spacing
        Spacing that was stated, or None.
    ruler_px
        Length of the line drawn along a ruler in pixels, or None.
    is_view_stored
        Whether the image is shown as stored, so that screen left is left in the picture.
    """

    kind: Kind = "none"
    sentence: str = ""
    hint: str = ""
    side: Side = Side.UNKNOWN
    asks_sides: bool = False
    asks_spacing: bool = False
    offers_crop: bool = False
    sides: SideConvention | None = None
    spacing: Spacing | None = None
    ruler_px: float | None = None
    is_view_stored: bool = True

    @property
    def is_answered(self) -> bool:
        """Whether all that is asked has an answer."""
        return not (self.asks_sides and self.sides is None) and not (self.asks_spacing and self.spacing is None)


def message_of(now: Snapshot) -> Strip:
    """What lies over the top of the image for a snapshot: a contradiction, a message, or nothing."""
    notice = now.notice
    if notice is None:
        return Strip()
    if notice.kind == "side-contradicted":
        if not _is_about_screen(now, notice):
            return Strip()  # its buttons would act on another slice; it is there again with its own
        return Strip("contradiction", notice.sentence, side=notice.side)
    return Strip("message", notice.sentence)


def _is_about_screen(now: Snapshot, notice: Notice) -> bool:
    """Whether the outline of a contradiction lies on the slice on the screen."""
    outlines, image = now.document.outlines, now.image
    if notice.outline is None or notice.outline >= len(outlines) or image is None:
        return True
    return outlines[notice.outline].slice_key == image.key


def questions_of(now: Snapshot) -> Strip:
    """What is asked above the image for a snapshot, or nothing."""
    series = now.series
    if series is None or not now.asks:
        return Strip()
    # While blinded the panes may be mirrored, and nobody may know which side is which: nothing is asked of it then.
    asks_sides, asks_spacing = needs_sides(series) and not now.view.hides_sides, needs_spacing(series)
    if not (asks_sides or asks_spacing):
        return Strip()
    statement = now.document.statement_for(series.series_uid)
    line = length_px(now.state) if now.tool == "ruler" else None
    is_missing = {
        "sides": asks_sides and statement.sides is None,
        "scale": asks_spacing and statement.spacing is None,
    }
    missing = " or ".join(word for word in is_missing if is_missing[word])
    return Strip(
        "questions",
        f"The image does not tell {missing}." if missing else "You stated what the image does not tell.",
        hint=_hint_on_sides(series) if is_missing["sides"] else "",
        asks_sides=asks_sides,
        asks_spacing=asks_spacing,
        offers_crop=series.source_kind == "picture",
        sides=statement.sides,
        spacing=statement.spacing,
        ruler_px=None if line is None else (line[0] ** 2 + line[1] ** 2) ** 0.5,
        is_view_stored=not now.view.is_reoriented,
    )


def _hint_on_sides(series: Series) -> str:
    """What the file says that bears on its sides: what a screen elsewhere shows may be mirrored."""
    return " ".join(text for text in series.warnings if "sides" in text or "right" in text)


def state_sides(session: Session, sides: SideConvention | None) -> None:
    """State where the patient's right is on the series on the screen; its outlines are called anew."""
    study, series, document = session.now.study, session.now.series, session.now.document
    if study is None or series is None:
        return
    # What is said of a series holds for all of its blocks: an outline on another one must not keep its old side.
    for block in study.series:
        if block.series_uid == series.series_uid and needs_sides(block):
            document = with_stated_sides(document, block, sides, estimate=_estimate_of(session))
    session.edit("state sides" if sides else "take back stated sides", document)


def _estimate_of(session: Session) -> Estimate:
    shown = session.now.loaded

    def estimate(image: Slice) -> tuple[float, float] | None:
        # Nobody waits for compressed pixels here: without them an outline that is alone on its slice stays unsettled,
        # and the panel asks for its side.
        loaded = shown if shown is not None and shown.key == image.key else session.pixels_of(image)
        return None if loaded is None else loaded.midline_on(image)

    return estimate


def state_spacing(session: Session, row_mm: float, column_mm: float) -> None:
    """State the pixel spacing of the series on the screen.

    Raises
    ------
    GeometryError
        If no scanner makes such a spacing.
    """
    series = session.now.series
    if series is not None:
        session.edit("state scale", with_stated_spacing(session.now.document, series, Spacing(row_mm, column_mm)))


def state_ruler_length(session: Session, length_mm: float) -> None:
    """State the scale by the length of the line that was drawn along a ruler.

    Raises
    ------
    GeometryError
        If no scanner makes such a spacing.
    """
    line = length_px(session.now.state) if session.now.tool == "ruler" else None
    series = session.now.series
    if line is None or series is None:
        return
    document = with_stated_spacing(session.now.document, series, spacing_from_ruler(line, length_mm))
    session.edit("state scale", document)
    session.use_tool("select")


def call_by_other_side(session: Session) -> None:
    """Call the outline of the contradiction by the side that geometry gives it."""
    notice = session.now.notice
    if notice is not None and notice.outline is not None and notice.outline < len(session.now.document.outlines):
        document = with_other_side(session.now.document, notice.outline, notice.side)
        session.edit(f"call it {notice.side}", document)


def put_message_away(session: Session) -> None:
    """Close the message over the image."""
    session.change(notice=None)


def put_questions_away(session: Session) -> None:
    """Close the questions; they can be asked again from the menu."""
    session.change(asks=False)
