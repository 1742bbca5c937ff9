"""What makes two dates unlike, or a change doubtful: fixed identifiers, each with a sentence that quotes nothing."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from viewer.core.outline import OutlineRule
from viewer.core.series import Acquisition, Series, Slice
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.flagging.image_flags import is_fat_suppressed, names_fat_suppression
from viewer.measure.measurement import MeasurementRow
from viewer.measure.weighting import weighting

TIME_PART = 0.05
"""How far repetition, echo and inversion times may differ and count as the same, in parts of the larger (no unit)."""

SIZE_PART = 0.02
"""How far spacing, slice thickness and field of view may differ and count as the same, in parts of the larger."""

CONTRAST_PART = 0.25
"""How far the contrast of fat to muscle may differ between dates, in parts of the larger (no unit)."""

TILT = math.cos(math.radians(10.0))
"""Smallest cosine of the angle between two linked slices: beyond 10° the cut of a muscle is 1.5 % larger."""

_INTENSITY_WORDS = frozenset({"NORM", "FIL"})
"""Words of the header's Image Type for a scanner's own evening and filtering of brightness."""

SENTENCES: dict[str, str] = {
    "patient-differs": "The two studies name different patients; pair them only if you know better.",
    "patient-unknown": "Nothing in the files tells whether both studies are of one patient; make sure that they are.",
    "dates-reversed": "The study before was made after the other one; exchange them, or every change has a wrong sign.",
    "dates-unknown": "The files do not tell when both studies were made; make sure which came first.",
    "procedure-outside": "The procedure was not between the two studies, so the change does not span it.",
    "procedure-day-unknown": (
        "It is not known how long after the procedure the second study was made; within three months, oedema is bright "
        "on T2 and reads as fat."
    ),
    "recent-procedure": (
        "The second study was made less than three months after the procedure: oedema of fresh denervation is bright "
        "on T2 and reads as fat."
    ),
    "nothing-paired": (
        "No two linked slices are both outlined; outline the partner of a slice, or set the offset between the series."
    ),
    "some-unpaired": "Some outlined slices have no outlined partner on the other date and are left out.",
    "same-slice": "A slice would be compared with itself; set the offset between the two levels.",
    "side-missing": "A side is outlined on one date only, or its side is unknown; it is left out.",
    "linked-by-offset": (
        "The studies share no frame of reference, so slices are linked by the offset that was set; check each pair."
    ),
    "modality-differs": "The two dates were made by different kinds of scanners; their fat fractions do not compare.",
    "weighting-differs": "One date is T1- and the other T2-weighted; fat and fluid show differently on them.",
    "suppression-differs": "Fat is suppressed or separated on one date only; the brightness of both does not compare.",
    "sequence-differs": "The sequence differs between the dates; brightness does not mean the same on both.",
    "repetition-time-differs": "The repetition time differs between the dates; so does the contrast of fat to muscle.",
    "echo-time-differs": "The echo time differs between the dates; so does the contrast of fat to muscle.",
    "inversion-time-differs": "The inversion time differs between the dates; what is suppressed may differ.",
    "times-unknown": "The files of a date do not tell repetition and echo time; nobody can say whether they are alike.",
    "contrast-agent-differs": "A contrast agent was given on one date only; it brightens muscle and reads as fat.",
    "spacing-differs": "The pixel spacing differs between the dates; outlines and borders are not equally fine.",
    "thickness-differs": "The slice thickness differs between the dates; more or less is mixed in every pixel.",
    "field-of-view-differs": "The field of view differs between the dates; so may the coil and its evening.",
    "normalisation-differs": "The scanner evened or filtered the brightness on one date only.",
    "tilt-differs": "Two linked slices are tilted against each other by more than 10°; the same muscle is cut larger.",
    "level-differs": "Linked slices are named as different levels; muscle and fat differ between levels by themselves.",
    "level-unknown": "The level of a linked slice is not known; name it to make sure that like is compared with like.",
    "rule-differs": "The outlines follow different borders on the two dates, which moves the area by 4 to 15 %.",
    "rule-unknown": "It is not known which border some outlines follow; different ones move the area by 4 to 15 %.",
    "proposed-outlines": "Some outlines are proposed and accepted by nobody; no change of theirs is judged.",
    "scale-missing": "The levels of muscle and fat are not known on both dates, so fat fractions may not compare.",
    "scale-differs": "Fat stands out from muscle by another factor on each date; sequence, coil or references differ.",
    "reference-differs": "The levels of muscle and fat rest on other references on each date.",
    "references-outlined-once": "The references were outlined by hand on one date and found automatically on another.",
}
"""Identifier → sentence."""


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to know before a change is believed; `identifier` is fixed, lower case with dashes."""

    identifier: str
    sentence: str


