"""Arrangements of panels: what is offered, and the recipe that comes of it. Pure: recipes in, recipes out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from viewer.core.annotations.levels import settled_level
from viewer.core.annotations.pairing import block_of, link_slices, partner_before
from viewer.core.document import Document
from viewer.core.figures.marks import PAGE, Arrow, Bracket, Ellipse, FigureMark, Note
from viewer.core.figures.panels import Panel, Part
from viewer.core.figures.spec import Arrangement, FigureSpec
from viewer.core.fingerprints import as_fingerprint
from viewer.core.outline import Structure
from viewer.core.series import Series, Slice, SliceKey, Study
from viewer.errors import UsageError
from viewer.figure.page import Page

Choice = Literal["single", "numbers", "mirrored", "dates", "twin", "levels"]
"""What is offered; 'numbers' is a single panel with the table under it."""

MOST_LEVELS = 6
"""Most panels that a row of levels begins with."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An arrangement that is offered: its name, what it is called, and what it shows."""

    choice: Choice
    text: str
    explanation: str


OFFERS: tuple[Offer, ...] = (
    Offer("single", "Single", "One slice."),
    Offer("numbers", "With numbers", "One slice, its numbers in a table under it."),
    Offer("mirrored", "Right and left", "The right half beside the left half mirrored: like beside like."),
    Offer("dates", "Two times", "The same place before and after."),
    Offer("twin", "Plain twin", "The slice as it is, beside the same with its outlines."),
    Offer("levels", "Levels", "One outlined slice of each level of this block, from head to foot."),
)
"""Every arrangement, the plainest first."""


def choice_of(spec: FigureSpec) -> Choice:
    """Return the arrangement of a recipe as it is offered."""
    if spec.arrangement == "single":
        return "numbers" if spec.shows_numbers and len(spec.panels) == 1 else "single"
    return spec.arrangement


def pinned(spec: FigureSpec, here: SliceKey) -> FigureSpec:
    """Recipe whose panels all name their slice: those that name none get the slice on the screen."""
    if all(panel.slice_id for panel in spec.panels):
        return spec
    identity = as_fingerprint(here.uid)
    return replace(
        spec,
        panels=tuple(
            panel if panel.slice_id else replace(panel, slice_id=identity, frame=here.frame) for panel in spec.panels
        ),
    )


def arranged(
    spec: FigureSpec,
    choice: Choice,
    document: Document,
    study: Study,
    here: SliceKey,
    *,
    most_levels: int = MOST_LEVELS,
) -> FigureSpec:
    """Recipe with other panels; marks stay on the slice they lie on, where it is still shown.

    Parameters
    ----------
    spec
        The recipe.
    choice
        The arrangement.
    document, study
        Outlines, and what is open.
    here
        The slice that is asked for: that of the first panel, or the one on the screen.
    most_levels
        Most panels of a row of levels.

    Raises
    ------
    UsageError
        If there is no second time, or no second outlined level.
    """
    first = spec.panels[0]
    like = replace(first, part="whole", is_mirrored=False, shows_outlines=True, title="")
    panels: tuple[Panel, ...]
    arrangement: Arrangement = "single" if choice == "numbers" else choice
    if choice == "mirrored":
        panels = (_half(like, here, "right"), _half(like, here, "left"))
    elif choice == "twin":
        panels = (replace(_of(like, here), shows_outlines=False), _of(like, here))
    elif choice == "dates":
        panels = tuple(_of(like, key) for key in _two_times(document, study, here))
    elif choice == "levels":
        panels = tuple(_of(like, key) for key in one_per_level(document, study, here)[:most_levels])
        if len(panels) < 2:
            raise UsageError("A row of levels needs two outlined slices of one block; outline another slice.")
    else:
        panels = (_of(like, here),)
    return with_panels(replace(spec, shows_numbers=_shows_numbers(spec, choice)), panels, arrangement)


def _shows_numbers(spec: FigureSpec, choice: Choice) -> bool:
    if choice == "numbers":
        return True
    return spec.shows_numbers and choice_of(spec) != "numbers"


def with_panels(spec: FigureSpec, panels: tuple[Panel, ...], arrangement: Arrangement) -> FigureSpec:
    """Recipe with other panels; marks go with their slice, and those whose slice is gone are left out."""
    marks = []
    for mark in spec.marks:
        panel = PAGE if mark.panel == PAGE else _panel_like(spec.panels[mark.panel], panels)
        if panel is not None:
            marks.append(replace(mark, panel=panel))
    return replace(spec, panels=panels, arrangement=arrangement, marks=tuple(marks), places=(), columns=None)


def rehomed(spec: FigureSpec, page: Page) -> FigureSpec:
    """Recipe whose marks lie on the panel on which they are seen, where another one of the same slice shows them.

    Parameters
    ----------
    spec
        The recipe.
    page
        Its page.
    """
    marks = tuple(_rehomed(mark, spec, page) for mark in spec.marks)
    return replace(spec, marks=marks)


def _rehomed(mark: FigureMark, spec: FigureSpec, page: Page) -> FigureMark:
    if mark.panel == PAGE:
        return mark
    own = spec.panels[mark.panel]
    point = _target(mark)
    frames = [frame for frame in page.frames if frame.holds(frame.to_page(point))]
    panels = [(frame.panel, spec.panels[frame.panel]) for frame in frames]
    like = [number for number, panel in panels if (panel.slice_id, panel.frame) == (own.slice_id, own.frame)]
    return mark if not like or mark.panel in like else replace(mark, panel=like[0])


