"""What the journal's thread does: begins, keeps, tries again after a fault, and ends. Used by that thread alone.

What writes is imported there: the first image does not wait for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.app.journalling.transitions import Happened, entries_of, entry_of
from viewer.app.snapshot import Snapshot
from viewer.core.document import Document
from viewer.core.series import Study
from viewer.errors import JournalError, ViewerError

if TYPE_CHECKING:
    from viewer.app.journalling.allowed import Allowance
    from viewer.io.journal.encoding import Pieces
    from viewer.io.journal.entries import Entry
    from viewer.io.journal.reading import Claim
    from viewer.io.journal.writing import JournalWriter
    from viewer.io.local.journal_places import JournalPlace


def import_ahead() -> None:
    """Import what the first action needs."""
    for name in ("psutil", "viewer.app.layers", "viewer.io.journal.writing", "viewer.io.local.index"):
        import_module(name)


@dataclass(frozen=True, slots=True)
class Work:
    """One action, as it is handed over.

    Parameters
    ----------
    what, now
        What happened, and the snapshot after it.
    path, digest
        The project that Save writes to, None for none, and of its bytes.
    time_s
        When, whole s since 1970.
    """

    what: Happened
    now: Snapshot
    path: Path | None
    digest: str
    time_s: int


class Writer:
    """Keeps the actions of what is open.

    Parameters
    ----------
    on_trouble
        See `viewer.app.journalling.journalling.Journalling`.
    home
        See `viewer.io.local.folders.user_folder`.
    """

    def __init__(self, on_trouble: Callable[[str], None], *, home: Path | None = None) -> None:
        self._on_trouble = on_trouble
        self._home = home
        self._study: Study | None = None
        self._pieces: Pieces | None = None
        self._allowance: Allowance | None = None
        self._journal: JournalWriter | None = None
        self._claims: list[Claim] = []
        self._replaced: list[JournalWriter] = []
        self._needs_all = True
        self._is_pasted: bool | None = None
        self._is_told = False
        self._is_left_out_told = False
        self._to_remember: Study | None = None

    def begin(self, opened: Snapshot) -> None:
        """Prepare for what was opened; what was before it is saved or not wanted any more."""
        self.end(is_removed=True)
        self._prepare(opened.study)
        import_ahead()
        self._is_told = False
        if self._pieces is not None:
            try:
                self._pieces.of_document(self._allowed(opened.document))
            except ViewerError:
                return  # said at the first action

    def _prepare(self, study: Study | None) -> None:
        """Make what encodes the documents of a study."""
        from viewer.app.journalling.allowed import Allowance
        from viewer.io.journal.encoding import Pieces

        self._study = study
        self._pieces = None if study is None else Pieces(study)
        self._allowance = None if study is None else Allowance(study)
        self._needs_all = True
        self._is_pasted = None

    def takes_over(self, claim: "Claim") -> None:
        """What was opened came from a journal, which goes once it is kept in this one."""
        self._claims.append(claim)

    def keep(self, work: Work) -> None:
        """Keep an action; where that fails, everything is kept with the next one."""
        if work.now.study is not self._study:  # images were added to it
            self._replace_journal()
            self._prepare(work.now.study)
        needs_all, self._needs_all = self._needs_all, True  # whatever goes wrong
        try:
            self._write(work, needs_all=needs_all)
        except ViewerError as e:
            self._tell(str(e))
            return
        self._needs_all = False
        for journal in self._replaced:
            journal.close(is_removed=True)
        self._replaced.clear()
        for claim in self._claims:
            claim.remove()
        self._claims.clear()
        if self._allowance is not None and self._allowance.has_left_out and not self._is_left_out_told:
            from viewer.app.journalling.allowed import LEFT_OUT

            self._is_left_out_told = True
            self._on_trouble(LEFT_OUT)

    def _replace_journal(self) -> None:
        """Have the next action kept in a new journal; the present one stays until that is done."""
        if self._journal is not None:
            self._replaced.append(self._journal)
            self._journal = None

    def _tell(self, sentence: str) -> None:
        if not self._is_told:
            self._is_told = True
            self._on_trouble(sentence)

    def _write(self, work: Work, *, needs_all: bool) -> None:
        """Write an action, or everything where that is needed.

        Raises
        ------
        ViewerError
            If it cannot be kept.
        """
        if self._pieces is None:
            return
        if self._journal is not None and not self._journal.is_there:  # the user's folder was deleted or replaced
            self._replace_journal()
            needs_all = True
        journal = self._journal
        if journal is not None and not needs_all and work.what != "other" and not journal.is_full:
            journal.belongs_to(self._place(work))
            journal.append([self._fit(entry_of(work.what, work.now, time_s=work.time_s))])
            return
        if journal is None and not self._claims and not self._replaced and not work.now.is_modified:
            return  # nothing is unsaved, and nothing was ever kept
        entries = [self._fit(entry) for entry in entries_of(work.now, time_s=work.time_s)]
        if journal is not None:
            try:
                journal.belongs_to(self._place(work))
                journal.rewrite(entries)
            except JournalError:  # the file itself may be gone or damaged
                self._replace_journal()
            else:
                return
        self._journal = self._made(work, entries)
        self._to_remember = self._study

    def _made(self, work: Work, entries: "list[Entry]") -> "JournalWriter":
        """Return a new journal that holds these actions."""
        from viewer.io.journal.writing import JournalWriter
        from viewer.io.locks.owner import this_process

        if self._pieces is None:
            raise JournalError("Nothing is open that could be kept.")
        made = JournalWriter(self._pieces, this_process(), home=self._home)
        try:
            made.belongs_to(self._place(work))
            made.append(entries)
        except BaseException:
            made.close(is_removed=True)
            raise
        return made

    def remember_images(self) -> None:
        """Note where the images of a new journal lie, so that they are found with the work; nothing waits for it."""
        study, self._to_remember = self._to_remember, None
        if study is not None:
            from viewer.io.local import remember

            remember(study, home=self._home)

    def _place(self, work: Work) -> "JournalPlace":
        from viewer.io.local.journal_places import JournalPlace
        from viewer.io.project.place import image_files

        if self._is_pasted is None:
            self._is_pasted = self._study is not None and not image_files(self._study)
        path = None if work.path is None else work.path.absolute()
        return JournalPlace(path, "" if path is None else work.digest, is_pasted=self._is_pasted)

    def _fit(self, entry: "Entry") -> "Entry":
        """The action with a document that may be kept."""
        from dataclasses import replace

        return entry if entry.document is None else replace(entry, document=self._allowed(entry.document))

    def _allowed(self, document: Document) -> Document:
        return document if self._allowance is None else self._allowance.of(document)

    def end(self, *, is_removed: bool) -> None:
        """End the journal of what was open; unless it is removed, it is offered at the next start."""
        self._replace_journal()
        for journal in self._replaced:
            journal.close(is_removed=is_removed)
        self._replaced.clear()
        for claim in self._claims:
            if is_removed:
                claim.remove()
            else:
                claim.release()
        self._claims.clear()
