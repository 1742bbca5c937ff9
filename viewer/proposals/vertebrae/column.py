"""The vertebral column from one body onwards, by the edges that run across it.

End plates are the only edges that run across the whole column at once: the mean over its width of the change along
it is large there and small within a body, whether discs are bright or dark, on T1 as on T2. From a body whose two
plates are known, the next one is looked for along arcs that begin in its own direction: two plates a body apart,
quiet between them, a disc away.

All lengths are mm in the plane of the picture, x to its right and y down; angles are from straight up, clockwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Point
from viewer.importing import one_importer

Values = NDArray[np.float64]

STEP_MM = 1.0
"""Distance of samples along the column, mm."""

HALF_WIDTH_MM = 10.0
"""Half of the width over which edges have to run, mm: lumbar bodies are 30 to 38 mm deep, upper thoracic ones 22."""

BODY_MM = (18.0, 36.0)
"""Smallest and largest height of the body that is clicked, plate to plate, mm."""

BODY_CHANGE = 0.22
"""Most change of height from one body to the next (no unit)."""

DISC_MM = (2.0, 16.0)
"""Smallest and largest distance between the plates of neighbouring bodies, mm."""

FARTHEST_MM = 46.0
"""Largest distance from centre to centre, mm: beyond, a vertebra would be passed over."""

STEP_CHANGE = 0.20
"""Most change of the distance from centre to centre from one to the next (no unit)."""

USUAL_TILT_DEG: dict[str, tuple[float, float]] = {
    "S1": (18.0, 66.0),
    "L6": (0.0, 46.0),
    "L5": (-6.0, 46.0),
    "L4": (-18.0, 26.0),
    "L3": (-26.0, 18.0),
}
"""Least and most forward tilt of a vertebra's upper side in people who lie, degrees: the sacrum's slope is 40 ± 10. A
body is nearly as deep as high, so that its front and back would pass for its plates if any tilt were allowed."""

OTHER_TILT_DEG = (-34.0, 14.0)
"""The same for vertebrae above: they lean back."""

BEND_DEG = 20.0
"""Most bend per 40 mm from one body to the next, degrees."""

STEEP_DEG = 20.0
"""Tilt from which the column may bend back towards upright by as much more, degrees: from the sacrum to L5."""

ANGLE_DEG = 4.0
"""Distance of the angles that are tried, degrees."""

OFF_CENTRE_MM = 8.0
"""How far along the column a click may be from the middle of the body, mm."""

DEPTH_MM = (24.0, 42.0)
"""Smallest and largest depth of a body, front to back, mm."""

SHIFT_MM = 5
"""Most correction of a centre from front to back, mm."""

QUIET = 2.0
"""Weight of what changes within a body against its plates (no unit)."""

KEPT = 0.4
"""Score in parts of the median so far (no unit) below which what is found is no further vertebra."""


@dataclass(frozen=True, slots=True)
class Body:
    """One vertebral body: centre (x, y) in mm, tilt in radians, height in mm, how clear it is, distance to the last."""

    centre: Values
    tilt: float
    height: float
    score: float
    distance: float | None = None


class _Picture:
    """A sagittal image to be sampled at places in mm; outside it there is NaN."""

    def __init__(self, values: Values, *, row_mm: float, column_mm: float) -> None:
        with one_importer():
            from scipy.ndimage import gaussian_filter

        low, high = np.nanpercentile(values, [2.0, 99.0]) if np.isfinite(values).any() else (0.0, 0.0)
        even = np.clip((np.nan_to_num(values, nan=float(low)) - low) / max(float(high - low), 1e-9), 0.0, 1.2)
        self._values = gaussian_filter(even, [0.8 / row_mm, 0.8 / column_mm])
        self._scale = np.array([column_mm, row_mm])

    def at(self, points_mm: Values) -> Values:
        """Values at places, shape (…, 2) → (…)."""
        with one_importer():
            from scipy.ndimage import map_coordinates

        x, y = np.moveaxis(points_mm / self._scale, -1, 0)
        return np.asarray(map_coordinates(self._values, [y, x], order=1, mode="constant", cval=np.nan))

    def edges(self, path: Values, tilts: Values) -> Values:
        """Strength of edges that run across the column along a path, shape (n, 2) → (n,); NaN outside the picture."""
        across = np.arange(-HALF_WIDTH_MM, HALF_WIDTH_MM + 0.1, 2.0)
        normal = np.column_stack([np.cos(tilts), np.sin(tilts)])
        sampled = self.at(path[:, None, :] + across[None, :, None] * normal[:, None, :])
        strength = np.abs(np.gradient(sampled, STEP_MM, axis=0).mean(axis=1))
        is_outside = np.isnan(strength)
        smooth = _smoothed(np.where(is_outside, 0.0, strength), 1.5)
        smooth[is_outside] = np.nan
        return smooth


def _smoothed(values: Values, sigma: float) -> Values:
    with one_importer():
        from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(values, sigma))


def column_from(
    values: Values,
    at_px: Point,
    *,
    row_mm: float,
    column_mm: float,
    tilt_deg: tuple[float, float],
    up: int = 7,
    down: int = 1,
) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Centres of the vertebral bodies above and below one, the nearest first.

    Parameters
    ----------
    values
        Shape (rows, columns), sagittal image with the head at the top, NaN where padding.
    at_px
        The middle of a vertebral body, (x = column, y = row), pixels.
    row_mm, column_mm
        Pixel spacing.
    tilt_deg
        Least and most tilt of this body in the picture, degrees clockwise from upright.
    up, down
        Most bodies to be found in each direction.

    Returns
    -------
    tuple
        Image points above, and below; fewer where the column leaves the picture or is not clear any more.
    """
    picture = _Picture(values, row_mm=row_mm, column_mm=column_mm)
    scale = np.array([column_mm, row_mm])
    first = _clicked_body(picture, np.asarray(at_px) * scale, tilt_deg)
    if first is None:
        return (), ()
    found = []
    for way, most in ((1, up), (-1, down)):
        bodies = _followed(picture, first, way=way, most=most)
        found.append(tuple((float(x), float(y)) for x, y in (body.centre / scale for body in bodies)))
    return found[0], found[1]


