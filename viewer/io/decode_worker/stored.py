"""From words in a file to stored numbers: unused bits, signs, byte order, colour to luminance."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.errors import UnreadableError


def stored_numbers(words: NDArray[Any], *, bits: int, shift: int, is_signed: bool) -> NDArray[Any]:
    """Stored numbers from words whose unused bits may hold anything.

    Parameters
    ----------
    words
        Unsigned integers, any shape; used up if they may be written to.
    bits
        Number of bits that make up a stored number.
    shift
        Number of unused bits below them.
    is_signed
        Whether they are two's complement.

    Returns
    -------
    ndarray
        Same shape and word size, signed or unsigned; the words themselves where no bit is unused.

    References
    ----------
    DICOM PS3.5 8.1.1: nothing may be assumed of unused bits.
    """
    above = 8 * words.dtype.itemsize - bits - shift
    if above == 0 and shift == 0:
        return words.view(f"i{words.dtype.itemsize}") if is_signed else words
    if not is_signed and shift == 0:
        target = words if words.flags.writeable else None
        masked: NDArray[Any] = np.bitwise_and(words, words.dtype.type((1 << bits) - 1), out=target)
        return masked
    raised: NDArray[Any] = words << words.dtype.type(above)
    if is_signed:
        raised = raised.view(f"i{words.dtype.itemsize}")
    raised >>= raised.dtype.type(above + shift)
    return raised


def decoded_numbers(
    array: NDArray[Any], *, bits_allocated: int, bits_stored: int, precision: int, is_signed: bool
) -> NDArray[Any]:
    """Stored numbers from what a JPEG decoder gave, which knows nothing of DICOM's signs.

    Parameters
    ----------
    array
        Decoded values, integers of either sign.
    bits_allocated, bits_stored
        Of the DICOM header.
    precision
        Bits per value of the codestream.
    is_signed
        Pixel Representation of the DICOM header.

    Raises
    ------
    UnreadableError
        If the codestream has fewer bits than the header and the sign of its values cannot be told.
    """
    decoded_signed = array.dtype.kind == "i"
    words = array.astype(f"u{bits_allocated // 8}", copy=False)
    bits = min(precision, bits_stored)
    if precision < bits_stored and is_signed and not decoded_signed and words.size:
        if int(words.max()) >> (precision - 1):
            raise UnreadableError(
                f"the sign of the pixels is doubtful ({precision} bits compressed, {bits_stored} stored); "
                "export the image uncompressed."
            )
        bits = bits_stored
    return stored_numbers(words, bits=bits, shift=0, is_signed=is_signed)


def luminance(rgb: NDArray[Any]) -> NDArray[np.uint8]:
    """Luminance of colour pixels.

    Parameters
    ----------
    rgb
        Shape (rows, columns, 3), uint8.

    Returns
    -------
    ndarray
        Shape (rows, columns).

    References
    ----------
    ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B, as DICOM's YBR_FULL (PS3.3 C.7.6.3.1.2).
    """
    weighted = rgb[..., 0] * np.uint32(299) + rgb[..., 1] * np.uint32(587) + rgb[..., 2] * np.uint32(114)
    return ((weighted + np.uint32(500)) // np.uint32(1000)).astype(np.uint8)
