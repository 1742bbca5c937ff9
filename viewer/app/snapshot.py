"""All that the program knows at one moment: study, document, view, tool state. Frozen; the session exchanges it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from viewer.app.display.pixels import LoadedSlice
from viewer.app.layers.seeing import Seen, seen_after
from viewer.app.proposing.tasks import Pending
from viewer.core.document import Document
from viewer.core.grey import Window
from viewer.core.history import History, Place
from viewer.core.outline import Side, Structure
from viewer.core.series import Series, Slice, SliceKey, Study
from viewer.core.view import Comparing, Framing, Pane, View, Viewport
from viewer.tools.gesture import Notice
from viewer.tools.navigation import Navigation
from viewer.tools.registry import find_tool

FIRST_TOOL = "select"
"""Tool in hand when a study has been opened."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was being drawn when another tool was taken in hand.

    Parameters
    ----------
    tool, state
        The tool it was drawn with and its state.
    document
        Document at that moment.
    """

    tool: str
    state: object
    document: Document


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that the program knows at one moment.

    Parameters
    ----------
    study
        What is open, or None.
    document
        What the user made.
    view
        What is on the screen.
    history
        What can be undone and redone.
    saved
        Document as it was opened or last saved; another one is unsaved work.
    tool, state
        Name of the tool in hand and its state.
    waiting
        What was being drawn with a tool that is taken again later, or None.
    navigation
        State of panning, zooming and windowing, which go on beside every tool.
    canvas
        Size of the canvas in screen points.
    loaded
        Pixels and facts of the slice on the screen, or None while they are read.
    beside
        Those of the slice in the other pane where two dates are compared, or None.
    notice
        Something to tell the user, or None.
    preselected
        Side that the next outline is expected on, or None.
    structure
        What the next outline encloses.
    reason
        Why this series and slice were shown first, '' afterwards.
    asks
        Whether the strip asks for what the image does not tell.
    pending
        Work of a tool whose answer is awaited, or None.
    has_seen_numbers
        Whether numbers of any outline of the document could be seen since it was opened.
    seen_readings
        Names of the other readings whose numbers could be.
    panes
        What panes of a comparison see of it, worked out when it is first asked for; `panes.seen` fills it.
    """

    study: Study | None = None
    document: Document = field(default_factory=Document)
    view: View = field(default_factory=View)
    history: History = field(default_factory=History)
    saved: Document = field(default_factory=Document)
    tool: str = FIRST_TOOL
    state: object = field(default_factory=lambda: find_tool(FIRST_TOOL).start())
    waiting: Waiting | None = None
    navigation: Navigation = field(default_factory=Navigation)
    canvas: tuple[float, float] = (800.0, 600.0)
    loaded: LoadedSlice | None = None
    beside: LoadedSlice | None = None
    notice: Notice | None = None
    preselected: Side | None = None
    structure: Structure = Structure.MULTIFIDUS
    reason: str = ""
    asks: bool = True
    has_seen_numbers: bool = False
    seen_readings: frozenset[str] = frozenset()
    pending: Pending | None = None
    panes: dict[Pane, "Snapshot"] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def series(self) -> Series | None:
        """Block on the screen, or None."""
        if self.study is None:
            return None
        return next((series for series in self.study.series if series.number == self.view.series), None)

    @property
    def image(self) -> Slice | None:
        """Slice on the screen as its header tells it, or None."""
        series = self.series
        return None if series is None else series.slices[self.view.slice_number - 1]

    @property
    def stated_image(self) -> Slice | None:
        """Slice on the screen, its geometry's gaps filled by what the user stated, or None."""
        series, image = self.series, self.image
        if series is None or image is None:
            return None
        return self.document.statement_for(series.series_uid).shown_on(image)

    @property
    def place(self) -> Place | None:
        """Block and slice on the screen, or None."""
        return Place(self.view.series, self.view.slice_number) if self.view.series else None

    @property
    def is_modified(self) -> bool:
        """Whether there is work that has not been saved."""
        return self.document != self.saved

    @property
    def viewport(self) -> Viewport | None:
        """The slice on the canvas, or None."""
        image = self.stated_image
        if image is None:
            return None
        spacing = image.geometry.spacing
        return Viewport(
            width=self.canvas[0],
            height=self.canvas[1],
            columns=image.columns,
            rows=image.rows,
            aspect=1.0 if spacing is None else spacing.row_mm / spacing.column_mm,
            framing=self.view.framing,
            turns=self.view.turns,
            is_mirrored=self.view.is_mirrored,
        )

    @property
    def window(self) -> Window:
        """Display window in use: the user's, else the file's, else an automatic one."""
        series, image = self.series, self.image
        chosen = None if series is None else self.view.window_of(series.series_uid)
        if chosen is not None:
            return chosen
        if image is not None and image.window is not None:
            return image.window
        return self.loaded.auto_window if self.is_loaded and self.loaded is not None else Window(0.5, 1.0)

    @property
    def is_loaded(self) -> bool:
        """Whether the pixels in `loaded` are those of the slice on the screen, and sound."""
        image = self.image
        return (
            image is not None and self.loaded is not None and self.loaded.key == image.key and self.loaded.error is None
        )


