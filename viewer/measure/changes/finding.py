"""From the numbers of both dates to what changed: slices are linked, sides put together, errors combined."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from viewer.core.annotations.pairing import Pairing, SliceLink, block_of, is_linked_by_position, link_slices, one_to_one
from viewer.core.document import Document
from viewer.core.outline import Side, Structure
from viewer.core.series import Series, SliceKey
from viewer.errors import UsageError
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.changes.amounts import Quantity, amount_of
from viewer.measure.changes.cautions import Caution, Seen, caution, image_cautions, number_cautions
from viewer.measure.changes.change import Change, ChangeRow, DifferenceRow, Linked, Place, Role
from viewer.measure.changes.combining import Common, common_of
from viewer.measure.changes.judging import Dates, changed, differing
from viewer.measure.changes.patients import Likeness, days_between, likeness, questions, time_cautions
from viewer.measure.measurement import Measurement, MeasurementRow
from viewer.measure.methods import METHODS

_KNOWN_SIDES = (Side.RIGHT, Side.LEFT)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two linked slices with all that was measured on them."""

    where: Linked
    before: Seen
    after: Seen
    common: Common


def paired_blocks(pairing: Pairing, series: Iterable[Series]) -> tuple[Series, Series]:
    """Both blocks of a pairing.

    Raises
    ------
    UsageError
        If one is not open.
    """
    blocks = tuple(series)
    before, after = block_of(pairing.before, blocks), block_of(pairing.after, blocks)
    if before is None or after is None:
        which = "before" if before is None else "after"
        raise UsageError(f"The study {which} of the comparison is not open; open the images of both dates together.")
    return before, after


def change_between(measurement: Measurement, document: Document, series: Iterable[Series], pairing: Pairing) -> Change:
    """What changed, from numbers that are there already.

    Parameters
    ----------
    measurement
        Rows of both dates, with their uncertainties; rows of other slices are left alone.
    document
        What the user stated about images.
    series
        Opened blocks, among them both of the pairing.
    pairing
        What is compared.

    Raises
    ------
    UsageError
        If a block of the pairing is not open.
    """
    blocks = tuple(series)
    before, after = paired_blocks(pairing, blocks)
    pairs, said = _pairs(measurement, document, pairing, before, after)
    rows: list[ChangeRow] = []
    differences: list[DifferenceRow] = []
    for pair in pairs:
        for structure, amounts in _amounts(pair).items():
            rows += _rows(pair, structure, amounts, pairing)
            if pairing.treated is not None and len(amounts) == len(_KNOWN_SIDES):
                differences.append(_difference(pair, structure, amounts, pairing))
    if _has_lone_sides(pairs):
        said.append(caution("side-missing"))
    needs_scale = any(method.needs_scale for method in METHODS if method.name == measurement.method.name)
    seen = [(pair.before, pair.after) for pair in pairs]
    first = [(Seen(before, before.slices[0]), Seen(after, after.slices[0]))]
    days = days_between(before.identity, after.identity)
    since = None if days is None or pairing.procedure_day is None else days - pairing.procedure_day
    return Change(
        pairing=pairing,
        method=measurement.method,
        rows=tuple(rows),
        differences=tuple(differences),
        cautions=(
            *questions(before, after),
            *time_cautions(pairing, before, after),
            *said,
            *image_cautions(seen or first),
            *number_cautions(seen, needs_scale=needs_scale),
        ),
        days_between=days,
        days_since_procedure=since,
        codes=measurement.codes,
    )


def with_change(measurement: Measurement, series: Iterable[Series], document: Document) -> Measurement:
    """Return a measurement with its change where the document pairs two open blocks, else with why there is none.

    Parameters
    ----------
    measurement
        Numbers of the document.
    series
        Opened blocks.
    document
        What is paired, and what was stated.
    """
    if document.pairing is None:
        return measurement
    try:
        return replace(measurement, change=change_between(measurement, document, series, document.pairing))
    except UsageError as e:  # the images of one date are not open
        return replace(measurement, warnings=(*measurement.warnings, str(e)))


def _pairs(
    measurement: Measurement, document: Document, pairing: Pairing, before: Series, after: Series
) -> tuple[list[_Pair], list[Caution]]:
    """Linked slices that are both outlined, and what is to be said of the linking."""
    rows = _by_slice(measurement.rows)
    links = link_slices(before, after, pairing)
    outlined = [
        link
        for link in one_to_one(links)
        if before.slices[link.before].key in rows and after.slices[link.after or 0].key in rows
    ]
    apart = [link for link in outlined if before.slices[link.before].key != after.slices[link.after or 0].key]
    scales = dict(measurement.scales)
    is_same = likeness(before.identity, after.identity) is Likeness.SAME
    pairs = []
    for link in apart:
        one = _seen(before, link.before, document, rows, scales)
        other = _seen(after, link.after or 0, document, rows, scales)
        common = common_of(one.scale, other.scale, is_same_person=is_same)
        pairs.append(_Pair(_where(link, one, other), one, other, common))
    return pairs, _said_of_links(outlined, apart, rows, pairing, before, after)


