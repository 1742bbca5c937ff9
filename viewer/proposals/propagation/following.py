"""How the image moves from one slice to its neighbour: a smooth motion of the tissue round the outlines."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.importing import one_importer
from viewer.proposals.propagation.placing import Sheet, placed
from viewer.proposals.rings import Points

MARGIN_MM = 15.0
"""How far round the outlines the images are compared, mm."""

NODE_MM = 1.0
"""Distance of the nodes on which the motion is found, mm: as fine as the pixels of most lumbar series."""

NODES_MAX = 220
"""Most nodes along an edge; wider regions get wider nodes."""

SMOOTHING_MM = 0.8
"""Standard deviation of the smoothing against noise, mm."""

NEIGHBOURHOOD_MM = 12.0
"""Standard deviation of the neighbourhood with which a value is compared, mm: brightness of the coil drops out."""

FLOOR = 0.03
"""Least spread that a value is divided by, in parts of the bright values, so that noise is not blown up."""

ATTACHMENT = 5.0
"""How closely the motion follows the images rather than being smooth (no unit); 2, 5, 10 and 15 were tried."""

MOTION_MAX_MM = 8.0
"""Farthest motion from one slice to the next that is believed, mm."""

Image = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """Displacements on a lattice over a slice.

    Parameters
    ----------
    origin
        Place (x, y) of the first node, pixels of the slice that the motion starts from.
    step
        Distance of the nodes along x and y, pixels.
    field
        Shape (2, rows, columns): displacement along x and y, pixels of that slice.
    """

    origin: Points
    step: Points
    field: NDArray[np.float64]

    def moved(self, points: Points) -> Points:
        """Points after the motion, shape (n, 2), pixels of the slice that the motion starts from."""
        with one_importer():
            from scipy.ndimage import map_coordinates

        x, y = ((points - self.origin) / self.step).T
        moves = [map_coordinates(part, [y, x], order=1, mode="nearest") for part in self.field]
        return np.asarray(points + np.column_stack(moves))


def motion(points: Points, source: Sheet, target: Sheet) -> Motion | None:
    """How tissue round points moves from one slice to another; None where the images show nothing to follow.

    Parameters
    ----------
    points
        All points of the outlines, shape (n, 2), pixels of the source.
    source, target
        The slices.

    Notes
    -----
    Optical flow by total variation and absolute differences, on images whose local mean and spread are evened out.

    References
    ----------
    Zach et al. 2007, doi:10.1007/978-3-540-74936-3_22.
    """
    with one_importer():
        from skimage.registration import optical_flow_tvl1

    if source.values is None or target.values is None:
        return None
    scale = np.asarray(source.scale)
    low = points.min(axis=0) - MARGIN_MM / scale
    high = points.max(axis=0) + MARGIN_MM / scale
    node_mm = max(NODE_MM, float(((high - low) * scale).max()) / NODES_MAX)
    step = node_mm / scale
    columns, rows = (np.ceil((high - low) / step).astype(int) + 1).tolist()
    x, y = np.meshgrid(low[0] + step[0] * np.arange(columns), low[1] + step[1] * np.arange(rows))
    nodes = np.column_stack([x.ravel(), y.ravel()])
    before = _evened(_sampled(source, nodes, node_mm).reshape(rows, columns), node_mm)
    after = _evened(
        _sampled(target, placed(nodes, source.geometry, target.geometry), node_mm).reshape(rows, columns), node_mm
    )
    if before is None or after is None:
        return None
    found = np.asarray(optical_flow_tvl1(before, after, attachment=ATTACHMENT, dtype=np.float32), dtype=np.float64)
    size = np.hypot(found[0], found[1]) * node_mm
    found *= np.minimum(1.0, MOTION_MAX_MM / np.maximum(size, 1e-9))
    return Motion(low, step, np.stack([found[1] * step[0], found[0] * step[1]]))


def _sampled(sheet: Sheet, places: Points, node_mm: float) -> Image:
    """Values of a slice at places in its pixels, averaged over a node where pixels are finer; NaN outside."""
    with one_importer():
        from scipy.ndimage import gaussian_filter, map_coordinates

    values = sheet.values
    if values is None:
        raise ValueError("a slice without values cannot be sampled")
    margin = 8
    left, top = np.maximum(np.floor(places.min(axis=0)).astype(int) - margin, 0)
    right, bottom = np.ceil(places.max(axis=0)).astype(int) + margin + 1
    part = values[top : max(bottom, top), left : max(right, left)].astype(np.float32)
    if part.size == 0:
        return np.full(len(places), np.nan, dtype=np.float32)
    blur = [0.5 * node_mm / size if size < 0.75 * node_mm else 0.0 for size in sheet.scale[::-1]]
    if any(blur):
        part = gaussian_filter(part, blur)
    return np.asarray(map_coordinates(part, [places[:, 1] - top, places[:, 0] - left], order=1, cval=np.nan))


def _evened(image: Image, node_mm: float) -> Image | None:
    """Image whose local mean is 0 and spread 1, squeezed; None where it shows nothing.

    Parameters
    ----------
    image
        Shape (rows, columns), NaN where there is no value.
    node_mm
        Distance of its nodes, mm.
    """
    with one_importer():
        from scipy.ndimage import gaussian_filter

    known = np.isfinite(image)
    if known.mean() < 0.25:
        return None
    bright = float(np.percentile(image[known], 99.0))
    dark = min(0.0, float(image[known].min()))
    if bright <= dark:
        return None
    shown = np.where(known, (image - dark) / (bright - dark), 0.0).clip(0.0, 1.2)
    weight = gaussian_filter(known.astype(np.float32), NEIGHBOURHOOD_MM / node_mm).clip(1e-3)
    smooth = gaussian_filter(shown, SMOOTHING_MM / node_mm)
    mean = gaussian_filter(smooth * known, NEIGHBOURHOOD_MM / node_mm) / weight
    square = gaussian_filter(smooth * smooth * known, NEIGHBOURHOOD_MM / node_mm) / weight
    spread = np.sqrt(np.maximum(square - mean * mean, 0.0))
    if float(spread.max()) < 1e-6:
        return None
    even = np.clip((smooth - mean) / (spread + FLOOR), -2.0, 2.0) / 2.0
    return np.asarray(np.where(known, even, 0.0), dtype=np.float32)
