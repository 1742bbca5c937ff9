"""The whole comparison of readings: per structure and quantity, per pair of readings, per pair of outlines."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from viewer.core.geometry import Spacing
from viewer.core.outline import Structure
from viewer.errors import RefusedError
from viewer.measure.agreement.bland_altman import BlandAltman, bland_altman
from viewer.measure.agreement.cautions import cautions, has_one_method
from viewer.measure.agreement.distances import BorderDistance, border_distance, dice
from viewer.measure.agreement.icc import (
    Icc,
    icc_agreement,
    icc_consistency,
    mean_squares,
    minimal_detectable_change,
)
from viewer.measure.agreement.pairing import Paired, Target, paired
from viewer.measure.agreement.readings import QUANTITIES, Quantity, Reading, ReadOutline


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Bland–Altman of two readings, named by their places; None for fewer than two patients."""

    first: int
    second: int
    limits: BlandAltman | None


@dataclass(frozen=True, slots=True)
class QuantityAgreement:
    """How well one quantity of one structure agrees, over all levels and sides.

    Parameters
    ----------
    structure, quantity
        What is compared.
    patients, measurements
        Number of study codes, and of targets that every reading measured; they make up everything but the pairs,
        which take what both of their readings measured.
    icc_agreement, icc_consistency
        ICC(2,1) and ICC(3,1), None for fewer than two patients or where nothing varies.
    sem_agreement, sem_consistency
        Standard errors of measurement, in the quantity's unit; with and without differences between readings.
    mdc95, mdc95_consistency
        Minimal detectable changes from them.
    pairs
        Every two readings.
    """

    structure: Structure
    quantity: Quantity
    patients: int
    measurements: int
    icc_agreement: Icc | None
    icc_consistency: Icc | None
    sem_agreement: float | None
    sem_consistency: float | None
    mdc95: float | None
    mdc95_consistency: float | None
    pairs: tuple[PairAgreement, ...]


@dataclass(frozen=True, slots=True)
class OutlineAgreement:
    """Overlap and distance of two outlines of one target; both None where they lie on different slices."""

    target: Target
    first: int
    second: int
    dice: float | None
    distance: BorderDistance | None


