"""Texts as cells of a table: nothing that a spreadsheet would take for a formula, and nothing that it cannot hold."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What spreadsheet programs take for the start of a formula, the last four in East Asian versions."""


def printable(text: str) -> str:
    """Text with a space for every control character, which tables and workbooks cannot hold."""
    return "".join(c if c.isprintable() else " " for c in text)


def inert(text: str) -> str:
    """Printable text for a file or clipboard of plain text: an apostrophe before what would be a formula."""
    safe = printable(text)
    return f"'{safe}" if text.startswith(FORMULA_STARTS) or safe.lstrip().startswith(FORMULA_STARTS) else safe