def place_of_slice(study: Study, key: SliceKey) -> Place | None:
    """Where a slice stands in a study, or None."""
    for series in study.series:
        for number, image in enumerate(series.slices, start=1):
            if image.key == key:
                return Place(series.number, number)
    return None


def habits_of(view: View) -> View:
    """View of nothing yet, with the switches that stay from one study to the next."""
    return View(
        is_smooth=view.is_smooth,
        hides_patient=view.hides_patient,
        hides_numbers=view.hides_numbers,
        hides_references=view.hides_references,
        hides_locator=view.hides_locator,
        categories=view.categories,
        right_drag_zooms=view.right_drag_zooms,
        shows_slices=view.shows_slices,
        nudge_radius_px=view.nudge_radius_px,
        shows_fat_map=view.shows_fat_map,
        fat_map_opacity=view.fat_map_opacity,
    )


def with_habits(view: View, habits: View) -> View:
    """Return the view of a project with the switches that are this user's.

    Parameters
    ----------
    view
        From the project: its smoothing is its own, and its table of slices.
    habits
        As `habits_of` gives them.
    """
    return replace(
        view,
        hides_patient=habits.hides_patient,
        hides_numbers=habits.hides_numbers,
        hides_references=habits.hides_references,
        hides_locator=habits.hides_locator,
        categories=habits.categories,
        right_drag_zooms=habits.right_drag_zooms,
        nudge_radius_px=habits.nudge_radius_px,
        shows_fat_map=habits.shows_fat_map,
        fat_map_opacity=habits.fat_map_opacity,
    )


def first_view(habits: View, view: View | None, document: Document) -> View:
    """View of what has just been opened.

    Parameters
    ----------
    habits
        View of what was open before.
    view
        From a project, which holds no habits of this user; None for none.
    document
        What was opened; one that was begun without a look at numbers is gone on with in the same way.
    """
    chosen = habits_of(habits) if view is None else with_habits(view, habits_of(habits))
    return replace(chosen, hides_numbers=True) if document.codes.is_blinded_to_numbers else chosen


def image_beside(now: Snapshot) -> tuple[Slice, ...]:
    """Slice in the other pane where two dates are compared, as a sequence of one; empty for none."""
    comparing = now.view.comparing
    if comparing is None or comparing.kind != "dates":
        return ()
    from viewer.app.comparing.panes import seen

    image = seen(now, 1 if comparing.pane == 0 else 0).image
    return () if image is None or image is now.image else (image,)


def is_beside(now: Snapshot, pane: Pane | None) -> bool:
    """Whether a pane shows the date that the hand is not on."""
    comparing = now.view.comparing
    return comparing is not None and comparing.kind == "dates" and pane is not None and pane != comparing.pane


def seen_through(now: Snapshot, pane: Pane | None = None) -> Snapshot:
    """Snapshot as a pane of a comparison sees it, None for the one in use; as it is where nothing is compared."""
    comparing = now.view.comparing
    if comparing is None:
        return now
    from viewer.app.comparing.panes import seen  # not needed for the first image

    return seen(now, comparing.pane if pane is None else pane)


