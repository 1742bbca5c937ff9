"""Phantoms on two dates with known truth: one person, new noise, coil, echo time and outlines on each date."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tests.memory import image, series
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Document
from viewer.core.outline import Outline, Side, Structure, check_outline
from viewer.core.series import Identity, Series, SliceKey
from viewer.errors import OutlineError
from viewer.measure.changes.amounts import Quantity
from viewer.measure.changes.change import Change
from viewer.measure.changes.finding import change_between
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.phantom.axial import cut_axial, image_of
from viewer.measure.phantom.parameters import PhantomParameters, TrueOutline

PAIRING = Pairing(PairedBlock("5.0"), PairedBlock("5.1"), treated=Side.RIGHT)
IDENTITIES = (Identity(patient_id="7", study_uid="a"), Identity(patient_id="7", study_uid="b"))

JITTER_PX, WAVES = 0.5, 6
"""How far outlines leave the border (SD, pixels), and in how many waves round it beside growing as a whole."""


@dataclass(frozen=True)
class Result:
    """A change as it was found, its interval, and the truth."""

    quantity: Quantity
    is_difference: bool
    found: float
    interval: tuple[float, float]
    true: float

    @property
    def holds(self) -> bool:
        """Whether the truth lies in the interval."""
        return self.interval[0] <= self.true <= self.interval[1]


def results(seed: int) -> list[Result]:
    """Changes of area, muscle area and fat of both sides of a person, and the difference in differences of fat."""
    random = np.random.default_rng([seed, 99])
    made = [_date(at, parameters, random) for at, parameters in enumerate(_parameters(seed, random))]
    outlines = tuple(outline for _, drawn, _ in made for outline in drawn)
    document, blocks = Document(outlines), [block for block, _, _ in made]
    change = change_between(measure(document, blocks, MeasureSettings()), document, blocks, PAIRING)
    return _held(change, made[0][2], made[1][2])


def _parameters(seed: int, random: np.random.Generator) -> tuple[PhantomParameters, PhantomParameters]:
    """Both dates of a person: fat changes by 8 points (SD), the right multifidus shrinks."""
    fat = random.uniform(2.0, 60.0, 2)
    later = np.clip(fat + random.normal(0.0, 8.0, 2), 1.0, 80.0)
    person = PhantomParameters(
        seed=seed,
        matrix=224,
        supersampling=2,
        slices_per_level=1,
        fat_right_percent=float(fat[0]),
        fat_left_percent=float(fat[1]),
        fat_psoas_percent=float(random.uniform(1.0, 8.0)),
        fat_erector_percent=float(random.uniform(3.0, 15.0)),
        body_scale=float(random.uniform(0.9, 1.1)),
        diffuse_share=float(random.choice([0.0, 0.4, 0.8])),
        snr=float(random.choice([15.0, 25.0, 40.0])),
    )
    before, after = (
        replace(
            person,
            coil_falloff_percent=float(random.choice([0.0, 20.0, 40.0])),
            coil_tilt_percent=float(random.uniform(-15.0, 15.0)),
            t2_echo_ms=float(random.choice([90.0, 100.0, 110.0])),
        )
        for _ in range(2)
    )
    changed = {"fat_right_percent": float(later[0]), "fat_left_percent": float(later[1])}
    return before, replace(after, **changed, multifidus_right_scale=0.97)


_Truth = dict[Side, TrueOutline]


def _date(at: int, parameters: PhantomParameters, random: np.random.Generator) -> tuple[Series, list[Outline], _Truth]:
    cut = cut_axial(parameters, 1)
    made = image_of(cut, parameters, "T2", repeat=at)
    uid = f"5.{at}.1"
    whole = replace(image(made.pixels, uid=uid, slice_thickness_mm=4.0), geometry=made.geometry)
    truth = {one.side: one for one in cut.outlines if one.structure is Structure.MULTIFIDUS}
    drawn = [_drawn(one, uid, made.pixels.shape, random) for one in truth.values()]
    return replace(series(whole, number=at + 1, uid=f"5.{at}"), identity=IDENTITIES[at]), drawn, truth


def _drawn(true: TrueOutline, uid: str, shape: tuple[int, ...], random: np.random.Generator) -> Outline:
    """Outline off the border, by less where it would cross itself."""
    points = np.asarray(true.points_px)
    along = np.roll(points, -1, axis=0) - np.roll(points, 1, axis=0)
    normals = np.column_stack([along[:, 1], -along[:, 0]]) / np.hypot(*along.T)[:, np.newaxis]
    offsets = JITTER_PX * _waves(len(points), random)
    for part in (1.0, 0.8, 0.6, 0.4, 0.2, 0.0):
        moved = points + part * offsets[:, np.newaxis] * normals
        outline = Outline.from_points(moved, slice_key=SliceKey(uid), side=true.side)
        try:
            check_outline(outline, rows=shape[0], columns=shape[1], name="multifidus")
        except OutlineError:
            continue
        return outline
    raise AssertionError("the true outline crosses itself")


def _waves(count: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Offsets of SD 1: the same all round, and in waves."""
    turns = 2.0 * np.pi * np.arange(count) / count
    found = np.full(count, random.normal())
    for wave in range(1, WAVES + 1):
        a, b = random.normal(size=2)
        found += a * np.cos(wave * turns) + b * np.sin(wave * turns)
    return found / np.sqrt(WAVES + 1.0)


def _true(one: TrueOutline, quantity: Quantity) -> float:
    part = one.fat_fraction_percent / 100.0
    return {
        Quantity.AREA: one.area_mm2,
        Quantity.MUSCLE_AREA: one.area_mm2 * (1.0 - part),
        Quantity.FAT_AREA: one.area_mm2 * part,
        Quantity.FAT_FRACTION: 100.0 * part,
        Quantity.RATIO: part / (1.0 - part),
    }[quantity]


def _held(change: Change, before: _Truth, after: _Truth) -> list[Result]:
    def moved(side: Side, quantity: Quantity) -> float:
        return _true(after[side], quantity) - _true(before[side], quantity)

    found = [
        Result(one.quantity, False, one.change, one.interval, moved(row.side, one.quantity))
        for row in change.rows
        for one in row.values
        if one.change is not None and one.interval is not None
    ]
    for difference in change.differences:
        for one in difference.values:
            true = moved(Side.RIGHT, one.quantity) - moved(Side.LEFT, one.quantity)
            if one.difference is not None and one.interval is not None:
                found.append(Result(one.quantity, True, one.difference, one.interval, true))
    return found
