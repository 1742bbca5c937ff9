"""From a slice and its outlines to its scale: the one way in which references, field and levels are found."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from viewer.core.coverage import exact_coverage
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Outline, Side, Structure
from viewer.importing import one_importer
from viewer.measure.anchored.fitting import UNIT_MM, FieldFit, fit_field
from viewer.measure.anchored.levels import Levels, settle_levels
from viewer.measure.anchored.regions import (
    EvenView,
    Psoas,
    brightness_behind,
    even_view,
    find_erector,
    find_fat,
    find_psoas,
)
from viewer.measure.anchored.scale import OUTLINED, REFERENCES, Gain, LevelErrors, Reference, SliceScale
from viewer.measure.anchored.view import Image, Mask, MuscleView, muscle_view

FIELD_SD = 0.012
"""Error of the gain from one side to the other, in parts of it (no unit), where fat is e times as bright as muscle or
more; with less contrast the two tissues, and with them the field, are told apart the worse."""

FIELD_TO_MUSCLE = 0.7
"""How far an error of the field that comes with low contrast moves the muscle level too (no unit)."""

MUSCLE_OFF = 0.35
"""How far a reference muscle may lie from the fitted muscle level, in parts of the contrast (no unit)."""

FAT_OFF = (0.80, 1.25)
"""How dark and how bright reference fat may be, in parts of the fitted fat level (no unit)."""


def find_scale(brightness: Image, geometry: PlaneGeometry, outlines: Sequence[Outline]) -> SliceScale | None:
    """Scale of a slice; None where nothing is outlined or nothing shows two tissues.

    Parameters
    ----------
    brightness
        Shape (rows, columns), bright is fat, NaN where missing.
    geometry
        Of the slice, with what the user stated filled in.
    outlines
        Sound outlines of the slice, of any structure. Those of known side lead where there are any.
    """
    measured = _leading(outlines)
    drawn = {kind: [outline for outline in outlines if outline.structure is kind] for kind in REFERENCES}
    if not measured:
        return None
    view = muscle_view(brightness, geometry, measured)
    fit = None if view is None else fit_field(view)
    if view is None or fit is None:
        return None
    even = even_view(view, fit)
    dark = _dark_fat(even, drawn)
    if dark is not None:
        return replace(_blank(view, fit), muscle=dark[0] + view.zero, fat=dark[1] + view.zero)
    fat, muscle, ignored = _outlined(even, drawn)
    psoas = [Psoas(region, 1.0) for region in muscle] or find_psoas(even)
    erector = find_erector(even)
    levels = settle_levels(
        even, psoas=psoas, erector=erector, inside=[_deep(view, outline) for outline in measured], fat=fat
    )
    return replace(
        _blank(view, fit),
        muscle=levels.muscle + view.zero,
        fat=levels.fat + view.zero,
        references=_references(even, drawn, ignored, psoas=psoas, erector=erector),
        errors=_errors(levels, fit),
        ignored=ignored,
    )


def _blank(view: MuscleView, fit: FieldFit) -> SliceScale:
    """Field and noise of a slice without levels."""
    noise = view.noise * view.step if view.noise > 0.0 else math.nan
    return SliceScale(math.nan, math.nan, gain=_gain(view, fit), references=(), noise_sd=noise, zero=view.zero)


def _dark_fat(even: EvenView, drawn: dict[Structure, list[Outline]]) -> tuple[float, float] | None:
    """Levels of muscle and of fat that is not brighter, as where it is suppressed; None where it is bright."""
    outlined = [_outlined_level(even, drawn[kind]) for kind in (Structure.REFERENCE_MUSCLE, Structure.REFERENCE_FAT)]
    if outlined[0] is not None and outlined[1] is not None and outlined[1] <= outlined[0]:
        return outlined[0], outlined[1]
    behind = brightness_behind(even)
    if behind is None or (behind - 1.0) * even.fit.muscle >= DARK_FAT * even.contrast:
        return None
    inside = even.signal[even.view.inside > 0.99]
    is_exchanged = inside.size and float(np.median(inside)) > even.fit.muscle + 0.5 * even.contrast
    if behind >= DARKER and not is_exchanged:
        return None  # more muscle lies behind the outlines, or fat begins farther back
    # what the fit takes for muscle may be the suppressed fat itself, and what it takes for fat the muscle
    return max(even.fit.fat, even.fit.muscle), min(behind * even.fit.muscle, 0.999 * even.fit.fat)


def _outlined_level(even: EvenView, drawn: Sequence[Outline]) -> float | None:
    """Median level inside outlines, None without any."""
    if not drawn:
        return None
    region = np.any([_deep(even.view, outline) for outline in drawn], axis=0)
    return float(np.median(even.signal[region])) if region.any() else None


DARKER = 0.7
"""Brightness of suppressed fat in parts of the muscle level (no unit), below which it is told from muscle."""

DARK_FAT = 0.15
"""Brightness of the layer behind the muscles, from muscle (0) to fat (1) as fitted (no unit), below which it is no
bright fat: fat is suppressed, or the fit took one for the other."""


def _errors(levels: Levels, fit: FieldFit) -> LevelErrors:
    """Errors of a scale; those of the field grow where contrast is low, those of the levels with the field."""
    contrast = max(levels.fat / levels.muscle, 1.01) if levels.muscle > 0.0 else math.e
    field = FIELD_SD * max(1.0, 1.0 / math.log(contrast))
    more = FIELD_TO_MUSCLE * (field - FIELD_SD) / (contrast - 1.0)
    steepness = EVEN_FACTOR + STEEP_FACTOR * min(math.hypot(*fit.terms[:2]), 1.0)
    return LevelErrors(
        muscle=math.hypot(steepness * levels.muscle_sd, more), fat=steepness * levels.fat_sd, field=steepness * field
    )


EVEN_FACTOR, STEEP_FACTOR = 0.80, 0.47
"""Errors of levels and field in an even field, and how much they grow per unit of its slope (no unit; the slope of log
gain over 50 mm is 0.64 where a coil loses 40 % over 40 mm)."""


def _leading(outlines: Sequence[Outline]) -> list[Outline]:
    """Outlines round which the scale is looked for: multifidi before other structures, known sides before unknown."""
    measured = [outline for outline in outlines if outline.structure not in REFERENCES]
    multifidi = [outline for outline in measured if outline.structure is Structure.MULTIFIDUS]
    chosen = multifidi or measured
    sided = [outline for outline in chosen if outline.side is not Side.UNKNOWN]
    return sorted(sided or chosen, key=lambda outline: outline.bounds_px)  # the order of drawing must not matter


def _on_view(view: MuscleView, outline: Outline) -> Image:
    """Part of every pixel of a view inside an outline, 0…1."""
    coverage = exact_coverage(outline)
    rows, columns = view.signal.shape
    # places of the view's pixels on the slice; the middle pixel of a block stands for the block
    x = np.rint(view.corner_px[0] + view.step * np.arange(columns)).astype(int) - coverage.left
    y = np.rint(view.corner_px[1] + view.step * np.arange(rows)).astype(int) - coverage.top
    inside = np.zeros((rows, columns))
    in_x, in_y = (x >= 0) & (x < coverage.weights.shape[1]), (y >= 0) & (y < coverage.weights.shape[0])
    inside[np.ix_(in_y, in_x)] = coverage.weights[np.ix_(y[in_y], x[in_x])]
    return inside


def _deep(view: MuscleView, outline: Outline) -> Mask:
    """Pixels of a view inside an outline and not at its border."""
    with one_importer():
        from scipy import ndimage

    inside = _on_view(view, outline) > 0.99
    deep = ndimage.binary_erosion(inside)
    return np.asarray(deep if np.count_nonzero(deep) > 20 else inside)


def _outlined(
    even: EvenView, drawn: dict[Structure, list[Outline]]
) -> tuple[Mask | None, list[Mask], tuple[Structure, ...]]:
    """Pixels of outlined reference fat and muscle, and which of them lie on another tissue and are not used."""
    view, fit = even.view, even.fit
    ignored: list[Structure] = []
    fat_parts = [_deep(view, outline) for outline in drawn[Structure.REFERENCE_FAT]]
    fat = np.any(fat_parts, axis=0) if fat_parts else None
    if fat is not None:
        level = float(np.median(even.signal[fat])) / fit.fat if fat.any() else 0.0
        if not FAT_OFF[0] < level < FAT_OFF[1]:
            fat = None
            ignored.append(Structure.REFERENCE_FAT)
    muscle = []
    for region in [_deep(view, outline) for outline in drawn[Structure.REFERENCE_MUSCLE]]:
        off = (float(np.median(even.signal[region])) - fit.muscle) / even.contrast if region.any() else np.inf
        if abs(off) < MUSCLE_OFF:
            muscle.append(region)
        elif Structure.REFERENCE_MUSCLE not in ignored:
            ignored.append(Structure.REFERENCE_MUSCLE)
    return fat, muscle, tuple(ignored)


def _references(
    even: EvenView,
    drawn: dict[Structure, list[Outline]],
    ignored: tuple[Structure, ...],
    *,
    psoas: Sequence[Psoas],
    erector: Sequence[Mask],
) -> tuple[Reference, ...]:
    """What the levels come from, to show and to name: fat before muscle."""
    view = even.view
    found: list[Reference] = []
    for kind in REFERENCES:
        if drawn[kind] and kind not in ignored:
            found += [
                Reference(kind, OUTLINED, is_automatic=False, rings_px=o.rings, area_px=o.area_px) for o in drawn[kind]
            ]
            continue
        if kind is Structure.REFERENCE_FAT:
            region, tissue = find_fat(even)
        elif psoas:
            region, tissue = np.any([one.region for one in psoas], axis=0), "psoas"
        elif erector:
            region, tissue = np.any(erector, axis=0), "erector spinae"
        else:
            continue
        if region.any():
            area = float(np.count_nonzero(region)) * view.step**2
            found.append(Reference(kind, tissue, is_automatic=True, rings_px=view.rings_px(region), area_px=area))
    return tuple(found)


def _gain(view: MuscleView, fit: FieldFit) -> Gain:
    """The fitted gain in pixels of the slice.

    The polynomial is in millimetres to the side and to the back; on a turned slice its quadratic terms mix.
    """
    turn = view.axes / UNIT_MM  # (u, v) = turn @ (x, y), pixels from the centre
    a, b, c, d, e = fit.terms
    linear = np.array([a, b]) @ turn
    square = turn.T @ np.array([[c, d / 2.0], [d / 2.0, e]]) @ turn
    unit = UNIT_MM / view.pixel_mm * view.step
    return Gain(
        centre_px=view.centre_px,
        unit_px=(unit, unit),
        terms=(
            float(linear[0] * unit),
            float(linear[1] * unit),
            float(square[0, 0] * unit**2),
            float(2.0 * square[0, 1] * unit**2),
            float(square[1, 1] * unit**2),
        ),
    )
