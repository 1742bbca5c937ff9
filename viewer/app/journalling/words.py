"""Recovered work in words: when it was done, what it is, and whose it may be."""

import time

from viewer.app.journalling.recovering import FoundWork

MANY = 20
"""Pieces of work from which on the list asks to discard what is not needed. None is ever discarded unasked."""


def when(time_s: int, *, now_s: float | None = None) -> str:
    """When something was done, such as 'today at 14:05'.

    Parameters
    ----------
    time_s
        Whole s since 1970.
    now_s
        What is now, None to ask the clock.
    """
    now_s = time.time() if now_s is None else now_s
    then, today = time.localtime(time_s), time.localtime(now_s)
    yesterday = time.localtime(now_s - 86_400)
    if then[:3] == today[:3]:
        day = "today"
    elif then[:3] == yesterday[:3]:
        day = "yesterday"
    else:
        day = f"on {then.tm_mday} {_MONTHS[then.tm_mon - 1]} {then.tm_year}"
    return f"{day} at {then.tm_hour:02}:{then.tm_min:02}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def title_of(work: FoundWork, *, hides_names: bool) -> str:
    """First line of a work in the list: its project and when it was done.

    Parameters
    ----------
    work
        As it was found.
    hides_names
        Whether what may name the patient is hidden.
    """
    if work.refusal:
        return f"Cannot be opened  ·  last action {when(work.time_s)}"
    name = "A saved project" if work.project and hides_names else work.project or "Not saved yet"
    return f"{name}  ·  last action {when(work.time_s)}"


def details_of(work: FoundWork) -> str:
    """Second line of a work in the list: what is in it, or why it cannot be opened."""
    if work.refusal:
        return work.refusal
    outlines = (
        "No outline, but other changes" if not work.outlines else f"{work.outlines} outline{'s' * (work.outlines != 1)}"
    )
    on = f" on {work.slices} slice{'s' * (work.slices != 1)}" if work.outlines else ""
    levels = f", {', '.join(work.levels)}" if work.levels else ""
    pasted = ", on a pasted picture" if work.is_pasted else ""
    elsewhere = f". It is from the computer {work.elsewhere}." if work.elsewhere else ""
    return f"{outlines}{on}{levels}{pasted}{elsewhere}"


def heading_of(count: int) -> str:
    """What the list begins with.

    Parameters
    ----------
    count
        How many pieces of work there are.
    """
    if count == 1:
        return "The program ended before this work was saved. It was kept; at most its last action is missing."
    said = f"The program ended before {count} pieces of work were saved. At most the last action of each is missing."
    return said if count < MANY else f"{said} Discard what you do not need any more."
