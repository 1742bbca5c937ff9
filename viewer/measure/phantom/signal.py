"""From tissues to grey values: spin-echo signal, coil, saturation band, point spread, noise."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.errors import UsageError
from viewer.measure.phantom.anatomy.canvas import Canvas, Tissue

Values = NDArray[np.float32]
Image = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sequence:
    """A turbo spin-echo sequence: name, repetition and echo time in ms, echo train length."""

    name: str
    repetition_ms: float
    echo_ms: float
    train: int


T2 = Sequence("T2", 3800.0, 102.0, 17)
T1 = Sequence("T1", 620.0, 11.0, 4)

Relaxation = dict[Tissue, tuple[float, float, float]]

RELAXATION: Relaxation = {
    Tissue.AIR: (0.0, 1000.0, 100.0),
    Tissue.FAT: (0.92, 300.0, 135.0),
    Tissue.MUSCLE: (0.80, 1000.0, 37.0),
    Tissue.SKIN: (0.55, 900.0, 48.0),
    Tissue.FASCIA: (0.22, 900.0, 25.0),
    Tissue.CORTEX: (0.07, 600.0, 12.0),
    Tissue.MARROW: (0.66, 900.0, 50.0),
    Tissue.ANNULUS: (0.58, 1000.0, 42.0),
    Tissue.NUCLEUS: (0.80, 1300.0, 100.0),
    Tissue.CSF: (0.87, 4000.0, 1500.0),
    Tissue.NERVE: (0.75, 950.0, 70.0),
    Tissue.LIGAMENT: (0.40, 800.0, 30.0),
    Tissue.BLOOD: (0.07, 1400.0, 60.0),
    Tissue.BOWEL: (0.80, 1200.0, 75.0),
    Tissue.CARTILAGE: (0.75, 1100.0, 75.0),
    Tissue.SCLEROSIS: (0.50, 900.0, 45.0),
}
"""Proton density (part of water's), T1 and T2 (ms) at 1.5 T. Fat's T2 is the long apparent one of echo trains;
blood's density is what flow leaves of it."""


def tissue_signals(
    sequence: Sequence, *, relaxation: Relaxation = RELAXATION, contrast: float | None = None
) -> NDArray[np.float32]:
    """Signal of every tissue, indexed by `Tissue`, as a part of full magnetisation.

    Parameters
    ----------
    sequence
        Its times.
    relaxation
        Proton density, T1 and T2 (ms) of every tissue.
    contrast
        Fat's signal divided by muscle's, if it is to be other than the times give. On a logarithmic scale, what
        lies between muscle and fat moves in proportion and what is darker than muscle as muscle does; fat and
        what is brighter stay. So the order of the tissues never changes.

    References
    ----------
    Spin echo: PD · (1 − exp(−TR/T1)) · exp(−TE/T2).
    """
    signals = np.zeros(len(Tissue), dtype=np.float32)
    for tissue, (density, t1, t2) in relaxation.items():
        recovered = 1.0 - np.exp(-sequence.repetition_ms / t1)
        signals[tissue] = density * recovered * np.exp(-sequence.echo_ms / t2)
    return signals if contrast is None else _with_contrast(signals, contrast)


def _with_contrast(signals: NDArray[np.float32], contrast: float) -> NDArray[np.float32]:
    fat, muscle = float(signals[Tissue.FAT]), float(signals[Tissue.MUSCLE])
    if not 0.0 < muscle < fat:
        raise UsageError("With these times muscle is as bright as fat, so no contrast can be set; choose other times.")
    place = np.log(np.maximum(signals, 1e-30) / muscle) / np.log(fat / muscle)
    # 0 at muscle and 1 at fat; both ends keep their slope
    lifted = np.clip(1.0 - place, 0.0, 1.0) * (np.log(fat / muscle) - np.log(contrast))
    return np.asarray(signals * np.exp(lifted), dtype=np.float32)


def water_and_fat(
    canvas: Canvas, signals: NDArray[np.float32], shape: tuple[int, int], factor: int
) -> tuple[Image, Image]:
    """Signals of the water and of the fat in every pixel, before coil and noise.

    Parameters
    ----------
    canvas
        Tissues on a fine grid of shape · factor points.
    signals
        Signal of every tissue, of `tissue_signals`.
    shape
        Rows and columns of the image.
    factor
        Points per pixel and direction.
    """
    is_fat = np.zeros(len(Tissue), dtype=np.float32)
    is_fat[Tissue.FAT] = 1.0
    parts = ((canvas.first, (1.0 - canvas.share) * canvas.shade), (canvas.second, canvas.share * canvas.shade))
    fine_water, fine_fat = (
        sum((signals * kind)[tissue] * amount for tissue, amount in parts) for kind in (1.0 - is_fat, is_fat)
    )
    rows, columns = shape
    water, fat = (
        np.asarray(fine, dtype=np.float64).reshape(rows, factor, columns, factor).mean(axis=(1, 3))
        for fine in (fine_water, fine_fat)
    )
    return water, fat


def point_spread(image: NDArray[np.complex128], *, kept: tuple[float, float]) -> NDArray[np.complex128]:
    """Image as sampled only in the middle of k-space, with a soft end.

    Parameters
    ----------
    image
        Complex image, shape (rows, columns).
    kept
        Part of k-space kept along rows' and columns' frequency; the last fifth falls off as a cosine, so
        that edges ring a little, as on a scanner.
    """
    weights = []
    for size, part in zip(image.shape, kept, strict=True):
        place = np.abs(np.fft.fftfreq(size)) * 2.0 / part
        ramp = np.clip((place - 0.62) / 0.38, 0.0, 1.0)
        weights.append(0.5 + 0.5 * np.cos(np.pi * ramp))
    filtered: NDArray[np.complex128] = np.fft.ifft2(np.fft.fft2(image) * weights[0][:, np.newaxis] * weights[1])
    return filtered


def shifted(image: Image, pixels: float) -> Image:
    """Image moved along its columns' direction (rows) by a part of a pixel, for the chemical shift of fat."""
    frequency = np.fft.fftfreq(image.shape[0])[:, np.newaxis]
    moved: Image = np.fft.ifft(np.fft.fft(image, axis=0) * np.exp(-2j * np.pi * frequency * pixels), axis=0).real
    return moved
