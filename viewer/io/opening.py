"""Paths → a `Study`: tells what each file is by its content, and opens what can be opened.

No file harms another: what cannot be read is listed with the reason and the rest opens.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from viewer.core.series import Series, Skipped, Study
from viewer.errors import NotAnImageError, RefusedError, UnreadableError, ViewerError, plain
from viewer.io.dicom.fast_header import WINDOW_BYTES
from viewer.io.dicom.grouping import group, warnings_about
from viewer.io.dicom.native_frames import chosen_worker
from viewer.io.dicom.reading import DicomFile, dicomdir_references, is_dicomdir, looks_like_dicom, read_dicom
from viewer.io.fingerprints import content_hash
from viewer.io.listing import list_files, referenced_files
from viewer.io.sources import ByteSource, LocalFile

if TYPE_CHECKING:
    from viewer.io.decode_worker.client import DecodeWorker

_PICTURE_MAGICS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_NIFTI_1, _NIFTI_2 = (b"n+1\0", b"ni1\0"), (b"n+2\0", b"ni2\0")
_GZIP_WINDOW = 16 + zlib.MAX_WBITS

PeekedKind = Literal["dicom", "nifti", "picture"]


def open_study(
    paths: Sequence[Path],
    *,
    password: str | None = None,
    worker: "DecodeWorker | None" = None,
    progress: Callable[[int, int], None] | None = None,
) -> Study:
    """Everything that can be opened at some paths; pixels are fetched when they are first asked for.

    Only what cannot be proven whole by its header is decoded once here, in the worker, and its pixels are
    dropped: pictures and compressed NIfTI files, of which a damaged one must be told at once.

    Parameters
    ----------
    paths
        Files and folders (with all below them): DICOM, also without preamble or gzipped, DICOMDIR, zip, NIfTI,
        PNG, JPEG, TIFF. The content decides, not the extension.
    password
        For encrypted zip archives.
    worker
        Where foreign bytes are parsed and decoded; None for the program's own worker.
    progress
        Called with the number of files looked at and their total, which grows while folders are listed, and by the
        members of a zip when it is entered. Whatever it raises ends the opening and comes out unchanged, unless it
        is a `ViewerError`.

    Returns
    -------
    Study
        DICOM blocks first, then NIfTI and pictures in the order of their names; numbered from 1.

    Raises
    ------
    UnreadableError
        If nothing can be read.
    GeometryError
        If nothing is left because what there is was refused for its geometry.
    """
    opening = _Opening(password=password, worker=worker, progress=progress)
    listing = list_files(paths, on_found=None if progress is None else lambda found: progress(0, found))
    opening.skipped.extend(listing.skipped)
    named = set(paths)
    opening.total = len(listing.files)
    for file in listing.files:
        opening.take(file, is_named=file.path in named)
    return opening.study(paths)


@dataclass(frozen=True, slots=True)
class _Failure:
    """A file that could not be opened and the error that says why."""

    file: str
    error: ViewerError

    @property
    def reason(self) -> str:
        """Why, without the file's name in front."""
        return str(self.error).removeprefix(plain(self.file)).removeprefix(":").strip()

    def named_error(self) -> ViewerError:
        """Return the same error with the file's name in its message."""
        text = str(self.error)
        return self.error if plain(self.file) in text else type(self.error)(f"{self.file}: {text}")


