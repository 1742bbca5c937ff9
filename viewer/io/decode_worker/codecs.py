"""Compressed frame → array: one decoder per family, chosen here and nowhere else.

pydicom's own choice of decoders is not used: it would try whatever happens to be installed, and two of those were
seen to end the process or never to return.
"""

import struct
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from viewer.errors import UnreadableError
from viewer.io.decode_worker.codestream import Codestream, Family, bare_codestream, has_end, read_codestream
from viewer.io.decode_worker.completeness.jpeg import is_whole
from viewer.io.decode_worker.completeness.jpeg_2000 import has_whole_parts
from viewer.io.decode_worker.description import PixelDescription
from viewer.io.decode_worker.stored import decoded_numbers, luminance, stored_numbers
from viewer.io.fingerprints import is_uid

Decoder: TypeAlias = Callable[[bytes, Codestream, bool], NDArray[Any]]

RLE_LOSSLESS = "1.2.840.10008.1.2.5"

FAMILIES: dict[str, tuple[Family, ...]] = {
    "1.2.840.10008.1.2.4.50": ("JPEG",),
    "1.2.840.10008.1.2.4.51": ("JPEG",),
    "1.2.840.10008.1.2.4.57": ("lossless JPEG",),
    "1.2.840.10008.1.2.4.70": ("lossless JPEG",),
    "1.2.840.10008.1.2.4.80": ("JPEG-LS",),
    "1.2.840.10008.1.2.4.81": ("JPEG-LS",),
    "1.2.840.10008.1.2.4.90": ("JPEG 2000",),
    "1.2.840.10008.1.2.4.91": ("JPEG 2000",),
    "1.2.840.10008.1.2.4.201": ("JPEG 2000",),
    "1.2.840.10008.1.2.4.202": ("JPEG 2000",),
    "1.2.840.10008.1.2.4.203": ("JPEG 2000",),
}
"""Transfer syntax → what its frames may be."""

_FILLED_IN: tuple[Family, ...] = ("JPEG", "lossless JPEG")
"""What libjpeg decodes, which fills in what is missing in front of an end mark."""

_CUT_SHORT = "the compressed image is cut short; copy the file again from its source."
_HIGH_THROUGHPUT = frozenset(uid for uid in FAMILIES if uid.startswith("1.2.840.10008.1.2.4.20"))
_RLE_HEADER = struct.Struct("<16I")
_RLE_MOST_PER_PAIR = 128


def decode(data: bytes, image: PixelDescription) -> NDArray[Any]:
    """Return the stored numbers of a compressed frame.

    Parameters
    ----------
    data
        All fragments of the frame.
    image
        What the header says of it.

    Returns
    -------
    ndarray
        Shape (rows, columns); the luminance (uint8) of colour frames.

    Raises
    ------
    UnreadableError
        If the transfer syntax is not supported or the frame is not what the header says.
    """
    try:
        if image.transfer_syntax == RLE_LOSSLESS:
            return _decode_rle(data, image)
        return _decode_codestream(data, image)
    except (RuntimeError, ValueError) as e:
        # The decoders' own messages are of use to nobody who has no debugger.
        name = FAMILIES.get(image.transfer_syntax, ("RLE",))[0]
        raise UnreadableError(f"its {name} image is damaged or cut short; copy the file again from its source.") from e


def _decode_codestream(data: bytes, image: PixelDescription) -> NDArray[Any]:
    """Stored numbers, or luminance, of a frame that is a JPEG of some family."""
    families = FAMILIES.get(image.transfer_syntax)
    if families is None:
        syntax = image.transfer_syntax if is_uid(image.transfer_syntax) else "of the file"
        raise UnreadableError(f"the transfer syntax {syntax} is not supported; export the image uncompressed.")
    data = bare_codestream(data)
    form = read_codestream(data)
    _check(form, families, image)
    # Without its end libjpeg and OpenJPH fill what is missing and say nothing, CharLS searches for seconds.
    if not has_end(data) or (form.family == "JPEG 2000" and not has_whole_parts(data)):
        raise UnreadableError(_CUT_SHORT)
    is_ybr = (form.colour_hint or ("YCBCR" if image.is_ybr else "RGB")) == "YCBCR"
    decoder = _jph if image.transfer_syntax in _HIGH_THROUGHPUT else _DECODERS[form.family]
    array = decoder(data, form, is_ybr)
    if form.family in _FILLED_IN and not is_whole(data, array, lambda filled: decoder(filled, form, is_ybr)):
        raise UnreadableError(_CUT_SHORT)
    if array.shape[:2] != (image.rows, image.columns):
        raise UnreadableError("the decoder gave an image of another size; export the image uncompressed.")
    if array.ndim == 3:
        # Components of JPEG 2000 that were mixed inside the codestream come out as RGB.
        return np.ascontiguousarray(array[..., 0]) if image.is_ybr else luminance(array)
    return decoded_numbers(
        array,
        bits_allocated=image.bits_allocated,
        bits_stored=image.bits_stored,
        precision=form.precision,
        is_signed=image.is_signed,
    )


