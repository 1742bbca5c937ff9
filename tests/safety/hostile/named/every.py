"""Every named malformed input, whoever made it."""

from tests.safety.hostile.named import archives, headers, outlines, pictures, pixels, places, volumes
from tests.safety.hostile.named.case import Case, Outcome
from tests.ui.bad_input import BAD_GEOMETRY, BAD_TEXT, CASES

SLOW_IN_WINDOW = {"a million empty items", "deflated gigabyte", "gzip bomb"}


def _of_window() -> list[Case]:
    """Cases that the window is tested with, by name: geometry that cannot be is refused, the rest is unreadable."""
    geometry = {*BAD_GEOMETRY, *BAD_TEXT}
    opens_first = {"truncated RLE", "JPEG-LS of rubbish", "JPEG 2000 of 12000 squared"}
    found = []
    for name, make in CASES.items():
        outcome: Outcome = "refused" if name in geometry else "opens" if name in opens_first else "unreadable"
        found.append(Case(name, make, outcome, is_slow=name in SLOW_IN_WINDOW))
    return found


def every_case() -> list[Case]:
    """All of them; names are unique."""
    tables = (headers, pixels, archives, places, volumes, pictures, outlines)
    cases = [*_of_window(), *(case for module in tables for case in module.TABLE.cases)]
    assert len({case.name for case in cases}) == len(cases)
    return cases