def _target(mark: FigureMark) -> tuple[float, float]:
    """What a mark is about: the tip of an arrow, the middle of anything else."""
    match mark:
        case Arrow():
            return mark.tip_mm
        case Note():
            return mark.at_mm
        case Ellipse():
            return mark.center_mm
        case Bracket():
            (x0, y0), (x1, y1) = mark.start_mm, mark.end_mm
            return ((x0 + x1) / 2, (y0 + y1) / 2)


def _panel_like(before: Panel, panels: Sequence[Panel]) -> int | None:
    """Number of the panel that shows the same slice: best with outlines and the same half."""
    same = [n for n, panel in enumerate(panels) if (panel.slice_id, panel.frame) == (before.slice_id, before.frame)]
    return min(same, key=lambda n: (panels[n].part != before.part, not panels[n].shows_outlines, n), default=None)


def _of(like: Panel, key: SliceKey) -> Panel:
    """Panel of another slice; what was chosen for one slice alone is not taken over to another."""
    identity = as_fingerprint(key.uid)
    is_same = (like.slice_id, like.frame) == (identity, key.frame) or not like.slice_id
    moved = like if is_same else replace(like, shift_mm=(0.0, 0.0), window=None)
    return replace(moved, slice_id=identity, frame=key.frame)


def _half(like: Panel, key: SliceKey, part: Part) -> Panel:
    return replace(_of(like, key), part=part, is_mirrored=part == "left", shift_mm=(0.0, 0.0))


def _drawn_on(document: Document, key: SliceKey) -> bool:
    references = (Structure.REFERENCE_FAT, Structure.REFERENCE_MUSCLE)
    return any(outline.structure not in references for outline in document.on_slice(key))


def _block(study: Study, key: SliceKey) -> Series | None:
    return next((series for series in study.series for image in series.slices if image.key == key), None)


def outlined_levels(document: Document, study: Study, here: SliceKey) -> tuple[SliceKey, ...]:
    """Outlined slices of the block of a slice, from head to foot where that is known, else in their order."""
    block = _block(study, here)
    if block is None:
        return ()
    found = [image for image in block.slices if _drawn_on(document, image.key)]
    heights = [image.geometry.position_mm for image in found]
    if all(position is not None for position in heights):
        order = sorted(range(len(found)), key=lambda n: -heights[n][2])  # type: ignore[index]  # none is None
        found = [found[n] for n in order]
    return tuple(image.key for image in found)


def one_per_level(document: Document, study: Study, here: SliceKey) -> tuple[SliceKey, ...]:
    """Outlined slices as `outlined_levels`, of each known level only one: that of the screen, else the middle one.

    Where fewer than two levels are known, every outlined slice is taken.
    """
    keys, block = outlined_levels(document, study, here), _block(study, here)
    if block is None:
        return keys
    levels = {key: _level(document, block, key) for key in keys}
    known = {level for level in levels.values() if level is not None}
    if len(known) < 2:
        return keys
    chosen: dict[str | None, SliceKey] = {}
    for level in known:
        of_level = [key for key in keys if levels[key] == level]
        chosen[level] = here if here in of_level else of_level[len(of_level) // 2]
    return tuple(key for key in keys if levels[key] is None or chosen[levels[key]] == key)


def _two_times(document: Document, study: Study, here: SliceKey) -> tuple[SliceKey, SliceKey]:
    """The slice and its partner, before first."""
    paired = _paired(document, study, here) or _same_level(document, study, here)
    if paired is None:
        raise UsageError(
            "There is no second time for this slice; pair two studies as before and after, or outline the same level "
            "in both."
        )
    return paired


def _paired(document: Document, study: Study, here: SliceKey) -> tuple[SliceKey, SliceKey] | None:
    """Slices that the document's pairing links."""
    pairing = document.pairing
    if pairing is None:
        return None
    before, after = block_of(pairing.before, study.series), block_of(pairing.after, study.series)
    if before is None or after is None:
        return None
    links = link_slices(before, after, pairing)
    at_before = [place for place, image in enumerate(before.slices) if image.key == here]
    at_after = [place for place, image in enumerate(after.slices) if image.key == here]
    for place in at_before:
        partner = links[place].after
        if partner is not None:
            return here, after.slices[partner].key
    for place in at_after:
        first = partner_before(links, place)
        if first is not None:
            return before.slices[first].key, here
    return None


def _same_level(document: Document, study: Study, here: SliceKey) -> tuple[SliceKey, SliceKey] | None:
    """An outlined slice of the same known level in another study; the earlier study first."""
    own = _block(study, here)
    level = None if own is None else _level(document, own, here)
    if own is None or level is None:
        return None
    for block in study.series:
        if block.identity.study_uid == own.identity.study_uid:
            continue
        for image in block.slices:
            if _drawn_on(document, image.key) and _level(document, block, image.key) == level:
                is_later = _date(block) >= _date(own)
                return (here, image.key) if is_later else (image.key, here)
    return None


def _level(document: Document, block: Series, key: SliceKey) -> str | None:
    image: Slice = next(image for image in block.slices if image.key == key)
    return settled_level(document, image, block.frame_of_reference_uid)


def _date(block: Series) -> str:
    return block.identity.study_date
