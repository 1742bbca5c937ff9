"""DICOM files with known pixels in every transfer syntax, built in memory."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import openjpeg.utils
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, generate_uid
from rle.utils import encode_pixel_data

IMPLICIT, EXPLICIT, BIG = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"
DEFLATED, RLE = "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.5"
BASELINE, EXTENDED = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"
LOSSLESS_57, LOSSLESS = "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70"
JPEG_LS, JPEG_LS_NEAR = "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81"
J2K_LOSSLESS, J2K = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"
HTJ2K_LOSSLESS, HTJ2K_RPCL, HTJ2K = (f"1.2.840.10008.1.2.4.20{n}" for n in (1, 2, 3))
NATIVE = (IMPLICIT, EXPLICIT, BIG, DEFLATED)
REVERSIBLE = (RLE, LOSSLESS_57, LOSSLESS, JPEG_LS, JPEG_LS_NEAR, J2K_LOSSLESS, J2K, HTJ2K_LOSSLESS, HTJ2K_RPCL, HTJ2K)


@dataclass(frozen=True)
class Memory:
    """Bytes without a file, as a member of an archive has them."""

    data: bytes
    name: str = "archive.zip/member"
    path: Path | None = None

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, offset: int = 0, length: int | None = None) -> bytes:
        return self.data[offset : None if length is None else offset + length]


def tissue(rows: int = 40, columns: int = 56, *, bits: int = 12, signed: bool = False, seed: int = 1) -> NDArray[Any]:
    """A smooth image with noise that uses the whole range of its bits, corners at both ends."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:rows, :columns]
    smooth = 0.5 + 0.4 * np.sin(x / 9) * np.cos(y / 7) + random.normal(0, 0.03, (rows, columns))
    values = np.clip(smooth, 0, 1) * ((1 << bits) - 1)
    values[0, 0], values[-1, -1] = 0, (1 << bits) - 1
    if signed:
        values -= 1 << (bits - 1)
    return values.astype(f"{'i' if signed else 'u'}{1 if bits <= 8 else 2}")


def compressed(pixels: NDArray[Any], syntax: str, *, bits: int) -> bytes:
    """Codestream of one frame, lossless except in the two lossy JPEG syntaxes."""
    signed, size = pixels.dtype.kind == "i", pixels.dtype.itemsize
    unsigned = (pixels.astype(np.int64) & ((1 << bits) - 1)).astype(f"u{size}")
    if syntax == RLE:
        return _rle(pixels)
    if syntax in {LOSSLESS, LOSSLESS_57}:
        predictor = 1 if syntax == LOSSLESS else 6
        return imagecodecs.jpeg8_encode(unsigned, lossless=True, bitspersample=bits, predictor=predictor)
    if syntax in {BASELINE, EXTENDED}:
        return imagecodecs.jpeg8_encode(unsigned, level=95, bitspersample=bits)
    if syntax in {JPEG_LS, JPEG_LS_NEAR}:
        return _jpeg_ls(unsigned, bits)
    if syntax in {J2K_LOSSLESS, J2K} and pixels.size < 64:
        return imagecodecs.jpeg2k_encode(pixels, level=0, codecformat="j2k", resolutions=1)
    if syntax in {J2K_LOSSLESS, J2K}:
        return openjpeg.utils.encode_array(pixels, bits_stored=bits, photometric_interpretation=2)
    if syntax.startswith("1.2.840.10008.1.2.4.20"):
        return imagecodecs.htj2k_encode(pixels if signed or bits in {8, 16} else unsigned)
    raise ValueError(syntax)


def _jpeg_ls(pixels: NDArray[Any], bits: int) -> bytes:
    import jpeg_ls

    if pixels.size < 64:  # too little for this encoder
        return imagecodecs.jpegls_encode(pixels)
    return bytes(
        jpeg_ls.encode_buffer(
            pixels.tobytes(), rows=pixels.shape[0], columns=pixels.shape[1], samples_per_pixel=1, bits_stored=bits
        )
    )


