"""From a document and a series to numbers: the one call whose rows every table, panel and figure shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from viewer.core.coverage import Coverage, exact_coverage
from viewer.core.document import Document, Statement
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import SIDE_ORDER, Outline, Side, Structure
from viewer.core.series import Series, Slice, SliceKey
from viewer.errors import UsageError
from viewer.measure.checks import check_outlines, side_warnings
from viewer.measure.flags import in_order
from viewer.measure.image_flags import image_flags, pixel_flags
from viewer.measure.measurement import Comparison, Measurement, MeasurementRow, MethodUsed, ParameterValue
from viewer.measure.methods import METHODS, FatPart, Method, Sample, check_settings, pooled
from viewer.measure.separability import Levels, has_separable_fat, tissue_levels

EQUAL_AREAS = 1e-9
"""Largest difference of two areas that counts as none, in parts of the larger one (no unit)."""

REFERENCES = (Structure.REFERENCE_FAT, Structure.REFERENCE_MUSCLE)


@dataclass(frozen=True, slots=True)
class MeasureSettings:
    """How to measure: a name from `METHODS`, and a threshold in values after rescale for `manual`."""

    method: str = METHODS[0].name
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class _Covered:
    """One outline with its coverage, its pixels and how many of them have no value."""

    outline: Outline
    coverage: Coverage
    sample: Sample
    values: NDArray[np.float64]
    missing: float


def measure(document: Document, series: Iterable[Series], settings: MeasureSettings) -> Measurement:
    """Numbers of every outline of a document.

    Parameters
    ----------
    document
        Outlines and what the user stated.
    series
        Blocks that hold the outlined slices.
    settings
        Method and threshold.

    Returns
    -------
    Measurement
        Rows by slice, then structure, right before left; a comparison wherever a structure has both sides.

    Raises
    ------
    UsageError
        If the method is unknown, lacks its threshold, or an outline's slice is not in the series.
    OutlineError, SideError, GeometryError
        If outlines, sides or statements are refused (see `check_outlines`, `Statement.apply`).
    UnreadableError
        If pixels cannot be read.
    """
    method = check_settings(settings.method, settings.threshold)
    places = _places(document, series)
    rows: list[MeasurementRow] = []
    comparisons: list[Comparison] = []
    warnings: list[str] = _stated(document, places)
    for block, number, image in places:
        stated = document.statement_for(block.series_uid).apply_to(image)
        measured = _measure_slice(
            document.on_slice(image.key), stated, method, settings.threshold, description=block.description
        )
        rows += [replace(row, series=block.number, slice_number=number) for row in measured.rows]
        comparisons += [replace(c, series=block.number, slice_number=number) for c in measured.comparisons]
        warnings += [w for w in measured.warnings if w not in warnings]
    is_inverted = any(image.mapping.is_inverted for _, _, image in places)
    used = MethodUsed(method.name, method.version, _parameters(method, rows, is_inverted=is_inverted))
    return Measurement(method=used, rows=tuple(rows), comparisons=tuple(comparisons), warnings=tuple(warnings))


def _stated(document: Document, places: Sequence[tuple[Series, int, Slice]]) -> list[str]:
    """What the user stated about the measured slices, each sentence once."""
    geometries: dict[Statement, list[PlaneGeometry]] = {}
    for block, _, image in places:
        geometries.setdefault(document.statement_for(block.series_uid), []).append(image.geometry)
    return list(dict.fromkeys(said for statement, known in geometries.items() for said in statement.sentences(known)))


def _places(document: Document, series: Iterable[Series]) -> list[tuple[Series, int, Slice]]:
    """Outlined slices in the order of the series, each with its block and number from 1."""
    wanted = {outline.slice_key for outline in document.outlines if outline.structure not in REFERENCES}
    places: list[tuple[Series, int, Slice]] = []
    found: set[SliceKey] = set()
    for block in series:
        for number, image in enumerate(block.slices, start=1):
            if image.key in wanted and image.key not in found:
                places.append((block, number, image))
                found.add(image.key)
    if not wanted:
        raise UsageError("There is no outline to measure; give --right and --left, a mask or a ROI file.")
    if wanted - found:
        raise UsageError("An outline belongs to a slice that is not among the opened images; open its study.")
    return places


def _measure_slice(
    outlines: Sequence[Outline], image: Slice, method: Method, threshold: float | None, *, description: str
) -> Measurement:
    """Rows and comparisons of one slice; series and slice numbers are left 0."""
    has_sides = image.geometry.orientation is not None or image.geometry.stated_sides is not None
    if not has_sides:
        outlines = [outline.with_side(Side.UNKNOWN) for outline in outlines]
    check_outlines(outlines, image)
    values = image.values()
    sign = -1.0 if image.mapping.is_inverted else 1.0
    covered = [_cover(outline, values, sign=sign) for outline in outlines]
    levels = _levels(covered, values, sign=sign)
    rows: list[MeasurementRow] = []
    comparisons: list[Comparison] = []
    for structure in Structure:
        group = [item for item in covered if item.outline.structure is structure]
        if group and structure not in REFERENCES:
            group.sort(key=lambda item: SIDE_ORDER[item.outline.side])
            usable = [item.sample for item in group if item.sample.values.size]
            parts = iter(method.separate(usable, None if threshold is None else sign * threshold) if usable else ())
            separated = [next(parts) if item.sample.values.size else None for item in group]
            flags = _structure_flags(group, image, levels, method, description=description)
            made = [
                _row(item, number, image, part, flags[number - 1], sign=sign)
                for number, (item, part) in enumerate(zip(group, separated, strict=True), start=1)
            ]
            rows += made
            comparisons += _compare(made)
    warnings = side_warnings([item.outline for item in covered], image, values)
    return Measurement(MethodUsed(method.name, method.version), tuple(rows), tuple(comparisons), warnings)


def _cover(outline: Outline, values: NDArray[np.float64], *, sign: float) -> _Covered:
    coverage = exact_coverage(outline)
    rows, columns = coverage.box
    # An outline may end on the outer edge of the last pixel; the box then ends one pixel beyond the image.
    weights = coverage.weights[: values.shape[0] - coverage.top, : values.shape[1] - coverage.left]
    box = values[rows, columns]
    is_covered = weights > 0.0
    inside, weight = box[is_covered], weights[is_covered]
    has_value = np.isfinite(inside)
    sample = Sample(values=sign * inside[has_value], weights=weight[has_value])
    return _Covered(outline, coverage, sample, inside[has_value], float(weight[~has_value].sum()))


def _levels(covered: Sequence[_Covered], values: NDArray[np.float64], *, sign: float) -> Levels:
    """Fat and muscle level of the slice: from reference outlines, else fat from the bright tissue of the slice."""
    known: dict[Structure, float | None] = {}
    for structure in REFERENCES:
        samples = [item.sample for item in covered if item.outline.structure is structure and item.sample.values.size]
        known[structure] = float(np.median(pooled(samples).values)) if samples else None
    found = tissue_levels(sign * values)
    fat = known[Structure.REFERENCE_FAT]
    return Levels(fat=found.fat if fat is None else fat, muscle=known[Structure.REFERENCE_MUSCLE], dark=found.dark)


def _structure_flags(
    group: Sequence[_Covered], image: Slice, levels: Levels, method: Method, *, description: str
) -> list[set[str]]:
    """Flags of each outline of one structure: from the header, from its pixels, and from what is shared."""
    common = image_flags(image, description)
    samples = [item.sample for item in group if item.sample.values.size]
    is_shared_meaningless = method.is_pooled and bool(samples) and not has_separable_fat(pooled(samples), levels)
    flags = []
    for item in group:
        raised = common | pixel_flags(item.sample, item.missing, item.outline.area_px, item.values, image)
        is_own_meaningless = (
            not method.is_pooled and item.sample.values.size and not has_separable_fat(item.sample, levels)
        )
        flags.append(raised | {"one-mode"} if is_shared_meaningless or is_own_meaningless else raised)
    return flags


def _row(
    item: _Covered, number: int, image: Slice, part: FatPart | None, flags: set[str], *, sign: float
) -> MeasurementRow:
    spacing = image.geometry.spacing
    area_px = item.outline.area_px
    area_mm2 = None if spacing is None else area_px * spacing.pixel_area_mm2
    fraction = None
    if part is not None and item.missing == 0.0:
        fraction = float((item.sample.weights * part.fractions).sum() / item.sample.weights.sum())
        fraction = min(max(fraction, 0.0), 1.0)
    fat_mm2 = None if fraction is None or area_mm2 is None else fraction * area_mm2
    mean, sd = _mean_and_sd(item)
    return MeasurementRow(
        series=0,
        slice_number=0,
        sop_instance_uid=image.key.uid,
        frame=image.key.frame,
        level=image.acquisition.level,
        structure=item.outline.structure,
        outline=number,
        side=item.outline.side,
        area_mm2=area_mm2,
        area_px=area_px,
        fat_area_mm2=fat_mm2,
        muscle_area_mm2=None if fat_mm2 is None or area_mm2 is None else area_mm2 - fat_mm2,
        fat_fraction_percent=None if fraction is None else 100.0 * fraction,
        fat_fraction_interval_percent=None,
        fat_to_muscle_ratio=None if fraction is None or fraction >= 1.0 else fraction / (1.0 - fraction),
        fat_to_muscle_ratio_interval=None,
        mean=mean,
        sd=sd,
        flags=in_order(flags),
        threshold=None if part is None or part.threshold is None else sign * part.threshold,
        source=item.outline,
    )


def _mean_and_sd(item: _Covered) -> tuple[float | None, float | None]:
    """Coverage-weighted mean and population standard deviation of values after rescale."""
    if item.values.size == 0:
        return None, None
    mean = float(np.average(item.values, weights=item.sample.weights))
    variance = float(np.average((item.values - mean) ** 2, weights=item.sample.weights))
    return mean, variance**0.5


def _compare(rows: Sequence[MeasurementRow]) -> list[Comparison]:
    """Right against left, all outlines of a side taken together; empty when a side is missing."""
    sides = {side: [row for row in rows if row.side is side] for side in (Side.RIGHT, Side.LEFT)}
    if not all(sides.values()):
        return []
    right, left = (sum(row.area_px for row in sides[side]) for side in (Side.RIGHT, Side.LEFT))
    is_equal = abs(right - left) <= EQUAL_AREAS * max(right, left)  # rounding names no smaller side
    smaller = None if is_equal else Side.RIGHT if right < left else Side.LEFT
    fractions = [_pooled_fraction(sides[side]) for side in (Side.RIGHT, Side.LEFT)]
    difference = None if fractions[0] is None or fractions[1] is None else fractions[0] - fractions[1]
    return [
        Comparison(
            series=0,
            slice_number=0,
            structure=rows[0].structure,
            area_asymmetry_percent=0.0 if is_equal else 100.0 * abs(right - left) / max(right, left),
            smaller_side=smaller,
            fat_fraction_difference_points=difference,
        )
    ]


def _pooled_fraction(rows: Sequence[MeasurementRow]) -> float | None:
    total = 0.0
    for row in rows:
        if row.fat_fraction_percent is None:
            return None
        total += row.fat_fraction_percent * row.area_px
    return total / sum(row.area_px for row in rows)


def _parameters(
    method: Method, rows: Sequence[MeasurementRow], *, is_inverted: bool
) -> tuple[tuple[str, ParameterValue], ...]:
    """What shaped the result: pixel rule and every threshold, named by slice and outline where they differ."""
    # MONOCHROME1 shows low values bright, and bright is fat.
    fat_rule = "below threshold (MONOCHROME1)" if is_inverted else "above threshold"
    parameters: list[tuple[str, ParameterValue]] = [("pixel_rule", "exact coverage"), ("fat_rule", fat_rule)]
    groups = {(row.series, row.slice_number, row.structure) for row in rows}
    for row in rows:
        name = "threshold"
        if len(groups) > 1:
            name += f"_series_{row.series}_slice_{row.slice_number}_{row.structure.replace(' ', '_')}"
        if not method.is_pooled:
            name += f"_outline_{row.outline}" if row.side is Side.UNKNOWN else f"_{row.side}"
        if name not in {known for known, _ in parameters}:
            parameters.append((name, row.threshold))
    return tuple(parameters)