def _upwards(tilts: Values) -> Values:
    """Unit vectors (x, y) of directions, shape (n,) → (n, 2)."""
    return np.stack([np.sin(tilts), -np.cos(tilts)], axis=-1)


def _clicked_body(picture: _Picture, at_mm: Values, tilt_deg: tuple[float, float]) -> Body | None:
    """The body round a click: tilt, height and centre for which its two plates are clearest."""
    best: Body | None = None
    reach = BODY_MM[1] / 2.0 + OFF_CENTRE_MM
    along = np.arange(-reach, reach + 0.1, STEP_MM)
    for tilt in np.radians(np.arange(tilt_deg[0], tilt_deg[1] + 0.1, ANGLE_DEG)):
        direction = _upwards(np.array(tilt))
        edges = picture.edges(at_mm + along[:, None] * direction, np.full(len(along), tilt))
        for height in np.arange(BODY_MM[0], BODY_MM[1] + 0.1, STEP_MM):
            for shift in np.arange(-OFF_CENTRE_MM, OFF_CENTRE_MM + 0.1, STEP_MM):
                score = _body_score(edges, shift + reach, height) * (1.0 - 0.01 * abs(shift))
                if best is None or score > best.score:
                    best = Body(at_mm + shift * direction, float(tilt), float(height), score)
    return None if best is None or best.score <= 0.0 else _centred(picture, best)


def _body_score(edges: Values, middle_mm: float, height_mm: float) -> float:
    """How much like a body a stretch of the column is: two clear plates, quiet between them; −inf outside."""
    first, last = round((middle_mm - height_mm / 2.0) / STEP_MM), round((middle_mm + height_mm / 2.0) / STEP_MM)
    if first < 0 or last >= len(edges) or np.isnan(edges[[first, last]]).any():
        return -np.inf
    inner = round(0.3 * height_mm / STEP_MM)
    middle = round(middle_mm / STEP_MM)
    quiet = float(edges[middle - inner : middle + inner + 1].mean())
    low, high = sorted((float(edges[first]), float(edges[last])))
    return low + 0.5 * (low + high) - QUIET * quiet


