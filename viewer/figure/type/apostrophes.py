"""The apostrophe of print: typewriters and files know but the straight one."""

import re
from dataclasses import replace

from viewer.figure.page import Mark, TextMark

_STRAIGHT = re.compile(r"(?<=\w)'(?=\w)")
"""An apostrophe within a word; beside a word it may be a quotation mark, or a minute."""


def typeset(mark: Mark) -> Mark:
    """A mark with the apostrophe of print in its text."""
    if not isinstance(mark, TextMark) or "'" not in mark.text:
        return mark
    return replace(mark, text=_STRAIGHT.sub("’", mark.text))