def caution(identifier: str) -> Caution:
    """Return the caution with this identifier."""
    return Caution(identifier, SENTENCES[identifier])


@dataclass(frozen=True, slots=True)
class Seen:
    """One date of a linked pair.

    Parameters
    ----------
    block, image
        Its block and slice, gaps filled with what was stated.
    rows
        What was measured on it.
    scale
        Levels of muscle and fat, None for none.
    """

    block: Series
    image: Slice
    rows: tuple[MeasurementRow, ...] = ()
    scale: SliceScale | None = None


def image_cautions(pairs: Sequence[tuple[Seen, Seen]]) -> tuple[Caution, ...]:
    """What differs between the images of linked slices, each once.

    Parameters
    ----------
    pairs
        Before and after.
    """
    return _raised(pairs, _OF_IMAGES)


def number_cautions(pairs: Sequence[tuple[Seen, Seen]], *, needs_scale: bool) -> tuple[Caution, ...]:
    """What differs between the outlines and scales of linked slices, each once.

    Parameters
    ----------
    pairs
        Before and after.
    needs_scale
        Whether the method counts between levels of muscle and fat.
    """
    return _raised(pairs, (*_OF_OUTLINES, *(_OF_SCALES if needs_scale else ())))


Differs = Callable[[Seen, Seen], bool]


def _raised(pairs: Sequence[tuple[Seen, Seen]], checks: Iterable[tuple[str, Differs]]) -> tuple[Caution, ...]:
    return tuple(caution(name) for name, differs in checks if any(differs(one, other) for one, other in pairs))


def are_apart(one: float | None, other: float | None, part: float) -> bool:
    """Whether two known numbers differ by more than a part of the larger; what is not known differs from nothing."""
    if one is None or other is None:
        return False
    return abs(one - other) > part * max(abs(one), abs(other))


def _by(value: Callable[[Seen], float | None], part: float) -> Differs:
    return lambda one, other: are_apart(value(one), value(other), part)


def _made(seen: Seen) -> Acquisition:
    return seen.image.acquisition


def _words(seen: Seen) -> tuple[frozenset[str], ...]:
    """Words of a header that name a sequence; the maker's own names differ between scanners and are left out."""
    made = _made(seen)
    return tuple(
        frozenset(word.strip().upper() for word in words if word.strip())
        for words in (made.scanning_sequence, made.scan_options)
    )


def _differ_in_words(one: Seen, other: Seen) -> bool:
    return any(a != b for a, b in zip(_words(one), _words(other), strict=True) if a and b)


def _differ_in_weighting(one: Seen, other: Seen) -> bool:
    known = [weighting(_made(seen), seen.block.description) for seen in (one, other)]
    return None not in known and known[0] != known[1]


def _alters_fat(seen: Seen) -> bool:
    """Whether the header or the description names fat suppression, or a water or fat image."""
    return is_fat_suppressed(_made(seen)) or names_fat_suppression(seen.block.description)


def _are_times_unknown(one: Seen, other: Seen) -> bool:
    made = (_made(one), _made(other))
    is_mr = any(seen.block.modality == "MR" for seen in (one, other))
    return is_mr and any(each.repetition_time_ms is None or each.echo_time_ms is None for each in made)


def _differ_in_spacing(one: Seen, other: Seen) -> bool:
    first, second = one.image.geometry.spacing, other.image.geometry.spacing
    if first is None or second is None:
        return False
    is_apart = are_apart(first.row_mm, second.row_mm, SIZE_PART)
    return is_apart or are_apart(first.column_mm, second.column_mm, SIZE_PART)


def _differ_in_view(one: Seen, other: Seen) -> bool:
    sizes = []
    for seen in (one, other):
        spacing = seen.image.geometry.spacing
        if spacing is None:
            return False
        sizes.append((spacing.row_mm * seen.image.rows, spacing.column_mm * seen.image.columns))
    return any(are_apart(a, b, SIZE_PART) for a, b in zip(*sizes, strict=True))


