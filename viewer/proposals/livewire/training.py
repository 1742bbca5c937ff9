"""What a border costs to follow: at first where values change most, later where it looks as it did so far.

The border accepted so far teaches what lies on it and on either hand. A fascia with fat on both sides has no slope to
follow, and muscle against muscle hardly any; their grey and the thin line between them are known once seen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.proposals.livewire.lattice import FEATURES, Lattice, turned_round

Array = NDArray[np.float64]

LENGTH_COST = 0.3
"""Least cost of a node's length, in parts of the most (no unit): keeps paths short where all are alike."""

STRONG_PERCENTILE = 97.0
"""Slopes stronger than this percentile of those around are all the best there is."""

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

ROUND = 40
"""Nodes around the end of the accepted border from which the looks of everything else are taken."""

PRIOR = 4.0
"""Logarithm of how much likelier a border must make the looks of a place to be taken for one (no unit)."""


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """Mean, and inverse of the covariance, of features, and logarithm of its determinant."""

    mean: Array
    precision: Array
    log_determinant: float

    def log_likelihood(self, features: Array) -> Array:
        """Logarithm of the Gaussian density but for a constant; features of shape (…, FEATURES, rows, columns)."""
        root = np.linalg.cholesky(self.precision).T
        lead = features.shape[:-3]
        flat = features.reshape(*lead, FEATURES, -1) - self.mean[:, None]
        squares = np.square(root @ flat).sum(axis=-2)
        return np.asarray(-0.5 * (squares + self.log_determinant)).reshape(*lead, *features.shape[-2:])


def looks_of(samples: Array, weights: Array, *, ridge: Array) -> Looks:
    """Looks of weighted samples, shape (n, FEATURES); `ridge` is added to their covariance."""
    mean = weights @ samples / weights.sum()
    off = samples - mean
    covariance = (off * weights[:, None]).T @ off / weights.sum() + ridge
    return Looks(mean, np.linalg.inv(covariance), float(np.linalg.slogdet(covariance)[1]))


def plain_cost(features: Array) -> Array:
    """Cost of each node in each of the first half of the directions without training, 0 to 1.

    Low where the values change across the direction of travel, and where their curvature passes through zero.

    References
    ----------
    Mortensen and Barrett 1995, doi:10.1145/218380.218442.
    """
    slope = np.abs(features[:, 0])
    strong = float(np.percentile(slope[:, ::3, ::3], STRONG_PERCENTILE)) or 1.0
    weak = 1.0 - np.minimum(slope / strong, 1.0)
    off = np.abs(features[:, 1])
    # Curvature over slope is the distance from where the slope is greatest, in nodes.
    from_crossing = off / (off + slope + 0.02 * strong)
    return (1.0 - ZERO_CROSSING_SHARE) * weak + ZERO_CROSSING_SHARE * from_crossing


def costs(lattice: Lattice, accepted: tuple[Array, ...]) -> Array:
    """Cost of a node's length at each node and for each direction, shape (8, rows, columns).

    Parameters
    ----------
    lattice
        Values around the last point.
    accepted
        Stretches of border accepted so far, in order, image points of shape (n, 2) each.
    """
    features = lattice.features()
    plain = plain_cost(features)
    found = np.concatenate([plain, plain])
    samples, weights = samples_of(lattice, accepted)
    length = float(weights.sum())
    if length > 0.0:
        part = length / (length + TRUST)
        found = (1.0 - part) * found + part * trained_cost(lattice, features, samples, weights)
    found = LENGTH_COST + (1.0 - LENGTH_COST) * found
    found[:, ~lattice.is_known] = 2.0
    return found


def trained_cost(lattice: Lattice, features: Array, samples: Array, weights: Array) -> Array:
    """Cost of each node in each direction from the looks of the border so far, 0 to 1."""
    every = np.concatenate([features, turned_round(features)])
    middle_y, middle_x = lattice.rows // 2, lattice.columns // 2
    near = every[:, :, max(middle_y - ROUND, 0) : middle_y + ROUND : 3, max(middle_x - ROUND, 0) : middle_x + ROUND : 3]
    others = np.moveaxis(near, 1, -1).reshape(-1, FEATURES)
    tiny = 1e-6 * np.eye(FEATURES)
    around = looks_of(others, np.ones(len(others)), ridge=tiny)
    spread = np.diag(np.var(others, axis=0)) * SHRUNK_SPREAD**2
    border = looks_of(samples, weights, ridge=spread * SHRINKING / (SHRINKING + weights.sum()) + tiny)
    likelier = border.log_likelihood(every) - around.log_likelihood(every)
    return np.asarray(1.0 / (1.0 + np.exp(np.clip(likelier - PRIOR, -30.0, 30.0))))


def samples_of(lattice: Lattice, accepted: tuple[Array, ...]) -> tuple[Array, Array]:
    """Features along the accepted border that lies on the lattice, and their weights in nodes of length."""
    places, travels, lengths = [np.empty((0, 2))], [np.empty((0, 2))], [np.empty(0)]
    for stretch in accepted:
        along = lattice.nodes(stretch)
        steps = np.diff(along, axis=0)
        distance = np.hypot(*steps.T)
        for start, step, length in zip(along, steps, distance, strict=False):
            if length > 0.0:
                count = max(1, int(np.ceil(length)))
                places.append(start + (np.arange(count)[:, None] + 0.5) / count * step)
                travels.append(np.repeat(step[None] / length, count, axis=0))
                lengths.append(np.full(count, length / count))
    nodes, travel, length = np.concatenate(places), np.concatenate(travels), np.concatenate(lengths)
    behind = length[::-1].cumsum()[::-1]
    is_here = ((nodes >= 0.0) & (nodes <= (lattice.columns - 1, lattice.rows - 1))).all(axis=1)
    weights = length * np.exp(-behind / MEMORY)
    return lattice.features_along(nodes[is_here], travel[is_here]), weights[is_here]
