"""What a project file holds, in terms of fingerprints: never an identifier, a name or a place of the input."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from viewer.core.document import Document
from viewer.core.fingerprints import as_fingerprint
from viewer.core.geometry import Orientation, Spacing, Vector
from viewer.core.grey import Window
from viewer.core.outline import Side, Structure
from viewer.core.series import SliceKey
from viewer.measure.measurement import Interval, MethodUsed


def as_fingerprint_key(key: SliceKey) -> SliceKey:
    """Key of a slice with a fingerprint in place of its identifier."""
    return SliceKey(as_fingerprint(key.uid), key.frame)


@dataclass(frozen=True, slots=True)
class ProjectView:
    """What was shown when the project was saved.

    Parameters
    ----------
    series
        Fingerprint of the shown series, or None.
    block
        Which of the blocks of that series, from 1.
    slice_key
        The shown slice, by fingerprint, or None.
    windows
        (Series fingerprint, window) of the series whose window was changed.
    is_smooth
        Whether pixels are interpolated when enlarged.
    """

    series: str | None = None
    block: int = 1
    slice_key: SliceKey | None = None
    windows: tuple[tuple[str, Window], ...] = ()
    is_smooth: bool = True


@dataclass(frozen=True, slots=True)
class StoredRow:
    """Numbers of one outline as they were shown when the project was saved; None where there was none.

    `slice_key` is by fingerprint; `outline` counts as in `viewer.measure.measurement.MeasurementRow`. What stands
    after `flags` is not in the files of older programs: the disc level, the pixel spacing that was used, and the 95 %
    intervals.
    """

    slice_key: SliceKey
    structure: Structure
    outline: int
    side: Side
    area_px: float
    area_mm2: float | None = None
    fat_fraction_percent: float | None = None
    fat_to_muscle_ratio: float | None = None
    flags: tuple[str, ...] = ()
    level: str | None = None
    spacing: Spacing | None = None
    fat_fraction_interval_percent: Interval | None = None
    fat_to_muscle_ratio_interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class StoredMeasurement:
    """The measurement as it was shown when the project was saved."""

    method: MethodUsed
    rows: tuple[StoredRow, ...]


@dataclass(frozen=True, slots=True)
class PlaceHint:
    """Where the images lay, seen from the project's folder: `up` folders up, then `down` folders down."""

    up: int
    down: int


@dataclass(frozen=True, slots=True)
class ImagePrint:
    """What an outlined image was when the project was saved; see `viewer.io.project.prints`.

    Parameters
    ----------
    slice_key
        By fingerprint.
    pixels
        SHA-256 of its stored pixels, 64 hexadecimal digits.
    rows, columns
        Size of the stored array.
    spacing, orientation, position_mm
        As its header told them, None where it did not.
    """

    slice_key: SliceKey
    pixels: str
    rows: int
    columns: int
    spacing: Spacing | None = None
    orientation: Orientation | None = None
    position_mm: Vector | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Fields that a later program of the same schema wrote and this one does not know; kept on saving.

    Parameters
    ----------
    fields
        Unknown fields of an object, as JSON values.
    within
        Unknown fields further down, by the name of the field.
    elements
        Of a list: (canonical JSON of a known element, its unknown fields).
    """

    fields: Mapping[str, object] = field(default_factory=dict)
    within: Mapping[str, "Unknown"] = field(default_factory=dict)
    elements: tuple[tuple[bytes, "Unknown"], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.fields or self.within or self.elements)

    def texts(self) -> Iterator[str]:
        """Every name and value in them, as text."""
        waiting: list[object] = [self.fields]
        while waiting:
            value = waiting.pop()
            if isinstance(value, Mapping):
                waiting += [*value, *value.values()]
            elif isinstance(value, list | tuple):
                waiting += value
            elif value is not None:
                yield str(value)
        for inner in (*self.within.values(), *(found for _, found in self.elements)):
            yield from inner.texts()


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A project as it is in its file.

    Parameters
    ----------
    document
        With fingerprints in place of all identifiers of slices and series.
    series_of
        (Slice, series fingerprint) of the slices whose series is known.
    view
        What was shown.
    measurement
        Numbers as they were shown, or None.
    place
        Where the images lay, or None when on another drive.
    images
        What the outlined images were; none in projects of older programs.
    unknown
        Fields of a later program.
    program_version
        Version of the program that wrote it.
    warnings
        Sentences for the user about the reading of it; none names the file.
    is_read_only
        Whether a newer program wrote it, so that saving over it would lose something.
    is_by_old_default
        Whether nobody chose its method: it was the default when the project was saved, and is not any more.
    stored_digest
        SHA-256 of the bytes it was read from or last written as, 64 hexadecimal digits, '' before either. It is not
        part of what the project says: not written, not compared.
    """

    document: Document
    series_of: tuple[tuple[SliceKey, str], ...] = ()
    view: ProjectView = ProjectView()
    measurement: StoredMeasurement | None = None
    place: PlaceHint | None = None
    images: tuple[ImagePrint, ...] = ()
    unknown: Unknown = field(default_factory=Unknown)
    program_version: str = ""
    warnings: tuple[str, ...] = ()
    is_read_only: bool = False
    is_by_old_default: bool = False
    stored_digest: str = field(default="", compare=False)

    @property
    def outlined_slices(self) -> frozenset[SliceKey]:
        """Slices that anything was drawn on in the reading being worked on, by fingerprint."""
        document = self.document
        keys = [outline.slice_key for outline in document.outlines]
        keys += [midline.slice_key for midline in document.midlines]
        keys += [crop.slice_key for crop in document.crops]
        return frozenset(keys)

    @property
    def wanted(self) -> tuple[frozenset[str], frozenset[str]]:
        """Fingerprints of (slices, series) by which its images are recognised."""
        others = (outline.slice_key.uid for layer in self.document.layers for outline in layer.outlines)
        typed = (level.slice_key.uid for level in self.document.levels)
        slices = {*(key.uid for key in self.outlined_slices), *others, *typed}
        if not slices and self.view.slice_key is not None:
            slices = {self.view.slice_key.uid}
        series = {uid for _, uid in self.series_of}
        if self.view.series is not None:
            series.add(self.view.series)
        if self.document.pairing is not None:
            series |= {self.document.pairing.before.series_uid, self.document.pairing.after.series_uid}
        return frozenset(slices), frozenset(series)
