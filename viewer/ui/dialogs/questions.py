"""Small questions in the system's own manner. None blocks: the answer comes to a function that is given along."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from viewer.core.document import Document

if TYPE_CHECKING:
    from viewer.app.projects import MethodOffer, OpenedProject

Unsaved = Literal["save", "discard", "cancel"]
Missing = Literal["locate", "cancel"]
Changed = Literal["keep", "use new"]

_OTHER_NUMBERS = "The method may have a new version, or the images or outlines have changed"

LINES_MAXIMUM = 12
"""Lines of a list that are shown at once; the rest stands under 'Show Details…'."""

Answer = TypeVar("Answer", bound=str)

Choice = tuple[Answer, str, QMessageBox.ButtonRole]
_Role = QMessageBox.ButtonRole


def ask_unsaved(parent: QWidget | None, *, before: str, decided: Callable[[Unsaved], None]) -> QMessageBox:
    """Ask what becomes of unsaved work.

    Parameters
    ----------
    parent
        The program's window.
    before
        What is about to happen, such as 'closing' or 'opening another study'.
    decided
        Gets the answer; 'cancel' for Esc.

    Returns
    -------
    QMessageBox
        The open question; it deletes itself once answered.
    """
    choices: tuple[Choice[Unsaved], ...] = (
        ("save", "&Save", _Role.AcceptRole),
        ("discard", "&Don't save", _Role.DestructiveRole),
        ("cancel", "Cancel", _Role.RejectRole),
    )
    return ask(
        parent,
        f"Save the outlines before {before}?",
        "Outlines and settings that were not saved are lost otherwise.",
        choices,
        decided=decided,
    )


def ask_unfinished(parent: QWidget | None, *, before: str, discarded: Callable[[], None]) -> QMessageBox:
    """Ask whether an outline that is being drawn is to be lost.

    Parameters
    ----------
    parent, before
        As for `ask_unsaved`.
    discarded
        Called if it is; otherwise nothing happens.
    """
    choices: tuple[Choice[Literal["discard", "cancel"]], ...] = (
        ("discard", "&Discard it", _Role.DestructiveRole),
        ("cancel", "&Go on drawing", _Role.RejectRole),
    )
    return ask(
        parent,
        f"Discard the unfinished outline before {before}?",
        "An outline is being drawn and is not closed yet; Enter closes it.",
        choices,
        decided=lambda answer: discarded() if answer == "discard" else None,
        default="cancel",
    )


def ask_missing_images(
    parent: QWidget | None, *, of: Literal["project", "work"] = "project", decided: Callable[[Missing], None]
) -> QMessageBox:
    """Ask where the images of a project, or of unsaved work, are that were not found.

    Parameters
    ----------
    parent, decided
        As for `ask_unsaved`.
    of
        Whose images they are; work that was not saved is no project for the user.
    """
    choices: tuple[Choice[Missing], ...] = (
        ("locate", "&Locate folder…", _Role.AcceptRole),
        ("cancel", "Cancel", _Role.RejectRole),
    )
    return ask(
        parent,
        f"The images of this {of} were not found.",
        "They may have been moved or are on a drive that is not connected. Show the folder in which they are now; "
        + ("the project itself is unchanged." if of == "project" else "the work is still kept."),
        choices,
        decided=decided,
    )


def ask_changed_numbers(
    parent: QWidget | None,
    *,
    differences: Sequence[str],
    are_images_changed: bool = False,
    decided: Callable[[Changed], None],
) -> QMessageBox:
    """Ask whether numbers that come out differently now may replace the stored ones.

    Parameters
    ----------
    parent, decided
        As for `ask_unsaved`; Esc keeps what is stored.
    differences
        One line for each number: what it is, as stored, as it comes out now.
    are_images_changed
        Whether outlined images are known to be others than those that the project was saved with.
    """
    choices: tuple[Choice[Changed], ...] = (
        ("keep", "&Keep the stored project unchanged", _Role.RejectRole),
        ("use new", "Use the &new numbers", _Role.AcceptRole),
    )
    return ask(
        parent,
        "Some numbers differ from those stored in the project.",
        ("Outlined images have changed since it was saved" if are_images_changed else _OTHER_NUMBERS)
        + ". Nothing is replaced unless you say so.",
        choices,
        lines=differences,
        decided=decided,
        default="keep",
    )


@dataclass(frozen=True, slots=True)
class Reopened:
    """How a project is shown whose numbers or method are others now.

    Parameters
    ----------
    is_changed
        Whether new numbers take the place of the stored ones.
    is_kept
        Whether its file stays as it is.
    moved
        The document by another method, None if the project keeps its own.
    """

    is_changed: bool = False
    is_kept: bool = False
    moved: Document | None = None


def ask_reopened(parent: QWidget | None, found: "OpenedProject", *, decided: Callable[[Reopened], None]) -> None:
    """Ask what there is to ask about an opened project: first about changed numbers, then about its method.

    Parameters
    ----------
    parent
        The program's window.
    found
        The project with its images.
    decided
        Gets the answer, at once where there is nothing to ask.
    """
    offer = found.offer

    def ask_about_method(*, is_changed: bool) -> None:
        if offer is None:
            decided(Reopened(is_changed))
            return
        moved = offer.document
        ask_method(
            parent,
            offer=offer,
            decided=lambda answer: decided(Reopened(is_changed, moved=moved if answer == "use new" else None)),
        )

    def answered(answer: Changed) -> None:
        if answer == "keep":
            decided(Reopened(is_kept=True))
        else:
            ask_about_method(is_changed=True)

    if found.differences and not (offer is not None and offer.is_gone):
        ask_changed_numbers(
            parent,
            differences=found.differences,
            are_images_changed=found.are_images_changed,
            decided=answered,
        )
    else:
        ask_about_method(is_changed=False)


def ask_method(parent: QWidget | None, *, offer: "MethodOffer", decided: Callable[[Changed], None]) -> QMessageBox:
    """Ask whether a project moves to another method than it was saved with.

    Parameters
    ----------
    parent, decided
        As for `ask_unsaved`; Esc keeps the project's method.
    offer
        Both methods, and one line for each number: as stored, as the other method gives it.
    """
    name = offer.offered.partition(",")[0]
    choices: tuple[Choice[Changed], ...] = (
        ("keep", "&Keep the stored numbers" if offer.is_gone else "&Keep the method", _Role.RejectRole),
        ("use new", f"&Use {name}", _Role.AcceptRole),
    )
    why = "which this program does not have" if offer.is_gone else "which is not the default any more"
    return ask(
        parent,
        f"The numbers of this project are by {offer.kept}, {why}.",
        f"It can be moved to {offer.offered}. Nothing is replaced unless you say so, and Undo takes that back.",
        choices,
        lines=offer.lines,
        decided=decided,
        default="keep",
    )


def ask(
    parent: QWidget | None,
    question: str,
    explanation: str,
    choices: Sequence[Choice[Answer]],
    *,
    decided: Callable[[Answer], None],
    lines: Sequence[str] = (),
    default: str = "",
) -> QMessageBox:
    """Open a question; the first choice is the default unless named, and Esc means the one that rejects."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Multifidus Viewer")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(question)
    box.setInformativeText("\n\n".join(part for part in (explanation, _shown(lines)) if part))
    if len(lines) > LINES_MAXIMUM:
        box.setDetailedText("\n".join(lines))
    buttons: list[tuple[Answer, QPushButton]] = []
    for answer, text, role in choices:
        button = box.addButton(text, role)
        buttons.append((answer, button))
        if role == _Role.RejectRole:
            box.setEscapeButton(button)
        if answer == (default or choices[0][0]):
            box.setDefaultButton(button)
    rejecting = next(answer for answer, _, role in choices if role == _Role.RejectRole)

    def finish() -> None:
        clicked = box.clickedButton()
        decided(next((answer for answer, button in buttons if button == clicked), rejecting))

    box.finished.connect(finish)
    box.open()
    return box


def _shown(lines: Sequence[str]) -> str:
    """First lines of a list, and how many there are more."""
    rest = len(lines) - LINES_MAXIMUM
    return "\n".join((*lines[:LINES_MAXIMUM], *([f"… and {rest} more"] if rest > 0 else [])))
