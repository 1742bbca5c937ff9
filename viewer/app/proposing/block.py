"""A block of slices as it was when the user asked, with what can be read of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from viewer.app.display.pixels import LoadedSlice, load_slice
from viewer.app.snapshot import Snapshot
from viewer.core.document import Document
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Outline
from viewer.core.series import Series, Slice, SliceKey
from viewer.proposals.propagation.placing import Sheet


@dataclass(slots=True, eq=False)
class Block:
    """Slices of one block, read when first needed; for one task and its thread.

    Parameters
    ----------
    series
        The block.
    document
        What the user made, and stated about images without orientation or spacing.
    loaded
        Slices that were read already.
    unread
        Numbers of the slices that could not be read, from 1, grown while the task runs.
    """

    series: Series
    document: Document
    loaded: dict[SliceKey, LoadedSlice] = field(default_factory=dict)
    unread: set[int] = field(default_factory=set)
    _sheets: dict[int, Sheet] = field(default_factory=dict)

    @classmethod
    def on_screen(cls, now: Snapshot) -> "Block | None":
        """The block on the screen, or None."""
        if now.series is None:
            return None
        loaded = {} if now.loaded is None or not now.is_loaded else {now.loaded.key: now.loaded}
        return cls(now.series, now.document, loaded)

    def image(self, number: int) -> Slice:
        """Slice by its number from 1, its geometry's gaps filled by what was stated."""
        statement = self.document.statement_for(self.series.series_uid)
        return statement.shown_on(self.series.slices[number - 1])

    def geometry(self, number: int) -> PlaneGeometry:
        """Where a slice lies, by its number, as far as known."""
        return self.image(number).geometry

    def key(self, number: int) -> SliceKey:
        """Key of a slice by its number."""
        return self.series.slices[number - 1].key

    def outlines(self, number: int) -> tuple[Outline, ...]:
        """Outlines of a slice by its number."""
        return self.document.on_slice(self.key(number))

    def sheet(self, number: int) -> Sheet:
        """Slice for carrying outlines over it, read now if it was not; without values where it cannot be read."""
        if number not in self._sheets:
            image = self.image(number)
            loaded = self.loaded.get(image.key) or load_slice(self.series.slices[number - 1])
            if loaded.error is not None:
                self.unread.add(number)
                self._sheets[number] = Sheet.of(image)
            else:
                values = self.document.kept_values(image, image.mapping.to_values(loaded.stored))
                self._sheets[number] = Sheet.of(image, values)
        return self._sheets[number]


def listed(names: Sequence[object]) -> str:
    """Names in a row: 'a', 'a and b', 'a, b and c'."""
    words = [str(name) for name in names]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def unread_said(blocks: Sequence[Block]) -> str:
    """What could not be read, as a sentence, or ''; series are named where there are several blocks."""
    named = [(block.series.number, sorted(block.unread)) for block in blocks if block.unread]
    if not named:
        return ""
    words = [slices_said(found) + (f" of series {series}" if len(blocks) > 1 else "") for series, found in named]
    is_one = sum(len(found) for _, found in named) == 1
    said = listed(words)
    return f"{said[0].upper()}{said[1:]} cannot be read and {'was' if is_one else 'were'} left out."


def slices_said(numbers: Sequence[int]) -> str:
    """Slice numbers as sentences name them: 'slice 3', 'slices 3, 4 and 7'."""
    return f"slice{'s' if len(numbers) != 1 else ''} {listed(sorted(numbers))}"