def _rle(pixels: NDArray[Any]) -> bytes:
    size = pixels.dtype.itemsize
    return encode_pixel_data(
        pixels.astype(pixels.dtype.newbyteorder("<")).tobytes(),
        rows=pixels.shape[0],
        columns=pixels.shape[1],
        bits_allocated=8 * size,
        bits_stored=8 * size,
        samples_per_pixel=pixels.shape[2] if pixels.ndim == 3 else 1,
        number_of_frames=1,
        photometric_interpretation="RGB" if pixels.ndim == 3 else "MONOCHROME2",
        pixel_representation=int(pixels.dtype.kind == "i"),
        byteorder="<" if size > 1 else None,
    )


def header(pixels: NDArray[Any], *, bits: int, frames: int = 1) -> Dataset:
    """Data set that describes pixels, without them."""
    data_set = Dataset()
    data_set.SOPClassUID = "1.2.840.10008.5.1.4.1.1.4"
    data_set.SOPInstanceUID = generate_uid(entropy_srcs=["generated"])
    data_set.Modality = "MR"
    data_set.SamplesPerPixel = pixels.shape[2] if pixels.ndim == 3 else 1
    data_set.PhotometricInterpretation = "RGB" if pixels.ndim == 3 else "MONOCHROME2"
    data_set.Rows, data_set.Columns = pixels.shape[:2]
    if frames > 1:
        data_set.NumberOfFrames = frames
    if pixels.ndim == 3:
        data_set.PlanarConfiguration = 0
    data_set.BitsAllocated = 8 * pixels.dtype.itemsize
    data_set.BitsStored, data_set.HighBit = bits, bits - 1
    data_set.PixelRepresentation = int(pixels.dtype.kind == "i")
    return data_set


def written(data_set: Dataset, syntax: str, *, vr: str | None = None) -> bytes:
    """File of a data set whose Pixel Data is already in it."""
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.TransferSyntaxUID = UID(syntax)
    data_set.file_meta.MediaStorageSOPClassUID = data_set.SOPClassUID
    data_set.file_meta.MediaStorageSOPInstanceUID = data_set.SOPInstanceUID
    if "PixelData" in data_set:
        is_native = syntax in NATIVE
        data_set["PixelData"].VR = vr or (
            "OW" if (is_native and data_set.BitsAllocated > 8) or syntax == IMPLICIT else "OB"
        )
        data_set["PixelData"].is_undefined_length = not is_native
    target = io.BytesIO()
    data_set.save_as(target, enforce_file_format=True)
    return target.getvalue()


def native_file(pixels: NDArray[Any], syntax: str, *, bits: int, frames: int = 1) -> bytes:
    """File with uncompressed pixels, shape (rows, columns[, 3]) or that of one frame first if there are several."""
    data_set = header(pixels if frames == 1 else pixels[0], bits=bits, frames=frames)
    order = ">" if syntax == BIG else "<"
    raw = pixels.astype(pixels.dtype.newbyteorder(order)).tobytes()
    data_set.PixelData = raw + bytes(len(raw) % 2)
    return written(data_set, syntax)


def encapsulated_file(pixels: NDArray[Any], syntax: str, *, bits: int, **changes: Any) -> bytes:
    """File with one compressed frame; `changes` are set in its header."""
    data_set = header(pixels, bits=bits)
    data_set.PixelData = encapsulate([compressed(pixels, syntax, bits=bits)])
    for keyword, value in changes.items():
        setattr(data_set, keyword, value)
    return written(data_set, syntax)


def codestream_file(codestream: bytes, syntax: str, like: NDArray[Any], *, bits: int, **changes: Any) -> bytes:
    """File with a given codestream as its only frame."""
    data_set = header(like, bits=bits)
    data_set.PixelData = encapsulate([codestream])
    for keyword, value in changes.items():
        setattr(data_set, keyword, value)
    return written(data_set, syntax)
