"""What each part of the method `anchored` is worth: the same phantoms with one part left out or done otherwise.

    python -m tests.evidence.ablation [COUNT]

prints mean absolute error, bias and SD of the error of right minus left in percentage points over COUNT (80) phantoms
of the validation grid, given nothing but the two outlines, a line per variant. Their seeds lie below 10,000: these are
the phantoms that the method was made on, and none that judge it. In every second one the fat of psoas and erector
spinae is spread finely to 40 %, which the grid itself does not do.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np

from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey
from viewer.measure.anchored import finding, fitting, levels, modes, regions
from viewer.measure.anchored.finding import find_scale
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.methods import anchored
from viewer.measure.methods.anchored import AnchoredRule
from viewer.measure.methods.outlined import region_of
from viewer.measure.phantom.axial import cut_axial, image_of
from viewer.measure.phantom.parameters import PhantomSlice
from viewer.measure.validation.grid import conditions
from viewer.measure.validation.phantoms import parameters_of

FIRST_SEED = 200
"""Seed of the first phantom; the last lies far below those that judge."""


@dataclass(frozen=True)
class Variant:
    """A change of constants or functions: (module, name, value)."""

    title: str
    changes: tuple[tuple[ModuleType, str, Any], ...] = ()


def _ridge(
    *,
    field: tuple[float, ...] = fitting.FIELD_RIDGE,
    beyond: tuple[float, float] = fitting.BEYOND_RIDGE,
    group: tuple[float, ...] = fitting.GROUP_RIDGE,
) -> Any:
    return np.diag([*field, *beyond, 0.0, 0.0, *np.repeat(group, 2)]) + 1e-10 * np.eye(15)


def _without_noise(*given: Any) -> Any:
    view = ORIGINAL_VIEW(*given)
    return None if view is None else replace(view, noise=0.0, signal=np.sqrt(view.signal**2 + view.noise**2))


ORIGINAL_VIEW: Callable[..., Any] = finding.muscle_view


VARIANTS = (
    Variant("as it is"),
    Variant(
        "no field", ((fitting, "_RIDGE", _ridge(field=(1e6,) * 5, beyond=(1e6, 1e6))), (fitting, "STARTS", (0.0,)))
    ),
    Variant("field of degree 1", ((fitting, "_RIDGE", _ridge(field=(2e-4, 2e-4, 1e6, 1e6, 1e6))),)),
    Variant(
        "field of degree 2 held six times less", ((fitting, "_RIDGE", _ridge(field=(2e-4, 2e-4, *(2.5e-3,) * 3))),)
    ),
    Variant("the same field beyond the muscles", ((fitting, "_RIDGE", _ridge(beyond=(1e6, 1e6))),)),
    Variant("field from one start", ((fitting, "STARTS", (0.0,)),)),
    Variant("one muscle level for all groups", ((fitting, "_RIDGE", _ridge(group=(1e6, 1e6, 1e6))),)),
    Variant("no psoas", ((regions, "PSOAS_CONTRAST", 1e9),)),
    Variant("psoas taken for free of fat", ((levels, "PSOAS_FAT", 0.0),)),
    Variant("psoas' unseen fat all hidden", ((levels, "HIDDEN_SHARE", 1.0),)),
    Variant("no fat plateau inside", ((modes, "PLATEAU_TRUST", 0.0),)),
    Variant("any fat plateau inside", ((modes, "PLATEAU_SPREAD", (90.0, 99.0)),)),
    Variant("border as it is", ((anchored, "BORDER_SHARE", (0.0, 0.0, 0.0)), (anchored, "BLUR_VARIANCE_PX2", 1e-4))),
    Variant("border by blur alone", ((anchored, "BORDER_SHARE", (0.0, 0.0, 0.0)),)),
    Variant("border by inside alone", ((anchored, "BORDER_SHARE", (1.0, 1.0, 0.0)),)),
    Variant(
        "bone and fascia as less than no fat", ((anchored, "VOID", (1e9, 1e9)), (anchored, "OVERSHOOT", (1e9, 1e9)))
    ),
    Variant("noise not taken off", ((finding, "muscle_view", _without_noise),)),
)


@contextmanager
def changed(variant: Variant) -> Iterator[None]:
    """The method with a variant's changes, for as long as it lasts."""
    kept = [(module, name, getattr(module, name)) for module, name, _ in variant.changes]
    for module, name, value in variant.changes:
        setattr(module, name, value)
    anchored._bell.cache_clear()
    try:
        yield
    finally:
        for module, name, value in kept:
            setattr(module, name, value)
        anchored._bell.cache_clear()


def phantoms(count: int) -> list[PhantomSlice]:
    """Phantoms spread evenly over the grid."""
    grid = [condition for condition in conditions(is_full=True) if condition.set_name == "grid"]
    made = []
    for number in range(count):
        condition = replace(grid[(number * 7) % len(grid)], seed=FIRST_SEED + number)
        parameters = replace(parameters_of(condition), diffuse_share_others=0.4 * (number % 2))
        made.append(image_of(cut_axial(parameters, condition.level), parameters, condition.sequence))
    return made


def errors_of(made: PhantomSlice) -> list[float]:
    """Error of the right and the left multifidus, percentage points; nothing where there is no scale."""
    key = SliceKey("phantom")
    true = {one.side: one for one in made.outlines if one.structure is Structure.MULTIFIDUS}
    outlines = [Outline.from_points(true[side].points_px, slice_key=key, side=side) for side in (Side.RIGHT, Side.LEFT)]
    values = made.pixels.astype(np.float64)
    scale: SliceScale | None = find_scale(values, made.geometry, outlines)
    if scale is None or not scale.is_complete:
        return []
    rule = AnchoredRule(scale, values)
    found = []
    for outline in outlines:
        total = rule.total(_sample(values, outline))
        found.append(100.0 * min(max(total or 0.0, 0.0), 1.0) - true[outline.side].fat_fraction_percent)
    return found


def _sample(values: np.ndarray, outline: Outline) -> Any:
    from viewer.core.coverage import exact_coverage

    coverage = exact_coverage(outline)
    row, column = np.nonzero(coverage.weights > 0.0)
    index = (row + coverage.top) * values.shape[1] + column + coverage.left
    plain = region_of(values, outline.rings, outline.structure)
    return replace(plain, values=values.ravel()[index], weights=coverage.weights[row, column], index=index)


def main(count: int) -> None:
    """Print a line per variant."""
    made = phantoms(count)
    print(f"{'variant':42s} {'error':>6s} {'bias':>6s} {'R − L':>6s} {'sides':>6s}")
    for variant in VARIANTS:
        with changed(variant):
            pairs = [found for found in map(errors_of, made) if found]
        errors, apart = np.array(pairs).ravel(), np.array([right - left for right, left in pairs])
        numbers = f"{np.abs(errors).mean():6.2f} {errors.mean():+6.2f} {apart.std():6.2f} {errors.size:6d}"
        print(f"{variant.title:42s} {numbers}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 80)
