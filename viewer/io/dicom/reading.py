"""One DICOM file → its checked slices, by the fast reader or, in the worker, the full one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.core.series import Acquisition, Slice, SliceKey
from viewer.errors import GeometryError, NotAnImageError, UnreadableError
from viewer.io.dicom.acquisition import acquisition_of, identity_of, printable
from viewer.io.dicom.decimals import integer
from viewer.io.dicom.facts import PixelFormat, geometry_of, mapping_of, pixel_format_of, window_of
from viewer.io.dicom.fast_header import scan
from viewer.io.dicom.full_header import read_header
from viewer.io.dicom.grouping import FoundSlice, SeriesFacts
from viewer.io.dicom.header import Header
from viewer.io.dicom.image_kinds import DICOMDIR_CLASS, is_storage_class, object_that_is_no_image
from viewer.io.dicom.native_frames import check_pixels_are_there, chosen_worker, frame_reader
from viewer.io.fingerprints import group_uid, instance_uid
from viewer.io.sources import ByteSource

if TYPE_CHECKING:
    from viewer.io.decode_worker.client import DecodeWorker

_FIRST_GROUPS = (b"\x02\x00", b"\x08\x00", b"\x00\x08")
"""Groups a data set without preamble starts with (the last in big endian)."""


def looks_like_dicom(head: bytes) -> bool:
    """Whether a file's first bytes are those of a DICOM file, with or without preamble.

    Without it, the first element must be a plausible one of group 0002 or 0008: a small element number and
    either two letters of a VR or a short length.
    """
    if head[128:132] == b"DICM":
        return True
    if len(head) < 16 or head[:2] not in _FIRST_GROUPS:
        return False
    is_little = head[:2] != b"\x00\x08"
    element = int.from_bytes(head[2:4], "little" if is_little else "big")
    has_vr = head[4:6].isalpha() and head[4:6].isupper()
    length = int.from_bytes(head[4:8], "little" if is_little else "big")
    return element <= 0x0070 and (has_vr or (length <= 0x1000 and length % 2 == 0))


@dataclass(frozen=True, slots=True)
class DicomFile:
    """A file that was read: its slices (one per frame) and where it lies."""

    source: ByteSource
    slices: tuple[FoundSlice, ...]

    @property
    def file(self) -> str:
        """Name to show."""
        return self.slices[0].image.file

    @property
    def uid(self) -> str:
        """SOP Instance UID."""
        return self.slices[0].image.key.uid


def read_dicom(source: ByteSource, head: bytes, worker: "DecodeWorker | None", *, file: str | None = None) -> DicomFile:
    """Slices of one file; no pixels are read.

    Parameters
    ----------
    source
        The file.
    head
        Its first `fast_header.WINDOW_BYTES` bytes (all of it if shorter).
    worker
        Runs the full parser where that is needed; None for the program's own.
    file
        Name to show if it is not that of the source.

    Raises
    ------
    NotAnImageError
        If it is sound, as far as looked at, but holds no image.
    UnreadableError
        If it is damaged or its pixels are of a kind that cannot be read.
    GeometryError
        If orientation, spacing, position or rescale cannot be true.
    """
    header = header_of(source, head, worker)
    _check_is_image(header)
    form = pixel_format_of(header)
    check_pixels_are_there(source, header, form)
    uid = instance_uid(header, source)
    facts = _series_facts(header)
    slices = []
    for number, frame in enumerate(header.frames or ({},), start=1):
        texts = {**header.texts, **frame} if frame else header.texts
        try:
            image = _slice(source, header, form, texts, key=SliceKey(uid, number), worker=worker)
            image = image if file is None else replace(image, file=file)
        except GeometryError as e:
            where = f"in frame {number} " if len(header.frames) > 1 else ""
            raise GeometryError(f"{where}{e}") from e
        slices.append(FoundSlice(image=image, facts=facts))
    return DicomFile(source=source, slices=tuple(slices))


def header_of(source: ByteSource, head: bytes, worker: "DecodeWorker | None") -> Header:
    """Header of a file, by the fast reader if that is sure of it, else by the full one.

    Raises
    ------
    UnreadableError
        If neither can read it.
    """
    header = scan(source, head)
    return header if header is not None else read_header(source, chosen_worker(worker))


def dicomdir_references(source: ByteSource, worker: "DecodeWorker | None") -> tuple[tuple[str, ...], ...]:
    """File references of a DICOMDIR, each as its components; not yet checked.

    Raises
    ------
    UnreadableError
        If it cannot be parsed.
    """
    return read_header(source, chosen_worker(worker)).references


def is_dicomdir(head: bytes) -> bool:
    """Whether a file's first bytes say that it is a DICOMDIR."""
    return head[128:132] == b"DICM" and DICOMDIR_CLASS.encode() in head[132:512]


def _check_is_image(header: Header) -> None:
    sop_class = header.get("SOPClassUID") or header.get("MediaStorageSOPClassUID")
    kind = object_that_is_no_image(sop_class)
    if kind:
        raise NotAnImageError(f"it is {kind} and holds no image to measure on.")
    if header.has_pixels:
        return
    if header.numbers.get("Rows") or is_storage_class(sop_class):
        raise UnreadableError("it ends before its pixel data; copy it again from its source.")
    raise NotAnImageError("it is a DICOM file without an image.")


def _series_facts(header: Header) -> SeriesFacts:
    texts = header.texts
    return SeriesFacts(
        identity=identity_of(texts),
        series_uid=group_uid(header, "SeriesInstanceUID"),
        series_number=integer(header.get("SeriesNumber")),
        description=printable(header.get("SeriesDescription") or header.get("ProtocolName")),
        modality=printable(header.get("Modality")),
        transfer_syntax=printable(header.get("TransferSyntaxUID")),
        frame_of_reference_uid=group_uid(header, "FrameOfReferenceUID"),
    )


def _slice(
    source: ByteSource,
    header: Header,
    form: PixelFormat,
    texts: Mapping[str, str],
    *,
    key: SliceKey,
    worker: "DecodeWorker | None",
) -> Slice:
    acquisition = acquisition_of(texts)
    return Slice(
        key=key,
        file=source.name,
        rows=form.rows,
        columns=form.columns,
        geometry=geometry_of(texts),
        mapping=mapping_of(texts, header, form),
        reader=frame_reader(source, header, form, frame=key.frame, worker=worker),
        window=window_of(texts) if form.samples == 1 else None,
        acquisition=acquisition if form.samples == 1 else _of_colour(acquisition),
        stored_range=form.stored_range if form.samples == 1 else (0, 255),
    )


def _of_colour(acquisition: Acquisition) -> Acquisition:
    """Mark a colour picture as what it is, however its header calls it: secondary, no signal of the scanner."""
    missing = tuple(word for word in ("DERIVED", "SECONDARY") if word not in acquisition.image_type)
    return replace(acquisition, image_type=(*acquisition.image_type, *missing))
