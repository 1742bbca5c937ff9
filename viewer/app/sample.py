"""The sample study for the window: where it lies, and its true outlines for a demonstration."""

from pathlib import Path

from viewer.core.document import Document
from viewer.core.outline import Structure
from viewer.core.series import Slice
from viewer.io.sample import TrueOutline, read_truth, sample_folder


def sample_paths() -> list[Path]:
    """What to open.

    Raises
    ------
    UnreadableError
        If the sample study is missing from this installation.
    """
    return [sample_folder()]


def true_outlines(image: Slice) -> tuple[TrueOutline, ...]:
    """Outlines of both multifidi on a slice of the sample study, with the fat fraction they really hold."""
    return tuple(
        entry
        for entry in read_truth(sample_folder())
        if entry.outline.slice_key == image.key and entry.outline.structure is Structure.MULTIFIDUS
    )


def sample_document(image: Slice) -> Document:
    """Document with both multifidi of a slice of the sample study outlined."""
    return Document(outlines=tuple(entry.outline for entry in true_outlines(image)))