def _check(form: Codestream, families: tuple[Family, ...], image: PixelDescription) -> None:
    """Refuse a codestream that is not what the header says."""
    if form.family not in families:
        raise UnreadableError(
            f"the image is compressed as {form.family} but the header says {families[0]}; export it again."
        )
    if (form.rows, form.columns) != (image.rows, image.columns):
        raise UnreadableError(
            f"the compressed image has {form.columns} × {form.rows} pixels "
            f"but the header says {image.columns} × {image.rows}; export the image again."
        )
    if form.components != image.samples or form.precision > image.bits_allocated:
        raise UnreadableError(
            f"the compressed image has {form.components} × {form.precision} bits per pixel "
            f"but the header says {image.samples} × {image.bits_allocated}; export the image again."
        )


def _jpeg(data: bytes, form: Codestream, is_ybr: bool) -> NDArray[Any]:  # noqa: FBT001 (one signature for all)
    from imagecodecs import jpeg8_decode

    if form.components == 1:
        return np.asarray(jpeg8_decode(data))
    if form.family == "lossless JPEG":
        return np.asarray(jpeg8_decode(data, colorspace="RGB", outcolorspace="RGB"))
    space = "YCBCR" if is_ybr else "RGB"
    return np.asarray(jpeg8_decode(data, colorspace=space, outcolorspace="GRAYSCALE"))


def _jpeg_ls(data: bytes, form: Codestream, is_ybr: bool) -> NDArray[Any]:  # noqa: ARG001, FBT001 (one signature for all)
    from imagecodecs import jpegls_decode

    return np.asarray(jpegls_decode(data))


def _jpeg_2000(data: bytes, form: Codestream, is_ybr: bool) -> NDArray[Any]:  # noqa: ARG001, FBT001 (one signature for all)
    from imagecodecs import jpeg2k_decode

    return np.asarray(jpeg2k_decode(data, planar=False, numthreads=1))


def _jph(data: bytes, form: Codestream, is_ybr: bool) -> NDArray[Any]:  # noqa: FBT001 (one signature for all)
    """High-throughput JPEG 2000, in half the time where imagecodecs has a decoder of its own for it."""
    import imagecodecs

    if form.components == 1 and getattr(getattr(imagecodecs, "HTJ2K", None), "available", False):
        return np.asarray(imagecodecs.htj2k_decode(data))
    return _jpeg_2000(data, form, is_ybr)


_DECODERS: dict[Family, Decoder] = {
    "JPEG": _jpeg,
    "lossless JPEG": _jpeg,
    "JPEG-LS": _jpeg_ls,
    "JPEG 2000": _jpeg_2000,
}


def _decode_rle(data: bytes, image: PixelDescription) -> NDArray[Any]:
    """Stored numbers, or luminance, of run lengths: one segment for each byte of each sample, highest first."""
    edges = _rle_edges(data, image)
    segments = [data[a:b] for a, b in pairwise(edges)]
    count, size = image.rows * image.columns, image.bits_allocated // 8
    planes = [
        _joined(segments[i : i + size], count).reshape(image.rows, image.columns) for i in range(0, len(segments), size)
    ]
    if image.samples > 1:
        return planes[0] if image.is_ybr else luminance(np.stack(planes, -1))
    return stored_numbers(planes[0], bits=image.bits_stored, shift=image.shift, is_signed=image.is_signed)


def _joined(segments: list[bytes], count: int) -> NDArray[Any]:
    """Words of one sample from its segments."""
    words = _unpacked(segments[0], count)
    for segment in segments[1:]:
        # Widening before the first shift, in place after it.
        words = words.astype(f"u{len(segments)}", copy=False)
        words <<= words.dtype.type(8)
        words |= _unpacked(segment, count)
    return words


def _unpacked(segment: bytes, count: int) -> NDArray[np.uint8]:
    """Bytes of one segment; a pad byte at its end may give one more than there are pixels."""
    from imagecodecs import packbits_decode

    unpacked: Any = np.empty(count + _RLE_MOST_PER_PAIR, np.uint8)
    length = len(packbits_decode(segment, out=unpacked))
    if length < count:
        raise UnreadableError("the run lengths of the image end before its last pixel; export the image again.")
    decoded: NDArray[np.uint8] = unpacked[:count]
    return decoded


def _rle_edges(data: bytes, image: PixelDescription) -> list[int]:
    """Offsets at which the segments start, and the end of the last.

    Refuses segments that cannot hold the image (PS3.5 G.5): each pair of bytes gives at most 128.
    """
    if len(data) < _RLE_HEADER.size:
        raise UnreadableError("the compressed image is cut short; copy the file again from its source.")
    count, *offsets = _RLE_HEADER.unpack_from(data)
    expected = image.samples * image.bits_allocated // 8
    edges = [*offsets[:expected], len(data)]
    least = 2 * (image.rows * image.columns // _RLE_MOST_PER_PAIR)
    has_room = all(b - a >= least for a, b in pairwise(edges))
    if count != expected or offsets[0] != _RLE_HEADER.size or not has_room:
        raise UnreadableError("the run lengths of the image do not fit its size; export the image again.")
    return edges
