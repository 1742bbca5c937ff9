"""What a border costs to follow: at first where values change most, later where it looks as it did so far.

The border accepted so far teaches what lies on it and on either hand. A fascia with fat on both sides has no slope to
follow, and muscle against muscle hardly any; their grey and the thin line between them are known once seen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.importing import one_importer
from viewer.proposals.livewire.lattice import DIRECTIONS, FEATURES, Lattice, Singles

Array = NDArray[np.float64]

LENGTH_COST = 0.3
"""Least cost of a node's length, in parts of the most (no unit): keeps paths short where all are alike."""

ZERO_CROSSING_SHARE = 0.3
"""Part of the cost without training that the distance from the zero crossing of the curvature makes (no unit)."""

MEMORY = 60.0
"""Distance along the accepted border, nodes, from which a sample counts 1/e: borders change their looks."""

TRUST = 20.0
"""Length of accepted border, nodes, at which half the cost comes from training."""

SHRINKING = 12.0
"""Length of accepted border, nodes, that the spread around counts as in the spread of the border's features."""

SHRUNK_SPREAD = 0.3
"""Spread of the border's features expected without training, in parts of the spread around (no unit)."""

BESIDE = 0.6
"""How far beside the accepted border its looks are taken, too, nodes."""

NEARBY = 12
"""Distance within which something must look like the border for its looks to count, nodes."""

ROUND = 20
"""Nodes around the end of the accepted border from which the looks of everything else are taken."""

PRIOR = 2.0
"""Logarithm of how much likelier a border must make the looks of a place to be taken for one (no unit)."""


