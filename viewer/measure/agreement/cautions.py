"""What must be known to read a comparison of readings rightly, as sentences."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from viewer.measure.agreement.pairing import Target
from viewer.measure.agreement.readings import Reading, ReadOutline


def has_one_method(outlines: Iterable[ReadOutline]) -> bool:
    """Whether outlines were measured by one method in one version."""
    return len({outline.method for outline in outlines}) == 1


def cautions(targets: Sequence[Target], readings: Sequence[Reading]) -> tuple[str, ...]:
    """Sentences about the targets that are compared and the readings they come from."""
    return tuple(
        sentence
        for part in (
            _of_methods(targets, readings),
            _of_stored(targets, readings),
            _of_slices(targets),
            _of_patients(targets),
            _of_copies(targets, readings),
            _of_blinding(readings),
        )
        for sentence in part
    )


def _of_methods(targets: Sequence[Target], readings: Sequence[Reading]) -> Iterator[str]:
    mixed: Counter[str] = Counter()
    alike: set[tuple[str, str]] = set()
    for target in targets:
        present = [(r.label, o) for r, o in zip(readings, target.outlines, strict=True) if o is not None and o.method]
        methods = {outline.method for _, outline in present if outline.method is not None}
        if len(methods) > 1:
            mixed["; ".join(f"{_method(o.method)} in {label}" for label, o in present)] += 1
        alike |= methods if len(methods) == 1 else set()
    for which, count in mixed.items():
        yield (
            f"{_counted(count, 'target was', 'targets were')} measured by different methods ({which}); fat fraction, "
            "muscle area and fat-to-muscle ratio are not compared there: measure all projects anew by one method."
        )
    if len(alike) > 1:
        names = ", ".join(sorted(_method(method) for method in alike))
        yield f"Some targets were measured by one method and some by another ({names}); they are put together here."


def _method(method: tuple[str, str] | None) -> str:
    return "no method" if method is None else f"{method[0]} version {method[1]}"


def _of_stored(targets: Sequence[Target], readings: Sequence[Reading]) -> Iterator[str]:
    for number, reading in enumerate(readings):
        present = [o for target in targets if (o := target.outlines[number]) is not None]
        silent = sum(outline.method is None for outline in present)
        if silent:
            yield (
                f"{_counted(silent, 'outline', 'outlines')} of {reading.label} hold no stored numbers; only the "
                "outlines themselves are compared: open and save their projects with the images."
            )
        assumed = sum(outline.is_spacing_assumed for outline in present)
        if assumed:
            yield (
                f"The pixel spacing of {_counted(assumed, 'outline', 'outlines')} of {reading.label} is not stored; "
                "distances take pixels as square, with the size that follows from the stored area."
            )
        unknown = sum(outline.spacing is None for outline in present)
        if unknown:
            yield (
                f"No pixel spacing is known of {_counted(unknown, 'outline', 'outlines')} of {reading.label}; areas "
                "and distances in mm do not exist there."
            )


def _of_slices(targets: Sequence[Target]) -> Iterator[str]:
    apart = sum(not target.is_on_one_slice for target in targets)
    if apart:
        yield (
            f"{_counted(apart, 'target was', 'targets were')} outlined on different slices of one level; their "
            "differences hold the choice of the slice, and they have no Dice and no distance."
        )


def _of_patients(targets: Sequence[Target]) -> Iterator[str]:
    counts = Counter((target.study, target.structure) for target in targets)
    if counts and max(counts.values()) > 1:
        yield (
            "Some patients have several measurements (levels, sides), which are not independent: the intervals of ICC "
            "take them as such and are too narrow; Bland–Altman limits and their intervals take account of it."
        )


def _of_copies(targets: Sequence[Target], readings: Sequence[Reading]) -> Iterator[str]:
    for first in range(len(readings)):
        for second in range(first + 1, len(readings)):
            both = [(t.outlines[first], t.outlines[second]) for t in targets]
            drawn = [(a.outline, b.outline) for a, b in both if a is not None and b is not None]
            if drawn and all(a is not None and b is not None and a.rings == b.rings for a, b in drawn):
                yield (
                    f"All outlines of {readings[first].label} and {readings[second].label} are equal to the last "
                    "digit; one may be a copy of the other."
                )


def _of_blinding(readings: Sequence[Reading]) -> Iterator[str]:
    blinded = [reading.label for reading in readings if reading.codes.is_blinded_to_numbers]
    if blinded and len(blinded) < len(readings):
        yield f"Numbers were hidden while outlining in {' and '.join(blinded)} only; seeing them biases the hand."


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
