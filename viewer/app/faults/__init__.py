"""What went wrong that nobody foresaw: a report that can be passed on, and where it lies.

Nothing of what was opened, typed or named by the user is ever written into a report: what may stand in one is listed,
all else is left out.
"""