def _followed(picture: _Picture, first: Body, *, way: int, most: int) -> list[Body]:
    """Bodies from one onwards, upwards (1) or downwards (−1)."""
    bodies = [first]
    while len(bodies) <= most:
        body = _next_body(picture, bodies[-1], way=way)
        if body is None or body.score < KEPT * float(np.median([one.score for one in bodies])):
            break
        bodies.append(_centred(picture, body))
    return bodies[1:]


def _next_body(picture: _Picture, last: Body, *, way: int) -> Body | None:
    """The clearest body that can follow another."""
    best: Body | None = None
    along = np.arange(0.0, 75.0 + 0.1, STEP_MM)
    for bend in np.radians(_possible_bends(last, way=way)):
        tilts = last.tilt + bend * along / 40.0
        directions = way * _upwards(tilts)
        steps = (directions[1:] + directions[:-1]) / 2.0 * STEP_MM
        path = last.centre + np.vstack([np.zeros(2), np.cumsum(steps, axis=0)])
        edges = picture.edges(path, tilts)
        straight = 1.0 - 0.0015 * abs(float(np.degrees(bend)))
        for height, distance in _possible_steps(last):
            score = straight * _body_score(edges, distance, height)
            if last.distance is not None:
                score *= 1.0 - 0.5 * abs(distance - last.distance) / last.distance
            if np.isfinite(score) and (best is None or score > best.score):
                place = round(distance / STEP_MM)
                best = Body(path[place], float(tilts[place]), height, score, distance)
    return best


def _possible_bends(last: Body, *, way: int) -> Values:
    """Bends per 40 mm that are tried from a body on, degrees."""
    tilt = float(np.degrees(last.tilt))
    more = max(abs(tilt) - STEEP_DEG, 0.0) if way > 0 else 0.0
    low, high = -BEND_DEG - (more if tilt > 0.0 else 0.0), BEND_DEG + (more if tilt < 0.0 else 0.0)
    return np.arange(low, high + 0.1, ANGLE_DEG)


def _possible_steps(last: Body) -> Sequence[tuple[float, float]]:
    """Heights of the next body, each with distances of its centre, mm."""
    found = []
    heights = np.arange(
        np.floor((1.0 - BODY_CHANGE) * last.height), np.floor((1.0 + BODY_CHANGE) * last.height) + 0.1, STEP_MM
    )
    for height in heights:
        plates = (last.height + height) / 2.0
        low, high = plates + DISC_MM[0], min(plates + DISC_MM[1], FARTHEST_MM)
        if last.distance is not None:
            low = max(low, (1.0 - STEP_CHANGE) * last.distance)
            high = min(high, (1.0 + STEP_CHANGE) * last.distance)
        found += [(float(height), float(distance)) for distance in np.arange(np.ceil(low), high + 0.1, STEP_MM)]
    return found


def _centred(picture: _Picture, body: Body) -> Body:
    """The body with its centre half way between its front and its back, as far as these are clear."""
    reach = round(DEPTH_MM[1] / 2.0) + SHIFT_MM
    across = np.arange(-reach, reach + 1.0)
    along = np.arange(-0.28 * body.height, 0.28 * body.height + 0.1, 1.5)
    normal = np.array([np.cos(body.tilt), np.sin(body.tilt)])
    direction = _upwards(np.array(body.tilt))
    sampled = picture.at(body.centre + across[:, None, None] * normal + along[None, :, None] * direction)
    strength = _smoothed(np.nan_to_num(np.abs(np.gradient(sampled, 1.0, axis=0).mean(axis=1))), 1.2)
    best_score, best_shift = -np.inf, 0
    for depth in range(round(DEPTH_MM[0]), round(DEPTH_MM[1]) + 1, 2):
        for shift in range(-SHIFT_MM, SHIFT_MM + 1):
            front, back = reach + shift - depth // 2, reach + shift + depth // 2
            low, high = sorted((float(strength[front]), float(strength[back])))
            quiet = float(strength[front + 6 : back - 5].mean())
            score = low + 0.3 * (low + high) - quiet - 0.001 * abs(shift)
            if score > best_score:
                best_score, best_shift = score, shift
    return Body(body.centre + best_shift * normal, body.tilt, body.height, body.score, body.distance)
