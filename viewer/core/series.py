"""Studies as the program sees them: frozen series of slices whose pixels are read when first asked for."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import EdgeLetters, Plane, PlaneGeometry
from viewer.core.grey import ValueMapping, Window
from viewer.errors import plain


@dataclass(frozen=True, slots=True, order=True)
class SliceKey:
    """What an outline is tied to.

    Parameters
    ----------
    uid
        SOP Instance UID in DICOM, 'sha256:…' of the file's content elsewhere.
    frame
        Frame number from 1 (DICOM), slice index k + 1 (NIfTI), 1 (pictures).
    """

    uid: str
    frame: int = 1


class PixelReader(Protocol):
    """Whatever can fetch the stored pixels of one slice."""

    def read(self) -> NDArray[np.generic]:
        """Stored pixels, shape (rows, columns), read-only.

        Raises
        ------
        UnreadableError
            If the pixels cannot be read or decoded.
        """
        ...


@dataclass(frozen=True, slots=True)
class Acquisition:
    """What the header tells of how a slice was made; None or empty where it does not tell.

    Times in ms, thickness in mm. `level` is a disc level such as 'L4/5' if the header codes one. `laterality` and
    `patient_orientation` (letters of row and column) are only looked at to tell where they contradict the geometry.
    `is_captured` tells of what was captured from a screen, scanned or converted (Secondary Capture).
    """

    image_type: tuple[str, ...] = ()
    scanning_sequence: tuple[str, ...] = ()
    sequence_variant: tuple[str, ...] = ()
    scan_options: tuple[str, ...] = ()
    sequence_name: str = ""
    repetition_time_ms: float | None = None
    echo_time_ms: float | None = None
    inversion_time_ms: float | None = None
    diffusion_b_value: float | None = None
    contrast_agent: str = ""
    slice_thickness_mm: float | None = None
    is_lossy: bool = False
    has_burned_in_text: bool | None = None
    is_captured: bool = False
    laterality: str = ""
    patient_orientation: str = ""
    level: str | None = None

    @property
    def may_hold_burned_in_text(self) -> bool:
        """Whether a person must look at the pixels before they leave the program.

        The header says that text is burned in, or the image is a picture or a secondary capture that does not say.
        """
        if self.has_burned_in_text is not None:
            return self.has_burned_in_text
        return self.is_captured or "SECONDARY" in {part.strip().upper() for part in self.image_type}


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose study this is. For the screen of the person who opened it; no written file may hold any of it."""

    patient_name: str = ""
    patient_id: str = ""
    patient_birth_date: str = ""
    study_date: str = ""
    study_uid: str = ""


@dataclass(frozen=True, slots=True)
class Slice:
    """One image: geometry, how its numbers are to be read, where they come from.

    Parameters
    ----------
    key
        Identifier an outline is tied to.
    file
        Path of the source as it was opened; members of an archive as 'archive.zip/member'.
    rows, columns
        Size of the stored array.
    geometry
        Orientation, spacing and position as far as known.
    mapping
        Stored numbers → values.
    reader
        Fetches the stored pixels.
    window
        Display window the file asks for, or None.
    acquisition
        Facts of the header about how it was made.
    stored_range
        Smallest and largest number the stored format can hold (from Bits Stored), or None for floats.
    """

    key: SliceKey
    file: str
    rows: int
    columns: int
    geometry: PlaneGeometry
    mapping: ValueMapping
    reader: PixelReader = field(repr=False, compare=False)
    window: Window | None = None
    acquisition: Acquisition = Acquisition()
    stored_range: tuple[int, int] | None = None

    @property
    def edges(self) -> EdgeLetters | None:
        """Patient letters of the stored array's edges, None without orientation."""
        return None if self.geometry.orientation is None else self.geometry.orientation.edges

    @property
    def step(self) -> float:
        """Distance of neighbouring values after rescale, 0 where any value can occur."""
        is_whole = self.stored_range is not None and self.mapping.table is None
        return abs(self.mapping.slope) if is_whole else 0.0

    def stored(self) -> NDArray[np.generic]:
        """Stored pixels, shape (rows, columns), read-only.

        Raises
        ------
        UnreadableError
            If the pixels cannot be read or decoded.
        """
        return self.reader.read()

    def values(self) -> NDArray[np.float64]:
        """Values after rescale, shape (rows, columns), NaN where padding.

        Raises
        ------
        UnreadableError
            If the pixels cannot be read or decoded.
        """
        return self.mapping.to_values(self.stored())


@dataclass(frozen=True, slots=True)
class Series:
    """One block: slices of one series that share orientation, size and spacing, sorted by position.

    A DICOM series that mixes orientations, sizes or spacings becomes several blocks with one `series_uid`.

    Parameters
    ----------
    number
        Number of the listed block, from 1.
    series_uid
        Series Instance UID in DICOM, content hash elsewhere.
    series_number
        Series Number of the header, or None.
    transfer_syntax
        UID of the pixel encoding (of the first slice), '' where not DICOM.
    slices
        At least one; ascending along LPS z (axial), x (sagittal), y (coronal), the axis nearest to the
        normal when oblique; ties by SOP Instance UID, then frame; NIfTI in its own order.
    source_kind
        'dicom', 'nifti' or 'picture'.
    warnings
        Sentences about this block alone, for the user; none quotes patient data.
    """

    number: int
    series_uid: str
    series_number: int | None
    description: str
    modality: str
    transfer_syntax: str
    slices: tuple[Slice, ...]
    identity: Identity = field(default=Identity(), repr=False)
    frame_of_reference_uid: str = ""
    source_kind: str = "dicom"
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.slices:
            raise ValueError("a series has at least one slice")

    @property
    def plane(self) -> Plane:
        """Plane of the block's slices."""
        return self.slices[0].geometry.plane


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was found and not opened, and why, in one sentence; both without characters that steer a screen."""

    file: str
    reason: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "file", plain(self.file))
        object.__setattr__(self, "reason", plain(self.reason))


@dataclass(frozen=True, slots=True)
class Study:
    """All that one opening found: blocks of every patient and study in it, never merged.

    Parameters
    ----------
    series
        Blocks, numbered from 1, grouped by patient, then study, then series.
    skipped
        Files that could not be opened.
    warnings
        Sentences about the whole of it, for the user; what concerns one block stands with that block.
    """

    series: tuple[Series, ...]
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def may_hold_burned_in_text(self) -> bool:
        """Whether the pixels of any image may hold text; see `Acquisition.may_hold_burned_in_text`."""
        return any(image.acquisition.may_hold_burned_in_text for series in self.series for image in series.slices)
