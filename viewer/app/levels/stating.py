"""The level of the slice on the screen as it is told, and typing another one, for it or for its whole block."""

from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.app.snapshot import Snapshot
from viewer.core.annotations.levels import Level, LevelSource, SliceLevel, level_named, level_of, vertebra_below
from viewer.core.document import Document
from viewer.tools.gesture import Notice

if TYPE_CHECKING:
    from viewer.app.session import Session

OFFERED: tuple[str, ...] = (
    *("L1/2", "L2/3", "L3/4", "L4/5", "L5/S1"),
    *("L1", "L2", "L3", "L4", "L5", "S1"),
)
"""Levels that are offered to be chosen; any other may be typed."""

NOT_A_LEVEL = "A level is named as L4/5 for a disc or L4 for a vertebra; type it so."

BLOCK_TEXT = "Give this level to all slices of this block"

_SOURCES: dict[LevelSource, str] = {
    LevelSource.TYPED: "typed",
    LevelSource.MARKS: "counted",
    LevelSource.HEADER: "from the file",
}


def level_here(now: Snapshot, document: Document | None = None) -> Level | None:
    """Level of the slice on the screen, by the document or by another one; None where it is not known."""
    if now.image is None or now.series is None:
        return None
    return level_of(document or now.document, now.image, now.series.frame_of_reference_uid)


def level_text(level: Level | None) -> str:
    """A level as the screen shows it, '' for none; with '?' where it rests on what nobody has accepted."""
    return "" if level is None else f"{level.name}?" if level.is_proposed else level.name


def source_text(level: Level | None) -> str:
    """Where a level comes from, in a word or two."""
    if level is None:
        return "not known"
    return "not accepted" if level.is_proposed else _SOURCES[level.source]


def contradiction(now: Snapshot, document: Document) -> Notice | None:
    """Warning where counted names and the file share no vertebra on the slice on the screen: one is miscounted."""
    counted, told = level_here(now, document), level_here(now, Document())
    if counted is None or told is None or counted.source is LevelSource.TYPED:
        return None
    if _vertebrae(counted.name) & _vertebrae(told.name):
        return None
    sentence = f"The file places this slice at {told.name}, the names at {counted.name}; check which vertebra is L5."
    return Notice("refused", sentence)


def _vertebrae(level: str) -> set[str | None]:
    """The vertebra, or both beside the disc."""
    upper, is_disc, _ = level.partition("/")
    return {upper, vertebra_below(upper)} if is_disc else {upper}


def type_level(session: "Session", text: str) -> bool:
    """Give the slice on the screen a level, '' to take a typed one back; False where the text names none.

    Parameters
    ----------
    session
        Gets the change, or a notice why there is none.
    text
        As it was typed: 'L4/5', 'l4-l5', 'L4', ….
    """
    now = session.now
    if now.image is None:
        return False
    key, shown = now.image.key, level_here(now)
    if not text.strip():
        if now.document.typed_level(key) is not None:
            session.edit("take back the typed level", now.document.with_typed_level(key, None))
        return True
    level = level_named(text)
    if level is None:
        session.change(notice=Notice("refused", NOT_A_LEVEL))
        return False
    if shown is None or shown.is_proposed or level != shown.name:
        session.edit(f"level {level}", now.document.with_typed_level(key, level))
    return True


def level_for_block(session: "Session") -> None:
    """Give every slice of the block on the screen the level of the slice that is shown, as if it were typed there.

    Parameters
    ----------
    session
        Gets the change as one step of undo, or a notice that there is nothing to change.
    """
    now, level = session.now, level_here(session.now)
    if now.series is None or level is None:
        return
    keys = {image.key for image in now.series.slices}
    others = tuple(typed for typed in now.document.levels if typed.slice_key not in keys)
    given = tuple(SliceLevel(image.key, level.name) for image in now.series.slices)
    if set(given) == {typed for typed in now.document.levels if typed.slice_key in keys}:
        session.change(notice=Notice("information", f"Every slice of this block is {level.name} already."))
        return
    count = len(given)
    session.edit(f"level {level.name} on {count} slices", replace(now.document, levels=(*others, *given)))


def no_levels_for_block(session: "Session") -> None:
    """Take back every level that was typed for a slice of the block on the screen, as one step of undo."""
    now = session.now
    if now.series is not None and has_typed_in_block(now):
        keys = {image.key for image in now.series.slices}
        others = tuple(typed for typed in now.document.levels if typed.slice_key not in keys)
        session.edit("take back the typed levels", replace(now.document, levels=others))


def can_fill_block(now: Snapshot) -> bool:
    """Whether the block on the screen has further slices that the level of this one can be given to."""
    return now.series is not None and len(now.series.slices) > 1 and level_here(now) is not None


def has_typed_in_block(now: Snapshot) -> bool:
    """Whether a level was typed for a slice of the block on the screen."""
    if now.series is None or not now.document.levels:
        return False
    keys = {image.key for image in now.series.slices}
    return any(typed.slice_key in keys for typed in now.document.levels)


def block_text(now: Snapshot) -> str:
    """What giving the level to the whole block is called now, such as 'Give L4/5 to all 12 slices of this block'."""
    level = level_here(now)
    if now.series is None or level is None:
        return BLOCK_TEXT
    return f"Give {level.name} to all {len(now.series.slices)} slices of this block"
