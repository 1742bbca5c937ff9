"""The actions of a journal done again: the document as it was, and what could be undone and redone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from viewer.core.annotations.levels import known_level
from viewer.core.document import Document
from viewer.core.history import STEPS_MAXIMUM
from viewer.core.outline import Outline
from viewer.core.series import SliceKey
from viewer.errors import JournalError, ProjectError
from viewer.io.journal.entries import Row, place_of_text
from viewer.io.journal.reading import DAMAGED, Claim
from viewer.io.journal.store import HASH_BYTES
from viewer.io.project import ProjectFile, ProjectView, decode_project
from viewer.io.project.canonical import canonical, digest, parse
from viewer.io.project.encoding import seal_of

BATCH_BYTES = 4 << 20
"""How much of the outlines is decoded at once, bytes."""

CUT = "A part of what was kept of this work is damaged and was left out: check the outlines, and what Undo brings back."
"""Said when not all of a journal is sound."""


@dataclass(frozen=True, slots=True)
class Step:
    """A change that can be undone or redone, with fingerprints; as `viewer.core.history.Change`."""

    name: str
    document: Document
    place: SliceKey | None


@dataclass(frozen=True, slots=True)
class Recovered:
    """Work as a journal kept it, with fingerprints in place of all identifiers.

    Parameters
    ----------
    project
        The document and the view, as a project.
    past, future
        As `viewer.core.history.History`.
    saved
        The document as it was opened or last saved, None where that is damaged.
    has_seen_numbers
        Whether numbers could be seen.
    is_whole
        Whether nothing was left out.
    """

    project: ProjectFile
    past: tuple[Step, ...] = ()
    future: tuple[Step, ...] = ()
    saved: Document | None = None
    has_seen_numbers: bool = True
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list of recovered work tells about it.

    Parameters
    ----------
    time_s
        When the last action was done, s since 1970.
    outlines, slices
        How many outlines there are, on how many slices.
    levels
        Known levels of these slices.
    is_unsaved
        Whether the document is another than the saved one, or some of it is damaged.
    """

    time_s: int
    outlines: int
    slices: int
    levels: tuple[str, ...]
    is_unsaved: bool


@dataclass(slots=True)
class _State:
    """Where the actions lead, in hashes of documents."""

    present: bytes
    saved: bytes
    past: list[tuple[str, bytes, str]] = field(default_factory=list)
    future: list[tuple[str, bytes, str]] = field(default_factory=list)

    def take(self, row: Row) -> bool:
        """Do one action; whether it was possible."""
        if row.kind == "edit" and row.document is not None:
            self.past = [*self.past, (row.name, self.present, row.place)][-STEPS_MAXIMUM:]
            self.future = []
            self.present = row.document
        elif row.kind == "saved" and row.document is not None:
            self.saved = row.document
        elif row.kind in ("undo", "redo"):
            return self._travel(*((self.past, self.future) if row.kind == "undo" else (self.future, self.past)))
        return row.kind != "open"

    def _travel(self, source: list[tuple[str, bytes, str]], target: list[tuple[str, bytes, str]]) -> bool:
        if not source:
            return False
        name, document, place = source.pop()
        target.append((name, self.present, place))
        self.present = document
        return True


def _replayed(rows: Sequence[Row]) -> tuple[_State, bool]:
    """Where the actions lead, and whether each of them was possible.

    Raises
    ------
    JournalError
        If the first is not the opening of a document.
    """
    if not rows or rows[0].kind != "open" or rows[0].document is None:
        raise JournalError(DAMAGED)
    state = _State(rows[0].document, rows[0].document)
    for row in rows[1:]:
        if not state.take(row):
            return state, False
    return state, True


def summary(claim: Claim) -> Summary:
    """What a list tells about a journal.

    Raises
    ------
    JournalError
        If nothing of it can be recovered.
    """
    rows = claim.rows
    while rows:
        state, is_possible = _replayed(rows)
        record = _record(claim, state.present)
        if record is not None:
            return Summary(
                time_s=rows[-1].time_s,
                outlines=len(record.outlines),
                slices=record.slices,
                levels=record.levels,
                # What was left out is no less unsaved for being damaged.
                is_unsaved=state.present != state.saved or not is_possible or len(rows) < len(claim.rows),
            )
        rows = rows[:-1]
    raise JournalError(DAMAGED)


def recovered(claim: Claim) -> Recovered:
    """The work in a journal: its last sound document, with what can be undone and redone.

    Raises
    ------
    JournalError
        If nothing of it can be recovered.
    """
    rows = claim.rows
    documents = _Documents(claim, {row.document for row in rows if row.document is not None})
    is_whole = claim.is_whole
    while rows:
        state, is_possible = _replayed(rows)
        present = documents.found.get(state.present)
        if present is not None:
            break
        rows, is_whole = rows[:-1], False
    else:
        raise JournalError(DAMAGED)
    past, future = (documents.steps(steps) for steps in (state.past, state.future))
    saved = documents.found.get(state.saved)
    lost = len(past) < len(state.past) or len(future) < len(state.future) or saved is None
    return Recovered(
        project=replace(documents.project(state.present), view=_view(claim, rows[-1].view)),
        past=past,
        future=future,
        saved=saved,
        has_seen_numbers=bool(rows[-1].seen),
        is_whole=is_whole and is_possible and not lost,
    )


