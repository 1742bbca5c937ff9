"""What changed between both dates, as the panel beside them shows it: the cells that the command line prints."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from viewer.app.actions import with_keys
from viewer.app.numbers.building import settings_of
from viewer.core.document import Document
from viewer.core.outline import Side
from viewer.core.series import SliceKey, Study
from viewer.errors import UsageError, ViewerError
from viewer.measure.changes.amounts import UNITS, Quantity
from viewer.measure.changes.change import Change, Changed, ChangeRow, DifferenceRow, Differing, Linked, Role, Verdict
from viewer.measure.changes.saying import OF_CAUSES, OF_ERRORS, change_table, where_text
from viewer.measure.measurement import Measurement, MethodUsed
from viewer.measure.methods import find_method
from viewer.measure.prepared import PreparedSlice

ORDER = (Quantity.MUSCLE_AREA, Quantity.FAT_AREA, Quantity.FAT_FRACTION, Quantity.RATIO, Quantity.AREA)
"""Order in the panel: a shrinking muscle raises the fat fraction without any new fat, so that its area comes first."""

OF_PAIRS = frozenset({"nothing-paired", "some-unpaired"})
"""Cautions that say what the message says where nothing is outlined on both dates."""

HIDDEN = with_keys("The numbers are hidden; {hide-numbers} shows them.")
BLINDED = "The numbers are hidden until blinding ends."
MEASURING = "Measuring both dates …"
NOTHING = "Outline the same muscles on both dates; what changed is shown here."
LEGEND = "Before → after; change and its 95 % interval."
"""Above the numbers."""

NOT_BOTH = "No slice is outlined on both dates yet; outline the partner of an outlined slice."


@dataclass(frozen=True, slots=True)
class Line:
    """One quantity, each cell as text.

    Parameters
    ----------
    label
        What.
    before, after, unit
        Its value on both dates; of a difference in differences the change of the treated and of the other side.
    change, interval
        Difference of the two, and its 95 % interval.
    verdict
        Whether that is more than the measurement error; '' where nobody can say.
    is_more
        Whether it is.
    """

    label: str
    before: str
    after: str
    unit: str
    change: str
    interval: str
    verdict: str = ""
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One side of a structure on two linked slices, or the difference of both sides' changes.

    Parameters
    ----------
    title, role, where
        Whose, which part it plays, and on which slices.
    side
        For its colour; unknown for a difference.
    lines
        In `ORDER`.
    is_difference
        Whether it is a difference in differences.
    """

    title: str
    role: str
    where: str
    side: Side
    lines: tuple[Line, ...]
    is_difference: bool = False


@dataclass(frozen=True, slots=True)
class ChangePage:
    """What the panel shows; `message` stands in place of numbers, `headlines` tell the muscle areas in a sentence."""

    message: str = ""
    headlines: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    since: str = ""
    errors: str = ""
    causes: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def has_numbers(self) -> bool:
        """Whether there is something to copy."""
        return bool(self.blocks)


def measured_change(
    document: Document, study: Study, prepared: Mapping[SliceKey, PreparedSlice] | None = None
) -> Measurement:
    """Numbers of both dates with what changed, as `measure --change` gives them; for another thread than the window's.

    Parameters
    ----------
    document
        Outlines, statements and the pairing.
    study
        What is open.
    prepared
        Slices that are ready to be measured.

    Raises
    ------
    ViewerError
        If it cannot be measured, or one of the dates is not open.
    """
    from viewer.app.numbers.saving import measurement_of_document
    from viewer.measure.changes.finding import paired_blocks, with_change

    if document.pairing is None:
        raise UsageError(NOTHING)
    keys = {image.key for block in paired_blocks(document.pairing, study.series) for image in block.slices}
    drawn = replace(document, outlines=tuple(one for one in document.outlines if one.slice_key in keys))
    if not drawn.outlines:  # what makes the images unlike is told before anyone outlines them
        method = find_method(settings_of(document).method)
        return with_change(Measurement(MethodUsed(method.name, method.version), (), ()), study.series, document)
    return measurement_of_document(drawn, study, prepared=prepared)


def change_text(measurement: Measurement) -> str:
    """Table for the clipboard, parted by tabs."""
    from viewer.io.tables.changes import change_tsv

    return change_tsv(measurement)


