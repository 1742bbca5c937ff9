"""The time of a paired study in words, such as '26 weeks after': never a date."""

from collections.abc import Iterable

from viewer.core.annotations.pairing import block_of
from viewer.core.document import Document
from viewer.core.series import Series
from viewer.measure.changes.patients import days_between

DAYS_SAID = 13
"""Up to how many days are told as days, longer times as whole weeks."""


def time_words_of(document: Document, block: Series, blocks: Iterable[Series]) -> str:
    """When a paired block was made: 'before', '26 weeks after' the procedure (the study before without one), 'after'.

    Parameters
    ----------
    document
        What is paired, and on which day the procedure was.
    block
        The block that is spoken of.
    blocks
        All opened blocks.

    Returns
    -------
    str
        '' where the block is not paired, or with itself.
    """
    pairing, opened = document.pairing, tuple(blocks)
    if pairing is None:
        return ""
    before, after = block_of(pairing.before, opened), block_of(pairing.after, opened)
    is_before, is_after = _is_same(block, before), _is_same(block, after)
    if is_before == is_after:
        return ""
    if is_before or before is None or after is None:
        return "before" if is_before else "after"
    days = days_between(before.identity, after.identity)
    if days is None:
        return "after"
    since = days - (pairing.procedure_day or 0)
    return f"{duration(since)} after" if since > 0 else "after"


def duration(days: int) -> str:
    """A time in words: '3 days', '26 weeks'.

    Parameters
    ----------
    days
        At least 0.
    """
    count, unit = (days, "day") if days <= DAYS_SAID else (round(days / 7.0), "week")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _is_same(block: Series, other: Series | None) -> bool:
    return other is not None and (block.series_uid, block.number) == (other.series_uid, other.number)