class _Opening:
    """What one opening has found so far."""

    def __init__(
        self,
        *,
        password: str | None,
        worker: "DecodeWorker | None",
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self.skipped: list[Skipped] = []
        self.total = 0
        self._done = 0
        self._password = password
        self._worker = worker
        self._progress = progress
        self._dicom: list[DicomFile] = []
        self._others: dict[str, Series] = {}
        self._failures: list[_Failure] = []

    def take(self, source: ByteSource, *, is_named: bool = False) -> None:
        """Open one file, or note why it cannot be opened."""
        try:
            self._open(source, is_named=is_named)
        except ViewerError as e:
            # Not with where it came from: that holds on to what was read of each of 20,000 files.
            e.__cause__ = e.__context__ = None
            self._failures.append(_Failure(source.name, e.with_traceback(None)))
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self.total)

    def study(self, paths: Sequence[Path]) -> Study:
        """Return the result.

        Raises
        ------
        ViewerError
            If there is nothing to show.
        """
        blocks = group(found for file in self._without_repeated() for found in file.slices)
        others = [
            replace(series, number=number) for number, series in enumerate(self._others.values(), start=len(blocks) + 1)
        ]
        if not blocks and not others:
            raise self._why_nothing(paths)
        self.skipped.extend(Skipped(failure.file, failure.reason) for failure in self._failures)
        return Study(
            series=(*blocks, *others),
            skipped=tuple(sorted(self.skipped, key=lambda skipped: skipped.file)),
            warnings=warnings_about(blocks),
        )

    def _open(self, source: ByteSource, *, is_named: bool) -> None:
        head = source.read(0, WINDOW_BYTES)
        kind = marked_kind(head)
        if kind == "dicom":
            self._open_dicom(source, head, is_named=is_named)
        elif kind is not None:
            self._open_other(source, kind)
        else:
            self._open_unmarked(source, head)

    def _open_unmarked(self, source: ByteSource, head: bytes) -> None:
        """Open an archive, or what may be an image without the mark of its kind."""
        from viewer.io.archive import kind_of, refusal, zip_members

        archive = kind_of(head, source.name)
        if archive == "zip":
            self._take_all(list(zip_members(source, password=self._password)))
        elif archive == "gzip":
            self._open_gzip(source, head)
        elif archive is not None:
            raise refusal(archive, source.name)
        elif looks_like_dicom(head):
            self._dicom.append(read_dicom(source, head, self._worker))
        else:
            raise NotAnImageError(
                "it is empty; copy it again from its source."
                if source.size == 0
                else "it is not an image; DICOM, NIfTI, PNG, JPEG, TIFF and zip can be opened."
            )

    def _open_dicom(self, source: ByteSource, head: bytes, *, is_named: bool) -> None:
        if not is_dicomdir(head):
            self._dicom.append(read_dicom(source, head, self._worker))
        elif is_named and isinstance(source, LocalFile):
            listing = referenced_files(source.path, dicomdir_references(source, self._worker))
            self.skipped.extend(listing.skipped)
            self._take_all(listing.files)
        else:
            raise NotAnImageError("it is a DICOMDIR, the index of a disc; the files themselves were looked at.")

    def _take_all(self, sources: Sequence[ByteSource]) -> None:
        """Open what one file leads to."""
        self.total += len(sources)
        for source in sources:
            self.take(source)

    def _open_gzip(self, source: ByteSource, head: bytes) -> None:
        """Open a gzip file by the first bytes of what is in it."""
        kind = marked_kind(_first_inflated(head))
        if kind == "nifti":
            self._open_other(source, kind)
            return
        from viewer.io.archive import gunzipped

        inner = gunzipped(source)
        head = inner.read(0, WINDOW_BYTES)
        if not looks_like_dicom(head) or is_dicomdir(head):
            raise NotAnImageError("it is a gzip file without a DICOM or NIfTI image in it; unpack it first.")
        self._dicom.append(read_dicom(inner, head, self._worker, file=source.name))

    def _open_other(self, source: ByteSource, kind: PeekedKind) -> None:
        """Open a NIfTI file or a picture."""
        worker = chosen_worker(self._worker)
        if kind == "nifti":
            from viewer.io.nifti import open_nifti

            series = open_nifti(source, worker, number=1)
        else:
            from viewer.io.picture import open_picture

            series = open_picture(source, worker, number=1)
        # An outline is tied to the content, so a copy of it may not be a second image.
        first = self._others.setdefault(series.series_uid, series)
        if first is not series:
            self.skipped.append(Skipped(source.name, f"it is a copy of {first.slices[0].file}."))

    def _without_repeated(self) -> list[DicomFile]:
        """Files with a SOP Instance UID of their own; of several with one UID, the first by name.

        An outline is tied to that UID, so it may not mean two images.
        """
        kept: dict[str, DicomFile] = {}
        for file in sorted(self._dicom, key=lambda file: file.file):
            first = kept.setdefault(file.uid, file)
            if first is not file:
                self.skipped.append(Skipped(file.file, _why_repeated(file, first)))
        return list(kept.values())

    def _why_nothing(self, paths: Sequence[Path]) -> ViewerError:
        """Return the error for an opening that found no image."""
        images = [failure for failure in self._failures if not isinstance(failure.error, NotAnImageError)]
        refused = [failure for failure in images if isinstance(failure.error, RefusedError)]
        telling = (refused if len(refused) == len(images) else images) or self._failures
        if len(self._failures) == 1 or (telling and telling == refused):
            return telling[0].named_error()
        where = ", ".join(str(path) for path in paths[:3])
        reasons = [*(Skipped(failure.file, failure.reason) for failure in telling), *self.skipped]
        if not reasons:
            return UnreadableError(f"{where} holds no files; choose a folder with images.")
        first = reasons[0]
        if len(reasons) == 1:
            return UnreadableError(f"{first.file}: {first.reason}")
        count = len(self._failures) + len(self.skipped)
        return UnreadableError(
            f"None of the {count} files in {where} could be opened as an image; {first.file}: {first.reason}"
        )


def marked_kind(head: bytes) -> PeekedKind | None:
    """What a file is by an unmistakable mark in its first bytes."""
    if head[128:132] == b"DICM":
        return "dicom"
    if head.startswith(_PICTURE_MAGICS):
        return "picture"
    if head[344:348] in _NIFTI_1 or head[4:8] in _NIFTI_2:
        return "nifti"
    return None


def _first_inflated(head: bytes) -> bytes:
    """Return the first bytes of what a gzip file holds; none if it is damaged."""
    try:
        return zlib.decompressobj(_GZIP_WINDOW).decompress(head, 1024)
    except zlib.error:
        return b""


def _why_repeated(file: DicomFile, first: DicomFile) -> str:
    """Say how a file with a known SOP Instance UID relates to the one that was kept."""
    try:
        is_copy = file.source.size == first.source.size and content_hash(file.source) == content_hash(first.source)
    except UnreadableError:
        is_copy = False
    if is_copy:
        return f"it is a copy of {first.file}."
    return (
        f"it has the SOP Instance UID of {first.file} but other content, so that outlines could not tell them apart; "
        "open it by itself."
    )
