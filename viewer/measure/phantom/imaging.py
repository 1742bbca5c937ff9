"""What the scanner makes of tissues: coil, saturation band, chemical shift, point spread, noise, whole numbers."""

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry
from viewer.measure.phantom.anatomy.canvas import Tissue
from viewer.measure.phantom.anatomy.muscles import BACK_KNOTS
from viewer.measure.phantom.anatomy.shapes import profile
from viewer.measure.phantom.parameters import PhantomParameters
from viewer.measure.phantom.signal import Image, Sequence, point_spread, shifted, tissue_signals

_FAT_VALUE = 2700.0
"""Stored value of fat where the coil's gain is 1: leaves room to 4095 for the fat next to the coil."""

_LARGEST = 4095
"""Largest value of 12 bits."""

_KEPT = (0.88, 0.78)
"""Parts of k-space sampled along rows' and columns' direction: fewer in the phase direction, as is usual."""

_FRAME_PX = 16
"""Width of the frame put round an image before it is filtered, pixels."""

_FAT_SHIFT_PX = 0.4
"""Chemical shift of fat along the frequency direction (front to back) in pixels."""

_BAND_EDGE_MM, _BAND_SOFTNESS_MM, _BAND_REST = -33.0, 4.5, 0.02
"""Saturation band over belly and great vessels: its back edge (LPS y), its softness, the signal it leaves."""

_COIL_CENTRE_MM, _COIL_NEAREST_MM, _COIL_DEPTH_MM = 60.0, 78.0, 40.0
"""Depth (back coordinate) at which the coil's gain is 1, where it stops growing, and the falloff's unit, mm."""


def make_image(
    signals: tuple[Image, Image],
    geometry: PlaneGeometry,
    sequence: Sequence,
    parameters: PhantomParameters,
    *,
    stream: int,
) -> NDArray[np.uint16]:
    """Stored pixels of a slice, shape (matrix, matrix), 12 bits, read-only.

    Parameters
    ----------
    signals
        Water and fat in every pixel, of `signal.water_and_fat`.
    geometry
        Where the slice lies.
    sequence
        How it is imaged.
    parameters
        Matrix, noise and coil.
    stream
        Number of the slice's own noise.
    """
    size = parameters.matrix
    water, fat = signals
    framed_fat = shifted(np.pad(fat, _FRAME_PX, mode="edge"), _FAT_SHIFT_PX)
    image = water + framed_fat[_FRAME_PX:-_FRAME_PX, _FRAME_PX:-_FRAME_PX]
    image = image * _sensitivity(geometry, size, parameters.coil_falloff_percent)
    fat_signal = float(tissue_signals(sequence)[Tissue.FAT])
    random = np.random.default_rng([parameters.seed, stream])
    noise = random.standard_normal((size, size)) + 1j * random.standard_normal((size, size))
    noise = point_spread(noise, kept=_KEPT)
    noise *= parameters.noise_percent / 100.0 * fat_signal / max(float(noise.real.std()), 1e-12)
    # a frame, because what leaves the image on one side must not return on the other
    framed = point_spread(np.pad(image, _FRAME_PX, mode="edge").astype(np.complex128), kept=_KEPT)
    magnitude = np.abs(framed[_FRAME_PX:-_FRAME_PX, _FRAME_PX:-_FRAME_PX] + noise)
    stored = np.clip(np.rint(magnitude * (_FAT_VALUE / fat_signal)), 0, _LARGEST).astype(np.uint16)
    stored.setflags(write=False)
    return stored


def _sensitivity(geometry: PlaneGeometry, size: int, falloff_percent: float) -> NDArray[np.float64]:
    """Gain of the coil in the back times what the saturation band leaves, shape (size, size)."""
    column, row = np.meshgrid(np.arange(size), np.arange(size))
    x, y, z = geometry.to_patient_mm(np.column_stack([column.ravel(), row.ravel()])).T
    back = y - profile(z.astype(np.float32), BACK_KNOTS)
    nearness = (np.minimum(back, _COIL_NEAREST_MM) - _COIL_CENTRE_MM) / _COIL_DEPTH_MM
    gain = (1.0 - falloff_percent / 100.0) ** -nearness
    gain *= 1.0 - 1.2e-5 * x**2
    beyond = (y - _BAND_EDGE_MM + 1.2e-3 * x**2) / _BAND_SOFTNESS_MM
    left = _BAND_REST + (1.0 - _BAND_REST) / (1.0 + np.exp(-np.clip(beyond, -50.0, 50.0)))
    return np.asarray((gain * left).reshape(size, size))
