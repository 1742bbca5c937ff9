"""Pictures, volumes, masks and selections of ImageJ with a text of their own in every place beside the pixels."""

import io
import struct
from collections.abc import Callable

import nibabel as nib
import nrrd
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import ImageFileDirectory_v2
from roifile import ImagejRoi

from tests.lumbar import COLUMNS, ROWS, SPACING, circle, pixels
from tests.safety.privacy.canary_dicom import CanaryStudy, Planted

_EXIF_TEXTS = (0x010D, 0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x013C, 0x8298, 0x9C9B, 0x9C9D, 0x9C9F)
_TIFF_TEXTS = (269, 270, 271, 272, 285, 305, 306, 315, 316, 333, 337, 33432, 42112, 65001)


def grey() -> NDArray[np.uint8]:
    """The lumbar image of the other tests in eight bits."""
    return (pixels(seed=1) // 8).astype(np.uint8)


def _exif(planted: Planted) -> bytes:
    exif = Image.Exif()
    for tag in _EXIF_TEXTS:
        exif[tag] = planted.word()
    exif[0x9286] = b"ASCII\0\0\0" + planted.bytes_of()
    within = exif.get_ifd(0x8825)
    within[29] = planted.word()
    return exif.tobytes()


def _xmp(planted: Planted) -> bytes:
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:title="{planted.word()}"><dc:creator>{planted.word()}'
        '</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _profile(planted: Planted) -> bytes:
    from PIL import ImageCms

    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    return bytes(data) + planted.bytes_of()


def canary_png(planted: Planted) -> bytes:
    """A PNG with texts plain, packed and international, EXIF, XMP, a colour profile, and bytes behind its end."""
    texts = PngInfo()
    for key in ("Title", "Author", "Comment"):
        texts.add_text(key, planted.word())
        texts.add_text(key, planted.word(), zip=True)
        texts.add_itxt(key, planted.word(), lang="en", tkey=planted.word())
        texts.add_itxt(key, planted.word(), zip=True)
    texts.add_itxt("XML:com.adobe.xmp", _xmp(planted).decode())
    buffer = io.BytesIO()
    Image.fromarray(grey()).save(buffer, "PNG", pnginfo=texts, exif=_exif(planted), icc_profile=_profile(planted))
    return buffer.getvalue() + planted.bytes_of()


def canary_jpeg(planted: Planted) -> bytes:
    """A JPEG with EXIF, a small picture in it, a comment, XMP, IPTC and a colour profile."""
    buffer = io.BytesIO()
    Image.fromarray(grey()).save(
        *(buffer, "JPEG"),
        exif=_exif(planted),
        comment=planted.bytes_of(),
        xmp=_xmp(planted),
        icc_profile=_profile(planted),
    )
    data = buffer.getvalue()
    fields = b"".join(
        b"\x1c\x02" + bytes([kind]) + struct.pack(">H", 9) + planted.word().encode() for kind in (5, 25, 80, 120)
    )
    block = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(fields)) + fields + b"\0" * (len(fields) % 2)
    return data[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + data[2:] + planted.bytes_of()


def canary_tiff(planted: Planted) -> bytes:
    """A TIFF with texts in its tags, also of an editor's own."""
    tags = ImageFileDirectory_v2()
    for tag in _TIFF_TEXTS:
        tags.tagtype[tag] = 2
        tags[tag] = planted.word()
    for tag in (700, 33723, 34377, 37724):
        tags.tagtype[tag] = 7
        tags[tag] = planted.bytes_of()
    buffer = io.BytesIO()
    Image.fromarray(grey()).save(buffer, "TIFF", tiffinfo=tags, compression="tiff_adobe_deflate")
    return buffer.getvalue()


def _nifti(planted: Planted, volume: NDArray[np.generic]) -> bytes:
    image = nib.Nifti1Image(volume, np.diag([-SPACING[1], -SPACING[0], 4.0, 1.0]) + _shift())
    head = image.header
    for name in ("descrip", "aux_file", "intent_name", "db_name"):
        head[name] = planted.word().encode()
    head["data_type"] = planted.word().encode()
    for code in (2, 4, 6, 44):
        image.header.extensions.append(nib.nifti1.Nifti1Extension(code if code != 2 else "comment", planted.bytes_of()))
    return image.to_bytes() + planted.bytes_of()


def _shift() -> NDArray[np.float64]:
    place = np.zeros((4, 4))
    place[:3, 3] = (49.0, 40.0, 0.0)  # of the DICOM series of the other tests, in RAS
    return place


def canary_nifti(planted: Planted) -> bytes:
    """A NIfTI volume with texts in its header, in extensions, and behind its end."""
    return _nifti(planted, np.stack([pixels(seed=k).T for k in range(3)], axis=2).astype(np.int16))


def _labels() -> NDArray[np.uint8]:
    """Circles of both sides on the second slice, axes (x, y, slice)."""
    y, x = np.mgrid[:ROWS, :COLUMNS]
    labels = np.zeros((COLUMNS, ROWS, 3), np.uint8)
    for value, side in ((2, "right"), (3, "left")):
        centre = circle(side).mean(axis=0)
        labels[:, :, 1][(np.hypot(x - centre[0], y - centre[1]) < 14).T] = value
    return labels


def canary_nifti_mask(planted: Planted) -> bytes:
    """A mask on the grid of the series, with the same texts."""
    return _nifti(planted, _labels())


def canary_nrrd_mask(planted: Planted) -> bytes:
    """The mask as NRRD, with texts in its fields, keys and comments."""
    head = {
        "space": "left-posterior-superior",
        "space directions": np.diag([SPACING[1], SPACING[0], 4.0]),
        "space origin": np.array([-49.0, -40.0, 0.0]),
        "content": planted.word(),
        "Segment0_Name": planted.word(),
        planted.word(): planted.word(),
    }
    buffer = io.BytesIO()
    nrrd.write(buffer, _labels(), head)
    return buffer.getvalue().replace(b"\n", f"\n# {planted.word()}\n".encode(), 1)


def canary_roi(planted: Planted) -> bytes:
    """A selection of ImageJ with texts in its name and properties."""
    roi = ImagejRoi.frompoints(circle("right") + 0.5)
    roi.name = f"right {planted.word()}"
    roi.position = 2
    roi.props = f"patient: {planted.word()}\nnote: {planted.word()}\n"
    return roi.tobytes() + planted.bytes_of()


KINDS: dict[str, Callable[[Planted], bytes]] = {
    "png": canary_png,
    "jpg": canary_jpeg,
    "tiff": canary_tiff,
    "nii": canary_nifti,
}
"""Images by the ending of their files."""

OUTLINES: dict[str, Callable[[Planted], bytes]] = {
    "nii": canary_nifti_mask,
    "nrrd": canary_nrrd_mask,
    "roi": canary_roi,
}
"""Outlines for the series by the ending of their files."""


def canary_file(make: Callable[[Planted], bytes], ending: str) -> CanaryStudy:
    """One of these files, under a name that is a text of its own."""
    planted = Planted()
    data = make(planted)
    return CanaryStudy({f"{planted.word()}.{ending}": data}, tuple(planted.texts))
