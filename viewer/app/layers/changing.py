"""What can be done with readings: each takes a document and returns the one after, for one step of undo."""

from dataclasses import replace

from viewer.app.layers.naming import ANSWER, free_name, layer_named, present_name, reading_name
from viewer.core.document import Document, Layer, ReadingCodes
from viewer.errors import UsageError


def _parked(document: Document, *, is_shown: bool) -> Layer:
    """The reading that is worked on as one of the others."""
    return Layer(present_name(document), document.codes, document.outlines, is_shown=is_shown)


def _others(document: Document, *, is_shown: bool) -> tuple[Layer, ...]:
    """Every reading there is, the present one put aside; what is empty and was never named is not worth keeping."""
    if not document.outlines and not document.layer:
        return document.layers
    return (*document.layers, _parked(document, is_shown=is_shown))


def _refuse_taken(name: str, others: tuple[Layer, ...]) -> None:
    if not name:
        raise UsageError("A reading needs a name; type a reader's code, or a word such as Reading 2.")
    if any(layer.name == name for layer in others):
        raise UsageError("There is a reading of this name already; choose another name.")


def with_new_reading(document: Document, codes: ReadingCodes, *, name: str = "") -> Document:
    """Return a document with a new reading to work on: empty, and every other one hidden.

    Parameters
    ----------
    document
        The present one; its reading is kept among the others.
    codes
        Study, reader and number of the new reading.
    name
        How lists call it; '' for what its codes say.

    Raises
    ------
    UsageError
        If another reading has this name.
    """
    others = tuple(replace(layer, is_shown=False) for layer in _others(document, is_shown=False))
    blank = replace(document, layer="", layers=others, outlines=(), codes=replace(codes, is_blinded_to_numbers=False))
    chosen = name or free_name(blank, reading_name(codes))
    _refuse_taken(chosen, others)
    return replace(blank, layer=chosen)


def switched(document: Document, name: str) -> Document:
    """Return a document in which another reading is worked on; the present one takes its place among the others.

    What was shown beside it stays shown: the one that is left is shown if the one that is taken up was.

    Raises
    ------
    UsageError
        If there is no such reading, or it is an answer, which stays as it is.
    """
    taken = layer_named(document, name)
    if taken.is_answer:
        raise UsageError("The answer stays as it is; copy it to correct it, or start a new reading.")
    left = _parked(document, is_shown=taken.is_shown)
    layers = tuple(left if layer is taken else layer for layer in document.layers)
    if not document.outlines and not document.layer:
        layers = tuple(layer for layer in layers if layer is not left)
    return replace(document, layer=taken.name, codes=taken.codes, outlines=taken.outlines, layers=layers)


def _exchanged(document: Document, before: Layer, after: Layer) -> Document:
    return replace(document, layers=tuple(after if layer is before else layer for layer in document.layers))


def shown(document: Document, name: str, *, is_shown: bool) -> Document:
    """Return a document that shows another reading beside the present one, or hides it.

    Raises
    ------
    UsageError
        If there is no such reading, or it is a hidden answer: that is revealed (see `revealed`).
    """
    layer = layer_named(document, name)
    if layer.is_answer and is_shown and not layer.is_shown:
        raise UsageError("The answer is not shown beside a reading before it is revealed; choose Reveal answer.")
    return _exchanged(document, layer, replace(layer, is_shown=is_shown))


def renamed(document: Document, name: str) -> Document:
    """Return a document whose present reading has another name.

    Raises
    ------
    UsageError
        If another reading has this name, or it is empty.
    """
    _refuse_taken(name, document.layers)
    return replace(document, layer=name)


def deleted(document: Document, name: str) -> Document:
    """Return a document without one of the other readings.

    Raises
    ------
    UsageError
        If there is no such reading.
    """
    gone = layer_named(document, name)
    return replace(document, layers=tuple(layer for layer in document.layers if layer is not gone))


def saved_as_answer(document: Document, *, name: str = "") -> Document:
    """Return a document whose present reading has become the answer, unseen, with an empty reading to work on.

    Parameters
    ----------
    document
        The present one.
    name
        How lists call the answer; '' for 'Answer'.

    Raises
    ------
    UsageError
        If nothing is outlined in it, or another reading has this name.
    """
    if not document.outlines:
        raise UsageError("There is nothing to save as the answer; outline something first.")
    chosen = name or free_name(document, ANSWER)
    _refuse_taken(chosen, document.layers)
    answer = Layer(chosen, document.codes, document.outlines, is_answer=True)
    hidden = tuple(replace(layer, is_shown=False) for layer in document.layers)
    codes = ReadingCodes(study=document.codes.study)
    blank = replace(document, layer="", layers=(*hidden, answer), outlines=(), codes=codes)
    return replace(blank, layer=free_name(blank, _another(document, reading_name(codes))))


def _another(document: Document, name: str) -> str:
    """Return a name that the present reading does not have, so that nobody takes the new one for it."""
    return f"{name} (new)" if name == document.layer else name


def revealed(document: Document) -> Document:
    """Return a document that shows every answer.

    Raises
    ------
    UsageError
        If there is none that is hidden.
    """
    layers = tuple(replace(layer, is_shown=True) if layer.is_answer else layer for layer in document.layers)
    if layers == document.layers:
        raise UsageError("There is no hidden answer in this project.")
    return replace(document, layers=layers)


def copied(document: Document, source: str, codes: ReadingCodes, *, name: str = "") -> Document:
    """Return a document with a copy of a reading to work on, to correct it while the original is shown as it is.

    Parameters
    ----------
    document
        The present one; its reading is kept among the others.
    source
        Name of the reading to copy: the present one or another that is not a hidden answer.
    codes
        Of the copy.
    name
        How lists call the copy; '' for what its codes say.

    Raises
    ------
    UsageError
        If there is no such reading, it is hidden as an answer, or the name is taken.
    """
    others = _others(document, is_shown=False)
    original = next((layer for layer in others if layer.name == source), None)
    if original is None:
        original = layer_named(document, source)
    if original.is_answer and not original.is_shown:
        raise UsageError("The answer cannot be copied before it is revealed; choose Reveal answer.")
    layers = tuple(replace(layer, is_shown=True) if layer is original else layer for layer in others)
    blank = replace(document, layer="", layers=layers, codes=replace(codes, is_blinded_to_numbers=False))
    chosen = name or free_name(blank, reading_name(codes))
    _refuse_taken(chosen, layers)
    return replace(blank, layer=chosen, outlines=original.outlines)