def _said_of_links(
    outlined: Sequence[SliceLink],
    apart: Sequence[SliceLink],
    rows: Mapping[SliceKey, tuple[MeasurementRow, ...]],
    pairing: Pairing,
    before: Series,
    after: Series,
) -> list[Caution]:
    """What is to be said of how slices are linked, and of those that are not."""
    told = []
    if len(apart) < len(outlined):
        told.append("same-slice")
    if not apart:
        told.append("nothing-paired")
    else:
        paired = {before.slices[link.before].key for link in apart} | {
            after.slices[link.after or 0].key for link in apart
        }
        known = {image.key for block in (before, after) for image in block.slices}
        told += ["some-unpaired"] if (rows.keys() & known) - paired else []
    is_one = before.frame_of_reference_uid and before.frame_of_reference_uid == after.frame_of_reference_uid
    if not is_linked_by_position(before, after, pairing) and not is_one:
        told.append("linked-by-offset")
    return [caution(identifier) for identifier in told]


def _by_slice(rows: Iterable[MeasurementRow]) -> dict[SliceKey, tuple[MeasurementRow, ...]]:
    found: dict[SliceKey, list[MeasurementRow]] = {}
    for row in rows:
        found.setdefault(SliceKey(row.sop_instance_uid, row.frame), []).append(row)
    return {key: tuple(of_slice) for key, of_slice in found.items()}


def _seen(
    block: Series,
    place: int,
    document: Document,
    rows: Mapping[SliceKey, tuple[MeasurementRow, ...]],
    scales: Mapping[SliceKey, SliceScale],
) -> Seen:
    """One date of a linked pair."""
    image = block.slices[place]
    stated = document.statement_on(image, series_uid=block.series_uid).shown_on(image)
    return Seen(block, stated, rows[image.key], scales.get(image.key))


def _where(link: SliceLink, before: Seen, after: Seen) -> Linked:
    places = [
        Place(seen.block.number, number + 1, seen.rows[0].level, seen.image.key)
        for seen, number in ((before, link.before), (after, link.after or 0))
    ]
    return Linked(places[0], places[1], link.distance_mm)


_Amounts = dict[Side, Dates]
"""Side → its amounts before and after."""


def _grouped(seen: Seen) -> dict[tuple[Structure, Side], list[MeasurementRow]]:
    groups: dict[tuple[Structure, Side], list[MeasurementRow]] = {}
    for row in seen.rows:
        groups.setdefault((row.structure, row.side), []).append(row)
    return groups


def _amounts(pair: _Pair) -> dict[Structure, _Amounts]:
    """Amounts of every structure and side that are outlined on both dates."""
    before, after = _grouped(pair.before), _grouped(pair.after)
    found: dict[Structure, _Amounts] = {}
    for structure in Structure:
        for side in _KNOWN_SIDES:
            key = (structure, side)
            if key in before and key in after:
                found.setdefault(structure, {})[side] = (amount_of(before[key]), amount_of(after[key]))
    return found


def _has_lone_sides(pairs: Iterable[_Pair]) -> bool:
    """Whether a side is outlined on one date only, or an outline has no side."""
    for pair in pairs:
        before, after = _grouped(pair.before).keys(), _grouped(pair.after).keys()
        if before ^ after or any(side is Side.UNKNOWN for _, side in before | after):
            return True
    return False


def _rows(pair: _Pair, structure: Structure, amounts: _Amounts, pairing: Pairing) -> list[ChangeRow]:
    """Rows of a structure on two linked slices, the treated side first."""
    order = sorted(amounts, key=lambda side: side is not pairing.treated) if pairing.treated else list(amounts)
    return [
        ChangeRow(
            where=pair.where,
            structure=structure,
            side=side,
            role=_role(side, pairing),
            values=tuple(changed(quantity, amounts[side], pair.common) for quantity in Quantity),
            flags=tuple(dict.fromkeys((*amounts[side][0].flags, *amounts[side][1].flags))),
        )
        for side in order
    ]


def _role(side: Side, pairing: Pairing) -> Role:
    if pairing.treated is None:
        return Role.RIGHT if side is Side.RIGHT else Role.LEFT
    return Role.TREATED if side is pairing.treated else Role.OTHER


def _difference(pair: _Pair, structure: Structure, amounts: _Amounts, pairing: Pairing) -> DifferenceRow:
    """Difference in differences of a structure: treated side minus other side."""
    [treated] = [side for side in amounts if side is pairing.treated]
    [other] = [side for side in amounts if side is not pairing.treated]
    values = tuple(differing(quantity, amounts[treated], amounts[other], pair.common) for quantity in Quantity)
    return DifferenceRow(pair.where, structure, treated, values)