AT_ONCE = 8192
"""Places looked at together: they stay in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """Mean, and inverse of the covariance, of features, and logarithm of its determinant."""

    mean: Array
    precision: Array
    log_determinant: float


NOWHERE = Looks(np.zeros(FEATURES), np.zeros((FEATURES, FEATURES)), 0.0)
"""Looks that everything has."""


def looks_of(samples: Array, weights: Array, *, ridge: Array) -> Looks:
    """Looks of weighted samples, shape (n, FEATURES); `ridge` is added to their covariance."""
    mean = weights @ samples / weights.sum()
    off = samples - mean
    covariance = (off * weights[:, None]).T @ off / weights.sum() + ridge
    return Looks(mean, np.linalg.inv(covariance), float(np.linalg.slogdet(covariance)[1]))


def log_ratio(features: Singles, first: Looks, second: Looks) -> Singles:
    """Logarithm of how much likelier features are to come from the first Gaussian than from the second.

    Parameters
    ----------
    features
        Shape (FEATURES, …).
    first, second
        The two.
    """
    flat = features.reshape(FEATURES, -1)
    middle = first.mean.astype(np.float32)[:, None]
    apart = second.mean - first.mean
    # Both squares at once: x'(P - Q)x + 2x'Qa - a'Qa, measured from the mean of the first.
    bend = (second.precision - first.precision).astype(np.float32)
    lean = (-2.0 * second.precision @ apart).astype(np.float32)
    rest = float(apart @ second.precision @ apart) + second.log_determinant - first.log_determinant
    found = np.full(flat.shape[1], np.float32(rest))
    for begin in range(0, len(found), AT_ONCE):
        part = flat[:, begin : begin + AT_ONCE] - middle
        found[begin : begin + AT_ONCE] += (part * (bend @ part + lean[:, None])).sum(axis=0)
    return 0.5 * found.reshape(features.shape[1:])


def plain_cost(features: Singles, strong: float) -> Singles:
    """Cost of each node in each direction without training, 0 to 1.

    Low where the values change across the direction of travel, and where their curvature passes through zero.

    Parameters
    ----------
    features
        Shape (FEATURES, …).
    strong
        Slope that is as good as any.

    References
    ----------
    Mortensen and Barrett 1995, doi:10.1145/218380.218442.
    """
    slope = np.abs(features[0])
    weak = 1.0 - np.minimum(slope / np.float32(strong), 1.0)
    off = np.abs(features[1])
    # Curvature over slope is the distance from where the slope is greatest, in nodes.
    from_crossing = off / (off + slope + np.float32(0.02 * strong))
    return np.asarray((1.0 - ZERO_CROSSING_SHARE) * weak + ZERO_CROSSING_SHARE * from_crossing)


def costs(lattice: Lattice, accepted: tuple[Array, ...], start: Array) -> Singles:
    """Cost of a node's length at each node and for each direction, shape (8, rows, columns).

    Parameters
    ----------
    lattice
        Values around the last point.
    accepted
        Stretches of border accepted so far, in order, image points of shape (n, 2) each.
    start
        The last point on the lattice, nodes (x, y).
    """
    features = lattice.features()
    plain = plain_cost(features[:, : len(DIRECTIONS) // 2], lattice.strong_slope())
    found = np.concatenate([plain, plain])
    samples, weights = samples_of(lattice, accepted)
    length = float(weights.sum())
    if length > 0.0:
        likeness = likeness_of(features, samples, weights, start)
        part = length / (length + TRUST) * _nearby(likeness)
        found = (1.0 - part) * found + part * (1.0 - likeness)
    found = (LENGTH_COST + (1.0 - LENGTH_COST) * found).astype(np.float32)
    found[:, ~lattice.is_known] = 2.0
    return found


def likeness_of(features: Singles, samples: Array, weights: Array, start: Array) -> Singles:
    """How much each node in each direction looks like the border so far, 0 to 1, shape (8, rows, columns)."""
    column, row = (max(int(at) - ROUND, 0) for at in start)
    near = features[:, :, row : row + 2 * ROUND : 3, column : column + 2 * ROUND : 3]
    others = near.reshape(FEATURES, -1).T.astype(np.float64)
    tiny = 1e-6 * np.eye(FEATURES)
    around = looks_of(others, np.ones(len(others)), ridge=tiny)
    spread = np.diag(np.var(others, axis=0)) * SHRUNK_SPREAD**2
    border = looks_of(samples, weights, ridge=spread * SHRINKING / (SHRINKING + weights.sum()) + tiny)
    likelier = log_ratio(features, border, around)
    is_border = 1.0 / (1.0 + np.exp(np.clip(PRIOR - likelier, -30.0, 30.0)))
    # Among the places that could all be border, the most typical are its middle.
    typical = np.exp((log_ratio(features, border, NOWHERE) + border.log_determinant / 2.0) / FEATURES)
    return np.asarray(is_border * typical)


def _nearby(likeness: Singles) -> Singles:
    """Greatest likeness around each node in whatever direction, shape (rows, columns).

    A border that has come to its end, at a corner or a septum, cannot be followed by its looks.
    """
    with one_importer():
        from scipy.ndimage import maximum_filter

    return np.asarray(maximum_filter(likeness.max(axis=0), size=2 * NEARBY + 1))


def samples_of(lattice: Lattice, accepted: tuple[Array, ...]) -> tuple[Array, Array]:
    """Features along the accepted border that lies on the lattice, and their weights in nodes of length."""
    starts, steps = np.empty((0, 2)), np.empty((0, 2))
    for stretch in accepted:
        along = lattice.nodes(stretch)
        starts, steps = np.concatenate([starts, along[:-1]]), np.concatenate([steps, np.diff(along, axis=0)])
    distance = np.hypot(*steps.T)
    starts, steps, distance = (values[distance > 0.0] for values in (starts, steps, distance))
    counts = np.ceil(distance).astype(np.intp)
    # Each edge is cut into parts of at most a node, with a sample in the middle of each.
    part = np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts)
    share = (part + 0.5) / np.repeat(counts, counts)
    nodes = np.repeat(starts, counts, axis=0) + share[:, None] * np.repeat(steps, counts, axis=0)
    travel = np.repeat(steps / distance[:, None], counts, axis=0)
    length = np.repeat(distance / counts, counts)
    behind = length[::-1].cumsum()[::-1]
    is_here = ((nodes >= 0.0) & (nodes <= (lattice.columns - 1, lattice.rows - 1))).all(axis=1)
    nodes, travel, weights = nodes[is_here], travel[is_here], (length * np.exp(-behind / MEMORY))[is_here]
    return _looked_at(lattice, nodes, travel, weights)


def _looked_at(lattice: Lattice, nodes: Array, travel: Array, weights: Array) -> tuple[Array, Array]:
    """Features of places as paths meet them: on nodes beside the border, and in the lattice's directions only."""
    aside = np.column_stack([travel[:, 1], -travel[:, 0]])
    turn = np.arctan2(travel[:, 1], travel[:, 0]) / (np.pi / 4.0)
    lower = np.floor(turn)
    places, directions, shares = [], [], []
    for add, share in ((0, 1.0 - (turn - lower)), (1, turn - lower)):
        for shift in (-BESIDE, 0.0, BESIDE):
            places.append(nodes + shift * aside)
            directions.append((lower.astype(np.intp) + add) % len(DIRECTIONS))
            shares.append(weights * share / 3.0)
    return lattice.features_along(np.concatenate(places), np.concatenate(directions)), np.concatenate(shares)
