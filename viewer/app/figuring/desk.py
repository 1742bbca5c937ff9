"""The figure that is being edited: which one it is, its recipe, and its way into the document."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from viewer.app.figuring.arrangements import pinned
from viewer.app.figuring.contents import without_figures
from viewer.app.figuring.keeping import figure_of_slice, of_new_slice, shows, with_figure
from viewer.app.figuring.saving import FigureChoices
from viewer.app.figuring.sources import FigureSource
from viewer.core.document import Document
from viewer.core.figures.spec import FigureSpec
from viewer.core.grey import Window

Edit = Callable[[str, Document], None]
"""Takes the name of a change and the document after it: one step of undo."""


def first_spec(choices: FigureChoices, window: Window | None = None) -> FigureSpec:
    """Recipe of a first figure: what was chosen the last time, and the window on the screen."""
    return FigureSpec(
        preset=choices.preset,
        window=window,
        shows_numbers=choices.shows_numbers,
        shows_caption=choices.shows_caption,
        shows_edges=choices.shows_edges,
        shows_scale_bar=choices.shows_scale_bar,
    )


@dataclass(frozen=True, slots=True)
class _Left:
    """Words typed for a new figure of a slice that was left before they were taken."""

    name: str
    spec: FigureSpec
    source: FigureSource


class Desk:
    """Holds one figure of a document, or a new one that gets into the document with its first change.

    Parameters
    ----------
    choices
        What was chosen the last time.
    changed
        Called when another recipe, document or slice is to be shown.
    edit
        Takes changes of the document and comes back with `show_source`; None to keep them here alone.
    """

    def __init__(self, choices: FigureChoices, changed: Callable[[], None], edit: Edit | None = None) -> None:
        self.choices = choices
        self.source: FigureSource | None = None
        self.spec = first_spec(choices)
        self.index: int | None = None
        self._is_new = False
        self._draft = ""
        self._left: _Left | None = None
        self._changed = changed
        self._edit = edit or self._edit_here

    def _edit_here(self, name: str, document: Document) -> None:
        del name
        if self.source is not None:
            self.show_source(replace(self.source, document=document))

    # Which figure

    def open_on(self, source: FigureSource) -> None:
        """Show the figure of a slice: the latest that shows it, else a new one."""
        figures = source.document.figures
        is_of_slice = (
            self.index is not None and self.index < len(figures) and shows(figures[self.index], source.image.key)
        )
        if self.index is not None and not is_of_slice:
            self.flush()
            self.index, self._is_new, self.source = None, False, None
        self.show_source(source)
        if self.index is None and figures and not source.document.on_slice(source.image.key):
            self.show_figure(len(figures) - 1)  # there is nothing here of which a figure could be made

    def show_source(self, source: FigureSource) -> None:
        """Show what has become of the document and of the slice on the screen."""
        before = self.source
        if source == before:
            return
        is_other = before is not None and before.image.key != source.image.key
        if before is not None and is_other and self.index is None and self._draft:
            self._left = _Left(self._draft, self.spec, before)
            self._draft = ""
        self.source = source
        self._choose()

    def show_document(self, document: Document) -> None:
        """Show what has become of the document, while a slice of which there is no figure is on the screen."""
        if self.source is not None:
            self.show_source(replace(self.source, document=document))

    def show_figure(self, index: int | None) -> None:
        """Show another figure of the document; None for a new one of the slice on the screen."""
        self.flush()
        self.index, self._is_new = index, index is None
        self._choose()

    def _choose(self) -> None:
        """Take the recipe that is to be shown now from the document."""
        source = self.source
        if source is None:
            return
        figures = source.document.figures
        if self.index is not None and self.index >= len(figures):
            self.index, self._is_new = None, False
        if self.index is None and not self._is_new and not self._draft:
            self.index = figure_of_slice(source.document, source.image.key)
        if not self._draft:
            self.spec = self._first(source) if self.index is None else figures[self.index]
        self._changed()

    def _first(self, source: FigureSource) -> FigureSpec:
        """Recipe with which a figure of a slice is begun: like the last one of the document, else as chosen before."""
        if source.document.figures:
            like = of_new_slice(source.document.figures[-1])
            crop_mm = None if source.lacks_spacing else like.crop_mm
            return replace(like, window=source.window, crop_mm=crop_mm)
        return first_spec(self.choices, source.window)

    @property
    def key(self) -> object:
        """What the contents of the recipe depend on, to be compared."""
        source = self.source
        if source is None:
            return None
        panels = pinned(self.spec, source.image.key).panels
        slices = tuple((panel.slice_id, panel.frame, panel.shows_fat_map) for panel in panels)
        return (id(source.study), without_figures(source.document), slices, self.spec.inset == "locator")

    # Changing it

    def change(self, name: str, spec: FigureSpec) -> None:
        """Change the figure: one step of undo.

        Raises
        ------
        UsageError
            If the document holds too many figures.
        """
        if self._draft and name != self._draft:
            self.flush()
        self._draft = ""
        self._commit(name, spec)

    def change_soon(self, name: str, spec: FigureSpec) -> None:
        """Change the figure; it becomes a step of undo with `flush`, together with what follows under the same name.

        Raises
        ------
        UsageError
            If the document holds too many figures.
        """
        if self._draft and name != self._draft:
            self.flush()
        self._draft, self.spec = name, spec
        self._changed()

    def flush(self) -> None:
        """Make what was changed so a step of undo now.

        Raises
        ------
        UsageError
            If the document holds too many figures.
        """
        name, self._draft = self._draft, ""
        if name:
            self._commit(name, self.spec)

    @property
    def has_draft(self) -> bool:
        """Whether something was changed so and is no step of undo yet."""
        return bool(self._draft)

    @property
    def is_waiting(self) -> bool:
        """Whether words for a slice that was left wait for `catch_up`."""
        return self._left is not None

    def catch_up(self) -> None:
        """Put words typed for a new figure into the document, though another slice is shown meanwhile.

        Raises
        ------
        UsageError
            If the document holds too many figures.
        """
        left, self._left = self._left, None
        if left is None or self.source is None or self.source.study is not left.source.study:
            return
        document, _ = with_figure(self.source.document, None, left.spec, left.source.image.key)
        self._edit(left.name, document)

    def edit_document(self, name: str, document: Document, index: int | None) -> None:
        """Change which figures there are, and show one of them."""
        self.index, self._is_new = index, False
        self._edit(name, document)

    def _commit(self, name: str, spec: FigureSpec) -> None:
        source = self.source
        if source is None:
            return
        if self.index is not None and spec == source.document.figures[self.index]:
            self._choose()
            return
        document, place = with_figure(source.document, self.index, spec, source.image.key)
        self.edit_document(name, document, place)