@dataclass(frozen=True, slots=True)
class OverlapSummary:
    """Overlap and distance of two readings' outlines of one structure, over all targets.

    Parameters
    ----------
    structure, first, second
        What is compared, readings by their places.
    count
        Outlines on the same slice that have a Dice overlap; the distances may be fewer.
    dice_mean, dice_least
        Mean and smallest Dice, None for none.
    mean_distance_mm, hausdorff95_mm
        Means over outlines of both distances, mm, None for none.
    """

    structure: Structure
    first: int
    second: int
    count: int
    dice_mean: float | None
    dice_least: float | None
    mean_distance_mm: float | None
    hausdorff95_mm: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything there is to say about how readings agree."""

    readings: tuple[Reading, ...]
    paired: Paired
    quantities: tuple[QuantityAgreement, ...]
    outlines: tuple[OutlineAgreement, ...]
    overlaps: tuple[OverlapSummary, ...]
    warnings: tuple[str, ...]


def agreement_of(readings: Sequence[Reading]) -> Agreement:
    """Agreement of readings.

    Parameters
    ----------
    readings
        At least two.

    Raises
    ------
    RefusedError
        If they share no outline, or only those of one patient: what varies between patients cannot be told then.
    """
    found = paired(readings)
    if not found.targets:
        raise RefusedError(
            "The readings share no outline; give folders whose projects have the same study codes, structures and "
            "sides."
        )
    patients = {target.study for target in found.targets}
    if len(patients) < 2:
        raise RefusedError(
            "The readings share one patient only, so agreement between patients does not exist; add projects of other "
            "patients, each with its study code."
        )
    outlines = _of_outlines(found.targets, len(readings))
    structures = list(dict.fromkeys(target.structure for target in found.targets))
    return Agreement(
        readings=tuple(readings),
        paired=found,
        quantities=tuple(
            _of_quantity(structure, quantity, [t for t in found.targets if t.structure is structure], len(readings))
            for structure in structures
            for quantity in QUANTITIES
        ),
        outlines=tuple(outlines),
        overlaps=tuple(
            _summary(structure, pair, outlines)
            for structure in structures
            for pair in combinations(range(len(readings)), 2)
        ),
        warnings=cautions(found.targets, readings),
    )


def _values(quantity: Quantity, outlines: Sequence[ReadOutline | None]) -> list[float] | None:
    """Values of a quantity in several readings, None if one is missing or was measured by another method."""
    present = [outline for outline in outlines if outline is not None]
    values = [value for value in map(quantity.value, present) if value is not None]
    if len(values) < len(outlines):
        return None
    if quantity.is_by_method and not has_one_method(present):
        return None
    return values


def _of_quantity(
    structure: Structure, quantity: Quantity, targets: Sequence[Target], readings: int
) -> QuantityAgreement:
    rows = [(t.study, values) for t in targets if (values := _values(quantity, t.outlines)) is not None]
    patients = len({study for study, _ in rows})
    squares = mean_squares(np.array([values for _, values in rows])) if patients > 1 else None
    return QuantityAgreement(
        structure=structure,
        quantity=quantity,
        patients=patients,
        measurements=len(rows),
        icc_agreement=None if squares is None else icc_agreement(squares),
        icc_consistency=None if squares is None else icc_consistency(squares),
        sem_agreement=None if squares is None else squares.sem_agreement,
        sem_consistency=None if squares is None else squares.sem_consistency,
        mdc95=None if squares is None else minimal_detectable_change(squares.sem_agreement),
        mdc95_consistency=None if squares is None else minimal_detectable_change(squares.sem_consistency),
        pairs=tuple(
            PairAgreement(first, second, _limits(quantity, targets, first, second))
            for first, second in combinations(range(readings), 2)
        ),
    )


def _limits(quantity: Quantity, targets: Sequence[Target], first: int, second: int) -> BlandAltman | None:
    rows = []
    for target in targets:
        values = _values(quantity, (target.outlines[first], target.outlines[second]))
        if values is not None:
            rows.append((target.study, *values))
    if len({study for study, _, _ in rows}) < 2:
        return None
    studies, one, other = zip(*rows, strict=True)
    return bland_altman(one, other, studies)


def _of_outlines(targets: Sequence[Target], readings: int) -> list[OutlineAgreement]:
    found = []
    for target in targets:
        for first, second in combinations(range(readings), 2):
            one, other = target.outlines[first], target.outlines[second]
            if one is None or other is None:
                continue
            found.append(OutlineAgreement(target, first, second, *_overlap(one, other)))
    return found


def _summary(structure: Structure, pair: tuple[int, int], outlines: Sequence[OutlineAgreement]) -> OverlapSummary:
    own = [of for of in outlines if of.target.structure is structure and (of.first, of.second) == pair]
    overlaps = [of.dice for of in own if of.dice is not None]
    distances = [of.distance for of in own if of.distance is not None]
    return OverlapSummary(
        structure=structure,
        first=pair[0],
        second=pair[1],
        count=len(overlaps),
        dice_mean=_mean(overlaps),
        dice_least=min(overlaps, default=None),
        mean_distance_mm=_mean([distance.mean_mm for distance in distances]),
        hausdorff95_mm=_mean([distance.hausdorff95_mm for distance in distances]),
    )


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def _overlap(one: ReadOutline, other: ReadOutline) -> tuple[float | None, BorderDistance | None]:
    if one.slice_key != other.slice_key or one.outline is None or other.outline is None:
        return None, None
    spacing = _shared_spacing(one, other)
    distance = None if spacing is None else border_distance(one.outline, other.outline, spacing)
    return dice(one.outline, other.outline), distance


def _shared_spacing(one: ReadOutline, other: ReadOutline) -> Spacing | None:
    """Pixel spacing of a slice that two readings know, the measured one rather than one assumed from areas."""
    known = sorted((o for o in (one, other) if o.spacing is not None), key=lambda o: o.is_spacing_assumed)
    if not known:
        return None
    spacing = known[0].spacing
    if len(known) == 2 and not known[1].is_spacing_assumed and known[1].spacing != spacing:
        return None  # stated differently: no distance in mm can be right for both
    return spacing