def shared_view(now: Snapshot, view: View) -> View:
    """View as all panes share it, of one that was changed as the pane in use sees it."""
    comparing = now.view.comparing
    if comparing is None:
        return view
    from viewer.app.comparing.panes import unseen

    return unseen(now, comparing.pane, view)


def entered_view(now: Snapshot, pane: Pane, *, is_hovering: bool) -> View | None:
    """View in which the hand is in a pane of the comparison; None where a gesture there means nothing.

    Parameters
    ----------
    now
        A snapshot that compares something.
    pane
        Pane in which the gesture happened.
    is_hovering
        Whether the pointer only moves over it: the other date is taken in hand by a press.
    """
    comparing = now.view.comparing
    if comparing is None or (is_hovering and comparing.kind == "dates"):
        return None
    from viewer.app.comparing.panes import entered

    return entered(now, pane)


def settled(now: Snapshot, before: Snapshot, pixels: Callable[[Slice], LoadedSlice | None]) -> Snapshot:
    """Snapshot after a change, with all that follows from it: what was seen, what is blinded, what panes need.

    Parameters
    ----------
    now, before
        The snapshot after and before the change.
    pixels
        Gives pixels that are there without waiting.
    """
    pairing = now.document.pairing
    if now.view.hides_sides or (pairing is not None and pairing.is_blinded):
        now = _blinded(now) if pairing is not None and pairing.is_blinded else _unblinded(now)
    now = with_what_is_seen(now, before)
    if now.view.comparing is None and now.beside is None:
        return now
    from viewer.app.comparing import panes

    return panes.settled(now, pixels)


def _blinded(now: Snapshot) -> Snapshot:
    """Snapshot that hides whatever tells patient, date and side, as long as the pairing is blinded.

    It always compares both dates: one image by itself would tell its side by its place, and its date by its number.
    """
    view, comparing = now.view, now.view.comparing
    was = view.hid_before if view.hides_sides else (view.hides_patient, view.hides_numbers)
    if comparing is None or comparing.kind != "dates":
        comparing = Comparing("dates")
    hidden = replace(
        view, hides_patient=True, hides_numbers=True, hides_sides=True, hid_before=was, comparing=comparing
    )
    return replace(now, view=hidden, reason="")  # a reason names the series


def _unblinded(now: Snapshot) -> Snapshot:
    """Snapshot that shows again what was shown before it was blinded."""
    hides_patient, hides_numbers = now.view.hid_before
    view = replace(now.view, hides_patient=hides_patient, hides_numbers=hides_numbers, hides_sides=False)
    return replace(now, view=view)


def with_what_is_seen(now: Snapshot, before: Snapshot) -> Snapshot:
    """Snapshot that remembers whether numbers could be seen; a document without outlines has none to remember.

    Parameters
    ----------
    now, before
        The snapshot after and before a change, which may have taken up another reading.
    """
    if now.study is before.study:
        seen = seen_after(before.document, now.document, Seen(now.has_seen_numbers, now.seen_readings))
        if seen != Seen(now.has_seen_numbers, now.seen_readings):
            now = replace(now, has_seen_numbers=seen.here, seen_readings=seen.elsewhere)
    if not now.document.outlines:
        return replace(now, has_seen_numbers=False) if now.has_seen_numbers else now
    return now if now.view.hides_numbers or now.has_seen_numbers else replace(now, has_seen_numbers=True)


def refitted(view: View) -> View:
    """View that fits an image of another shape; two dates in panes keep their scale, which is in mm."""
    comparing = view.comparing
    if comparing is not None and comparing.kind == "sides":
        comparing = replace(comparing, framing=Framing(), focus_px=())
    return replace(view, framing=Framing(), comparing=comparing)


def shape_of(image: Slice) -> tuple[object, ...]:
    """Size and spacing of a slice: where they are the same, zoom and place on the canvas are kept."""
    return (image.rows, image.columns, image.geometry.spacing)
