"""What the scanner makes of tissues: coil, saturation band, chemical shift, point spread, noise, whole numbers."""

import math

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

_PHASE_LESS = 0.1
"""How much less of k-space is sampled in the phase direction (side to side), as is usual."""

_FRAME_PX = 16
"""Width of the frame put round an image before it is filtered, pixels."""

_BAND_EDGE_MM, _BAND_SOFTNESS_MM, _BAND_REST = -33.0, 4.5, 0.02
"""Saturation band over belly and great vessels: its back edge (LPS y), its softness, the signal it leaves."""

_FAR_BAND_EDGE_MM, _FAR_BAND_SOFTNESS_MM = 25.0, 2.5
"""The same for a band that reaches back to the transverse processes and takes the psoas with it."""

_COIL_CENTRE_MM, _COIL_DEPTH_MM = 60.0, 40.0
"""Depth (back coordinate) at which the coil's gain is 1, and the falloff's unit, mm."""

_ROOMY_NEAREST_MM = 78.0
"""Up to this depth of the gain's end, 12 bits have room for fat at any falloff."""

_LEAST_CONTRAST, _USUAL_NOISE, _PEAK = 2.5, 0.02, 5.0
"""Fat over muscle where none is chosen (the T1 times' or more), noise as a part of fat for which 12 bits have room
anyway, and the standard deviations of the noise for which room is made."""

_TILT_MM, _TILT_ENDS_MM = 60.0, 75.0
"""Unit of the coil's tilt, and distance from the midline (mm) beyond which it does not go on."""


def make_image(
    signals: tuple[Image, Image],
    geometry: PlaneGeometry,
    sequence: Sequence,
    parameters: PhantomParameters,
    *,
    stream: tuple[int, ...],
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
        Matrix, noise, coil, chemical shift and point spread.
    stream
        Numbers of the slice's own noise.
    """
    size, kept = parameters.matrix, (parameters.point_spread, round(parameters.point_spread - _PHASE_LESS, 6))
    water, fat = signals
    framed_fat = shifted(np.pad(fat, _FRAME_PX, mode="edge"), parameters.chemical_shift_px)
    image = water + framed_fat[_FRAME_PX:-_FRAME_PX, _FRAME_PX:-_FRAME_PX]
    image = image * _sensitivity(geometry, parameters)
    pure = signals_of(sequence, parameters)
    fat_signal = float(pure[Tissue.FAT])
    random = np.random.default_rng([parameters.seed, *stream])
    noise = random.standard_normal((size, size)) + 1j * random.standard_normal((size, size))
    noise = point_spread(noise, kept=kept)
    noise *= _noise_level(pure, parameters) / max(float(noise.real.std()), 1e-12)
    # a frame, because what leaves the image on one side must not return on the other
    framed = point_spread(np.pad(image, _FRAME_PX, mode="edge").astype(np.complex128), kept=kept)
    magnitude = np.abs(framed[_FRAME_PX:-_FRAME_PX, _FRAME_PX:-_FRAME_PX] + noise)
    stored = np.clip(np.rint(magnitude * (fat_value(parameters) / fat_signal)), 0, _LARGEST).astype(np.uint16)
    stored.setflags(write=False)
    return stored


def signals_of(sequence: Sequence, parameters: PhantomParameters) -> NDArray[np.float32]:
    """Signal of every tissue on a sequence with the relaxation times and the contrast chosen."""
    return tissue_signals(sequence, relaxation=parameters.relaxation, contrast=parameters.contrast)


def fat_value(parameters: PhantomParameters) -> float:
    """Stored value of fat where the coil's gain is 1: less where gain or noise would reach beyond 12 bits."""
    depth = (parameters.coil_nearest_mm - _ROOMY_NEAREST_MM) * parameters.body_scale / _COIL_DEPTH_MM
    growth = math.pow(1.0 - parameters.coil_falloff_percent / 100.0, -max(depth, 0.0))
    aside = math.pow(1.0 + abs(parameters.coil_tilt_percent) / 100.0, _TILT_ENDS_MM / _TILT_MM)
    noise = 0.0
    if parameters.snr is not None:
        noise = max(1.0 / ((parameters.contrast or _LEAST_CONTRAST) * parameters.snr) - _USUAL_NOISE, 0.0)
    return _FAT_VALUE / (growth * aside * (1.0 + _PEAK * noise))


def _noise_level(pure: NDArray[np.float32], parameters: PhantomParameters) -> float:
    """Standard deviation of the noise in each channel, in units of the signals."""
    if parameters.snr is None:
        return parameters.noise_percent / 100.0 * float(pure[Tissue.FAT])
    return float(pure[Tissue.MUSCLE]) / parameters.snr


def _sensitivity(geometry: PlaneGeometry, parameters: PhantomParameters) -> NDArray[np.float64]:
    """Gain of the coil in the back times what the saturation band leaves, shape (matrix, matrix)."""
    size, scale = parameters.matrix, parameters.body_scale
    column, row = np.meshgrid(np.arange(size), np.arange(size))
    x, y, z = geometry.to_patient_mm(np.column_stack([column.ravel(), row.ravel()])).T
    x, y = x / scale, y / scale  # the coil and the band are placed on the body
    back = y - profile(z.astype(np.float32), BACK_KNOTS)
    nearness = (np.minimum(back, parameters.coil_nearest_mm) - _COIL_CENTRE_MM) * scale / _COIL_DEPTH_MM
    gain = (1.0 - parameters.coil_falloff_percent / 100.0) ** -nearness
    gain *= 1.0 - 1.2e-5 * x**2
    aside = np.clip(x * scale, -_TILT_ENDS_MM, _TILT_ENDS_MM) / _TILT_MM
    gain *= (1.0 + abs(parameters.coil_tilt_percent) / 100.0) ** (np.sign(parameters.coil_tilt_percent) * aside)
    edge, softness = (_BAND_EDGE_MM, _BAND_SOFTNESS_MM)
    if not parameters.psoas_in_view:
        edge, softness = _FAR_BAND_EDGE_MM, _FAR_BAND_SOFTNESS_MM
    beyond = (y - edge + 1.2e-3 * x**2) / softness
    left = _BAND_REST + (1.0 - _BAND_REST) / (1.0 + np.exp(-np.clip(beyond, -50.0, 50.0)))
    return np.asarray((gain * left).reshape(size, size))