def _view(claim: Claim, wanted: bytes | None) -> ProjectView:
    data = None if wanted is None else claim.piece(wanted)
    try:
        return ProjectView() if data is None else decode_project(data).view
    except ProjectError:
        return ProjectView()


@dataclass(frozen=True, slots=True)
class _Record:
    """A document as its pieces."""

    frame: bytes
    outlines: tuple[bytes, ...]
    layers: tuple[tuple[bytes, ...], ...]
    slices: int = 0
    levels: tuple[str, ...] = ()


def _record(claim: Claim, wanted: bytes) -> _Record | None:
    """Pieces of a document, None where they are not told."""
    data = claim.piece(wanted)
    try:
        told = None if data is None else parse(data)
        if not isinstance(told, dict):
            return None
        return _Record(
            frame=_hash(told["frame"]),
            outlines=tuple(map(_hash, told["outlines"])),
            layers=tuple(tuple(map(_hash, layer)) for layer in told["layers"]),
            slices=int(told["slices"]),
            levels=tuple(level for level in told["levels"] if known_level(level) is not None),
        )
    except (ProjectError, KeyError, TypeError, ValueError):
        return None


def _hash(text: str) -> bytes:
    found = bytes.fromhex(text)
    if len(found) != HASH_BYTES:
        raise ValueError("no hash")
    return found


class _Documents:
    """Documents of a journal, each distinct outline decoded once and shared by all."""

    def __init__(self, claim: Claim, wanted: Iterable[bytes]) -> None:
        self._claim = claim
        self._series: dict[SliceKey, str] = {}
        self._frames: dict[bytes, ProjectFile] = {}
        records = {name: _record(claim, name) for name in wanted}
        self._records = {name: record for name, record in records.items() if record is not None}
        outlines = self._outlines()
        self.found: Mapping[bytes, Document] = {
            name: document
            for name, record in self._records.items()
            if (document := self._document(record, outlines)) is not None
        }

    def project(self, name: bytes) -> ProjectFile:
        """A document as a project."""
        document = self.found[name]
        drawn = (*document.outlines, *(outline for layer in document.layers for outline in layer.outlines))
        keys = dict.fromkeys(outline.slice_key for outline in drawn)
        known = tuple((key, self._series[key]) for key in keys if key in self._series)
        return replace(self._frames[self._records[name].frame], document=document, series_of=known)

    def steps(self, steps: Sequence[tuple[str, bytes, str]]) -> tuple[Step, ...]:
        """Those steps nearest to the present that are sound, without a gap."""
        found: list[Step] = []
        for name, wanted, place in reversed(steps):
            document = self.found.get(wanted)
            if document is None:
                break
            found.append(Step(name, document, place_of_text(place)))
        return tuple(reversed(found))

    def _document(self, record: _Record, outlines: Mapping[bytes, Outline]) -> Document | None:
        """A document of its pieces, None where one is not sound."""
        if record.frame not in self._frames:
            data = self._claim.piece(record.frame)
            try:
                if data is None:
                    return None
                self._frames[record.frame] = decode_project(data)
            except ProjectError:
                return None
        frame = self._frames[record.frame].document
        if len(frame.layers) != len(record.layers):
            return None
        try:
            layers = tuple(
                replace(layer, outlines=tuple(outlines[piece] for piece in drawn))
                for layer, drawn in zip(frame.layers, record.layers, strict=True)
            )
            return replace(frame, outlines=tuple(outlines[piece] for piece in record.outlines), layers=layers)
        except KeyError:
            return None

    def _outlines(self) -> dict[bytes, Outline]:
        """Every sound outline by its hash, decoded as those of a project are."""
        wanted = dict.fromkeys(
            piece
            for record in self._records.values()
            for piece in (*record.outlines, *(piece for layer in record.layers for piece in layer))
        )
        template = next((data for record in self._records.values() if (data := self._claim.piece(record.frame))), None)
        if template is None:
            return {}
        found: dict[bytes, Outline] = {}
        batch: dict[bytes, bytes] = {}
        for piece in wanted:
            data = self._claim.piece(piece)
            if data is not None:
                batch[piece] = data
            if sum(map(len, batch.values())) > BATCH_BYTES:
                found |= self._decoded(template, batch)
                batch = {}
        return found | self._decoded(template, batch)

    def _decoded(self, template: bytes, batch: Mapping[bytes, bytes]) -> dict[bytes, Outline]:
        try:
            project = decode_project(_with_outlines(template, [parse(data) for data in batch.values()]))
        except ProjectError:
            if len(batch) <= 1:
                return {}
            found: dict[bytes, Outline] = {}
            for piece, data in batch.items():
                found |= self._decoded(template, {piece: data})
            return found
        self._series.update(project.series_of)
        return dict(zip(batch, project.document.outlines, strict=True))


def _with_outlines(template: bytes, outlines: Sequence[object]) -> bytes:
    """A project's bytes with these outlines alone drawn in it.

    Raises
    ------
    ProjectError
        If it is none.
    """
    whole = parse(template)
    if not isinstance(whole, dict) or not isinstance(whole.get("payload"), dict):
        raise ProjectError(DAMAGED)
    payload = {**whole["payload"], "outlines": list(outlines), "layers": []}
    sealed = {**whole, "payload": payload, "sha256": digest(payload)}
    return canonical({**sealed, "seal": seal_of(sealed)} if "seal" in whole else sealed) + b"\n"
