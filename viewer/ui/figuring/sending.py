"""The figure's ways out of its window: saved or copied, after its pixels were looked at where they may hold text."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.core.document import Document
from viewer.errors import UsageError
from viewer.figure.encoding import ENCODERS
from viewer.ui import theme
from viewer.ui.publishing.reviewing import REVIEW, Host, Reviewing

if TYPE_CHECKING:
    from viewer.app.figuring.sources import FigureSource
    from viewer.core.figures.spec import FigureSpec
    from viewer.ui.figuring.window import FigureDialog
    from viewer.ui.publishing.reviewing import Wanted


class Sending:
    """Saves and copies the figure of a window.

    Parameters
    ----------
    window
        The figure's window.
    is_sound
        Whether what its fields say can be used, also what was typed just now.
    offer
        Offers what can be done with the figure now.
    """

    def __init__(self, window: "FigureDialog", is_sound: Callable[[], bool], offer: Callable[[], None]) -> None:
        self._window, self._is_sound, self._offer = window, is_sound, offer
        self.reviewing = Reviewing(self.host(), window)
        parts, place, form = window.parts, window.place, window.form
        parts.save_button.clicked.connect(lambda: place.find(form.suffix))
        parts.foot.elsewhere_button.clicked.connect(lambda: place.ask(form.suffix))
        place.chosen.connect(self.save_to)
        place.expected.connect(parts.foot.expect)
        place.failed.connect(lambda error: window.delivery.take_job("place", error))
        parts.copy_button.clicked.connect(self.copy_picture)
        parts.copy_caption_button.clicked.connect(self.copy_caption)

    def host(self) -> Host:
        """The figure of the window, for its review."""
        window = self._window
        return Host(
            parent=lambda: window,
            wanted=self._wanted,
            document=self._document,
            edit=lambda name, document: window.desk.edit_document(name, document, window.desk.index),
            keep=lambda spec: window.desk.change(REVIEW, spec),
            undo=window.undo_requested.emit,
            refuse=lambda sentence: window.delivery.say(sentence, colour=theme.DANGER),
        )

    def _wanted(self) -> "Wanted | None":
        self._window.flush()
        spec, source = self._window.spec, self._window.desk.source
        return None if source is None else lambda: (spec, source)

    def _document(self) -> Document:
        source = self._window.desk.source
        if source is None:
            raise UsageError("There is no figure any more; open its slice again.")
        return source.document

    def _send(self, send: "Callable[[FigureSpec, FigureSource], None]") -> None:
        """Let the figure out, after a look at its pixels where there is doubt about any image that is open."""
        window = self._window
        if window.desk.source is None or not self._is_sound():
            return

        def go_on() -> None:
            if window.desk.source is not None:
                send(window.spec, window.desk.source)
                self._offer()

        if window.desk.source.study.may_hold_burned_in_text:
            self.reviewing.before(("figure",), go_on)
        else:
            go_on()

    def save_to(self, path: Path) -> None:
        """Write the figure to a file in the background; a refusal is said here and nothing is written."""
        if path.suffix.lower() in ENCODERS and self._window.desk.source is not None and self._is_sound():
            self._window.form.choose_format(path.suffix)
        delivery, form = self._window.delivery, self._window.form
        self._send(lambda spec, source: delivery.save(spec, source, path, dpi=form.dpi))

    def copy_picture(self) -> None:
        """Put the figure on the clipboard: as the bytes of a PNG file and as an image."""
        delivery, form = self._window.delivery, self._window.form
        self._send(lambda spec, source: delivery.copy_picture(spec, source, dpi=form.dpi))

    def copy_caption(self) -> None:
        """Put the caption on the clipboard: it holds no pixels."""
        window = self._window
        if window.desk.source is not None and self._is_sound():
            window.delivery.copy_caption(window.spec, window.desk.source)
            self._offer()

    def stop(self) -> None:
        """Ask nothing any more."""
        self.reviewing.close()