def page_of(
    found: Measurement | ViewerError | None,
    *,
    here: SliceKey | None = None,
    hides_numbers: bool,
    is_blinded: bool = False,
) -> ChangePage:
    """What the panel shows.

    Parameters
    ----------
    found
        From `measured_change`, or why there are no numbers; None while they are measured for the first time.
    here
        Slice on the screen, whose change comes first and is told in a sentence; of all slices where it has none.
    hides_numbers
        Whether no number is to be seen.
    is_blinded
        Whether that is because outlining is blinded.
    """
    if hides_numbers:
        return ChangePage(message=BLINDED if is_blinded else HIDDEN)
    if found is None:
        return ChangePage(message=MEASURING)
    if isinstance(found, ViewerError):
        return ChangePage(message=str(found))
    change = found.change
    if change is None:
        return ChangePage(message=found.warnings[-1] if found.warnings else NOTHING)
    warnings = tuple(caution.sentence for caution in change.cautions)
    if not change.rows:
        told = tuple(one.sentence for one in change.cautions if one.identifier not in OF_PAIRS)
        return ChangePage(message=NOT_BOTH if found.rows else NOTHING, warnings=told)
    wheres = sorted(dict.fromkeys(row.where for row in change.rows), key=lambda where: not _is_at(where, here))
    blocks = tuple(_blocks(change, wheres))
    is_here = _is_at(wheres[0], here)
    weeks = change.weeks_since_procedure
    is_judged = any(one.verdict is not None for row in change.rows for one in row.values)
    return ChangePage(
        headlines=tuple(_headlines([one for one in blocks if not is_here or one.where == where_text(wheres[0])])),
        blocks=blocks,
        since="" if weeks is None else f"Second study {weeks:.0f} weeks after the procedure.",
        errors=OF_ERRORS if is_judged else "",
        causes=OF_CAUSES,
        warnings=warnings,
    )


def _is_at(where: Linked, here: SliceKey | None) -> bool:
    return here in {where.before.key, where.after.key}


def _blocks(change: Change, wheres: Sequence[Linked]) -> Iterator[Block]:
    """Sides and differences at linked slices in their order, each with the cells of `change_table`."""
    cells = [row for row in change_table(change) if any(row[1:])]
    tables = iter([row for row in cells if row[0]])  # heads have no name
    of_rows = [(row, _lines(row.values, tables)) for row in change.rows]
    of_differences = [(row, _lines(row.values, tables)) for row in change.differences]
    for where in wheres:
        yield from (_side_block(row, lines) for row, lines in of_rows if row.where == where)
        yield from (_difference_block(row, lines) for row, lines in of_differences if row.where == where)


def _headlines(blocks: Sequence[Block]) -> Iterator[str]:
    """The primary result in a sentence: differences where the treated side is known, else each side."""
    differences = [block for block in blocks if block.is_difference]
    told = differences or blocks
    for block in told:
        line, level = block.lines[0], block.where.split(",", maxsplit=1)[0]
        where = f"{level}: " if len({one.where for one in told}) > 1 and "slice" not in level.casefold() else ""
        interval = "" if line.interval == "–" else f" ({line.interval})"
        result = f"{line.change} {line.unit}{interval}" + (f", {line.verdict}" if line.verdict else "")
        if block.is_difference:
            sides = f"treated side {line.before}, other side {line.after} {line.unit}"
            yield f"{where}Muscle area: {sides}; difference {result}."
        else:
            yield f"{where}Muscle area, {block.title[:1].lower()}{block.title[1:]}: {result}."


def _lines(values: Sequence[Changed | Differing], tables: Iterator[list[str]]) -> tuple[Line, ...]:
    found = {}
    for value in values:
        quantity = value.quantity
        _, before, after, change, interval, verdict = next(tables)
        label = f"{quantity[:1].upper()}{quantity[1:]}"
        line = Line(label, before, after, UNITS[quantity], change, interval, verdict, verdict == Verdict.MORE)
        found[quantity] = line
    return tuple(found[quantity] for quantity in ORDER)


def _side_block(row: ChangeRow, lines: tuple[Line, ...]) -> Block:
    role = str(row.role) if row.role in {Role.TREATED, Role.OTHER} else ""
    return Block(f"Patient's {row.side} {row.structure}", role, where_text(row.where), row.side, lines)


def _difference_block(row: DifferenceRow, lines: tuple[Line, ...]) -> Block:
    title = f"{row.structure[:1].upper()}{row.structure[1:]}: difference of the changes"
    role, where = "treated side minus other side", where_text(row.where)
    return Block(title, role, where, Side.UNKNOWN, lines, is_difference=True)
