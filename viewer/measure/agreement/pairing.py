"""Which outlines of several readings are of the same thing: study code, slice or level, structure and side.

Outlines of one slice belong together. Where readings chose different slices, those of one disc level do, if every
reading has just one there. What cannot be told apart is left out by name, never guessed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from viewer.core.outline import SIDE_ORDER, Side, Structure
from viewer.measure.agreement.readings import Reading, ReadOutline
from viewer.measure.anchored.scale import REFERENCES


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that readings outlined.

    Parameters
    ----------
    study, level, structure, side
        What it is; the level is None where no reading knows it.
    outlines
        One per reading, None where a reading has none.
    """

    study: str
    level: str | None
    structure: Structure
    side: Side
    outlines: tuple[ReadOutline | None, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every reading has it."""
        return None not in self.outlines

    @property
    def is_on_one_slice(self) -> bool:
        """Whether all outlines that there are lie on the same slice."""
        return len({outline.slice_key for outline in self.outlines if outline is not None}) == 1

    @property
    def name(self) -> str:
        """How people call it, such as 'P01, L4/5, right multifidus'."""
        side = "" if self.side is Side.UNKNOWN else f"{self.side} "
        level = "" if self.level is None else f"{self.level}, "
        return f"{self.study}, {level}{side}{self.structure}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An outline without a partner, or several that cannot be told apart.

    Parameters
    ----------
    target
        What it is, with the outlines that there are.
    readings
        Labels of the readings that lack it, or that have several of it.
    reason
        Sentence for people.
    """

    target: Target
    readings: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Paired:
    """Targets that at least two readings have, and what has no partner in one reading or more."""

    targets: tuple[Target, ...]
    left_out: tuple[LeftOut, ...]


_Group = dict[int, ReadOutline]
"""Number of the reading → its outline."""


def paired(readings: Sequence[Reading]) -> Paired:
    """Targets that readings share, and everything that lacks a partner.

    Parameters
    ----------
    readings
        At least two.
    """
    by_subject: dict[tuple[str, Structure, Side], list[tuple[int, ReadOutline]]] = defaultdict(list)
    for number, reading in enumerate(readings):
        for outline in reading.outlines:
            if outline.structure not in REFERENCES:
                by_subject[outline.study, outline.structure, outline.side].append((number, outline))
    targets: list[Target] = []
    left_out: list[LeftOut] = []
    order = sorted(by_subject, key=lambda key: (key[0], list(Structure).index(key[1]), SIDE_ORDER[key[2]]))
    for key in order:
        single, several = _told_apart(by_subject[key])
        left_out += [_several(group, readings) for group in several]
        found = [_target(group, len(readings)) for group in _joined_by_level(single)]
        for target in sorted(found, key=lambda target: target.level or ""):
            if sum(outline is not None for outline in target.outlines) > 1:
                targets.append(target)
            if not target.is_complete:
                left_out.append(_without_partner(target, readings))
    return Paired(tuple(targets), tuple(left_out))


def _told_apart(items: Iterable[tuple[int, ReadOutline]]) -> tuple[list[_Group], list[list[tuple[int, ReadOutline]]]]:
    """Outlines of each slice: one per reading, or several in one reading, which cannot be told apart."""
    by_slice: dict[object, list[tuple[int, ReadOutline]]] = defaultdict(list)
    for number, outline in items:
        by_slice[outline.slice_key].append((number, outline))
    single, several = [], []
    for group in by_slice.values():
        if len({number for number, _ in group}) == len(group):
            single.append(dict(group))
        else:
            several.append(group)
    return single, several


def _joined_by_level(groups: Sequence[_Group]) -> list[_Group]:
    """Groups of slices, those of one known level joined where no reading has two outlines there."""
    by_level: dict[str, list[_Group]] = defaultdict(list)
    found = []
    for group in groups:
        levels = {outline.level for outline in group.values()} - {None}
        level = levels.pop() if len(levels) == 1 else None
        if level is None:
            found.append(group)
        else:
            by_level[level].append(group)
    for alike in by_level.values():
        counts = Counter(number for group in alike for number in group)
        if max(counts.values()) == 1:
            found.append({number: outline for group in alike for number, outline in group.items()})
        else:
            found += alike
    return found


def _target(group: _Group, readings: int) -> Target:
    first = next(iter(group.values()))
    levels = sorted({outline.level for outline in group.values() if outline.level is not None})
    return Target(
        study=first.study,
        level="/".join(levels) if levels else None,
        structure=first.structure,
        side=first.side,
        outlines=tuple(group.get(number) for number in range(readings)),
    )


def _several(group: Sequence[tuple[int, ReadOutline]], readings: Sequence[Reading]) -> LeftOut:
    counts = Counter(number for number, _ in group)
    labels = tuple(readings[number].label for number in sorted(counts) if counts[number] > 1)
    target = _target(dict(group), len(readings))
    return LeftOut(
        target,
        labels,
        f"{' and '.join(labels)} outlined it more than once on one slice; keep one outline, or state sides.",
    )


def _without_partner(target: Target, readings: Sequence[Reading]) -> LeftOut:
    absent = tuple(reading.label for reading, outline in zip(readings, target.outlines, strict=True) if outline is None)
    where = "on this slice or level" if target.level is not None else "on this slice (its level is not stored)"
    return LeftOut(target, absent, f"no outline of it {where} in {' and '.join(absent)}.")
