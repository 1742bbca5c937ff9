"""The document: everything a user can make, change and undo.

An edit returns a new document; undo is a list of documents. What is being drawn is not in here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from viewer.core.annotations.layers import Layer, ReadingCodes
from viewer.core.annotations.levels import SliceLevel, TypedLevels, VertebraMark
from viewer.core.annotations.marks import Crop, Midline
from viewer.core.annotations.statement import Statement
from viewer.core.outline import Outline, OutlineRule
from viewer.core.series import Slice, SliceKey

if TYPE_CHECKING:  # most documents have neither, and the first image need not wait for them
    from viewer.core.annotations.pairing import Pairing
    from viewer.core.figures.spec import FigureSpec

__all__ = ["Crop", "Document", "Layer", "Midline", "ReadingCodes", "ScaleOf", "SliceLevel", "Statement", "VertebraMark"]


_TYPED = TypedLevels()


class ScaleOf(StrEnum):
    """What shares one scale from muscle to fat."""

    SLICE = "slice"
    SERIES = "series"


@dataclass(frozen=True, slots=True)
class Document:
    """Everything about a study that the user makes and can undo.

    Parameters
    ----------
    outlines
        Of the reading that is being worked on, in the order they were made; an outline's number in tables counts per
        slice and structure.
    statement
        What the user stated about every image without orientation or spacing.
    statements
        (Series Instance UID, what was stated about this series), where that differs from `statement`; it fills only
        gaps (see `statement_on`).
    midlines
        Midlines that the user placed, at most one per slice.
    crops
        Parts of pictures that are kept, at most one per picture.
    method
        Name of the measuring method, None for the default of this program.
    method_version
        Version of that method where it is another one than this program has: its numbers are kept as they were
        stored, until the user chooses a method. None otherwise.
    threshold
        Threshold in values after rescale for a method that needs one.
    scale_of
        Whether every slice has a scale of its own, or all outlined slices of a series share one, so that levels can
        be compared; only for a method that finds its scale.
    codes
        Study, reader and reading of the reading that is being worked on.
    layer
        Name of that reading, '' for the first.
    layers
        The other readings. What tools, measuring, tables and figures see are `outlines`, never these.
    levels
        Levels that the user typed, at most one per slice.
    vertebrae
        Vertebrae that were named at places in the patient.
    outline_rule
        Which border new outlines follow.
    figures
        Recipes of the figures that were made, in the order they were made.
    pairing
        Which two blocks are compared as before and after, None for none.
    """

    outlines: tuple[Outline, ...] = ()
    statement: Statement = Statement()  # noqa: RUF009 - frozen
    statements: tuple[tuple[str, Statement], ...] = ()
    midlines: tuple[Midline, ...] = ()
    crops: tuple[Crop, ...] = ()
    method: str | None = None
    method_version: str | None = None
    threshold: float | None = None
    scale_of: ScaleOf = ScaleOf.SLICE
    codes: ReadingCodes = ReadingCodes()  # noqa: RUF009 - frozen
    layer: str = ""
    layers: tuple[Layer, ...] = ()
    levels: tuple[SliceLevel, ...] = ()
    vertebrae: tuple[VertebraMark, ...] = ()
    outline_rule: OutlineRule = OutlineRule.FASCIAL
    figures: tuple["FigureSpec", ...] = ()
    pairing: "Pairing | None" = None

    def with_method(self, method: str | None, *, threshold: float | None = None) -> "Document":
        """Return a document that is measured by another method, or by the present version of its own.

        Parameters
        ----------
        method
            Its name, None for the default.
        threshold
            Threshold in values after rescale, for a method that needs one.
        """
        return replace(self, method=method, method_version=None, threshold=threshold)

    def with_outlines(self, outlines: Iterable[Outline]) -> "Document":
        """Return a document with these outlines added."""
        return replace(self, outlines=(*self.outlines, *outlines))

    def with_outline_at(self, index: int, outline: Outline) -> "Document":
        """Return a document with the outline at this place exchanged."""
        return replace(self, outlines=(*self.outlines[:index], outline, *self.outlines[index + 1 :]))

    def without_outline_at(self, index: int) -> "Document":
        """Return a document without the outline at this place."""
        return replace(self, outlines=(*self.outlines[:index], *self.outlines[index + 1 :]))

    def on_slice(self, key: SliceKey) -> tuple[Outline, ...]:
        """Outlines of one slice, in the order they were made."""
        return tuple(outline for outline in self.outlines if outline.slice_key == key)

    def numbered_on_slice(self, key: SliceKey) -> tuple[tuple[int, Outline], ...]:
        """Outlines of one slice, each with its place in `outlines`."""
        return tuple((index, outline) for index, outline in enumerate(self.outlines) if outline.slice_key == key)

    def statement_for(self, series_uid: str) -> Statement:
        """What was stated about one series."""
        return dict(self.statements).get(series_uid, self.statement)

    def statement_on(self, image: Slice, *, series_uid: str) -> Statement:
        """What was stated about one slice: of a statement about its series, what its header is silent about.

        A series may be split into blocks of which one tells what another does not, so that what was stated because
        of the one contradicts nothing on the other. A statement about every image stays whole, to be refused.

        Parameters
        ----------
        image
            The slice, as it was opened.
        series_uid
            Identifier of its series.
        """
        of_series = dict(self.statements).get(series_uid)
        return self.statement if of_series is None else of_series.for_gaps_of(image.geometry)

    def with_statement(self, series_uid: str, statement: Statement) -> "Document":
        """Return a document with another statement about one series."""
        others = tuple((uid, said) for uid, said in self.statements if uid != series_uid)
        return replace(self, statements=(*others, (series_uid, statement)))

    def midline_on(self, key: SliceKey) -> Midline | None:
        """Midline that the user placed on a slice, or None."""
        return next((midline for midline in self.midlines if midline.slice_key == key), None)

    def with_midline(self, midline: Midline) -> "Document":
        """Return a document with this midline on its slice, instead of any other there."""
        others = tuple(other for other in self.midlines if other.slice_key != midline.slice_key)
        return replace(self, midlines=(*others, midline))

    def crop_of(self, key: SliceKey) -> Crop | None:
        """Part of a picture that is kept, or None for all of it."""
        return next((crop for crop in self.crops if crop.slice_key == key), None)

    def kept_values(self, image: Slice, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of a picture with NaN outside its crop: what is cropped away counts as missing.

        Parameters
        ----------
        image
            The picture.
        values
            Shape (rows, columns), values after rescale of the whole picture; never changed.

        Returns
        -------
        ndarray
            Shape (rows, columns): a copy where there is a crop, else the same array.
        """
        crop = self.crop_of(image.key)
        if crop is None:
            return values
        kept = np.full_like(values, np.nan)
        part = crop.keeps(rows=values.shape[0], columns=values.shape[1])
        kept[part] = values[part]
        return kept

    def with_crop(self, crop: Crop) -> "Document":
        """Return a document with this crop of its picture, instead of any other of it."""
        others = tuple(other for other in self.crops if other.slice_key != crop.slice_key)
        return replace(self, crops=(*others, crop))

    def with_figure_at(self, index: int, figure: "FigureSpec") -> "Document":
        """Return a document with the figure at this place exchanged; one behind the last adds it."""
        return replace(self, figures=(*self.figures[:index], figure, *self.figures[index + 1 :]))

    def without_figure_at(self, index: int) -> "Document":
        """Return a document without the figure at this place."""
        return replace(self, figures=(*self.figures[:index], *self.figures[index + 1 :]))

    def typed_level(self, key: SliceKey) -> str | None:
        """Level that the user typed for a slice, or None."""
        return _TYPED.of(self.levels, key)

    def with_typed_level(self, key: SliceKey, level: str | None) -> "Document":
        """Return a document with this level on a slice, or without any that was typed there."""
        others = tuple(typed for typed in self.levels if typed.slice_key != key)
        return replace(self, levels=others if level is None else (*others, SliceLevel(key, level)))
