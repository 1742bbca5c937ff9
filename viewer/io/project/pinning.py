"""The pinned method: a file names the method behind its numbers and its version, also where that is the default.

So a program that measures otherwise by default, or measures by the same name otherwise, finds out and replaces
nothing.
"""

from viewer.core.document import Document
from viewer.measure.methods import METHODS


def version_here(name: str) -> str | None:
    """Version of a method that this program has, None where it has no such method."""
    return next((method.version for method in METHODS if method.name == name), None)


def pinned(document: Document) -> tuple[str, str | None]:
    """Name and version of a document's method for a file.

    Returns
    -------
    tuple
        The name is never empty for the default; the version is None where neither document nor program tells one.
    """
    name = METHODS[0].name if document.method is None else document.method
    version = document.method_version
    return name, version_here(name) if version is None else version


def unpinned(name: str, version: str | None) -> tuple[str | None, str | None]:
    """`Document.method` and `Document.method_version` for the name and version in a file.

    Parameters
    ----------
    name, version
        As `pinned` gives them. What is the default of this program in its present version becomes None, None, as in
        a new document.
    """
    if version is None or version == version_here(name):
        return (None if name == METHODS[0].name else name), None
    return name, version


def is_gone(document: Document) -> bool:
    """Whether this program cannot measure as the document was measured: another version, or no such method."""
    return document.method_version is not None or (
        document.method is not None and version_here(document.method) is None
    )