def _evened(seen: Seen) -> frozenset[str]:
    return _INTENSITY_WORDS & {word.strip().upper() for word in _made(seen).image_type}


def _are_tilted(one: Seen, other: Seen) -> bool:
    first, second = one.image.geometry.orientation, other.image.geometry.orientation
    if first is None or second is None:
        return False
    return abs(math.fsum(a * b for a, b in zip(first.normal, second.normal, strict=True))) < TILT


def _levels(seen: Seen) -> frozenset[str | None]:
    return frozenset(row.level for row in seen.rows)


def _rules(seen: Seen) -> frozenset[OutlineRule]:
    return frozenset(row.source.rule for row in seen.rows if row.source is not None)


def _differ_in_rules(one: Seen, other: Seen) -> bool:
    known = [_rules(seen) - {OutlineRule.UNSTATED} for seen in (one, other)]
    return all(known) and known[0] != known[1]


def _is_proposed(seen: Seen) -> bool:
    return any(row.source is not None and row.source.is_proposed for row in seen.rows)


def _lacks_scale(seen: Seen) -> bool:
    return seen.scale is None or not seen.scale.is_complete


def _tissues(seen: Seen) -> frozenset[str]:
    return frozenset() if seen.scale is None else frozenset(known.tissue for known in seen.scale.references)


def _are_automatic(seen: Seen) -> frozenset[bool]:
    return frozenset() if seen.scale is None else frozenset(known.is_automatic for known in seen.scale.references)


def _differ_in_references(one: Seen, other: Seen) -> bool:
    known = (_tissues(one), _tissues(other))
    return all(known) and known[0] != known[1] and _are_automatic(one) == _are_automatic(other)


def _differ_in_hand(one: Seen, other: Seen) -> bool:
    known = (_are_automatic(one), _are_automatic(other))
    return all(known) and known[0] != known[1]


def _contrast(seen: Seen) -> float | None:
    return None if seen.scale is None or not math.isfinite(seen.scale.contrast) else seen.scale.contrast


_OF_IMAGES: tuple[tuple[str, Differs], ...] = (
    ("modality-differs", lambda one, other: one.block.modality != other.block.modality),
    ("weighting-differs", _differ_in_weighting),
    ("suppression-differs", lambda one, other: _alters_fat(one) != _alters_fat(other)),
    ("sequence-differs", _differ_in_words),
    ("repetition-time-differs", _by(lambda seen: _made(seen).repetition_time_ms, TIME_PART)),
    ("echo-time-differs", _by(lambda seen: _made(seen).echo_time_ms, TIME_PART)),
    ("inversion-time-differs", _by(lambda seen: _made(seen).inversion_time_ms or 0.0, TIME_PART)),
    ("times-unknown", _are_times_unknown),
    ("contrast-agent-differs", lambda one, other: bool(_made(one).contrast_agent) != bool(_made(other).contrast_agent)),
    ("spacing-differs", _differ_in_spacing),
    ("thickness-differs", _by(lambda seen: _made(seen).slice_thickness_mm, SIZE_PART)),
    ("field-of-view-differs", _differ_in_view),
    ("normalisation-differs", lambda one, other: _evened(one) != _evened(other)),
    ("tilt-differs", _are_tilted),
)
_OF_OUTLINES: tuple[tuple[str, Differs], ...] = (
    ("level-differs", lambda one, other: None not in _levels(one) | _levels(other) and _levels(one) != _levels(other)),
    ("level-unknown", lambda one, other: None in _levels(one) | _levels(other)),
    ("rule-differs", _differ_in_rules),
    ("rule-unknown", lambda one, other: OutlineRule.UNSTATED in _rules(one) | _rules(other)),
    ("proposed-outlines", lambda one, other: _is_proposed(one) or _is_proposed(other)),
)
_OF_SCALES: tuple[tuple[str, Differs], ...] = (
    ("scale-missing", lambda one, other: _lacks_scale(one) or _lacks_scale(other)),
    ("scale-differs", _by(_contrast, CONTRAST_PART)),
    ("reference-differs", _differ_in_references),
    ("references-outlined-once", _differ_in_hand),
)
