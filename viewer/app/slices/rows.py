"""Rows of the table of slices, as values: every slice of the blocks of one series, outlined or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from viewer.app.numbers import formats
from viewer.app.numbers.model import LEVEL_WORDS
from viewer.app.slices.measuring import SliceNumbers, outlined
from viewer.core.annotations.levels import level_of
from viewer.core.document import Document
from viewer.core.geometry import Spacing
from viewer.core.outline import SIDE_ORDER, Outline, Side, Structure, has_crossing
from viewer.core.series import Series, Slice, SliceKey, Study
from viewer.measure.flags import FlagLevel, flag
from viewer.measure.measurement import MeasurementRow

AWAITED = "…"
"""Stands where a number is being measured."""


@dataclass(frozen=True, slots=True)
class SideCell:
    """One side of the chosen structure on one slice.

    Parameters
    ----------
    side
        Its side.
    is_proposed
        Whether none of its outlines was accepted yet.
    area, fraction
        Area and fat fraction in digits; '' while numbers are hidden, '…' while they are measured.
    worst
        Level of its worst flag, None without flags.
    reason
        Why it has no numbers, '' where it has.
    """

    side: Side
    is_proposed: bool = False
    area: str = ""
    fraction: str = ""
    worst: FlagLevel | None = None
    reason: str = ""

    @property
    def spoken(self) -> str:
        """The side for a screen reader."""
        name = "outline" if self.side is Side.UNKNOWN else str(self.side)
        proposed = "proposed" if self.is_proposed else ""
        flagged = "" if self.worst is None or self.worst is FlagLevel.NOTE else LEVEL_WORDS[self.worst].lower()
        return " ".join(part for part in (name, proposed, self.area, self.fraction, flagged) if part)


@dataclass(frozen=True, slots=True)
class SliceRow:
    """One slice.

    Parameters
    ----------
    key
        Block and number of the slice.
    slice_key
        Its identifier.
    title
        Its number; with that of the block where there are several.
    level
        Its level, with '?' where it is only proposed; '' where it is not known.
    cells
        Outlined sides of the chosen structure, right before left.
    others
        What else is outlined there, in words.
    is_here
        Whether it is on the screen.
    """

    key: tuple[int, int]
    slice_key: SliceKey
    title: str
    level: str = ""
    cells: tuple[SideCell, ...] = ()
    others: str = ""
    is_here: bool = False

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        cells = ", ".join(cell.spoken for cell in self.cells) or "not outlined"
        also = f"also {self.others}" if self.others else ""
        here = "on the screen" if self.is_here else ""
        return ", ".join(part for part in (f"Slice {self.title}", self.level, cells, also, here) if part)

    @property
    def tooltip(self) -> str:
        """The row in full, and what withholds numbers."""
        reasons = " ".join(dict.fromkeys(cell.reason for cell in self.cells if cell.reason))
        return "\n".join(part for part in (self.spoken, reasons) if part)


def blocks_of(study: Study | None, series: Series | None) -> tuple[Series, ...]:
    """Blocks that belong together with the one on the screen: those of its series."""
    if study is None or series is None:
        return ()
    return tuple(block for block in study.series if block.series_uid == series.series_uid)


def structures_in(document: Document, blocks: Sequence[Series]) -> tuple[Structure, ...]:
    """Structures that are outlined on some blocks; multifidus if there is none."""
    keys = {image.key for block in blocks for image in block.slices}
    found = {outline.structure for outline in document.outlines if outline.slice_key in keys}
    return tuple(structure for structure in Structure if structure in found) or (Structure.MULTIFIDUS,)


Memo = dict[SliceKey, tuple[tuple[object, ...], SliceRow]]
"""Rows made before, by slice, each with what it was made from."""


def slice_rows(
    document: Document,
    blocks: Sequence[Series],
    known: Mapping[SliceKey, SliceNumbers],
    *,
    structure: Structure,
    here: SliceKey | None,
    hides_numbers: bool = False,
    decimal: str = ".",
    memo: Memo | None = None,
) -> tuple[SliceRow, ...]:
    """Every slice of some blocks in order.

    Parameters
    ----------
    document
        What the user made.
    blocks
        Blocks of one series.
    known
        Numbers by slice, as far as they are measured.
    structure
        Whose numbers are shown.
    here
        Slice on the screen.
    hides_numbers
        Whether numbers are left out.
    decimal
        Decimal sign of the reader's language.
    memo
        Rows made before; filled, so that only changed slices cost anything the next time.
    """
    kept: Memo = {} if memo is None else memo
    by_slice = outlined(document)
    has_levels = bool(document.levels or document.vertebrae)
    rows = []
    for block in blocks:
        stated = document.statement_for(block.series_uid).spacing
        prefix = f"{block.number}:" if len(blocks) > 1 else ""
        for number, image in enumerate(block.slices, start=1):
            key, outlines = image.key, tuple(by_slice.get(image.key, ()))
            level = _level(document, image, block) if has_levels or image.acquisition.level else ""
            of = (outlines, known.get(key), stated, level, structure, key == here, hides_numbers, decimal, prefix)
            if key not in kept or kept[key][0] != of:
                spacing = image.geometry.spacing or stated
                chosen = [outline for outline in outlines if outline.structure is structure]
                others = dict.fromkeys(str(o.structure) for o in outlines if o.structure is not structure)
                cells = _cells(chosen, spacing, known.get(key), hides_numbers=hides_numbers, decimal=decimal)
                place = (block.number, number)
                row = SliceRow(place, key, f"{prefix}{number}", level, cells, ", ".join(others), key == here)
                kept[key] = (of, row)
            rows.append(kept[key][1])
    return tuple(rows)


def _level(document: Document, image: Slice, block: Series) -> str:
    found = level_of(document, image, block.frame_of_reference_uid)
    return "" if found is None else f"{found.name}{'?' if found.is_proposed else ''}"


def _cells(
    outlines: Sequence[Outline],
    spacing: Spacing | None,
    numbers: SliceNumbers | None,
    *,
    hides_numbers: bool,
    decimal: str,
) -> tuple[SideCell, ...]:
    """One cell per side, several outlines of a side taken together."""
    cells = []
    for side in sorted({outline.side for outline in outlines}, key=SIDE_ORDER.__getitem__):
        here = [outline for outline in outlines if outline.side is side]
        rows = [] if numbers is None else [row for row in numbers.rows if _is_of(row, here)]
        levels = [flag(identifier).level for row in rows for identifier in row.flags]
        cell = SideCell(
            side,
            is_proposed=all(outline.is_proposed for outline in here),
            worst=max(levels, default=None),
            reason="" if numbers is None or len(rows) == len(here) else numbers.reason,
        )
        if not hides_numbers:
            cell = _with_numbers(cell, here, rows, spacing, numbers, decimal)
        cells.append(cell)
    return tuple(cells)


def _is_of(row: MeasurementRow, outlines: Sequence[Outline]) -> bool:
    """Whether a row is of one of some outlines; where sides are unknown, it was measured without one."""
    source = row.source
    return source is not None and any(
        source.structure is outline.structure and source.rings == outline.rings for outline in outlines
    )


def _with_numbers(
    cell: SideCell,
    outlines: Sequence[Outline],
    rows: Sequence[MeasurementRow],
    spacing: Spacing | None,
    numbers: SliceNumbers | None,
    decimal: str,
) -> SideCell:
    """A cell with area and fraction in digits; the area needs no measuring."""
    if any(has_crossing(ring) for outline in outlines for ring in outline.rings):
        return SideCell(cell.side, cell.is_proposed, formats.NOTHING, formats.NOTHING, cell.worst, cell.reason)
    area_px = sum(outline.area_px for outline in outlines)
    area = area_px if spacing is None else area_px * spacing.pixel_area_mm2
    fraction = AWAITED if numbers is None else _fraction(rows, len(outlines), decimal)
    text = formats.screen_number(area, 0, decimal=decimal)
    return SideCell(cell.side, cell.is_proposed, text, fraction, cell.worst, cell.reason)


def _fraction(rows: Sequence[MeasurementRow], count: int, decimal: str) -> str:
    """Fat fraction of all outlines of a side, weighted by area."""
    parts = [(row.area_px, row.fat_fraction_percent) for row in rows if row.fat_fraction_percent is not None]
    total = sum(area for area, _ in parts)
    if len(parts) < count or total <= 0.0:
        return formats.NOTHING
    return formats.screen_number(sum(area * percent for area, percent in parts) / total, 1, decimal=decimal)
